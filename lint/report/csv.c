/*
 * Comma-separated values (RFC 4180) for spreadsheets, which take a cell that
 * begins with one of "=+-@" for a formula: such a cell gets an apostrophe.
 */
#include <stdlib.h>

#include "../base/arena.h"
#include "../base/print.h"
#include "posture.h"
#include "report.h"

struct report {
	FILE *file;
};

static struct report *
csv_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	(void)options;
	report->file = file;
	fputs("severity,rule,file,line,column,side,zone,name,type,domain,"
	      "message,fix,allowed,fingerprint\r\n",
	    file);
	return report;
}

/* Does a spreadsheet take it for a formula? In East Asia wide signs count. */
static bool
is_formula(const char *value)
{
	static const char *const signs[] = { "=", "+", "-", "@", "\t", "\r",
		"\n", "\uff1d", "\uff0b", "\uff0d", "\uff20" };

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (text_starts(text_of(value), text_of(signs[i])))
			return true;
	return false;
}

/* What we wrote may have several lines; a name or a path has one. */
static const struct escape in_name[] = {
	{ "\"", "\"\"" },
	{ NULL, NULL },
};
static const struct escape in_prose[] = {
	{ "\"", "\"\"" },
	{ "\n", "\n" },
	{ NULL, NULL },
};

static void
print_cell(FILE *file, const char *value, const struct escape *escapes)
{
	putc('"', file);
	if (value != NULL) {
		if (is_formula(value))
			putc('\'', file);
		print_escaped(file, text_of(value), escapes);
	}
	putc('"', file);
}

static void
csv_finding(struct report *report, const struct finding *finding)
{
	const struct finding_place *place = &finding->place;
	const char *const names[] = { place->before ? "before" : "after",
		finding->zone, finding->name, finding->type, finding->domain };
	const char *const prose[] = { finding->message, finding->fix,
		finding->allowed, finding->fingerprint };
	FILE *file = report->file;

	print_cell(file, report_severity(finding->severity), in_name);
	putc(',', file);
	print_cell(file, finding->rule_id, in_name);
	putc(',', file);
	print_cell(file, place->file, in_name);
	fprintf(file, ",%u,%u", place->line, place->column);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		putc(',', file);
		print_cell(file, names[i], in_name);
	}
	for (size_t i = 0; i < sizeof prose / sizeof *prose; i++) {
		putc(',', file);
		print_cell(file, prose[i], in_prose);
	}
	fputs("\r\n", file);
}

static void
csv_end(struct report *report, const struct report_end *end)
{
	(void)end;
	free(report);
}

/* ------------------------------------------------- a table of the domains */

static struct report *
domains_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	(void)options;
	report->file = file;
	fputs("grade,was,domain,next,sends,receives,spf,spf_all,spf_lookups,"
	      "spf_senders,dkim,dmarc,dmarc_policy,dmarc_testing,"
	      "dmarc_reports,mta_sts,tls_rpt,bimi,mx_hosts,dane_hosts,caa,"
	      "dnssec,providers,zone,file\r\n",
	    file);
	return report;
}

/* Of findings this table has none. */
static void
domains_finding(struct report *report, const struct finding *finding)
{
	(void)report;
	(void)finding;
}

static void
print_plain(FILE *file, const char *text)
{
	print_escaped(file, text_of(text), in_name);
}

static void
print_cells(FILE *file, const char *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		print_cell(file, values[i], in_name);
		putc(',', file);
	}
}

static void
domains_posture(struct report *report, const struct posture *row)
{
	FILE *file = report->file;
	const char grade[] = { row->grade, '\0' }, was[] = { row->was, '\0' };
	const char *const first[] = { grade, was, row->domain, row->next,
		row->sends ? "yes" : "no", row->receives ? "yes" : "no",
		row->spf.state, row->spf.all };
	const char *const dmarc[] = { row->dmarc.state, row->dmarc.policy,
		row->dmarc.testing ? "yes" : "no", row->dmarc.reports,
		row->mta_sts, row->tls_rpt, row->bimi };
	const char *const last[] = { row->caa, row->dnssec, row->providers,
		row->zone };

	print_cells(file, first, sizeof first / sizeof *first);
	fprintf(file, "%u,%llu,\"", row->spf.lookups,
	    (unsigned long long)row->spf.senders);
	posture_print_keys(file, row, print_plain);
	fputs("\",", file);
	print_cells(file, dmarc, sizeof dmarc / sizeof *dmarc);
	fprintf(file, "%u,%u,", row->dane.hosts, row->dane.guarded);
	print_cells(file, last, sizeof last / sizeof *last);
	print_cell(file, row->file, in_name);
	fputs("\r\n", file);
}

const struct reporter reporter_csv_domains = {
	.name = "csv-domains",
	.what = "an audit's mail domains as a table for spreadsheets",
	.open = domains_open,
	.finding = domains_finding,
	.posture = domains_posture,
	.end = csv_end,
	.streams = true,
};

const struct reporter reporter_csv = {
	.name = "csv",
	.what = "a table for spreadsheets",
	.open = csv_open,
	.finding = csv_finding,
	.end = csv_end,
	.streams = true,
};
