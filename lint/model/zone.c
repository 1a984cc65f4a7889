/* One zone: filling the store, sorting it once, finding things in it. */
#include "zone.h"

#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"

#define NO_OWNER    UINT32_MAX
#define TABLE_FIRST 64

struct zp_zone *
zone_new(struct arena *side, const uint8_t *name, const char *file)
{
	struct zp_zone *zone = arena_array(side, 1, sizeof *zone);

	zone->side = side;
	zone->name = name_copy(side, name);
	zone->file = zone->real = arena_string(side, file);
	zone->view = "";
	zone->last_owner = NO_OWNER;
	return zone;
}

void
zone_free(struct zp_zone *zone)
{
	if (zone == NULL)
		return;
	vector_done(&zone->records);
	vector_done(&zone->owners);
	vector_done(&zone->names);
	vector_done(&zone->rdata);
	for (size_t i = 0; i < zone->sources.count; i++)
		source_done(zone->sources.at[i]);
	vector_done(&zone->sources);
	vector_done(&zone->faults);
	vector_done(&zone->comments);
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

static void
table_put(struct zp_zone *zone, uint32_t owner)
{
	uint32_t slot = (uint32_t)name_hash(zone_owner_name(zone, owner)) &
	    zone->table_mask;

	while (zone->table[slot] != NO_OWNER)
		slot = (slot + 1) & zone->table_mask;
	zone->table[slot] = owner;
}

static void
table_make(struct zp_zone *zone, size_t slots)
{
	zone->table = memory_grow(zone->table, slots, sizeof *zone->table);
	memset(zone->table, 0xff, slots * sizeof *zone->table);
	zone->table_mask = (uint32_t)slots - 1;
	for (uint32_t i = 0; i < zone->owners.count; i++)
		table_put(zone, i);
}

uint32_t
zone_owner_find(const struct zp_zone *zone, const uint8_t *name)
{
	uint32_t slot = 0;

	if (zone->table == NULL)
		return NO_OWNER;
	slot = (uint32_t)name_hash(name) & zone->table_mask;
	while (zone->table[slot] != NO_OWNER) {
		if (name_equal(zone_owner_name(zone, zone->table[slot]), name))
			return zone->table[slot];
		slot = (slot + 1) & zone->table_mask;
	}
	return NO_OWNER;
}

/* Appends bytes to a store; false when its offsets would not fit 32 bits. */
static bool
store_add(uint8_t **at, size_t *count, size_t *size, const uint8_t *bytes,
    size_t length)
{
	if (*count + length > UINT32_MAX)
		return false;
	if (*count + length > *size) {
		*size = (*count + length) + (*count + length) / 2 + 256;
		*at = memory_grow(*at, *size, 1);
	}
	if (length > 0)
		memcpy(*at + *count, bytes, length);
	*count += length;
	return true;
}

static uint32_t
owner_intern(struct zp_zone *zone, const uint8_t *name)
{
	uint32_t owner = zone_owner_find(zone, name);
	size_t at = zone->names.count;

	if (owner != NO_OWNER)
		return owner;
	if (!store_add(&zone->names.at, &zone->names.count, &zone->names.size,
		name, name_length(name)))
		return NO_OWNER;
	owner = (uint32_t)zone->owners.count;
	*vector_push(&zone->owners) = (struct owner){ (uint32_t)at, 0 };
	if (zone->table == NULL)
		table_make(zone, TABLE_FIRST);
	else if (zone->owners.count * 2 > zone->table_mask)
		table_make(zone, ((size_t)zone->table_mask + 1) * 2);
	else
		table_put(zone, owner);
	return owner;
}

int
zone_add(struct zp_zone *zone, const uint8_t *owner, struct record record,
    const uint8_t *rdata)
{
	if (zone->records.count >= UINT32_MAX - 1)
		return -1;
	if (zone->last_owner == NO_OWNER || zone->last_name != owner ||
	    !name_equal(zone_owner_name(zone, zone->last_owner), owner))
		zone->last_owner = owner_intern(zone, owner);
	zone->last_name = owner;
	if (zone->last_owner == NO_OWNER)
		return -1;
	record.owner = zone->last_owner;
	record.rdata = (uint32_t)zone->rdata.count;
	if (!store_add(&zone->rdata.at, &zone->rdata.count, &zone->rdata.size,
		rdata, record.length))
		return -1;
	*vector_push(&zone->records) = record;
	return 0;
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
	static const uint16_t addresses[] = { ZP_A, ZP_AAAA, ZP_CNAME,
		ZP_ALIAS, 0 };
	bool is_address = false;

	for (size_t i = 0; addresses[i] != 0; i++)
		is_address = is_address || addresses[i] == type;
	for (size_t i = 0; is_address && addresses[i] != 0; i++)
		if (holds_type(zone, name, addresses[i]))
			return true;
	return holds_type(zone, name, type);
}

bool
zone_may_hide(const struct zp_zone *zone, const uint8_t *name, uint16_t type)
{
	size_t low = 0, high = zone->shown_count;

	if (zone->open && zone->partial_source == NULL)
		return !is_managed(zone, name, type) &&
		    (zone->twin == NULL || !is_managed(zone->twin, name, type));
	if (!zone->partial || !zone->excerpt)
		return zone->partial;
	while (low < high) {
		const struct zp_delta *middle =
		    &zone->shown[low + (high - low) / 2];
		int order = name_compare(middle->owner, name);

		if (order == 0)
			order = middle->type < type ? -1 : middle->type > type;
		if (order == 0)
			return false;
		if (order < 0)
			low += (high - low) / 2 + 1;
		else
			high = low + (high - low) / 2;
	}
	return true;
}

/* ------------------------------------------------------------- finishing */

/*
 * Canonical order compares labels from the right. The key holds the first
 * bytes of that comparison below the zone's apex, so that most of the sort
 * never looks at a name: each label's bytes raised by one (so that the end of
 * a label, 0, sorts before any byte; 0xff stays, the full comparison decides).
 */
struct owner_key {
	uint64_t key;
	uint32_t owner;
	const uint8_t *name;
};

static uint64_t
owner_sort_key(const uint8_t *name, unsigned skip)
{
	const uint8_t *labels[128];
	unsigned count = 0;
	uint64_t key = 0;
	int shift = 56;

	for (const uint8_t *at = name; *at != 0; at += *at + 1)
		labels[count++] = at;
	while (count > skip && shift >= 0) {
		const uint8_t *label = labels[count - skip - 1];

		count--;
		for (unsigned i = 1; i <= label[0] && shift >= 0; i++) {
			uint8_t byte =
			    label[i] == 0xff ? 0xff : (uint8_t)(label[i] + 1);

			key |= (uint64_t)byte << shift;
			shift -= 8;
			if (byte == 0xff)
				return key;
		}
		shift -= 8;
	}
	return key;
}

static int
owner_key_compare(const void *left, const void *right)
{
	const struct owner_key *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return name_compare(a->name, b->name);
}

/*
 * The longest run of labels that every owner shares: the apex, or less where
 * some owner stands outside of the zone.
 */
static unsigned
shared_labels(const struct zp_zone *zone)
{
	for (uint32_t i = 0; i < zone->owners.count; i++)
		if (!name_within(zone_owner_name(zone, i), zone->name))
			return 0;
	return name_labels(zone->name);
}

/* Sorts the owners and returns, for each old number, its rank. */
static uint32_t *
owners_sort(struct zp_zone *zone)
{
	size_t count = zone->owners.count;
	struct owner_key *keys = memory_grow(NULL, count, sizeof *keys);
	struct owner *sorted = memory_grow(NULL, count, sizeof *sorted);
	uint32_t *rank = memory_grow(NULL, count, sizeof *rank);
	unsigned skip = shared_labels(zone);
	bool ordered = true;

	for (uint32_t i = 0; i < count; i++) {
		keys[i].owner = i;
		keys[i].name = zone_owner_name(zone, i);
		keys[i].key = owner_sort_key(keys[i].name, skip);
		ordered = ordered &&
		    (i == 0 || owner_key_compare(&keys[i - 1], &keys[i]) < 0);
	}
	if (!ordered)
		qsort(keys, count, sizeof *keys, owner_key_compare);
	for (uint32_t i = 0; i < count; i++) {
		sorted[i] = zone->owners.at[keys[i].owner];
		rank[keys[i].owner] = i;
	}
	free(keys);
	free(zone->owners.at);
	zone->owners.at = sorted;
	zone->owners.size = count;
	if (!ordered)
		for (uint32_t i = 0; i <= zone->table_mask; i++)
			if (zone->table[i] != NO_OWNER)
				zone->table[i] = rank[zone->table[i]];
	return rank;
}

static int
record_compare(
    const struct zp_zone *zone, const struct record *a, const struct record *b)
{
	uint16_t shorter = a->length < b->length ? a->length : b->length;
	int order = 0;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	if (shorter > 0)
		order = memcmp(zone->rdata.at + a->rdata,
		    zone->rdata.at + b->rdata, shorter);
	if (order == 0 && a->length != b->length)
		return a->length < b->length ? -1 : 1;
	return order;
}

static int
record_compare_r(const void *left, const void *right, void *zone)
{
	const struct record *a = left, *b = right;
	int order = record_compare(zone, a, b);

	/* Equal ones stay in the order of the file. */
	if (order != 0)
		return order;
	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* Deals the records out to their owners, then sorts each owner's few. */
static void
records_sort(struct zp_zone *zone)
{
	size_t count = zone->records.count, owners = zone->owners.count;
	struct record *sorted = memory_grow(NULL, count, sizeof *sorted);
	uint32_t *next = memory_grow(NULL, owners + 1, sizeof *next);

	memset(next, 0, (owners + 1) * sizeof *next);
	for (size_t i = 0; i < count; i++)
		next[zone->records.at[i].owner + 1]++;
	for (size_t i = 0; i < owners; i++) {
		zone->owners.at[i].first = next[i];
		next[i + 1] += next[i];
	}
	for (size_t i = 0; i < count; i++) {
		const struct record *record = &zone->records.at[i];

		sorted[next[record->owner]++] = *record;
	}
	for (size_t i = 0, from = 0; i < owners; from = next[i], i++)
		if (next[i] - from > 1)
			qsort_r(sorted + from, next[i] - from, sizeof *sorted,
			    record_compare_r, zone);
	free(next);
	free(zone->records.at);
	zone->records.at = sorted;
	zone->records.size = count;
}

/* The same record twice says nothing more: it is set aside for its rule. */
static void
duplicates_part(struct zp_zone *zone)
{
	uint32_t kept = 0;

	for (uint32_t i = 0, owner = NO_OWNER; i < zone->records.count; i++) {
		struct record *record = &zone->records.at[i];
		bool new_owner = record->owner != owner;

		if (!new_owner && (record->flags & RECORD_OPAQUE) == 0 &&
		    record_compare(zone, &zone->records.at[kept - 1], record) ==
			0) {
			if ((record->flags & RECORD_ROUTED) != 0)
				continue;
			zone_add_fault(zone,
			    (struct zone_fault){ .rule = "duplicate-record",
				.source = zone->sources.at[record->source],
				.offset = record->offset,
				.message =
				    "the same record stands here twice" });
			continue;
		}
		if (new_owner)
			zone->owners.at[record->owner].first = kept;
		owner = record->owner;
		zone->records.at[kept++] = *record;
	}
	zone->records.count = kept;
}

static uint32_t
soa_minimum(const struct zp_record *soa)
{
	const uint8_t *at = soa->rdata + soa->length - 4;

	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

/* RFC 1035 has no rule for a file without any TTL; servers take the SOA's. */
static void
missing_ttls(struct zp_zone *zone)
{
	struct zp_record soa;
	uint32_t ttl = 3600;
	bool told = false;

	if (zone_soa(zone, &soa) && !soa.opaque && soa.length >= 22)
		ttl = soa_minimum(&soa);
	for (uint32_t i = 0; i < zone->records.count; i++) {
		struct record *record = &zone->records.at[i];

		if ((record->flags & RECORD_NO_TTL) == 0)
			continue;
		record->ttl = ttl;
		if (told)
			continue;
		told = true;
		zone_add_fault(zone,
		    (struct zone_fault){ .rule = "no-ttl",
			.source = zone->sources.at[record->source],
			.offset = record->offset,
			.message = "no record says how long it may be kept: "
				   "servers differ in what they take",
			.fix = "$TTL 3600 as the first line" });
	}
}

/* A transfer dump closes with its SOA; any other SOA is a fault (RFC 1035). */
static void
second_soa(struct zp_zone *zone)
{
	uint32_t apex = zone_owner_find(zone, zone->name);
	struct zp_rrset soa;

	if (apex == NO_OWNER || !zone_rrset(zone, apex, ZP_SOA, &soa))
		return;
	for (uint32_t i = 1; i < soa.count; i++) {
		const struct record *record = &zone->records.at[soa.first + i];

		zone_add_fault(zone,
		    (struct zone_fault){ .rule = "syntax",
			.source = zone->sources.at[record->source],
			.offset = record->offset,
			.message = "a second SOA that differs from the first: "
				   "servers refuse the zone" });
	}
}

void
zone_finish(struct zp_zone *zone)
{
	zone->last_owner = NO_OWNER;
	zone->last_name = NULL;
	if (zone->records.count > 0) {
		uint32_t *rank = owners_sort(zone);

		for (size_t i = 0; i < zone->records.count; i++)
			zone->records.at[i].owner =
			    rank[zone->records.at[i].owner];
		free(rank);
		records_sort(zone);
		duplicates_part(zone);
	}
	missing_ttls(zone);
	second_soa(zone);
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

struct zp_record
zone_record(const struct zp_zone *zone, uint32_t index)
{
	static const uint8_t none[1];
	const struct record *record = &zone->records.at[index];
	bool empty = record->length == 0;

	return (struct zp_record){ .zone = zone,
		.owner = zone_owner_name(zone, record->owner),
		.rdata = empty ? none : zone->rdata.at + record->rdata,
		.length = record->length,
		.type = record->type,
		.ttl = record->ttl,
		.index = index,
		.opaque = (record->flags & RECORD_OPAQUE) != 0 };
}

bool
zone_soa(const struct zp_zone *zone, struct zp_record *ret)
{
	uint32_t apex = zone_owner_find(zone, zone->name);
	struct zp_rrset soa;

	if (apex == NO_OWNER || !zone_rrset(zone, apex, ZP_SOA, &soa))
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
	return zone_record(rrset->zone, rrset->first + i);
}

bool
zp_zone_next(
    const struct zp_zone *zone, const uint8_t *top, struct zp_rrset *rrset)
{
	uint32_t next = 0;

	if (rrset->count > 0)
		next = rrset->first + rrset->count;
	else if (top != NULL) {
		uint32_t owner = zone_owner_lower(zone, top);

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
