/*
 * SARIF 2.1.0, as code scanning reads it: one run, columns in UTF-16.
 *
 * A removal stands at a line that survived. Two of them may share that line,
 * and GitHub tells alerts apart by the text behind it, so that such a result
 * brings our own fingerprint under GitHub's key. All others leave it out.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/print.h"
#include "../base/vector.h"
#include "column.h"
#include "plain.h"
#include "report.h"

struct rule_told {
	const char *id;
	const struct zp_rule *rule; /* NULL: this run does not know it */
	enum zp_severity severity;  /* of its first finding */
};

struct report {
	FILE *file;
	struct report_options options;
	struct arena *arena, *scratch;
	size_t count;
	struct {
		VECTOR_OF(struct rule_told);
	} rules;
};

static const char *
level_of(enum zp_severity severity)
{
	static const char *const levels[] = { "none", "note", "warning",
		"error" };

	return levels[severity];
}

static struct report *
sarif_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	*report = (struct report){ .file = file,
		.options = *options,
		.arena = arena_new(),
		.scratch = arena_new() };
	fputs("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
	      "\"version\":\"2.1.0\",\"runs\":[{\n\"results\":[",
	    file);
	return report;
}

/* The rules' table comes behind the results; an index is its order there. */
static size_t
rule_index(struct report *report, const struct finding *finding)
{
	size_t i = 0;

	for (; i < report->rules.count; i++)
		if (strcmp(report->rules.at[i].id, finding->rule_id) == 0)
			return i;
	*vector_push(&report->rules) =
	    (struct rule_told){ arena_string(report->arena, finding->rule_id),
		    finding->rule, finding->severity };
	return i;
}

/* ---------------------------------------------------------------- places */

static bool
is_plain_in_uri(unsigned char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
	    (byte >= '0' && byte <= '9') || strchr("-._~/", byte) != NULL;
}

/* A path as a URI (RFC 3986, 2.1): relative to the source root, or whole. */
static void
print_uri(FILE *file, const char *path)
{
	fprintf(file, "\"uri\":\"%s", path[0] == '/' ? "file://" : "");
	for (const char *at = path; *at != '\0'; at++)
		if (is_plain_in_uri((unsigned char)*at))
			putc(*at, file);
		else
			fprintf(file, "%%%02X", (unsigned)(unsigned char)*at);
	fputs(path[0] == '/' ? "\"" : "\",\"uriBaseId\":\"SRCROOT\"", file);
}

static void
print_region(FILE *file, const struct finding_place *place)
{
	if (place->line == 0)
		return;
	fprintf(file, ",\"region\":{\"startLine\":%u,\"startColumn\":%u",
	    place->line, column_utf16(place->text, place->column));
	if (place->mark > 0)
		fprintf(file, ",\"endColumn\":%u",
		    column_utf16(place->text, place->column + place->mark));
	putc('}', file);
}

static void
print_physical(FILE *file, const struct finding_place *place)
{
	fputs("\"physicalLocation\":{\"artifactLocation\":{", file);
	print_uri(file, place->file);
	putc('}', file);
	print_region(file, place);
	putc('}', file);
}

static void
print_location(struct report *report, const struct finding *finding)
{
	FILE *file = report->file;

	fputs(",\"locations\":[{", file);
	print_physical(file, plain_place(finding));
	if (finding->name[0] != '\0') {
		fputs(",\"logicalLocations\":[{", file);
		print_member(file, "fullyQualifiedName",
		    arena_format(report->scratch, "%s%s%s", finding->name,
			finding->type[0] == '\0' ? "" : "/", finding->type));
		fputs("}]", file);
	}
	fputs("}]", file);
}

/* Says of which state an old place speaks. */
static const char *
related_text(struct report *report, const struct finding_place *place,
    const char *message)
{
	if (!place->before)
		return message;
	if (report->options.before == NULL)
		return arena_format(
		    report->scratch, "%s (before the change)", message);
	return arena_format(report->scratch, "%s (before, in %.10s)", message,
	    report->options.before);
}

static void
print_related(struct report *report, const struct finding_place *place,
    const char *message, size_t id)
{
	FILE *file = report->file;

	fprintf(file, "%s{\"id\":%zu,",
	    id == 1 ? ",\"relatedLocations\":[" : ",", id);
	print_physical(file, place);
	fputs(",\"message\":{", file);
	print_member(file, "text", related_text(report, place, message));
	fputs("}}", file);
}

static void
print_relateds(struct report *report, const struct finding *finding)
{
	size_t count = 0;

	if (finding->anchor.file != NULL)
		print_related(
		    report, &finding->place, "it stood here", ++count);
	for (size_t i = 0; i < finding->evidence_count; i++)
		if (finding->evidence[i].place.file != NULL)
			print_related(report, &finding->evidence[i].place,
			    finding->evidence[i].message, ++count);
	if (count > 0)
		putc(']', report->file);
}

/* --------------------------------------------------------------- results */

static void
print_properties(FILE *file, const struct finding *finding)
{
	fputs(",\"properties\":{", file);
	print_member(file, "zone", finding->zone);
	putc(',', file);
	print_member(file, "name", finding->name);
	putc(',', file);
	print_member(file, "type", finding->type);
	if (finding->domain != NULL) {
		putc(',', file);
		print_member(file, "domain", finding->domain);
	}
	if (finding->fix != NULL) {
		putc(',', file);
		print_member(file, "fix", finding->fix);
	}
	putc('}', file);
}

/* One result may only have suppressions when every one has them. */
static void
print_suppressions(FILE *file, const struct finding *finding)
{
	fputs(",\"suppressions\":[", file);
	if (finding->allowed != NULL) {
		fputs("{\"kind\":\"external\",\"status\":\"accepted\",", file);
		print_member(file, "justification", finding->allowed);
		putc('}', file);
	}
	putc(']', file);
}

static void
print_fingerprints(FILE *file, const struct finding *finding)
{
	fputs(",\"partialFingerprints\":{", file);
	print_member(file, "zoneproof/v1", finding->fingerprint);
	if (finding->anchor.file != NULL) {
		putc(',', file);
		print_member(
		    file, "primaryLocationLineHash", finding->fingerprint);
	}
	putc('}', file);
}

/* SARIF 2.1.0, 3.27.24. */
static void
print_baseline(FILE *file, const struct finding *finding)
{
	if (finding->since == NULL)
		return;
	fputs(",\"baselineState\":", file);
	print_json(file,
	    strcmp(finding->since, "gone") == 0 ? TEXT("absent") :
						  text_of(finding->since));
}

static void
sarif_finding(struct report *report, const struct finding *finding)
{
	FILE *file = report->file;

	arena_reset(report->scratch);
	fputs(report->count++ == 0 ? "\n{" : ",\n{", file);
	print_member(file, "ruleId", finding->rule_id);
	fprintf(file, ",\"ruleIndex\":%zu,", rule_index(report, finding));
	print_member(file, "level", level_of(finding->severity));
	fputs(",\"message\":{", file);
	print_member(file, "text", plain_body(report->scratch, finding));
	putc('}', file);
	print_location(report, finding);
	print_relateds(report, finding);
	print_fingerprints(file, finding);
	print_suppressions(file, finding);
	print_baseline(file, finding);
	print_properties(file, finding);
	putc('}', file);
}

/* ----------------------------------------------------------------- rules */

/* "mx-removed" as "MxRemoved". */
static const char *
pascal_case(struct arena *arena, const char *id)
{
	char *name = arena_string(arena, id);
	size_t length = 0;
	bool upper = true;

	for (const char *at = id; *at != '\0'; at++) {
		bool word = (*at >= 'a' && *at <= 'z') ||
		    (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');

		if (word)
			name[length++] = upper && *at >= 'a' && *at <= 'z' ?
			    (char)(*at - 'a' + 'A') :
			    *at;
		upper = !word;
	}
	name[length] = '\0';
	return name;
}

static void
print_text_of(FILE *file, const char *name, const char *text)
{
	fprintf(file, ",\"%s\":{", name);
	print_member(file, "text", text);
	putc('}', file);
}

static void
print_help(struct report *report, const struct zp_rule *rule)
{
	FILE *file = report->file;
	const char *page = plain_rule_page(
	    report->scratch, report->options.docs, rule);

	print_text_of(file, "shortDescription", rule->summary);
	if (rule->explain == NULL)
		return;
	print_text_of(file, "fullDescription", rule->summary);
	fputs(",\"help\":{", file);
	print_member(file, "text", rule->explain);
	putc(',', file);
	print_member(file, "markdown",
	    arena_format(report->scratch,
		"%s\n\n`zoneproof explain %s` says all of it.", rule->explain,
		rule->id));
	putc('}', file);
	if (page == NULL)
		return;
	putc(',', file);
	print_member(file, "helpUri", page);
}

static void
print_rule(struct report *report, const struct rule_told *told)
{
	const struct zp_rule *rule = told->rule;
	enum zp_severity severity = rule == NULL ? told->severity :
						   rule->severity;
	FILE *file = report->file;

	arena_reset(report->scratch);
	print_member(file, "id", told->id);
	putc(',', file);
	print_member(file, "name", pascal_case(report->scratch, told->id));
	if (rule != NULL)
		print_help(report, rule);
	fputs(",\"defaultConfiguration\":{", file);
	print_member(file, "level", level_of(severity));
	fputs("},\"properties\":{\"tags\":[\"dns\"],\"precision\":\"high\",",
	    file);
	print_member(file, "problem.severity",
	    severity == ZP_NOTICE ? "recommendation" :
				    report_severity(severity));
	putc('}', file);
}

/* --------------------------------------------------------------- the end */

static void
print_tool(struct report *report)
{
	FILE *file = report->file;

	fputs("],\n\"tool\":{\"driver\":{\"name\":\"zoneproof\",", file);
	print_member(file, "version", report->options.version);
	fputs(",\"rules\":[", file);
	for (size_t i = 0; i < report->rules.count; i++) {
		fputs(i > 0 ? ",\n{" : "\n{", file);
		print_rule(report, &report->rules.at[i]);
		putc('}', file);
	}
	fputs("]}}", file);
}

static void
print_invocation(FILE *file, const struct report_end *end)
{
	fprintf(file, ",\n\"invocations\":[{\"executionSuccessful\":%s",
	    end->complete ? "true" : "false");
	fputs(",\"toolExecutionNotifications\":[", file);
	for (size_t i = 0; i < end->notice_count; i++) {
		fputs(i > 0 ? "," : "", file);
		fputs("{\"level\":\"note\",\"message\":{", file);
		print_member(file, "text", end->notices[i].message);
		fputs("}}", file);
	}
	fputs("]}]", file);
}

static void
sarif_end(struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	print_tool(report);
	print_invocation(file, end);
	fputs(",\n\"columnKind\":\"utf16CodeUnits\",\"automationDetails\":{",
	    file);
	arena_reset(report->scratch);
	print_member(file, "id",
	    arena_format(
		report->scratch, "zoneproof/%s/", report->options.command));
	fputs("}}]}\n", file);
	vector_done(&report->rules);
	arena_free(report->arena);
	arena_free(report->scratch);
	free(report);
}

const struct reporter reporter_sarif = {
	.name = "sarif",
	.what = "SARIF 2.1.0, for code scanning",
	.open = sarif_open,
	.finding = sarif_finding,
	.end = sarif_end,
	.trend = true,
	.streams = true,
};
