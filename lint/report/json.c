/* json and ndjson: the same objects, in one document or one a line. */
#include <stdlib.h>

#include "../base/arena.h"
#include "../base/print.h"
#include "posture.h"
#include "report.h"

struct report {
	FILE *file;
	const char *version;
	bool lines;
	size_t count, postures;
};

static void
print_place(FILE *file, const struct finding_place *place)
{
	print_member(file, "file", place->file);
	fprintf(file, ",\"line\":%u", place->line);
}

static void
print_evidence(FILE *file, const struct finding *finding)
{
	fputs(",\"evidence\":[", file);
	for (size_t i = 0; i < finding->evidence_count; i++) {
		const struct finding_evidence *each = &finding->evidence[i];

		fputs(i > 0 ? ",{" : "{", file);
		print_member(file, "message", each->message);
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
	print_member(file, "rule", finding->rule_id);
	putc(',', file);
	print_member(file, "severity", report_severity(finding->severity));
	putc(',', file);
	print_member(file, "message", finding->message);
	putc(',', file);
	print_member(file, "zone", finding->zone);
	putc(',', file);
	print_member(file, "name", finding->name);
	putc(',', file);
	print_member(file, "type", finding->type);
	if (finding->domain != NULL) {
		putc(',', file);
		print_member(file, "domain", finding->domain);
	}
	putc(',', file);
	print_member(file, "side", finding->place.before ? "before" : "after");
	putc(',', file);
	print_place(file, &finding->place);
	fprintf(file, ",\"column\":%u,", finding->place.column);
	print_member(file, "fingerprint", finding->fingerprint);
	print_evidence(file, finding);
	putc(',', file);
	print_member(file, "fix", finding->fix);
	putc(',', file);
	print_member(file, "allowed", finding->allowed);
	putc(',', file);
	print_member(file, "allow_line", finding->allow_line);
	if (finding->since == NULL)
		return;
	putc(',', file);
	print_member(file, "since", finding->since);
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

	*report = (struct report){ file, options->version, lines, 0, 0 };
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

/* ---------------------------------------------------------------- posture */

static void
print_flag(FILE *file, const char *name, bool value)
{
	fprintf(file, ",\"%s\":%s", name, value ? "true" : "false");
}

static void
print_key(FILE *file, const struct posture_key *each)
{
	putc('{', file);
	print_member(file, "selector", each->selector);
	putc(',', file);
	print_member(file, "kind", each->kind);
	fprintf(file, ",\"bits\":%u", each->bits);
	print_flag(file, "testing", each->testing);
	putc('}', file);
}

static void
print_posture_mail(FILE *file, const struct posture *posture)
{
	fputs(",\"spf\":{", file);
	print_member(file, "state", posture->spf.state);
	putc(',', file);
	print_member(file, "all", posture->spf.all);
	fprintf(file, ",\"lookups\":%u", posture->spf.lookups);
	print_flag(file, "at_least", posture->spf.at_least);
	fprintf(file, ",\"senders\":%llu},\"dkim\":[",
	    (unsigned long long)posture->spf.senders);
	for (size_t i = 0; i < posture->key_count; i++) {
		fputs(i > 0 ? "," : "", file);
		print_key(file, &posture->keys[i]);
	}
	fputs("],\"dmarc\":{", file);
	print_member(file, "state", posture->dmarc.state);
	putc(',', file);
	print_member(file, "policy", posture->dmarc.policy);
	putc(',', file);
	print_member(file, "reports", posture->dmarc.reports);
	print_flag(file, "testing", posture->dmarc.testing);
	putc('}', file);
}

static void
print_posture(FILE *file, const struct posture *posture)
{
	const char grade[] = { posture->grade, '\0' };
	const char *const rest[][2] = { { "mta_sts", posture->mta_sts },
		{ "tls_rpt", posture->tls_rpt }, { "bimi", posture->bimi },
		{ "caa", posture->caa }, { "dnssec", posture->dnssec },
		{ "providers", posture->providers } };

	print_member(file, "domain", posture->domain);
	putc(',', file);
	print_member(file, "zone", posture->zone);
	putc(',', file);
	print_member(file, "file", posture->file);
	putc(',', file);
	print_member(file, "grade", grade);
	putc(',', file);
	if (posture->was != '\0')
		fprintf(file, "\"was\":\"%c\",", posture->was);
	print_member(file, "next", posture->next);
	print_flag(file, "sends", posture->sends);
	print_flag(file, "receives", posture->receives);
	print_posture_mail(file, posture);
	for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
		putc(',', file);
		print_member(file, rest[i][0], rest[i][1]);
	}
	fprintf(file, ",\"dane\":{\"hosts\":%u,\"guarded\":%u,\"unknown\":%u}",
	    posture->dane.hosts, posture->dane.guarded, posture->dane.unknown);
}

/* Behind the last finding, before the first domain. */
static void
findings_close(struct report *report)
{
	if (report->postures > 0)
		return;
	fputs(report->count == 0 ? "{\"version\":1,\"findings\":[" : "\n",
	    report->file);
	putc(']', report->file);
}

static void
json_posture(struct report *report, const struct posture *posture)
{
	FILE *file = report->file;

	if (report->lines)
		fputs("{\"kind\":\"posture\",", file);
	else {
		findings_close(report);
		fputs(
		    report->postures == 0 ? ",\"posture\":[\n{" : ",\n{", file);
	}
	report->postures++;
	print_posture(file, posture);
	fputs(report->lines ? "}\n" : "}", file);
}

static void
print_estate(FILE *file, const struct posture_estate *estate)
{
	static const char grades[] = "ABCDF";
	struct posture_share shares[POSTURE_SHARES];
	size_t count = 0;

	if (estate == NULL)
		return;
	fprintf(file,
	    ",\"estate\":{\"domains\":%zu,\"sending\":%zu,\"receiving\":%zu",
	    estate->domains, estate->sending, estate->receiving);
	count = posture_shares(estate, shares);
	for (size_t i = 0; i < count; i++)
		fprintf(file, ",\"%s\":%zu", shares[i].id, shares[i].count);
	fputs(",\"grades\":{", file);
	for (size_t i = 0; i < POSTURE_RANKS; i++)
		fprintf(file, "%s\"%c\":%zu", i > 0 ? "," : "", grades[i],
		    estate->grades[i]);
	fputs("}}", file);
}

/* ---------------------------------------------------------------- the end */

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

	if (report->lines)
		fputs("{\"kind\":\"end\",", file);
	else {
		findings_close(report);
		fputs(report->postures > 0 ? "\n]," : ",", file);
		fputs("\"tool\":{\"name\":\"zoneproof\",", file);
		print_member(file, "version", report->version);
		fputs("},", file);
	}
	fprintf(file, "\"complete\":%s,", end->complete ? "true" : "false");
	print_summary(file, &end->summary);
	print_estate(file, end->estate);
	print_notes(file, end);
	fputs("}\n", file);
	free(report);
}

const struct reporter reporter_json = {
	.name = "json",
	.what = "one JSON document",
	.open = json_open,
	.finding = json_finding,
	.posture = json_posture,
	.end = json_end,
	.trend = true,
	.streams = true,
};

const struct reporter reporter_ndjson = {
	.name = "ndjson",
	.what = "one JSON object a line, the last of kind \"end\"",
	.open = ndjson_open,
	.finding = json_finding,
	.posture = json_posture,
	.end = json_end,
	.trend = true,
	.streams = true,
};
