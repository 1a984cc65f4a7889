/* json and ndjson: the same objects, in one document or one a line. */
#include <stdlib.h>

#include "../base/arena.h"
#include "../base/print.h"
#include "report.h"

struct report {
	FILE *file;
	const char *version;
	bool lines;
	size_t count;
};

static void
key(FILE *file, const char *name, const char *value)
{
	fprintf(file, "\"%s\":", name);
	if (value == NULL)
		fputs("null", file);
	else
		print_json(file, text_of(value));
}

static void
print_place(FILE *file, const struct finding_place *place)
{
	key(file, "file", place->file);
	fprintf(file, ",\"line\":%u", place->line);
}

static void
print_evidence(FILE *file, const struct finding *finding)
{
	fputs(",\"evidence\":[", file);
	for (size_t i = 0; i < finding->evidence_count; i++) {
		const struct finding_evidence *each = &finding->evidence[i];

		fputs(i > 0 ? ",{" : "{", file);
		key(file, "message", each->message);
		if (each->place.file != NULL) {
			putc(',', file);
			print_place(file, &each->place);
		}
		putc('}', file);
	}
	putc(']', file);
}

static void
print_finding(FILE *file, const struct finding *finding)
{
	key(file, "rule", finding->rule_id);
	putc(',', file);
	key(file, "severity", report_severity(finding->severity));
	putc(',', file);
	key(file, "message", finding->message);
	putc(',', file);
	key(file, "zone", finding->zone);
	putc(',', file);
	key(file, "name", finding->name);
	putc(',', file);
	key(file, "type", finding->type);
	if (finding->domain != NULL) {
		putc(',', file);
		key(file, "domain", finding->domain);
	}
	putc(',', file);
	key(file, "side", finding->place.before ? "before" : "after");
	putc(',', file);
	print_place(file, &finding->place);
	fprintf(file, ",\"column\":%u,", finding->place.column);
	key(file, "fingerprint", finding->fingerprint);
	print_evidence(file, finding);
	putc(',', file);
	key(file, "fix", finding->fix);
	putc(',', file);
	key(file, "allowed", finding->allowed);
}

static void
print_summary(FILE *file, const struct finding_summary *summary)
{
	fprintf(file,
	    "\"summary\":{\"error\":%zu,\"warning\":%zu,\"notice\":%zu,"
	    "\"allowed\":%zu,\"zones\":%zu,\"records\":%zu,\"changed\":%zu}",
	    summary->errors, summary->warnings, summary->notices,
	    summary->allowed, summary->zones, summary->records,
	    summary->changed);
}

static struct report *
open_as(FILE *file, const struct report_options *options, bool lines)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	*report = (struct report){ file, options->version, lines, 0 };
	return report;
}

static struct report *
json_open(FILE *file, const struct report_options *options)
{
	return open_as(file, options, false);
}

static struct report *
ndjson_open(FILE *file, const struct report_options *options)
{
	return open_as(file, options, true);
}

/* Members of an object have no order, so the summary may come behind. */
static void
json_finding(struct report *report, const struct finding *finding)
{
	FILE *file = report->file;

	if (report->lines)
		fputs("{\"kind\":\"finding\",", file);
	else
		fputs(report->count == 0 ? "{\"version\":1,\"findings\":[\n{" :
					   ",\n{",
		    file);
	report->count++;
	print_finding(file, finding);
	fputs(report->lines ? "}\n" : "}", file);
}

static void
print_notes(FILE *file, const struct report_end *end)
{
	fputs(",\"notes\":[", file);
	for (size_t i = 0; i < end->notice_count; i++) {
		if (i > 0)
			putc(',', file);
		print_json(file, text_of(end->notices[i].message));
	}
	putc(']', file);
}

static void
json_end(struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	if (report->lines) {
		fprintf(file, "{\"kind\":\"end\",\"complete\":%s,",
		    end->complete ? "true" : "false");
		print_summary(file, &end->summary);
		print_notes(file, end);
		fputs("}\n", file);
	} else {
		fputs(
		    report->count == 0 ? "{\"version\":1,\"findings\":[" : "\n",
		    file);
		fputs("],\"tool\":{\"name\":\"zoneproof\",", file);
		key(file, "version", report->version);
		fprintf(file, "},\"complete\":%s,",
		    end->complete ? "true" : "false");
		print_summary(file, &end->summary);
		print_notes(file, end);
		fputs("}\n", file);
	}
	free(report);
}

const struct reporter reporter_json = {
	.name = "json",
	.what = "one JSON document",
	.open = json_open,
	.finding = json_finding,
	.end = json_end,
};

const struct reporter reporter_ndjson = {
	.name = "ndjson",
	.what = "one JSON object a line, the last of kind \"end\"",
	.open = ndjson_open,
	.finding = json_finding,
	.end = json_end,
};
