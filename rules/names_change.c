/* Names that change: wildcards, aliases, lifetimes. */
#include "zoneproof.h"

#include <string.h>

/* ------------------------------------------------------------ family-lost */

static void
family_lost(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	uint16_t other = delta->type == ZP_A ? ZP_AAAA : ZP_A;
	const struct zp_zone *after = delta->change->after;
	const struct zp_rrset *now = NULL;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL)
		return;
	/* Glue is not answered, but it is there; the rest is asked for. */
	if (zp_zone_find(ctx, after, delta->owner, other) == NULL &&
	    (!zp_known_after(ctx, delta, &now) || now != NULL ||
		zp_resolve(ctx, zp_after(ctx), after, delta->owner, other)
			.outcome != ZP_ANSWER))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "people with %s alone no longer reach %s",
	    delta->type == ZP_A ? "IPv4" : "IPv6",
	    zp_name_text(ctx, delta->owner));
	zp_fix(finding, "if it is not meant:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(family_lost) = {
	.id = "family-lost",
	.summary = "a name loses its last IPv4 or IPv6 address",
	.explain =
	    "The name keeps addresses of the other family, so most people "
	    "notice nothing; those on networks with one family alone lose "
	    "it (RFC 6724; RFC 8305).\n\n"
	    "Quiet where an alias or a wildcard answers with an address of the "
	    "lost family. To retire a family on purpose, take its address out "
	    "of every name in one change, and watch what still comes in by "
	    "it.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_A, ZP_AAAA, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "ptr-forward-mismatch", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_delta = family_lost,
};

/* ------------------------------------------------------- wildcard-exposed */

static bool
same_data(const struct zp_rrset *a, const struct zp_rrset *b)
{
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		struct zp_record left = zp_rrset_at(a, i);
		struct zp_record right = zp_rrset_at(b, i);

		if (left.length != right.length ||
		    memcmp(left.rdata, right.rdata, left.length) != 0)
			return false;
	}
	return true;
}

static void
wildcard_exposed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_answer now;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL ||
	    zp_name_is_service(delta->owner))
		return;
	now = zp_lookup(ctx, zp_after(ctx), delta->change->after, delta->owner,
	    delta->type == ZP_CNAME ? ZP_A : delta->type);
	if (!now.by_wildcard || now.rrset == NULL ||
	    (now.rrset->type == delta->type &&
		same_data(now.rrset, delta->before)))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "%s leads somewhere else now: a wildcard answers for it",
	    zp_name_text(ctx, delta->owner));
	zp_evidence(finding, zp_rrset_at(now.rrset, 0), "this one");
	zp_fix(finding,
	    "keep the name, or see that the wildcard's target "
	    "knows what to do with it:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(wildcard_exposed) = {
	.id = "wildcard-exposed",
	.summary = "a removed name is answered by a wildcard",
	.explain =
	    "The name does not vanish: the wildcard beside it answers in its "
	    "place (RFC 4592), with something else. In June 2025 Fasterize's "
	    "customers were led to an old platform, because a name was deleted "
	    "and an old wildcard took over.\n\n"
	    "Quiet when the wildcard answers the same.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_A, ZP_AAAA, ZP_CNAME, ZP_MX, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "family-lost", ZP_SAME_NAME },
		{ "ptr-forward-mismatch", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_delta = wildcard_exposed,
};

/* ------------------------------------------------------ wildcard-shadowed */

/* Did the change before this one, in the order of names, begin at it, too? */
static bool
is_begun(const struct zp_delta *delta, const uint8_t *name)
{
	return delta > delta->change->deltas && delta[-1].before == NULL &&
	    zp_name_within(delta[-1].owner, name);
}

static void
say_shadowed(struct zp_ctx *ctx, const struct zp_delta *delta,
    const uint8_t *name, struct zp_answer was, uint16_t type)
{
	const struct zp_mail *mail = zp_mail(
	    ctx, zp_before(ctx), delta->change->before, name);
	struct zp_finding *finding = zp_report(ctx,
	    zp_rrset_at(delta->after, 0),
	    "%s loses its %s: it no longer comes from the wildcard",
	    zp_name_text(ctx, name), zp_type_text(ctx, type));

	zp_name(finding, name);
	zp_evidence(
	    finding, zp_rrset_at(was.rrset, 0), "so far this one answered");
	if (type == ZP_MX && (mail->sends || mail->sends_weak)) {
		zp_severity(finding, ZP_ERROR);
		zp_mail_evidence(finding, mail);
	}
	if (!zp_name_equal(name, delta->owner))
		zp_note(finding,
		    "a name below makes it exist, with nothing of its own");
	zp_fix(finding, "give the name its own:\n%s. %u IN %s %s",
	    zp_name_text(ctx, name), was.rrset->ttl, zp_type_text(ctx, type),
	    zp_rdata_text(ctx, zp_rrset_at(was.rrset, 0)));
}

enum shadow { SHADOW_NONE, SHADOW_SAME, SHADOW_LOSS };

/* What a wildcard said of a name before, of a type it does not have now. */
static enum shadow
look_at_shadow(
    struct zp_ctx *ctx, const struct zp_delta *delta, const uint8_t *name)
{
	static const uint16_t types[] = { ZP_MX, ZP_A, ZP_AAAA, ZP_TXT };
	enum shadow shadow = SHADOW_NONE;

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct zp_answer was = zp_lookup(
		    ctx, zp_before(ctx), delta->change->before, name, types[i]);
		struct zp_answer now;

		if (!was.by_wildcard || was.outcome != ZP_ANSWER)
			continue;
		shadow = SHADOW_SAME;
		now = zp_resolve(
		    ctx, zp_after(ctx), delta->change->after, name, types[i]);
		if (now.outcome != ZP_NODATA && now.outcome != ZP_NXDOMAIN)
			continue;
		say_shadowed(ctx, delta, name, was, types[i]);
		return SHADOW_LOSS;
	}
	return shadow;
}

/* The new name, and those above it that it makes exist (RFC 4592, 2.2.2). */
static void
wildcard_shadowed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *apex = zp_zone_name(delta->change->after);

	if (delta->before != NULL || delta->after == NULL ||
	    zp_name_starts(delta->owner, "*"))
		return;
	for (const uint8_t *name = delta->owner;
	     zp_name_within(name, apex) && !zp_name_equal(name, apex);
	     name = zp_name_parent(name)) {
		/* Nobody goes to a name with an underscore by itself. */
		if (zp_name_is_service(name))
			continue;
		if (is_begun(delta, name) ||
		    look_at_shadow(ctx, delta, name) != SHADOW_SAME)
			return;
	}
}

ZP_RULE(wildcard_shadowed) = {
	.id = "wildcard-shadowed",
	.summary = "a new name takes over from a wildcard and loses a type",
	.explain =
	    "A wildcard answers only for names that do not exist (RFC 4592). "
	    "As soon as a name has one record of its own, all the rest that "
	    "the wildcard said of it is gone: a TXT added for a token takes "
	    "mail and web of the name away; `_dmarc.NAME` does the same, since "
	    "NAME exists then, with nothing.\n\n"
	    "Give the name everything that it is to have. An error where a "
	    "name that sends mail loses its MX.",
	.severity = ZP_WARNING,
	.on_delta = wildcard_shadowed,
};

/* ------------------------------------------------------- wildcard-removed */

/* Types that go from one wildcard at once are one finding, on the first. */
static bool
goes_with_another(const struct zp_delta *delta)
{
	const struct zp_delta *each = delta;

	while (each > delta->change->deltas &&
	    zp_name_equal((--each)->owner, delta->owner))
		if (each->before != NULL && each->after == NULL)
			return true;
	return false;
}

static void
wildcard_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_delta *each = delta + 1;
	const struct zp_delta *end = delta->change->deltas +
	    delta->change->count;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL ||
	    !zp_name_starts(delta->owner, "*") ||
	    zp_name_is_service(delta->owner) || goes_with_another(delta))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "names that only %s answered for lose their %s",
	    zp_name_text(ctx, delta->owner), zp_type_text(ctx, delta->type));
	for (; each < end && zp_name_equal(each->owner, delta->owner); each++)
		if (each->before != NULL && each->after == NULL)
			zp_evidence(finding, zp_rrset_at(each->before, 0),
			    "and their %s", zp_type_text(ctx, each->type));
	zp_note(finding, "which names are in use, no zone says");
	zp_fix(finding, "look through the query log first; before:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(wildcard_removed) = {
	.id = "wildcard-removed",
	.summary = "records at a wildcard are removed",
	.explain =
	    "A wildcard answers for every name that is not listed (RFC 4592); "
	    "customers and programs may use names that nobody wrote down.\n\n"
	    "The query log of the name servers knows them. Quiet for wildcards "
	    "with an underscore, such as `*._domainkey`: they hold no places, "
	    "and rules of their own look at them.",
	.severity = ZP_WARNING,
	.covers =
	    (const struct zp_cover[]){
		{ "name-went-dark", ZP_SAME_NAME },
		{ "mx-removed", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = wildcard_removed,
};

/* ------------------------------------------------------- cname-retargeted */

static void
cname_retargeted(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after == NULL ||
	    !delta->rdata_differs || zp_name_is_service(delta->owner))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "%s leads somewhere else from now on",
	    zp_name_text(ctx, delta->owner));
	if (zp_is_protected(ctx, delta->owner, ZP_CNAME))
		zp_severity(finding, ZP_WARNING);
	zp_field(finding, 0);
	zp_note(finding, "some people are led to the old target for %s",
	    zp_duration(ctx, delta->before->ttl));
	zp_fix(finding, "keep the old target answering that long");
}

ZP_RULE(cname_retargeted) = {
	.id = "cname-retargeted",
	.summary = "an alias leads to another name",
	.explain =
	    "Resolvers keep the old target for its TTL, so both must work for "
	    "that long.\n\n"
	    "A notice; a warning for names under `protected:` in the "
	    "configuration.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_CNAME, 0 },
	.on_delta = cname_retargeted,
};

/* ---------------------------------------------------- acme-delegation-lost */

static void
acme_delegation_lost(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *host = zp_name_parent(delta->owner);
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL ||
	    !zp_name_starts(delta->owner, "_acme-challenge") ||
	    zp_has_address(ctx, zp_after(ctx), delta->change->after, host) ==
		ZP_ABSENT ||
	    zp_lookup(
		ctx, zp_after(ctx), delta->change->after, delta->owner, ZP_TXT)
		    .outcome == ZP_ALIASED)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "the certificate of %s can no longer be renewed",
	    zp_name_text(ctx, host));
	zp_target(finding, host);
	zp_note(finding,
	    "it shows when the present one expires, up to three "
	    "months later");
	zp_fix(finding, "put it back:\n%s", zp_rrset_text(ctx, delta->before));
}

ZP_RULE(acme_delegation_lost) = {
	.id = "acme-delegation-lost",
	.summary = "the alias that renews a certificate goes",
	.explain =
	    "Certificates are renewed by a challenge at _acme-challenge.NAME "
	    "(RFC 8555, 8.4), which is often an alias or a delegation to "
	    "whoever renews them. Without it the next renewal fails, weeks "
	    "after the change.\n\n"
	    "Quiet when the name itself goes as well.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_CNAME, ZP_NS, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "delegation-removed", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = acme_delegation_lost,
};

/* ------------------------------------------------------------ ttl-lowered */

static void
ttl_lowered(struct zp_ctx *ctx, const struct zp_change *change)
{
	struct zp_finding *finding = NULL;
	unsigned count = 0;

	if (change->before == NULL || change->after == NULL)
		return;
	for (size_t i = 0; i < change->count; i++) {
		const struct zp_delta *delta = &change->deltas[i];

		if (delta->before == NULL || delta->after == NULL ||
		    delta->after->ttl >= 60 ||
		    delta->after->ttl >= delta->before->ttl)
			continue;
		if (count++ == 0)
			finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
			    "%s is asked for all the time: it lives %u s",
			    zp_name_text(ctx, delta->owner), delta->after->ttl);
	}
	if (finding == NULL)
		return;
	if (count > 1)
		zp_note(finding, "and %u RRsets more", count - 1);
	zp_fix(finding,
	    "60 s is short enough for a move; raise it again when "
	    "that is over");
}

ZP_RULE(ttl_lowered) = {
	.id = "ttl-lowered",
	.summary = "a TTL goes below a minute",
	.explain =
	    "With a TTL of a few seconds each visitor waits for the DNS, and a "
	    "short failure of the name servers is one of everything at once "
	    "(RFC 1912, "
	    "2.2; RFC 8767). "
	    "Good before a move, mostly left over afterwards.\n\n"
	    "One notice a zone.",
	.severity = ZP_NOTICE,
	.covers =
	    (const struct zp_cover[]){
		{ "ttl-lowered-too-late", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_change = ttl_lowered,
};

/* ------------------------------------------------- ttl-raised-with-change */

static void
ttl_raised_with_change(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after == NULL ||
	    !delta->rdata_differs || delta->type == ZP_SOA ||
	    delta->after->ttl <= delta->before->ttl)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "a slip in %s would stay for %s: new value and longer life",
	    zp_name_text(ctx, delta->owner),
	    zp_duration(ctx, delta->after->ttl));
	zp_fix(finding,
	    "change the value first, raise the TTL when it has "
	    "proved right");
}

ZP_RULE(ttl_raised_with_change) = {
	.id = "ttl-raised-with-change",
	.summary = "a value and a longer TTL come in one change",
	.explain =
	    "Whoever asks right after the change keeps the new value for its "
	    "whole TTL (RFC 1035, 3.2.1); if it was wrong there is no quick "
	    "way "
	    "back.\n\n"
	    "Change the value with a short TTL, look, then raise it.",
	.severity = ZP_WARNING,
	.covers =
	    (const struct zp_cover[]){
		{ "slow-rollback", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = ttl_raised_with_change,
};

/* ------------------------------------------------------ protected-changed */

static void
say_protected(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_rrset *shown = delta->after != NULL ? delta->after :
							      delta->before;
	struct zp_finding *finding = zp_report(ctx, zp_rrset_at(shown, 0),
	    "%s %s is protected, and this changes it",
	    zp_type_text(ctx, delta->type), zp_name_text(ctx, delta->owner));

	zp_about(finding, delta);
	zp_note(finding, "the configuration says so, under `protected:`");
	zp_fix(finding,
	    "ask whoever it names; the rows are in "
	    ".zoneproof.yaml");
}

/* Also where a zone comes or goes as a whole. */
static void
protected_changed(struct zp_ctx *ctx, const struct zp_change *change)
{
	for (size_t i = 0; i < change->count; i++)
		if (zp_is_protected(
			ctx, change->deltas[i].owner, change->deltas[i].type))
			say_protected(ctx, &change->deltas[i]);
}

ZP_RULE(protected_changed) = {
	.id = "protected-changed",
	.summary = "a record that the configuration protects is changed",
	.explain =
	    "`protected:` in .zoneproof.yaml lists owners and types that "
	    "nobody is to change in passing: the shop, the mail, the login. "
	    "Every change of them is an error, its TTL included.\n\n"
	    "Make the change in one of its own, agreed with the team that the "
	    "row names.",
	.severity = ZP_ERROR,
	.irrevocable = true,
	.on_change = protected_changed,
};
