/* Lifetimes: how long a change takes to arrive, and to be undone. */
#include "zoneproof.h"

#include <string.h>

#define DAY 86400u

/* Somebody who knows the old set holds a record that is no longer there. */
static bool
loses_a_record(const struct zp_delta *delta)
{
	for (uint32_t i = 0; i < delta->before->count; i++)
		if (!zp_rrset_holds(
			delta->after, zp_rrset_at(delta->before, i)))
			return true;
	return false;
}

/* ------------------------------------------------------ ttl-lowered-too-late */

#define SHORT_ENOUGH 300u
#define EXAMPLES     3

static bool
is_too_late(const struct zp_delta *delta)
{
	return delta->rdata_differs && delta->before != NULL &&
	    delta->after != NULL && delta->type != ZP_SOA &&
	    delta->before->ttl > SHORT_ENOUGH &&
	    delta->after->ttl < delta->before->ttl && !delta->after->opaque &&
	    loses_a_record(delta);
}

static void
ttl_lowered_too_late(struct zp_ctx *ctx, const struct zp_change *change)
{
	struct zp_finding *finding = NULL;
	unsigned count = 0;

	if (change->before == NULL || change->after == NULL)
		return;
	for (size_t i = 0; i < change->count; i++) {
		const struct zp_delta *delta = &change->deltas[i];

		if (!is_too_late(delta))
			continue;
		if (count++ == 0) {
			finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
			    "the old %s of %s lives on for %s all the same",
			    zp_type_text(ctx, delta->type),
			    zp_name_text(ctx, delta->owner),
			    zp_duration(ctx, delta->before->ttl));
			zp_about(finding, delta);
			zp_fix(finding,
			    "lower the TTL alone, wait %s, then change the "
			    "value:\n%s. %u IN %s …",
			    zp_duration(ctx, delta->before->ttl),
			    zp_name_text(ctx, delta->owner), delta->after->ttl,
			    zp_type_text(ctx, delta->type));
		} else if (count <= EXAMPLES)
			zp_evidence(finding, zp_rrset_at(delta->after, 0),
			    "%s %s, too", zp_type_text(ctx, delta->type),
			    zp_name_text(ctx, delta->owner));
	}
	if (count > EXAMPLES)
		zp_note(finding, "%u RRsets in all", count);
}

ZP_RULE(ttl_lowered_too_late) = {
	.id = "ttl-lowered-too-late",
	.summary = "a value and a shorter TTL come in one change",
	.explain =
	    "A shorter TTL helps only those who ask after it is published: "
	    "whoever holds the old answer keeps it for the old TTL (RFC 1035, "
	    "3.2.1). Lowered together with the value, it comes too late for "
	    "this change.\n\n"
	    "Lower the TTL alone, wait the old TTL, change the value, look, "
	    "then raise it again. To allow it, write `; zoneproof: allow "
	    "ttl-lowered-too-late NAME -- why`.\n\n"
	    "One notice a zone, with the count and three examples. Quiet for "
	    "old TTLs of five minutes or less, and where records are only "
	    "added: the old answer is still right.",
	.severity = ZP_NOTICE,
	.on_change = ttl_lowered_too_late,
};

/* ------------------------------------------------------------ slow-rollback */

static bool
is_mail_text(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;

	return txt != NULL && txt->type == ZP_TXT &&
	    zp_spf_of(ctx, txt, &record) > 0;
}

/* A record that mail rests on, by its type, its place or its text. */
static bool
is_mail_record(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	static const char *const places[] = { "_dmarc", "_mta-sts", "_smtp",
		NULL };

	if (delta->type == ZP_MX)
		return true;
	if (delta->type != ZP_TXT && delta->type != ZP_CNAME)
		return false;
	for (size_t i = 0; places[i] != NULL; i++)
		if (zp_name_starts(delta->owner, places[i]))
			return true;
	return zp_dkim_domain(delta->owner) != NULL ||
	    is_mail_text(ctx, delta->before) || is_mail_text(ctx, delta->after);
}

/* All that a name holds rests on it; in a registry they change all day. */
static bool
is_delegation(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	return (delta->type == ZP_NS || delta->type == ZP_DS) &&
	    !zp_is_registry(ctx, delta->change->after);
}

/* For how long resolvers keep "there is none" (RFC 2308, 5). */
static uint32_t
negative_ttl(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	const struct zp_rrset *set = zp_zone_find(
	    ctx, zone, zp_zone_name(zone), ZP_SOA);
	struct zp_soa soa;

	if (set == NULL || !zp_soa_of(zp_rrset_at(set, 0), &soa))
		return 0;
	return set->ttl < soa.minimum ? set->ttl : soa.minimum;
}

/* The parent's NS or DS of the zone, where the estate holds it. */
static const struct zp_rrset *
set_at_parent(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_answer answer;

	if (delta->type != ZP_NS ||
	    !zp_name_equal(delta->owner, zp_zone_name(delta->change->after)) ||
	    *delta->owner == 0)
		return NULL;
	answer = zp_lookup(
	    ctx, zp_after(ctx), NULL, zp_name_parent(delta->owner), ZP_SOA);
	return answer.zone == NULL ?
	    NULL :
	    zp_zone_find(ctx, answer.zone, delta->owner, ZP_NS);
}

/* How long those who saw the change go on with it once it is undone. */
static uint32_t
undoing(struct zp_ctx *ctx, const struct zp_delta *delta, const char **ret_why)
{
	const struct zp_rrset *parent = set_at_parent(ctx, delta);
	const struct zp_rrset *now = NULL;

	if (parent != NULL) {
		*ret_why = "the parent's TTL of the name servers";
		return parent->ttl;
	}
	if (delta->after != NULL) {
		*ret_why = "the TTL of the new value";
		return delta->after->ttl;
	}
	if (!zp_known_after(ctx, delta, &now))
		return 0;
	*ret_why = now != NULL ? "the TTL of what answers in its place" :
				 "the SOA's time for \"there is none\"";
	return now != NULL ? now->ttl : negative_ttl(ctx, delta->change->after);
}

static void
slow_rollback(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const char *why = "";
	uint32_t seconds = 0;
	struct zp_finding *finding = NULL;

	if (!delta->rdata_differs || delta->before == NULL ||
	    delta->type == ZP_SOA ||
	    (delta->after != NULL && !loses_a_record(delta)) ||
	    (!is_mail_record(ctx, delta) && !is_delegation(ctx, delta) &&
		!zp_is_protected(ctx, delta->owner, delta->type)))
		return;
	seconds = undoing(ctx, delta, &why);
	if (seconds <= DAY)
		return;
	finding = zp_report(ctx,
	    zp_rrset_at(delta->after != NULL ? delta->after : delta->before, 0),
	    "undoing this change of the %s of %s takes %s",
	    zp_type_text(ctx, delta->type), zp_name_text(ctx, delta->owner),
	    zp_duration(ctx, seconds));
	zp_note(finding, "that is %s", why);
	zp_note(finding, "the change itself arrives within %s, the old TTL",
	    zp_duration(ctx, delta->before->ttl));
	zp_fix(finding,
	    delta->after != NULL ?
		"publish the new value with a TTL of 300, raise it when it "
		"has proved right" :
		"lower the SOA's last number to 300 for the time of the "
		"change");
}

ZP_RULE(slow_rollback) = {
	.id = "slow-rollback",
	.summary = "a change of mail that takes over a day to undo",
	.explain =
	    "Whoever asks right after a change keeps what it finds: a new "
	    "value for its TTL, a missing one for the lesser of the SOA's TTL "
	    "and its last number (RFC 2308, 5), name servers for the TTL that "
	    "the parent gives them. If the change was wrong, that is how long "
	    "some people go without, whatever is repaired meanwhile.\n\n"
	    "Make the change with a short TTL, look, then raise it. To allow "
	    "it, write `; zoneproof: allow slow-rollback NAME -- why`.\n\n"
	    "Told for MX, SPF, DKIM, DMARC, MTA-STS and TLS-RPT records, for "
	    "NS and DS, and for what `protected:` of the configuration names, "
	    "when undoing takes over a day. Quiet where records are only "
	    "added, and for the delegations of a registry. The TTL of a parent "
	    "outside the estate cannot be seen: registries mostly give two "
	    "days.",
	.severity = ZP_NOTICE,
	.on_delta = slow_rollback,
};
