/* Names: where they lead, and where they end up by mistake. */
#include "zoneproof.h"

#include <string.h>

#define EACH_SHOWN 3 /* examples of what has one cause */

/* ------------------------------------------------------- reference-broken */

/* What a name was good for on one side. */
struct use {
	bool exists; /* with any record, its own or a wildcard's */
	enum zp_presence address;
	bool spf;
};

static struct use
use_of(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *zone, const uint8_t *name)
{
	struct use use = { .exists = true };
	struct zp_answer txt = zp_resolve(ctx, estate, zone, name, ZP_TXT);
	struct zp_record spf;

	use.address = zp_has_address(ctx, estate, zone, name);
	use.exists = txt.outcome != ZP_NXDOMAIN;
	use.spf = txt.outcome == ZP_OPAQUE || txt.outcome == ZP_NO_ZONE ||
	    txt.outcome == ZP_REFERRAL ||
	    (txt.outcome == ZP_ANSWER && zp_spf_of(ctx, txt.rrset, &spf) > 0);
	return use;
}

static bool
is_how(const struct zp_reference *reference, const char *how)
{
	return strcmp(reference->how, how) == 0;
}

/* Does what the reference wants of the name go away with this change? */
static bool
breaks(const struct zp_reference *reference, const struct use *before,
    const struct use *after)
{
	if (is_how(reference, "SPF include") ||
	    is_how(reference, "SPF redirect"))
		return before->spf && !after->spf;
	if (is_how(reference, "MX") || is_how(reference, "NS") ||
	    is_how(reference, "SRV") || is_how(reference, "SVCB") ||
	    is_how(reference, "HTTPS") || is_how(reference, "SPF a"))
		return before->address == ZP_PRESENT &&
		    after->address == ZP_ABSENT;
	if (before->exists && !after->exists)
		return true;
	return is_how(reference, "CNAME") && before->address == ZP_PRESENT &&
	    after->address == ZP_ABSENT;
}

static enum zp_severity
weight(struct zp_ctx *ctx, const struct zp_reference *reference)
{
	const struct zp_rrset *rrset = NULL;

	if (is_how(reference, "PTR") || is_how(reference, "SPF a") ||
	    is_how(reference, "SPF mx") || is_how(reference, "SPF exists") ||
	    is_how(reference, "DMARC reports"))
		return ZP_NOTICE;
	if (reference->at.type == ZP_TXT)
		return ZP_ERROR;
	rrset = zp_zone_find(
	    ctx, reference->at.zone, reference->at.owner, reference->at.type);
	return rrset != NULL &&
		zp_others_work(ctx, zp_after(ctx), rrset, reference->target) ?
	    ZP_WARNING :
	    ZP_ERROR;
}

/* The first removed RRset of a name speaks for all of them. */
static bool
is_first_removal(const struct zp_delta *delta)
{
	const struct zp_delta *before = delta;

	if (delta->before == NULL || delta->after != NULL)
		return false;
	while (before > delta->change->deltas &&
	    zp_name_equal(before[-1].owner, delta->owner)) {
		before--;
		if (before->before != NULL && before->after == NULL)
			return false;
	}
	return true;
}

#define REFERENCES_SHOWN 10

static void
reference_broken(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_change *change = delta->change;
	const struct zp_reference *references = NULL;
	struct zp_finding *finding = NULL;
	enum zp_severity severity = ZP_OFF;
	struct use before, after;
	size_t count = 0, broken = 0;

	if (!is_first_removal(delta))
		return;
	references = zp_references(ctx, zp_after(ctx), delta->owner, &count);
	if (count == 0)
		return;
	before = use_of(ctx, zp_before(ctx), change->before, delta->owner);
	after = use_of(ctx, zp_after(ctx), change->after, delta->owner);
	for (size_t i = 0; i < count; i++) {
		enum zp_severity each = ZP_OFF;

		if (!breaks(&references[i], &before, &after))
			continue;
		if (finding == NULL)
			finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
			    "%s goes, but others still point to it",
			    zp_name_text(ctx, delta->owner));
		each = weight(ctx, &references[i]);
		severity = each > severity ? each : severity;
		if (broken++ < REFERENCES_SHOWN)
			zp_evidence(finding, references[i].at,
			    "%s of %s points to it", references[i].how,
			    zp_name_text(ctx, references[i].at.owner));
	}
	if (finding == NULL)
		return;
	zp_target(finding, delta->owner);
	zp_severity(finding, severity);
	if (broken > REFERENCES_SHOWN)
		zp_note(finding, "and %zu more", broken - REFERENCES_SHOWN);
	zp_fix(finding,
	    "turn those to something else first, wait out their TTL, then "
	    "remove\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(reference_broken) = {
	.id = "reference-broken",
	.summary = "a name goes away that others still point to",
	.explain =
	    "A CNAME, MX, NS, SRV, HTTPS or SPF include leads to a name; when "
	    "the name goes, whoever follows it finds nothing. In February 2025 "
	    "logins with Entra ID failed because an intermediate name was "
	    "removed while autologon still pointed to it.\n\n"
	    "Every zone of the estate is searched for what points there. A "
	    "warning where another target of the same record set still works, "
	    "a notice for PTR and for one member of an SPF. Quiet where a "
	    "wildcard answers in the name's place.",
	.severity = ZP_ERROR,
	.covers =
	    (const struct zp_cover[]){
		{ "name-went-dark", ZP_SAME_NAME },
		{ "mx-target-missing", ZP_SAME_TARGET },
		{ "ns-target-missing", ZP_SAME_TARGET },
		{ "cname-dangling", ZP_SAME_TARGET },
		{ "soa-mname-unknown", ZP_SAME_TARGET },
		{ "srv-target-missing", ZP_SAME_TARGET },
		{ "ptr-forward-mismatch", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_delta = reference_broken,
};

/* --------------------------------------------------------- name-went-dark */

static const uint16_t visible[] = { ZP_A, ZP_AAAA, ZP_ALIAS, ZP_CNAME, ZP_HTTPS,
	0 };

static bool
has_visible(struct zp_ctx *ctx, const struct zp_zone *zone, const uint8_t *name,
    uint32_t *ret_count)
{
	bool any = false;

	for (const uint16_t *type = visible; *type != 0; type++) {
		const struct zp_rrset *rrset = zp_zone_find(
		    ctx, zone, name, *type);

		any = any || rrset != NULL;
		*ret_count += rrset == NULL ? 0 : rrset->count;
	}
	return any;
}

static bool
is_visible(uint16_t type)
{
	for (const uint16_t *each = visible; *each != 0; each++)
		if (*each == type)
			return true;
	return false;
}

/* Does this delta take the last of what made a name visible? */
static bool
goes_dark(struct zp_ctx *ctx, const struct zp_delta *delta, uint32_t *ret_count)
{
	const struct zp_change *change = delta->change;
	uint32_t left = 0;

	*ret_count = 0;
	return is_visible(delta->type) && delta->before != NULL &&
	    delta->after == NULL && !zp_name_is_service(delta->owner) &&
	    zp_speaks_first(ctx, delta, visible) &&
	    has_visible(ctx, change->before, delta->owner, ret_count) &&
	    !has_visible(ctx, change->after, delta->owner, &left) &&
	    zp_has_address(ctx, zp_after(ctx), change->after, delta->owner) ==
	    ZP_ABSENT;
}

static bool
is_grave(struct zp_ctx *ctx, const struct zp_delta *delta, uint32_t addresses)
{
	return addresses >= 3 ||
	    zp_name_equal(delta->owner, zp_zone_name(delta->change->after)) ||
	    zp_is_protected(ctx, delta->owner, delta->type);
}

static void
say_dark(struct zp_ctx *ctx, const struct zp_delta *delta, uint32_t addresses)
{
	struct zp_finding *finding = zp_report(ctx,
	    zp_rrset_at(delta->before, 0), "%s leads nowhere any more",
	    zp_name_text(ctx, delta->owner));

	if (is_grave(ctx, delta, addresses))
		zp_severity(finding, ZP_ERROR);
	if (addresses >= 3)
		zp_note(finding,
		    "%u addresses go at once: something that much "
		    "was invested in",
		    addresses);
	zp_note(finding, "whoever uses it finds nothing after %s at the latest",
	    zp_duration(ctx, delta->before->ttl));
	zp_fix(finding, "if it is still in use:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

/* example.com.example.com of example.com; NULL of the root or when too long. */
static const uint8_t *
doubled_name(struct zp_ctx *ctx, const uint8_t *apex)
{
	return *apex == 0 ? NULL :
			    zp_name_under(ctx, zp_name_text(ctx, apex), apex);
}

/* A name that ended in the zone's name twice was a mistake all along. */
static bool
was_mistaken(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *doubled = doubled_name(
	    ctx, zp_zone_name(delta->change->before));

	return doubled != NULL && zp_name_within(delta->owner, doubled);
}

/* Everything below a DNAME is another name; without it, nothing is there. */
static void
say_below(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const struct zp_zone *after = delta->change->after;
	struct zp_rrset below = { 0 };
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL ||
	    zp_zone_find(ctx, after, delta->owner, ZP_NS) != NULL ||
	    zp_zone_is_partial(after))
		return;
	while (zp_zone_next(after, delta->owner, &below))
		if (!zp_name_equal(below.owner, delta->owner))
			return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "all names below %s lead nowhere any more",
	    zp_name_text(ctx, delta->owner));
	zp_about(finding, delta);
	zp_fix(finding, "if they are still in use:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

#define NAMES_APART 5

/* Many names that go by one edit are one finding; grave ones stay apart. */
static void
name_went_dark(struct zp_ctx *ctx, const struct zp_change *change)
{
	const struct zp_delta *examples[NAMES_APART];
	struct zp_finding *finding = NULL;
	size_t count = 0;

	if (change->before == NULL || change->after == NULL)
		return;
	for (size_t i = 0; i < change->count; i++) {
		const struct zp_delta *delta = &change->deltas[i];
		uint32_t addresses = 0;

		if (delta->type == ZP_DNAME)
			say_below(ctx, delta);
		if (!goes_dark(ctx, delta, &addresses) ||
		    was_mistaken(ctx, delta))
			continue;
		if (is_grave(ctx, delta, addresses))
			say_dark(ctx, delta, addresses);
		else if (count++ < NAMES_APART)
			examples[count - 1] = delta;
	}
	if (count <= NAMES_APART) {
		for (size_t i = 0; i < count; i++)
			say_dark(ctx, examples[i], 1);
		return;
	}
	finding = zp_report(ctx, zp_rrset_at(examples[0]->before, 0),
	    "%zu names of %s lead nowhere any more", count,
	    zp_name_text(ctx, zp_zone_name(change->before)));
	zp_subject(finding, "%zu names", count);
	for (size_t i = 0; i < EACH_SHOWN; i++)
		zp_evidence(finding, zp_rrset_at(examples[i]->before, 0),
		    "for example %s", zp_name_text(ctx, examples[i]->owner));
	zp_fix(finding, "see that nobody uses them any more");
}

ZP_RULE(name_went_dark) = {
	.id = "name-went-dark",
	.summary = "a name loses all of its addresses",
	.explain =
	    "All of A, AAAA, CNAME and HTTPS of a name go, or the DNAME that "
	    "answered for all below it. That is how a host is retired, and "
	    "also how a cloud region went down in October "
	    "2025, "
	    "when automation emptied the record of a database endpoint.\n\n"
	    "A warning; an error for the apex, for names under `protected:` in "
	    "the configuration, and where three or more addresses vanish at "
	    "once. Quiet where a wildcard or another type answers instead, and "
	    "for names with an underscore. More than five ordinary names are "
	    "one finding.",
	.severity = ZP_WARNING,
	.covers =
	    (const struct zp_cover[]){
		{ "ptr-forward-mismatch", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_change = name_went_dark,
};

/* ------------------------------------------------------------ out-of-zone */

static void
out_of_zone(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	const uint8_t *apex = zp_zone_name(zone);
	struct zp_rrset rrset = { 0 };
	struct zp_finding *finding = NULL;
	unsigned count = 0;

	if (!zp_zone_may_have(zone, ZP_TRAIT_OUTSIDER))
		return;
	while (zp_zone_next(zone, NULL, &rrset)) {
		if (zp_name_within(rrset.owner, apex))
			continue;
		if (count++ == 0) {
			finding = zp_report(ctx, zp_rrset_at(&rrset, 0),
			    "%s is not in the zone %s: it is left out",
			    zp_name_text(ctx, rrset.owner),
			    zp_name_text(ctx, apex));
		} else if (count <= EACH_SHOWN)
			zp_evidence(
			    finding, zp_rrset_at(&rrset, 0), "this one, too");
	}
	if (finding == NULL)
		return;
	if (count > 1)
		zp_note(finding, "%u RRsets in all", count);
	zp_subject(finding, "%u", count);
	zp_fix(finding,
	    "mend the name, or the $ORIGIN above it; or move it to "
	    "the file of its own zone");
}

ZP_RULE(out_of_zone) = {
	.id = "out-of-zone",
	.summary = "a record does not belong to the zone it stands in",
	.explain =
	    "Servers pass over records whose name does not end in the zone's, "
	    "with a line in the log, or refuse the zone (RFC 1035, 5.2). "
	    "Mostly an `$ORIGIN` "
	    "is wrong, or a line was copied from another zone; then the name "
	    "it was meant for does not exist.\n\n"
	    "One finding a zone, with the number of RRsets.",
	.severity = ZP_ERROR,
	.on_zone = out_of_zone,
};

/* ------------------------------------------------------------ missing-dot */

/*
 * Top-level domains that a name people write mostly ends in. Any of two letters
 * counts as a country's.
 */
static const char *const top_levels[] = { "com", "net", "org", "edu", "gov",
	"mil", "int", "arpa", "info", "biz", "name", "pro", "mobi", "asia",
	"cat", "tel", "jobs", "travel", "app", "dev", "cloud", "online", "site",
	"shop", "store", "tech", "xyz", "email", "network", "systems", "agency",
	"bank", "berlin", "wien", "zone", "host", "goog", "google", "microsoft",
	"amazon", "aws", "world", "live", "club", "top", NULL };

#define TOP_LEVEL_LONGEST 9 /* microsoft */

static bool
is_top_level(const uint8_t *label)
{
	if (label[0] > TOP_LEVEL_LONGEST)
		return false;
	if (label[0] == 2 && label[1] >= 'a' && label[1] <= 'z' &&
	    label[2] >= 'a' && label[2] <= 'z')
		return true;
	for (size_t i = 0; top_levels[i] != NULL; i++)
		if (zp_name_starts(label, top_levels[i]))
			return true;
	return false;
}

/* Do the first `inner` labels hold a dot and end in a known TLD? */
static bool
ends_in_top_level(const uint8_t *name, unsigned inner)
{
	if (inner < 2)
		return false;
	while (--inner > 0)
		name = zp_name_parent(name);
	return is_top_level(name);
}

static const uint16_t target_types[] = { ZP_CNAME, ZP_MX, ZP_NS, ZP_SRV,
	ZP_SVCB, ZP_HTTPS, ZP_PTR, ZP_DNAME, 0 };

/* The name as it was most likely meant: without the origin. */
static const char *
meant(struct zp_ctx *ctx, const uint8_t *name, const uint8_t *apex)
{
	const char *text = zp_name_text(ctx, name);
	size_t length = strlen(text);
	size_t tail = strlen(zp_name_text(ctx, apex)) + 1;

	return tail < length ?
	    zp_format(ctx, "%.*s", (int)(length - tail), text) :
	    text;
}

/* A name without its dot, told once the whole zone was looked through. */
struct lapse {
	struct zp_record at;
	const uint8_t *name;
	bool grave;
};

struct dots {
	struct zp_ctx *ctx;
	const struct zp_zone *zone;
	const uint8_t *apex;
	unsigned apex_labels;
	const uint8_t *doubled; /* example.com.example.com; NULL: no such */
	struct lapse first[EACH_SHOWN];
	unsigned count;
};

static bool
is_doubled(const struct dots *dots, const uint8_t *name)
{
	return dots->doubled != NULL && zp_name_within(name, dots->doubled);
}

static void
dot_missing(
    struct dots *dots, struct zp_record at, const uint8_t *name, bool grave)
{
	if (dots->count < EACH_SHOWN)
		dots->first[dots->count] = (struct lapse){ at, name, grave };
	dots->count++;
}

static unsigned
target_field(uint16_t type)
{
	return type == ZP_MX || type == ZP_SVCB || type == ZP_HTTPS ? 1 :
	    type == ZP_SRV                                          ? 3 :
								      0;
}

static struct zp_finding *
say_lapse(const struct dots *dots, const struct lapse *lapse)
{
	struct zp_ctx *ctx = dots->ctx;
	struct zp_finding *finding = zp_report(ctx, lapse->at,
	    "%s lacks its final dot: it means %s",
	    meant(ctx, lapse->name, dots->apex),
	    zp_name_text(ctx, lapse->name));

	zp_severity(finding, lapse->grave ? ZP_ERROR : ZP_WARNING);
	zp_subject(finding, "%s", zp_name_text(ctx, lapse->name));
	if (!zp_name_equal(lapse->name, lapse->at.owner)) {
		zp_target(finding, lapse->name);
		zp_field(finding, target_field(lapse->at.type));
	}
	zp_fix(finding, "write %s.", meant(ctx, lapse->name, dots->apex));
	return finding;
}

/* What a script did to a whole zone is one finding with examples. */
static void
say_script(const struct dots *dots)
{
	struct zp_finding *finding = zp_report(dots->ctx, dots->first[0].at,
	    "%u names of %s lack their final dot", dots->count,
	    zp_name_text(dots->ctx, dots->apex));

	zp_whole(finding);
	zp_subject(finding, "%u names", dots->count);
	for (unsigned i = 0; i < EACH_SHOWN; i++)
		zp_evidence(finding, dots->first[i].at, "%s means %s",
		    meant(dots->ctx, dots->first[i].name, dots->apex),
		    zp_name_text(dots->ctx, dots->first[i].name));
	zp_fix(finding,
	    "a script must have lost the dots: mend it, not the "
	    "lines");
}

static void
look_at_target(struct dots *dots, struct zp_record at)
{
	const uint8_t *target = zp_target_of(at);
	struct zp_answer answer;
	unsigned inner = 0;

	if (target == NULL || !zp_name_within(target, dots->apex))
		return;
	inner = zp_name_labels(target) - dots->apex_labels;
	if (inner >= dots->apex_labels && is_doubled(dots, target)) {
		answer = zp_lookup(dots->ctx, zp_estate_of(dots->zone),
		    dots->zone, target, ZP_A);
		if (answer.outcome != ZP_ANSWER || answer.by_wildcard)
			dot_missing(dots, at, target, true);
		return;
	}
	if (!ends_in_top_level(target, inner))
		return;
	answer = zp_lookup(
	    dots->ctx, zp_estate_of(dots->zone), dots->zone, target, ZP_A);
	if (answer.outcome == ZP_NXDOMAIN)
		dot_missing(
		    dots, at, target, at.type != ZP_PTR && at.type != ZP_DNAME);
}

static void
missing_dot(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	struct dots dots = {
		.ctx = ctx, .zone = zone, .apex = zp_zone_name(zone)
	};
	struct zp_rrset rrset = { 0 };
	struct zp_record record = { 0 };
	const uint8_t *owner = NULL;

	dots.apex_labels = zp_name_labels(dots.apex);
	dots.doubled = doubled_name(ctx, dots.apex);
	while (
	    dots.doubled != NULL && zp_zone_next(zone, dots.doubled, &rrset)) {
		if (rrset.owner == owner)
			continue;
		owner = rrset.owner;
		dot_missing(&dots, zp_rrset_at(&rrset, 0), owner, true);
	}
	while (zp_zone_next_of(zone, target_types, &record))
		look_at_target(&dots, record);
	if (dots.count > EACH_SHOWN)
		say_script(&dots);
	for (unsigned i = 0; dots.count <= EACH_SHOWN && i < dots.count; i++)
		say_lapse(&dots, &dots.first[i]);
}

ZP_RULE(missing_dot) = {
	.id = "missing-dot",
	.summary =
	    "a name lacks its final dot and gets the zone's name appended",
	.explain =
	    "In a zone file a name without a final dot is meant inside the "
	    "zone: `mail.example.net` in example.com becomes "
	    "mail.example.net.example.com (RFC 1035, 5.1). In 2009 a script "
	    "that lost the final dots took all of .se off the net.\n\n"
	    "Told for an owner or a target that ends in the zone's name twice, "
	    "and for a target that would be complete without the zone's name "
	    "and that neither the zone nor a wildcard in it has. A warning for "
	    "PTR and DNAME.",
	.severity = ZP_ERROR,
	.covers =
	    (const struct zp_cover[]){
		{ "mx-target-missing", ZP_SAME_TARGET },
		{ "ns-target-missing", ZP_SAME_TARGET },
		{ "cname-dangling", ZP_SAME_TARGET },
		{ "mx-host-dropped", ZP_SAME_NAME },
		{ "ns-removed", ZP_SAME_NAME },
		{ "lookalike-target", ZP_SAME_NAME },
		{ "srv-target-missing", ZP_SAME_TARGET },
		{ "ns-replaced", ZP_SAME_NAME },
		{ "cname-retargeted", ZP_SAME_NAME },
		{ "ptr-forward-mismatch", ZP_SAME_TARGET },
		{ "reverse-lost", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_zone = missing_dot,
};
