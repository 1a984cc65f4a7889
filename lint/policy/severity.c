/* The words for severities. */
#include "severity.h"

#include <stddef.h>
#include <strings.h>

static const char *const severities[] = {
	[ZP_OFF] = "off",
	[ZP_NOTICE] = "notice",
	[ZP_WARNING] = "warning",
	[ZP_ERROR] = "error",
};

bool
severity_from_text(const char *text, enum zp_severity *ret)
{
	for (size_t i = 0; i < sizeof severities / sizeof *severities; i++)
		if (strcasecmp(severities[i], text) == 0) {
			*ret = (enum zp_severity)i;
			return true;
		}
	if (strcasecmp(text, "never") != 0)
		return false;
	*ret = ZP_OFF;
	return true;
}

const char *
severity_text(enum zp_severity severity)
{
	return severities[severity];
}
