/* The SOA: the record without which there is no zone. */
#include "zoneproof.h"

static void
soa_missing(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	struct zp_finding *finding = NULL;
	const char *name = zp_name_text(ctx, zp_zone_name(zone));

	if (zp_zone_is_partial(zone) ||
	    zp_zone_find(ctx, zone, zp_zone_name(zone), ZP_SOA) != NULL)
		return;
	finding = zp_report_zone(
	    ctx, zone, "%s has no SOA: servers refuse it", name);
	zp_fix(finding,
	    "begin with one:\n%s. 3600 IN SOA ns1.%s. hostmaster.%s. 1 7200 "
	    "3600 1209600 3600",
	    name, name, name);
}

ZP_RULE(soa_missing) = {
	.id = "soa-missing",
	.summary = "a zone has no SOA at its apex",
	.explain =
	    "A zone begins with exactly one SOA at its own name (RFC 1035, "
	    "5.2). Without it, or with the SOA at another name because the "
	    "origin is wrong, servers refuse the zone and go on with the old "
	    "one or none.\n\n"
	    "Quiet for a zone that cannot be seen whole: a template, or an "
	    "include that is not there. A file that is only a fragment for "
	    "others is best named `*.inc`.",
	.severity = ZP_ERROR,
	.on_zone = soa_missing,
};
