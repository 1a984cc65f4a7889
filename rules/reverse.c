/* Reverse zones: the names of addresses, and the mail that rests on them. */
#include "zoneproof.h"

#include <string.h>

/* 1.2.0.192.in-addr.arpa and the like; anything below arpa that is not. */
static bool
is_reverse_name(const uint8_t *owner)
{
	const uint8_t *at = owner;
	unsigned labels = zp_name_labels(owner);

	while (*at != 0 && !zp_name_starts(at, "in-addr") &&
	    !zp_name_starts(at, "ip6"))
		at = zp_name_parent(at);
	if (zp_name_starts(at, "in-addr"))
		return labels == 6;
	return labels == 34;
}

static bool
is_below(const uint8_t *owner, const char *label)
{
	for (; *owner != 0; owner = zp_name_parent(owner))
		if (zp_name_starts(owner, label))
			return zp_name_starts(zp_name_parent(owner), "arpa");
	return false;
}

static bool
holds_classless(const uint8_t *owner)
{
	for (; *owner != 0; owner = zp_name_parent(owner))
		for (uint8_t i = 1; i <= owner[0]; i++)
			if (owner[i] == '/' ||
			    (owner[i] == '-' &&
				!zp_name_starts(owner, "in-addr")))
				return true;
	return false;
}

static void
ptr_malformed(struct zp_ctx *ctx, const struct zp_rrset *ptr)
{
	struct zp_finding *finding = NULL;

	if ((!is_below(ptr->owner, "in-addr") &&
		!is_below(ptr->owner, "ip6")) ||
	    is_reverse_name(ptr->owner) || holds_classless(ptr->owner) ||
	    zp_name_starts(ptr->owner, "*") || ptr->owner[1] == '_' ||
	    zp_name_labels(ptr->owner) <=
		zp_name_labels(zp_zone_name(ptr->zone)))
		return;
	finding = zp_report(ctx, zp_rrset_at(ptr, 0),
	    "no address has this name: %s", zp_name_text(ctx, ptr->owner));
	zp_note(finding,
	    "four numbers stand before in-addr.arpa, 32 digits "
	    "before ip6.arpa, last part first");
	zp_fix(finding, "mend the owner, or the $ORIGIN above it");
}

ZP_RULE(ptr_malformed) = {
	.id = "ptr-malformed",
	.summary = "a PTR at a name that stands for no address",
	.explain =
	    "The name of an address has four numbers before in-addr.arpa (RFC "
	    "1035, 3.5) or 32 hexadecimal digits before ip6.arpa (RFC 3596, "
	    "2.5), last part first. One part too many or too few comes from "
	    "the wrong origin.\n\n"
	    "Names of RFC 2317 (with '/' or '-') are passed over.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_PTR, 0 },
	.on_rrset = ptr_malformed,
};

/* ------------------------------------------------- addresses and their names */

/* A number of at most three digits in a label; false for anything else. */
static bool
number_of(const uint8_t *label, unsigned base, uint8_t *ret)
{
	unsigned value = 0;

	if (label[0] == 0 || label[0] > 3)
		return false;
	for (uint8_t i = 1; i <= label[0]; i++) {
		uint8_t c = label[i];
		unsigned digit = c >= '0' && c <= '9' ? c - (unsigned)'0' :
		    c >= 'a' && c <= 'f'              ? c - (unsigned)'a' + 10 :
							base;

		if (digit >= base)
			return false;
		value = value * base + digit;
	}
	*ret = (uint8_t)value;
	return value <= (base == 16 ? 15u : 255u);
}

/* The address that a reverse name stands for, as a record of its kind. */
static bool
address_of(const uint8_t *owner, uint8_t bytes[16], struct zp_record *ret)
{
	bool v6 = zp_name_labels(owner) == 34;
	unsigned count = v6 ? 32 : 4;
	const uint8_t *at = owner;

	if (!is_reverse_name(owner) || !is_below(owner, v6 ? "ip6" : "in-addr"))
		return false;
	for (unsigned i = count; i-- > 0; at = zp_name_parent(at)) {
		uint8_t part = 0;

		if (!number_of(at, v6 ? 16 : 10, &part))
			return false;
		if (!v6)
			bytes[i] = part;
		else if (i % 2 == 1)
			bytes[i / 2] = part;
		else
			bytes[i / 2] |= (uint8_t)(part << 4);
	}
	*ret = (struct zp_record){ .rdata = bytes,
		.length = v6 ? 16 : 4,
		.type = v6 ? ZP_AAAA : ZP_A };
	return true;
}

/* Does the name lead to the address? UNKNOWN: the estate cannot tell. */
static enum zp_presence
leads_to_address(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *near, const uint8_t *name, struct zp_record address)
{
	struct zp_answer answer = zp_resolve(
	    ctx, estate, near, name, address.type);

	if (answer.outcome == ZP_NXDOMAIN || answer.outcome == ZP_NODATA)
		return ZP_ABSENT;
	if (answer.outcome != ZP_ANSWER || answer.rrset->opaque)
		return ZP_UNKNOWN;
	return zp_rrset_holds(answer.rrset, address) ? ZP_PRESENT : ZP_ABSENT;
}

/*
 * Does the address have a name that leads back to it, as receivers of mail ask
 * (RFC 1912, 2.1)?
 */
static enum zp_presence
agrees(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *near, struct zp_record address)
{
	const uint8_t *reverse = zp_reverse_name(ctx, address);
	struct zp_answer answer = zp_resolve(
	    ctx, estate, near, reverse, ZP_PTR);
	enum zp_presence presence = ZP_ABSENT;

	if (answer.outcome == ZP_NXDOMAIN || answer.outcome == ZP_NODATA)
		return ZP_ABSENT;
	if (answer.outcome != ZP_ANSWER)
		return ZP_UNKNOWN;
	for (uint32_t i = 0; i < answer.rrset->count; i++) {
		const uint8_t *name = zp_target_of(
		    zp_rrset_at(answer.rrset, i));
		enum zp_presence each = name == NULL ?
		    ZP_UNKNOWN :
		    leads_to_address(ctx, estate, near, name, address);

		if (each == ZP_PRESENT)
			return each;
		if (each == ZP_UNKNOWN)
			presence = each;
	}
	return presence;
}

/* ----------------------------------------------------- ptr-forward-mismatch */

static void
ptr_forward_mismatch(struct zp_ctx *ctx, const struct zp_rrset *ptr)
{
	uint8_t bytes[16] = { 0 };
	struct zp_record address;

	if (!address_of(ptr->owner, bytes, &address))
		return;
	for (uint32_t i = 0; i < ptr->count; i++) {
		struct zp_record record = zp_rrset_at(ptr, i);
		const uint8_t *name = zp_target_of(record);
		struct zp_finding *finding = NULL;

		if (name == NULL ||
		    leads_to_address(ctx, zp_estate_of(ptr->zone), ptr->zone,
			name, address) != ZP_ABSENT)
			continue;
		finding = zp_report(ctx, record,
		    "%s is called %s, which does not lead back to it",
		    zp_rdata_text(ctx, address), zp_name_text(ctx, name));
		zp_target(finding, name);
		zp_subject(finding, "%s", zp_name_text(ctx, name));
		zp_field(finding, 0);
		zp_note(finding,
		    "mail from this address, and logins that check names, may "
		    "be refused");
		zp_fix(finding,
		    "add to its zone, or mend the PTR:\n%s. %u IN %s %s",
		    zp_name_text(ctx, name), ptr->ttl,
		    zp_type_text(ctx, address.type),
		    zp_rdata_text(ctx, address));
	}
}

ZP_RULE(ptr_forward_mismatch) = {
	.id = "ptr-forward-mismatch",
	.summary = "the name of an address does not lead back to it",
	.explain =
	    "Whoever checks a name asks twice: the address for its name, then "
	    "the name for its addresses (RFC 1912, 2.1). Receivers of mail "
	    "distrust a server where the second answer does not hold the "
	    "first address, and logs show names that are not true. Mostly a "
	    "host moved and its PTR stayed.\n\n"
	    "To move a host, publish the PTR of the new address first. A "
	    "network whose names need not lead back allows it with "
	    "`; zoneproof: allow ptr-forward-mismatch NAME -- why`, or "
	    "switches the rule off for its reverse zones.\n\n"
	    "Told only where the zone of the name is in the estate. Quiet for "
	    "names of RFC 2317, wildcards, and owners that stand for no "
	    "address (ptr-malformed).",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_PTR, 0 },
	.on_rrset = ptr_forward_mismatch,
};

/* ------------------------------------------------------------- reverse-lost */

/* Who makes a host a sender of mail. */
struct user {
	struct zp_record at;
	bool by_spf;
};

/* Does the host have an SPF that lets it send from its own addresses? */
static bool
spf_holds_itself(const struct zp_spf *spf)
{
	for (size_t i = 0; spf != NULL && i < spf->count; i++)
		if (spf->terms[i].kind == ZP_SPF_A &&
		    *spf->terms[i].spec == '\0')
			return true;
	return false;
}

/* An SPF of its own zone that lists the address by itself, or few with it. */
static bool
spf_names(struct zp_ctx *ctx, const struct zp_zone *zone, const uint8_t *host,
    struct zp_record address, struct zp_record *ret)
{
	const uint8_t *domain = host;

	if (spf_holds_itself(
		zp_spf_single(ctx, zp_zone_find(ctx, zone, host, ZP_TXT), ret)))
		return true;
	while ((domain = zp_sender_above(ctx, zone, domain, address, ret)) !=
	    NULL) {
		if (zp_senders_name(
			zp_senders(ctx, zp_estate_of(zone), zone, domain),
			address.rdata, address.type == ZP_AAAA))
			return true;
		domain = zp_name_parent(domain);
	}
	return false;
}

/* Does it send mail: by an SPF, or as an MX host, which mostly sends as well? */
static bool
sends_mail(struct zp_ctx *ctx, const struct zp_zone *zone, const uint8_t *host,
    struct zp_record address, struct user *ret)
{
	size_t count = 0;
	const struct zp_reference *references = NULL;

	ret->by_spf = false;
	if (zp_is_mail_host(ctx, zp_after(ctx), host, &ret->at))
		return true;
	ret->by_spf = true;
	if (zone != NULL && spf_names(ctx, zone, host, address, &ret->at))
		return true;
	references = zp_references(ctx, zp_after(ctx), host, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(references[i].how, "SPF a") == 0) {
			ret->at = references[i].at;
			return true;
		}
	return false;
}

static void
say_reverse_lost(struct zp_finding *finding, struct zp_ctx *ctx,
    const uint8_t *host, struct user user, struct zp_record address)
{
	zp_domain(finding, user.at.owner);
	zp_target(finding, host);
	zp_subject(finding, "%s", zp_rdata_text(ctx, address));
	zp_evidence(finding, user.at,
	    user.by_spf ? "%s may send by the SPF of %s" :
			  "%s is a mail host of %s",
	    zp_name_text(ctx, host), zp_name_text(ctx, user.at.owner));
}

/* A PTR goes or names another host, and nothing leads back any more. */
static void
ptr_lost(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_zone *after = delta->change->after;
	uint8_t bytes[16] = { 0 };
	struct zp_record address;

	if (!address_of(delta->owner, bytes, &address) ||
	    agrees(ctx, zp_after(ctx), after, address) != ZP_ABSENT)
		return;
	for (uint32_t i = 0; i < delta->before->count; i++) {
		struct zp_record record = zp_rrset_at(delta->before, i);
		const uint8_t *host = zp_target_of(record);
		struct user user;
		struct zp_finding *finding = NULL;

		if (host == NULL ||
		    leads_to_address(ctx, zp_after(ctx), after, host,
			address) != ZP_PRESENT ||
		    !sends_mail(ctx,
			zp_resolve(
			    ctx, zp_after(ctx), after, host, address.type)
			    .zone,
			host, address, &user))
			continue;
		finding = zp_report(ctx, record,
		    "mail that %s sends may be refused: no name leads to it",
		    zp_name_text(ctx, host));
		say_reverse_lost(finding, ctx, host, user, address);
		zp_fix(
		    finding, "put it back:\n%s", zp_record_text(ctx, record));
		return;
	}
}

/* The first new address without a name that leads back to it. */
static bool
nameless_address(
    struct zp_ctx *ctx, const struct zp_delta *delta, struct zp_record *ret)
{
	for (uint32_t i = 0; i < delta->after->count; i++) {
		*ret = zp_rrset_at(delta->after, i);
		if (!zp_rrset_holds(delta->before, *ret) && !ret->opaque &&
		    agrees(ctx, zp_after(ctx), delta->change->after, *ret) ==
			ZP_ABSENT)
			return true;
	}
	return false;
}

static bool
any_agreed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	for (uint32_t i = 0; i < delta->before->count; i++) {
		struct zp_record address = zp_rrset_at(delta->before, i);

		if (!address.opaque &&
		    agrees(ctx, zp_before(ctx), delta->change->before,
			address) == ZP_PRESENT)
			return true;
	}
	return false;
}

/* A mail host moves to an address that is not called by its name. */
static void
address_moved(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record address;
	struct user user;
	struct zp_finding *finding = NULL;

	/* Who uses it comes last: that question may read every zone. */
	if (!delta->rdata_differs || !any_agreed(ctx, delta) ||
	    !nameless_address(ctx, delta, &address) ||
	    !sends_mail(
		ctx, delta->change->after, delta->owner, address, &user))
		return;
	finding = zp_report(ctx, address,
	    "mail that %s sends may be refused: its new address has no name",
	    zp_name_text(ctx, delta->owner));
	say_reverse_lost(finding, ctx, delta->owner, user, address);
	zp_field(finding, 0);
	zp_fix(finding, "give the address its name first:\n%s. %u IN PTR %s.",
	    zp_name_text(ctx, zp_reverse_name(ctx, address)), delta->after->ttl,
	    zp_name_text(ctx, delta->owner));
}

static void
reverse_lost(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	if (delta->before == NULL)
		return;
	if (delta->type == ZP_PTR)
		ptr_lost(ctx, delta);
	else if (delta->after != NULL)
		address_moved(ctx, delta);
}

ZP_RULE(reverse_lost) = {
	.id = "reverse-lost",
	.summary = "the address of a mail host loses the name that leads to it",
	.explain =
	    "Large receivers ask for the name of the address that mail comes "
	    "from, and whether that name leads back to it (RFC 1912, 2.1; RFC "
	    "8501 on why). Without such a pair they refuse or delay the mail. "
	    "A host that an MX names mostly sends, too; so does one that an "
	    "SPF names (`a:host`), or whose address the SPF of its own domain "
	    "lists by itself or in a row of 4 at most.\n\n"
	    "To move a mail host, publish the PTR of its new address first, "
	    "wait out the TTL of the old answer, then change the address. To "
	    "allow it, write `; zoneproof: allow reverse-lost NAME -- why`.\n\n"
	    "Told where forward and reverse zone are both in the estate and "
	    "the pair agreed before. Quiet where another name of the same "
	    "address still leads back to it, where the host gives the address "
	    "up in the same change, and for names of RFC 2317. The first IPv6 "
	    "address of a host is mail-host-gains-ipv6's.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_PTR, ZP_A, ZP_AAAA, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "ptr-forward-mismatch", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_delta = reverse_lost,
};

/* ----------------------------------------------------- mail-host-gains-ipv6 */

struct gain {
	struct zp_ctx *ctx;
	const struct zp_delta *delta; /* the first AAAA of a host */
	const struct zp_rrset *v4;    /* what it had so far */
	struct zp_record at;          /* who uses it for mail */
	bool uses;                    /* somebody does */
	bool unlisted;                /* an SPF has the old address alone */
};

static bool
spf_holds_any(const struct zp_senders *senders, const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; rrset != NULL && i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);

		if (!record.opaque &&
		    zp_senders_hold(
			senders, record.rdata, rrset->type == ZP_AAAA))
			return true;
	}
	return false;
}

/* One domain that the host may send for: does its SPF know both addresses? */
static void
gain_look(struct gain *gain, const uint8_t *domain, struct zp_record at)
{
	const struct zp_delta *delta = gain->delta;
	const struct zp_senders *senders = zp_senders(
	    gain->ctx, zp_after(gain->ctx), at.zone, domain);
	bool unlisted = senders != NULL && !senders->everyone &&
	    spf_holds_any(senders, gain->v4) &&
	    !spf_holds_any(senders, delta->after);

	if (!gain->uses || (unlisted && !gain->unlisted))
		gain->at = at;
	gain->uses = true;
	gain->unlisted = gain->unlisted || unlisted;
}

static struct gain
gain_of(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct gain gain = { .ctx = ctx, .delta = delta };
	size_t count = 0;
	const struct zp_reference *users = zp_references(
	    ctx, zp_after(ctx), delta->owner, &count);
	const struct zp_rrset *txt = zp_zone_find(
	    ctx, delta->change->after, delta->owner, ZP_TXT);
	struct zp_record spf;

	gain.v4 = zp_zone_find(ctx, delta->change->after, delta->owner, ZP_A);
	for (size_t i = 0; i < count; i++)
		if (users[i].at.type == ZP_MX || users[i].at.type == ZP_TXT)
			gain_look(&gain, users[i].at.owner, users[i].at);
	if (zp_spf_single(ctx, txt, &spf) != NULL)
		gain_look(&gain, delta->owner, spf);
	return gain;
}

static void
mail_host_gains_ipv6(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record address;
	struct gain gain;
	bool nameless = false;
	const char *fix = "";
	struct zp_finding *finding = NULL;

	if (delta->before != NULL || delta->after == NULL ||
	    delta->after->opaque ||
	    zp_zone_find(ctx, delta->change->before, delta->owner, ZP_A) ==
		NULL)
		return;
	gain = gain_of(ctx, delta);
	if (!gain.uses)
		return;
	address = zp_rrset_at(delta->after, 0);
	nameless = agrees(ctx, zp_after(ctx), delta->change->after, address) ==
	    ZP_ABSENT;
	if (!nameless && !gain.unlisted)
		return;
	finding = zp_report(ctx, address,
	    "mail that %s sends by IPv6 may be refused",
	    zp_name_text(ctx, delta->owner));
	zp_domain(finding, gain.at.owner);
	zp_field(finding, 0);
	zp_evidence(finding, gain.at,
	    gain.unlisted ?
		"the SPF of %s lists its IPv4 address and not this one" :
		"it is a mail host of %s",
	    zp_name_text(ctx, gain.at.owner));
	if (nameless) {
		zp_note(finding, "no PTR leads from the address to the host");
		fix = zp_format(ctx, "\n%s. %u IN PTR %s.",
		    zp_name_text(ctx, zp_reverse_name(ctx, address)),
		    delta->after->ttl, zp_name_text(ctx, delta->owner));
	}
	if (gain.unlisted)
		fix = zp_format(ctx, "%s\nin the SPF of %s: ip6:%s", fix,
		    zp_name_text(ctx, gain.at.owner),
		    zp_rdata_text(ctx, address));
	zp_fix(finding, "before the host uses the address, add:%s", fix);
}

ZP_RULE(mail_host_gains_ipv6) = {
	.id = "mail-host-gains-ipv6",
	.summary = "a mail host gets IPv6 without PTR or place in the SPF",
	.explain =
	    "As soon as a host has an IPv6 address it also sends from there. "
	    "Receivers are stricter with IPv6 than with IPv4: without a PTR "
	    "that leads back (RFC 8501), or a place in the SPF (RFC 7208), "
	    "they refuse the mail, and only that part of it that happened to "
	    "go by IPv6.\n\n"
	    "Publish the PTR and the `ip6:` first, then the AAAA; or bind the "
	    "mail server to IPv4. To allow it, write `; zoneproof: allow "
	    "mail-host-gains-ipv6 HOST -- why`.\n\n"
	    "Told for a host with an IPv4 address that an MX or an SPF names, "
	    "or that has an SPF of its own. The PTR counts as missing only "
	    "where the reverse zone is in the estate; the SPF only where it "
	    "lists the host's IPv4 address: `mx` and `a` follow by "
	    "themselves.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_AAAA, 0 },
	.on_delta = mail_host_gains_ipv6,
};
