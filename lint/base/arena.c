/* Memory that is given back all at once: blocks in a chain, a bump pointer. */
#include "arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "limits.h"

struct block {
	struct block *previous;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

struct ending {
	void (*done)(void *data);
	void *data;
	struct ending *previous;
};

struct arena {
	struct block *last;
	struct ending *endings;
	unsigned char *next, *end;
	size_t used;
};

/*
 * Under a sanitizer each piece is a block of its own, so that a read past its
 * end is seen.
 */
#if defined(__SANITIZE_ADDRESS__)
#define BLOCK_FIRST 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BLOCK_FIRST 0
#endif
#endif
#ifndef BLOCK_FIRST
#define BLOCK_FIRST ARENA_BLOCK
#endif

static void
out_of_memory(void)
{
	static const char line[] = "zoneproof: out of memory\n";
	ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);

	(void)written;
	_exit(4);
}

#define HUGE_FROM  ((size_t)2 * 1024 * 1024)
#define SPARE_FROM ((size_t)64 * 1024)
#define PAGE       ((uintptr_t)4096)

void *
memory_grow(void *old, size_t count, size_t size)
{
	void *grown = NULL;

	if (size == 0 || count <= SIZE_MAX / size)
		grown = realloc(old, count * size > 0 ? count * size : 1);
	if (grown == NULL)
		out_of_memory();
	return grown;
}

/*
 * Advice only: where it cannot be taken nothing is lost. It costs memory that
 * is made on demand, so that what is written from end to end and read so is
 * better off without.
 */
void *
memory_large(void *old, size_t count, size_t size)
{
	void *grown = memory_grow(old, count, size);
	uintptr_t start = ((uintptr_t)grown + PAGE - 1) & ~(PAGE - 1);

	if (count * size >= HUGE_FROM)
		madvise((void *)start,
		    count * size - (start - (uintptr_t)grown), MADV_HUGEPAGE);
	return grown;
}

void
memory_spare(void *from, void *to)
{
	uintptr_t start = ((uintptr_t)from + PAGE - 1) & ~(PAGE - 1);
	uintptr_t end = (uintptr_t)to & ~(PAGE - 1);

	if (end > start && end - start >= SPARE_FROM)
		madvise((void *)start, end - start, MADV_DONTNEED);
}

struct arena *
arena_new(void)
{
	struct arena *arena = memory_grow(NULL, 1, sizeof *arena);

	memset(arena, 0, sizeof *arena);
	return arena;
}

/* Each leaves the list before it is called: it may use the arena. */
static void
arena_end(struct arena *arena)
{
	while (arena->endings != NULL) {
		struct ending *ending = arena->endings;

		arena->endings = ending->previous;
		ending->done(ending->data);
	}
}

void
arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_end(arena);
	while (arena->last != NULL) {
		struct block *previous = arena->last->previous;

		free(arena->last);
		arena->last = previous;
	}
	free(arena);
}

/*
 * The last block is the largest: what the next round wants fits into it as a
 * rule, so that rounds of a kind soon need one block and no new memory.
 */
static struct block *
block_kept(const struct arena *arena)
{
	struct block *block = arena->last;

	if (BLOCK_FIRST == 0)
		return NULL;
	while (block != NULL && block->previous != NULL &&
	    block->size > ARENA_KEPT)
		block = block->previous;
	return block;
}

void
arena_reset(struct arena *arena)
{
	struct block *kept = block_kept(arena);

	arena_end(arena);
	while (arena->last != NULL) {
		struct block *block = arena->last;

		arena->last = block->previous;
		if (block != kept)
			free(block);
	}
	if (kept != NULL)
		kept->previous = NULL;
	arena->last = kept;
	arena->used = 0;
	arena->next = arena->end = NULL;
	if (arena->last != NULL) {
		arena->next = arena->last->bytes;
		arena->end = arena->next + arena->last->size;
	}
}

static void
arena_add_block(struct arena *arena, size_t wanted)
{
	size_t size = BLOCK_FIRST;
	struct block *block = NULL;

	if (BLOCK_FIRST > 0 && arena->last != NULL &&
	    arena->last->size < ARENA_BLOCK_MAX)
		size = arena->last->size * 2;
	if (size < wanted)
		size = wanted;
	if (size > SIZE_MAX - sizeof *block)
		out_of_memory();
	block = memory_grow(NULL, sizeof *block + size, 1);
	block->previous = arena->last;
	block->size = size;
	arena->last = block;
	arena->next = block->bytes;
	arena->end = block->bytes + size;
}

static void *
arena_take(struct arena *arena, size_t size, size_t align)
{
	size_t pad = -(uintptr_t)arena->next & (align - 1);
	void *taken = NULL;

	if (arena->next == NULL || BLOCK_FIRST == 0 ||
	    (size_t)(arena->end - arena->next) < pad ||
	    (size_t)(arena->end - arena->next) - pad < size) {
		arena_add_block(arena, size);
		pad = 0;
	}
	taken = arena->next + pad;
	arena->next += pad + size;
	arena->used += pad + size;
	return taken;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	return arena_take(arena, size, alignof(max_align_t));
}

void *
arena_bytes(struct arena *arena, size_t size)
{
	return arena_take(arena, size, 1);
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	void *array = NULL;

	if (size != 0 && count > SIZE_MAX / size)
		out_of_memory();
	array = arena_alloc(arena, count * size);
	memset(array, 0, count * size);
	return array;
}

char *
arena_copy(struct arena *arena, const void *bytes, size_t length)
{
	char *copy = arena_bytes(arena, length + 1);

	if (length > 0)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *
arena_string(struct arena *arena, const char *string)
{
	return arena_copy(arena, string, strlen(string));
}

char *
arena_vformat(struct arena *arena, const char *format, va_list args)
{
	char stack[256]; /* most texts fit: they are made once */
	va_list again;
	char *text = NULL;
	int length = 0;

	va_copy(again, args);
	length = vsnprintf(stack, sizeof stack, format, again);
	va_end(again);
	if (length < 0)
		return arena_string(arena, "");
	if ((size_t)length < sizeof stack)
		return arena_copy(arena, stack, (size_t)length);
	text = arena_bytes(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, args);
	return text;
}

char *
arena_format(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text = NULL;

	va_start(args, format);
	text = arena_vformat(arena, format, args);
	va_end(args);
	return text;
}

void
arena_at_end(struct arena *arena, void (*done)(void *data), void *data)
{
	struct ending *ending = arena_alloc(arena, sizeof *ending);

	*ending = (struct ending){ done, data, arena->endings };
	arena->endings = ending;
}

/* Its blocks and endings go behind ours, so that ours stay the ones in use. */
void
arena_join(struct arena *arena, struct arena *from)
{
	struct block **block = &arena->last;
	struct ending **ending = &arena->endings;

	if (arena->last == NULL) {
		arena->next = from->next;
		arena->end = from->end;
	}
	while (*block != NULL)
		block = &(*block)->previous;
	*block = from->last;
	while (*ending != NULL)
		ending = &(*ending)->previous;
	*ending = from->endings;
	arena->used += from->used;
	free(from);
}

size_t
arena_used(const struct arena *arena)
{
	return arena->used;
}

bool
arena_is_past(const struct arena *arena, size_t most)
{
	return arena->used > (BLOCK_FIRST == 0 ? 0 : most);
}
