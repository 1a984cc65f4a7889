/* zoneproof compare: the change rules, on two files or folders without git. */
#include "../base/archive.h"
#include "../dns/name.h"
#include "../model/change.h"
#include "command.h"
#include "load.h"
#include "paths.h"
#include "watch.h"

struct side {
	struct place place;
	struct files *files;
	struct zp_estate estate;
	struct load load;
	bool loading;
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
	if (side->files == NULL)
		return -1;
	side->files->threads = compare->run.options->threads;
	estate_init(&side->estate, compare->arena);
	load_init(&side->load, &compare->run, side->files, compare->arena,
	    &side->estate);
	if (!side->place.is_folder)
		side->load.shown = side->place.shown;
	side->loading = true;
	return 0;
}

static int
side_load(struct side *side, const char *origin, struct error *err)
{
	if (side->place.is_folder)
		return load_below(&side->load, side->place.path, err);
	if (load_path(&side->load, side->place.path, true, origin) ==
	    LOAD_MISSING)
		return error_set(err, "%s: no such file", side->place.typed);
	return 0;
}

/* One file that does not say its zone's name takes it from the other. */
static const char *
origin_of(struct compare *compare, const struct side *side)
{
	return side->estate.zones.count == 0 ?
	    NULL :
	    name_text(compare->arena, side->estate.zones.at[0]->name);
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

static int
files_load(struct compare *compare, struct error *err)
{
	const char *origin = compare->run.options->origin;
	struct side *first = &compare->before, *second = &compare->after;

	if (origin == NULL &&
	    !load_names_zone(&first->load, first->place.path)) {
		first = &compare->after;
		second = &compare->before;
	}
	if (side_load(first, origin, err) != 0)
		return -1;
	if (origin == NULL)
		origin = origin_of(compare, first);
	if (side_load(second, origin, err) != 0)
		return -1;
	lost_stand_in(compare, first, second);
	lost_stand_in(compare, second, first);
	return 0;
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
	if (!compare->before.place.is_folder)
		return files_load(compare, err);
	if (policy_watch(&compare->run, compare->before.files,
		compare->after.files, "", err) != 0)
		return -1;
	if (side_load(&compare->before, NULL, err) != 0)
		return -1;
	return side_load(&compare->after, NULL, err);
}

static void
side_close(struct side *side)
{
	estate_done(&side->estate);
	if (side->loading)
		load_done(&side->load);
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
	side_close(&compare.before);
	side_close(&compare.after);
	run_done(&compare.run);
	return status;
}

const struct command command_compare = {
	.name = "compare",
	.usage = "BEFORE AFTER",
	.what = "says what going from one file or folder to another would do",
	.run = compare_run,
};
