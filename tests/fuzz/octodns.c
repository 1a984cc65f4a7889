/* Any bytes as a zone file of octoDNS, which may include itself. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "dns/rdata.h"
#include "read/octodns.h"
#include "read/octodns_config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	struct zone_sink zone;
	struct source source;
	size_t records;
};

static int
on_record(void *data, const struct read_record *record)
{
	struct seen *seen = data;
	uint32_t offset = 0, length = 0;

	if (record->offset > record->source->bytes.len ||
	    (record->length > 0 &&
		!rdata_is_valid(
		    record->type, record->rdata, record->length)))
		abort();
	for (int field = -1; field < 4; field++)
		if (format_locate(record->source, record->offset, field,
			&offset, &length) &&
		    (size_t)offset + length > record->source->bytes.len + 1)
			abort();
	seen->records++;
	return 0;
}

static int
on_fault(void *data, const struct read_fault *fault)
{
	(void)data;
	source_place(fault->source, fault->offset);
	return strlen(fault->message) > 1000;
}

static int
on_comment(void *data, const struct read_comment *comment)
{
	(void)data;
	if (comment->source->bytes.ptr[comment->offset] != '#')
		abort();
	return 0;
}

static int
on_unknown(void *data, const struct source *source, uint32_t offset)
{
	(void)data;
	(void)source;
	(void)offset;
	return 0;
}

static const struct zone_sink *
on_zone(void *data, enum document_side side, const uint8_t *name,
    const char *view)
{
	(void)side;
	(void)name;
	(void)view;
	return &((struct seen *)data)->zone;
}

static struct source *
on_include(void *data, const struct source *from, uint32_t offset,
    struct text path, bool *ret_outside)
{
	struct seen *seen = data;

	(void)from;
	(void)offset;
	*ret_outside = path.len > 0 && path.ptr[0] == '/';
	return path.len > 0 && path.ptr[0] == 's' ? &seen->source : NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t origin[] = "\7example\3org";
	struct arena *arena = arena_new(), *scratch = arena_new();
	struct seen seen = { .zone = { &seen, on_record, on_fault, on_comment,
				 on_unknown },
		.source = { .path = "zone",
		    .bytes = { (const char *)data, size } } };
	struct source *sources[] = { &seen.source };
	struct document_sink sink = {
		.data = &seen, .zone = on_zone, .include = on_include
	};
	struct document document = { .sources = sources,
		.count = 1,
		.origin = origin,
		.sink = &sink,
		.side = arena,
		.scratch = scratch };

	format_octodns.guess("example.org.yaml", seen.source.bytes);
	format_octodns.read(&document);
	if (octodns_is_config(seen.source.bytes))
		octodns_config_read(arena, &seen.source);
	source_done(&seen.source);
	arena_free(scratch);
	arena_free(arena);
	return 0;
}
