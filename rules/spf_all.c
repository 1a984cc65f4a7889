/* The final `all` of an SPF: what becomes of everybody else's mail. */
#include "zoneproof.h"

#include <string.h>

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
	users = zp_spf_users(ctx, zp_after(ctx), delta->owner, &count);
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

/* ----------------------------------------------------------- spf-hardened */

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
