/* Reads git's index: header, entries, cached trees. */
#include "indexfile.h"

#include <string.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/limits.h"

#define ID          20
#define ENTRY_FIXED 62 /* bytes of an entry before its path */
#define NO_NODE     UINT32_MAX

enum { FLAG_EXTENDED = 0x4000, FLAG_STAGE = 0x3000, FLAG_ADD_LATER = 0x2000 };

struct cursor {
	const uint8_t *at, *end;
	const char *path;
	struct error *err;
};

static int
damaged(const struct cursor *cursor)
{
	return error_set(cursor->err,
	    "%s: git's index is damaged; rm it and git reset", cursor->path);
}

static uint32_t
number32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

static uint16_t
number16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static size_t
left(const struct cursor *cursor)
{
	return (size_t)(cursor->end - cursor->at);
}

/* ---------------------------------------------------------------- entries */

/* How many bytes of the path before to cut off: git's varint of packs. */
static bool
take_cut(struct cursor *cursor, size_t *ret)
{
	size_t value = 0;

	for (int i = 0; i < 5 && left(cursor) > 0; i++) {
		uint8_t byte = *cursor->at++;

		value = value << 7 | (byte & 0x7f);
		if ((byte & 0x80) == 0) {
			*ret = value;
			return true;
		}
		value++;
	}
	return false;
}

/*
 * Version 4 shares the beginnings of paths; before it each stands whole, with
 * NULs up to a multiple of eight bytes of the entry.
 */
static int
take_path(struct cursor *cursor, struct arena *arena, uint32_t version,
    const uint8_t *start, const char *before, const char **ret)
{
	const uint8_t *end = NULL;
	size_t cut = 0, kept = strlen(before), length = 0;
	char *path = NULL;

	if (version == 4 && (!take_cut(cursor, &cut) || cut > kept))
		return damaged(cursor);
	end = memchr(cursor->at, '\0', left(cursor));
	if (end == NULL || (size_t)(end - cursor->at) + kept > LIMIT_PATH)
		return damaged(cursor);
	length = (size_t)(end - cursor->at);
	if (version != 4) {
		size_t size = ((size_t)(end - start) + 8) & ~(size_t)7;

		*ret = (const char *)cursor->at;
		if (size > (size_t)(cursor->end - start))
			return damaged(cursor);
		cursor->at = start + size;
		return 0;
	}
	path = arena_bytes(arena, kept - cut + length + 1);
	memcpy(path, before, kept - cut);
	memcpy(path + kept - cut, cursor->at, length + 1);
	*ret = path;
	cursor->at = end + 1;
	return 0;
}

static int
take_entries(struct indexfile *index, struct arena *arena,
    struct cursor *cursor, uint32_t version, uint32_t count)
{
	const char *before = "";

	if (count > left(cursor) / ENTRY_FIXED)
		return damaged(cursor);
	index->entries = arena_array(arena, count + 1, sizeof *index->entries);
	for (uint32_t i = 0; i < count; i++) {
		const uint8_t *start = cursor->at;
		struct index_entry *entry = &index->entries[index->count];
		uint16_t flags = 0, more = 0;

		if (left(cursor) < ENTRY_FIXED + 2)
			return damaged(cursor);
		flags = number16(start + 60);
		entry->mode = number32(start + 24);
		entry->id = start + 40;
		entry->stage = (uint8_t)((flags & FLAG_STAGE) >> 12);
		cursor->at += ENTRY_FIXED;
		if (version >= 3 && (flags & FLAG_EXTENDED) != 0) {
			more = number16(cursor->at);
			cursor->at += 2;
		}
		if (take_path(cursor, arena, version, start, before,
			&entry->path) != 0)
			return -1;
		before = entry->path;
		index->count += (more & FLAG_ADD_LATER) == 0;
	}
	return 0;
}

/* ------------------------------------------------------------ cached trees */

static bool
take_decimal(struct cursor *cursor, char stop, long *ret)
{
	long value = 0;
	bool negative = left(cursor) > 0 && *cursor->at == '-';

	cursor->at += negative;
	if (left(cursor) == 0 || *cursor->at < '0' || *cursor->at > '9')
		return false;
	while (left(cursor) > 0 && *cursor->at >= '0' && *cursor->at <= '9' &&
	    value < 100000000)
		value = value * 10 + (*cursor->at++ - '0');
	if (left(cursor) == 0 || *cursor->at++ != (uint8_t)stop)
		return false;
	*ret = negative ? -value : value;
	return true;
}

/* One node and all below it; false where it does not read as that. */
static bool
take_tree(struct indexfile *index, struct cursor *cursor, int depth)
{
	uint32_t mine = (uint32_t)index->tree_count;
	struct index_tree *node = &index->trees[index->tree_count++];
	const uint8_t *end = memchr(cursor->at, '\0', left(cursor));
	long entries = 0, children = 0;

	if (end == NULL || depth > LIMIT_FOLDER_DEPTH * 2)
		return false;
	node->name = (const char *)cursor->at;
	node->id = NULL;
	cursor->at = end + 1;
	if (!take_decimal(cursor, ' ', &entries) ||
	    !take_decimal(cursor, '\n', &children) || children < 0 ||
	    (size_t)children > left(cursor))
		return false;
	if (entries >= 0) {
		if (left(cursor) < ID)
			return false;
		node->id = cursor->at;
		cursor->at += ID;
	}
	node->children = (uint32_t)children;
	for (long i = 0; i < children; i++)
		if (left(cursor) == 0 || !take_tree(index, cursor, depth + 1))
			return false;
	index->trees[mine].next = (uint32_t)index->tree_count;
	return true;
}

/* They only save work: what does not read is as good as not there. */
static void
take_trees(struct indexfile *index, struct arena *arena, struct cursor bytes)
{
	/* The shortest node is a NUL and "0 0\n". */
	index->tree_count = 0;
	index->trees = arena_array(
	    arena, left(&bytes) / 5 + 2, sizeof *index->trees);
	if (!take_tree(index, &bytes, 0)) {
		index->trees = NULL;
		index->tree_count = 0;
	}
}

static int
take_extensions(
    struct indexfile *index, struct arena *arena, struct cursor *cursor)
{
	while (left(cursor) >= 8 + ID) {
		const uint8_t *name = cursor->at;
		uint32_t size = number32(name + 4);

		cursor->at += 8;
		if (size > left(cursor) - ID)
			return damaged(cursor);
		if (memcmp(name, "link", 4) == 0)
			return error_set(cursor->err,
			    "the index: the index is split; git update-index "
			    "--no-split-index");
		if (memcmp(name, "sdir", 4) == 0)
			return error_set(cursor->err,
			    "the index: the index is sparse; git "
			    "sparse-checkout disable, or git config "
			    "index.sparse false and git sparse-checkout "
			    "reapply");
		if (memcmp(name, "TREE", 4) == 0 && size > 0)
			take_trees(index, arena,
			    (struct cursor){ cursor->at, cursor->at + size,
				cursor->path, cursor->err });
		cursor->at += size;
	}
	return 0;
}

/* ------------------------------------------------------------------- whole */

int
indexfile_parse(struct indexfile *index, struct arena *arena, struct text bytes,
    const char *path, struct error *err)
{
	struct cursor cursor = { (const uint8_t *)bytes.ptr, NULL, path, err };
	uint32_t version = 0;

	*index = (struct indexfile){ 0 };
	if (bytes.len < 12 + ID || memcmp(bytes.ptr, "DIRC", 4) != 0)
		return damaged(&cursor);
	cursor.end = cursor.at + bytes.len;
	version = number32(cursor.at + 4);
	if (version < 2 || version > 4)
		return error_set(err,
		    "%s: an index of version %u, which we do not know; git "
		    "update-index --index-version 4",
		    path, version);
	cursor.at += 12;
	if (take_entries(
		index, arena, &cursor, version, number32(cursor.at - 4)) != 0)
		return -1;
	return take_extensions(index, arena, &cursor);
}

int
indexfile_read(struct indexfile *index, struct arena *arena, const char *path,
    struct error *err)
{
	struct text bytes = { NULL, 0 };

	*index = (struct indexfile){ 0 };
	if (access(path, F_OK) != 0)
		return 0;
	if (file_read(arena, path, &bytes, err) != 0)
		return -1;
	return indexfile_parse(index, arena, bytes, path, err);
}

size_t
indexfile_lower(const struct indexfile *index, const char *path)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(index->entries[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t
indexfile_child(const struct indexfile *index, uint32_t parent,
    const char *name, size_t length)
{
	uint32_t child = 0;

	if (parent >= index->tree_count)
		return NO_NODE;
	child = parent + 1;
	for (uint32_t i = 0; i < index->trees[parent].children; i++) {
		const char *own = index->trees[child].name;

		if (strncmp(own, name, length) == 0 && own[length] == '\0')
			return child;
		child = index->trees[child].next;
	}
	return NO_NODE;
}
