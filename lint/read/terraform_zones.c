/* Names of zones in a plan. */
#include "terraform_zones.h"

#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "shared_end.h"

/* What is known of one id. */
struct ending {
	struct shared_end end; /* of all its names */
	const uint8_t *sure;   /* a whole name less its relative part */
	bool told;
};

static const uint8_t root[] = { 0 };

void
terraform_zones_init(struct terraform_zones *zones, struct document *document)
{
	memset(zones, 0, sizeof *zones);
	zones->document = document;
}

void
terraform_zones_done(struct terraform_zones *zones)
{
	map_done(&zones->ids);
	map_done(&zones->addresses);
	map_done(&zones->references);
	map_done(&zones->endings);
	map_done(&zones->modules);
}

const struct terraform_resource *
terraform_row(struct text type)
{
	const struct terraform_resource *row = terraform_resources;

	while (row->type != NULL && !text_equal(type, text_of(row->type)))
		row++;
	return row->type == NULL ? NULL : row;
}

static const uint8_t *
name_of(struct arena *side, struct text text)
{
	uint8_t name[NAME_WIRE];

	if (text.len == 0 || name_from_text(text, root, name, NULL) != NAME_OK)
		return NULL;
	return name_copy(side, name);
}

/* "aws:Z1": ids of two providers have nothing to do with each other. */
static const char *
id_key(struct arena *arena, struct text type, struct text id)
{
	struct text provider = text_cut(&type, '_');

	return arena_format(arena, "%.*s:%.*s", (int)provider.len, provider.ptr,
	    (int)id.len, id.ptr);
}

static void *
put_new(struct map *map, struct arena *side, const char *key, void *value)
{
	void **place = NULL;

	if (map_has(map, key))
		return map_get(map, key);
	place = map_put(map, arena_string(side, key));
	*place = value;
	return value;
}

/* The address without what tells one of many from the next: ["a"], [0]. */
static char *
address_stripped(struct arena *arena, struct text address)
{
	char *copy = arena_copy(
	    arena, address.len == 0 ? "" : address.ptr, address.len);
	size_t length = 0;
	bool quoted = false, within = false;

	for (size_t i = 0; i < address.len; i++) {
		char byte = address.ptr[i];

		if (within && byte == '\\')
			i++;
		else if (within && byte == '"')
			quoted = !quoted;
		else if (!within && byte == '[')
			within = true;
		else if (within && !quoted && byte == ']')
			within = false;
		else if (!within)
			copy[length++] = byte;
	}
	copy[length] = '\0';
	return copy;
}

/* ----------------------------------------------------- the zones there are */

static void
learn_zone(struct terraform_zones *zones, const struct terraform_zone *row,
    struct text type, struct text address, const struct json_value *values)
{
	struct arena *side = zones->document->side;
	struct text rest = text_of(row->names);
	const uint8_t *name = NULL, *known = NULL;
	const char *key = NULL;

	while (rest.ptr != NULL && name == NULL) {
		struct text word = text_cut(&rest, ' ');

		name = name_of(side,
		    json_text(values, arena_copy(side, word.ptr, word.len)));
	}
	if (name == NULL)
		return;
	rest = text_of(row->ids);
	while (rest.ptr != NULL) {
		struct text word = text_cut(&rest, ' ');
		struct text id = json_text(
		    values, arena_copy(side, word.ptr, word.len));

		if (id.len > 0)
			put_new(&zones->ids, side,
			    id_key(zones->document->scratch, type, id),
			    (void *)(uintptr_t)name);
	}
	key = address_stripped(zones->document->scratch, address);
	known = put_new(&zones->addresses, side, key, (void *)(uintptr_t)name);
	/* One block with for_each is many zones: then its address says none. */
	if (known != NULL && !name_equal(known, name))
		*map_put(&zones->addresses, key) = NULL;
}

static struct ending *
ending_of(struct terraform_zones *zones, struct text type, struct text id)
{
	struct arena *side = zones->document->side;
	const char *key = id_key(zones->document->scratch, type, id);
	struct ending *ending = map_get(&zones->endings, key);

	if (ending != NULL)
		return ending;
	return put_new(
	    &zones->endings, side, key, arena_array(side, 1, sizeof *ending));
}

/* A whole name as the provider computed it, when the plan has one. */
static struct text
computed_name(const struct json_value *values)
{
	struct text name = json_text(values, "fqdn");

	return name.len > 0 ? name : json_text(values, "hostname");
}

static struct text
without_dot(struct text name)
{
	if (text_ends(name, TEXT(".")))
		name.len--;
	return name;
}

/* "www" and "www.example.com": the zone is what is left. */
static const uint8_t *
zone_left(struct arena *side, struct text given, struct text whole)
{
	given = without_dot(given);
	whole = without_dot(whole);
	if (whole.len == 0 || text_equal_nocase(given, whole))
		return NULL;
	if (given.len == 0 || text_equal(given, TEXT("@")))
		return name_of(side, whole);
	if (!text_starts_nocase(whole, given) || whole.ptr[given.len] != '.')
		return NULL;
	whole.ptr += given.len + 1;
	whole.len -= given.len + 1;
	return name_of(side, whole);
}

static void
learn_ending(struct terraform_zones *zones,
    const struct terraform_resource *row, const struct json_value *values)
{
	struct arena *side = zones->document->side;
	struct text id = json_text(values, row->zone);
	struct text given = json_text(values, row->owner);
	struct text whole = computed_name(values);
	struct ending *ending = NULL;
	const uint8_t *name = NULL;

	if (row->zone_by != TERRAFORM_BY_ID || id.len == 0)
		return;
	ending = ending_of(zones, text_of(row->type), id);
	if (ending->sure == NULL)
		ending->sure = zone_left(side, given, whole);
	if (whole.len == 0 && row->owner_is != TERRAFORM_BELOW)
		whole = given;
	name = name_of(side, whole);
	if (name != NULL)
		shared_end_add(&ending->end, name);
}

void
terraform_zones_resource(struct terraform_zones *zones, struct text type,
    struct text address, const struct json_value *values)
{
	const struct terraform_resource *row = terraform_row(type);

	if (json_is_null(values))
		return;
	if (row != NULL)
		learn_ending(zones, row, values);
	for (const struct terraform_zone *zone = terraform_zones;
	     zone->type != NULL; zone++)
		if (text_equal(type, text_of(zone->type)))
			learn_zone(zones, zone, type, address, values);
}

/* -------------------------------------------------------- the configuration */

/* "module.dns." for what stands in that module, "" for the root's own. */
static const char *
scope_of(struct arena *arena, const struct json_path *path)
{
	const char *scope = "";

	for (unsigned i = 2; i + 2 < path->depth; i++)
		if (text_equal(path->keys[i], TEXT("module_calls")) &&
		    text_equal(path->keys[i + 2], TEXT("module")))
			scope = arena_format(arena, "%smodule.%.*s.", scope,
			    (int)path->keys[i + 1].len, path->keys[i + 1].ptr);
	return scope;
}

/*
 * The thing that a reference speaks of, without the attribute behind it:
 * "aws_route53_zone.main.zone_id" → "aws_route53_zone.main".
 */
static struct text
reference_thing(struct text reference)
{
	bool three = text_starts(reference, TEXT("data.")) ||
	    text_starts(reference, TEXT("module."));
	unsigned dots = 0;

	for (size_t i = 0; i < reference.len; i++)
		if (reference.ptr[i] == '.' && ++dots == (three ? 3u : 2u))
			reference.len = i;
	return reference;
}

static void
learn_reference(struct terraform_zones *zones, const char *from,
    const char *scope, const struct json_value *expression)
{
	struct arena *side = zones->document->side;
	const struct json_value *references = json_get(
	    expression, "references");
	struct text thing = { NULL, 0 };

	if (references == NULL || references->first == NULL ||
	    references->first->kind != JSON_STRING)
		return;
	thing = reference_thing(references->first->text);
	put_new(&zones->references, side, from,
	    arena_format(side, "%s%s", scope, address_stripped(side, thing)));
}

void
terraform_zones_config_resource(struct terraform_zones *zones,
    const struct json_path *path, const struct json_value *resource)
{
	const struct terraform_resource *row = terraform_row(
	    json_text(resource, "type"));
	struct arena *side = zones->document->side;
	struct text address = json_text(resource, "address");
	const char *scope = scope_of(side, path);

	if (row == NULL)
		return;
	learn_reference(zones,
	    arena_format(side, "%s%.*s", scope, (int)address.len,
		address.len > 0 ? address.ptr : ""),
	    scope, json_get(json_get(resource, "expressions"), row->zone));
}

/* …/module_calls/dns/module/outputs/id: "module.dns.id" outside. */
void
terraform_zones_config_output(struct terraform_zones *zones,
    const struct json_path *path, const struct json_value *output)
{
	struct arena *side = zones->document->side;
	const char *scope = scope_of(side, path);
	struct text name = path->keys[path->depth - 1];

	learn_reference(zones,
	    arena_format(side, "%s%.*s", scope, (int)name.len, name.ptr), scope,
	    json_get(output, "expression"));
}

/* …/module_calls/dns/expressions: what the call gives its variables. */
void
terraform_zones_config_call(struct terraform_zones *zones,
    const struct json_path *path, const struct json_value *expressions)
{
	struct arena *side = zones->document->side;
	const char *scope = scope_of(side, path);
	struct text call = path->keys[path->depth - 2];

	JSON_EACH(argument, expressions)
	learn_reference(zones,
	    arena_format(side, "%smodule.%.*s.var.%.*s", scope, (int)call.len,
		call.ptr, (int)argument->key.len, argument->key.ptr),
	    scope, argument);
}

void
terraform_zones_config_source(struct terraform_zones *zones,
    const struct json_path *path, const struct json_value *source)
{
	struct arena *side = zones->document->side;
	struct text call = path->keys[path->depth - 2];

	put_new(&zones->modules, side,
	    arena_format(side, "%smodule.%.*s.", scope_of(side, path),
		(int)call.len, call.ptr),
	    arena_copy(side, source->text.len == 0 ? "" : source->text.ptr,
		source->text.len));
}

/* ---------------------------------------------------------------- answers */

/* How far a reference is followed through variables and outputs. */
#define HOPS_MAX 16

static const uint8_t *
zone_referred_to(struct terraform_zones *zones, struct text address)
{
	const char *place = address_stripped(zones->document->scratch, address);

	for (int i = 0; i < HOPS_MAX && place != NULL; i++) {
		const uint8_t *name = map_get(&zones->addresses, place);

		if (name != NULL)
			return name;
		place = map_get(&zones->references, place);
	}
	return NULL;
}

static const uint8_t *
zone_guessed(struct terraform_zones *zones,
    const struct terraform_resource *row, struct text id)
{
	struct ending *ending = ending_of(zones, text_of(row->type), id);
	const struct document_sink *sink = zones->document->sink;
	struct arena *side = zones->document->side;
	const uint8_t *name = shared_end_zone(&ending->end);

	if (ending->sure != NULL)
		return ending->sure;
	if (name == NULL)
		return NULL;
	if (!ending->told)
		sink->notice(sink->data,
		    arena_format(side,
			"cannot see which zone %.*s is: taken for %s, the end "
			"that its names share; `zones: { %s: { id: %.*s } }` "
			"in the configuration says it",
			(int)id.len, id.ptr, name_text(side, name),
			name_text(side, name), (int)id.len, id.ptr));
	ending->told = true;
	return name;
}

static const uint8_t *
zone_by_id(struct terraform_zones *zones, const struct terraform_resource *row,
    struct text id)
{
	const struct document_sink *sink = zones->document->sink;
	struct arena *scratch = zones->document->scratch;
	const uint8_t *name = map_get(
	    &zones->ids, id_key(scratch, text_of(row->type), id));

	if (name == NULL)
		name = sink->zone_by_id(
		    sink->data, arena_copy(scratch, id.ptr, id.len));
	if (name == NULL && memchr(id.ptr, '.', id.len) != NULL)
		name = name_of(zones->document->side, id);
	return name;
}

const uint8_t *
terraform_zone_of(struct terraform_zones *zones,
    const struct terraform_resource *row, struct text address,
    const struct json_value *values)
{
	const struct json_value *member = json_get(values, row->zone);
	struct text id = json_is_null(member) ? TEXT("") : member->text;
	const uint8_t *name = NULL;

	if (id.len > 0 && row->zone_by == TERRAFORM_BY_NAME)
		return name_of(zones->document->side, id);
	if (id.len > 0)
		name = zone_by_id(zones, row, id);
	if (name == NULL)
		name = zone_referred_to(zones, address);
	if (name == NULL && id.len > 0)
		name = zone_guessed(zones, row, id);
	if (name == NULL)
		name = zone_left(zones->document->side,
		    json_text(values, row->owner), computed_name(values));
	return name;
}

const char *
terraform_module_of(const struct terraform_zones *zones, struct text address)
{
	char *place = address_stripped(zones->document->scratch, address);
	char *at = place, *end = NULL;
	const char *source = NULL;

	while (strncmp(at, "module.", 7) == 0 &&
	    (end = strchr(at + 7, '.')) != NULL)
		at = end + 1;
	if (at == place)
		return "";
	*at = '\0';
	source = map_get(&zones->modules, place);
	return source == NULL ? place : source;
}
