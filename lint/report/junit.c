/*
 * JUnit's XML: a suite for each zone, a case for each rule that said something
 * there. What fails the run fails the case; the rest is its output. The first
 * suite says whether everything was read, so that a clean run has a case too.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/vector.h"
#include "plain.h"
#include "report.h"
#include "xml.h"

struct report {
	FILE *file;
	enum zp_severity fail_on;
	struct arena *scratch;
	struct {
		VECTOR_OF(const struct finding *);
	} findings;
};

/* Findings that stand beside each other: of one zone, or of one case. */
struct run_of {
	const struct finding *const *at;
	size_t count;
};

static struct report *
junit_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	*report = (struct report){ .file = file,
		.fail_on = options->fail_on,
		.scratch = arena_new() };
	return report;
}

static void
junit_finding(struct report *report, const struct finding *finding)
{
	*vector_push(&report->findings) = finding;
}

static int
case_order(const void *left, const void *right)
{
	const struct finding *a = *(const struct finding *const *)left;
	const struct finding *b = *(const struct finding *const *)right;
	int order = strcmp(a->zone, b->zone);

	if (order == 0)
		order = strcmp(a->rule_id, b->rule_id);
	return order != 0 ? order : (a > b) - (a < b);
}

static bool
same_zone(const struct finding *a, const struct finding *b)
{
	return strcmp(a->zone, b->zone) == 0;
}

static bool
same_case(const struct finding *a, const struct finding *b)
{
	return same_zone(a, b) && strcmp(a->rule_id, b->rule_id) == 0;
}

/* The first of `rest` that belong together. */
static struct run_of
first_run(struct run_of rest,
    bool (*same)(const struct finding *a, const struct finding *b))
{
	struct run_of run = { rest.at, 0 };

	while (run.count < rest.count && same(rest.at[0], rest.at[run.count]))
		run.count++;
	return run;
}

static struct run_of
behind(struct run_of rest, struct run_of first)
{
	return (
	    struct run_of){ rest.at + first.count, rest.count - first.count };
}

/* The first finding that fails the run; NULL: none does. */
static const struct finding *
failing(const struct report *report, struct run_of run)
{
	for (size_t i = 0; i < run.count; i++)
		if (finding_fails(run.at[i], report->fail_on))
			return run.at[i];
	return NULL;
}

static void
count_cases(const struct report *report, struct run_of rest, size_t *ret_cases,
    size_t *ret_failures)
{
	while (rest.count > 0) {
		struct run_of run = first_run(rest, same_case);

		(*ret_cases)++;
		*ret_failures += failing(report, run) != NULL;
		rest = behind(rest, run);
	}
}

static void
print_bodies(struct report *report, struct run_of run)
{
	static const struct escape escapes[] = {
		{ "&", "&amp;" },
		{ "<", "&lt;" },
		{ ">", "&gt;" },
		{ "\n", "\n" },
		{ NULL, NULL },
	};

	for (size_t i = 0; i < run.count; i++) {
		const struct finding_place *place = &run.at[i]->place;

		arena_reset(report->scratch);
		print_escaped(report->file,
		    text_of(arena_format(report->scratch, "%s:%u: %s: %s\n",
			place->file, place->line,
			report_severity(run.at[i]->severity),
			plain_body(report->scratch, run.at[i]))),
		    escapes);
	}
}

static void
print_case(struct report *report, struct run_of run)
{
	const struct finding *fails = failing(report, run);
	FILE *file = report->file;

	fputs("<testcase", file);
	xml_attribute(file, "classname", text_of(run.at[0]->zone));
	xml_attribute(file, "name", text_of(run.at[0]->rule_id));
	fputs(">\n", file);
	if (fails != NULL) {
		fputs("<failure", file);
		xml_attribute(file, "message", plain_headline(fails));
		xml_attribute(
		    file, "type", text_of(report_severity(fails->severity)));
		fputs(">", file);
	} else
		fputs("<system-out>", file);
	print_bodies(report, run);
	fputs(fails != NULL ? "</failure>\n" : "</system-out>\n", file);
	fputs("</testcase>\n", file);
}

static void
print_suite(struct report *report, struct run_of run)
{
	size_t cases = 0, failures = 0;

	count_cases(report, run, &cases, &failures);
	fputs("<testsuite", report->file);
	xml_attribute(report->file, "name", text_of(run.at[0]->zone));
	fprintf(report->file, " tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n",
	    cases, failures);
	while (run.count > 0) {
		struct run_of first = first_run(run, same_case);

		print_case(report, first);
		run = behind(run, first);
	}
	fputs("</testsuite>\n", report->file);
}

/* Whether all was read: the one case that every run has. */
static void
print_reading(const struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	fprintf(file,
	    "<testsuite name=\"zoneproof\" tests=\"1\" failures=\"0\" "
	    "errors=\"%d\">\n<testcase classname=\"zoneproof\" "
	    "name=\"everything was read\">\n",
	    !end->complete);
	if (!end->complete)
		fputs("<error message=\"not everything was read: this is no "
		      "clean result\"/>\n",
		    file);
	if (end->notice_count > 0)
		fputs("<system-out>", file);
	for (size_t i = 0; i < end->notice_count; i++) {
		print_escaped(
		    file, text_of(end->notices[i].message), xml_escapes);
		putc('\n', file);
	}
	fputs(end->notice_count > 0 ? "</system-out>\n" : "", file);
	fputs("</testcase>\n</testsuite>\n", file);
}

static void
junit_end(struct report *report, const struct report_end *end)
{
	struct run_of rest = { report->findings.at, report->findings.count };
	size_t cases = 1, failures = 0;
	FILE *file = report->file;

	if (rest.count > 0)
		qsort(report->findings.at, rest.count,
		    sizeof *report->findings.at, case_order);
	count_cases(report, rest, &cases, &failures);
	fprintf(file,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "
	    "name=\"zoneproof\" tests=\"%zu\" failures=\"%zu\" "
	    "errors=\"%d\">\n",
	    cases, failures, !end->complete);
	print_reading(report, end);
	while (rest.count > 0) {
		struct run_of first = first_run(rest, same_zone);

		print_suite(report, first);
		rest = behind(rest, first);
	}
	fputs("</testsuites>\n", file);
	vector_done(&report->findings);
	arena_free(report->scratch);
	free(report);
}

const struct reporter reporter_junit = {
	.name = "junit",
	.what = "JUnit's XML: a suite a zone, a case a rule",
	.open = junit_open,
	.finding = junit_finding,
	.end = junit_end,
};
