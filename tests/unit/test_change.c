/*
 * A change is what differs in meaning: the same records in another order and
 * another dress are none, and each edit is told once.
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
#include "model/change.h"
#include "read/zonefile.h"

#define RECORDS 60
#define ROUNDS  300

/* A small generator of our own: the same rounds on every machine. */
static uint32_t
next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static int
on_record(void *data, const struct read_record *read)
{
	struct record record = { .ttl = read->ttl,
		.offset = read->offset,
		.length = read->length,
		.type = read->type,
		.flags = read->opaque ? RECORD_OPAQUE : 0 };

	return zone_add(data, read->owner, record, read->rdata);
}

static int
on_fault(void *data, const struct read_fault *fault)
{
	(void)data;
	fail_msg("%s", fault->message);
	return -1;
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
	(void)source;
	(void)offset;
	fail_msg("nothing here is unknown");
	return -1;
}

static void
estate_of_text(struct zp_estate *estate, struct arena *side, char *text)
{
	static const uint8_t origin[] = "\7example\3com";
	struct zp_zone *zone = zone_new(side, origin, "zone");
	struct source *source = arena_array(side, 1, sizeof *source);
	struct zone_sink sink = { zone, on_record, on_fault, on_comment,
		on_unknown };
	struct arena *scratch = arena_new();
	struct zonefile zonefile = {
		.origin = origin, .sink = &sink, .scratch = scratch
	};

	source->path = "zone";
	source->bytes = text_of(text);
	zone_add_source(zone, source);
	assert_int_equal(zonefile_read(&zonefile, source), 0);
	zone_finish(zone, 1);
	arena_free(scratch);
	estate_init(estate, side);
	estate_add(estate, zone);
}

struct line {
	char owner[32], data[64];
	unsigned ttl;
};

static void
lines_make(struct line *lines, uint32_t *random)
{
	for (unsigned i = 0; i < RECORDS; i++) {
		struct line *line = &lines[i];

		snprintf(line->owner, sizeof line->owner, "h%u", i / 2);
		line->ttl = 300 * (1 + i / 2 % 3);
		if (i % 2 == 0)
			snprintf(line->data, sizeof line->data, "A 192.0.2.%u",
			    next(random) % 250);
		else
			snprintf(line->data, sizeof line->data,
			    "TXT \"text %u\"", next(random) % 1000);
	}
}

/* Writes the lines in a random order, in one of several dresses each. */
static char *
lines_write(struct arena *arena, const struct line *lines, size_t count,
    uint32_t *random)
{
	static const char *const dresses[] = { "%s %u IN %s\n",
		"%s\t%u\t%s ; a comment\n", "%s IN %u ( %s )\n",
		"%s.example.com. %u IN ( ; split\n\t%s\n)\n\n" };
	const struct line *order[RECORDS];
	char *text = arena_string(arena, "; zone\n");

	for (size_t i = 0; i < count; i++)
		order[i] = &lines[i];
	for (size_t i = count; i > 1; i--) {
		size_t j = next(random) % i;
		const struct line *swap = order[i - 1];

		order[i - 1] = order[j];
		order[j] = swap;
	}
	for (size_t i = 0; i < count; i++) {
		char line[256], owner[32];

		snprintf(owner, sizeof owner, "%s", order[i]->owner);
		if (next(random) % 2 == 0)
			owner[0] = 'H';
		switch (next(random) % 4) {
		case 0:
			snprintf(line, sizeof line, dresses[0], owner,
			    order[i]->ttl, order[i]->data);
			break;
		case 1:
			snprintf(line, sizeof line, dresses[1], owner,
			    order[i]->ttl, order[i]->data);
			break;
		case 2:
			snprintf(line, sizeof line, dresses[2], owner,
			    order[i]->ttl, order[i]->data);
			break;
		default:
			snprintf(line, sizeof line, dresses[3], owner,
			    order[i]->ttl, order[i]->data);
		}
		text = arena_format(arena, "%s%s", text, line);
	}
	return text;
}

static size_t
deltas_between(struct arena *arena, char *before, char *after)
{
	struct zp_estate old, new;
	struct changes changes = { 0 };
	size_t count = 0;

	estate_of_text(&old, arena, before);
	estate_of_text(&new, arena, after);
	changes_make(&changes, arena, &old, &new, 1);
	count = changes.deltas;
	changes_done(&changes);
	estate_done(&old);
	estate_done(&new);
	return count;
}

static void
another_dress_is_no_change(void **state)
{
	uint32_t random = 1;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct arena *arena = arena_new();
		struct line lines[RECORDS];

		lines_make(lines, &random);
		assert_int_equal(
		    deltas_between(arena,
			lines_write(arena, lines, RECORDS, &random),
			lines_write(arena, lines, RECORDS, &random)),
		    0);
		arena_free(arena);
	}
}

static void
each_edit_is_told_once(void **state)
{
	uint32_t random = 2;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct arena *arena = arena_new();
		struct line lines[RECORDS];
		char *before = NULL;
		size_t edited = next(&random) % RECORDS, count = RECORDS;

		lines_make(lines, &random);
		before = lines_write(arena, lines, RECORDS, &random);
		switch (next(&random) % 3) {
		case 0: /* removed */
			lines[edited] = lines[--count];
			break;
		case 1: /* changed */
			snprintf(lines[edited].data, sizeof lines[edited].data,
			    "%s",
			    edited % 2 == 0 ? "A 198.51.100.1" :
					      "TXT \"changed\"");
			break;
		default: /* only the TTL */
			lines[edited].ttl += 7;
		}
		assert_int_equal(deltas_between(arena, before,
				     lines_write(arena, lines, count, &random)),
		    1);
		arena_free(arena);
	}
}

static void
chunks_of_a_text_are_no_change(void **state)
{
	struct arena *arena = arena_new();
	char one[] = "a 60 TXT \"v=spf1 mx -all\"\n";
	char two[] = "a 60 TXT \"v=spf1 \" \"mx \" \"-all\"\n";
	char other[] = "a 60 TXT \"v=spf1 mx ~all\"\n";

	(void)state;
	assert_int_equal(deltas_between(arena, one, two), 0);
	assert_int_equal(deltas_between(arena, one, other), 1);
	arena_free(arena);
}

#define MANY 30000

/*
 * Names of which the second text lacks one in 97, has one in 89 changed and one
 * in 83 new: large enough to be cut into spans.
 */
static char *
many_write(struct arena *arena, bool after)
{
	char *text = arena_array(arena, MANY, 64), *at = text;

	for (unsigned i = 0; i < MANY; i++) {
		if (!after || i % 97 != 0)
			at += sprintf(at, "h%u 60 A 192.0.2.%u\n", i,
			    after && i % 89 == 0 ? 2 : 1);
		if (after && i % 83 == 0)
			at += sprintf(at, "n.h%u 60 A 192.0.2.3\n", i);
	}
	return text;
}

static void
estate_end(void *estate)
{
	estate_done(estate);
}

static void
changes_of_many(struct arena *arena, unsigned threads, struct changes *changes)
{
	struct zp_estate *old = arena_array(arena, 2, sizeof *old);

	estate_of_text(&old[0], arena, many_write(arena, false));
	estate_of_text(&old[1], arena, many_write(arena, true));
	changes_make(changes, arena, &old[0], &old[1], threads);
	arena_at_end(arena, estate_end, &old[0]);
	arena_at_end(arena, estate_end, &old[1]);
}

static void
spans_of_a_large_zone_are_walked_as_one(void **state)
{
	struct arena *arena = arena_new();
	struct changes one = { 0 }, four = { 0 };
	size_t told = 0;

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		told += (size_t)(i % 97 == 0 || i % 89 == 0) +
		    (size_t)(i % 83 == 0);
	changes_of_many(arena, 1, &one);
	changes_of_many(arena, 4, &four);
	assert_int_equal(one.deltas, told);
	assert_int_equal(four.deltas, told);
	for (size_t i = 0; i < told; i++) {
		const struct zp_delta *delta = &one.zones.at[0].deltas[i];
		const struct zp_delta *other = &four.zones.at[0].deltas[i];

		assert_true(
		    i == 0 || name_compare(delta[-1].owner, delta->owner) < 0);
		assert_true(name_equal(delta->owner, other->owner));
		assert_int_equal(delta->before == NULL, other->before == NULL);
		assert_int_equal(delta->after == NULL, other->after == NULL);
	}
	changes_done(&one);
	changes_done(&four);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_dress_is_no_change),
		cmocka_unit_test(each_edit_is_told_once),
		cmocka_unit_test(chunks_of_a_text_are_no_change),
		cmocka_unit_test(spans_of_a_large_zone_are_walked_as_one),
	};

	return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
