/* DKIM: the keys that mail in flight is checked against. */
#include "zoneproof.h"

#include <ctype.h>
#include <string.h>

/* The selector as text: "s1". */
static const char *
selector_of(struct zp_ctx *ctx, const uint8_t *owner)
{
	const char *text = zp_name_text(ctx, owner);
	const char *end = strstr(text, "._domainkey");

	return end == NULL ? text :
			     zp_format(ctx, "%.*s", (int)(end - text), text);
}

static const struct zp_dkim *
key_of(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	return txt == NULL || txt->opaque || txt->type != ZP_TXT ?
	    NULL :
	    zp_dkim_of(ctx, zp_rrset_at(txt, 0));
}

static bool
is_exempt(
    struct zp_ctx *ctx, const struct zp_delta *delta, const uint8_t *domain)
{
	return zp_mail(ctx, zp_before(ctx), delta->change->before, domain)
	    ->exempt;
}

/* ------------------------------------------------------ whose key is it? */

/* Who holds the secret half, as far as names tell. */
struct signer {
	const struct zp_provider *provider; /* NULL: not known */
	const uint8_t *target;              /* of a CNAME, else NULL */
	const char *stem; /* of a TXT's selector without its number, or NULL */
	bool ed25519;
};

/* "s1" and "s2", "2025a" and "2025b" are of one kind; "mail" is of none. */
static const char *
stem_of(struct zp_ctx *ctx, const char *selector)
{
	size_t length = strlen(selector);
	char stem[64];
	size_t kept = 0;
	bool numbered = false;

	if (length >= sizeof stem)
		return NULL;
	if (length > 1 && isalpha((unsigned char)selector[length - 1]) &&
	    isdigit((unsigned char)selector[length - 2]))
		length--;
	for (size_t i = 0; i < length; i++)
		if (isdigit((unsigned char)selector[i]))
			numbered = true;
		else
			stem[kept++] = selector[i];
	return numbered ? zp_format(ctx, "%.*s", (int)kept, stem) : NULL;
}

static struct signer
signer_of(struct zp_ctx *ctx, const struct zp_rrset *key)
{
	struct signer signer = { .provider = NULL };
	const char *selector = selector_of(ctx, key->owner);
	const struct zp_dkim *dkim = key_of(ctx, key);

	signer.provider = zp_provider_by(ZP_CLUE_SELECTOR, selector);
	if (key->type == ZP_CNAME) {
		const struct zp_provider *by_target = zp_provider_of(
		    ctx, ZP_CLUE_DKIM_CNAME, zp_rrset_at(key, 0));

		signer.target = zp_target_of(zp_rrset_at(key, 0));
		if (by_target != NULL)
			signer.provider = by_target;
	} else
		signer.stem = stem_of(ctx, selector);
	signer.ed25519 = dkim != NULL && dkim->ed25519;
	return signer;
}

/* The last two labels of two names are the same. */
static bool
same_suffix(const uint8_t *a, const uint8_t *b)
{
	while (zp_name_labels(a) > 2)
		a = zp_name_parent(a);
	while (zp_name_labels(b) > 2)
		b = zp_name_parent(b);
	return zp_name_equal(a, b);
}

static bool
same_signer(const struct signer *a, const struct signer *b)
{
	if (a->target != NULL && b->target != NULL)
		return same_suffix(a->target, b->target);
	if (a->provider != NULL && a->provider == b->provider)
		return true;
	return a->stem != NULL && b->stem != NULL &&
	    strcmp(a->stem, b->stem) == 0;
}

/* ------------------------------------------------- dkim-selector-removed */

/* What is left of a domain's keys when one goes. */
struct rest {
	unsigned live;     /* that can stand in for the lost one */
	bool other_signer; /* some are of somebody else, or who knows */
	bool same_before;  /* one of the same signer was there before */
	bool same_new;     /* one of the same signer, or any, came with this */
	bool rotates; /* the provider rotates between the lost and a rest */
	bool same_provider; /* some key of the lost one's provider stays */
	bool unseen;        /* there may be others that nobody told of */
	struct zp_record stand_in, newcomer, sibling;
};

static void
rest_add(struct zp_ctx *ctx, const struct zp_delta *delta,
    const struct signer *lost, const struct zp_rrset *key, struct rest *rest)
{
	struct signer signer = signer_of(ctx, key);
	bool was_there = zp_dkim_live(
	    ctx, zp_before(ctx), delta->change->before, key->owner);

	if (signer.ed25519 && !lost->ed25519)
		return;
	rest->live++;
	rest->same_provider = rest->same_provider ||
	    (lost->provider != NULL && lost->provider == signer.provider);
	if (!was_there) {
		rest->same_new = true;
		rest->newcomer = zp_rrset_at(key, 0);
	} else if (same_signer(lost, &signer)) {
		rest->same_before = true;
		rest->stand_in = zp_rrset_at(key, 0);
	} else
		rest->other_signer = true;
	if (lost->provider != NULL && lost->provider == signer.provider &&
	    lost->target != NULL && signer.target != NULL) {
		rest->rotates = true;
		rest->sibling = zp_rrset_at(key, 0);
	}
}

static struct rest
rest_of(struct zp_ctx *ctx, const struct zp_delta *delta, const uint8_t *domain,
    const struct signer *lost)
{
	const struct zp_zone *zone = delta->change->after;
	struct rest rest = { .unseen = zp_zone_may_hold_more(zone) };
	const uint8_t *keys = zp_name_under(ctx, "_domainkey", domain);
	struct zp_rrset rrset = { 0 };

	while (keys != NULL && zp_zone_next(zone, keys, &rrset))
		if ((rrset.type == ZP_TXT || rrset.type == ZP_CNAME) &&
		    !zp_name_equal(rrset.owner, delta->owner) &&
		    zp_dkim_live(ctx, zp_after(ctx), zone, rrset.owner))
			rest_add(ctx, delta, lost, &rrset, &rest);
	return rest;
}

/* Does the provider's include or MX stay at the domain? */
static bool
provider_stays(struct zp_ctx *ctx, const struct zp_delta *delta,
    const uint8_t *domain, const struct zp_provider *provider,
    struct zp_record *ret)
{
	const struct zp_zone *zone = delta->change->after;
	const struct zp_rrset *mx = zp_zone_find(ctx, zone, domain, ZP_MX);
	const struct zp_rrset *txt = zp_zone_find(ctx, zone, domain, ZP_TXT);
	const struct zp_spf *spf = NULL;

	for (uint32_t i = 0; mx != NULL && i < mx->count; i++) {
		*ret = zp_rrset_at(mx, i);
		if (zp_provider_of(ctx, ZP_CLUE_MX, *ret) == provider)
			return true;
	}
	spf = zp_spf_single(ctx, txt, ret);
	for (size_t i = 0; spf != NULL && i < spf->count; i++)
		if (spf->terms[i].kind == ZP_SPF_INCLUDE &&
		    zp_provider_by(ZP_CLUE_SPF, spf->terms[i].spec) == provider)
			return true;
	return false;
}

/* The proper end of a rotation: the successor was there before. */
static bool
is_retired(const struct rest *rest)
{
	return rest->live > 0 && !rest->rotates && !rest->same_new &&
	    rest->same_before;
}

static enum zp_severity
weigh(struct zp_finding *finding, struct zp_ctx *ctx,
    const struct zp_delta *delta, const uint8_t *domain,
    const struct signer *lost, const struct rest *rest)
{
	struct zp_record at;

	if (rest->live == 0 && rest->unseen) {
		zp_note(finding,
		    "likely its last key: none other is shown, and the rest of "
		    "the zone cannot be seen");
		return ZP_WARNING;
	}
	if (rest->live == 0) {
		zp_note(
		    finding, "it was the last key that receivers can check");
		return ZP_ERROR;
	}
	if (rest->rotates) {
		zp_evidence(finding, rest->sibling,
		    "%s signs with this one and the lost one by turns",
		    lost->provider->name);
		return ZP_ERROR;
	}
	if (lost->provider != NULL && !rest->same_provider &&
	    provider_stays(ctx, delta, domain, lost->provider, &at)) {
		zp_evidence(finding, at, "%s is still in use here",
		    lost->provider->name);
		return ZP_ERROR;
	}
	if (rest->same_new) {
		zp_evidence(finding, rest->newcomer,
		    "its successor comes in the same change: mail already "
		    "signed with the old key still travels");
		return ZP_WARNING;
	}
	if (is_retired(rest)) {
		zp_evidence(finding, rest->stand_in,
		    "a key of the same signer was here before: the end of a "
		    "rotation");
		return ZP_NOTICE;
	}
	zp_note(finding,
	    "other keys stay, but none is known to be of the same "
	    "signer");
	return ZP_WARNING;
}

static bool
is_lost_key(
    struct zp_ctx *ctx, const struct zp_delta *delta, const uint8_t *domain)
{
	const uint8_t *own = zp_dkim_domain(delta->owner);

	return own != NULL && zp_name_equal(own, domain) &&
	    (delta->type == ZP_TXT || delta->type == ZP_CNAME) &&
	    delta->before != NULL && delta->after == NULL &&
	    zp_dkim_live(
		ctx, zp_before(ctx), delta->change->before, delta->owner);
}

/* When all keys of a domain go at once, the first one speaks for them. */
static bool
speaks_for_all(
    struct zp_ctx *ctx, const struct zp_delta *delta, const uint8_t *domain)
{
	for (const struct zp_delta *each = delta->change->deltas; each < delta;
	     each++)
		if (is_lost_key(ctx, each, domain))
			return false;
	return true;
}

static void
say_others(struct zp_finding *finding, struct zp_ctx *ctx,
    const struct zp_delta *delta, const uint8_t *domain)
{
	const struct zp_change *change = delta->change;

	for (size_t i = 0; i < change->count; i++)
		if (&change->deltas[i] != delta &&
		    is_lost_key(ctx, &change->deltas[i], domain))
			zp_evidence(finding,
			    zp_rrset_at(change->deltas[i].before, 0),
			    "selector %s goes with it",
			    selector_of(ctx, change->deltas[i].owner));
}

static void
dkim_selector_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *domain = zp_dkim_domain(delta->owner);
	const struct zp_zone *after = delta->change->after;
	struct zp_dmarc_policy dmarc;
	struct signer lost;
	struct rest rest;
	struct zp_finding *finding = NULL;

	if (domain == NULL || delta->before == NULL || delta->after != NULL ||
	    !zp_dkim_live(
		ctx, zp_before(ctx), delta->change->before, delta->owner) ||
	    zp_zone_find(ctx, after, delta->owner, ZP_TXT) != NULL ||
	    zp_dkim_live(ctx, zp_after(ctx), after, delta->owner) ||
	    is_exempt(ctx, delta, domain))
		return;
	lost = signer_of(ctx, delta->before);
	rest = rest_of(ctx, delta, domain, &lost);
	if (rest.live == 0 && !speaks_for_all(ctx, delta, domain))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    rest.live == 0 && !rest.unseen ?
		"%s has no DKIM key any more: its signed mail fails (%s)" :
		is_retired(&rest) ?
		"%s retires DKIM selector %s" :
		"mail of %s signed with DKIM selector %s fails",
	    zp_name_text(ctx, domain), selector_of(ctx, delta->owner));
	zp_domain(finding, domain);
	zp_severity(finding, weigh(finding, ctx, delta, domain, &lost, &rest));
	dmarc = zp_dmarc_for(ctx, zp_after(ctx), after, domain);
	if (rest.live == 0)
		say_others(finding, ctx, delta, domain);
	if (rest.live == 0 && dmarc.policy >= ZP_POLICY_QUARANTINE)
		zp_evidence(finding, dmarc.at, "DMARC says to %s what fails",
		    dmarc.policy == ZP_POLICY_REJECT ? "refuse" :
						       "treat as spam");
	zp_fix(finding,
	    "keep it until nothing signs with it and a week has passed:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(dkim_selector_removed) = {
	.id = "dkim-selector-removed",
	.summary = "a DKIM key that mail is signed with goes away",
	.explain =
	    "A signature names a selector, and the key is read when the mail "
	    "arrives (RFC 6376, 3.6.2). Without the key the signature fails, "
	    "for mail under way and for all that is still signed with it; "
	    "under an enforcing DMARC it is refused.\n\n"
	    "To rotate: publish the new key, switch the signer, keep the old "
	    "key a week, then revoke it (`p=`) or remove it.\n\n"
	    "An error for the last live key (Ed25519 alone does not count: "
	    "many receivers cannot check it), for one of a pair that its "
	    "provider signs with by turns, and for the last one of a provider "
	    "whose SPF include or MX stays. Where only a script, a batch or a "
	    "patch is known, or one file of several, other keys may stand in the zone, so that the "
	    "last one that is shown is a warning (zoneproof plan --state shows "
	    "the rest). A notice where another key of the "
	    "same signer was there before. Quiet when it was revoked already.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, ZP_CNAME, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "name-went-dark", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = dkim_selector_removed,
};

/* --------------------------------------------------- dkim-key-replaced */

static void
dkim_key_replaced(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *domain = zp_dkim_domain(delta->owner);
	const struct zp_dkim *old = key_of(ctx, delta->before);
	const struct zp_dkim *new = key_of(ctx, delta->after);
	struct zp_finding *finding = NULL;

	if (domain == NULL || old == NULL || new == NULL || !old->is_dkim ||
	    !new->is_dkim || !old->key_ok || !new->key_ok ||
	    delta->before->count != 1 || delta->after->count != 1 ||
	    memcmp(old->key_hash, new->key_hash, sizeof old->key_hash) == 0 ||
	    is_exempt(ctx, delta, domain))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "mail of %s under way fails: selector %s gets another key",
	    zp_name_text(ctx, domain), selector_of(ctx, delta->owner));
	zp_domain(finding, domain);
	zp_note(finding, "and until the signer has the new one, all it signs");
	zp_fix(finding,
	    "publish the new key under a selector of its own, switch the "
	    "signer, and keep for a week:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(dkim_key_replaced) = {
	.id = "dkim-key-replaced",
	.summary = "a DKIM selector gets another key",
	.explain =
	    "The same selector with another key fails every signature made "
	    "with the old one, for as long as mail is under way, and resolvers "
	    "keep the old key for its TTL, which fails the new ones (RFC 6376, "
	    "3.6.1). A new key wants a new selector.\n\n"
	    "Quiet where only the text differs: the keys are compared as they "
	    "decode.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_delta = dkim_key_replaced,
};

/* ----------------------------------------------------- dkim-key-revoked */

static void
dkim_key_revoked(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *domain = zp_dkim_domain(delta->owner);
	const struct zp_dkim *new = key_of(ctx, delta->after);
	const struct zp_zone *after = delta->change->after;
	struct zp_finding *finding = NULL;

	if (domain == NULL || new == NULL ||
	    !zp_dkim_live(
		ctx, zp_before(ctx), delta->change->before, delta->owner) ||
	    zp_dkim_live(ctx, zp_after(ctx), after, delta->owner) ||
	    is_exempt(ctx, delta, domain))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "mail of %s signed with DKIM selector %s fails: %s",
	    zp_name_text(ctx, domain), selector_of(ctx, delta->owner),
	    new->revoked     ? "its key is revoked" :
		new->is_dkim ? "its key cannot be read" :
			       "this is no key");
	zp_domain(finding, domain);
	if (delta->before != NULL)
		zp_fix(finding,
		    "revoke a key when nothing has signed with it for a "
		    "week; until then:\n%s",
		    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(dkim_key_revoked) = {
	.id = "dkim-key-revoked",
	.summary = "a DKIM key in use is revoked",
	.explain =
	    "An empty `p=` says that a key must not be trusted any more (RFC "
	    "6376, 3.6.1): all mail that carries its signature fails DKIM at "
	    "once. A text without a key, such as \"not in use\", acts the "
	    "same.\n\n"
	    "The right end of a rotation, a week after the signer has moved "
	    "on; a stolen key is revoked at once.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_delta = dkim_key_revoked,
};

/* ------------------------------------------------------- dkim-key-weakened */

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
