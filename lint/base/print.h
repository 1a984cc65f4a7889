/*
 * Printing what came from outside. Control bytes, DEL, and bytes that are no
 * valid UTF-8, become \DDD, so that nothing read can move a cursor, ring a bell
 * or break a line; so do the invisible characters that turn text around.
 */
#ifndef BASE_PRINT_H
#define BASE_PRINT_H

#include <stdio.h>

#include "arena.h"
#include "text.h"

void print_safe(FILE *file, struct text text);
void print_safe_string(FILE *file, const char *string);

/* The same into memory. */
char *safe_copy(struct arena *arena, struct text text);

/* A JSON string with its quotes; bad UTF-8 becomes U+FFFD. */
void print_json(FILE *file, struct text text);

/* Length of the valid UTF-8 sequence at `text`'s start; 0 when it is none. */
size_t utf8_length(struct text text);

#endif
