/* Merges and includes of octoDNS's YAML. */
#include "octodns_tree.h"

#include <stdio.h>
#include <string.h>

#include "../base/limits.h"

void
tree_init(struct octodns_tree *tree, const struct document *document,
    const struct zone_sink *sink, struct values *values)
{
	memset(tree, 0, sizeof *tree);
	tree->document = document;
	tree->sink = sink;
	tree->values = values;
}

void
tree_done(struct octodns_tree *tree)
{
	map_done(&tree->roots);
	vector_done(&tree->read);
}

/* ---------------------------------------------------------------- telling */

void
tree_tell(struct octodns_tree *tree, const char *rule,
    const struct yaml_node *node, const char *fix, const char *format, ...)
{
	char message[300];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	if (value_fault(tree->values, tree->sink,
		(struct read_fault){ .rule = rule,
		    .source = node->source,
		    .offset = node->offset,
		    .length = yaml_length(node),
		    .message = message,
		    .fix = fix }) != 0)
		tree->stopped = true;
}

void
tree_unknown(struct octodns_tree *tree, const struct yaml_node *node)
{
	if (tree->sink->unknown(tree->sink->data, node->source, node->offset) !=
	    0)
		tree->stopped = true;
}

/* ------------------------------------------------------------------ files */

struct yaml_node *
tree_root(struct octodns_tree *tree, struct source *source)
{
	struct arena *side = tree->document->side;
	struct yaml_fault fault = { 0 };
	struct yaml_node at = { .source = source };
	struct yaml_node *documents = yaml_documents(side, source, &fault);

	if (documents == NULL) {
		at.offset = fault.offset;
		tree_tell(tree, "syntax", &at, NULL, "%s", fault.message);
		tree_unknown(tree, &at);
		return NULL;
	}
	if (documents->count == 0)
		return NULL;
	if (documents->count > 1) {
		tree_tell(tree, "syntax", documents->items[1], NULL,
		    "a second document: octoDNS reads files of one");
		tree_unknown(tree, documents->items[1]);
	}
	*vector_push(&tree->read) = documents->items[0];
	*map_put(&tree->roots, source->path) = documents->items[0];
	return documents->items[0];
}

/* What stands in the file that a node names. */
static struct yaml_node *
included(struct octodns_tree *tree, struct yaml_node *node)
{
	const struct document_sink *sink = tree->document->sink;
	struct yaml_node *root = NULL;
	struct source *source = NULL;
	bool outside = false;

	source = sink->include(sink->data, node->source, node->offset,
	    text_of(node->value), &outside);
	if (source != NULL) {
		root = map_get(&tree->roots, source->path);
		return root != NULL ? root : tree_root(tree, source);
	}
	tree_tell(tree, outside ? "include-outside" : "include-missing", node,
	    NULL,
	    outside ? "the included file lies outside of the repository: it "
		      "is not read" :
		      "the included file is not there: what it holds is not "
		      "known");
	tree_unknown(tree, node);
	return NULL;
}

/* ----------------------------------------------------------------- merges */

struct pairs {
	struct yaml_node **at;
	size_t count, size;
};

static void
pair_add(struct octodns_tree *tree, struct pairs *pairs, struct yaml_node *key,
    struct yaml_node *value)
{
	struct yaml_node **larger = NULL;

	if (pairs->count == pairs->size) {
		pairs->size = pairs->size == 0 ? 16 : pairs->size * 2;
		larger = arena_array(
		    tree->document->side, pairs->size, sizeof *larger);
		if (pairs->count > 0)
			memcpy(
			    larger, pairs->at, pairs->count * sizeof *larger);
		pairs->at = larger;
	}
	pairs->at[pairs->count++] = key;
	pairs->at[pairs->count++] = value;
}

static bool
has_merge(const struct yaml_node *map)
{
	for (size_t i = 0; i < map->count; i += 2)
		if (yaml_is_merge(map->items[i]))
			return true;
	return false;
}

static struct yaml_node *flat(
    struct octodns_tree *tree, struct yaml_node *node, int depth);

static void
pairs_of(
    struct octodns_tree *tree, struct pairs *pairs, const struct yaml_node *map)
{
	for (size_t i = 0; i + 1 < map->count; i += 2)
		if (!yaml_is_merge(map->items[i]))
			pair_add(tree, pairs, map->items[i], map->items[i + 1]);
	tree->steps += (uint32_t)map->count;
}

static void
merge(struct octodns_tree *tree, struct pairs *pairs, struct yaml_node *value,
    int depth)
{
	value = flat(tree, value, depth + 1);
	if (value == NULL)
		return;
	if (value->kind == YAML_MAP) {
		pairs_of(tree, pairs, value);
		return;
	}
	if (value->kind != YAML_LIST) {
		tree_tell(tree, "syntax", value, NULL,
		    "'<<' takes a map, or a list of maps");
		return;
	}
	/* Of a list the first one wins, so that it comes last. */
	for (size_t i = value->count; i-- > 0 && !tree->spent;) {
		struct yaml_node *item = flat(tree, value->items[i], depth + 1);

		if (item != NULL && item->kind == YAML_MAP)
			pairs_of(tree, pairs, item);
	}
}

static struct yaml_node *
merged(struct octodns_tree *tree, struct yaml_node *map, int depth)
{
	struct pairs pairs = { 0 };
	struct yaml_node *ret = arena_array(
	    tree->document->side, 1, sizeof *ret);

	for (size_t i = 0; i + 1 < map->count; i += 2)
		if (yaml_is_merge(map->items[i]))
			merge(tree, &pairs, map->items[i + 1], depth);
	pairs_of(tree, &pairs, map);
	*ret = *map;
	ret->items = pairs.at;
	ret->count = pairs.count;
	return ret;
}

static struct yaml_node *
flat(struct octodns_tree *tree, struct yaml_node *node, int depth)
{
	if (depth > LIMIT_INCLUDE_DEPTH || tree->steps > LIMIT_YAML_NODES) {
		tree_tell(tree, "syntax", node, NULL,
		    "includes and merges that stand for too much");
		tree_unknown(tree, node);
		/* Once is enough: all that follows would say the same. */
		tree->spent = tree->steps > LIMIT_YAML_NODES;
		return NULL;
	}
	tree->steps++;
	if (node->tag != NULL && strcmp(node->tag, "!include") == 0 &&
	    node->kind == YAML_SCALAR) {
		node = included(tree, node);
		return node == NULL ? NULL : flat(tree, node, depth + 1);
	}
	if (node->kind == YAML_MAP && has_merge(node))
		return merged(tree, node, depth);
	return node;
}

struct yaml_node *
tree_flat(struct octodns_tree *tree, struct yaml_node *node)
{
	return tree->stopped || tree->spent ? NULL : flat(tree, node, 0);
}
