/*
 * How findings reach people and machines: each format is one reporter.
 *
 * The command opens a report, hands over every finding in its final order and
 * ends it once. A report that is not ended is incomplete, and says so where
 * the format can. The file stays the command's: it alone knows whether all of
 * it arrived.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdio.h>

#include "../finding.h"
#include "../posture.h"

struct report_options {
	const char *command; /* "check", "diff", … */
	bool colour;
	bool links; /* OSC-8 links: a terminal that wants them */
	bool verbose, quiet;
	bool since;       /* it is held against an earlier audit */
	bool allow_lines; /* show how each finding would be allowed */
	unsigned width;   /* columns of the terminal; 0: not known */
	bool narrow;      /* no line is longer, not even one to be copied */
	const char *version;
	/* Where people can read rules/README.md: a URL; "" where nobody said. */
	const char *docs;
	const char *before; /* the commit compared with, in hex; may be NULL */
	enum zp_severity fail_on; /* ZP_OFF: never */
};

struct report; /* a reporter's own state */

struct report_end {
	struct finding_summary summary;
	const struct finding_digest *digests;
	size_t digest_count;
	const struct finding_notice *notices;
	size_t notice_count;
	/* An audit's counts; NULL: no posture was asked for. */
	const struct posture_estate *estate;
	/* A change to look at; NULL: none, or no reporter `looks`. */
	const struct finding_view *view;
	bool complete; /* false: something was not read; the exit status is 3 */
};

struct reporter {
	const char *name; /* as -f wants it */
	const char *what; /* one line for --help */
	/* `options` may go after the call; `file` lives until the end. */
	struct report *(*open)(
	    FILE *file, const struct report_options *options);
	/*
	 * `finding` stays where it is until the end, unless `streams`: then it
	 * may go when the call returns.
	 */
	void (*finding)(struct report *report, const struct finding *finding);
	/*
	 * An audit's domains, behind all findings, worst grade first; each may
	 * go when the call returns. NULL: the format has no place for them.
	 */
	void (*posture)(struct report *report, const struct posture *posture);
	void (*end)(struct report *report, const struct report_end *end);
	/*
	 * A second report that goes with it, added to the file that this
	 * variable of the environment names; NULL: none.
	 */
	const struct reporter *beside;
	const char *beside_variable;
	bool trend; /* shows `since` itself; else the message begins with it */
	bool streams; /* keeps no finding, so that it can be of any length */
	bool looks;   /* wants the change as a view */
};

extern const struct reporter reporter_text, reporter_compact, reporter_json,
    reporter_ndjson, reporter_sarif, reporter_github, reporter_gitlab,
    reporter_junit, reporter_rdjson, reporter_rdjsonl, reporter_checkstyle,
    reporter_markdown, reporter_csv, reporter_csv_domains, reporter_html;

/* By name; NULL when there is none. The table ends with NULL. */
const struct reporter *reporter_find(const char *name);
extern const struct reporter *const reporters[];

/* "error", "warning", "notice". */
const char *report_severity(enum zp_severity severity);

/* Is the finding one that makes the run fail? */
bool finding_fails(const struct finding *finding, enum zp_severity fail_on);

#endif
