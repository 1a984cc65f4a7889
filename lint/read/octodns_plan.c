/*
 * The plan that octoDNS writes with `plan_outputs: … PlanJson`: for each target
 * and zone, each RRset that changes, as it is there and as it would be.
 *
 * What does not change is not told, so the zones are open. A target is a view:
 * two providers may serve one zone, each with changes of its own.
 */
#include <string.h>

#include "../dns/name.h"
#include "document.h"
#include "octodns_types.h"
#include "octodns_value.h"
#include "value.h"

#define DEFAULT_TTL 3600 /* octoDNS's own */
#define FIELDS_MAX  64

struct plan {
	struct document *document;
	struct source *source;
	struct values values;
	struct value_field fields[FIELDS_MAX];
	size_t count;
};

/* ----------------------------------------------------------------- fields */

static bool
has_key(void *data, const char *key)
{
	return json_get(data, key) != NULL;
}

static void
field_add(
    struct plan *plan, const struct json_value *at, struct text text, bool raw)
{
	if (plan->count == FIELDS_MAX)
		return;
	plan->fields[plan->count++] = (struct value_field){ .text = text,
		.raw = raw,
		.offset = at == NULL ? 0 : at->offset,
		.length = at == NULL ? 0 : at->length };
}

/* SVCB's: a map of keys to nothing, a word, or a list of words. */
static void
params_add(struct plan *plan, const struct json_value *params)
{
	struct arena *scratch = plan->document->scratch;

	JSON_EACH(param, params)
	{
		const char *text = "";

		if (param->kind == JSON_ARRAY)
			JSON_EACH(word, param)
		text = arena_format(scratch, "%s%s%.*s", text,
		    *text == '\0' ? "" : ",", (int)word->text.len,
		    word->text.len > 0 ? word->text.ptr : "");
		else text = arena_format(scratch, "%.*s", (int)param->text.len,
		    param->text.len > 0 ? param->text.ptr : "");
		field_add(plan, param,
		    text_of(
			arena_format(scratch, "%.*s%s%s", (int)param->key.len,
			    param->key.ptr, *text == '\0' ? "" : "=", text)),
		    false);
	}
}

/* False when a word that must be there is not. */
static bool
field_read(struct plan *plan, const struct octodns_field *field,
    const struct json_value *value)
{
	struct arena *scratch = plan->document->scratch;
	const struct json_value *word = value;
	struct text text = { NULL, 0 };

	if (field->key != NULL)
		word = json_get(value, field->key);
	if (word == NULL && field->other != NULL)
		word = json_get(value, field->other);
	if (field->kind == OCTODNS_PARAMS) {
		params_add(plan, word);
		return true;
	}
	if (word == NULL || word->kind == JSON_NULL ||
	    word->kind >= JSON_ARRAY) {
		if (field->fallback == NULL)
			return false;
		text = text_of(field->fallback);
	} else
		text = word->text;
	if (field->kind == OCTODNS_CHUNKS)
		text = octodns_text_undone(scratch, text, true);
	if (field->unit != NULL)
		text = text_of(arena_format(scratch, "%.*s%s", (int)text.len,
		    text.len > 0 ? text.ptr : "", field->unit));
	field_add(plan, word, text,
	    field->kind == OCTODNS_TEXT || field->kind == OCTODNS_CHUNKS);
	return true;
}

/* ---------------------------------------------------------------- records */

static int
value_tell(struct plan *plan, const struct zone_sink *sink,
    const char *type_name, struct value value, const struct json_value *said)
{
	const struct octodns_type *type = octodns_type(
	    type_name, has_key, (void *)(uintptr_t)said);

	plan->count = 0;
	for (size_t i = 0; type != NULL && type->fields[i].kind != OCTODNS_END;
	     i++)
		if (!field_read(plan, &type->fields[i], said))
			value.opaque = true;
	value.offset = said->offset;
	value.length = said->length;
	value.fields = plan->fields;
	value.count = plan->count;
	value.opaque = value.opaque || plan->count == 0;
	return value_emit(&plan->values, sink, &value);
}

static int
side_tell(struct plan *plan, const struct zone_sink *sink,
    const struct json_value *change, const struct json_value *data,
    const uint8_t *owner, const uint8_t *zone)
{
	const struct json_value *type = json_get(change, "record_type");
	const struct json_value *values = json_get(data, "values");
	struct value value = { .owner = owner,
		.origin = zone,
		.ttl = DEFAULT_TTL,
		.ttl_known = true,
		.source = plan->source,
		.offset = data->offset,
		.length = 1 };
	struct value_field at = { .offset = type->offset,
		.length = type->length };
	const char *type_name = arena_copy(
	    plan->document->scratch, type->text.ptr, type->text.len);

	if (json_u32(json_get(data, "ttl"), &value.ttl) &&
	    value.ttl <= INT32_MAX)
		value.ttl_given = true;
	else
		value.ttl = DEFAULT_TTL;
	if (value_type(&plan->values, sink, type->text, &at, plan->source,
		&value.type) != 0)
		return -1;
	/* Pools and rules answer differently to each who asks. */
	if (!json_is_null(json_get(data, "dynamic")))
		value.routed = true;
	if (values == NULL)
		values = json_get(data, "value");
	if (values == NULL) {
		value.opaque = true;
		return value_emit(&plan->values, sink, &value);
	}
	if (values->kind != JSON_ARRAY)
		return value_tell(plan, sink, type_name, value, values);
	JSON_EACH(each, values)
	if (value_tell(plan, sink, type_name, value, each) != 0)
		return -1;
	return 0;
}

static const struct zone_sink *
side_open(struct plan *plan, enum document_side side, const uint8_t *zone,
    struct text target)
{
	const struct document_sink *sink = plan->document->sink;
	const struct zone_sink *opened = sink->zone(sink->data, side, zone,
	    arena_copy(plan->document->scratch,
		target.len > 0 ? target.ptr : "", target.len));

	if (opened != NULL)
		sink->trait(sink->data, opened, ZONE_EDITS);
	return opened;
}

static int
on_change(void *data, const struct json_path *path,
    const struct json_value *change, struct json_fault *fault)
{
	static const uint8_t root[] = { 0 };
	static const char *const keys[2] = { "existing", "new" };
	struct plan *plan = data;
	struct text name = json_text(change, "name");
	uint8_t zone[NAME_WIRE], owner[NAME_WIRE];

	if (name.len == 0)
		name = TEXT("@");
	if (json_text(change, "record_type").len == 0)
		return json_fail(fault, change, "a change needs a record_type");
	if (name_from_text(path->keys[1], root, zone, NULL) != NAME_OK ||
	    name_from_text(name, zone, owner, NULL) != NAME_OK)
		return json_fail(fault, change, "this is no name");
	for (int i = 0; i < 2; i++) {
		const struct json_value *said = json_get(change, keys[i]);
		const struct zone_sink *sink = side_open(plan,
		    i == 0 ? DOCUMENT_BEFORE : DOCUMENT_AFTER, zone,
		    path->keys[0]);

		if (sink == NULL)
			return -1;
		if (!json_is_null(said) &&
		    side_tell(plan, sink, change, said, owner, zone) != 0)
			return -1;
	}
	arena_reset(plan->document->scratch);
	return 0;
}

static const struct json_part parts[] = {
	{ "*/*/changes/*", on_change },
	{ NULL, NULL },
};

static int
octodns_plan_read(struct document *document)
{
	struct plan *plan = arena_array(document->side, 1, sizeof *plan);
	bool whole = false;
	int status = 0;

	plan->document = document;
	plan->source = document->sources[0];
	values_init(&plan->values, document->side, document->scratch);
	status = document_json(document, plan->source, parts, plan, &whole);
	values_done(&plan->values);
	return status;
}

static enum format_guess
octodns_plan_guess(const char *path, struct text bytes)
{
	static const char *const words[] = { "\"changes\"", "\"record_type\"",
		NULL };

	(void)path;
	return json_looks_like(bytes) && document_holds(bytes, words) ?
	    FORMAT_YES :
	    FORMAT_NO;
}

const struct format format_octodns_plan = {
	.name = "octodns-plan",
	.what = "an octoDNS plan",
	.guess = octodns_plan_guess,
	.read = octodns_plan_read,
};
