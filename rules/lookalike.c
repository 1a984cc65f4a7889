/* Names that are a slip of the pen away from known ones. */
#include "zoneproof.h"

#include <string.h>

/* ------------------------------------------------ the names in an RRset */

#define NAMES_LOOKED_AT 64

struct names {
	struct zp_ctx *ctx;
	unsigned count;
	struct named {
		struct zp_record at;
		const uint8_t *name;
		const char *suffix;
	} at[NAMES_LOOKED_AT];
};

static void
add(struct names *names, struct zp_record at, const uint8_t *name)
{
	const uint8_t *suffix = name == NULL ? NULL : zp_name_registered(name);

	if (suffix == NULL || names->count == NAMES_LOOKED_AT)
		return;
	names->at[names->count++] =
	    (struct named){ at, name, zp_name_text(names->ctx, suffix) };
}

static void
add_texts(struct names *names, const struct zp_rrset *txt)
{
	struct zp_record at;
	const struct zp_spf *spf = zp_spf_single(names->ctx, txt, &at);
	const char *list = NULL;

	for (size_t i = 0; spf != NULL && i < spf->count; i++)
		if (spf->terms[i].kind == ZP_SPF_INCLUDE ||
		    spf->terms[i].kind == ZP_SPF_REDIRECT)
			add(names, at, spf->terms[i].name);
	if (zp_dmarc_of(names->ctx, txt, &at) != 1)
		return;
	list = zp_dmarc_at(names->ctx, at)->rua;
	for (const uint8_t *to = NULL;
	     (to = zp_report_domain(names->ctx, &list)) != NULL;)
		add(names, at, to);
}

/* Targets of NS, MX and CNAME, includes of an SPF, takers of DMARC reports. */
static void
names_of(struct zp_ctx *ctx, const struct zp_rrset *rrset, struct names *ret)
{
	ret->ctx = ctx;
	ret->count = 0;
	if (rrset == NULL)
		return;
	if (rrset->type == ZP_TXT)
		add_texts(ret, rrset);
	for (uint32_t i = 0; rrset->type != ZP_TXT && i < rrset->count; i++)
		add(ret, zp_rrset_at(rrset, i),
		    zp_target_of(zp_rrset_at(rrset, i)));
}

static bool
holds(const struct names *names, const char *suffix)
{
	for (unsigned i = 0; i < names->count; i++)
		if (strcmp(names->at[i].suffix, suffix) == 0)
			return true;
	return false;
}

/* -------------------------------------------------------- lookalike-target */

/* Are they the same but for numbers, as in a series of hosts? */
static bool
are_numbered(const char *a, const char *b)
{
	for (;;) {
		a += strspn(a, "0123456789");
		b += strspn(b, "0123456789");
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
}

/* One owner's name below two countries, as of a company at home in both. */
static bool
are_countries_of_one(const char *a, const char *b)
{
	size_t length = strcspn(a, ".");

	return length == strcspn(b, ".") && strncmp(a, b, length) == 0 &&
	    strlen(a + length) == 3 && strlen(b + length) == 3;
}

/* Slips between short names, and behind the first label, are of one letter. */
static unsigned
slips_of(const char *a, const char *b)
{
	size_t length = strcspn(b, ".");

	return length < 6 ||
		(length == strcspn(a, ".") && strncmp(a, b, length) == 0) ?
	    1 :
	    2;
}

static bool
looks_like(const char *suffix, const char *known)
{
	unsigned slips = slips_of(suffix, known);
	unsigned distance = zp_distance(suffix, known, slips);

	return distance > 0 && distance <= slips &&
	    !are_numbered(suffix, known) &&
	    !are_countries_of_one(suffix, known);
}

/* One of the set, or of the set before, that a suffix comes close to. */
static const char *
sibling_near(const struct names *names, const char *suffix)
{
	for (unsigned i = 0; i < names->count; i++)
		if (looks_like(suffix, names->at[i].suffix))
			return names->at[i].suffix;
	return NULL;
}

/* Shorter ones are a letter away from too much that is real. */
#define RELIED_ON_LEAST 8
/* So many in one zone are not typed by hand. */
#define TYPED_AT_MOST 10000

static bool
like_relied_on(const char *suffix, const char *known)
{
	return strlen(known) >= RELIED_ON_LEAST && looks_like(suffix, known);
}

/* What is meant by a new name, and how we know. */
struct meant {
	const char *suffix;
	bool of_table;       /* a provider's */
	struct zp_record at; /* that leads there; at.zone NULL: none */
};

static bool
meant_by(struct zp_ctx *ctx, const struct zp_delta *delta,
    const struct names *before, const struct names *after, const char *suffix,
    struct meant *ret)
{
	*ret = (struct meant){ .suffix = zp_provider_near(suffix) };
	ret->of_table = ret->suffix != NULL;
	if (ret->suffix == NULL)
		ret->suffix = sibling_near(before, suffix);
	if (ret->suffix == NULL)
		ret->suffix = sibling_near(after, suffix);
	if (ret->suffix != NULL)
		return true;
	return delta->change->count <= TYPED_AT_MOST &&
	    !zp_is_registry(ctx, delta->change->after) &&
	    zp_relied_on_near(ctx, zp_before(ctx), suffix, like_relied_on,
		&ret->suffix, &ret->at);
}

static void
say_slip(struct zp_ctx *ctx, const struct zp_delta *delta,
    const struct named *slip, struct meant meant)
{
	struct zp_finding *finding = zp_report(ctx, slip->at,
	    "is %s meant? %s may belong to somebody else", meant.suffix,
	    slip->suffix);

	if (meant.of_table) {
		zp_severity(finding, ZP_ERROR);
		zp_note(finding, "%s is a known service, one letter away",
		    meant.suffix);
	}
	if (meant.at.zone != NULL)
		zp_evidence(finding, meant.at, "%s and others lead to %s",
		    zp_name_text(ctx, meant.at.owner), meant.suffix);
	zp_target(finding, slip->name);
	zp_subject(finding, "%s", slip->suffix);
	zp_field(finding, slip->at.type == ZP_MX ? 1 : 0);
	zp_note(finding, "whoever registers %s answers for a part of %s",
	    slip->suffix, zp_name_text(ctx, delta->owner));
	zp_fix(finding, "write %s", meant.suffix);
}

/* Nobody else can have it: a zone of the estate holds it. */
static bool
is_ours(struct zp_ctx *ctx, const struct named *named)
{
	return zp_lookup(ctx, zp_after(ctx), named->at.zone, named->name, ZP_A)
		   .outcome != ZP_NO_ZONE;
}

static void
lookalike_target(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct names before, after;

	if (delta->after == NULL || !delta->rdata_differs)
		return;
	names_of(ctx, delta->before, &before);
	names_of(ctx, delta->after, &after);
	for (unsigned i = 0; i < after.count; i++) {
		const struct named *new = &after.at[i];
		struct meant meant;

		if (!holds(&before, new->suffix) && !is_ours(ctx, new) &&
		    !zp_is_provider_suffix(new->suffix) &&
		    meant_by(ctx, delta, &before, &after, new->suffix, &meant))
			say_slip(ctx, delta, new, meant);
	}
}

ZP_RULE(lookalike_target) = {
	.id = "lookalike-target",
	.summary = "a new target is a slip away from a known one",
	.explain =
	    "From 2020 to 2025 one of five name servers of Mastercard was "
	    "a22-65.akam.ne, a domain that anybody could register, among four "
	    "under akam.net: a fifth of all questions could be answered by a "
	    "stranger. What is registered of a new NS, MX or CNAME target, of "
	    "an include in an SPF and of an address for DMARC reports is "
	    "compared with its siblings, with what stood there before, with "
	    "what "
	    "two names of the estate or more lead to, and with the table of "
	    "providers.\n\n"
	    "A warning at a distance of one letter, or of two where the label "
	    "has six or more; an error one letter away from a provider of the "
	    "table. Copy names of servers from their owner's pages; do not "
	    "type them.\n\n"
	    "Quiet for names that a zone of the estate holds, that stood there "
	    "before or that the table knows; for names that differ in a number "
	    "only (awsdns-12 and awsdns-13), and for one name below two "
	    "countries (example.de and example.nl). What the estate leads to "
	    "is not asked for names that it relies on already, for zones of "
	    "registries, and for changes of over 10,000 RRsets.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_NS, ZP_MX, ZP_CNAME, ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mx-host-dropped", ZP_SAME_NAME },
		{ "ns-removed", ZP_SAME_NAME },
		{ "cname-retargeted", ZP_SAME_NAME },
		{ "spf-sender-dropped", ZP_SAME_NAME },
		{ "spf-widened", ZP_SAME_NAME },
		{ "dmarc-report-auth-missing", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = lookalike_target,
};
