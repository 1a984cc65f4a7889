/* From octoDNS's values to words of rdata. */
#include "octodns_value.h"

#include <stdio.h>
#include <string.h>

#include "../base/yaml_types.h"
#include "../dns/idna.h"
#include "../zoneproof.h"

#define FIELDS_MOST 40

struct reading {
	struct octodns_tree *tree;
	const struct octodns_record *record;
	struct yaml_node *node; /* the value, flat */
	struct value_field fields[FIELDS_MOST];
	size_t count;
	bool lost; /* a field is missing */
};

static void
surprise(
    struct octodns_tree *tree, const struct yaml_node *node, const char *text)
{
	const char *fix = arena_format(
	    tree->document->scratch, "'%s'", node->value);

	tree_tell(tree, "yaml-surprise", node, fix,
	    "'%.60s' without quotes is '%.60s' to octoDNS", node->value, text);
}

const char *
octodns_text(struct octodns_tree *tree, const struct yaml_node *node)
{
	const char *text = yaml_python(tree->document->scratch, node);

	if (strcmp(text, node->value) != 0)
		surprise(tree, node, text);
	return text;
}

/* ------------------------------------------------------------------ fields */

static void
field_add(struct reading *reading, const struct yaml_node *node,
    struct text text, bool raw)
{
	struct value_field *field = &reading->fields[reading->count++];

	*field = (struct value_field){ .text = text, .raw = raw };
	if (node == NULL || node->source != reading->node->source)
		return;
	field->offset = node->offset;
	field->length = yaml_length(node);
}

/* A host's final dot is wanted, and is what it is meant to be without it. */
static void
name_add(struct reading *reading, const struct yaml_node *node)
{
	struct arena *scratch = reading->tree->document->scratch;
	struct text name = idna_ascii(
	    scratch, text_of(octodns_text(reading->tree, node)));
	const char *absolute = NULL;

	if (name.len == 0 || name.ptr[name.len - 1] == '.') {
		field_add(reading, node, name, false);
		return;
	}
	absolute = arena_format(scratch, "%.*s.", (int)name.len, name.ptr);
	if (!reading->record->lenient)
		tree_tell(reading->tree, "syntax", node, absolute,
		    "'%.60s' has no final dot: octoDNS refuses the zone",
		    node->value);
	field_add(reading, node, text_of(absolute), false);
}

/* ------------------------------------------------------------------- texts */

static void
text_faults(
    struct reading *reading, const struct yaml_node *node, struct text text)
{
	const struct octodns_record *record = reading->record;
	bool plain = false, twice = false, beyond = false;

	for (size_t i = 0; i < text.len; i++) {
		char last = i > 0 ? text.ptr[i - 1] : ' ';

		beyond = beyond || (unsigned char)text.ptr[i] >= 0x80;
		if (text.ptr[i] != ';')
			continue;
		plain = plain || (last != '\\' && last != ' ');
		twice = twice ||
		    (last == '\\' && i > 1 && text.ptr[i - 2] == '\\');
	}
	if (record->lenient)
		return;
	if (beyond)
		tree_tell(reading->tree, "syntax", node, NULL,
		    "a text with letters beyond ASCII: octoDNS refuses the "
		    "zone");
	if (plain && record->plain_told)
		tree_tell(reading->tree, "syntax", node, "\\;",
		    "a ';' without '\\' before it: octoDNS refuses the zone");
	if (twice && record->escaped)
		tree_tell(reading->tree, "syntax", node, "\\;",
		    "a ';' with '\\\\' before it: octoDNS refuses the zone");
}

/* Quotes around it go, so does what parts quoted pieces; "\;" is ";". */
struct text
octodns_text_undone(struct arena *scratch, struct text text, bool escaped)
{
	char *copy = arena_bytes(scratch, text.len + 1);
	size_t length = 0;

	if (text.len > 1 && text.ptr[0] == '"') {
		text.ptr++;
		text.len -= 2;
	}
	for (size_t i = 0; i < text.len; i++) {
		struct text rest = { text.ptr + i, text.len - i };

		if (text_starts(rest, TEXT("\" \""))) {
			i += 2;
			continue;
		}
		if (escaped && text_starts(rest, TEXT("\\;")))
			i++;
		copy[length++] = text.ptr[i];
	}
	return (struct text){ copy, length };
}

static void
chunks_add(struct reading *reading, const struct yaml_node *node)
{
	enum yaml_type type = yaml_type(node);
	struct text text = text_of(node->value);

	if (type != YAML_IS_TEXT && type != YAML_IS_NULL)
		tree_tell(reading->tree, "syntax", node,
		    arena_format(
			reading->tree->document->scratch, "'%s'", node->value),
		    "'%.60s' without quotes is no text: octoDNS stops here",
		    node->value);
	text_faults(reading, node, text);
	field_add(reading, node,
	    octodns_text_undone(reading->tree->document->scratch, text,
		reading->record->escaped),
	    true);
}

/* -------------------------------------------------------------- parameters */

static const char *
param_values(struct reading *reading, struct yaml_node *value)
{
	struct arena *scratch = reading->tree->document->scratch;
	const char *joined = "";

	if (value->kind == YAML_SCALAR)
		return yaml_type(value) == YAML_IS_NULL ?
		    "" :
		    arena_format(
			scratch, "=%s", octodns_text(reading->tree, value));
	for (size_t i = 0; i < value->count; i++)
		if (value->items[i]->kind == YAML_SCALAR)
			joined = arena_format(scratch, "%s%s%s", joined,
			    i == 0 ? "=" : ",",
			    octodns_text(reading->tree, value->items[i]));
	return joined;
}

/* The last field may be many words. */
static void
params_add(struct reading *reading, struct yaml_node *params)
{
	struct arena *scratch = reading->tree->document->scratch;

	params = params == NULL ? NULL : tree_flat(reading->tree, params);
	for (size_t i = 0; params != NULL && params->kind == YAML_MAP &&
	     i + 1 < params->count;
	     i += 2) {
		struct yaml_node *value = tree_flat(
		    reading->tree, params->items[i + 1]);

		if (reading->count == FIELDS_MOST)
			reading->lost = true;
		else if (value != NULL)
			field_add(reading, params->items[i],
			    text_of(arena_format(scratch, "%s%s",
				params->items[i]->value,
				param_values(reading, value))),
			    false);
	}
}

/* ------------------------------------------------------------------ values */

static bool
has_key(void *data, const char *key)
{
	return yaml_get(data, key) != NULL;
}

static struct yaml_node *
field_node(struct reading *reading, const struct octodns_field *field)
{
	struct yaml_node *node = reading->node;

	if (field->key != NULL) {
		node = yaml_get(reading->node, field->key);
		if (node == NULL && field->other != NULL)
			node = yaml_get(reading->node, field->other);
	}
	return node == NULL ? NULL : tree_flat(reading->tree, node);
}

static void
field_missing(struct reading *reading, const struct octodns_field *field)
{
	if (field->key == NULL)
		tree_tell(reading->tree, "syntax", reading->node, NULL,
		    "a %.20s record takes one word here",
		    reading->record->type);
	else
		tree_tell(reading->tree, "syntax", reading->node, NULL,
		    "the %.20s record has no '%s'", reading->record->type,
		    field->key);
	reading->lost = true;
}

static void
field_read(struct reading *reading, const struct octodns_field *field)
{
	struct arena *scratch = reading->tree->document->scratch;
	struct yaml_node *node = field_node(reading, field);
	const char *text = field->fallback;

	if (field->kind == OCTODNS_PARAMS) {
		params_add(reading, node);
		return;
	}
	if (node != NULL && node->kind == YAML_SCALAR &&
	    (field->key != NULL || yaml_type(node) != YAML_IS_NULL)) {
		if (field->kind == OCTODNS_NAME) {
			name_add(reading, node);
			return;
		}
		if (field->kind == OCTODNS_CHUNKS) {
			chunks_add(reading, node);
			return;
		}
		text = octodns_text(reading->tree, node);
	} else if (node != NULL || text == NULL) {
		field_missing(reading, field);
		return;
	}
	if (field->unit != NULL)
		text = arena_format(scratch, "%s%s", text, field->unit);
	field_add(reading, node, text_of(text), field->kind == OCTODNS_TEXT);
}

static void
values_tell(struct reading *reading)
{
	const struct yaml_node *node = reading->node;
	struct value value = reading->record->value;

	value.source = (struct source *)(uintptr_t)node->source;
	value.offset = node->offset;
	value.length = yaml_length(node);
	value.fields = reading->fields;
	value.count = reading->count;
	value.opaque = reading->lost || reading->count == 0;
	if (value_emit(reading->tree->values, reading->tree->sink, &value) != 0)
		reading->tree->stopped = true;
}

void
octodns_value(struct octodns_tree *tree, const struct octodns_record *record,
    struct yaml_node *value)
{
	struct reading reading = { .tree = tree, .record = record };
	const struct octodns_type *type = NULL;

	reading.node = tree_flat(tree, value);
	if (reading.node == NULL)
		return;
	type = octodns_type(record->type, has_key, reading.node);
	for (size_t i = 0; type != NULL && type->fields[i].kind != OCTODNS_END;
	     i++)
		field_read(&reading, &type->fields[i]);
	values_tell(&reading);
}
