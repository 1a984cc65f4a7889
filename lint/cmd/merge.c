/*
 * zoneproof merge: joins the shards of an audit, and reports them as a single
 * run would have, byte for byte.
 *
 * Every shard holds its zones by path, so one pass that always takes the least
 * brings all in the order of a single run; memory is for the number of shards.
 * Shards made with another program, rules, configuration or estate, and those
 * that were cut, are refused. The same shard twice counts once; a part of the
 * shards, with --output, makes a larger one.
 */
#include <stdlib.h>
#include <string.h>

#include "../policy/config.h"
#include "command.h"
#include "gather.h"
#include "paths.h"
#include "shard.h"

/* One shard, at one of its zones. */
struct cursor {
	struct spool spool;
	enum shard_kind kind;
	struct shard_header header;
	struct spool_record record; /* the next one */
	const char *path;           /* of the zone it stands at */
	uint32_t place;
	struct arena *arena; /* holds `path` */
	bool ended, skipped;
};

struct merge {
	struct run run;
	struct arena *arena;
	struct cursor *cursors;
	size_t count;
	struct gather gather;
	struct shard_out out;
	bool writing; /* to `out` */
	bool unread;
};

/* ---------------------------------------------------------------- cursors */

static int
cursor_next(struct cursor *cursor, struct error *err)
{
	struct unpack unpack;
	int status = spool_next(&cursor->spool, &cursor->record, err);

	if (status < 0)
		return -1;
	cursor->ended = status == 0;
	if (cursor->ended || cursor->record.kind != SPOOL_ZONE)
		return 0;
	unpack.rest = cursor->record.body;
	unpack.bad = false;
	arena_reset(cursor->arena);
	unpack_u32(&unpack);
	unpack_u64(&unpack);
	cursor->path = unpack_word(&unpack, cursor->arena);
	cursor->place = unpack_u32(&unpack);
	if (unpack.bad)
		return error_set(err, "%s: damaged", cursor->spool.path);
	return 0;
}

static int
cursor_open(struct merge *merge, struct cursor *cursor, const char *path,
    struct error *err)
{
	cursor->arena = arena_new();
	cursor->path = "";
	return shard_in_open(&cursor->spool, merge->arena, path, &cursor->kind,
	    &cursor->header, err);
}

static void
cursor_close(struct cursor *cursor)
{
	if (cursor->spool.file != NULL)
		fclose(cursor->spool.file);
	spool_close(&cursor->spool);
	arena_free(cursor->arena);
}

/* ------------------------------------------------------- do they make one? */

static bool
files_are_equal(const char *left, const char *right)
{
	FILE *a = fopen(left, "rb"), *b = fopen(right, "rb");
	bool equal = a != NULL && b != NULL;
	char blocks[2][4096];
	size_t got = 1;

	while (equal && got > 0) {
		got = fread(blocks[0], 1, sizeof *blocks, a);
		equal = fread(blocks[1], 1, sizeof *blocks, b) == got &&
		    memcmp(blocks[0], blocks[1], got) == 0 && !ferror(a) &&
		    !ferror(b);
	}
	if (a != NULL)
		fclose(a);
	if (b != NULL)
		fclose(b);
	return equal;
}

static int
check_alike(struct merge *merge, struct error *err)
{
	const struct shard_header *first = &merge->cursors[0].header;
	struct shard_part none = { 1, first->of };
	struct shard_header own = shard_header_of(
	    &merge->run, merge->arena, first->estate, none);

	for (size_t i = 0; i < merge->count; i++) {
		const struct shard_header *header = &merge->cursors[i].header;
		const char *path = merge->cursors[i].spool.path;
		const char *what = shard_header_differs(header, first);

		if (what != NULL)
			return error_set(err,
			    "%s: not of the same audit as %s: %s differ%s",
			    path, merge->cursors[0].spool.path, what,
			    strstr(what, "rules") != NULL ||
				    strstr(what, "zones") != NULL ?
				"" :
				"s");
		if (merge->cursors[i].kind != merge->cursors[0].kind)
			return error_set(
			    err, "%s: facts and findings do not mix", path);
		what = shard_header_differs(header, &own);
		if (what != NULL)
			return error_set(err,
			    "%s: made with other settings than hold here: %s",
			    path, what);
	}
	return 0;
}

/* The same part twice: it counts once, where it is the same to the byte. */
static int
check_twins(struct merge *merge, struct error *err)
{
	for (size_t i = 0; i < merge->count; i++)
		for (uint32_t part = 1; part <= merge->cursors[i].header.of;
		     part++) {
			struct cursor *cursor = &merge->cursors[i];
			struct cursor *other = NULL;

			if (!shard_header_has(&cursor->header, part))
				continue;
			for (size_t j = 0; j < i && other == NULL; j++)
				if (!merge->cursors[j].skipped &&
				    shard_header_has(
					&merge->cursors[j].header, part))
					other = &merge->cursors[j];
			if (other == NULL)
				continue;
			if (!files_are_equal(
				cursor->spool.path, other->spool.path))
				return error_set(err,
				    "%s and %s: both hold part %u, and differ",
				    other->spool.path, cursor->spool.path,
				    part);
			cursor->skipped = true;
			break;
		}
	return 0;
}

static uint8_t *
parts_of(struct merge *merge)
{
	size_t bytes = merge->cursors[0].header.part_bytes;
	uint8_t *parts = arena_array(merge->arena, bytes, 1);

	for (size_t i = 0; i < merge->count; i++)
		for (size_t j = 0; j < bytes; j++)
			parts[j] |= merge->cursors[i].header.parts[j];
	return parts;
}

static int
check_whole(
    struct merge *merge, const struct shard_header *all, struct error *err)
{
	const struct options *options = merge->run.options;
	char list[200] = "";
	size_t length = 0;
	unsigned missing = 0;

	if (options->expect > 0 && options->expect != all->of)
		return error_set(err,
		    "--expect %u: these are shards of an audit in %u",
		    options->expect, all->of);
	for (uint32_t part = 1; part <= all->of; part++) {
		if (shard_header_has(all, part))
			continue;
		if (missing++ < 10 && length < sizeof list)
			length += (size_t)snprintf(
			    list + length, sizeof list - length, " %u", part);
	}
	if (missing == 0 || (options->output != NULL && options->expect == 0))
		return 0;
	return error_set(err, "%u of %u shards %s missing: part%s%s%s", missing,
	    all->of, missing == 1 ? "is" : "are", missing == 1 ? "" : "s", list,
	    missing > 10 ? " …" : "");
}

/* ---------------------------------------------------------------- joining */

static int
take(struct merge *merge, const struct spool_record *record, struct error *err)
{
	if (record->kind == SPOOL_UNREAD)
		merge->unread = true;
	if (merge->writing)
		return spool_put(
		    &merge->out.spool, record->kind, record->body, err);
	return gather_record(&merge->gather, record, err);
}

/* Up to the next zone. */
static int
take_to_zone(struct merge *merge, struct cursor *cursor, struct error *err)
{
	while (!cursor->ended && cursor->record.kind != SPOOL_ZONE)
		if (take(merge, &cursor->record, err) != 0 ||
		    cursor_next(cursor, err) != 0)
			return -1;
	return 0;
}

static bool
is_before(const struct cursor *a, const struct cursor *b)
{
	int order = strcmp(a->path, b->path);

	return order != 0 ? order < 0 : a->place < b->place;
}

/* A heap of the cursors that have not ended, the least zone on top. */
static void
sift_down(struct cursor **heap, size_t count, size_t at)
{
	for (;;) {
		size_t least = at;

		for (size_t child = 2 * at + 1;
		     child <= 2 * at + 2 && child < count; child++)
			if (is_before(heap[child], heap[least]))
				least = child;
		if (least == at)
			return;
		struct cursor *moved = heap[at];

		heap[at] = heap[least];
		heap[least] = moved;
		at = least;
	}
}

static int
join_heap(
    struct merge *merge, struct cursor **heap, size_t count, struct error *err)
{
	for (size_t i = count; i-- > 0;)
		sift_down(heap, count, i);
	while (count > 0) {
		struct cursor *cursor = heap[0];

		if (take(merge, &cursor->record, err) != 0 ||
		    cursor_next(cursor, err) != 0 ||
		    take_to_zone(merge, cursor, err) != 0)
			return -1;
		if (cursor->ended)
			heap[0] = heap[--count];
		sift_down(heap, count, 0);
	}
	return 0;
}

static int
join(struct merge *merge, struct error *err)
{
	struct cursor **heap = arena_array(
	    merge->arena, merge->count, sizeof *heap);
	size_t count = 0;

	for (size_t i = 0; i < merge->count; i++) {
		struct cursor *cursor = &merge->cursors[i];

		if (cursor->skipped)
			continue;
		if (cursor_next(cursor, err) != 0 ||
		    take_to_zone(merge, cursor, err) != 0)
			return -1;
		if (!cursor->ended)
			heap[count++] = cursor;
	}
	return join_heap(merge, heap, count, err);
}

/* ------------------------------------------------------------------ set up */

static int
merge_open(struct merge *merge, struct error *err)
{
	const char **paths = NULL;
	struct files *files = NULL;
	struct place here;
	int status = 0;

	if (paths_given(merge->run.options, merge->arena, &paths, &merge->count,
		err) != 0)
		return -1;
	if (merge->count == 0)
		return error_usage(err, "merge wants shards: SHARD…");
	if (merge->count > SHARDS_MAX)
		return error_usage(
		    err, "merge takes %d shards at most", SHARDS_MAX);
	merge->cursors = arena_array(
	    merge->arena, merge->count, sizeof *merge->cursors);
	for (size_t i = 0; i < merge->count; i++)
		if (cursor_open(merge, &merge->cursors[i], paths[i], err) != 0)
			return -1;
	merge->run.policy.whole = merge->cursors[0].header.whole;
	if (place_of(&here, merge->arena, ".", err) != 0)
		return -1;
	files = files_of_folder(here.root, here.path, err);
	if (files == NULL)
		return -1;
	status = run_configure(&merge->run, files, NULL, here.path, NULL, err);
	files_free(files);
	return status;
}

static int
merge_outputs(
    struct merge *merge, const struct shard_header *all, struct error *err)
{
	const char *path = merge->run.options->output;

	if (path == NULL && merge->cursors[0].kind == SHARD_FACTS)
		return error_usage(err,
		    "these are facts for `audit --facts`: join them with "
		    "--output FILE");
	if (path == NULL)
		return gather_open(&merge->gather, &merge->run, err);
	if (merge->run.options->formats != NULL)
		return error_usage(err, "-f does not go with --output");
	if (shard_out_open(&merge->out, merge->arena, path,
		merge->cursors[0].kind, all, err) != 0)
		return -1;
	merge->writing = true;
	return 0;
}

static int
merge_end(struct merge *merge, struct error *err)
{
	if (!merge->writing)
		return gather_finish(&merge->gather, err);
	merge->writing = false;
	if (shard_out_keep(&merge->out, err) != 0)
		return -1;
	return merge->unread ? ERROR_INPUT : 0;
}

static int
merge_work(struct merge *merge, struct error *err)
{
	struct shard_header all;

	if (check_alike(merge, err) != 0 || check_twins(merge, err) != 0)
		return -1;
	all = merge->cursors[0].header;
	all.parts = parts_of(merge);
	if (check_whole(merge, &all, err) != 0 ||
	    merge_outputs(merge, &all, err) != 0 || join(merge, err) != 0)
		return -1;
	return merge_end(merge, err);
}

static int
merge_run(const struct options *options, struct arena *arena, struct error *err)
{
	struct merge merge = { .arena = arena };
	int status = -1;

	merge.run.options = options;
	merge.run.arena = arena;
	if (merge_open(&merge, err) == 0)
		status = merge_work(&merge, err);
	gather_close(&merge.gather);
	if (merge.writing)
		shard_out_drop(&merge.out);
	for (size_t i = 0; merge.cursors != NULL && i < merge.count; i++)
		cursor_close(&merge.cursors[i]);
	run_done(&merge.run);
	return status;
}

const struct command command_merge = {
	.name = "merge",
	.as = "audit",
	.usage = "[--expect N] SHARD…",
	.what = "joins the shards of an audit and reports them",
	.run = merge_run,
};
