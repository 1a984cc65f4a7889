/*
 * DNSEndpoint, the resource that external-dns takes records from: Kubernetes
 * manifests, one or more in a file, maybe among others or in a List.
 *
 * An endpoint has a whole name without its final dot, one type, and its data in
 * `targets`: as a master file has them, but text without quotes. Which zone it
 * lands in is the affair of the cluster; we take the registered domain, of
 * which these manifests need not tell all.
 */
#include <string.h>

#include "../dns/name.h"
#include "../zoneproof.h"
#include "document.h"
#include "value.h"
#include "yaml_comments.h"

static const uint8_t root_name[] = { 0 };

#define USUAL_TTL 300 /* where the provider has none of its own */

/* A zone that a file has records of. */
struct told_zone {
	const uint8_t *name;
	const struct zone_sink *sink;
};

struct manifests {
	struct document *document;
	struct source *source;
	struct values values;
	struct {
		VECTOR_OF(struct told_zone);
	} zones;
};

static int
fault_at(
    struct manifests *manifests, const struct yaml_node *node, const char *why)
{
	return document_fault(manifests->document, manifests->source,
	    node->offset, yaml_length(node), "%s", why);
}

/* ------------------------------------------------------------------- zones */

/* NULL: nothing tells. */
static const uint8_t *
zone_name(struct manifests *manifests, const uint8_t *owner)
{
	const struct document *document = manifests->document;
	const struct document_sink *sink = document->sink;
	const uint8_t *zone = document->origin;

	if (zone != NULL && name_within(owner, zone))
		return zone;
	zone = sink->zone_of(sink->data, owner);
	return zone != NULL ? zone : name_registered(owner);
}

/* The sink of a zone; NULL where the reading is to stop. */
static const struct zone_sink *
zone_sink(struct manifests *manifests, const uint8_t *name)
{
	const struct document_sink *sink = manifests->document->sink;
	struct told_zone *zone = NULL;

	for (size_t i = 0; i < manifests->zones.count; i++)
		if (name_equal(manifests->zones.at[i].name, name))
			return manifests->zones.at[i].sink;
	zone = vector_push(&manifests->zones);
	zone->name = name_copy(manifests->document->side, name);
	zone->sink = sink->zone(sink->data, DOCUMENT_STATE, zone->name, "");
	if (zone->sink == NULL)
		return NULL;
	sink->trait(sink->data, zone->sink, ZONE_PIECE);
	sink->trait(sink->data, zone->sink, ZONE_SERVED);
	return zone->sink;
}

/* --------------------------------------------------------------- endpoints */

static bool
is_quoted(struct text text)
{
	return text.len >= 2 && text.ptr[0] == '"' &&
	    text.ptr[text.len - 1] == '"';
}

static bool
is_address(uint16_t type, struct text text)
{
	return memchr(text.ptr, ':', text.len) != NULL ||
	    (type == ZP_A && text.ptr[text.len - 1] >= '0' &&
		text.ptr[text.len - 1] <= '9');
}

/*
 * Where a name can have no alias, or has an address type with a name for data,
 * providers make one of their own that answers with the target's addresses.
 */
static uint16_t
type_served(const struct value *value, const uint8_t *zone, struct text target)
{
	bool address = value->type == ZP_A || value->type == ZP_AAAA;

	if (value->type == ZP_CNAME && name_equal(value->owner, zone))
		return ZP_ALIAS;
	return address && !is_address(value->type, target) ? ZP_ALIAS :
							     value->type;
}

static int
target_tell(struct manifests *manifests, const struct told_zone *zone,
    const struct value *shared, const struct yaml_node *target)
{
	struct text text = text_of(target->value);
	struct value value = *shared;
	struct value_field field = { .text = text,
		.raw = true,
		.offset = target->offset,
		.length = yaml_length(target) };

	if (text.len == 0)
		return fault_at(manifests, target, "an empty target");
	value.offset = target->offset;
	value.length = field.length;
	value.type = type_served(shared, zone->name, text);
	value.routed = shared->routed || value.type == ZP_ALIAS;
	if (value.type != ZP_TXT || is_quoted(text))
		return value_emit_text(
		    &manifests->values, zone->sink, &value, text);
	value.fields = &field;
	value.count = 1;
	return value_emit(&manifests->values, zone->sink, &value);
}

static int
targets_tell(struct manifests *manifests, const struct told_zone *zone,
    const struct value *value, const struct yaml_node *endpoint)
{
	const struct yaml_node *targets = yaml_get(endpoint, "targets");
	int status = 0;

	if (targets == NULL || targets->kind != YAML_LIST ||
	    targets->count == 0)
		return fault_at(
		    manifests, endpoint, "an endpoint without targets");
	for (size_t i = 0; status == 0 && i < targets->count; i++)
		if (targets->items[i]->kind == YAML_SCALAR)
			status = target_tell(
			    manifests, zone, value, targets->items[i]);
		else
			status = fault_at(manifests, targets->items[i],
			    "a target must be a word");
	return status;
}

/* "300", and none or 0 where the provider is to choose. */
static bool
take_ttl(const struct yaml_node *endpoint, struct value *value)
{
	const char *word = yaml_value(endpoint, "recordTTL", "0");

	if (ttl_from_text(text_of(word), &value->ttl) != TTL_OK)
		return false;
	value->ttl_known = true;
	value->ttl_given = value->ttl > 0;
	if (!value->ttl_given)
		value->ttl = USUAL_TTL;
	return true;
}

static int
endpoint_tell(struct manifests *manifests, const struct yaml_node *endpoint)
{
	const struct yaml_node *name = yaml_get(endpoint, "dnsName");
	const struct yaml_node *type = yaml_get(endpoint, "recordType");
	uint8_t owner[NAME_WIRE];
	struct value value = { .owner = owner,
		.origin = root_name,
		.source = manifests->source,
		.routed = yaml_get(endpoint, "setIdentifier") != NULL };
	struct told_zone zone = { NULL, NULL };
	struct value_field at = { 0 };

	arena_reset(manifests->document->scratch);
	if (name == NULL || name->kind != YAML_SCALAR || type == NULL ||
	    type->kind != YAML_SCALAR)
		return fault_at(manifests, endpoint,
		    "an endpoint needs a dnsName and a recordType");
	if (*name->value == '\0' ||
	    name_from_text(text_of(name->value), root_name, owner, NULL) !=
		NAME_OK)
		return fault_at(manifests, name, "this is no name");
	if (!take_ttl(endpoint, &value))
		return fault_at(manifests, yaml_get(endpoint, "recordTTL"),
		    "this is no TTL: seconds up to 2147483647");
	zone.name = zone_name(manifests, owner);
	if (zone.name == NULL)
		return fault_at(
		    manifests, name, "nothing tells which zone this is in");
	zone.sink = zone_sink(manifests, zone.name);
	if (zone.sink == NULL)
		return -1;
	at.offset = type->offset;
	at.length = yaml_length(type);
	if (value_type(&manifests->values, zone.sink, text_of(type->value), &at,
		manifests->source, &value.type) != 0)
		return -1;
	return targets_tell(manifests, &zone, &value, endpoint);
}

/* --------------------------------------------------------------- manifests */

/* Others may stand in the same file: they are not ours to judge. */
static int
manifest_read(struct manifests *manifests, const struct yaml_node *manifest)
{
	const struct yaml_node *items = yaml_get(manifest, "items");
	const struct yaml_node *endpoints = NULL;
	int status = 0;

	for (size_t i = 0; status == 0 && items != NULL &&
	     items->kind == YAML_LIST && i < items->count;
	     i++)
		if (yaml_get(items->items[i], "items") == NULL)
			status = manifest_read(manifests, items->items[i]);
	if (status != 0 ||
	    strcmp(yaml_value(manifest, "kind", ""), "DNSEndpoint") != 0)
		return status;
	endpoints = yaml_get(yaml_get(manifest, "spec"), "endpoints");
	if (endpoints == NULL || endpoints->kind != YAML_LIST)
		return fault_at(
		    manifests, manifest, "a DNSEndpoint without endpoints");
	for (size_t i = 0; status == 0 && i < endpoints->count; i++)
		status = endpoint_tell(manifests, endpoints->items[i]);
	return status;
}

static int
documents_read(struct manifests *manifests, const struct yaml_node *documents)
{
	const struct document *document = manifests->document;
	int status = 0;

	for (size_t i = 0; status == 0 && i < documents->count; i++)
		status = manifest_read(manifests, documents->items[i]);
	for (size_t i = 0; status == 0 && i < manifests->zones.count; i++)
		status = yaml_comments(documents, manifests->zones.at[i].sink);
	if (status == 0 && manifests->zones.count > 0 &&
	    document->origin == NULL)
		document->sink->notice(document->sink->data,
		    "DNSEndpoints do not say their zone: each name is taken to "
		    "be in its registered domain, of which they need not tell "
		    "all");
	return status;
}

static int
dnsendpoint_read(struct document *document)
{
	struct manifests manifests = { .document = document,
		.source = document->sources[0] };
	struct yaml_node *documents = NULL;
	int status = document_yaml(document, manifests.source, &documents);

	if (documents == NULL)
		return status;
	values_init(&manifests.values, document->side, document->scratch);
	status = documents_read(&manifests, documents);
	values_done(&manifests.values);
	vector_done(&manifests.zones);
	return status;
}

static bool
is_dnsendpoint(const char *path, struct text bytes)
{
	static const char *const words[] = { "externaldns.k8s.io/",
		"DNSEndpoint", NULL };

	return document_is_named_so(path) && document_holds(bytes, words);
}

static bool
is_template(struct text bytes)
{
	return memmem(bytes.ptr, bytes.len, "{{", 2) != NULL;
}

static enum format_guess
dnsendpoint_guess(const char *path, struct text bytes)
{
	return is_dnsendpoint(path, bytes) && !is_template(bytes) ? FORMAT_YES :
								    FORMAT_NO;
}

const struct format format_dnsendpoint = {
	.name = "dnsendpoint",
	.what = "DNSEndpoints of external-dns",
	.records_only = true,
	.guess = dnsendpoint_guess,
	.read = dnsendpoint_read,
};

static enum format_guess
helm_guess(const char *path, struct text bytes)
{
	return is_dnsendpoint(path, bytes) && is_template(bytes) ? FORMAT_YES :
								   FORMAT_NO;
}

const struct format format_helm = {
	.name = "helm",
	.what = "a template of DNSEndpoints",
	.guess = helm_guess,
	.advice = "it is not read; what `helm template` makes of it is",
};
