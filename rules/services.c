/* What programs look for: services by SRV and by name, hints of browsers. */
#include "zoneproof.h"

#include <string.h>

/* -------------------------------------------------------- service-removed */

static const struct {
	const char *label, *what;
	bool directory;
} services[] = {
	{ "_sip", "telephony", false },
	{ "_sips", "telephony", false },
	{ "_sipfederationtls", "Teams federation", false },
	{ "_xmpp-client", "chat", false },
	{ "_xmpp-server", "chat between servers", false },
	{ "_matrix", "chat between servers", false },
	{ "_matrix-fed", "chat between servers", false },
	{ "_caldavs", "calendars", false },
	{ "_carddavs", "address books", false },
	{ "_ldap", "logins of the directory", true },
	{ "_kerberos", "logins of the directory", true },
	{ "_kpasswd", "password changes of the directory", true },
	{ "_gc", "logins of the directory", true },
};

/* Names that programs of one maker ask for, as aliases; as of 2026-11. */
static const struct {
	const char *label, *what;
} aliases[] = {
	{ "lyncdiscover", "the sign-in of Skype and Teams" },
	{ "lyncdiscoverinternal", "the sign-in of Skype and Teams" },
	{ "sip", "the sign-in of Skype and Teams" },
	{ "enterpriseregistration", "the registration of devices" },
	{ "enterpriseenrollment", "the enrolment of devices" },
	{ "msoid", "the sign-in of old Office" },
};

/* What an SRV or NAPTR is for, and how much rests on it. */
static enum zp_severity
service_of(const uint8_t *owner, const char **ret_what)
{
	*ret_what = "a service";
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		if (zp_name_starts(owner, services[i].label)) {
			*ret_what = services[i].what;
			return services[i].directory ? ZP_ERROR : ZP_WARNING;
		}
	return ZP_WARNING;
}

/* The same of an alias; OFF where no program asks for such a name. */
static enum zp_severity
alias_of(const uint8_t *owner, const char **ret_what)
{
	/* GUID._msdcs.DOMAIN: how the directory's servers find each other. */
	if (zp_name_starts(zp_name_parent(owner), "_msdcs")) {
		*ret_what = "a server of the directory";
		return ZP_ERROR;
	}
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (zp_name_starts(owner, aliases[i].label)) {
			*ret_what = aliases[i].what;
			return ZP_NOTICE;
		}
	return ZP_OFF;
}

static void
service_removed(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	const char *what = NULL;
	enum zp_severity severity = ZP_OFF;
	const struct zp_rrset *now = NULL;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL)
		return;
	severity = delta->type == ZP_CNAME ? alias_of(delta->owner, &what) :
					     service_of(delta->owner, &what);
	if (severity == ZP_OFF || !zp_known_after(ctx, delta, &now) ||
	    now != NULL ||
	    (delta->type == ZP_CNAME &&
		zp_has_address(ctx, zp_after(ctx), delta->change->after,
		    delta->owner) != ZP_ABSENT))
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "programs no longer find %s of %s", what,
	    zp_name_text(ctx,
		zp_name_host(delta->type == ZP_CNAME ?
			zp_name_parent(delta->owner) :
			delta->owner)));
	zp_severity(finding, severity);
	if (severity == ZP_NOTICE)
		zp_outweigh(finding);
	zp_fix(finding, "put it back, unless the service is given up:\n%s",
	    zp_rrset_text(ctx, delta->before));
}

ZP_RULE(service_removed) = {
	.id = "service-removed",
	.summary = "the records by which programs find a service are removed",
	.explain =
	    "Programs find telephony, chat, calendars and directories by SRV "
	    "(RFC 2782) or NAPTR, and some by an alias such as lyncdiscover. "
	    "Those that run go on until they ask again; then they fail.\n\n"
	    "An error for the locators of Active Directory (_ldap, _kerberos, "
	    "_gc and what stands below _msdcs), without which nobody can log "
	    "in; a notice for aliases that programs of one maker ask for.\n\n"
	    "Give the service up first, wait until nobody asks for it any "
	    "more, then remove its records. To allow it, write `; zoneproof: "
	    "allow service-removed NAME -- why`. Quiet where a wildcard or an "
	    "alias still answers, or an address takes the alias's place.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_SRV, ZP_NAPTR, ZP_CNAME, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "reference-broken", ZP_SAME_NAME },
		{ "name-went-dark", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_delta = service_removed,
};

/* ------------------------------------------------------ https-left-behind */

#define KEY_IPV4HINT 4
#define KEY_IPV6HINT 6

/* An SVCB's or HTTPS's target; the owner stands for itself (RFC 9460, 2.5). */
static const uint8_t *
service_target(struct zp_record record)
{
	const uint8_t *target = record.rdata + 2;

	return *target == 0 ? record.owner : target;
}

/* An address of the set before that is not in the set after. */
static bool
is_left(const struct zp_delta *delta, struct zp_record address)
{
	return zp_rrset_holds(delta->before, address) &&
	    !zp_rrset_holds(delta->after, address);
}

/* The first address among the hints that the name has left (RFC 9460, 7.3). */
static bool
stale_hint(const struct zp_delta *delta, struct zp_record record,
    struct zp_record *ret)
{
	const uint8_t *at = record.rdata + 2 + zp_name_length(record.rdata + 2);
	const uint8_t *end = record.rdata + record.length;
	uint16_t size = delta->type == ZP_AAAA ? 16 : 4;
	unsigned wanted = delta->type == ZP_AAAA ? KEY_IPV6HINT : KEY_IPV4HINT;

	while (at + 4 <= end) {
		unsigned key = (unsigned)(at[0] << 8 | at[1]);
		size_t length = (size_t)(at[2] << 8 | at[3]);

		at += 4;
		if (length > (size_t)(end - at))
			return false;
		for (size_t i = 0; key == wanted && i + size <= length;
		     i += size) {
			*ret = (struct zp_record){ .rdata = at + i,
				.length = size,
				.type = delta->type };
			if (is_left(delta, *ret))
				return true;
		}
		at += length;
	}
	return false;
}

static bool
shares_an_address(const struct zp_rrset *a, const struct zp_rrset *b)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (zp_rrset_holds(b, zp_rrset_at(a, i)))
			return true;
	return false;
}

/*
 * The name moves as a whole, and browsers are led to another name: to one that
 * has the old address, or to one of somebody else, who has it likely.
 */
static bool
stale_target(struct zp_ctx *ctx, const struct zp_delta *delta,
    const uint8_t *target, bool *ret_seen)
{
	struct zp_answer answer;

	if (zp_name_equal(target, delta->owner) ||
	    shares_an_address(delta->before, delta->after))
		return false;
	answer = zp_resolve(
	    ctx, zp_after(ctx), delta->change->after, target, delta->type);
	*ret_seen = answer.outcome == ZP_ANSWER;
	if (answer.outcome == ZP_NO_ZONE)
		return true;
	return *ret_seen && shares_an_address(answer.rrset, delta->before);
}

static void
say_left_behind(struct zp_ctx *ctx, const struct zp_delta *delta,
    struct zp_record record, const char *what, bool seen)
{
	struct zp_finding *finding = zp_report(ctx, record,
	    seen ? "browsers still go to the old address of %s" :
		   "browsers likely still go where %s was before",
	    zp_name_text(ctx, delta->owner));

	zp_name(finding, delta->owner);
	zp_subject(finding, "%s %s", zp_type_text(ctx, record.type),
	    zp_name_text(ctx, record.owner));
	zp_note(finding, "its %s is new, and %s",
	    zp_type_text(ctx, delta->type), what);
	zp_fix(finding,
	    "let this record follow, or take the hints out: browsers ask for "
	    "the address then:\n%s",
	    zp_record_text(ctx, record));
}

/* The first record of a set that stays and leads to where the name was. */
static void
look_behind(struct zp_ctx *ctx, const struct zp_delta *delta,
    const uint8_t *owner, uint16_t type)
{
	const struct zp_rrset *set = zp_zone_find(
	    ctx, delta->change->after, owner, type);
	const struct zp_rrset *old = set == NULL ?
	    NULL :
	    zp_zone_find(ctx, delta->change->before, owner, type);

	for (uint32_t i = 0; old != NULL && i < set->count; i++) {
		struct zp_record record = zp_rrset_at(set, i), hint;
		const uint8_t *target = NULL;
		bool seen = true;

		if (record.opaque || record.length < 3 ||
		    !zp_rrset_holds(old, record))
			continue;
		target = service_target(record);
		if (zp_name_equal(target, delta->owner) &&
		    stale_hint(delta, record, &hint))
			say_left_behind(ctx, delta, record,
			    zp_format(ctx, "a hint here still says %s",
				zp_rdata_text(ctx, hint)),
			    true);
		else if (zp_name_equal(owner, delta->owner) &&
		    stale_target(ctx, delta, target, &seen))
			say_left_behind(ctx, delta, record,
			    zp_format(ctx, "this still leads to %s",
				zp_name_text(ctx, target)),
			    seen);
		else
			continue;
		return;
	}
}

static void
https_left_behind(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	static const uint16_t types[] = { ZP_HTTPS, ZP_SVCB };
	const uint8_t *apex = zp_zone_name(delta->change->after);
	const uint8_t *parent = zp_name_parent(delta->owner);

	if (delta->before == NULL || delta->after == NULL ||
	    !delta->rdata_differs || delta->after->opaque)
		return;
	for (size_t i = 0; i < 2; i++) {
		look_behind(ctx, delta, delta->owner, types[i]);
		if (zp_name_equal(delta->owner, apex))
			continue;
		look_behind(ctx, delta, apex, types[i]);
		if (!zp_name_equal(parent, apex))
			look_behind(ctx, delta, parent, types[i]);
	}
}

ZP_RULE(https_left_behind) = {
	.id = "https-left-behind",
	.summary =
	    "a name moves and its HTTPS record still leads to the old place",
	.explain =
	    "Browsers ask for HTTPS records beside the address and prefer "
	    "them: they connect to the addresses in ipv4hint and ipv6hint, "
	    "and to the target that the record names (RFC 9460, 3 and 7.3). "
	    "When A or AAAA moves and the HTTPS or SVCB record stays, old "
	    "programs go to the new place and new browsers to the old one; "
	    "who tests with curl sees nothing wrong.\n\n"
	    "Leave hints out unless the record is made by a machine; "
	    "otherwise change them in the same edit. To allow it, write "
	    "`; zoneproof: allow https-left-behind NAME -- why`.\n\n"
	    "The record at the name, at its parent and at the zone's apex are "
	    "looked at, where they did not change. Told of a target when no "
	    "address of the name stays and the target has an old one, or is "
	    "outside the estate (then it says \"likely\"). Quiet where the "
	    "hints still hold, and where addresses are only added.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_A, ZP_AAAA, 0 },
	.on_delta = https_left_behind,
};
