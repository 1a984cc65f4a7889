/* Puts a finding's parts into lines of text. */
#include "plain.h"

#include <string.h>

#include "../base/print.h"
#include "report.h"

#define EVIDENCE_SHOWN 5

const struct finding_place *
plain_place(const struct finding *finding)
{
	return finding->anchor.file != NULL ? &finding->anchor :
					      &finding->place;
}

struct text
plain_headline(const struct finding *finding)
{
	struct text rest = text_of(finding->message);

	return text_cut(&rest, '\n');
}

const char *
plain_evidence(struct arena *arena, const struct finding_evidence *evidence)
{
	const struct finding_place *place = &evidence->place;

	if (place->file == NULL || place->line == 0)
		return evidence->message;
	return arena_format(arena, "%s (%s:%u%s)", evidence->message,
	    place->file, place->line, place->before ? ", before" : "");
}

const char *
plain_body(struct arena *arena, const struct finding *finding)
{
	const char *body = finding->message;
	size_t count = finding->evidence_count;

	if (finding->allowed != NULL)
		return arena_format(
		    arena, "%s\nallowed: %s", body, finding->allowed);
	for (size_t i = 0; i < count && i < EVIDENCE_SHOWN; i++)
		body = arena_format(arena, "%s\nwhy: %s", body,
		    plain_evidence(arena, &finding->evidence[i]));
	if (count > EVIDENCE_SHOWN)
		body = arena_format(arena, "%s\nwhy: … and %zu more", body,
		    count - EVIDENCE_SHOWN);
	if (finding->fix != NULL)
		body = arena_format(arena, "%s\nfix: %s", body, finding->fix);
	return body;
}

/* ------------------------------------------------------------------- keys */

static bool
is_key_byte(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9') || c == '+' || c == '/';
}

#define KEY_LENGTH 40 /* letters and digits in one run: a key or a token */
#define KEY_HEAD   8
#define KEY_TAIL   4

struct text
plain_without_keys(struct arena *arena, struct text text)
{
	char *shown = arena_bytes(arena, text.len * 2 + 1);
	size_t length = 0;

	for (size_t i = 0; i < text.len;) {
		size_t run = 0;

		while (i + run < text.len && is_key_byte(text.ptr[i + run]))
			run++;
		if (run >= KEY_LENGTH) {
			length += (size_t)snprintf(shown + length, KEY_LENGTH,
			    "%.*s…%.*s", KEY_HEAD, text.ptr + i, KEY_TAIL,
			    text.ptr + i + run - KEY_TAIL);
		} else {
			run += run == 0;
			memcpy(shown + length, text.ptr + i, run);
			length += run;
		}
		i += run;
	}
	return (struct text){ shown, length };
}

/* ------------------------------------------------------------------ lines */

void
plain_line(FILE *file, const struct finding *finding)
{
	if (finding->place.file != NULL)
		print_safe_string(file, finding->place.file);
	if (finding->place.line > 0)
		fprintf(
		    file, ":%u:%u", finding->place.line, finding->place.column);
	fprintf(file, ": %s[",
	    finding->allowed != NULL ? "allowed" :
				       report_severity(finding->severity));
	print_safe_string(file, finding->rule_id);
	fputs("]: ", file);
	print_safe(file, plain_headline(finding));
	putc('\n', file);
}

void
plain_number(FILE *file, size_t number)
{
	if (number >= 1000) {
		plain_number(file, number / 1000);
		fprintf(file, ",%03zu", number % 1000);
	} else
		fprintf(file, "%zu", number);
}

static void
print_count(FILE *file, size_t number, const char *what, const char *before)
{
	fputs(before, file);
	plain_number(file, number);
	fprintf(file, " %s%s", what, number == 1 ? "" : "s");
}

void
plain_totals(
    FILE *file, const char *command, const struct finding_summary *summary)
{
	const struct {
		size_t count;
		const char *what;
	} levels[] = { { summary->errors, "error" },
		{ summary->warnings, "warning" },
		{ summary->notices, "notice" } };
	bool compared = strcmp(command, "check") != 0 &&
	    strcmp(command, "audit") != 0;
	const char *comma = "";

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		if (levels[i].count == 0)
			continue;
		print_count(file, levels[i].count, levels[i].what, comma);
		comma = ", ";
	}
	if (*comma == '\0')
		fputs("no findings", file);
	if (summary->allowed > 0) {
		fputs(", ", file);
		plain_number(file, summary->allowed);
		fputs(" allowed", file);
	}
	print_count(file, summary->zones, "zone", " in ");
	print_count(file, compared ? summary->changed : summary->records,
	    compared ? "changed RRset" : "record", " (");
	putc(')', file);
}

const char *
plain_rule_page(
    struct arena *arena, const char *docs, const struct zp_rule *rule)
{
	if (*docs == '\0' || rule == NULL || rule->explain == NULL ||
	    strchr(rule->id, '/') != NULL)
		return NULL;
	return arena_format(arena, "%s#%s", docs, rule->id);
}
