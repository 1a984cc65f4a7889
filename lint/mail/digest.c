/* What changed for the mail of a domain, in one line for people. */
#include <stdio.h>
#include <string.h>

#include "../dns/name.h"
#include "mail.h"

/* One side of one domain. */
struct side {
	struct zp_ctx *ctx;
	const struct zp_estate *estate;
	const struct zp_zone *zone; /* NULL: no such zone */
	const uint8_t *domain;
};

struct line {
	struct arena *arena;
	const char *text;
};

static void
say(struct line *line, const char *part, const char *what)
{
	line->text = arena_format(line->arena, "%s%s%s %s", line->text,
	    *line->text == '\0' ? "" : " · ", part, what);
}

static const char *
counted(struct line *line, long difference, const char *what)
{
	return arena_format(line->arena, "%s%ld %s%s",
	    difference < 0 ? "−" : "+",
	    difference < 0 ? -difference : difference, what,
	    difference == 1 || difference == -1 ? "" : "s");
}

static struct zp_answer
ask(const struct side *side, const uint8_t *name, uint16_t type)
{
	if (side->zone == NULL || name == NULL)
		return (struct zp_answer){ .outcome = ZP_NXDOMAIN };
	return zp_lookup(side->ctx, side->estate, side->zone, name, type);
}

static long
missing(const struct zp_rrset *from, const struct zp_rrset *in)
{
	long count = 0;

	for (uint32_t i = 0; i < from->count; i++)
		count += !zp_rrset_holds(in, zp_rrset_at(from, i));
	return count;
}

/* Can what it publishes there not be seen? */
static bool
is_hidden(const struct side *side, uint16_t type)
{
	struct zp_answer answer = ask(side, side->domain, type);

	return answer.outcome == ZP_OPAQUE ||
	    (answer.outcome == ZP_ANSWER && answer.rrset->opaque);
}

static void
say_mx(struct line *line, const struct side *old, const struct side *new)
{
	struct zp_answer before = ask(old, old->domain, ZP_MX);
	struct zp_answer after = ask(new, new->domain, ZP_MX);
	bool had = before.outcome == ZP_ANSWER,
	     has = after.outcome == ZP_ANSWER;
	long gone = 0, come = 0;

	if (is_hidden(old, ZP_MX) || is_hidden(new, ZP_MX)) {
		say(line, "MX", "unknown");
		return;
	}
	if (!had && !has)
		return;
	if (!had || !has) {
		say(line, "MX", had ? "removed" : "added");
		return;
	}
	if (zp_is_null_mx(after.rrset) && !zp_is_null_mx(before.rrset)) {
		say(line, "MX", "none wanted");
		return;
	}
	gone = missing(before.rrset, after.rrset);
	come = missing(after.rrset, before.rrset);
	if (gone == 0 && come == 0)
		say(line, "MX", "same");
	else if (gone > 0 && come > 0)
		say(line, "MX",
		    arena_format(line->arena, "−%ld +%ld hosts", gone, come));
	else
		say(line, "MX", counted(line, gone > 0 ? -gone : come, "host"));
}

/* How many SPF records a side has: more than one is none that works. */
static unsigned
spf_records(const struct side *side)
{
	struct zp_answer answer = ask(side, side->domain, ZP_TXT);
	struct zp_record first;

	return answer.outcome == ZP_ANSWER ?
	    zp_spf_of(side->ctx, answer.rrset, &first) :
	    0;
}

static void
say_spf(struct line *line, const struct side *old, const struct side *new)
{
	static const char *const alls[] = { "no all", "+all", "?all", "~all",
		"-all" };
	const struct zp_senders *before = old->zone == NULL ?
	    NULL :
	    zp_senders(old->ctx, old->estate, old->zone, old->domain);
	const struct zp_senders *after = new->zone == NULL ?
	    NULL :
	    zp_senders(new->ctx, new->estate, new->zone, new->domain);
	const struct zp_senders *gone = NULL, *come = NULL;
	const char *text = "same";
	long difference = 0;

	if (spf_records(new) > 1) {
		say(line, "SPF", "broken: more than one");
		return;
	}
	if (before == NULL && after == NULL)
		return;
	if (before == NULL && spf_records(old) > 1) {
		say(line, "SPF", "mended");
		return;
	}
	if ((before == NULL && is_hidden(old, ZP_TXT)) ||
	    (after == NULL && is_hidden(new, ZP_TXT))) {
		say(line, "SPF", "unknown");
		return;
	}
	if (before == NULL || after == NULL) {
		say(line, "SPF", before == NULL ? "added" : "removed");
		return;
	}
	gone = zp_senders_minus(old->ctx, before, after);
	come = zp_senders_minus(old->ctx, after, before);
	difference = (long)(gone->range_count + gone->member_count);
	if (difference > 0)
		text = counted(line, -difference, "sender");
	difference = (long)(come->range_count + come->member_count);
	if (difference > 0)
		text = arena_format(line->arena, "%s%s",
		    strcmp(text, "same") == 0 ?
			"" :
			arena_format(line->arena, "%s ", text),
		    counted(line, difference, "sender"));
	if (before->all != after->all)
		text = arena_format(line->arena, "%s%s → %s",
		    strcmp(text, "same") == 0 ?
			"" :
			arena_format(line->arena, "%s, ", text),
		    alls[before->all], alls[after->all]);
	say(line, "SPF", text);
}

static long
selectors(const struct side *side, const struct side *but_not)
{
	struct zp_rrset rrset = { 0 };
	const uint8_t *below = NULL;
	long count = 0;

	if (side->zone == NULL)
		return 0;
	below = zp_name_under(side->ctx, "_domainkey", side->domain);
	while (below != NULL && zp_zone_next(side->zone, below, &rrset)) {
		if ((rrset.type != ZP_TXT && rrset.type != ZP_CNAME) ||
		    !zp_dkim_live(
			side->ctx, side->estate, side->zone, rrset.owner))
			continue;
		if (but_not == NULL || but_not->zone == NULL ||
		    !zp_dkim_live(but_not->ctx, but_not->estate, but_not->zone,
			rrset.owner))
			count++;
	}
	return count;
}

static void
say_dkim(struct line *line, const struct side *old, const struct side *new)
{
	long gone = selectors(old, new), come = selectors(new, old);

	if (selectors(old, NULL) == 0 && selectors(new, NULL) == 0)
		return;
	if (gone == 0 && come == 0)
		say(line, "DKIM", "same");
	else if (gone > 0 && come > 0)
		say(line, "DKIM",
		    arena_format(
			line->arena, "−%ld +%ld selectors", gone, come));
	else
		say(line, "DKIM",
		    counted(line, gone > 0 ? -gone : come, "selector"));
}

static void
say_dmarc(struct line *line, const struct side *old, const struct side *new)
{
	static const char *const words[] = { "absent", "none", "quarantine",
		"reject" };
	struct zp_dmarc_policy before = { 0 }, after = { 0 };

	if (old->zone != NULL)
		before = zp_dmarc_for(
		    old->ctx, old->estate, old->zone, old->domain);
	if (new->zone != NULL)
		after = zp_dmarc_for(
		    new->ctx, new->estate, new->zone, new->domain);
	if (before.record == NULL && after.record == NULL)
		return;
	if (after.record == NULL && after.known == ZP_UNKNOWN)
		say(line, "DMARC", "unknown");
	else if (before.policy == after.policy)
		say(line, "DMARC",
		    arena_format(line->arena, "%s", words[after.policy]));
	else
		say(line, "DMARC",
		    arena_format(line->arena, "%s → %s", words[before.policy],
			words[after.policy]));
}

const char *
mail_digest(struct zp_ctx *ctx, const struct zp_zone *before,
    const struct zp_zone *after, const uint8_t *domain)
{
	struct side old = { ctx, zp_before(ctx), before, domain };
	struct side new = { ctx, zp_after(ctx), after, domain };
	struct line line = { zp_scratch(ctx), "" };

	say_mx(&line, &old, &new);
	say_spf(&line, &old, &new);
	say_dkim(&line, &old, &new);
	say_dmarc(&line, &old, &new);
	return line.text;
}
