/* The SOA: the record without which there is no zone. */
#include "zoneproof.h"

#include <string.h>

static void
soa_missing(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	struct zp_finding *finding = NULL;
	const char *name = zp_name_text(ctx, zp_zone_name(zone));

	if (zp_zone_is_partial(zone) || zp_zone_is_records_only(zone) ||
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
	    "Quiet for a zone that cannot be seen whole (a template, or an "
	    "include that is not there) and for formats that have no SOA "
	    "(octoDNS and the like). A file that is only a fragment for "
	    "others is best named `*.inc`.",
	.severity = ZP_ERROR,
	.on_zone = soa_missing,
};

/* ------------------------------------------------------ soa-rname-at-sign */

static void
soa_rname_at_sign(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	struct zp_soa soa;
	size_t length = 0;
	struct zp_finding *finding = NULL;

	if (!zp_soa_of(zp_rrset_at(rrset, 0), &soa))
		return;
	length = zp_name_length(soa.rname);
	for (size_t i = 1; i < length; i++) {
		if (soa.rname[i] != '@')
			continue;
		finding = zp_report(ctx, zp_rrset_at(rrset, 0),
		    "reports about %s reach nobody: '@' in the SOA's address",
		    zp_name_text(ctx, rrset->owner));
		zp_field(finding, 1);
		zp_fix(finding, "write a dot in its place: hostmaster.%s.",
		    zp_name_text(ctx, rrset->owner));
		return;
	}
}

ZP_RULE(soa_rname_at_sign) = {
	.id = "soa-rname-at-sign",
	.summary = "the SOA's mail address is written with '@'",
	.explain =
	    "The second name of the SOA is a mail address with a dot in place "
	    "of the '@' (RFC 1035, 3.3.13; RFC 2142). With '@' it is another "
	    "name, mostly inside the zone, and mail to it comes back.\n\n"
	    "A dot before the '@' of the address is written `\\.`.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_SOA, 0 },
	.on_rrset = soa_rname_at_sign,
};

/* ------------------------------------------------------------- soa-timers */

static bool
is_internal(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	return strcmp(zp_zone_setting(ctx, zone, "audience"), "internal") == 0;
}

/*
 * A provider's servers, and those of Active Directory in a company, copy zones
 * by means of their own and set what expire they like.
 */
static bool
is_copied_otherwise(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	struct zp_soa soa;

	return is_internal(ctx, rrset->zone) ||
	    (zp_soa_of(zp_rrset_at(rrset, 0), &soa) &&
		zp_provider_by(ZP_CLUE_DNS, zp_name_text(ctx, soa.mname)) !=
		    NULL);
}

static void
soa_timers(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	struct zp_soa soa;
	const char *what = NULL;
	unsigned field = 3;
	struct zp_finding *finding = NULL;

	if (!zp_soa_of(zp_rrset_at(rrset, 0), &soa))
		return;
	if (soa.expire <= (uint64_t)soa.refresh + soa.retry) {
		what = "secondaries give up before they have tried twice";
		field = 5;
	} else if (soa.retry > soa.refresh) {
		what = "after a failure secondaries wait longer, not shorter";
		field = 4;
	} else if (soa.minimum > 86400 && !zp_name_is_nobody(soa.mname)) {
		what = "a name that was missing stays missing for over a day";
		field = 6;
	} else if (soa.expire < 604800 && !is_copied_otherwise(ctx, rrset)) {
		what = "a primary that fails for a week takes the zone down";
		field = 5;
	}
	if (what == NULL)
		return;
	finding = zp_report(ctx, zp_rrset_at(rrset, 0), "%s: %s",
	    zp_name_text(ctx, rrset->owner), what);
	zp_field(finding, field);
	zp_fix(finding,
	    "refresh 7200, retry 3600, expire 1209600, negative "
	    "answers 3600 fit most zones");
}

ZP_RULE(soa_timers) = {
	.id = "soa-timers",
	.summary = "the SOA's timers do not go together",
	.explain =
	    "Secondaries ask every `refresh`, after a failure every `retry`, "
	    "and stop answering after `expire` without an answer (RFC 1035, "
	    "3.3.13). The last number is how long \"no such name\" is kept "
	    "(RFC 2308, 5). Told when expire is not above refresh and retry "
	    "together, when retry is above refresh, when negative answers "
	    "live over a day, and when expire is under a week (RFC 1912, "
	    "2.2).\n\n"
	    "A short expire is let pass in zones of providers of the table and "
	    "in internal ones, long negative answers where the primary is "
	    "localhost. Servers that copy "
	    "zones by other means do not "
	    "look at them; then "
	    "switch the rule off.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_SOA, 0 },
	.on_rrset = soa_timers,
};

/* ------------------------------------------------------ soa-mname-unknown */

static void
soa_mname_unknown(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	struct zp_soa soa;
	struct zp_finding *finding = NULL;

	if (!zp_soa_of(zp_rrset_at(rrset, 0), &soa) || *soa.mname == 0 ||
	    zp_has_address(ctx, zp_estate_of(rrset->zone), rrset->zone,
		soa.mname) != ZP_ABSENT)
		return;
	finding = zp_report(ctx, zp_rrset_at(rrset, 0),
	    "updates of %s find no primary: %s has no address",
	    zp_name_text(ctx, rrset->owner), zp_name_text(ctx, soa.mname));
	zp_target(finding, soa.mname);
	zp_field(finding, 0);
	zp_fix(finding, "name the primary, by a name that has an address");
}

ZP_RULE(soa_mname_unknown) = {
	.id = "soa-mname-unknown",
	.summary = "the SOA names a primary that has no address",
	.explain =
	    "The SOA's first name is the primary: dynamic updates go there "
	    "(RFC 2136, 4.3), and some secondaries tell it of changes (RFC "
	    "1996). A name inside the estate without an address takes "
	    "neither.\n\n"
	    "A hidden primary may be named by a public server instead.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_SOA, 0 },
	.on_rrset = soa_mname_unknown,
};
