/* Which types a zone holds, and what its delegations and DNAMEs take from it. */
#include "marks.h"

#include <stdlib.h>
#include <string.h>

#include "../base/workers.h"
#include "../dns/name.h"

#define OWNERS ((size_t)16384) /* of one task */

/* What lies below the owner is another zone's, or another name's. */
struct cut {
	const uint8_t *name; /* NULL: none */
	bool dname;
};

struct marking {
	struct zp_zone *zone;
	struct marks {
		struct cut cut; /* that the first owner lies below */
		uint64_t types[ZONE_TYPES / 64];
		bool cuts, occluded;
	} * tasks;
};

static bool
is_cut(const struct zp_zone *zone, uint32_t owner, uint16_t type)
{
	return type == ZP_DNAME || (type == ZP_NS && owner != zone->apex);
}

/* The owner's own cut. */
static struct cut
cut_at(const struct zp_zone *zone, uint32_t owner)
{
	uint32_t at = zone->owners.at[owner].first;
	uint32_t end = zone_owner_end(zone, at);
	struct cut cut = { NULL, false };

	for (; at < end; at++) {
		uint16_t type = zone->records.at[at].type;

		if (!is_cut(zone, owner, type))
			continue;
		cut.name = zone_owner_name(zone, owner);
		cut.dname = cut.dname || type == ZP_DNAME;
	}
	return cut;
}

/* The highest cut above a name. */
static struct cut
cut_over(const struct zp_zone *zone, const uint8_t *name)
{
	struct cut highest = { NULL, false };

	while (*name != 0) {
		uint32_t owner = 0;
		struct cut cut = { NULL, false };

		name = name_parent(name);
		owner = zone_owner_find(zone, name);
		if (owner != UINT32_MAX)
			cut = cut_at(zone, owner);
		if (cut.name != NULL)
			highest = cut;
	}
	return highest;
}

/*
 * The owner's types; is there one that nobody sees below a cut? Addresses may
 * stand below a delegation, and nothing below a DNAME.
 */
static bool
types_note(const struct zp_zone *zone, uint32_t owner, const struct cut *cut,
    uint64_t *types)
{
	uint32_t at = zone->owners.at[owner].first;
	uint32_t end = zone_owner_end(zone, at);
	bool hidden = false;

	for (; at < end; at++) {
		uint16_t type = zone->records.at[at].type;

		types[type % ZONE_TYPES / 64] |= (uint64_t)1 << (type % 64);
		hidden = hidden || cut->dname ||
		    (type != ZP_A && type != ZP_AAAA);
	}
	return hidden && cut->name != NULL;
}

/* Canonical order: what lies below a name follows it directly. */
static void
task_mark(void *data, size_t number, unsigned worker)
{
	struct marking *marking = data;
	struct zp_zone *zone = marking->zone;
	struct marks *marks = &marking->tasks[number];
	struct cut cut = marks->cut;
	size_t end = (number + 1) * OWNERS;

	(void)worker;
	for (size_t i = number * OWNERS; i < end && i < zone->owners.count;
	     i++) {
		uint32_t owner = (uint32_t)i;

		if (cut.name != NULL &&
		    !name_within(zone_owner_name(zone, owner), cut.name))
			cut.name = NULL;
		marks->occluded |= types_note(zone, owner, &cut, marks->types);
		if (cut.name != NULL) {
			zone->owners.at[owner].hash |= OWNER_BELOW;
			continue;
		}
		cut = cut_at(zone, owner);
		if (cut.name == NULL)
			continue;
		zone->owners.at[owner].hash |= OWNER_CUTS;
		marks->cuts = true;
	}
}

static void
marks_join(struct zp_zone *zone, const struct marks *marks)
{
	zone->cuts |= marks->cuts;
	zone->occluded |= marks->occluded;
	for (size_t i = 0; i < ZONE_TYPES / 64; i++)
		zone->types[i] |= marks->types[i];
}

void
zone_mark(struct zp_zone *zone, unsigned threads)
{
	size_t count = zone->owners.count / OWNERS + 1;
	struct marking marking = { .zone = zone };

	marking.tasks = memory_grow(NULL, count, sizeof *marking.tasks);
	memset(marking.tasks, 0, count * sizeof *marking.tasks);
	for (size_t i = 0; i < count && i * OWNERS < zone->owners.count; i++)
		marking.tasks[i].cut = cut_over(
		    zone, zone_owner_name(zone, (uint32_t)(i * OWNERS)));
	workers_run(threads, count, task_mark, &marking);
	for (size_t i = 0; i < count; i++)
		marks_join(zone, &marking.tasks[i]);
	free(marking.tasks);
}
