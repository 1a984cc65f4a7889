/* Reads earlier versions of a zone: their serials, and whether one is back. */
#include "history.h"

#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "../model/change.h"

#define CHANGES_LOOKED_AT 10

struct walk {
	struct serial_history *history;
	struct arena *arena;
	const char *path, *origin;
	struct zp_estate *newer; /* the version read before; NULL: none */
	struct zp_history ret;
};

/* What an earlier version lacks is no trouble of this run. */
static struct run
quiet_run(const struct serial_history *history)
{
	const struct run *run = history->load->run;

	return (struct run){ .options = run->options,
		.arena = run->arena,
		.config = run->config,
		.silent = true };
}

static bool
serial_of_zone(const struct zp_zone *zone, uint32_t *ret)
{
	struct zp_record record;
	struct zp_soa soa;

	if (!zone_soa(zone, &record) || !zp_soa_of(record, &soa))
		return false;
	*ret = soa.serial;
	return true;
}

static bool
serial_of(const struct zp_estate *estate, uint32_t *ret)
{
	return estate->zones.count > 0 &&
	    serial_of_zone(estate->zones.at[0], ret);
}

static bool
data_differs(const struct walk *walk, const struct zp_estate *older)
{
	return older->zones.count > 0 && walk->newer->zones.count > 0 &&
	    !zone_same_data(older->zones.at[0], walk->newer->zones.at[0]);
}

static int
version_visit(void *data, const char *commit, int64_t time, struct text bytes)
{
	struct walk *walk = data;
	struct run quiet = quiet_run(walk->history);
	struct zp_estate *older = arena_alloc(walk->arena, sizeof *older);
	struct load load;
	uint32_t before = 0, after = 0;

	(void)commit;
	(void)time;
	estate_init(older, walk->arena);
	load_init(
	    &load, &quiet, walk->history->load->files, walk->arena, older);
	load_bytes(&load, walk->path,
	    (struct text){
		arena_copy(walk->arena, bytes.ptr, bytes.len), bytes.len },
	    walk->origin);
	load_done(&load);
	run_done(&quiet);
	if (walk->newer != NULL && data_differs(walk, older) &&
	    serial_of(older, &before) && serial_of(walk->newer, &after)) {
		walk->ret.changes++;
		walk->ret.bumped += before != after;
	}
	if (walk->newer != NULL)
		estate_done(walk->newer);
	walk->newer = older;
	return walk->ret.changes >= CHANGES_LOOKED_AT;
}

/* The serial where this branch began, against what the before side has. */
static int
base_visit(void *data, const char *commit, int64_t time, struct text bytes)
{
	struct walk *walk = data;

	walk->ret.changes = CHANGES_LOOKED_AT;
	version_visit(data, commit, time, bytes);
	return 1;
}

static bool
bumped_on_branch(struct walk *walk, const struct zp_change *change)
{
	struct walk base = { .history = walk->history,
		.arena = walk->arena,
		.path = walk->path,
		.origin = walk->origin };
	struct error err = { 0 };
	uint32_t then = 0, serial = 0;

	if (walk->history->merge_base == NULL ||
	    !serial_of_zone(change->before, &serial))
		return false;
	repo_history(walk->history->repo, walk->history->merge_base, walk->path,
	    base_visit, &base, &err);
	if (base.newer == NULL)
		return false;
	if (!serial_of(base.newer, &then))
		then = serial;
	estate_done(base.newer);
	return (int32_t)(serial - then) > 0;
}

struct zp_history
serial_history(void *data, const struct zp_change *change)
{
	struct serial_history *history = data;
	struct walk walk = { .history = history };
	struct error err = { 0 };
	char origin[NAME_TEXT];

	if (history->repo == NULL || change->before == NULL)
		return walk.ret;
	name_to_text(change->before->name, origin);
	walk.arena = arena_new();
	walk.path = change->before->file;
	walk.origin = origin;
	repo_history(history->repo, history->before, walk.path, version_visit,
	    &walk, &err);
	walk.ret.bumped_on_branch = bumped_on_branch(&walk, change);
	if (walk.newer != NULL)
		estate_done(walk.newer);
	arena_free(walk.arena);
	return walk.ret;
}

/* ---------------------------------------------------------------- roll-back */

struct back {
	struct serial_history *history;
	const struct zp_change *change;
	const char *origin;
	size_t size;       /* of the zone's own file, after */
	const char *found; /* the commit; in the run's arena */
};

/* The zone as a commit has it, with what it includes there. */
static bool
is_same_in(struct back *back, const char *commit)
{
	struct error ignored = { 0 };
	struct run quiet = quiet_run(back->history);
	struct files *files = repo_tree(back->history->repo, commit, &ignored);
	struct arena *arena = arena_new();
	struct zp_estate estate;
	struct load load;
	bool same = false;

	if (files != NULL) {
		estate_init(&estate, arena);
		load_init(&load, &quiet, files, arena, &estate);
		if (load_path(&load, back->change->before->file, true,
			back->origin) == LOAD_ZONE &&
		    estate.zones.count == 1)
			same = zone_same_data(
				   estate.zones.at[0], back->change->after) &&
			    estate.zones.at[0]->faults.count ==
				back->change->after->faults.count;
		load_done(&load);
		estate_done(&estate);
		files_free(files);
	}
	run_done(&quiet);
	arena_free(arena);
	return same;
}

/* A large file of another size is another zone: that saves reading it. */
static bool
is_far_off(const struct back *back, size_t size)
{
	size_t apart = size > back->size ? size - back->size :
					   back->size - size;

	return size > LIMIT_HISTORY_PARSED && apart > size / 1000;
}

static int
back_visit(void *data, const char *commit, int64_t time, struct text bytes)
{
	struct back *back = data;

	(void)time;
	if (is_far_off(back, bytes.len) || !is_same_in(back, commit))
		return 0;
	back->found = arena_string(back->history->load->run->arena, commit);
	return 1;
}

#define FILES_LOOKED_AT 4 /* of a zone: its own and what it includes */

const char *
earlier_commit(void *data, const struct zp_change *change)
{
	struct serial_history *history = data;
	const struct zp_zone *after = change->after;
	char origin[NAME_TEXT];
	struct back back = {
		.history = history, .change = change, .origin = origin
	};
	struct error err = { 0 };

	if (history->repo == NULL || change->before == NULL || after == NULL ||
	    after->partial || after->sources.count == 0)
		return NULL;
	name_to_text(change->before->name, origin);
	back.size = after->sources.at[0]->bytes.len;
	for (size_t i = 0; i < after->sources.count && i < FILES_LOOKED_AT &&
	     back.found == NULL;
	     i++)
		repo_history(history->repo, history->before,
		    after->sources.at[i]->path, back_visit, &back, &err);
	return back.found;
}
