/* Workers: their order, and what becomes of units that end them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/crew.h"
#include "base/hashset.h"

/* What a test asks of its units, and what it got. */
struct asked {
	size_t crashes, leaves, hangs; /* every so many units; 0: none */
	size_t fills;                  /* bytes that each unit writes */
	size_t came, crashed, memory, late;
	bool in_order, whole;
	volatile sig_atomic_t stop;
	size_t stop_at;
};

static bool
is_every(size_t every, size_t unit)
{
	return every > 0 && unit % every == every - 1;
}

static void
work(void *data, size_t unit, struct bytes *out)
{
	const struct asked *asked = data;

	if (is_every(asked->crashes, unit))
		abort();
	if (is_every(asked->leaves, unit))
		_exit(WORK_STATUS_MEMORY);
	while (is_every(asked->hangs, unit))
		pause();
	pack_u64(out, unit);
	for (size_t i = 0; i < asked->fills; i++)
		pack_u8(out, (uint8_t)(unit + i));
}

static int
done(void *data, size_t unit, enum work_end end, struct text out,
    struct error *err)
{
	struct asked *asked = data;
	struct unpack unpack = { .rest = out };

	(void)err;
	asked->in_order = asked->in_order && unit == asked->came;
	asked->came++;
	asked->crashed += end == WORK_CRASHED;
	asked->memory += end == WORK_MEMORY;
	asked->late += end == WORK_TIME;
	if (end == WORK_DONE)
		asked->whole = asked->whole && unpack_u64(&unpack) == unit &&
		    unpack.rest.len == asked->fills;
	else
		asked->whole = asked->whole && out.len == 0;
	if (asked->stop_at > 0 && asked->came == asked->stop_at)
		asked->stop = 1;
	return 0;
}

static int
run(struct asked *asked, size_t units, unsigned jobs)
{
	struct crew crew = { .units = units,
		.jobs = jobs,
		.batch = 8,
		.timeout = 1,
		.stop = &asked->stop,
		.data = asked,
		.work = work,
		.done = done };
	struct error err = { 0 };

	asked->in_order = asked->whole = true;
	return crew_run(&crew, &err);
}

static void
results_come_in_order(void **state)
{
	(void)state;
	for (unsigned jobs = 1; jobs <= 5; jobs++) {
		struct asked asked = { .fills = 3 };

		assert_int_equal(run(&asked, 1000, jobs), 0);
		assert_int_equal(asked.came, 1000);
		assert_true(asked.in_order && asked.whole);
	}
}

static void
no_units_are_fine(void **state)
{
	struct asked asked = { 0 };

	(void)state;
	assert_int_equal(run(&asked, 0, 2), 0);
	assert_int_equal(asked.came, 0);
}

static void
large_results_are_whole(void **state)
{
	struct asked asked = { .fills = 1000000 };

	(void)state;
	assert_int_equal(run(&asked, 100, 3), 0);
	assert_true(asked.in_order && asked.whole);
}

static void
a_crash_is_its_own_unit_s(void **state)
{
	struct asked asked = { .crashes = 13, .fills = 5 };

	(void)state;
	assert_int_equal(run(&asked, 130, 3), 0);
	assert_int_equal(asked.came, 130);
	assert_int_equal(asked.crashed, 10);
	assert_true(asked.in_order && asked.whole);
}

static void
all_may_crash(void **state)
{
	struct asked asked = { .crashes = 1 };

	(void)state;
	assert_int_equal(run(&asked, 20, 2), 0);
	assert_int_equal(asked.crashed, 20);
}

static void
want_of_memory_is_told_apart(void **state)
{
	struct asked asked = { .leaves = 10, .crashes = 7 };

	(void)state;
	assert_int_equal(run(&asked, 60, 2), 0);
	assert_int_equal(asked.memory, 6);
	assert_int_equal(asked.crashed, 8);
	assert_true(asked.in_order && asked.whole);
}

static void
a_unit_that_hangs_is_given_up(void **state)
{
	struct asked asked = { .hangs = 20, .fills = 2 };

	(void)state;
	assert_int_equal(run(&asked, 30, 2), 0);
	assert_int_equal(asked.came, 30);
	assert_int_equal(asked.late, 1);
	assert_true(asked.in_order && asked.whole);
}

static void
a_stop_ends_it_in_between(void **state)
{
	struct asked asked = { .stop_at = 50 };

	(void)state;
	assert_int_equal(run(&asked, 100000, 2), 1);
	assert_true(asked.came >= 50 && asked.came < 100000);
	assert_true(asked.in_order && asked.whole);
}

static int
refuse(void *data, size_t unit, enum work_end end, struct text out,
    struct error *err)
{
	(void)data;
	(void)end;
	(void)out;
	return unit == 3 ? error_set(err, "no more") : 0;
}

static void
the_caller_s_error_ends_it(void **state)
{
	struct asked asked = { 0 };
	struct crew crew = { .units = 100,
		.jobs = 2,
		.batch = 4,
		.data = &asked,
		.work = work,
		.done = refuse };
	struct error err = { 0 };

	(void)state;
	assert_int_equal(crew_run(&crew, &err), -1);
	assert_string_equal(err.message, "no more");
}

static void
packed_things_come_back(void **state)
{
	struct arena *arena = arena_new();
	struct bytes bytes = { 0 };
	struct unpack unpack;

	(void)state;
	pack_u8(&bytes, 200);
	pack_u32(&bytes, 0xfedcba98u);
	pack_u64(&bytes, 0x0123456789abcdefu);
	pack_string(&bytes, "text");
	pack_string(&bytes, NULL);
	pack_string(&bytes, "");
	unpack = (struct unpack){ .rest = { bytes.at, bytes.count } };
	assert_int_equal(unpack_u8(&unpack), 200);
	assert_int_equal(unpack_u32(&unpack), 0xfedcba98u);
	assert_int_equal(unpack_u64(&unpack), 0x0123456789abcdefu);
	assert_string_equal(unpack_string(&unpack, arena), "text");
	assert_null(unpack_string(&unpack, arena));
	assert_string_equal(unpack_string(&unpack, arena), "");
	assert_false(unpack.bad);
	assert_int_equal(unpack_u32(&unpack), 0);
	assert_true(unpack.bad);
	unpack = (struct unpack){ .rest = { bytes.at, 15 } };
	for (int i = 0; i < 3; i++)
		unpack_u64(&unpack);
	assert_true(unpack.bad && unpack_string(&unpack, arena) == NULL);
	vector_done(&bytes);
	arena_free(arena);
}

static void
a_count_is_never_more_than_there_is(void **state)
{
	static const char claims[] = "\xff\xff\xff\x7f abc";
	struct unpack unpack = { .rest = { claims, sizeof claims - 1 } };

	(void)state;
	assert_int_equal(unpack_count(&unpack), 0);
	assert_true(unpack.bad);
}

static void
a_hash_set_keeps_its_bytes(void **state)
{
	struct hashset set = { 0 };

	(void)state;
	assert_null(hashset_get(&set, 5));
	for (uint64_t i = 0; i < 10000; i++)
		*hashset_put(&set, i * 0x9e3779b97f4a7c15u) = (uint8_t)i;
	for (uint64_t i = 2; i < 10000; i++)
		assert_int_equal(
		    *hashset_get(&set, i * 0x9e3779b97f4a7c15u),
		    (uint8_t)i);
	assert_null(hashset_get(&set, 12345));
	hashset_done(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_come_in_order),
		cmocka_unit_test(no_units_are_fine),
		cmocka_unit_test(large_results_are_whole),
		cmocka_unit_test(a_crash_is_its_own_unit_s),
		cmocka_unit_test(all_may_crash),
		cmocka_unit_test(want_of_memory_is_told_apart),
		cmocka_unit_test(a_unit_that_hangs_is_given_up),
		cmocka_unit_test(a_stop_ends_it_in_between),
		cmocka_unit_test(the_caller_s_error_ends_it),
		cmocka_unit_test(packed_things_come_back),
		cmocka_unit_test(a_count_is_never_more_than_there_is),
		cmocka_unit_test(a_hash_set_keeps_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
