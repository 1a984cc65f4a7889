/* Mail records that somebody else publishes from now on. */
#include "zoneproof.h"

#include <string.h>
#include <strings.h>

/*
 * Who answers at a name, as people know them: a provider of the table, else the
 * last two labels.
 */
static const char *
operator_of(struct zp_ctx *ctx, enum zp_clue clue, const uint8_t *target)
{
	const struct zp_provider *provider = zp_provider_by(
	    clue, zp_name_text(ctx, target));

	if (provider != NULL)
		return provider->name;
	while (zp_name_labels(target) > 2)
		target = zp_name_parent(target);
	return zp_name_text(ctx, target);
}

/* ------------------------------------------------ dkim-delegation-changed */

/* Does one of the set's records lead to the operator? */
static bool
leads_to_operator(struct zp_ctx *ctx, const struct zp_rrset *rrset,
    enum zp_clue clue, const char *operator)
{
	for (uint32_t i = 0; rrset != NULL && i < rrset->count; i++) {
		const uint8_t *target = zp_target_of(zp_rrset_at(rrset, i));

		if (target != NULL &&
		    strcmp(operator_of(ctx, clue, target), operator) == 0)
			return true;
	}
	return false;
}

static bool
spf_names_operator(
    struct zp_ctx *ctx, const struct zp_rrset *txt, const char *operator)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);

	for (size_t i = 0; spf != NULL && i < spf->count; i++)
		if (spf->terms[i].name != NULL &&
		    strcmp(operator_of(ctx, ZP_CLUE_SPF, spf->terms[i].name),
			   operator) == 0)
			return true;
	return false;
}

/* Does the domain use the operator by its MX, its SPF or another selector? */
static bool
uses(struct zp_ctx *ctx, const struct zp_delta *delta, const uint8_t *domain,
    const char *operator)
{
	const struct zp_zone *zone = delta->change->after;
	const uint8_t *keys = zp_name_under(ctx, "_domainkey", domain);
	struct zp_rrset rrset = { 0 };

	if (leads_to_operator(ctx, zp_zone_find(ctx, zone, domain, ZP_MX),
		ZP_CLUE_MX, operator) ||
	    spf_names_operator(
		ctx, zp_zone_find(ctx, zone, domain, ZP_TXT), operator))
		return true;
	while (keys != NULL && zp_zone_next(zone, keys, &rrset))
		if (rrset.type == ZP_CNAME &&
		    !zp_name_equal(rrset.owner, delta->owner) &&
		    leads_to_operator(
			ctx, &rrset, ZP_CLUE_DKIM_CNAME, operator))
			return true;
	return false;
}

/* Both names lead to the same key, as far as the estate tells. */
static bool
same_key(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_answer was = zp_resolve(
	    ctx, zp_before(ctx), delta->change->before, delta->owner, ZP_TXT);
	struct zp_answer is = zp_resolve(
	    ctx, zp_after(ctx), delta->change->after, delta->owner, ZP_TXT);
	const struct zp_dkim *old = NULL, *new = NULL;

	if (was.outcome != ZP_ANSWER || is.outcome != ZP_ANSWER)
		return false;
	old = zp_dkim_of(ctx, zp_rrset_at(was.rrset, 0));
	new = zp_dkim_of(ctx, zp_rrset_at(is.rrset, 0));
	return old != NULL && new != NULL &&
	    old->key_ok &&new->key_ok &&memcmp(
		old->key_hash, new->key_hash, sizeof old->key_hash) == 0;
}

static void
dkim_delegation_changed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *domain = zp_dkim_domain(delta->owner);
	const uint8_t *old = NULL, *new = NULL;
	const char *was = NULL, *is = NULL;
	struct zp_finding *finding = NULL;

	if (domain == NULL || delta->before == NULL || delta->after == NULL ||
	    (old = zp_target_of(zp_rrset_at(delta->before, 0))) == NULL ||
	    (new = zp_target_of(zp_rrset_at(delta->after, 0))) == NULL ||
	    zp_name_equal(old, new) ||
	    zp_mail(ctx, zp_after(ctx), delta->change->after, domain)->exempt ||
	    !zp_dkim_live(
		ctx, zp_after(ctx), delta->change->after, delta->owner) ||
	    same_key(ctx, delta))
		return;
	was = operator_of(ctx, ZP_CLUE_DKIM_CNAME, old);
	is = operator_of(ctx, ZP_CLUE_DKIM_CNAME, new);
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "%s lets %s sign its mail from now on", zp_name_text(ctx, domain),
	    is);
	zp_domain(finding, domain);
	zp_field(finding, 0);
	if (strcmp(was, is) == 0)
		zp_note(finding, "of %s, as before: under another name", was);
	else if (uses(ctx, delta, domain, is))
		zp_note(finding, "so far of %s", was);
	else {
		zp_severity(finding, ZP_WARNING);
		zp_note(finding,
		    "so far of %s; nothing else of %s stands in the domain's "
		    "MX, SPF or DKIM",
		    was, is);
	}
	zp_note(finding,
	    "mail already signed with the old key fails once the old answer "
	    "is forgotten, after %s",
	    zp_duration(ctx, delta->before->ttl));
	zp_fix(finding,
	    "give the new signer a selector of its own, and keep for a "
	    "week:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(dkim_delegation_changed) = {
	.id = "dkim-delegation-changed",
	.summary = "the alias of a DKIM selector leads to another name",
	.explain =
	    "A selector that is a CNAME lends the key of whoever it leads to "
	    "(RFC 6376, 3.6.2): they can sign as the domain. Led elsewhere, "
	    "mail signed with the old key fails, and the new operator may "
	    "sign.\n\n"
	    "To move, publish the new operator's selector beside the old one, "
	    "switch the signer, and take the old alias away a week later. To "
	    "allow it, write `; zoneproof: allow dkim-delegation-changed "
	    "SELECTOR -- why`.\n\n"
	    "A notice; a warning where the new name belongs to somebody else "
	    "of whom nothing stands in the domain's MX, SPF or other "
	    "selectors: the operator is a provider of the table, else the "
	    "last two labels. Quiet where both names lead to the same key, "
	    "and where the new one leads to none: dkim-dangling says so.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_CNAME, 0 },
	.on_delta = dkim_delegation_changed,
};

/* ----------------------------------------------------- mail-record-delegated */

/* A name whose record tells the world how a domain's mail is to be treated. */
struct policy_name {
	const char *what;
	enum zp_clue clue;
	const uint8_t *domain;
};

static bool
begins_with(struct zp_ctx *ctx, const struct zp_rrset *txt, const char *text)
{
	for (uint32_t i = 0; txt != NULL && i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);

		if (!record.opaque &&
		    strncasecmp(
			zp_txt(ctx, record, NULL), text, strlen(text)) == 0)
			return true;
	}
	return false;
}

/* Did the zone itself say something there before? */
static bool
policy_name_of(
    struct zp_ctx *ctx, const struct zp_delta *delta, struct policy_name *ret)
{
	const uint8_t *owner = delta->owner, *parent = zp_name_parent(owner);
	const struct zp_rrset *txt = zp_zone_find(
	    ctx, delta->change->before, owner, ZP_TXT);
	struct zp_record record;
	struct zp_rrset below = { 0 };

	*ret = (struct policy_name){ "DKIM", ZP_CLUE_DKIM_CNAME, parent };
	if (zp_name_starts(owner, "_domainkey"))
		return zp_zone_next(delta->change->before, owner, &below);
	if (txt == NULL)
		return false;
	ret->domain = zp_dkim_domain(owner);
	if (ret->domain != NULL)
		return zp_dkim_live(
		    ctx, zp_before(ctx), delta->change->before, owner);
	*ret = (struct policy_name){ "DMARC", ZP_CLUE_DMARC, parent };
	if (zp_name_starts(owner, "_dmarc"))
		return zp_dmarc_of(ctx, txt, &record) > 0;
	*ret = (struct policy_name){ "MTA-STS", ZP_CLUE_MX, parent };
	if (zp_name_starts(owner, "_mta-sts"))
		return begins_with(ctx, txt, "v=STSv1");
	*ret = (struct policy_name){ "TLS-RPT", ZP_CLUE_DMARC,
		zp_name_parent(parent) };
	if (zp_name_starts(owner, "_smtp") && zp_name_starts(parent, "_tls"))
		return begins_with(ctx, txt, "v=TLSRPTv1");
	*ret = (struct policy_name){ "SPF", ZP_CLUE_SPF, owner };
	return zp_spf_of(ctx, txt, &record) > 0;
}

/* Nobody in the estate answers there any more. */
static bool
is_outside(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *name = delta->type == ZP_NS ?
	    delta->owner :
	    zp_target_of(zp_rrset_at(delta->after, 0));
	enum zp_outcome outcome = ZP_NODATA;

	if (name != NULL)
		outcome = zp_lookup(
		    ctx, zp_after(ctx), delta->change->after, name, ZP_TXT)
			      .outcome;
	return outcome == ZP_NO_ZONE || outcome == ZP_REFERRAL;
}

static void
mail_record_delegated(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *target = NULL;
	struct policy_name policy;
	const struct zp_rrset *old = NULL;
	struct zp_finding *finding = NULL;

	if (delta->before != NULL || delta->after == NULL ||
	    (target = zp_target_of(zp_rrset_at(delta->after, 0))) == NULL ||
	    !policy_name_of(ctx, delta, &policy) || !is_outside(ctx, delta) ||
	    zp_mail(ctx, zp_before(ctx), delta->change->before, policy.domain)
		->exempt)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "the %s of %s is up to %s from now on", policy.what,
	    zp_name_text(ctx, policy.domain),
	    operator_of(ctx, policy.clue, target));
	zp_domain(finding, policy.domain);
	zp_field(finding, 0);
	zp_note(finding,
	    "what is published there cannot be seen from here, neither now nor "
	    "when it changes");
	old = zp_zone_find(ctx, delta->change->before, delta->owner, ZP_TXT);
	if (old != NULL)
		zp_evidence(finding, zp_rrset_at(old, 0),
		    "so far the zone says it itself");
	zp_fix(finding,
	    "see that %s answers with what stands here before this is "
	    "published",
	    zp_name_text(ctx, target));
}

ZP_RULE(mail_record_delegated) = {
	.id = "mail-record-delegated",
	.summary = "a record of mail is handed over to somebody outside",
	.explain =
	    "A DMARC, DKIM, SPF, MTA-STS or TLS-RPT name that becomes a CNAME, "
	    "a DNAME or a delegation lends its answer from somebody else (RFC "
	    "1034, 3.6.2; RFC 6672). Services for mail ask for that, so that "
	    "they can change it without asking. From then on whoever holds "
	    "the other name decides what receivers do with the domain's "
	    "mail, and an expired contract or domain there is an outage "
	    "here.\n\n"
	    "Compare what the other side answers with the record it replaces "
	    "before you publish the alias. To allow it, write `; zoneproof: "
	    "allow mail-record-delegated NAME -- why`.\n\n"
	    "A notice that names the operator: a provider of the table, else "
	    "the last two labels of the target. What is handed over is "
	    "unknown, so nothing is called removed. Quiet where the target "
	    "is in the estate (other rules read on there), and for a name "
	    "that had no such record before.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_CNAME, ZP_DNAME, ZP_NS, 0 },
	.on_delta = mail_record_delegated,
};
