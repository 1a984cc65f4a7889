/* What rules ask of the configuration's lists: functions of zoneproof.h. */
#include <string.h>

#include "context.h"
#include "dns/name.h"
#include "policy/pattern_rule.h"
#include "policy/requirement.h"

static const struct requirement *
requirement_of(struct zp_ctx *ctx, unsigned index)
{
	const struct requirements *all = config_made(
	    ctx->engine->config, "required");

	return all == NULL || index >= all->count ? NULL : &all->at[index];
}

bool
zp_requirement_at(
    struct zp_ctx *ctx, unsigned index, struct zp_requirement *ret)
{
	const struct requirement *row = requirement_of(ctx, index);

	if (row == NULL)
		return false;
	*ret = (struct zp_requirement){ row->zones, NULL, row->type,
		row->rdata_text, row->reason };
	return true;
}

bool
zp_requirement_asks(struct zp_ctx *ctx, unsigned index,
    const struct zp_zone *zone, struct zp_requirement *ret)
{
	const struct requirement *row = requirement_of(ctx, index);
	uint8_t owner[NAME_WIRE];
	char name[NAME_TEXT];

	if (row == NULL)
		return false;
	name_to_text(zone->name, name);
	if (!config_zone_matches(row->zones, name) ||
	    name_from_text(text_of(row->owner), zone->name, owner, NULL) !=
		NAME_OK)
		return false;
	ret->owner = name_copy(ctx->scratch, owner);
	return true;
}

enum zp_presence
zp_requirement_met(struct zp_ctx *ctx, unsigned index, struct zp_record record)
{
	const struct requirement *row = requirement_of(ctx, index);

	if (row == NULL || row->rdata == NULL)
		return ZP_PRESENT;
	if (record.opaque)
		return ZP_UNKNOWN;
	switch (pattern_matches(
	    row->rdata, text_of(zp_rdata_text(ctx, record)), NULL)) {
	case PATTERN_YES:
		return ZP_PRESENT;
	case PATTERN_NO:
		return ZP_ABSENT;
	default:
		return ZP_UNKNOWN;
	}
}

const struct zp_rule *
zp_rule_of(struct zp_ctx *ctx)
{
	return ctx->rule;
}

bool
zp_sender_at(struct zp_ctx *ctx, unsigned index, const uint8_t **ret)
{
	const char *row = config_sender(ctx->engine->config, index);

	if (row == NULL)
		return false;
	*ret = strpbrk(row, "*?[") != NULL ? NULL : zp_name_from(ctx, row);
	return true;
}
