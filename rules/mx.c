/* MX: who receives a domain's mail, and whether their hosts can be reached. */
#include "zoneproof.h"

#include <string.h>

static bool
had_mail(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_mail *mail = NULL;

	if (delta->before == NULL || zp_is_null_mx(delta->before))
		return false;
	mail = zp_mail(ctx, zp_before(ctx), delta->before->zone, delta->owner);
	return !mail->exempt;
}

/* What a script deletes without its data was there with any TTL. */
static bool
is_ttl_known(const struct zp_rrset *rrset)
{
	return !rrset->opaque || rrset->ttl > 0;
}

static void
say_ttl(struct zp_finding *finding, struct zp_ctx *ctx,
    const struct zp_rrset *rrset)
{
	if (!is_ttl_known(rrset))
		return;
	zp_note(finding, "resolvers keep the old answer for up to %s",
	    zp_duration(ctx, rrset->ttl));
}

/* Where senders turn that find no MX (RFC 5321, 5.1). */
static void
say_fallback(struct zp_finding *finding, struct zp_ctx *ctx,
    const struct zp_delta *delta)
{
	struct zp_answer answer = zp_resolve(
	    ctx, zp_after(ctx), delta->change->after, delta->owner, ZP_A);

	if (answer.outcome == ZP_OPAQUE)
		return;
	if (answer.outcome != ZP_ANSWER)
		zp_note(finding,
		    "it has no address either: mail comes back to "
		    "its senders");
	else
		zp_evidence(finding, zp_rrset_at(answer.rrset, 0),
		    "senders try this address instead, where mail may well "
		    "not be taken");
}

/* ------------------------------------------------------------- mx-removed */

static void
mx_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_answer now;
	struct zp_finding *finding = NULL;
	const char *name = zp_name_text(ctx, delta->owner);

	if (delta->after != NULL || !had_mail(ctx, delta))
		return;
	now = zp_resolve(
	    ctx, zp_after(ctx), delta->change->after, delta->owner, ZP_MX);
	if (now.outcome == ZP_ANSWER || now.outcome == ZP_OPAQUE ||
	    now.outcome == ZP_REFERRAL)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    now.outcome == ZP_NO_ZONE ?
		"%s likely stops receiving mail: an alias replaces its MX" :
		"%s stops receiving mail: its MX is gone",
	    name);
	zp_domain(finding, delta->owner);
	if (now.outcome == ZP_NO_ZONE) {
		zp_severity(finding, ZP_WARNING);
		zp_note(finding,
		    "mail follows its alias to %s now, whose MX zoneproof "
		    "cannot see",
		    zp_name_text(ctx, now.name));
	} else
		say_fallback(finding, ctx, delta);
	say_ttl(finding, ctx, delta->before);
	zp_fix(finding,
	    "put it back:\n%s\nor, if it wants no mail:\n%s.%s IN MX 0 .",
	    zp_rrset_text(ctx, delta->before), name,
	    is_ttl_known(delta->before) ?
		zp_format(ctx, " %u", delta->before->ttl) :
		"");
}

ZP_RULE(mx_removed) = {
	.id = "mx-removed",
	.summary = "the MX of a domain that receives mail is removed",
	.explain =
	    "Senders that find no MX try the domain's own address (RFC 5321, "
	    "5.1). That is mostly a web server: mail waits there for days and "
	    "then comes back.\n\n"
	    "To move mail elsewhere, add the new MX first and take the old one "
	    "away when the old TTL has passed. A domain that wants no mail "
	    "says so with a null MX (RFC 7505): `MX 0 .`.\n\n"
	    "Quiet where a wildcard or an alias still answers with an MX, and "
	    "for names under arpa, below a delegation, or in internal zones.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mail-record-delegated", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = mx_removed,
};

/* -------------------------------------------------------------- mx-nulled */

static void
mx_nulled(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_mail *mail = NULL;
	struct zp_finding *finding = NULL;

	if (delta->after == NULL || !zp_is_null_mx(delta->after) ||
	    !had_mail(ctx, delta))
		return;
	mail = zp_mail(ctx, zp_after(ctx), delta->change->after, delta->owner);
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "%s refuses all mail from now on: its MX is null",
	    zp_name_text(ctx, delta->owner));
	zp_domain(finding, delta->owner);
	if (mail->parked) {
		zp_severity(finding, ZP_WARNING);
		zp_note(finding,
		    "it is parked for sending, too: SPF and DMARC "
		    "refuse all");
	} else if (mail->sends)
		zp_note(finding,
		    "it still sends: many receivers refuse mail "
		    "from a domain that takes no answer");
	say_ttl(finding, ctx, delta->before);
	zp_fix(finding, "put the old ones back:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(mx_nulled) = {
	.id = "mx-nulled",
	.summary = "a domain that receives mail gets the null MX",
	.explain =
	    "`MX 0 .` says that a domain takes no mail at all (RFC 7505): "
	    "senders give up at once, and receivers may refuse what the domain "
	    "sends, since nobody could answer it.\n\n"
	    "Right for a domain that is being parked. Then close sending as "
	    "well, with `v=spf1 -all` and a DMARC `p=reject`; with both the "
	    "finding is a warning.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mta-sts-id-unchanged", ZP_SAME_DOMAIN },
		{ 0 },
	    },
	.on_delta = mx_nulled,
};

/* --------------------------------------------------------- mx-target-lost */

static const uint16_t addresses[] = { ZP_A, ZP_AAAA, ZP_ALIAS, ZP_CNAME, 0 };

struct mx_users {
	struct zp_record first;
	unsigned all, stranded;
};

/* The domains whose MX names the host, those without another one first. */
static struct mx_users
mx_users(struct zp_ctx *ctx, const uint8_t *host)
{
	struct mx_users users = { .all = 0 };
	size_t count = 0;
	const struct zp_reference *references = zp_references(
	    ctx, zp_after(ctx), host, &count);

	for (size_t i = 0; i < count; i++) {
		const struct zp_record *at = &references[i].at;
		const struct zp_rrset *mx = NULL;
		bool stranded = false;

		if (at->type != ZP_MX)
			continue;
		mx = zp_zone_find(ctx, at->zone, at->owner, ZP_MX);
		stranded = mx != NULL &&
		    !zp_others_work(ctx, zp_after(ctx), mx, host);
		if (users.all == 0 || (stranded && users.stranded == 0))
			users.first = *at;
		users.all++;
		users.stranded += stranded;
	}
	return users;
}

static void
mx_target_lost(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_zone *old = delta->change->before;
	struct mx_users users;
	struct zp_finding *finding = NULL;
	size_t count = 0;
	const struct zp_reference *references = NULL;

	if (delta->before == NULL || delta->after != NULL ||
	    !zp_speaks_first(ctx, delta, addresses) ||
	    zp_has_address(ctx, zp_after(ctx), delta->change->after,
		delta->owner) != ZP_ABSENT ||
	    zp_has_address(ctx, zp_before(ctx), old, delta->owner) !=
		ZP_PRESENT)
		return;
	users = mx_users(ctx, delta->owner);
	if (users.all == 0)
		return;
	finding = zp_report(ctx, users.first,
	    "%s %s: %s has no address any more",
	    zp_name_text(ctx, users.first.owner),
	    users.stranded > 0 ? "stops receiving mail" :
				 "loses one of its mail hosts",
	    zp_name_text(ctx, delta->owner));
	zp_severity(finding, users.stranded > 0 ? ZP_ERROR : ZP_WARNING);
	zp_domain(finding, users.first.owner);
	zp_target(finding, delta->owner);
	zp_subject(finding, "%s", zp_name_text(ctx, delta->owner));
	zp_field(finding, 1);
	zp_evidence(
	    finding, zp_rrset_at(delta->before, 0), "this address goes away");
	references = zp_references(ctx, zp_after(ctx), delta->owner, &count);
	for (size_t i = 0; users.all > 1 && i < count; i++)
		if (references[i].at.type == ZP_MX)
			zp_evidence(finding, references[i].at,
			    "the mail of %s goes there",
			    zp_name_text(ctx, references[i].at.owner));
	zp_fix(finding, "keep the address until no MX names it:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(mx_target_lost) = {
	.id = "mx-target-lost",
	.summary = "a host that an MX names loses its last address",
	.explain =
	    "An MX names a host, and mail goes to the host's addresses. When "
	    "the last A or AAAA of the host goes while an MX still names it, "
	    "senders queue the mail and give up after days (RFC 5321, 5.1). "
	    "Every zone of the estate is searched for such an MX.\n\n"
	    "Take the host out of the MX first, wait for the MX's TTL, then "
	    "remove the address.\n\n"
	    "A warning where every domain concerned has another mail host that "
	    "still has an address.",
	.severity = ZP_ERROR,
	.types = addresses,
	.covers =
	    (const struct zp_cover[]){
		{ "reference-broken", ZP_SAME_TARGET },
		{ "name-went-dark", ZP_SAME_TARGET },
		{ "mx-target-missing", ZP_SAME_TARGET },
		{ "ptr-forward-mismatch", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_delta = mx_target_lost,
};

/* ------------------------------------------- mx-host-dropped, mx-replaced */

static const struct zp_provider *
provider_of(struct zp_ctx *ctx, const struct zp_rrset *mx)
{
	for (uint32_t i = 0; i < mx->count; i++) {
		const struct zp_provider *provider = zp_provider_of(
		    ctx, ZP_CLUE_MX, zp_rrset_at(mx, i));

		if (provider != NULL)
			return provider;
	}
	return NULL;
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

		if (host != NULL && !zp_leads_to(other, host) && count++ == 0)
			*ret = record;
	}
	return count;
}

static bool
both_have_mail(const struct zp_delta *delta)
{
	return delta->before != NULL && delta->after != NULL &&
	    !zp_is_null_mx(delta->before) && !zp_is_null_mx(delta->after) &&
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

/* Do its servers send from other addresses than mail comes in at? */
static bool
sends_elsewhere(const struct zp_provider *provider)
{
	return provider != NULL && provider->sends_as_domain &&
	    zp_provider_has(provider, ZP_CLUE_SPF);
}

static bool
is_among(const struct zp_senders *senders, const struct zp_provider *provider)
{
	for (size_t i = 0; senders != NULL && i < senders->member_count; i++) {
		const char *name = strpbrk(senders->members[i], ":=");

		if (name != NULL &&
		    zp_provider_by(ZP_CLUE_SPF, name + 1) == provider)
			return true;
	}
	return false;
}

/* Does the SPF of the domain take in the provider? */
static bool
spf_follows(struct zp_ctx *ctx, const struct zp_delta *delta,
    const struct zp_provider *provider)
{
	const struct zp_rrset *txt = zp_zone_find(
	    ctx, delta->change->after, delta->owner, ZP_TXT);
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);

	if (spf == NULL)
		return true;
	for (size_t i = 0; i < spf->count; i++)
		if (spf->terms[i].kind == ZP_SPF_MX &&
		    !sends_elsewhere(provider))
			return true;
	if (provider != NULL &&
	    is_among(zp_senders(ctx, zp_after(ctx), delta->change->after,
			 delta->owner),
		provider))
		return true;
	/* Of hosts that nobody knows, a changed SPF is taken for following. */
	for (size_t i = 0; provider == NULL && i < delta->change->count; i++)
		if (delta->change->deltas[i].type == ZP_TXT &&
		    zp_name_equal(delta->change->deltas[i].owner, delta->owner))
			return true;
	return false;
}

/* A live DKIM key of the provider; NULL: of anybody. */
static bool
has_key_of(struct zp_ctx *ctx, const struct zp_zone *zone,
    const uint8_t *domain, const struct zp_provider *provider)
{
	const uint8_t *keys = zp_name_under(ctx, "_domainkey", domain);
	struct zp_rrset rrset = { 0 };

	while (keys != NULL && zp_zone_next(zone, keys, &rrset))
		if ((provider == NULL ||
			zp_dkim_signer(ctx, &rrset) == provider) &&
		    zp_dkim_live(ctx, zp_estate_of(zone), zone, rrset.owner))
			return true;
	return false;
}

/*
 * A move from one provider we know to another: what leaves with the old one is
 * this finding's affair, and the new one's keys are missed where there were any
 * before.
 */
static void
say_migration(struct zp_finding *finding, struct zp_ctx *ctx,
    const struct zp_delta *delta, const struct zp_provider *old,
    const struct zp_provider *new)
{
	const struct zp_change *change = delta->change;

	if (zp_provider_has(new, ZP_CLUE_DKIM_CNAME) &&
	    has_key_of(ctx, change->before, delta->owner, NULL) &&
	    !has_key_of(ctx, change->after, delta->owner, new)) {
		zp_severity(finding, ZP_WARNING);
		zp_note(finding,
		    "but mail was signed so far, and no DKIM key of %s is here",
		    new->name);
	} else if (zp_leaves_alone(ctx, change, delta->owner, old))
		zp_outweigh(finding);
}

/* A TLSA at the mail port of one of the hosts; ABSENT where surely none has. */
static enum zp_presence
has_tlsa(struct zp_ctx *ctx, const struct zp_rrset *mx, struct zp_record *ret)
{
	enum zp_presence found = ZP_ABSENT;

	for (uint32_t i = 0; i < mx->count; i++) {
		const uint8_t *host = zp_target_of(zp_rrset_at(mx, i));
		const uint8_t *port =
		    host == NULL ? NULL : zp_name_under(ctx, "_25._tcp", host);
		struct zp_answer answer = { .outcome = ZP_NO_ZONE };

		if (port != NULL)
			answer = zp_resolve(ctx, zp_estate_of(mx->zone),
			    mx->zone, port, ZP_TLSA);
		if (answer.outcome == ZP_ANSWER) {
			*ret = zp_rrset_at(answer.rrset, 0);
			return ZP_PRESENT;
		}
		if (answer.outcome != ZP_NXDOMAIN &&
		    answer.outcome != ZP_NODATA)
			found = ZP_UNKNOWN;
	}
	return found;
}

/* Mail that senders could not be tricked into giving away now can be. */
static void
say_unguarded(struct zp_finding *finding, struct zp_ctx *ctx,
    const struct zp_delta *delta)
{
	struct zp_record guard, none;

	if (has_tlsa(ctx, delta->before, &guard) != ZP_PRESENT ||
	    has_tlsa(ctx, delta->after, &none) != ZP_ABSENT)
		return;
	zp_severity(finding, ZP_WARNING);
	zp_evidence(finding, guard,
	    "DANE guarded mail so far; none of the new hosts has a TLSA");
}

/* Do senders go by a policy of MTA-STS that looks the same as before? */
static void
say_old_policy(struct zp_finding *finding, struct zp_ctx *ctx,
    const struct zp_delta *delta)
{
	const uint8_t *owner = zp_name_under(ctx, "_mta-sts", delta->owner);
	const struct zp_rrset *old = NULL, *new = NULL;
	const char *text = NULL;

	if (owner == NULL)
		return;
	old = zp_zone_find(ctx, delta->change->before, owner, ZP_TXT);
	new = zp_zone_find(ctx, delta->change->after, owner, ZP_TXT);
	if (old == NULL || new == NULL || new->opaque || new->count != 1 ||
	    !zp_rrset_holds(old, zp_rrset_at(new, 0)))
		return;
	text = zp_txt(ctx, zp_rrset_at(new, 0), NULL);
	if (!zp_sts_parse(ctx, text, strlen(text))->is_sts)
		return;
	zp_severity(finding, ZP_WARNING);
	zp_evidence(finding, zp_rrset_at(new, 0),
	    "the id of the MTA-STS policy stays: put the new hosts into the "
	    "policy and change it first");
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
	if (follows && old != NULL && new != NULL &&old != new)
		say_migration(finding, ctx, delta, old, new);
	if (!follows)
		zp_note(finding,
		    "but %s may not send for it: the SPF does not "
		    "name it",
		    new != NULL ? new->name : "the new hosts");
	say_unguarded(finding, ctx, delta);
	say_old_policy(finding, ctx, delta);
	zp_fix(finding, "keep the old hosts taking mail for the old TTL, %s",
	    zp_duration(ctx, delta->before->ttl));
}

ZP_RULE(mx_replaced) = {
	.id = "mx-replaced",
	.summary = "all mail hosts of a domain are replaced",
	.explain =
	    "The domain moves to another mail system. Senders go on using the "
	    "old hosts for the old TTL, so these must take the mail that long "
	    "(RFC 5321, 5.1). "
	    "Whoever receives the mail mostly sends it, too: a warning where "
	    "the SPF does not name the new provider, a notice where it "
	    "does.\n\n"
	    "Other names of the same provider are a notice. From one provider "
	    "of the table to another it stands for what leaves with the old "
	    "one (include, keys, tokens); it is a warning where the mail was "
	    "signed and no DKIM key of the new one is there, where DANE "
	    "guarded "
	    "the old hosts and the new ones have no TLSA (RFC 7672), and where "
	    "the id of an MTA-STS policy stays the same (RFC 8461, 3.1).",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mta-sts-id-unchanged", ZP_SAME_DOMAIN },
		{ "spf-sender-dropped", ZP_SAME_DOMAIN },
		{ "spf-widened", ZP_SAME_DOMAIN },
		{ "spf-hardened", ZP_SAME_DOMAIN },
		{ "dkim-selector-removed", ZP_SAME_DOMAIN },
		{ "verification-removed", ZP_SAME_NAME },
		{ "autodiscover-removed", ZP_SAME_DOMAIN },
		{ 0 },
	    },
	.on_delta = mx_replaced,
};
