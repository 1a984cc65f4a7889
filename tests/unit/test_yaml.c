/* YAML as a tree: positions, aliases, keys that stand twice, bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/yaml.h"

static struct yaml_node *
read_text(struct arena *arena, const char *text, struct yaml_fault *fault)
{
	struct source *source = arena_array(arena, 1, sizeof *source);

	source->path = "a.yaml";
	source->bytes = text_of(text);
	return yaml_documents(arena, source, fault);
}

static void
positions_are_bytes_in_any_text(void **state)
{
	struct arena *arena = arena_new();
	struct yaml_fault fault = { 0 };
	const char *text = "# ü\nä: [ö, 'ß']\nz: 1\n";
	struct yaml_node *root = NULL, *list = NULL;

	(void)state;
	root = read_text(arena, text, &fault)->items[0];
	list = yaml_get(root, "ä");
	assert_int_equal(root->items[0]->offset, 5);
	assert_string_equal(list->items[1]->value, "ß");
	assert_memory_equal(text + list->items[1]->offset, "'ß'", 4);
	assert_int_equal(list->items[1]->end - list->items[1]->offset, 4);
	assert_int_equal(list->items[1]->style, YAML_SINGLE);
	assert_memory_equal(text + root->items[2]->offset, "z: 1", 4);
	arena_free(arena);
}

static void
an_alias_is_the_node_of_its_anchor(void **state)
{
	struct arena *arena = arena_new();
	struct yaml_fault fault = { 0 };
	struct yaml_node *root =
	    read_text(arena, "a: &x [1, 2]\nb: *x\nc: !t {<<: *x}\n", &fault)
		->items[0];

	(void)state;
	assert_ptr_equal(yaml_get(root, "a"), yaml_get(root, "b"));
	assert_string_equal(yaml_get(root, "c")->tag, "!t");
	assert_true(yaml_is_merge(yaml_get(root, "c")->items[0]));
	arena_free(arena);
}

static void
the_last_of_two_keys_counts_and_is_marked(void **state)
{
	struct arena *arena = arena_new();
	struct yaml_fault fault = { 0 };
	char text[4000] = "";
	size_t length = 0;
	struct yaml_node *root = NULL;

	(void)state;
	for (int i = 0; i < 100; i++)
		length += (size_t)snprintf(
		    text + length, sizeof text - length, "k%d: %d\n", i % 90, i);
	root = read_text(arena, text, &fault)->items[0];
	assert_string_equal(yaml_get(root, "k3")->value, "93");
	for (size_t i = 0; i < root->count; i += 2)
		assert_int_equal(root->items[i]->repeated, i >= 180);
	arena_free(arena);
}

static void
what_is_wrong_has_its_place(void **state)
{
	static const struct {
		const char *text;
		uint32_t offset;
		const char *message;
	} rows[] = {
		{ "ä: \xff", 4, "no valid UTF-8" },
		{ "a: *b", 3, "no such anchor" },
		{ "a: &b [*b]", 7, "no such anchor" },
		{ "ü: \"\\0\"", 4, "NUL" },
		{ "a: [1", 5, "" },
		{ "a: 'x", 5, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *arena = arena_new();
		struct yaml_fault fault = { 0 };

		assert_null(read_text(arena, rows[i].text, &fault));
		assert_int_equal(fault.offset, rows[i].offset);
		assert_non_null(strstr(fault.message, rows[i].message));
		arena_free(arena);
	}
}

static void
what_aliases_stand_for_is_counted(void **state)
{
	struct arena *arena = arena_new();
	struct yaml_fault fault = { 0 };
	char text[2000] = "a0: &a0 x\n";
	size_t length = strlen(text);

	(void)state;
	for (int i = 1; i < 30; i++)
		length += (size_t)snprintf(text + length, sizeof text - length,
		    "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
	assert_null(read_text(arena, text, &fault));
	assert_string_equal(fault.message, "aliases that stand for too much");
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(positions_are_bytes_in_any_text),
		cmocka_unit_test(an_alias_is_the_node_of_its_anchor),
		cmocka_unit_test(the_last_of_two_keys_counts_and_is_marked),
		cmocka_unit_test(what_is_wrong_has_its_place),
		cmocka_unit_test(what_aliases_stand_for_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
