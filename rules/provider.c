/* What stands in a domain for one provider of mail: all of it, or too little. */
#include "zoneproof.h"

#include <string.h>

/* Where a provider shows in a domain. */
enum trace {
	TRACE_MX = 1,
	TRACE_SPF = 2,
	TRACE_DKIM = 4,
	TRACE_TOKEN = 8,
	TRACE_PATH = 16 /* a return path of its own below the domain */
};

#define TRACES_SHOWN 8

/* What a state of a domain holds of one provider. */
struct traces {
	struct zp_ctx *ctx;
	const struct zp_zone *zone;
	const uint8_t *domain;
	const struct zp_provider *provider;
	unsigned kinds; /* of enum trace */
	bool stray_key; /* a DKIM key of nobody we know */
	struct zp_record at[TRACES_SHOWN];
	unsigned count;
};

static void
trace(struct traces *traces, enum trace kind, struct zp_record at)
{
	traces->kinds |= (unsigned)kind;
	if (traces->count < TRACES_SHOWN)
		traces->at[traces->count++] = at;
}

static void
trace_targets(struct traces *traces, const struct zp_rrset *rrset,
    enum zp_clue clue, enum trace kind)
{
	for (uint32_t i = 0; rrset != NULL && i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);

		if (zp_provider_of(traces->ctx, clue, record) ==
		    traces->provider)
			trace(traces, kind, record);
	}
}

static bool
is_named_by(const struct zp_spf_term *term, const struct zp_provider *provider)
{
	return (term->kind == ZP_SPF_INCLUDE ||
		   term->kind == ZP_SPF_REDIRECT) &&
	    zp_provider_by(ZP_CLUE_SPF, term->spec) == provider;
}

static void
trace_texts(struct traces *traces, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(traces->ctx, txt, &record);

	for (size_t i = 0; spf != NULL && i < spf->count; i++)
		if (is_named_by(&spf->terms[i], traces->provider)) {
			trace(traces, TRACE_SPF, record);
			break;
		}
	for (uint32_t i = 0; txt != NULL && i < txt->count; i++) {
		record = zp_rrset_at(txt, i);
		if (!record.opaque &&
		    zp_provider_by(ZP_CLUE_VERIFICATION,
			zp_txt(traces->ctx, record, NULL)) == traces->provider)
			trace(traces, TRACE_TOKEN, record);
	}
}

static void
trace_keys(struct traces *traces)
{
	const uint8_t *keys = zp_name_under(
	    traces->ctx, "_domainkey", traces->domain);
	struct zp_rrset rrset = { 0 };

	while (keys != NULL && zp_zone_next(traces->zone, keys, &rrset)) {
		const struct zp_provider *signer = NULL;

		if (zp_dkim_domain(rrset.owner) == NULL ||
		    !zp_dkim_live(traces->ctx, zp_estate_of(traces->zone),
			traces->zone, rrset.owner))
			continue;
		signer = zp_dkim_signer(traces->ctx, &rrset);
		if (signer == traces->provider)
			trace(traces, TRACE_DKIM, zp_rrset_at(&rrset, 0));
		traces->stray_key = traces->stray_key || signer == NULL;
	}
}

static struct traces
traces_of(struct zp_ctx *ctx, const struct zp_zone *zone, const uint8_t *domain,
    const struct zp_provider *provider)
{
	struct traces traces = {
		.ctx = ctx, .zone = zone, .domain = domain, .provider = provider
	};

	trace_targets(&traces, zp_zone_find(ctx, zone, domain, ZP_MX),
	    ZP_CLUE_MX, TRACE_MX);
	trace_texts(&traces, zp_zone_find(ctx, zone, domain, ZP_TXT));
	trace_keys(&traces);
	return traces;
}

/* ------------------------------------------------------- provider-offboarded */

#define DOMAINS_LOOKED_AT   64
#define PROVIDERS_LOOKED_AT 16

/* The domain whose mail a delta may be about; NULL: none. */
static const uint8_t *
domain_of(const struct zp_delta *delta)
{
	const uint8_t *domain =
	    delta->before == NULL ? NULL : zp_dkim_domain(delta->owner);

	if (domain != NULL || delta->before == NULL)
		return domain;
	return delta->type == ZP_MX || delta->type == ZP_TXT ? delta->owner :
							       NULL;
}

static bool
is_new(const void *const *seen, unsigned count, const void *what)
{
	for (unsigned i = 0; i < count; i++)
		if (seen[i] == what)
			return false;
	return what != NULL;
}

/* Every provider that the delta's set before speaks of. */
static unsigned
providers_in(struct zp_ctx *ctx, const struct zp_delta *delta,
    const void *seen[PROVIDERS_LOOKED_AT])
{
	struct zp_record record;
	const struct zp_spf *spf = delta->type == ZP_TXT ?
	    zp_spf_single(ctx, delta->before, &record) :
	    NULL;
	const struct zp_provider *each = NULL;
	unsigned count = 0;

	each = zp_dkim_signer(ctx, delta->before);
	if (each != NULL)
		seen[count++] = each;
	for (uint32_t i = 0; delta->type == ZP_MX && i < delta->before->count &&
	     count < PROVIDERS_LOOKED_AT;
	     i++) {
		each = zp_provider_of(
		    ctx, ZP_CLUE_MX, zp_rrset_at(delta->before, i));
		if (is_new(seen, count, each))
			seen[count++] = each;
	}
	for (size_t i = 0;
	     spf != NULL && i < spf->count && count < PROVIDERS_LOOKED_AT;
	     i++) {
		each = spf->terms[i].kind == ZP_SPF_INCLUDE ?
		    zp_provider_by(ZP_CLUE_SPF, spf->terms[i].spec) :
		    NULL;
		if (is_new(seen, count, each))
			seen[count++] = each;
	}
	return count;
}

static bool
receives_from_others(
    struct zp_ctx *ctx, const struct zp_change *change, const uint8_t *domain)
{
	const struct zp_rrset *mx = zp_zone_find(
	    ctx, change->after, domain, ZP_MX);

	return mx != NULL && !zp_is_null_mx(mx);
}

static bool
is_several(unsigned kinds)
{
	return (kinds & (kinds - 1)) != 0;
}

/* Names below the domain that lead, or led, to where its bounces go. */
static void
trace_paths(struct traces *traces, const struct zp_rrset *rrset)
{
	if ((rrset->type == ZP_CNAME || rrset->type == ZP_MX) &&
	    zp_name_within(rrset->owner, traces->domain) &&
	    !zp_name_equal(rrset->owner, traces->domain) &&
	    !zp_name_is_service(rrset->owner))
		trace_targets(traces, rrset, ZP_CLUE_RETURN_PATH, TRACE_PATH);
}

static void
trace_paths_gone(struct traces *traces, const struct zp_change *change)
{
	for (size_t i = 0; i < change->count; i++)
		if (change->deltas[i].before != NULL &&
		    change->deltas[i].after == NULL)
			trace_paths(traces, change->deltas[i].before);
}

static bool
path_stays(struct zp_ctx *ctx, const struct zp_zone *zone,
    const uint8_t *domain, const struct zp_provider *provider)
{
	struct traces traces = {
		.ctx = ctx, .zone = zone, .domain = domain, .provider = provider
	};
	struct zp_rrset rrset = { 0 };

	while (traces.kinds == 0 && zp_zone_next(zone, domain, &rrset))
		trace_paths(&traces, &rrset);
	return traces.kinds != 0;
}

/* A return path is the affair of the domain above it that has the keys. */
static bool
is_path_of_another(struct zp_ctx *ctx, const struct zp_zone *zone,
    const uint8_t *domain, const struct zp_provider *provider)
{
	while (!zp_name_equal(domain, zp_zone_name(zone))) {
		domain = zp_name_parent(domain);
		if ((traces_of(ctx, zone, domain, provider).kinds &
			TRACE_DKIM) != 0)
			return true;
	}
	return false;
}

static void
offboard(struct zp_ctx *ctx, const struct zp_change *change,
    const uint8_t *domain, const struct zp_provider *provider)
{
	struct traces was = traces_of(ctx, change->before, domain, provider);
	const struct zp_mail *mail = NULL;
	bool took_mail = (was.kinds & TRACE_MX) != 0;
	struct zp_finding *finding = NULL;

	if (zp_provider_has(provider, ZP_CLUE_RETURN_PATH))
		trace_paths_gone(&was, change);
	if (!is_several(was.kinds) ||
	    traces_of(ctx, change->after, domain, provider).kinds != 0 ||
	    path_stays(ctx, change->after, domain, provider) ||
	    is_path_of_another(ctx, change->before, domain, provider))
		return;
	mail = zp_mail(ctx, zp_after(ctx), change->after, domain);
	/* A move to another mail system is told as one, by mx-replaced. */
	if (mail->exempt || mail->parked ||
	    (took_mail && receives_from_others(ctx, change, domain)))
		return;
	finding = zp_report(ctx, was.at[0],
	    "%s may no longer send as %s: all of it is taken out",
	    provider->name, zp_name_text(ctx, domain));
	zp_name(finding, domain);
	zp_type(finding, 0);
	zp_domain(finding, domain);
	zp_subject(finding, "%s", provider->id);
	zp_severity(finding, mail->sends ? ZP_WARNING : ZP_ERROR);
	if (mail->sends && !took_mail &&
	    zp_leaves_alone(ctx, change, domain, provider))
		zp_outweigh(finding);
	for (unsigned i = 0; i < was.count; i++)
		zp_evidence(finding, was.at[i], "%s here goes",
		    zp_type_text(ctx, was.at[i].type));
	zp_note(finding, "%s",
	    mail->sends ? "others still send as the domain" :
			  "nobody sends as the domain any more");
	zp_fix(finding,
	    "see that nothing is sent by %s any more, then wait a week with "
	    "its keys: mail under way is still checked",
	    provider->name);
}

static void
provider_offboarded(struct zp_ctx *ctx, const struct zp_change *change)
{
	const uint8_t *domains[DOMAINS_LOOKED_AT];
	const void *done[DOMAINS_LOOKED_AT];
	unsigned count = 0;

	if (change->before == NULL || change->after == NULL)
		return;
	for (size_t i = 0; i < change->count; i++) {
		const struct zp_delta *delta = &change->deltas[i];
		const uint8_t *domain = domain_of(delta);
		const void *found[PROVIDERS_LOOKED_AT];
		unsigned providers =
		    domain == NULL ? 0 : providers_in(ctx, delta, found);

		for (unsigned j = 0; j < providers; j++) {
			bool seen = false;

			for (unsigned k = 0; k < count && !seen; k++)
				seen = done[k] == found[j] &&
				    zp_name_equal(domains[k], domain);
			if (seen || count == DOMAINS_LOOKED_AT)
				continue;
			domains[count] = domain;
			done[count++] = found[j];
			offboard(ctx, change, domain, found[j]);
		}
	}
}

ZP_RULE(provider_offboarded) = {
	.id = "provider-offboarded",
	.summary = "everything of one mail provider leaves a domain at once",
	.explain =
	    "Include, keys, MX, return path and tokens of one provider of the "
	    "table are taken out in one change: the end of a contract, told "
	    "once and "
	    "not record by record. Mail that it still sends, and mail under "
	    "way whose signature is checked with the removed key (RFC 6376, "
	    "3.6.2), fails from then on.\n\n"
	    "Stop sending by the provider first, look at the DMARC reports of "
	    "a week, take the include out, and the keys a week later. To "
	    "allow it, write `; zoneproof: allow provider-offboarded DOMAIN "
	    "-- why`.\n\n"
	    "Told when at least two kinds of its traces were there and none "
	    "stays: a warning while another sender stays, an error when none "
	    "does, or when the domain receives no mail any more. Quiet when "
	    "the MX goes to another system (mx-replaced), when the domain is "
	    "parked, and for a single trace, which its own rule tells.",
	.severity = ZP_WARNING,
	.covers =
	    (const struct zp_cover[]){
		{ "spf-sender-dropped", ZP_SAME_DOMAIN },
		{ "spf-hardened", ZP_SAME_DOMAIN },
		{ "dkim-selector-removed", ZP_SAME_DOMAIN },
		{ "dkim-key-revoked", ZP_SAME_DOMAIN },
		{ "verification-removed", ZP_SAME_NAME },
		{ "mx-host-dropped", ZP_SAME_NAME },
		{ "mx-removed", ZP_SAME_NAME },
		{ "autodiscover-removed", ZP_SAME_DOMAIN },
		{ "sender-went-dark", ZP_SAME_PLACE },
		{ "name-went-dark", ZP_SAME_PLACE },
		{ "mx-removed", ZP_SAME_PLACE },
		{ "spf-removed", ZP_SAME_PLACE },
		{ 0 },
	    },
	.on_change = provider_offboarded,
};

/* ------------------------------------------------------------ orphan-include */

#define RECORDS_SEARCHED 1000 /* of a zone, for a trace anywhere in it */

/* Some other trace of the provider anywhere in the zone, or too much of it. */
static bool
is_used_in(struct traces *traces)
{
	struct zp_rrset rrset = { 0 };

	if (zp_zone_records(traces->zone) > RECORDS_SEARCHED)
		return true;
	while (zp_zone_next(traces->zone, NULL, &rrset)) {
		if (rrset.type == ZP_MX)
			trace_targets(traces, &rrset, ZP_CLUE_MX, TRACE_MX);
		else if (rrset.type == ZP_CNAME || rrset.type == ZP_NS) {
			trace_targets(
			    traces, &rrset, ZP_CLUE_DKIM_CNAME, TRACE_DKIM);
			trace_targets(
			    traces, &rrset, ZP_CLUE_RETURN_PATH, TRACE_PATH);
			trace_targets(traces, &rrset, ZP_CLUE_MX, TRACE_PATH);
		}
		if (zp_dkim_signer(traces->ctx, &rrset) == traces->provider)
			traces->kinds |= TRACE_DKIM;
		if ((traces->kinds & ~(unsigned)TRACE_SPF) != 0)
			return true;
	}
	return false;
}

static bool
could_show(const struct zp_provider *provider)
{
	return zp_provider_has(provider, ZP_CLUE_MX) ||
	    zp_provider_has(provider, ZP_CLUE_DKIM_CNAME) ||
	    zp_provider_has(provider, ZP_CLUE_SELECTOR);
}

static void
orphan_include(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = NULL;

	/* `_spf` and the like speak for whoever takes them in. */
	if (txt->owner[1] == '_' || zp_zone_is_partial(txt->zone) ||
	    (spf = zp_spf_single(ctx, txt, &record)) == NULL)
		return;
	/* What stands behind `all` counts for nothing. */
	for (size_t i = 0; i < spf->count && spf->terms[i].kind != ZP_SPF_ALL;
	     i++) {
		const struct zp_provider *provider = spf->terms[i].kind ==
			ZP_SPF_INCLUDE ?
		    zp_provider_by(ZP_CLUE_SPF, spf->terms[i].spec) :
		    NULL;
		struct traces traces;
		struct zp_finding *finding = NULL;

		if (provider == NULL || !could_show(provider))
			continue;
		traces = traces_of(ctx, txt->zone, txt->owner, provider);
		if (traces.kinds != TRACE_SPF || traces.stray_key ||
		    is_used_in(&traces) ||
		    zp_mail(ctx, zp_estate_of(txt->zone), txt->zone, txt->owner)
			->exempt)
			continue;
		finding = zp_report(ctx, record,
		    "%s may send as %s, and nothing else of it is here",
		    provider->name, zp_name_text(ctx, txt->owner));
		zp_domain(finding, txt->owner);
		zp_subject(finding, "%s", provider->id);
		zp_note(finding,
		    "no MX, DKIM key or token of %s: left over, or its keys "
		    "were forgotten",
		    provider->name);
		zp_fix(finding,
		    "publish its DKIM keys if it sends, else take this out: "
		    "include:%s",
		    spf->terms[i].spec);
	}
}

ZP_RULE(orphan_include) = {
	.id = "orphan-include",
	.summary = "an SPF includes a provider of which nothing else is there",
	.explain =
	    "An include lets everybody who rents servers from that provider "
	    "pass SPF as the domain (RFC 7208, 11.4 on shared senders), and "
	    "costs some of the ten look-ups. Where the zone has neither MX "
	    "nor DKIM keys nor a token of the provider, it was mostly left "
	    "over when a contract ended; or its DKIM keys were never "
	    "published.\n\n"
	    "Look through the DMARC reports of a month: if nothing comes from "
	    "there, take the include out. To allow it, write `; zoneproof: "
	    "allow orphan-include DOMAIN -- why`.\n\n"
	    "Only providers of the dated table, of which it knows more than "
	    "the include. Quiet where the domain has a DKIM key that is "
	    "nobody's we know (it may be theirs), where anything in the zone "
	    "leads to the provider, for fragments such as `_spf`, and in "
	    "zones of over 1000 records, which are not searched.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = orphan_include,
};
