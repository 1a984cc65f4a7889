/* SPF: who may send as a domain, and what the rest of the world is told. */
#include "zoneproof.h"

#include <string.h>
#include <strings.h>

/* ------------------------------------------------------------ spf-removed */

static void
spf_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_mail *mail = NULL;
	struct zp_dmarc_policy dmarc;
	const struct zp_rrset *now = NULL;
	struct zp_record spf, left;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || zp_spf_of(ctx, delta->before, &spf) == 0)
		return;
	if (!zp_known_after(ctx, delta, &now) || zp_spf_of(ctx, now, &left) > 0)
		return;
	mail = zp_mail(
	    ctx, zp_before(ctx), delta->change->before, delta->owner);
	if (mail->exempt || !mail->sends)
		return;
	finding = zp_report(ctx, spf,
	    "%s has no SPF any more: receivers may refuse its mail",
	    zp_name_text(ctx, delta->owner));
	zp_domain(finding, delta->owner);
	zp_mail_evidence(finding, mail);
	dmarc = zp_dmarc_for(
	    ctx, zp_after(ctx), delta->change->after, delta->owner);
	if (dmarc.policy >= ZP_POLICY_QUARANTINE)
		zp_evidence(finding, dmarc.at,
		    "DMARC says what to do with mail that nothing vouches for: "
		    "%s",
		    dmarc.policy == ZP_POLICY_REJECT ? "refuse it" :
						       "treat it as spam");
	zp_note(finding, "resolvers forget the old record within %s",
	    zp_duration(ctx, delta->before->ttl));
	zp_fix(finding, "put it back:\n%s", zp_record_text(ctx, spf));
}

ZP_RULE(spf_removed) = {
	.id = "spf-removed",
	.summary = "the SPF of a domain that sends mail is removed",
	.explain =
	    "Large receivers refuse mail of a domain without SPF or DKIM, and "
	    "DMARC fails where it rested on SPF (RFC 7208, RFC 9989). In 2025 "
	    "one-time passcodes of Exchange Online stopped arriving because "
	    "records of the sending domain had been removed.\n\n"
	    "A domain that is to send no mail keeps an SPF that says so: "
	    "`v=spf1 -all`.\n\n"
	    "Quiet where the name never sent, became an alias to outside, or "
	    "an alias or a wildcard still answers with an SPF.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mail-unprotected", ZP_SAME_DOMAIN },
		{ 0 },
	    },
	.on_delta = spf_removed,
};

/* ---------------------------------------------------- spf-sender-dropped */

struct loss {
	struct zp_ctx *ctx;
	const struct zp_delta *delta;
	struct zp_record old_at, new_at;
	const struct zp_spf *old, *new;
	const struct zp_senders *before, *after, *lost, *gained;
	const uint8_t *domain;      /* whose mail it is: a `_spf` has none */
	const struct zp_mail *mail; /* of the after side */
	struct zp_dmarc_policy dmarc;
	bool hardened; /* what is not authorised is refused now */
};

static bool
has_term(const struct zp_spf *spf, const struct zp_spf *other, size_t index)
{
	const struct zp_spf_term *term = &other->terms[index];

	for (size_t i = 0; i < spf->count; i++)
		if (spf->terms[i].length == term->length &&
		    strncasecmp(spf->text + spf->terms[i].offset,
			other->text + term->offset, term->length) == 0)
			return true;
	return false;
}

/* An unchanged list of mechanisms loses only what `a` and `mx` stand for. */
static bool
text_lost_something(const struct loss *loss)
{
	for (size_t i = 0; i < loss->old->count; i++)
		if (loss->old->terms[i].kind != ZP_SPF_ALL &&
		    !has_term(loss->new, loss->old, i))
			return true;
	return false;
}

/* "include:spf.protection.outlook.com" as the provider behind the name. */
static const struct zp_provider *
provider_of_member(const char *member)
{
	const char *colon = strpbrk(member, ":=");

	return colon == NULL ? NULL : zp_provider_by(ZP_CLUE_SPF, colon + 1);
}

/* Is the member's provider among the senders, perhaps by another name? */
static bool
provider_among(const struct zp_senders *senders, const char *member)
{
	const struct zp_provider *provider = provider_of_member(member);

	for (size_t i = 0; provider != NULL && i < senders->member_count; i++)
		if (provider_of_member(senders->members[i]) == provider)
			return true;
	return false;
}

/* Another name of the same provider is no loss. */
static bool
member_replaced(const struct loss *loss, const char *member)
{
	return provider_among(loss->after, member);
}

static size_t
members_lost(const struct loss *loss, const char **ret_first)
{
	size_t count = 0;

	for (size_t i = 0; i < loss->lost->member_count; i++)
		if (!member_replaced(loss, loss->lost->members[i]) &&
		    count++ == 0)
			*ret_first = loss->lost->members[i];
	return count;
}

/* Whose key is it, by what an alias leads to, else by the selector's name? */
static bool
is_key_of(struct zp_ctx *ctx, const struct zp_rrset *key,
    const struct zp_provider *provider)
{
	const char *selector = zp_name_text(ctx, key->owner);

	if (key->type == ZP_CNAME)
		return zp_provider_of(ctx, ZP_CLUE_DKIM_CNAME,
			   zp_rrset_at(key, 0)) == provider;
	return key->type == ZP_TXT &&
	    zp_provider_by(ZP_CLUE_SELECTOR,
		zp_format(ctx, "%.*s", (int)strcspn(selector, "."),
		    selector)) == provider;
}

/* Does some name of the provider still stand in the zone: an MX or a key? */
static bool
provider_stays(const struct loss *loss, const struct zp_provider *provider,
    struct zp_record *ret)
{
	struct zp_ctx *ctx = loss->ctx;
	const struct zp_zone *zone = loss->delta->change->after;
	const uint8_t *keys = zp_name_under(ctx, "_domainkey", loss->domain);
	const struct zp_rrset *mx = zp_zone_find(
	    ctx, zone, loss->domain, ZP_MX);
	struct zp_rrset rrset = { 0 };

	for (uint32_t i = 0; mx != NULL && i < mx->count; i++) {
		if (zp_provider_of(ctx, ZP_CLUE_MX, zp_rrset_at(mx, i)) ==
		    provider) {
			*ret = zp_rrset_at(mx, i);
			return true;
		}
	}
	while (keys != NULL && zp_zone_next(zone, keys, &rrset)) {
		if (!is_key_of(ctx, &rrset, provider) ||
		    !zp_dkim_live(ctx, zp_after(ctx), zone, rrset.owner))
			continue;
		*ret = zp_rrset_at(&rrset, 0);
		return true;
	}
	return false;
}

/* A return path of the provider's below the domain: it needs no SPF here. */
static bool
has_return_path(const struct loss *loss, const struct zp_provider *provider)
{
	struct zp_rrset rrset = { 0 };

	while (zp_zone_next(loss->delta->change->after, loss->domain, &rrset))
		if ((rrset.type == ZP_CNAME || rrset.type == ZP_MX) &&
		    zp_provider_of(loss->ctx, ZP_CLUE_RETURN_PATH,
			zp_rrset_at(&rrset, 0)) == provider)
			return true;
	return false;
}

static bool
has_live_key(const struct loss *loss)
{
	struct zp_ctx *ctx = loss->ctx;
	const struct zp_zone *zone = loss->delta->change->after;
	const uint8_t *keys = zp_name_under(ctx, "_domainkey", loss->domain);
	struct zp_rrset rrset = { 0 };

	while (keys != NULL && zp_zone_next(zone, keys, &rrset))
		if ((rrset.type == ZP_TXT || rrset.type == ZP_CNAME) &&
		    zp_dkim_live(ctx, zp_after(ctx), zone, rrset.owner))
			return true;
	return false;
}

/* An address of a host that takes the domain's mail and was authorised. */
static bool
host_lost(const struct loss *loss, const uint8_t *host, struct zp_record *ret)
{
	static const uint16_t types[] = { ZP_A, ZP_AAAA };

	for (size_t i = 0; i < 2; i++) {
		struct zp_answer answer = zp_resolve(loss->ctx,
		    zp_after(loss->ctx), loss->delta->change->after, host,
		    types[i]);

		for (uint32_t j = 0;
		     answer.outcome == ZP_ANSWER && j < answer.rrset->count;
		     j++) {
			*ret = zp_rrset_at(answer.rrset, j);
			if (!ret->opaque &&
			    zp_senders_hold(loss->lost, ret->rdata, i == 1))
				return true;
		}
	}
	return false;
}

/* An MX host that stays and whose address may not send any more. */
static bool
lost_is_mail_host(const struct loss *loss, struct zp_record *ret)
{
	struct zp_answer mx = zp_resolve(loss->ctx, zp_after(loss->ctx),
	    loss->delta->change->after, loss->domain, ZP_MX);

	for (uint32_t i = 0; mx.outcome == ZP_ANSWER && i < mx.rrset->count;
	     i++) {
		const uint8_t *host = zp_target_of(zp_rrset_at(mx.rrset, i));

		if (host != NULL && host_lost(loss, host, ret))
			return true;
	}
	return false;
}

static const char *
member_text(struct zp_ctx *ctx, const char *member)
{
	const struct zp_provider *provider = provider_of_member(member);

	return provider != NULL ?
	    zp_format(ctx, "%s (%s)", provider->name, member) :
	    member;
}

/* "Microsoft 365", "192.0.2.0/24", "3 senders". */
static const char *
lost_text(const struct loss *loss)
{
	const char *member = NULL;
	size_t members = members_lost(loss, &member);
	size_t count = members + loss->lost->range_count;

	if (count != 1)
		return zp_format(loss->ctx, "%zu senders", count);
	if (members == 0)
		return zp_range_text(loss->ctx, &loss->lost->ranges[0]);
	return provider_of_member(member) != NULL ?
	    provider_of_member(member)->name :
	    strpbrk(member, ":=") != NULL ? strpbrk(member, ":=") + 1 :
					    member;
}

#define LOST_SHOWN 8

static void
say_lost(struct zp_finding *finding, const struct loss *loss)
{
	size_t shown = 0;

	for (size_t i = 0; i < loss->lost->member_count; i++)
		if (!member_replaced(loss, loss->lost->members[i]) &&
		    shown++ < LOST_SHOWN)
			zp_note(finding, "no longer authorised: %s",
			    member_text(loss->ctx, loss->lost->members[i]));
	for (size_t i = 0; i < loss->lost->range_count && shown < LOST_SHOWN;
	     i++, shown++)
		zp_note(finding, "no longer authorised: %s",
		    zp_range_text(loss->ctx, &loss->lost->ranges[i]));
}

/* Why the loss is graver than it looks; each reason becomes evidence. */
static enum zp_severity
weigh(struct zp_finding *finding, const struct loss *loss)
{
	enum zp_severity severity = ZP_WARNING;
	const struct zp_provider *provider = NULL;
	struct zp_record at;
	bool own_path = loss->lost->range_count == 0;

	if (loss->hardened) {
		severity = ZP_ERROR;
		zp_note(finding,
		    "and from now on receivers are told to refuse "
		    "what is not listed (-all)");
	}
	if (lost_is_mail_host(loss, &at)) {
		severity = ZP_ERROR;
		zp_evidence(finding, at,
		    "this mail host keeps its address but "
		    "may no longer send");
	}
	if (loss->dmarc.policy >= ZP_POLICY_QUARANTINE && !has_live_key(loss)) {
		severity = ZP_ERROR;
		zp_evidence(finding, loss->dmarc.at,
		    "DMARC enforces, and there is no DKIM key to stand in");
	}
	for (size_t i = 0; i < loss->lost->member_count; i++) {
		const char *member = loss->lost->members[i];

		provider = provider_of_member(member);
		if (member_replaced(loss, member))
			continue;
		if (provider != NULL && !provider->sends_as_domain &&
		    has_return_path(loss, provider))
			continue;
		if (provider == NULL || !provider_stays(loss, provider, &at)) {
			own_path = false;
			continue;
		}
		if (!provider->sends_as_domain)
			continue;
		own_path = false;
		severity = ZP_ERROR;
		zp_evidence(
		    finding, at, "%s is still in use here", provider->name);
	}
	if (own_path && severity == ZP_WARNING) {
		severity = ZP_NOTICE;
		zp_note(finding,
		    "it sends with a return path of its own and "
		    "its keys stay: a clean-up");
	}
	return severity;
}

static bool
loss_of(struct zp_ctx *ctx, const struct zp_delta *delta, struct loss *loss)
{
	const struct zp_change *change = delta->change;

	*loss = (struct loss){ .ctx = ctx, .delta = delta };
	if (delta->before == NULL || delta->after == NULL ||
	    delta->after->opaque)
		return false;
	loss->old = zp_spf_single(ctx, delta->before, &loss->old_at);
	loss->new = zp_spf_single(ctx, delta->after, &loss->new_at);
	if (loss->old == NULL || loss->new == NULL)
		return false;
	loss->before = zp_senders(
	    ctx, zp_before(ctx), change->before, delta->owner);
	loss->after = zp_senders(
	    ctx, zp_after(ctx), change->after, delta->owner);
	if (loss->before == NULL || loss->after == NULL ||
	    loss->before->everyone || loss->after->everyone ||
	    loss->after->incomplete || !text_lost_something(loss))
		return false;
	loss->lost = zp_senders_minus(ctx, loss->before, loss->after);
	loss->hardened = loss->after->all == ZP_ALL_FAIL &&
	    loss->before->all != ZP_ALL_FAIL;
	return true;
}

/* The domains whose SPF takes this one in; NULL: it speaks for itself. */
static const struct zp_reference *
spf_users(struct zp_ctx *ctx, const uint8_t *owner, size_t *ret_count)
{
	size_t count = 0;
	const struct zp_reference *references = zp_references(
	    ctx, zp_after(ctx), owner, &count);
	struct zp_reference *users = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(references[i].how, "SPF include") != 0 &&
		    strcmp(references[i].how, "SPF redirect") != 0)
			continue;
		if (users == NULL)
			users = (struct zp_reference *)(uintptr_t)references;
		users[(*ret_count)++] = references[i];
	}
	return users;
}

static void
say_users(struct zp_finding *finding, struct zp_ctx *ctx,
    const struct zp_reference *users, size_t count)
{
	for (size_t i = 0; i < count && i < LOST_SHOWN; i++)
		zp_evidence(finding, users[i].at, "%s of %s takes it in",
		    users[i].how, zp_name_text(ctx, users[i].at.owner));
	if (count > LOST_SHOWN)
		zp_note(finding, "and %zu more domains", count - LOST_SHOWN);
}

static void
spf_sender_dropped(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct loss loss;
	const char *member = NULL;
	const struct zp_reference *users = NULL;
	bool for_others = delta->owner[0] > 0 && delta->owner[1] == '_';
	size_t user_count = 0;
	struct zp_finding *finding = NULL;

	if (!loss_of(ctx, delta, &loss) ||
	    (loss.lost->range_count == 0 && members_lost(&loss, &member) == 0))
		return;
	/* `_spf` has no mail itself; who takes it in has, else its parent. */
	users = spf_users(ctx, delta->owner, &user_count);
	loss.domain = !for_others ? delta->owner :
	    user_count > 0        ? users[0].at.owner :
				    zp_name_parent(delta->owner);
	loss.mail = zp_mail(
	    ctx, zp_after(ctx), delta->change->after, loss.domain);
	if (loss.mail->exempt)
		return;
	loss.dmarc = zp_dmarc_for(
	    ctx, zp_after(ctx), delta->change->after, loss.domain);
	finding = zp_report(ctx, loss.new_at, "%s may no longer send as %s",
	    lost_text(&loss),
	    zp_name_text(ctx, user_count > 0 ? loss.domain : delta->owner));
	zp_domain(finding, user_count > 0 ? loss.domain : delta->owner);
	say_lost(finding, &loss);
	say_users(finding, ctx, users, user_count);
	zp_severity(finding, weigh(finding, &loss));
	zp_fix(finding, "put back what still sends; the text before was:\n%s",
	    zp_record_text(ctx, loss.old_at));
}

ZP_RULE(spf_sender_dropped) = {
	.id = "spf-sender-dropped",
	.summary = "an SPF authorises fewer senders than before",
	.explain =
	    "Mail from a server that the SPF no longer lists fails SPF, and "
	    "with `-all` or an enforcing DMARC it is refused (RFC 7208). In "
	    "August 2023 Hotmail's SPF lost `include:spf.protection.outlook."
	    "com` and went to `-all`: its mail bounced worldwide.\n\n"
	    "Both states are compared as sets: addresses as ranges, so that a "
	    "merged or re-split CIDR is no change; includes inside the estate "
	    "expanded; foreign includes by name, with other names of the same "
	    "provider as equals. What only came through `a` or `mx` is left to "
	    "the rules on those.\n\n"
	    "An error when what is not listed is refused from now on, when the "
	    "address lost is that of a mail host that stays, when DMARC "
	    "enforces without a DKIM key, or when a provider that sends with "
	    "the domain itself loses its place while its MX or keys stay. A "
	    "notice when the provider uses its own return path and its keys "
	    "stay. To be safe, look through the DMARC reports of a month "
	    "before a sender is taken out.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_delta = spf_sender_dropped,
};

/* ------------------------------------------------------- spf-include-lost */

static void
spf_include_lost(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_reference *users = NULL;
	struct zp_record spf, left;
	const struct zp_rrset *now = NULL;
	struct zp_finding *finding = NULL;
	size_t count = 0;

	if (delta->before == NULL || zp_spf_of(ctx, delta->before, &spf) == 0)
		return;
	if (!zp_known_after(ctx, delta, &now) || zp_spf_of(ctx, now, &left) > 0)
		return;
	users = spf_users(ctx, delta->owner, &count);
	if (count == 0)
		return;
	finding = zp_report(ctx, spf,
	    count == 1 ?
		"mail of %s fails: its SPF takes in %s, which is gone" :
		"mail of %s and others fails: their SPF takes in %s",
	    zp_name_text(ctx, users[0].at.owner),
	    zp_name_text(ctx, delta->owner));
	zp_domain(finding, users[0].at.owner);
	zp_note(finding,
	    "an include of a name without SPF is an error: "
	    "nothing else in the record counts any more");
	say_users(finding, ctx, users, count);
	zp_fix(finding,
	    "take the include out of those records first, or put back:\n%s",
	    zp_record_text(ctx, spf));
}

ZP_RULE(spf_include_lost) = {
	.id = "spf-include-lost",
	.summary = "an SPF that others include is removed",
	.explain =
	    "An `include:` or `redirect=` of a name that has no SPF makes the "
	    "whole record an error (RFC 7208, 5.2): receivers treat mail of "
	    "every domain that includes it as if it had none. All zones of the "
	    "estate are searched for such domains.\n\n"
	    "Take the include out of each of them first, wait out their TTL, "
	    "then remove the record.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "reference-broken", ZP_SAME_NAME },
		{ "spf-removed", ZP_SAME_NAME },
		{ "spf-include-dangling", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_delta = spf_include_lost,
};

/* ----------------------------------------------------------- spf-weakened */

static const char *const all_texts[] = { "no all", "+all", "?all", "~all",
	"-all" };

/* From laxest to strictest; a missing `all` acts as `?all` (RFC 7208, 4.7). */
static int
strictness(enum zp_spf_all all)
{
	static const int order[] = { [ZP_ALL_PASS] = 0,
		[ZP_ALL_NONE] = 1,
		[ZP_ALL_NEUTRAL] = 2,
		[ZP_ALL_SOFTFAIL] = 3,
		[ZP_ALL_FAIL] = 4 };

	return order[all];
}

static bool
redirects(const struct zp_spf *spf)
{
	for (size_t i = 0; i < spf->count; i++)
		if (spf->terms[i].kind == ZP_SPF_REDIRECT)
			return true;
	return false;
}

/* The effective `all`; false where a foreign redirect decides it. */
static bool
effective_all(struct zp_ctx *ctx, const struct zp_spf *spf,
    const struct zp_senders *senders, enum zp_spf_all *ret)
{
	(void)ctx;
	*ret = senders == NULL ? spf->all : senders->all;
	return spf->all != ZP_ALL_NONE || !redirects(spf) ||
	    (senders != NULL && *ret != ZP_ALL_NONE);
}

static bool
authorises(const struct zp_senders *senders)
{
	return senders == NULL || senders->everyone ||
	    senders->range_count + senders->member_count > 0;
}

static bool
is_answered(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_zone *zone = delta->change->after;

	return zp_name_equal(delta->owner, zp_zone_name(zone)) ||
	    zp_has_address(ctx, zp_after(ctx), zone, delta->owner) !=
	    ZP_ABSENT ||
	    zp_resolve(ctx, zp_after(ctx), zone, delta->owner, ZP_MX).outcome ==
	    ZP_ANSWER;
}

/*
 * A name that sends nothing and said so falls silent. Where it sent, that is
 * spf-removed; a name that nobody could answer is hard to forge anyhow.
 */
static void
say_silent(struct zp_ctx *ctx, const struct zp_delta *delta,
    struct zp_record old_at, enum zp_spf_all was)
{
	const struct zp_mail *mail = zp_mail(
	    ctx, zp_before(ctx), delta->change->before, delta->owner);
	const struct zp_rrset *now = NULL;
	struct zp_record left;
	struct zp_finding *finding = NULL;

	if (mail->exempt || mail->sends || was < ZP_ALL_SOFTFAIL ||
	    !zp_known_after(ctx, delta, &now) ||
	    zp_spf_of(ctx, now, &left) > 0 || !is_answered(ctx, delta))
		return;
	finding = zp_report(ctx, old_at,
	    "it gets easier to forge mail of %s: its SPF goes",
	    zp_name_text(ctx, delta->owner));
	zp_domain(finding, delta->owner);
	zp_fix(finding, "a name without mail keeps saying so:\n%s",
	    zp_record_text(ctx, old_at));
}

/*
 * Whose mail the record's `all` decides: the owner's; or, of a `_spf` that only
 * others use, that of a name that redirects to it. NULL: an include's `all`
 * counts for nothing (RFC 7208, 5.2).
 */
static const uint8_t *
decided_by_all(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	size_t count = 0;
	const struct zp_reference *users = NULL;

	if (delta->owner[0] == 0 || delta->owner[1] != '_')
		return delta->owner;
	users = spf_users(ctx, delta->owner, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(users[i].how, "SPF redirect") == 0)
			return users[i].at.owner;
	return NULL;
}

static void
spf_weakened(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_change *change = delta->change;
	const uint8_t *domain = NULL;
	struct zp_record old_at, new_at;
	const struct zp_spf *old = zp_spf_single(ctx, delta->before, &old_at);
	const struct zp_spf *new = zp_spf_single(ctx, delta->after, &new_at);
	const struct zp_senders *before = NULL, *after = NULL;
	enum zp_spf_all was = ZP_ALL_NONE, is = ZP_ALL_NONE;
	struct zp_finding *finding = NULL;

	if (old != NULL && new == NULL)
		say_silent(ctx, delta, old_at, old->all);
	if (old == NULL || new == NULL || delta->after->opaque ||
	    old->fault_count > 0)
		return;
	before = zp_senders(ctx, zp_before(ctx), change->before, delta->owner);
	after = zp_senders(ctx, zp_after(ctx), change->after, delta->owner);
	if (!effective_all(ctx, old, before, &was) ||
	    !effective_all(ctx, new, after, &is) ||
	    strictness(is) >= strictness(was))
		return;
	/* Mail is being switched on: the first senders come with it. */
	if (!authorises(before) && authorises(after) && is != ZP_ALL_PASS)
		return;
	domain = decided_by_all(ctx, delta);
	if (domain == NULL ||
	    zp_mail(ctx, zp_after(ctx), change->after, domain)->exempt)
		return;
	finding = zp_report(ctx, new_at,
	    is == ZP_ALL_PASS ?
		"anybody may send as %s from now on: %s becomes %s" :
		"it gets easier to forge mail of %s: %s becomes %s",
	    zp_name_text(ctx, domain), all_texts[was], all_texts[is]);
	zp_severity(finding, is == ZP_ALL_PASS ? ZP_ERROR : ZP_WARNING);
	zp_domain(finding, domain);
	zp_fix(finding, "end the record with %s as before:\n%s", all_texts[was],
	    zp_record_text(ctx, old_at));
}

ZP_RULE(spf_weakened) = {
	.id = "spf-weakened",
	.summary = "the final `all` of an SPF gets laxer",
	.explain =
	    "What follows the last mechanism says what becomes of everybody "
	    "else's mail: `-all` refuse, `~all` suspect, `?all` or nothing no "
	    "opinion, `+all` welcome (RFC 7208, 5.1). Going down this ladder "
	    "makes forged mail likelier to arrive; `+all` authorises the whole "
	    "world. So does taking the SPF away from a name that sends "
	    "nothing, if it stays.\n\n"
	    "Quiet where a domain that could not send at all gets its first "
	    "senders: `v=spf1 -all` to a list with `~all` is mail being "
	    "switched on. For a while of watching, DMARC with `p=none` tells "
	    "more than a softer SPF.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "spf-pass-all", ZP_SAME_NAME },
		{ "spf-no-all", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = spf_weakened,
};

/* ---------------------------------------------- spf-widened, spf-hardened */

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
	const struct zp_spf *old = zp_spf_single(ctx, delta->before, &old_at);
	const struct zp_spf *new = zp_spf_single(ctx, delta->after, &new_at);
	const struct zp_senders *before = NULL, *after = NULL, *added = NULL;
	size_t count = 0;
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
	count = added->range_count;
	for (size_t i = 0; i < added->member_count; i++)
		count += !provider_among(before, added->members[i]);
	if (count == 0)
		return;
	finding = zp_report(ctx, new_at, "%zu sender%s more may send as %s",
	    count, count == 1 ? "" : "s", zp_name_text(ctx, delta->owner));
	zp_domain(finding, delta->owner);
	for (size_t i = 0; i < added->member_count && i < 8; i++) {
		if (provider_among(before, added->members[i]))
			continue;
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
	    "first senders, and for another name of a provider that may send "
	    "already. Add a sender when its service is set up, and take it out "
	    "with it.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "orphan-include", ZP_SAME_DOMAIN },
		{ 0 },
	    },
	.on_delta = spf_widened,
};

static void
spf_hardened(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record old_at, new_at;
	const struct zp_spf *old = zp_spf_single(ctx, delta->before, &old_at);
	const struct zp_spf *new = zp_spf_single(ctx, delta->after, &new_at);
	const struct zp_senders *before = NULL, *after = NULL, *lost = NULL;
	const uint8_t *domain = NULL;
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
	domain = decided_by_all(ctx, delta);
	if (lost->range_count + lost->member_count > 0 || domain == NULL)
		return;
	finding = zp_report(ctx, new_at,
	    "mail of %s from anywhere else is refused from now on",
	    zp_name_text(ctx, domain));
	zp_domain(finding, domain);
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
