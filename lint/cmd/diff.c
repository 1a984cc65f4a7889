/* zoneproof diff: the change rules, on two states of a git repository. */
#include <stdlib.h>
#include <string.h>

#include "../base/glob.h"
#include "../dns/name.h"
#include "../model/change.h"
#include "command.h"
#include "diff.h"
#include "diff_patch.h"
#include "diff_policy.h"
#include "history.h"

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
	struct map changed;  /* paths that differ and are asked about */
	struct map differs;  /* all paths that differ */
	bool fragments;      /* some of them belong to a zone elsewhere */
	struct changes changes;
	struct serial_history history;
};

/* ------------------------------------------------------------- loading */

/* The name, as text, of the zone that stands at a path; NULL: none does. */
static const char *
zone_name_at(
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
	const char *kept = arena_string(diff->arena, path);

	map_put(&diff->differs, kept);
	if (is_wanted(diff, path))
		map_put(&diff->changed, kept);
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

static struct files *
side_of(struct diff *diff, struct side *side, struct error *err)
{
	bool old = side == &diff->before;

	if (diff->sides->patch != NULL)
		return patchset_files(
		    diff->sides->patch, old ? PATCH_OLD : PATCH_NEW);
	return diff_side_files(
	    diff->repo, old ? &diff->sides->before : &diff->sides->after, err);
}

static int
side_open(struct diff *diff, struct side *side, struct error *err)
{
	side->files = side_of(diff, side, err);
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

/* What cannot be read on one side is not known there; it is not gone. */
static void
stand_in(struct side *known, struct side *lost, const char *path)
{
	const char *file = load_shown(&known->load, path);

	for (size_t i = 0; i < known->estate.zones.count; i++)
		if (strcmp(known->estate.zones.at[i]->file, file) == 0)
			estate_add_blank(
			    &lost->estate, known->estate.zones.at[i]);
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
		const char *origin = diff->run.options->origin;
		enum load_answer old = load_path(
		    &diff->before.load, paths[i], origin != NULL, origin);
		enum load_answer new = load_path(
		    &diff->after.load, paths[i], origin != NULL, origin);

		run_progress(&diff->run, i + 1, diff->changed.count);
		if (old == LOAD_ZONE &&
		    (new == LOAD_OTHER || new == LOAD_FRAGMENT))
			load_path(&diff->after.load, paths[i], true,
			    zone_name_at(
				&diff->before.estate, paths[i], diff->arena));
		else if (new == LOAD_ZONE &&
		    (old == LOAD_OTHER || old == LOAD_FRAGMENT))
			load_path(&diff->before.load, paths[i], true,
			    zone_name_at(
				&diff->after.estate, paths[i], diff->arena));
		else if (old == LOAD_FRAGMENT || new == LOAD_FRAGMENT)
			diff->fragments = true;
		if (old == LOAD_ZONE && new == LOAD_FAILED)
			stand_in(&diff->before, &diff->after, paths[i]);
		if (new == LOAD_ZONE && old == LOAD_FAILED)
			stand_in(&diff->after, &diff->before, paths[i]);
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
diff_changes(struct diff *diff, struct error *err)
{
	if (diff->sides->patch != NULL)
		return diff_patch_paths(
		    &diff->run, diff->sides->patch, changed_visit, diff);
	return repo_changes(diff->repo, diff->before.files, diff->after.files,
	    changed_visit, diff, err);
}

static int
diff_load(struct diff *diff, struct error *err)
{
	if (diff_changes(diff, err) != 0)
		return -1;
	if (diff->changed.count == 0)
		return 0;
	if (diff->run.options->origin != NULL && diff->changed.count > 1)
		return error_usage(err, "--origin goes with a single file");
	if (diff->sides->patch == NULL)
		load_beside(
		    &diff->before.load, &diff->after.load, &diff->differs);
	if (load_links_to(&diff->before.load, &diff->changed, link_visit, diff,
		err) != 0 ||
	    load_links_to(
		&diff->after.load, &diff->changed, link_visit, diff, err) != 0)
		return -1;
	return load_changed(diff, err);
}

/* Paths on the command line are meant from the folder we stand in. */
static void
diff_limit(struct diff *diff)
{
	const struct options *options = diff->run.options;
	const char *prefix = diff->repo == NULL ? "" : repo_prefix(diff->repo);
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

/* ------------------------------------------------------------ comparing */

/* The commit that is compared with, where it is one, for the reports. */
static void
diff_name_before(struct diff *diff)
{
	const struct diff_side *before = &diff->sides->before;
	struct error ignored = { 0 };
	char hex[41];

	if (diff->repo == NULL || diff->sides->patch != NULL ||
	    (before->kind != DIFF_HEAD && before->kind != DIFF_REVISION))
		return;
	if (repo_commit(diff->repo,
		before->kind == DIFF_HEAD ? "HEAD" : before->revision, hex,
		&ignored) == 0)
		diff->run.before = arena_string(diff->arena, hex);
}

/* Who refers to a name is asked of names that change. */
static void
diff_expect(struct diff *diff)
{
	const uint8_t **names = arena_array(
	    diff->arena, diff->changes.deltas + 1, sizeof *names);
	size_t count = 0;

	if (diff->fragments)
		return;
	for (size_t i = 0; i < diff->changes.zones.count; i++)
		for (size_t j = 0; j < diff->changes.zones.at[i].count; j++)
			names[count++] =
			    diff->changes.zones.at[i].deltas[j].owner;
	load_expect(&diff->before.load, names);
	load_expect(&diff->after.load, names);
}

/* Both sides, read and held against each other. */
static int
diff_prepare(struct diff *diff, struct error *err)
{
	struct diff_judged judged;

	if (side_open(diff, &diff->before, err) != 0 ||
	    side_open(diff, &diff->after, err) != 0)
		return -1;
	judged = (struct diff_judged){ &diff->run, diff->repo, diff->sides,
		diff->before.files, diff->after.files };
	if (diff->run.config == NULL && diff_policy_read(&judged, err) != 0)
		return -1;
	diff_limit(diff);
	if (diff_load(diff, err) != 0)
		return -1;
	if (diff->sides->patch != NULL)
		diff_patch_settle(&diff->run, diff->sides->patch,
		    &diff->before.load, &diff->after.load);
	changes_make(&diff->changes, diff->arena, &diff->before.estate,
	    &diff->after.estate, diff->run.options->threads);
	diff_expect(diff);
	diff->history = (struct serial_history){ .repo = diff->repo,
		.before = diff->sides->before.revision,
		.merge_base = diff->sides->merge_base,
		.load = &diff->before.load };
	return 0;
}

static struct engine
diff_engine(struct diff *diff)
{
	return (struct engine){ .before = &diff->before.estate,
		.after = &diff->after.estate,
		.changes = &diff->changes,
		.history = diff->repo == NULL ? NULL : serial_history,
		.earlier = diff->run.before == NULL ? NULL : earlier_commit,
		.history_data = &diff->history };
}

static void
diff_done(struct diff *diff)
{
	changes_done(&diff->changes);
	side_close(&diff->before);
	side_close(&diff->after);
	map_done(&diff->changed);
	map_done(&diff->differs);
	run_done(&diff->run);
}

/* What the merge would bring to one of its other parents, by fingerprint. */
static int
parent_ask(
    struct diff *diff, const char *parent, struct map *ret, struct error *err)
{
	struct diff_sides sides = { .before = { DIFF_REVISION, parent },
		.after = diff->sides->after };
	struct diff other = { .arena = diff->arena,
		.repo = diff->repo,
		.sides = &sides,
		.run = { .options = diff->run.options,
		    .arena = diff->arena,
		    .config = diff->run.config,
		    .silent = true } };
	struct findings findings = { 0 };
	int status = diff_prepare(&other, err);

	if (status == 0) {
		struct engine engine = diff_engine(&other);

		run_engine(&other.run, &engine);
		engine_run(&engine, &findings);
		for (size_t i = 0; i < findings.count; i++)
			map_put(ret,
			    arena_string(
				diff->arena, findings.at[i].fingerprint));
		vector_done(&findings);
		if (other.run.troubles > 0)
			run_trouble(&diff->run,
			    "%.10s, which is merged, was not read wholly",
			    parent);
	}
	diff_done(&other);
	return status;
}

/*
 * What one branch brings was looked at when it was made. A merge answers for
 * what is new to every one of its parents: two SPF records, where each had one.
 */
static int
parents_ask(struct diff *diff, struct error *err)
{
	const char *const *parents = diff->sides->merge_parents;
	size_t count = 0;
	struct map *brought = NULL;

	while (parents != NULL && parents[count] != NULL)
		count++;
	if (count == 0)
		return 0;
	brought = arena_array(diff->arena, count, sizeof *brought);
	diff->run.brought = brought;
	diff->run.brought_count = count;
	for (size_t i = 0; i < count; i++)
		if (parent_ask(diff, parents[i], &brought[i], err) != 0)
			return -1;
	run_notice(
	    &diff->run, "a merge: told is what neither side brings by itself");
	return 0;
}

int
diff_states(const struct options *options, struct arena *arena,
    struct repo *repo, const struct diff_sides *sides, struct error *err)
{
	struct diff diff = { .arena = arena,
		.repo = repo,
		.sides = sides,
		.run = { .options = options, .arena = arena } };
	int status = -1;

	diff_name_before(&diff);
	if (diff_prepare(&diff, err) == 0 && parents_ask(&diff, err) == 0) {
		struct engine engine = diff_engine(&diff);

		status = run_finish(&diff.run, &engine, err);
	}
	diff_done(&diff);
	return status;
}

/* A patch is judged beside HEAD, or beside the folder we stand in. */
static int
diff_patch(
    const struct options *options, struct arena *arena, struct error *err)
{
	struct repo *repo = repo_is_around(".") ? repo_open(".", err) : NULL;
	struct patchset patch = { 0 };
	struct diff_sides sides = { .patch = &patch };
	struct files *base = NULL;
	int status = -1;

	if (options->word_count > 0 || options->staged || options->base != NULL)
		return error_usage(err, "--patch goes alone");
	if (repo == NULL && repo_is_around("."))
		return -1;
	base = repo != NULL ? repo_head(repo, err) :
			      files_of_folder(".", "", err);
	if (base != NULL &&
	    patchset_read(&patch, arena, options->patch, base, repo, err) == 0)
		status = diff_states(options, arena, repo, &sides, err);
	patchset_done(&patch);
	files_free(base);
	repo_free(repo);
	return status;
}

static int
diff_run(const struct options *options, struct arena *arena, struct error *err)
{
	struct diff_sides sides = { 0 };
	struct repo *repo = NULL;
	int status = -1;

	if (options->patch != NULL)
		return diff_patch(options, arena, err);
	repo = repo_open(".", err);
	if (repo == NULL)
		return -1;
	if (diff_sides_given(&sides, options, arena, repo, err) == 0)
		status = diff_states(options, arena, repo, &sides, err);
	repo_free(repo);
	return status;
}

const struct command command_diff = {
	.name = "diff",
	.usage = "[--staged | REV | A..B | A...B | --base REV | --patch FILE] "
		 "[-- PATH…]",
	.what = "says what a change in git would do",
	.run = diff_run,
};
