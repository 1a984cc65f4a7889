/*
 * Rules from outside: shared objects that the command line names.
 *
 * A plugin is code and may do all that this program may do. So it is loaded
 * only for `--plugin FILE.so`, never because a repository or a configuration
 * asks for it, and it stays loaded as long as the program runs.
 */
#ifndef PLUGIN_H
#define PLUGIN_H

#include "base/arena.h"
#include "base/error.h"
#include "zoneproof.h"

/*
 * The rules `built_in` and those of the plugins in `files` (each ends with
 * NULL; `files` may be NULL), in the order of their ids; ends with NULL, owned
 * by `run`. NULL and ERROR_USAGE where a file is no plugin, was built for
 * another zoneproof, or brings a rule that is not whole or whose id another
 * rule has.
 */
const struct zp_rule *const *plugin_rules(struct arena *run,
    const struct zp_rule *const *built_in, const char *const *files,
    struct error *err);

#endif
