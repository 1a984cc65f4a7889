/* Flattens configurations and compares them. */
#include "leaves.h"

#include <string.h>
#include <strings.h>

#include "../base/map.h"
#include "keys.h"

struct walk {
	struct leaves *leaves;
	struct arena *arena;
	const struct zp_rule *const *rules;
	const struct config_layer *layer;
};

/* ---------------------------------------------------------------- writing */

/* Would YAML read the word as itself? */
static bool
is_plain(const char *word)
{
	size_t safe = strspn(word,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "._/+-");

	return *word != '\0' && word[safe] == '\0' && *word != '-';
}

const char *
yaml_word(struct arena *arena, const char *word)
{
	char *text = NULL, *to = NULL;

	if (is_plain(word))
		return word;
	text = to = arena_bytes(arena, strlen(word) * 2 + 3);
	*to++ = '"';
	for (; *word != '\0'; word++) {
		if (*word == '"' || *word == '\\')
			*to++ = '\\';
		*to++ = *word == '\n' ? ' ' : *word;
	}
	*to++ = '"';
	*to = '\0';
	return text;
}

#define ITEMS_SHOWN 64

static const char *
node_text(struct arena *arena, const struct yaml_node *node)
{
	char *text = arena_string(arena, node->kind == YAML_LIST ? "[" : "{ ");
	bool map = node->kind == YAML_MAP;

	if (node->kind == YAML_SCALAR)
		return yaml_word(arena, node->value);
	for (size_t i = 0; i < node->count && i < ITEMS_SHOWN; i++)
		text = arena_format(arena, "%s%s%s", text,
		    i == 0                ? "" :
			map && i % 2 == 1 ? ": " :
					    ", ",
		    node_text(arena, node->items[i]));
	return arena_format(arena, "%s%s%s", text,
	    node->count > ITEMS_SHOWN ? ", …" : "", map ? " }" : "]");
}

/* ---------------------------------------------------------------- walking */

static const struct zp_rule *
rule_in(const struct walk *walk, const char *key)
{
	for (const struct zp_rule *const *rule = walk->rules; *rule != NULL;
	     rule++)
		if (strcmp((*rule)->id, key) == 0)
			return *rule;
	return NULL;
}

static const char *
standard_of(
    const struct shape *shape, const struct zp_rule *rule, const char *name)
{
	if (rule == NULL)
		return shape->value;
	if (shape->kind == SHAPE_SEVERITY)
		return severity_text(rule->severity);
	for (const struct zp_option *option = rule->options;
	     shape->kind == SHAPE_OPTION && option != NULL &&
	     option->name != NULL;
	     option++)
		if (strcmp(option->name, name) == 0)
			return option->value;
	return shape->value;
}

/* A value of a higher file stands in place of a lower one's. */
static struct leaf *
leaf_place(struct leaves *leaves, const char *id)
{
	void **number = map_put(&leaves->by_id, id);

	if (*number != NULL)
		return &leaves->at[(size_t)(uintptr_t)*number - 1];
	*number = (void *)(uintptr_t)(leaves->count + 1);
	return vector_push(leaves);
}

static void
leaf_add(const struct walk *walk, const char *key, const struct shape *shape,
    const struct yaml_node *node, const char *standard, bool item)
{
	const char *value = node_text(walk->arena, node);
	const char *id = item ? arena_format(walk->arena, "%s %s", key, value) :
				key;

	*leaf_place(walk->leaves, id) = (struct leaf){ .id = id,
		.key = key,
		.value = value,
		.standard = standard,
		.weaker = shape->weaker,
		.item = item,
		.source = walk->layer->source,
		.offset = node->offset };
}

static void walk_node(const struct walk *walk, const char *key,
    const struct shape *shape, const struct yaml_node *node,
    const struct zp_rule *rule);

static const struct shape *
row_of(const struct shape *rows, const char *key)
{
	while (rows->kind != SHAPE_NONE && strcmp(rows->key, "*") != 0 &&
	    strcmp(rows->key, key) != 0)
		rows++;
	return rows;
}

static const char *
join(const struct walk *walk, const char *key, const char *name)
{
	const char *word = strchr(name, '.') == NULL ?
	    yaml_word(walk->arena, name) :
	    arena_format(walk->arena, "\"%s\"", name);

	return *key == '\0' ? word :
			      arena_format(walk->arena, "%s.%s", key, word);
}

static void
walk_map(const struct walk *walk, const char *key, const struct shape *shape,
    const struct yaml_node *map, const struct zp_rule *rule)
{
	for (size_t i = 0; i + 1 < map->count; i += 2) {
		const char *name = map->items[i]->value;
		const struct shape *row = shape->kind == SHAPE_RULES ?
		    shape :
		    row_of(shape->inner, name);
		struct shape values = { .kind = SHAPE_MAP,
			.inner = shape->inner,
			.short_for = shape->short_for };
		const char *inner = join(walk, key, name);

		if (shape->kind == SHAPE_RULES)
			walk_node(walk, inner, &values, map->items[i + 1],
			    rule_in(walk, name));
		else if (row->kind == SHAPE_OPTION)
			leaf_add(walk, inner, row, map->items[i + 1],
			    standard_of(row, rule, name), false);
		else
			walk_node(walk, inner, row, map->items[i + 1], rule);
	}
}

static void
walk_list(const struct walk *walk, const char *key, const struct shape *shape,
    const struct yaml_node *list)
{
	if (list->kind != YAML_LIST)
		leaf_add(walk, key, shape, list, NULL, true);
	for (size_t i = 0; list->kind == YAML_LIST && i < list->count; i++)
		leaf_add(walk, key, shape, list->items[i], NULL, true);
}

static void
walk_node(const struct walk *walk, const char *key, const struct shape *shape,
    const struct yaml_node *node, const struct zp_rule *rule)
{
	if (shape->kind == SHAPE_LIST)
		walk_list(walk, key, shape, node);
	else if (shape->short_for != NULL && node->kind == YAML_SCALAR) {
		const struct shape *row = row_of(
		    shape->inner, shape->short_for);

		leaf_add(walk, join(walk, key, shape->short_for), row, node,
		    standard_of(row, rule, ""), false);
	} else if (node->kind == YAML_MAP && shape->inner != NULL &&
	    shape->weaker == WEAKER_NEVER)
		walk_map(walk, key, shape, node, rule);
	else
		leaf_add(walk, key, shape, node, standard_of(shape, rule, ""),
		    false);
}

void
leaves_done(struct leaves *leaves)
{
	map_done(&leaves->by_id);
	vector_done(leaves);
}

void
leaves_of(struct leaves *leaves, struct arena *arena,
    const struct config *config, const struct zp_rule *const *rules)
{
	struct walk walk = { leaves, arena, rules, NULL };
	size_t count = 0;
	const struct config_layer *layers = config_layers(config, &count);

	for (const struct config_key *key = config_keys;
	     key->shape.kind != SHAPE_NONE; key++)
		for (size_t i = 0; i < count; i++) {
			const struct yaml_node *node = yaml_get(
			    layers[i].root, key->shape.key);

			walk.layer = &layers[i];
			if (node != NULL)
				walk_node(&walk, key->shape.key, &key->shape,
				    node, NULL);
		}
}

/* --------------------------------------------------------------- comparing */

static int
severity_rank(const char *text)
{
	enum zp_severity severity = ZP_ERROR;

	if (text != NULL)
		severity_from_text(text, &severity);
	return (int)severity;
}

static bool
is_word(const char *value, const char *word)
{
	return value != NULL && strcasecmp(value, word) == 0;
}

static bool
same_value(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* `old` and `new` as they hold: with what stands for a value not given. */
static bool
weakens(const struct leaf *leaf, const char *old, const char *new)
{
	const char *standard = leaf->standard;

	switch (leaf->weaker) {
	case WEAKER_LOWER:
		return severity_rank(new) < severity_rank(old);
	case WEAKER_HIGHER:
		return severity_rank(old) != ZP_OFF &&
		    (severity_rank(new) == ZP_OFF ||
			severity_rank(new) > severity_rank(old));
	case WEAKER_TRUE:
		return !is_word(old, "true") && is_word(new, "true");
	case WEAKER_SET:
		return !same_value(new, standard);
	case WEAKER_LOST:
		return !same_value(old, standard);
	case WEAKER_CHANGED:
	case WEAKER_NEVER:
		break;
	}
	return false;
}

static void
change_add(struct leaf_changes *changes, const struct leaf *at,
    const struct leaf *before, const struct leaf *after)
{
	const char *old = before != NULL ? before->value : at->standard;
	const char *new = after != NULL ? after->value : at->standard;

	if (same_value(old, new))
		return;
	*vector_push(changes) = (struct leaf_change){ at->key, old, new,
		weakens(at, old, new), at };
}

static const struct leaf *
leaf_like(const struct leaves *leaves, const struct leaf *leaf)
{
	size_t number = (size_t)(uintptr_t)map_get(&leaves->by_id, leaf->id);

	return number == 0 ? NULL : &leaves->at[number - 1];
}

void
leaves_compare(struct leaf_changes *changes, const struct leaves *before,
    const struct leaves *after)
{
	for (size_t i = 0; i < after->count; i++)
		change_add(changes, &after->at[i],
		    leaf_like(before, &after->at[i]), &after->at[i]);
	for (size_t i = 0; i < before->count; i++)
		if (leaf_like(after, &before->at[i]) == NULL)
			change_add(
			    changes, &before->at[i], &before->at[i], NULL);
}
