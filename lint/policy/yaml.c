/* YAML as a tree with positions. */
#include "yaml.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "../base/limits.h"
#include "../base/print.h"
#include "../base/vector.h"

struct composer {
	struct arena *arena;
	const struct source *source;
	yaml_parser_t parser;
	struct error *err;
};

static int
fail_at(const struct source *source, uint32_t offset, struct error *err,
    const char *what)
{
	struct source_place place = source_place(source, offset);

	return error_usage(
	    err, "%s:%u:%u: %s", source->path, place.line, place.column, what);
}

int
yaml_error(const struct source *source, const struct yaml_node *node,
    struct error *err, const char *format, ...)
{
	char message[600];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	return fail_at(source, node->offset, err, message);
}

static int
next_event(struct composer *composer, yaml_event_t *event)
{
	const yaml_parser_t *parser = &composer->parser;
	size_t at = 0;

	if (yaml_parser_parse(&composer->parser, event) == 1)
		return 0;
	at = parser->problem_mark.index > 0 ? parser->problem_mark.index :
					      parser->problem_offset;
	return fail_at(composer->source, (uint32_t)at, composer->err,
	    parser->problem != NULL ? parser->problem : "no valid YAML");
}

static struct yaml_node *
node_new(
    struct composer *composer, enum yaml_kind kind, const yaml_event_t *event)
{
	struct yaml_node *node = arena_array(composer->arena, 1, sizeof *node);

	node->kind = kind;
	node->offset = (uint32_t)event->start_mark.index;
	node->value = "";
	return node;
}

static struct yaml_node *compose(
    struct composer *composer, const yaml_event_t *event, int depth);

static bool
key_is_new(
    const struct yaml_node *key, struct yaml_node *const *items, size_t count)
{
	for (size_t i = 0; i < count; i += 2)
		if (strcmp(items[i]->value, key->value) == 0)
			return false;
	return true;
}

static int
compose_item(struct composer *composer, struct yaml_node *node,
    const yaml_event_t *event, int depth, size_t *size)
{
	struct yaml_node *item = compose(composer, event, depth + 1);
	struct yaml_node **larger = NULL;

	if (item == NULL)
		return -1;
	if (node->kind == YAML_MAP && node->count % 2 == 0) {
		if (item->kind != YAML_SCALAR)
			return yaml_error(composer->source, item, composer->err,
			    "a key must be a word");
		if (!key_is_new(item, node->items, node->count))
			return yaml_error(composer->source, item, composer->err,
			    "'%.100s' stands here twice", item->value);
	}
	if (node->count == *size) {
		*size = *size == 0 ? 8 : *size * 2;
		larger = arena_array(composer->arena, *size, sizeof *larger);
		if (node->count > 0)
			memcpy(
			    larger, node->items, node->count * sizeof *larger);
		node->items = larger;
	}
	node->items[node->count++] = item;
	return 0;
}

static struct yaml_node *
compose_many(struct composer *composer, enum yaml_kind kind,
    const yaml_event_t *start, int depth)
{
	struct yaml_node *node = node_new(composer, kind, start);
	size_t size = 0;

	if (depth >= LIMIT_CONFIG_DEPTH) {
		yaml_error(composer->source, node, composer->err,
		    "nested over %d deep", LIMIT_CONFIG_DEPTH);
		return NULL;
	}
	for (;;) {
		yaml_event_t event;
		int status = 0;

		if (next_event(composer, &event) != 0)
			return NULL;
		if (event.type == YAML_SEQUENCE_END_EVENT ||
		    event.type == YAML_MAPPING_END_EVENT) {
			yaml_event_delete(&event);
			return node;
		}
		status = compose_item(composer, node, &event, depth, &size);
		yaml_event_delete(&event);
		if (status != 0)
			return NULL;
	}
}

static struct yaml_node *
compose(struct composer *composer, const yaml_event_t *event, int depth)
{
	struct yaml_node *node = NULL;

	switch (event->type) {
	case YAML_SCALAR_EVENT:
		node = node_new(composer, YAML_SCALAR, event);
		node->value = arena_copy(composer->arena,
		    event->data.scalar.value, event->data.scalar.length);
		if (strlen(node->value) == event->data.scalar.length)
			return node;
		yaml_error(composer->source, node, composer->err,
		    "a NUL byte in a value");
		return NULL;
	case YAML_SEQUENCE_START_EVENT:
		return compose_many(composer, YAML_LIST, event, depth);
	case YAML_MAPPING_START_EVENT:
		return compose_many(composer, YAML_MAP, event, depth);
	case YAML_ALIAS_EVENT:
		fail_at(composer->source, (uint32_t)event->start_mark.index,
		    composer->err, "aliases are not read here");
		return NULL;
	default:
		fail_at(composer->source, (uint32_t)event->start_mark.index,
		    composer->err, "a value is missing");
		return NULL;
	}
}

/* Stream, document, root, end of document, and then the stream must end. */
static struct yaml_node *
compose_document(struct composer *composer)
{
	struct yaml_node *root = NULL;
	bool ended = false;

	while (!ended) {
		yaml_event_t event;

		if (next_event(composer, &event) != 0)
			return NULL;
		ended = event.type == YAML_STREAM_END_EVENT;
		if (event.type == YAML_DOCUMENT_START_EVENT && root != NULL) {
			fail_at(composer->source,
			    (uint32_t)event.start_mark.index, composer->err,
			    "a second document: one is read");
			yaml_event_delete(&event);
			return NULL;
		}
		if (event.type == YAML_SCALAR_EVENT ||
		    event.type == YAML_SEQUENCE_START_EVENT ||
		    event.type == YAML_MAPPING_START_EVENT ||
		    event.type == YAML_ALIAS_EVENT) {
			root = compose(composer, &event, 0);
			if (root == NULL)
				ended = true;
		}
		yaml_event_delete(&event);
		if (ended && root == NULL && composer->err->kind != ERROR_NONE)
			return NULL;
	}
	if (root == NULL || (root->kind == YAML_SCALAR && *root->value == 0)) {
		root = arena_array(composer->arena, 1, sizeof *root);
		root->kind = YAML_MAP;
	}
	return root;
}

static bool
is_utf8(struct text text, uint32_t *ret_offset)
{
	const char *start = text.ptr;

	while (text.len > 0) {
		size_t length = utf8_length(text);

		if (length == 0) {
			*ret_offset = (uint32_t)(text.ptr - start);
			return false;
		}
		text.ptr += length;
		text.len -= length;
	}
	return true;
}

struct yaml_node *
yaml_read(struct arena *arena, const struct source *source, struct error *err)
{
	struct composer composer = {
		.arena = arena, .source = source, .err = err
	};
	struct yaml_node *root = NULL;
	uint32_t offset = 0;

	err->kind = ERROR_NONE;
	if (source->bytes.len > LIMIT_CONFIG) {
		error_usage(
		    err, "%s: over %zu bytes", source->path, LIMIT_CONFIG);
		return NULL;
	}
	if (!is_utf8(source->bytes, &offset)) {
		fail_at(source, offset, err, "no valid UTF-8");
		return NULL;
	}
	if (yaml_parser_initialize(&composer.parser) != 1) {
		error_internal(err, "libyaml does not start");
		return NULL;
	}
	yaml_parser_set_input_string(&composer.parser,
	    (const unsigned char *)source->bytes.ptr, source->bytes.len);
	root = compose_document(&composer);
	yaml_parser_delete(&composer.parser);
	return root;
}

struct yaml_node *
yaml_get(const struct yaml_node *map, const char *key)
{
	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i + 1 < map->count; i += 2)
		if (strcmp(map->items[i]->value, key) == 0)
			return map->items[i + 1];
	return NULL;
}
