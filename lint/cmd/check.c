/* zoneproof check: the state rules, on files and folders of the disk. */
#include <string.h>

#include "check.h"
#include "command.h"
#include "tree.h"

struct check {
	struct run run;
	struct arena *arena;
	struct zp_estate estate;
	struct tree tree;
};

static int
check_stdin(struct check *check, struct error *err)
{
	struct text bytes = { NULL, 0 };

	if (file_read(check->arena, "-", &bytes, err) != 0)
		return -1;
	load_bytes(&check->tree.load, "-", bytes, check->run.options->origin);
	return 0;
}

static int
check_path(struct check *check, const char *path, struct error *err)
{
	struct place place;

	if (strcmp(path, "-") == 0)
		return check_stdin(check, err);
	if (tree_place(&check->tree, path, &place, err) != 0)
		return -1;
	if (place.is_folder)
		return load_below(&check->tree.load, place.path, err);
	if (load_path(&check->tree.load, place.path, true,
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
	if (tree_open(&check->tree, paths, count, err) != 0)
		return -1;
	if (count == 0)
		return load_below(
		    &check->tree.load, check->tree.place.path, err);
	if (options->origin != NULL && count > 1)
		return error_usage(err, "--origin goes with a single file");
	for (size_t i = 0; i < count; i++)
		if (check_path(check, paths[i], err) != 0)
			return -1;
	return 0;
}

int
check_states(const struct options *options, struct arena *arena,
    int (*finish)(struct run *run, struct engine *engine, struct error *err),
    struct error *err)
{
	struct check check = { .arena = arena };
	struct engine engine = { .after = &check.estate };
	int status = -1;

	check.run.options = options;
	check.run.arena = arena;
	estate_init(&check.estate, arena);
	check.tree = (struct tree){
		.run = &check.run, .arena = arena, .estate = &check.estate
	};
	if (check_load(&check, err) != 0)
		goto out;
	load_tell_unnamed(&check.tree.load);
	if (check.estate.zones.count == 0 && check.run.troubles == 0)
		run_notice(&check.run,
		    "no zone files here: nothing was "
		    "checked (a file is read as one "
		    "when it is named on the command line)");
	engine.asked = check.estate.zones.count;
	estate_views(&check.estate);
	/* A tree under git has an end; any other folder may be the whole disk. */
	if (check.tree.place.in_repository)
		load_lazily(&check.tree.load);
	status = finish(&check.run, &engine, err);
out:
	estate_done(&check.estate);
	tree_close(&check.tree);
	run_done(&check.run);
	return status;
}

static int
check_run(const struct options *options, struct arena *arena, struct error *err)
{
	return check_states(options, arena, run_finish, err);
}

const struct command command_check = {
	.name = "check",
	.usage = "[PATH…|-]",
	.what = "proofreads zone files as they are",
	.run = check_run,
};
