/* Names and addresses as they stand in a zone. */
#include "zoneproof.h"

#include <string.h>

#define EACH_SHOWN 3

/* One finding for many of a kind: the first, examples, and the number. */
struct many {
	struct zp_ctx *ctx;
	struct zp_finding *finding;
	unsigned count;
};

static void
many_add(struct many *many, struct zp_record at, const char *message)
{
	if (many->count++ == 0)
		many->finding = zp_report(many->ctx, at, "%s", message);
	else if (many->count <= EACH_SHOWN)
		zp_evidence(many->finding, at, "%s, too",
		    zp_name_text(many->ctx, at.owner));
}

static void
many_end(struct many *many, const char *fix)
{
	if (many->finding == NULL)
		return;
	if (many->count > 1)
		zp_note(many->finding, "%u of them in this zone", many->count);
	zp_subject(many->finding, "%u", many->count);
	zp_fix(many->finding, "%s", fix);
}

/* ------------------------------------------------------- duplicate-record */

static void
duplicate_record(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	zp_report_faults(ctx, zone, NULL);
}

ZP_RULE(duplicate_record) = {
	.id = "duplicate-record",
	.summary = "the same record stands twice",
	.explain =
	    "Servers keep one of two equal records (RFC 2181, 5). Harmless, "
	    "until somebody changes the one that does not count.\n\n"
	    "Remove one of them; a closing SOA of a transfer dump is left "
	    "alone.",
	.severity = ZP_NOTICE,
	.on_zone = duplicate_record,
};

/* ----------------------------------------------------------- ttl-mismatch */

static void
ttl_mismatch(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	struct zp_record first;

	if (rrset->count == 1)
		return;
	first = zp_rrset_at(rrset, 0);
	for (uint32_t i = 1; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);
		struct zp_finding *finding = NULL;

		if (record.ttl == first.ttl || rrset->type == ZP_RRSIG)
			continue;
		finding = zp_report(ctx, record,
		    "%s of %s has two lifetimes: servers choose for you",
		    zp_type_text(ctx, rrset->type),
		    zp_name_text(ctx, rrset->owner));
		zp_evidence(finding, first, "%u s here", first.ttl);
		zp_fix(finding, "give all of them %u", rrset->ttl);
		return;
	}
}

ZP_RULE(ttl_mismatch) = {
	.id = "ttl-mismatch",
	.summary = "records of one set have different TTLs",
	.explain =
	    "All records of a name and type have one TTL (RFC 2181, 5.2). "
	    "Servers take the first one, or the lowest, so a set lives for "
	    "another time than the file says.\n\n"
	    "Give all of them the same.",
	.severity = ZP_WARNING,
	.on_rrset = ttl_mismatch,
};

/* --------------------------------------------------------------- occluded */

static bool
is_glue(const struct zp_rrset *rrset)
{
	return rrset->type == ZP_A || rrset->type == ZP_AAAA;
}

static void
occluded(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	struct zp_rrset rrset = { 0 };
	struct many many = { .ctx = ctx };
	const uint8_t *cut = NULL;
	bool dname = false;

	if (!zp_zone_may_have(zone, ZP_TRAIT_OCCLUDED))
		return;
	/* Canonical order: what lies below a name follows it directly. */
	while (zp_zone_next(zone, NULL, &rrset)) {
		if (cut != NULL && !zp_name_within(rrset.owner, cut))
			cut = NULL;
		if (cut != NULL && !zp_name_equal(rrset.owner, cut) &&
		    (dname || !is_glue(&rrset)))
			many_add(&many, zp_rrset_at(&rrset, 0),
			    zp_format(ctx, "nobody sees %s: %s lies between",
				zp_name_text(ctx, rrset.owner),
				zp_name_text(ctx, cut)));
		if (cut == NULL &&
		    (rrset.type == ZP_DNAME ||
			(rrset.type == ZP_NS &&
			    !zp_name_equal(rrset.owner, zp_zone_name(zone))))) {
			cut = rrset.owner;
			dname = rrset.type == ZP_DNAME;
		}
	}
	many_end(&many,
	    "move them to the zone that the name is delegated to, "
	    "or take the delegation out");
}

ZP_RULE(occluded) = {
	.id = "occluded",
	.summary = "records below a delegation or a DNAME",
	.explain =
	    "What lies below a delegation belongs to the other zone, and what "
	    "lies below a DNAME is answered by its target (RFC 1034, 4.2; RFC "
	    "6672, 2.4): such records are never seen. Addresses below a "
	    "delegation are glue and are let pass.\n\n"
	    "One finding a zone.",
	.severity = ZP_WARNING,
	.on_zone = occluded,
};

/* --------------------------------------------------------- dname-conflict */

static void
dname_conflict(struct zp_ctx *ctx, const struct zp_rrset *dname)
{
	const struct zp_rrset *cname = zp_zone_find(
	    ctx, dname->zone, dname->owner, ZP_CNAME);
	struct zp_finding *finding = NULL;

	if (dname->count < 2 && cname == NULL)
		return;
	finding = zp_report(ctx, zp_rrset_at(dname, 0),
	    cname != NULL ? "servers refuse the zone: %s has DNAME and CNAME" :
			    "servers refuse the zone: %s has two DNAMEs",
	    zp_name_text(ctx, dname->owner));
	zp_evidence(finding,
	    cname != NULL ? zp_rrset_at(cname, 0) : zp_rrset_at(dname, 1),
	    "the other one");
	zp_fix(finding, "keep one of them");
}

ZP_RULE(dname_conflict) = {
	.id = "dname-conflict",
	.summary = "a DNAME stands beside another, or beside a CNAME",
	.explain =
	    "A name has one DNAME at most, and no CNAME beside it (RFC 6672, "
	    "2.4). Servers refuse the zone.\n\n"
	    "Keep one.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_DNAME, 0 },
	.on_rrset = dname_conflict,
};

/* --------------------------------------------------- wildcard-nonterminal */

static void
wildcard_nonterminal(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	struct zp_rrset rrset = { 0 };
	struct many many = { .ctx = ctx };
	const uint8_t *last = NULL;

	if (!zp_zone_may_have(zone, ZP_TRAIT_STAR))
		return;
	while (zp_zone_next(zone, NULL, &rrset)) {
		const uint8_t *at = NULL;

		if (rrset.owner == last)
			continue;
		last = rrset.owner;
		for (at = rrset.owner; *at != 0; at = zp_name_parent(at))
			if (at != rrset.owner && at[0] == 1 && at[1] == '*')
				break;
		if (*at != 0)
			many_add(&many, zp_rrset_at(&rrset, 0),
			    zp_format(ctx,
				"%s answers for itself alone: its "
				"'*' is no wildcard",
				zp_name_text(ctx, rrset.owner)));
	}
	many_end(&many,
	    "a wildcard is the first label; name the others one by "
	    "one");
}

ZP_RULE(wildcard_nonterminal) = {
	.id = "wildcard-nonterminal",
	.summary = "a '*' that is not the first label",
	.explain =
	    "Only a name whose first label is `*` is a wildcard (RFC 4592, "
	    "2.1.1). `www.*.example.com` is a name with a star in it, and what "
	    "is more, it makes `*.example.com` exist.\n\n"
	    "Name the names one by one.",
	.severity = ZP_NOTICE,
	.on_zone = wildcard_nonterminal,
};

/* -------------------------------------------------------- address-special */

/* Ranges that no public name should lead to, by prefix. */
static const struct {
	uint8_t bytes[2];
	uint8_t mask[2];
	const char *what;
} special4[] = {
	{ { 10, 0 }, { 255, 0 }, "private (RFC 1918)" },
	{ { 172, 16 }, { 255, 240 }, "private (RFC 1918)" },
	{ { 192, 168 }, { 255, 255 }, "private (RFC 1918)" },
	{ { 127, 0 }, { 255, 0 }, "the machine itself" },
	{ { 169, 254 }, { 255, 255 }, "of one link only (RFC 3927)" },
	{ { 100, 64 }, { 255, 192 }, "inside a provider (RFC 6598)" },
	{ { 0, 0 }, { 255, 0 }, "no address at all" },
	{ { 224, 0 }, { 224, 0 }, "multicast or reserved" },
};

static const char *
special_of(struct zp_record record)
{
	const uint8_t *at = record.rdata;

	if (record.opaque)
		return NULL;
	if (record.type == ZP_A && record.length == 4) {
		for (size_t i = 0; i < sizeof special4 / sizeof *special4; i++)
			if ((at[0] & special4[i].mask[0]) ==
				special4[i].bytes[0] &&
			    (at[1] & special4[i].mask[1]) ==
				special4[i].bytes[1])
				return special4[i].what;
		return NULL;
	}
	if (record.length != 16)
		return NULL;
	if (at[0] == 0xfe && (at[1] & 0xc0) == 0x80)
		return "of one link only";
	if ((at[0] & 0xfe) == 0xfc)
		return "private (RFC 4193)";
	if (at[0] == 0xff)
		return "multicast";
	for (int i = 0; i < 15; i++)
		if (at[i] != 0)
			return NULL;
	return at[15] <= 1 ? "the machine itself" : NULL;
}

/* Do an MX, an NS or the domain itself lead to this owner? */
static bool
matters(struct zp_ctx *ctx, struct zp_record record)
{
	size_t count = 0;
	const struct zp_reference *references = NULL;

	if (zp_name_equal(record.owner, zp_zone_name(record.zone)))
		return true;
	references = zp_references(
	    ctx, zp_estate_of(record.zone), record.owner, &count);
	for (size_t i = 0; i < count; i++)
		if (references[i].at.type == ZP_MX ||
		    references[i].at.type == ZP_NS)
			return true;
	return false;
}

#define GRAVE_LOOKED_AT 1000 /* special addresses whose use is looked up */

static void
say_special(struct zp_ctx *ctx, struct zp_record record, const char *what)
{
	struct zp_finding *finding = zp_report(ctx, record,
	    "outside nobody reaches %s: its address is %s",
	    zp_name_text(ctx, record.owner), what);

	zp_severity(finding, ZP_WARNING);
	zp_subject(finding, "%s", zp_rdata_text(ctx, record));
	zp_field(finding, 0);
	zp_fix(finding,
	    "use its public address, or say `audience: internal` for the zone");
}

static void
address_special(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	static const uint16_t types[] = { ZP_A, ZP_AAAA, 0 };
	struct zp_record record = { 0 };
	struct many many = { .ctx = ctx };
	unsigned looked = 0;

	if (strcmp(zp_zone_setting(ctx, zone, "audience"), "internal") == 0)
		return;
	while (zp_zone_next_of(zone, types, &record)) {
		const char *what = special_of(record);

		if (what == NULL)
			continue;
		if (looked++ < GRAVE_LOOKED_AT && matters(ctx, record))
			say_special(ctx, record, what);
		else
			many_add(&many, record,
			    many.count > 0 ?
				"" :
				zp_format(ctx,
				    "outside nobody reaches %s: its address is "
				    "%s",
				    zp_name_text(ctx, record.owner), what));
	}
	many_end(&many,
	    "use public addresses, or say `audience: internal` for "
	    "the zone");
}

ZP_RULE(address_special) = {
	.id = "address-special",
	.summary = "an address that is not reachable from outside",
	.explain =
	    "A private, link-local or loopback address in a public zone leads "
	    "nowhere, or to somebody else's machine (RFC 6890). A warning for "
	    "the apex and for hosts of MX and NS; otherwise one notice a "
	    "zone.\n\n"
	    "Off for zones with `audience: internal`. Ranges reserved for "
	    "documentation are let pass.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_A, ZP_AAAA, 0 },
	.on_zone = address_special,
};

/* -------------------------------------------------------- hostname-syntax */

/* Does a host name take the byte: '-', a digit, a small letter? */
static const uint8_t host_bytes[256] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

/* The first byte that no host name may hold (RFC 1123, 2.1); 0 for none. */
static uint8_t
bad_byte(const uint8_t *name)
{
	if (name[0] == 1 && name[1] == '*')
		name += 2;
	for (; *name != 0; name += *name + 1) {
		unsigned length = name[0];

		if (name[1] == '-' || name[length] == '-')
			return '-';
		for (unsigned i = 1; i <= length; i++)
			if (host_bytes[name[i]] == 0)
				return name[i];
	}
	return 0;
}

/* gc._msdcs of Active Directory has an address and an underscore by right. */
static bool
is_directory(const uint8_t *name)
{
	for (; *name != 0; name = zp_name_parent(name))
		if (zp_name_starts(name, "_msdcs"))
			return true;
	return false;
}

/* Of a piece of a reverse zone: 0/25.2.0.192.in-addr.arpa (RFC 2317). */
static bool
is_classless(const uint8_t *name)
{
	const uint8_t *slash = NULL;

	for (; *name != 0; name = zp_name_parent(name))
		if (memchr(name + 1, '/', name[0]) != NULL)
			slash = name;
		else if (slash != NULL && zp_name_starts(name, "in-addr"))
			return true;
	return false;
}

/* What BIND's check-names look at of a type, and whether we do unasked. */
static const struct looked_at {
	uint16_t type;
	bool owner, target;
	bool unasked;   /* false: only where a server is known to look */
	unsigned field; /* of the target */
} looked_at[] = {
	{ ZP_A, true, false, true, 0 },
	{ ZP_AAAA, true, false, true, 0 },
	{ ZP_MX, true, true, true, 1 },
	{ ZP_NS, false, true, true, 0 },
	{ ZP_SRV, false, true, false, 3 },
	{ ZP_PTR, false, true, false, 0 },
};

static const struct looked_at *
looked_at_of(uint16_t type)
{
	const struct looked_at *at = looked_at;

	while (at->type != type)
		at++;
	return at;
}

/* The first name of an RRset that is no host name; NULL: none. */
static const uint8_t *
no_host_name(const struct zp_rrset *rrset, const struct looked_at *look,
    struct zp_record *ret, uint8_t *ret_bad)
{
	*ret = zp_rrset_at(rrset, 0);
	if (look->owner && (*ret_bad = bad_byte(rrset->owner)) != 0)
		return rrset->owner;
	for (uint32_t i = 0; look->target && i < rrset->count; i++) {
		const uint8_t *target = NULL;

		*ret = zp_rrset_at(rrset, i);
		target = zp_target_of(*ret);
		if (target != NULL && (*ret_bad = bad_byte(target)) != 0)
			return target;
	}
	return NULL;
}

/* A PTR of an address names a host; others name services (RFC 6763). */
static bool
is_of_address(const uint8_t *owner)
{
	while (*owner != 0 && *zp_name_parent(owner) != 0)
		owner = zp_name_parent(owner);
	return zp_name_starts(owner, "arpa");
}

static void
hostname_syntax(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	const struct looked_at *look = looked_at_of(rrset->type);
	enum zp_presence checked = ZP_UNKNOWN;
	struct zp_record at;
	uint8_t bad = 0;
	const uint8_t *name = no_host_name(rrset, look, &at, &bad);
	struct zp_finding *finding = NULL;

	if (name == NULL || is_directory(name) || is_classless(name))
		return;
	checked = zp_zone_checks_host_names(rrset->zone);
	if ((!look->unasked && checked != ZP_PRESENT) ||
	    (rrset->type == ZP_PTR && !is_of_address(rrset->owner)))
		return;
	finding = zp_report(ctx, at,
	    checked == ZP_ABSENT ?
		"some programs and servers refuse %s: it is no host name" :
		"servers refuse the zone: %s is no host name",
	    zp_name_text(ctx, name));
	zp_note(finding,
	    bad > 32 && bad < 127 ? "'%c' may not stand there" :
				    "byte %u may not stand there",
	    bad);
	if (checked == ZP_PRESENT)
		zp_note(finding,
		    "the configuration of a server that loads the zone says "
		    "that it looks");
	if (name != rrset->owner) {
		zp_target(finding, name);
		zp_field(finding, look->field);
	}
	zp_subject(finding, "%s", zp_name_text(ctx, name));
	if (checked == ZP_ABSENT)
		zp_severity(finding, ZP_WARNING);
	zp_fix(finding,
	    checked == ZP_ABSENT ?
		"use letters, digits and '-' inside" :
		"use letters, digits and '-' inside; BIND loads it "
		"with `check-names primary ignore;`");
}

ZP_RULE(hostname_syntax) = {
	.id = "hostname-syntax",
	.summary = "a host name with characters that none may have",
	.explain =
	    "Names with an address or an MX, and names that MX and NS lead to, "
	    "are host names: letters, digits and inner hyphens (RFC 952; RFC "
	    "1123, 2.1). BIND refuses a primary zone that breaks this, the "
	    "underscore included; other software refuses certificates or "
	    "mail.\n\n"
	    "A warning where the zone is kept for another server: by its "
	    "format, or by a configuration in the repository (nsd.conf, "
	    "knot.conf, or a named.conf that says `check-names` warn or "
	    "ignore for the zone, its view or in `options`, or that is its "
	    "secondary). Where a named.conf leaves BIND's default in force, "
	    "targets of SRV and PTR are looked at as well, as BIND does.\n\n"
	    "Wildcards, names below `_msdcs` and those of RFC 2317 are let "
	    "pass. Where the server takes such names and nothing says so, set "
	    "the rule to warning.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_A, ZP_AAAA, ZP_MX, ZP_NS, ZP_SRV,
	    ZP_PTR, 0 },
	.on_rrset = hostname_syntax,
};
