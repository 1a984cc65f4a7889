/* A slice of bytes that somebody else owns; it may hold NULs. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
	const char *ptr; /* NULL only when len is 0 */
	size_t len;
};

#define TEXT(literal) ((struct text){ (literal), sizeof(literal) - 1 })

struct text text_of(const char *string);
bool text_equal(struct text a, struct text b);
bool text_equal_nocase(struct text a, struct text b); /* ASCII only */
bool text_starts(struct text text, struct text prefix);
bool text_starts_nocase(struct text text, struct text prefix);
bool text_ends(struct text text, struct text suffix);
bool text_ends_nocase(struct text text, struct text suffix);

/* Without blanks (space, tab, CR, LF) at both ends. */
struct text text_trim(struct text text);

/*
 * Cuts `*rest` at the first `separator`: returns what stands before it and
 * leaves what follows in `*rest`. Without a separator it returns all, and
 * `*rest` becomes empty with a NULL pointer: the sign to stop.
 */
struct text text_cut(struct text *rest, char separator);

/* The part behind the last '/', or all of it. */
struct text path_base(struct text path);

/* The part before the last '/', or "" where there is none. */
struct text path_folder(struct text path);

/* How many bytes two strings have in common at their front. */
size_t string_shared(const char *a, const char *b);

/* Letters that turn `a` into `b`, at most `limit` + 1 (Damerau-Levenshtein). */
unsigned text_distance(struct text a, struct text b, unsigned limit);

/*
 * What a mistyped word may have meant: starts with the word alone, and keeps
 * the nearest of what is tried. One that differs in more than a third of its
 * letters is nothing that anybody meant.
 */
struct slip {
	const char *word;
	const char *meant; /* NULL: nothing is near */
	unsigned distance; /* of `meant` */
};
void slip_try(struct slip *slip, const char *candidate);

#endif
