/* CNAME: a name that is only another name for something else. */
#include "zoneproof.h"

#include <string.h>

/* Types that stand beside a CNAME by right (RFC 4034, 2.5; 4035, 2.5). */
static bool
is_signature(uint16_t type)
{
	return type == ZP_RRSIG || type == ZP_NSEC || type == ZP_NSEC3;
}

/*
 * Some providers put a CNAME at the apex and answer with what it leads to;
 * their exports say so in a comment.
 */
static bool
is_flattened(struct zp_ctx *ctx, const struct zp_rrset *cname)
{
	const char *behind = zp_comment_behind(ctx, zp_rrset_at(cname, 0));

	return behind != NULL && strstr(behind, "cf_tags=") != NULL;
}

/* What stands beside a CNAME that people will miss. */
struct hidden {
	const char *types;
	struct zp_record first; /* an MX, where there is one */
	bool mail;
	bool frame; /* only SOA and NS, which every apex has */
};

static void
hide(struct zp_ctx *ctx, struct hidden *hidden, const struct zp_rrset *other)
{
	bool frame = other->type == ZP_SOA || other->type == ZP_NS;

	if (other->type == ZP_CNAME || is_signature(other->type) ||
	    (frame && !hidden->frame && *hidden->types != '\0'))
		return;
	if (hidden->frame && !frame)
		hidden->types = "";
	hidden->frame = frame;
	if (*hidden->types == '\0' || other->type == ZP_MX)
		hidden->first = zp_rrset_at(other, 0);
	hidden->mail = hidden->mail || other->type == ZP_MX;
	hidden->types = zp_format(ctx, "%s%s%s", hidden->types,
	    *hidden->types == '\0' ? "" : ", ", zp_type_text(ctx, other->type));
}

static void
cname_and_other(struct zp_ctx *ctx, const struct zp_rrset *cname)
{
	struct zp_rrset other = { 0 };
	struct hidden hidden = { .types = "" };
	struct zp_finding *finding = NULL;

	while (zp_zone_next(cname->zone, cname->owner, &other) &&
	    zp_name_equal(other.owner, cname->owner))
		hide(ctx, &hidden, &other);
	if (*hidden.types == '\0' || is_flattened(ctx, cname))
		return;
	finding = zp_report(ctx, zp_rrset_at(cname, 0),
	    hidden.mail ? "%s stops receiving mail: its CNAME hides %s" :
			  "%s is an alias: its CNAME hides %s",
	    zp_name_text(ctx, cname->owner), hidden.types);
	if (hidden.mail)
		zp_domain(finding, cname->owner);
	zp_evidence(finding, hidden.first,
	    "nobody will see this any more; most servers refuse the whole "
	    "zone");
	zp_fix(finding,
	    zp_name_equal(cname->owner, zp_zone_name(cname->zone)) ?
		"an apex cannot be an alias: use A and AAAA, or the "
		"provider's ALIAS record, instead of\n%s" :
		"keep either the alias or the rest; the alias is\n%s",
	    zp_record_text(ctx, zp_rrset_at(cname, 0)));
}

ZP_RULE(cname_and_other) = {
	.id = "cname-and-other",
	.summary = "a name has a CNAME and other records",
	.explain =
	    "A CNAME says that a name is only another name for something else; "
	    "nothing may stand beside it (RFC 1034, 3.6.2; RFC 2181, 10.1). "
	    "Resolvers that meet the CNAME first never ask for the MX or TXT "
	    "next to it, so mail is lost now and then and nobody knows why. "
	    "BIND, NSD and Knot refuse the zone.\n\n"
	    "DNSSEC records may stand beside it. Quiet in exports of a "
	    "provider that answers with the target's addresses in its place.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_CNAME, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "cname-multiple", ZP_SAME_NAME },
		{ "mail-record-delegated", ZP_SAME_NAME },
		{ "delegation-shadows", ZP_SAME_NAME },
		{ "mx-target-cname", ZP_SAME_TARGET },
		{ "srv-target-cname", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_rrset = cname_and_other,
};
