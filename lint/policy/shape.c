/* Holds a configuration against the table of what it may say. */
#include "shape.h"

#include <string.h>
#include <strings.h>

#include "pattern.h"
#include "severity.h"

int
shape_unknown(const struct shape_check *check, const struct yaml_node *node,
    const char *what, const char *nearest)
{
	if (nearest == NULL)
		return yaml_error(check->source, node, check->err,
		    "'%.100s' is no %s", node->value, what);
	return yaml_error(check->source, node, check->err,
	    "'%.100s' is no %s: is '%s' meant?", node->value, what, nearest);
}

/* ------------------------------------------------------------------ maps */

static bool
is_any(const struct shape *shape)
{
	return strcmp(shape->key, "*") == 0;
}

static const struct shape *
row_for(const struct shape *rows, const char *key, const char **ret_nearest)
{
	struct slip slip = { .word = key };

	*ret_nearest = NULL;
	for (; rows->kind != SHAPE_NONE; rows++) {
		if (is_any(rows) || strcmp(rows->key, key) == 0)
			return rows;
		slip_try(&slip, rows->key);
	}
	*ret_nearest = slip.meant;
	return NULL;
}

static int
want_map(const struct shape_check *check, const struct yaml_node *value)
{
	if (value->kind == YAML_MAP)
		return 0;
	return yaml_error(check->source, value, check->err,
	    "keys and values are wanted here");
}

static int
want_all(const struct shape_check *check, const struct shape *rows,
    const struct yaml_node *map)
{
	for (; rows->kind != SHAPE_NONE; rows++)
		if (rows->wanted && yaml_get(map, rows->key) == NULL)
			return yaml_error(check->source, map, check->err,
			    "'%s' is missing here: %s", rows->key, rows->what);
	return 0;
}

static int
check_map(const struct shape_check *check, const struct shape *rows,
    const struct yaml_node *map)
{
	if (want_map(check, map) != 0)
		return -1;
	for (size_t i = 0; i + 1 < map->count; i += 2) {
		const struct yaml_node *key = map->items[i];
		const char *nearest = NULL;
		const struct shape *row = row_for(rows, key->value, &nearest);

		if (row == NULL)
			return shape_unknown(check, key, "key", nearest);
		if (shape_value(check, row, key, map->items[i + 1]) != 0)
			return -1;
	}
	return want_all(check, rows, map);
}

/* `syntax: off` is short for `syntax: { severity: off }`. */
static int
check_short(const struct shape_check *check, const struct shape *shape,
    const struct yaml_node *key, const struct yaml_node *value)
{
	const char *nearest = NULL;

	if (shape->short_for == NULL || value->kind != YAML_SCALAR)
		return check_map(check, shape->inner, value);
	return shape_value(check,
	    row_for(shape->inner, shape->short_for, &nearest), key, value);
}

/* ----------------------------------------------------------------- rules */

bool
shape_rule_known(const struct shape_check *check, const char *id,
    const struct zp_rule **ret_rule, const char **ret_nearest)
{
	struct slip slip = { .word = id };

	*ret_nearest = NULL;
	*ret_rule = NULL;
	for (const struct yaml_node *const *map = check->more_ids;
	     map != NULL && *map != NULL; map++)
		if (yaml_get(*map, id) != NULL)
			return true;
	for (const struct zp_rule *const *rule = check->rules; *rule != NULL;
	     rule++) {
		if (strcmp((*rule)->id, id) == 0) {
			*ret_rule = *rule;
			return true;
		}
		slip_try(&slip, (*rule)->id);
	}
	*ret_nearest = slip.meant;
	return false;
}

static int
check_options(const struct shape_check *check, const struct zp_rule *rule,
    const struct yaml_node *options)
{
	for (size_t i = 0; options != NULL && options->kind == YAML_MAP &&
	     i + 1 < options->count;
	     i += 2) {
		const struct zp_option *option = rule != NULL ? rule->options :
								NULL;
		const char *word = options->items[i]->value;
		struct slip slip = { .word = word };

		for (; option != NULL && option->name != NULL &&
		     strcmp(option->name, word) != 0;
		     option++)
			slip_try(&slip, option->name);
		if (option == NULL || option->name == NULL)
			return shape_unknown(check, options->items[i],
			    "option of this rule", slip.meant);
	}
	return 0;
}

static int
check_rules(const struct shape_check *check, const struct shape *shape,
    const struct yaml_node *map)
{
	if (want_map(check, map) != 0)
		return -1;
	for (size_t i = 0; i + 1 < map->count; i += 2) {
		const struct yaml_node *key = map->items[i];
		const struct yaml_node *value = map->items[i + 1];
		const char *nearest = NULL;
		const struct zp_rule *rule = NULL;

		if (!shape_rule_known(check, key->value, &rule, &nearest))
			return shape_unknown(check, key, "rule", nearest);
		if (check_short(check, shape, key, value) != 0 ||
		    check_options(check, rule,
			is_any(shape->inner) ? value :
					       yaml_get(value, "options")) != 0)
			return -1;
	}
	return 0;
}

/* ----------------------------------------------------------------- words */

static int
check_choice(const struct shape_check *check, const struct shape *shape,
    const struct yaml_node *value)
{
	struct text choices = text_of(shape->choices);

	while (choices.ptr != NULL)
		if (text_equal(text_cut(&choices, '|'), text_of(value->value)))
			return 0;
	return yaml_error(check->source, value, check->err,
	    "'%.100s' is none of %s", value->value, shape->choices);
}

static int
check_number(const struct shape_check *check, const struct yaml_node *value)
{
	size_t length = strspn(value->value, "0123456789");

	if (length > 0 && length <= 9 && value->value[length] == '\0')
		return 0;
	return yaml_error(check->source, value, check->err,
	    "'%.100s' is no number from 0 to 999999999", value->value);
}

static int
check_pattern(const struct shape_check *check, const struct yaml_node *value)
{
	struct pattern_fault fault;

	if (pattern_compile(check->arena, value->value, &fault) != NULL)
		return 0;
	return yaml_error(check->source, value, check->err,
	    "no regular expression: %s (at its byte %zu)", fault.message,
	    fault.offset + 1);
}

static int
check_severity(const struct shape_check *check, const struct yaml_node *value)
{
	enum zp_severity severity = ZP_OFF;

	if (severity_from_text(value->value, &severity))
		return 0;
	return yaml_error(check->source, value, check->err,
	    "'%.100s' is none of error, warning, notice, off", value->value);
}

static int
check_boolean(const struct shape_check *check, const struct yaml_node *value)
{
	if (strcasecmp(value->value, "true") == 0 ||
	    strcasecmp(value->value, "false") == 0)
		return 0;
	return yaml_error(check->source, value, check->err,
	    "'%.100s' is neither true nor false", value->value);
}

static int
check_word(const struct shape_check *check, const struct shape *shape,
    const struct yaml_node *value)
{
	if (value->kind != YAML_SCALAR)
		return yaml_error(check->source, value, check->err,
		    "a word or a number is wanted here");
	switch (shape->kind) {
	case SHAPE_NUMBER:
		return check_number(check, value);
	case SHAPE_BOOLEAN:
		return check_boolean(check, value);
	case SHAPE_SEVERITY:
		return check_severity(check, value);
	case SHAPE_CHOICE:
		return check_choice(check, shape, value);
	case SHAPE_PATTERN:
		return check_pattern(check, value);
	default:
		return 0;
	}
}

/* ------------------------------------------------------------- all kinds */

static int
check_list(const struct shape_check *check, const struct shape *shape,
    const struct yaml_node *key, const struct yaml_node *value)
{
	if (shape->one_may_stand_alone && value->kind != YAML_LIST)
		return shape_value(check, shape->inner, key, value);
	if (value->kind != YAML_LIST)
		return yaml_error(
		    check->source, value, check->err, "a list is wanted here");
	for (size_t i = 0; i < value->count; i++)
		if (shape_value(check, shape->inner, key, value->items[i]) != 0)
			return -1;
	return 0;
}

static int
check_option(const struct shape_check *check, const struct yaml_node *value)
{
	static const struct shape word = { .kind = SHAPE_WORD };

	if (value->kind != YAML_MAP)
		return check_word(check, &word, value);
	for (size_t i = 1; i < value->count; i += 2)
		if (check_word(check, &word, value->items[i]) != 0)
			return -1;
	return 0;
}

static int
check_kind(const struct shape_check *check, const struct shape *shape,
    const struct yaml_node *key, const struct yaml_node *value)
{
	switch (shape->kind) {
	case SHAPE_MAP:
		return check_short(check, shape, key, value);
	case SHAPE_RULES:
		return check_rules(check, shape, value);
	case SHAPE_LIST:
		return check_list(check, shape, key, value);
	case SHAPE_OPTION:
		return check_option(check, value);
	case SHAPE_NEVER:
		return yaml_error(
		    check->source, key, check->err, "%s", shape->what);
	default:
		return check_word(check, shape, value);
	}
}

int
shape_value(const struct shape_check *check, const struct shape *shape,
    const struct yaml_node *key, const struct yaml_node *value)
{
	if (check_kind(check, shape, key, value) != 0)
		return -1;
	return shape->check == NULL ? 0 : shape->check(check, key, value);
}
