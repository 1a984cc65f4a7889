/*
 * The rules that a configuration writes: held to their own examples, and put
 * beside the built-in ones.
 */
#ifndef EXAMPLES_H
#define EXAMPLES_H

#include "policy/config.h"

/*
 * config_read() for use: its rules are held to their examples as well. Every
 * pattern rule finds its `fires` and passes its `quiet`; NULL and
 * ERROR_USAGE with file:line:column of the example that says otherwise, is no
 * record, or is not judged within the limits of a match. A zone's name and a
 * file's path are no part of an example: any ancestor of the owner may be the
 * zone, any path the file.
 */
struct config *config_load(struct arena *arena, const struct config_file *file,
    const struct zp_rule *const *rules, struct error *err);

/*
 * `known` (ends with NULL) and the configuration's own; the result ends with
 * NULL, owned by `run`.
 */
const struct zp_rule *const *rules_of_config(struct arena *run,
    const struct zp_rule *const *known, const struct config *config);

#endif
