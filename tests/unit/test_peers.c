/*
 * Our records against those of an independent reader: BIND's named-compilezone
 * in its raw form, which holds wire data, so that no parser of ours is in
 * between; and of what BIND refuses, ldns's. Zones of the tests and samples
 * that one of them takes, and made-up ones, large enough to be read in parts. A
 * process for each takes its time, so a run looks at one in eight of the rules'
 * fixtures; PEERS=all looks at every one. Without BIND all are ldns's to read.
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
#include <ldns/ldns.h>
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
fact_add(struct facts *facts, const uint8_t *owner, uint16_t type, uint32_t ttl,
    const uint8_t *rdata, size_t length)
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

	return order != 0          ? order :
	    a->length != b->length ? (a->length < b->length ? -1 : 1) :
				     0;
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
		qsort(facts->list.at, facts->list.count, sizeof *facts->list.at,
		    fact_order);
	for (size_t i = 0; i < facts->list.count; i++)
		if (kept == 0 ||
		    fact_order(&facts->list.at[kept - 1], &facts->list.at[i]) !=
			0)
			facts->list.at[kept++] = facts->list.at[i];
	facts->list.count = kept;
}

/* ------------------------------------------------------------------- ours */

static int
our_record(void *data, const struct read_record *record)
{
	struct facts *facts = data;

	facts->unsure = facts->unsure || record->opaque || !record->ttl_known ||
	    record->type >= 65280;
	fact_add(facts, record->owner, record->type, record->ttl, record->rdata,
	    record->length);
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

#define THREADS 3
#define PARTS   64

/* A large file is read in parts at once: each has facts of its own. */
struct parts {
	struct facts facts[PARTS];
	struct zone_sink sinks[PARTS];
	unsigned begun, kept;
};

static struct zone_sink
sink_for(struct facts *facts)
{
	return (struct zone_sink){ facts, our_record, our_fault, our_comment,
		our_unknown };
}

static const struct zone_sink *
our_part(void *data, unsigned number, size_t bytes)
{
	struct parts *parts = data;

	(void)bytes;
	assert_true(number < PARTS);
	parts->facts[number].arena = arena_new();
	parts->sinks[number] = sink_for(&parts->facts[number]);
	parts->begun = number + 1;
	return &parts->sinks[number];
}

static void
our_parts_kept(void *data, unsigned count)
{
	((struct parts *)data)->kept = count;
}

static void
parts_join(struct facts *facts, struct parts *parts)
{
	for (unsigned i = 0; i < parts->begun; i++) {
		struct facts *part = &parts->facts[i];

		for (size_t j = 0; i < parts->kept && j < part->list.count; j++)
			*vector_push(&facts->list) = part->list.at[j];
		facts->unsure = facts->unsure ||
		    (i < parts->kept && part->unsure);
		vector_done(&part->list);
		arena_join(facts->arena, part->arena);
	}
}

/* False when it was read by one thread alone. */
static bool
read_ours(struct facts *facts, const char *path, struct text text,
    const uint8_t *origin)
{
	struct source source = { .path = path, .bytes = text };
	struct zone_sink sink = sink_for(facts);
	struct parts parts = { .begun = 0 };
	struct arena *scratch = arena_new();
	struct zonefile zonefile = { .origin = origin,
		.sink = &sink,
		.scratch = scratch,
		.threads = THREADS,
		.part = our_part,
		.parts_kept = our_parts_kept,
		.part_data = &parts };

	zonefile_read(&zonefile, &source);
	parts_join(facts, &parts);
	source_done(&source);
	arena_free(scratch);
	return parts.kept > 1;
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
	assert_true(
	    length <= sizeof owner && (size_t)(raw->end - raw->at) >= length);
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

/* ldns stops at the first thing it does not like: then it has not taken it. */
static ldns_zone *
ldns_read(const char *path, const uint8_t *origin)
{
	ldns_rdf *apex = ldns_rdf_new_frm_data(
	    LDNS_RDF_TYPE_DNAME, name_length(origin), origin);
	ldns_zone *zone = NULL;
	FILE *file = fopen(path, "r");

	if (file == NULL || apex == NULL ||
	    ldns_zone_new_frm_fp(&zone, file, apex, 3600, LDNS_RR_CLASS_IN) !=
		LDNS_STATUS_OK)
		zone = NULL;
	if (file != NULL)
		fclose(file);
	ldns_rdf_deep_free(apex);
	return zone;
}

static void
ldns_fact(struct facts *facts, const ldns_rr *rr)
{
	static _Thread_local uint8_t rdata[65535];
	const ldns_rdf *name = ldns_rr_owner(rr);
	uint8_t owner[NAME_WIRE];
	uint16_t type = (uint16_t)ldns_rr_get_type(rr);
	size_t length = 0;

	assert_true(ldns_rdf_size(name) <= sizeof owner);
	memcpy(owner, ldns_rdf_data(name), ldns_rdf_size(name));
	lower(owner, ldns_rdf_size(name));
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *field = ldns_rr_rdf(rr, i);

		assert_true(length + ldns_rdf_size(field) <= sizeof rdata);
		memcpy(
		    rdata + length, ldns_rdf_data(field), ldns_rdf_size(field));
		length += ldns_rdf_size(field);
	}
	rdata_lower(type, rdata, length);
	fact_add(facts, owner, type, ldns_rr_ttl(rr), rdata, length);
}

static bool
read_ldns(struct facts *facts, const char *path, const uint8_t *origin)
{
	ldns_zone *zone = ldns_read(path, origin);

	if (zone == NULL)
		return false;
	ldns_fact(facts, ldns_zone_soa(zone));
	for (size_t i = 0; i < ldns_rr_list_rr_count(ldns_zone_rrs(zone)); i++)
		ldns_fact(facts, ldns_rr_list_rr(ldns_zone_rrs(zone), i));
	ldns_zone_deep_free(zone);
	return true;
}

/* ------------------------------------------------------------ the comparing */

struct zone_file {
	char *path;
	int compared;  /* 1: yes, and equal; 0: not judged; -1: differs */
	bool by_ldns;  /* BIND does not take it */
	bool in_parts; /* ours were read by several threads */
	char differs[2048];
};

static struct {
	VECTOR_OF(struct zone_file);
} zone_files;

static void
tell_difference(
    struct zone_file *file, const struct fact *fact, const char *whose)
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

/* Name servers give an RRset one TTL; which one, they do not agree on. */
static bool
ttl_is_plain(const struct facts *facts, size_t i)
{
	const struct fact *fact = &facts->list.at[i];
	size_t head = name_length(fact->bytes) + 2;

	for (size_t j = 0; j < facts->list.count; j++) {
		const struct fact *other = &facts->list.at[j];

		if (other->ttl != fact->ttl && other->length >= head &&
		    memcmp(other->bytes, fact->bytes, head) == 0)
			return false;
	}
	return true;
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
		int order = i == ours->list.count ?
		    1 :
		    j == theirs->list.count ?
		    -1 :
		    fact_order(&ours->list.at[i], &theirs->list.at[j]);

		if (order < 0)
			tell_difference(file, &ours->list.at[i], "ours");
		else if (order > 0)
			tell_difference(file, &theirs->list.at[j], "theirs");
		else if (ours->list.at[i].ttl != theirs->list.at[j].ttl &&
		    ttl_is_plain(ours, i))
			tell_difference(
			    file, &ours->list.at[i], "the TTL of ours");
		i++;
		j++;
	}
}

/* ldns takes "$ORIGIN eu" for a top level's, where all others append. */
static bool
has_relative_origin(const char *text)
{
	static const char word[] = "$ORIGIN ";

	while ((text = strcasestr(text, word)) != NULL) {
		text += sizeof word - 1;
		text += strspn(text, " \t");
		if (text[strcspn(text, " \t\r\n;")] != '\0' &&
		    text[strcspn(text, " \t\r\n;") - 1] != '.')
			return true;
	}
	return false;
}

static bool
read_any(struct facts *facts, struct zone_file *file, const char *text,
    const uint8_t *origin)
{
	if (read_theirs(facts, file->path, origin))
		return true;
	if (has_relative_origin(text))
		return false;
	file->by_ldns = true;
	return read_ldns(facts, file->path, origin);
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
			file->in_parts = read_ours(
			    &ours, file->path, text, glance.origin);
			if (!ours.unsure &&
			    read_any(&theirs, file, text.ptr, glance.origin))
				compare(file, glance.origin, &ours, &theirs);
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

/* What was compared, and with whom. */
struct compared {
	size_t bind, ldns, in_parts;
};

static struct compared
compare_all(void)
{
	struct compared compared = { 0 };
	size_t differ = 0;

	workers_run(workers_default(), zone_files.count, compare_file, NULL);
	for (size_t i = 0; i < zone_files.count; i++) {
		const struct zone_file *file = &zone_files.at[i];

		if (file->compared < 0) {
			print_error("%s\n", file->differs);
			differ++;
		}
		compared.bind += file->compared > 0 && !file->by_ldns;
		compared.ldns += file->compared > 0 && file->by_ldns;
		compared.in_parts += file->compared > 0 && file->in_parts;
		free(file->path);
	}
	vector_done(&zone_files);
	assert_int_equal(differ, 0);
	return compared;
}

static void
records_are_those_of_independent_readers(void **state)
{
	static const char *const folders[] = { "tests/rules", "tests/report",
		"tests/fuzz/seeds", "samples" };
	struct compared compared;

	(void)state;
	if (system("command -v named-compilezone >/dev/null 2>&1") != 0)
		printf("skip records against BIND's: named-compilezone is not "
		       "here (apt-get install bind9-utils)\n");
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		assert_int_equal(nftw(folders[i], one_file, 16, FTW_PHYS), 0);
	compared = compare_all();
	printf("# %zu zones are as BIND reads them, %zu more as ldns does\n",
	    compared.bind, compared.ldns);
	assert_true(compared.bind + compared.ldns > 60);
}

/* Records of every hot type, in the order of a file, read in parts. */
static void
made_up_records_are_those_of_independent_readers(void **state)
{
	static const char *const kinds[] = { "mixed", "tld" };
	char command[200];

	(void)state;
	if (system("command -v python3 >/dev/null 2>&1") != 0)
		skip();
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char path[] = "/tmp/zoneproof-made-XXXXXX";
		int file = mkstemp(path);
		struct compared compared;

		assert_true(file >= 0);
		close(file);
		snprintf(command, sizeof command,
		    "python3 tests/bench/zone.py 40000 %s >%s", kinds[i], path);
		assert_int_equal(system(command), 0);
		*vector_push(&zone_files) =
		    (struct zone_file){ .path = strdup(path) };
		compared = compare_all();
		assert_int_equal(compared.bind + compared.ldns, 1);
		assert_int_equal(compared.in_parts, 1);
		unlink(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_those_of_independent_readers),
		cmocka_unit_test(
		    made_up_records_are_those_of_independent_readers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
