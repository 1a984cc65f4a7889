/* GitLab's code quality report: one JSON array, fed to `codequality:`. */
#include <stdlib.h>

#include "../base/arena.h"
#include "../base/map.h"
#include "../base/print.h"
#include "plain.h"
#include "report.h"

struct report {
	FILE *file;
	size_t count;
	struct arena *arena;
	struct map prints; /* fingerprints to how many had each */
};

static struct report *
gitlab_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	(void)options;
	*report = (struct report){ .file = file, .arena = arena_new() };
	return report;
}

/*
 * GitLab shows one finding of each fingerprint, and a zone's views have ours
 * in common: the later ones are numbered.
 */
static const char *
print_of(struct report *report, const char *fingerprint)
{
	const char *print = arena_string(report->arena, fingerprint);
	uintptr_t *count = (uintptr_t *)map_put(&report->prints, print);

	if (++*count == 1)
		return print;
	return arena_format(report->arena, "%s-%ju", print, (uintmax_t)*count);
}

/* GitLab knows no suppression: what is allowed is shown as the mildest. */
static const char *
severity_of(const struct finding *finding)
{
	static const char *const words[] = { "info", "info", "minor",
		"critical" };

	return finding->allowed != NULL ? "info" : words[finding->severity];
}

static void
gitlab_finding(struct report *report, const struct finding *finding)
{
	const struct finding_place *place = plain_place(finding);
	struct text headline = plain_headline(finding);
	struct arena *scratch = arena_new();
	FILE *file = report->file;

	fputs(report->count++ == 0 ? "[\n{" : ",\n{", file);
	print_member(file, "description",
	    arena_format(scratch, "%s%.*s",
		finding->allowed != NULL ? "allowed: " : "", (int)headline.len,
		headline.ptr));
	putc(',', file);
	print_member(file, "check_name", finding->rule_id);
	putc(',', file);
	print_member(
	    file, "fingerprint", print_of(report, finding->fingerprint));
	putc(',', file);
	print_member(file, "severity", severity_of(finding));
	fputs(",\"location\":{", file);
	print_member(file, "path", place->file);
	fprintf(file, ",\"lines\":{\"begin\":%u}}}",
	    place->line > 0 ? place->line : 1);
	arena_free(scratch);
}

static void
gitlab_end(struct report *report, const struct report_end *end)
{
	(void)end;
	fputs(report->count == 0 ? "[]\n" : "\n]\n", report->file);
	map_done(&report->prints);
	arena_free(report->arena);
	free(report);
}

const struct reporter reporter_gitlab = {
	.name = "gitlab",
	.what = "GitLab's code quality report",
	.open = gitlab_open,
	.finding = gitlab_finding,
	.end = gitlab_end,
	.streams = true,
};
