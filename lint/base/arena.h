/*
 * Memory that is given back all at once.
 *
 * An arena belongs to whoever made it; what is asked of it lives until the
 * arena is reset or freed. The parameter that carries one is named for how long
 * that is: `run` (the whole program), `side` (one state of the estate),
 * `scratch` (one call of a rule, one record).
 *
 * Nothing here returns NULL: a program that cannot get memory says so in one
 * line and leaves with status 4.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */

/* Gives everything back but keeps a block for the next round. */
void arena_reset(struct arena *arena);

/* `size` bytes, aligned for any type, not cleared. */
void *arena_alloc(struct arena *arena, size_t size)
    __attribute__((returns_nonnull));

/* `size` bytes with no alignment, for text and wire data. */
void *arena_bytes(struct arena *arena, size_t size)
    __attribute__((returns_nonnull));

/* `count` things of `size` bytes, cleared; the product is checked. */
void *arena_array(struct arena *arena, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* A copy of `length` bytes with a final NUL. */
char *arena_copy(struct arena *arena, const void *bytes, size_t length)
    __attribute__((returns_nonnull));
char *arena_string(struct arena *arena, const char *string)
    __attribute__((returns_nonnull));

char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));
char *arena_vformat(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0), returns_nonnull));

/*
 * Has `done(data)` called when the arena is reset or freed, before its memory
 * goes; the last one asked for is called first. For what a library allocates.
 */
void arena_at_end(struct arena *arena, void (*done)(void *data), void *data);

/* All that `from` holds belongs to `arena` from now on; `from` is gone. */
void arena_join(struct arena *arena, struct arena *from);

/* Bytes handed out since the last reset: for limits and measurements. */
size_t arena_used(const struct arena *arena);

/*
 * Is it worth a reset, that is: were more than `most` bytes handed out? Under a
 * sanitizer any are, so that use after a reset is seen.
 */
bool arena_is_past(const struct arena *arena, size_t most);

/* malloc and realloc that never return NULL, for what outgrows an arena. */
void *memory_grow(void *old, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* The same for what is looked into all over: in large pages where it is large. */
void *memory_large(void *old, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* Nothing is kept from `from` to `to`: where that is much, its pages are freed. */
void memory_spare(void *from, void *to);

#endif
