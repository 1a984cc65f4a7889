/*
 * From bytes to logical lines of words: blanks, quotes, escapes, parentheses
 * over several lines and comments (RFC 1035, 5.1), and the pieces of template
 * languages, which count as part of a word whatever stands in them.
 *
 * Words point into the text they were read from; nothing is copied and no
 * escape is resolved. A line that is faulty in itself is told as such, and
 * the scanner goes on where the next one begins.
 */
#ifndef READ_TOKEN_H
#define READ_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/text.h"
#include "../base/vector.h"

enum token_flag {
	TOKEN_QUOTED = 1,   /* its text is what stands between the quotes */
	TOKEN_JOINED = 2,   /* no blank before it: key="value" is two of them */
	TOKEN_TEMPLATE = 4, /* may hold a placeholder */
	TOKEN_BLOCK = 8 /* a piece of it is a statement: {% … %}, <% … %> */
};

struct token {
	const char *ptr; /* into the text, not NUL-terminated */
	uint32_t len;
	uint32_t flags;
};

struct token_comment {
	const char *ptr; /* behind the ';' */
	uint32_t len;    /* to the end of its line */
	bool alone;      /* nothing but blanks before it on its line */
};

enum token_fault {
	TOKEN_OK,
	TOKEN_CONTROL,       /* a control byte outside a comment */
	TOKEN_QUOTE_OPEN,    /* a quote that nothing closes */
	TOKEN_QUOTE_LINES,   /* a quote that a later line closes */
	TOKEN_PAREN_OPEN,    /* a '(' that nothing closes */
	TOKEN_PAREN_CLOSE,   /* a ')' without its '(' */
	TOKEN_TOO_MANY_WORDS /* over LIMIT_WORDS */
};

/* A line of words: all between two line ends that no '(' ')' enclose. */
struct token_line {
	const char *start;      /* of its first physical line */
	bool blank_first;       /* begins with a blank: the owner is left out */
	enum token_fault fault; /* the first one */
	const char *fault_ptr;  /* what to underline */
	uint32_t fault_len;
	struct {
		VECTOR_OF(struct token);
	} words;
	struct {
		VECTOR_OF(struct token_comment);
	} comments;
};

/* The next place of something looked for, and from where it was looked for. */
struct scanner_mark {
	const char *from, *to;
};

struct scanner {
	const char *start, *at, *end;
	const char *crlf; /* the first CR that ends a line; NULL: none yet */
	/* private: */
	uint32_t reach; /* lines that a '(' may span */
	uint32_t lines; /* that it has spanned so far */
	uint32_t depth; /* of '(' */
	const char *paren;
	bool clean; /* nothing but blanks on this physical line so far */
	struct scanner_mark marks[6];
};

/* `text` is at most LIMIT_SOURCE and outlives what the scanner returns. */
void scanner_init(struct scanner *scanner, struct text text);

/*
 * Reads the next line that holds a word, a comment or a fault into `line`,
 * which keeps its memory from call to call (all zeroes at first). False at
 * the end.
 */
bool scanner_line(struct scanner *scanner, struct token_line *line);

void token_line_done(struct token_line *line);

static inline struct text
token_text(const struct token *token)
{
	return (struct text){ token->ptr, token->len };
}

/* The first byte of the token, which is its quote where it has one. */
static inline const char *
token_start(const struct token *token)
{
	return token->ptr - ((token->flags & TOKEN_QUOTED) != 0 ? 1 : 0);
}

/* The byte behind the token and behind its quote. */
static inline const char *
token_end(const struct token *token)
{
	return token->ptr + token->len +
	    ((token->flags & TOKEN_QUOTED) != 0 ? 1 : 0);
}

#endif
