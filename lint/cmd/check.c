/* zoneproof check: the state rules, on files and folders of the disk. */
#include <string.h>

#include "../git/repo.h"
#include "command.h"
#include "load.h"
#include "paths.h"

struct check {
	struct run run;
	struct arena *arena;
	struct zp_estate estate;
	struct repo *repo;
	struct place place; /* where the first path stands */
	struct files *files;
	struct load load;
	bool loading;
};

static void
check_begin(struct check *check)
{
	load_init(&check->load, &check->run, check->files, check->arena,
	    &check->estate);
	check->load.shown = check->place.shown;
	check->loading = true;
}

/*
 * In a repository we see what git sees: what it ignores is made, not kept. A
 * folder that it ignores as a whole is looked at when somebody names it.
 */
static void
check_repository(struct check *check)
{
	struct error err = { 0 };

	check->repo = repo_open(check->place.root, &err);
	if (check->repo != NULL)
		check->files = repo_worktree(check->repo, &err);
	if (check->files == NULL)
		return;
	check_begin(check);
	if (!check->place.is_folder ||
	    load_lists(&check->load, check->place.path))
		return;
	load_done(&check->load);
	check->loading = false;
	files_free(check->files);
	check->files = NULL;
}

/* One set of files serves every path below its root. */
static int
check_root(struct check *check, const char *path, struct error *err)
{
	const struct place *place = &check->place;

	if (place_of(&check->place, check->arena, path, err) != 0)
		return -1;
	if (place->in_repository)
		check_repository(check);
	if (!check->loading) {
		check->files = files_of_folder(
		    place->root, place->is_folder ? place->path : "", err);
		if (check->files == NULL)
			return -1;
		check_begin(check);
	}
	return run_configure(&check->run, check->files, NULL,
	    place->is_folder ? place->path :
			       arena_copy(check->arena, place->path,
				   path_folder(text_of(place->path)).len),
	    NULL, err);
}

static int
check_stdin(struct check *check, struct error *err)
{
	struct text bytes = { NULL, 0 };

	if (file_read(check->arena, "-", &bytes, err) != 0)
		return -1;
	load_bytes(&check->load, "-", bytes, check->run.options->origin);
	return 0;
}

static int
check_path(struct check *check, const char *path, struct error *err)
{
	struct place place;

	if (strcmp(path, "-") == 0)
		return check_stdin(check, err);
	if (place_of(&place, check->arena, path, err) != 0)
		return -1;
	if (strcmp(place.root, check->place.root) != 0)
		return error_usage(err,
		    "%s and %s lie in different trees: check one at a time",
		    check->place.typed, path);
	if (place.is_folder)
		return load_below(&check->load, place.path, err);
	if (load_path(&check->load, place.path, true,
		check->run.options->origin) == LOAD_MISSING)
		return error_set(err, "%s: no such file", path);
	return 0;
}

static int
check_load(struct check *check, struct error *err)
{
	const struct options *options = check->run.options;
	const char **paths = NULL;
	size_t count = 0;

	if (paths_given(options, check->arena, &paths, &count, err) != 0)
		return -1;
	if (check_root(check,
		count > 0 && strcmp(paths[0], "-") != 0 ? paths[0] : ".",
		err) != 0)
		return -1;
	if (count == 0)
		return load_below(&check->load, check->place.path, err);
	if (options->origin != NULL && count > 1)
		return error_usage(err, "--origin goes with a single file");
	for (size_t i = 0; i < count; i++)
		if (check_path(check, paths[i], err) != 0)
			return -1;
	return 0;
}

static int
check_run(const struct options *options, struct arena *arena, struct error *err)
{
	struct check check = { .arena = arena };
	struct engine engine = { .after = &check.estate };
	int status = -1;

	check.run.options = options;
	check.run.arena = arena;
	estate_init(&check.estate, arena);
	if (check_load(&check, err) != 0)
		goto out;
	load_tell_unnamed(&check.load);
	if (check.estate.zones.count == 0 && check.run.troubles == 0)
		run_notice(&check.run,
		    "no zone files here: nothing was "
		    "checked (a file is read as one "
		    "when it is named on the command line)");
	engine.asked = check.estate.zones.count;
	estate_views(&check.estate);
	/* A tree under git has an end; any other folder may be the whole disk. */
	if (check.place.in_repository)
		load_lazily(&check.load);
	status = run_finish(&check.run, &engine, err);
out:
	estate_done(&check.estate);
	if (check.loading)
		load_done(&check.load);
	files_free(check.files);
	repo_free(check.repo);
	run_done(&check.run);
	return status;
}

const struct command command_check = {
	.name = "check",
	.usage = "[PATH…|-]",
	.what = "proofreads zone files as they are",
	.run = check_run,
};
