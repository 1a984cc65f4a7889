/* Mail of our domains comes in through our own relays: a rule of one company. */
#include <zoneproof.h>

static void
foreign_mx(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const uint8_t *relays = zp_name_from(ctx, zp_option(ctx, "relays"));

	if (delta->after == NULL || zp_is_null_mx(delta->after) ||
	    relays == NULL)
		return;
	for (uint32_t i = 0; i < delta->after->count; i++) {
		struct zp_record mx = zp_rrset_at(delta->after, i);
		const uint8_t *host = zp_target_of(mx);
		struct zp_finding *finding;

		if (host == NULL || zp_name_within(host, relays) ||
		    zp_rrset_holds(delta->before, mx))
			continue;
		finding = zp_report(ctx, mx, "mail for %s goes to a stranger",
		    zp_name_text(ctx, delta->owner));
		zp_field(finding, 1);
		zp_subject(finding, "%s", zp_name_text(ctx, host));
		zp_note(finding, "%s is none of our relays below %s",
		    zp_name_text(ctx, host), zp_name_text(ctx, relays));
		zp_fix(finding, "ask the mail team, or name a relay below %s",
		    zp_name_text(ctx, relays));
	}
}

ZP_RULE(foreign_mx) = {
	.id = "acme/foreign-mx",
	.summary = "an MX leads to a host that is not one of our relays",
	.explain = "Mail that comes in past the relays is neither scanned nor "
		   "archived.\n\nTo change safely: have the mail team name the "
		   "new host below the relays' domain first. To allow it: "
		   "; zoneproof: allow acme/foreign-mx -- why",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.options =
	    (const struct zp_option[]){
		{ "relays", "mx.example.net", "the domain our relays are in" },
		{ 0 } },
	.on_delta = foreign_mx,
};
