/* YAML as a tree with positions. */
#include "yaml.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "limits.h"
#include "map.h"
#include "print.h"
#include "vector.h"

struct composer {
	struct arena *arena;
	const struct source *source;
	bool strict;
	struct yaml_fault *fault;
	yaml_parser_t parser;
	struct map anchors; /* name → its node */
	uint32_t nodes;     /* made so far, and stood for by aliases */
	/* libyaml's last mark: the character and the byte it stands at. */
	size_t mark_index, mark_byte;
	bool ascii; /* a character is a byte */
};

/* ---------------------------------------------------------------- places */

/* From libyaml's count of characters to bytes; marks mostly rise. */
static uint32_t
byte_of(struct composer *composer, size_t index)
{
	struct text bytes = composer->source->bytes;

	if (composer->ascii)
		return (uint32_t)index;
	if (index < composer->mark_index)
		composer->mark_index = composer->mark_byte = 0;
	while (
	    composer->mark_index < index && composer->mark_byte < bytes.len) {
		composer->mark_byte++;
		while (composer->mark_byte < bytes.len &&
		    (bytes.ptr[composer->mark_byte] & 0xc0) == 0x80)
			composer->mark_byte++;
		composer->mark_index++;
	}
	return (uint32_t)composer->mark_byte;
}

static int
fail_at(struct composer *composer, uint32_t offset, const char *what)
{
	composer->fault->offset = offset;
	snprintf(composer->fault->message, sizeof composer->fault->message,
	    "%s", what);
	return -1;
}

static int
fail_event(
    struct composer *composer, const yaml_event_t *event, const char *what)
{
	return fail_at(
	    composer, byte_of(composer, event->start_mark.index), what);
}

static int
error_at(const struct source *source, uint32_t offset, struct error *err,
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
	return error_at(source, node->offset, err, message);
}

/* -------------------------------------------------------------- composing */

static int
next_event(struct composer *composer, yaml_event_t *event)
{
	const yaml_parser_t *parser = &composer->parser;
	size_t at = 0;

	if (yaml_parser_parse(&composer->parser, event) == 1)
		return 0;
	at = parser->problem_mark.index > 0 ?
	    byte_of(composer, parser->problem_mark.index) :
	    parser->problem_offset;
	return fail_at(composer, (uint32_t)at,
	    parser->problem != NULL ? parser->problem : "no valid YAML");
}

/* One node more, or as many as an alias stands for; false: too many. */
static bool
count_nodes(struct composer *composer, uint32_t weight)
{
	if (weight > LIMIT_YAML_NODES - composer->nodes)
		return false;
	composer->nodes += weight;
	return true;
}

static struct yaml_node *
node_new(
    struct composer *composer, enum yaml_kind kind, const yaml_event_t *event)
{
	struct yaml_node *node = NULL;

	if (!count_nodes(composer, 1)) {
		fail_event(composer, event, "it holds too much");
		return NULL;
	}
	node = arena_array(composer->arena, 1, sizeof *node);
	node->kind = kind;
	node->source = composer->source;
	node->offset = byte_of(composer, event->start_mark.index);
	node->end = byte_of(composer, event->end_mark.index);
	node->weight = 1;
	node->value = "";
	return node;
}

static void
node_tag(
    struct composer *composer, struct yaml_node *node, const yaml_char_t *tag)
{
	if (tag != NULL)
		node->tag = arena_string(composer->arena, (const char *)tag);
}

static void
node_anchor(struct composer *composer, struct yaml_node *node,
    const yaml_char_t *anchor)
{
	if (anchor == NULL)
		return;
	*map_put(&composer->anchors,
	    arena_string(composer->arena, (const char *)anchor)) = node;
}

static struct yaml_node *compose(
    struct composer *composer, const yaml_event_t *event, int depth);

static struct yaml_node *
compose_scalar(struct composer *composer, const yaml_event_t *event)
{
	struct yaml_node *node = node_new(composer, YAML_SCALAR, event);

	if (node == NULL)
		return NULL;
	node->value = arena_copy(composer->arena, event->data.scalar.value,
	    event->data.scalar.length);
	switch (event->data.scalar.style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		node->style = YAML_SINGLE;
		break;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		node->style = YAML_DOUBLE;
		break;
	case YAML_LITERAL_SCALAR_STYLE:
		node->style = YAML_LITERAL;
		break;
	case YAML_FOLDED_SCALAR_STYLE:
		node->style = YAML_FOLDED;
		break;
	default:
		break;
	}
	node_tag(composer, node, event->data.scalar.tag);
	node_anchor(composer, node, event->data.scalar.anchor);
	if (strlen(node->value) == event->data.scalar.length)
		return node;
	fail_at(composer, node->offset, "a NUL byte in a value");
	return NULL;
}

/* Few keys are compared one by one, many are looked up in `seen`. */
#define KEYS_FEW 16

static bool
key_is_new(
    struct map *seen, const struct yaml_node *map, const struct yaml_node *key)
{
	if (map->count < KEYS_FEW) {
		for (size_t i = 0; i < map->count; i += 2)
			if (map->items[i]->kind == YAML_SCALAR &&
			    strcmp(map->items[i]->value, key->value) == 0)
				return false;
		return true;
	}
	if (seen->count == 0)
		for (size_t i = 0; i < map->count; i += 2)
			if (map->items[i]->kind == YAML_SCALAR)
				map_put(seen, map->items[i]->value);
	if (map_has(seen, key->value))
		return false;
	map_put(seen, key->value);
	return true;
}

static int
take_key(struct composer *composer, struct map *seen,
    const struct yaml_node *map, struct yaml_node *key)
{
	char message[160];

	if (key->kind != YAML_SCALAR)
		return composer->strict ?
		    fail_at(composer, key->offset, "a key must be a word") :
		    0;
	/* Every merge is another one, and a shared key is not ours to mark. */
	if (yaml_is_merge(key) || key_is_new(seen, map, key))
		return 0;
	if (!composer->strict) {
		key->repeated = true;
		return 0;
	}
	snprintf(
	    message, sizeof message, "'%.100s' stands here twice", key->value);
	return fail_at(composer, key->offset, message);
}

static void
add_item(struct composer *composer, struct yaml_node *node,
    struct yaml_node *item, size_t *size)
{
	struct yaml_node **larger = NULL;

	if (node->count == *size) {
		*size = *size == 0 ? 8 : *size * 2;
		larger = arena_array(composer->arena, *size, sizeof *larger);
		if (node->count > 0)
			memcpy(
			    larger, node->items, node->count * sizeof *larger);
		node->items = larger;
	}
	node->items[node->count++] = item;
	node->weight += item->weight;
}

/* The items of a list or map, up to its end. */
static int
compose_items(struct composer *composer, struct yaml_node *node, int depth)
{
	struct map seen = { 0 };
	size_t size = 0;
	int status = 1;

	while (status > 0) {
		struct yaml_node *item = NULL;
		yaml_event_t event;

		status = next_event(composer, &event);
		if (status != 0)
			break;
		if (event.type == YAML_SEQUENCE_END_EVENT ||
		    event.type == YAML_MAPPING_END_EVENT) {
			node->end = byte_of(composer, event.end_mark.index);
			yaml_event_delete(&event);
			break;
		}
		item = compose(composer, &event, depth + 1);
		yaml_event_delete(&event);
		status = item == NULL ? -1 : 1;
		if (status > 0 && node->kind == YAML_MAP &&
		    node->count % 2 == 0 &&
		    take_key(composer, &seen, node, item) != 0)
			status = -1;
		if (status > 0)
			add_item(composer, node, item, &size);
	}
	map_done(&seen);
	return status;
}

static struct yaml_node *
compose_many(struct composer *composer, enum yaml_kind kind,
    const yaml_event_t *event, int depth)
{
	bool list = kind == YAML_LIST;
	struct yaml_node *node = node_new(composer, kind, event);
	char message[60];

	if (node == NULL)
		return NULL;
	if (depth >= LIMIT_YAML_DEPTH) {
		snprintf(message, sizeof message, "nested over %d deep",
		    LIMIT_YAML_DEPTH);
		fail_at(composer, node->offset, message);
		return NULL;
	}
	node_tag(composer, node,
	    list ? event->data.sequence_start.tag :
		   event->data.mapping_start.tag);
	if (compose_items(composer, node, depth) != 0)
		return NULL;
	/* Only now: what holds itself has no end. */
	node_anchor(composer, node,
	    list ? event->data.sequence_start.anchor :
		   event->data.mapping_start.anchor);
	return node;
}

static struct yaml_node *
compose_alias(struct composer *composer, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	struct yaml_node *node = NULL;

	if (composer->strict) {
		fail_event(composer, event, "aliases are not read here");
		return NULL;
	}
	node = map_get(&composer->anchors, name);
	if (node == NULL) {
		fail_event(composer, event,
		    "an alias for what has no such anchor before it");
		return NULL;
	}
	if (!count_nodes(composer, node->weight)) {
		fail_event(composer, event, "aliases that stand for too much");
		return NULL;
	}
	return node;
}

static struct yaml_node *
compose(struct composer *composer, const yaml_event_t *event, int depth)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return compose_scalar(composer, event);
	case YAML_SEQUENCE_START_EVENT:
		return compose_many(composer, YAML_LIST, event, depth);
	case YAML_MAPPING_START_EVENT:
		return compose_many(composer, YAML_MAP, event, depth);
	case YAML_ALIAS_EVENT:
		return compose_alias(composer, event);
	default:
		fail_event(composer, event, "a value is missing");
		return NULL;
	}
}

/* --------------------------------------------------------------- documents */

static bool
begins_node(const yaml_event_t *event)
{
	return event->type == YAML_SCALAR_EVENT ||
	    event->type == YAML_SEQUENCE_START_EVENT ||
	    event->type == YAML_MAPPING_START_EVENT ||
	    event->type == YAML_ALIAS_EVENT;
}

/* Anchors end with their document. */
static int
take_event(struct composer *composer, const yaml_event_t *event,
    struct yaml_node *documents, size_t *size)
{
	struct yaml_node *root = NULL;

	if (event->type == YAML_DOCUMENT_START_EVENT) {
		map_done(&composer->anchors);
		if (composer->strict && documents->count > 0)
			return fail_event(
			    composer, event, "a second document: one is read");
	}
	if (!begins_node(event))
		return 0;
	root = compose(composer, event, 0);
	if (root == NULL)
		return -1;
	add_item(composer, documents, root, size);
	return 0;
}

static struct yaml_node *
compose_stream(struct composer *composer)
{
	struct yaml_node *documents = arena_array(
	    composer->arena, 1, sizeof *documents);
	size_t size = 0;
	bool ended = false;

	documents->kind = YAML_LIST;
	documents->source = composer->source;
	documents->value = "";
	while (!ended) {
		yaml_event_t event;
		int status = 0;

		if (next_event(composer, &event) != 0)
			return NULL;
		ended = event.type == YAML_STREAM_END_EVENT;
		status = take_event(composer, &event, documents, &size);
		yaml_event_delete(&event);
		if (status != 0)
			return NULL;
	}
	return documents;
}

/* Is it UTF-8 to its end? `*ret_ascii`: of one byte a character. */
static bool
is_utf8(struct text text, uint32_t *ret_offset, bool *ret_ascii)
{
	const char *start = text.ptr;

	*ret_ascii = true;
	while (text.len > 0) {
		size_t length =
		    (unsigned char)*text.ptr < 0x80 ? 1 : utf8_length(text);

		if (length == 0) {
			*ret_offset = (uint32_t)(text.ptr - start);
			return false;
		}
		*ret_ascii = *ret_ascii && length == 1;
		text.ptr += length;
		text.len -= length;
	}
	return true;
}

static struct yaml_node *
read_stream(struct arena *arena, const struct source *source, bool strict,
    struct yaml_fault *fault)
{
	struct composer composer = { .arena = arena,
		.source = source,
		.strict = strict,
		.fault = fault };
	struct yaml_node *documents = NULL;
	uint32_t offset = 0;

	if (!is_utf8(source->bytes, &offset, &composer.ascii)) {
		fail_at(&composer, offset, "no valid UTF-8");
		return NULL;
	}
	if (yaml_parser_initialize(&composer.parser) != 1) {
		fail_at(&composer, 0, "libyaml does not start");
		return NULL;
	}
	yaml_parser_set_encoding(&composer.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&composer.parser,
	    (const unsigned char *)source->bytes.ptr, source->bytes.len);
	documents = compose_stream(&composer);
	yaml_parser_delete(&composer.parser);
	map_done(&composer.anchors);
	return documents;
}

struct yaml_node *
yaml_documents(
    struct arena *arena, const struct source *source, struct yaml_fault *fault)
{
	return read_stream(arena, source, false, fault);
}

struct yaml_node *
yaml_read(struct arena *arena, const struct source *source, struct error *err)
{
	struct yaml_fault fault = { 0 };
	struct yaml_node *documents = NULL, *root = NULL;

	if (source->bytes.len > LIMIT_CONFIG) {
		error_usage(
		    err, "%s: over %zu bytes", source->path, LIMIT_CONFIG);
		return NULL;
	}
	documents = read_stream(arena, source, true, &fault);
	if (documents == NULL) {
		error_at(source, fault.offset, err, fault.message);
		return NULL;
	}
	if (documents->count > 0)
		root = documents->items[0];
	if (root == NULL || (root->kind == YAML_SCALAR && *root->value == 0)) {
		root = arena_array(arena, 1, sizeof *root);
		root->kind = YAML_MAP;
		root->value = "";
	}
	return root;
}

/* ----------------------------------------------------------------- asking */

uint32_t
yaml_length(const struct yaml_node *node)
{
	struct text bytes = node->source->bytes;
	const char *start = bytes.ptr + node->offset;
	size_t length = node->end > node->offset ? node->end - node->offset : 0;
	const char *line = NULL;

	if (node->offset >= bytes.len || length == 0)
		return 1;
	if (length > bytes.len - node->offset)
		length = bytes.len - node->offset;
	line = memchr(start, '\n', length);
	if (line != NULL)
		length = (size_t)(line - start);
	while (length > 1 &&
	    (start[length - 1] == ' ' || start[length - 1] == '\r'))
		length--;
	return length > 0 ? (uint32_t)length : 1;
}

bool
yaml_is_merge(const struct yaml_node *key)
{
	return key->kind == YAML_SCALAR && key->style == YAML_PLAIN &&
	    key->tag == NULL && strcmp(key->value, "<<") == 0;
}

struct yaml_node *
yaml_get(const struct yaml_node *map, const char *key)
{
	struct yaml_node *found = NULL;

	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i + 1 < map->count; i += 2)
		if (strcmp(map->items[i]->value, key) == 0)
			found = map->items[i + 1];
	return found;
}

const char *
yaml_value(const struct yaml_node *map, const char *key, const char *without)
{
	const struct yaml_node *node = yaml_get(map, key);

	return node == NULL ? without : node->value;
}
