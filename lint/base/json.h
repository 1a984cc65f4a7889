/*
 * JSON (RFC 8259) with positions, in memory that the document's size does not
 * push. The only user of <yajl/>.
 *
 * A document is walked once. A reader says at which paths it wants values;
 * each such value is handed over as a small tree, one at a time, and all else
 * is passed over. Depth and the size of a tree are bounded (limits.h); a lone
 * surrogate, a key that stands twice where somebody looks, UTF-16 and anything
 * after the document are errors with their place.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "source.h"

enum json_kind {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json_value {
	enum json_kind kind;
	uint32_t offset, length; /* of its own text in the source */
	struct text text; /* a string decoded, a number as written; else "" */
	struct text key;  /* of an object's member; else "" */
	uint32_t key_offset;
	uint32_t count;                 /* of its children */
	const struct json_value *first; /* NULL: none */
	const struct json_value *next;  /* the sibling behind; NULL: none */
};

/* The keys that lead to a value, "" for an item of an array. */
struct json_path {
	const struct text *keys;
	const uint32_t *offsets; /* of each key, or of the item */
	unsigned depth;
};

/* Why a walk ended early. */
struct json_fault {
	uint32_t offset;
	char message[200]; /* "": a visit ended it without a word */
};

struct json_part {
	/*
	 * Keys with '/' between them: "*" is any key or item, "**" any number
	 * of both, "" the document itself. At most 15 of them.
	 */
	const char *path;
	/*
	 * 0, or -1, which ends the walk. Value and path live until the call
	 * returns.
	 */
	int (*visit)(void *data, const struct json_path *path,
	    const struct json_value *value, struct json_fault *fault);
};

/*
 * Walks the document for `parts` (ends with a NULL path; at most 16; the first
 * that fits a value gets it). 0, or -1 and why.
 */
int json_read(const struct source *source, const struct json_part *parts,
    void *data, struct json_fault *fault);

/* What Windows makes of `>`: no JSON, and no text that is read here. */
#define JSON_UTF16 \
	"this is UTF-16, as PowerShell's '>' writes it: save it as UTF-8"
bool json_is_utf16(struct text bytes);

/* Does the text begin as a JSON object or array, behind blanks and a BOM? */
bool json_looks_like(struct text bytes);

/* Fills `fault` with the place of a value and a message; returns -1. */
int json_fail(struct json_fault *fault, const struct json_value *value,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The member of an object; NULL for none, or where `value` is none or NULL. */
const struct json_value *json_get(
    const struct json_value *value, const char *key);

/* A member that is a string; "" where there is none. */
struct text json_text(const struct json_value *value, const char *key);

/* Is it missing or null? */
bool json_is_null(const struct json_value *value);

/*
 * A number, or a string that holds one, as an integer from 0 to 2^32-1.
 * `1.0` and `1e2` are integers; false for all else.
 */
bool json_u32(const struct json_value *value, uint32_t *ret);

/* Each child of an array or object; `value` may be NULL. */
/* NOLINTBEGIN(bugprone-macro-parentheses): `child` is declared here */
#define JSON_EACH(child, value)                           \
	for (const struct json_value *child =             \
		 (value) == NULL ? NULL : (value)->first; \
	     child != NULL; child = child->next)
/* NOLINTEND(bugprone-macro-parentheses) */

#endif
