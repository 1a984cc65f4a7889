/* MX: which of its hosts senders try first. */
#include "zoneproof.h"

#define HOSTS_COMPARED 64 /* of one MX; more are no list that people keep */

static unsigned
preference_of(struct zp_record mx)
{
	return (unsigned)(mx.rdata[0] << 8 | mx.rdata[1]);
}

/* The lowest preference that a set gives to a host; false: it names it not. */
static bool
preference_in(const struct zp_rrset *mx, const uint8_t *host, unsigned *ret)
{
	for (uint32_t i = 0; i < mx->count; i++) {
		struct zp_record record = zp_rrset_at(mx, i);
		const uint8_t *each = zp_target_of(record);

		/* The records stand in the order of their preferences. */
		if (each != NULL && zp_name_equal(each, host)) {
			*ret = preference_of(record);
			return true;
		}
	}
	return false;
}

/* Two hosts that stay, of which the second was tried first before. */
static bool
flipped(const struct zp_rrset *before, const struct zp_rrset *after,
    struct zp_record *ret_first, struct zp_record *ret_second)
{
	for (uint32_t i = 0; i < after->count; i++) {
		const uint8_t *first = zp_target_of(zp_rrset_at(after, i));
		unsigned was = 0, is = 0;

		if (first == NULL || !preference_in(before, first, &was))
			continue;
		*ret_first = zp_rrset_at(after, i);
		is = preference_of(*ret_first);
		for (uint32_t j = i + 1; j < after->count; j++) {
			const uint8_t *second = NULL;
			unsigned second_was = 0;

			*ret_second = zp_rrset_at(after, j);
			second = zp_target_of(*ret_second);
			if (second != NULL && preference_of(*ret_second) > is &&
			    preference_in(before, second, &second_was) &&
			    second_was < was)
				return true;
		}
	}
	return false;
}

static void
mx_priority_inverted(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record first, second;
	const char *host = NULL, *other = NULL;
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after == NULL ||
	    delta->before->opaque || delta->after->opaque ||
	    delta->before->count > HOSTS_COMPARED ||
	    delta->after->count > HOSTS_COMPARED ||
	    !flipped(delta->before, delta->after, &first, &second))
		return;
	host = zp_name_text(ctx, zp_target_of(first));
	other = zp_name_text(ctx, zp_target_of(second));
	finding = zp_report(ctx, first,
	    "mail of %s goes to %s first from now on",
	    zp_name_text(ctx, delta->owner), host);
	zp_domain(finding, delta->owner);
	zp_field(finding, 0);
	zp_evidence(
	    finding, second, "%s, which was tried before it, now waits", other);
	zp_note(finding, "senders change over within %s",
	    zp_duration(ctx, delta->before->ttl));
	zp_fix(finding,
	    "see that %s takes the mail of everybody, filters and mailboxes "
	    "included; before:\n%s",
	    host, zp_rrset_text(ctx, delta->before));
}

ZP_RULE(mx_priority_inverted) = {
	.id = "mx-priority-inverted",
	.summary = "two mail hosts of a domain change places",
	.explain =
	    "Senders try the host with the lowest number first (RFC 5321, "
	    "5.1). When two hosts that stay change places, all mail goes to "
	    "what was the reserve, which often has no mailboxes, or passes by "
	    "the filter that stood in front.\n\n"
	    "To drain a host for a while that is the right step: let the "
	    "other one take a part first, by the same number. To allow it, "
	    "write `; zoneproof: allow mx-priority-inverted @ -- why` into "
	    "the zone.\n\n"
	    "Quiet where only the numbers differ and not the order, where two "
	    "hosts become equals or were equals, and for hosts that come or "
	    "go: mx-host-dropped and mx-replaced speak of those.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_MX, 0 },
	.on_delta = mx_priority_inverted,
};
