/* What the formats share: columns, escapes, places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "report/column.h"
#include "report/markup.h"
#include "report/plain.h"
#include "report/report.h"
#include "report/xml.h"

static void
columns_count_utf16_units(void **state)
{
	/* é is two bytes and one unit, U+1F48C four bytes and two. */
	struct text line = TEXT("\303\251 \360\237\222\214x\377y");

	(void)state;
	assert_int_equal(column_utf16(line, 1), 1);
	assert_int_equal(column_utf16(line, 3), 2);
	assert_int_equal(column_utf16(line, 4), 3);
	assert_int_equal(column_utf16(line, 8), 5);
	assert_int_equal(column_utf16(line, 9), 6);
	assert_int_equal(column_utf16(line, 10), 7);
	assert_int_equal(column_utf16(line, 400), 8);
	assert_int_equal(column_utf16(line, 0), 1);
	assert_int_equal(column_utf16((struct text){ NULL, 0 }, 5), 1);
}

static void
nothing_is_markup(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(
	    escaped_copy(arena, TEXT("<b>|@x_y\nwww.a https://b"),
		markup_escapes),
	    "&lt;b&gt;\\|&#64;x\\_y<br>www&#46;a https&#58;//b");
	assert_string_equal(
	    escaped_copy(arena, TEXT("a<\"&\n\033>"), xml_escapes),
	    "a&lt;&quot;&amp;&#10;\\027&gt;");
	/* After a line end of ours the next line is a line's start again. */
	assert_string_equal(escaped_copy(arena, TEXT("a\n::error::x"),
				(const struct escape[]){
				    { "\n", "\n" }, { NULL, NULL } }),
	    "a\n\\058:error::x");
	arena_free(arena);
}

static void
a_removal_is_shown_where_something_stands(void **state)
{
	struct finding finding = { .place = { .file = "old", .line = 3 } };

	(void)state;
	assert_string_equal(plain_place(&finding)->file, "old");
	finding.anchor = (struct finding_place){ .file = "new", .line = 2 };
	assert_string_equal(plain_place(&finding)->file, "new");
}

static void
what_is_allowed_fails_nothing(void **state)
{
	struct finding finding = { .severity = ZP_ERROR };

	(void)state;
	assert_true(finding_fails(&finding, ZP_ERROR));
	assert_true(finding_fails(&finding, ZP_NOTICE));
	assert_false(finding_fails(&finding, ZP_OFF));
	finding.severity = ZP_WARNING;
	assert_false(finding_fails(&finding, ZP_ERROR));
	finding.severity = ZP_ERROR;
	finding.allowed = "a comment: meant so";
	assert_false(finding_fails(&finding, ZP_NOTICE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_count_utf16_units),
		cmocka_unit_test(nothing_is_markup),
		cmocka_unit_test(a_removal_is_shown_where_something_stands),
		cmocka_unit_test(what_is_allowed_fails_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
