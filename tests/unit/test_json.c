/* JSON: what is found where, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/limits.h"

/* What a walk found: "path=text@offset" a value, joined by blanks. */
struct found {
	char text[4096];
	size_t length;
};

static void
found_add(struct found *found, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	found->length += (size_t)vsnprintf(found->text + found->length,
	    sizeof found->text - found->length, format, args);
	va_end(args);
	assert_true(found->length < sizeof found->text);
}

static int
keep(void *data, const struct json_path *path, const struct json_value *value,
    struct json_fault *fault)
{
	struct found *found = data;

	(void)fault;
	if (found->length > 0)
		found_add(found, " ");
	for (unsigned i = 0; i < path->depth; i++)
		found_add(found, "%s%.*s", i > 0 ? "/" : "",
		    (int)path->keys[i].len, path->keys[i].ptr);
	found_add(found, "=%.*s@%u+%u#%u", (int)value->text.len,
	    value->text.ptr, value->offset, value->length, value->count);
	return 0;
}

static int
walk(const char *text, size_t length, const char *path, struct found *found,
    struct json_fault *fault)
{
	struct source source = { .path = "x.json", .bytes = { text, length } };
	struct json_part parts[] = { { path, keep }, { NULL, NULL } };

	memset(found, 0, sizeof *found);
		return json_read(&source, parts, found, fault);
}

static void
values_are_found_by_their_path(void **state)
{
	static const struct {
		const char *path, *text, *found;
	} rows[] = {
		{ "", "[1, 2]", "=@0+6#2" },
		{ "", " 7", "=7@1+1#0" },
		{ "a", "{\"a\":\"x\"}", "a=x@5+3#0" },
		{ "a", "{\"b\":{\"a\":1},\"a\":2}", "a=2@17+1#0" },
		{ "a/*", "{\"a\":[1,{\"a\":2},\"t\"]}",
		    "a/=1@6+1#0 a/=@8+7#1 a/=t@16+3#0" },
		{ "*/b", "{\"a\":{\"b\":1},\"c\":{\"b\":2}}",
		    "a/b=1@10+1#0 c/b=2@22+1#0" },
		{ "m/**/r/*",
		    "{\"m\":{\"r\":[1],\"c\":[{\"r\":[2],\"c\":[{\"r\":[3]}]}]}}",
		    "m/r/=1@11+1#0 m/c//r/=2@25+1#0 m/c//c//r/=3@39+1#0" },
		{ "a/b", "{\"a/b\":1}", "" },
		{ "a", "{\"a\" : \"\\u00e9\\n\"}", "a=\303\251\n@7+10#0" },
		{ "a", "\357\273\277{\"a\":0}", "a=0@8+1#0" },
		{ "\303\251", "{\"\\u00e9\":1}", "\303\251=1@10+1#0" },
		{ "a", "{\"a\":\"\\uD83D\\uDE00\"}",
		    "a=\360\237\230\200@5+14#0" },
		{ "a", "{\"a\":123456789012345678901234567890}",
		    "a=123456789012345678901234567890@5+30#0" },
		{ "a/*", "{\"a\":[\"\\\\u\",null,true]}",
		    "a/=\\u@6+5#0 a/=@12+4#0 a/=@17+4#0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct found found;
		struct json_fault fault;

		if (walk(rows[i].text, strlen(rows[i].text), rows[i].path,
			&found, &fault) != 0)
			fail_msg("%s: %s", rows[i].text, fault.message);
		assert_string_equal(found.text, rows[i].found);
	}
}

static void
what_is_no_good_is_refused_at_its_place(void **state)
{
	static const struct {
		const char *text;
		uint32_t offset;
		const char *message;
	} rows[] = {
		{ "", 0, "no valid JSON" },
		{ "{\"a\":", 5, "no valid JSON: premature EOF" },
		{ "{\"a\":\n tru}", 9, "no valid JSON" },
		{ "{\"a\":1}{", 7, "no valid JSON: trailing garbage" },
		{ "{\"a\":1,}", 7, "no valid JSON" },
		{ "{\"a\":\"\\ud800\"}", 5, "half a surrogate pair" },
		{ "{\"a\":\"\\ud800\\ud800\"}", 5,
		    "half a surrogate pair" },
		{ "{\"a\":\"\\udc00\"}", 5, "half a surrogate pair" },
		{ "{\"\\ud800\":1}", 1, "half a surrogate pair" },
		{ "{\"a\":\"\377\"}", 6,
		    "no valid JSON: invalid bytes in UTF8" },
		{ "{\"b\":1,\n\"b\":2}", 8, "this key stands here for" },
		{ "{\"a\":{\"b\":1,\"b\":1}}", 12, "this key" },
		{ "{\"a\":1,\"\\u0061\":2}", 7, "this key" },
		{ "\377\376{", 0, "this is UTF-16" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct found found;
		struct json_fault fault;

		assert_int_equal(walk(rows[i].text, strlen(rows[i].text), "a",
				     &found, &fault),
		    -1);
		if (strstr(fault.message, rows[i].message) == NULL)
			fail_msg("%s: %s", rows[i].text, fault.message);
		if (fault.offset != rows[i].offset)
			fail_msg("%s: at %u", rows[i].text, fault.offset);
	}
}

/* What nobody looks at may say the same twice: it is none of our affair. */
static void
what_is_passed_over_is_not_judged(void **state)
{
	static const char text[] = "{\"b\":{\"c\":1,\"c\":2},\"a\":3}";
	struct found found;
	struct json_fault fault;

	(void)state;
	assert_int_equal(walk(text, strlen(text), "a", &found, &fault), 0);
	assert_string_equal(found.text, "a=3@23+1#0");
}

static void
depth_is_bounded(void **state)
{
	enum { DEEP = 1000000 };
	char *text = malloc(DEEP);
	struct found found;
	struct json_fault fault;

	(void)state;
	memset(text, '[', DEEP);
	assert_int_equal(walk(text, DEEP, "a", &found, &fault), -1);
	assert_non_null(strstr(fault.message, "nested too deep"));
	assert_int_equal(fault.offset, LIMIT_JSON_DEPTH);
	assert_int_equal(walk(text, DEEP, "", &found, &fault), -1);
	assert_non_null(strstr(fault.message, "nested too deep"));
	assert_int_equal(walk(text, DEEP, "**/x", &found, &fault), -1);
	free(text);
}

static void
a_tree_is_bounded_and_a_document_is_not(void **state)
{
	size_t items = LIMIT_JSON_NODES + 1, length = 2 * items + 1;
	char *text = malloc(length);
	struct source source = { .path = "x.json",
		.bytes = { text, length } };
	struct found found = { .length = 0 };
	struct json_part whole[] = { { "", keep }, { NULL, NULL } };
	struct json_part none[] = { { "*/a", keep }, { NULL, NULL } };
	struct json_fault fault;

	(void)state;
	for (size_t i = 0; i < items; i++)
		memcpy(text + 2 * i, i == 0 ? "[1" : ",1", 2);
	text[length - 1] = ']';
	assert_int_equal(json_read(&source, whole, &found, &fault), -1);
	assert_non_null(strstr(fault.message, "too many values"));
	assert_int_equal(json_read(&source, none, &found, &fault), 0);
	free(text);
}

static int
numbers(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct found *found = data;

	(void)path;
	(void)fault;
	JSON_EACH(child, value) {
		uint32_t number = 0;

		if (json_u32(child, &number))
			found_add(found, "%u ", number);
		else
			found_add(found, "- ");
	}
	return 0;
}

static void
numbers_are_whole_and_in_range(void **state)
{
	static const char text[] =
	    "[0, 10, \"10\", 300.0, 3e2, 1.5, -1, 4294967295, 4294967296, "
	    "1e999, \"\", \"0x10\", \"ten\", null, true, \"1 \"]";
	struct source source = { .path = "x.json",
		.bytes = { text, sizeof text - 1 } };
	struct json_part parts[] = { { "", numbers }, { NULL, NULL } };
	struct found found = { .length = 0 };
	struct json_fault fault;

	(void)state;
	assert_int_equal(json_read(&source, parts, &found, &fault), 0);
	assert_string_equal(found.text,
	    "0 10 10 300 300 - - 4294967295 - - - - - - - - ");
}

static int
stop(void *data, const struct json_path *path, const struct json_value *value,
    struct json_fault *fault)
{
	(void)data;
	(void)path;
	return json_fail(fault, value, "enough");
}

static void
a_visit_may_end_the_walk(void **state)
{
	struct source source = { .path = "x.json", .bytes = TEXT("[1,2]") };
	struct json_part parts[] = { { "*", stop }, { NULL, NULL } };
	struct json_fault fault;

	(void)state;
	assert_int_equal(json_read(&source, parts, NULL, &fault), -1);
	assert_string_equal(fault.message, "enough");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_found_by_their_path),
		cmocka_unit_test(what_is_no_good_is_refused_at_its_place),
		cmocka_unit_test(what_is_passed_over_is_not_judged),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(a_tree_is_bounded_and_a_document_is_not),
		cmocka_unit_test(numbers_are_whole_and_in_range),
		cmocka_unit_test(a_visit_may_end_the_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
