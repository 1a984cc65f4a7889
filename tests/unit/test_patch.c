/* Patches: what they say of files, applied both ways, and shown alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "git/patch.h"
#include "read/excerpt.h"

static struct patch_file *
patch_of(struct arena *arena, const char *text)
{
	struct source source = { .path = "p",
		.bytes = { text, strlen(text) } };
	struct patch_file *files = NULL;
	struct error err = { 0 };

	assert_int_equal(patch_read(arena, &source, &files, &err), 0);
	assert_non_null(files);
	return files;
}

static void
hunks_apply_both_ways(void **state)
{
	static const struct {
		const char *what, *hunk, *old, *new;
	} rows[] = {
		{ "a line changes", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "a\nb\n",
		    "a\nc\n" },
		{ "a line comes", "@@ -1 +1,2 @@\n a\n+b\n", "a\n", "a\nb\n" },
		{ "a line goes from between", "@@ -2 +1,0 @@\n-b\n",
		    "a\nb\nc\n", "a\nc\n" },
		{ "a line comes, no context", "@@ -1,0 +2 @@\n+b\n", "a\nc\n",
		    "a\nb\nc\n" },
		{ "a file begins", "@@ -0,0 +1,2 @@\n+a\n+b\n", "", "a\nb\n" },
		{ "the last line end goes",
		    "@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n",
		    "a\n", "a" },
		{ "there was none before either",
		    "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"
		    "\\ No newline at end of file\n",
		    "a", "b" },
		{ "lines end in CR LF", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n",
		    "a\r\nb\r\n", "a\r\nc\r\n" },
		{ "a mail lost the blank of an empty line",
		    "@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n", "a\n\nb\n",
		    "a\n\nc\n" },
		{ "it moved down", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n",
		    "x\ny\na\nb\n", "x\ny\na\nc\n" },
		{ "two hunks",
		    "@@ -1 +1 @@\n-a\n+A\n@@ -3 +3 @@\n-c\n+C\n",
		    "a\nb\nc\n", "A\nb\nC\n" },
		{ "a line that looks like a head",
		    "@@ -1 +1 @@\n--- a/x\n+++ b/x\n", "-- a/x\n",
		    "++ b/x\n" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct patch_hunk *bad = NULL;
		struct text got = { NULL, 0 };
		struct patch_file *file = patch_of(arena,
		    arena_format(arena, "--- a/f\n+++ b/f\n%s", rows[i].hunk));

		assert_true(patch_apply(arena, file, PATCH_OLD,
		    text_of(rows[i].old), &got, &bad));
		assert_true(text_equal(got, text_of(rows[i].new)));
		assert_true(patch_apply(arena, file, PATCH_NEW,
		    text_of(rows[i].new), &got, &bad));
		assert_true(text_equal(got, text_of(rows[i].old)));
	}
	arena_free(arena);
}

static void
other_text_is_refused_by_its_hunk(void **state)
{
	struct arena *arena = arena_new();
	const struct patch_hunk *bad = NULL;
	struct text got = { NULL, 0 };
	struct patch_file *file = patch_of(arena,
	    "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n@@ -3 +3 @@\n-c\n+d\n");

	(void)state;
	assert_false(patch_apply(
	    arena, file, PATCH_OLD, TEXT("a\nb\nx\n"), &got, &bad));
	assert_ptr_equal(bad, file->hunks->next);
	arena_free(arena);
}

static void
paths_are_read(void **state)
{
	static const struct {
		const char *patch, *old, *new; /* NULL: not there */
	} rows[] = {
		{ "diff --git a/x y b/x y\nold mode 100644\nnew mode 100755\n",
		    "x y", "x y" },
		{ "diff --git a/a b/b\nsimilarity index 100%\nrename from a\n"
		  "rename to b\n",
		    "a", "b" },
		{ "diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n"
		  "+++ b/x\n@@ -0,0 +1 @@\n+a\n",
		    NULL, "x" },
		{ "diff --git a/x b/x\ndeleted file mode 120000\n", "x", NULL },
		{ "diff --git \"a/\\303\\244\" \"b/\\303\\244\"\nindex 1..2\n",
		    "\xc3\xa4", "\xc3\xa4" },
		{ "--- x.orig\t2026-11-01 12:00:00\n+++ x\t2026-11-02\n"
		  "@@ -1 +1 @@\n-a\n+b\n",
		    "x", "x" },
		{ "--- zones/x\n+++ zones/x\n@@ -1 +1 @@\n-a\n+b\n", "zones/x",
		    "zones/x" },
		{ "--- a/x\r\n+++ b/x\r\n@@ -1 +1 @@\n-a\n+b\n", "x", "x" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct patch_file *file = patch_of(arena, rows[i].patch);
		const char *wanted[] = { rows[i].old, rows[i].new };

		for (int side = 0; side < 2; side++)
			if (wanted[side] == NULL)
				assert_null(file->sides[side].path);
			else
				assert_string_equal(
				    file->sides[side].path, wanted[side]);
	}
	arena_free(arena);
}

static void
an_excerpt_keeps_its_lines(void **state)
{
	struct arena *arena = arena_new();
	struct patch_file *file = patch_of(arena,
	    "--- a/f\n+++ b/f\n@@ -3,2 +3 @@\n a\n-b\n@@ -9 +8 @@\n-c\n+d\n");
	struct text old = patch_excerpt(arena, file, PATCH_OLD, "GAP");
	struct text new = patch_excerpt(arena, file, PATCH_NEW, "GAP");

	(void)state;
	assert_true(text_equal(old, TEXT("GAP\n\na\nb\nGAP\n\n\n\nc\nGAP")));
	assert_true(text_equal(new, TEXT("GAP\n\na\nGAP\n\n\n\nd\nGAP")));
	arena_free(arena);
}

static void
halves_of_records_are_cut_off(void **state)
{
	static const struct {
		const char *shown, *left;
	} rows[] = {
		{ "a A 1\n", "a A 1\n" },
		{ " 7200 ) ; end\na A 1\n", "             \na A 1\n" },
		{ "a A 1\n@ SOA a b (\n 1\n",
		    "a A 1\n           \n  \n" },
		{ "@ SOA a b ( 1\n2 )\na A 1\n",
		    "@ SOA a b ( 1\n2 )\na A 1\n" },
		{ "a TXT \"(\" ; (\nb A 1\n", "a TXT \"(\" ; (\nb A 1\n" },
		{ "a TXT \\( ; \nb A 1\n", "a TXT \\( ; \nb A 1\n" },
		{ "x (\n" EXCERPT_GAP "\ny )\nz A 1\n",
		    "   \n" EXCERPT_GAP "\n   \nz A 1\n" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *bytes = arena_string(arena, rows[i].shown);

		excerpt_trim(bytes, strlen(bytes));
		assert_string_equal(bytes, rows[i].left);
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hunks_apply_both_ways),
		cmocka_unit_test(other_text_is_refused_by_its_hunk),
		cmocka_unit_test(paths_are_read),
		cmocka_unit_test(an_excerpt_keeps_its_lines),
		cmocka_unit_test(halves_of_records_are_cut_off),
	};

	return cmocka_run_group_tests_name("patch", tests, NULL, NULL);
}
