/*
 * The master-file language: what is taken, what is refused, and where. A record
 * whose data cannot be read stays, as one of unknown data ("?"): a slip of the
 * pen removes nothing.
 */
#include "reading.h"

struct row {
	const char *why, *text, *lines;
};

static void
rows_hold(const struct row *rows)
{
	struct reading reading = { .arena = arena_new() };
	int wrong = 0;

	for (; rows->why != NULL; rows++) {
		reading_of(&reading, text_of(rows->text));
		if (strcmp(reading.lines, rows->lines) == 0)
			continue;
		print_error("%s:\n%s--- instead of ---\n%s\n", rows->why,
		    reading.lines, rows->lines);
		wrong++;
	}
	arena_free(reading.arena);
	assert_int_equal(wrong, 0);
}

/* ldns 1.8.3 takes each of the first ones and refuses the last. */
static void
what_ldns_gets_wrong_is_right(void **state)
{
	static const struct row rows[] = {
		{ "MX 70000 is no preference", "a 60 IN MX 70000 b\n",
		    "1:12 syntax\na.example.com. 60 MX ?\n" },
		{ "a TTL of 99999999999 is too large",
		    "a 99999999999 IN A 192.0.2.1\n",
		    "1:3 syntax\na.example.com. 0 A 192.0.2.1\n" },
		{ "a TTL of 2147483648 counts as 0",
		    "a 2147483648 IN A 192.0.2.1\n",
		    "1:3 ttl-out-of-range\na.example.com. 0 A 192.0.2.1\n" },
		{ "a $TTL of 4294967295 counts as 0",
		    "$TTL 4294967295\na A 192.0.2.1\n",
		    "1:6 ttl-out-of-range\na.example.com. 0 A 192.0.2.1\n" },
		{ "@foo is a name, not the apex", "@foo 60 IN A 192.0.2.1\n",
		    "\\@foo.example.com. 60 A 192.0.2.1\n" },
		{ "an open parenthesis", "a 60 IN TXT ( \"x\"\n",
		    "1:13 syntax\n1 unknown\n" },
		{ "an open quote", "a 60 IN TXT \"x\n",
		    "1:13 syntax\n1 unknown\n" },
		{ "no rdata", "a 60 IN A\n",
		    "1:9 syntax\na.example.com. 60 A ?\n" },
		{ "no type", "a 60 IN\n", "1:6 syntax\n" },
		{ "a BOM", "\xef\xbb\xbf"
			   "a 60 IN A 192.0.2.1\n",
		    "1:1 bom\na.example.com. 60 A 192.0.2.1\n" },
		{ "class before TTL is legal", "a IN 3600 A 192.0.2.1\n",
		    "a.example.com. 3600 A 192.0.2.1\n" },
		{ 0 },
	};

	(void)state;
	rows_hold(rows);
}

static void
the_language_is_read_whole(void **state)
{
	static const struct row rows[] = {
		{ "owners that are left out",
		    "a 60 IN A 192.0.2.1\n\tIN A 192.0.2.2\n  60 A 192.0.2.3\n",
		    "a.example.com. 60 A 192.0.2.1\n"
		    "a.example.com. 60 A 192.0.2.2\n"
		    "a.example.com. 60 A 192.0.2.3\n" },
		{ "$TTL with units", "$TTL 1w2d3h4m5s\na A 192.0.2.1\n",
		    "a.example.com. 788645 A 192.0.2.1\n" },
		{ "$ORIGIN, relative and absolute",
		    "$ORIGIN sub\na 60 A 192.0.2.1\n$ORIGIN example.net.\n"
		    "@ 60 A 192.0.2.2\n",
		    "a.sub.example.com. 60 A 192.0.2.1\n"
		    "example.net. 60 A 192.0.2.2\n" },
		{ "parentheses over lines, with comments",
		    "a 60 IN SOA b c ( 1 ; serial\n 2 3 ; two\n\n4 5 )\n",
		    "a.example.com. 60 SOA b.example.com. c.example.com. "
		    "1 2 3 4 5\n" },
		{ "units in the SOA", "@ 60 SOA b c 1 2h 1h 2w 1h\n",
		    "example.com. 60 SOA b.example.com. c.example.com. "
		    "1 7200 3600 1209600 3600\n" },
		{ "escapes", "a\\.b\\099 60 TXT \"x\\\"y\\;z\\065\"\n",
		    "a\\.bc.example.com. 60 TXT \"x\\\"y;zA\"\n" },
		{ "a semicolon in quotes and one without",
		    "a 60 TXT \"v=1; p=2\"\nb 60 TXT v=1; p=2\n",
		    "a.example.com. 60 TXT \"v=1; p=2\"\n"
		    "b.example.com. 60 TXT \"v=1\"\n" },
		{ "types by number",
		    "a 60 TYPE1 \\# 4 C0000201\nb 60 TYPE65400 \\# 0\n",
		    "a.example.com. 60 A 192.0.2.1\n"
		    "b.example.com. 60 TYPE65400 \\# 0\n" },
		{ "other case", "A 60 in a 192.0.2.1\n",
		    "a.example.com. 60 A 192.0.2.1\n" },
		{ "$GENERATE", "$GENERATE 8-12/2 h${-8,2,d} 60 A 192.0.2.$\n",
		    "h00.example.com. 60 A 192.0.2.8\n"
		    "h02.example.com. 60 A 192.0.2.10\n"
		    "h04.example.com. 60 A 192.0.2.12\n" },
		{ "$GENERATE in hexadecimal and nibbles",
		    "$GENERATE 10-11 h${0,2,x} 60 CNAME ${0,4,n}.x\n",
		    "h0a.example.com. 60 CNAME a.0.x.example.com.\n"
		    "h0b.example.com. 60 CNAME b.0.x.example.com.\n" },
		{ "CRLF", "a 60 A 192.0.2.1\r\nb 60 A 192.0.2.2\r\n",
		    "a.example.com. 60 A 192.0.2.1\n"
		    "b.example.com. 60 A 192.0.2.2\n1:17 crlf\n" },
		{ "no final newline", "a 60 A 192.0.2.1",
		    "a.example.com. 60 A 192.0.2.1\n"
		    "1:16 no-final-newline\n" },
		{ "the root as a target", "a 60 MX 0 .\n",
		    "a.example.com. 60 MX 0 .\n" },
		{ "a wildcard", "* 60 A 192.0.2.1\n",
		    "*.example.com. 60 A 192.0.2.1\n" },
		{ "nothing", "", "" },
		{ "only comments", "; a\n\n;b\n", "" },
		{ 0 },
	};

	(void)state;
	rows_hold(rows);
}

static void
reading_goes_on_behind_a_fault(void **state)
{
	static const struct row rows[] = {
		{ "each fault and each good record",
		    "a 60 A 1.2.3\nb 60 A 192.0.2.1\nc 60 AAAA ::g\n"
		    "d 60 MX x y\ne 60 A 192.0.2.2\n",
		    "1:8 syntax\na.example.com. 60 A ?\n"
		    "b.example.com. 60 A 192.0.2.1\n"
		    "3:11 syntax\nc.example.com. 60 AAAA ?\n"
		    "4:9 syntax\nd.example.com. 60 MX ?\n"
		    "e.example.com. 60 A 192.0.2.2\n" },
		{ "an unknown directive", "$FOO bar\na 60 A 192.0.2.1\n",
		    "1:1 syntax\na.example.com. 60 A 192.0.2.1\n" },
		{ "a word too many", "a 60 A 192.0.2.1 192.0.2.2\n",
		    "1:18 syntax\na.example.com. 60 A ?\n" },
		{ "a slip in the type", "a 60 CNAM b\n",
		    "1:6 unknown-type\n1 unknown\na.example.com. 60 TYPE65402 ?\n" },
		{ "an empty label", "a..b 60 A 192.0.2.1\n", "1:1 syntax\n" },
		{ "a label of 64",
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		    "aaaaaaaa 60 A 192.0.2.1\n",
		    "1:1 syntax\n" },
		{ "a lone closing parenthesis", "a 60 A 192.0.2.1 )\n",
		    "1:18 syntax\n1 unknown\n" },
		{ 0 },
	};

	(void)state;
	rows_hold(rows);
}

static void
templates_are_unknown_not_wrong(void **state)
{
	static const struct row rows[] = {
		{ "a value", "a 60 A {{ address }}\n",
		    "a.example.com. 60 A ?\n" },
		{ "a serial", "@ 60 SOA a b __SERIAL__ 1 2 3 4\n",
		    "example.com. 60 SOA ?\n" },
		{ "a statement", "{% for x in y %}\na 60 A 192.0.2.1\n"
				 "{% endfor %}\n",
		    "1 unknown\na.example.com. 60 A 192.0.2.1\n"
		    "3 unknown\n" },
		{ 0 },
	};

	(void)state;
	rows_hold(rows);
}

static void
numbers_take_exactly_their_range(void **state)
{
	static const struct row rows[] = {
		{ "MX 0", "a 60 MX 0 b\n",
		    "a.example.com. 60 MX 0 b.example.com.\n" },
		{ "MX 65535", "a 60 MX 65535 b\n",
		    "a.example.com. 60 MX 65535 b.example.com.\n" },
		{ "MX 65536", "a 60 MX 65536 b\n",
		    "1:9 syntax\na.example.com. 60 MX ?\n" },
		{ "MX -1", "a 60 MX -1 b\n",
		    "1:9 syntax\na.example.com. 60 MX ?\n" },
		{ "TTL 2147483647", "a 2147483647 A 192.0.2.1\n",
		    "a.example.com. 2147483647 A 192.0.2.1\n" },
		{ "a serial of 4294967295", "@ 60 SOA a b 4294967295 1 2 3 4\n",
		    "example.com. 60 SOA a.example.com. b.example.com. "
		    "4294967295 1 2 3 4\n" },
		{ "a serial of 14 digits", "@ 60 SOA a b 20261124010101 1 2 3 4\n",
		    "1:14 syntax\nexample.com. 60 SOA ?\n" },
		{ 0 },
	};

	(void)state;
	rows_hold(rows);
}

static void
a_text_has_at_most_255_bytes(void **state)
{
	struct reading reading = { .arena = arena_new() };
	char line[600];
	int head = snprintf(line, sizeof line, "a 60 TXT \"");

	(void)state;
	memset(line + head, 'x', 256);
	snprintf(line + head + 255, 4, "\"\n");
	reading_of(&reading, text_of(line));
	assert_int_equal(reading.length, 256);
	memset(line + head, 'x', 256);
	snprintf(line + head + 256, 4, "\"\n");
	reading_of(&reading, text_of(line));
	assert_string_equal(reading.lines, "1:10 syntax\na.example.com. 60 TXT ?\n");
	arena_free(reading.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_ldns_gets_wrong_is_right),
		cmocka_unit_test(the_language_is_read_whole),
		cmocka_unit_test(reading_goes_on_behind_a_fault),
		cmocka_unit_test(templates_are_unknown_not_wrong),
		cmocka_unit_test(numbers_take_exactly_their_range),
		cmocka_unit_test(a_text_has_at_most_255_bytes),
	};

	return cmocka_run_group_tests_name("zonefile", tests, NULL, NULL);
}
