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
#include "report/gravest.h"
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
	    escaped_copy(
		arena, TEXT("<b>|@x_y\nwww.a https://b"), markup_escapes),
	    "&lt;b&gt;\\|&#64;x\\_y<br>www&#46;a https&#58;//b");
	assert_string_equal(
	    escaped_copy(arena, TEXT("a<\"&\n\033>"), xml_escapes),
	    "a&lt;&quot;&amp;&#10;\\027&gt;");
	/* After a line end of ours the next line is a line's start again. */
	assert_string_equal(
	    escaped_copy(arena, TEXT("a\n::error::x"),
		(const struct escape[]){ { "\n", "\n" }, { NULL, NULL } }),
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

struct piece {
	unsigned rank;
	const char *text;
};

/* What is printed of the pieces when `most` may be. */
static void
gravest_prints(const struct piece *pieces, size_t most, const char *expected)
{
	struct gravest gravest;
	char *bytes = NULL;
	size_t size = 0, count = 0;
	FILE *file = open_memstream(&bytes, &size);

	gravest_open(&gravest, most);
	for (; pieces[count].text != NULL; count++) {
		FILE *piece = gravest_take(&gravest, pieces[count].rank);

		if (piece == NULL)
			continue;
		fputs(pieces[count].text, piece);
		gravest_took(&gravest, pieces[count].rank);
	}
	gravest_print(&gravest, file, ",");
	fclose(file);
	assert_string_equal(bytes, expected);
	assert_int_equal(
	    gravest_left_out(&gravest), count > most ? count - most : 0);
	gravest_done(&gravest);
	free(bytes);
}

static void
the_gravest_are_kept(void **state)
{
	static const struct piece pieces[] = { { 2, "c1" }, { 2, "c2" },
		{ 0, "a1" }, { 4, "e" }, { 1, "b" }, { 0, "a2" }, { 0, NULL } };

	(void)state;
	gravest_prints(pieces, 0, "");
	gravest_prints(pieces, 1, "a1");
	gravest_prints(pieces, 3, "a1,a2,b");
	gravest_prints(pieces, 4, "a1,a2,b,c1");
	gravest_prints(pieces, 6, "a1,a2,b,c1,c2,e");
	gravest_prints(pieces, 100, "a1,a2,b,c1,c2,e");
	gravest_prints(pieces + 6, 3, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_count_utf16_units),
		cmocka_unit_test(nothing_is_markup),
		cmocka_unit_test(a_removal_is_shown_where_something_stands),
		cmocka_unit_test(what_is_allowed_fails_nothing),
		cmocka_unit_test(the_gravest_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
