/* Delegations and DNAMEs that come to lie above names in use. */
#include "zoneproof.h"

#include <string.h>

#define RRSETS_LOOKED_AT 20000
#define EXAMPLES         3

/* What becomes of the names below a cut. */
struct shadow {
	struct zp_ctx *ctx;
	const struct zp_delta *delta;
	unsigned hidden; /* RRsets that are gone or answer otherwise */
	unsigned unseen; /* that somebody outside may answer */
	struct zp_record at[EXAMPLES];
};

/* Signatures follow the data; a parent's glue and DS are not answers. */
static bool
is_answer(struct shadow *shadow, const struct zp_rrset *rrset)
{
	const struct zp_delta *delta = shadow->delta;

	if (rrset->type == ZP_RRSIG || rrset->type == ZP_NSEC ||
	    rrset->type == ZP_NSEC3)
		return false;
	if (zp_name_equal(rrset->owner, delta->owner))
		return delta->type == ZP_NS && rrset->type != ZP_DS &&
		    rrset->type != ZP_NS;
	return delta->type != ZP_NS ||
	    (rrset->type != ZP_A && rrset->type != ZP_AAAA) ||
	    !zp_leads_to(delta->after, rrset->owner);
}

static bool
same_answer(const struct zp_rrset *before, const struct zp_rrset *after)
{
	if (before->count != after->count)
		return false;
	for (uint32_t i = 0; i < before->count; i++)
		if (!zp_rrset_holds(after, zp_rrset_at(before, i)))
			return false;
	return true;
}

static void
shadow_add(struct shadow *shadow, const struct zp_rrset *rrset)
{
	const struct zp_change *change = shadow->delta->change;
	struct zp_answer was = zp_lookup(shadow->ctx, zp_before(shadow->ctx),
	    change->before, rrset->owner, rrset->type);
	struct zp_answer is;

	if (was.outcome != ZP_ANSWER && was.outcome != ZP_ALIASED)
		return;
	is = zp_resolve(shadow->ctx, zp_after(shadow->ctx), NULL, rrset->owner,
	    rrset->type);
	if (is.outcome == ZP_ANSWER && same_answer(rrset, is.rrset))
		return;
	if (shadow->hidden + shadow->unseen < EXAMPLES)
		shadow->at[shadow->hidden + shadow->unseen] = zp_rrset_at(
		    rrset, 0);
	if (is.outcome == ZP_REFERRAL || is.outcome == ZP_NO_ZONE ||
	    is.outcome == ZP_OPAQUE)
		shadow->unseen++;
	else
		shadow->hidden++;
}

static struct shadow
shadow_of(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct shadow shadow = { .ctx = ctx, .delta = delta };
	struct zp_rrset rrset = { 0 };
	unsigned looked = 0;

	while (looked++ < RRSETS_LOOKED_AT &&
	    zp_zone_next(delta->change->before, delta->owner, &rrset))
		if (is_answer(&shadow, &rrset))
			shadow_add(&shadow, &rrset);
	return shadow;
}

static void
delegation_shadows(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct shadow shadow;
	unsigned count = 0;
	struct zp_finding *finding = NULL;

	if (delta->before != NULL || delta->after == NULL ||
	    zp_name_equal(delta->owner, zp_zone_name(delta->change->after)))
		return;
	shadow = shadow_of(ctx, delta);
	count = shadow.hidden + shadow.unseen;
	/* Mail's own names that are handed over: mail-record-delegated. */
	if (count == 0 ||
	    (shadow.hidden == 0 && zp_name_is_service(delta->owner)))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    shadow.hidden > 0 ?
		"names at or below %s are gone: a new %s hides them" :
		"names at or below %s are up to others: a new %s hides them",
	    zp_name_text(ctx, delta->owner), zp_type_text(ctx, delta->type));
	zp_severity(finding, shadow.hidden > 0 ? ZP_ERROR : ZP_WARNING);
	for (unsigned i = 0; i < count && i < EXAMPLES; i++)
		zp_evidence(finding, shadow.at[i], "for example the %s of %s",
		    zp_type_text(ctx, shadow.at[i].type),
		    zp_name_text(ctx, shadow.at[i].owner));
	if (count > EXAMPLES)
		zp_note(finding, "%u RRsets in all", count);
	zp_note(finding,
	    shadow.hidden > 0 ?
		"what answers there now says something else, or nothing" :
		"who answers there now is not in the estate: whether the names "
		"are still there cannot be seen");
	zp_fix(finding,
	    "put the same records where this leads before it is published");
}

ZP_RULE(delegation_shadows) = {
	.id = "delegation-shadows",
	.summary = "a new NS or DNAME hides names that answered before",
	.explain =
	    "Below a delegation the other zone answers, and below a DNAME its "
	    "target; records that stand there in this zone are never seen "
	    "again (RFC 1034, 4.2.1; RFC 6672, 2.4). An NS meant for the zone "
	    "that hangs on a host by mistake takes the host away, with its "
	    "mail.\n\n"
	    "Fill the other zone first, ask its servers for every name that "
	    "stands here, then delegate. To allow it, write `; zoneproof: "
	    "allow delegation-shadows NAME -- why`.\n\n"
	    "An error where the estate shows that the names are gone or "
	    "answer otherwise, a warning where the other zone is not in the "
	    "estate, even if the names were taken out here in the same "
	    "change. Quiet where the other zone answers alike, for glue, and "
	    "for mail's own names such as `_domainkey` that go outside "
	    "(mail-record-delegated).",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_NS, ZP_DNAME, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "occluded", ZP_BELOW_NAME },
		{ "blank-owner-suspect", ZP_SAME_NAME },
		{ "name-went-dark", ZP_BELOW_NAME },
		{ "mx-removed", ZP_BELOW_NAME },
		{ "spf-removed", ZP_BELOW_NAME },
		{ "reference-broken", ZP_BELOW_NAME },
		{ "dkim-selector-removed", ZP_BELOW_NAME },
		{ "dmarc-removed", ZP_BELOW_NAME },
		{ "service-removed", ZP_BELOW_NAME },
		{ "cname-dangling", ZP_BELOW_NAME },
		{ 0 },
	    },
	.on_delta = delegation_shadows,
};
