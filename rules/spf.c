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
has_live_key(
    struct zp_ctx *ctx, const struct zp_zone *zone, const uint8_t *domain)
{
	const uint8_t *keys = zp_name_under(ctx, "_domainkey", domain);
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

static bool
all_held(const struct zp_senders *senders, const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);

		if (record.opaque ||
		    !zp_senders_hold(
			senders, record.rdata, record.type == ZP_AAAA))
			return false;
	}
	return true;
}

static bool
holds_address(const struct zp_rrset *rrset, const struct zp_range *range)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);

		if (!record.opaque &&
		    memcmp(record.rdata, range->low + 16 - record.length,
			record.length) == 0)
			return true;
	}
	return false;
}

/*
 * The host of the change whose move explains that an address leaves the SPF, or
 * comes into it: it could send before, it can send after. NULL: none.
 */
static const uint8_t *
host_that_moves(const struct zp_change *change, const struct zp_range *range,
    bool leaves, const struct zp_senders *before,
    const struct zp_senders *after)
{
	uint16_t type = range->v6 ? ZP_AAAA : ZP_A;

	if (memcmp(range->low, range->high, 16) != 0)
		return NULL;
	for (size_t i = 0; i < change->count; i++) {
		const struct zp_delta *delta = &change->deltas[i];

		if (delta->type == type && delta->before != NULL &&
		    delta->after != NULL &&
		    holds_address(
			leaves ? delta->before : delta->after, range) &&
		    all_held(before, delta->before) &&
		    all_held(after, delta->after))
			return delta->owner;
	}
	return NULL;
}

/* Every address lost is one that a host leaves which may send from its next. */
static const uint8_t *
moves_with_its_host(const struct loss *loss)
{
	const uint8_t *host = NULL;
	const char *member = NULL;

	if (members_lost(loss, &member) > 0)
		return NULL;
	for (size_t i = 0; i < loss->lost->range_count; i++) {
		host = host_that_moves(loss->delta->change,
		    &loss->lost->ranges[i], true, loss->before, loss->after);
		if (host == NULL)
			return NULL;
	}
	return host;
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
	if (loss->dmarc.policy >= ZP_POLICY_QUARANTINE &&
	    !has_live_key(
		loss->ctx, loss->delta->change->after, loss->domain)) {
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

/* What is in the caches does not know the new address yet. */
static void
say_moving(const struct loss *loss, const uint8_t *host)
{
	struct zp_ctx *ctx = loss->ctx;
	const char *wait = zp_duration(ctx, loss->delta->before->ttl);
	struct zp_finding *finding = zp_report(ctx, loss->new_at,
	    "mail of %s may be refused for up to %s: its host moves",
	    zp_name_text(ctx, loss->domain), wait);

	zp_severity(finding, ZP_NOTICE);
	zp_domain(finding, loss->domain);
	zp_note(finding,
	    "%s is listed where it goes, which resolvers that remember the old "
	    "SPF do not know",
	    zp_name_text(ctx, host));
	zp_fix(finding,
	    "list both addresses, wait %s, move the host, then take the old "
	    "one out",
	    wait);
}

static void
term_dropped(struct zp_ctx *ctx, const struct zp_delta *delta)
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
	users = zp_spf_users(ctx, zp_after(ctx), delta->owner, &user_count);
	loss.domain = !for_others ? delta->owner :
	    user_count > 0        ? users[0].at.owner :
				    zp_name_parent(delta->owner);
	loss.mail = zp_mail(
	    ctx, zp_after(ctx), delta->change->after, loss.domain);
	if (loss.mail->exempt)
		return;
	loss.dmarc = zp_dmarc_for(
	    ctx, zp_after(ctx), delta->change->after, loss.domain);
	if (moves_with_its_host(&loss) != NULL) {
		say_moving(&loss, moves_with_its_host(&loss));
		return;
	}
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

/* A host that sends mail moves to where the SPF of `domain` does not reach. */
struct move {
	struct zp_ctx *ctx;
	const struct zp_change *change;
	const uint8_t *host;
	const struct zp_rrset *from, *to;
	struct zp_record old, new; /* an address it leaves, one it gets */
	const uint8_t *domain;
	struct zp_record spf;             /* that holds the old one */
	const struct zp_senders *senders; /* of the after side */
};

/* An address of `rrset` that is new to it; false for none. */
static bool
only_in(const struct zp_rrset *rrset, const struct zp_rrset *other,
    struct zp_record *ret)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		*ret = zp_rrset_at(rrset, i);
		if (!ret->opaque && !zp_rrset_holds(other, *ret))
			return true;
	}
	return false;
}

/* Does an SPF that is as it was hold where the host was, and not where it is? */
static bool
leaves_behind(struct move *move, const uint8_t *domain)
{
	bool v6 = move->new.type == ZP_AAAA;
	const struct zp_senders *after = zp_senders(
	    move->ctx, zp_after(move->ctx), move->change->after, domain);

	move->senders = after;
	return after != NULL && !after->everyone && !after->incomplete &&
	    zp_senders_hold(after, move->old.rdata, v6) &&
	    !zp_senders_hold(after, move->new.rdata, v6);
}

/* Does it send as the domain: as its mail host, or by its own address? */
static bool
is_sender(const struct move *move, const uint8_t *domain)
{
	const struct zp_senders *before = zp_senders(
	    move->ctx, zp_before(move->ctx), move->change->before, domain);

	return zp_leads_to(
		   zp_zone_find(move->ctx, move->change->after, domain, ZP_MX),
		   move->host) ||
	    (before != NULL &&
		zp_senders_name(
		    before, move->old.rdata, move->old.type == ZP_AAAA));
}

static bool
moves_away(struct move *move, uint16_t type)
{
	struct zp_ctx *ctx = move->ctx;
	const struct zp_zone *before = move->change->before;
	const uint8_t *domain = move->host;

	move->from = zp_zone_find(ctx, before, move->host, type);
	move->to = zp_zone_find(ctx, move->change->after, move->host, type);
	if (move->from == NULL || move->to == NULL ||
	    !only_in(move->from, move->to, &move->old) ||
	    !only_in(move->to, move->from, &move->new))
		return false;
	while ((domain = zp_sender_above(
		    ctx, before, domain, move->old, &move->spf)) != NULL) {
		if (leaves_behind(move, domain) && is_sender(move, domain) &&
		    !zp_mail(ctx, zp_after(ctx), move->change->after, domain)
			 ->exempt) {
			move->domain = domain;
			return true;
		}
		domain = zp_name_parent(domain);
	}
	return false;
}

/* Other domains whose mail it takes, and whose SPF stays behind as well. */
static void
say_other_domains(struct zp_finding *finding, struct move move)
{
	size_t count = 0, said = 0;
	const struct zp_reference *users = zp_references(
	    move.ctx, zp_after(move.ctx), move.host, &count);

	for (size_t i = 0; i < count && said < LOST_SHOWN; i++) {
		const uint8_t *domain = users[i].at.owner;

		if (users[i].at.type != ZP_MX ||
		    zp_name_equal(domain, move.domain) ||
		    !leaves_behind(&move, domain))
			continue;
		zp_evidence(finding, users[i].at, "nor may it send as %s",
		    zp_name_text(move.ctx, domain));
		said++;
	}
}

static enum zp_severity
weigh_move(struct zp_finding *finding, const struct move *move)
{
	struct zp_ctx *ctx = move->ctx;
	const struct zp_zone *zone = move->change->after;
	struct zp_dmarc_policy dmarc = zp_dmarc_for(
	    ctx, zp_after(ctx), zone, move->domain);

	if (move->senders->member_count > 0) {
		zp_note(finding, "cannot see whether %s covers it",
		    member_text(ctx, move->senders->members[0]));
		return ZP_WARNING;
	}
	for (uint32_t i = 0; i < move->to->count; i++) {
		struct zp_record each = zp_rrset_at(move->to, i);

		if (each.opaque ||
		    zp_senders_hold(
			move->senders, each.rdata, each.type == ZP_AAAA))
			return ZP_WARNING;
	}
	if (dmarc.policy >= ZP_POLICY_QUARANTINE &&
	    !has_live_key(ctx, zone, move->domain)) {
		zp_evidence(finding, dmarc.at,
		    "DMARC enforces, and there is no DKIM key to stand in");
		return ZP_ERROR;
	}
	return move->senders->all == ZP_ALL_FAIL ? ZP_ERROR : ZP_WARNING;
}

static void
sender_moved(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct move move = {
		.ctx = ctx, .change = delta->change, .host = delta->owner
	};
	const char *host = NULL, *kind = NULL;
	struct zp_finding *finding = NULL;

	/* One finding for both families: the A speaks where both move. */
	if (delta->before == NULL || delta->after == NULL ||
	    !delta->rdata_differs ||
	    (delta->type == ZP_AAAA && moves_away(&move, ZP_A)) ||
	    !moves_away(&move, delta->type))
		return;
	host = zp_name_text(ctx, move.host);
	kind = delta->type == ZP_AAAA ? "ip6" : "ip4";
	finding = zp_report(ctx, move.new, "%s may no longer send as %s", host,
	    zp_name_text(ctx, move.domain));
	zp_name(finding, move.domain);
	zp_domain(finding, move.domain);
	zp_target(finding, move.host);
	zp_subject(finding, "%s", host);
	zp_field(finding, 0);
	zp_evidence(finding, move.spf,
	    "the SPF lists its old address %s and not %s",
	    zp_rdata_text(ctx, move.old), zp_rdata_text(ctx, move.new));
	zp_severity(finding, weigh_move(finding, &move));
	say_other_domains(finding, move);
	zp_fix(finding, "before the host moves, add to the SPF of %s: %s:%s",
	    zp_name_text(ctx, move.domain), kind, zp_rdata_text(ctx, move.new));
	if (delta->type == ZP_A && moves_away(&move, ZP_AAAA))
		zp_note(finding, "nor is its new address %s listed",
		    zp_rdata_text(ctx, move.new));
}

static void
spf_sender_dropped(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	if (delta->type == ZP_TXT)
		term_dropped(ctx, delta);
	else
		sender_moved(ctx, delta);
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
	    "the rules on those. A host drops out as well when it moves: its "
	    "A or AAAA changes, and the SPF of its domain goes on to list the "
	    "old address. It counts as a sender when it is an MX host of the "
	    "domain, or when the SPF lists its address by itself (or one of 4 "
	    "in a row).\n\n"
	    "An error when what is not listed is refused from now on, when the "
	    "address lost is that of a mail host that stays, when DMARC "
	    "enforces without a DKIM key, or when a provider that sends with "
	    "the domain itself loses its place while its MX or keys stay. A "
	    "notice when the provider uses its own return path and its keys "
	    "stay. For a host that moves: an error with `-all`, or where "
	    "DMARC enforces without a DKIM key; a warning where an include "
	    "that cannot be seen may cover the new address.\n\n"
	    "To be safe, look through the DMARC reports of a month before a "
	    "sender is taken out; and list a new address, wait out the TTL of "
	    "the SPF, then move the host. A notice where host and SPF move in "
	    "one change, which fails for that long.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, ZP_A, ZP_AAAA, 0 },
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
	users = zp_spf_users(ctx, zp_after(ctx), delta->owner, &count);
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

/* ------------------------------------------------------------ spf-widened */

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
	for (size_t i = 0; i < added->range_count; i++)
		count += host_that_moves(delta->change, &added->ranges[i],
			     false, before, after) == NULL;
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
		if (host_that_moves(delta->change, &added->ranges[i], false,
			before, after) != NULL)
			continue;
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
	    "first senders, for another name of a provider that may send "
	    "already, and for the new address of a host that moves and might "
	    "send before. Add a sender when its service is set up, and take it "
	    "out "
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
