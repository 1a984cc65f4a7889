/*
 * The plan, or the state, that `terraform show -json` and `tofu show -json`
 * print (format version 1).
 *
 * A plan lists each resource with its attributes before and after; what stays
 * is listed too, so that both whole sides come out. A resource that only moved
 * to another address, or is replaced, has the same records on both sides. What
 * the plan does not manage may be in the zone all the same: the zones are told
 * as open.
 *
 * Two walks: the first learns which zone is which (terraform_zones.h) and what
 * changes, the second tells the records.
 */
#include "terraform.h"

#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "document.h"
#include "terraform_record.h"
#include "terraform_zones.h"

enum zone_sides { ZONE_BEFORE = 1, ZONE_AFTER = 2 };

/* What happens to an RRset, over all resources that bring a part of it. */
struct fate {
	const uint8_t *zone, *owner;
	uint16_t type;
	bool destroyed; /* some of it, before anything is put in its place */
	bool kept;      /* some of it all along */
	bool after;     /* some of it is there in the end */
	struct source *source; /* of what destroys */
	uint32_t offset, length;
	struct fate *next;
};

struct plan {
	struct document *document;
	struct source *source;
	struct values values;
	struct terraform_zones zones;
	struct map changes;    /* addresses of record resources that change */
	struct map zone_sides; /* zones that come or go: enum zone_sides */
	struct map fates;      /* "zone owner type" → a struct fate */
	struct fate *first_fate, **last_fate;
	size_t sources; /* made for what no file says */
	bool is_plan, is_state;
};

/* ---------------------------------------------------------------- actions */

struct actions {
	bool create, destroy, destroy_first, forget;
	const char *said;
};

static struct actions
actions_of(const struct json_value *change)
{
	struct actions actions = { .said = "changes" };

	JSON_EACH(action, json_get(change, "actions"))
	{
		struct text word = action->text;

		if (text_equal(word, TEXT("create")))
			actions.create = true;
		else if (text_equal(word, TEXT("forget")))
			actions.forget = true;
		else if (text_equal(word, TEXT("delete"))) {
			actions.destroy = true;
			actions.destroy_first = !actions.create;
		}
	}
	if (actions.create && actions.destroy)
		actions.said = actions.destroy_first ?
		    "is destroyed, then created again" :
		    "is created again, then destroyed";
	else if (actions.create)
		actions.said = "is created";
	else if (actions.destroy)
		actions.said = "is destroyed";
	else if (actions.forget)
		actions.said = "is managed no longer, and stays as it is";
	return actions;
}

/* ----------------------------------------------------------- the first walk */

static int
on_version(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	(void)data;
	(void)path;
	if (value->kind == JSON_STRING &&
	    (text_equal(value->text, TEXT("1")) ||
		text_starts(value->text, TEXT("1."))))
		return 0;
	return json_fail(fault, value,
	    "format version %.*s of Terraform's JSON: version 1 is what is "
	    "read here",
	    (int)(value->text.len < 20 ? value->text.len : 20),
	    value->text.len > 0 ? value->text.ptr : "");
}

static int
on_errored(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	(void)data;
	(void)path;
	if (value->kind != JSON_TRUE)
		return 0;
	return json_fail(fault, value,
	    "planning ended in an error: what would change is not all here");
}

/* A zone that a plan makes or destroys is there on one side only. */
static void
note_zone(struct plan *plan, struct text type, const struct json_value *change)
{
	const char *keys[2] = { "before", "after" };

	for (const struct terraform_zone *zone = terraform_zones;
	     zone->type != NULL; zone++)
		for (uintptr_t i = 0; i < 2; i++) {
			struct text names = text_of(zone->names);
			const struct json_value *values = json_get(
			    change, keys[i]);
			struct text name = TEXT("");
			void **sides = NULL;
			const char *key = NULL;

			if (!text_equal(type, text_of(zone->type)))
				continue;
			while (names.ptr != NULL && name.len == 0) {
				struct text word = text_cut(&names, ' ');

				name = json_text(values,
				    arena_copy(plan->document->scratch,
					word.ptr, word.len));
			}
			if (name.len == 0)
				continue;
			if (text_ends(name, TEXT(".")))
				name.len--;
			key = arena_copy(
			    plan->document->side, name.ptr, name.len);
			sides = map_put(&plan->zone_sides, key);
			*sides = (void *)((uintptr_t)*sides |
			    (i == 0 ? ZONE_BEFORE : ZONE_AFTER));
		}
}

static int
learn_change(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct plan *plan = data;
	struct text type = json_text(value, "type");
	struct text address = json_text(value, "address");
	const struct json_value *change = json_get(value, "change");
	struct arena *side = plan->document->side;

	(void)path;
	(void)fault;
	plan->is_plan = true;
	terraform_zones_resource(
	    &plan->zones, type, address, json_get(change, "before"));
	terraform_zones_resource(
	    &plan->zones, type, address, json_get(change, "after"));
	note_zone(plan, type, change);
	if (terraform_row(type) != NULL) {
		struct text old = json_text(value, "previous_address");

		map_put(&plan->changes,
		    arena_copy(
			side, address.len > 0 ? address.ptr : "", address.len));
		if (old.len > 0)
			map_put(
			    &plan->changes, arena_copy(side, old.ptr, old.len));
	}
	arena_reset(plan->document->scratch);
	return 0;
}

static int
learn_resource(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct plan *plan = data;

	(void)fault;
	if (text_equal(path->keys[0], TEXT("values")))
		plan->is_state = true;
	terraform_zones_resource(&plan->zones, json_text(value, "type"),
	    json_text(value, "address"), json_get(value, "values"));
	arena_reset(plan->document->scratch);
	return 0;
}

static int
learn_config(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct plan *plan = data;
	struct text kind = path->keys[path->depth - 1];

	(void)fault;
	if (text_equal(kind, TEXT("expressions")))
		terraform_zones_config_call(&plan->zones, path, value);
	else if (text_equal(kind, TEXT("source")))
		terraform_zones_config_source(&plan->zones, path, value);
	else if (text_equal(path->keys[path->depth - 2], TEXT("outputs")))
		terraform_zones_config_output(&plan->zones, path, value);
	else
		terraform_zones_config_resource(&plan->zones, path, value);
	arena_reset(plan->document->scratch);
	return 0;
}

static const struct json_part learning[] = {
	{ "format_version", on_version },
	{ "errored", on_errored },
	{ "resource_changes/*", learn_change },
	{ "values/root_module/**/resources/*", learn_resource },
	{ "prior_state/values/root_module/**/resources/*", learn_resource },
	{ "planned_values/root_module/**/resources/*", learn_resource },
	{ "configuration/root_module/**/module_calls/*/expressions",
	    learn_config },
	{ "configuration/root_module/**/module_calls/*/source", learn_config },
	{ "configuration/root_module/**/outputs/*", learn_config },
	{ "configuration/root_module/**/resources/*", learn_config },
	{ NULL, NULL },
};

/* ---------------------------------------------------------- the second walk */

/* One resource that holds records. */
struct resource {
	const struct terraform_resource *row;
	struct text type, name, address;
	const struct json_value *value; /* the whole of it in the document */
	struct source *source;
	uint32_t offset, length;
	struct actions actions;
};

static bool
side_is_there(struct plan *plan, const uint8_t *zone, enum document_side side)
{
	uintptr_t sides = (uintptr_t)map_get(
	    &plan->zone_sides, name_text(plan->document->scratch, zone));

	return sides == 0 ||
	    (sides & (side == DOCUMENT_BEFORE ? ZONE_BEFORE : ZONE_AFTER)) != 0;
}

/* The zone's sink; the plan speaks of both sides of it, if they are there. */
static const struct zone_sink *
zone_open(struct plan *plan, const uint8_t *zone, enum document_side side)
{
	const struct document_sink *sink = plan->document->sink;
	const struct zone_sink *wanted = NULL;

	for (enum document_side each = side == DOCUMENT_STATE ? DOCUMENT_STATE :
								DOCUMENT_BEFORE;
	     each <= (side == DOCUMENT_STATE ? DOCUMENT_STATE : DOCUMENT_AFTER);
	     each++) {
		const struct zone_sink *opened = NULL;

		if (each != side && !side_is_there(plan, zone, each))
			continue;
		opened = sink->zone(sink->data, each, zone, "");
		if (opened == NULL)
			return NULL;
		sink->trait(sink->data, opened, ZONE_OPEN);
		if (each == side)
			wanted = opened;
	}
	return wanted;
}

/* Where no file says it, the place is the address itself. */
static void
place_at_address(struct plan *plan, struct resource *resource)
{
	struct arena *side = plan->document->side;
	struct source *source = arena_array(side, 1, sizeof *source);

	if (++plan->sources > LIMIT_PLAN_PLACES)
		return;
	source->path = arena_copy(side,
	    resource->address.len > 0 ? resource->address.ptr : "",
	    resource->address.len);
	source->bytes = text_of(
	    arena_format(side, "%.*s %s", (int)resource->address.len,
		resource->address.len > 0 ? resource->address.ptr : "",
		resource->actions.said));
	resource->source = source;
	resource->offset = 0;
	resource->length = (uint32_t)resource->address.len;
}

static void
resource_place(struct plan *plan, struct resource *resource)
{
	const struct terraform_settings *settings = plan->document->settings;
	struct source *source = NULL;
	uint32_t offset = 0, length = 0;

	if (settings != NULL && settings->block != NULL)
		source = settings->block(settings->data,
		    terraform_module_of(&plan->zones, resource->address),
		    resource->type, resource->name, &offset, &length);
	if (source == NULL) {
		place_at_address(plan, resource);
		return;
	}
	resource->source = source;
	resource->offset = offset;
	resource->length = length;
}

static struct resource
resource_of(struct plan *plan, const struct json_value *value)
{
	struct resource resource = {
		.type = json_text(value, "type"),
		.name = json_text(value, "name"),
		.address = json_text(value, "address"),
		.value = value,
		.source = plan->source,
		.offset = value->offset,
		.length = 1,
		.actions = actions_of(json_get(value, "change")),
	};

	if (!text_equal(json_text(value, "mode"), TEXT("data")))
		resource.row = terraform_row(resource.type);
	return resource;
}

static struct fate *
fate_of(struct plan *plan, const struct terraform_state *state)
{
	struct arena *side = plan->document->side;
	uint8_t owner[NAME_WIRE];
	struct text type = { NULL, 0 };
	struct fate *fate = NULL;
	const char *key = NULL;

	if (!terraform_owner(state, owner, &type))
		return NULL;
	key = arena_format(plan->document->scratch, "%s %s %.*s",
	    name_text(plan->document->scratch, state->zone),
	    name_text(plan->document->scratch, owner), (int)type.len, type.ptr);
	fate = map_get(&plan->fates, key);
	if (fate != NULL)
		return fate;
	fate = arena_array(side, 1, sizeof *fate);
	fate->zone = state->zone;
	fate->owner = name_copy(side, owner);
	fate->type = type_from_text(type);
	*map_put(&plan->fates, arena_string(side, key)) = fate;
	*plan->last_fate = fate;
	plan->last_fate = &fate->next;
	return fate;
}

static void
fate_note(struct plan *plan, const struct resource *resource,
    const struct terraform_state *state, enum document_side side)
{
	struct fate *fate = fate_of(plan, state);

	if (fate == NULL)
		return;
	if (side == DOCUMENT_AFTER) {
		fate->after = true;
		return;
	}
	if (resource->actions.destroy && resource->actions.destroy_first) {
		fate->destroyed = true;
		fate->source = resource->source;
		fate->offset = resource->offset;
		fate->length = resource->length;
	} else
		fate->kept = true;
}

static int
tell_unplaced(struct plan *plan, const struct resource *resource)
{
	return document_fault(plan->document, plan->source,
	    resource->value->offset, 1,
	    "cannot tell which zone %.*s is in; `zones: { NAME: { id: ID } }` "
	    "in the configuration says it",
	    (int)(resource->address.len < 100 ? resource->address.len : 100),
	    resource->address.len > 0 ? resource->address.ptr : "");
}

/* The records of one side; `zone` is what the other side would be in. */
static int
emit_side(struct plan *plan, struct resource *resource, enum document_side side,
    const struct json_value *values, const struct json_value *marks[2],
    const uint8_t *zone)
{
	const struct zone_sink *sink = NULL;
	struct terraform_state state = { .row = resource->row,
		.zone = terraform_zone_of(
		    &plan->zones, resource->row, resource->address, values),
		.values = values,
		.unknown = marks[0],
		.sensitive = marks[1],
		.source = resource->source,
		.offset = resource->offset,
		.length = resource->length,
		.scratch = plan->document->scratch };

	if (state.zone == NULL)
		state.zone = zone;
	if (state.zone == NULL)
		return tell_unplaced(plan, resource);
	sink = zone_open(plan, state.zone, side);
	if (sink == NULL)
		return -1;
	if (side != DOCUMENT_STATE)
		fate_note(plan, resource, &state, side);
	return terraform_emit(&plan->values, sink, &state);
}

static bool
is_no_op(const struct json_value *change)
{
	const struct json_value *actions = json_get(change, "actions");

	return actions != NULL && actions->first != NULL &&
	    text_equal(actions->first->text, TEXT("no-op"));
}

static int
emit_change(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct plan *plan = data;
	struct resource resource = resource_of(plan, value);
	const struct json_value *change = json_get(value, "change");
	const struct json_value *before = json_get(change, "before");
	const struct json_value *after = json_get(change, "after");
	const struct json_value *old[2] = { NULL,
		json_get(change, "before_sensitive") };
	const struct json_value *new[2] = { json_get(change, "after_unknown"),
		json_get(change, "after_sensitive") };
	const uint8_t *zone = NULL;
	int status = 0;

	(void)path;
	(void)fault;
	if (resource.row == NULL)
		return 0;
	if (!is_no_op(change))
		resource_place(plan, &resource);
	/* The plan lets go of it, and it stays where it is. */
	if (resource.actions.forget && json_is_null(after)) {
		after = before;
		new[0] = NULL;
		new[1] = old[1];
	}
	if (!json_is_null(before)) {
		zone = terraform_zone_of(
		    &plan->zones, resource.row, resource.address, before);
		status = emit_side(
		    plan, &resource, DOCUMENT_BEFORE, before, old, zone);
	}
	if (status == 0 && !json_is_null(after))
		status = emit_side(
		    plan, &resource, DOCUMENT_AFTER, after, new, zone);
	arena_reset(plan->document->scratch);
	return status;
}

/* What the plan does not list stays: with -target, nearly all. */
static int
emit_resource(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct plan *plan = data;
	struct resource resource = resource_of(plan, value);
	const struct json_value *values = json_get(value, "values");
	const struct json_value *marks[2] = { NULL,
		json_get(value, "sensitive_values") };
	int status = 0;

	(void)path;
	(void)fault;
	if (resource.row != NULL && !json_is_null(values) &&
	    !map_has(&plan->changes,
		arena_copy(plan->document->scratch,
		    resource.address.len > 0 ? resource.address.ptr : "",
		    resource.address.len))) {
		status = emit_side(plan, &resource,
		    plan->is_plan ? DOCUMENT_BEFORE : DOCUMENT_STATE, values,
		    marks, NULL);
		if (status == 0 && plan->is_plan)
			status = emit_side(plan, &resource, DOCUMENT_AFTER,
			    values, marks, NULL);
	}
	arena_reset(plan->document->scratch);
	return status;
}

static const struct json_part plan_parts[] = {
	{ "resource_changes/*", emit_change },
	{ "prior_state/values/root_module/**/resources/*", emit_resource },
	{ NULL, NULL },
};

static const struct json_part state_parts[] = {
	{ "values/root_module/**/resources/*", emit_resource },
	{ NULL, NULL },
};

/*
 * What is deleted before it is there again is away for a while, even where
 * nothing changes in the end.
 */
static int
tell_windows(struct plan *plan)
{
	for (struct fate *fate = plan->first_fate; fate != NULL;
	     fate = fate->next) {
		const struct zone_sink *sink = NULL;
		char type[16];

		if (!fate->destroyed || fate->kept || !fate->after)
			continue;
		sink = zone_open(plan, fate->zone, DOCUMENT_AFTER);
		if (sink == NULL)
			return -1;
		if (value_fault(&plan->values, sink,
			(struct read_fault){ .rule = "destroy-window",
			    .source = fate->source,
			    .offset = fate->offset,
			    .length = fate->length,
			    .owner = fate->owner,
			    .type = fate->type,
			    .message = arena_format(plan->document->side,
				"%s has no %s for a while: deleted first, "
				"then created",
				name_text(plan->document->side, fate->owner),
				type_to_text(fate->type, type)) }) != 0)
			return -1;
	}
	return 0;
}

static int
plan_read(struct plan *plan)
{
	bool whole = false;

	if (document_json(
		plan->document, plan->source, learning, plan, &whole) != 0)
		return -1;
	if (!whole)
		return 0;
	if (!plan->is_plan && !plan->is_state)
		return 0;
	if (document_json(plan->document, plan->source,
		plan->is_plan ? plan_parts : state_parts, plan, &whole) != 0)
		return -1;
	return tell_windows(plan);
}

static int
terraform_read(struct document *document)
{
	struct plan plan = { .document = document,
		.source = document->sources[0] };
	int status = 0;

	plan.last_fate = &plan.first_fate;
	terraform_zones_init(&plan.zones, document);
	values_init(&plan.values, document->side, document->scratch);
	status = plan_read(&plan);
	values_done(&plan.values);
	terraform_zones_done(&plan.zones);
	map_done(&plan.changes);
	map_done(&plan.zone_sides);
	map_done(&plan.fates);
	return status;
}

static enum format_guess
terraform_guess(const char *path, struct text bytes)
{
	static const char *const whole[] = { "\"format_version\"",
		"\"terraform_version\"", NULL };
	/* As people cut it down before they hand it on. */
	static const char *const cut[] = { "\"resource_changes\"",
		"\"actions\"", NULL };

	(void)path;
	return json_looks_like(bytes) &&
		(document_holds(bytes, whole) || document_holds(bytes, cut)) ?
	    FORMAT_YES :
	    FORMAT_NO;
}

const struct format format_terraform = {
	.name = "terraform",
	.what = "a Terraform or OpenTofu plan",
	.guess = terraform_guess,
	.read = terraform_read,
};
