/* Names that are a slip of the pen away from known ones. */
#include "zoneproof.h"

#include <string.h>

/* --------------------------------------------- the part that is registered */

/* Labels under which a country lets names be registered: co.uk, com.au. */
static const char *const registries[] = { "co", "com", "net", "org", "ac",
	"gov", "edu", "or", "ne", "go", "ltd", "plc", NULL };

static bool
is_registry(const uint8_t *suffix)
{
	if (*zp_name_parent(suffix) != 2)
		return false;
	for (size_t i = 0; registries[i] != NULL; i++)
		if (zp_name_starts(suffix, registries[i]))
			return true;
	return false;
}

/*
 * What somebody has registered, near enough: the last two labels, or three
 * below a country's registry. NULL for a name of less.
 */
static const uint8_t *
registered(const uint8_t *name)
{
	const uint8_t *last = name, *before = NULL;

	if (zp_name_labels(name) < 2)
		return NULL;
	while (zp_name_labels(last) > 2) {
		before = last;
		last = zp_name_parent(last);
	}
	return is_registry(last) ? before : last;
}

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
	const uint8_t *suffix = name == NULL ? NULL : registered(name);

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

static bool
looks_like(const char *suffix, const char *known)
{
	unsigned distance = zp_distance(suffix, known, 2);

	return distance > 0 && distance <= (strlen(known) < 6 ? 1u : 2u);
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

static void
say_slip(struct zp_ctx *ctx, const struct zp_delta *delta,
    const struct named *slip, const char *meant, bool grave)
{
	struct zp_finding *finding = zp_report(ctx, slip->at,
	    "is %s meant? %s may belong to somebody else", meant, slip->suffix);

	if (grave) {
		zp_severity(finding, ZP_ERROR);
		zp_note(
		    finding, "%s is a known service, one letter away", meant);
	}
	zp_target(finding, slip->name);
	zp_subject(finding, "%s", slip->suffix);
	zp_field(finding, slip->at.type == ZP_MX ? 1 : 0);
	zp_note(finding, "whoever registers %s answers for a part of %s",
	    slip->suffix, zp_name_text(ctx, delta->owner));
	zp_fix(finding, "write %s", meant);
}

static void
lookalike_target(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct names before, after;

	if (delta->after == NULL)
		return;
	names_of(ctx, delta->before, &before);
	names_of(ctx, delta->after, &after);
	for (unsigned i = 0; i < after.count; i++) {
		const struct named *new = &after.at[i];
		const char *known = NULL, *near = NULL;

		if (holds(&before, new->suffix) ||
		    zp_name_within(new->name, zp_zone_name(new->at.zone)))
			continue;
		known = zp_provider_near(new->suffix);
		near = known != NULL ? known :
				       sibling_near(&before, new->suffix);
		if (near == NULL)
			near = sibling_near(&after, new->suffix);
		if (near != NULL)
			say_slip(ctx, delta, new, near, known != NULL);
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
	    "compared with its siblings, with what stood there before, and "
	    "with the table of providers.\n\n"
	    "A warning at a distance of one letter, or of two in longer names; "
	    "an error one letter away from a provider of the table. Quiet for "
	    "names of the zone itself, and for what stood there before. Copy "
	    "names of servers from their owner's pages; do not type them.",
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
