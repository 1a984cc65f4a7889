/*
 * A zone's stores: the same records come out however they were filled, in one
 * order, with the marks that a look at every name would give.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "dns/name.h"
#include "model/zone.h"

/* A small generator of our own: the same rounds on every machine. */
static uint32_t
next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static const uint8_t apex[] = "\7example\3com";

/* Few labels over a few levels: owners meet again, and lie below each other. */
static void
name_of(uint32_t *state, uint8_t *ret)
{
	uint8_t above[NAME_WIRE];
	unsigned levels = next(state) % 4;

	memcpy(ret, apex, sizeof apex);
	for (unsigned i = 0; i < levels; i++) {
		char label[32];

		snprintf(label, sizeof label, "common-prefix-%u",
		    next(state) % (i == 0 ? 5000 : 3));
		memcpy(above, ret, name_length(ret));
		assert_int_equal(
		    name_from_text(text_of(label), above, ret, NULL), NAME_OK);
	}
}

static const uint16_t types[] = { ZP_A, ZP_AAAA, ZP_TXT, ZP_NS, ZP_DNAME };

/* Records `from` to `to` of an endless list, the same for every caller. */
static void
fill(struct zp_zone *zone, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		uint32_t state = i / 2 * 2654435761u;
		uint8_t name[NAME_WIRE],
		    rdata[4] = { 0, (uint8_t)(i >> 16), (uint8_t)(i >> 8),
			    (uint8_t)i };
		uint32_t kind = 0;
		struct record record = { .ttl = i, .length = 4, .offset = i };

		name_of(&state, name);
		kind = next(&state) % 40;
		record.type = types[kind < 3 ? kind + 2 : kind % 2];
		/* Below a DNAME at the apex there would be nothing but that. */
		if (name_equal(name, apex) && record.type == ZP_DNAME)
			record.type = ZP_A;
		/* Every tenth says what the one before it says. */
		if (i % 10 == 9)
			rdata[3]--;
		assert_int_equal(zone_add(zone, name, record, rdata), 0);
	}
}

#define RECORDS 60000u

static struct zp_zone *
filled_at_once(struct arena *side, unsigned threads)
{
	struct zp_zone *zone = zone_new(side, apex, "example.com.zone");
	static struct source source = { .path = "example.com.zone" };

	zone_add_source(zone, &source);
	fill(zone, 0, RECORDS);
	zone_finish(zone, threads);
	return zone;
}

static void
assert_equal_zones(const struct zp_zone *a, const struct zp_zone *b)
{
	assert_int_equal(a->records.count, b->records.count);
	assert_int_equal(a->owners.count, b->owners.count);
	for (uint32_t i = 0; i < a->records.count; i++) {
		struct zp_record left = zone_record(a, i);
		struct zp_record right = zone_record(b, i);

		assert_true(name_equal(left.owner, right.owner));
		assert_int_equal(left.type, right.type);
		assert_int_equal(left.ttl, right.ttl);
		assert_int_equal(left.length, right.length);
		assert_memory_equal(left.rdata, right.rdata, left.length);
	}
	assert_int_equal(a->faults.count, b->faults.count);
	for (size_t i = 0; i < a->faults.count; i++)
		assert_int_equal(
		    a->faults.at[i].offset, b->faults.at[i].offset);
	for (uint32_t i = 0; i < a->owners.count; i++)
		assert_int_equal(a->owners.at[i].hash, b->owners.at[i].hash);
	assert_memory_equal(a->types, b->types, sizeof a->types);
	assert_int_equal(a->occluded, b->occluded);
}

static void
parts_in_slices_are_the_whole(void **state)
{
	/* Where the second part begins, and how much text each was said to be. */
	static const struct {
		const char *what;
		size_t bytes;
	} rows[] = {
		{ "all have room", (size_t)4 * 1024 * 1024 },
		{ "all but the first overflow", (size_t)600 * 1024 },
		{ "none is lent anything", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *side = arena_new();
		struct zp_zone *whole = filled_at_once(side, 1);
		struct zp_zone *zone = zone_new(side, apex, "example.com.zone");
		struct zp_zone *parts[3];
		const uint32_t cuts[] = { 0, 5000, 40000, RECORDS };

		zone_add_source(zone, whole->sources.at[0]);
		zone_expect(zone, rows[i].bytes * 3);
		for (int j = 0; j < 3; j++) {
			parts[j] = zone_new(side, apex, "example.com.zone");
			zone_lend(zone, parts[j], rows[i].bytes);
			assert_int_equal(parts[j]->borrows, i < 2);
		}
		/* As threads do, in no order. */
		for (int j = 2; j >= 0; j--)
			fill(parts[j], cuts[j], cuts[j + 1]);
		assert_int_equal(parts[0]->borrows, i < 2);
		assert_int_equal(parts[1]->borrows, i < 1);
		for (int j = 0; j < 3; j++) {
			assert_int_equal(zone_take(zone, parts[j]), 0);
			zone_free(parts[j]);
		}
		zone_finish(zone, 2);
		assert_equal_zones(zone, whole);
		zone_free(zone);
		zone_free(whole);
		arena_free(side);
	}
}

static void
owners_stand_in_canonical_order_once(void **state)
{
	struct arena *side = arena_new();
	struct zp_zone *zone = filled_at_once(side, 3);

	(void)state;
	assert_true(zone->owners.count > 10000);
	for (uint32_t i = 0; i < zone->owners.count; i++) {
		const uint8_t *name = zone_owner_name(zone, i);

		assert_int_equal(zone_owner_find(zone, name), i);
		if (i > 0)
			assert_true(name_compare(zone_owner_name(zone, i - 1),
					name) < 0);
	}
	zone_free(zone);
	arena_free(side);
}

/* Does the name itself hand over what lies below it? */
static bool
cuts(const struct zp_zone *zone, const uint8_t *name)
{
	uint32_t owner = zone_owner_find(zone, name);
	struct zp_rrset rrset;

	return owner != UINT32_MAX &&
	    (zone_rrset(zone, owner, ZP_DNAME, &rrset) ||
		(owner != zone->apex &&
		    zone_rrset(zone, owner, ZP_NS, &rrset)));
}

static void
marks_say_what_a_look_at_every_name_says(void **state)
{
	struct arena *side = arena_new();
	struct zp_zone *zone = filled_at_once(side, 2);
	unsigned marked = 0;

	(void)state;
	for (uint32_t i = 0; i < zone->owners.count; i++) {
		const uint8_t *name = zone_owner_name(zone, i), *at = name;
		uint32_t marks = zone->owners.at[i].hash;
		bool is_below = false;

		while (!name_equal(at, apex)) {
			at = name_parent(at);
			is_below = is_below || cuts(zone, at);
		}
		assert_int_equal((marks & OWNER_BELOW) != 0, is_below);
		assert_int_equal(
		    (marks & OWNER_CUTS) != 0, !is_below && cuts(zone, name));
		marked += is_below;
	}
	assert_true(marked > 0);
	assert_true(zone->cuts && zone->occluded);
	assert_false(zone->stars || zone->outsiders);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		assert_true(zone_may_hold(zone, types[i]));
	assert_false(zone_may_hold(zone, ZP_MX));
	zone_free(zone);
	arena_free(side);
}

static void
records_of_a_type_come_in_order(void **state)
{
	static const uint16_t wanted[] = { ZP_TXT, ZP_NS, 0 };
	struct arena *side = arena_new();
	struct zp_zone *zone = filled_at_once(side, 1);
	struct zp_record record = { 0 };
	uint32_t from = 0;

	(void)state;
	while (zp_zone_next_of(zone, wanted, &record)) {
		for (; from < record.index; from++)
			assert_false(zone->records.at[from].type == ZP_TXT ||
			    zone->records.at[from].type == ZP_NS);
		from = record.index + 1;
		assert_true(record.type == ZP_TXT || record.type == ZP_NS);
	}
	assert_true(from > 0);
	zone_free(zone);
	arena_free(side);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_in_slices_are_the_whole),
		cmocka_unit_test(owners_stand_in_canonical_order_once),
		cmocka_unit_test(marks_say_what_a_look_at_every_name_says),
		cmocka_unit_test(records_of_a_type_come_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
