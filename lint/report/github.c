/*
 * Annotations of GitHub Actions: one command a finding, the gravest first,
 * because GitHub takes ten of a level from one step and drops the rest. What it
 * would drop is printed as plain lines.
 */
#include <stdlib.h>

#include "../base/print.h"
#include "plain.h"
#include "report.h"

#define TAKEN_OF_A_LEVEL 10

/* Levels in the order of printing; what is allowed fails nothing. */
static const struct level {
	const char *command;
	enum zp_severity severity; /* of what is not allowed */
	bool allowed;
} levels[] = {
	{ "error", ZP_ERROR, false },
	{ "warning", ZP_WARNING, false },
	{ "notice", ZP_NOTICE, true },
};

#define LEVELS (sizeof levels / sizeof *levels)

static const struct escape in_message[] = {
	{ "%", "%25" },
	{ "\n", "%0A" },
	{ NULL, NULL },
};
static const struct escape in_property[] = {
	{ "%", "%25" },
	{ "\n", "%0A" },
	{ ":", "%3A" },
	{ ",", "%2C" },
	{ NULL, NULL },
};

struct report {
	FILE *file;
	const char *command;
	struct {
		FILE *lines; /* until their turn, in `bytes` */
		char *bytes;
		size_t size, count;
	} of[LEVELS];
};

static struct report *
github_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	*report = (struct report){ .file = file, .command = options->command };
	for (size_t i = 0; i < LEVELS; i++)
		report->of[i].lines = open_memstream(
		    &report->of[i].bytes, &report->of[i].size);
	return report;
}

static bool
is_of(const struct level *level, const struct finding *finding)
{
	return finding->allowed != NULL ? level->allowed :
					  finding->severity == level->severity;
}

static void
print_properties(FILE *file, const struct finding *finding)
{
	const struct finding_place *place = plain_place(finding);

	fputs(" file=", file);
	print_escaped(file, text_of(place->file), in_property);
	if (place->line > 0)
		fprintf(file, ",line=%u,endLine=%u,col=%u", place->line,
		    place->line, place->column);
	fputs(",title=zoneproof%3A ", file);
	print_escaped(file, text_of(finding->rule_id), in_property);
}

static void
print_annotation(
    FILE *file, const struct level *level, const struct finding *finding)
{
	struct arena *scratch = arena_new();

	fprintf(file, "::%s", level->command);
	print_properties(file, finding);
	fputs("::", file);
	print_escaped(file, text_of(plain_body(scratch, finding)), in_message);
	putc('\n', file);
	arena_free(scratch);
}

static void
github_finding(struct report *report, const struct finding *finding)
{
	for (size_t i = 0; i < LEVELS; i++) {
		FILE *lines = report->of[i].lines;

		if (!is_of(&levels[i], finding))
			continue;
		if (report->of[i].count++ < TAKEN_OF_A_LEVEL)
			print_annotation(lines, &levels[i], finding);
		else
			plain_line(lines, finding);
	}
}

static void
github_end(struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	for (size_t i = 0; i < LEVELS; i++) {
		fclose(report->of[i].lines);
		fwrite(report->of[i].bytes, 1, report->of[i].size, file);
		free(report->of[i].bytes);
	}
	for (size_t i = 0; i < end->notice_count; i++) {
		fputs("note: ", file);
		print_safe_string(file, end->notices[i].message);
		putc('\n', file);
	}
	if (!end->complete)
		fputs("::error title=zoneproof::not everything was read: "
		      "this is no clean result\n",
		    file);
	fputs("zoneproof: ", file);
	plain_totals(file, report->command, &end->summary);
	putc('\n', file);
	free(report);
}

const struct reporter reporter_github = {
	.name = "github",
	.what = "annotations of GitHub Actions, and the summary of the job",
	.open = github_open,
	.finding = github_finding,
	.end = github_end,
	.streams = true,
	.beside = &reporter_markdown,
	.beside_variable = "GITHUB_STEP_SUMMARY",
};
