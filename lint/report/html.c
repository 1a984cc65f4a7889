/*
 * HTML: one file that needs no network, for a person who would rather look
 * than read.
 *
 * What can be seen at once is written here: totals, charts, what changes for
 * mail. The long lists are data that the page's script turns into text nodes;
 * its policy (CSP) lets no other script or style run, so that nothing in a
 * zone can become markup. Without scripts the gravest findings are listed.
 */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/limits.h"
#include "../base/map.h"
#include "../base/vector.h"
#include "column.h"
#include "gravest.h"
#include "html_parts.h"
#include "plain.h"
#include "posture.h"
#include "report.h"
#include "xml.h"

/* Of more findings or domains than can be looked at, the gravest are shown. */
enum kind { KIND_ERROR, KIND_WARNING, KIND_NOTICE, KIND_ALLOWED, KIND_GONE };

/* Against an earlier audit, as `since` of a finding says it. */
#define TREND_COUNT 3
static const char *const trends[TREND_COUNT] = { "new", "unchanged", "gone" };

struct rule_count {
	const char *id;
	const struct zp_rule *rule; /* NULL: this run does not know it */
	enum zp_severity severity;  /* of the first */
	size_t findings;
};

struct report {
	FILE *file;
	struct report_options options;
	struct arena *arena;
	struct gravest findings, postures; /* in JSON */
	struct gravest unscripted;         /* findings in HTML */
	struct map by_rule; /* id → its place in `rules`, from 1 */
	struct {
		VECTOR_OF(struct rule_count);
	} rules;
	size_t trend[TREND_COUNT]; /* findings of each of `trends` */
	size_t better, worse;      /* domains, by their grade */
};

static struct report *
html_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	*report = (struct report){
		.file = file, .options = *options, .arena = arena_new()
	};
	gravest_open(&report->findings, LIMIT_HTML_FINDINGS);
	gravest_open(&report->postures, LIMIT_HTML_DOMAINS);
	gravest_open(&report->unscripted, LIMIT_HTML_UNSCRIPTED);
	return report;
}

static bool
is_gone(const struct finding *finding)
{
	return finding->since != NULL && strcmp(finding->since, "gone") == 0;
}

static void
count_trend(struct report *report, const struct finding *finding)
{
	for (size_t i = 0; i < TREND_COUNT && finding->since != NULL; i++)
		report->trend[i] += strcmp(finding->since, trends[i]) == 0;
}

static bool
has_trend(const struct report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < TREND_COUNT; i++)
		count += report->trend[i];
	return count > 0;
}

/* ----------------------------------------------------------------- posture */

static const char *const posture_heads[] = { "Grade", "Domain", "Mail", "SPF",
	"DKIM", "DMARC", "MTA-STS", "TLS reports", "DANE", "BIMI", "CAA",
	"DNSSEC", "Providers", "What to mend first", NULL };

/* Before which of these the trend stands, when there is one. */
#define TREND_COLUMN 2

static void
print_words(FILE *file, const char *text)
{
	fputs(text, file);
}

static char *
spf_words(struct arena *arena, const struct posture *posture)
{
	if (strcmp(posture->spf.state, "ok") != 0)
		return arena_string(arena, posture->spf.state);
	return arena_format(arena, "%s, %s%u of 10 look-ups, %llu sender%s",
	    posture->spf.all, posture->spf.at_least ? "at least " : "",
	    posture->spf.lookups, (unsigned long long)posture->spf.senders,
	    posture->spf.senders == 1 ? "" : "s");
}

static char *
dmarc_words(struct arena *arena, const struct posture *posture)
{
	const char *state = posture->dmarc.state;

	if (strcmp(state, "ok") != 0 && strcmp(state, "inherited") != 0)
		return arena_string(arena, state);
	return arena_format(arena, "%s%s%s%s", posture->dmarc.policy,
	    strcmp(state, "inherited") == 0 ? " (inherited)" : "",
	    posture->dmarc.testing ? ", testing" : "",
	    *posture->dmarc.reports == '\0' ? ", no reports" : "");
}

static char *
keys_words(struct arena *arena, const struct posture *posture)
{
	char *bytes = NULL, *copy = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&bytes, &size);

	if (posture->key_count == 0)
		fputs("none", file);
	posture_print_keys(file, posture, print_words);
	fclose(file);
	copy = arena_copy(arena, bytes, size);
	free(bytes);
	return copy;
}

static const char *
dane_words(struct arena *arena, const struct posture *posture)
{
	if (posture->dane.hosts == 0)
		return "";
	return arena_format(arena, "%u of %u hosts%s", posture->dane.guarded,
	    posture->dane.hosts,
	    posture->dane.unknown > 0 ? ", others' unknown" : "");
}

/* "A" is the best, and sorts first. */
static const char *
trend_words(struct arena *arena, const struct posture *posture)
{
	if (posture->was == '\0')
		return "new";
	if (posture->was == posture->grade)
		return "same";
	return arena_format(arena, "%s, was %c",
	    posture->grade < posture->was ? "better" : "worse", posture->was);
}

static void
print_cells(struct report *report, FILE *file, const struct posture *posture)
{
	struct arena *arena = arena_new();
	char grade[2] = { posture->grade, '\0' };
	const char *cells[] = { grade, posture->domain,
		posture->sends ?
		    posture->receives ? "sends, receives" : "sends" :
		    posture->receives ? "receives" :
					"",
		spf_words(arena, posture), keys_words(arena, posture),
		dmarc_words(arena, posture), posture->mta_sts, posture->tls_rpt,
		dane_words(arena, posture), posture->bimi,
		*posture->caa == '\0' ? "anybody" : posture->caa,
		posture->dnssec, posture->providers, posture->next };

	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		if (i == TREND_COLUMN && report->options.since) {
			putc(',', file);
			print_json(file, text_of(trend_words(arena, posture)));
		}
		fputs(i > 0 ? "," : "[", file);
		print_json(file, text_of(cells[i]));
	}
	putc(']', file);
	arena_free(arena);
}

static void
html_posture(struct report *report, const struct posture *posture)
{
	FILE *file = gravest_take(&report->postures, 0);

	if (posture->was != '\0') {
		report->better += posture->grade < posture->was;
		report->worse += posture->grade > posture->was;
	}
	if (file == NULL)
		return;
	print_cells(report, file, posture);
	gravest_took(&report->postures, 0);
}

static void
print_left_out(FILE *file, const struct gravest *gravest, const char *what)
{
	size_t count = gravest_left_out(gravest);

	if (count == 0)
		return;
	fputs("<p class=\"left-out\">", file);
	plain_number(file, count);
	fprintf(file,
	    " more %s are left out here: a page for people ends somewhere. The "
	    "worst are on it; <code>-f ndjson</code> has them all.</p>\n",
	    what);
}

static void
print_head_cell(FILE *file, const char *text)
{
	fprintf(file,
	    "<th scope=\"col\" aria-sort=\"none\"><button type=\"button\">%s"
	    "</button></th>\n",
	    text);
}

static void
print_posture(const struct report *report)
{
	FILE *file = report->file;

	if (report->postures.seen == 0)
		return;
	fputs("<section id=\"posture\" aria-labelledby=\"posture-head\">\n"
	      "<h2 id=\"posture-head\">Domains with mail</h2>\n",
	    file);
	print_left_out(file, &report->postures, "domains");
	fputs("<div class=\"tools scripted\" hidden>\n"
	      "<label>Search <input type=\"search\" "
	      "id=\"posture-search\"></label>\n"
	      "<label>Grade <select id=\"posture-grade\"><option value=\"\">all"
	      "</option><option>A</option><option>B</option><option>C</option>"
	      "<option>D</option><option>F</option></select></label>\n"
	      "<span id=\"posture-count\" role=\"status\"></span></div>\n"
	      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
	      "aria-labelledby=\"posture-head\">"
	      "<table id=\"posture-table\"><thead><tr>\n",
	    file);
	for (size_t i = 0; posture_heads[i] != NULL; i++) {
		if (i == TREND_COLUMN && report->options.since)
			print_head_cell(file, "Trend");
		print_head_cell(file, posture_heads[i]);
	}
	fputs("</tr></thead><tbody id=\"posture-rows\"></tbody></table></div>\n"
	      "<p class=\"more\"><button type=\"button\" id=\"posture-more\" "
	      "hidden>More</button></p></section>\n",
	    file);
}

/* ---------------------------------------------------------------- overview */

static void
print_card(FILE *file, size_t count, const char *what)
{
	fputs("<li><b>", file);
	plain_number(file, count);
	fprintf(file, "</b>%s</li>\n", what);
}

static void
print_cards(const struct report *report, const struct report_end *end)
{
	const struct finding_summary *summary = &end->summary;
	FILE *file = report->file;

	fputs("<ul class=\"cards\">\n", file);
	print_card(file, summary->errors, "errors");
	print_card(file, summary->warnings, "warnings");
	print_card(file, summary->notices, "notices");
	print_card(file, summary->allowed, "allowed");
	print_card(file, summary->zones, "zones");
	if (end->view != NULL)
		print_card(file, summary->changed, "RRsets changed");
	else
		print_card(file, summary->records, "records");
	if (end->estate != NULL)
		print_card(file, end->estate->domains, "domains with mail");
	for (size_t i = 0; i < TREND_COUNT && has_trend(report); i++)
		print_card(file, report->trend[i], trends[i]);
	if (report->options.since && report->postures.seen > 0) {
		print_card(file, report->better, "with a better grade");
		print_card(file, report->worse, "with a worse grade");
	}
	fputs("</ul>\n", file);
}

static int
rule_order(const void *left, const void *right)
{
	const struct rule_count *a = left, *b = right;

	if (a->findings != b->findings)
		return a->findings > b->findings ? -1 : 1;
	return strcmp(a->id, b->id);
}

#define RULES_CHARTED 12

static void
print_rule_chart(struct report *report)
{
	struct html_bar bars[RULES_CHARTED];
	size_t count = 0, found = 0;

	if (report->rules.count > 1)
		qsort(report->rules.at, report->rules.count,
		    sizeof *report->rules.at, rule_order);
	while (
	    found < report->rules.count && report->rules.at[found].findings > 0)
		found++;
	count = found < RULES_CHARTED ? found : RULES_CHARTED;
	for (size_t i = 0; i < count; i++)
		bars[i] = (struct html_bar){ report->rules.at[i].id,
			report->rules.at[i].findings, 0,
			report_severity(report->rules.at[i].severity) };
	html_chart(report->file,
	    found > RULES_CHARTED ? "The most frequent findings" :
				    "Findings by rule",
	    bars, count);
}

static void
print_estate_charts(FILE *file, const struct posture_estate *estate)
{
	static const char *const classes[POSTURE_RANKS] = { "grade-A",
		"grade-B", "grade-C", "grade-D", "grade-F" };
	struct html_bar bars[POSTURE_SHARES];
	struct posture_share shares[POSTURE_SHARES];
	size_t count = posture_shares(estate, shares);

	for (size_t i = 0; i < POSTURE_RANKS; i++)
		bars[i] = (struct html_bar){ classes[i] + 6, estate->grades[i],
			estate->domains, classes[i] };
	html_chart(file, "Domains by grade", bars, POSTURE_RANKS);
	for (size_t i = 0; i < count; i++)
		bars[i] = (struct html_bar){ shares[i].what, shares[i].count,
			shares[i].of, "bar" };
	html_chart(file, "What the domains have", bars, count);
}

static void
print_overview(struct report *report, const struct report_end *end)
{
	const struct finding_summary *summary = &end->summary;
	struct html_bar bars[] = {
		{ "✖ errors", summary->errors, 0, "error" },
		{ "▲ warnings", summary->warnings, 0, "warning" },
		{ "● notices", summary->notices, 0, "notice" },
		{ "○ allowed", summary->allowed, 0, "allowed" },
	};
	FILE *file = report->file;

	fputs("<section id=\"overview\" aria-labelledby=\"overview-head\">\n"
	      "<h2 id=\"overview-head\">Overview</h2>\n",
	    file);
	if (!end->complete)
		fputs("<p class=\"incomplete\" role=\"alert\">Not everything "
		      "was read: this is no clean result.</p>\n",
		    file);
	print_cards(report, end);
	fputs("<div class=\"charts\">\n", file);
	html_chart(file, "Findings", bars, 4);
	print_rule_chart(report);
	if (end->estate != NULL && end->estate->domains > 0)
		print_estate_charts(file, end->estate);
	fputs("</div>\n", file);
	for (size_t i = 0; i < end->notice_count; i++) {
		fputs("<p class=\"faint\">", file);
		print_escaped(
		    file, text_of(end->notices[i].message), xml_escapes);
		fputs("</p>\n", file);
	}
	fputs("</section>\n", file);
}

/* --------------------------------------------------------------- the change */

static void
print_digests(FILE *file, const struct report_end *end)
{
	if (end->digest_count == 0)
		return;
	fputs("<h3>What changes for mail</h3>\n<div class=\"scroll\"><table>"
	      "<thead><tr><th scope=\"col\">Domain</th><th scope=\"col\">"
	      "Records</th></tr></thead><tbody>\n",
	    file);
	for (size_t i = 0; i < end->digest_count; i++) {
		fputs("<tr><th scope=\"row\">", file);
		print_escaped(
		    file, text_of(end->digests[i].domain), xml_escapes);
		fputs("</th><td>", file);
		print_escaped(file, text_of(end->digests[i].text), xml_escapes);
		fputs("</td></tr>\n", file);
	}
	fputs("</tbody></table></div>\n", file);
}

static void
print_change(const struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	if (end->view == NULL)
		return;
	fputs("<section id=\"change\" aria-labelledby=\"change-head\">\n"
	      "<h2 id=\"change-head\">The change</h2>\n",
	    file);
	print_digests(file, end);
	fputs(
	    "<h3>Who depends on whom</h3>\n"
	    "<p class=\"faint\">Left: who points; right: to what. Dashed: "
	    "goes with the change; bold: comes with it.</p>\n"
	    "<figure id=\"graph\" class=\"scroll\" tabindex=\"0\" "
	    "role=\"region\" aria-label=\"Graph of dependencies\"></figure>\n"
	    "<div class=\"scroll\"><table><thead><tr>"
	    "<th scope=\"col\">Name</th><th scope=\"col\">by</th>"
	    "<th scope=\"col\">points to</th><th scope=\"col\">and it</th>"
	    "</tr></thead><tbody id=\"link-rows\"></tbody></table></div>\n"
	    "<p class=\"more\"><span id=\"link-count\" role=\"status\"></span> "
	    "<button type=\"button\" id=\"link-more\" "
	    "hidden>More</button></p>\n"
	    "<h3>Before and after</h3>\n"
	    "<div class=\"tools scripted\" hidden><label>Search <input "
	    "type=\"search\" id=\"change-search\"></label>"
	    "<span id=\"change-count\" role=\"status\"></span></div>\n"
	    "<div id=\"change-rows\"></div>\n"
	    "<p class=\"more\"><button type=\"button\" id=\"change-more\" "
	    "hidden>More</button></p>\n",
	    file);
	if (end->view->left_out > 0)
		fprintf(file, "<p>%zu more are left out here.</p>\n",
		    end->view->left_out);
	fputs("</section>\n", file);
}

/* ---------------------------------------------------------------- findings */

static void
print_unscripted(struct report *report)
{
	FILE *file = report->file;

	fputs("<noscript><p>Scripts are off: the gravest findings follow.</p>"
	      "<ul>\n",
	    file);
	gravest_print(&report->unscripted, file, "\n");
	fputs("\n</ul></noscript>\n", file);
}

static void
print_trend_choice(const struct report *report)
{
	FILE *file = report->file;

	if (!has_trend(report))
		return;
	fputs("<label>Trend <select id=\"finding-trend\"><option value=\"\">"
	      "all</option>",
	    file);
	for (size_t i = 0; i < TREND_COUNT; i++)
		fprintf(file, "<option>%s</option>", trends[i]);
	fputs("</select></label>\n", file);
}

static void
print_findings(struct report *report)
{
	FILE *file = report->file;

	fputs("<section id=\"findings\" aria-labelledby=\"findings-head\">\n"
	      "<h2 id=\"findings-head\">Findings</h2>\n",
	    file);
	if (report->findings.seen == 0) {
		fputs("<p>None.</p></section>\n", file);
		return;
	}
	print_left_out(file, &report->findings, "findings");
	fputs("<div class=\"tools scripted\" hidden>\n"
	      "<label>Search <input type=\"search\" id=\"finding-search\">"
	      "</label>\n<label>Group <select id=\"finding-group\"><option "
	      "value=\"\">gravest first</option><option value=\"rule\">by rule"
	      "</option><option value=\"zone\">by "
	      "zone</option></select></label>\n"
	      "<fieldset id=\"finding-kinds\"><legend class=\"faint\">Show"
	      "</legend>\n",
	    file);
	for (size_t i = 0; i < 4; i++) {
		static const char *const kinds[] = { "error", "warning",
			"notice", "allowed" };

		fprintf(file,
		    "<label><input type=\"checkbox\" value=\"%s\" checked>%s"
		    "</label>\n",
		    kinds[i], kinds[i]);
	}
	fputs("</fieldset>\n", file);
	print_trend_choice(report);
	fputs("<span id=\"finding-count\" role=\"status\"></span>"
	      "</div>\n<div id=\"finding-rows\"></div>\n"
	      "<p class=\"more\"><button type=\"button\" id=\"finding-more\" "
	      "hidden>More</button></p>\n",
	    file);
	print_unscripted(report);
	fputs("</section>\n", file);
}

/* ------------------------------------------------------------ the page's data */

static void
print_place(FILE *file, const char *key, const struct finding_place *place,
    bool line_too)
{
	struct text line = place->text;
	uint32_t from = 0, to = 0;

	fprintf(file, ",\"%s\":{", key);
	print_member(file, "file", place->file == NULL ? "" : place->file);
	from = column_utf16(line, place->column);
	to = column_utf16(line, place->column + place->mark);
	fprintf(file, ",\"line\":%u,\"column\":%u,\"mark\":%u,\"before\":%s",
	    place->line, line.len > 0 ? from : place->column, to - from,
	    place->before ? "true" : "false");
	if (line_too && line.len > 0 && line.len <= LIMIT_LINE_SHOWN) {
		fputs(",\"text\":", file);
		print_json(file, line);
	}
	putc('}', file);
}

static void
print_lines(FILE *file, const char *key, struct finding_lines lines)
{
	fprintf(file, ",\"%s\":[", key);
	for (size_t i = 0; i < lines.count; i++) {
		fputs(i > 0 ? "," : "", file);
		print_json(file, text_of(lines.at[i]));
	}
	putc(']', file);
}

static void
print_finding(FILE *file, const struct finding *finding)
{
	putc('{', file);
	print_members(file,
	    (const struct json_member[]){ { "rule", finding->rule_id },
		{ "severity", report_severity(finding->severity) },
		{ "message", finding->message }, { "zone", finding->zone },
		{ "name", finding->name }, { "type", finding->type },
		{ "fingerprint", finding->fingerprint },
		{ "fix", finding->fix }, { "allowed", finding->allowed },
		{ 0 } });
	if (finding->since != NULL) {
		putc(',', file);
		print_member(file, "since", finding->since);
	}
	print_place(file, "place", &finding->place, true);
	print_lines(file, "minus", finding->minus);
	print_lines(file, "plus", finding->plus);
	fputs(",\"evidence\":[", file);
	for (size_t i = 0; i < finding->evidence_count; i++) {
		fputs(i > 0 ? ",{" : "{", file);
		print_member(file, "message", finding->evidence[i].message);
		print_place(file, "place", &finding->evidence[i].place, false);
		putc('}', file);
	}
	fputs("]}", file);
}

static enum kind
kind_of(const struct finding *finding)
{
	if (is_gone(finding))
		return KIND_GONE;
	if (finding->allowed != NULL)
		return KIND_ALLOWED;
	return finding->severity == ZP_ERROR ? KIND_ERROR :
	    finding->severity == ZP_WARNING  ? KIND_WARNING :
					       KIND_NOTICE;
}

static void
keep_unscripted(struct report *report, const struct finding *finding)
{
	enum kind kind = kind_of(finding);
	FILE *file = kind >= KIND_ALLOWED ?
	    NULL :
	    gravest_take(&report->unscripted, kind);

	if (file == NULL)
		return;
	fprintf(file, "<li>%s: ", report_severity(finding->severity));
	print_escaped(file, plain_headline(finding), xml_escapes);
	fputs(" (", file);
	print_escaped(file,
	    text_of(finding->place.file == NULL ? finding->zone :
						  finding->place.file),
	    xml_escapes);
	fprintf(file, ":%u)</li>", finding->place.line);
	gravest_took(&report->unscripted, kind);
}

/* What is gone is explained, and stands in no chart. */
static void
count_rule(struct report *report, const struct finding *finding)
{
	uintptr_t place = (uintptr_t)map_get(
	    &report->by_rule, finding->rule_id);

	if (place == 0) {
		const char *id = arena_string(report->arena, finding->rule_id);

		*vector_push(&report->rules) = (struct rule_count){ id,
			finding->rule, finding->severity, 0 };
		place = report->rules.count;
		*map_put(&report->by_rule, id) = (void *)place;
	}
	report->rules.at[place - 1].findings += !is_gone(finding);
}

static void
html_finding(struct report *report, const struct finding *finding)
{
	enum kind kind = kind_of(finding);
	FILE *file = gravest_take(&report->findings, kind);

	count_trend(report, finding);
	count_rule(report, finding);
	keep_unscripted(report, finding);
	if (file == NULL)
		return;
	print_finding(file, finding);
	gravest_took(&report->findings, kind);
}

/* An earlier audit may tell of a rule that this run does not know. */
static void
print_rules(const struct report *report)
{
	FILE *file = report->file;
	const char *between = "";

	fputs("\"rules\":{", file);
	for (size_t i = 0; i < report->rules.count; i++) {
		const struct rule_count *each = &report->rules.at[i];

		if (each->rule == NULL)
			continue;
		fputs(between, file);
		between = ",\n";
		print_json(file, text_of(each->id));
		fputs(":{", file);
		print_member(file, "summary", each->rule->summary);
		putc(',', file);
		print_member(file, "explain", each->rule->explain);
		putc('}', file);
	}
	fputs("},\n", file);
}

static void
print_view(FILE *file, const struct finding_view *view)
{
	fputs("\"changes\":[", file);
	for (size_t i = 0; view != NULL && i < view->change_count; i++) {
		const struct finding_change *change = &view->changes[i];

		fputs(i > 0 ? ",\n{" : "{", file);
		print_members(file,
		    (const struct json_member[]){ { "zone", change->zone },
			{ "name", change->name }, { "type", change->type },
			{ 0 } });
		print_lines(file, "minus", change->minus);
		print_lines(file, "plus", change->plus);
		putc('}', file);
	}
	fputs("],\n\"changed\":[", file);
	for (size_t i = 0; view != NULL && i < view->change_count; i++) {
		fputs(i > 0 ? "," : "", file);
		print_json(file, text_of(view->changes[i].name));
	}
	fputs("],\n\"links\":[", file);
	for (size_t i = 0; view != NULL && i < view->link_count; i++) {
		const struct finding_link *link = &view->links[i];

		fputs(i > 0 ? ",\n{" : "{", file);
		print_members(file,
		    (const struct json_member[]){ { "from", link->from },
			{ "how", link->how }, { "to", link->to },
			{ "state", link->state }, { 0 } });
		putc('}', file);
	}
	fputs("],\n", file);
}

static void
print_data(struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	fputs("<script type=\"application/json\" id=\"data\">{\n", file);
	print_rules(report);
	print_view(file, end->view);
	fputs("\"posture\":[", file);
	gravest_print(&report->postures, file, ",\n");
	fputs("],\n\"findings\":[", file);
	gravest_print(&report->findings, file, ",\n");
	fputs("]}\n</script>\n", file);
}

/* ---------------------------------------------------------------- the frame */

/* 'sha256-…' of a style's or script's text, as a policy names it. */
static void
print_hash(FILE *file, const char *text, size_t size)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned char words[2 * EVP_MAX_MD_SIZE];
	unsigned length = 0;

	EVP_Digest(text, size, digest, &length, EVP_sha256(), NULL);
	EVP_EncodeBlock(words, digest, (int)length);
	fprintf(file, "'sha256-%s'", (const char *)words);
}

static void
print_head(const struct report *report)
{
	FILE *file = report->file;

	fputs(
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
	    "charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src ",
	    file);
	print_hash(file, html_style, html_style_size);
	fputs("; script-src ", file);
	print_hash(file, html_script, html_script_size);
	fprintf(file,
	    "; base-uri 'none'; form-action 'none'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\">\n<title>zoneproof %s</title>\n<style>",
	    report->options.command);
	fwrite(html_style, 1, html_style_size, file);
	fputs("</style>\n</head>\n", file);
}

static void
print_top(const struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	fprintf(file,
	    "<body>\n<a class=\"skip\" href=\"#findings\">To the findings</a>\n"
	    "<header><div class=\"top\"><h1>zoneproof %s</h1>"
	    "<button type=\"button\" class=\"theme\" id=\"theme\" hidden>"
	    "Light or dark</button></div>\n<p>",
	    report->options.command);
	plain_totals(file, report->options.command, &end->summary);
	fprintf(file,
	    "</p>\n<nav aria-label=\"Sections\"><ul><li><a href=\"#overview\">"
	    "Overview</a></li>%s%s<li><a href=\"#findings\">Findings</a></li>"
	    "</ul></nav></header>\n<main>\n",
	    report->postures.seen > 0 ?
		"<li><a href=\"#posture\">Domains with mail</a></li>" :
		"",
	    end->view != NULL ? "<li><a href=\"#change\">The change</a></li>" :
				"");
}

static void
html_end(struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	print_head(report);
	print_top(report, end);
	print_overview(report, end);
	print_posture(report);
	print_change(report, end);
	print_findings(report);
	fprintf(file,
	    "</main>\n<footer class=\"faint\"><p>zoneproof %s. Keys: / to "
	    "search, Esc to clear.</p></footer>\n",
	    report->options.version);
	print_data(report, end);
	fputs("<script>", file);
	fwrite(html_script, 1, html_script_size, file);
	fputs("</script>\n</body>\n</html>\n", file);
	gravest_done(&report->findings);
	gravest_done(&report->postures);
	gravest_done(&report->unscripted);
	vector_done(&report->rules);
	map_done(&report->by_rule);
	arena_free(report->arena);
	free(report);
}

const struct reporter reporter_html = {
	.name = "html",
	.what = "one page to look at, for a browser; needs no network",
	.open = html_open,
	.finding = html_finding,
	.posture = html_posture,
	.end = html_end,
	.trend = true,
	.streams = true,
	.looks = true,
};
