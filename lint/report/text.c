/*
 * Findings for people, as a good compiler shows its own: what, where, the line
 * with the place marked, what stood there and what stands there now, why we
 * believe it, and what mends it.
 */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../base/arena.h"
#include "../base/print.h"
#include "plain.h"
#include "posture.h"
#include "report.h"

#define WIDTH_DEFAULT  100
#define WIDTH_LEAST    40
#define EVIDENCE_SHOWN 5
#define TEXT_SHOWN     600 /* bytes of a message's line, before it is cut */

struct report {
	FILE *file;
	struct report_options options;
	size_t shown;
	size_t postures; /* domains that came, shown or not */
	/* When narrow: all of it, and where it goes in the end. */
	FILE *folded;
	char *text;
	size_t length;
};

/* ---------------------------------------------------------------- colours */

enum paint { BOLD, DIM, RED, GREEN, YELLOW, CYAN, BLUE, PLAIN };

static void
paint(const struct report *report, enum paint colour)
{
	static const char *const codes[] = { [BOLD] = "\033[1m",
		[DIM] = "\033[2m",
		[RED] = "\033[1;31m",
		[GREEN] = "\033[32m",
		[YELLOW] = "\033[1;33m",
		[CYAN] = "\033[1;36m",
		[BLUE] = "\033[1;34m",
		[PLAIN] = "\033[0m" };

	if (report->options.colour)
		fputs(codes[colour], report->file);
}

static enum paint
severity_paint(const struct finding *finding)
{
	static const enum paint paints[] = { DIM, CYAN, YELLOW, RED };

	return finding->allowed != NULL ? DIM : paints[finding->severity];
}

/* ----------------------------------------------------------------- widths */

/* Columns that a character takes on a terminal, when print_safe shows it. */
static unsigned
columns_of(struct text text, size_t length)
{
	wchar_t wide = 0;
	int columns = 0;
	unsigned char first = (unsigned char)text.ptr[0];

	if (length == 0)
		return 4;
	if (length == 1)
		return first < 0x20 || first == 0x7f ? 4 : 1;
	wide = first & (0x7f >> length);
	for (size_t i = 1; i < length; i++)
		wide = wide << 6 | (text.ptr[i] & 0x3f);
	columns = wcwidth(wide);
	return columns < 0 ? 1 : (unsigned)columns;
}

/* The next character: its bytes, at least one. */
static size_t
next_length(struct text text)
{
	size_t length = utf8_length(text);

	return length == 0 ? 1 : length;
}

static unsigned
columns_until(struct text text, size_t bytes)
{
	unsigned columns = 0;

	for (size_t at = 0; at < bytes && at < text.len;) {
		struct text rest = { text.ptr + at, text.len - at };

		columns += rest.ptr[0] == '\t' ?
		    1 :
		    columns_of(rest, utf8_length(rest));
		at += next_length(rest);
	}
	return columns;
}

static unsigned
width_of(const struct report *report)
{
	unsigned width = report->options.width;

	if (width == 0)
		width = WIDTH_DEFAULT;
	return width < WIDTH_LEAST ? WIDTH_LEAST : width;
}

/* ------------------------------------------------------------ source line */

/* The part of a line that is shown: all, or a window around the mark. */
struct window {
	struct text text;
	size_t mark, length; /* within text */
	bool cut_left, cut_right;
};

static bool
is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/*
 * Where the character begins that `at` may stand in the middle of. One has at
 * most three further bytes; a longer run of such bytes is no character.
 */
static size_t
character_start(struct text text, size_t at)
{
	for (size_t back = 0; back < 4 && back <= at; back++)
		if (at - back >= text.len ||
		    !is_continuation(text.ptr[at - back]))
			return at - back;
	return at;
}

static struct window
window_of(const struct report *report, const struct finding_place *place)
{
	unsigned room = width_of(report) - 12;
	struct window window = { .text = place->text,
		.mark = place->column > 0 ? place->column - 1 : 0,
		.length = place->mark };
	size_t left = 0;

	if (window.mark > window.text.len)
		window.mark = window.text.len;
	if (window.length > window.text.len - window.mark)
		window.length = window.text.len - window.mark;
	if (window.text.len <= room)
		return window;
	if (window.mark > room / 3)
		left = window.mark - room / 3;
	left = character_start(window.text, left);
	window.cut_left = left > 0;
	window.text.ptr += left;
	window.text.len -= left;
	window.mark -= left;
	if (window.text.len > room) {
		window.cut_right = true;
		window.text.len = character_start(window.text, room);
	}
	if (window.mark + window.length > window.text.len)
		window.length = window.text.len - window.mark;
	return window;
}

/* A tab counts as one column here, so that the mark below stands right. */
static void
print_line(const struct report *report, struct text text)
{
	while (text.len > 0) {
		const char *tab = memchr(text.ptr, '\t', text.len);
		size_t length = tab == NULL ? text.len :
					      (size_t)(tab - text.ptr);

		print_safe(report->file, (struct text){ text.ptr, length });
		if (tab == NULL)
			return;
		putc(' ', report->file);
		text.ptr += length + 1;
		text.len -= length + 1;
	}
}

static void
print_gutter(const struct report *report, unsigned digits, unsigned line)
{
	paint(report, BLUE);
	if (line > 0)
		fprintf(report->file, "%*u |", (int)digits, line);
	else
		fprintf(report->file, "%*s |", (int)digits, "");
	paint(report, PLAIN);
}

static void
print_mark(const struct report *report, const struct finding *finding,
    const struct window *window, unsigned digits)
{
	unsigned before = columns_until(window->text, window->mark) +
	    (window->cut_left ? 1 : 0);
	struct text marked = { window->text.ptr + window->mark,
		window->length };
	unsigned columns = columns_until(marked, window->length);

	print_gutter(report, digits, 0);
	fprintf(report->file, " %*s", (int)before, "");
	paint(report, severity_paint(finding));
	for (unsigned i = 0; i < (columns == 0 ? 1 : columns); i++)
		putc('^', report->file);
	paint(report, PLAIN);
	putc('\n', report->file);
}

static unsigned
digits_of(unsigned line)
{
	unsigned digits = 1;

	for (; line >= 10; line /= 10)
		digits++;
	return digits < 3 ? 3 : digits;
}

static void
print_source(const struct report *report, const struct finding *finding)
{
	const struct finding_place *place = &finding->place;
	unsigned digits = digits_of(place->line);
	struct window window;

	if (place->line == 0 || place->text.ptr == NULL)
		return;
	window = window_of(report, place);
	print_gutter(report, digits, 0);
	putc('\n', report->file);
	print_gutter(report, digits, place->line);
	putc(' ', report->file);
	if (window.cut_left)
		fputs("…", report->file);
	print_line(report, window.text);
	fputs(window.cut_right ? "…\n" : "\n", report->file);
	print_mark(report, finding, &window, digits);
}

/* ------------------------------------------------------------------ lines */

/* Text cut to a length, at a character's start. */
static struct text
cut_to(struct text text, size_t most)
{
	if (text.len <= most)
		return text;
	text.len = character_start(text, most);
	return text;
}

/* Short and of one column a byte, as most lines are: nothing to measure. */
static bool
surely_fits(struct text text, unsigned room)
{
	if (text.len > room)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < ' ' || text.ptr[i] >= 0x7f)
			return false;
	return true;
}

/*
 * Breaks at blanks so that nothing runs over the width; `indent` columns stand
 * before each further line.
 */
static void
print_wrapped(const struct report *report, struct text text, unsigned indent)
{
	unsigned room =
	    width_of(report) > indent + 20 ? width_of(report) - indent : 20;

	while (text.len > 0) {
		size_t at = 0, blank = 0;
		unsigned columns = 0;

		if (surely_fits(text, room)) {
			print_safe(report->file, text);
			return;
		}

		while (at < text.len && columns <= room) {
			struct text rest = { text.ptr + at, text.len - at };

			if (rest.ptr[0] == ' ')
				blank = at;
			columns += columns_of(rest, utf8_length(rest));
			at += next_length(rest);
		}
		if (at >= text.len && columns <= room)
			blank = text.len;
		else if (blank == 0)
			blank = at;
		print_safe(report->file, (struct text){ text.ptr, blank });
		while (blank < text.len && text.ptr[blank] == ' ')
			blank++;
		text.ptr += blank;
		text.len -= blank;
		if (text.len > 0)
			fprintf(report->file, "\n%*s", (int)indent, "");
	}
}

/*
 * A label and its text. The first line is prose and is wrapped; further lines
 * are there to be copied, and stay as they are.
 */
static void
print_labelled(
    const struct report *report, const char *label, const char *value)
{
	struct text rest = text_of(value);
	bool first = true;

	while (rest.ptr != NULL) {
		struct text line = text_cut(&rest, '\n');

		if (first) {
			paint(report, BLUE);
			fputs("    = ", report->file);
			paint(report, BOLD);
			fputs(label, report->file);
			paint(report, PLAIN);
			fputs(": ", report->file);
			print_wrapped(report, line, 11);
		} else {
			fputs("           ", report->file);
			print_safe(report->file, line);
		}
		putc('\n', report->file);
		first = false;
	}
}

#define SIDE_SHOWN 300

static void
print_side(const struct report *report, char sign, enum paint colour,
    const struct finding_lines *lines)
{
	struct arena *scratch = arena_new();

	for (size_t i = 0; i < lines->count; i++) {
		struct text text = plain_without_keys(
		    scratch, text_of(lines->at[i]));
		struct text shown = cut_to(text, SIDE_SHOWN);

		paint(report, colour);
		fprintf(report->file, "    %c ", sign);
		print_safe(report->file, shown);
		if (shown.len < text.len)
			fputs("…", report->file);
		paint(report, PLAIN);
		putc('\n', report->file);
	}
	arena_free(scratch);
}

static void
print_evidence(const struct report *report, const struct finding *finding)
{
	size_t shown = finding->evidence_count;
	struct arena *scratch = arena_new();

	if (!report->options.verbose && shown > EVIDENCE_SHOWN + 1)
		shown = EVIDENCE_SHOWN;
	for (size_t i = 0; i < shown; i++)
		print_labelled(report, "why",
		    plain_evidence(scratch, &finding->evidence[i]));
	if (shown < finding->evidence_count)
		print_labelled(report, "why",
		    arena_format(scratch, "… and %zu more: -v shows them",
			finding->evidence_count - shown));
	arena_free(scratch);
}

/* ------------------------------------------------------------- one finding */

static void
print_head(const struct report *report, const struct finding *finding)
{
	FILE *file = report->file;
	struct text first = text_of(finding->message);

	paint(report, severity_paint(finding));
	fputs(report_severity(finding->severity), file);
	putc('[', file);
	print_safe_string(file, finding->rule_id);
	putc(']', file);
	paint(report, PLAIN);
	paint(report, finding->allowed != NULL ? DIM : BOLD);
	fputs(": ", file);
	print_safe(file, cut_to(text_cut(&first, '\n'), TEXT_SHOWN));
	paint(report, PLAIN);
	putc('\n', file);
	if (first.len > 0) {
		fputs("    ", file);
		print_wrapped(report, cut_to(first, TEXT_SHOWN), 4);
		putc('\n', file);
	}
}

static void
print_where(const struct report *report, const struct finding *finding)
{
	FILE *file = report->file;
	const struct finding_place *place = &finding->place;

	paint(report, BLUE);
	fputs("  --> ", file);
	paint(report, PLAIN);
	print_safe_string(file, place->file);
	if (place->line > 0)
		fprintf(file, ":%u:%u", place->line, place->column);
	if (place->before)
		fputs(" (before)", file);
	if (place->included_from != NULL) {
		fputs(", included at ", file);
		print_safe_string(file, place->included_from);
	}
	putc('\n', file);
}

static void
text_finding(struct report *report, const struct finding *finding)
{
	if (report->shown++ > 0 && !report->options.quiet)
		putc('\n', report->file);
	if (report->options.quiet && finding->place.file != NULL) {
		print_safe_string(report->file, finding->place.file);
		fprintf(report->file, ":%u: ", finding->place.line);
	}
	print_head(report, finding);
	if (report->options.quiet)
		return;
	if (finding->place.file != NULL)
		print_where(report, finding);
	if (finding->allowed != NULL) {
		print_labelled(report, "allowed", finding->allowed);
		return;
	}
	print_source(report, finding);
	print_side(report, '-', RED, &finding->minus);
	print_side(report, '+', GREEN, &finding->plus);
	print_evidence(report, finding);
	if (finding->fix != NULL)
		print_labelled(report, "fix", finding->fix);
	if (report->options.allow_lines && finding->allow_line != NULL)
		print_labelled(report, "allow", finding->allow_line);
	if (finding->rule != NULL && finding->rule->explain != NULL) {
		char docs[200];

		snprintf(docs, sizeof docs, "zoneproof explain %s",
		    finding->rule_id);
		print_labelled(report, "docs", docs);
	}
}

/* ---------------------------------------------------------------- posture */

#define POSTURES_SHOWN 20 /* the worst; -v shows all */

static enum paint
grade_paint(char grade)
{
	static const enum paint paints[POSTURE_RANKS] = { GREEN, GREEN, YELLOW,
		YELLOW, RED };

	return paints[posture_rank(grade)];
}

static void
print_posture_mail(const struct report *report, const struct posture *row)
{
	FILE *file = report->file;
	bool spf_ok = strcmp(row->spf.state, "ok") == 0;

	fprintf(file, "SPF %s", spf_ok ? row->spf.all : row->spf.state);
	if (*row->spf.all != '\0')
		fprintf(file, " (%s%u of 10 look-ups, %llu sender%s)",
		    row->spf.at_least ? "≥" : "", row->spf.lookups,
		    (unsigned long long)row->spf.senders,
		    row->spf.senders == 1 ? "" : "s");
	fputs(" · DKIM ", file);
	if (row->key_count == 0)
		fputs("none", file);
	posture_print_keys(file, row, print_safe_string);
	fprintf(file, " · DMARC %s",
	    *row->dmarc.policy == '\0' ? row->dmarc.state : row->dmarc.policy);
	if (strcmp(row->dmarc.state, "inherited") == 0)
		fputs(" (inherited)", file);
	if (row->dmarc.testing)
		fputs(" (testing)", file);
	fprintf(file, ", %s\n",
	    *row->dmarc.reports == '\0' ? "no reports" : "reports");
}

static void
print_posture_rest(const struct report *report, const struct posture *row)
{
	FILE *file = report->file;

	fprintf(file, "    MTA-STS %s · TLS reports %s · DANE ", row->mta_sts,
	    row->tls_rpt);
	if (row->dane.hosts > 0 && row->dane.unknown == row->dane.hosts)
		fputs("unknown", file);
	else
		fprintf(file, "%u of %u", row->dane.guarded, row->dane.hosts);
	fprintf(file, " · BIMI %s · CAA ", row->bimi);
	print_safe_string(file, *row->caa == '\0' ? "anybody" : row->caa);
	fprintf(file, " · DNSSEC %s", row->dnssec);
	if (*row->providers != '\0')
		fprintf(file, " · %s", row->providers);
	putc('\n', file);
}

static void
text_posture(struct report *report, const struct posture *row)
{
	FILE *file = report->file;
	struct text domain = text_of(row->domain);

	if (report->options.quiet ||
	    (++report->postures > POSTURES_SHOWN && !report->options.verbose))
		return;
	if (report->postures == 1) {
		fputs(report->shown > 0 ? "\n" : "", file);
		paint(report, BOLD);
		fputs("Mail domains, worst first\n", file);
		paint(report, PLAIN);
	}
	if (domain.len > 1)
		domain.len--;
	paint(report, grade_paint(row->grade));
	fprintf(file, "  %c ", row->grade);
	paint(report, BOLD);
	print_safe(file, domain);
	paint(report, PLAIN);
	if (row->was != '\0' && row->was != row->grade)
		fprintf(file, " (was %c)", row->was);
	if (*row->next != '\0')
		fprintf(file, ": %s", row->next);
	fputs("\n    ", file);
	print_posture_mail(report, row);
	print_posture_rest(report, row);
}

static void
print_shares(const struct report *report, const struct posture_estate *estate)
{
	struct posture_share shares[POSTURE_SHARES];
	size_t count = posture_shares(estate, shares);
	char line[1000] = "";
	size_t length = 0;

	for (size_t i = 0; i < count && length < sizeof line; i++)
		length += (size_t)snprintf(line + length, sizeof line - length,
		    "%s%s %zu %%", i > 0 ? " · " : "", shares[i].what,
		    shares[i].of == 0 ?
			0 :
			(shares[i].count * 100 + shares[i].of / 2) /
			    shares[i].of);
	fputs("  ", report->file);
	print_wrapped(report, text_of(line), 2);
	putc('\n', report->file);
}

static void
print_posture_end(
    const struct report *report, const struct posture_estate *estate)
{
	FILE *file = report->file;
	static const char grades[] = "ABCDF";

	if (report->postures > POSTURES_SHOWN && !report->options.verbose)
		fprintf(file, "    … and %zu more: -v shows them\n",
		    report->postures - POSTURES_SHOWN);
	if (estate == NULL || estate->domains == 0)
		return;
	putc('\n', file);
	paint(report, BOLD);
	fprintf(file, "%zu mail domain%s:", estate->domains,
	    estate->domains == 1 ? "" : "s");
	paint(report, PLAIN);
	for (size_t i = 0; i < POSTURE_RANKS; i++)
		fprintf(file, " %zu %c%s", estate->grades[i], grades[i],
		    i + 1 < POSTURE_RANKS ? "," : "\n");
	print_shares(report, estate);
	putc('\n', file);
}

/* ---------------------------------------------------------------- the end */

static struct report *
text_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	*report = (struct report){ .file = file, .options = *options };
	if (options->narrow) {
		report->options.colour = false;
		report->folded = file;
		report->file = open_memstream(&report->text, &report->length);
		if (report->file == NULL)
			report->file = file;
	}
	return report;
}

#define FOLD_INDENT 8

/* Where no line may be longer, those that are go on in the next one. */
static void
text_fold(struct report *report)
{
	struct text rest = { NULL, 0 };

	if (report->folded == NULL || report->file == report->folded)
		return;
	fclose(report->file);
	report->file = report->folded;
	rest = (struct text){ report->text, report->length };
	while (rest.len > 0) {
		struct text line = text_cut(&rest, '\n');

		if (columns_until(line, line.len) <= width_of(report))
			print_safe(report->file, line);
		else
			print_wrapped(report, line, FOLD_INDENT);
		putc('\n', report->file);
	}
	free(report->text);
}

static void
print_totals(const struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	paint(report, BOLD);
	plain_totals(file, report->options.command, &end->summary);
	paint(report, PLAIN);
	putc('\n', file);
	if (!end->complete) {
		paint(report, RED);
		fputs("not everything was read: this is no clean result", file);
		paint(report, PLAIN);
		putc('\n', file);
	}
}

static void
text_end(struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	if (!report->options.quiet) {
		if (report->shown > 0 && report->postures == 0)
			putc('\n', file);
		print_posture_end(report, end->estate);
		for (size_t i = 0; i < end->digest_count; i++) {
			paint(report, BOLD);
			print_safe_string(file, end->digests[i].domain);
			paint(report, PLAIN);
			fputs(": ", file);
			print_safe_string(file, end->digests[i].text);
			putc('\n', file);
		}
		for (size_t i = 0; i < end->notice_count; i++) {
			paint(report, CYAN);
			fputs("note: ", file);
			paint(report, PLAIN);
			print_wrapped(
			    report, text_of(end->notices[i].message), 6);
			putc('\n', file);
		}
		print_totals(report, end);
	}
	text_fold(report);
	free(report);
}

const struct reporter reporter_text = {
	.name = "text",
	.what = "for people: the line, the place, why, and what mends it",
	.open = text_open,
	.finding = text_finding,
	.posture = text_posture,
	.end = text_end,
	.streams = true,
};
