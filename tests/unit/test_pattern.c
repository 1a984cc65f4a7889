/* Regular expressions: what they find, what they refuse, what they cost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/limits.h"
#include "policy/pattern.h"

static void
patterns_find_what_they_say(void **state)
{
	static const struct {
		const char *pattern, *subject;
		enum pattern_answer answer;
		const char *whole, *group;
	} rows[] = {
		{ "^test\\d*\\.", "test1.shop.example.", PATTERN_YES, "test1.",
		    NULL },
		{ "^test\\d*\\.", "latest.shop.example.", PATTERN_NO, NULL,
		    NULL },
		{ "include:(\\S+)", "v=spf1 include:a.example -all",
		    PATTERN_YES, "include:a.example", "a.example" },
		{ "(?i)MX", "10 mx.example.", PATTERN_YES, "mx", NULL },
		{ "^$", "", PATTERN_YES, "", NULL },
		{ "a$", "a\n", PATTERN_NO, NULL, NULL },
		{ "gr\xc3\xbc.", "gr\xc3\xbc\xc3\x9f", PATTERN_YES,
		    "gr\xc3\xbc\xc3\x9f", NULL },
		{ "b", "\xff\xfe b", PATTERN_YES, "b", NULL },
		{ "(x)|y", "y", PATTERN_YES, "y", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *arena = arena_new();
		struct pattern_match match = { 0 };
		struct pattern_fault fault = { 0 };
		const struct pattern *pattern = pattern_compile(
		    arena, rows[i].pattern, &fault);

		assert_non_null(pattern);
		assert_int_equal(
		    pattern_matches(pattern, text_of(rows[i].subject), &match),
		    rows[i].answer);
		if (rows[i].whole != NULL)
			assert_true(text_equal(
			    match.groups[0], text_of(rows[i].whole)));
		if (rows[i].group != NULL)
			assert_true(text_equal(
			    match.groups[1], text_of(rows[i].group)));
		else
			assert_null(match.groups[1].ptr);
		arena_free(arena);
	}
}

static void
what_is_no_pattern_is_told_with_its_place(void **state)
{
	static const struct {
		const char *pattern;
		size_t offset;
	} rows[] = {
		{ "(", 1 },
		{ "a[", 2 },
		{ "*", 0 },
		{ "\\C", 2 },
		{ "\xff", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *arena = arena_new();
		struct pattern_fault fault = { 0 };

		assert_null(pattern_compile(arena, rows[i].pattern, &fault));
		assert_int_equal(fault.offset, rows[i].offset);
		assert_true(*fault.message != '\0');
		arena_free(arena);
	}
}

static void
a_pattern_has_a_length(void **state)
{
	struct arena *arena = arena_new();
	struct pattern_fault fault = { 0 };
	char *text = malloc(LIMIT_PATTERN + 2);

	(void)state;
	memset(text, 'a', LIMIT_PATTERN + 1);
	text[LIMIT_PATTERN + 1] = '\0';
	assert_null(pattern_compile(arena, text, &fault));
	text[LIMIT_PATTERN] = '\0';
	assert_non_null(pattern_compile(arena, text, &fault));
	free(text);
	arena_free(arena);
}

static void
a_bomb_is_neither_yes_nor_no(void **state)
{
	static const char *const bombs[] = { "^(a+)+$", "^(a|aa)+$", "(a*)*b",
		"(?:(?:a+)+)+$", "^(?:(.)(?!$))+\\1b$" };
	struct arena *arena = arena_new();
	char *value = malloc(20001);

	(void)state;
	memset(value, 'a', 20000);
	value[20000] = '\0';
	value[19999] = '!';
	for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
		struct pattern_fault fault = { 0 };
		const struct pattern *pattern = pattern_compile(
		    arena, bombs[i], &fault);

		assert_non_null(pattern);
		assert_int_not_equal(
		    pattern_matches(pattern, text_of(value), NULL),
		    PATTERN_YES);
	}
	assert_int_equal(
	    pattern_matches(
		pattern_compile(arena, bombs[0], &(struct pattern_fault){ 0 }),
		text_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"), NULL),
	    PATTERN_GAVE_UP);
	free(value);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_find_what_they_say),
		cmocka_unit_test(what_is_no_pattern_is_told_with_its_place),
		cmocka_unit_test(a_pattern_has_a_length),
		cmocka_unit_test(a_bomb_is_neither_yes_nor_no),
	};

	return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
