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
