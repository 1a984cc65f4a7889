/* zoneproof diff: the change rules, on two states of a git repository. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/glob.h"
#include "../base/limits.h"
#include "../dns/name.h"
#include "../git/repo.h"
#include "../model/change.h"
#include "command.h"
#include "diff.h"
#include "forge.h"
#include "history.h"
#include "load.h"
#include "patchset.h"
#include "paths.h"
#include "watch.h"
#include "zonename.h"

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
	case DIFF_NOTHING:
		return repo_nothing(repo);
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

	sides->strict = true;
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

	if (strcmp(base, "auto") == 0) {
		base = forge_base(repo, arena, err);
		if (base == NULL)
			return -1;
	}
	if (repo_merge_base(repo, base, "HEAD", hex, err) != 0)
		return repo_is_shallow(repo) ?
		    error_set(err,
			"'%s' and HEAD share no commit that is here, for the "
			"clone is shallow: %s",
			base, forge_deepen(arena)) :
		    -1;
	sides->strict = true;
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
	else if (options->staged)
		sides->merge_parents = repo_merge_parents(repo, arena, false);
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
	return side_files(
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

/* ------------------------------------------------------- from a patch */

/*
 * Of a master file a stretch can be read; of what is no list of lines, such as
 * YAML, it cannot.
 */
static bool
can_be_read(const struct patched_side *side, const char *path)
{
	return side->state == PATCHED_ABSENT || side->state == PATCHED_WHOLE ||
	    (side->state == PATCHED_EXCERPT && !path_says_markup(path));
}

/* "example.com.yaml" is DNS as code, "docker-compose.yaml" is not. */
static bool
names_dns(const char *path)
{
	uint8_t name[NAME_WIRE];
	char stem[LIMIT_PATH];
	const char *dot = strrchr(path, '.');

	if (!path_says_markup(path))
		return path_says_zone(path);
	snprintf(stem, sizeof stem, "%.*s", (int)(dot - path), path);
	return zone_name_of_path(stem, false, name);
}

static void
patch_changes(struct diff *diff)
{
	const struct patched *const *paths = diff->sides->patch->paths;

	for (; *paths != NULL; paths++) {
		const char *path = (*paths)->path;

		if (can_be_read(&(*paths)->sides[PATCH_OLD], path) &&
		    can_be_read(&(*paths)->sides[PATCH_NEW], path))
			changed_visit(diff, path);
		else if (names_dns(path))
			run_trouble(&diff->run,
			    "%s: the patch alone does not show what changes in "
			    "it; run inside a repository that has it",
			    path);
	}
}

/* Zones of which the patch's hunks are all that is known. */
static void
excerpts_mark(struct diff *diff, struct side *side, enum patch_side which)
{
	for (size_t i = 0; i < side->estate.zones.count; i++) {
		struct zp_zone *zone = side->estate.zones.at[i];
		const struct patched *patched = map_get(
		    &diff->sides->patch->contents, zone->file);

		zone->excerpt = patched != NULL &&
		    patched->sides[which].state == PATCHED_EXCERPT;
	}
}

/* Lines of a zone in a file that nothing says the zone of. */
static void
nameless_tell(struct diff *diff)
{
	const struct patched *const *paths = diff->sides->patch->paths;

	for (; *paths != NULL; paths++) {
		const char *path = (*paths)->path;

		if ((*paths)->sides[PATCH_NEW].state != PATCHED_EXCERPT ||
		    load_path(&diff->after.load, path, false, NULL) !=
			LOAD_FRAGMENT ||
		    load_path(&diff->before.load, path, false, NULL) !=
			LOAD_FRAGMENT)
			continue;
		run_trouble(&diff->run,
		    "%s: the patch does not show which zone this is; name it "
		    "with --origin, or run inside a repository that has it",
		    path);
	}
}

static void
patch_settle(struct diff *diff)
{
	if (diff->sides->patch == NULL || !diff->sides->patch->excerpts)
		return;
	excerpts_mark(diff, &diff->before, PATCH_OLD);
	excerpts_mark(diff, &diff->after, PATCH_NEW);
	nameless_tell(diff);
	run_notice(&diff->run,
	    "of some files the patch is all that is known: what stands outside "
	    "of its hunks cannot be seen");
}

static int
diff_changes(struct diff *diff, struct error *err)
{
	if (diff->sides->patch != NULL) {
		patch_changes(diff);
		return 0;
	}
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

/* -------------------------------------------------------------- policy */

/*
 * One's own change may bring the first configuration. One that is handed in
 * for others to judge may not: the built-in rules hold for it.
 */
static int
configure_before(struct diff *diff, const char *folder, struct error *err)
{
	struct run *run = &diff->run;
	bool strict = diff->sides->strict || run->options->policy_from_given;
	struct files *own = strict ? NULL : diff->after.files;
	enum config_used used = CONFIG_NONE;

	if (run_configure(run, diff->before.files, own, folder, &used, err) !=
	    0)
		return -1;
	if (used == CONFIG_FALLBACK)
		run_notice(run,
		    "the configuration is new with this change, and already "
		    "holds for it");
	if (used == CONFIG_NONE && strict && !run->options->no_config)
		run_notice(run,
		    "%s has no configuration: the built-in rules hold",
		    diff->before.files->label);
	return 0;
}

static int
configure_worktree(struct diff *diff, const char *folder, struct error *err)
{
	struct files *worktree = NULL;
	int status = 0;

	if (diff->repo == NULL)
		return error_usage(
		    err, "--policy-from worktree wants a repository");
	worktree = repo_worktree(diff->repo, err);
	if (worktree == NULL)
		return -1;
	status = run_configure(&diff->run, worktree, NULL, folder, NULL, err);
	files_free(worktree);
	return status;
}

/*
 * Are the policy's files known as a whole, with what they may extend? Of a
 * patch alone they need not be.
 */
static bool
policy_is_shown(struct diff *diff)
{
	struct patchset *patch = diff->sides->patch;
	const struct patched *const *paths = patch == NULL ? NULL :
							     patch->paths;
	bool shown = true;

	for (; paths != NULL && *paths != NULL; paths++) {
		const char *path = (*paths)->path;

		if (can_be_read(&(*paths)->sides[PATCH_OLD], path) &&
		    can_be_read(&(*paths)->sides[PATCH_NEW], path))
			continue;
		shown = shown && !path_says_markup(path);
		if (text_starts(path_base(text_of(path)), TEXT(".zoneproof")))
			run_notice(&diff->run,
			    "%s: the patch alone does not show what it says",
			    path);
	}
	return shown;
}

static int
diff_configure(struct diff *diff, struct error *err)
{
	struct run *run = &diff->run;
	enum policy_from from = run->options->policy_from;
	const char *folder = diff->repo == NULL ? "" : repo_prefix(diff->repo);
	const struct patchset *patch = diff->sides->patch;
	int status = 0;

	run->policy.here =
	    *folder == '\0' ? "x" : arena_format(diff->arena, "%s/x", folder);
	if (from == POLICY_WORKTREE)
		status = configure_worktree(diff, folder, err);
	else if (from == POLICY_AFTER)
		status = run_configure(
		    run, diff->after.files, NULL, folder, NULL, err);
	else if (patch != NULL)
		status = run_configure(
		    run, patch->base, NULL, folder, NULL, err);
	else
		status = configure_before(diff, folder, err);
	if (status != 0 || !policy_is_shown(diff))
		return status;
	return policy_watch(
	    run, diff->before.files, diff->after.files, folder, err);
}

static int
message_visit(void *data, const char *commit, struct text message)
{
	struct diff *diff = data;

	policy_message(&diff->run,
	    (struct text){ arena_copy(diff->arena, message.ptr, message.len),
		message.len },
	    arena_format(diff->arena, "commit %.7s", commit));
	return 0;
}

/* What the messages of the commits in question allow. */
static int
diff_messages(struct diff *diff, struct error *err)
{
	const struct diff_sides *sides = diff->sides;

	if (sides->message.ptr != NULL)
		policy_message(&diff->run, sides->message, "this commit");
	if (diff->repo == NULL || sides->patch != NULL ||
	    sides->before.kind != DIFF_REVISION)
		return 0;
	return repo_messages(diff->repo, sides->before.revision,
	    sides->after.kind == DIFF_REVISION ? sides->after.revision : NULL,
	    message_visit, diff, err);
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
	if (side_open(diff, &diff->before, err) != 0 ||
	    side_open(diff, &diff->after, err) != 0)
		return -1;
	if (diff->run.config == NULL &&
	    (diff_configure(diff, err) != 0 || diff_messages(diff, err) != 0))
		return -1;
	diff_limit(diff);
	if (diff_load(diff, err) != 0)
		return -1;
	patch_settle(diff);
	changes_make(&diff->changes, diff->arena, &diff->before.estate,
	    &diff->after.estate);
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
	if (sides_given(&sides, options, arena, repo, err) == 0)
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
