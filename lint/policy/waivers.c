/* Waivers and baselines. */
#include "waivers.h"

#include <stdio.h>
#include <string.h>

#include "../base/limits.h"
#include "shape.h"

bool
is_fingerprint(struct text text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr("0123456789abcdef", text.ptr[i]) == NULL ||
		    text.ptr[i] == '\0')
			return false;
	return text.len == 32;
}

static int
check_fingerprint(const struct shape_check *check, const struct yaml_node *key,
    const struct yaml_node *value)
{
	(void)key;
	if (is_fingerprint(text_of(value->value)))
		return 0;
	return yaml_error(check->source, value, check->err,
	    "'%.100s' is no fingerprint: 32 hex digits, as -f json shows them",
	    value->value);
}

static int
check_date(const struct shape_check *check, const struct yaml_node *key,
    const struct yaml_node *value)
{
	int64_t day = 0;

	(void)key;
	if (allow_date(text_of(value->value), &day))
		return 0;
	return yaml_error(check->source, value, check->err,
	    "'%.100s' is no day such as 2027-01-31", value->value);
}

static const struct shape waiver_keys[] = {
	{ .key = "fingerprint",
	    .kind = SHAPE_WORD,
	    .what = "the finding's fingerprint, as -f json shows it",
	    .wanted = true,
	    .check = check_fingerprint },
	{ .key = "reason",
	    .kind = SHAPE_WORD,
	    .what = "why it may stay",
	    .wanted = true },
	{ .key = "rule", .kind = SHAPE_WORD, .what = "the finding's rule" },
	{ .key = "name", .kind = SHAPE_WORD, .what = "its name, for people" },
	{ .key = "until",
	    .kind = SHAPE_WORD,
	    .what = "the last day it holds, such as 2027-01-31",
	    .check = check_date },
	{ .key = "added",
	    .kind = SHAPE_WORD,
	    .what = "the day it was added",
	    .check = check_date },
	{ 0 },
};
static const struct shape waiver_row[] = {
	{ .kind = SHAPE_MAP, .inner = waiver_keys },
	{ 0 },
};
const struct shape waivers_shape = { .kind = SHAPE_LIST, .inner = waiver_row };

static struct text
word_of(const struct yaml_node *row, const char *key)
{
	const struct yaml_node *node = yaml_get(row, key);

	return node == NULL ? (struct text){ NULL, 0 } : text_of(node->value);
}

static struct allow
waiver_of(struct arena *arena, const struct source *source,
    const struct yaml_node *row, bool judged)
{
	struct source_place place = source_place(source, row->offset);
	struct allow allow = { .reach = ALLOW_PRINT,
		.rules = word_of(row, "rule"),
		.fingerprint = word_of(row, "fingerprint").ptr,
		.reason = word_of(row, "reason").ptr,
		.until = INT64_MAX,
		.judged = judged,
		.by = arena_format(arena, "%s:%u", source->path, place.line),
		.place = { .file = source->path,
		    .line = place.line,
		    .column = place.column,
		    .text = place.text } };

	if (word_of(row, "until").len > 0)
		allow_date(word_of(row, "until"), &allow.until);
	return allow;
}

int
waivers_read(struct arena *arena, const struct source *source, bool judged,
    struct allows *allows, struct error *err)
{
	struct yaml_node *root = yaml_read(arena, source, err);
	struct shape_check check = {
		.source = source, .arena = arena, .err = err
	};

	if (root == NULL)
		return -1;
	/* An empty file is an empty list. */
	if (root->kind == YAML_MAP && root->count == 0)
		return 0;
	if (shape_value(&check, &waivers_shape, root, root) != 0)
		return -1;
	for (size_t i = 0; i < root->count; i++)
		*vector_push(allows) = waiver_of(
		    arena, source, root->items[i], judged);
	return 0;
}

int
baseline_read(struct arena *arena, const struct source *source,
    struct allows *allows, struct error *err)
{
	struct text rest = source->bytes;
	const char *by = arena_format(arena, "baseline %s", source->path);

	for (unsigned line = 1; rest.ptr != NULL; line++) {
		struct text words = text_trim(text_cut(&rest, '\n'));
		struct text print = text_cut(&words, ' ');

		if (print.len == 0 || print.ptr[0] == '#')
			continue;
		if (!is_fingerprint(print))
			return error_usage(err,
			    "%s:%u:1: a baseline's line begins with a "
			    "fingerprint of 32 hex digits",
			    source->path, line);
		*vector_push(allows) = (struct allow){ .reach = ALLOW_PRINT,
			.fingerprint = arena_copy(arena, print.ptr, print.len),
			.reason = by,
			.by = by,
			.until = INT64_MAX,
			.states_only = true };
	}
	return 0;
}
