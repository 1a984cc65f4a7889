/* NS: who answers for a zone. */
#include "zoneproof.h"

static void
ns_missing(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	const uint8_t *apex = zp_zone_name(zone);
	struct zp_finding *finding = NULL;

	if (zp_zone_is_partial(zone) ||
	    zp_zone_find(ctx, zone, apex, ZP_NS) != NULL ||
	    zp_zone_find(ctx, zone, apex, ZP_SOA) == NULL)
		return;
	finding = zp_report_zone(ctx, zone,
	    "%s names no name server: servers refuse the zone",
	    zp_name_text(ctx, apex));
	zp_type(finding, ZP_NS);
	zp_fix(finding,
	    "name those that the parent delegates to:\n"
	    "%s. 3600 IN NS …",
	    zp_name_text(ctx, apex));
}

ZP_RULE(ns_missing) = {
	.id = "ns-missing",
	.summary = "a zone has no NS at its apex",
	.explain =
	    "Each zone lists its own name servers at its apex (RFC 1034, "
	    "4.2.1). Without them most servers refuse to load it.\n\n"
	    "Quiet for zones that cannot be seen whole, and where there is no "
	    "SOA either: soa-missing speaks then.",
	.severity = ZP_ERROR,
	.on_zone = ns_missing,
};

/* -------------------------------------------------------------- ns-single */

static bool
is_apex(const struct zp_rrset *rrset)
{
	return zp_name_equal(rrset->owner, zp_zone_name(rrset->zone));
}

static bool
leads_to_nobody(const struct zp_rrset *ns)
{
	const uint8_t *host = zp_target_of(zp_rrset_at(ns, 0));

	return host != NULL && zp_name_is_nobody(host);
}

static void
ns_single(struct zp_ctx *ctx, const struct zp_rrset *ns)
{
	struct zp_finding *finding = NULL;

	if (ns->count > 1 || ns->opaque || !is_apex(ns) || leads_to_nobody(ns))
		return;
	finding = zp_report(ctx, zp_rrset_at(ns, 0),
	    "%s hangs on one name server: when it fails, all is gone",
	    zp_name_text(ctx, ns->owner));
	zp_fix(finding, "add a second one, in another network:\n%s. %u IN NS …",
	    zp_name_text(ctx, ns->owner), ns->ttl);
}

ZP_RULE(ns_single) = {
	.id = "ns-single",
	.summary = "a zone has only one name server",
	.explain =
	    "A zone wants at least two name servers in different networks (RFC "
	    "1034, 4.1; RFC 2182). Many registries refuse a delegation to "
	    "one.\n\n"
	    "One name may stand for many machines; then set the rule to off "
	    "for the zone. Quiet where the one is localhost or invalid, as in "
	    "zones that each server has for itself: of a loopback network, a "
	    "response policy, a catalog (RFC 6303, RFC 9432).",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_NS, 0 },
	.on_rrset = ns_single,
};

/* ---------------------------------------------------- where NS names lead */

static void
ns_target_missing(struct zp_ctx *ctx, const struct zp_rrset *ns)
{
	for (uint32_t i = 0; i < ns->count; i++) {
		struct zp_record record = zp_rrset_at(ns, i);
		const uint8_t *host = zp_target_of(record);
		struct zp_finding *finding = NULL;

		/* Below its own cut it is glue that is missing. */
		if (host == NULL ||
		    (!is_apex(ns) && zp_name_within(host, ns->owner)) ||
		    zp_has_address(ctx, zp_estate_of(ns->zone), ns->zone,
			host) != ZP_ABSENT)
			continue;
		finding = zp_report(ctx, record,
		    "%s is served by a host that does not exist: %s",
		    zp_name_text(ctx, ns->owner), zp_name_text(ctx, host));
		zp_target(finding, host);
		zp_subject(finding, "%s", zp_name_text(ctx, host));
		zp_field(finding, 0);
		zp_fix(finding,
		    "give it an address, or mend the name:\n"
		    "%s. %u IN A …",
		    zp_name_text(ctx, host), ns->ttl);
	}
}

ZP_RULE(ns_target_missing) = {
	.id = "ns-target-missing",
	.summary = "an NS names a host that has no address",
	.explain =
	    "A name server without an address cannot be asked (RFC 1034, "
	    "4.2.2). With the others it costs everybody time; alone, the zone "
	    "is gone.\n\n"
	    "Hosts of zones that are not here are not judged.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_NS, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "ns-removed", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = ns_target_missing,
};

static void
glue_missing(struct zp_ctx *ctx, const struct zp_rrset *ns)
{
	if (is_apex(ns) || zp_zone_is_partial(ns->zone))
		return;
	for (uint32_t i = 0; i < ns->count; i++) {
		struct zp_record record = zp_rrset_at(ns, i);
		const uint8_t *host = zp_target_of(record);
		struct zp_finding *finding = NULL;

		if (host == NULL || !zp_name_within(host, ns->owner) ||
		    zp_zone_find(ctx, ns->zone, host, ZP_A) != NULL ||
		    zp_zone_find(ctx, ns->zone, host, ZP_AAAA) != NULL)
			continue;
		finding = zp_report(ctx, record,
		    "nobody can ask %s: its address stands only inside %s",
		    zp_name_text(ctx, host), zp_name_text(ctx, ns->owner));
		zp_target(finding, host);
		zp_subject(finding, "%s", zp_name_text(ctx, host));
		zp_field(finding, 0);
		zp_fix(finding, "add its address here, as glue:\n%s. %u IN A …",
		    zp_name_text(ctx, host), ns->ttl);
	}
}

ZP_RULE(glue_missing) = {
	.id = "glue-missing",
	.summary = "a delegation lacks the address of a server inside it",
	.explain =
	    "To reach a zone one must know the address of its server; when the "
	    "server's name lies inside that very zone, the parent has to give "
	    "the address along (RFC 1034, 4.2.1). Without this glue the "
	    "delegation works by the other servers only, or not at all.\n\n"
	    "Add an A or AAAA of the server's name to the parent zone.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_NS, 0 },
	.on_rrset = glue_missing,
};

static void
ns_below_wildcard(struct zp_ctx *ctx, const struct zp_rrset *ns)
{
	struct zp_finding *finding = NULL;
	const uint8_t *at = ns->owner;

	while (*at != 0 && !(at[0] == 1 && at[1] == '*'))
		at = zp_name_parent(at);
	if (*at == 0)
		return;
	finding = zp_report(ctx, zp_rrset_at(ns, 0),
	    "servers differ on what a delegation at a wildcard means: %s",
	    zp_name_text(ctx, ns->owner));
	zp_fix(finding, "delegate each name by itself, instead of\n%s",
	    zp_rrset_text(ctx, ns));
}

ZP_RULE(ns_below_wildcard) = {
	.id = "ns-below-wildcard",
	.summary = "an NS stands at or below a wildcard",
	.explain =
	    "What a delegation at `*` does is not defined (RFC 4592, 4.2); "
	    "some servers refuse the zone, some pass the NS over, some "
	    "delegate every name.\n\n"
	    "Delegate each name by itself.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_NS, 0 },
	.on_rrset = ns_below_wildcard,
};
