/* One zone: filling the store, sorting it once, finding things in it. */
#include "zone.h"

#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../base/workers.h"
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
	zone->name_skip = name_length(name) - 1;
	zone->apex = NO_OWNER;
	return zone;
}

void
zone_free(struct zp_zone *zone)
{
	if (zone == NULL)
		return;
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
	uint32_t hash = (uint32_t)name_hash(name), slot = 0;

	if (zone->table == NULL)
		return NO_OWNER;
	slot = hash & zone->table_mask;
	for (; zone->table[slot] != NO_OWNER;
	     slot = (slot + 1) & zone->table_mask) {
		uint32_t owner = zone->table[slot];

		if (zone->owners.at[owner].hash == hash &&
		    name_equal(zone_owner_name(zone, owner), name))
			return owner;
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

#define EXPECT_FROM ((size_t)1024 * 1024)

#define vector_expect(v, room)                            \
	((v)->size >= (room) ? (void)0 :                  \
			       (void)((v)->size = (room), \
				   (v)->at = memory_grow( \
				       (v)->at, (v)->size, sizeof *(v)->at)))

void
zone_expect(struct zp_zone *zone, size_t bytes)
{
	if (bytes < EXPECT_FROM)
		return;
	vector_expect(&zone->names, bytes / 2);
	vector_expect(&zone->rdata, bytes / 2);
	vector_expect(&zone->runs, bytes / 48);
	vector_expect(&zone->records, bytes / 32);
}

static int
run_begin(struct zp_zone *zone, const uint8_t *owner)
{
	size_t length = name_length(owner), at = zone->names.count;

	if (!store_add(&zone->names.at, &zone->names.count, &zone->names.size,
		owner, length))
		return -1;
	zone->outsiders = zone->outsiders || !name_within(owner, zone->name);
	*vector_push(&zone->runs) =
	    (struct owner_run){ .key = order_key(owner, zone->name_skip),
		    .name = (uint32_t)at,
		    .first = (uint32_t)zone->records.count,
		    .hash = (uint32_t)name_hash(owner) };
	return 0;
}

static bool
run_goes_on(const struct zp_zone *zone, const uint8_t *owner)
{
	return zone->last_name == owner &&
	    name_equal(
		zone->names.at + zone->runs.at[zone->runs.count - 1].name,
		owner);
}

int
zone_add(struct zp_zone *zone, const uint8_t *owner, struct record record,
    const uint8_t *rdata)
{
	if (zone->records.count >= UINT32_MAX - 1 ||
	    (!run_goes_on(zone, owner) && run_begin(zone, owner) != 0))
		return -1;
	zone->last_name = owner;
	record.owner = (uint32_t)zone->runs.count - 1;
	record.rdata = (uint32_t)zone->rdata.count;
	if (!store_add(&zone->rdata.at, &zone->rdata.count, &zone->rdata.size,
		rdata, record.length))
		return -1;
	zone->runs.at[zone->runs.count - 1].count++;
	*vector_push(&zone->records) = record;
	return 0;
}

/* Appends the elements of one vector to another of the same kind. */
static void
elements_take(void **at, size_t *count, size_t *size, const void *from,
    size_t more, size_t element)
{
	if (more == 0)
		return;
	if (*count + more > *size) {
		*size = *count + more;
		*at = memory_grow(*at, *size, element);
	}
	memcpy((char *)*at + *count * element, from, more * element);
	*count += more;
}

#define vector_take(to, from)                                         \
	(elements_take((void **)&(to)->at, &(to)->count, &(to)->size, \
	     (from)->at, (from)->count, sizeof *(to)->at),            \
	    vector_done(from))

int
zone_take(struct zp_zone *zone, struct zp_zone *part)
{
	size_t names = zone->names.count, rdata = zone->rdata.count;
	size_t runs = zone->runs.count, records = zone->records.count;

	if (names + part->names.count > UINT32_MAX ||
	    rdata + part->rdata.count > UINT32_MAX ||
	    records + part->records.count > UINT32_MAX - 1)
		return -1;
	for (size_t i = 0; i < part->runs.count; i++) {
		part->runs.at[i].name += (uint32_t)names;
		part->runs.at[i].first += (uint32_t)records;
	}
	for (size_t i = 0; i < part->records.count; i++) {
		part->records.at[i].owner += (uint32_t)runs;
		part->records.at[i].rdata += (uint32_t)rdata;
	}
	vector_take(&zone->names, &part->names);
	vector_take(&zone->rdata, &part->rdata);
	vector_take(&zone->runs, &part->runs);
	vector_take(&zone->records, &part->records);
	vector_take(&zone->faults, &part->faults);
	vector_take(&zone->comments, &part->comments);
	zone->outsiders = zone->outsiders || part->outsiders;
	if (part->partial)
		zone_mark_partial(
		    zone, part->partial_source, part->partial_offset);
	zone->last_name = NULL;
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
		return !is_managed(zone, name, type) &&
		    (zone->twin == NULL || !is_managed(zone->twin, name, type));
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

/* ------------------------------------------------------------- finishing */

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

/* Most owners have few records, and those in order. */
static void
owner_sort(const struct zp_zone *zone, struct record *records, size_t count)
{
	size_t i = 1;

	while (i < count &&
	    record_compare_r(
		&records[i - 1], &records[i], (void *)(uintptr_t)zone) <= 0)
		i++;
	if (i < count)
		qsort_r(records, count, sizeof *records, record_compare_r,
		    (void *)(uintptr_t)zone);
}

/* Sorted runs become owners; their records come to stand in that order. */
#define DEAL ((size_t)16384) /* runs of one task */

struct deal {
	struct zp_zone *zone;
	struct record *records; /* as they are to stand */
	struct owner *owners;
	struct deal_task {
		size_t owners, records; /* how many; then the first */
	} * tasks;
};

static bool
run_is_new(const struct zp_zone *zone, size_t run)
{
	const struct owner_run *runs = zone->runs.at;

	return run == 0 || runs[run - 1].hash != runs[run].hash ||
	    !name_equal(zone->names.at + runs[run - 1].name,
		zone->names.at + runs[run].name);
}

/* The first owner that begins at or behind a run. */
static size_t
deal_from(const struct deal *deal, size_t number)
{
	const struct zp_zone *zone = deal->zone;
	size_t run = number * DEAL;

	while (run < zone->runs.count && !run_is_new(zone, run))
		run++;
	return run < zone->runs.count ? run : zone->runs.count;
}

static void
deal_count(void *data, size_t number, unsigned worker)
{
	struct deal *deal = data;
	size_t end = deal_from(deal, number + 1);
	struct deal_task task = { 0, 0 };

	(void)worker;
	for (size_t run = deal_from(deal, number); run < end; run++) {
		task.owners += run_is_new(deal->zone, run);
		task.records += deal->zone->runs.at[run].count;
	}
	deal->tasks[number] = task;
}

static void
deal_out(void *data, size_t number, unsigned worker)
{
	struct deal *deal = data;
	struct zp_zone *zone = deal->zone;
	size_t end = deal_from(deal, number + 1);
	uint32_t owner = (uint32_t)deal->tasks[number].owners;
	size_t first = deal->tasks[number].records, at = first;

	(void)worker;
	for (size_t run = deal_from(deal, number); run < end; run++) {
		const struct owner_run *from = &zone->runs.at[run];
		const struct record *records = zone->records.at + from->first;

		deal->owners[owner] = (struct owner){ .name = from->name,
			.first = (uint32_t)first,
			.hash = from->hash };
		for (uint32_t i = 0; i < from->count; i++) {
			deal->records[at] = records[i];
			deal->records[at++].owner = owner;
		}
		if (run + 1 < end && !run_is_new(zone, run + 1))
			continue;
		owner_sort(zone, deal->records + first, at - first);
		first = at;
		owner++;
	}
}

static void
records_deal(struct zp_zone *zone, unsigned threads)
{
	size_t count = zone->runs.count / DEAL + 1, owners = 0, records = 0;
	struct deal deal = { .zone = zone };

	deal.tasks = memory_grow(NULL, count, sizeof *deal.tasks);
	workers_run(threads, count, deal_count, &deal);
	for (size_t i = 0; i < count; i++) {
		struct deal_task task = deal.tasks[i];

		deal.tasks[i] = (struct deal_task){ owners, records };
		owners += task.owners;
		records += task.records;
	}
	deal.records = memory_grow(NULL, records, sizeof *deal.records);
	deal.owners = memory_grow(NULL, owners, sizeof *deal.owners);
	workers_run(threads, count, deal_out, &deal);
	free(deal.tasks);
	vector_done(&zone->runs);
	free(zone->records.at);
	zone->records.at = deal.records;
	zone->records.size = records;
	zone->owners.at = deal.owners;
	zone->owners.count = zone->owners.size = owners;
}

static void
table_make(struct zp_zone *zone)
{
	size_t slots = TABLE_FIRST;

	while (slots < zone->owners.count * 2)
		slots *= 2;
	zone->table = memory_grow(NULL, slots, sizeof *zone->table);
	memset(zone->table, 0xff, slots * sizeof *zone->table);
	zone->table_mask = (uint32_t)slots - 1;
	for (uint32_t i = 0; i < zone->owners.count; i++) {
		uint32_t slot = zone->owners.at[i].hash & zone->table_mask;

		while (zone->table[slot] != NO_OWNER)
			slot = (slot + 1) & zone->table_mask;
		zone->table[slot] = i;
	}
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
	struct zp_rrset soa;

	if (zone->apex == NO_OWNER ||
	    !zone_rrset(zone, zone->apex, ZP_SOA, &soa))
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

/* Where some owner lies outside, names share no spelling to be skipped. */
static void
outsiders_key(struct zp_zone *zone)
{
	if (!zone->outsiders)
		return;
	zone->name_skip = 0;
	for (size_t i = 0; i < zone->runs.count; i++)
		zone->runs.at[i].key = order_key(
		    zone->names.at + zone->runs.at[i].name, 0);
}

void
zone_finish(struct zp_zone *zone, unsigned threads)
{
	zone->last_name = NULL;
	if (zone->runs.count > 0) {
		outsiders_key(zone);
		order_runs(zone->runs.at, zone->runs.count, zone->names.at,
		    zone->name_skip, threads);
		records_deal(zone, threads);
		table_make(zone);
		zone->apex = zone_owner_find(zone, zone->name);
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
	return zone->edits || zp_zone_may_keep(zone);
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
