/*
 * One zone, once all of it is read: its records sorted and indexed, doubles set
 * aside, TTLs given.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "../base/workers.h"
#include "../dns/name.h"
#include "marks.h"
#include "zone.h"

#define NO_OWNER    UINT32_MAX
#define TABLE_FIRST 16

/* ------------------------------------------------------------------ order */

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

/* From the first that is out of order on, which is `i`. */
static void
few_sort(struct zp_zone *zone, struct record *records, size_t count, size_t i)
{
	for (; i < count; i++) {
		struct record record = records[i];
		size_t at = i;

		for (; at > 0 &&
		     record_compare_r(&records[at - 1], &record, zone) > 0;
		     at--)
			records[at] = records[at - 1];
		records[at] = record;
	}
}

#define FEW 24

/*
 * Most owners have few records, and those in order. Does one of them say the
 * same as the one before it?
 */
static bool
owner_sort(struct zp_zone *zone, struct record *records, size_t count)
{
	bool doubles = false;
	size_t i = 1;

	for (; i < count; i++) {
		int order = record_compare(zone, &records[i - 1], &records[i]);

		if (order == 0) {
			doubles = true;
			order = record_compare_r(
			    &records[i - 1], &records[i], zone);
		}
		if (order > 0)
			break;
	}
	if (i >= count)
		return doubles;
	if (count <= FEW)
		few_sort(zone, records, count, i);
	else
		qsort_r(
		    records, count, sizeof *records, record_compare_r, zone);
	for (i = 1; i < count && !doubles; i++)
		doubles = record_compare(zone, &records[i - 1], &records[i]) ==
		    0;
	return doubles;
}

/*
 * Sorted runs become owners; their records come to stand in that order. While
 * they are copied a zone takes more memory than ever before or after: a run is
 * packed first, and becomes an owner where it stands.
 */
#define DEAL ((size_t)16384) /* runs of one task */

struct packed_run {
	uint32_t name, first, count; /* as in struct owner_run */
	uint32_t hash;               /* of the name; and a mark: */
};

#define RUN_NEW 0x80000000u /* another owner than that of the run before */

struct deal {
	struct zp_zone *zone;
	struct packed_run *runs;
	struct record *records; /* as they are to stand */
	struct deal_task {
		size_t from, end;       /* runs */
		size_t owners, records; /* how many; then the first */
		bool doubles;
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
deal_from(const struct zp_zone *zone, size_t number)
{
	size_t run = number * DEAL;

	while (run < zone->runs.count && !run_is_new(zone, run))
		run++;
	return run < zone->runs.count ? run : zone->runs.count;
}

/* What a run was sorted by is done with: its key tells whether it is new. */
static void
deal_count(void *data, size_t number, unsigned worker)
{
	struct deal *deal = data;
	struct owner_run *runs = deal->zone->runs.at;
	struct deal_task task = { .from = deal_from(deal->zone, number),
		.end = deal_from(deal->zone, number + 1) };

	(void)worker;
	for (size_t run = task.from; run < task.end; run++) {
		runs[run].key = run_is_new(deal->zone, run);
		task.owners += runs[run].key;
		task.records += runs[run].count;
	}
	deal->tasks[number] = task;
}

static struct packed_run *
runs_pack(struct zp_zone *zone)
{
	const struct owner_run *runs = zone->runs.at;
	struct packed_run *packed = (struct packed_run *)zone->runs.at;
	size_t count = zone->runs.count;

	for (size_t i = 0; i < count; i++) {
		struct owner_run run = runs[i];

		packed[i] = (struct packed_run){ run.name, run.first, run.count,
			(run.hash & OWNER_HASH) | (run.key ? RUN_NEW : 0) };
	}
	memory_spare(packed + count, zone->runs.at + zone->runs.size);
	vector_forget(&zone->runs);
	return packed;
}

static void
deal_out(void *data, size_t number, unsigned worker)
{
	struct deal *deal = data;
	struct deal_task *task = &deal->tasks[number];
	uint32_t owner = (uint32_t)task->owners;
	size_t first = task->records, at = first;

	(void)worker;
	for (size_t run = task->from; run < task->end; run++) {
		const struct packed_run *from = &deal->runs[run];
		const struct record *records = deal->zone->records.at +
		    from->first;

		for (uint32_t i = 0; i < from->count; i++) {
			deal->records[at] = records[i];
			deal->records[at++].owner = owner;
		}
		if (run + 1 < task->end && (from[1].hash & RUN_NEW) == 0)
			continue;
		task->doubles |= owner_sort(
		    deal->zone, deal->records + first, at - first);
		first = at;
		owner++;
	}
}

static void
owners_make(struct zp_zone *zone, struct packed_run *runs, size_t count)
{
	struct owner *owners = (struct owner *)runs;
	size_t made = 0, first = 0;

	for (size_t i = 0; i < count; i++) {
		struct packed_run run = runs[i];

		if ((run.hash & RUN_NEW) != 0)
			owners[made++] = (struct owner){ .name = run.name,
				.first = (uint32_t)first,
				.hash = run.hash & OWNER_HASH };
		first += run.count;
	}
	zone->owners.at = memory_grow(owners, made, sizeof *owners);
	zone->owners.count = zone->owners.size = made;
}

/*
 * Into `room`; where the records stood, the table is to stand. Does some owner
 * have the same record twice?
 */
static bool
records_deal(struct zp_zone *zone, struct record *room, unsigned threads)
{
	size_t runs = zone->runs.count, tasks = runs / DEAL + 1;
	size_t owners = 0, records = 0;
	struct deal deal = { .zone = zone, .records = room };
	bool doubles = false;

	deal.tasks = memory_grow(NULL, tasks, sizeof *deal.tasks);
	workers_run(threads, tasks, deal_count, &deal);
	for (size_t i = 0; i < tasks; i++) {
		struct deal_task task = deal.tasks[i];

		deal.tasks[i].owners = owners;
		deal.tasks[i].records = records;
		owners += task.owners;
		records += task.records;
	}
	deal.runs = runs_pack(zone);
	workers_run(threads, tasks, deal_out, &deal);
	for (size_t i = 0; i < tasks; i++)
		doubles = doubles || deal.tasks[i].doubles;
	free(deal.tasks);
	zone->table = (uint32_t *)zone->records.at;
	zone->records.at = deal.records;
	zone->records.count = zone->records.size = records;
	owners_make(zone, deal.runs, runs);
	return doubles;
}

/* Where the records stood while they were read, which takes more than it. */
static void
table_make(struct zp_zone *zone)
{
	size_t slots = TABLE_FIRST;

	while (slots < zone->owners.count * 2)
		slots *= 2;
	zone->table = memory_large(zone->table, slots, sizeof *zone->table);
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

/* -------------------------------------------------------------------- all */

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

/*
 * The room that records are dealt into serves the sort before: there are no
 * more runs than records, and no run is larger.
 */
static void
runs_sort(struct zp_zone *zone, struct record *room, unsigned threads)
{
	_Static_assert(sizeof(struct owner_run) <= sizeof *room &&
		_Alignof(struct owner_run) <= _Alignof(max_align_t),
	    "a run fits where a record does");
	order_runs(zone->runs.at, (void *)room, zone->runs.count,
	    zone->names.at, zone->name_skip, threads);
}

void
zone_finish(struct zp_zone *zone, unsigned threads)
{
	struct record *room = NULL;
	bool doubles = false;

	zone->last_name = NULL;
	if (zone->runs.count > 0) {
		room = memory_large(NULL, zone->records.count, sizeof *room);
		memory_spare(zone->runs.at + zone->runs.count,
		    zone->runs.at + zone->runs.size);
		outsiders_key(zone);
		runs_sort(zone, room, threads);
		doubles = records_deal(zone, room, threads);
		table_make(zone);
		zone->apex = zone_owner_find(zone, zone->name);
		if (doubles)
			duplicates_part(zone);
		zone_mark(zone, threads);
	}
	missing_ttls(zone);
	second_soa(zone);
}
