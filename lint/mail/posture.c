/*
 * How one domain with mail stands: each protection there is, read off its
 * records and those it leads to, and a grade. What the estate cannot see is
 * "unknown" and never held against the domain.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../base/vector.h"
#include "../dns/name.h"
#include "mail.h"

struct stance {
	struct zp_ctx *ctx;
	const struct zp_estate *estate;
	const struct zp_zone *zone;
	const uint8_t *domain;
	struct arena *arena; /* of the row */
	const struct zp_mail *mail;
	struct posture *row;
};

static struct zp_answer
ask(const struct stance *stance, const uint8_t *name, uint16_t type)
{
	if (name == NULL)
		return (struct zp_answer){ .outcome = ZP_NXDOMAIN };
	return zp_resolve(
	    stance->ctx, stance->estate, stance->zone, name, type);
}

static struct zp_answer
ask_under(const struct stance *stance, const char *labels, uint16_t type)
{
	return ask(
	    stance, zp_name_under(stance->ctx, labels, stance->domain), type);
}

static bool
is_unknown(enum zp_outcome outcome)
{
	return outcome == ZP_NO_ZONE || outcome == ZP_REFERRAL ||
	    outcome == ZP_OPAQUE;
}

/* Names joined with ", ", each once. */
static void
join(struct arena *arena, const char **list, const char *item)
{
	size_t length = strlen(item);

	for (const char *at = *list; (at = strstr(at, item)) != NULL; at++)
		if ((at == *list || at[-1] == ' ') &&
		    (at[length] == '\0' || at[length] == ','))
			return;
	*list = arena_format(
	    arena, "%s%s%s", *list, **list == '\0' ? "" : ", ", item);
}

/* ------------------------------------------------------------------- mail */

static const char *
spf_state(struct stance *stance, const struct zp_rrset *txt)
{
	const struct zp_spf *spf = NULL;
	const struct zp_senders *senders = NULL;
	struct zp_record record;
	unsigned count = zp_spf_of(stance->ctx, txt, &record);
	static const char *const alls[] = { "none", "+all", "?all", "~all",
		"-all" };

	if (count != 1)
		return count > 1 ? "several" :
		    txt->opaque  ? "unknown" :
				   "missing";
	spf = zp_spf_single(stance->ctx, txt, &record);
	senders = zp_senders(
	    stance->ctx, stance->estate, stance->zone, stance->domain);
	if (spf == NULL || senders == NULL)
		return "broken";
	stance->row->spf.all = alls[senders->all];
	stance->row->spf.lookups = senders->lookups;
	stance->row->spf.at_least = senders->external;
	stance->row->spf.senders = senders->range_count + senders->member_count;
	return spf->fault_count > 0 || senders->lookups > 10 ? "broken" : "ok";
}

static void
stance_spf(struct stance *stance)
{
	struct zp_answer answer = ask(stance, stance->domain, ZP_TXT);

	stance->row->spf.all = "";
	stance->row->spf.state = answer.outcome == ZP_ANSWER ?
	    spf_state(stance, answer.rrset) :
	    is_unknown(answer.outcome) ? "unknown" :
					 "missing";
}

static struct posture_key
key_of(struct stance *stance, const struct zp_rrset *rrset)
{
	struct posture_key key = { .kind = "alias" };
	struct zp_answer answer = ask(stance, rrset->owner, ZP_TXT);
	const struct zp_dkim *dkim = NULL;
	const uint8_t *label = rrset->owner;

	key.selector = arena_copy(stance->arena, label + 1, label[0]);
	if (answer.outcome == ZP_ANSWER)
		dkim = zp_dkim_of(stance->ctx, zp_rrset_at(answer.rrset, 0));
	if (dkim == NULL) {
		if (!is_unknown(answer.outcome) && answer.outcome != ZP_ANSWER)
			key.kind = "bad";
		return key;
	}
	key.kind = dkim->revoked            ? "revoked" :
	    !dkim->is_dkim || !dkim->key_ok ? "bad" :
	    dkim->ed25519                   ? "ed25519" :
					      "rsa";
	key.bits = dkim->bits;
	key.testing = dkim->testing;
	return key;
}

static void
stance_dkim(struct stance *stance)
{
	const uint8_t *below = zp_name_under(
	    stance->ctx, "_domainkey", stance->domain);
	struct zp_rrset rrset = { 0 };
	struct posture_key *keys = NULL;

	if (below == NULL)
		return;
	keys = arena_array(stance->arena, LIMIT_POSTURE_KEYS, sizeof *keys);
	while (stance->row->key_count < LIMIT_POSTURE_KEYS &&
	    zp_zone_next(stance->zone, below, &rrset)) {
		if ((rrset.type == ZP_TXT || rrset.type == ZP_CNAME) &&
		    !name_equal(rrset.owner, below) &&
		    !zp_name_starts(rrset.owner, "*"))
			keys[stance->row->key_count++] = key_of(stance, &rrset);
	}
	stance->row->keys = keys;
}

static void
stance_dmarc(struct stance *stance)
{
	static const char *const words[] = { "none", "none", "quarantine",
		"reject" };
	struct zp_dmarc_policy dmarc = zp_dmarc_for(
	    stance->ctx, stance->estate, stance->zone, stance->domain);
	struct posture *row = stance->row;
	const uint8_t *own = zp_name_under(
	    stance->ctx, "_dmarc", stance->domain);

	row->dmarc.policy = row->dmarc.reports = "";
	if (dmarc.record == NULL) {
		row->dmarc.state = dmarc.known == ZP_UNKNOWN ? "unknown" :
							       "missing";
		return;
	}
	row->dmarc.state = dmarc.record->fault != NULL        ? "broken" :
	    own != NULL && zp_name_equal(own, dmarc.at.owner) ? "ok" :
								"inherited";
	row->dmarc.policy = words[dmarc.policy];
	row->dmarc.testing = dmarc.record->testing;
	if (dmarc.record->rua != NULL)
		row->dmarc.reports = arena_string(
		    stance->arena, dmarc.record->rua);
}

/* -------------------------------------------------------------- transport */

static const char *
txt_starts(struct stance *stance, const char *labels, const char *version)
{
	struct zp_answer answer = ask_under(stance, labels, ZP_TXT);

	if (is_unknown(answer.outcome))
		return "unknown";
	for (uint32_t i = 0;
	     answer.outcome == ZP_ANSWER && i < answer.rrset->count; i++) {
		struct zp_record record = zp_rrset_at(answer.rrset, i);
		size_t length = 0;

		if (record.opaque)
			return "unknown";
		if (text_starts_nocase(
			text_of(zp_txt(stance->ctx, record, &length)),
			text_of(version)))
			return "yes";
	}
	return "no";
}

static void
stance_dane(struct stance *stance)
{
	struct zp_answer mx = ask(stance, stance->domain, ZP_MX);
	struct posture *row = stance->row;

	if (mx.outcome != ZP_ANSWER || zp_is_null_mx(mx.rrset))
		return;
	for (uint32_t i = 0; i < mx.rrset->count && i < LIMIT_POSTURE_HOSTS;
	     i++) {
		const uint8_t *host = zp_target_of(zp_rrset_at(mx.rrset, i));
		struct zp_answer tlsa;

		if (host == NULL)
			continue;
		tlsa = ask(stance, zp_name_under(stance->ctx, "_25._tcp", host),
		    ZP_TLSA);
		row->dane.hosts++;
		row->dane.guarded += tlsa.outcome == ZP_ANSWER;
		row->dane.unknown += is_unknown(tlsa.outcome);
	}
}

/* -------------------------------------------------------- the zone's own */

/* RFC 8659, 3: the nearest ancestor that has a CAA speaks. */
static void
stance_caa(struct stance *stance)
{
	const uint8_t *name = stance->domain;

	stance->row->caa = "";
	for (; zp_name_within(name, zp_zone_name(stance->zone));
	     name = zp_name_parent(name)) {
		const struct zp_rrset *caa = zp_zone_find(
		    stance->ctx, stance->zone, name, ZP_CAA);

		for (uint32_t i = 0; caa != NULL && i < caa->count; i++) {
			struct zp_record record = zp_rrset_at(caa, i);
			size_t tag = record.length > 1 ? record.rdata[1] : 0;
			struct text value = {
				(const char *)record.rdata + 2 + tag, 0
			};

			if (record.opaque || tag != 5 ||
			    record.length < 2 + tag ||
			    memcmp(record.rdata + 2, "issue", 5) != 0)
				continue;
			value.len = record.length - 2 - tag;
			value = text_trim(text_cut(&value, ';'));
			join(stance->arena, &stance->row->caa,
			    value.len == 0 ? "nobody" :
					     arena_copy(stance->arena,
						 value.ptr, value.len));
		}
		if (caa != NULL || *name == 0)
			return;
	}
}

static const char *
dnssec_of(struct stance *stance)
{
	const uint8_t *apex = zp_zone_name(stance->zone);
	struct zp_answer ds;

	if (zp_zone_find(stance->ctx, stance->zone, apex, ZP_DNSKEY) == NULL &&
	    zp_zone_find(stance->ctx, stance->zone, apex, ZP_RRSIG) == NULL)
		return "unsigned";
	ds = zp_lookup(stance->ctx, stance->estate, stance->zone, apex, ZP_DS);
	if (ds.outcome == ZP_ANSWER)
		return "chained";
	return ds.zone != NULL && ds.zone != stance->zone &&
		!is_unknown(ds.outcome) ?
	    "no DS" :
	    "signed";
}

/* -------------------------------------------------------------- providers */

static void
provider_join(struct stance *stance, const struct zp_provider *provider)
{
	if (provider != NULL)
		join(stance->arena, &stance->row->providers, provider->name);
}

static void
providers_of_rrset(
    struct stance *stance, const struct zp_rrset *rrset, enum zp_clue clue)
{
	for (uint32_t i = 0;
	     rrset != NULL && i < rrset->count && i < LIMIT_POSTURE_HOSTS; i++)
		provider_join(stance,
		    zp_provider_of(stance->ctx, clue, zp_rrset_at(rrset, i)));
}

static void
stance_providers(struct stance *stance)
{
	struct zp_answer mx = ask(stance, stance->domain, ZP_MX);
	const struct zp_senders *senders = zp_senders(
	    stance->ctx, stance->estate, stance->zone, stance->domain);
	const uint8_t *below = zp_name_under(
	    stance->ctx, "_domainkey", stance->domain);
	struct zp_rrset rrset = { 0 };

	stance->row->providers = "";
	if (mx.outcome == ZP_ANSWER)
		providers_of_rrset(stance, mx.rrset, ZP_CLUE_MX);
	for (size_t i = 0; senders != NULL && i < senders->member_count; i++) {
		const char *colon = strchr(senders->members[i], ':');

		if (colon != NULL)
			provider_join(
			    stance, zp_provider_by(ZP_CLUE_SPF, colon + 1));
	}
	for (unsigned left = LIMIT_POSTURE_KEYS; below != NULL && left > 0 &&
	     zp_zone_next(stance->zone, below, &rrset);
	     left--)
		if (rrset.type == ZP_CNAME)
			providers_of_rrset(stance, &rrset, ZP_CLUE_DKIM_CNAME);
}

/* ------------------------------------------------------------------ grade */

static bool
is_word(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool
some_key(const struct posture *row, bool strong)
{
	for (size_t i = 0; i < row->key_count; i++) {
		const struct posture_key *key = &row->keys[i];

		if (is_word(key->kind, "alias") ||
		    is_word(key->kind, "ed25519") ||
		    (is_word(key->kind, "rsa") &&
			(!strong || key->bits >= 2048)))
			return true;
	}
	return false;
}

static bool
weak_key(const struct posture *row)
{
	return row->key_count > 0 && some_key(row, false) &&
	    !some_key(row, true);
}

static bool
guards_transport(const struct posture *row)
{
	return !row->receives || !is_word(row->mta_sts, "no") ||
	    row->dane.guarded + row->dane.unknown == row->dane.hosts;
}

/*
 * Worst first; the first row that holds gives the grade and what to do. "E" is
 * left out, as in schools.
 */
static void
grade(struct posture *row)
{
	bool no_spf = is_word(row->spf.state, "missing");
	bool no_dmarc = is_word(row->dmarc.state, "missing");
	const struct {
		bool holds;
		char grade;
		const char *next;
	} steps[] = {
		{ is_word(row->spf.state, "several"), 'F',
		    "keep one SPF record: with several none counts" },
		{ is_word(row->spf.state, "broken"), 'F',
		    "mend the SPF record: receivers cannot use it" },
		{ is_word(row->spf.all, "+all"), 'F',
		    "end the SPF record in ~all: it lets everyone send" },
		{ no_spf && no_dmarc, 'F',
		    "publish an SPF and a DMARC record: anybody can forge it" },
		{ no_spf, 'D', "publish an SPF record" },
		{ no_dmarc, 'D', "publish a DMARC record, p=none to begin" },
		{ is_word(row->dmarc.state, "broken"), 'D',
		    "mend the DMARC record" },
		{ is_word(row->dmarc.policy, "none") &&
			*row->dmarc.reports == '\0',
		    'C', "ask for DMARC reports (rua=), then enforce" },
		{ is_word(row->dmarc.policy, "none") || row->dmarc.testing, 'C',
		    "enforce DMARC: p=quarantine, then p=reject" },
		{ row->sends && !some_key(row, false), 'C',
		    "sign with DKIM: no live key is published" },
		{ is_word(row->spf.all, "none") ||
			is_word(row->spf.all, "?all"),
		    'C', "end the SPF record in ~all or -all" },
		{ weak_key(row), 'B', "change to a DKIM key of 2048 bits" },
		{ !guards_transport(row), 'B',
		    "publish an MTA-STS policy or TLSA records" },
		{ row->receives && is_word(row->tls_rpt, "no"), 'B',
		    "ask for TLS reports (_smtp._tls)" },
		{ *row->dmarc.reports == '\0' &&
			!is_word(row->dmarc.state, "unknown"),
		    'B', "ask for DMARC reports (rua=)" },
	};

	row->grade = 'A';
	row->next = "";
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i].holds) {
			row->grade = steps[i].grade;
			row->next = steps[i].next;
			return;
		}
}

/* -------------------------------------------------------------- one domain */

const struct posture *
mail_posture(struct zp_ctx *ctx, struct arena *arena,
    const struct zp_zone *zone, const uint8_t *domain)
{
	const struct zp_estate *estate = zp_estate_of(zone);
	const struct zp_mail *mail = zp_mail(ctx, estate, zone, domain);
	struct posture *row = NULL;
	struct stance stance = { ctx, estate, zone, domain, arena, mail, NULL };

	if (mail->exempt || (!mail->sends && !mail->receives))
		return NULL;
	stance.row = row = arena_array(arena, 1, sizeof *row);
	row->domain = name_absolute(arena, domain);
	row->zone = name_absolute(arena, zp_zone_name(zone));
	row->file = zp_zone_file(zone);
	row->sends = mail->sends;
	row->receives = mail->receives;
	stance_spf(&stance);
	stance_dkim(&stance);
	stance_dmarc(&stance);
	row->mta_sts = txt_starts(&stance, "_mta-sts", "v=STSv1");
	row->tls_rpt = txt_starts(&stance, "_smtp._tls", "v=TLSRPTv1");
	row->bimi = txt_starts(&stance, "default._bimi", "v=BIMI1");
	stance_dane(&stance);
	stance_caa(&stance);
	row->dnssec = dnssec_of(&stance);
	stance_providers(&stance);
	grade(row);
	return row;
}

/* ------------------------------------------------------- a zone's domains */

/* The mail domain that a record speaks of; NULL: none. */
static const uint8_t *
domain_of(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	const uint8_t *signer = NULL;
	struct zp_record spf;

	if (rrset->type == ZP_MX)
		return rrset->owner;
	signer = zp_dkim_domain(rrset->owner);
	if (signer != NULL)
		return signer;
	return rrset->type == ZP_TXT && zp_spf_of(ctx, rrset, &spf) > 0 ?
	    rrset->owner :
	    NULL;
}

static int
domain_order(const void *left, const void *right)
{
	return name_compare(
	    *(const uint8_t *const *)left, *(const uint8_t *const *)right);
}

void
mail_domains(
    struct zp_ctx *ctx, const struct zp_zone *zone, struct mail_names *ret)
{
	struct zp_rrset rrset = { 0 };
	size_t kept = 0;

	ret->count = 0;
	*vector_push(ret) = zp_zone_name(zone);
	while (zp_zone_next(zone, NULL, &rrset)) {
		const uint8_t *domain = NULL;

		/* Most RRsets of a registry are none of these. */
		if (rrset.type != ZP_MX && rrset.type != ZP_TXT &&
		    rrset.type != ZP_CNAME)
			continue;
		arena_reset(zp_scratch(ctx));
		domain = domain_of(ctx, &rrset);
		if (domain != NULL &&
		    !name_equal(domain, ret->at[ret->count - 1]) &&
		    !zp_name_starts(domain, "*") &&
		    zp_name_within(domain, zp_zone_name(zone)))
			*vector_push(ret) = domain;
	}
	qsort(ret->at, ret->count, sizeof *ret->at, domain_order);
	for (size_t i = 0; i < ret->count; i++)
		if (kept == 0 || !name_equal(ret->at[kept - 1], ret->at[i]))
			ret->at[kept++] = ret->at[i];
	ret->count = kept;
}
