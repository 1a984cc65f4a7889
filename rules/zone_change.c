/* Whole zones that go, or lose so much that something went wrong. */
#include "zoneproof.h"

#define DOMAINS_SHOWN    12
#define REFERENCES_SHOWN 12
#define OWNERS_SEARCHED  20000

/* What goes down with a zone, as evidence; true when anything does. */
static bool
say_mail_domains(
    struct zp_finding *finding, struct zp_ctx *ctx, const struct zp_zone *zone)
{
	struct zp_rrset rrset = { 0 };
	unsigned shown = 0, searched = 0;
	bool any = false;

	while (zp_zone_next(zone, NULL, &rrset) &&
	    searched++ < OWNERS_SEARCHED && shown < DOMAINS_SHOWN) {
		const struct zp_mail *mail = NULL;

		if (rrset.type != ZP_MX && rrset.type != ZP_TXT)
			continue;
		if (rrset.type == ZP_TXT &&
		    zp_zone_find(ctx, zone, rrset.owner, ZP_MX) != NULL)
			continue;
		mail = zp_mail(ctx, zp_estate_of(zone), zone, rrset.owner);
		if (mail->exempt || (!mail->sends && !mail->receives))
			continue;
		any = true;
		shown++;
		zp_evidence(finding, zp_rrset_at(&rrset, 0), "%s %s",
		    zp_name_text(ctx, rrset.owner),
		    mail->sends && mail->receives ? "sends and receives mail" :
			mail->sends               ? "sends mail" :
						    "receives mail");
	}
	return any;
}

static bool
say_references(
    struct zp_finding *finding, struct zp_ctx *ctx, const struct zp_zone *zone)
{
	struct zp_rrset rrset = { 0 };
	const uint8_t *last = NULL;
	unsigned shown = 0, searched = 0;

	while (zp_zone_next(zone, NULL, &rrset) &&
	    searched++ < OWNERS_SEARCHED && shown < REFERENCES_SHOWN) {
		const struct zp_reference *references = NULL;
		size_t count = 0;

		if (last != NULL && zp_name_equal(last, rrset.owner))
			continue;
		last = rrset.owner;
		references = zp_references(
		    ctx, zp_after(ctx), rrset.owner, &count);
		for (size_t i = 0; i < count && shown < REFERENCES_SHOWN; i++) {
			shown++;
			zp_evidence(finding, references[i].at,
			    "%s of %s still points to %s", references[i].how,
			    zp_name_text(ctx, references[i].at.owner),
			    zp_name_text(ctx, rrset.owner));
		}
	}
	return shown > 0;
}

/* ----------------------------------------------------------- zone-removed */

static void
zone_removed(struct zp_ctx *ctx, const struct zp_change *change)
{
	const struct zp_zone *zone = change->before;
	struct zp_finding *finding = NULL;
	bool mail = false, referred = false;

	if (zone == NULL || change->after != NULL ||
	    zp_zone_records(zone) == 0 ||
	    zp_lookup(ctx, zp_after(ctx), NULL, zp_zone_name(zone), ZP_SOA)
		    .outcome == ZP_ANSWER)
		return;
	finding = zp_report_zone(ctx, zone,
	    "%s goes away as a whole: %u records",
	    zp_name_text(ctx, zp_zone_name(zone)), zp_zone_records(zone));
	mail = say_mail_domains(finding, ctx, zone);
	referred = say_references(finding, ctx, zone);
	if (!mail && !referred) {
		zp_severity(finding, ZP_WARNING);
		zp_note(finding,
		    "it has no mail, and nothing here points into "
		    "it");
	}
	zp_fix(finding,
	    "restore %s; to give a domain up, take its mail out first, then "
	    "what points to it, and its delegation last",
	    zp_zone_file(zone));
}

ZP_RULE(zone_removed) = {
	.id = "zone-removed",
	.summary = "a zone goes away",
	.explain =
	    "Everything below the zone's name stops working, and for as long "
	    "as the parent still delegates it, anybody who gets hold of its "
	    "name servers can answer in its place (RFC 1034, 4.2.2). One "
	    "finding stands for "
	    "all: it lists the mail domains that go down with the zone and "
	    "what still points into it.\n\n"
	    "A warning where the zone neither sends nor receives mail and "
	    "nothing in the estate points into it. Quiet when the zone only "
	    "moved to another file.",
	.severity = ZP_ERROR,
	.covers = (const struct zp_cover[]){ { "*", ZP_SAME_ZONE }, { 0 } },
	.on_change = zone_removed,
};

/* ----------------------------------------------------------- zone-emptied */

/* Records that every zone has, or that a signer adds. */
static bool
is_frame(uint16_t type)
{
	return type == ZP_SOA || type == ZP_NS || type == ZP_RRSIG ||
	    type == ZP_NSEC || type == ZP_NSEC3 || type == ZP_NSEC3PARAM ||
	    type == ZP_DNSKEY || type == ZP_CDS || type == ZP_CDNSKEY ||
	    type == ZP_ZONEMD;
}

/* Delegations are what the zone is for; its own NS are not. */
static bool
is_content(const struct zp_zone *zone, const uint8_t *owner, uint16_t type)
{
	return !is_frame(type) ||
	    (type == ZP_NS && !zp_name_equal(owner, zp_zone_name(zone)));
}

static uint32_t
content(const struct zp_zone *zone)
{
	struct zp_rrset rrset = { 0 };
	uint32_t count = 0;

	while (zp_zone_next(zone, NULL, &rrset))
		count += is_content(zone, rrset.owner, rrset.type);
	return count;
}

static void
zone_emptied(struct zp_ctx *ctx, const struct zp_change *change)
{
	uint32_t before = 0;
	struct zp_finding *finding = NULL;

	if (change->before == NULL || change->after == NULL ||
	    zp_zone_is_partial(change->after) ||
	    (before = content(change->before)) == 0 ||
	    content(change->after) > 0)
		return;
	finding = zp_report_zone(ctx, change->after,
	    "%s is empty from now on: all its %u RRsets are gone",
	    zp_name_text(ctx, zp_zone_name(change->after)), before);
	say_mail_domains(finding, ctx, change->before);
	say_references(finding, ctx, change->before);
	zp_fix(finding,
	    "restore what stood in %s; was the file cut short, or written "
	    "from an empty source?",
	    zp_zone_file(change->before));
}

ZP_RULE(zone_emptied) = {
	.id = "zone-emptied",
	.summary = "a zone keeps nothing but SOA and NS",
	.explain =
	    "A zone that loses everything but its SOA, NS and DNSSEC records "
	    "was mostly not meant to: a generator ran on an empty source, or a "
	    "file was cut short while it was copied. Name servers load such a "
	    "zone without a word. GitHub's zone of January 2014 was written "
	    "from a source that did not answer.\n\n"
	    "One finding stands for all that the zone held. To give a domain "
	    "up, take what points to it out first, then the zone as a whole.",
	.severity = ZP_ERROR,
	.covers = (const struct zp_cover[]){ { "*", ZP_SAME_ZONE }, { 0 } },
	.on_change = zone_emptied,
};

/* ------------------------------------------------------------ zone-shrunk */

static bool
is_counted(const struct zp_delta *delta)
{
	return is_content(delta->change->before, delta->owner, delta->type) &&
	    !zp_name_starts(delta->owner, "_acme-challenge");
}

/*
 * Is all that is missing the end of what was there, in the order in which
 * servers write zones out?
 */
static bool
lost_its_end(struct zp_ctx *ctx, const struct zp_change *change, uint32_t gone)
{
	struct zp_rrset rrset = { 0 };
	uint32_t missing = 0;

	while (zp_zone_next(change->before, NULL, &rrset)) {
		if (!is_content(change->before, rrset.owner, rrset.type))
			continue;
		if (zp_zone_find(ctx, change->after, rrset.owner, rrset.type) !=
		    NULL)
			missing = 0;
		else
			missing++;
	}
	return missing >= gone;
}

/* What goes, of one type or (type 0) of all. */
struct tally {
	uint16_t type;
	uint32_t gone, come, before;
};

static uint32_t
net(const struct tally *tally)
{
	return tally->gone > tally->come ? tally->gone - tally->come : 0;
}

static void
tally_deltas(const struct zp_change *change, struct tally *ret)
{
	for (size_t i = 0; i < change->count; i++) {
		const struct zp_delta *delta = &change->deltas[i];

		if (!is_counted(delta) ||
		    (ret->type != 0 && ret->type != delta->type))
			continue;
		ret->gone += delta->after == NULL;
		ret->come += delta->before == NULL;
	}
}

static bool
is_too_much(struct zp_ctx *ctx, const struct tally *all)
{
	long gone = (long)net(all);
	long absolute = zp_option_number(ctx, "absolute");

	if (absolute > 0 && gone >= absolute)
		return true;
	return gone >= zp_option_number(ctx, "rrsets") &&
	    gone * 100 >= (long)all->before * zp_option_number(ctx, "share");
}

#define TYPES_LOOKED_AT 64 /* each costs a walk over the zone */

/* The first type of which more goes than the limit for types lets. */
static bool
type_too_much(
    struct zp_ctx *ctx, const struct zp_change *change, struct tally *ret)
{
	long share = zp_option_number(ctx, "type-share");
	uint16_t seen[TYPES_LOOKED_AT];
	unsigned count = 0;

	for (size_t i = 0; share > 0 && i < change->count; i++) {
		const struct zp_delta *delta = &change->deltas[i];
		struct zp_rrset rrset = { 0 };
		bool known = count == TYPES_LOOKED_AT || !is_counted(delta);

		for (unsigned j = 0; j < count && !known; j++)
			known = seen[j] == delta->type;
		if (known)
			continue;
		seen[count++] = delta->type;
		*ret = (struct tally){ .type = delta->type };
		tally_deltas(change, ret);
		while (zp_zone_next(change->before, NULL, &rrset))
			ret->before += rrset.type == ret->type;
		if (net(ret) > 1 &&
		    (long)net(ret) * 100 >= (long)ret->before * share)
			return true;
	}
	return false;
}

static void
zone_shrunk(struct zp_ctx *ctx, const struct zp_change *change)
{
	struct tally all = { .type = 0 }, one = { .type = 0 };
	const struct tally *shown = &all;
	struct zp_finding *finding = NULL;

	if (change->before == NULL || change->after == NULL ||
	    zp_zone_may_keep(change->after) ||
	    (content(change->after) == 0 &&
		!zp_zone_is_partial(change->after)))
		return;
	tally_deltas(change, &all);
	all.before = content(change->before);
	if (!is_too_much(ctx, &all)) {
		if (!type_too_much(ctx, change, &one))
			return;
		shown = &one;
	}
	finding = zp_report_zone(ctx, change->after, "%s loses %u of its %u %s",
	    zp_name_text(ctx, zp_zone_name(change->after)), net(shown),
	    shown->before,
	    shown == &all ?
		"RRsets" :
		zp_format(ctx, "sets of %s", zp_type_text(ctx, shown->type)));
	if (lost_its_end(ctx, change, all.gone))
		zp_note(finding,
		    "what is missing is the end of the alphabet: "
		    "it looks like a copy that was cut short");
	say_mail_domains(finding, ctx, change->before);
	zp_fix(finding,
	    "see that the new %s is whole; if it is meant, take the names out "
	    "in steps",
	    zp_zone_file(change->after));
}

ZP_RULE(zone_shrunk) = {
	.id = "zone-shrunk",
	.summary = "a zone loses a large part of its records",
	.explain =
	    "A transfer that broke off, a disk that ran full, a query without "
	    "its last page: each makes a zone that is right in every line and "
	    "lacks a third of its names, as .de was in May 2010. From ten "
	    "RRsets and 30 percent on, "
	    "the loss itself is the finding.\n\n"
	    "DNSSEC records and ACME challenges are not counted; what comes "
	    "new is set off against what goes. To take much out on purpose, do "
	    "it in steps, or say so with an allow.",
	.severity = ZP_ERROR,
	.options =
	    (const struct zp_option[]){
		{ "rrsets", "10", "the fewest RRsets that must go" },
		{ "share", "30",
		    "the least percentage of the zone that must go" },
		{ "absolute", "0",
		    "RRsets that are too many whatever the share; 0: off" },
		{ "type-share", "0",
		    "the percentage of one type that is too much; 0: off" },
		{ 0 },
	    },
	.covers = (const struct zp_cover[]){ { "*", ZP_SAME_ZONE }, { 0 } },
	.on_change = zone_shrunk,
};
