/* What only a change-set can do wrong: in what order, and how blindly. */
#include "zoneproof.h"

/* --------------------------------------------------------- destroy-window */

static void
say_window(struct zp_finding *finding, const char *fix)
{
	(void)fix;
	zp_note(finding,
	    "who asks meanwhile is told that it is not there, and remembers "
	    "that for as long as the zone's SOA says");
	zp_fix(finding,
	    "change the record in place, or keep what is there until the new "
	    "one stands: moved { from = … to = … } for a new address, "
	    "create_before_destroy where the provider takes both");
}

static void
destroy_window(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	zp_report_faults(ctx, zone, say_window);
}

ZP_RULE(destroy_window) = {
	.id = "destroy-window",
	.summary = "a plan deletes a record before it creates it again",
	.explain =
	    "Both ends of the plan have the record, and in between there is "
	    "none: Terraform destroys a resource before it creates the one "
	    "that takes its place. It takes seconds when all goes well, and "
	    "lasts until somebody mends it when the second half fails. "
	    "Resolvers that ask in between keep the answer \"there is no such "
	    "name\" for the time that the zone's SOA gives (RFC 2308): for a "
	    "domain's MX that means mail that comes back.\n\n"
	    "A resource that only got another address needs a `moved` block, "
	    "not a new record. One that is replaced because an argument cannot "
	    "be changed in place is better created first "
	    "(create_before_destroy), where the provider lets two stand side "
	    "by side; else plan the change for a quiet hour and lower the "
	    "SOA's negative TTL before.\n\n"
	    "Quiet where some record of the name and type stands all along, "
	    "and where the new one is created first.",
	.severity = ZP_WARNING,
	.on_zone = destroy_window,
};

/* --------------------------------------------------------- removal-unseen */

static void
say_unseen(struct zp_finding *finding, const char *fix)
{
	(void)fix;
	zp_note(finding,
	    "the script does not say what that is, and no state was given");
	zp_fix(finding,
	    "let zoneproof see it: zoneproof plan --state ZONE-DUMP …; or "
	    "delete by type and data");
}

static void
removal_unseen(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	zp_report_faults(ctx, zone, say_unseen);
}

ZP_RULE(removal_unseen) = {
	.id = "removal-unseen",
	.summary = "a script deletes all of a name, whatever it holds",
	.explain =
	    "`update delete NAME` without a type removes every record of the "
	    "name (RFC 2136, 2.5.3): its MX, its TXT with the SPF, keys, all "
	    "that others may have added since the script was written. What "
	    "goes cannot be judged from the script alone.\n\n"
	    "Give zoneproof what the zone holds (--state FILE: a zone file, a "
	    "transfer dump, a provider's list), and each record that goes is "
	    "judged as in any other change. Or name the types.\n\n"
	    "Quiet with --state, and for deletions that name a type.",
	.severity = ZP_WARNING,
	.on_zone = removal_unseen,
};
