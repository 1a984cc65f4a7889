/*
 * Reviewdog's diagnostics, rdjson and rdjsonl: one document or one a line.
 * Columns are bytes, as ours are.
 */
#include <stdlib.h>

#include "../base/arena.h"
#include "../base/print.h"
#include "plain.h"
#include "report.h"

struct report {
	FILE *file;
	bool lines;
	const char *docs;
	size_t count;
	struct arena *scratch;
};

static struct report *
open_as(FILE *file, const struct report_options *options, bool lines)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	*report = (struct report){ file, lines, options->docs, 0, arena_new() };
	return report;
}

static struct report *
rdjson_open(FILE *file, const struct report_options *options)
{
	return open_as(file, options, false);
}

static struct report *
rdjsonl_open(FILE *file, const struct report_options *options)
{
	return open_as(file, options, true);
}

static void
print_range(FILE *file, const struct finding_place *place)
{
	if (place->line == 0)
		return;
	fprintf(file, ",\"range\":{\"start\":{\"line\":%u,\"column\":%u}",
	    place->line, place->column);
	if (place->mark > 0)
		fprintf(file, ",\"end\":{\"line\":%u,\"column\":%u}",
		    place->line, place->column + place->mark);
	putc('}', file);
}

static void
print_diagnostic(struct report *report, const struct finding *finding)
{
	static const char *const severities[] = { "INFO", "INFO", "WARNING",
		"ERROR" };
	const struct finding_place *place = plain_place(finding);
	struct text headline = plain_headline(finding);
	FILE *file = report->file;
	const char *page = NULL;

	arena_reset(report->scratch);
	page = plain_rule_page(report->scratch, report->docs, finding->rule);
	print_member(file, "message", plain_body(report->scratch, finding));
	fputs(",\"location\":{", file);
	print_member(file, "path", place->file);
	print_range(file, place);
	fputs("},", file);
	print_member(file, "severity",
	    finding->allowed != NULL ? "INFO" : severities[finding->severity]);
	fputs(",\"code\":{", file);
	print_member(file, "value", finding->rule_id);
	if (page != NULL) {
		putc(',', file);
		print_member(file, "url", page);
	}
	fputs("},", file);
	print_member(file, "original_output",
	    arena_format(report->scratch, "%s:%u:%u: %.*s", finding->place.file,
		finding->place.line, finding->place.column, (int)headline.len,
		headline.ptr));
}

#define SOURCE "\"source\":{\"name\":\"zoneproof\"}"

static void
rdjson_finding(struct report *report, const struct finding *finding)
{
	FILE *file = report->file;

	if (report->lines)
		fputs("{" SOURCE ",", file);
	else
		fputs(report->count == 0 ? "{" SOURCE ",\"diagnostics\":[\n{" :
					   ",\n{",
		    file);
	report->count++;
	print_diagnostic(report, finding);
	fputs(report->lines ? "}\n" : "}", file);
}

static void
rdjson_end(struct report *report, const struct report_end *end)
{
	(void)end;
	if (!report->lines)
		fputs(report->count == 0 ? "{" SOURCE ",\"diagnostics\":[]}\n" :
					   "\n]}\n",
		    report->file);
	arena_free(report->scratch);
	free(report);
}

const struct reporter reporter_rdjson = {
	.name = "rdjson",
	.what = "reviewdog's diagnostics, one JSON document",
	.open = rdjson_open,
	.finding = rdjson_finding,
	.end = rdjson_end,
	.streams = true,
};

const struct reporter reporter_rdjsonl = {
	.name = "rdjsonl",
	.what = "reviewdog's diagnostics, one JSON object a line",
	.open = rdjsonl_open,
	.finding = rdjson_finding,
	.end = rdjson_end,
	.streams = true,
};
