/* What names in rdata lead to: aliases that go nowhere, addresses as names. */
#include "zoneproof.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ target-is-ip */

/* The first four labels are the numbers of an IPv4 address. */
static bool
is_address(struct zp_ctx *ctx, const uint8_t *name, const uint8_t *apex)
{
	const char *text = NULL;
	unsigned labels = zp_name_labels(name);

	/* Most names begin with a letter: they are let pass first. */
	if (*name == 0 || name[1] < '0' || name[1] > '9')
		return false;
	if (labels != 4 && !zp_name_within(name, apex))
		return false;
	if (labels != 4 && labels != zp_name_labels(apex) + 4)
		return false;
	text = zp_name_text(ctx, name);
	for (int part = 0; part < 4; part++) {
		char *end = NULL;
		unsigned long value = strtoul(text, &end, 10);

		if (end == text || value > 255 ||
		    (part < 3 ? *end != '.' : *end != '\0' && *end != '.'))
			return false;
		text = end + 1;
	}
	return true;
}

/* The address that was written where a name belongs; NULL for none. */
static const char *
address_in(struct zp_ctx *ctx, struct zp_record record)
{
	const uint8_t *target = zp_target_of(record);
	const char *text = NULL;
	size_t length = 0;
	unsigned dots = 0;

	if (target == NULL ||
	    !is_address(ctx, target, zp_zone_name(record.zone)))
		return NULL;
	text = zp_name_text(ctx, target);
	while (text[length] != '\0' && (text[length] != '.' || dots++ < 3))
		length++;
	return zp_format(ctx, "%.*s", (int)length, text);
}

static void
say_address(struct zp_ctx *ctx, const struct zp_rrset *rrset, unsigned field)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);
		const char *address = address_in(ctx, record);
		const char *name = NULL;
		struct zp_finding *finding = NULL;

		if (address == NULL)
			continue;
		name = zp_name_text(ctx, rrset->owner);
		finding = zp_report(ctx, record,
		    "%s leads nowhere: its %s is an address, not a name", name,
		    zp_type_text(ctx, rrset->type));
		zp_target(finding, zp_target_of(record));
		zp_subject(finding, "%s", address);
		zp_field(finding, field);
		if (rrset->type == ZP_CNAME)
			zp_fix(finding, "use an A:\n%s. %u IN A %s", name,
			    rrset->ttl, address);
		else
			zp_fix(finding,
			    "give the host a name, and name that:\n"
			    "host.%s. %u IN A %s",
			    zp_name_text(ctx, zp_zone_name(rrset->zone)),
			    rrset->ttl, address);
	}
}

static void
target_is_ip(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	say_address(ctx, rrset,
	    rrset->type == ZP_MX      ? 1 :
		rrset->type == ZP_SRV ? 3 :
					0);
}

ZP_RULE(target_is_ip) = {
	.id = "target-is-ip",
	.summary = "an IPv4 address stands where a name belongs",
	.explain =
	    "MX, CNAME and SRV name a host; they cannot hold an address (RFC "
	    "1035, 3.3). `MX 10 192.0.2.1` is taken for a name whose top-level "
	    "domain is 1, or with the zone's name behind it, and leads "
	    "nowhere.\n\n"
	    "Give the host a name with an A record, and let the record name "
	    "it.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_MX, ZP_CNAME, ZP_SRV, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "mx-target-missing", ZP_SAME_TARGET },
		{ "cname-dangling", ZP_SAME_TARGET },
		{ "numeric-tld", ZP_SAME_TARGET },
		{ "mx-host-dropped", ZP_SAME_NAME },
		{ "srv-target-missing", ZP_SAME_TARGET },
		{ 0 },
	    },
	.on_rrset = target_is_ip,
};

static void
ns_target_ip(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	say_address(ctx, rrset, 0);
}

ZP_RULE(ns_target_ip) = {
	.id = "ns-target-ip",
	.summary = "an NS holds an IPv4 address",
	.explain =
	    "An NS names a server (RFC 1035, 3.3.11); an address there is "
	    "taken for a name and leads nowhere. With no other NS the zone "
	    "cannot be reached.\n\n"
	    "Give the server a name with an A record, and glue in the parent.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_NS, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "ns-target-missing", ZP_SAME_TARGET },
		{ "glue-missing", ZP_SAME_TARGET },
		{ "numeric-tld", ZP_SAME_TARGET },
		{ "ns-removed", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = ns_target_ip,
};

/* ------------------------------------------------------------- numeric-tld */

static void
numeric_tld(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);
		const uint8_t *target = zp_target_of(record), *top = target;
		bool digits = true;
		struct zp_finding *finding = NULL;

		if (target == NULL || *target == 0)
			continue;
		while (top[*top + 1] != 0)
			top += *top + 1;
		for (uint8_t j = 1; j <= *top; j++)
			digits = digits && top[j] >= '0' && top[j] <= '9';
		if (!digits)
			continue;
		finding = zp_report(ctx, record,
		    "%s leads nowhere: no domain ends in a number",
		    zp_name_text(ctx, rrset->owner));
		zp_target(finding, target);
		zp_subject(finding, "%s", zp_name_text(ctx, target));
		zp_fix(finding, "mend %s", zp_name_text(ctx, target));
	}
}

ZP_RULE(numeric_tld) = {
	.id = "numeric-tld",
	.summary = "a target ends in a number",
	.explain =
	    "No top-level domain is a number (RFC 3696, 2). A target such as "
	    "`mail.example.123` or `10.0.0.1.` is a slip, and programs take it "
	    "for an address.\n\n"
	    "Mend the name, or give the host one.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_MX, ZP_NS, ZP_CNAME, ZP_SRV, ZP_PTR,
	    ZP_DNAME, 0 },
	.on_rrset = numeric_tld,
};

/* ------------------------------------------------------- CNAME by itself */

static void
cname_multiple(struct zp_ctx *ctx, const struct zp_rrset *cname)
{
	struct zp_finding *finding = NULL;

	if (cname->count < 2)
		return;
	finding = zp_report(ctx, zp_rrset_at(cname, 0),
	    "%s is an alias of %u names at once: servers refuse the zone",
	    zp_name_text(ctx, cname->owner), cname->count);
	for (uint32_t i = 1; i < cname->count; i++)
		zp_evidence(finding, zp_rrset_at(cname, i), "another one");
	zp_fix(finding,
	    "keep one of them; to spread load, give it several "
	    "addresses");
}

ZP_RULE(cname_multiple) = {
	.id = "cname-multiple",
	.summary = "a name has more than one CNAME",
	.explain =
	    "A name can be an alias of one other name only (RFC 2181, 10.1). "
	    "Servers refuse the zone, or answer with either.\n\n"
	    "Keep one; several addresses spread load.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_CNAME, 0 },
	.on_rrset = cname_multiple,
};

#define CHAIN_LONG 8

/* How many aliases stand in a row from here, and where that ends. */
static unsigned
chain(struct zp_ctx *ctx, const struct zp_rrset *cname, bool *ret_loop,
    struct zp_answer *ret_last)
{
	const struct zp_zone *near = cname->zone;
	const uint8_t *name = cname->owner;
	const uint8_t *seen[CHAIN_LONG * 4];
	unsigned length = 0;

	*ret_loop = false;
	for (; length < CHAIN_LONG * 4; length++) {
		struct zp_answer answer = zp_lookup(
		    ctx, zp_estate_of(cname->zone), near, name, ZP_A);

		*ret_last = answer;
		if (answer.outcome != ZP_ALIASED ||
		    answer.rrset->type != ZP_CNAME)
			return length;
		seen[length] = name;
		name = zp_target_of(zp_rrset_at(answer.rrset, 0));
		if (name == NULL)
			return length;
		for (unsigned i = 0; i <= length; i++)
			if (zp_name_equal(seen[i], name)) {
				*ret_loop = zp_name_equal(name, cname->owner);
				return length + 1;
			}
		near = answer.zone;
	}
	return length;
}

static void
cname_loop(struct zp_ctx *ctx, const struct zp_rrset *cname)
{
	bool loop = false;
	struct zp_answer last;
	unsigned length = chain(ctx, cname, &loop, &last);
	struct zp_finding *finding = NULL;

	if (!loop)
		return;
	finding = zp_report(ctx, zp_rrset_at(cname, 0),
	    "%s leads back to itself: nobody can reach it",
	    zp_name_text(ctx, cname->owner));
	zp_field(finding, 0);
	zp_note(finding, "after %u alias%s", length, length == 1 ? "" : "es");
	zp_fix(finding, "let one of them lead to a host");
}

ZP_RULE(cname_loop) = {
	.id = "cname-loop",
	.summary = "a CNAME leads back to itself",
	.explain =
	    "Resolvers that follow the aliases come back to where they began "
	    "and answer with an error (RFC 1034, 3.6.2). The chain may run "
	    "through several zones; each name on the circle is told.\n\n"
	    "Let one of the names lead to a host.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_CNAME, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "cname-chain", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = cname_loop,
};

static void
cname_dangling(struct zp_ctx *ctx, const struct zp_rrset *cname)
{
	struct zp_record record = zp_rrset_at(cname, 0);
	const uint8_t *target = zp_target_of(record);
	struct zp_answer answer;
	struct zp_finding *finding = NULL;

	if (target == NULL || cname->count > 1)
		return;
	answer = zp_lookup(
	    ctx, zp_estate_of(cname->zone), cname->zone, target, ZP_A);
	if (answer.outcome != ZP_NXDOMAIN)
		return;
	finding = zp_report(ctx, record, "%s leads nowhere: %s does not exist",
	    zp_name_text(ctx, cname->owner), zp_name_text(ctx, target));
	zp_target(finding, target);
	zp_subject(finding, "%s", zp_name_text(ctx, target));
	zp_field(finding, 0);
	zp_fix(finding,
	    "remove the alias, or mend its target; an absolute "
	    "name ends in a dot");
}

ZP_RULE(cname_dangling) = {
	.id = "cname-dangling",
	.summary = "a CNAME leads to a name that does not exist",
	.explain =
	    "An alias of a name in a zone of the estate that is not there "
	    "answers \"no such name\" (RFC 6604). Left over when the target "
	    "was removed, "
	    "or misspelt.\n\n"
	    "Targets in zones that are not here are not judged, nor are names "
	    "that a wildcard answers.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_CNAME, 0 },
	.on_rrset = cname_dangling,
};

static void
cname_chain(struct zp_ctx *ctx, const struct zp_rrset *cname)
{
	bool loop = false;
	struct zp_answer last;
	unsigned length = chain(ctx, cname, &loop, &last);
	struct zp_finding *finding = NULL;

	if (length <= CHAIN_LONG)
		return;
	finding = zp_report(ctx, zp_rrset_at(cname, 0),
	    "%s is reached through %u aliases: some resolvers give up",
	    zp_name_text(ctx, cname->owner), length);
	zp_fix(finding, "let it lead to %s",
	    last.name == NULL ? "the last name" : zp_name_text(ctx, last.name));
}

ZP_RULE(cname_chain) = {
	.id = "cname-chain",
	.summary = "a chain of more than eight CNAMEs",
	.explain =
	    "Each alias may cost a question of its own (RFC 1034, 3.6.2), and "
	    "resolvers stop "
	    "after eight to sixteen. A name behind more than eight is slow and "
	    "for some people not there.\n\n"
	    "Let the first alias lead to the last name.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_CNAME, 0 },
	.on_rrset = cname_chain,
};

/* -------------------------------------------- targets that must be hosts */

/* Is the name that a record leads to only another name for something else? */
static bool
leads_to_alias(
    struct zp_ctx *ctx, struct zp_record record, struct zp_answer *ret)
{
	const uint8_t *host = zp_target_of(record);

	if (host == NULL || *host == 0)
		return false;
	*ret = zp_lookup(
	    ctx, zp_estate_of(record.zone), record.zone, host, ZP_A);
	return ret->outcome == ZP_ALIASED && ret->rrset->type == ZP_CNAME;
}

static void
say_alias(struct zp_finding *finding, struct zp_ctx *ctx,
    const struct zp_answer *answer, unsigned field, const char *who,
    const char *why)
{
	struct zp_record alias = zp_rrset_at(answer->rrset, 0);

	zp_target(finding, answer->name);
	zp_subject(finding, "%s", zp_name_text(ctx, answer->name));
	zp_field(finding, field);
	zp_evidence(finding, alias, "%s", why);
	zp_fix(
	    finding, "name the %s itself: %s", who, zp_rdata_text(ctx, alias));
}

static void
mx_target_cname(struct zp_ctx *ctx, const struct zp_rrset *mx)
{
	for (uint32_t i = 0; i < mx->count; i++) {
		struct zp_record record = zp_rrset_at(mx, i);
		struct zp_answer answer;
		struct zp_finding *finding = NULL;

		if (!leads_to_alias(ctx, record, &answer))
			continue;
		finding = zp_report(ctx, record,
		    "some senders cannot reach %s: its MX names an alias",
		    zp_name_text(ctx, mx->owner));
		zp_domain(finding, mx->owner);
		say_alias(finding, ctx, &answer, 1, "host",
		    zp_format(ctx, "%s is only another name",
			zp_name_text(ctx, answer.name)));
	}
}

ZP_RULE(mx_target_cname) = {
	.id = "mx-target-cname",
	.summary = "an MX names a CNAME",
	.explain =
	    "The name in an MX must be a host of its own, not an alias (RFC "
	    "2181, 10.3; RFC 5321, 5.1). Most senders follow the alias; some "
	    "refuse, and loops of mail come from hosts that do not find "
	    "themselves in the list.\n\n"
	    "Name the alias's target in the MX. To move hosts, change the MX, "
	    "not the alias.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.on_rrset = mx_target_cname,
};

static void
ns_target_cname(struct zp_ctx *ctx, const struct zp_rrset *ns)
{
	for (uint32_t i = 0; i < ns->count; i++) {
		struct zp_record record = zp_rrset_at(ns, i);
		struct zp_answer answer;
		struct zp_finding *finding = NULL;

		if (!leads_to_alias(ctx, record, &answer))
			continue;
		finding = zp_report(ctx, record,
		    "resolvers pass over a server of %s: %s is an alias",
		    zp_name_text(ctx, ns->owner),
		    zp_name_text(ctx, answer.name));
		say_alias(finding, ctx, &answer, 0, "server", "here it is one");
	}
}

ZP_RULE(ns_target_cname) = {
	.id = "ns-target-cname",
	.summary = "an NS names a CNAME",
	.explain =
	    "The name in an NS must have addresses of its own (RFC 2181, "
	    "10.3). Resolvers do not follow an alias there; to them the server "
	    "has no address. BIND refuses the zone.\n\n"
	    "Name the alias's target.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_NS, 0 },
	.on_rrset = ns_target_cname,
};

static void
srv_target_cname(struct zp_ctx *ctx, const struct zp_rrset *srv)
{
	for (uint32_t i = 0; i < srv->count; i++) {
		struct zp_record record = zp_rrset_at(srv, i);
		struct zp_answer answer;
		struct zp_finding *finding = NULL;

		if (!leads_to_alias(ctx, record, &answer))
			continue;
		finding = zp_report(ctx, record,
		    "some programs do not reach %s: its SRV names an alias",
		    zp_name_text(ctx, srv->owner));
		say_alias(finding, ctx, &answer, 3, "host",
		    zp_format(ctx, "%s is only another name",
			zp_name_text(ctx, answer.name)));
	}
}

ZP_RULE(srv_target_cname) = {
	.id = "srv-target-cname",
	.summary = "an SRV names a CNAME",
	.explain =
	    "The target of an SRV must not be an alias (RFC 2782). Many "
	    "programs follow it, some check certificates against the wrong "
	    "name or give up.\n\n"
	    "Name the alias's target.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_SRV, 0 },
	.on_rrset = srv_target_cname,
};
