/* Any bytes as a zone file: read, located, kept, sorted, printed. */
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "dns/rdata.h"
#include "model/estate.h"
#include "model/zone.h"
#include "read/zonefile.h"

struct reading {
	struct zp_zone *zone;
	struct arena *side;
};

static int
on_record(void *data, const struct read_record *read)
{
	struct reading *reading = data;
	struct record record = { .ttl = read->ttl,
		.offset = read->offset,
		.length = read->length,
		.type = read->type,
		.flags = read->opaque ? RECORD_OPAQUE : 0 };

	if (!read->opaque)
		rdata_text(reading->side, read->type, read->rdata,
		    read->length);
	return zone_add(reading->zone, read->owner, record, read->rdata);
}

static int
on_fault(void *data, const struct read_fault *fault)
{
	(void)data;
	source_place(fault->source, fault->offset);
	return 0;
}

static int
on_comment(void *data, const struct read_comment *comment)
{
	(void)data;
	(void)comment;
	return 0;
}

static int
on_unknown(void *data, const struct source *source, uint32_t offset)
{
	struct reading *reading = data;

	zone_mark_partial(reading->zone, source, offset);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t origin[] = "\7example\3com";
	struct arena *side = arena_new(), *scratch = arena_new();
	struct source source = { .path = "zone",
		.bytes = { (const char *)data, size } };
	struct reading reading = { zone_new(side, origin, "zone"), side };
	struct zone_sink sink = { &reading, on_record, on_fault, on_comment,
		on_unknown };
	struct zonefile zonefile = { .origin = origin, .sink = &sink,
		.scratch = scratch };
	struct zonefile_glance glance;
	uint32_t offset = 0, length = 0;

	zone_add_source(reading.zone, &source);
	zonefile_glance(source.bytes, &glance);
	zonefile_read(&zonefile, &source);
	zone_finish(reading.zone, 1);
	for (size_t i = 0; i < reading.zone->records.count && i < 100; i++)
		for (int field = -1; field < 12; field++)
			if (zonefile_locate(&source,
				reading.zone->records.at[i].offset, field,
				&offset, &length) &&
			    (size_t)offset + length > size)
				abort();
	zone_free(reading.zone);
	arena_free(side);
	arena_free(scratch);
	return 0;
}
