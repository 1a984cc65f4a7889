/* Which zone a file holds: by its path, and by a name server's word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "cmd/zonename.h"
#include "dns/name.h"
#include "read/serverconf.h"

static void
paths_name_zones(void **state)
{
	static const struct {
		const char *path, *zone; /* NULL: none */
		bool short_too;
	} rows[] = {
		{ "db.example.com", "example.com.", false },
		{ "zones/example.com.zone", "example.com.", false },
		{ "example.com.db", "example.com.", false },
		{ "example.com", "example.com.", false },
		{ "named.example.com", "example.com.", false },
		{ "example.com.zone.j2", "example.com.", false },
		{ "Example.COM.zone", "example.com.", false },
		{ "db.192.0.2", "2.0.192.in-addr.arpa.", false },
		{ "2.0.192.in-addr.arpa.zone", "2.0.192.in-addr.arpa.", false },
		{ "fdef:ffc0:3dd7.zone",
		    "7.d.d.3.0.c.f.f.f.e.d.f.ip6.arpa.", false },
		{ "example.com/master.zone", "example.com.", true },
		{ "local.zone", "local.", true },
		{ "local.zone", NULL, false },
		{ "Makefile", NULL, true },
		{ "a b.example.com", NULL, false },
		{ "db.example..com", NULL, false },
	};
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t name[NAME_WIRE];
		char text[NAME_TEXT] = "";
		bool has =
		    zone_name_of_path(rows[i].path, rows[i].short_too, name);

		if (has)
			name_to_text(name, text);
		if (has == (rows[i].zone != NULL) &&
		    (!has || strcmp(text, rows[i].zone) == 0))
			continue;
		print_error("%s: %s\n", rows[i].path, text);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	assert_true(path_says_zone("x/db.example.com"));
	assert_true(path_says_zone("example.com.zone"));
	assert_false(path_says_zone("named.conf"));
	assert_false(path_says_zone("README.md"));
	assert_true(path_says_fragment("x/mail.inc"));
}

struct pairs {
	struct arena *arena;
	char *text;
};

static void
pair(void *data, struct text zone, struct text file)
{
	struct pairs *pairs = data;

	pairs->text = arena_format(pairs->arena, "%s%.*s=%.*s\n", pairs->text,
	    (int)zone.len, zone.ptr, (int)file.len, file.ptr);
}

static void
servers_name_zones(void **state)
{
	static const struct {
		const char *conf, *pairs;
	} rows[] = {
		{ "options { directory \"/x\"; };\n"
		  "zone \"a.example\" IN { type master; file \"db.a\"; };\n"
		  "// zone \"c.example\" { file \"db.c\"; };\n"
		  "/* zone \"d\" { file \"d\"; }; */ # zone e { file e; };\n"
		  "view v { zone b.example { file \"db.b\"; "
		  "allow-update { key k; }; }; };\n",
		    "a.example=db.a\nb.example=db.b\n" },
		{ "zone:\n  name: a.example\n  zonefile: \"a.zone\" # x\n"
		  "zone:\n  name: b.example\n  zonefile: b.zone\n",
		    "a.example=a.zone\nb.example=b.zone\n" },
		{ "zone:\n  - domain: a.example\n    file: a.zone\n"
		  "  - domain: b.example\n    file: b.zone\n",
		    "a.example=a.zone\nb.example=b.zone\n" },
		{ "zone \"a.example\" { type forward; };", "" },
		{ "zone \"a.example\" { file \"open", "a.example=open\n" },
		{ "}}}} zone", "" },
		{ "", "" },
	};
	struct pairs pairs = { arena_new(), NULL };
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		pairs.text = arena_string(pairs.arena, "");
		serverconf_read(text_of(rows[i].conf), pair, &pairs);
		if (strcmp(pairs.text, rows[i].pairs) == 0)
			continue;
		print_error("%s\n%s", rows[i].conf, pairs.text);
		wrong++;
	}
	arena_free(pairs.arena);
	assert_int_equal(wrong, 0);
}

static void
names_are_read_and_written(void **state)
{
	static const uint8_t origin[] = "\7example\3com";
	uint8_t name[NAME_WIRE];
	char text[NAME_TEXT];
	char longest[300];

	(void)state;
	assert_int_equal(name_from_text(TEXT("WWW"), origin, name, NULL),
	    NAME_OK);
	name_to_text(name, text);
	assert_string_equal(text, "www.example.com.");
	assert_int_equal(name_from_text(TEXT("a.."), origin, name, NULL),
	    NAME_EMPTY_LABEL);
	assert_int_equal(name_from_text(TEXT("a\\256"), origin, name, NULL),
	    NAME_ESCAPE);
	assert_int_equal(name_from_text(TEXT("a"), NULL, name, NULL),
	    NAME_NO_ORIGIN);
	memset(longest, 'a', sizeof longest);
	assert_int_equal(name_from_text((struct text){ longest, 64 }, origin,
			     name, NULL),
	    NAME_LABEL_LONG);
	for (size_t i = 1; i < sizeof longest; i += 2)
		longest[i] = '.';
	assert_int_equal(name_from_text((struct text){ longest, 254 }, NULL,
			     name, NULL),
	    NAME_OK);
	assert_int_equal(name_from_text((struct text){ longest, 256 }, NULL,
			     name, NULL),
	    NAME_LONG);
}

/* RFC 4034, 6.1's own example. */
static void
names_sort_as_dnssec_does(void **state)
{
	static const char *const sorted[] = { "example.", "a.example.",
		"yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.",
		"z.example.", "\\001.z.example.", "*.z.example.",
		"\\200.z.example." };
	uint8_t names[9][NAME_WIRE];

	(void)state;
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(name_from_text(text_of(sorted[i]), NULL,
				     names[i], NULL),
		    NAME_OK);
	for (size_t i = 0; i < 9; i++)
		for (size_t j = 0; j < 9; j++) {
			int order = name_compare(names[i], names[j]);

			assert_true(i < j ? order < 0
				: i > j	  ? order > 0
					  : order == 0);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_name_zones),
		cmocka_unit_test(servers_name_zones),
		cmocka_unit_test(names_are_read_and_written),
		cmocka_unit_test(names_sort_as_dnssec_does),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
