/* From the attributes of a resource to the data of records. */
#include "terraform_record.h"

#include <stdio.h>
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "../zoneproof.h"
#include "escape.h"

#define DEFAULT_TTL 300 /* of aliases, and where a provider chooses it */

static const uint8_t root[] = { 0 };

/* ----------------------------------------------------------- attributes */

/* A block that may stand once is a list of one in some generations. */
static const struct json_value *
member(const struct json_value *value, struct text key)
{
	if (value != NULL && value->kind == JSON_ARRAY)
		value = value->first;
	if (value == NULL || value->kind != JSON_OBJECT)
		return NULL;
	JSON_EACH(child, value)
	if (text_equal(child->key, key))
		return child;
	return NULL;
}

/*
 * Attribute "a", "a.b" or "a/b" (the first that is there) of a value; "." is
 * the value itself. In a tree that only marks what is unknown, true stands for
 * all below it.
 */
static const struct json_value *
attribute(const struct json_value *value, const char *path)
{
	struct text choices = text_of(path);
	const struct json_value *found = NULL;

	if (strcmp(path, ".") == 0)
		return value;
	while (choices.ptr != NULL && json_is_null(found)) {
		struct text steps = text_cut(&choices, '/');

		found = value;
		while (steps.ptr != NULL && found != NULL &&
		    found->kind != JSON_TRUE)
			found = member(found, text_cut(&steps, '.'));
	}
	return found;
}

static bool
is_marked(const struct json_value *marks)
{
	if (marks == NULL)
		return false;
	if (marks->kind == JSON_TRUE)
		return true;
	JSON_EACH(child, marks)
	if (is_marked(child))
		return true;
	return false;
}

/* Is this attribute not known, or not for anybody's eyes? */
static bool
is_hidden(const struct terraform_state *state, const char *path)
{
	return is_marked(attribute(state->unknown, path)) ||
	    is_marked(attribute(state->sensitive, path));
}

static bool
is_empty(const struct json_value *value)
{
	return json_is_null(value) || value->kind == JSON_FALSE ||
	    (value->kind >= JSON_ARRAY && value->count == 0) ||
	    (value->kind == JSON_STRING && value->text.len == 0);
}

static const struct json_value *
child_at(const struct json_value *list, uint32_t index)
{
	uint32_t at = 0;

	if (list == NULL || list->kind == JSON_TRUE)
		return list;
	if (list->kind != JSON_ARRAY)
		return list->kind == JSON_OBJECT && index == 0 ? list : NULL;
	JSON_EACH(child, list)
	if (at++ == index)
		return child;
	return NULL;
}

/* ------------------------------------------------------------------ owner */

static bool
ends_in_zone(struct text name, const uint8_t *zone)
{
	uint8_t whole[NAME_WIRE];

	return name_from_text(name, root, whole, NULL) == NAME_OK &&
	    name_within(whole, zone);
}

bool
terraform_owner(
    const struct terraform_state *state, uint8_t *name, struct text *ret_type)
{
	const struct terraform_resource *row = state->row;
	struct text owner = json_text(state->values, row->owner);
	bool absolute = row->owner_is == TERRAFORM_FULL;

	*ret_type = row->record_type[0] == '=' ?
	    text_of(row->record_type + 1) :
	    json_text(state->values, row->record_type);
	if (ret_type->len == 0 || is_hidden(state, row->owner))
		return false;
	if (owner.len == 0)
		owner = TEXT("@");
	if (row->owner_is == TERRAFORM_EITHER)
		absolute = ends_in_zone(owner, state->zone) &&
		    !text_equal(owner, TEXT("@"));
	return name_from_text(
		   owner, absolute ? root : state->zone, name, NULL) == NAME_OK;
}

/* ------------------------------------------------------------------ words */

/* A number as JSON may spell it: 10, "10", 10.0. */
static struct text
word_text(const struct json_value *value, struct arena *scratch)
{
	uint32_t number = 0;

	if (json_is_null(value))
		return TEXT("0");
	if (value->kind == JSON_NUMBER && json_u32(value, &number))
		return text_of(arena_format(scratch, "%u", number));
	return value->text;
}

/* Text of one word as a master file has it. */
static struct text
word_spelled(const struct terraform_state *state, struct text word,
    uint16_t type, unsigned index)
{
	bool quoted = word.len >= 2 && word.ptr[0] == '"' &&
	    word.ptr[word.len - 1] == '"';

	if (!value_is_text(type, index) || quoted)
		return word;
	if (state->row->text == TERRAFORM_INNER)
		return text_of(arena_format(
		    state->scratch, "\"%.*s\"", (int)word.len, word.ptr));
	return escape_quoted(state->scratch, word, index == 0);
}

/*
 * An item's data in one text. Words that a provider leaves out are numbers
 * that are nought; but the last one says something, or nothing is known.
 */
static bool
data_text(const struct terraform_state *state,
    const struct terraform_line *line, const struct json_value *item,
    uint16_t type, struct text *ret)
{
	struct arena *scratch = state->scratch;
	const char *joined = "";

	for (unsigned i = 0; line->words[i] != NULL; i++) {
		const struct json_value *value = attribute(
		    item, line->words[i]);
		struct text word = word_text(value, scratch);
		bool last = line->words[i + 1] == NULL;

		if (last && json_is_null(value))
			return false;
		if (i > 0 || !last || value_is_text(type, 0))
			word = word_spelled(state, word, type, i);
		joined = arena_format(scratch, "%s%s%.*s", joined,
		    i > 0 ? " " : "", (int)word.len,
		    word.len > 0 ? word.ptr : "");
	}
	*ret = text_of(joined);
	if (state->row->text == TERRAFORM_INNER)
		*ret = escape_octal(scratch, *ret);
	return true;
}

/* ---------------------------------------------------------------- records */

static bool
lists_type(const char *types, struct text type)
{
	struct text rest = text_of(types);

	while (rest.ptr != NULL)
		if (text_equal_nocase(text_cut(&rest, ','), type))
			return true;
	return false;
}

/* The lines of a row are a run of the table. */
static const struct terraform_line *
line_next(const struct terraform_resource *row,
    const struct terraform_line *line, enum terraform_kind kind)
{
	unsigned resource = (unsigned)(row - terraform_resources);

	for (line = line == NULL ? &terraform_lines[row->first] : line + 1;
	     line->kind != TERRAFORM_END && line->resource == resource; line++)
		if (line->kind == kind)
			return line;
	return NULL;
}

static const struct terraform_line *
line_for(const struct terraform_resource *row, struct text type)
{
	const struct terraform_line *line = NULL;

	while ((line = line_next(row, line, TERRAFORM_DATA)) != NULL)
		if (lists_type(line->types, type) ||
		    strcmp(line->types, "*") == 0)
			return line;
	return NULL;
}

static bool
has_line(const struct terraform_state *state, enum terraform_kind kind)
{
	const struct terraform_line *line = NULL;

	while ((line = line_next(state->row, line, kind)) != NULL)
		if (!is_empty(attribute(state->values, line->base)) ||
		    is_marked(attribute(state->unknown, line->base)))
			return true;
	return false;
}

static int
emit_unknown(struct values *values, const struct zone_sink *sink,
    const struct value *value)
{
	struct value unknown = *value;

	unknown.opaque = true;
	return value_emit(values, sink, &unknown);
}

/* An alias answers with the addresses of its target. */
static int
emit_alias(struct values *values, const struct zone_sink *sink,
    const struct terraform_state *state, struct value value)
{
	const struct terraform_line *line = line_next(
	    state->row, NULL, TERRAFORM_ALIAS);
	const struct json_value *target = attribute(
	    attribute(state->values, line->base), line->words[0]);

	if (value.type != ZP_A && value.type != ZP_AAAA)
		return emit_unknown(values, sink, &value);
	value.type = ZP_ALIAS;
	value.routed = true; /* A and AAAA have one each, mostly alike */
	if (target == NULL || target->text.len == 0 ||
	    is_hidden(state, line->base))
		return emit_unknown(values, sink, &value);
	return value_emit_text(values, sink, &value, target->text);
}

static int
emit_item(struct values *values, const struct zone_sink *sink,
    const struct terraform_state *state, const struct terraform_line *line,
    const struct value *value, const struct json_value *item, uint32_t index)
{
	const struct json_value *marks[2] = { attribute(
						  state->unknown, line->base),
		attribute(state->sensitive, line->base) };
	struct text text = { NULL, 0 };

	for (int i = 0; i < 2; i++) {
		const struct json_value *mark = child_at(marks[i], index);

		if (strcmp(line->base, ".") != 0) {
			if (is_marked(mark))
				return emit_unknown(values, sink, value);
			continue;
		}
		for (unsigned j = 0; line->words[j] != NULL; j++)
			if (is_marked(attribute(marks[i], line->words[j])))
				return emit_unknown(values, sink, value);
	}
	if (!data_text(state, line, item, value->type, &text))
		return emit_unknown(values, sink, value);
	return value_emit_text(values, sink, value, text);
}

static int
emit_items(struct values *values, const struct zone_sink *sink,
    const struct terraform_state *state, const struct value *value,
    struct text type)
{
	const struct terraform_line *line = line_for(state->row, type);
	const struct json_value *base = NULL;
	uint32_t index = 0;

	if (line == NULL)
		return emit_unknown(values, sink, value);
	base = attribute(state->values, line->base);
	if (is_empty(base))
		return is_hidden(state, line->base) ?
		    emit_unknown(values, sink, value) :
		    0;
	if (base->kind != JSON_ARRAY)
		return emit_item(values, sink, state, line, value, base, 0);
	JSON_EACH(item, base)
	if (emit_item(values, sink, state, line, value, item, index++) != 0)
		return -1;
	return 0;
}

int
terraform_emit(struct values *values, const struct zone_sink *sink,
    const struct terraform_state *state)
{
	uint8_t owner[NAME_WIRE];
	struct value value = { .owner = owner,
		.origin = state->row->relative ? state->zone : root,
		.ttl = DEFAULT_TTL,
		.ttl_known = true,
		.source = state->source,
		.offset = state->offset,
		.length = state->length };
	struct value_field at = { .offset = state->offset,
		.length = state->length };
	struct text type = { NULL, 0 };
	uint32_t ttl = 0;

	if (!terraform_owner(state, owner, &type))
		return sink->unknown(sink->data, state->source, state->offset);
	/* A TTL of 1 is a provider's word for "as we see fit". */
	if (json_u32(json_get(state->values, state->row->ttl), &ttl) &&
	    ttl > 1 && ttl <= INT32_MAX) {
		value.ttl = ttl;
		value.ttl_given = true;
	}
	if (value_type(values, sink, type, &at, state->source, &value.type) !=
	    0)
		return -1;
	value.routed = has_line(state, TERRAFORM_ROUTED);
	if (has_line(state, TERRAFORM_OPAQUE))
		return emit_unknown(values, sink, &value);
	if (has_line(state, TERRAFORM_ALIAS))
		return emit_alias(values, sink, state, value);
	return emit_items(values, sink, state, &value, type);
}
