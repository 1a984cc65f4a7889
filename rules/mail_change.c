/* Changes of mail that are more than one record: parking, moving, widening. */
#include "zoneproof.h"

#include <string.h>
#include <strings.h>

/* ---------------------------------------------------- mail-domain-parked */

static bool
has_mail(const struct zp_mail *mail)
{
	return mail->sends || mail->receives;
}

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

static void
park(struct zp_ctx *ctx, const struct zp_change *change,
    const struct zp_delta *delta, const uint8_t *domain)
{
	const struct zp_mail *now = zp_mail(
	    ctx, zp_after(ctx), change->after, domain);
	const struct zp_mail *was = NULL;
	const char *declared = "";
	struct zp_finding *finding = NULL;

	if (!now->parked || now->exempt)
		return;
	was = zp_mail(ctx, zp_before(ctx), change->before, domain);
	if (was->parked)
		return;
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
}

static void
mail_domain_parked(struct zp_ctx *ctx, const struct zp_change *change)
{
	const uint8_t *done[64];
	unsigned count = 0;

	if (change->before == NULL || change->after == NULL)
		return;
	for (size_t i = 0; i < change->count && count < 64; i++) {
		const uint8_t *domain = parking_domain(&change->deltas[i]);
		bool seen = domain == NULL;

		for (unsigned j = 0; j < count && !seen; j++)
			seen = zp_name_equal(done[j], domain);
		if (seen)
			continue;
		done[count++] = domain;
		park(ctx, change, &change->deltas[i], domain);
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
	    "`receiving`, or protects it. Before you park, look whether "
	    "accounts elsewhere are registered with its addresses.",
	.severity = ZP_WARNING,
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

/* ------------------------------------------- mx-host-dropped, mx-replaced */

static bool
is_null(const struct zp_rrset *mx)
{
	const uint8_t *host = zp_target_of(zp_rrset_at(mx, 0));

	return mx->count == 1 && host != NULL && *host == 0;
}

static const struct zp_provider *
provider_of(struct zp_ctx *ctx, const struct zp_rrset *mx)
{
	for (uint32_t i = 0; i < mx->count; i++) {
		const uint8_t *host = zp_target_of(zp_rrset_at(mx, i));
		const struct zp_provider *provider = host == NULL ?
		    NULL :
		    zp_provider_by(ZP_CLUE_MX, zp_name_text(ctx, host));

		if (provider != NULL)
			return provider;
	}
	return NULL;
}

static bool
names_host(const struct zp_rrset *mx, const uint8_t *host)
{
	for (uint32_t i = 0; i < mx->count; i++) {
		const uint8_t *each = zp_target_of(zp_rrset_at(mx, i));

		if (each != NULL && zp_name_equal(each, host))
			return true;
	}
	return false;
}

/* How many hosts of one set the other does not name; the first of them. */
static unsigned
hosts_beyond(const struct zp_rrset *mx, const struct zp_rrset *other,
    struct zp_record *ret)
{
	unsigned count = 0;

	for (uint32_t i = 0; i < mx->count; i++) {
		struct zp_record record = zp_rrset_at(mx, i);
		const uint8_t *host = zp_target_of(record);

		if (host != NULL && !names_host(other, host) && count++ == 0)
			*ret = record;
	}
	return count;
}

static bool
both_have_mail(const struct zp_delta *delta)
{
	return delta->before != NULL && delta->after != NULL &&
	    !is_null(delta->before) && !is_null(delta->after) &&
	    !delta->before->opaque && !delta->after->opaque;
}

static void
mx_host_dropped(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record gone;
	unsigned count = 0;
	struct zp_finding *finding = NULL;

	if (!both_have_mail(delta))
		return;
	count = hosts_beyond(delta->before, delta->after, &gone);
	if (count == 0 || count == delta->before->count)
		return;
	finding = zp_report(ctx, gone, "%s has %u mail host%s less",
	    zp_name_text(ctx, delta->owner), count, count == 1 ? "" : "s");
	zp_domain(finding, delta->owner);
	zp_fix(finding,
	    "keep the host up for the old TTL, %s: senders still "
	    "know it",
	    zp_duration(ctx, delta->before->ttl));
}

ZP_RULE(mx_host_dropped) = {
	.id = "mx-host-dropped",
	.summary = "an MX loses one of its hosts",
	.explain =
	    "Mail has one way less. Senders that know the old set go on using "
	    "the host for its TTL, so it has to stay up that long (RFC 5321, "
	    "5.1).\n\n"
	    "Told as a notice; the loss of all hosts is mx-removed or "
	    "mx-replaced.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.on_delta = mx_host_dropped,
};

/* Does the SPF of the domain take in the provider? */
static bool
spf_follows(struct zp_ctx *ctx, const struct zp_delta *delta,
    const struct zp_provider *provider)
{
	const struct zp_rrset *txt = zp_zone_find(
	    ctx, delta->change->after, delta->owner, ZP_TXT);
	struct zp_record record;
	const struct zp_spf *spf = NULL;
	size_t length = 0;

	if (txt == NULL || zp_spf_of(ctx, txt, &record) != 1)
		return true;
	spf = zp_spf_parse(ctx, zp_txt(ctx, record, &length), length);
	for (size_t i = 0; i < spf->count; i++) {
		if (spf->terms[i].kind == ZP_SPF_MX)
			return true;
		if ((spf->terms[i].kind == ZP_SPF_INCLUDE ||
			spf->terms[i].kind == ZP_SPF_REDIRECT) &&
		    provider != NULL &&
		    zp_provider_by(ZP_CLUE_SPF, spf->terms[i].spec) == provider)
			return true;
	}
	/* Of hosts that nobody knows, a changed SPF is taken for following. */
	for (size_t i = 0; provider == NULL && i < delta->change->count; i++)
		if (delta->change->deltas[i].type == ZP_TXT &&
		    zp_name_equal(delta->change->deltas[i].owner, delta->owner))
			return true;
	return false;
}

static void
mx_replaced(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_provider *old = NULL, *new = NULL;
	struct zp_record first;
	bool follows = false;
	struct zp_finding *finding = NULL;

	if (!both_have_mail(delta) ||
	    hosts_beyond(delta->before, delta->after, &first) !=
		delta->before->count ||
	    zp_mail(ctx, zp_after(ctx), delta->change->after, delta->owner)
		->exempt)
		return;
	old = provider_of(ctx, delta->before);
	new = provider_of(ctx, delta->after);
	follows = (old != NULL && old == new) || spf_follows(ctx, delta, new);
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "mail of %s goes to %s from now on",
	    zp_name_text(ctx, delta->owner),
	    new != NULL ? new->name : "other hosts");
	zp_domain(finding, delta->owner);
	zp_severity(finding, follows ? ZP_NOTICE : ZP_WARNING);
	if (old != NULL)
		zp_note(finding, "it went to %s", old->name);
	if (!follows)
		zp_note(finding,
		    "but %s may not send for it: the SPF does not "
		    "name it",
		    new != NULL ? new->name : "the new hosts");
	zp_fix(finding, "keep the old hosts taking mail for the old TTL, %s",
	    zp_duration(ctx, delta->before->ttl));
}

ZP_RULE(mx_replaced) = {
	.id = "mx-replaced",
	.summary = "all mail hosts of a domain are replaced",
	.explain =
	    "The domain moves to another mail system. Senders go on using the "
	    "old hosts for the old TTL, so these must take the mail that long. "
	    "Whoever receives the mail mostly sends it, too: a warning where "
	    "the SPF does not name the new provider, a notice where it "
	    "does.\n\n"
	    "Other names of the same provider are a notice.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.on_delta = mx_replaced,
};

/* ---------------------------------------------- spf-widened, spf-hardened */

static const struct zp_spf *
spf_of_rrset(
    struct zp_ctx *ctx, const struct zp_rrset *txt, struct zp_record *ret)
{
	size_t length = 0;
	const char *text = NULL;

	if (txt == NULL || zp_spf_of(ctx, txt, ret) != 1)
		return NULL;
	text = zp_txt(ctx, *ret, &length);
	return zp_spf_parse(ctx, text, length);
}

/* Bits in common at the front of a range: its prefix length, near enough. */
static unsigned
prefix_of(const struct zp_range *range)
{
	unsigned first = range->v6 ? 0 : 12, bits = 0;

	for (unsigned i = first; i < 16; i++)
		for (int bit = 7; bit >= 0; bit--, bits++)
			if (((range->low[i] ^ range->high[i]) >> bit & 1) != 0)
				return bits;
	return bits;
}

static bool
is_wide(const struct zp_range *range)
{
	return prefix_of(range) <= (range->v6 ? 32u : 16u);
}

static void
spf_widened(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record old_at, new_at;
	const struct zp_spf *old = spf_of_rrset(ctx, delta->before, &old_at);
	const struct zp_spf *new = spf_of_rrset(ctx, delta->after, &new_at);
	const struct zp_senders *before = NULL, *after = NULL, *added = NULL;
	struct zp_finding *finding = NULL;

	if (old == NULL || new == NULL)
		return;
	before = zp_senders(
	    ctx, zp_before(ctx), delta->change->before, delta->owner);
	after = zp_senders(
	    ctx, zp_after(ctx), delta->change->after, delta->owner);
	if (before == NULL || after == NULL || after->everyone ||
	    before->everyone || before->incomplete ||
	    before->range_count + before->member_count == 0)
		return;
	added = zp_senders_minus(ctx, after, before);
	if (added->range_count + added->member_count == 0)
		return;
	finding = zp_report(ctx, new_at, "%zu sender%s more may send as %s",
	    added->range_count + added->member_count,
	    added->range_count + added->member_count == 1 ? "" : "s",
	    zp_name_text(ctx, delta->owner));
	zp_domain(finding, delta->owner);
	for (size_t i = 0; i < added->member_count && i < 8; i++) {
		zp_note(finding, "authorised now: %s", added->members[i]);
		if (strncmp(added->members[i], "exists", 6) == 0 ||
		    strncmp(added->members[i], "ptr", 3) == 0)
			zp_severity(finding, ZP_WARNING);
	}
	for (size_t i = 0; i < added->range_count && i < 8; i++) {
		zp_note(finding, "authorised now: %s",
		    zp_range_text(ctx, &added->ranges[i]));
		if (is_wide(&added->ranges[i]))
			zp_severity(finding, ZP_WARNING);
	}
	zp_fix(finding, "if it is not meant:\n%s", zp_record_text(ctx, old_at));
}

ZP_RULE(spf_widened) = {
	.id = "spf-widened",
	.summary = "an SPF authorises more senders than before",
	.explain =
	    "Everybody who can send from the added addresses passes for the "
	    "domain (RFC 7208). Right when a service is added; a warning for "
	    "whole networks (IPv4 /16, IPv6 /32 or wider) and for `exists` and "
	    "`ptr`, which somebody else decides.\n\n"
	    "Only what is added is looked at. Quiet when a domain gets its "
	    "first senders.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_delta = spf_widened,
};

static void
spf_hardened(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record old_at, new_at;
	const struct zp_spf *old = spf_of_rrset(ctx, delta->before, &old_at);
	const struct zp_spf *new = spf_of_rrset(ctx, delta->after, &new_at);
	const struct zp_senders *before = NULL, *after = NULL, *lost = NULL;
	struct zp_finding *finding = NULL;

	if (old == NULL || new == NULL || new->all != ZP_ALL_FAIL ||
	    (old->all != ZP_ALL_SOFTFAIL && old->all != ZP_ALL_NEUTRAL))
		return;
	before = zp_senders(
	    ctx, zp_before(ctx), delta->change->before, delta->owner);
	after = zp_senders(
	    ctx, zp_after(ctx), delta->change->after, delta->owner);
	if (before == NULL || after == NULL)
		return;
	lost = zp_senders_minus(ctx, before, after);
	if (lost->range_count + lost->member_count > 0)
		return;
	finding = zp_report(ctx, new_at,
	    "mail of %s from anywhere else is refused from now on",
	    zp_name_text(ctx, delta->owner));
	zp_domain(finding, delta->owner);
	zp_fix(finding,
	    "be sure from the DMARC reports that every sender is "
	    "listed");
}

ZP_RULE(spf_hardened) = {
	.id = "spf-hardened",
	.summary = "an SPF goes to -all with the same senders",
	.explain =
	    "`-all` tells receivers to refuse what is not listed (RFC 7208, "
	    "8.4). Good, once every sender is known; forwarded mail and a "
	    "forgotten service are refused as well.\n\n"
	    "The DMARC reports of a month name them all.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_delta = spf_hardened,
};

/* --------------------------------------------------- dmarc: harder, blind */

static const struct zp_dmarc *
dmarc_of(struct zp_ctx *ctx, const struct zp_rrset *txt, struct zp_record *ret)
{
	for (uint32_t i = 0; txt != NULL && i < txt->count; i++) {
		const struct zp_dmarc *dmarc = NULL;
		size_t length = 0;
		const char *text = NULL;

		*ret = zp_rrset_at(txt, i);
		if (ret->opaque)
			continue;
		text = zp_txt(ctx, *ret, &length);
		dmarc = zp_dmarc_parse(ctx, text, length);
		if (dmarc->is_dmarc)
			return dmarc;
	}
	return NULL;
}

static bool
has_live_key(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	struct zp_rrset rrset = { 0 };

	while (zp_zone_next(zone, NULL, &rrset))
		if ((rrset.type == ZP_TXT || rrset.type == ZP_CNAME) &&
		    zp_name_labels(rrset.owner) >
			zp_name_labels(zp_zone_name(zone)) + 1 &&
		    zp_name_starts(zp_name_parent(rrset.owner), "_domainkey") &&
		    zp_dkim_live(ctx, zp_estate_of(zone), zone, rrset.owner))
			return true;
	return false;
}

static bool
enforces(const struct zp_dmarc *dmarc)
{
	return dmarc != NULL && dmarc->p >= ZP_POLICY_QUARANTINE &&
	    !dmarc->testing;
}

static void
dmarc_hardened_unready(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *domain = zp_name_parent(delta->owner);
	struct zp_record old_at, new_at;
	const struct zp_dmarc *old = NULL, *new = NULL;
	const struct zp_mail *mail = NULL;
	bool spf = false, dkim = false;
	struct zp_finding *finding = NULL;

	if (!zp_name_starts(delta->owner, "_dmarc"))
		return;
	old = dmarc_of(ctx, delta->before, &old_at);
	new = dmarc_of(ctx, delta->after, &new_at);
	if (!enforces(new) || enforces(old))
		return;
	mail = zp_mail(ctx, zp_after(ctx), delta->change->after, domain);
	if (mail->exempt || mail->parked || (!mail->sends && !mail->receives))
		return;
	spf = zp_senders(ctx, zp_after(ctx), delta->change->after, domain) !=
	    NULL;
	dkim = has_live_key(ctx, delta->change->after);
	if (spf && dkim)
		return;
	finding = zp_report(ctx, new_at,
	    spf || dkim ? "forwarded mail of %s is refused: DMARC rests on %s" :
			  "all mail of %s is refused: nothing vouches for it%s",
	    zp_name_text(ctx, domain),
	    dkim    ? "DKIM alone" :
		spf ? "SPF alone" :
		      "");
	zp_severity(finding, spf || dkim ? ZP_WARNING : ZP_ERROR);
	zp_domain(finding, domain);
	zp_mail_evidence(finding, mail);
	zp_fix(finding, "%s first; stay at p=none until the reports are good",
	    dkim ? "publish an SPF" : "sign with DKIM");
}

ZP_RULE(dmarc_hardened_unready) = {
	.id = "dmarc-hardened-unready",
	.summary = "DMARC starts to enforce before SPF and DKIM are there",
	.explain =
	    "Under quarantine or reject mail must pass SPF or DKIM for the "
	    "domain (RFC 9989). With neither, all of it is refused: an error. "
	    "With SPF alone forwarded mail is; with DKIM alone, what some "
	    "program sends unsigned: a warning.\n\n"
	    "Publish both, read the reports under p=none for a month, then "
	    "enforce. Quiet on parked domains.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_delta = dmarc_hardened_unready,
};

static void
dmarc_reports_lost(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *domain = zp_name_parent(delta->owner);
	struct zp_record old_at, new_at;
	const struct zp_dmarc *old = NULL, *new = NULL;
	struct zp_finding *finding = NULL;

	if (!zp_name_starts(delta->owner, "_dmarc") ||
	    (old = dmarc_of(ctx, delta->before, &old_at)) == NULL ||
	    (new = dmarc_of(ctx, delta->after, &new_at)) == NULL ||
	    old->rua == NULL || new->rua != NULL)
		return;
	finding = zp_report(ctx, new_at,
	    "nobody hears any more who sends as %s", zp_name_text(ctx, domain));
	zp_domain(finding, domain);
	zp_fix(finding, "keep the address: rua=%s", old->rua);
}

ZP_RULE(dmarc_reports_lost) = {
	.id = "dmarc-reports-lost",
	.summary = "a DMARC record loses its address for reports",
	.explain =
	    "The reports that `rua=` brings are the only way to see which mail "
	    "of the domain fails, and who forges it (RFC 9990).\n\n"
	    "Keep an address, under an enforcing policy above all.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_delta = dmarc_reports_lost,
};

/* ------------------------------------------------------- dkim-key-weakened */

static const struct zp_dkim *
key_of(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	size_t length = 0;
	const char *text = NULL;

	if (txt == NULL || txt->opaque || txt->type != ZP_TXT)
		return NULL;
	text = zp_txt(ctx, zp_rrset_at(txt, 0), &length);
	return zp_dkim_parse(ctx, text, length);
}

static void
dkim_key_weakened(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_dkim *old = key_of(ctx, delta->before);
	const struct zp_dkim *new = key_of(ctx, delta->after);
	const char *what = NULL;
	struct zp_finding *finding = NULL;

	if (old == NULL || new == NULL || !old->key_ok || !new->key_ok ||
	    !zp_name_starts(zp_name_parent(delta->owner), "_domainkey"))
		return;
	if (new->ed25519 && !old->ed25519)
		what = "many receivers cannot check Ed25519 alone";
	else if (new->sha1_only && !old->sha1_only)
		what = "receivers pass over SHA-1";
	else if (!new->ed25519 && !old->ed25519 &&new->bits < old->bits)
		what = zp_format(
		    ctx, "%u bits in place of %u", new->bits, old->bits);
	if (what == NULL)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "signatures of %s count for less: %s",
	    zp_name_text(ctx, delta->owner), what);
	zp_fix(finding,
	    "keep the old key, and give the other one a selector "
	    "of its own:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(dkim_key_weakened) = {
	.id = "dkim-key-weakened",
	.summary = "a DKIM key gets weaker",
	.explain =
	    "Fewer bits are easier to break (RFC 8301); SHA-1 is passed over; "
	    "Ed25519 is strong but not checked everywhere, so it wants an RSA "
	    "key beside it (RFC 8463).\n\n"
	    "Publish the new key under a selector of its own.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "dkim-key-replaced", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = dkim_key_weakened,
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

/* Tokens that somebody reads again, by how they begin; as of 2026-11. */
static const struct {
	const char *beginning, *who, *what;
} rechecked[] = {
	{ "google-site-verification=", "Google",
	    "Search Console and Workspace stop trusting the domain" },
	{ "apple-domain-verification=", "Apple",
	    "Apple services stop trusting the domain" },
	{ "facebook-domain-verification=", "Meta",
	    "advertisements lose their domain" },
	{ "atlassian-domain-verification=", "Atlassian",
	    "managed accounts lose their domain" },
	{ "docusign=", "DocuSign", "accounts lose their domain" },
	{ "adobe-idp-site-verification=", "Adobe", "logins lose their domain" },
	{ "zoho-verification=", "Zoho", "the service stops" },
	{ "amazonses:", "Amazon SES", "it stops sending for the domain" },
	{ "openai-domain-verification=", "OpenAI",
	    "accounts lose their domain" },
	{ "stripe-verification=", "Stripe", "payments lose their domain" },
};

#define RECHECKED (sizeof rechecked / sizeof *rechecked)

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
verification_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	if (delta->before == NULL)
		return;
	for (uint32_t i = 0; i < delta->before->count; i++) {
		struct zp_record record = zp_rrset_at(delta->before, i);
		const char *text = record.opaque ? "" :
						   zp_txt(ctx, record, NULL);
		struct zp_finding *finding = NULL;

		for (size_t j = 0; j < RECHECKED; j++) {
			if (strncasecmp(text, rechecked[j].beginning,
				strlen(rechecked[j].beginning)) != 0 ||
			    holds_text(ctx, delta->after, text))
				continue;
			finding = zp_report(ctx, record,
			    "%s looks for this token at %s again and again",
			    rechecked[j].who, zp_name_text(ctx, delta->owner));
			zp_subject(finding, "%s", rechecked[j].beginning);
			zp_note(finding, "without it %s", rechecked[j].what);
			zp_fix(finding,
			    "put it back, unless the service is "
			    "given up:\n%s",
			    zp_record_text(ctx, record));
		}
	}
}

ZP_RULE(verification_removed) = {
	.id = "verification-removed",
	.summary = "a token that proves who owns the domain is removed",
	.explain =
	    "Some services look for their token once, others again every few "
	    "weeks, and stop when it is gone. The table of those that look "
	    "again is dated; tokens that are read once (such as `MS=`) are "
	    "passed over.\n\n"
	    "Give the service up first, then remove its token.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_delta = verification_removed,
};
