/* What change-sets are read with: HCL's blocks, escapes, ends of names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/archive.h"
#include "base/arena.h"
#include "dns/name.h"
#include "read/escape.h"
#include "read/hcl.h"
#include "read/shared_end.h"

static void
block_note(void *data, const struct hcl_block *block)
{
	char *found = data;
	size_t length = strlen(found);

	snprintf(found + length, 400 - length, "%.*s.%.*s@%u+%u ",
	    (int)block->type.len, block->type.ptr, (int)block->name.len,
	    block->name.ptr, block->offset, block->length);
}

static void
resources_are_found_where_they_are_blocks(void **state)
{
	static const struct {
		const char *text, *found;
	} rows[] = {
		{ "resource \"a\" \"b\" {}", "a.b@0+16 " },
		{ "# resource \"a\" \"b\" {}\n", "" },
		{ "// resource \"a\" \"b\" {}\n", "" },
		{ "/* resource \"a\" \"b\" {} */", "" },
		{ "x = \"resource \\\"a\\\" \\\"b\\\" {\"", "" },
		{ "locals {\n resource \"a\" \"b\" {}\n}", "" },
		{ "resource a b {}", "a.b@0+12 " },
		{ "data \"a\" \"b\" {}", "" },
		{ "resources \"a\" \"b\" {}", "" },
		{ "resource \"a\" {}", "" },
		{ "x = <<EOT\nresource \"a\" \"b\" {\nEOT\nresource \"c\" \"d\" {",
		    "c.d@33+16 " },
		{ "x = <<-E\n }{ \"\n  E\nresource \"c\" \"d\" {", "c.d@19+16 " },
		{ "x { y = \"${f(\"}\", \"{\")}\" }\nresource \"c\" \"d\" {",
		    "c.d@27+16 " },
		{ "x { y = \"$${\" }\nresource \"c\" \"d\" {", "c.d@16+16 " },
		{ "x = \"open\nresource \"c\" \"d\" {", "" },
		{ "} resource \"c\" \"d\" {", "c.d@2+16 " },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char found[400] = "";

		hcl_resources(text_of(rows[i].text), block_note, found);
		if (strcmp(found, rows[i].found) != 0)
			fail_msg("%s: %s", rows[i].text, found);
	}
}

static void
octal_becomes_decimal(void **state)
{
	static const struct {
		const char *octal, *decimal;
	} rows[] = {
		{ "\\052.example.com", "\\042.example.com" },
		{ "a\\100b", "a\\064b" },
		{ "\\377", "\\255" },
		{ "\\400", "\\400" }, /* no byte: left to be a fault */
		{ "\\089", "\\089" },
		{ "\\\\052", "\\\\052" },
		{ "\\\"052", "\\\"052" },
		{ "\\05", "\\05" },
		{ "plain", "plain" },
		{ "", "" },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text got = escape_octal(arena, text_of(rows[i].octal));

		if (!text_equal(got, text_of(rows[i].decimal)))
			fail_msg("%s: %.*s", rows[i].octal, (int)got.len,
			    got.ptr);
	}
	arena_free(arena);
}

static void
texts_are_quoted_and_cut(void **state)
{
	struct arena *arena = arena_new();
	char longer[600];
	struct text got = { NULL, 0 };

	(void)state;
	got = escape_quoted(arena, TEXT("a\"b\\c\n\377"), true);
	assert_true(text_equal(got, TEXT("\"a\\\"b\\\\c\\010\\255\"")));
	got = escape_quoted(arena, TEXT(""), true);
	assert_true(text_equal(got, TEXT("\"\"")));
	memset(longer, 'x', sizeof longer);
	got = escape_quoted(arena, (struct text){ longer, 256 }, true);
	assert_int_equal(got.len, 256 + 2 + 3);
	assert_memory_equal(got.ptr + 256, "\" \"x\"", 5);
	got = escape_quoted(arena, (struct text){ longer, 600 }, false);
	assert_int_equal(got.len, 602);
	arena_free(arena);
}

static void
names_share_the_zone_they_are_in(void **state)
{
	static const struct {
		const char *names, *zone;
	} rows[] = {
		{ "www.example.com", "example.com" },
		{ "www.example.com mail.example.com", "example.com" },
		{ "example.com www.example.com", "example.com" },
		{ "a.sub.example.com b.sub.example.com", "sub.example.com" },
		{ "_dmarc.example.com", "example.com" },
		{ "_a.example.com _b.example.com", "example.com" },
		{ "*.example.com", "example.com" },
		{ "www.example.co.uk", "example.co.uk" },
		{ "a.co.uk b.co.uk", "" },
		{ "a.com b.com", "" },
		{ "example.com example.org", "" },
		{ "com", "" },
		{ "", "" },
	};
	static const uint8_t root[] = { 0 };
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct shared_end end = { 0 };
		struct text rest = text_of(rows[i].names);
		const uint8_t *zone = NULL;

		while (rest.len > 0) {
			uint8_t name[NAME_WIRE];

			assert_int_equal(name_from_text(text_cut(&rest, ' '),
					     root, name, NULL),
			    NAME_OK);
			shared_end_add(&end, name_copy(arena, name));
		}
		zone = shared_end_zone(&end);
		assert_string_equal(
		    zone == NULL ? "" : name_text(arena, zone), rows[i].zone);
	}
	arena_free(arena);
}

static void
packed_paths_say_what_is_in_them(void **state)
{
	static const struct {
		const char *path, *bare;
	} rows[] = {
		{ "a/example.com.zone.gz", "a/example.com.zone" },
		{ "zones.tar.zst", "zones" },
		{ "zones.tgz", "zones" },
		{ "zones.tar", "zones" },
		{ "example.com.zone", "example.com.zone" },
		{ "x.GZ", "x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_true(text_equal(
		    archive_bare_path(text_of(rows[i].path)),
		    text_of(rows[i].bare)));
	assert_true(archive_is_packed(TEXT("\x1f\x8b")));
	assert_false(archive_is_packed(TEXT("BZh IN A 192.0.2.1")));
	assert_false(archive_is_packed(TEXT("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resources_are_found_where_they_are_blocks),
		cmocka_unit_test(octal_becomes_decimal),
		cmocka_unit_test(texts_are_quoted_and_cut),
		cmocka_unit_test(names_share_the_zone_they_are_in),
		cmocka_unit_test(packed_paths_say_what_is_in_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
