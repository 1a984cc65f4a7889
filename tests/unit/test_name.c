/* Names: from text to wire form and back, order, ancestry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dns/name.h"

static void
text_becomes_wire_or_says_why(void **state)
{
	static const uint8_t origin[] = "\7example\3com";
	static const struct {
		const char *text;
		enum name_fault fault;
		const char *back;
	} rows[] = {
		{ "www", NAME_OK, "www.example.com." },
		{ "WWW.Example.COM.", NAME_OK, "www.example.com." },
		{ "@", NAME_OK, "example.com." },
		{ ".", NAME_OK, "." },
		{ "@foo", NAME_OK, "\\@foo.example.com." },
		{ "a\\.b", NAME_OK, "a\\.b.example.com." },
		{ "a\\046b.", NAME_OK, "a\\.b." },
		{ "*", NAME_OK, "*.example.com." },
		{ "\\065\\000.", NAME_OK, "a\\000." },
		{ "", NAME_EMPTY, NULL },
		{ "a..b", NAME_EMPTY_LABEL, NULL },
		{ ".a", NAME_EMPTY_LABEL, NULL },
		{ "a\\", NAME_ESCAPE, NULL },
		{ "a\\256", NAME_ESCAPE, NULL },
		{ "a\\25", NAME_ESCAPE, NULL },
		{ "a..", NAME_EMPTY_LABEL, NULL },
	};
	(void)state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t wire[NAME_WIRE];
		char text[NAME_TEXT];
		size_t length = 0;
		enum name_fault fault =
		    name_from_text(text_of(rows[i].text), origin, wire, &length);

		assert_int_equal(fault, rows[i].fault);
		if (fault != NAME_OK)
			continue;
		assert_int_equal(length, name_length(wire));
		name_to_text(wire, text);
		assert_string_equal(text, rows[i].back);
	}
}

static void
labels_end_at_63_and_names_at_255(void **state)
{
	char text[300], many[300]; /* long labels, and labels of one letter */
	uint8_t wire[NAME_WIRE];
	size_t length = 0;
	(void)state;

	memset(text, 'a', sizeof text);
	memset(many, 'a', sizeof many);
	assert_int_equal(name_from_text((struct text){ text, 64 }, NULL, wire,
			     NULL),
	    NAME_LABEL_LONG);
	for (size_t i = 63; i < 255; i += 64)
		text[i] = '.';
	text[253] = '.';
	assert_int_equal(name_from_text((struct text){ text, 254 }, NULL, wire,
			     &length),
	    NAME_OK);
	assert_int_equal(length, 255);
	assert_int_equal(
	    name_from_text(TEXT("a"), NULL, wire, NULL), NAME_NO_ORIGIN);
	for (size_t i = 1; i < sizeof many; i += 2)
		many[i] = '.';
	assert_int_equal(name_from_text((struct text){ many, 254 }, NULL, wire,
			     NULL),
	    NAME_OK);
	assert_int_equal(name_from_text((struct text){ many, 256 }, NULL, wire,
			     NULL),
	    NAME_LONG);
	text[253] = 'a';
	text[254] = '.';
	assert_int_equal(name_from_text((struct text){ text, 255 }, NULL, wire,
			     NULL),
	    NAME_LONG);
}

static void
order_is_that_of_rfc_4034(void **state)
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

			assert_true(i < j ? order < 0 :
				i > j	  ? order > 0 :
					    order == 0);
		}
}

static void
within_wants_whole_labels(void **state)
{
	static const uint8_t com[] = "\3com", example[] = "\7example\3com",
			     other[] = "\11myexample\3com",
			     www[] = "\3www\7example\3com", root[] = "";
	(void)state;

	assert_true(name_within(www, example));
	assert_true(name_within(www, com));
	assert_true(name_within(www, root));
	assert_true(name_within(example, example));
	assert_false(name_within(other, example));
	assert_false(name_within(com, example));
}

static void
registered_is_two_labels_or_three(void **state)
{
	static const struct {
		const char *name, *registered; /* NULL: none */
	} rows[] = {
		{ "a.b.example.com.", "example.com." },
		{ "example.com.", "example.com." },
		{ "www.example.co.uk.", "example.co.uk." },
		{ "co.uk.", NULL },
		{ "ns.or.example.", "or.example." },
		{ "com.", NULL },
		{ ".", NULL },
	};
	(void)state;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t wire[NAME_WIRE];
		char text[NAME_TEXT] = "";
		const uint8_t *registered = NULL;

		assert_int_equal(name_from_text(text_of(rows[i].name), NULL,
				     wire, NULL),
		    NAME_OK);
		registered = name_registered(wire);
		assert_int_equal(
		    registered == NULL, rows[i].registered == NULL);
		if (registered == NULL)
			continue;
		name_to_text(registered, text);
		assert_string_equal(text, rows[i].registered);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_becomes_wire_or_says_why),
		cmocka_unit_test(labels_end_at_63_and_names_at_255),
		cmocka_unit_test(order_is_that_of_rfc_4034),
		cmocka_unit_test(within_wants_whole_labels),
		cmocka_unit_test(registered_is_two_labels_or_three),
	};

	return cmocka_run_group_tests_name("name", tests, NULL, NULL);
}
