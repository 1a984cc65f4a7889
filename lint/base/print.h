/*
 * Printing what came from outside. Control bytes, DEL, and bytes that are no
 * valid UTF-8, become \DDD, so that nothing read can move a cursor, ring a bell
 * or break a line; so do the invisible characters that turn text around, and
 * what a build server would take for a command to itself.
 */
#ifndef BASE_PRINT_H
#define BASE_PRINT_H

#include <stdio.h>

#include "arena.h"
#include "text.h"

void print_safe(FILE *file, struct text text);
void print_safe_string(FILE *file, const char *string);

/* What stands for what in a format; an array of them ends with a NULL. */
struct escape {
	const char *what, *as;
};

/*
 * The same with the first of `escapes` that fits at each place; these come
 * before the rules above.
 */
void print_escaped(FILE *file, struct text text, const struct escape *escapes);

/* The same two into memory. */
char *safe_copy(struct arena *arena, struct text text);
char *escaped_copy(
    struct arena *arena, struct text text, const struct escape *escapes);

/* A JSON string with its quotes; bad UTF-8 becomes U+FFFD. */
void print_json(FILE *file, struct text text);

/* "name":"value" of an object; a NULL value is null. */
void print_member(FILE *file, const char *name, const char *value);

/* Several of them, parted by commas; ends with a NULL name. */
struct json_member {
	const char *name, *value;
};
void print_members(FILE *file, const struct json_member *members);

/* Length of the valid UTF-8 sequence at `text`'s start; 0 when it is none. */
size_t utf8_length(struct text text);

#endif
