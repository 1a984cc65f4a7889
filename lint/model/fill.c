/*
 * One zone while it is read: records are added at the ends of its stores.
 *
 * A zone that several threads read is filled in parts. Each part is a zone of
 * its own, whose stores are slices of the whole one's: what it adds stands
 * where it is to stay. Behind each slice a gap is left, since nobody knew how
 * much there would be; its memory is given back. A part that needs more than
 * its slice goes on in memory of its own and is copied in the end.
 */
#include <stdlib.h>
#include <string.h>

#include "../dns/name.h"
#include "zone.h"

/* ------------------------------------------------------------------ stores */

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

/* What so many bytes of text mostly hold. */
static struct zone_places
room_for(size_t bytes)
{
	return (struct zone_places){ .names = bytes / 2,
		.rdata = bytes / 2,
		.runs = bytes / 48,
		.records = bytes / 32 };
}

/* Between them growing by and by is cheap enough, and wastes nothing. */
#define EXPECT_UNTIL ((size_t)4 * 1024)
#define EXPECT_FROM  ((size_t)1024 * 1024)

#define vector_expect(v, room, grow)       \
	((v)->size >= (room) ?             \
		(void)0 :                  \
		(void)((v)->size = (room), \
		    (v)->at = grow((v)->at, (v)->size, sizeof *(v)->at)))

void
zone_expect(struct zp_zone *zone, size_t bytes)
{
	struct zone_places room = room_for(bytes);

	if (bytes >= EXPECT_UNTIL && bytes < EXPECT_FROM)
		return;
	vector_expect(&zone->names, room.names, memory_large);
	vector_expect(&zone->rdata, room.rdata, memory_grow);
	vector_expect(&zone->runs, room.runs, memory_grow);
	vector_expect(&zone->records, room.records, memory_grow);
}

/* ------------------------------------------------------------------- parts */

void
zone_lend(struct zp_zone *zone, struct zp_zone *part, size_t bytes)
{
	struct zone_places room = room_for(bytes), *lent = &zone->lent;

	if (zone->records.count > 0 || room.names < NAME_WIRE ||
	    lent->names + room.names > zone->names.size ||
	    lent->rdata + room.rdata > zone->rdata.size ||
	    lent->runs + room.runs > zone->runs.size ||
	    lent->records + room.records > zone->records.size) {
		zone_expect(part, bytes);
		return;
	}
	part->borrows = true;
	part->base = *lent;
	part->names.at = zone->names.at + lent->names;
	part->names.size = room.names;
	part->rdata.at = zone->rdata.at + lent->rdata;
	part->rdata.size = room.rdata;
	part->runs.at = zone->runs.at + lent->runs;
	part->runs.size = room.runs;
	part->records.at = zone->records.at + lent->records;
	part->records.size = room.records;
	lent->names += room.names;
	lent->rdata += room.rdata;
	lent->runs += room.runs;
	lent->records += room.records;
}

#define vector_spare(v) memory_spare((v)->at + (v)->count, (v)->at + (v)->size)

void
zone_spare(struct zp_zone *part)
{
	vector_spare(&part->names);
	vector_spare(&part->rdata);
	vector_spare(&part->runs);
	vector_spare(&part->records);
}

void
zone_return(struct zp_zone *part)
{
	if (!part->borrows)
		return;
	part->borrows = false;
	part->base = (struct zone_places){ 0 };
	vector_forget(&part->names);
	vector_forget(&part->rdata);
	vector_forget(&part->runs);
	vector_forget(&part->records);
}

/* The same elements in memory of their own, with room for as many again. */
#define vector_copied(v)                                                    \
	((v)->size *= 2,                                                    \
	    (v)->at = memcpy(memory_grow(NULL, (v)->size, sizeof *(v)->at), \
		(v)->at, (v)->count * sizeof *(v)->at))

/* The slice is full. */
static void
part_leave(struct zp_zone *part)
{
	for (size_t i = 0; i < part->runs.count; i++) {
		part->runs.at[i].name -= (uint32_t)part->base.names;
		part->runs.at[i].first -= (uint32_t)part->base.records;
	}
	for (size_t i = 0; i < part->records.count; i++)
		part->records.at[i].rdata -= (uint32_t)part->base.rdata;
	vector_copied(&part->names);
	vector_copied(&part->rdata);
	vector_copied(&part->runs);
	vector_copied(&part->records);
	part->base = (struct zone_places){ 0 };
	part->borrows = false;
}

static bool
slice_is_full(const struct zp_zone *part, size_t rdata)
{
	return part->names.count + NAME_WIRE > part->names.size ||
	    part->rdata.count + rdata > part->rdata.size ||
	    part->runs.count == part->runs.size ||
	    part->records.count == part->records.size;
}

/* ------------------------------------------------------------------ adding */

static int
run_begin(struct zp_zone *zone, const uint8_t *owner)
{
	size_t length = name_length(owner);
	size_t at = zone->base.names + zone->names.count;

	if (!store_add(&zone->names.at, &zone->names.count, &zone->names.size,
		owner, length))
		return -1;
	zone->outsiders = zone->outsiders || !name_within(owner, zone->name);
	zone->stars = zone->stars || memchr(owner, '*', length) != NULL;
	*vector_push(&zone->runs) = (struct owner_run){ .key = order_key(owner,
							    zone->name_skip),
		.name = (uint32_t)at,
		.first = (uint32_t)(zone->base.records + zone->records.count),
		.hash = (uint32_t)name_hash_of(owner, length) };
	return 0;
}

static bool
run_goes_on(const struct zp_zone *zone, const uint8_t *owner)
{
	return zone->last_name == owner &&
	    name_equal(zone->names.at +
		    (zone->runs.at[zone->runs.count - 1].name -
			zone->base.names),
		owner);
}

int
zone_add(struct zp_zone *zone, const uint8_t *owner, struct record record,
    const uint8_t *rdata)
{
	if (zone->borrows && slice_is_full(zone, record.length))
		part_leave(zone);
	if (zone->records.count >= UINT32_MAX - 1 ||
	    (!run_goes_on(zone, owner) && run_begin(zone, owner) != 0))
		return -1;
	zone->last_name = owner;
	record.owner = (uint32_t)zone->runs.count - 1;
	record.rdata = (uint32_t)(zone->base.rdata + zone->rdata.count);
	if (!store_add(&zone->rdata.at, &zone->rdata.count, &zone->rdata.size,
		rdata, record.length))
		return -1;
	zone->runs.at[zone->runs.count - 1].count++;
	*vector_push(&zone->records) = record;
	return 0;
}

/* ------------------------------------------------------------------ taking */

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
	memmove((char *)*at + *count * element, from, more * element);
	*count += more;
}

#define vector_take(to, from)                                        \
	elements_take((void **)&(to)->at, &(to)->count, &(to)->size, \
	    (from)->at, (from)->count, sizeof *(to)->at)

/* What stands in its place already: only the runs are moved together. */
static void
slice_take(struct zp_zone *zone, struct zp_zone *part)
{
	vector_take(&zone->runs, &part->runs);
	zone->names.count = part->base.names + part->names.count;
	zone->rdata.count = part->base.rdata + part->rdata.count;
	zone->records.count = part->base.records + part->records.count;
}

static size_t
larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* What has memory of its own comes behind all slices. */
static int
copy_take(struct zp_zone *zone, struct zp_zone *part)
{
	size_t names = larger(zone->names.count, zone->lent.names);
	size_t rdata = larger(zone->rdata.count, zone->lent.rdata);
	size_t records = larger(zone->records.count, zone->lent.records);

	if (names + part->names.count > UINT32_MAX ||
	    rdata + part->rdata.count > UINT32_MAX ||
	    records + part->records.count > UINT32_MAX - 1)
		return -1;
	for (size_t i = 0; i < part->runs.count; i++) {
		part->runs.at[i].name += (uint32_t)names;
		part->runs.at[i].first += (uint32_t)records;
	}
	for (size_t i = 0; i < part->records.count; i++)
		part->records.at[i].rdata += (uint32_t)rdata;
	zone->names.count = names;
	zone->rdata.count = rdata;
	zone->records.count = records;
	vector_take(&zone->names, &part->names);
	vector_take(&zone->rdata, &part->rdata);
	vector_take(&zone->runs, &part->runs);
	vector_take(&zone->records, &part->records);
	return 0;
}

int
zone_take(struct zp_zone *zone, struct zp_zone *part)
{
	if (part->borrows)
		slice_take(zone, part);
	else if (copy_take(zone, part) != 0)
		return -1;
	vector_take(&zone->faults, &part->faults);
	vector_take(&zone->comments, &part->comments);
	zone->outsiders = zone->outsiders || part->outsiders;
	zone->stars = zone->stars || part->stars;
	if (part->partial)
		zone_mark_partial(
		    zone, part->partial_source, part->partial_offset);
	zone->last_name = NULL;
	zone_return(part);
	return 0;
}
