/* DMARC as it stands. */
#include "zoneproof.h"

#include <string.h>
#include <strings.h>

/* ----------------------------------------------------------- dmarc-syntax */

static void
dmarc_syntax(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	const uint8_t *domain = zp_name_parent(txt->owner);
	struct zp_finding *finding = NULL;

	if (!zp_name_starts(txt->owner, "_dmarc"))
		return;
	for (uint32_t i = 0; i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		const struct zp_dmarc *dmarc = zp_dmarc_at(ctx, record);
		const char *text = NULL;

		if (dmarc == NULL)
			continue;
		text = zp_txt(ctx, record, NULL);
		if (!dmarc->is_dmarc && strncasecmp(text, "v=dmarc", 7) != 0 &&
		    strstr(text, "p=") == NULL)
			continue;
		if (dmarc->is_dmarc && dmarc->fault == NULL &&
		    dmarc->ignored == NULL)
			continue;
		finding = zp_report(ctx, record, "the DMARC of %s %s: %s",
		    zp_name_text(ctx, domain),
		    dmarc->fault != NULL || !dmarc->is_dmarc ?
			"protects nobody" :
			"says what nobody reads",
		    !dmarc->is_dmarc ? "it does not begin with v=DMARC1" :
			dmarc->fault != NULL ? dmarc->fault :
					       dmarc->ignored);
		if (dmarc->is_dmarc && dmarc->fault == NULL)
			zp_severity(finding, ZP_WARNING);
		zp_domain(finding, domain);
		zp_field(finding, 0);
		zp_fix(finding,
		    "a whole record reads: \"v=DMARC1; p=reject; "
		    "rua=mailto:dmarc@%s\"",
		    zp_name_text(ctx, domain));
	}
}

ZP_RULE(dmarc_syntax) = {
	.id = "dmarc-syntax",
	.summary = "a DMARC record that receivers cannot read",
	.explain =
	    "A record begins with `v=DMARC1` and says a policy in `p=` (RFC "
	    "9989). A policy that is no word of none, quarantine and reject "
	    "acts as none: forged mail gets through. Tags that are not known "
	    "are legal.\n\n"
	    "`pct`, `rf` and `ri` are gone since RFC 9989; receivers pass them "
	    "over, and a warning says so; not where they say what holds "
	    "without them (pct=100, rf=afrf, ri=86400).",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "dmarc-none", ZP_SAME_NAME },
		{ "dmarc-removed", ZP_SAME_NAME },
		{ "dmarc-weakened", ZP_SAME_NAME },
		{ "dmarc-reports-lost", ZP_SAME_NAME },
		{ "mail-unprotected", ZP_SAME_DOMAIN },
		{ 0 },
	    },
	.on_rrset = dmarc_syntax,
};

/* --------------------------------------------------------- dmarc-multiple */

static void
dmarc_multiple(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record first;
	unsigned count = 0;
	struct zp_finding *finding = NULL;

	if (txt->count < 2 || !zp_name_starts(txt->owner, "_dmarc"))
		return;
	count = zp_dmarc_of(ctx, txt, &first);
	if (count < 2)
		return;
	finding = zp_report(ctx, first,
	    "%s has %u DMARC records: receivers pass over all of them",
	    zp_name_text(ctx, zp_name_parent(txt->owner)), count);
	zp_domain(finding, zp_name_parent(txt->owner));
	zp_fix(finding,
	    "keep one; several addresses for reports stand in one "
	    "rua=, parted by commas");
}

ZP_RULE(dmarc_multiple) = {
	.id = "dmarc-multiple",
	.summary = "a domain has more than one DMARC record",
	.explain =
	    "With two records there is no policy at all (RFC 9989, 4.10): "
	    "forged mail gets through and reports stop. It comes about when a "
	    "report service says \"add this TXT\".\n\n"
	    "Put all report addresses into one `rua=`.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "dmarc-removed", ZP_SAME_NAME },
		{ "dmarc-weakened", ZP_SAME_NAME },
		{ "dmarc-reports-lost", ZP_SAME_NAME },
		{ "mail-unprotected", ZP_SAME_DOMAIN },
		{ 0 },
	    },
	.on_rrset = dmarc_multiple,
};

/* -------------------------------------------------------- dmarc-misplaced */

static bool
is_report_name(const uint8_t *owner)
{
	for (; *owner != 0; owner = zp_name_parent(owner))
		if (zp_name_starts(owner, "_dmarc"))
			return true;
	return false;
}

static void
dmarc_misplaced(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record first;
	struct zp_finding *finding = NULL;

	if (zp_dmarc_of(ctx, txt, &first) == 0 || is_report_name(txt->owner))
		return;
	finding = zp_report(ctx, first,
	    "nobody finds this DMARC: %s is not its place",
	    zp_name_text(ctx, txt->owner));
	zp_domain(finding, txt->owner);
	zp_fix(finding, "move it to\n_dmarc.%s. %u IN TXT %s",
	    zp_name_text(ctx, txt->owner), txt->ttl, zp_rdata_text(ctx, first));
}

ZP_RULE(dmarc_misplaced) = {
	.id = "dmarc-misplaced",
	.summary = "a DMARC record stands where nobody looks for it",
	.explain =
	    "Receivers ask for `_dmarc.DOMAIN` (RFC 9989, 4.10). At the domain "
	    "itself the record is never read, and it is often put there by "
	    "forms that swallow the first label.\n\n"
	    "Records below `_report._dmarc` are in their place.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = dmarc_misplaced,
};

/* ------------------------------------------------------------- dmarc-none */

static void
dmarc_none(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record first;
	const struct zp_dmarc *dmarc = NULL;
	struct zp_finding *finding = NULL;

	if (!zp_name_starts(txt->owner, "_dmarc") ||
	    zp_dmarc_of(ctx, txt, &first) != 1)
		return;
	dmarc = zp_dmarc_at(ctx, first);
	if (dmarc->p != ZP_POLICY_NONE || dmarc->fault != NULL)
		return;
	finding = zp_report(ctx, first,
	    "the DMARC of %s only watches: forged mail gets through",
	    zp_name_text(ctx, zp_name_parent(txt->owner)));
	zp_domain(finding, zp_name_parent(txt->owner));
	zp_fix(finding,
	    "when the reports show that all your mail passes, say "
	    "p=quarantine, then p=reject");
}

ZP_RULE(dmarc_none) = {
	.id = "dmarc-none",
	.summary = "a DMARC policy of none",
	.explain =
	    "`p=none` asks for reports and nothing else (RFC 9989). It is the "
	    "right beginning and a poor end.\n\n"
	    "Read the reports, let every sender sign or stand in SPF, then "
	    "move to quarantine and reject.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = dmarc_none,
};

/* ---------------------------------------------- dmarc-report-auth-missing */

/* The two last labels: near enough to "the same organisation" for a notice. */
static bool
same_organisation(const uint8_t *a, const uint8_t *b)
{
	while (zp_name_labels(a) > 2)
		a = zp_name_parent(a);
	return zp_name_within(b, a);
}

static void
dmarc_report_auth_missing(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	const uint8_t *domain = zp_name_parent(txt->owner), *to = NULL;
	struct zp_record first, leave;
	const struct zp_dmarc *dmarc = NULL;
	const char *list = NULL;

	if (!zp_name_starts(txt->owner, "_dmarc") ||
	    zp_dmarc_of(ctx, txt, &first) != 1)
		return;
	dmarc = zp_dmarc_at(ctx, first);
	list = dmarc->rua;
	while ((to = zp_report_domain(ctx, &list)) != NULL) {
		const uint8_t *name = NULL;
		struct zp_answer answer;
		struct zp_finding *finding = NULL;

		if (same_organisation(domain, to))
			continue;
		name = zp_name_under(ctx,
		    zp_format(
			ctx, "%s._report._dmarc", zp_name_text(ctx, domain)),
		    to);
		if (name == NULL)
			continue;
		answer = zp_resolve(
		    ctx, zp_estate_of(txt->zone), txt->zone, name, ZP_TXT);
		if (answer.outcome != ZP_NXDOMAIN &&
		    answer.outcome != ZP_NODATA &&
		    (answer.outcome != ZP_ANSWER || answer.rrset->opaque ||
			zp_dmarc_of(ctx, answer.rrset, &leave) > 0))
			continue;
		finding = zp_report(ctx, first,
		    "reports on %s do not arrive: %s does not ask for them",
		    zp_name_text(ctx, domain), zp_name_text(ctx, to));
		zp_domain(finding, domain);
		zp_target(finding, name);
		zp_subject(finding, "%s", zp_name_text(ctx, to));
		zp_fix(finding,
		    "add to that zone:\n%s. %u IN TXT "
		    "\"v=DMARC1\"",
		    zp_name_text(ctx, name), txt->ttl);
	}
}

ZP_RULE(dmarc_report_auth_missing) = {
	.id = "dmarc-report-auth-missing",
	.summary = "DMARC reports go to a domain that does not take them",
	.explain =
	    "Reports to another organisation's address are sent only when that "
	    "one says that it wants them, in a record at "
	    "DOMAIN._report._dmarc.OTHER (RFC 9990). Only zones of the estate "
	    "are looked at.\n\n"
	    "`*._report._dmarc.OTHER` takes the reports of all domains.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = dmarc_report_auth_missing,
};
