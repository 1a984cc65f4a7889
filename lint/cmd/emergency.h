/*
 * The way through in an emergency, on the record: in hooks on one's own
 * machine ZONEPROOF_EMERGENCY='reason', on a server `git push -o
 * zoneproof.emergency=reason` where the configuration permits it.
 */
#ifndef CMD_EMERGENCY_H
#define CMD_EMERGENCY_H

#include "../policy/config.h"
#include "options.h"

/* NULL: there is none, or none that counts here. "" gives no reason. */
const char *emergency_reason(
    const struct options *options, const struct config *config);

#endif
