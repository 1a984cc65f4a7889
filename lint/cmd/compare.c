/* zoneproof compare: the change rules, on two files or folders without git. */
#include <string.h>

#include "../base/archive.h"
#include "../base/workers.h"
#include "../dns/name.h"
#include "../model/change.h"
#include "command.h"
#include "load.h"
#include "paths.h"
#include "watch.h"

/*
 * One of the two. Both are read at once, each with its share of the threads, in
 * memory of its own; what a side has to say is kept until its turn.
 */
struct side {
	struct place place;
	struct files *files;
	struct arena *arena; /* NULL: nothing was begun */
	struct zp_estate estate;
	struct load load;
	struct options options;
	struct run run;
	const char *origin; /* NULL: the file says it */
	int status;
	struct error err;
	struct {
		VECTOR_OF(const char *);
	} told;
};

struct compare {
	struct run run;
	struct arena *arena;
	struct side before, after;
	struct changes changes;
};

/* An archive is a folder that is kept in one file. */
static int
side_archive(struct compare *compare, struct side *side, struct error *err)
{
	struct archive_content content = { 0 };
	struct text bytes = { NULL, 0 };

	if (!archive_is_packed_file(side->place.typed))
		return 0;
	if (file_read(compare->arena, side->place.typed, &bytes, err) != 0)
		return -1;
	if (archive_unpack(
		side->place.typed, bytes, compare->arena, &content, err) != 0)
		return -1;
	if (content.files == NULL)
		return 0;
	side->files = content.files;
	side->place.is_folder = true;
	side->place.path = "";
	return 0;
}

static int
side_open(struct compare *compare, struct side *side, const char *typed,
    struct error *err)
{
	if (place_of(&side->place, compare->arena, typed, err) != 0)
		return -1;
	/* A folder is a tree of its own, so that equal zones have equal paths. */
	if (side->place.is_folder) {
		side->place.root = typed;
		side->place.path = "";
	}
	if (!side->place.is_folder && side_archive(compare, side, err) != 0)
		return -1;
	if (side->files == NULL)
		side->files = files_of_folder(side->place.root, "", err);
	return side->files == NULL ? -1 : 0;
}

static void
side_told(void *data, const char *line)
{
	struct side *side = data;

	*vector_push(&side->told) = arena_string(side->arena, line);
}

static void
side_begin(struct compare *compare, struct side *side)
{
	side->arena = arena_new();
	side->files->threads = compare->run.options->threads;
	side->options = *compare->run.options;
	side->run = compare->run;
	side->run.options = &side->options;
	side->run.arena = side->arena;
	side->run.tell = side_told;
	side->run.tell_data = side;
	memset(&side->run.notices, 0, sizeof side->run.notices);
	estate_init(&side->estate, side->arena);
	load_init(
	    &side->load, &side->run, side->files, side->arena, &side->estate);
	if (!side->place.is_folder)
		side->load.shown = side->place.shown;
}

static void
side_end(struct side *side)
{
	if (side->arena == NULL)
		return;
	estate_done(&side->estate);
	load_done(&side->load);
	vector_done(&side->run.notices);
	vector_done(&side->told);
	arena_free(side->arena);
	side->arena = NULL;
}

static int
side_load(struct side *side, struct error *err)
{
	if (side->place.is_folder)
		return load_below(&side->load, side->place.path, err);
	if (load_path(&side->load, side->place.path, true, side->origin) ==
	    LOAD_MISSING)
		return error_set(err, "%s: no such file", side->place.typed);
	return 0;
}

/* What it said while it was read, as if it had been read alone. */
static int
side_join(struct compare *compare, struct side *side, struct error *err)
{
	for (size_t i = 0; i < side->told.count; i++)
		run_trouble(&compare->run, "%s", side->told.at[i]);
	for (size_t i = 0; i < side->run.notices.count; i++)
		*vector_push(&compare->run.notices) = side->run.notices.at[i];
	side->load.run = &compare->run;
	if (side->status != 0)
		*err = side->err;
	return side->status;
}

/* A file that cannot be read holds what nobody knows; nothing of it is gone. */
static void
lost_stand_in(
    const struct compare *compare, const struct side *known, struct side *lost)
{
	if (lost->estate.zones.count > 0 || compare->run.troubles == 0)
		return;
	for (size_t i = 0; i < known->estate.zones.count; i++)
		estate_add_blank(&lost->estate, known->estate.zones.at[i]);
}

static void
side_task(void *data, size_t number, unsigned worker)
{
	struct side *side = ((struct side *const *)data)[number];

	(void)worker;
	side->status = side_load(side, &side->err);
}

static void
side_may_use(struct side *side, unsigned threads)
{
	side->options.threads = side->files->threads = threads;
}

static void
sides_load(struct compare *compare, struct side *first, struct side *second)
{
	unsigned threads = compare->run.options->threads;
	struct side *sides[] = { first, second };

	side_may_use(first, (threads + 1) / 2);
	side_may_use(second, threads > 1 ? threads / 2 : 1);
	second->options.progress = WHEN_NEVER;
	workers_run(threads, 2, side_task, sides);
}

/* The first zone that was read; NULL: none was. */
static const uint8_t *
side_zone(const struct side *side)
{
	return side->estate.zones.count == 0 ? NULL :
					       side->estate.zones.at[0]->name;
}

static bool
zone_seen(const uint8_t *zone, const uint8_t *seems)
{
	if (zone == NULL || seems == NULL)
		return zone == seems;
	return name_equal(zone, seems);
}

static void
side_again(struct compare *compare, struct side *side, const uint8_t *zone)
{
	side_end(side);
	side_begin(compare, side);
	side->origin = zone == NULL ? NULL : name_text(compare->arena, zone);
	side->status = side_load(side, &side->err);
}

/*
 * One file that does not say its zone's name takes it from the other. What that
 * one seems to say is good enough to begin with; where it turns out to be
 * another, or nothing, the second is read once more.
 */
static int
files_load(struct compare *compare, struct error *err)
{
	struct side *first = &compare->before, *second = &compare->after;
	const char *origin = compare->run.options->origin;
	const uint8_t *seems = NULL;

	first->origin = second->origin = origin;
	if (origin == NULL)
		seems = load_glance(&first->load, first->place.path);
	if (origin == NULL && seems == NULL) {
		first = &compare->after;
		second = &compare->before;
		seems = load_glance(&first->load, first->place.path);
	}
	if (seems != NULL)
		second->origin = name_text(compare->arena, seems);
	sides_load(compare, first, second);
	if (side_join(compare, first, err) != 0)
		return -1;
	if (origin == NULL && !zone_seen(side_zone(first), seems))
		side_again(compare, second, side_zone(first));
	if (side_join(compare, second, err) != 0)
		return -1;
	lost_stand_in(compare, first, second);
	lost_stand_in(compare, second, first);
	return 0;
}

static int
folders_load(struct compare *compare, struct error *err)
{
	if (policy_watch(&compare->run, compare->before.files,
		compare->after.files, "", err) != 0)
		return -1;
	sides_load(compare, &compare->before, &compare->after);
	if (side_join(compare, &compare->before, err) != 0)
		return -1;
	return side_join(compare, &compare->after, err);
}

static int
compare_load(struct compare *compare, struct error *err)
{
	const struct options *options = compare->run.options;

	if (options->word_count + options->path_count != 2)
		return error_usage(err,
		    "compare wants two files or two folders: BEFORE AFTER");
	if (side_open(compare, &compare->before, options->words[0], err) != 0 ||
	    side_open(compare, &compare->after,
		options->word_count > 1 ? options->words[1] : options->paths[0],
		err) != 0)
		return -1;
	if (compare->before.place.is_folder != compare->after.place.is_folder)
		return error_usage(err,
		    "compare wants two files or two folders, not one of each");
	if (run_configure(&compare->run, compare->before.files,
		compare->after.files, "", NULL, err) != 0)
		return -1;
	side_begin(compare, &compare->before);
	side_begin(compare, &compare->after);
	return compare->before.place.is_folder ? folders_load(compare, err) :
						 files_load(compare, err);
}

static void
side_close(struct side *side)
{
	side_end(side);
	files_free(side->files);
}

static int
compare_run(
    const struct options *options, struct arena *arena, struct error *err)
{
	struct compare compare = { .arena = arena };
	struct engine engine = { .before = &compare.before.estate,
		.after = &compare.after.estate,
		.changes = &compare.changes };
	int status = -1;

	compare.run.options = options;
	compare.run.arena = arena;
	if (compare_load(&compare, err) == 0) {
		load_tell_unnamed(&compare.before.load);
		load_tell_unnamed(&compare.after.load);
		estate_views(&compare.before.estate);
		estate_views(&compare.after.estate);
		changes_make(&compare.changes, arena, &compare.before.estate,
		    &compare.after.estate, options->threads);
		if (compare.before.estate.zones.count +
			    compare.after.estate.zones.count ==
			0 &&
		    compare.run.troubles == 0)
			run_notice(&compare.run,
			    "no zone files here: nothing was compared");
		status = run_finish(&compare.run, &engine, err);
	}
	changes_done(&compare.changes);
	run_done(&compare.run);
	side_close(&compare.before);
	side_close(&compare.after);
	return status;
}

const struct command command_compare = {
	.name = "compare",
	.usage = "BEFORE AFTER",
	.what = "says what going from one file or folder to another would do",
	.run = compare_run,
};
