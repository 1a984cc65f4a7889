/* Text, paths, printing, maps, sources, arenas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/glob.h"
#include "base/arena.h"
#include "base/files.h"
#include "base/map.h"
#include "base/print.h"
#include "base/source.h"
#include "base/text.h"
#include "base/workers.h"

static void
patterns_do_not_cross_a_slash(void **state)
{
	(void)state;
	assert_true(path_matches("zones/*.zone", "zones/a.zone"));
	assert_true(name_matches("*.Internal.example.", "a.b.internal.example."));
	assert_false(name_matches("*.internal.example.", "internal.example."));
	assert_true(name_matches("*", "."));
	assert_false(path_matches("zones/*.zone", "zones/b/a.zone"));
	assert_true(path_matches("zones/**", "zones/b/a.zone"));
	assert_true(path_matches("**/a.zone", "zones/b/a.zone"));
	assert_true(path_matches("?.zone", "a.zone"));
	assert_false(path_matches("[ab].zone", "c.zone"));
	assert_true(path_matches("[!ab].zone", "c.zone"));
	assert_true(path_matches("db.[0-9a-f]*", "db.c3"));
	assert_true(path_matches("**/a.zone", "a.zone"));
	assert_false(path_matches("**/a.zone", "aa.zone"));
	assert_true(path_matches("a/**/b/*.zone", "a/x/y/b/c.zone"));
	assert_true(path_matches("a/**/b", "a/b"));
	assert_false(path_matches("a/**/b", "ab"));
	assert_true(path_matches("vendor/**", "vendor/a/b"));
	assert_false(path_matches("vendor/**", "vendors/a"));
	assert_true(path_matches("a\\*b", "a*b"));
	assert_false(path_matches("a\\*b", "axb"));
	assert_true(path_matches("[", "["));
	assert_true(path_matches("*[ab]*.zone", "xxb.zone"));
	assert_false(path_matches("a?b", "a/b"));
	assert_false(path_matches("", "a"));
	assert_true(path_matches("**", "a/b"));
}

static void
distance_counts_slips(void **state)
{
	(void)state;
	assert_int_equal(text_distance(TEXT("akam.net"), TEXT("akam.ne"), 3), 1);
	assert_int_equal(text_distance(TEXT("abcd"), TEXT("abdc"), 3), 1);
	assert_int_equal(text_distance(TEXT("same"), TEXT("same"), 3), 0);
	assert_true(text_distance(TEXT("abc"), TEXT("xyz"), 2) > 2);
}

static void
nothing_printed_can_move_a_cursor(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(safe_copy(arena, TEXT("plain")), "plain");
	assert_string_equal(safe_copy(arena, TEXT("a\033[31mb\007")),
	    "a\\027[31mb\\007");
	assert_string_equal(safe_copy(arena, TEXT("caf\303\251")),
	    "caf\303\251");
	assert_string_equal(safe_copy(arena, TEXT("\377\300")),
	    "\\255\\192");
	/* U+202E turns the rest of the line around. */
	assert_null(strstr(safe_copy(arena, TEXT("a\342\200\256b")),
	    "\342\200\256"));
	arena_free(arena);
}

/* Build servers read the log, and obey what looks like a command in it. */
static void
nothing_printed_is_a_command_to_a_build_server(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(safe_copy(arena, TEXT("::error::x")),
	    "\\058:error::x");
	assert_string_equal(safe_copy(arena, TEXT("  ::add-mask::x")),
	    "  \\058:add-mask::x");
	assert_string_equal(safe_copy(arena, TEXT("\302\240::debug::x")),
	    "\302\240\\058:debug::x");
	assert_string_equal(safe_copy(arena, TEXT("x ##[set-output]y")),
	    "x #\\035[set-output]y");
	assert_string_equal(safe_copy(arena, TEXT("###vso[task]")),
	    "##\\035vso[task]");
	assert_string_equal(safe_copy(arena, TEXT("::1 is 2001:db8::a")),
	    "::1 is 2001:db8::a");
	assert_string_equal(safe_copy(arena, TEXT("; ## mail ##")),
	    "; ## mail ##");
	arena_free(arena);
}

static void
a_map_keeps_what_it_is_given(void **state)
{
	struct map map = { 0 };
	char keys[1000][12];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(keys[i], sizeof keys[i], "%d", i);
		*map_put(&map, keys[i]) = keys[i];
	}
	assert_int_equal(map.count, 1000);
	for (int i = 0; i < 1000; i++)
		assert_ptr_equal(map_get(&map, keys[i]), keys[i]);
	assert_null(map_get(&map, "1000"));
	assert_false(map_has(&map, "x"));
	map_done(&map);
}

static void
places_count_from_one(void **state)
{
	struct source source = { .path = "x", .bytes = TEXT("ab\ncd\r\n") };
	struct source_place place = source_place(&source, 4);

	(void)state;
	assert_int_equal(place.line, 2);
	assert_int_equal(place.column, 2);
	assert_true(text_equal(place.text, TEXT("cd")));
	assert_int_equal(source_place(&source, 0).line, 1);
	assert_int_equal(source_place(&source, 999).line, 3);
}

static void
joined_paths_stay_inside(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(files_join(arena, "a/b.zone", TEXT("c.inc")),
	    "a/c.inc");
	assert_string_equal(files_join(arena, "a/b.zone", TEXT("../c.inc")),
	    "c.inc");
	assert_string_equal(files_join(arena, "a/b.zone", TEXT("./x//c")),
	    "a/x/c");
	assert_null(files_join(arena, "a/b.zone", TEXT("../../c")));
	assert_null(files_join(arena, "a/b.zone", TEXT("/etc/passwd")));
	assert_null(files_join(arena, "a/b.zone", TEXT("x/../../../c")));
	arena_free(arena);
}

static void
an_arena_starts_anew(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 1000; i++)
			memset(arena_alloc(arena, 100), 1, 100);
		assert_true(arena_used(arena) >= 100000);
		arena_reset(arena);
		assert_int_equal(arena_used(arena), 0);
	}
	assert_string_equal(arena_format(arena, "%d %s", 1, "x"), "1 x");
	arena_free(arena);
}

static void
count_task(void *data, size_t number, unsigned worker)
{
	unsigned char *times = data;

	assert_true(worker < 4);
	times[number]++;
}

static void
every_task_is_done_once(void **state)
{
	static const unsigned threads[] = { 0, 1, 2, 4 };
	unsigned char times[1000];

	(void)state;
	for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
		memset(times, 0, sizeof times);
		workers_run(threads[i], 1000, count_task, times);
		for (size_t j = 0; j < 1000; j++)
			assert_int_equal(times[j], 1);
		workers_run(threads[i], 0, count_task, times);
	}
	assert_true(workers_default() >= 1);
}

static void
a_joined_arena_keeps_what_both_hold(void **state)
{
	struct arena *arena = arena_new(), *other = arena_new();
	char *here = arena_string(arena, "here"), *there = NULL;

	(void)state;
	there = arena_string(other, "there");
	arena_join(arena, other);
	arena_string(arena, "more");
	assert_string_equal(here, "here");
	assert_string_equal(there, "there");
	other = arena_new();
	there = arena_string(other, "again");
	arena_reset(arena);
	arena_join(arena, other);
	assert_string_equal(there, "again");
	arena_join(arena, arena_new());
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_do_not_cross_a_slash),
		cmocka_unit_test(distance_counts_slips),
		cmocka_unit_test(every_task_is_done_once),
		cmocka_unit_test(a_joined_arena_keeps_what_both_hold),
		cmocka_unit_test(nothing_printed_can_move_a_cursor),
		cmocka_unit_test(
		    nothing_printed_is_a_command_to_a_build_server),
		cmocka_unit_test(a_map_keeps_what_it_is_given),
		cmocka_unit_test(places_count_from_one),
		cmocka_unit_test(joined_paths_stay_inside),
		cmocka_unit_test(an_arena_starts_anew),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
