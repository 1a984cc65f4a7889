/* The table of formats. */
#include "report.h"

#include <string.h>

const struct reporter *const reporters[] = {
	&reporter_text,
	&reporter_compact,
	&reporter_json,
	&reporter_ndjson,
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

int
report_close(FILE *file, struct error *err)
{
	bool failed = fflush(file) != 0 || ferror(file) != 0;

	if (file != stdout && fclose(file) != 0)
		failed = true;
	return failed ? error_errno(err, "writing the report") : 0;
}

const char *
report_severity(enum zp_severity severity)
{
	static const char *const words[] = { "off", "notice", "warning",
		"error" };

	return words[severity];
}
