/* SRV, SVCB and HTTPS as they stand. */
#include "zoneproof.h"

#include <string.h>

/* ------------------------------------------------------------- srv-syntax */

static bool
is_underscored(const uint8_t *name)
{
	return name[0] > 1 && name[1] == '_';
}

/* `_service._protocol` in front. */
static bool
is_service(const uint8_t *name)
{
	return is_underscored(name) && is_underscored(zp_name_parent(name));
}

static void
srv_syntax(struct zp_ctx *ctx, const struct zp_rrset *srv)
{
	struct zp_finding *finding = NULL;

	/* One of several of a kind has a name in front (RFC 6763, 4.1). */
	if (is_service(srv->owner) || is_service(zp_name_parent(srv->owner)))
		return;
	/* `_service._tcp` below a site's name of Active Directory is fine. */
	if (is_underscored(srv->owner) && zp_name_labels(srv->owner) > 4)
		return;
	finding = zp_report(ctx, zp_rrset_at(srv, 0),
	    "no program looks for this service: %s",
	    zp_name_text(ctx, srv->owner));
	zp_fix(finding, "an SRV stands at _SERVICE._PROTOCOL.%s",
	    zp_name_text(ctx, zp_zone_name(srv->zone)));
}

ZP_RULE(srv_syntax) = {
	.id = "srv-syntax",
	.summary = "an SRV at a name that no program asks for",
	.explain =
	    "Programs ask for _SERVICE._PROTOCOL.DOMAIN (RFC 2782). Without "
	    "the underscores, or with only one of the two labels, nobody finds "
	    "the record.\n\n"
	    "`_sip._tcp.example.com` is how it looks; one of several printers "
	    "or the like has its own name in front of that (RFC 6763).",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_SRV, 0 },
	.on_rrset = srv_syntax,
};

/* ----------------------------------------------------- srv-target-missing */

static void
srv_target_missing(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);
		const uint8_t *host = zp_target_of(record);
		struct zp_finding *finding = NULL;

		/* The root: no such service (SRV), or the owner itself. */
		if (host == NULL || *host == 0 ||
		    zp_has_address(ctx, zp_estate_of(rrset->zone), rrset->zone,
			host) != ZP_ABSENT)
			continue;
		finding = zp_report(ctx, record,
		    "%s leads to a host without address: %s",
		    zp_name_text(ctx, rrset->owner), zp_name_text(ctx, host));
		zp_target(finding, host);
		zp_subject(finding, "%s", zp_name_text(ctx, host));
		zp_field(finding, rrset->type == ZP_SRV ? 3 : 1);
		zp_fix(finding,
		    "give it one, or name the host that is meant:\n"
		    "%s. %u IN A …",
		    zp_name_text(ctx, host), rrset->ttl);
	}
}

ZP_RULE(srv_target_missing) = {
	.id = "srv-target-missing",
	.summary = "an SRV, SVCB or HTTPS names a host that has no address",
	.explain =
	    "Programs that ask for the service are led to a host that cannot "
	    "be reached (RFC 2782; RFC 9460, 3). Some try the next host of the "
	    "set, some give up.\n\n"
	    "Publish the host's address before a record names it; take the "
	    "record out before the host goes. Hosts of zones that are not here "
	    "are not judged, and the target `.` is none.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_SRV, ZP_SVCB, ZP_HTTPS, 0 },
	.on_rrset = srv_target_missing,
};

/* ---------------------------------------------------------- svcb-conflict */

static uint16_t
priority_of(struct zp_record record)
{
	if (record.length < 2)
		return 1;
	return (uint16_t)(record.rdata[0] << 8 | record.rdata[1]);
}

static void
svcb_conflict(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	unsigned alias = 0;
	struct zp_record first = { 0 };
	struct zp_finding *finding = NULL;

	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);

		if (record.opaque)
			return;
		if (priority_of(record) == 0 && alias++ == 0)
			first = record;
	}
	if (alias == 0 || (alias == 1 && rrset->count == 1))
		return;
	finding = zp_report(ctx, first,
	    "browsers pass over a part of %s: it is alias and service at once",
	    zp_name_text(ctx, rrset->owner));
	zp_fix(finding,
	    "keep either one record of priority 0, or those with "
	    "parameters");
}

ZP_RULE(svcb_conflict) = {
	.id = "svcb-conflict",
	.summary = "an SVCB or HTTPS set mixes alias and service",
	.explain =
	    "A record of priority 0 says that the name is an alias; where "
	    "there is one, all others of the set are passed over, and there "
	    "should be only one (RFC 9460, 2.4.2).\n\n"
	    "Keep one form.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_SVCB, ZP_HTTPS, 0 },
	.on_rrset = svcb_conflict,
};

/* ------------------------------------------------------------ svcb-params */

/* The keys of a record's parameters, in the order they stand. */
static const uint8_t *
params_of(struct zp_record record)
{
	return record.rdata + 2 + zp_name_length(record.rdata + 2);
}

static bool
has_key(struct zp_record record, uint16_t wanted)
{
	const uint8_t *at = params_of(record);
	const uint8_t *end = record.rdata + record.length;

	while (at + 4 <= end) {
		if ((uint16_t)(at[0] << 8 | at[1]) == wanted)
			return true;
		at += 4 + (size_t)(at[2] << 8 | at[3]);
	}
	return false;
}

/* What is wrong with a record's parameters; NULL for nothing. */
static const char *
params_fault(struct zp_ctx *ctx, struct zp_record record)
{
	const uint8_t *at = params_of(record);
	const uint8_t *end = record.rdata + record.length;

	if (priority_of(record) == 0 && at < end)
		return "an alias (priority 0) has no parameters";
	if (has_key(record, 2) && !has_key(record, 1))
		return "no-default-alpn without alpn leaves nothing";
	while (at + 4 <= end) {
		size_t length = (size_t)(at[2] << 8 | at[3]);

		for (size_t i = 0; at[0] == 0 && at[1] == 0 && i + 1 < length;
		     i += 2) {
			uint16_t key = (uint16_t)(at[4 + i] << 8 | at[5 + i]);

			if (!has_key(record, key))
				return zp_format(ctx,
				    "mandatory names key%u, which is not there",
				    key);
		}
		at += 4 + length;
	}
	return NULL;
}

static void
svcb_params(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);
		const char *fault = NULL;
		struct zp_finding *finding = NULL;

		if (record.opaque || record.length < 3 ||
		    (fault = params_fault(ctx, record)) == NULL)
			continue;
		finding = zp_report(ctx, record,
		    "browsers pass over this record of %s: %s",
		    zp_name_text(ctx, rrset->owner), fault);
		zp_subject(finding, "%s", zp_rdata_text(ctx, record));
		zp_fix(finding,
		    "for a web server this is enough: 1 . "
		    "alpn=\"h2,h3\"");
	}
}

ZP_RULE(svcb_params) = {
	.id = "svcb-params",
	.summary =
	    "the parameters of an SVCB or HTTPS record do not go together",
	.explain =
	    "Clients pass over a record whose parameters contradict each other "
	    "(RFC 9460, 2.2 and 8): an alias with parameters, `mandatory` that "
	    "names a missing one, `no-default-alpn` without `alpn`.\n\n"
	    "Values that cannot be read at all are syntax.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_SVCB, ZP_HTTPS, 0 },
	.on_rrset = svcb_params,
};
