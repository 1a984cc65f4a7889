/*
 * For tests and fuzzing: all that a master file's reader tells, as bytes, so
 * that one way of reading can be held against another.
 */
#ifndef TESTS_WAYS_H
#define TESTS_WAYS_H

#include <string.h>

#include "base/arena.h"
#include "base/source.h"
#include "base/vector.h"
#include "dns/name.h"
#include "read/zonefile.h"

struct way {
	const char *name;
	enum zonefile_way way;
	unsigned threads;
	size_t chunk;
};

/* The first is what the others are held against. */
static const struct way ways[] = {
	{ "plain", ZONEFILE_PLAIN, 1, 0 },
	{ "bytes", ZONEFILE_BYTES, 1, 0 },
	{ "fastest", ZONEFILE_FASTEST, 1, 0 },
	{ "two threads", ZONEFILE_FASTEST, 2, 64 },
	{ "three threads, plain", ZONEFILE_PLAIN, 3, 16 },
	{ "eight threads, bytes", ZONEFILE_BYTES, 8, 100 },
};

#define WAYS (sizeof ways / sizeof *ways)

struct told {
	VECTOR_OF(unsigned char);
};

#define TOLD_PARTS 64

struct telling {
	struct told main, parts[TOLD_PARTS];
	struct zone_sink sinks[TOLD_PARTS];
	unsigned kept;
};

static void
told_bytes(struct told *told, const void *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		*vector_push(told) = ((const unsigned char *)bytes)[i];
}

static void
told_number(struct told *told, char kind, uint32_t number)
{
	told_bytes(told, &kind, 1);
	told_bytes(told, &number, sizeof number);
}

static int
told_record(void *data, const struct read_record *record)
{
	told_number(data, 'r', record->offset);
	told_number(data, 't', record->ttl);
	told_number(data, 'n', record->type);
	told_number(data, 'g', record->ttl_given);
	told_number(data, 'k', record->ttl_known);
	told_number(data, 'o', record->opaque);
	told_number(data, 'e', record->generated);
	told_number(data, 'l', record->length);
	told_bytes(data, record->owner, name_length(record->owner));
	told_bytes(data, record->rdata, record->length);
	return 0;
}

static int
told_fault(void *data, const struct read_fault *fault)
{
	told_number(data, 'f', fault->offset);
	told_number(data, 'l', fault->length);
	told_bytes(data, fault->rule, strlen(fault->rule) + 1);
	told_bytes(data, fault->message, strlen(fault->message) + 1);
	return 0;
}

static int
told_comment(void *data, const struct read_comment *comment)
{
	told_number(data, 'c', comment->offset);
	told_number(data, 'a', comment->alone);
	told_bytes(data, comment->text.ptr, comment->text.len);
	return 0;
}

static int
told_unknown(void *data, const struct source *source, uint32_t offset)
{
	(void)source;
	told_number(data, 'u', offset);
	return 0;
}

static const struct zone_sink *
told_part(void *data, unsigned number, size_t bytes)
{
	struct telling *telling = data;

	(void)bytes;
	telling->sinks[number] = (struct zone_sink){ &telling->parts[number],
		told_record, told_fault, told_comment, told_unknown };
	return &telling->sinks[number];
}

static void
told_kept(void *data, unsigned count)
{
	((struct telling *)data)->kept = count;
}

/* What is told of `text` when it is read that way; vector_done() it. */
static inline struct told
told_of(struct text text, const struct way *way)
{
	static const uint8_t origin[] = "\7example\3com";
	struct source source = { .path = "zone", .bytes = text };
	struct telling telling = { .kept = 0 };
	struct zone_sink sink = { &telling.main, told_record, told_fault,
		told_comment, told_unknown };
	struct arena *scratch = arena_new();
	struct zonefile zonefile = { .way = way->way,
		.origin = origin,
		.sink = &sink,
		.scratch = scratch,
		.threads = way->threads,
		.chunk = way->chunk,
		.part = told_part,
		.parts_kept = told_kept,
		.part_data = &telling };

	zonefile_read(&zonefile, &source);
	for (unsigned i = 0; i < TOLD_PARTS; i++) {
		if (i < telling.kept)
			told_bytes(&telling.main, telling.parts[i].at,
			    telling.parts[i].count);
		vector_done(&telling.parts[i]);
	}
	source_done(&source);
	arena_free(scratch);
	return telling.main;
}

/* The first way that tells something else than the first; NULL: none. */
static inline const char *
ways_differ(struct text text)
{
	struct told first = told_of(text, &ways[0]);
	const char *differs = NULL;

	for (size_t i = 1; i < WAYS && differs == NULL; i++) {
		struct told other = told_of(text, &ways[i]);

		if (other.count != first.count ||
		    (first.count > 0 &&
			memcmp(other.at, first.at, first.count) != 0))
			differs = ways[i].name;
		vector_done(&other);
	}
	vector_done(&first);
	return differs;
}

#endif
