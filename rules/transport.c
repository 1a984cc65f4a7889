/* Encrypted transport of mail: MTA-STS, TLS-RPT, BIMI, DANE. */
#include "zoneproof.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The text of an RRset that begins as wanted; NULL for none. */
static const char *
text_beginning(struct zp_ctx *ctx, const struct zp_rrset *txt,
    const char *wanted, struct zp_record *ret)
{
	for (uint32_t i = 0; txt != NULL && i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		const char *text = record.opaque ? "" :
						   zp_txt(ctx, record, NULL);

		if (strncasecmp(text, wanted, strlen(wanted)) == 0) {
			*ret = record;
			return text;
		}
	}
	return NULL;
}

/* Does the owner's name begin with these two labels, or this one? */
static const uint8_t *
domain_behind(const uint8_t *owner, const char *first, const char *second)
{
	if (!zp_name_starts(owner, first))
		return NULL;
	owner = zp_name_parent(owner);
	if (second == NULL)
		return owner;
	return zp_name_starts(owner, second) ? zp_name_parent(owner) : NULL;
}

/* Did the owner say so itself, or by an alias (perhaps to outside)? */
static bool
was_there(struct zp_ctx *ctx, const struct zp_delta *delta, const char *wanted)
{
	struct zp_record record;
	struct zp_answer was;

	if (delta->before == NULL || delta->type == ZP_TXT)
		return text_beginning(ctx, delta->before, wanted, &record) !=
		    NULL;
	was = zp_resolve(
	    ctx, zp_before(ctx), delta->change->before, delta->owner, ZP_TXT);
	return was.outcome == ZP_NO_ZONE ||
	    (was.outcome == ZP_ANSWER &&
		text_beginning(ctx, was.rrset, wanted, &record) != NULL);
}

/* Nothing of the kind is left, and nobody else answers in its place. */
static bool
is_lost(struct zp_ctx *ctx, const struct zp_delta *delta, const char *wanted)
{
	struct zp_record record;
	const struct zp_rrset *now = NULL;

	return was_there(ctx, delta, wanted) &&
	    zp_known_after_as(ctx, delta, ZP_TXT, &now) &&
	    text_beginning(ctx, now, wanted, &record) == NULL;
}

/* ------------------------------------------------ records that are removed */

/* `before` and `after` stand around the domain in the message. */
static void
say_lost(struct zp_ctx *ctx, const struct zp_delta *delta, const char *wanted,
    const uint8_t *domain, const char *before, const char *after)
{
	struct zp_finding *finding = NULL;

	if (domain == NULL || !is_lost(ctx, delta, wanted))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0), "%s %s %s",
	    before, zp_name_text(ctx, domain), after);
	zp_domain(finding, domain);
	zp_fix(finding, "put it back:\n%s", zp_rrset_text(ctx, delta->before));
}

static void
mta_sts_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	say_lost(ctx, delta, "v=STSv1",
	    domain_behind(delta->owner, "_mta-sts", NULL), "mail to",
	    "may travel in the clear again: MTA-STS is gone");
}

static void
tlsrpt_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	say_lost(ctx, delta, "v=TLSRPTv1",
	    domain_behind(delta->owner, "_smtp", "_tls"),
	    "nobody tells any more when encryption to", "fails");
}

static void
bimi_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *selector = zp_name_parent(delta->owner);

	say_lost(ctx, delta, "v=BIMI1", domain_behind(selector, "_bimi", NULL),
	    "the logo of", "disappears from people's mailboxes");
}

ZP_RULE(mta_sts_removed) = {
	.id = "mta-sts-removed",
	.summary = "the MTA-STS record of a domain is removed",
	.explain =
	    "MTA-STS makes senders insist on encryption (RFC 8461). Those that "
	    "have the policy keep it for its lifetime and cannot learn that it "
	    "was meant to end; the others fall back to what an attacker "
	    "allows.\n\n"
	    "To end it, first publish a policy with `mode: none` and a new id, "
	    "wait out the old lifetime, then remove the record and the host.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, ZP_CNAME, 0 },
	.on_delta = mta_sts_removed,
};

ZP_RULE(tlsrpt_removed) = {
	.id = "tlsrpt-removed",
	.summary = "the TLS-RPT record of a domain is removed",
	.explain =
	    "Reports on failed encryption stop (RFC 8460): the next expired "
	    "certificate of a mail host is noticed by whoever waits for the "
	    "mail.\n\n"
	    "Keep it for as long as MTA-STS or DANE is in use.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, ZP_CNAME, 0 },
	.on_delta = tlsrpt_removed,
};

ZP_RULE(bimi_removed) = {
	.id = "bimi-removed",
	.summary = "the BIMI record of a domain is removed",
	.explain =
	    "Mailbox providers show the logo of a domain that publishes it at "
	    "SELECTOR._bimi, with an enforcing DMARC (RFC 9989). Without the "
	    "record it "
	    "disappears within its TTL.\n\n"
	    "Nothing else depends on it. The form is still a draft of the "
	    "IETF; "
	    "the record looks like `v=BIMI1; l=https://…/logo.svg`.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, ZP_CNAME, 0 },
	.on_delta = bimi_removed,
};

/* ------------------------------------------------------ the policy's host */

static const uint8_t *
policy_owner(struct zp_ctx *ctx, const uint8_t *host)
{
	return zp_name_starts(host, "mta-sts") ?
	    zp_name_under(ctx, "_mta-sts", zp_name_parent(host)) :
	    NULL;
}

/* A host that goes is missed by no policy; one that comes must be in it. */
static bool
gains_host(const struct zp_delta *delta)
{
	for (uint32_t i = 0; i < delta->after->count; i++) {
		const uint8_t *host = zp_target_of(
		    zp_rrset_at(delta->after, i));

		if (host != NULL && *host != 0 &&
		    !zp_leads_to(delta->before, host))
			return true;
	}
	return false;
}

static const struct zp_delta *
delta_at(const struct zp_change *change, const uint8_t *owner, uint16_t type)
{
	for (size_t i = 0; i < change->count; i++)
		if (change->deltas[i].type == type &&
		    zp_name_equal(change->deltas[i].owner, owner))
			return &change->deltas[i];
	return NULL;
}

static void
mta_sts_host_lost(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *owner = NULL;
	const struct zp_rrset *txt = NULL;
	struct zp_record record;
	const struct zp_delta *mx = NULL;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL ||
	    (owner = policy_owner(ctx, delta->owner)) == NULL ||
	    (txt = zp_zone_find(ctx, delta->change->after, owner, ZP_TXT)) ==
		NULL ||
	    text_beginning(ctx, txt, "v=STSv1", &record) == NULL ||
	    zp_has_address(ctx, zp_after(ctx), delta->change->after,
		delta->owner) != ZP_ABSENT)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "senders cannot fetch the mail policy of %s any more",
	    zp_name_text(ctx, zp_name_parent(delta->owner)));
	zp_domain(finding, zp_name_parent(delta->owner));
	zp_target(finding, delta->owner);
	zp_evidence(finding, record, "the record still says that there is one");
	mx = delta_at(delta->change, zp_name_parent(delta->owner), ZP_MX);
	if (mx != NULL && mx->before != NULL && mx->after != NULL &&
	    gains_host(mx)) {
		zp_severity(finding, ZP_ERROR);
		zp_evidence(finding, zp_rrset_at(mx->after, 0),
		    "and the MX changes: senders that keep the old policy "
		    "refuse the new hosts");
	}
	zp_fix(finding, "keep the host for as long as the record:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(mta_sts_host_lost) = {
	.id = "mta-sts-host-lost",
	.summary = "the host of an MTA-STS policy goes while the record stays",
	.explain =
	    "The policy is fetched from mta-sts.DOMAIN (RFC 8461, 3.3). When "
	    "that host goes, senders keep what they have and later know of no "
	    "policy; a change of MX then meets old policies that refuse the "
	    "new hosts.\n\n"
	    "End MTA-STS with a policy of `mode: none` first. An error where "
	    "the "
	    "MX gains a host in the same change.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_A, ZP_AAAA, ZP_CNAME, ZP_ALIAS, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "reference-broken", ZP_SAME_NAME },
		{ "name-went-dark", ZP_SAME_NAME },
		{ "mta-sts-incomplete", ZP_SAME_DOMAIN },
		{ "mta-sts-id-unchanged", ZP_SAME_DOMAIN },
		{ 0 },
	    },
	.on_delta = mta_sts_host_lost,
};

/* The id of the one policy record of an RRset; NULL for none. */
static const char *
id_of(struct zp_ctx *ctx, const struct zp_rrset *txt, struct zp_record *ret)
{
	const char *text = text_beginning(ctx, txt, "v=STSv1", ret);

	return text == NULL ? NULL : zp_sts_parse(ctx, text, strlen(text))->id;
}

static void
mta_sts_id_unchanged(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *owner = zp_name_under(ctx, "_mta-sts", delta->owner);
	const struct zp_rrset *old = NULL, *new = NULL;
	struct zp_record before, after;
	const char *was = NULL, *is = NULL;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after == NULL || owner == NULL ||
	    !gains_host(delta))
		return;
	old = zp_zone_find(ctx, delta->change->before, owner, ZP_TXT);
	new = zp_zone_find(ctx, delta->change->after, owner, ZP_TXT);
	was = id_of(ctx, old, &before);
	is = id_of(ctx, new, &after);
	if (was == NULL || is == NULL || strcmp(was, is) != 0)
		return;
	finding = zp_report(ctx, after,
	    "senders may refuse the new mail hosts of %s: old policy",
	    zp_name_text(ctx, delta->owner));
	zp_domain(finding, delta->owner);
	zp_evidence(finding, zp_rrset_at(delta->after, 0),
	    "the MX changes, and the policy names its hosts");
	zp_fix(finding,
	    "put the new hosts into the policy first, then change "
	    "the id here, wait a day, then change the MX");
}

ZP_RULE(mta_sts_id_unchanged) = {
	.id = "mta-sts-id-unchanged",
	.summary = "the MX changes and the id of the MTA-STS policy does not",
	.explain =
	    "Senders keep a policy, which names the mail hosts, until its id "
	    "changes (RFC 8461, 3.1). Hosts that are not in it are refused.\n\n"
	    "Put old and new hosts into the policy, change the id, wait until "
	    "senders have looked, then change the MX. Told where a "
	    "host comes that the MX did not name before; whether the policy "
	    "has it already cannot be seen from here.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.on_delta = mta_sts_id_unchanged,
};

/* ------------------------------------------------------------------- DANE */

static void
dane_tlsa_lost(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *host = zp_name_host(delta->owner);
	struct zp_record mx;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL ||
	    !zp_is_mail_host(ctx, zp_after(ctx), host, &mx))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "mail to %s is no longer guarded by DANE",
	    zp_name_text(ctx, mx.owner));
	zp_domain(finding, mx.owner);
	zp_evidence(
	    finding, mx, "%s is still its mail host", zp_name_text(ctx, host));
	zp_fix(finding, "put it back:\n%s", zp_rrset_text(ctx, delta->before));
}

ZP_RULE(dane_tlsa_lost) = {
	.id = "dane-tlsa-lost",
	.summary = "the TLSA of a mail host is removed",
	.explain =
	    "A TLSA record makes senders insist on this very certificate (RFC "
	    "7672). Without it they go back to encryption that an attacker can "
	    "switch off, and nobody notices.\n\n"
	    "To change a certificate, publish old and new side by side, wait "
	    "two TTLs, switch, then remove the old one.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TLSA, 0 },
	.on_delta = dane_tlsa_lost,
};

static void
dane_tlsa_replaced(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record mx;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after == NULL ||
	    !zp_is_mail_host(
		ctx, zp_after(ctx), zp_name_host(delta->owner), &mx))
		return;
	for (uint32_t i = 0; i < delta->before->count; i++)
		if (zp_rrset_holds(delta->after, zp_rrset_at(delta->before, i)))
			return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "mail to %s is refused until every resolver has the new TLSA",
	    zp_name_text(ctx, mx.owner));
	zp_domain(finding, mx.owner);
	zp_note(finding, "for up to %s one of the two certificates fails",
	    zp_duration(ctx, delta->before->ttl));
	zp_fix(finding, "publish the new one beside the old one, and wait:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(dane_tlsa_replaced) = {
	.id = "dane-tlsa-replaced",
	.summary = "the TLSA of a mail host is replaced without overlap",
	.explain =
	    "Resolvers keep the old TLSA for its TTL. While they do, senders "
	    "refuse the new certificate, or the old one afterwards (RFC 7671, "
	    "8.1).\n\n"
	    "Publish both, wait two TTLs, switch the certificate, then remove "
	    "the old record.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TLSA, 0 },
	.on_delta = dane_tlsa_replaced,
};

/* ------------------------------------------------------------------ state */

static void
mta_sts_syntax(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	const uint8_t *domain = domain_behind(txt->owner, "_mta-sts", NULL);
	struct zp_record record = { 0 };
	const char *text = NULL;
	const struct zp_sts *sts = NULL;
	struct zp_finding *finding = NULL;

	if (domain == NULL || txt->opaque ||
	    (text = text_beginning(ctx, txt, "v=STS", &record)) == NULL)
		return;
	sts = zp_sts_parse(ctx, text, strlen(text));
	if (sts->is_sts && sts->fault == NULL)
		return;
	finding = zp_report(ctx, record,
	    "senders pass over the MTA-STS of %s: they cannot read it",
	    zp_name_text(ctx, domain));
	zp_domain(finding, domain);
	zp_field(finding, 0);
	zp_note(
	    finding, "%s", sts->is_sts ? sts->fault : "the version is v=STSv1");
	zp_fix(finding,
	    "it reads: \"v=STSv1; id=20261124T120000;\" (letters "
	    "and digits, at most 32)");
}

ZP_RULE(mta_sts_syntax) = {
	.id = "mta-sts-syntax",
	.summary = "an MTA-STS record that senders cannot read",
	.explain =
	    "The record is `v=STSv1;` and an `id=` of 1 to 32 letters and "
	    "digits (RFC 8461, 3.1). Anything else counts as no record.\n\n"
	    "The id has no meaning but to change with the policy.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mta-sts-removed", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = mta_sts_syntax,
};

static void
mta_sts_incomplete(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	const uint8_t *domain = domain_behind(txt->owner, "_mta-sts", NULL);
	const uint8_t *host = NULL;
	struct zp_record record = { 0 };
	struct zp_finding *finding = NULL;

	if (domain == NULL ||
	    text_beginning(ctx, txt, "v=STSv1", &record) == NULL ||
	    (host = zp_name_under(ctx, "mta-sts", domain)) == NULL ||
	    zp_has_address(ctx, zp_estate_of(txt->zone), txt->zone, host) !=
		ZP_ABSENT)
		return;
	finding = zp_report(ctx, record,
	    "nobody can fetch the mail policy of %s: no host for it",
	    zp_name_text(ctx, domain));
	zp_domain(finding, domain);
	zp_target(finding, host);
	zp_fix(finding,
	    "give it one, with a certificate of that name:\n"
	    "%s. %u IN A …",
	    zp_name_text(ctx, host), txt->ttl);
}

ZP_RULE(mta_sts_incomplete) = {
	.id = "mta-sts-incomplete",
	.summary = "an MTA-STS record without the host of its policy",
	.explain =
	    "The record only says that there is a policy; it is fetched from "
	    "https://mta-sts.DOMAIN/.well-known/mta-sts.txt (RFC 8461, 3.3). "
	    "Without the host there is none.\n\n"
	    "Set the host up first, then publish the record.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = mta_sts_incomplete,
};

static void
tlsrpt_syntax(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	const uint8_t *domain = domain_behind(txt->owner, "_smtp", "_tls");
	struct zp_record record = { 0 };
	const char *text = NULL;
	const struct zp_tlsrpt *report = NULL;
	struct zp_finding *finding = NULL;

	if (domain == NULL || txt->opaque ||
	    (text = text_beginning(ctx, txt, "v=TLSRPT", &record)) == NULL)
		return;
	report = zp_tlsrpt_parse(ctx, text, strlen(text));
	if (report->is_tlsrpt && report->fault == NULL)
		return;
	finding = zp_report(ctx, record,
	    "reports on encryption to %s go nowhere: unreadable record",
	    zp_name_text(ctx, domain));
	zp_domain(finding, domain);
	zp_field(finding, 0);
	zp_note(finding, "%s",
	    report->is_tlsrpt ? report->fault : "the version is v=TLSRPTv1");
	zp_fix(finding, "it reads: \"v=TLSRPTv1; rua=mailto:tls@%s\"",
	    zp_name_text(ctx, domain));
}

ZP_RULE(tlsrpt_syntax) = {
	.id = "tlsrpt-syntax",
	.summary = "a TLS-RPT record that senders cannot read",
	.explain =
	    "The record is `v=TLSRPTv1;` and a `rua=` with mailto: or https: "
	    "addresses (RFC 8460, 3). Anything else counts as no record.\n\n"
	    "Several addresses are parted by commas.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "tlsrpt-removed", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = tlsrpt_syntax,
};

/* `_25._tcp` and the ports of submission: what senders of mail look at. */
static bool
is_mail_port(const uint8_t *owner)
{
	return zp_name_starts(owner, "_25") || zp_name_starts(owner, "_465") ||
	    zp_name_starts(owner, "_587");
}

static void
tlsa_syntax(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);
		const char *fault = NULL;
		struct zp_finding *finding = NULL;

		fault = zp_tlsa_fault(record, is_mail_port(rrset->owner));
		if (fault == NULL)
			continue;
		finding = zp_report(ctx, record,
		    "%s may be refused: its TLSA fits no certificate",
		    zp_name_text(ctx, zp_name_host(rrset->owner)));
		zp_note(finding, "%s", fault);
		zp_subject(finding, "%s", zp_rdata_text(ctx, record));
		zp_fix(finding,
		    "for mail use 3 1 1 and the SHA-256 of the "
		    "certificate's key");
	}
}

ZP_RULE(tlsa_syntax) = {
	.id = "tlsa-syntax",
	.summary = "a TLSA that can fit no certificate",
	.explain =
	    "Usage, selector and matching type have few legal values, and the "
	    "digest the length of its kind (RFC 6698, 2.1). A record that is "
	    "wrong throughout makes senders refuse the host (RFC 7672, "
	    "2.2).\n\n"
	    "Make it anew from the certificate in use.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TLSA, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "dane-tlsa-replaced", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = tlsa_syntax,
};

static void
tlsa_unsigned(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	static const uint16_t types[] = { ZP_TLSA, 0 };
	struct zp_record record = { 0 };
	struct zp_finding *finding = NULL;
	const uint8_t *owner = NULL;
	unsigned count = 0;

	if (zp_zone_find(ctx, zone, zp_zone_name(zone), ZP_DNSKEY) != NULL ||
	    strcmp(zp_zone_setting(ctx, zone, "signing"), "server") == 0)
		return;
	while (zp_zone_next_of(zone, types, &record)) {
		if (record.owner == owner)
			continue;
		owner = record.owner;
		if (count++ == 0)
			finding = zp_report(ctx, record,
			    "the TLSA records of %s guard nothing: not signed",
			    zp_name_text(ctx, zp_zone_name(zone)));
	}
	if (finding == NULL)
		return;
	zp_note(finding, "%u of them", count);
	zp_fix(finding,
	    "sign the zone; if the server does, say `signing: "
	    "server` for it in .zoneproof.yaml");
}

ZP_RULE(tlsa_unsigned) = {
	.id = "tlsa-unsigned",
	.summary = "TLSA records in a zone without DNSSEC keys",
	.explain =
	    "TLSA counts only in a signed zone (RFC 6698, 4.1; RFC 7672, 2.1): "
	    "otherwise anybody on the way could change it.\n\n"
	    "Quiet where the configuration says that the server signs.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TLSA, 0 },
	.on_zone = tlsa_unsigned,
};
