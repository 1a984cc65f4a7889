/* Names that mail rests on besides its own records. */
#include "zoneproof.h"

#include <string.h>
#include <strings.h>

static const uint16_t reachable[] = { ZP_MX, ZP_A, ZP_AAAA, ZP_ALIAS, ZP_CNAME,
	0 };

/* ------------------------------------------------------ sender-went-dark */

static bool
is_dark(struct zp_ctx *ctx, const struct zp_zone *zone, const uint8_t *name)
{
	struct zp_answer mx = zp_resolve(ctx, zp_after(ctx), zone, name, ZP_MX);

	if (mx.outcome != ZP_NXDOMAIN && mx.outcome != ZP_NODATA)
		return false;
	return zp_has_address(ctx, zp_after(ctx), zone, name) == ZP_ABSENT;
}

/* Does an alias below the domain still lead to where a provider has bounces? */
static bool
has_return_path(struct zp_ctx *ctx, const struct zp_zone *zone,
    const uint8_t *domain, const struct zp_provider *provider)
{
	struct zp_rrset rrset = { 0 };

	while (zp_zone_next(zone, domain, &rrset))
		if (rrset.type == ZP_CNAME &&
		    !zp_name_is_service(rrset.owner) &&
		    zp_provider_of(ctx, ZP_CLUE_RETURN_PATH,
			zp_rrset_at(&rrset, 0)) == provider)
			return true;
	return false;
}

static bool
has_key_of(struct zp_ctx *ctx, const struct zp_zone *zone,
    const uint8_t *domain, const struct zp_provider *provider)
{
	const uint8_t *keys = zp_name_under(ctx, "_domainkey", domain);
	struct zp_rrset rrset = { 0 };

	while (keys != NULL && zp_zone_next(zone, keys, &rrset))
		if (zp_dkim_signer(ctx, &rrset) == provider)
			return true;
	return false;
}

/*
 * The provider whose bounces an alias takes, where mail of a domain above it is
 * signed by that provider as before and no other alias takes them: so it goes
 * on sending. NULL: none.
 */
static const struct zp_provider *
bounces_to(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_zone *zone = delta->change->after;
	const struct zp_provider *provider = NULL;

	if (delta->type != ZP_CNAME || zp_name_is_service(delta->owner))
		return NULL;
	provider = zp_provider_of(
	    ctx, ZP_CLUE_RETURN_PATH, zp_rrset_at(delta->before, 0));
	for (const uint8_t *at = delta->owner; provider != NULL && *at != 0 &&
	     !zp_name_equal(at, zp_zone_name(zone));) {
		at = zp_name_parent(at);
		if (has_key_of(ctx, zone, at, provider))
			return has_return_path(ctx, zone, at, provider) ?
			    NULL :
			    provider;
	}
	return NULL;
}

static void
sender_went_dark(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_mail *mail = NULL;
	const struct zp_provider *provider = NULL;
	struct zp_finding *finding = NULL;
	const char *lines = "";

	if (delta->before == NULL || delta->after != NULL ||
	    !zp_speaks_first(ctx, delta, reachable) ||
	    !is_dark(ctx, delta->change->after, delta->owner))
		return;
	mail = zp_mail(
	    ctx, zp_before(ctx), delta->change->before, delta->owner);
	provider = bounces_to(ctx, delta);
	if (mail->exempt || (!mail->sends && provider == NULL))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "mail from %s will be refused: the name leads nowhere",
	    zp_name_text(ctx, delta->owner));
	zp_domain(finding, delta->owner);
	zp_note(finding,
	    "it keeps no address and no MX; receivers check that "
	    "a sender's domain could be answered");
	zp_mail_evidence(finding, mail);
	if (provider != NULL)
		zp_note(finding,
		    "%s sends with it as return path, and its keys stay",
		    provider->name);
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
	    "configuration names it; so does an alias that leads to where a "
	    "provider of the table takes bounces, while a key of that provider "
	    "stays above it. A null MX (`MX 0 .`) keeps it answering "
	    "but says that it takes no mail.",
	.severity = ZP_ERROR,
	.types = reachable,
	.covers =
	    (const struct zp_cover[]){
		{ "mx-removed", ZP_SAME_NAME },
		{ "spf-removed", ZP_SAME_NAME },
		{ "reference-broken", ZP_SAME_NAME },
		{ "name-went-dark", ZP_SAME_NAME },
		{ "ptr-forward-mismatch", ZP_SAME_TARGET },
		{ "provider-offboarded", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = sender_went_dark,
};

/* ---------------------------------------------------- mail-domain-parked */

static bool
has_mail(const struct zp_mail *mail)
{
	return mail->sends || mail->receives;
}

#define DOMAINS_LOOKED_AT 64
#define SUSPICIOUSLY_MANY 5 /* domains that give up their mail at once */

/* The first delta that belongs to a domain's parking speaks for it. */
static const uint8_t *
parking_domain(const struct zp_delta *delta)
{
	if (delta->type == ZP_MX)
		return delta->owner;
	if (delta->type != ZP_TXT)
		return NULL;
	return zp_name_starts(delta->owner, "_dmarc") ?
	    zp_name_parent(delta->owner) :
	    delta->owner;
}

/* The finding, where the domain had mail; NULL: none, or nobody loses any. */
static struct zp_finding *
park(struct zp_ctx *ctx, const struct zp_change *change,
    const struct zp_delta *delta, const uint8_t *domain)
{
	const struct zp_mail *now = zp_mail(
	    ctx, zp_after(ctx), change->after, domain);
	const struct zp_mail *was = NULL;
	const char *declared = "";
	struct zp_finding *finding = NULL;

	if (!now->parked || now->exempt)
		return NULL;
	was = zp_mail(ctx, zp_before(ctx), change->before, domain);
	if (was->parked)
		return NULL;
	if (zp_name_equal(domain, zp_zone_name(change->after)))
		declared = zp_zone_setting(ctx, change->after, "mail");
	finding = zp_report(ctx,
	    zp_rrset_at(delta->after != NULL ? delta->after : delta->before, 0),
	    has_mail(was) ? "%s gives up its mail: parked for good" :
			    "%s is parked: it takes and sends no mail",
	    zp_name_text(ctx, domain));
	zp_name(finding, domain);
	zp_type(finding, 0);
	zp_domain(finding, domain);
	zp_outweigh(finding);
	zp_severity(finding, has_mail(was) ? ZP_WARNING : ZP_NOTICE);
	if (strcmp(declared, "sending") == 0 ||
	    strcmp(declared, "receiving") == 0 ||
	    zp_is_protected(ctx, domain, ZP_MX)) {
		zp_severity(finding, ZP_ERROR);
		zp_note(finding, "the configuration says that it has mail");
	}
	zp_mail_evidence(finding, was);
	zp_note(finding,
	    "null or no MX, `v=spf1 -all` and a DMARC reject: "
	    "done as it should be");
	zp_fix(finding, "see that nobody uses an address of it any more");
	return has_mail(was) ? finding : NULL;
}

static void
mail_domain_parked(struct zp_ctx *ctx, const struct zp_change *change)
{
	const uint8_t *done[DOMAINS_LOOKED_AT];
	struct zp_finding *lost[DOMAINS_LOOKED_AT];
	unsigned count = 0, losing = 0;

	if (change->before == NULL || change->after == NULL)
		return;
	for (size_t i = 0; i < change->count && count < DOMAINS_LOOKED_AT;
	     i++) {
		const uint8_t *domain = parking_domain(&change->deltas[i]);
		bool seen = domain == NULL;

		for (unsigned j = 0; j < count && !seen; j++)
			seen = zp_name_equal(done[j], domain);
		if (seen)
			continue;
		done[count++] = domain;
		lost[losing] = park(ctx, change, &change->deltas[i], domain);
		losing += lost[losing] != NULL;
	}
	for (unsigned i = 0; losing >= SUSPICIOUSLY_MANY && i < losing; i++) {
		zp_severity(lost[i], ZP_ERROR);
		zp_note(lost[i],
		    "%u domains of %s give up their mail in this one change",
		    losing, zp_name_text(ctx, zp_zone_name(change->after)));
	}
}

ZP_RULE(mail_domain_parked) = {
	.id = "mail-domain-parked",
	.summary = "a domain is parked for mail",
	.explain =
	    "A domain that wants no mail says so in three places: a null MX or "
	    "none (RFC 7505), `v=spf1 -all`, and a DMARC of reject. When one "
	    "change brings a domain there it is one finding, in place of those "
	    "on each record.\n\n"
	    "A notice where it had no mail before, a warning where it received "
	    "or sent, an error where the configuration says `mail: sending` or "
	    "`receiving`, or protects it, or where five domains or more of a "
	    "zone give their mail up at once. Before you park, look whether "
	    "accounts elsewhere are registered with its addresses.",
	.severity = ZP_WARNING,
	.irrevocable = true,
	.covers =
	    (const struct zp_cover[]){
		{ "mx-removed", ZP_SAME_NAME },
		{ "mx-nulled", ZP_SAME_NAME },
		{ "spf-removed", ZP_SAME_NAME },
		{ "spf-sender-dropped", ZP_SAME_DOMAIN },
		{ "spf-hardened", ZP_SAME_DOMAIN },
		{ "sender-went-dark", ZP_SAME_NAME },
		{ "dkim-selector-removed", ZP_SAME_DOMAIN },
		{ "dkim-key-revoked", ZP_SAME_DOMAIN },
		{ "dmarc-hardened-unready", ZP_SAME_DOMAIN },
		{ "mx-replaced", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_change = mail_domain_parked,
};

/* ------------------------------------------- autodiscover, verification */

static const char *const program_names[] = { "autodiscover", "autoconfig",
	NULL };
static const char *const program_services[] = { "_autodiscover", "_imaps",
	"_imap", "_submission", "_submissions", "_pop3s", NULL };

static bool
starts_with_any(const uint8_t *owner, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (zp_name_starts(owner, words[i]))
			return true;
	return false;
}

static void
autodiscover_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	bool service = delta->type == ZP_SRV;
	const uint8_t *domain = zp_name_parent(delta->owner);
	struct zp_answer now;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL ||
	    !starts_with_any(
		delta->owner, service ? program_services : program_names))
		return;
	if (service)
		domain = zp_name_parent(domain);
	now = zp_resolve(ctx, zp_after(ctx), delta->change->after, delta->owner,
	    service ? ZP_SRV : ZP_A);
	if (now.outcome != ZP_NXDOMAIN && now.outcome != ZP_NODATA)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "mail programs no longer find the settings of %s",
	    zp_name_text(ctx, domain));
	zp_domain(finding, domain);
	zp_fix(finding, "put it back:\n%s", zp_rrset_text(ctx, delta->before));
}

ZP_RULE(autodiscover_removed) = {
	.id = "autodiscover-removed",
	.summary = "the name that mail programs look for goes",
	.explain =
	    "Outlook asks for autodiscover.DOMAIN, Thunderbird for autoconfig, "
	    "others for SRV records such as _imaps._tcp (RFC 6186; RFC 8314). "
	    "Programs that are set up go on for a while; new ones and those "
	    "that ask again fail.\n\n"
	    "Keep them for as long as there are mailboxes.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_A, ZP_AAAA, ZP_CNAME, ZP_SRV, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "name-went-dark", ZP_SAME_NAME },
		{ "service-removed", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = autodiscover_removed,
};

static bool
holds_text(struct zp_ctx *ctx, const struct zp_rrset *txt, const char *text)
{
	for (uint32_t i = 0; txt != NULL && i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);

		if (record.opaque ||
		    strcmp(zp_txt(ctx, record, NULL), text) == 0)
			return true;
	}
	return false;
}

static void
say_unproved(struct zp_ctx *ctx, struct zp_record record,
    const struct zp_provider *provider, const char *token)
{
	struct zp_finding *finding = zp_report(ctx, record,
	    "%s looks for this token at %s again and again", provider->name,
	    zp_name_text(ctx, record.owner));

	zp_subject(finding, "%s", token);
	if (*provider->loses != '\0')
		zp_note(finding, "without it %s", provider->loses);
	zp_fix(finding, "put it back, unless the service is given up:\n%s",
	    zp_record_text(ctx, record));
}

/* An alias whose target tells an issuer that the name is still yours. */
static void
renewal_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record record = zp_rrset_at(delta->before, 0);
	const struct zp_provider *issuer = zp_provider_of(
	    ctx, ZP_CLUE_RENEWS, record);
	const struct zp_rrset *now = NULL;
	struct zp_finding *finding = NULL;

	/* `_acme-challenge` is acme-delegation-lost's. */
	if (issuer == NULL || delta->owner[1] != '_' ||
	    zp_name_starts(delta->owner, "_acme-challenge") ||
	    !zp_known_after(ctx, delta, &now) || now != NULL)
		return;
	finding = zp_report(ctx, record,
	    "%s can no longer renew the certificate of %s", issuer->name,
	    zp_name_text(ctx, zp_name_host(delta->owner)));
	zp_note(finding,
	    "it shows when the present one expires, months after the change");
	zp_fix(finding, "put it back:\n%s", zp_rrset_text(ctx, delta->before));
}

static void
verification_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	if (delta->before == NULL)
		return;
	if (delta->type == ZP_CNAME) {
		renewal_removed(ctx, delta);
		return;
	}
	for (uint32_t i = 0; i < delta->before->count; i++) {
		struct zp_record record = zp_rrset_at(delta->before, i);
		const char *text = record.opaque ? "" :
						   zp_txt(ctx, record, NULL);
		const struct zp_provider *provider = zp_provider_by(
		    ZP_CLUE_RECHECKED, text);
		const struct zp_rrset *now = NULL;

		if (provider != NULL && zp_known_after(ctx, delta, &now) &&
		    !holds_text(ctx, now, text))
			say_unproved(ctx, record, provider,
			    zp_format(
				ctx, "%.*s", (int)strcspn(text, "=:"), text));
	}
}

ZP_RULE(verification_removed) = {
	.id = "verification-removed",
	.summary = "a token that proves who owns the domain is removed",
	.explain =
	    "Some services look for their token once, others again every few "
	    "weeks, and stop when it is gone; an alias to an issuer renews a "
	    "certificate each time (RFC 8555, 8.4, is one such proof). The "
	    "table of those that look again is dated (rules/providers.txt); "
	    "tokens that are read once, such as `MS=`, are passed over.\n\n"
	    "Give the service up first, then remove its token.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, ZP_CNAME, 0 },
	.on_delta = verification_removed,
};
