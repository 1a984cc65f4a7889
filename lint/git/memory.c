/*
 * What libgit2 may take at once. A few bytes of a packed object can say that
 * they stand for terabytes; to ask each object for its size first costs as much
 * as to read it.
 */
#include <stdlib.h>
#include <string.h>

#include <git2/sys/alloc.h>

#include "../base/limits.h"
#include "internal.h"

/* A loose object has a header before its bytes, and a NUL behind. */
#define MOST (LIMIT_SOURCE + 1024)

/* The size, or one that nobody has where the product is too large. */
static size_t
product(size_t count, size_t size)
{
	return size > 0 && count > MOST / size ? SIZE_MAX : count * size;
}

static bool
is_over(size_t size)
{
	if (size > MOST)
		git_error_set_str(GIT_ERROR_NOMEMORY, "over 2147483647 bytes");
	return size > MOST;
}

static void *
taken(void *memory)
{
	if (memory == NULL)
		git_error_set_oom();
	return memory;
}

static void *
take(void *old, size_t size)
{
	return is_over(size) ? NULL : taken(realloc(old, size > 0 ? size : 1));
}

static void *
take_bytes(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return take(NULL, size);
}

static void *
take_cleared(size_t count, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return is_over(product(count, size)) ? NULL :
					       taken(calloc(count, size));
}

static void *
take_again(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return take(old, size);
}

static void *
take_array(size_t count, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return take(NULL, product(count, size));
}

static void *
take_array_again(
    void *old, size_t count, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return take(old, product(count, size));
}

static char *
copy_part(const char *string, size_t length, const char *file, int line)
{
	char *copy = take_bytes(
	    length < SIZE_MAX ? length + 1 : length, file, line);

	if (copy == NULL)
		return NULL;
	memcpy(copy, string, length);
	copy[length] = '\0';
	return copy;
}

static char *
copy_most(const char *string, size_t most, const char *file, int line)
{
	return copy_part(string, strnlen(string, most), file, line);
}

static char *
copy(const char *string, const char *file, int line)
{
	return copy_part(string, strlen(string), file, line);
}

void
git_memory_bound(void)
{
	git_allocator allocator = { take_bytes, take_cleared, copy, copy_most,
		copy_part, take_again, take_array_again, take_array, free };

	git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator);
}
