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
		{ "fdef:ffc0:3dd7.zone", "7.d.d.3.0.c.f.f.f.e.d.f.ip6.arpa.",
		    false },
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
		bool has = zone_name_of_path(
		    rows[i].path, rows[i].short_too, name);

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
	assert_false(path_says_zone("etc/bind/named.conf.local"));
	assert_false(path_says_zone("named.conf.default-zones"));
	assert_false(path_says_zone("README.md"));
	assert_true(path_says_fragment("x/mail.inc"));
}

struct pairs {
	struct arena *arena;
	char *text;
};

static void
pair(void *data, const struct serverconf_zone *zone)
{
	static const char *const says[] = { "", " checked", " taken" };
	struct pairs *pairs = data;

	pairs->text = arena_format(pairs->arena, "%s%.*s=%.*s%s%s\n",
	    pairs->text, (int)zone->name.len, zone->name.ptr,
	    (int)zone->file.len, zone->file.ptr,
	    zone->secondary ? " secondary" : "", says[zone->host_names]);
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
		    "a.example=a.zone taken\nb.example=b.zone taken\n" },
		{ "zone:\n  - domain: a.example\n    file: a.zone\n"
		  "  - domain: b.example\n    file: b.zone\n",
		    "a.example=a.zone taken\nb.example=b.zone taken\n" },
		{ "zone \"a.example\" { type forward; };", "" },
		{ "zone \"a.example\" { file \"open", "a.example=open\n" },
		{ "}}}} zone", "" },
		{ "", "" },
		/* The zone speaks before its view, that before the options. */
		{ "zone a { file a; check-names ignore; };\n"
		  "zone b { type slave; file b; };\n"
		  "view v { zone c { file c; }; check-names primary fail; };\n"
		  "view w { zone d { file d; check-names fail; }; "
		  "check-names master ignore; };\n"
		  "zone e { file e; };\n"
		  "options { check-names primary warn; "
		  "check-names slave fail; check-names response ignore; };\n",
		    "a=a taken\nb=b secondary checked\nc=c checked\n"
		    "d=d checked\ne=e taken\n" },
		/* What stands in a block of something else is not said. */
		{ "options { x { check-names primary ignore; }; };\n"
		  "zone a { y { check-names ignore; }; file a; };\n",
		    "a=a\n" },
		{ "options { check-names", "" },
		{ "view v { check-names primary", "" },
		{ "zone a { check-names", "" },
		{ "options { check-names master maybe; };\n"
		  "zone a { file a; };",
		    "a=a\n" },
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

/* For zones that another file of the server names. */
static void
servers_say_what_holds_for_all(void **state)
{
	struct pairs pairs = { arena_new(), NULL };
	struct host_names_said said;

	(void)state;
	pairs.text = arena_string(pairs.arena, "");
	said = serverconf_read(
	    TEXT("options {\n\tdirectory \"/var/cache/bind\";\n"
		 "\tcheck-names master warn; /* old names */\n};\n"),
	    pair, &pairs);
	assert_int_equal(said.primary, HOST_NAMES_TAKEN);
	assert_int_equal(said.secondary, HOST_NAMES_UNSAID);
	assert_string_equal(pairs.text, "");
	arena_free(pairs.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_name_zones),
		cmocka_unit_test(servers_name_zones),
		cmocka_unit_test(servers_say_what_holds_for_all),
	};

	return cmocka_run_group_tests_name("zonename", tests, NULL, NULL);
}
