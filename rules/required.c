/* Records that the configuration asks of every zone. */
#include "zoneproof.h"

/* Does the zone have a record as asked for, or may it have one? */
static bool
is_met(struct zp_ctx *ctx, const struct zp_zone *zone, unsigned index,
    const struct zp_requirement *required)
{
	struct zp_answer answer = zp_resolve(
	    ctx, zp_estate_of(zone), zone, required->owner, required->type);

	if (answer.outcome == ZP_NODATA || answer.outcome == ZP_NXDOMAIN)
		return false;
	if (answer.outcome != ZP_ANSWER)
		return true;
	for (uint32_t i = 0; i < answer.rrset->count; i++)
		if (zp_requirement_met(
			ctx, index, zp_rrset_at(answer.rrset, i)) != ZP_ABSENT)
			return true;
	return false;
}

static void
required_missing(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	struct zp_requirement required;

	for (unsigned i = 0; zp_requirement_at(ctx, i, &required); i++) {
		struct zp_finding *finding = NULL;
		const char *type = zp_type_text(ctx, required.type);

		if (!zp_requirement_asks(ctx, i, zone, &required) ||
		    is_met(ctx, zone, i, &required))
			continue;
		finding = zp_report_zone(ctx, zone,
		    "%s lacks a record that it must have: %s%s%s",
		    zp_name_text(ctx, required.owner), type,
		    *required.rdata == '\0' ? "" : " with ", required.rdata);
		zp_name(finding, required.owner);
		zp_type(finding, required.type);
		zp_subject(finding, "%s", required.rdata);
		if (*required.reason != '\0')
			zp_note(finding, "%s", required.reason);
		zp_note(
		    finding, "the configuration asks it of %s", required.zones);
		zp_fix(finding, "%s. 3600 IN %s …",
		    zp_name_text(ctx, required.owner), type);
	}
}

ZP_RULE(required_missing) = {
	.id = "required-missing",
	.summary = "a record that the configuration asks for is not there",
	.explain =
	    "The configuration's `required:` says what every zone of a group "
	    "must have: the CAA that keeps other issuers out (RFC 8659), the "
	    "DMARC that refuses forged mail, the name that monitoring asks "
	    "for. A zone without it is the one that was forgotten.\n\n"
	    "To change safely: give the new zone the record before it is "
	    "delegated; take a row out of `required:` before the records. To "
	    "allow it for one zone: `; zoneproof: allow required-missing NAME "
	    "-- why` in its file.\n\n"
	    "A row has `zones` (a glob), `owner` (relative to the zone, @ for "
	    "the zone itself), `type`, and may have `rdata`, a regular "
	    "expression, and `reason`. An alias or a wildcard that answers "
	    "so counts. Stays quiet where the zone's data is not all known, "
	    "and where the name is delegated.",
	.severity = ZP_ERROR,
	.on_zone = required_missing,
};
