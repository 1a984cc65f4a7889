/* MX as it stands: are the hosts it names any good? */
#include "zoneproof.h"

#include <string.h>

static bool
others_work(struct zp_ctx *ctx, const struct zp_rrset *mx, uint32_t but)
{
	for (uint32_t i = 0; i < mx->count; i++) {
		const uint8_t *host = zp_target_of(zp_rrset_at(mx, i));

		if (i != but &&
		    (host == NULL ||
			(*host != 0 &&
			    zp_has_address(ctx, zp_estate_of(mx->zone),
				mx->zone, host) != ZP_ABSENT)))
			return true;
	}
	return false;
}

/* ------------------------------------------------------ mx-target-missing */

static void
mx_target_missing(struct zp_ctx *ctx, const struct zp_rrset *mx)
{
	for (uint32_t i = 0; i < mx->count; i++) {
		struct zp_record record = zp_rrset_at(mx, i);
		const uint8_t *host = zp_target_of(record);
		bool others = false;
		struct zp_finding *finding = NULL;

		if (host == NULL || *host == 0 ||
		    zp_has_address(ctx, zp_estate_of(mx->zone), mx->zone,
			host) != ZP_ABSENT)
			continue;
		others = others_work(ctx, mx, i);
		finding = zp_report(ctx, record, "%s %s: %s has no address",
		    zp_name_text(ctx, mx->owner),
		    others ? "has a mail host that does not exist" :
			     "receives no mail",
		    zp_name_text(ctx, host));
		zp_severity(finding, others ? ZP_WARNING : ZP_ERROR);
		zp_domain(finding, mx->owner);
		zp_target(finding, host);
		zp_subject(finding, "%s", zp_name_text(ctx, host));
		zp_field(finding, 1);
		zp_fix(finding,
		    "give it an address, mend the name, or take it out:\n"
		    "%s. %u IN A …",
		    zp_name_text(ctx, host), mx->ttl);
	}
}

ZP_RULE(mx_target_missing) = {
	.id = "mx-target-missing",
	.summary = "an MX names a host that has no address",
	.explain =
	    "Mail goes to the addresses of the host that the MX names (RFC "
	    "5321, 5.1). A host inside the estate without A and AAAA gets "
	    "none; senders wait for days and give up.\n\n"
	    "A warning where another host of the same MX works. Hosts of "
	    "zones that are not here are not judged.\n\n"
	    "To change hosts safely, publish the new host's address before the "
	    "MX names it.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mx-host-dropped", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = mx_target_missing,
};

/* ---------------------------------------------------- mx-null-with-others */

static void
mx_null_with_others(struct zp_ctx *ctx, const struct zp_rrset *mx)
{
	struct zp_finding *finding = NULL;

	for (uint32_t i = 0; mx->count > 1 && i < mx->count; i++) {
		struct zp_record record = zp_rrset_at(mx, i);
		const uint8_t *host = zp_target_of(record);

		if (host == NULL || *host != 0)
			continue;
		finding = zp_report(ctx, record,
		    "%s says that it takes no mail and names hosts for it",
		    zp_name_text(ctx, mx->owner));
		zp_domain(finding, mx->owner);
		zp_field(finding, 1);
		zp_fix(finding, "keep the null MX alone, or take it out:\n%s",
		    zp_record_text(ctx, record));
		return;
	}
}

ZP_RULE(mx_null_with_others) = {
	.id = "mx-null-with-others",
	.summary = "a null MX stands beside others",
	.explain =
	    "`MX 0 .` says that a domain takes no mail, and must then be the "
	    "only MX (RFC 7505, 3). Beside others some senders refuse at once "
	    "and some try the hosts.\n\n"
	    "Keep one or the other.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mx-host-dropped", ZP_SAME_NAME },
		{ "mx-known-set-incomplete", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = mx_null_with_others,
};

/* ------------------------------------------------ mx-known-set-incomplete */

static const char *const google_hosts[] = { "aspmx.l.google.com",
	"alt1.aspmx.l.google.com", "alt2.aspmx.l.google.com",
	"alt3.aspmx.l.google.com", "alt4.aspmx.l.google.com" };

#define GOOGLE_HOSTS (sizeof google_hosts / sizeof *google_hosts)
#define GOOGLE_ALL   ((1U << GOOGLE_HOSTS) - 1)

/* A bit each of Google's hosts that the set names; all where it is not known. */
static unsigned
google_hosts_of(struct zp_ctx *ctx, const struct zp_rrset *mx)
{
	unsigned named = 0;

	for (uint32_t i = 0; i < mx->count; i++) {
		const uint8_t *host = zp_target_of(zp_rrset_at(mx, i));
		const char *text = NULL;

		if (host == NULL)
			return GOOGLE_ALL;
		if (host[1] != (uint8_t)*google_hosts[0])
			continue;
		text = zp_name_text(ctx, host);
		for (unsigned j = 0; j < GOOGLE_HOSTS; j++)
			if (strcmp(text, google_hosts[j]) == 0)
				named |= 1U << j;
	}
	return named;
}

static void
mx_known_set_incomplete(struct zp_ctx *ctx, const struct zp_rrset *mx)
{
	unsigned named = google_hosts_of(ctx, mx), have = 0;
	const char *lacking = "";
	struct zp_finding *finding = NULL;

	if (named == 0 || named == GOOGLE_ALL)
		return;
	for (unsigned i = 0; i < GOOGLE_HOSTS; i++)
		if ((named & 1U << i) != 0)
			have++;
		else
			lacking = zp_format(ctx, "%s%s%s", lacking,
			    *lacking == '\0' ? "" : ", ", google_hosts[i]);
	finding = zp_report(ctx, zp_rrset_at(mx, 0),
	    "%s names %u of Google's 5 mail hosts",
	    zp_name_text(ctx, mx->owner), have);
	zp_domain(finding, mx->owner);
	zp_note(finding, "lacking: %s", lacking);
	zp_fix(finding,
	    "add the rest, or replace all with Google's present form:\n"
	    "%s. %u IN MX 1 smtp.google.com.",
	    zp_name_text(ctx, mx->owner), mx->ttl);
}

ZP_RULE(mx_known_set_incomplete) = {
	.id = "mx-known-set-incomplete",
	.summary = "an MX names only some of a provider's hosts",
	.explain =
	    "Google Workspace was set up with five hosts, aspmx.l.google.com "
	    "and alt1 to alt4. With some of them missing mail still arrives, "
	    "but has fewer ways (RFC 5321, 5.1); mostly a line was lost.\n\n"
	    "Today one host, smtp.google.com, stands for all.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mx-host-dropped", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = mx_known_set_incomplete,
};
