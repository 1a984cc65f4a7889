/* What a domain could do better, and names that others could claim. */
#include "zoneproof.h"

#include <string.h>

/* -------------------------------------------------------- mail-unprotected */

static void
mail_unprotected(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	const uint8_t *apex = zp_zone_name(zone);
	const struct zp_mail *mail = NULL;
	struct zp_dmarc_policy dmarc;
	struct zp_record spf;
	const struct zp_rrset *txt = NULL;
	bool has_spf = false;
	struct zp_finding *finding = NULL;

	if (zp_zone_is_partial(zone))
		return;
	/* Most domains have both: what mail they have need not be known. */
	txt = zp_zone_find(ctx, zone, apex, ZP_TXT);
	has_spf = txt != NULL && (txt->opaque || zp_spf_of(ctx, txt, &spf) > 0);
	dmarc = zp_dmarc_for(ctx, zp_estate_of(zone), zone, apex);
	if (has_spf && (dmarc.record != NULL || dmarc.known == ZP_UNKNOWN))
		return;
	mail = zp_mail(ctx, zp_estate_of(zone), zone, apex);
	if (mail->exempt || (!mail->sends && !mail->receives))
		return;
	finding = zp_report_zone(ctx, zone,
	    "anybody can forge mail of %s: it has no %s",
	    zp_name_text(ctx, apex),
	    has_spf                  ? "DMARC" :
		dmarc.record != NULL ? "SPF" :
				       "SPF and no DMARC");
	zp_domain(finding, apex);
	zp_subject(finding, "%d %d", has_spf, dmarc.record != NULL);
	zp_mail_evidence(finding, mail);
	zp_fix(finding,
	    "begin with\n%s. 3600 IN TXT \"v=spf1 mx ~all\"\n"
	    "_dmarc.%s. 3600 IN TXT \"v=DMARC1; p=none; "
	    "rua=mailto:dmarc@%s\"",
	    zp_name_text(ctx, apex), zp_name_text(ctx, apex),
	    zp_name_text(ctx, apex));
}

ZP_RULE(mail_unprotected) = {
	.id = "mail-unprotected",
	.summary = "a domain with mail has no SPF or no DMARC",
	.explain =
	    "Without SPF nobody can tell the domain's servers from others (RFC "
	    "7208), without DMARC nobody is told what to do about it (RFC "
	    "9989). Large receivers take bulk mail only with both.\n\n"
	    "Begin with `~all` and `p=none`, read the reports, then tighten.",
	.severity = ZP_NOTICE,
	.on_zone = mail_unprotected,
};

/* --------------------------------------------------------- takeover-suffix */

static void
takeover_suffix(struct zp_ctx *ctx, const struct zp_rrset *cname)
{
	struct zp_record record = zp_rrset_at(cname, 0);
	const uint8_t *target = zp_target_of(record);
	const struct zp_provider *sure = NULL, *service = NULL;
	const char *name = NULL;
	struct zp_finding *finding = NULL;

	if (target == NULL || zp_name_is_service(cname->owner))
		return;
	name = zp_name_text(ctx, target);
	sure = zp_provider_by(ZP_CLUE_CLAIMABLE, name);
	service = sure != NULL ?
	    sure :
	    zp_provider_by(ZP_CLUE_CLAIMABLE_AT_TIMES, name);
	if (service == NULL || zp_provider_by(ZP_CLUE_EXEMPT, name) != NULL)
		return;
	finding = zp_report(ctx, record,
	    "is %s still yours at %s? Given up, others can claim it",
	    zp_name_text(ctx, cname->owner), service->name);
	zp_target(finding, target);
	zp_subject(finding, "%s", name);
	zp_field(finding, 0);
	zp_note(finding,
	    "confidence: %s; zoneproof cannot see whether it is in use",
	    sure != NULL ? "high" : "low");
	zp_fix(finding, "remove the alias before you give the resource up");
}

ZP_RULE(takeover_suffix) = {
	.id = "takeover-suffix",
	.summary = "an alias leads to a service where names can be claimed",
	.explain =
	    "Cloud services hand a name that was given up to the next who asks "
	    "for it; an alias that still leads there gives a stranger the "
	    "domain's name, cookies and certificates (hundreds of names of "
	    "Microsoft in 2020). The table is dated and "
	    "says how sure it is.\n\n"
	    "Told as a notice for each such alias: only you know whether the "
	    "resource is still yours. Names with an underscore and the "
	    "service's own root are passed over.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_CNAME, 0 },
	.on_rrset = takeover_suffix,
};
