/* Reads earlier versions of a zone and compares their data and serials. */
#include "history.h"

#include <string.h>

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
data_differs(struct walk *walk, struct zp_estate *older)
{
	struct changes changes = { 0 };
	bool differs = false;

	changes_make(&changes, walk->arena, older, walk->newer);
	for (size_t i = 0; i < changes.zones.count; i++)
		for (size_t j = 0; j < changes.zones.at[i].count; j++)
			differs = differs ||
			    changes.zones.at[i].deltas[j].type != ZP_SOA;
	changes_done(&changes);
	return differs;
}

static int
version_visit(void *data, const char *commit, int64_t time, struct text bytes)
{
	struct walk *walk = data;
	struct run quiet = *walk->history->load->run;
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
