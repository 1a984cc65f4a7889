/* DMARC: what receivers do with mail that nothing vouches for. */
#include "zoneproof.h"

#include <string.h>

static const char *const policies[] = { "absent", "none", "quarantine",
	"reject" };

/* The one DMARC record of an RRset; NULL for none or several. */
static const struct zp_dmarc *
dmarc_of(struct zp_ctx *ctx, const struct zp_rrset *txt, struct zp_record *ret)
{
	return zp_dmarc_of(ctx, txt, ret) == 1 ? zp_dmarc_at(ctx, *ret) : NULL;
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

/* What a name said before, itself or by an alias. */
struct was {
	struct zp_record at;          /* the TXT, or the alias that goes */
	const struct zp_dmarc *dmarc; /* NULL: it stands outside */
	enum zp_policy policy;        /* taken for the strictest there */
};

static bool
was_of(struct zp_ctx *ctx, const struct zp_delta *delta, struct was *ret)
{
	struct zp_answer answer;
	struct zp_record txt;

	if (delta->before == NULL)
		return false;
	ret->policy = ZP_POLICY_REJECT;
	ret->at = zp_rrset_at(delta->before, 0);
	if (delta->type == ZP_TXT) {
		ret->dmarc = dmarc_of(ctx, delta->before, &ret->at);
	} else {
		answer = zp_resolve(ctx, zp_before(ctx), delta->change->before,
		    delta->owner, ZP_TXT);
		if (answer.outcome == ZP_NO_ZONE)
			return true;
		ret->dmarc = answer.outcome == ZP_ANSWER ?
		    dmarc_of(ctx, answer.rrset, &txt) :
		    NULL;
	}
	if (ret->dmarc == NULL)
		return false;
	ret->policy = ret->dmarc->p;
	return true;
}

static void
dmarc_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *domain = NULL;
	struct was was = { .dmarc = NULL };
	struct zp_record left;
	const struct zp_rrset *now = NULL;
	struct zp_dmarc_policy inherited;
	struct zp_finding *finding = NULL;
	bool covered = false;

	if ((domain = domain_of(ctx, delta)) == NULL ||
	    !was_of(ctx, delta, &was) ||
	    !zp_known_after_as(ctx, delta, ZP_TXT, &now) ||
	    dmarc_of(ctx, now, &left) != NULL)
		return;
	inherited = zp_dmarc_for(
	    ctx, zp_after(ctx), delta->change->after, domain);
	covered = inherited.known != ZP_UNKNOWN && inherited.record != NULL &&
	    inherited.policy >= was.policy;
	finding = zp_report(ctx, was.at, "%s has no DMARC any more: %s",
	    zp_name_text(ctx, domain),
	    covered ? "its parent's holds now" :
		was.policy >= ZP_POLICY_QUARANTINE ?
		      "forged mail of it gets through" :
		      "large receivers ask for one");
	zp_domain(finding, domain);
	if (covered) {
		zp_severity(finding, ZP_NOTICE);
		zp_evidence(finding, inherited.at,
		    "says %s for it, as strict as before",
		    policies[inherited.policy]);
	} else if (was.dmarc != NULL && was.dmarc->rua != NULL)
		zp_note(finding, "reports to %s stop", was.dmarc->rua);
	zp_fix(finding, "put it back:\n%s", zp_record_text(ctx, was.at));
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
	.types = (const uint16_t[]){ ZP_TXT, ZP_CNAME, 0 },
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

/* --------------------------------------------------- dmarc: harder, blind */

/* A key that aligns: of the domain itself, or relaxed of any in the zone. */
static bool
has_aligned_key(struct zp_ctx *ctx, const struct zp_zone *zone,
    const uint8_t *domain, bool strict)
{
	const uint8_t *top = strict ? zp_name_under(ctx, "_domainkey", domain) :
				      NULL;
	struct zp_rrset rrset = { 0 };

	while ((top != NULL || !strict) && zp_zone_next(zone, top, &rrset))
		if ((rrset.type == ZP_TXT || rrset.type == ZP_CNAME) &&
		    zp_dkim_domain(rrset.owner) != NULL &&
		    zp_dkim_live(ctx, zp_estate_of(zone), zone, rrset.owner))
			return true;
	return false;
}

/* The first of an RRset's records; several are dmarc-multiple's. */
static const struct zp_dmarc *
first_of(struct zp_ctx *ctx, const struct zp_rrset *txt, struct zp_record *ret)
{
	return zp_dmarc_of(ctx, txt, ret) > 0 ? zp_dmarc_at(ctx, *ret) : NULL;
}

static bool
enforces(const struct zp_dmarc *dmarc)
{
	return dmarc != NULL && dmarc->p >= ZP_POLICY_QUARANTINE &&
	    !dmarc->testing && dmarc->pct == 100;
}

/* The same for names below, which have no record of their own. */
static bool
enforces_below(const struct zp_dmarc *dmarc)
{
	return dmarc != NULL && effective_sp(dmarc) >= ZP_POLICY_QUARANTINE &&
	    !dmarc->testing && dmarc->pct == 100;
}

/* The same for names that do not exist (RFC 9989; RFC 8020). */
static bool
enforces_unknown(const struct zp_dmarc *dmarc)
{
	return dmarc != NULL && effective_np(dmarc) >= ZP_POLICY_QUARANTINE &&
	    !dmarc->testing && dmarc->pct == 100;
}

/* Is more refused than before: by the policy, or by what has to match? */
static bool
hardens(const struct zp_dmarc *old, const struct zp_dmarc *new,
    bool (*enforced)(const struct zp_dmarc *dmarc))
{
	if (!enforced(new))
		return false;
	return !enforced(old) || (new->strict_dkim && !old->strict_dkim) ||
	    (new->strict_spf && !old->strict_spf);
}

/* An SPF that may align: of the domain, or relaxed of a sender in the zone. */
static bool
has_aligned_spf(struct zp_ctx *ctx, const struct zp_zone *zone,
    const uint8_t *domain, bool strict)
{
	const struct zp_estate *estate = zp_estate_of(zone);
	struct zp_rrset rrset = { 0 };
	struct zp_record spf;

	if (zp_senders(ctx, estate, zone, domain) != NULL)
		return true;
	while (!strict && zp_zone_next(zone, NULL, &rrset))
		if (rrset.type == ZP_TXT && zp_spf_of(ctx, &rrset, &spf) > 0 &&
		    zp_mail(ctx, estate, zone, rrset.owner)->sends)
			return true;
	return false;
}

/* What vouches for a domain's mail under a policy. */
struct vouched {
	bool spf, dkim;
};

static struct vouched
vouched(struct zp_ctx *ctx, const struct zp_zone *zone, const uint8_t *domain,
    const struct zp_dmarc *dmarc)
{
	return (struct vouched){
		has_aligned_spf(ctx, zone, domain, dmarc->strict_spf),
		has_aligned_key(ctx, zone, domain, dmarc->strict_dkim),
	};
}

static struct zp_finding *
say_unready(struct zp_ctx *ctx, struct zp_record at, const uint8_t *domain,
    struct vouched by, const char *tag)
{
	bool one = by.spf || by.dkim;
	struct zp_finding *finding = zp_report(ctx, at,
	    one ? "forwarded mail of %s is refused: DMARC rests on %s" :
		  "all mail of %s is refused: nothing vouches for it%s",
	    zp_name_text(ctx, domain),
	    by.dkim    ? "DKIM alone" :
		by.spf ? "SPF alone" :
			 "");

	zp_severity(finding, one ? ZP_WARNING : ZP_ERROR);
	zp_domain(finding, domain);
	zp_fix(finding, "%s first; stay at %s=none until the reports are good",
	    by.dkim ? "publish an SPF" : "sign with DKIM", tag);
	return finding;
}

#define SENDERS_LOOKED_AT 256 /* names below a domain that may send */

/* What a record comes to say of the names below it. */
struct below {
	struct zp_ctx *ctx;
	const struct zp_zone *zone;
	const struct zp_dmarc *old, *new; /* `old` may be NULL */
	struct zp_record at;              /* of `new` */
	struct zp_finding *finding;       /* one for all of them */
};

/* The mail domain that a record makes a sender; NULL: none. */
static const uint8_t *
sender_by(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	struct zp_record spf;

	if (rrset->type != ZP_TXT && rrset->type != ZP_CNAME)
		return NULL;
	if (rrset->type == ZP_TXT && zp_spf_of(ctx, rrset, &spf) > 0)
		return rrset->owner;
	return zp_dkim_domain(rrset->owner);
}

/* A name that sends, has no DMARC of its own and may not be ready. */
static void
look_below(struct below *below, const uint8_t *name)
{
	struct zp_ctx *ctx = below->ctx;
	const struct zp_estate *estate = zp_after(ctx);
	const struct zp_mail *mail = zp_mail(ctx, estate, below->zone, name);
	bool exists = zp_lookup(ctx, estate, below->zone, name, ZP_A).outcome !=
	    ZP_NXDOMAIN;
	struct zp_dmarc_policy policy = zp_dmarc_for(
	    ctx, estate, below->zone, name);
	struct vouched by;

	if (!hardens(below->old, below->new,
		exists ? enforces_below : enforces_unknown) ||
	    policy.record == NULL || mail->exempt || !mail->sends ||
	    !zp_name_equal(policy.at.owner, below->at.owner))
		return;
	by = vouched(ctx, below->zone, name, below->new);
	if (by.spf && by.dkim)
		return;
	if (below->finding != NULL) {
		zp_evidence(below->finding, mail->reasons[0].at,
		    "nor is %s ready", zp_name_text(ctx, name));
		return;
	}
	below->finding = say_unready(
	    ctx, below->at, name, by, exists ? "sp" : "np");
	zp_subject(below->finding, "%s", zp_name_text(ctx, name));
	zp_mail_evidence(below->finding, mail);
	if (!exists)
		zp_note(below->finding,
		    "the name does not exist, so that np= holds for it");
}

/* Was the name met by its SPF or a key already? */
static bool
has_record_of_mail(const struct below *below, const uint8_t *name)
{
	struct zp_rrset rrset = { 0 };

	while (zp_zone_next(below->zone, name, &rrset)) {
		const uint8_t *sender = sender_by(below->ctx, &rrset);

		if (sender != NULL && zp_name_equal(sender, name))
			return true;
	}
	return false;
}

/* Senders below by their records, and by the configuration's word. */
static void
find_unready_below(struct below *below)
{
	const uint8_t *top = zp_name_parent(below->at.owner), *last = top;
	const uint8_t *declared = NULL;
	struct zp_rrset rrset = { 0 };
	unsigned looked = 0;

	while (looked < SENDERS_LOOKED_AT &&
	    zp_zone_next(below->zone, top, &rrset)) {
		const uint8_t *name = sender_by(below->ctx, &rrset);

		if (name == NULL || zp_name_equal(name, last) ||
		    zp_name_equal(name, top))
			continue;
		last = name;
		looked++;
		look_below(below, name);
	}
	for (unsigned i = 0;
	     i < SENDERS_LOOKED_AT && zp_sender_at(below->ctx, i, &declared);
	     i++)
		if (declared != NULL && zp_name_within(declared, top) &&
		    !zp_name_equal(declared, top) &&
		    !has_record_of_mail(below, declared))
			look_below(below, declared);
}

/* Did a record further up enforce for the name already? */
static bool
enforced_above(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_dmarc_policy inherited = zp_dmarc_for(ctx, zp_before(ctx),
	    delta->change->before, zp_name_parent(delta->owner));

	return enforces(inherited.record) &&
	    inherited.policy >= ZP_POLICY_QUARANTINE;
}

static void
dmarc_hardened_unready(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *domain = zp_name_parent(delta->owner);
	const struct zp_zone *zone = delta->change->after;
	struct zp_record old_at, new_at;
	const struct zp_dmarc *old = NULL, *new = NULL;
	const struct zp_mail *mail = NULL;
	struct vouched by;

	if (!zp_name_starts(delta->owner, "_dmarc"))
		return;
	old = first_of(ctx, delta->before, &old_at);
	new = first_of(ctx, delta->after, &new_at);
	if (new == NULL || (old == NULL && enforced_above(ctx, delta)))
		return;
	mail = zp_mail(ctx, zp_after(ctx), zone, domain);
	if (mail->exempt)
		return;
	if (hardens(old, new, enforces) && !mail->parked &&
	    (mail->sends || mail->receives)) {
		by = vouched(ctx, zone, domain, new);
		if (!by.spf || !by.dkim) {
			zp_mail_evidence(
			    say_unready(ctx, new_at, domain, by, "p"), mail);
			return;
		}
	}
	if (hardens(old, new, enforces_below) ||
	    hardens(old, new, enforces_unknown))
		find_unready_below(
		    &(struct below){ ctx, zone, old, new, new_at, NULL });
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
	    "enforce. Dropping t=y or a pct under 100 counts as enforcing, and "
	    "so does alignment that becomes strict: then only keys of the very "
	    "domain count. Names below that send and have no DMARC of their "
	    "own are looked at as well: sp= holds for them, and np= for those "
	    "that do not exist, which send only if the configuration names "
	    "them under `mail.senders`. Quiet on parked domains, and where a "
	    "domain above enforced for it already.",
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
	    (old = first_of(ctx, delta->before, &old_at)) == NULL ||
	    (new = first_of(ctx, delta->after, &new_at)) == NULL ||
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
