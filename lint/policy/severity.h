/* The words for severities, in configurations and on the command line. */
#ifndef POLICY_SEVERITY_H
#define POLICY_SEVERITY_H

#include <stdbool.h>

#include "../zoneproof.h"

/* "error", "warning", "notice", "off" or "never"; false for other words. */
bool severity_from_text(const char *text, enum zp_severity *ret);
const char *severity_text(enum zp_severity severity);

#endif
