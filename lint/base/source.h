/*
 * A text we read, and places in it.
 *
 * A source is one reading of one file: a file that two zones include is two
 * sources, each knowing where it was included. Positions are kept as byte
 * offsets; line and column are counted only when somebody wants to see them.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "text.h"

struct source {
	const char *path;              /* as people name it; "-" for stdin */
	struct text bytes;             /* at most LIMIT_SOURCE */
	const struct source *includer; /* NULL for a file read by itself */
	uint32_t include_offset;       /* of the $INCLUDE in the includer */
	uint16_t id;                   /* index among the sources of a zone */
	/* Line ends before each block; made by the first thread that asks. */
	_Atomic(uint32_t *) lines;

	/*
	 * Where the fields of a record stand, by the offset it was told with:
	 * see zonefile_locate(), which NULL stands for.
	 */
	bool (*locate)(const struct source *source, uint32_t offset, int field,
	    uint32_t *ret_offset, uint32_t *ret_length);
	const void *fields; /* what `locate` goes by */
};

struct source_place {
	uint32_t line, column; /* from 1; a column is a byte */
	struct text text;      /* the whole line, without its line end */
};

/* An offset behind the end counts as the end. */
struct source_place source_place(const struct source *source, uint32_t offset);

/* Frees what source_place() keeps of a large source. */
void source_done(const struct source *source);

/* A source of nothing yet, which is done when the arena ends. */
struct source *source_in(struct arena *arena);

#endif
