/* Every way of reading a master file tells the same, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <ftw.h>

#include "base/files.h"
#include "base/print.h"
#include "ways.h"

/* So much that no line is read from the copy of the last ones. */
static struct text
with_tail(struct arena *arena, struct text text)
{
	size_t tail = 2048;
	char *bytes = arena_bytes(arena, text.len + tail);

	if (text.len > 0)
		memcpy(bytes, text.ptr, text.len);
	memset(bytes + text.len, ';', tail);
	bytes[text.len] = '\n';
	return (struct text){ bytes, text.len + tail };
}

static void
assert_same(struct text text, const char *what)
{
	struct arena *arena = arena_new();
	const char *differs = ways_differ(with_tail(arena, text));

	if (differs == NULL)
		differs = ways_differ(text);
	if (differs != NULL)
		fail_msg("%s: %s differs", what, differs);
	arena_free(arena);
}

/* ---------------------------------------------------- zones of the tests */

static unsigned zones_read;

static int
one_file(const char *path, const struct stat *about, int kind, struct FTW *ftw)
{
	struct arena *arena = arena_new();
	struct text text = { NULL, 0 };
	struct error err = { 0 };

	(void)ftw;
	if (kind == FTW_F && about->st_size < 1000000 &&
	    (strstr(path, ".zone") != NULL ||
		strstr(path, "zonefile/") != NULL ||
		strstr(path, "db.") != NULL) &&
	    file_read(arena, path, &text, &err) == 0) {
		assert_same(text, path);
		zones_read++;
	}
	arena_free(arena);
	return 0;
}

static void
all_ways_agree_on_every_zone_of_the_tests(void **state)
{
	static const char *const folders[] = { "tests/rules", "tests/report",
		"tests/fuzz/seeds", "samples" };

	(void)state;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		assert_int_equal(nftw(folders[i], one_file, 16, FTW_PHYS), 0);
	assert_true(zones_read > 500);
}

/* ------------------------------------------------------------ made-up zones */

static const char *const owners[] = { "www", "@", "", " ", "a.b.c", "*",
	"_sip._tcp", "WWW.Example.COM.", "x__y", "__NAME__", "REPLACE",
	"REPLACED", "R", "a\\.b", "a..b", ".", "@Z", "\"q\"", "{{ host }}",
	"$ORIGIN", "caf\303\251",
	"0123456789012345678901234567890123456789012345678901234567890123",
	"012345678901234567890123456789012345678901234567890123456789012",
	"a.012345678901234567890123456789012345678901234567890123456789" };
static const char *const heads[] = { "A", "IN A", "300 A", "300 IN A",
	"in 300 A", "1h A", "IN IN A", "300 300 A", "CH A", "2147483648 A",
	"2147483647 A", "00000000300 A", "[AGE:1] A", "a", "${ttl} A" };
static const char *const datas[] = { "A 192.0.2.1", "A 192.0.2.256",
	"A 192.0.2.01", "A 192.0.2", "A 192.0.2.1 2", "a 192.0.2.1 ; note",
	"AAAA 2001:db8::1", "AAAA ::", "AAAA ::1", "AAAA 1::", "AAAA :1",
	"AAAA 1:2:3:4:5:6:7:8", "AAAA 1:2:3:4:5:6:7::", "AAAA 1:::2",
	"AAAA 12345::", "AAAA ::ffff:192.0.2.1", "AAAA 1:2:3:4:5:6:7:8:9",
	"AAAA 1::2::3", "AAAA 1:2:3:4:5:6:7", "NS ns1", "NS .", "NS @",
	"NS ns1.example.net.", "CNAME a..b", "CNAME REPLACE", "MX 10 mail",
	"MX 70000 mail", "MX mail", "MX 10 {{ m }}", "TXT \"one\"",
	"TXT \"one\" \"two\"", "TXT \"one\"\"two\"", "TXT one", "TXT \"\"",
	"TXT \"a\\\"b\"", "TXT \"open", "TXT \"a;b(c)d\" ; comment",
	"TXT \"__NAME__\"", "TXT \"REPLACE\"", "TXT \"x REPLACE\"",
	"TXT \"{{ x }}\"", "TXT \"a\tb\" ", "TXT \"v=spf1 %{i} -all\"",
	"TXT k=\"v\"", "SRV 0 0 5060 host", "SRV 0 0 99999 host",
	"DS 1 13 2 ABcd01", "DS 1 13 2 ABcd0", "DS 1 13 2 AB cd",
	"DS 1 ECDSAP256SHA256 2 AB", "CAA 0 issue \"ca.example\"",
	"CAA 0 issue ca.example", "CAA 256 issue \"x\"", "CAA 0 is-sue \"x\"",
	"CAA 0 ISSUE \"x\" y", "PTR host", "DNAME b", "LUA A \"x\"",
	"TYPE65280 \\# 1 00", "HINFO a b", "SOA a b 1 2 3 4 5",
	"SOA a b 4294967295 2147483647 3 4 5", "SOA a b 4294967296 2 3 4 5",
	"SOA a b 1 2147483648 3 4 5", "SOA a b 1 1h 3 4 5", "SOA a b 1 2 3 4",
	"SOA SOA a b 1 2 3 4 5", "SOA a b (1\n2 3\n4 5)", "A (192.0.2.1)",
	"A 192.0.2.1\r",
	"TXT \"0123456789012345678901234567890123456789012345678901234567890123"
	"4567890123456789012345678901234567890123456789012345678901234567890123"
	"4567890123456789012345678901234567890123456789012345678901234567890123"
	"45678901234567890123456789012345678901234567890123456789\"" };
static const char *const others[] = { "", "; a comment", "$TTL 60",
	"$ORIGIN sub", "$ORIGIN sub.example.com.", "$ORIGIN example.com.",
	"$INCLUDE none", "$GENERATE 1-3 h$ A 192.0.2.$", "  ; alone", "(\n\n",
	"{% if x %}", "\t", "$TTL", "x \001 A 192.0.2.1",
	"; zoneproof: allow mx-removed @ -- why" };

#define PICK(from) from[(unsigned)rand() % (sizeof(from) / sizeof *(from))]

static void
line_make(char *line, size_t size)
{
	const char *head = PICK(heads);

	/* A head ends in its type's place. */
	if (rand() % 8 == 0)
		snprintf(line, size, "%s\n", PICK(others));
	else
		snprintf(line, size, "%s%s%.*s%s%s\n", PICK(owners),
		    rand() % 4 == 0 ? "\t" : " ", (int)strlen(head) - 1, head,
		    PICK(datas), rand() % 16 == 0 ? " " : "");
}

static void
all_ways_agree_on_lines_of_every_shape(void **state)
{
	static char text[64 * 1024];
	char what[40];

	(void)state;
	srand(1);
	for (int round = 0; round < 300; round++) {
		size_t length = 0;
		int lines = 1 + rand() % 40;

		for (int i = 0; i < lines; i++) {
			char line[700];

			line_make(line, sizeof line);
			memcpy(text + length, line, strlen(line));
			length += strlen(line);
		}
		snprintf(what, sizeof what, "round %d", round);
		assert_same((struct text){ text, length }, what);
	}
}

/* Large enough that each chunk holds many plain lines. */
static void
all_ways_agree_on_a_long_zone(void **state)
{
	static char text[256 * 1024];
	size_t length = 0;

	(void)state;
	srand(2);
	for (int i = 0; length < sizeof text - 2000; i++) {
		if (rand() % 200 == 0) {
			line_make(text + length, 700);
			length += strlen(text + length);
		}
		length += (size_t)snprintf(text + length, 200,
		    "host%d 300 IN A 192.0.2.%d\n\tMX 10 mail\nw%d CNAME host%d"
		    "\n",
		    i, i % 256, i, i);
	}
	assert_same((struct text){ text, length }, "a long zone");
}

/* For sanitizers: the bytes end where the text does. */
static void
assert_ends(const char *head, char filler, size_t length)
{
	struct arena *arena = arena_new();
	char *bytes = arena_bytes(arena, length);
	const char *differs = NULL;

	memset(bytes, filler, length);
	memcpy(bytes, head, strlen(head));
	differs = ways_differ((struct text){ bytes, length });
	if (differs != NULL)
		fail_msg("%s and %zu bytes: %s", head, length, differs);
	arena_free(arena);
}

static void
no_way_looks_behind_the_end(void **state)
{
	static char blanks[460];
	char head[600];

	(void)state;
	memset(blanks, ' ', sizeof blanks - 1);
	for (size_t length = 600; length < 1800; length += 7) {
		snprintf(head, sizeof head, "a%sTXT \"", blanks);
		assert_ends(head, 'x', length);
		snprintf(head, sizeof head, "a%sTXT \"x\"", blanks);
		assert_ends(head, ' ', length);
		assert_ends("a TXT \"x\"", ' ', length);
		assert_ends("a CAA 0 issue \"x\"", ' ', length);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_ways_agree_on_every_zone_of_the_tests),
		cmocka_unit_test(all_ways_agree_on_lines_of_every_shape),
		cmocka_unit_test(all_ways_agree_on_a_long_zone),
		cmocka_unit_test(no_way_looks_behind_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
