/*
 * Our records against those of an independent reader: BIND's named-compilezone
 * in its raw form, which holds wire data, so that no parser of ours is in
 * between: zones of the tests and samples that it takes, and made-up ones. A
 * process for each takes its time, so a run looks at one in eight of the rules'
 * fixtures; PEERS=all looks at every one. Skipped where it is not installed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/files.h"
#include "base/vector.h"
#include "base/workers.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "read/zonefile.h"

/* One record: its owner, type and data as bytes that sort. */
struct fact {
	unsigned char *bytes;
	size_t length;
	uint32_t ttl;
};

struct facts {
	struct arena *arena;
	struct {
		VECTOR_OF(struct fact);
	} list;
	bool unsure; /* something was faulty, unknown or opaque */
};

static void
fact_add(struct facts *facts, const uint8_t *owner, uint16_t type,
    uint32_t ttl, const uint8_t *rdata, size_t length)
{
	size_t name = name_length(owner);
	struct fact fact = { arena_bytes(facts->arena, name + 2 + length),
		name + 2 + length, ttl };

	memcpy(fact.bytes, owner, name);
	fact.bytes[name] = (unsigned char)(type >> 8);
	fact.bytes[name + 1] = (unsigned char)type;
	if (length > 0)
		memcpy(fact.bytes + name + 2, rdata, length);
	*vector_push(&facts->list) = fact;
}

static int
fact_order(const void *left, const void *right)
{
	const struct fact *a = left, *b = right;
	size_t shorter = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->bytes, b->bytes, shorter);

	return order != 0	     ? order
	    : a->length != b->length ? (a->length < b->length ? -1 : 1)
				     : 0;
}

/* BIND leaves out what is not within the zone. */
static void
facts_within(struct facts *facts, const uint8_t *origin)
{
	size_t kept = 0;

	for (size_t i = 0; i < facts->list.count; i++)
		if (name_within(facts->list.at[i].bytes, origin))
			facts->list.at[kept++] = facts->list.at[i];
	facts->list.count = kept;
}

/* Sorted, each once. */
static void
facts_settle(struct facts *facts)
{
	size_t kept = 0;

	if (facts->list.count > 1)
		qsort(facts->list.at, facts->list.count,
		    sizeof *facts->list.at, fact_order);
	for (size_t i = 0; i < facts->list.count; i++)
		if (kept == 0 ||
		    fact_order(&facts->list.at[kept - 1],
			&facts->list.at[i]) != 0)
			facts->list.at[kept++] = facts->list.at[i];
	facts->list.count = kept;
}

/* ------------------------------------------------------------------- ours */

static int
our_record(void *data, const struct read_record *record)
{
	struct facts *facts = data;

	facts->unsure = facts->unsure || record->opaque ||
	    !record->ttl_known || record->type >= 65280;
	fact_add(facts, record->owner, record->type, record->ttl,
	    record->rdata, record->length);
	return 0;
}

static int
our_fault(void *data, const struct read_fault *fault)
{
	(void)fault;
	((struct facts *)data)->unsure = true;
	return 0;
}

static int
our_comment(void *data, const struct read_comment *comment)
{
	(void)data;
	(void)comment;
	return 0;
}

static int
our_unknown(void *data, const struct source *source, uint32_t offset)
{
	(void)source;
	(void)offset;
	((struct facts *)data)->unsure = true;
	return 0;
}

static void
read_ours(struct facts *facts, const char *path, struct text text,
    const uint8_t *origin)
{
	struct source source = { .path = path, .bytes = text };
	struct zone_sink sink = { facts, our_record, our_fault, our_comment,
		our_unknown };
	struct arena *scratch = arena_new();
	struct zonefile zonefile = { .origin = origin,
		.sink = &sink,
		.scratch = scratch };

	zonefile_read(&zonefile, &source);
	source_done(&source);
	arena_free(scratch);
}

/* ----------------------------------------------------------------- theirs */

/* BIND's raw form: a header, then each RRset with a header of its own. */
struct raw {
	const uint8_t *at, *end;
};

static uint32_t
raw_number(struct raw *raw, size_t width)
{
	uint32_t value = 0;

	if ((size_t)(raw->end - raw->at) < width) {
		raw->at = raw->end;
		return 0;
	}
	while (width-- > 0)
		value = value << 8 | *raw->at++;
	return value;
}

static void
lower(uint8_t *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] |= 0x20;
}

static void
raw_rrset(struct raw *raw, struct facts *facts)
{
	uint8_t owner[NAME_WIRE];
	static _Thread_local uint8_t rdata[65535];
	uint32_t ttl = 0, count = 0;
	uint16_t type = 0;
	size_t length = 0;

	raw_number(raw, 4);
	raw_number(raw, 2);
	type = (uint16_t)raw_number(raw, 2);
	raw_number(raw, 2);
	ttl = raw_number(raw, 4);
	count = raw_number(raw, 4);
	length = raw_number(raw, 2);
	assert_true(length <= sizeof owner &&
	    (size_t)(raw->end - raw->at) >= length);
	memcpy(owner, raw->at, length);
	raw->at += length;
	lower(owner, length);
	while (count-- > 0) {
		length = raw_number(raw, 2);
		assert_true((size_t)(raw->end - raw->at) >= length);
		memcpy(rdata, raw->at, length);
		raw->at += length;
		rdata_lower(type, rdata, length);
		fact_add(facts, owner, type, ttl, rdata, length);
	}
}

/* False when the peer does not take the file. */
static bool
read_theirs(struct facts *facts, const char *path, const uint8_t *origin)
{
	char out[] = "/tmp/zoneproof-peer-XXXXXX", name[NAME_TEXT];
	char command[2000];
	struct text bytes = { NULL, 0 };
	struct error err = { 0 };
	int file = mkstemp(out);
	bool taken = false;

	if (file < 0)
		return false;
	close(file);
	name_to_text(origin, name);
	snprintf(command, sizeof command,
	    "named-compilezone -i none -k ignore -m ignore -M ignore -n ignore "
	    "-r ignore -S ignore -T ignore -W ignore -F raw -o %s '%s' '%s' "
	    ">/dev/null 2>&1",
	    out, name, path);
	if (system(command) == 0 &&
	    file_read(facts->arena, out, &bytes, &err) == 0 &&
	    bytes.len >= 24) {
		struct raw raw = { (const uint8_t *)bytes.ptr + 24,
			(const uint8_t *)bytes.ptr + bytes.len };

		while (raw.at < raw.end)
			raw_rrset(&raw, facts);
		taken = true;
	}
	unlink(out);
	return taken;
}

/* ------------------------------------------------------------ the comparing */

struct zone_file {
	char *path;
	int compared; /* 1: yes, and equal; 0: not judged; -1: differs */
	char differs[2048];
};

static struct {
	VECTOR_OF(struct zone_file);
} zone_files;

static void
tell_difference(struct zone_file *file, const struct fact *fact,
    const char *whose)
{
	char name[NAME_TEXT];
	size_t length = name_length(fact->bytes);

	name_to_text(fact->bytes, name);
	snprintf(file->differs, sizeof file->differs,
	    "%.400s: only %s: %s type %d, %zu bytes", file->path, whose, name,
	    fact->bytes[length] << 8 | fact->bytes[length + 1],
	    fact->length - length - 2);
	file->compared = -1;
}

static void
compare(struct zone_file *file, const uint8_t *origin, struct facts *ours,
    struct facts *theirs)
{
	size_t i = 0, j = 0;

	facts_within(ours, origin);
	facts_settle(ours);
	facts_settle(theirs);
	file->compared = 1;
	while (file->compared > 0 &&
	    (i < ours->list.count || j < theirs->list.count)) {
		int order = i == ours->list.count ? 1
		    : j == theirs->list.count
		    ? -1
		    : fact_order(&ours->list.at[i], &theirs->list.at[j]);

		if (order < 0)
			tell_difference(file, &ours->list.at[i], "ours");
		else if (order > 0)
			tell_difference(file, &theirs->list.at[j], "theirs");
		i++;
		j++;
	}
}

static void
compare_file(void *data, size_t number, unsigned worker)
{
	struct zone_file *file = &zone_files.at[number];
	struct arena *arena = arena_new();
	struct facts ours = { .arena = arena }, theirs = { .arena = arena };
	struct zonefile_glance glance;
	struct text text = { NULL, 0 };
	struct error err = { 0 };

	(void)data;
	(void)worker;
	if (file_read(arena, file->path, &text, &err) == 0) {
		zonefile_glance(text, &glance);
		if (glance.origin_known && glance.has_soa &&
		    strcasestr(text.ptr, "$INCLUDE") == NULL) {
			read_ours(&ours, file->path, text, glance.origin);
			if (!ours.unsure &&
			    read_theirs(&theirs, file->path, glance.origin))
				compare(file, glance.origin, &ours,
				    &theirs);
		}
	}
	vector_done(&ours.list);
	vector_done(&theirs.list);
	arena_free(arena);
}

static int
one_file(const char *path, const struct stat *about, int kind, struct FTW *ftw)
{
	(void)ftw;
	if (getenv("PEERS") == NULL && strncmp(path, "tests/rules", 11) == 0 &&
	    XXH32(path, strlen(path), 0) % 8 != 0)
		return 0;
	if (kind == FTW_F && about->st_size < 1000000 &&
	    (strstr(path, ".zone") != NULL || strstr(path, "/db.") != NULL) &&
	    strchr(path, '\'') == NULL)
		*vector_push(&zone_files) =
		    (struct zone_file){ .path = strdup(path) };
	return 0;
}

static size_t
compare_all(void)
{
	size_t compared = 0, differ = 0;

	workers_run(workers_default(), zone_files.count, compare_file, NULL);
	for (size_t i = 0; i < zone_files.count; i++) {
		if (zone_files.at[i].compared < 0) {
			print_error("%s\n", zone_files.at[i].differs);
			differ++;
		}
		compared += zone_files.at[i].compared > 0;
		free(zone_files.at[i].path);
	}
	vector_done(&zone_files);
	assert_int_equal(differ, 0);
	return compared;
}

static bool
peer_is_there(void)
{
	if (system("command -v named-compilezone >/dev/null 2>&1") == 0)
		return true;
	printf("skip records against BIND's: named-compilezone is not here "
	       "(apt-get install bind9-utils)\n");
	return false;
}

static void
records_are_those_of_bind(void **state)
{
	static const char *const folders[] = { "tests/rules", "tests/report",
		"samples" };

	(void)state;
	if (!peer_is_there())
		skip();
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		assert_int_equal(nftw(folders[i], one_file, 16, FTW_PHYS), 0);
	assert_true(compare_all() > 60);
}

/* Some thousand records of every hot type, in the order of a file. */
static void
made_up_records_are_those_of_bind(void **state)
{
	static const char *const kinds[] = { "mixed", "tld" };
	char command[200];

	(void)state;
	if (!peer_is_there() ||
	    system("command -v python3 >/dev/null 2>&1") != 0)
		skip();
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char path[] = "/tmp/zoneproof-made-XXXXXX";
		int file = mkstemp(path);

		assert_true(file >= 0);
		close(file);
		snprintf(command, sizeof command,
		    "python3 tests/bench/zone.py 5000 %s >%s", kinds[i], path);
		assert_int_equal(system(command), 0);
		*vector_push(&zone_files) =
		    (struct zone_file){ .path = strdup(path) };
		assert_int_equal(compare_all(), 1);
		unlink(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_those_of_bind),
		cmocka_unit_test(made_up_records_are_those_of_bind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
