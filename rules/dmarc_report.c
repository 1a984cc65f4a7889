/* DMARC: whether those who are to get the reports still ask for them. */
#include "zoneproof.h"

#include <string.h>

#define DOMAINS_SHOWN 3

/* OTHER of `DOMAIN._report._dmarc.OTHER` (RFC 9990); NULL for other names. */
static const uint8_t *
taker_of(const uint8_t *owner)
{
	for (; *owner != 0; owner = zp_name_parent(owner))
		if (zp_name_starts(owner, "_report") &&
		    zp_name_starts(zp_name_parent(owner), "_dmarc"))
			return zp_name_parent(zp_name_parent(owner));
	return NULL;
}

static bool
asks(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record first;

	return txt != NULL &&
	    (txt->opaque || zp_dmarc_of(ctx, txt, &first) > 0);
}

/* Is the record at `owner` what lets the reports on `domain` go to `taker`? */
static bool
needs(struct zp_ctx *ctx, const struct zp_delta *delta, const uint8_t *domain,
    const uint8_t *taker)
{
	const uint8_t *name = zp_name_under(ctx,
	    zp_format(ctx, "%s._report._dmarc", zp_name_text(ctx, domain)),
	    taker);
	struct zp_answer was, is;

	if (name == NULL || zp_name_within(domain, taker) ||
	    (!zp_name_equal(name, delta->owner) &&
		!zp_name_starts(delta->owner, "*")))
		return false;
	was = zp_resolve(
	    ctx, zp_before(ctx), delta->change->before, name, ZP_TXT);
	is = zp_resolve(ctx, zp_after(ctx), delta->change->after, name, ZP_TXT);
	return was.outcome == ZP_ANSWER && asks(ctx, was.rrset) &&
	    (is.outcome == ZP_NXDOMAIN || is.outcome == ZP_NODATA ||
		(is.outcome == ZP_ANSWER && !asks(ctx, is.rrset)));
}

static void
dmarc_report_auth_lost(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *taker = taker_of(delta->owner), *last = NULL;
	const struct zp_reference *users = NULL;
	struct zp_finding *finding = NULL;
	size_t count = 0, lost = 0;

	if (taker == NULL || !asks(ctx, delta->before) ||
	    asks(ctx, delta->after))
		return;
	users = zp_references(ctx, zp_after(ctx), taker, &count);
	for (size_t i = 0; i < count; i++) {
		const uint8_t *domain = zp_name_parent(users[i].at.owner);

		if (strcmp(users[i].how, "DMARC reports") != 0 ||
		    (last != NULL && zp_name_equal(last, domain)) ||
		    !needs(ctx, delta, domain, taker))
			continue;
		last = domain;
		if (lost++ == 0) {
			finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
			    "reports on %s stop: %s takes none any more",
			    zp_name_text(ctx, domain),
			    zp_name_text(ctx, taker));
			zp_domain(finding, domain);
		}
		if (lost <= DOMAINS_SHOWN)
			zp_evidence(finding, users[i].at,
			    "the reports on %s go there",
			    zp_name_text(ctx, domain));
	}
	if (finding == NULL)
		return;
	if (lost > DOMAINS_SHOWN)
		zp_note(finding, "%zu domains in all", lost);
	zp_fix(finding,
	    "let their rua= name another address first, or put back:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(dmarc_report_auth_lost) = {
	.id = "dmarc-report-auth-lost",
	.summary = "reports on other domains are no longer asked for",
	.explain =
	    "Receivers send DMARC reports to another domain's address only "
	    "while that one asks for them, at "
	    "DOMAIN._report._dmarc.OTHER (RFC 9990). Without the record the "
	    "reports stop, silently: nobody sees forged mail or a sender that "
	    "fails any more. Every zone of the estate is searched for "
	    "domains that send their reports there.\n\n"
	    "Turn the `rua=` of those domains to another address first, wait "
	    "a day, then remove the record. To allow it, write `; zoneproof: "
	    "allow dmarc-report-auth-lost NAME -- why`.\n\n"
	    "Quiet where no domain of the estate needs it, where a wildcard "
	    "such as `*._report._dmarc` or another record still asks, and for "
	    "domains below the one that takes the reports, which need none. "
	    "Domains outside the estate cannot be seen.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "dmarc-report-auth-missing", ZP_BELOW_NAME },
		{ "reference-broken", ZP_SAME_NAME },
		{ "wildcard-removed", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = dmarc_report_auth_lost,
};
