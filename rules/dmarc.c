/* DMARC: what receivers do with mail that nothing vouches for. */
#include "zoneproof.h"

#include <string.h>

static const char *const policies[] = { "absent", "none", "quarantine",
	"reject" };

/* The one DMARC record of an RRset; NULL for none or several. */
static const struct zp_dmarc *
dmarc_of(struct zp_ctx *ctx, const struct zp_rrset *txt, struct zp_record *ret)
{
	const struct zp_dmarc *found = NULL;

	for (uint32_t i = 0; txt != NULL && i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		const struct zp_dmarc *dmarc = NULL;
		size_t length = 0;
		const char *text = NULL;

		if (record.opaque)
			continue;
		text = zp_txt(ctx, record, &length);
		dmarc = zp_dmarc_parse(ctx, text, length);
		if (!dmarc->is_dmarc)
			continue;
		if (found != NULL)
			return NULL;
		found = dmarc;
		*ret = record;
	}
	return found;
}

/* D of `_dmarc.D`; NULL for other owners and exempt domains. */
static const uint8_t *
domain_of(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *domain = zp_name_parent(delta->owner);

	if (!zp_name_starts(delta->owner, "_dmarc") ||
	    zp_mail(ctx, zp_before(ctx), delta->change->before, domain)->exempt)
		return NULL;
	return domain;
}

/* ---------------------------------------------------------- dmarc-removed */

static void
dmarc_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *domain = NULL;
	const struct zp_dmarc *old = NULL;
	struct zp_record at, left;
	struct zp_answer now;
	struct zp_dmarc_policy inherited;
	struct zp_finding *finding = NULL;

	if ((old = dmarc_of(ctx, delta->before, &at)) == NULL ||
	    (domain = domain_of(ctx, delta)) == NULL)
		return;
	now = zp_resolve(
	    ctx, zp_after(ctx), delta->change->after, delta->owner, ZP_TXT);
	if (now.outcome != ZP_NXDOMAIN && now.outcome != ZP_NODATA &&
	    (now.outcome != ZP_ANSWER || now.rrset->opaque ||
		dmarc_of(ctx, now.rrset, &left) != NULL))
		return;
	inherited = zp_dmarc_for(
	    ctx, zp_after(ctx), delta->change->after, domain);
	if (inherited.known == ZP_UNKNOWN)
		inherited.policy = ZP_POLICY_ABSENT;
	finding = zp_report(ctx, at, "%s has no DMARC any more: %s",
	    zp_name_text(ctx, domain),
	    inherited.record != NULL && inherited.policy >= old->p ?
		"its parent's holds now" :
		old->p >= ZP_POLICY_QUARANTINE ?
		"forged mail of it gets through" :
		"large receivers ask for one");
	zp_domain(finding, domain);
	if (inherited.record != NULL && inherited.policy >= old->p) {
		zp_severity(finding, ZP_NOTICE);
		zp_evidence(finding, inherited.at,
		    "says %s for it, as strict as before",
		    policies[inherited.policy]);
	} else if (old->rua != NULL)
		zp_note(finding, "reports to %s stop", old->rua);
	zp_fix(finding, "put it back:\n%s", zp_record_text(ctx, at));
}

ZP_RULE(dmarc_removed) = {
	.id = "dmarc-removed",
	.summary = "the DMARC record of a domain is removed",
	.explain =
	    "Without DMARC nobody is told to refuse forged mail of the domain, "
	    "and reports stop (RFC 9989). Large receivers ask every domain "
	    "that sends in bulk for one, if only with `p=none`.\n\n"
	    "A notice where a domain above publishes a policy that is as "
	    "strict and covers this name.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mail-unprotected", ZP_SAME_DOMAIN },
		{ 0 },
	    },
	.on_delta = dmarc_removed,
};

/* --------------------------------------------------------- dmarc-weakened */

static enum zp_policy
effective_sp(const struct zp_dmarc *dmarc)
{
	return dmarc->sp != ZP_POLICY_ABSENT ? dmarc->sp : dmarc->p;
}

static enum zp_policy
effective_np(const struct zp_dmarc *dmarc)
{
	return dmarc->np != ZP_POLICY_ABSENT ? dmarc->np : effective_sp(dmarc);
}

/* What got laxer, in words; NULL for nothing. `grave`: more than pct. */
static const char *
weakening(struct zp_ctx *ctx, const struct zp_dmarc *old,
    const struct zp_dmarc *new, bool *grave)
{
	*grave = true;
	if (new->p < old->p)
		return zp_format(ctx, "p goes from %s to %s", policies[old->p],
		    policies[new->p]);
	if (effective_sp(new) < effective_sp(old))
		return zp_format(ctx, "for its subdomains %s becomes %s",
		    policies[effective_sp(old)], policies[effective_sp(new)]);
	if (effective_np(new) < effective_np(old))
		return zp_format(ctx,
		    "for names that do not exist %s becomes %s",
		    policies[effective_np(old)], policies[effective_np(new)]);
	if (new->testing && !old->testing)
		return "t=y says that the policy is only a test";
	if (old->strict_dkim && !new->strict_dkim)
		return "DKIM need not match the very name any more";
	if (old->strict_spf && !new->strict_spf)
		return "SPF need not match the very name any more";
	*grave = false;
	if (new->pct < old->pct)
		return zp_format(
		    ctx, "pct goes from %u to %u", old->pct, new->pct);
	return NULL;
}

static void
say_bimi(struct zp_finding *finding, struct zp_ctx *ctx,
    const struct zp_delta *delta, const uint8_t *domain,
    const struct zp_dmarc *new)
{
	const uint8_t *name = zp_name_under(ctx, "default._bimi", domain);
	const struct zp_rrset *bimi = name == NULL ?
	    NULL :
	    zp_zone_find(ctx, delta->change->after, name, ZP_TXT);

	if (bimi != NULL && (new->p < ZP_POLICY_QUARANTINE || new->pct < 100))
		zp_evidence(finding, zp_rrset_at(bimi, 0),
		    "the logo in people's mailboxes needs an enforcing DMARC: "
		    "it disappears");
}

static void
dmarc_weakened(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record old_at, new_at;
	const struct zp_dmarc *old = NULL, *new = NULL;
	const uint8_t *domain = NULL;
	const char *what = NULL;
	bool grave = false;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after == NULL ||
	    delta->after->opaque ||
	    (old = dmarc_of(ctx, delta->before, &old_at)) == NULL ||
	    (new = dmarc_of(ctx, delta->after, &new_at)) == NULL ||
	    (what = weakening(ctx, old, new, &grave)) == NULL ||
	    (domain = domain_of(ctx, delta)) == NULL)
		return;
	finding = zp_report(ctx, new_at,
	    "it gets easier to forge mail of %s: %s", zp_name_text(ctx, domain),
	    what);
	zp_severity(finding, grave ? ZP_WARNING : ZP_NOTICE);
	zp_domain(finding, domain);
	if (new->fault != NULL)
		zp_note(finding, "%s", new->fault);
	say_bimi(finding, ctx, delta, domain, new);
	zp_fix(finding, "if it is not meant:\n%s", zp_record_text(ctx, old_at));
}

ZP_RULE(dmarc_weakened) = {
	.id = "dmarc-weakened",
	.summary = "a DMARC policy gets laxer",
	.explain =
	    "A laxer p, sp or np, the test flag t=y, or alignment that goes "
	    "from strict to relaxed lets forged mail through that was refused "
	    "before (RFC 9989). A policy that cannot be read acts as none.\n\n"
	    "To find out why good mail fails, read the reports that rua= "
	    "brings; they come under every policy. Lowering pct alone, which "
	    "RFC 9989 dropped, is a notice.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "dmarc-none", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = dmarc_weakened,
};
