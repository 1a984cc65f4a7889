/* For tests: a zone file's text read into lines of text. */
#ifndef TESTS_READING_H
#define TESTS_READING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/source.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "read/zonefile.h"

struct reading {
	struct arena *arena;
	char *lines; /* "www.example.com. 3600 A 192.0.2.1\n" and "2:5 syntax\n" */
	uint8_t rdata[65535]; /* of the last record */
	uint16_t length;
	bool messages; /* faults with their text */
};

static int
reading_record(void *data, const struct read_record *record)
{
	struct reading *reading = data;
	char owner[NAME_TEXT], type[16];

	name_to_text(record->owner, owner);
	type_to_text(record->type, type);
	memcpy(reading->rdata, record->rdata, record->length);
	reading->length = record->length;
	reading->lines = arena_format(reading->arena, "%s%s %s%s %s\n",
	    reading->lines, owner,
	    record->ttl_known ? arena_format(reading->arena, "%u ", record->ttl)
			      : "",
	    type,
	    record->opaque ? "?"
			   : rdata_text(reading->arena, record->type,
				 record->rdata, record->length));
	return 0;
}

static int
reading_fault(void *data, const struct read_fault *fault)
{
	struct reading *reading = data;
	struct source_place place = source_place(fault->source, fault->offset);

	reading->lines = arena_format(reading->arena, "%s%u:%u %s%s%s\n",
	    reading->lines, place.line, place.column, fault->rule,
	    reading->messages ? " " : "",
	    reading->messages ? fault->message : "");
	return 0;
}

static int
reading_comment(void *data, const struct read_comment *comment)
{
	(void)data;
	(void)comment;
	return 0;
}

static int
reading_unknown(void *data, const struct source *source, uint32_t offset)
{
	struct reading *reading = data;

	reading->lines = arena_format(reading->arena, "%s%u unknown\n",
	    reading->lines, source_place(source, offset).line);
	return 0;
}

/* Reads `text` as the zone example.com. */
static inline void
reading_of(struct reading *reading, struct text text)
{
	static const uint8_t origin[] = "\7example\3com";
	struct source source = { .path = "zone", .bytes = text };
	struct zone_sink sink = { reading, reading_record, reading_fault,
		reading_comment, reading_unknown };
	struct arena *scratch = arena_new();
	struct zonefile zonefile = { .origin = origin,
		.sink = &sink,
		.scratch = scratch };

	reading->lines = arena_string(reading->arena, "");
	reading->length = 0;
	assert_int_equal(zonefile_read(&zonefile, &source), 0);
	arena_free(scratch);
}

#endif
