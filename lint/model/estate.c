/* Zones by name, and what the estate as a whole answers. */
#include "estate.h"

#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "../dns/rdata.h"
#include "suffix.h"

#define NO_ZONE UINT32_MAX

void
estate_init(struct zp_estate *estate, struct arena *side)
{
	memset(estate, 0, sizeof *estate);
	estate->side = side;
	pthread_mutex_init(&estate->making, NULL);
}

void
estate_done(struct zp_estate *estate)
{
	for (size_t i = 0; i < estate->zones.count; i++)
		zone_free(estate->zones.at[i]);
	vector_done(&estate->zones);
	vector_done(&estate->references);
	for (size_t i = 0; i < estate->by_zone.count; i++)
		if (estate->by_zone.at[i] != NULL)
			vector_done(estate->by_zone.at[i]);
	vector_done(&estate->by_zone);
	vector_done(&estate->found);
	suffixes_free(estate->suffixes);
	free(estate->table);
	estate->table = NULL;
	pthread_mutex_destroy(&estate->making);
}

/* Twins of one name stand one after the other in the table's probe order. */
static void
table_put(struct zp_estate *estate, uint32_t index)
{
	const uint8_t *name = estate->zones.at[index]->name;
	uint32_t slot = (uint32_t)name_hash(name) & estate->table_mask;

	while (estate->table[slot] != NO_ZONE)
		slot = (slot + 1) & estate->table_mask;
	estate->table[slot] = index;
}

static void
table_make(struct zp_estate *estate, uint32_t slots)
{
	estate->table = memory_grow(
	    estate->table, slots, sizeof *estate->table);
	memset(estate->table, 0xff, slots * sizeof *estate->table);
	estate->table_mask = slots - 1;
	for (uint32_t i = 0; i < estate->zones.count; i++)
		table_put(estate, i);
}

enum zp_presence
estate_checks_host_names(struct zp_estate *estate, const struct zp_zone *zone)
{
	enum zp_presence checks = ZP_UNKNOWN;

	if (estate->checks_host_names == NULL)
		return checks;
	pthread_mutex_lock(&estate->making);
	checks = estate->checks_host_names(estate->host_names_data, zone);
	pthread_mutex_unlock(&estate->making);
	return checks;
}

/* The twin of this name that stands nearest to `near`. */
static const struct zp_zone *
zone_named(const struct zp_estate *estate, const struct zp_zone *near,
    const uint8_t *name)
{
	const struct zp_zone *best = NULL;
	size_t best_shared = 0;
	uint32_t slot = 0;

	if (estate->table == NULL)
		return NULL;
	slot = (uint32_t)name_hash(name) & estate->table_mask;
	for (; estate->table[slot] != NO_ZONE;
	     slot = (slot + 1) & estate->table_mask) {
		const struct zp_zone *zone =
		    estate->zones.at[estate->table[slot]];
		size_t shared = 0;

		if (!name_equal(zone->name, name))
			continue;
		if (zone == near)
			return zone;
		if (near != NULL)
			shared = 1 + string_shared(zone->file, near->file);
		if (best == NULL || shared > best_shared) {
			best = zone;
			best_shared = shared;
		}
	}
	return best;
}

void
estate_add(struct zp_estate *estate, struct zp_zone *zone)
{
	estate->has_labels[name_labels(zone->name)] = true;
	estate->has_twins = estate->has_twins ||
	    zone_named(estate, NULL, zone->name) != NULL;
	zone->estate = estate;
	zone->index = (uint32_t)estate->zones.count;
	*vector_push(&estate->zones) = zone;
	if (estate->table == NULL)
		table_make(estate, 64);
	else if (estate->zones.count * 2 > estate->table_mask)
		table_make(estate, (estate->table_mask + 1) * 2);
	else
		table_put(estate, zone->index);
}

const struct zp_zone *
estate_add_blank(struct zp_estate *estate, const struct zp_zone *zone)
{
	struct zp_zone *blank = zone_new(estate->side, zone->name, zone->file);

	blank->view = zone->view;
	blank->partial = true;
	blank->open = blank->piece = zone->piece;
	blank->records_only = zone->records_only;
	blank->served = zone->served;
	zone_finish(blank, 1);
	estate_add(estate, blank);
	return blank;
}

bool
estate_may_load(const struct zp_estate *estate)
{
	return estate->load_rest != NULL || estate->load_always ||
	    estate->load_referrers != NULL;
}

void
estate_complete(struct zp_estate *estate)
{
	void (*load)(void *, struct zp_estate *) = estate->load_rest;

	if (load == NULL)
		return;
	estate->load_rest = NULL;
	load(estate->load_data, estate);
	estate_views(estate);
}

/* Mostly it is the zone that asks. */
static const struct zp_zone *
zone_at(const struct zp_estate *estate, const struct zp_zone *near,
    const uint8_t *name)
{
	if (near != NULL && near->estate == estate &&
	    name_equal(near->name, name))
		return near;
	return zone_named(estate, near, name);
}

static const struct zp_zone *
zone_among_loaded(const struct zp_estate *estate, const struct zp_zone *near,
    const uint8_t *name)
{
	const struct zp_zone *zone = NULL;
	unsigned labels = 0;

	/* One alone is told by its name: there is nothing to look up. */
	if (estate->zones.count == 1) {
		zone = estate->zones.at[0];
		return name_within(name, zone->name) ? zone : NULL;
	}
	for (labels = name_labels(name);; name = name_parent(name), labels--) {
		if (estate->has_labels[labels])
			zone = zone_at(estate, near, name);
		if (zone != NULL || labels == 0)
			return zone;
	}
}

static bool
is_delegated(const struct zp_zone *zone, const uint8_t *name)
{
	struct zp_rrset ns;

	for (; name_labels(name) > name_labels(zone->name);
	     name = name_parent(name)) {
		uint32_t owner = zone_owner_find(zone, name);

		if (owner != UINT32_MAX && zone_rrset(zone, owner, ZP_NS, &ns))
			return true;
	}
	return false;
}

const struct zp_zone *
estate_zone_of(
    struct zp_estate *estate, const struct zp_zone *near, const uint8_t *name)
{
	const struct zp_zone *zone = zone_among_loaded(estate, near, name);

	/* A zone not loaded yet may be the one, or a child of what we have. */
	if (estate->load_for != NULL &&
	    (estate->load_always ||
		(estate->load_rest != NULL &&
		    (zone == NULL || is_delegated(zone, name))))) {
		estate->load_for(estate->load_data, estate, name);
		zone = zone_among_loaded(estate, near, name);
	}
	return zone;
}

static int
zone_twin_compare(const void *left, const void *right)
{
	const struct zp_zone *a = *(struct zp_zone *const *)left;
	const struct zp_zone *b = *(struct zp_zone *const *)right;
	int order = name_compare(a->name, b->name);

	return order != 0 ? order : strcmp(a->file, b->file);
}

void
estate_views(struct zp_estate *estate)
{
	size_t count = estate->zones.count;
	struct zp_zone **sorted = NULL;

	if (!estate->has_twins)
		return;
	sorted = memory_grow(NULL, count, sizeof *sorted);
	memcpy(sorted, estate->zones.at, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, zone_twin_compare);
	for (size_t i = 1; i < count; i++) {
		struct zp_zone *pair[2] = { sorted[i - 1], sorted[i] };

		if (!name_equal(pair[0]->name, pair[1]->name))
			continue;
		for (int j = 0; j < 2; j++) {
			struct text folder = path_folder(
			    text_of(pair[j]->file));

			if (pair[j]->view[0] == '\0')
				pair[j]->view = arena_copy(estate->side,
				    folder.len > 0 ? folder.ptr : ".",
				    folder.len > 0 ? folder.len : 1);
		}
	}
	free(sorted);
}

/* --------------------------------------------------------------- answers */

static const struct zp_rrset *
rrset_kept(struct arena *scratch, const struct zp_rrset *rrset)
{
	struct zp_rrset *kept = arena_alloc(scratch, sizeof *kept);

	*kept = *rrset;
	return kept;
}

static bool
has_mark(const struct zp_zone *zone, uint32_t owner, uint32_t marks)
{
	return owner != UINT32_MAX &&
	    (zone->owners.at[owner].hash & marks) != 0;
}

#define NEAR 8 /* owners before one that its cut is looked for in */

/* What lies below a cut follows it: mostly it is the owner just before. */
static bool
cut_above(const struct zp_zone *zone, uint32_t owner, struct zp_rrset *ret)
{
	for (int i = 0; i < NEAR && owner-- > 0; i++)
		if (!has_mark(zone, owner, OWNER_BELOW))
			return (owner != zone->apex &&
				   zone_rrset(zone, owner, ZP_NS, ret)) ||
			    zone_rrset(zone, owner, ZP_DNAME, ret);
	return false;
}

/*
 * The highest zone cut or DNAME between the apex and the name: what lies below
 * it is not this zone's to answer (RFC 1034, 4.2.1; RFC 6672, 2.4). Where there
 * is none `*ret_owner` is the name's own owner, or UINT32_MAX.
 */
static bool
find_cut(const struct zp_zone *zone, const uint8_t *name, uint16_t type,
    struct zp_rrset *ret, uint32_t *ret_owner)
{
	const uint8_t *chain[128];
	unsigned count = 0, labels = 0;

	*ret_owner = zone_owner_find(zone, name);
	if (!zone->cuts ||
	    (*ret_owner != UINT32_MAX &&
		!has_mark(zone, *ret_owner, OWNER_CUTS | OWNER_BELOW)))
		return false;
	if (has_mark(zone, *ret_owner, OWNER_BELOW) &&
	    cut_above(zone, *ret_owner, ret))
		return true;
	labels = name_labels(name) - name_labels(zone->name);
	for (; count < labels; name = name_parent(name))
		chain[count++] = name;
	if (count > 0 && has_mark(zone, zone->apex, OWNER_CUTS))
		return zone_rrset(zone, zone->apex, ZP_DNAME, ret);
	while (count-- > 0) {
		bool itself = count == 0;
		uint32_t owner = itself ? *ret_owner :
					  zone_owner_find(zone, chain[count]);

		if (!has_mark(zone, owner, OWNER_CUTS))
			continue;
		if (!(itself && type == ZP_DS) &&
		    zone_rrset(zone, owner, ZP_NS, ret))
			return true;
		if (!itself && zone_rrset(zone, owner, ZP_DNAME, ret))
			return true;
	}
	return false;
}

static struct zp_answer
answer_at_owner(const struct zp_zone *zone, struct arena *scratch,
    uint32_t owner, uint16_t type, struct zp_answer answer)
{
	struct zp_rrset rrset;

	if (zone_rrset(zone, owner, type, &rrset)) {
		answer.outcome = ZP_ANSWER;
		answer.rrset = rrset_kept(scratch, &rrset);
	} else if (type != ZP_CNAME && type != ZP_ANY &&
	    zone_rrset(zone, owner, ZP_CNAME, &rrset)) {
		answer.outcome = ZP_ALIASED;
		answer.rrset = rrset_kept(scratch, &rrset);
	} else
		answer.outcome = zone_may_hide(zone, answer.name, type) ?
		    ZP_OPAQUE :
		    ZP_NODATA;
	return answer;
}

/* RFC 4592, 3.3.1: the wildcard below the closest name that exists. */
static uint32_t
find_wildcard(const struct zp_zone *zone, const uint8_t *name)
{
	uint8_t wildcard[NAME_WIRE + 2] = { 1, '*' };

	while (!zone_has_name(zone, name)) {
		if (name_labels(name) <= name_labels(zone->name))
			return UINT32_MAX;
		name = name_parent(name);
	}
	if (name_length(name) + 2 > NAME_WIRE)
		return UINT32_MAX;
	memcpy(wildcard + 2, name, name_length(name));
	return zone_owner_find(zone, wildcard);
}

static struct zp_answer
answer_in_zone(const struct zp_zone *zone, struct arena *scratch,
    const uint8_t *name, uint16_t type)
{
	struct zp_answer answer = { .zone = zone, .name = name };
	struct zp_rrset cut;
	uint32_t owner = 0;

	if (find_cut(zone, name, type, &cut, &owner)) {
		answer.outcome = cut.type == ZP_DNAME ? ZP_ALIASED :
							ZP_REFERRAL;
		answer.rrset = rrset_kept(scratch, &cut);
		return answer;
	}
	if (owner != UINT32_MAX)
		return answer_at_owner(zone, scratch, owner, type, answer);
	if (zone_has_name(zone, name)) {
		answer.outcome = zone_may_hide(zone, name, type) ? ZP_OPAQUE :
								   ZP_NODATA;
		return answer;
	}
	owner = find_wildcard(zone, name);
	if (owner != UINT32_MAX) {
		answer.by_wildcard = true;
		return answer_at_owner(zone, scratch, owner, type, answer);
	}
	answer.outcome = zone_may_hide(zone, name, type) ? ZP_OPAQUE :
							   ZP_NXDOMAIN;
	return answer;
}

static struct zp_answer
answer_none(const uint8_t *name)
{
	struct zp_answer answer = { .outcome = ZP_NO_ZONE, .name = name };

	return answer;
}

struct zp_answer
estate_lookup(struct zp_estate *estate, struct arena *scratch,
    const struct zp_zone *near, const uint8_t *name, uint16_t type)
{
	const struct zp_zone *zone = NULL;

	/* A DS lives in the parent (RFC 4035, 3.1.4.1). */
	if (type == ZP_DS && *name != 0)
		zone = estate_zone_of(estate, near, name_parent(name));
	if (zone == NULL)
		zone = estate_zone_of(estate, near, name);
	if (zone == NULL)
		return answer_none(name);
	return answer_in_zone(zone, scratch, name, type);
}

/* What a DNAME makes of a name (RFC 6672, 2.2); NULL when it gets too long. */
static const uint8_t *
dname_substitute(struct arena *scratch, const uint8_t *name,
    const uint8_t *owner, const uint8_t *target)
{
	size_t prefix = name_length(name) - name_length(owner);
	size_t tail = name_length(target);
	uint8_t *made = NULL;

	if (prefix + tail > NAME_WIRE)
		return NULL;
	made = arena_bytes(scratch, prefix + tail);
	memcpy(made, name, prefix);
	memcpy(made + prefix, target, tail);
	return made;
}

struct zp_answer
estate_resolve(struct zp_estate *estate, struct arena *scratch,
    const struct zp_zone *near, const uint8_t *name, uint16_t type)
{
	struct zp_answer answer = { .outcome = ZP_NO_ZONE };

	for (int step = 0; step < LIMIT_CHAIN; step++) {
		const uint8_t *target = NULL;
		struct zp_record alias;

		answer = estate_lookup(estate, scratch, near, name, type);
		if (answer.outcome != ZP_ALIASED)
			return answer;
		alias = zp_rrset_at(answer.rrset, 0);
		if (!alias.opaque)
			target = rdata_name(
			    alias.type, alias.rdata, alias.length);
		if (target != NULL && alias.type == ZP_DNAME)
			target = dname_substitute(
			    scratch, name, alias.owner, target);
		if (target == NULL) {
			answer.outcome = ZP_OPAQUE;
			return answer;
		}
		near = answer.zone;
		name = target;
	}
	return answer;
}
