/* What rules ask: the functions of zoneproof.h over the model. */
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "mail/mail.h"
#include "model/suffix.h"

/* --------------------------------------------------------------- estates */

const struct zp_estate *
zp_before(struct zp_ctx *ctx)
{
	return ctx->engine->before;
}

const struct zp_estate *
zp_after(struct zp_ctx *ctx)
{
	return ctx->engine->after;
}

/* Loading the rest of an estate changes nothing that a rule can see. */
static struct zp_estate *
estate_open(const struct zp_estate *estate)
{
	return (struct zp_estate *)(uintptr_t)estate;
}

bool
zp_rrset_holds(const struct zp_rrset *rrset, struct zp_record record)
{
	for (uint32_t i = 0; rrset != NULL && i < rrset->count; i++) {
		struct zp_record each = zp_rrset_at(rrset, i);

		if (each.opaque == record.opaque &&
		    each.length == record.length &&
		    memcmp(each.rdata, record.rdata, record.length) == 0)
			return true;
	}
	return false;
}

enum zp_presence
zp_zone_checks_host_names(const struct zp_zone *zone)
{
	return zone->records_only ?
	    ZP_ABSENT :
	    estate_checks_host_names(estate_open(zone->estate), zone);
}

const struct zp_rrset *
zp_zone_find(struct zp_ctx *ctx, const struct zp_zone *zone,
    const uint8_t *owner, uint16_t type)
{
	uint32_t index = zone_owner_find(zone, owner);
	struct zp_rrset rrset, *kept = NULL;

	if (index == UINT32_MAX || !zone_rrset(zone, index, type, &rrset))
		return NULL;
	kept = arena_alloc(ctx->scratch, sizeof *kept);
	*kept = rrset;
	return kept;
}

/* Nothing is compared: there is no such side. */
static struct zp_answer
answer_none(const uint8_t *name)
{
	struct zp_answer answer = { .outcome = ZP_NO_ZONE, .name = name };

	return answer;
}

/* In the zone's own stores a name stays what it is; scratch is used again. */
static bool
is_of_zone(const struct zp_zone *zone, const uint8_t *name)
{
	return (name >= zone->rdata.at &&
		   name < zone->rdata.at + zone->rdata.count) ||
	    (name >= zone->names.at &&
		name < zone->names.at + zone->names.count);
}

/* The answer again, its RRset in memory of this call. */
static struct zp_answer
answer_again(struct zp_ctx *ctx, const struct context_asked *asked)
{
	struct zp_answer answer = asked->answer;
	struct zp_rrset *rrset = NULL;

	if (answer.rrset == NULL)
		return answer;
	rrset = arena_alloc(ctx->scratch, sizeof *rrset);
	*rrset = asked->rrset;
	answer.rrset = rrset;
	return answer;
}

/*
 * Rules ask one after the other for what a record leads to: the last answers
 * are kept, where the name stands in a zone that is there to stay.
 */
struct zp_answer
zp_lookup(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *near, const uint8_t *name, uint16_t type)
{
	const unsigned slots = sizeof ctx->asked / sizeof *ctx->asked;
	struct context_asked *asked = NULL;
	struct zp_estate *open = NULL;

	if (estate == NULL)
		return answer_none(name);
	open = estate_open(estate);
	if (near == NULL || estate_may_load(open) || !is_of_zone(near, name))
		return estate_lookup(open, ctx->scratch, near, name, type);
	for (unsigned i = 0; i < slots; i++) {
		asked = &ctx->asked[i];
		if (asked->name == name && asked->type == type &&
		    asked->near == near && asked->estate == estate)
			return answer_again(ctx, asked);
	}
	asked = &ctx->asked[ctx->asked_next++ % slots];
	*asked = (struct context_asked){
		.estate = estate, .near = near, .name = name, .type = type
	};
	asked->answer = estate_lookup(open, ctx->scratch, near, name, type);
	if (asked->answer.rrset != NULL)
		asked->rrset = *asked->answer.rrset;
	return asked->answer;
}

/* The first step is the same; few names are aliases. */
struct zp_answer
zp_resolve(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *near, const uint8_t *name, uint16_t type)
{
	struct zp_answer first = zp_lookup(ctx, estate, near, name, type);

	return first.outcome != ZP_ALIASED ?
	    first :
	    estate_resolve(estate_open(estate), ctx->scratch, near, name, type);
}

enum zp_presence
zp_has_address(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *near, const uint8_t *name)
{
	static const uint16_t types[] = { ZP_A, ZP_AAAA, ZP_ALIAS };
	enum zp_presence presence = ZP_ABSENT;

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct zp_answer answer = zp_resolve(
		    ctx, estate, near, name, types[i]);

		if (answer.outcome == ZP_ANSWER)
			return ZP_PRESENT;
		/* Whose zone is not here is not known, whatever the type. */
		if (answer.outcome == ZP_NO_ZONE && answer.name == name)
			return ZP_UNKNOWN;
		if (answer.outcome != ZP_NXDOMAIN &&
		    answer.outcome != ZP_NODATA && answer.outcome != ZP_ALIASED)
			presence = ZP_UNKNOWN;
	}
	return presence;
}

bool
zp_others_work(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_rrset *rrset, const uint8_t *but)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		const uint8_t *target = zp_target_of(zp_rrset_at(rrset, i));

		if (target != NULL && !name_equal(target, but) &&
		    zp_has_address(ctx, estate, rrset->zone, target) !=
			ZP_ABSENT)
			return true;
	}
	return false;
}

const struct zp_reference *
zp_references(struct zp_ctx *ctx, const struct zp_estate *estate,
    const uint8_t *target, size_t *count)
{
	const struct reference *run = NULL;
	struct zp_reference *found = NULL;
	size_t all = 0, kept = 0;

	*count = 0;
	if (estate == NULL)
		return NULL;
	run = estate_references(estate_open(estate), target, &all);
	found = arena_array(ctx->scratch, all + 1, sizeof *found);
	for (size_t i = 0; i < all; i++) {
		if (!name_equal(run[i].target, target))
			continue;
		found[kept++] = (struct zp_reference){
			.at = zone_record(run[i].zone, run[i].record),
			.target = run[i].target,
			.how = run[i].how
		};
	}
	*count = kept;
	return found;
}

bool
zp_relied_on_near(struct zp_ctx *ctx, const struct zp_estate *estate,
    const char *suffix, bool (*like)(const char *suffix, const char *known),
    const char **ret, struct zp_record *ret_at)
{
	(void)ctx;
	return estate != NULL &&
	    estate_suffix_near(estate_open(estate), suffix, like, ret, ret_at);
}

const struct zp_change *
zp_change_of(
    struct zp_ctx *ctx, const struct zp_zone *near, const uint8_t *name)
{
	const struct changes *changes = ctx->engine->changes;
	const struct zp_change *best = NULL;

	for (size_t i = 0; changes != NULL && i < changes->zones.count; i++) {
		const struct zp_change *change = &changes->zones.at[i];
		const struct zp_zone *zone =
		    change->before != NULL ? change->before : change->after;

		if (!name_within(name, zone->name))
			continue;
		if (near != NULL &&
		    (near == change->before || near == change->after))
			return change;
		if (best == NULL ||
		    name_length(zone->name) >
			name_length(
			    (best->before != NULL ? best->before : best->after)
				->name))
			best = change;
	}
	return best;
}

const struct zp_zone *
zp_zone_instead(struct zp_ctx *ctx, const struct zp_change *change)
{
	const struct changes *changes = ctx->engine->changes;
	const struct zp_zone *found = NULL;

	if (change->before == NULL || change->after != NULL)
		return NULL;
	for (size_t i = 0; i < changes->zones.count; i++) {
		const struct zp_change *each = &changes->zones.at[i];

		if (each->before != NULL || each->after == NULL ||
		    strcmp(each->after->file, change->before->file) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = each->after;
	}
	return found;
}

const struct zp_zone *
zp_counterpart(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	const struct changes *changes = ctx->engine->changes;
	struct zp_estate *other = zone->estate == ctx->engine->before ?
	    ctx->engine->after :
	    ctx->engine->before;

	for (size_t i = 0; changes != NULL && i < changes->zones.count; i++) {
		const struct zp_change *change = &changes->zones.at[i];

		if (change->before == zone)
			return change->after;
		if (change->after == zone)
			return change->before;
	}
	for (size_t i = 0; other != NULL && i < other->zones.count; i++)
		if (strcmp(other->zones.at[i]->file, zone->file) == 0 &&
		    name_equal(other->zones.at[i]->name, zone->name))
			return other->zones.at[i];
	return NULL;
}

bool
zp_known_after(struct zp_ctx *ctx, const struct zp_delta *delta,
    const struct zp_rrset **ret)
{
	return zp_known_after_as(ctx, delta, delta->type, ret);
}

bool
zp_known_after_as(struct zp_ctx *ctx, const struct zp_delta *delta,
    uint16_t type, const struct zp_rrset **ret)
{
	struct zp_answer now = zp_resolve(
	    ctx, zp_after(ctx), delta->change->after, delta->owner, type);

	if (now.outcome == ZP_NO_ZONE || now.outcome == ZP_REFERRAL ||
	    now.outcome == ZP_OPAQUE ||
	    (now.outcome == ZP_ANSWER &&
		(now.rrset->opaque ||
		    zone_may_hide(now.zone, now.rrset->owner, type))))
		return false;
	*ret = now.outcome == ZP_ANSWER ? now.rrset : NULL;
	return true;
}

bool
zp_speaks_first(
    struct zp_ctx *ctx, const struct zp_delta *delta, const uint16_t *types)
{
	for (; *types != delta->type; types++)
		if (zp_zone_find(ctx, delta->change->before, delta->owner,
			*types) != NULL)
			return false;
	return true;
}

/* --------------------------------------------------------- names and text */

size_t
zp_name_length(const uint8_t *name)
{
	return name_length(name);
}

unsigned
zp_name_labels(const uint8_t *name)
{
	return name_labels(name);
}

bool
zp_name_equal(const uint8_t *a, const uint8_t *b)
{
	return name_equal(a, b);
}

bool
zp_name_within(const uint8_t *name, const uint8_t *top)
{
	return name_within(name, top);
}

const uint8_t *
zp_name_parent(const uint8_t *name)
{
	return name_parent(name);
}

const uint8_t *
zp_name_registered(const uint8_t *name)
{
	return name_registered(name);
}

bool
zp_name_starts(const uint8_t *name, const char *label)
{
	return name_starts(name, label);
}

bool
zp_name_is_service(const uint8_t *name)
{
	for (; *name != 0; name = name_parent(name))
		if (name[1] == '_')
			return true;
	return false;
}

bool
zp_name_is_nobody(const uint8_t *name)
{
	return name_labels(name) == 1 &&
	    (name_starts(name, "localhost") || name_starts(name, "invalid"));
}

const uint8_t *
zp_name_host(const uint8_t *name)
{
	return name_host(name);
}

const uint8_t *
zp_name_under(struct zp_ctx *ctx, const char *labels, const uint8_t *name)
{
	return name_under(ctx->scratch, labels, name);
}

const uint8_t *
zp_name_from(struct zp_ctx *ctx, const char *text)
{
	static const uint8_t root[] = { 0 };
	uint8_t wire[NAME_WIRE];

	if (name_from_text(text_of(text), root, wire, NULL) != NAME_OK)
		return NULL;
	return name_copy(ctx->scratch, wire);
}

const char *
zp_name_text(struct zp_ctx *ctx, const uint8_t *name)
{
	return name_text(ctx->scratch, name);
}

const char *
zp_type_text(struct zp_ctx *ctx, uint16_t type)
{
	char text[16];

	return arena_string(ctx->scratch, type_to_text(type, text));
}

const uint8_t *
zp_target_of(struct zp_record record)
{
	if (record.opaque)
		return NULL;
	return rdata_name(record.type, record.rdata, record.length);
}

bool
zp_leads_to(const struct zp_rrset *rrset, const uint8_t *name)
{
	for (uint32_t i = 0; rrset != NULL && i < rrset->count; i++) {
		const uint8_t *target = zp_target_of(zp_rrset_at(rrset, i));

		if (target != NULL && name_equal(target, name))
			return true;
	}
	return false;
}

static uint32_t
number_at(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

#define SOA_LEAST 22 /* two root names and five numbers */

bool
zp_soa_of(struct zp_record record, struct zp_soa *ret)
{
	const uint8_t *numbers = NULL;

	if (record.opaque || record.length < SOA_LEAST)
		return false;
	numbers = record.rdata + record.length - 20;
	ret->mname = record.rdata;
	ret->rname = record.rdata + name_length(record.rdata);
	ret->serial = number_at(numbers);
	ret->refresh = number_at(numbers + 4);
	ret->retry = number_at(numbers + 8);
	ret->expire = number_at(numbers + 12);
	ret->minimum = number_at(numbers + 16);
	return true;
}

static const void *
txt_made(struct arena *kept, const struct zp_rrset *of)
{
	struct text *text = arena_alloc(kept, sizeof *text);
	struct zp_record record = zp_rrset_at(of, 0);

	text->ptr = rdata_txt(kept, record.rdata, record.length, &text->len);
	return text;
}

const char *
zp_txt(struct zp_ctx *ctx, struct zp_record record, size_t *ret_length)
{
	struct zp_rrset of = rrset_of_one(record);
	const struct text *text = zp_made_of(ctx, &of, txt_made);

	if (ret_length != NULL)
		*ret_length = text->len;
	return text->ptr;
}

const char *
zp_rdata_text(struct zp_ctx *ctx, struct zp_record record)
{
	if (record.opaque)
		return "(not known)";
	return rdata_text(
	    ctx->scratch, record.type, record.rdata, record.length);
}

const char *
zp_record_text(struct zp_ctx *ctx, struct zp_record record)
{
	char owner[NAME_TEXT], type[16];

	name_to_text(record.owner, owner);
	type_to_text(record.type, type);
	if (record.opaque && record.ttl == 0)
		return arena_format(
		    ctx->scratch, "%s IN %s (not known)", owner, type);
	return arena_format(ctx->scratch, "%s %u IN %s %s", owner, record.ttl,
	    type, zp_rdata_text(ctx, record));
}

const char *
zp_rrset_text(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	const char *text = "";

	for (uint32_t i = 0; i < rrset->count; i++)
		text = arena_format(ctx->scratch, "%s%s%s", text,
		    i > 0 ? "\n" : "",
		    zp_record_text(ctx, zp_rrset_at(rrset, i)));
	return text;
}

unsigned
zp_distance(const char *a, const char *b, unsigned limit)
{
	return text_distance(text_of(a), text_of(b), limit);
}

const char *
zp_duration(struct zp_ctx *ctx, uint32_t seconds)
{
	static const struct {
		uint32_t seconds;
		const char *one, *many;
	} units[] = { { 86400, "day", "days" }, { 3600, "h", "h" },
		{ 60, "min", "min" }, { 1, "s", "s" } };
	size_t unit = 0;
	uint32_t count = 0;

	while (unit < 3 && seconds < units[unit].seconds)
		unit++;
	count = seconds / units[unit].seconds;
	return arena_format(ctx->scratch, "%u %s", count,
	    count == 1 ? units[unit].one : units[unit].many);
}

const char *
zp_format(struct zp_ctx *ctx, const char *format, ...)
{
	va_list args;
	char *text = NULL;

	va_start(args, format);
	text = arena_vformat(ctx->scratch, format, args);
	va_end(args);
	return text;
}

/* ---------------------------------------------------------- configuration */

int64_t
zp_now(struct zp_ctx *ctx)
{
	return ctx->engine->now;
}

const char *
zp_option(struct zp_ctx *ctx, const char *name)
{
	char zone[NAME_TEXT] = ".";
	const char *value = NULL;

	if (ctx->zone != NULL)
		name_to_text(ctx->zone->name, zone);
	value = config_option(ctx->engine->config, ctx->rule->id, zone, name);

	if (value != NULL)
		return value;
	for (const struct zp_option *option = ctx->rule->options;
	     option != NULL && option->name != NULL; option++)
		if (strcmp(option->name, name) == 0)
			return option->value;
	return "";
}

long
zp_option_number(struct zp_ctx *ctx, const char *name)
{
	return strtol(zp_option(ctx, name), NULL, 10);
}

const char *
zp_zone_setting(struct zp_ctx *ctx, const struct zp_zone *zone, const char *key)
{
	char name[NAME_TEXT];
	const char *value = NULL;

	name_to_text(zone->name, name);
	value = config_zone(ctx->engine->config, name, key);
	if (value != NULL)
		return value;
	if (zone->served && strcmp(key, "serial") == 0)
		return "managed";
	/* Nobody outside ever asks for a name in such a zone. */
	return strcmp(key, "audience") == 0 && name_is_private_use(zone->name) ?
	    "internal" :
	    "";
}

bool
zp_is_registry(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	return name_labels(zone->name) < 2 ||
	    strcmp(zp_zone_setting(ctx, zone, "kind"), "registry") == 0;
}

bool
zp_is_protected(struct zp_ctx *ctx, const uint8_t *owner, uint16_t type)
{
	char name[NAME_TEXT], word[16];
	const char *reason = NULL;

	name_to_text(owner, name);
	return config_is_protected(
	    ctx->engine->config, name, type_to_text(type, word), &reason);
}

bool
zp_declared_sender(struct zp_ctx *ctx, const uint8_t *name)
{
	char text[NAME_TEXT];

	name_to_text(name, text);
	return config_is_sender(ctx->engine->config, text);
}

struct zp_history
zp_serial_history(struct zp_ctx *ctx, const struct zp_change *change)
{
	const struct engine *engine = ctx->engine;

	if (engine->history == NULL)
		return (struct zp_history){ 0 };
	return engine->history(engine->history_data, change);
}
