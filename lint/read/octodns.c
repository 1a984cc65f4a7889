/* octoDNS's zone files: names, their records, and what is said around them. */
#include "octodns.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../base/limits.h"
#include "../base/yaml_types.h"
#include "../dns/idna.h"
#include "../dns/name.h"
#include "../zoneproof.h"
#include "octodns_value.h"
#include "yaml_comments.h"

static const struct octodns_settings defaults = { .default_ttl = 3600 };

struct reader {
	const struct document *document;
	const struct octodns_settings *settings;
	struct octodns_tree tree;
	struct values values;
	struct map seen; /* "name type" → the number of its source, from 1 */
	size_t number;   /* of the source that is read, from 1 */
	const struct yaml_node *key; /* of the name that is read */
	const char *name;            /* that it is to octoDNS, lower case */
	uint8_t owner[NAME_WIRE];
};

/* ------------------------------------------------------------- attributes */

static bool
is_true(const struct yaml_node *node)
{
	return node != NULL && node->kind == YAML_SCALAR &&
	    yaml_type(node) == YAML_IS_BOOL &&
	    (strcasecmp(node->value, "true") == 0 ||
		strcasecmp(node->value, "yes") == 0 ||
		strcasecmp(node->value, "on") == 0);
}

/* A word, or a list that holds the word. */
static bool
lists(const struct yaml_node *node, const char *word)
{
	if (node->kind == YAML_SCALAR)
		return strcmp(node->value, word) == 0;
	for (size_t i = 0; i < node->count; i++)
		if (strcmp(node->items[i]->value, word) == 0)
			return true;
	return false;
}

static const char *
joined(struct arena *arena, const struct yaml_node *node)
{
	const char *text = node->value;

	for (size_t i = 0; i < node->count; i++)
		text = arena_format(arena, "%s%s%s", text, i == 0 ? "" : ", ",
		    node->items[i]->value);
	return text;
}

/* Which targets do not get a record that is only included in some? */
static const char *
not_included(const struct reader *reader, const struct yaml_node *included)
{
	struct arena *side = reader->document->side;
	const char *const *targets = reader->settings->targets;
	const char *text = "";

	if (targets == NULL)
		return arena_format(side, "all but %s", joined(side, included));
	for (; *targets != NULL; targets++)
		if (!lists(included, *targets))
			text = arena_format(side, "%s%s%s", text,
			    *text == '\0' ? "" : ", ", *targets);
	return *text == '\0' ? NULL : text;
}

static bool
holds_any(const struct yaml_node *node)
{
	return node != NULL &&
	    (node->kind == YAML_LIST ? node->count > 0 : *node->value != '\0');
}

/* NULL: every target gets it; see struct read_record. */
static const char *
withheld_from(const struct reader *reader, const struct yaml_node *octodns)
{
	const struct yaml_node *excluded = yaml_get(octodns, "excluded");
	const struct yaml_node *included = yaml_get(octodns, "included");

	if (is_true(yaml_get(octodns, "ignored")))
		return "";
	if (holds_any(included))
		return not_included(reader, included);
	return holds_any(excluded) ? joined(reader->document->side, excluded) :
				     NULL;
}

static uint32_t
ttl_of(struct reader *reader, const struct yaml_node *node)
{
	const char *text = octodns_text(&reader->tree, node);
	uint32_t ttl = reader->settings->default_ttl;

	if (text[strspn(text, "0123456789")] != '\0' ||
	    ttl_from_text(text_of(text), &ttl) != TTL_OK)
		tree_tell(&reader->tree, "syntax", node, NULL,
		    "'%.40s' is no TTL: seconds up to 2147483647", node->value);
	return ttl;
}

/* ------------------------------------------------------------ the values */

struct record {
	struct reader *reader;
	struct octodns_record shared;
	struct {
		VECTOR_OF(const char *);
	} told; /* addresses, which a pool may say again */
};

static void
value_once(struct record *record, struct yaml_node *value)
{
	value = tree_flat(&record->reader->tree, value);
	if (value == NULL)
		return;
	for (size_t i = 0; i < record->told.count; i++)
		if (value->kind == YAML_SCALAR &&
		    strcmp(record->told.at[i], value->value) == 0)
			return;
	if (value->kind == YAML_SCALAR)
		*vector_push(&record->told) = value->value;
	octodns_value(&record->reader->tree, &record->shared, value);
}

static void
values_of(struct record *record, struct yaml_node *values,
    void (*tell)(struct record *record, struct yaml_node *value))
{
	values = tree_flat(&record->reader->tree, values);
	if (values == NULL)
		return;
	if (values->kind != YAML_LIST) {
		tell(record, values);
		return;
	}
	for (size_t i = 0; i < values->count; i++)
		tell(record, values->items[i]);
}

static void
value_each(struct record *record, struct yaml_node *value)
{
	octodns_value(&record->reader->tree, &record->shared, value);
}

/* A pool's value is a map that holds the address, its weight and state. */
static void
value_of_pool(struct record *record, struct yaml_node *item)
{
	struct yaml_node *value = NULL;

	item = tree_flat(&record->reader->tree, item);
	value = yaml_get(item, "value");
	if (value != NULL)
		value_once(record, value);
}

/* Addresses of `geo` and of the pools of `dynamic`: each may be the answer. */
static void
more_addresses(struct record *record, const struct yaml_node *map)
{
	struct octodns_tree *tree = &record->reader->tree;
	struct yaml_node *geo = yaml_get(map, "geo");
	struct yaml_node *pools = yaml_get(map, "dynamic");

	geo = geo == NULL ? NULL : tree_flat(tree, geo);
	for (size_t i = 1;
	     geo != NULL && geo->kind == YAML_MAP && i < geo->count; i += 2)
		values_of(record, geo->items[i], value_once);
	pools = pools == NULL ? NULL : tree_flat(tree, pools);
	pools = yaml_get(pools, "pools");
	pools = pools == NULL ? NULL : tree_flat(tree, pools);
	for (size_t i = 1;
	     pools != NULL && pools->kind == YAML_MAP && i < pools->count;
	     i += 2) {
		struct yaml_node *pool = tree_flat(tree, pools->items[i]);
		struct yaml_node *values = yaml_get(pool, "values");

		if (values != NULL)
			values_of(record, values, value_of_pool);
	}
}

static void
record_values(struct record *record, const struct yaml_node *map)
{
	uint16_t type = record->shared.value.type;
	struct yaml_node *values = yaml_get(map, "values");
	bool addresses = type == ZP_A || type == ZP_AAAA;

	if (values != NULL && octodns_type_is_single(record->shared.type)) {
		tree_tell(&record->reader->tree, "syntax", values, NULL,
		    "a %.20s record takes 'value', not 'values'",
		    record->shared.type);
		values = yaml_get(map, "value") != NULL ? NULL : values;
	}
	if (values == NULL)
		values = yaml_get(map, "value");
	/* A type of some provider's own keeps what it has where it likes. */
	if (values == NULL && type == ZP_PRIVATE) {
		value_each(record, (struct yaml_node *)(uintptr_t)map);
		return;
	}
	if (values == NULL) {
		tree_tell(&record->reader->tree, "syntax", map, NULL,
		    "the %.20s record has neither 'value' nor 'values'",
		    record->shared.type);
		tree_unknown(&record->reader->tree, map);
		return;
	}
	values_of(record, values, addresses ? value_once : value_each);
	if (addresses)
		more_addresses(record, map);
}

/* ----------------------------------------------------------- one record */

/* True where a record of a later source stands in its place. */
static bool
record_is_replaced(
    struct reader *reader, const struct yaml_node *map, const char *type)
{
	const bool *replaces = reader->settings->replaces;
	const char *key = arena_format(
	    reader->document->scratch, "%s %s", reader->name, type);
	void **place = map_put(&reader->seen, key);
	size_t number = (size_t)(uintptr_t)*place;

	if (number == 0)
		*place = (void *)(uintptr_t)reader->number;
	else if (number != reader->number && replaces != NULL &&
	    replaces[number - 1])
		return true;
	else if (!reader->settings->lenient)
		tree_tell(&reader->tree, "syntax", map, NULL,
		    "a second %.20s record of '%.60s': octoDNS refuses the "
		    "zone",
		    type, reader->key->value);
	return false;
}

static void
keys_twice(struct reader *reader, const struct yaml_node *map)
{
	for (size_t i = 0; i + 1 < map->count; i += 2)
		if (map->items[i]->repeated)
			tree_tell(&reader->tree, "yaml-duplicate-key",
			    map->items[i], NULL,
			    "'%.60s' stands here twice, and the last one wins",
			    map->items[i]->value);
}

/* "Route53Provider/ALIAS" and the like are types of that provider alone. */
static int
take_type(struct reader *reader, const struct yaml_node *node, uint16_t *ret)
{
	struct text word = text_of(node->value);
	struct value_field at = { .offset = node->offset,
		.length = yaml_length(node) };

	for (size_t i = 0; i < word.len; i++)
		if (islower((unsigned char)word.ptr[i]) &&
		    memchr(word.ptr, '/', word.len) == NULL) {
			tree_tell(&reader->tree, "syntax", node, NULL,
			    "'%.40s' is no record type to octoDNS, which "
			    "writes them in capitals",
			    node->value);
			break;
		}
	return value_type(
	    &reader->values, reader->tree.sink, word, &at, node->source, ret);
}

static void
record_read(struct reader *reader, struct yaml_node *node)
{
	struct octodns_tree *tree = &reader->tree;
	struct yaml_node *map = tree_flat(tree, node);
	const struct yaml_node *type = yaml_get(map, "type");
	const struct yaml_node *ttl = yaml_get(map, "ttl");
	const struct yaml_node *octodns = yaml_get(map, "octodns");
	struct record record = { .reader = reader };
	struct value *value = &record.shared.value;

	if (map == NULL)
		return;
	if (map->kind != YAML_MAP || type == NULL ||
	    type->kind != YAML_SCALAR) {
		tree_tell(tree, "syntax", map, NULL,
		    "a record without a type: octoDNS stops here");
		tree_unknown(tree, map);
		return;
	}
	keys_twice(reader, map);
	if (record_is_replaced(reader, map, type->value))
		return;
	octodns = octodns == NULL ?
	    NULL :
	    tree_flat(tree, (struct yaml_node *)(uintptr_t)octodns);
	record.shared.type = type->value;
	record.shared.lenient = reader->settings->lenient ||
	    is_true(yaml_get(octodns, "lenient"));
	record.shared.escaped = reader->settings->semicolons != OCTODNS_PLAIN;
	record.shared.plain_told = reader->settings->semicolons ==
	    OCTODNS_ESCAPED;
	value->owner = reader->owner;
	value->ttl = reader->settings->default_ttl;
	value->ttl_known = true;
	value->ttl_given = ttl != NULL;
	if (ttl != NULL && ttl->kind == YAML_SCALAR)
		value->ttl = ttl_of(reader, ttl);
	value->withheld = withheld_from(reader, octodns);
	if (take_type(reader, type, &value->type) != 0)
		tree->stopped = true;
	record_values(&record, map);
	vector_done(&record.told);
}

/* -------------------------------------------------------------- the names */

static bool
has_blank(struct text name)
{
	return memchr(name.ptr, ' ', name.len) != NULL ||
	    memchr(name.ptr, '\t', name.len) != NULL;
}

/* The owner that a key stands for; false when it is told to be none. */
static bool
take_name(struct reader *reader)
{
	struct arena *scratch = reader->document->scratch;
	struct octodns_tree *tree = &reader->tree;
	struct text name = idna_ascii(
	    scratch, text_of(octodns_text(tree, reader->key)));
	enum name_fault fault = NAME_OK;

	if (text_equal(name, TEXT("@"))) {
		tree_tell(tree, "syntax", reader->key, "''",
		    "'@' is no name to octoDNS: the zone's own is ''");
		name.len = 0;
	}
	if (name.len == 0)
		name = TEXT("@");
	if (name.ptr[name.len - 1] == '.' || has_blank(name))
		tree_tell(tree, "syntax", reader->key, NULL,
		    "'%.60s' is no name below the zone: octoDNS refuses it",
		    reader->key->value);
	fault = name_from_text(
	    name, reader->document->origin, reader->owner, NULL);
	reader->name = name_text(scratch, reader->owner);
	if (fault == NAME_OK)
		return true;
	tree_tell(tree, "syntax", reader->key, NULL, "'%.60s' %s",
	    reader->key->value, name_fault_text(fault));
	return false;
}

static void
name_read(
    struct reader *reader, const struct yaml_node *key, struct yaml_node *node)
{
	struct octodns_tree *tree = &reader->tree;

	reader->key = key;
	if (key->kind != YAML_SCALAR) {
		tree_tell(tree, "syntax", key, NULL, "a name must be a word");
		tree_unknown(tree, key);
		return;
	}
	if (!take_name(reader)) {
		tree_unknown(tree, key);
		return;
	}
	node = tree_flat(tree, node);
	if (node == NULL)
		return;
	if (node->kind != YAML_LIST) {
		record_read(reader, node);
		return;
	}
	for (size_t i = 0; i < node->count && !tree->stopped; i++)
		record_read(reader, node->items[i]);
}

/*
 * Of a name that stands twice, maybe once in a map that is merged in, the last
 * one counts.
 */
static void
names_read(struct reader *reader, const struct yaml_node *root)
{
	struct map last = { 0 };

	for (size_t i = 0; i + 1 < root->count; i += 2)
		*map_put(&last, root->items[i]->value) = root->items[i];
	for (size_t i = 0; i + 1 < root->count && !reader->tree.stopped;
	     i += 2) {
		const struct yaml_node *key = root->items[i];

		if (key->kind == YAML_SCALAR &&
		    map_get(&last, key->value) != key)
			continue;
		name_read(reader, key, root->items[i + 1]);
	}
	map_done(&last);
}

/* --------------------------------------------------------------- the zone */

static void
source_read(struct reader *reader, struct source *source)
{
	struct yaml_node *root = tree_root(&reader->tree, source);

	if (root == NULL)
		return;
	if (root->kind == YAML_MAP)
		keys_twice(reader, root);
	root = tree_flat(&reader->tree, root);
	if (root == NULL)
		return;
	if (root->kind == YAML_MAP)
		names_read(reader, root);
	else if (root->kind != YAML_SCALAR || yaml_type(root) != YAML_IS_NULL) {
		tree_tell(&reader->tree, "syntax", root, NULL,
		    "names and their records are wanted here");
		tree_unknown(&reader->tree, root);
	}
}

static int
octodns_read(struct document *document)
{
	struct reader *reader = arena_array(
	    document->scratch, 1, sizeof *reader);
	const struct zone_sink *sink = NULL;
	int status = 0;

	reader->document = document;
	reader->settings = document->settings != NULL ? document->settings :
							&defaults;
	sink = document->sink->zone(
	    document->sink->data, DOCUMENT_STATE, document->origin, "");
	if (sink == NULL)
		return -1;
	values_init(&reader->values, document->side, document->scratch);
	tree_init(&reader->tree, document, sink, &reader->values);
	if (reader->settings->elsewhere)
		sink->unknown(sink->data, document->sources[0], 0);
	/* From the last on, so that what replaces is known before. */
	for (size_t i = document->count; i-- > 0 && !reader->tree.stopped;) {
		reader->number = i + 1;
		source_read(reader, document->sources[i]);
	}
	for (size_t i = 0; status == 0 && i < reader->tree.read.count; i++)
		status = yaml_comments(reader->tree.read.at[i], sink);
	if (reader->tree.stopped)
		status = -1;
	map_done(&reader->seen);
	tree_done(&reader->tree);
	values_done(&reader->values);
	return status;
}

/* ------------------------------------------------------------ is it one? */

#define GUESS_BYTES ((size_t)64 * 1024)

/* "type: MX", maybe as an item of a list or in braces. */
static bool
says_type(struct text line)
{
	struct text rest = line;

	while (rest.len > 5 &&
	    (rest.ptr = memmem(rest.ptr, rest.len, "type:", 5)) != NULL) {
		bool starts = rest.ptr == line.ptr ||
		    strchr(" {,\t\"'", rest.ptr[-1]) != NULL;
		size_t length = 0;

		rest.ptr += 5;
		rest.len = (size_t)(line.ptr + line.len - rest.ptr);
		rest = text_trim(rest);
		while (length < rest.len &&
		    (isupper((unsigned char)rest.ptr[length]) ||
			isdigit((unsigned char)rest.ptr[length])))
			length++;
		if (starts &&
		    type_from_text((struct text){ rest.ptr, length }) != 0)
			return true;
	}
	return false;
}

static enum format_guess
octodns_guess(const char *path, struct text bytes)
{
	struct text rest = bytes;

	if (!text_ends(text_of(path), TEXT(".yaml")))
		return FORMAT_NO;
	if (rest.len > GUESS_BYTES)
		rest.len = GUESS_BYTES;
	while (rest.ptr != NULL) {
		struct text line = text_cut(&rest, '\n');

		/* Kubernetes and others say at once what they are. */
		if (text_starts(line, TEXT("kind: ")) ||
		    memmem(line.ptr, line.len, "kind: dns#", 10) != NULL ||
		    text_starts(line, TEXT("apiVersion: ")))
			return FORMAT_NO;
		if (says_type(line))
			return FORMAT_YES;
	}
	return FORMAT_MAYBE;
}

const struct format format_octodns = {
	.name = "octodns",
	.what = "a zone file of octoDNS",
	.named = true,
	.records_only = true,
	.guess = octodns_guess,
	.read = octodns_read,
};
