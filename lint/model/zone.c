/* One zone: what it knows of itself, and finding things in it. */
#include "zone.h"

#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "../dns/rdata.h"
#include "estate.h"

#define NO_OWNER UINT32_MAX

struct zp_zone *
zone_new(struct arena *side, const uint8_t *name, const char *file)
{
	struct zp_zone *zone = arena_array(side, 1, sizeof *zone);

	zone->side = side;
	zone->name = name_copy(side, name);
	zone->file = zone->real = arena_string(side, file);
	zone->view = "";
	zone->name_skip = name_length(name) - 1;
	zone->apex = NO_OWNER;
	return zone;
}

void
zone_free(struct zp_zone *zone)
{
	if (zone == NULL)
		return;
	zone_return(zone);
	vector_done(&zone->records);
	vector_done(&zone->owners);
	vector_done(&zone->runs);
	vector_done(&zone->names);
	vector_done(&zone->rdata);
	for (size_t i = 0; i < zone->sources.count; i++)
		source_done(zone->sources.at[i]);
	vector_done(&zone->sources);
	vector_done(&zone->faults);
	vector_done(&zone->comments);
	vector_done(&zone->withheld);
	free(zone->table);
	zone->table = NULL;
}

uint16_t
zone_add_source(struct zp_zone *zone, const struct source *source)
{
	*vector_push(&zone->sources) = source;
	return (uint16_t)(zone->sources.count - 1);
}

const uint8_t *
zone_owner_name(const struct zp_zone *zone, uint32_t owner)
{
	return zone->names.at + zone->owners.at[owner].name;
}

uint32_t
zone_owner_find(const struct zp_zone *zone, const uint8_t *name)
{
	size_t length = name_length(name);
	uint32_t hash = (uint32_t)name_hash_of(name, length) & OWNER_HASH;
	uint32_t slot = 0;

	if (zone->table == NULL)
		return NO_OWNER;
	slot = hash & zone->table_mask;
	for (; zone->table[slot] != NO_OWNER;
	     slot = (slot + 1) & zone->table_mask) {
		uint32_t owner = zone->table[slot];

		const struct owner *at = &zone->owners.at[owner];

		if ((at->hash & OWNER_HASH) == hash &&
		    at->name + length <= zone->names.count &&
		    memcmp(zone->names.at + at->name, name, length) == 0)
			return owner;
	}
	return NO_OWNER;
}

void
zone_add_fault(struct zp_zone *zone, struct zone_fault fault)
{
	fault.message = arena_string(zone->side, fault.message);
	if (fault.fix != NULL)
		fault.fix = arena_string(zone->side, fault.fix);
	*vector_push(&zone->faults) = fault;
}

void
zone_mark_partial(
    struct zp_zone *zone, const struct source *source, uint32_t offset)
{
	if (!zone->partial) {
		zone->partial_source = source;
		zone->partial_offset = offset;
	}
	zone->partial = true;
}

static bool
holds_type(const struct zp_zone *zone, const uint8_t *name, uint16_t type)
{
	uint32_t owner = zone_owner_find(zone, name);
	struct zp_rrset rrset;

	return owner != UINT32_MAX && zone_rrset(zone, owner, type, &rrset);
}

/*
 * Does the plan manage this RRset of the zone? Who manages one kind of address
 * of a name manages all of them.
 */
static bool
is_managed(const struct zp_zone *zone, const uint8_t *name, uint16_t type)
{
	static const uint16_t addresses[] = { ZP_A, ZP_AAAA, ZP_CNAME, ZP_ALIAS,
		0 };
	bool is_address = false;

	for (size_t i = 0; addresses[i] != 0; i++)
		is_address = is_address || addresses[i] == type;
	for (size_t i = 0; is_address && addresses[i] != 0; i++)
		if (holds_type(zone, name, addresses[i]))
			return true;
	return holds_type(zone, name, type) ||
	    (!name_equal(name, zone->name) && holds_type(zone, name, ZP_CNAME));
}

/* Does another piece of the same zone tell of it? */
static bool
in_another_piece(const struct zp_zone *zone, const uint8_t *name, uint16_t type)
{
	const struct zp_estate *estate = zone->estate;

	for (size_t i = 0; estate != NULL && i < estate->zones.count; i++) {
		const struct zp_zone *other = estate->zones.at[i];

		if (other != zone && other->piece &&
		    name_equal(other->name, zone->name) &&
		    is_managed(other, name, type))
			return true;
	}
	return false;
}

/* Does the excerpt show what becomes of this RRset? */
static bool
is_shown(const struct zp_zone *zone, const uint8_t *name, uint16_t type)
{
	size_t low = 0, high = zone->shown_count;

	while (low < high) {
		const struct zp_delta *middle =
		    &zone->shown[low + (high - low) / 2];
		int order = name_compare(middle->owner, name);

		if (order == 0)
			order = middle->type < type ? -1 : middle->type > type;
		if (order == 0)
			return true;
		if (order < 0)
			low += (high - low) / 2 + 1;
		else
			high = low + (high - low) / 2;
	}
	return false;
}

/*
 * A name whose alias comes or goes holds nothing else that nobody shows; but
 * for the apex, where providers let an alias stand beside the rest.
 */
bool
zone_may_hide(const struct zp_zone *zone, const uint8_t *name, uint16_t type)
{
	if (zone->open && zone->partial_source == NULL)
		return (!is_managed(zone, name, type) &&
			   (zone->twin == NULL ||
			       !is_managed(zone->twin, name, type))) ||
		    (zone->piece && in_another_piece(zone, name, type));
	if (!zone->partial || !zone->excerpt)
		return zone->partial;
	return !is_shown(zone, name, type) &&
	    (name_equal(name, zone->name) || !is_shown(zone, name, ZP_CNAME));
}

const char *
zone_withheld(const struct zp_zone *zone, const uint8_t *owner, uint16_t type)
{
	for (size_t i = zone->withheld.count; i-- > 0;)
		if (zone->withheld.at[i].type == type &&
		    name_equal(zone->withheld.at[i].owner, owner))
			return zone->withheld.at[i].from;
	return NULL;
}

void
zone_withhold(
    struct zp_zone *zone, const uint8_t *owner, uint16_t type, const char *from)
{
	size_t count = zone->withheld.count;

	/* The values of one RRset come one after the other. */
	if (count > 0 && zone->withheld.at[count - 1].type == type &&
	    name_equal(zone->withheld.at[count - 1].owner, owner))
		return;
	*vector_push(&zone->withheld) =
	    (struct withheld){ name_copy(zone->side, owner), from, type };
}

/* --------------------------------------------------------------- finding */

uint32_t
zone_owner_lower(const struct zp_zone *zone, const uint8_t *name)
{
	uint32_t low = 0, high = (uint32_t)zone->owners.count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (name_compare(zone_owner_name(zone, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
zone_has_name(const struct zp_zone *zone, const uint8_t *name)
{
	uint32_t owner = 0;

	if (zone_owner_find(zone, name) != NO_OWNER)
		return true;
	owner = zone_owner_lower(zone, name);
	return owner < zone->owners.count &&
	    name_within(zone_owner_name(zone, owner), name);
}

static uint32_t
owner_end(const struct zp_zone *zone, uint32_t owner)
{
	return owner + 1 < zone->owners.count ?
	    zone->owners.at[owner + 1].first :
	    (uint32_t)zone->records.count;
}

bool
zone_may_hold(const struct zp_zone *zone, uint16_t type)
{
	return (zone->types[type % ZONE_TYPES / 64] >> (type % 64) & 1) != 0;
}

uint32_t
zone_owner_end(const struct zp_zone *zone, uint32_t index)
{
	return owner_end(zone, zone->records.at[index].owner);
}

void
zone_rrset_from(
    const struct zp_zone *zone, uint32_t first, struct zp_rrset *ret)
{
	const struct record *record = &zone->records.at[first];
	uint32_t end = owner_end(zone, record->owner), i = first;

	*ret = (struct zp_rrset){ .zone = zone,
		.owner = zone_owner_name(zone, record->owner),
		.type = record->type,
		.ttl = record->ttl,
		.first = first };
	for (; i < end && zone->records.at[i].type == record->type; i++) {
		const struct record *each = &zone->records.at[i];

		if (each->ttl < ret->ttl)
			ret->ttl = each->ttl;
		if ((each->flags & RECORD_OPAQUE) != 0)
			ret->opaque = true;
	}
	ret->count = i - first;
}

bool
zone_rrset(const struct zp_zone *zone, uint32_t owner, uint16_t type,
    struct zp_rrset *ret)
{
	uint32_t end = owner_end(zone, owner);

	for (uint32_t i = zone->owners.at[owner].first; i < end; i++)
		if (zone->records.at[i].type == type) {
			zone_rrset_from(zone, i, ret);
			return true;
		}
	return false;
}

static struct zp_record
record_of(const struct zp_zone *zone, uint32_t index, const uint8_t *owner)
{
	static const uint8_t none[1];
	const struct record *record = &zone->records.at[index];
	bool empty = record->length == 0;

	return (struct zp_record){ .zone = zone,
		.owner = owner,
		.rdata = empty ? none : zone->rdata.at + record->rdata,
		.length = record->length,
		.type = record->type,
		.ttl = record->ttl,
		.index = index,
		.opaque = (record->flags & RECORD_OPAQUE) != 0 };
}

struct zp_record
zone_record(const struct zp_zone *zone, uint32_t index)
{
	return record_of(
	    zone, index, zone_owner_name(zone, zone->records.at[index].owner));
}

void
zone_foresee(const struct zp_zone *zone, uint32_t index)
{
	const struct record *record = &zone->records.at[index];
	size_t apex = zone->name_skip + 1;
	const uint8_t *name = NULL, *rdata = NULL;

	if (index >= zone->records.count || record->length <= apex)
		return;
	/* A name stands at the end, and one of this zone ends like it. */
	rdata = zone->rdata.at + record->rdata;
	if (memcmp(rdata + record->length - apex, zone->name, apex) != 0)
		return;
	name = rdata_name(record->type, rdata, record->length);
	if (name != NULL)
		__builtin_prefetch(
		    &zone->table[(uint32_t)name_hash(name) & zone->table_mask]);
}

bool
zone_soa(const struct zp_zone *zone, struct zp_record *ret)
{
	struct zp_rrset soa;

	if (zone->apex == NO_OWNER ||
	    !zone_rrset(zone, zone->apex, ZP_SOA, &soa))
		return false;
	*ret = zone_record(zone, soa.first);
	return true;
}

/* ------------------------------------------------ what zoneproof.h promises */

const uint8_t *
zp_zone_name(const struct zp_zone *zone)
{
	return zone->name;
}

const char *
zp_zone_file(const struct zp_zone *zone)
{
	return zone->file;
}

const char *
zp_zone_view(const struct zp_zone *zone)
{
	return zone->view;
}

uint32_t
zp_zone_records(const struct zp_zone *zone)
{
	return (uint32_t)zone->records.count;
}

bool
zp_zone_may_keep(const struct zp_zone *zone)
{
	return zone->partial &&
	    (!zone->open || zone->loose || zone->partial_source != NULL);
}

bool
zp_zone_may_hold_more(const struct zp_zone *zone)
{
	return zone->edits || zone->piece || zp_zone_may_keep(zone);
}

bool
zp_zone_is_records_only(const struct zp_zone *zone)
{
	return zone->records_only;
}

const char *const *
zp_zone_targets(const struct zp_zone *zone)
{
	return zone->targets;
}

const char *
zp_withheld(const struct zp_rrset *rrset)
{
	return zone_withheld(rrset->zone, rrset->owner, rrset->type);
}

bool
zp_zone_may_have(const struct zp_zone *zone, enum zp_trait trait)
{
	switch (trait) {
	case ZP_TRAIT_OUTSIDER:
		return zone->outsiders;
	case ZP_TRAIT_STAR:
		return zone->stars;
	case ZP_TRAIT_OCCLUDED:
		return zone->occluded;
	}
	return true;
}

bool
zp_zone_is_partial(const struct zp_zone *zone)
{
	return zone->partial;
}

const struct zp_estate *
zp_estate_of(const struct zp_zone *zone)
{
	return zone->estate;
}

struct zp_record
zp_rrset_at(const struct zp_rrset *rrset, uint32_t i)
{
	return record_of(rrset->zone, rrset->first + i, rrset->owner);
}

bool
zp_zone_next(
    const struct zp_zone *zone, const uint8_t *top, struct zp_rrset *rrset)
{
	uint32_t next = 0;

	if (rrset->count > 0)
		next = rrset->first + rrset->count;
	else if (top != NULL) {
		uint32_t owner = zone_owner_find(zone, top);

		if (owner == NO_OWNER)
			owner = zone_owner_lower(zone, top);
		if (owner >= zone->owners.count)
			return false;
		next = zone->owners.at[owner].first;
	}
	if (next >= zone->records.count)
		return false;
	if (top != NULL &&
	    !name_within(
		zone_owner_name(zone, zone->records.at[next].owner), top))
		return false;
	zone_rrset_from(zone, next, rrset);
	return true;
}

bool
zp_zone_next_of(
    const struct zp_zone *zone, const uint16_t *types, struct zp_record *record)
{
	uint32_t next = record->zone == NULL ? 0 : record->index + 1;

	while (next < zone->records.count &&
	    !type_is_among(zone->records.at[next].type, types))
		next++;
	if (next >= zone->records.count)
		return false;
	*record = zone_record(zone, next);
	return true;
}
