/* Checkstyle's XML, which most build servers and reviewdog read. */
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "plain.h"
#include "report.h"
#include "xml.h"

struct report {
	FILE *file;
	char *open; /* the file whose element is open; NULL: none */
};

static struct report *
checkstyle_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	*report = (struct report){ file, NULL };
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<checkstyle version=\"4.3\">\n<!-- zoneproof ",
	    file);
	fprintf(file, "%s -->\n", options->version);
	return report;
}

static void
file_begin(struct report *report, const char *path)
{
	if (report->open != NULL && strcmp(report->open, path) == 0)
		return;
	if (report->open != NULL)
		fputs("</file>\n", report->file);
	fputs("<file", report->file);
	xml_attribute(report->file, "name", text_of(path));
	fputs(">\n", report->file);
	report->open = memory_grow(report->open, strlen(path) + 1, 1);
	memcpy(report->open, path, strlen(path) + 1);
}

static void
checkstyle_finding(struct report *report, const struct finding *finding)
{
	static const char *const severities[] = { "ignore", "info", "warning",
		"error" };
	const struct finding_place *place = plain_place(finding);
	struct arena *scratch = arena_new();
	FILE *file = report->file;

	file_begin(report, place->file);
	fprintf(file, "<error line=\"%u\" column=\"%u\"", place->line,
	    place->column);
	xml_attribute(file, "severity",
	    text_of(finding->allowed != NULL ? "info" :
					       severities[finding->severity]));
	xml_attribute(file, "message", text_of(plain_body(scratch, finding)));
	xml_attribute(file, "source",
	    text_of(arena_format(scratch, "zoneproof.%s", finding->rule_id)));
	fputs("/>\n", file);
	arena_free(scratch);
}

static void
checkstyle_end(struct report *report, const struct report_end *end)
{
	(void)end;
	if (report->open != NULL)
		fputs("</file>\n", report->file);
	fputs("</checkstyle>\n", report->file);
	free(report->open);
	free(report);
}

const struct reporter reporter_checkstyle = {
	.name = "checkstyle",
	.what = "Checkstyle's XML",
	.open = checkstyle_open,
	.finding = checkstyle_finding,
	.end = checkstyle_end,
	.streams = true,
};
