/* Lines and columns, counted when somebody wants to see them. */
#include "source.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

#define BLOCK       4096
#define BLOCKS_FROM 16 /* a shorter source is counted anew each time */

static uint32_t
line_ends(const char *at, const char *end)
{
	uint32_t count = 0;

	while (
	    at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at++;
		count++;
	}
	return count;
}

static uint32_t *
lines_count(const struct source *source)
{
	size_t blocks = source->bytes.len / BLOCK + 1;
	uint32_t *lines = memory_grow(NULL, blocks, sizeof *lines);
	const char *at = source->bytes.ptr;
	uint32_t count = 0;

	for (size_t i = 0; i < blocks; i++) {
		const char *end = i + 1 < blocks ?
		    at + BLOCK :
		    source->bytes.ptr + source->bytes.len;

		lines[i] = count;
		count += line_ends(at, end);
		at = end;
	}
	return lines;
}

/*
 * The index changes nothing that anybody can see but the time it takes. Two
 * threads may both count; one of them gives its own away.
 */
static const uint32_t *
lines_of(struct source *source)
{
	uint32_t *lines = atomic_load(&source->lines), *none = NULL;

	if (lines != NULL)
		return lines;
	lines = lines_count(source);
	if (atomic_compare_exchange_strong(&source->lines, &none, lines))
		return lines;
	free(lines);
	return none;
}

void
source_done(const struct source *source)
{
	struct source *own = (struct source *)(uintptr_t)source;

	free(atomic_exchange(&own->lines, NULL));
}

struct source_place
source_place(const struct source *source, uint32_t offset)
{
	const char *start = source->bytes.ptr;
	const char *end = start + source->bytes.len;
	const char *at = start +
	    (offset < source->bytes.len ? offset : source->bytes.len);
	const char *line = start;
	const char *next = NULL;
	struct source_place place = { .line = 1 };

	if (start == NULL)
		return (struct source_place){ 1, 1, { "", 0 } };
	if (source->bytes.len >= (size_t)BLOCK * BLOCKS_FROM) {
		size_t block = (size_t)(at - start) / BLOCK;

		line += block * BLOCK;
		place.line += lines_of(
		    (struct source *)(uintptr_t)source)[block];
	}
	place.line += line_ends(line, at);
	for (line = at; line > start && line[-1] != '\n'; line--)
		;
	place.column = (uint32_t)(at - line) + 1;
	next = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
	place.text.ptr = line;
	place.text.len = (size_t)((next == NULL ? end : next) - line);
	if (place.text.len > 0 && line[place.text.len - 1] == '\r')
		place.text.len--;
	return place;
}

static void
source_end(void *data)
{
	source_done(data);
}

struct source *
source_in(struct arena *arena)
{
	struct source *source = arena_array(arena, 1, sizeof *source);

	arena_at_end(arena, source_end, source);
	return source;
}
