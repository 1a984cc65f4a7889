/* Any bytes as each change-set, list or manifest: read, located. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "read/format.h"
#include "read/terraform.h"

struct reading {
	struct arena *side;
	struct zone_sink sink;
	const struct source *source; /* of the record that the state holds */
	bool has_state;
};

static int
on_record(void *data, const struct read_record *read)
{
	struct reading *reading = data;
	uint32_t offset = 0, length = 0;

	if (!read->opaque) {
		if (!rdata_is_valid(read->type, read->rdata, read->length))
			abort();
		rdata_text(
		    reading->side, read->type, read->rdata, read->length);
	}
	for (int field = -1; field < 8; field++)
		if (format_locate(
			read->source, read->offset, field, &offset, &length) &&
		    (size_t)offset + length > read->source->bytes.len)
			abort();
	return 0;
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
	(void)data;
	source_place(source, offset);
	return 0;
}

static const struct zone_sink *
on_zone(
    void *data, enum document_side side, const uint8_t *name, const char *view)
{
	struct reading *reading = data;

	(void)side;
	if (strlen(view) > 1000000 || name_length(name) > NAME_WIRE)
		abort();
	return &reading->sink;
}

static void
on_notice(void *data, const char *message)
{
	(void)data;
	if (*message == '\0')
		abort();
}

static struct source *
on_include(void *data, const struct source *from, uint32_t offset,
    struct text path, bool *ret_outside)
{
	(void)data;
	(void)from;
	(void)offset;
	(void)path;
	*ret_outside = false;
	return NULL;
}

static void
on_trait(void *data, const struct zone_sink *zone, enum zone_trait trait)
{
	(void)data;
	(void)zone;
	(void)trait;
}

static const uint8_t *
on_zone_by_id(void *data, const char *id)
{
	(void)data;
	(void)id;
	return NULL;
}

static const uint8_t *
on_zone_of(void *data, const uint8_t *name)
{
	static const uint8_t zone[] = "\7example\3com";
	struct reading *reading = data;

	return reading->has_state && name_within(name, zone) ? zone : NULL;
}

static bool
on_held(void *data, const uint8_t *zone, const uint8_t *owner, uint16_t type,
    int (*visit)(void *data, const struct read_record *record),
    void *visit_data)
{
	static const uint8_t address[] = { 192, 0, 2, 1 };
	struct reading *reading = data;
	struct read_record record = { .owner = owner,
		.rdata = address,
		.source = reading->source,
		.ttl = 300,
		.length = 4,
		.type = 1,
		.ttl_known = true };

	(void)zone;
	if (reading->has_state && visit != NULL && (type == 0 || type == 1))
		visit(visit_data, &record);
	return reading->has_state;
}

static void
read_as(const struct format *format, struct text bytes, bool has_state)
{
	struct arena *side = arena_new(), *scratch = arena_new();
	struct source source = { .path = "x", .bytes = bytes };
	struct source *sources[] = { &source };
	struct reading reading = {
		.side = side, .source = &source, .has_state = has_state
	};
	struct document_sink sink = { &reading, on_zone, on_fault, on_notice,
		on_include, on_trait, on_zone_by_id, on_zone_of, on_held };
	struct document document = { .sources = sources,
		.count = 1,
		.sink = &sink,
		.side = side,
		.scratch = scratch };

	reading.sink = (struct zone_sink){ &reading, on_record, on_fault,
		on_comment, on_unknown };
	format->guess("x", bytes);
	format->read(&document);
	source_done(&source);
	arena_free(side);
	arena_free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct format *const read[] = { &format_terraform,
		&format_route53, &format_nsupdate, &format_dnscontrol,
		&format_octodns_plan, &format_gcloud, &format_dnsendpoint,
		NULL };
	struct text bytes = { (const char *)data, size };

	for (size_t i = 0; read[i] != NULL; i++) {
		read_as(read[i], bytes, false);
		read_as(read[i], bytes, true);
	}
	return 0;
}
