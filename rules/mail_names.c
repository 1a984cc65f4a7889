/* Names that mail rests on besides its own records. */
#include "zoneproof.h"

static const uint16_t reachable[] = { ZP_MX, ZP_A, ZP_AAAA, ZP_ALIAS, ZP_CNAME,
	0 };

/* ------------------------------------------------------ sender-went-dark */

/* Is this delta the first of the removed ones that made a name reachable? */
static bool
speaks_first(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	for (const uint16_t *type = reachable; *type != delta->type; type++)
		if (zp_zone_find(ctx, delta->change->before, delta->owner,
			*type) != NULL)
			return false;
	return true;
}

static bool
is_dark(struct zp_ctx *ctx, const struct zp_zone *zone, const uint8_t *name)
{
	struct zp_answer mx = zp_resolve(ctx, zp_after(ctx), zone, name, ZP_MX);

	if (mx.outcome != ZP_NXDOMAIN && mx.outcome != ZP_NODATA)
		return false;
	return zp_has_address(ctx, zp_after(ctx), zone, name) == ZP_ABSENT;
}

static void
sender_went_dark(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_mail *mail = NULL;
	struct zp_finding *finding = NULL;
	const char *lines = "";

	if (delta->before == NULL || delta->after != NULL ||
	    !speaks_first(ctx, delta) ||
	    !is_dark(ctx, delta->change->after, delta->owner))
		return;
	mail = zp_mail(
	    ctx, zp_before(ctx), delta->change->before, delta->owner);
	if (mail->exempt || !mail->sends)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "mail from %s will be refused: the name leads nowhere",
	    zp_name_text(ctx, delta->owner));
	zp_domain(finding, delta->owner);
	zp_note(finding,
	    "it keeps no address and no MX; receivers check that "
	    "a sender's domain could be answered");
	zp_mail_evidence(finding, mail);
	for (const uint16_t *type = reachable; *type != 0; type++) {
		const struct zp_rrset *gone = zp_zone_find(
		    ctx, delta->change->before, delta->owner, *type);

		if (gone == NULL)
			continue;
		lines = zp_format(
		    ctx, "%s\n%s", lines, zp_rrset_text(ctx, gone));
	}
	zp_fix(finding, "keep at least one of these:%s", lines);
}

ZP_RULE(sender_went_dark) = {
	.id = "sender-went-dark",
	.summary = "a name that mail is sent from loses all of A, AAAA and MX",
	.explain =
	    "Many receivers look up the sender's domain before they take its "
	    "mail, and refuse it when it has neither address nor MX: there is "
	    "nobody to answer (RFC 5321, 4.5.5 and 7.3 on what they may "
	    "check). "
	    "In 2025 one-time passcodes of Exchange Online stopped arriving "
	    "because records of the domain that sends them had been "
	    "removed.\n\n"
	    "A name counts as sending when its SPF authorises somebody, when "
	    "it has a live DKIM key, or when `mail.senders` of the "
	    "configuration names it. A null MX (`MX 0 .`) keeps it answering "
	    "but says that it takes no mail.",
	.severity = ZP_ERROR,
	.types = reachable,
	.covers =
	    (const struct zp_cover[]){
		{ "mx-removed", ZP_SAME_NAME },
		{ "spf-removed", ZP_SAME_NAME },
		{ "reference-broken", ZP_SAME_NAME },
		{ "name-went-dark", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = sender_went_dark,
};
