/*
 * Markdown for a pull request or the summary of a job: what changes for mail,
 * then every finding with what stood there, what stands there, and what to do.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/limits.h"
#include "../base/print.h"
#include "../base/vector.h"
#include "markup.h"
#include "plain.h"
#include "report.h"

struct report {
	FILE *file;
	struct report_options options;
	struct arena *scratch;
	struct {
		VECTOR_OF(const struct finding *);
	} findings;
};

static struct report *
markdown_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	*report = (struct report){
		.file = file, .options = *options, .scratch = arena_new()
	};
	return report;
}

static void
markdown_finding(struct report *report, const struct finding *finding)
{
	*vector_push(&report->findings) = finding;
}

static void
print_marked(FILE *file, struct text text)
{
	print_escaped(file, text, markup_escapes);
}

/* ------------------------------------------------------------ mail's table */

/* Is the finding about this domain, which has no final dot? */
static bool
is_about(const struct finding *finding, const char *domain)
{
	const char *about = finding->domain != NULL ? finding->domain :
						      finding->name;
	size_t length = strlen(domain);

	return strncmp(about, domain, length) == 0 &&
	    strcmp(about + length, ".") == 0;
}

static void
print_consequences(const struct report *report, const char *domain)
{
	const char *between = "";

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = report->findings.at[i];

		if (finding->allowed != NULL || !is_about(finding, domain))
			continue;
		fputs(between, report->file);
		print_marked(report->file, plain_headline(finding));
		between = "<br>";
	}
}

static void
print_mail(const struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	if (end->digest_count == 0)
		return;
	fputs("### What changes for mail\n\n"
	      "| Domain | Records | What it means |\n| --- | --- | --- |\n",
	    file);
	for (size_t i = 0; i < end->digest_count; i++) {
		fputs("| ", file);
		print_marked(file, text_of(end->digests[i].domain));
		fputs(" | ", file);
		print_marked(file, text_of(end->digests[i].text));
		fputs(" | ", file);
		print_consequences(report, end->digests[i].domain);
		fputs(" |\n", file);
	}
	putc('\n', file);
}

/* --------------------------------------------------------------- findings */

/* Signs that are told apart without colours too. */
static const char *
sign_of(const struct finding *finding)
{
	static const char *const signs[] = { "", "🔵 notice", "🟡 warning",
		"🔴 error" };

	return finding->allowed != NULL ? "⚪ allowed" :
					  signs[finding->severity];
}

static void
print_where(FILE *file, const struct finding_place *place)
{
	print_marked(file, text_of(place->file));
	if (place->line > 0)
		fprintf(file, " line %u", place->line);
	if (place->before)
		fputs(" (before)", file);
}

static void
print_side(
    const struct report *report, const char *sign, struct finding_lines lines)
{
	for (size_t i = 0; i < lines.count; i++)
		markup_fenced(report->file, sign,
		    plain_without_keys(report->scratch, text_of(lines.at[i])));
}

static void
print_sides(const struct report *report, const struct finding *finding)
{
	if (finding->minus.count + finding->plus.count == 0)
		return;
	fputs("\n```diff\n", report->file);
	print_side(report, "- ", finding->minus);
	print_side(report, "+ ", finding->plus);
	fputs("```\n", report->file);
}

static void
print_why(const struct report *report, const struct finding *finding)
{
	FILE *file = report->file;

	if (finding->evidence_count > 0 || finding->allowed != NULL)
		putc('\n', file);
	for (size_t i = 0; i < finding->evidence_count; i++) {
		fputs("- ", file);
		print_marked(file,
		    text_of(plain_evidence(
			report->scratch, &finding->evidence[i])));
		putc('\n', file);
	}
	if (finding->allowed != NULL) {
		fputs("- allowed: ", file);
		print_marked(file, text_of(finding->allowed));
		putc('\n', file);
	}
}

static void
print_fix(const struct report *report, const struct finding *finding)
{
	FILE *file = report->file;
	struct text rest = text_of(finding->fix);

	if (finding->fix == NULL || finding->allowed != NULL)
		return;
	fputs("\n**What to do:** ", file);
	print_marked(file, text_cut(&rest, '\n'));
	putc('\n', file);
	if (rest.ptr == NULL)
		return;
	fputs("\n```zone\n", file);
	markup_fenced(file, "", rest);
	fputs("```\n", file);
}

static void
print_allow(const struct report *report, const struct finding *finding)
{
	if (finding->allow_line == NULL || finding->allowed != NULL)
		return;
	fputs("\n**If it is meant**, this allows it, with a reason behind it:\n"
	      "\n```text\n",
	    report->file);
	markup_fenced(report->file, "", text_of(finding->allow_line));
	fputs("```\n", report->file);
}

static void
print_one(const struct report *report, const struct finding *finding)
{
	FILE *file = report->file;

	arena_reset(report->scratch);
	fprintf(file, "#### %s: ", sign_of(finding));
	print_marked(file, plain_headline(finding));
	fputs("\n\n", file);
	print_where(file, &finding->place);
	fputs(", rule ", file);
	print_marked(file, text_of(finding->rule_id));
	putc('\n', file);
	print_sides(report, finding);
	print_why(report, finding);
	print_fix(report, finding);
	print_allow(report, finding);
	putc('\n', file);
}

/* The gravest first: forges cut long texts off. */
static void
print_findings(const struct report *report)
{
	size_t shown = 0;

	for (int severity = ZP_ERROR; severity >= ZP_OFF; severity--)
		for (size_t i = 0; i < report->findings.count; i++) {
			const struct finding *finding = report->findings.at[i];
			int rank = finding->allowed != NULL ?
			    ZP_OFF :
			    (int)finding->severity;

			if (rank == severity && shown++ < LIMIT_MARKDOWN)
				print_one(report, finding);
		}
	if (shown > LIMIT_MARKDOWN)
		fprintf(report->file, "… and %zu more findings.\n\n",
		    shown - LIMIT_MARKDOWN);
}

static void
print_notices(FILE *file, const struct report_end *end)
{
	for (size_t i = 0; i < end->notice_count; i++) {
		fputs("> ", file);
		print_marked(file, text_of(end->notices[i].message));
		fputs("\n\n", file);
	}
	if (!end->complete)
		fputs("> **Not everything was read: this is no clean "
		      "result.**\n\n",
		    file);
}

static void
markdown_end(struct report *report, const struct report_end *end)
{
	fputs("## zoneproof: ", report->file);
	plain_totals(report->file, report->options.command, &end->summary);
	fputs("\n\n", report->file);
	print_mail(report, end);
	print_findings(report);
	print_notices(report->file, end);
	vector_done(&report->findings);
	arena_free(report->scratch);
	free(report);
}

const struct reporter reporter_markdown = {
	.name = "markdown",
	.what = "for a pull request: what changes for mail, and each finding",
	.open = markdown_open,
	.finding = markdown_finding,
	.end = markdown_end,
};
