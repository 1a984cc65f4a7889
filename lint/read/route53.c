/*
 * Route 53 as JSON: what list-resource-record-sets prints, and the change
 * batch that change-resource-record-sets takes.
 *
 * Names are absolute and spell what is not a letter, digit, '-' or '_' in
 * octal (\052 is '*'); so do values. A set with a SetIdentifier is one of
 * several answers. An alias answers for its target.
 */
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "../zoneproof.h"
#include "document.h"
#include "edits.h"
#include "escape.h"
#include "zone_choice.h"

static const uint8_t root[] = { 0 };

#define ALIAS_TTL 60

struct route53 {
	struct document *document;
	struct source *source;
	struct edits *edits;
	struct values *values;
	struct zone_choice choice;
	bool is_list;
	bool one_of_several; /* the set at hand has a SetIdentifier */
};

static bool
set_owner(const struct json_value *set, struct arena *scratch, uint8_t *ret)
{
	struct text name = escape_octal(scratch, json_text(set, "Name"));

	return name.len > 0 && name_from_text(name, root, ret, NULL) == NAME_OK;
}

/* ----------------------------------------------------------- the first walk */

static int
learn_set(struct route53 *route53, const struct json_value *set)
{
	uint8_t owner[NAME_WIRE];

	if (set_owner(set, route53->document->scratch, owner))
		zone_choice_learn(&route53->choice, owner,
		    text_equal(json_text(set, "Type"), TEXT("SOA")));
	arena_reset(route53->document->scratch);
	return 0;
}

static int
learn_listed(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct route53 *route53 = data;

	(void)path;
	(void)fault;
	route53->is_list = true;
	return learn_set(route53, value);
}

static int
learn_changed(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct route53 *route53 = data;

	(void)path;
	(void)fault;
	return learn_set(route53, json_get(value, "ResourceRecordSet"));
}

/* More of the list stands elsewhere: what is missing is not gone. */
static int
on_truncated(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	(void)data;
	(void)path;
	if (value->kind != JSON_TRUE && value->kind != JSON_STRING)
		return 0;
	return json_fail(fault, value,
	    "the list is cut short here: fetch all of it (the AWS command "
	    "does without --max-items)");
}

static int
on_id(void *data, const struct json_path *path, const struct json_value *value,
    struct json_fault *fault)
{
	struct route53 *route53 = data;
	struct text id = path_base(value->text);

	(void)path;
	(void)fault;
	route53->choice.id = arena_copy(
	    route53->document->side, id.len > 0 ? id.ptr : "", id.len);
	return 0;
}

static const struct json_part learning[] = {
	{ "ResourceRecordSets/*", learn_listed },
	{ "IsTruncated", on_truncated },
	{ "NextToken", on_truncated },
	{ "HostedZoneId", on_id },
	{ "Changes/*", learn_changed },
	{ "ChangeBatch/Changes/*", learn_changed },
	{ NULL, NULL },
};

/* ------------------------------------------------------------------- sets */

/* What one ResourceRecordSet says, short of its data. */
static int
set_begin(struct route53 *route53, const struct json_value *set, uint8_t *owner,
    struct edit *ret, bool *ret_told)
{
	struct document *document = route53->document;
	const struct document_sink *sink = document->sink;
	const struct zone_sink *zone = NULL;
	const struct json_value *type = json_get(set, "Type");
	struct value_field at = { 0 };
	uint32_t ttl = 0;

	*ret_told = false;
	route53->one_of_several = !json_is_null(json_get(set, "SetIdentifier"));
	if (!set_owner(set, document->scratch, owner) || type == NULL)
		return document_fault(document, route53->source,
		    set == NULL ? 0 : set->offset, 1,
		    "a record set needs a Name and a Type");
	*ret = (struct edit){ .zone = zone_choice_of(&route53->choice, owner) };
	if (ret->zone == NULL || !name_within(owner, ret->zone))
		return document_fault(document, route53->source, set->offset, 1,
		    ret->zone == NULL ? "nothing tells which zone this is in" :
					"this is not in the zone");
	zone = route53->is_list ?
	    sink->zone(sink->data, DOCUMENT_STATE, ret->zone, "") :
	    edits_zone(route53->edits, ret->zone);
	if (zone == NULL)
		return -1;
	if (route53->is_list)
		sink->trait(sink->data, zone, ZONE_SERVED);
	ret->value = (struct value){ .owner = owner,
		.origin = root,
		.ttl = ALIAS_TTL,
		.ttl_known = true,
		.routed = route53->one_of_several,
		.source = route53->source,
		.offset = set->offset,
		.length = 1 };
	if (json_u32(json_get(set, "TTL"), &ttl) && ttl <= INT32_MAX) {
		ret->value.ttl = ttl;
		ret->value.ttl_given = true;
	}
	at.offset = type->offset;
	at.length = type->length;
	*ret_told = true;
	return value_type(route53->values, zone, type->text, &at,
	    route53->source, &ret->value.type);
}

/*
 * Calls `each` for each record. An alias of an address type has the target's
 * name for data; of another type, nobody knows.
 */
static int
set_records(struct route53 *route53, const struct json_value *set,
    struct edit edit,
    int (*each)(struct route53 *route53, const struct edit *edit))
{
	const struct json_value *alias = json_get(set, "AliasTarget");
	struct arena *scratch = route53->document->scratch;

	if (!json_is_null(alias)) {
		const struct json_value *name = json_get(alias, "DNSName");

		if (edit.value.type == ZP_A || edit.value.type == ZP_AAAA) {
			edit.value.type = ZP_ALIAS;
			edit.value.routed = true;
		} else
			edit.value.opaque = true;
		if (name == NULL || name->text.len == 0)
			edit.value.opaque = true;
		else {
			edit.value.offset = name->offset;
			edit.value.length = name->length;
			edit.data = escape_octal(scratch, name->text);
		}
		return each(route53, &edit);
	}
	JSON_EACH(record, json_get(set, "ResourceRecords"))
	{
		const struct json_value *value = json_get(record, "Value");

		if (value == NULL || value->kind != JSON_STRING)
			continue;
		edit.value.offset = value->offset;
		edit.value.length = value->length;
		edit.data = escape_octal(scratch, value->text);
		if (each(route53, &edit) != 0)
			return -1;
	}
	return 0;
}

/* -------------------------------------------------------------- the lists */

static int
tell_listed(struct route53 *route53, const struct edit *edit)
{
	const struct document_sink *sink = route53->document->sink;
	const struct zone_sink *zone = sink->zone(
	    sink->data, DOCUMENT_STATE, edit->zone, "");

	if (zone == NULL)
		return -1;
	return value_emit_text(route53->values, zone, &edit->value, edit->data);
}

static int
on_listed(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct route53 *route53 = data;
	uint8_t owner[NAME_WIRE];
	struct edit edit;
	bool told = false;
	int status = set_begin(route53, value, owner, &edit, &told);

	(void)path;
	(void)fault;
	if (status == 0 && told)
		status = set_records(route53, value, edit, tell_listed);
	arena_reset(route53->document->scratch);
	return status;
}

/* ------------------------------------------------------------ the batches */

static int
add_new(struct route53 *route53, const struct edit *edit)
{
	edits_add(route53->edits, edit,
	    route53->one_of_several ? EDITS_UNKNOWN : EDITS_NOTHING);
	return 0;
}

static int
drop(struct route53 *route53, const struct edit *edit)
{
	edits_drop(route53->edits, edit);
	return 0;
}

/* An alias stands for addresses: it is one of those of A that go. */
static void
replace(struct route53 *route53, struct edit edit)
{
	edits_clear(route53->edits, &edit);
	if (edit.value.type != ZP_A || !edits_knows(route53->edits, &edit))
		return;
	edit.value.type = ZP_ALIAS;
	edits_clear(route53->edits, &edit);
}

/*
 * CREATE fails where the set is there; DELETE repeats it as it is; UPSERT takes
 * the place of what is there, if anything is.
 */
static int
on_change(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct route53 *route53 = data;
	const struct json_value *set = json_get(value, "ResourceRecordSet");
	struct text action = json_text(value, "Action");
	uint8_t owner[NAME_WIRE];
	struct edit edit;
	bool told = false;
	bool upsert = text_equal(action, TEXT("UPSERT"));
	int status = 0;

	(void)path;
	if (!upsert && !text_equal(action, TEXT("CREATE")) &&
	    !text_equal(action, TEXT("DELETE")))
		return json_fail(
		    fault, value, "an Action is CREATE, DELETE or UPSERT");
	status = set_begin(route53, set, owner, &edit, &told);
	if (status == 0 && told && upsert && !route53->one_of_several)
		replace(route53, edit);
	if (status == 0 && told)
		status = set_records(route53, set, edit,
		    text_equal(action, TEXT("DELETE")) ? drop : add_new);
	arena_reset(route53->document->scratch);
	return status;
}

static const struct json_part telling[] = {
	{ "ResourceRecordSets/*", on_listed },
	{ "Changes/*", on_change },
	{ "ChangeBatch/Changes/*", on_change },
	{ NULL, NULL },
};

static int
read_twice(struct route53 *route53)
{
	struct document *document = route53->document;
	bool whole = false;

	if (document_json(
		document, route53->source, learning, route53, &whole) != 0)
		return -1;
	if (!whole)
		return 0;
	if (document_json(
		document, route53->source, telling, route53, &whole) != 0)
		return -1;
	return edits_tell(route53->edits);
}

static int
route53_read(struct document *document)
{
	struct route53 route53 = { .document = document,
		.source = document->sources[0],
		.edits = edits_new(document),
		.choice = {
		    .document = document, .source = document->sources[0] } };
	int status = 0;

	route53.values = edits_values(route53.edits);
	status = read_twice(&route53);
	edits_free(route53.edits);
	return status;
}

static enum format_guess
route53_guess(const char *path, struct text bytes)
{
	static const char *const list[] = { "\"ResourceRecordSets\"", NULL };
	static const char *const batch[] = { "\"Changes\"", "\"Action\"",
		"\"ResourceRecordSet\"", NULL };

	(void)path;
	return json_looks_like(bytes) &&
		(document_holds(bytes, list) || document_holds(bytes, batch)) ?
	    FORMAT_YES :
	    FORMAT_NO;
}

const struct format format_route53 = {
	.name = "route53",
	.what = "Route 53 JSON",
	/* A list that was filtered has no SOA; Route 53 itself always has. */
	.records_only = true,
	.guess = route53_guess,
	.read = route53_read,
};
