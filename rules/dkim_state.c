/* DKIM keys as they stand. */
#include "zoneproof.h"

#include <string.h>
#include <strings.h>

/* Does the text say of itself that it is a key? */
static bool
says_dkim(struct zp_ctx *ctx, struct zp_record record)
{
	return !record.opaque &&
	    strncasecmp(zp_txt(ctx, record, NULL), "v=DKIM1", 7) == 0;
}

/* Each key of a selector that is wrong in one way. */
static void
each_key(struct zp_ctx *ctx, const struct zp_rrset *txt,
    void (*look)(struct zp_ctx *ctx, struct zp_record record,
	const struct zp_dkim *dkim))
{
	if (zp_dkim_domain(txt->owner) == NULL)
		return;
	for (uint32_t i = 0; i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		const struct zp_dkim *dkim = zp_dkim_of(ctx, record);

		if (dkim != NULL && dkim->is_dkim)
			look(ctx, record, dkim);
	}
}

/* ------------------------------------------------------------ dkim-syntax */

/* Is the fault in the key itself, not in the tags around it? */
static bool
is_key_fault(const struct zp_dkim *dkim, const char *text)
{
	return dkim->fault != NULL && !dkim->key_ok && !dkim->revoked &&
	    strstr(text, "p=") != NULL;
}

static void
look_at_syntax(
    struct zp_ctx *ctx, struct zp_record record, const struct zp_dkim *dkim)
{
	struct zp_finding *finding = NULL;

	if (dkim->fault == NULL ||
	    is_key_fault(dkim, zp_txt(ctx, record, NULL)))
		return;
	finding = zp_report(ctx, record, "mail signed with %s fails: %s",
	    zp_name_text(ctx, record.owner), dkim->fault);
	zp_field(finding, 0);
	zp_fix(finding, "a key record reads: v=DKIM1; k=rsa; p=…");
}

static void
dkim_syntax(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	each_key(ctx, txt, look_at_syntax);
}

ZP_RULE(dkim_syntax) = {
	.id = "dkim-syntax",
	.summary = "a DKIM record that receivers cannot read",
	.explain =
	    "A key record is a list of tags parted by semicolons, `v=` first "
	    "where it stands at all, with `p=` holding the key (RFC 6376, "
	    "3.6.1). A record that does not read so is no key: mail signed "
	    "with it fails.\n\n"
	    "Paste the text anew, as the signer gives it.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = dkim_syntax,
};

/* ----------------------------------------------------------- dkim-key-bad */

static void
look_at_key(
    struct zp_ctx *ctx, struct zp_record record, const struct zp_dkim *dkim)
{
	struct zp_finding *finding = NULL;

	if (!is_key_fault(dkim, zp_txt(ctx, record, NULL)))
		return;
	finding = zp_report(ctx, record, "mail signed with %s fails: %s",
	    zp_name_text(ctx, record.owner), dkim->fault);
	zp_field(finding, 0);
	zp_fix(finding,
	    "paste the whole key anew; a text of over 255 bytes is "
	    "split into strings: \"…\" \"…\"");
}

static void
dkim_key_bad(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	each_key(ctx, txt, look_at_key);
}

ZP_RULE(dkim_key_bad) = {
	.id = "dkim-key-bad",
	.summary = "a DKIM key that does not decode",
	.explain =
	    "The key in `p=` is base64 of a public key (RFC 6376, 3.6.1; RFC "
	    "8463). It is decoded here as receivers do it: cut short, with a "
	    "blank too many, or of the wrong kind it fails every signature.\n\n"
	    "The usual cause is a text of over 255 bytes that a form cut off.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "dkim-key-revoked", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = dkim_key_bad,
};

/* --------------------------------------------------------- dkim-key-short */

static void
look_at_size(
    struct zp_ctx *ctx, struct zp_record record, const struct zp_dkim *dkim)
{
	struct zp_finding *finding = NULL;

	if (!dkim->key_ok || dkim->ed25519 || dkim->bits >= 2048)
		return;
	finding = zp_report(ctx, record,
	    dkim->bits < 1024 ?
		"receivers pass over signatures of %s: a key of %u bits" :
		"signatures of %s can be forged by the rich: %u bits",
	    zp_name_text(ctx, record.owner), dkim->bits);
	if (dkim->bits < 1024)
		zp_severity(finding, ZP_ERROR);
	zp_fix(finding,
	    "make a key of 2048 bits under a new selector, and "
	    "switch the signer to it");
}

static void
dkim_key_short(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	each_key(ctx, txt, look_at_size);
}

ZP_RULE(dkim_key_short) = {
	.id = "dkim-key-short",
	.summary = "a DKIM key of under 2048 bits",
	.explain =
	    "Signers use at least 1024 and should use 2048 bits; receivers "
	    "pass over keys of under 1024 (RFC 8301, 3.2). Keys of 512 bits "
	    "are broken in hours.\n\n"
	    "Publish a longer key under a new selector, switch the signer, "
	    "and keep the old one a week. An error under 1024 bits.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = dkim_key_short,
};

/* ----------------------------------------------------------- dkim-testing */

static void
look_at_testing(
    struct zp_ctx *ctx, struct zp_record record, const struct zp_dkim *dkim)
{
	struct zp_finding *finding = NULL;

	if (!dkim->testing || !dkim->key_ok)
		return;
	finding = zp_report(ctx, record,
	    "signatures of %s may be passed over: it says that it is a test",
	    zp_name_text(ctx, record.owner));
	zp_fix(finding, "take the y out of t=");
}

static void
dkim_testing(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	each_key(ctx, txt, look_at_testing);
}

ZP_RULE(dkim_testing) = {
	.id = "dkim-testing",
	.summary = "a DKIM key says that it is a test",
	.explain =
	    "`t=y` tells receivers that the domain is only trying DKIM out, "
	    "and "
	    "that mail is to be treated as if unsigned when it fails (RFC "
	    "6376, 3.6.1). It is mostly left over.\n\n"
	    "Take it out once mail is signed well.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = dkim_testing,
};

/* ---------------------------------------------------------- dkim-multiple */

static void
dkim_multiple(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	unsigned keys = 0;
	struct zp_finding *finding = NULL;

	if (txt->count < 2 || zp_dkim_domain(txt->owner) == NULL)
		return;
	for (uint32_t i = 0; i < txt->count; i++) {
		const struct zp_dkim *dkim = zp_dkim_of(
		    ctx, zp_rrset_at(txt, i));

		keys += dkim != NULL && dkim->is_dkim;
	}
	if (keys < 2)
		return;
	finding = zp_report(ctx, zp_rrset_at(txt, 0),
	    "mail signed with %s fails now and then: %u keys at one selector",
	    zp_name_text(ctx, txt->owner), keys);
	zp_fix(finding,
	    "keep the one that signs; give another its own "
	    "selector");
}

ZP_RULE(dkim_multiple) = {
	.id = "dkim-multiple",
	.summary = "a DKIM selector has several keys",
	.explain =
	    "What receivers do with more than one record at a selector is not "
	    "defined (RFC 6376, 3.6.2.2): they may try any one of them.\n\n"
	    "One selector, one key.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = dkim_multiple,
};

/* --------------------------------------------------------- dkim-misplaced */

/* Keys may stand anywhere when a selector is an alias of the place. */
static bool
is_key_behind_alias(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	size_t count = 0;
	const struct zp_reference *references = zp_references(
	    ctx, zp_estate_of(txt->zone), txt->owner, &count);

	for (size_t i = 0; i < count; i++)
		if (references[i].at.type == ZP_CNAME &&
		    zp_dkim_domain(references[i].at.owner) != NULL)
			return true;
	return false;
}

static void
dkim_misplaced(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	if (zp_dkim_domain(txt->owner) != NULL)
		return;
	for (uint32_t i = 0; i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		struct zp_finding *finding = NULL;

		if (!says_dkim(ctx, record) || is_key_behind_alias(ctx, txt))
			continue;
		finding = zp_report(ctx, record,
		    "nobody finds this DKIM key: %s is no selector's place",
		    zp_name_text(ctx, txt->owner));
		zp_fix(finding, "move it to SELECTOR._domainkey.%s",
		    zp_name_text(ctx, zp_zone_name(txt->zone)));
		return;
	}
}

ZP_RULE(dkim_misplaced) = {
	.id = "dkim-misplaced",
	.summary = "a DKIM key stands where nobody looks for it",
	.explain =
	    "Receivers ask for SELECTOR._domainkey.DOMAIN (RFC 6376, 3.6.2.1). "
	    "A key at the domain itself, at `_domainkey` without a selector, "
	    "or at a name misspelt is never read.\n\n"
	    "The target of an alias from a selector may stand anywhere.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = dkim_misplaced,
};

/* ---------------------------------------------------------- dkim-dangling */

static void
dkim_dangling(struct zp_ctx *ctx, const struct zp_rrset *cname)
{
	struct zp_record record = zp_rrset_at(cname, 0);
	const uint8_t *target = zp_target_of(record);
	struct zp_answer answer;
	struct zp_finding *finding = NULL;

	if (target == NULL || zp_dkim_domain(cname->owner) == NULL)
		return;
	answer = zp_resolve(
	    ctx, zp_estate_of(cname->zone), cname->zone, cname->owner, ZP_TXT);
	if (answer.outcome != ZP_NXDOMAIN && answer.outcome != ZP_NODATA)
		return;
	finding = zp_report(ctx, record,
	    "mail signed with %s fails: its alias leads to no key",
	    zp_name_text(ctx, cname->owner));
	zp_target(finding, target);
	zp_subject(finding, "%s", zp_name_text(ctx, target));
	zp_field(finding, 0);
	zp_fix(finding, "publish the key at %s, or mend the alias",
	    zp_name_text(ctx, target));
}

ZP_RULE(dkim_dangling) = {
	.id = "dkim-dangling",
	.summary = "a DKIM alias leads to a name without a key",
	.explain =
	    "The selector is an alias of a name in the estate that has no TXT: "
	    "receivers find no key and every signature fails (RFC 6376, "
	    "3.6.2).\n\n"
	    "Aliases to outside are not judged.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_CNAME, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "cname-dangling", ZP_SAME_NAME },
		{ "reference-broken", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_rrset = dkim_dangling,
};
