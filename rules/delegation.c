/* Delegations: who is asked for a zone, and how they are reached. */
#include "zoneproof.h"

#include <string.h>

static bool
is_apex(const struct zp_delta *delta)
{
	return zp_name_equal(delta->owner, zp_zone_name(delta->change->before));
}

static unsigned
hosts_kept(const struct zp_rrset *before, const struct zp_rrset *after)
{
	unsigned kept = 0;

	for (uint32_t i = 0; i < before->count; i++) {
		const uint8_t *host = zp_target_of(zp_rrset_at(before, i));

		kept += host != NULL && zp_leads_to(after, host);
	}
	return kept;
}

/* --------------------------------------------------- ns-removed, -replaced */

/* A registry's delegations are its customers' affair. */
static bool
is_customers(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	return !is_apex(delta) && zp_is_registry(ctx, delta->change->after);
}

static void
ns_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	unsigned kept = 0;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after == NULL ||
	    delta->after->opaque || is_customers(ctx, delta))
		return;
	kept = hosts_kept(delta->before, delta->after);
	if (kept == delta->before->count || kept == 0)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "%s is served by %u name server%s less",
	    zp_name_text(ctx, delta->owner), delta->before->count - kept,
	    delta->before->count - kept == 1 ? "" : "s");
	if (delta->after->count < 2)
		zp_severity(finding, ZP_ERROR);
	zp_note(finding, "%u %s", delta->after->count,
	    delta->after->count == 1 ? "is left: when it fails, all is gone" :
				       "are left");
	zp_fix(finding,
	    "take the server out of the parent's delegation first, "
	    "and keep it answering for %s",
	    zp_duration(ctx, delta->before->ttl));
}

ZP_RULE(ns_removed) = {
	.id = "ns-removed",
	.summary = "a zone or delegation loses a name server",
	.explain =
	    "Resolvers go on asking the server for as long as they, or the "
	    "parent, know it. It must answer until then (RFC 2182). With fewer "
	    "than two left one failure takes the zone down: an error.\n\n"
	    "Change the parent first, wait its TTL, then the zone.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_NS, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "ns-single", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = ns_removed,
};

static void
ns_replaced(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_rrset *ds = NULL;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after == NULL ||
	    delta->after->opaque || is_customers(ctx, delta) ||
	    hosts_kept(delta->before, delta->after) > 0)
		return;
	ds = zp_zone_find(ctx, delta->change->after, delta->owner, ZP_DS);
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "%s moves to other name servers as a whole",
	    zp_name_text(ctx, delta->owner));
	if (ds != NULL) {
		zp_severity(finding, ZP_ERROR);
		zp_evidence(finding, zp_rrset_at(ds, 0),
		    "the DS stays: unless the new servers hold the same keys, "
		    "the zone is gone for everybody who checks");
	}
	zp_note(finding, "resolvers ask the old ones for up to %s",
	    zp_duration(ctx, delta->before->ttl));
	zp_fix(finding,
	    "let the old servers answer with the new data until "
	    "then, and change the parent%s",
	    ds != NULL ? "; take the DS out first" : "");
}

ZP_RULE(ns_replaced) = {
	.id = "ns-replaced",
	.summary = "no name server of a zone or delegation stays",
	.explain =
	    "For the old TTL, and in the parent until it is changed there, "
	    "resolvers ask the old servers. They must answer that long, with "
	    "the new data. A DS that stays makes the zone bogus unless the new "
	    "servers hold the same keys (RFC 6781, 4.3.5): an error.\n\n"
	    "Bring the new servers up, lower the TTL, change parent and zone "
	    "together, wait.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_NS, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "slow-rollback", ZP_SAME_PLACE },
		{ 0 },
	    },
	.on_delta = ns_replaced,
};

/* ----------------------------------------------------- delegation-removed */

static void
delegation_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_finding *finding = NULL;
	struct zp_answer now;

	if (delta->before == NULL || delta->after != NULL || is_apex(delta) ||
	    zp_is_registry(ctx, delta->change->after))
		return;
	now = zp_lookup(
	    ctx, zp_after(ctx), delta->change->after, delta->owner, ZP_A);
	if (now.outcome == ZP_ANSWER || now.outcome == ZP_ALIASED ||
	    now.outcome == ZP_OPAQUE)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "everything below %s is gone: its delegation is removed",
	    zp_name_text(ctx, delta->owner));
	zp_note(finding, "resolvers that know it go on for up to %s",
	    zp_duration(ctx, delta->before->ttl));
	zp_fix(finding, "put it back:\n%s", zp_rrset_text(ctx, delta->before));
}

ZP_RULE(delegation_removed) = {
	.id = "delegation-removed",
	.summary = "a delegation is removed",
	.explain =
	    "The zone below lives on its own servers, and nobody is led there "
	    "any more (RFC 1034, 4.2). All its names, its mail included, are "
	    "gone within the TTL.\n\n"
	    "Quiet where the name itself answers afterwards, because the zone "
	    "was taken in here; and in a registry's zone.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_NS, 0 },
	.on_delta = delegation_removed,
};

/* ---------------------------------------------- glue-removed, glue-changed */

/* A delegation in the zone whose server this address belongs to. */
static bool
is_glue(struct zp_ctx *ctx, const struct zp_zone *zone, const uint8_t *host,
    struct zp_record *ret)
{
	size_t count = 0;
	const struct zp_reference *references = zp_references(
	    ctx, zp_estate_of(zone), host, &count);

	for (size_t i = 0; i < count; i++)
		if (references[i].at.type == ZP_NS &&
		    references[i].at.zone == zone &&
		    !zp_name_equal(
			references[i].at.owner, zp_zone_name(zone)) &&
		    zp_name_within(host, references[i].at.owner)) {
			*ret = references[i].at;
			return true;
		}
	return false;
}

static void
glue_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record ns;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL ||
	    zp_is_registry(ctx, delta->change->after) ||
	    !is_glue(ctx, delta->change->after, delta->owner, &ns) ||
	    zp_zone_find(ctx, delta->change->after, delta->owner,
		delta->type == ZP_A ? ZP_AAAA : ZP_A) != NULL)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "nobody can ask %s for %s any more",
	    zp_name_text(ctx, delta->owner), zp_name_text(ctx, ns.owner));
	zp_target(finding, delta->owner);
	zp_evidence(finding, ns, "the delegation still names it");
	zp_fix(finding, "keep the address:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(glue_removed) = {
	.id = "glue-removed",
	.summary = "the address of a server inside its own delegation goes",
	.explain =
	    "A server whose name lies inside the zone it serves is reached by "
	    "the address that the parent gives along (RFC 1034, 4.2.1). "
	    "Without this glue it cannot be asked.\n\n"
	    "Take the server out of the delegation first.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_A, ZP_AAAA, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "reference-broken", ZP_SAME_NAME },
		{ "name-went-dark", ZP_SAME_NAME },
		{ "glue-missing", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_delta = glue_removed,
};

static void
glue_changed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record ns = { 0 };
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after == NULL ||
	    !delta->rdata_differs || delta->after->opaque)
		return;
	/* Its own zone's cuts above it: no other can have it as glue. */
	for (const uint8_t *at = delta->owner;
	     zp_name_within(at, zp_zone_name(delta->change->after)) &&
	     ns.zone == NULL;
	     at = zp_name_parent(at)) {
		const struct zp_rrset *set = zp_zone_find(
		    ctx, delta->change->after, at, ZP_NS);

		if (set != NULL && zp_leads_to(set, delta->owner))
			ns = zp_rrset_at(set, 0);
		if (*at == 0)
			break;
	}
	if (ns.zone == NULL)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "resolvers reach %s at the old address until the parent knows",
	    zp_name_text(ctx, delta->owner));
	zp_evidence(finding, ns, "it serves %s", zp_name_text(ctx, ns.owner));
	zp_fix(finding,
	    "tell the parent (the registrar) the new address, and "
	    "keep the old one answering until it has it:\n%s",
	    zp_rrset_text(ctx, delta->after));
}

ZP_RULE(glue_changed) = {
	.id = "glue-changed",
	.summary = "the address of a name server inside its own zone changes",
	.explain =
	    "The parent gives the address of such a server along, as glue (RFC "
	    "1034, 4.2.1), and does not learn of the change by itself. Until "
	    "somebody tells it, resolvers ask the old address.\n\n"
	    "Change the address at the registrar, keep the old one answering "
	    "for the TTL of the parent.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_A, ZP_AAAA, 0 },
	.on_delta = glue_changed,
};

/* ------------------------------------------------- address-turned-private */

static bool
is_private(struct zp_record record)
{
	static const uint8_t loopback[16] = { [15] = 1 };
	const uint8_t *at = record.rdata;

	if (record.opaque)
		return false;
	if (record.type == ZP_A && record.length == 4)
		return at[0] == 10 || at[0] == 127 || at[0] == 0 ||
		    (at[0] == 100 && (at[1] & 0xc0) == 64) ||
		    (at[0] == 172 && (at[1] & 0xf0) == 16) ||
		    (at[0] == 192 && at[1] == 168) ||
		    (at[0] == 169 && at[1] == 254);
	return record.length == 16 &&
	    ((at[0] & 0xfe) == 0xfc ||
		(at[0] == 0xfe && (at[1] & 0xc0) == 0x80) ||
		memcmp(at, loopback, sizeof loopback) == 0);
}

static bool
any_private(const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; i < rrset->count; i++)
		if (is_private(zp_rrset_at(rrset, i)))
			return true;
	return false;
}

static void
address_turned_private(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	size_t count = 0;
	const struct zp_reference *references = NULL;
	bool grave = false;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after == NULL ||
	    any_private(delta->before) || !any_private(delta->after) ||
	    strcmp(zp_zone_setting(ctx, delta->change->after, "audience"),
		"internal") == 0)
		return;
	references = zp_references(ctx, zp_after(ctx), delta->owner, &count);
	grave = is_apex(delta);
	for (size_t i = 0; i < count; i++)
		grave = grave || references[i].at.type == ZP_MX ||
		    references[i].at.type == ZP_NS;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "outside nobody reaches %s any more: its address is private",
	    zp_name_text(ctx, delta->owner));
	if (grave)
		zp_severity(finding, ZP_ERROR);
	zp_field(finding, 0);
	zp_fix(finding, "was the file of another view meant? Before:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(address_turned_private) = {
	.id = "address-turned-private",
	.summary = "a public address becomes a private one",
	.explain =
	    "A name that led to the outside world now leads to a private "
	    "network or to the reader's own machine (RFC 1918; RFC 4193). "
	    "Mostly the file of the wrong view was edited.\n\n"
	    "An error at the apex and for hosts of MX and NS. Off for zones "
	    "with `audience: internal`.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_A, ZP_AAAA, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "address-special", ZP_SAME_NAME },
		{ "glue-changed", ZP_SAME_NAME },
		{ "https-left-behind", ZP_SAME_NAME },
		{ "ptr-forward-mismatch", ZP_SAME_TARGET },
		{ "spf-sender-dropped", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_delta = address_turned_private,
};
