/*
 * Google Cloud DNS in YAML: what `gcloud dns record-sets export` and `list`
 * write, one document a record set, and the transaction.yaml that
 * `record-sets transaction` fills with additions and deletions.
 *
 * Names are absolute; data are as in a master file. A set with a routing policy
 * has several answers, or none that is said.
 */
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "../zoneproof.h"
#include "document.h"
#include "edits.h"
#include "yaml_comments.h"
#include "zone_choice.h"

static const uint8_t root_name[] = { 0 };

#define USUAL_TTL 300 /* gcloud's own */

enum part { PART_STATE, PART_DELETION, PART_ADDITION };

struct gcloud {
	struct document *document;
	struct source *source;
	struct edits *edits;
	struct values *values;
	struct zone_choice choice;
	enum part part;                /* that is read */
	const struct zone_sink *state; /* NULL: no state was met */
	const struct yaml_node *documents;
};

static int
fault_at(struct gcloud *gcloud, const struct yaml_node *node, const char *why)
{
	return document_fault(gcloud->document, gcloud->source, node->offset,
	    yaml_length(node), "%s", why);
}

/* ------------------------------------------------------- from set to set */

static int
sets_of(struct gcloud *gcloud, const struct yaml_node *list, enum part part,
    int (*visit)(struct gcloud *gcloud, const struct yaml_node *set))
{
	int status = 0;

	gcloud->part = part;
	if (list == NULL || list->kind != YAML_LIST)
		return 0;
	for (size_t i = 0; status == 0 && i < list->count; i++)
		status = visit(gcloud, list->items[i]);
	return status;
}

/* Deletions go first, as they do there. */
static int
each_set(struct gcloud *gcloud,
    int (*visit)(struct gcloud *gcloud, const struct yaml_node *set))
{
	const struct yaml_node *documents = gcloud->documents;
	int status = 0;

	for (size_t i = 0; status == 0 && i < documents->count; i++) {
		const struct yaml_node *node = documents->items[i];
		const struct yaml_node *gone = yaml_get(node, "deletions");
		const struct yaml_node *new = yaml_get(node, "additions");

		if (node->kind == YAML_SCALAR && *node->value == '\0')
			continue;
		if (node->kind == YAML_LIST) {
			status = sets_of(gcloud, node, PART_STATE, visit);
			continue;
		}
		if (gone == NULL && new == NULL) {
			gcloud->part = PART_STATE;
			status = visit(gcloud, node);
			continue;
		}
		status = sets_of(gcloud, gone, PART_DELETION, visit);
		if (status == 0)
			status = sets_of(gcloud, new, PART_ADDITION, visit);
	}
	return status;
}

/* ------------------------------------------------------------------- a set */

static bool
set_owner(const struct yaml_node *set, uint8_t *ret)
{
	const char *name = yaml_value(set, "name", "");

	return *name != '\0' &&
	    name_from_text(text_of(name), root_name, ret, NULL) == NAME_OK;
}

static int
learn(struct gcloud *gcloud, const struct yaml_node *set)
{
	uint8_t owner[NAME_WIRE];

	if (set_owner(set, owner))
		zone_choice_learn(&gcloud->choice, owner,
		    strcmp(yaml_value(set, "type", ""), "SOA") == 0);
	return 0;
}

static int
take_ttl(
    struct gcloud *gcloud, const struct yaml_node *set, struct value *value)
{
	const struct yaml_node *ttl = yaml_get(set, "ttl");

	value->ttl = USUAL_TTL;
	value->ttl_known = true;
	if (ttl == NULL)
		return 0;
	value->ttl_given = true;
	if (ttl->kind == YAML_SCALAR &&
	    ttl_from_text(text_of(ttl->value), &value->ttl) == TTL_OK)
		return 0;
	return fault_at(
	    gcloud, ttl, "this is no TTL: seconds up to 2147483647");
}

static const struct zone_sink *
zone_of_part(struct gcloud *gcloud, const uint8_t *zone)
{
	const struct document_sink *sink = gcloud->document->sink;

	if (gcloud->part != PART_STATE)
		return edits_zone(gcloud->edits, zone);
	gcloud->state = sink->zone(sink->data, DOCUMENT_STATE, zone, "");
	if (gcloud->state != NULL)
		sink->trait(sink->data, gcloud->state, ZONE_SERVED);
	return gcloud->state;
}

static int
record(struct gcloud *gcloud, const struct edit *edit)
{
	if (gcloud->part == PART_DELETION)
		edits_drop(gcloud->edits, edit);
	else if (gcloud->part == PART_ADDITION)
		edits_add(gcloud->edits, edit,
		    edit->value.routed ? EDITS_UNKNOWN : EDITS_NOTHING);
	else
		return value_emit_text(
		    gcloud->values, gcloud->state, &edit->value, edit->data);
	return 0;
}

static int
records(
    struct gcloud *gcloud, const struct yaml_node *list, const struct edit *set)
{
	struct edit edit = *set;
	int status = 0;

	for (size_t i = 0;
	     status == 0 && list->kind == YAML_LIST && i < list->count; i++) {
		const struct yaml_node *word = list->items[i];

		if (word->kind != YAML_SCALAR)
			continue;
		edit.value.offset = word->offset;
		edit.value.length = yaml_length(word);
		edit.data = text_of(word->value);
		status = record(gcloud, &edit);
	}
	return status;
}

/*
 * Each list of data below a routing policy (its kinds differ in what stands
 * around them) is one answer of several. `*ret_count` says how many there are.
 */
static int
policy_records(struct gcloud *gcloud, const struct yaml_node *node,
    const struct edit *set, size_t *ret_count)
{
	const struct yaml_node *list = yaml_get(node, "rrdatas");
	int status = 0;

	if (list != NULL) {
		++*ret_count;
		return records(gcloud, list, set);
	}
	for (size_t i = 0; status == 0 && i < node->count; i++)
		if (node->items[i]->kind != YAML_SCALAR)
			status = policy_records(
			    gcloud, node->items[i], set, ret_count);
	return status;
}

static int
set_records(
    struct gcloud *gcloud, const struct yaml_node *set, struct edit *edit)
{
	const struct yaml_node *list = yaml_get(set, "rrdatas");
	const struct yaml_node *policy = yaml_get(set, "routingPolicy");
	size_t count = 0;

	if (list != NULL && list->count > 0)
		return records(gcloud, list, edit);
	if (policy == NULL)
		return fault_at(gcloud, set, "a record set without rrdatas");
	edit->value.routed = true;
	if (policy_records(gcloud, policy, edit, &count) != 0)
		return -1;
	if (count > 0)
		return 0;
	/* A load balancer answers with its address, whatever that is. */
	edit->value.opaque = true;
	return record(gcloud, edit);
}

static int
tell(struct gcloud *gcloud, const struct yaml_node *set)
{
	const struct yaml_node *type = yaml_get(set, "type");
	uint8_t owner[NAME_WIRE];
	struct edit edit = { .value = { .owner = owner,
				 .origin = root_name,
				 .source = gcloud->source } };
	const struct zone_sink *zone = NULL;
	struct value_field at = { 0 };

	arena_reset(gcloud->document->scratch);
	if (!set_owner(set, owner) || type == NULL || type->kind != YAML_SCALAR)
		return fault_at(
		    gcloud, set, "a record set needs a name and a type");
	edit.zone = zone_choice_of(&gcloud->choice, owner);
	if (edit.zone == NULL || !name_within(owner, edit.zone))
		return fault_at(gcloud, set,
		    edit.zone == NULL ? "nothing tells which zone this is in" :
					"this is not in the zone");
	zone = zone_of_part(gcloud, edit.zone);
	if (zone == NULL)
		return -1;
	edit.value.offset = set->offset;
	edit.value.length = 1;
	at.offset = type->offset;
	at.length = yaml_length(type);
	if (take_ttl(gcloud, set, &edit.value) != 0 ||
	    value_type(gcloud->values, zone, text_of(type->value), &at,
		gcloud->source, &edit.value.type) != 0)
		return -1;
	return set_records(gcloud, set, &edit);
}

/* ------------------------------------------------------------ the document */

static int
sets_read(struct gcloud *gcloud)
{
	int status = each_set(gcloud, learn);

	if (status == 0)
		status = each_set(gcloud, tell);
	if (status == 0)
		status = edits_tell(gcloud->edits);
	if (status == 0 && gcloud->state != NULL)
		status = yaml_comments(gcloud->documents, gcloud->state);
	return status;
}

static int
gcloud_read(struct document *document)
{
	struct gcloud gcloud = { .document = document,
		.source = document->sources[0],
		.choice = {
		    .document = document, .source = document->sources[0] } };
	struct yaml_node *documents = NULL;
	int status = document_yaml(document, gcloud.source, &documents);

	if (documents == NULL)
		return status;
	gcloud.documents = documents;
	gcloud.edits = edits_new(document);
	gcloud.values = edits_values(gcloud.edits);
	status = sets_read(&gcloud);
	edits_free(gcloud.edits);
	return status;
}

static enum format_guess
gcloud_guess(const char *path, struct text bytes)
{
	static const char *const plain[] = { "kind: dns#resourceRecordSet",
		NULL };
	static const char *const quoted[] = {
		"\"kind\": \"dns#resourceRecordSet\"", NULL
	};

	return document_is_named_so(path) &&
		(document_holds(bytes, plain) ||
		    document_holds(bytes, quoted)) ?
	    FORMAT_YES :
	    FORMAT_NO;
}

const struct format format_gcloud = {
	.name = "gcloud",
	.what = "Google Cloud DNS in YAML",
	.records_only = true,
	.guess = gcloud_guess,
	.read = gcloud_read,
};
