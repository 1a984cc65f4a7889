/* zoneproof diff: the change rules, on two states of a git repository. */
#include <stdlib.h>
#include <string.h>

#include "../dns/name.h"
#include "../git/repo.h"
#include "../model/change.h"
#include "command.h"
#include "diff.h"
#include "history.h"
#include "load.h"
#include "paths.h"

struct side {
	struct files *files;
	struct arena *arena;
	struct zp_estate estate;
	struct load load;
	bool loading;
};

struct diff {
	struct run run;
	struct arena *arena;
	struct repo *repo;
	const struct diff_sides *sides;
	struct side before, after;
	const char **limits; /* paths the user named; ends with NULL */
	struct map changed;  /* paths that differ */
	bool fragments;      /* some of them belong to a zone elsewhere */
	struct changes changes;
};

/* ------------------------------------------------------- the two revisions */

static struct files *
side_files(struct repo *repo, const struct diff_side *side, struct error *err)
{
	switch (side->kind) {
	case DIFF_HEAD:
		return repo_head(repo, err);
	case DIFF_INDEX:
		return repo_index(repo, err);
	case DIFF_WORKTREE:
		return repo_worktree(repo, err);
	case DIFF_REVISION:
		break;
	}
	return repo_tree(repo, side->revision, err);
}

/* "A..B" and "A...B" as two revisions; an empty one is HEAD. */
static int
sides_of_range(struct diff_sides *sides, struct arena *arena, struct repo *repo,
    const char *range, struct error *err)
{
	const char *dots = strstr(range, "..");
	bool three = dots[2] == '.';
	const char *a = dots == range ?
	    "HEAD" :
	    arena_copy(arena, range, (size_t)(dots - range));
	const char *b = dots[three ? 3 : 2] == '\0' ? "HEAD" :
						      dots + (three ? 3 : 2);
	char base[41];

	sides->after = (struct diff_side){ DIFF_REVISION, b };
	sides->before = (struct diff_side){ DIFF_REVISION, a };
	if (repo_merge_base(repo, a, b, base, err) == 0)
		sides->merge_base = arena_string(arena, base);
	else if (three)
		return -1;
	if (three)
		sides->before.revision = sides->merge_base;
	return 0;
}

static int
sides_of_base(struct diff_sides *sides, struct arena *arena, struct repo *repo,
    const char *base, struct error *err)
{
	char hex[41];

	if (repo_merge_base(repo, base, "HEAD", hex, err) != 0)
		return -1;
	sides->merge_base = arena_string(arena, hex);
	sides->before = (struct diff_side){ DIFF_REVISION, sides->merge_base };
	sides->after = (struct diff_side){ DIFF_REVISION, "HEAD" };
	return 0;
}

static int
sides_given(struct diff_sides *sides, const struct options *options,
    struct arena *arena, struct repo *repo, struct error *err)
{
	const char *word = options->word_count > 0 ? options->words[0] : NULL;

	if (options->word_count > 1)
		return error_usage(
		    err, "%s: paths stand behind \"--\"", options->words[1]);
	if (options->base != NULL && (word != NULL || options->staged))
		return error_usage(err, "--base goes alone");
	if (options->base != NULL)
		return sides_of_base(sides, arena, repo, options->base, err);
	sides->before = (struct diff_side){ DIFF_HEAD, NULL };
	sides->after = (struct diff_side){
		options->staged ? DIFF_INDEX : DIFF_WORKTREE, NULL
	};
	if (word != NULL && strstr(word, "..") != NULL)
		return options->staged ?
		    error_usage(
			err, "--staged and %s exclude each other", word) :
		    sides_of_range(sides, arena, repo, word, err);
	if (word != NULL)
		sides->before = (struct diff_side){ DIFF_REVISION, word };
	return 0;
}

/* ------------------------------------------------------------- loading */

const char *
diff_zone_name(
    const struct zp_estate *estate, const char *path, struct arena *arena)
{
	for (size_t i = 0; i < estate->zones.count; i++)
		if (strcmp(estate->zones.at[i]->file, path) == 0)
			return name_text(arena, estate->zones.at[i]->name);
	return NULL;
}

static bool
is_wanted(const struct diff *diff, const char *path)
{
	if (diff->limits == NULL)
		return true;
	for (size_t i = 0; diff->limits[i] != NULL; i++) {
		size_t length = strlen(diff->limits[i]);

		if (length == 0 ||
		    (strncmp(path, diff->limits[i], length) == 0 &&
			(path[length] == '\0' || path[length] == '/')) ||
		    path_matches(diff->limits[i], path))
			return true;
	}
	return false;
}

static int
changed_visit(void *data, const char *path)
{
	struct diff *diff = data;

	if (is_wanted(diff, path))
		map_put(&diff->changed, arena_string(diff->arena, path));
	return 0;
}

static void
link_visit(void *data, const char *path)
{
	struct diff *diff = data;

	map_put(&diff->changed, arena_string(diff->arena, path));
}

static int
path_order(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const char **
changed_sorted(struct diff *diff)
{
	const char **paths = arena_array(
	    diff->arena, diff->changed.count + 1, sizeof *paths);
	size_t count = 0;

	for (size_t i = 0; i < diff->changed.size; i++)
		if (diff->changed.at[i].key != NULL)
			paths[count++] = diff->changed.at[i].key;
	qsort(paths, count, sizeof *paths, path_order);
	return paths;
}

static int
side_open(struct diff *diff, struct side *side, const struct diff_side *which,
    struct error *err)
{
	side->files = side_files(diff->repo, which, err);
	if (side->files == NULL)
		return -1;
	side->arena = arena_new();
	estate_init(&side->estate, side->arena);
	load_init(
	    &side->load, &diff->run, side->files, side->arena, &side->estate);
	side->loading = true;
	return 0;
}

static void
side_close(struct side *side)
{
	estate_done(&side->estate);
	if (side->loading)
		load_done(&side->load);
	files_free(side->files);
	arena_free(side->arena);
}

/* All of a side; of zones without a name only the changed ones matter here. */
static int
load_whole(struct load *load, struct error *err)
{
	size_t changed = load->unnamed.count;

	if (load_below(load, "", err) != 0)
		return -1;
	load->unnamed.count = changed;
	load_tell_unnamed(load);
	return 0;
}

/*
 * A path that is a zone on one side is one on the other, however broken it
 * stands there: that is just what the change may have done to it.
 */
static int
load_changed(struct diff *diff, struct error *err)
{
	const char **paths = changed_sorted(diff);

	for (size_t i = 0; paths[i] != NULL; i++) {
		enum load_answer old = load_path(
		    &diff->before.load, paths[i], false, NULL);
		enum load_answer new = load_path(
		    &diff->after.load, paths[i], false, NULL);

		run_progress(&diff->run, i + 1, diff->changed.count);
		if (old == LOAD_ZONE &&
		    (new == LOAD_OTHER || new == LOAD_FRAGMENT))
			load_path(&diff->after.load, paths[i], true,
			    diff_zone_name(
				&diff->before.estate, paths[i], diff->arena));
		else if (new == LOAD_ZONE &&
		    (old == LOAD_OTHER || old == LOAD_FRAGMENT))
			load_path(&diff->before.load, paths[i], true,
			    diff_zone_name(
				&diff->after.estate, paths[i], diff->arena));
		else if (old == LOAD_FRAGMENT || new == LOAD_FRAGMENT)
			diff->fragments = true;
	}
	if (!diff->fragments) {
		load_lazily(&diff->before.load);
		load_lazily(&diff->after.load);
		return 0;
	}
	return load_whole(&diff->before.load, err) != 0 ?
	    -1 :
	    load_whole(&diff->after.load, err);
}

static int
diff_load(struct diff *diff, struct error *err)
{
	if (repo_changes(diff->repo, diff->before.files, diff->after.files,
		changed_visit, diff, err) != 0)
		return -1;
	if (diff->changed.count == 0)
		return 0;
	if (load_links_to(&diff->before.load, &diff->changed, link_visit, diff,
		err) != 0 ||
	    load_links_to(
		&diff->after.load, &diff->changed, link_visit, diff, err) != 0)
		return -1;
	return load_changed(diff, err);
}

/* -------------------------------------------------------------- policy */

static int
diff_configure(struct diff *diff, struct error *err)
{
	enum policy_from from = diff->run.options->policy_from;
	enum config_used used = CONFIG_NONE;
	struct files *worktree = NULL;
	int status = 0;

	if (from == POLICY_WORKTREE) {
		worktree = repo_worktree(diff->repo, err);
		if (worktree == NULL)
			return -1;
		status = run_configure(
		    &diff->run, worktree, NULL, "", NULL, err);
		files_free(worktree);
		return status;
	}
	if (from == POLICY_AFTER)
		return run_configure(
		    &diff->run, diff->after.files, NULL, "", NULL, err);
	if (run_configure(&diff->run, diff->before.files, diff->after.files, "",
		&used, err) != 0)
		return -1;
	if (used == CONFIG_FALLBACK)
		run_notice(&diff->run,
		    "the configuration is new with this change, and already "
		    "holds for it");
	return 0;
}

/* Paths on the command line are meant from the folder we stand in. */
static void
diff_limit(struct diff *diff)
{
	const struct options *options = diff->run.options;
	const char *prefix = repo_prefix(diff->repo);
	size_t count = options->path_count;
	const char **limits = NULL;

	if (count == 0)
		return;
	limits = arena_array(diff->arena, count + 1, sizeof *limits);
	for (size_t i = 0; i < count; i++) {
		const char *joined = files_join(diff->arena,
		    arena_format(diff->arena, "%s%s", prefix,
			*prefix == '\0' ? "x" : "/x"),
		    text_of(options->paths[i]));

		limits[i] = joined == NULL ? "" : joined;
	}
	diff->limits = limits;
}

int
diff_states(const struct options *options, struct arena *arena,
    struct repo *repo, const struct diff_sides *sides, struct error *err)
{
	struct diff diff = { .arena = arena, .repo = repo, .sides = sides };
	struct engine engine = { .before = &diff.before.estate,
		.after = &diff.after.estate,
		.changes = &diff.changes };
	struct serial_history history = { .repo = repo,
		.before = sides->before.revision,
		.merge_base = sides->merge_base,
		.load = &diff.before.load };
	int status = -1;

	diff.run.options = options;
	diff.run.arena = arena;
	if (side_open(&diff, &diff.before, &sides->before, err) != 0 ||
	    side_open(&diff, &diff.after, &sides->after, err) != 0 ||
	    diff_configure(&diff, err) != 0)
		goto out;
	diff_limit(&diff);
	if (diff_load(&diff, err) != 0)
		goto out;
	changes_make(
	    &diff.changes, arena, &diff.before.estate, &diff.after.estate);
	engine.history = serial_history;
	engine.history_data = &history;
	status = run_finish(&diff.run, &engine, err);
out:
	changes_done(&diff.changes);
	side_close(&diff.before);
	side_close(&diff.after);
	map_done(&diff.changed);
	run_done(&diff.run);
	return status;
}

static int
diff_run(const struct options *options, struct arena *arena, struct error *err)
{
	struct repo *repo = repo_open(".", err);
	struct diff_sides sides = { 0 };
	int status = -1;

	if (repo == NULL)
		return -1;
	if (sides_given(&sides, options, arena, repo, err) == 0)
		status = diff_states(options, arena, repo, &sides, err);
	repo_free(repo);
	return status;
}

const struct command command_diff = {
	.name = "diff",
	.usage = "[--staged | REV | A..B | A...B | --base REV] [-- PATH…]",
	.what = "says what a change in git would do",
	.run = diff_run,
};
