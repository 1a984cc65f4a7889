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
	mail = zp_mail(ctx, zp_estate_of(zone), zone, apex);
	if (mail->exempt || (!mail->sends && !mail->receives))
		return;
	txt = zp_zone_find(ctx, zone, apex, ZP_TXT);
	has_spf = txt != NULL && (txt->opaque || zp_spf_of(ctx, txt, &spf) > 0);
	dmarc = zp_dmarc_for(ctx, zp_estate_of(zone), zone, apex);
	if (has_spf && (dmarc.record != NULL || dmarc.known == ZP_UNKNOWN))
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

/*
 * Services where a name that was given up can be had by anybody, as of
 * 2026-11; after public reports. `sure` is how often that works.
 */
static const struct {
	const char *suffix, *who;
	bool sure;
} claimable[] = {
	{ "s3.amazonaws.com", "Amazon S3", true },
	{ "azurewebsites.net", "Azure App Service", true },
	{ "cloudapp.net", "Azure Cloud Services", true },
	{ "cloudapp.azure.com", "Azure", true },
	{ "trafficmanager.net", "Azure Traffic Manager", true },
	{ "blob.core.windows.net", "Azure Storage", true },
	{ "azureedge.net", "Azure CDN", true },
	{ "github.io", "GitHub Pages", true },
	{ "herokuapp.com", "Heroku", false },
	{ "netlify.app", "Netlify", false },
	{ "readthedocs.io", "Read the Docs", true },
	{ "surge.sh", "Surge", true },
	{ "bitbucket.io", "Bitbucket", true },
	{ "ghost.io", "Ghost", true },
	{ "pantheonsite.io", "Pantheon", true },
	{ "elasticbeanstalk.com", "Elastic Beanstalk", true },
	{ "wordpress.com", "WordPress.com", false },
	{ "helpscoutdocs.com", "Help Scout", true },
};

static bool
ends_in(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = strlen(suffix);

	return length > tail && name[length - tail - 1] == '.' &&
	    strcmp(name + length - tail, suffix) == 0;
}

static void
takeover_suffix(struct zp_ctx *ctx, const struct zp_rrset *cname)
{
	struct zp_record record = zp_rrset_at(cname, 0);
	const uint8_t *target = zp_target_of(record);
	const char *name = NULL;

	if (target == NULL || cname->owner[1] == '_')
		return;
	name = zp_name_text(ctx, target);
	for (size_t i = 0; i < sizeof claimable / sizeof *claimable; i++) {
		struct zp_finding *finding = NULL;

		if (!ends_in(name, claimable[i].suffix))
			continue;
		finding = zp_report(ctx, record,
		    "is %s still yours at %s? Given up, others can claim it",
		    zp_name_text(ctx, cname->owner), claimable[i].who);
		zp_target(finding, target);
		zp_subject(finding, "%s", name);
		zp_field(finding, 0);
		zp_note(finding,
		    "confidence: %s; zoneproof cannot see whether "
		    "it is in use",
		    claimable[i].sure ? "high" : "low");
		zp_fix(finding,
		    "remove the alias before you give the resource "
		    "up");
		return;
	}
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
