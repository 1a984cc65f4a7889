/* From bytes to logical lines of words. */
#include "token.h"

#include <string.h>

#include "../base/limits.h"

/* What a byte is, or may be the beginning of. */
enum {
	CT = 1,       /* a control byte */
	BL = 2,       /* a blank */
	NL = 4,       /* LF, and CR where LF follows */
	BR = 8,       /* what ends a word: ; ( ) */
	QU = 16 | BR, /* the quote */
	ES = 32,      /* the backslash */
	TE = 64,      /* what opens a placeholder */

	WORD_STOPS = CT | BL | NL | QU | ES | TE,
	WORD_ENDS = BL | NL | BR,
	QUOTED_STOPS = CT | NL | (QU & ~BR) | ES | TE
};

/* clang-format off */
static const uint8_t classes[256] = {
	CT, CT, CT, CT, CT, CT, CT, CT, CT, BL, NL, CT, CT, NL, CT, CT,
	CT, CT, CT, CT, CT, CT, CT, CT, CT, CT, CT, CT, CT, CT, CT, CT,
	BL, 0, QU, 0, TE, 0, 0, 0, BR, BR, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, BR, TE, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, TE, 0, 0, 0, 0, 0, 0, 0, 0, 0, ES, 0, 0, TE,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, TE, 0, 0, 0, CT,
};
/* clang-format on */

static uint8_t
class_of(char c)
{
	return classes[(unsigned char)c];
}

static size_t
left(const struct scanner *scanner, const char *p)
{
	return (size_t)(scanner->end - p);
}

void
scanner_init(struct scanner *scanner, struct text text)
{
	static const char nothing[1] = "";
	const char *start = text.ptr != NULL ? text.ptr : nothing;

	*scanner = (struct scanner){
		.start = start,
		.at = start,
		.end = start + text.len,
		.reach = LIMIT_PAREN_LINES,
	};
}

void
token_line_done(struct token_line *line)
{
	vector_done(&line->words);
	vector_done(&line->comments);
}

/* Only the first fault of a line is told: the others follow from it. */
static void
line_fault(struct token_line *line, enum token_fault fault, const char *ptr,
    const char *end)
{
	if (line->fault != TOKEN_OK)
		return;
	line->fault = fault;
	line->fault_ptr = ptr;
	line->fault_len = (uint32_t)(end - ptr);
}

static void
line_push(
    struct token_line *line, const char *ptr, const char *end, uint32_t flags)
{
	struct token *token = vector_push(&line->words);

	*token = (struct token){
		.ptr = ptr,
		.len = (uint32_t)(end - ptr),
		.flags = flags,
	};
	if (line->words.count > 1 && token_end(token - 1) == token_start(token))
		token->flags |= TOKEN_JOINED;
}

/* ------------------------------------------------------------- templates */

/* Pieces that are one whatever stands in them, by their first two bytes. */
static const struct piece {
	char open[3], close[3];
	bool lines; /* may span lines, outside of quotes */
	uint8_t flags;
} pieces[] = {
	{ "{{", "}}", false, TOKEN_TEMPLATE },
	{ "{%", "%}", true, TOKEN_TEMPLATE | TOKEN_BLOCK },
	{ "{#", "#}", true, TOKEN_TEMPLATE },
	{ "<%", "%>", true, TOKEN_TEMPLATE | TOKEN_BLOCK },
	{ "${", "}", false, TOKEN_TEMPLATE },
};

enum { PIECES = sizeof pieces / sizeof pieces[0], MARK_LINE = PIECES };

/*
 * The first `what` at or behind `p`, or the end. What is found is remembered,
 * so that a text full of openings without a closing is searched only once.
 */
static const char *
scanner_find(
    struct scanner *scanner, unsigned which, const char *what, const char *p)
{
	struct scanner_mark *mark = &scanner->marks[which];
	size_t length = strlen(what);
	const char *limit = scanner->end;
	const char *found = NULL;

	if (mark->from != NULL && p >= mark->from && p <= mark->to)
		return mark->to;
	if (mark->from != NULL && p < mark->from &&
	    left(scanner, mark->from) >= length)
		limit = mark->from + length - 1;
	found = memmem(p, (size_t)(limit - p), what, length);
	if (found != NULL || limit == scanner->end)
		mark->to = found != NULL ? found : scanner->end;
	mark->from = p;
	return mark->to;
}

static const struct piece *
piece_at(const struct scanner *scanner, const char *p)
{
	if (left(scanner, p) < 2)
		return NULL;
	/* `${0,3,d}` of a $GENERATE is a number's form, no placeholder. */
	if (p[0] == '$' && left(scanner, p) > 2 &&
	    (p[2] == '-' || p[2] == '+' || (p[2] >= '0' && p[2] <= '9')))
		return NULL;
	for (size_t i = 0; i < PIECES; i++)
		if (memcmp(p, pieces[i].open, 2) == 0)
			return &pieces[i];
	return NULL;
}

/* The byte behind the piece that opens at `p`; NULL when it never closes. */
static const char *
piece_end(struct scanner *scanner, const struct piece *piece, const char *p,
    bool lines)
{
	unsigned which = (unsigned)(piece - pieces);
	const char *close = scanner_find(scanner, which, piece->close, p + 2);

	if (close == scanner->end || close - p > LIMIT_PLACEHOLDER)
		return NULL;
	if (!(lines && piece->lines) &&
	    scanner_find(scanner, MARK_LINE, "\n", p) < close)
		return NULL;
	return close + strlen(piece->close);
}

static bool
starts(const struct scanner *scanner, const char *p, const char *what)
{
	return left(scanner, p) >= strlen(what) &&
	    memcmp(p, what, strlen(what)) == 0;
}

/* Passes over a byte that may open a placeholder, or over all of one. */
static const char *
scan_template(
    struct scanner *scanner, const char *p, bool quoted, uint32_t *flags)
{
	const struct piece *piece = piece_at(scanner, p);
	const char *end = NULL;

	if (piece != NULL)
		end = piece_end(scanner, piece, p, !quoted);
	if (end != NULL) {
		*flags |= piece->flags;
		return end;
	}
	if (starts(scanner, p, "__") || starts(scanner, p, "REPLACE") ||
	    (*p == '$' && left(scanner, p) > 1 && p[1] >= 'a' && p[1] <= 'z'))
		*flags |= TOKEN_TEMPLATE;
	return p + 1;
}

/* ------------------------------------------------------------------ words */

static bool
is_line_end(const struct scanner *scanner, const char *p)
{
	return *p == '\n' || (left(scanner, p) > 1 && p[1] == '\n');
}

/* Passes over a backslash and what it escapes, but never over a line's end. */
static const char *
scan_escape(const struct scanner *scanner, const char *p)
{
	p++;
	if (p < scanner->end && (class_of(*p) & (NL | CT)) == 0)
		p++;
	return p;
}

/* Passes over a byte that no text should hold, a lone CR among them. */
static const char *
scan_control(struct token_line *line, const char *p)
{
	line_fault(line, TOKEN_CONTROL, p, p + 1);
	return p + 1;
}

static void
scan_word(struct scanner *scanner, struct token_line *line)
{
	const char *const end = scanner->end;
	const char *p = scanner->at;
	uint32_t flags = 0;

	for (;;) {
		uint8_t class = 0;

		while (p < end && (class_of(*p) & WORD_STOPS) == 0)
			p++;
		if (p == end)
			break;
		class = class_of(*p);
		if (class == ES)
			p = scan_escape(scanner, p);
		else if (class == TE)
			p = scan_template(scanner, p, false, &flags);
		else if (class == CT ||
		    (class == NL && !is_line_end(scanner, p)))
			p = scan_control(line, p);
		else
			break;
	}
	line_push(line, scanner->at, p, flags);
	scanner->at = p;
}

/* A quoted text's end: its quote, or where its line ends without one. */
static const char *
quoted_end(struct scanner *scanner, struct token_line *line, const char *p,
    uint32_t *flags)
{
	for (;;) {
		uint8_t class = 0;

		while (p < scanner->end && (class_of(*p) & QUOTED_STOPS) == 0)
			p++;
		if (p == scanner->end)
			return p;
		class = class_of(*p);
		if (class == ES)
			p = scan_escape(scanner, p);
		else if (class == TE)
			p = scan_template(scanner, p, true, flags);
		else if (class == CT ||
		    (class == NL && !is_line_end(scanner, p)))
			p = scan_control(line, p);
		else
			return p;
	}
}

/* How a line looks to a quote that was left open above it. */
struct quote_look {
	const char *quote; /* the first; NULL: none */
	const char *end;   /* of the line */
	unsigned words;
};

static struct quote_look
quote_look(const struct scanner *scanner, const char *p)
{
	struct quote_look look = { NULL, p, 0 };
	bool blank = true;

	for (; p < scanner->end && *p != '\n'; p++) {
		bool is_blank = (class_of(*p) & (BL | NL)) != 0;

		if (*p == '"' && look.quote == NULL)
			look.quote = p;
		if (*p == '\\' && p + 1 < scanner->end && p[1] != '\n')
			p++;
		look.words += blank && !is_blank;
		blank = is_blank;
	}
	look.end = p;
	return look;
}

/*
 * A text that runs over lines (a long key, pasted) is one fault, not one on
 * each of its lines: finds the quote on a later line that closes it. Lines in
 * between hold one word; the quote is followed by a word's end.
 */
static const char *
quote_closer(const struct scanner *scanner, const char *p)
{
	for (unsigned i = 0; i < LIMIT_QUOTE_LINES && p < scanner->end; i++) {
		struct quote_look look = quote_look(scanner, p + 1);
		const char *quote = look.quote;

		if (quote != NULL && quote + 1 < scanner->end &&
		    (class_of(quote[1]) & WORD_ENDS) == 0)
			return NULL;
		if (quote != NULL)
			return quote;
		if (look.words != 1)
			return NULL;
		p = look.end;
	}
	return NULL;
}

/* A quote that is not closed takes the ')' of its line with it. */
static void
quote_unclosed(struct scanner *scanner, struct token_line *line,
    const char *open, const char *end)
{
	const char *closer = quote_closer(
	    scanner, scanner_find(scanner, MARK_LINE, "\n", end));

	scanner->at = closer != NULL ? closer + 1 : end;
	line_fault(line, closer != NULL ? TOKEN_QUOTE_LINES : TOKEN_QUOTE_OPEN,
	    open, end);
	for (const char *p = open; p < end && closer == NULL; p++)
		if (*p == ')' && scanner->depth > 0)
			scanner->depth--;
}

static void
scan_quoted(struct scanner *scanner, struct token_line *line)
{
	const char *open = scanner->at;
	uint32_t flags = TOKEN_QUOTED;
	const char *p = quoted_end(scanner, line, open + 1, &flags);

	if (p == scanner->end || *p != '"') {
		quote_unclosed(scanner, line, open, p);
		return;
	}
	line_push(line, open + 1, p, flags);
	scanner->at = p + 1;
}

static void
scan_comment(struct scanner *scanner, struct token_line *line)
{
	const char *p = scanner->at + 1;
	const char *end = memchr(p, '\n', left(scanner, p));

	scanner->at = end != NULL ? end : scanner->end;
	if (end == NULL)
		end = scanner->end;
	else if (end > p && end[-1] == '\r')
		scanner->at = --end;
	*vector_push(&line->comments) = (struct token_comment){
		.ptr = p,
		.len = (uint32_t)(end - p),
		.alone = scanner->clean,
	};
}

static void
scan_open(struct scanner *scanner)
{
	if (scanner->depth++ == 0) {
		scanner->paren = scanner->at;
		scanner->lines = 0;
	}
	scanner->at++;
}

static void
scan_close(struct scanner *scanner, struct token_line *line)
{
	if (scanner->depth > 0)
		scanner->depth--;
	else
		line_fault(
		    line, TOKEN_PAREN_CLOSE, scanner->at, scanner->at + 1);
	scanner->at++;
}

static void
scan_break(struct scanner *scanner, struct token_line *line)
{
	switch (*scanner->at) {
	case ';':
		scan_comment(scanner, line);
		return; /* the line stays as clean as it was */
	case '"':
		scan_quoted(scanner, line);
		break;
	case '(':
		scan_open(scanner);
		break;
	default:
		scan_close(scanner, line);
	}
	scanner->clean = false;
}

/* A template's comment renders to nothing: it stands for a blank. */
static bool
scan_template_comment(struct scanner *scanner)
{
	const struct piece *piece = piece_at(scanner, scanner->at);
	const char *end = NULL;

	if (piece == NULL || piece->open[1] != '#')
		return false;
	end = piece_end(scanner, piece, scanner->at, true);
	if (end == NULL)
		return false;
	scanner->at = end;
	return true;
}

/* ------------------------------------------------------------------ lines */

/* Passes over a line's end, or a CR that is none. */
static bool
scan_line_end(struct scanner *scanner, struct token_line *line)
{
	const char *p = scanner->at;

	if (!is_line_end(scanner, p)) {
		scanner->at = scan_control(line, p);
		return false;
	}
	if (*p == '\r') {
		if (scanner->crlf == NULL)
			scanner->crlf = p;
		p++;
	}
	scanner->at = p + 1;
	scanner->clean = true;
	return true;
}

static void
line_begin(struct scanner *scanner, struct token_line *line)
{
	const char *p = scanner->at;

	line->start = p;
	line->blank_first = p < scanner->end && (class_of(*p) & BL) != 0;
	scanner->clean = true;
}

static bool
line_is_empty(const struct token_line *line)
{
	return line->words.count == 0 && line->comments.count == 0 &&
	    line->fault == TOKEN_OK;
}

/*
 * The '(' is never closed: we go on at the line below it. Each such search
 * halves how far the next one looks, or a file full of '(' would take forever.
 */
static void
paren_unclosed(struct scanner *scanner, struct token_line *line)
{
	const char *paren = scanner->paren;
	const char *end = memchr(paren, '\n', left(scanner, paren));
	size_t kept = 0;

	scanner->at = end != NULL ? end + 1 : scanner->end;
	scanner->depth = 0;
	if (scanner->reach > LIMIT_PAREN_LINES_LOST)
		scanner->reach /= 2;
	while (kept < line->comments.count &&
	    line->comments.at[kept].ptr < scanner->at)
		kept++;
	line->comments.count = kept;
	line->fault = TOKEN_OK;
	line_fault(line, TOKEN_PAREN_OPEN, paren, paren + 1);
}

/* One step of scanner_line(): true when the line is complete. */
static bool
scan_step(struct scanner *scanner, struct token_line *line)
{
	uint8_t class = class_of(*scanner->at);

	if (class == BL) {
		scanner->at++;
		return false;
	}
	if (class == NL) {
		if (!scan_line_end(scanner, line))
			return false;
		if (scanner->depth > 0)
			return ++scanner->lines > scanner->reach;
		if (!line_is_empty(line))
			return true;
		line_begin(scanner, line);
		return false;
	}
	if ((class & BR) != 0) {
		scan_break(scanner, line);
		return false;
	}
	if (class == TE && scan_template_comment(scanner))
		return false;
	scanner->clean = false;
	scan_word(scanner, line);
	return false;
}

/* Behind LIMIT_WORDS the words of a line are read and thrown away. */
static void
line_cap(struct token_line *line)
{
	struct token *last = &line->words.at[LIMIT_WORDS];

	line_fault(
	    line, TOKEN_TOO_MANY_WORDS, token_start(last), token_end(last));
	line->words.count = LIMIT_WORDS;
}

bool
scanner_line(struct scanner *scanner, struct token_line *line)
{
	line->words.count = 0;
	line->comments.count = 0;
	line->fault = TOKEN_OK;
	scanner->depth = 0;
	line_begin(scanner, line);
	while (scanner->at < scanner->end) {
		if (scan_step(scanner, line))
			break;
		if (line->words.count > LIMIT_WORDS)
			line_cap(line);
	}
	if (scanner->depth > 0)
		paren_unclosed(scanner, line);
	return !line_is_empty(line);
}
