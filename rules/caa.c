/* CAA: who may make certificates. */
#include "zoneproof.h"

#include <string.h>
#include <strings.h>

static bool
is_issue(const struct zp_caa *caa)
{
	return strcmp(caa->tag, "issue") == 0 ||
	    strcmp(caa->tag, "issuewild") == 0;
}

/* ------------------------------------------------------------- caa-syntax */

static void
caa_syntax(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);
		struct zp_caa caa;
		struct zp_finding *finding = NULL;

		if (!zp_caa_of(ctx, record, &caa) || caa.fault == NULL)
			continue;
		finding = zp_report(ctx, record,
		    "certificates of %s may be refused: %s",
		    zp_name_text(ctx, rrset->owner), caa.fault);
		zp_subject(finding, "%s %s", caa.tag, caa.value);
		zp_field(finding, 1);
		zp_fix(finding, "a record reads: 0 issue \"letsencrypt.org\"");
	}
}

ZP_RULE(caa_syntax) = {
	.id = "caa-syntax",
	.summary = "a CAA record that issuers cannot use",
	.explain =
	    "A record has flags, a tag and a value (RFC 8659, 4.1): `issue` "
	    "and `issuewild` name an issuer by its domain, `iodef` a place for "
	    "reports. An issuer that meets a critical tag it does not know "
	    "must refuse.\n\n"
	    "Mend the part that is shown.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_CAA, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "caa-narrowed", ZP_SAME_NAME },
		{ "caa-removed", ZP_SAME_NAME },
		{ "caa-widened", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = caa_syntax,
};

/* ----------------------------------------------------- caa-issuer-unknown */

static void
caa_issuer_unknown(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);
		const char *near = NULL;
		struct zp_caa caa;
		struct zp_finding *finding = NULL;

		if (!zp_caa_of(ctx, record, &caa) || !is_issue(&caa) ||
		    *caa.issuer == '\0' ||
		    zp_provider_by(ZP_CLUE_CAA, caa.issuer) != NULL)
			continue;
		near = zp_clue_near(ZP_CLUE_CAA, caa.issuer, 2);
		finding = zp_report(ctx, record,
		    "no issuer we know goes by %s, so it may make none for %s",
		    caa.issuer, zp_name_text(ctx, rrset->owner));
		zp_subject(finding, "%s", caa.issuer);
		zp_field(finding, 2);
		if (near == NULL)
			continue;
		zp_severity(finding, ZP_WARNING);
		zp_fix(finding, "is %s meant?", near);
	}
}

ZP_RULE(caa_issuer_unknown) = {
	.id = "caa-issuer-unknown",
	.summary = "a CAA names an issuer that we do not know",
	.explain =
	    "An issuer looks for its own domain name in the record (RFC 8659, "
	    "4.2); misspelt, it refuses when the certificate is next renewed, "
	    "up to three months later. The table of issuers is dated and not "
	    "complete: a notice, and a warning where a known one is a letter "
	    "or two away.\n\n"
	    "The name to write is in the issuer's documentation.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_CAA, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "caa-narrowed", ZP_SAME_NAME },
		{ "caa-widened", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = caa_issuer_unknown,
};

/* ----------------------------------------------------------- what changed */

/* Does a set let this issuer, by this tag? */
static bool
names(
    struct zp_ctx *ctx, const struct zp_rrset *rrset, const struct zp_caa *caa)
{
	for (uint32_t i = 0; rrset != NULL && i < rrset->count; i++) {
		struct zp_caa each;

		if (zp_caa_of(ctx, zp_rrset_at(rrset, i), &each) &&
		    strcmp(each.tag, caa->tag) == 0 &&
		    strcasecmp(each.issuer, caa->issuer) == 0)
			return true;
	}
	return false;
}

/* The first issuer that one set lets and the other does not; NULL: none. */
static const char *
issuer_beyond(struct zp_ctx *ctx, const struct zp_rrset *rrset,
    const struct zp_rrset *other, struct zp_record *ret)
{
	for (uint32_t i = 0; rrset != NULL && i < rrset->count; i++) {
		struct zp_caa caa;

		*ret = zp_rrset_at(rrset, i);
		if (zp_caa_of(ctx, *ret, &caa) && is_issue(&caa) &&
		    *caa.issuer != '\0' && !names(ctx, other, &caa))
			return caa.issuer;
	}
	return NULL;
}

static bool
restricts(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; rrset != NULL && i < rrset->count; i++) {
		struct zp_caa caa;

		if (zp_caa_of(ctx, zp_rrset_at(rrset, i), &caa) &&
		    is_issue(&caa))
			return true;
	}
	return false;
}

static void
caa_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_finding *finding = NULL;

	if (!restricts(ctx, delta->before) || restricts(ctx, delta->after))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "anybody may make certificates for %s from now on",
	    zp_name_text(ctx, delta->owner));
	zp_fix(finding, "put it back:\n%s", zp_rrset_text(ctx, delta->before));
}

ZP_RULE(caa_removed) = {
	.id = "caa-removed",
	.summary = "the CAA of a name is removed",
	.explain =
	    "CAA names the issuers that may make certificates for a name and "
	    "all below it (RFC 8659). Without it every issuer may, and an "
	    "attacker needs to deceive only the weakest.\n\n"
	    "To change issuers, add the new one first, then take the old one "
	    "out.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_CAA, 0 },
	.on_delta = caa_removed,
};

static void
caa_widened(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record record;
	const char *issuer = NULL;
	struct zp_finding *finding = NULL;

	if (!restricts(ctx, delta->before))
		return;
	issuer = issuer_beyond(ctx, delta->after, delta->before, &record);
	if (issuer == NULL)
		return;
	finding = zp_report(ctx, record,
	    "%s may make certificates for %s from now on", issuer,
	    zp_name_text(ctx, delta->owner));
	zp_fix(finding, "if it is not meant, take it out:\n%s",
	    zp_record_text(ctx, record));
}

ZP_RULE(caa_widened) = {
	.id = "caa-widened",
	.summary = "a CAA lets one more issuer",
	.explain =
	    "Another issuer may make certificates for the name (RFC 8659). "
	    "Right when a new service is set up; worth a look when nobody "
	    "asked for it.\n\n"
	    "Quiet when there was no CAA before: then everybody could.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_CAA, 0 },
	.on_delta = caa_widened,
};

/* May the issuer act for everybody who asks, or on terms alone (RFC 8657)? */
static bool
is_free(struct zp_ctx *ctx, const struct zp_rrset *rrset, const char *tag,
    const char *issuer)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_caa each;

		if (zp_caa_of(ctx, zp_rrset_at(rrset, i), &each) &&
		    strcmp(each.tag, tag) == 0 &&
		    strcmp(each.issuer, issuer) == 0 &&
		    strcasestr(each.parameters, "accounturi") == NULL &&
		    strcasestr(each.parameters, "validationmethods") == NULL)
			return true;
	}
	return false;
}

/* The first issuer that a set lets and that has to keep to terms from now on. */
static const char *
issuer_bound(
    struct zp_ctx *ctx, const struct zp_delta *delta, struct zp_record *ret)
{
	for (uint32_t i = 0; i < delta->after->count; i++) {
		struct zp_caa caa;

		*ret = zp_rrset_at(delta->after, i);
		if (zp_caa_of(ctx, *ret, &caa) && is_issue(&caa) &&
		    *caa.issuer != '\0' &&
		    is_free(ctx, delta->before, caa.tag, caa.issuer) &&
		    !is_free(ctx, delta->after, caa.tag, caa.issuer))
			return caa.issuer;
	}
	return NULL;
}

/* A name that stays and by which the issuer renews a certificate. */
static bool
renewal_stays(struct zp_ctx *ctx, const struct zp_delta *delta,
    const char *issuer, struct zp_record *ret)
{
	const struct zp_provider *provider = zp_provider_by(
	    ZP_CLUE_CAA, issuer);
	struct zp_rrset rrset = { 0 };

	while (provider != NULL &&
	    zp_zone_next(delta->change->after, delta->owner, &rrset)) {
		*ret = zp_rrset_at(&rrset, 0);
		if (rrset.type == ZP_CNAME &&
		    zp_provider_of(ctx, ZP_CLUE_RENEWS, *ret) == provider)
			return true;
	}
	return false;
}

static struct zp_finding *
say_narrowed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const char *name = zp_name_text(ctx, delta->owner);
	struct zp_record record, renewal;
	const char *issuer = issuer_beyond(
	    ctx, delta->before, delta->after, &record);
	struct zp_finding *finding = NULL;

	if (issuer == NULL) {
		issuer = issuer_bound(ctx, delta, &record);
		return issuer == NULL ?
		    NULL :
		    zp_report(ctx, record,
			"%s renews certificates of %s on terms alone", issuer,
			name);
	}
	finding = zp_report(ctx, record,
	    "%s refuses to renew certificates of %s from now on", issuer, name);
	if (renewal_stays(ctx, delta, issuer, &renewal)) {
		zp_severity(finding, ZP_ERROR);
		zp_evidence(finding, renewal,
		    "by this name it renews one: it is in use");
	}
	return finding;
}

static void
caa_narrowed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_finding *finding = NULL;

	if (!restricts(ctx, delta->after))
		return;
	if (restricts(ctx, delta->before))
		finding = say_narrowed(ctx, delta);
	else {
		finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
		    "other issuers refuse to renew certificates of %s",
		    zp_name_text(ctx, delta->owner));
		zp_note(finding,
		    "it is the first CAA here, and holds for all "
		    "names below, too");
	}
	if (finding != NULL)
		zp_fix(finding,
		    "look through the certificates in use first, those of "
		    "names below and of services included");
}

ZP_RULE(caa_narrowed) = {
	.id = "caa-narrowed",
	.summary = "a CAA shuts an issuer out",
	.explain =
	    "An issuer that the CAA does not name must refuse (RFC 8659, 3), "
	    "when the certificate is renewed and not before: the outage comes "
	    "weeks after the change. The first CAA of a name shuts out "
	    "everybody else at once, for all names below it.\n\n"
	    "List the issuers of all certificates in use first, those of "
	    "content networks and shops included. An error where a name stays "
	    "by which the issuer renews one; told as well when an issuer has "
	    "to keep to an account or a way of proof (RFC 8657).",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_CAA, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "caa-widened", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = caa_narrowed,
};

static void
caa_blocks_everyone(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	struct zp_record blocking = { 0 };
	struct zp_finding *finding = NULL;

	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_caa caa;

		if (!zp_caa_of(ctx, zp_rrset_at(rrset, i), &caa) ||
		    strcmp(caa.tag, "issue") != 0)
			continue;
		if (*caa.issuer != '\0')
			return;
		blocking = zp_rrset_at(rrset, i);
	}
	if (blocking.zone == NULL)
		return;
	finding = zp_report(ctx, blocking,
	    "nobody may make certificates for %s",
	    zp_name_text(ctx, rrset->owner));
	zp_fix(finding,
	    "if it is to have any, name the issuer:\n"
	    "%s. %u IN CAA 0 issue \"letsencrypt.org\"",
	    zp_name_text(ctx, rrset->owner), rrset->ttl);
}

ZP_RULE(caa_blocks_everyone) = {
	.id = "caa-blocks-everyone",
	.summary = "a CAA that lets nobody",
	.explain =
	    "`issue \";\"` alone says that no issuer may make certificates for "
	    "the name and all below it (RFC 8659, 4.2). Right for a parked "
	    "domain; a slip where an issuer was to follow the semicolon.\n\n"
	    "Told once; a domain that wants none may switch the rule off.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_CAA, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "caa-narrowed", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = caa_blocks_everyone,
};
