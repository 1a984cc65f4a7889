/* From one side of a patched file to the other, and what hunks show alone. */
#include <string.h>

#include "../base/limits.h"
#include "patch.h"

/* The lines of one side of a hunk, one after the other. */
struct hunk_walk {
	struct text rest;
	char skip;     /* the mark of the other side's own lines */
	uint32_t left; /* lines of this side that are to come */
	bool open_end;
};

static struct hunk_walk
hunk_walk(const struct patch_hunk *hunk, enum patch_side side)
{
	return (struct hunk_walk){ .rest = hunk->lines,
		.skip = side == PATCH_OLD ? '+' : '-',
		.left = hunk->count[side],
		.open_end = hunk->open_end[side] };
}

/* The next line with its line end; false behind the last. */
static bool
hunk_next(struct hunk_walk *walk, struct text *ret)
{
	while (walk->left > 0 && walk->rest.ptr != NULL) {
		struct text line = text_cut(&walk->rest, '\n');

		if (line.len > 0 &&
		    (line.ptr[0] == walk->skip || line.ptr[0] == '\\'))
			continue;
		walk->left--;
		*ret = line;
		if (ret->len > 0 && ret->ptr[0] != '\r') {
			ret->ptr++;
			ret->len--;
		}
		if (walk->left > 0 || !walk->open_end)
			ret->len++; /* its line end stands behind it */
		return true;
	}
	return false;
}

/* A text and where each of its lines begins. */
struct lines {
	struct text bytes;
	const char **at; /* count + 1; the last is the end */
	size_t count;
};

static struct lines
lines_of(struct arena *arena, struct text bytes)
{
	struct lines lines = { .bytes = bytes };
	const char *end = bytes.ptr + bytes.len;
	size_t count = 0;

	for (const char *p = bytes.ptr; p != NULL && p < end; count++) {
		p = memchr(p, '\n', (size_t)(end - p));
		p = p == NULL ? end : p + 1;
	}
	lines.at = arena_array(arena, count + 1, sizeof *lines.at);
	for (const char *p = bytes.ptr; lines.count < count; lines.count++) {
		lines.at[lines.count] = p;
		p = memchr(p, '\n', (size_t)(end - p));
		p = p == NULL ? end : p + 1;
	}
	lines.at[count] = end;
	return lines;
}

static struct text
line_at(const struct lines *lines, size_t i)
{
	return (struct text){ lines->at[i],
		(size_t)(lines->at[i + 1] - lines->at[i]) };
}

static bool
fits_at(const struct lines *lines, size_t at, const struct patch_hunk *hunk,
    enum patch_side side)
{
	struct hunk_walk walk = hunk_walk(hunk, side);
	struct text wanted = { NULL, 0 };

	if (at + hunk->count[side] > lines->count)
		return false;
	for (; hunk_next(&walk, &wanted); at++)
		if (!text_equal(line_at(lines, at), wanted))
			return false;
	return true;
}

/*
 * Where a hunk fits, at or behind `from`: where it says, else the nearest line
 * up or down, since an edit above may have moved it. SIZE_MAX: nowhere.
 */
static size_t
hunk_find(const struct lines *lines, size_t from, long moved,
    const struct patch_hunk *hunk, enum patch_side side, long *steps)
{
	long wanted = (long)hunk->first[side] - 1 + moved;
	long last = (long)lines->count - (long)hunk->count[side];

	for (long off = 0; off <= LIMIT_PATCH_SHIFT && *steps > 0; off++) {
		long places[2] = { wanted - off, wanted + off };

		*steps -= off > 0;
		for (int i = 0; i < (off == 0 ? 1 : 2); i++)
			if (places[i] >= (long)from && places[i] <= last &&
			    fits_at(lines, (size_t)places[i], hunk, side))
				return (size_t)places[i];
	}
	return SIZE_MAX;
}

struct output {
	char *bytes;
	size_t length;
};

static void
put(struct output *output, const char *from, size_t length)
{
	if (length > 0)
		memcpy(output->bytes + output->length, from, length);
	output->length += length;
}

static size_t
largest_result(const struct patch_file *file, struct text bytes)
{
	size_t size = bytes.len + 1;

	for (const struct patch_hunk *hunk = file->hunks; hunk != NULL;
	     hunk = hunk->next)
		size += hunk->lines.len + 1;
	return size;
}

bool
patch_apply(struct arena *arena, const struct patch_file *file,
    enum patch_side from, struct text bytes, struct text *ret,
    const struct patch_hunk **ret_bad)
{
	enum patch_side to = from == PATCH_OLD ? PATCH_NEW : PATCH_OLD;
	struct lines lines = lines_of(arena, bytes);
	struct output output = { .bytes = arena_bytes(
				     arena, largest_result(file, bytes)) };
	size_t done = 0;
	long moved = 0, steps = LIMIT_PATCH_STEPS;

	for (const struct patch_hunk *hunk = file->hunks; hunk != NULL;
	     hunk = hunk->next) {
		size_t at = hunk_find(&lines, done, moved, hunk, from, &steps);
		struct hunk_walk walk = hunk_walk(hunk, to);
		struct text line = { NULL, 0 };

		if (at == SIZE_MAX) {
			*ret_bad = hunk;
			return false;
		}
		moved = (long)at - ((long)hunk->first[from] - 1);
		put(&output, lines.at[done],
		    (size_t)(lines.at[at] - lines.at[done]));
		while (hunk_next(&walk, &line))
			put(&output, line.ptr, line.len);
		done = at + hunk->count[from];
	}
	put(&output, lines.at[done],
	    (size_t)(lines.at[lines.count] - lines.at[done]));
	*ret = (struct text){ output.bytes, output.length };
	return true;
}

struct text
patch_excerpt(struct arena *arena, const struct patch_file *file,
    enum patch_side side, const char *gap)
{
	size_t size = strlen(gap) + 1, blank = 0, at = 1;
	struct output output = { NULL, 0 };
	const struct patch_hunk *last = NULL;

	for (const struct patch_hunk *hunk = file->hunks; hunk != NULL;
	     hunk = hunk->next) {
		if (hunk->first[side] > LIMIT_PATCH_LINE)
			return (struct text){ "", 0 };
		size += hunk->lines.len + strlen(gap) + 2;
		if (hunk->first[side] > blank)
			blank = hunk->first[side];
	}
	size += blank;
	output.bytes = arena_bytes(arena, size);
	for (const struct patch_hunk *hunk = file->hunks; hunk != NULL;
	     hunk = hunk->next) {
		struct hunk_walk walk = hunk_walk(hunk, side);
		struct text line = { NULL, 0 };

		if (at < hunk->first[side])
			put(&output, gap, strlen(gap));
		for (; at < hunk->first[side]; at++)
			put(&output, "\n", 1);
		for (; hunk_next(&walk, &line); at++)
			put(&output, line.ptr, line.len);
		last = hunk;
	}
	if (last == NULL || !last->open_end[side])
		put(&output, gap, strlen(gap));
	return (struct text){ output.bytes, output.length };
}
