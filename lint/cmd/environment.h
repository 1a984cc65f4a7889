/*
 * Options from the environment: "fail-on" is ZONEPROOF_FAIL_ON. Hooks have no
 * command line, so what they take is what the environment may say. Plugins are
 * code and come from a command line alone.
 */
#ifndef CMD_ENVIRONMENT_H
#define CMD_ENVIRONMENT_H

#include "options.h"

/*
 * Sets what the variables say. -1 and ERROR_USAGE for a wrong value, and for a
 * ZONEPROOF_ variable that is a slip away from one that we know: who wrote it
 * believes that it holds. Any other one may be meant for another version or for
 * what stands around us: it is kept in options->strange.
 */
int environment_read(
    struct options *options, struct arena *arena, struct error *err);

#endif
