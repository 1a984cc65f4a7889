/* Reverse zones: the names of addresses. */
#include "zoneproof.h"

/* 1.2.0.192.in-addr.arpa and the like; anything below arpa that is not. */
static bool
is_reverse_name(const uint8_t *owner)
{
	const uint8_t *at = owner;
	unsigned labels = zp_name_labels(owner);

	while (*at != 0 && !zp_name_starts(at, "in-addr") &&
	    !zp_name_starts(at, "ip6"))
		at = zp_name_parent(at);
	if (zp_name_starts(at, "in-addr"))
		return labels == 6;
	return labels == 34;
}

static bool
is_below(const uint8_t *owner, const char *label)
{
	for (; *owner != 0; owner = zp_name_parent(owner))
		if (zp_name_starts(owner, label))
			return zp_name_starts(zp_name_parent(owner), "arpa");
	return false;
}

static bool
holds_classless(const uint8_t *owner)
{
	for (; *owner != 0; owner = zp_name_parent(owner))
		for (uint8_t i = 1; i <= owner[0]; i++)
			if (owner[i] == '/' ||
			    (owner[i] == '-' &&
				!zp_name_starts(owner, "in-addr")))
				return true;
	return false;
}

static void
ptr_malformed(struct zp_ctx *ctx, const struct zp_rrset *ptr)
{
	struct zp_finding *finding = NULL;

	if ((!is_below(ptr->owner, "in-addr") &&
		!is_below(ptr->owner, "ip6")) ||
	    is_reverse_name(ptr->owner) || holds_classless(ptr->owner) ||
	    zp_name_starts(ptr->owner, "*") || ptr->owner[1] == '_' ||
	    zp_name_labels(ptr->owner) <=
		zp_name_labels(zp_zone_name(ptr->zone)))
		return;
	finding = zp_report(ctx, zp_rrset_at(ptr, 0),
	    "no address has this name: %s", zp_name_text(ctx, ptr->owner));
	zp_note(finding,
	    "four numbers stand before in-addr.arpa, 32 digits "
	    "before ip6.arpa, last part first");
	zp_fix(finding, "mend the owner, or the $ORIGIN above it");
}

ZP_RULE(ptr_malformed) = {
	.id = "ptr-malformed",
	.summary = "a PTR at a name that stands for no address",
	.explain =
	    "The name of an address has four numbers before in-addr.arpa (RFC "
	    "1035, 3.5) or 32 hexadecimal digits before ip6.arpa (RFC 3596, "
	    "2.5), last part first. One part too many or too few comes from "
	    "the wrong origin.\n\n"
	    "Names of RFC 2317 (with '/' or '-') are passed over.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_PTR, 0 },
	.on_rrset = ptr_malformed,
};
