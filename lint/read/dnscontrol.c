/*
 * What `dnscontrol print-ir` prints: every domain with its records, normalised,
 * each with the place in dnsconfig.js that made it.
 *
 * A member that is nought or empty is left out. `keepunknown` (NO_PURGE) means
 * that records which are not listed are left alone. A `tag` tells two domains
 * of one name apart: a view.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../base/map.h"
#include "../dns/name.h"
#include "../zoneproof.h"
#include "document.h"
#include "value.h"

#define DEFAULT_TTL 300 /* of dnscontrol, where a record has none */

/* How the data of a type are put together from a record's members. */
struct row {
	const char *type;
	const char *words[8];
};

static const struct row rows[] = {
	{ "MX", { "mxpreference", "target" } },
	{ "SRV", { "srvpriority", "srvweight", "srvport", "target" } },
	{ "CAA", { "caaflag", "caatag", "target" } },
	{ "DS", { "dskeytag", "dsalgorithm", "dsdigesttype", "dsdigest" } },
	{ "DNSKEY",
	    { "dnskeyflags", "dnskeyprotocol", "dnskeyalgorithm",
		"dnskeypublickey" } },
	{ "NAPTR",
	    { "naptrorder", "naptrpreference", "naptrflags", "naptrservice",
		"naptrregexp", "target" } },
	{ "SSHFP", { "sshfpalgorithm", "sshfpfingerprint", "target" } },
	{ "TLSA",
	    { "tlsausage", "tlsaselector", "tlsamatchingtype", "target" } },
	{ "SMIMEA",
	    { "smimeausage", "smimeaselector", "smimeamatchingtype",
		"target" } },
	{ "SOA",
	    { "target", "soambox", "soaserial", "soarefresh", "soaretry",
		"soaexpire", "soaminttl" } },
	{ "SVCB", { "svcpriority", "target", "svcparams" } },
	{ "HTTPS", { "svcpriority", "target", "svcparams" } },
	{ NULL, { "target" } }, /* any other */
};

/* A domain, told from others by where it begins. */
struct domain {
	uint32_t offset;
	const uint8_t *name;
	const char *tag;
	bool keeps; /* what is not listed is left alone */
};

struct ir {
	struct document *document;
	struct source *source;
	struct values values;
	struct {
		VECTOR_OF(struct domain);
	} domains;
	struct map scripts; /* the file that a place names → its source */
};

/* ------------------------------------------------------ the first walk */

/* Members of one domain come one after the other. */
static struct domain *
domain_at(struct ir *ir, const struct json_path *path)
{
	struct domain *last = ir->domains.count == 0 ?
	    NULL :
	    &ir->domains.at[ir->domains.count - 1];

	if (last != NULL && last->offset == path->offsets[1])
		return last;
	last = vector_push(&ir->domains);
	*last = (struct domain){ .offset = path->offsets[1], .tag = "" };
	return last;
}

static int
on_name(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	static const uint8_t root[] = { 0 };
	struct ir *ir = data;
	struct domain *domain = domain_at(ir, path);
	struct text tag = value->text;
	struct text name = text_cut(&tag, '!');
	uint8_t wire[NAME_WIRE];

	if (name_from_text(name, root, wire, NULL) != NAME_OK)
		return json_fail(fault, value, "this is no name");
	domain->name = name_copy(ir->document->side, wire);
	if (tag.len > 0)
		domain->tag = arena_copy(ir->document->side, tag.ptr, tag.len);
	return 0;
}

static int
on_tag(void *data, const struct json_path *path, const struct json_value *value,
    struct json_fault *fault)
{
	struct ir *ir = data;

	(void)fault;
	if (value->text.len > 0)
		domain_at(ir, path)->tag = arena_copy(
		    ir->document->side, value->text.ptr, value->text.len);
	return 0;
}

static int
on_keep(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	(void)fault;
	domain_at(data, path)->keeps = value->kind == JSON_TRUE;
	return 0;
}

/* Patterns of records that are left alone: what they cover, nobody tells. */
static int
on_unmanaged(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	(void)value;
	(void)fault;
	domain_at(data, path)->keeps = true;
	return 0;
}

static const struct json_part learning[] = {
	{ "domains/*/name", on_name },
	{ "domains/*/uniquename", on_name },
	{ "domains/*/tag", on_tag },
	{ "domains/*/keepunknown", on_keep },
	{ "domains/*/unmanaged/*", on_unmanaged },
	{ NULL, NULL },
};

/* ----------------------------------------------------- places in scripts */

/* A script, and where its lines begin. */
struct script {
	struct source *source; /* NULL: it is not there */
	const uint32_t *lines;
	size_t count;
};

static void
script_lines(struct ir *ir, struct script *script)
{
	struct text bytes = script->source->bytes;
	uint32_t *lines = NULL;
	size_t count = 1;

	for (size_t i = 0; i < bytes.len; i++)
		count += bytes.ptr[i] == '\n';
	lines = arena_array(ir->document->side, count, sizeof *lines);
	script->count = 1;
	for (size_t i = 0; i < bytes.len; i++)
		if (bytes.ptr[i] == '\n')
			lines[script->count++] = (uint32_t)i + 1;
	script->lines = lines;
}

static const struct script *
script_named(struct ir *ir, struct text name)
{
	struct document *document = ir->document;
	const struct document_sink *sink = document->sink;
	const char *key = NULL;
	struct script *script = NULL;
	bool outside = false;

	if (text_equal(name, TEXT("line")))
		name = TEXT("dnsconfig.js");
	key = arena_copy(document->scratch, name.ptr, name.len);
	script = map_get(&ir->scripts, key);
	if (script != NULL)
		return script;
	script = arena_array(document->side, 1, sizeof *script);
	*map_put(&ir->scripts, arena_string(document->side, key)) = script;
	script->source = sink->include(
	    sink->data, ir->source, 0, name, &outside);
	if (script->source == NULL)
		return script;
	script->source->includer = NULL; /* it is where the record stands */
	script_lines(ir, script);
	return script;
}

static bool
cut_number(struct text *rest, uint32_t *ret)
{
	size_t start = rest->len;
	uint32_t number = 0;

	while (start > 0 && rest->ptr[start - 1] >= '0' &&
	    rest->ptr[start - 1] <= '9')
		start--;
	if (start == rest->len || start == 0 || rest->len - start > 8 ||
	    rest->ptr[start - 1] != ':')
		return false;
	for (size_t i = start; i < rest->len; i++)
		number = number * 10 + (uint32_t)(rest->ptr[i] - '0');
	rest->len = start - 1;
	*ret = number;
	return number > 0;
}

static uint32_t
word_length(struct text bytes, uint32_t offset)
{
	uint32_t length = 0;

	while (offset + length < bytes.len &&
	    (bytes.ptr[offset + length] == '_' ||
		(bytes.ptr[offset + length] >= 'A' &&
		    bytes.ptr[offset + length] <= 'Z')))
		length++;
	return length == 0 ? 1 : length;
}

/* "[line:5:7]", or with the name of the script: its line 5, column 7. */
static void
place_in_script(struct ir *ir, struct text said, struct value *value)
{
	const struct script *script = NULL;
	uint32_t line = 0, column = 0, offset = 0;

	if (said.len > 2 && said.ptr[0] == '[' &&
	    said.ptr[said.len - 1] == ']') {
		said.ptr++;
		said.len -= 2;
	}
	if (!cut_number(&said, &column) || !cut_number(&said, &line) ||
	    said.len == 0)
		return;
	script = script_named(ir, said);
	if (script->source == NULL || line > script->count)
		return;
	offset = script->lines[line - 1] + column - 1;
	if (offset >= script->source->bytes.len ||
	    (line < script->count && offset >= script->lines[line]))
		offset = script->lines[line - 1];
	value->source = script->source;
	value->offset = offset;
	value->length = word_length(script->source->bytes, offset);
}

/* ---------------------------------------------------------------- records */

static const struct row *
row_of(struct text type)
{
	const struct row *row = rows;

	while (row->type != NULL && !text_equal(type, text_of(row->type)))
		row++;
	return row;
}

/* The words of a record; those of SVCB's parameters are several. */
static size_t
fields_of(const struct json_value *record, const struct value *value,
    const struct row *row, struct value_field *fields, size_t max)
{
	size_t count = 0;

	for (unsigned i = 0; row->words[i] != NULL; i++) {
		const struct json_value *word = json_get(record, row->words[i]);
		struct value_field field = { .raw = value_is_text(
						 value->type, i) };

		field.text = !json_is_null(word) ? word->text :
		    field.raw                    ? TEXT("") :
						   TEXT("0");
		if (strcmp(row->words[i], "svcparams") != 0) {
			if (count < max)
				fields[count++] = field;
			continue;
		}
		while (word != NULL && field.text.ptr != NULL && count < max) {
			struct text part = text_cut(&field.text, ' ');

			if (part.len > 0)
				fields[count++] =
				    (struct value_field){ .text = part };
		}
	}
	return count;
}

#define FIELDS_MAX 64

/* Aliases of the providers' own making stand for the addresses behind. */
static uint16_t
alias_type(const struct json_value *record, struct text type)
{
	bool route53 = text_equal(type, TEXT("R53_ALIAS"));
	struct text of = json_text(
	    json_get(record, route53 ? "r53_alias" : "azure_alias"), "type");

	if (!route53 && !text_equal(type, TEXT("AZURE_ALIAS")))
		return 0;
	return text_equal(of, TEXT("A")) || text_equal(of, TEXT("AAAA")) ?
	    ZP_ALIAS :
	    type_from_text(of);
}

static int
tell(struct ir *ir, const struct zone_sink *sink,
    const struct json_value *record, struct value *value)
{
	const struct json_value *type = json_get(record, "type");
	struct value_field fields[FIELDS_MAX];
	struct value_field at = { .offset = value->offset,
		.length = value->length };
	uint16_t alias = alias_type(record, type->text);

	if (alias != 0) {
		value->type = alias;
		value->routed = true;
		value->opaque = alias != ZP_ALIAS;
	} else if (value_type(&ir->values, sink, type->text, &at, value->source,
		       &value->type) != 0)
		return -1;
	value->fields = fields;
	value->count = fields_of(
	    record, value, row_of(type->text), fields, FIELDS_MAX);
	return value_emit(&ir->values, sink, value);
}

static int
offset_order(const void *key, const void *item)
{
	uint32_t offset = *(const uint32_t *)key;
	const struct domain *domain = item;

	return offset < domain->offset ? -1 : offset > domain->offset;
}

/* The domain that a path leads through; NULL: it has no name. */
static const struct domain *
domain_of(const struct ir *ir, const struct json_path *path)
{
	const struct domain *domain = ir->domains.count == 0 ?
	    NULL :
	    bsearch(&path->offsets[1], ir->domains.at, ir->domains.count,
		sizeof *ir->domains.at, offset_order);

	return domain == NULL || domain->name == NULL ? NULL : domain;
}

static const struct zone_sink *
domain_sink(struct ir *ir, const struct domain *domain)
{
	const struct document_sink *sink = ir->document->sink;
	const struct zone_sink *zone = NULL;

	zone = sink->zone(
	    sink->data, DOCUMENT_STATE, domain->name, domain->tag);
	if (zone == NULL)
		return NULL;
	if (domain->keeps)
		sink->trait(sink->data, zone, ZONE_LOOSE);
	return zone;
}

static int
on_record(void *data, const struct json_path *path,
    const struct json_value *record, struct json_fault *fault)
{
	struct ir *ir = data;
	const struct domain *domain = domain_of(ir, path);
	const struct zone_sink *sink = NULL;
	uint8_t owner[NAME_WIRE];
	struct text name = json_text(record, "name");
	struct value value = { .owner = owner,
		.ttl = DEFAULT_TTL,
		.ttl_known = true,
		.source = ir->source,
		.offset = record->offset,
		.length = 1 };
	int status = 0;

	if (domain == NULL)
		return json_fail(
		    fault, record, "a record of a domain without a name");
	sink = domain_sink(ir, domain);
	if (sink == NULL)
		return -1;
	value.origin = domain->name;
	if (name.len == 0)
		name = TEXT("@");
	if (json_get(record, "type") == NULL ||
	    name_from_text(name, domain->name, owner, NULL) != NAME_OK)
		return json_fail(
		    fault, record, "a record needs a name and a type");
	if (json_u32(json_get(record, "ttl"), &value.ttl) && value.ttl > 0)
		value.ttl_given = true;
	else
		value.ttl = DEFAULT_TTL;
	place_in_script(ir, json_text(record, "filepos"), &value);
	status = tell(ir, sink, record, &value);
	arena_reset(ir->document->scratch);
	return status;
}

/* Each domain is there, even if it has no records left. */
static int
on_domain_name(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	const struct domain *domain = domain_of(data, path);

	(void)value;
	(void)fault;
	return domain == NULL || domain_sink(data, domain) != NULL ? 0 : -1;
}

static const struct json_part telling[] = {
	{ "domains/*/records/*", on_record },
	{ "domains/*/name", on_domain_name },
	{ NULL, NULL },
};

static int
dnscontrol_read(struct document *document)
{
	struct ir ir = { .document = document, .source = document->sources[0] };
	bool whole = false;
	int status = 0;

	values_init(&ir.values, document->side, document->scratch);
	status = document_json(document, ir.source, learning, &ir, &whole);
	if (status == 0 && whole)
		status = document_json(
		    document, ir.source, telling, &ir, &whole);
	values_done(&ir.values);
	vector_done(&ir.domains);
	map_done(&ir.scripts);
	return status;
}

static enum format_guess
dnscontrol_guess(const char *path, struct text bytes)
{
	static const char *const words[] = { "\"registrars\"",
		"\"dns_providers\"", NULL };

	(void)path;
	return json_looks_like(bytes) && document_holds(bytes, words) ?
	    FORMAT_YES :
	    FORMAT_NO;
}

const struct format format_dnscontrol = {
	.name = "dnscontrol",
	.what = "dnscontrol's print-ir JSON",
	.records_only = true,
	.guess = dnscontrol_guess,
	.read = dnscontrol_read,
};
