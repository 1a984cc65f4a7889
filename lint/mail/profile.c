/* Does a name send or receive mail, and how do we know? */
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "mail.h"

struct look {
	struct zp_ctx *ctx;
	const struct zp_estate *estate;
	const struct zp_zone *near;
	const uint8_t *name;
	struct zp_mail *mail;
};

static void
reason(struct look *look, struct zp_record at, const char *why)
{
	struct zp_mail *mail = look->mail;

	if (mail->count < sizeof mail->reasons / sizeof *mail->reasons)
		mail->reasons[mail->count++] =
		    (struct zp_reason){ .at = at, .why = why };
}

/* ------------------------------------------------------------------ exempt */

static bool
is_exempt(const struct look *look, const struct zp_zone *zone)
{
	const uint8_t *last = look->name;

	while (*last != 0 && *name_parent(last) != 0)
		last = name_parent(last);
	if (name_starts(last, "arpa") || zone == NULL ||
	    name_labels(zp_zone_name(zone)) < 2)
		return true;
	/* `_spf` and the like hold text for others; nobody has mail there. */
	if (look->name[0] > 0 && look->name[1] == '_')
		return true;
	return strcmp(zp_zone_setting(look->ctx, zone, "audience"),
		   "internal") == 0;
}

/* ---------------------------------------------------------------- receives */

bool
zp_is_null_mx(const struct zp_rrset *mx)
{
	const uint8_t *target = zp_target_of(zp_rrset_at(mx, 0));

	return mx->count == 1 && target != NULL && *target == 0;
}

static void
look_at_mx(struct look *look)
{
	struct zp_answer answer = zp_lookup(
	    look->ctx, look->estate, look->near, look->name, ZP_MX);

	if (answer.outcome != ZP_ANSWER || zp_is_null_mx(answer.rrset))
		return;
	look->mail->receives = true;
	reason(look, zp_rrset_at(answer.rrset, 0), "it receives mail: an MX");
}

/* ------------------------------------------------------------------- sends */

/*
 * The SPF of a plain host name that authorises the host alone (so that its
 * HELO checks out) says nothing of a mail domain.
 */
static bool
is_host_only(const struct look *look, const struct zp_senders *senders)
{
	static const uint16_t types[] = { ZP_A, ZP_AAAA };
	size_t own = 0;

	if (look->mail->receives || senders->member_count > 0 ||
	    senders->range_count == 0)
		return false;
	for (int i = 0; i < 2; i++) {
		struct zp_answer answer = zp_lookup(
		    look->ctx, look->estate, look->near, look->name, types[i]);

		for (uint32_t j = 0;
		     answer.outcome == ZP_ANSWER && j < answer.rrset->count;
		     j++)
			own += zp_senders_hold(senders,
			    zp_rrset_at(answer.rrset, j).rdata,
			    types[i] == ZP_AAAA);
	}
	for (size_t i = 0; i < senders->range_count; i++)
		if (memcmp(senders->ranges[i].low, senders->ranges[i].high,
			16) != 0)
			return false;
	return own >= senders->range_count;
}

static const char *
senders_words(struct zp_ctx *ctx, const struct zp_senders *senders)
{
	size_t count = senders->range_count + senders->member_count;

	if (senders->everyone)
		return "it sends mail: its SPF authorises everyone";
	return zp_format(ctx, "it sends mail: its SPF authorises %zu sender%s",
	    count, count == 1 ? "" : "s");
}

static void
look_at_spf(struct look *look)
{
	struct zp_answer answer = zp_lookup(
	    look->ctx, look->estate, look->near, look->name, ZP_TXT);
	const struct zp_senders *senders = NULL;
	struct zp_record spf;

	if (answer.outcome != ZP_ANSWER ||
	    zp_spf_of(look->ctx, answer.rrset, &spf) == 0)
		return;
	senders = zp_senders(look->ctx, look->estate, look->near, look->name);
	if (senders == NULL ||
	    (senders->range_count + senders->member_count == 0 &&
		!senders->everyone))
		return;
	if (is_host_only(look, senders))
		return;
	look->mail->sends = true;
	reason(look, spf, senders_words(look->ctx, senders));
}

bool
zp_dkim_live(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *near, const uint8_t *owner)
{
	struct zp_answer answer = zp_resolve(ctx, estate, near, owner, ZP_TXT);

	if (answer.outcome == ZP_NO_ZONE || answer.outcome == ZP_REFERRAL ||
	    answer.outcome == ZP_OPAQUE)
		return true;
	if (answer.outcome != ZP_ANSWER)
		return false;
	for (uint32_t i = 0; i < answer.rrset->count; i++) {
		struct zp_record record = zp_rrset_at(answer.rrset, i);
		const struct zp_dkim *dkim = zp_dkim_of(ctx, record);

		if (dkim == NULL ||
		    (dkim->is_dkim && !dkim->revoked && dkim->key_ok))
			return true;
	}
	return false;
}

/* The first live selector below _domainkey; a wildcard there revokes or not. */
static void
look_at_dkim(struct look *look, const struct zp_zone *zone)
{
	const uint8_t *below = zp_name_under(
	    look->ctx, "_domainkey", look->name);
	struct zp_rrset rrset = { 0 };

	if (below == NULL)
		return;
	while (zp_zone_next(zone, below, &rrset)) {
		if ((rrset.type != ZP_TXT && rrset.type != ZP_CNAME) ||
		    name_equal(rrset.owner, below) ||
		    !zp_dkim_live(look->ctx, look->estate, zone, rrset.owner))
			continue;
		look->mail->sends = true;
		reason(look, zp_rrset_at(&rrset, 0),
		    "it sends mail: a live DKIM key");
		return;
	}
}

/* -------------------------------------------------------------------- weak */

static void
look_for(struct look *look, const char *labels, uint16_t type, const char *why)
{
	const uint8_t *name = zp_name_under(look->ctx, labels, look->name);
	struct zp_answer answer;

	if (name == NULL)
		return;
	answer = zp_lookup(look->ctx, look->estate, look->near, name, type);
	if (answer.by_wildcard ||
	    (answer.outcome != ZP_ANSWER &&
		(answer.outcome != ZP_ALIASED || type == ZP_TXT)))
		return;
	if (!look->mail->sends_weak)
		reason(look, zp_rrset_at(answer.rrset, 0), why);
	look->mail->sends_weak = true;
}

static void
look_at_dmarc(struct look *look, const struct zp_dmarc_policy *dmarc)
{
	const uint8_t *own = zp_name_under(look->ctx, "_dmarc", look->name);

	if (dmarc->record == NULL || dmarc->record->rua == NULL ||
	    own == NULL || !name_equal(own, dmarc->at.owner))
		return;
	look->mail->sends_weak = true;
	reason(look, dmarc->at, "it asks for reports on its mail");
}

/* ------------------------------------------------------------------ parked */

static bool
is_parked(
    const struct look *look, const struct zp_dmarc_policy *dmarc, bool sends)
{
	struct zp_answer txt = zp_lookup(
	    look->ctx, look->estate, look->near, look->name, ZP_TXT);
	struct zp_record record;
	const struct zp_spf *spf = NULL;

	if (look->mail->receives || sends ||
	    dmarc->policy != ZP_POLICY_REJECT || txt.outcome != ZP_ANSWER)
		return false;
	spf = zp_spf_single(look->ctx, txt.rrset, &record);
	return spf != NULL && spf->all == ZP_ALL_FAIL && spf->count == 1;
}

const struct zp_mail *
zp_mail(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *near, const uint8_t *name)
{
	struct zp_mail *mail = arena_array(zp_scratch(ctx), 1, sizeof *mail);
	struct look look = { ctx, estate, near, name, mail };
	struct zp_answer any = zp_lookup(ctx, estate, near, name, ZP_MX);
	struct zp_dmarc_policy dmarc;
	const char *declared = NULL;
	bool sends = false;

	mail->exempt = any.outcome == ZP_REFERRAL || is_exempt(&look, any.zone);
	if (any.zone == NULL || any.outcome == ZP_REFERRAL)
		return mail;
	look.near = any.zone;
	look_at_mx(&look);
	look_at_spf(&look);
	look_at_dkim(&look, any.zone);
	sends = mail->sends; /* by its records, whatever is declared */
	if (zp_declared_sender(ctx, name)) {
		mail->sends = true;
		reason(&look, (struct zp_record){ 0 },
		    "the configuration names it among mail.senders");
	}
	declared = name_equal(zp_zone_name(any.zone), name) ?
	    zp_zone_setting(ctx, any.zone, "mail") :
	    "";
	if (strcmp(declared, "sending") == 0) {
		mail->sends = true;
		reason(&look, (struct zp_record){ 0 },
		    "the configuration says that it sends mail");
	}
	dmarc = zp_dmarc_for(ctx, estate, any.zone, name);
	look_at_dmarc(&look, &dmarc);
	look_for(&look, "_mta-sts", ZP_TXT, "it has an MTA-STS policy");
	look_for(&look, "_smtp._tls", ZP_TXT, "it asks for TLS reports");
	look_for(&look, "autodiscover", ZP_CNAME,
	    "mail programs find their settings below it");
	mail->parked = is_parked(&look, &dmarc, sends);
	return mail;
}

/* --------------------------------------------------- the policy that holds */

static bool
dmarc_at(struct look *look, const uint8_t *name, struct zp_dmarc_policy *ret)
{
	const uint8_t *owner = zp_name_under(look->ctx, "_dmarc", name);
	struct zp_answer answer;
	struct zp_record first;

	if (owner == NULL)
		return false;
	answer = zp_resolve(look->ctx, look->estate, look->near, owner, ZP_TXT);
	if (answer.outcome == ZP_NO_ZONE || answer.outcome == ZP_REFERRAL ||
	    answer.outcome == ZP_OPAQUE)
		ret->known = ZP_UNKNOWN;
	if (answer.outcome != ZP_ANSWER)
		return false;
	if (answer.rrset->opaque)
		ret->known = ZP_UNKNOWN;
	if (zp_dmarc_of(look->ctx, answer.rrset, &first) != 1)
		return false;
	ret->at = first;
	ret->record = zp_dmarc_at(look->ctx, first);
	return true;
}

/*
 * RFC 9989, 4.10: the name itself, then its ancestors, at most eight steps; a
 * record with psd=n ends the walk, and so does one with psd=y below it.
 */
#define TREE_WALK 8

struct zp_dmarc_policy
zp_dmarc_for(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *near, const uint8_t *name)
{
	struct look look = { ctx, estate, near, name, NULL };
	struct zp_dmarc_policy ret = { .known = ZP_PRESENT };
	const uint8_t *top = name;
	bool exists = true;

	if (dmarc_at(&look, name, &ret)) {
		ret.policy = ret.record->p;
		return ret;
	}
	exists = zp_lookup(ctx, estate, near, name, ZP_A).outcome !=
	    ZP_NXDOMAIN;
	if (name_labels(name) > TREE_WALK)
		while (name_labels(top) > TREE_WALK - 1)
			top = name_parent(top);
	else
		top = name_parent(top);
	for (; name_labels(top) >= 2; top = name_parent(top)) {
		struct zp_dmarc_policy above = { .known = ret.known };

		if (!dmarc_at(&look, top, &above)) {
			ret.known = above.known;
			continue;
		}
		ret = above;
		ret.policy = ret.record->p;
		if (ret.record->sp != ZP_POLICY_ABSENT)
			ret.policy = ret.record->sp;
		if (!exists && ret.record->np != ZP_POLICY_ABSENT)
			ret.policy = ret.record->np;
		if (ret.record->psd == 'n')
			break;
	}
	if (ret.record == NULL && ret.known == ZP_PRESENT)
		ret.known = ZP_ABSENT;
	return ret;
}
