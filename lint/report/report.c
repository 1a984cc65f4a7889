/* The table of formats. */
#include "report.h"

#include <string.h>

const struct reporter *const reporters[] = {
	&reporter_text,
	&reporter_compact,
	&reporter_json,
	&reporter_ndjson,
	&reporter_sarif,
	&reporter_github,
	&reporter_gitlab,
	&reporter_junit,
	&reporter_rdjson,
	&reporter_rdjsonl,
	&reporter_checkstyle,
	&reporter_markdown,
	&reporter_csv,
	&reporter_csv_domains,
	&reporter_html,
	NULL,
};

const struct reporter *
reporter_find(const char *name)
{
	for (const struct reporter *const *each = reporters; *each != NULL;
	     each++)
		if (strcmp((*each)->name, name) == 0)
			return *each;
	return NULL;
}

const char *
report_severity(enum zp_severity severity)
{
	static const char *const words[] = { "off", "notice", "warning",
		"error" };

	return words[severity];
}

bool
finding_fails(const struct finding *finding, enum zp_severity fail_on)
{
	return fail_on != ZP_OFF && finding->allowed == NULL &&
	    finding->severity >= fail_on;
}
