/* What only DNS-as-code can say: YAML's own traps, and who gets what. */
#include "zoneproof.h"

#include <string.h>

static void
reader_faults(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	zp_report_faults(ctx, zone, NULL);
}

ZP_RULE(yaml_surprise) = {
	.id = "yaml-surprise",
	.summary = "YAML takes a word for a number, a date or a truth value",
	.explain =
	    "YAML 1.1, which octoDNS and most tools in Python read, takes `no` "
	    "for False, `010` for 8, `1.10` for 1.1 and an empty word for "
	    "None. A record named so is published as `false`, `8`, `1.1` or "
	    "`none`, and the one that was meant is not there.\n\n"
	    "Quotes keep a word what it is: `'no':`. A number that stays "
	    "itself, such as `67:` in a reverse zone, is no surprise. Where "
	    "the "
	    "configuration of the tool makes it read YAML 1.2, switch the rule "
	    "off in .zoneproof.yaml.",
	.severity = ZP_ERROR,
	.on_zone = reader_faults,
};

ZP_RULE(yaml_duplicate_key) = {
	.id = "yaml-duplicate-key",
	.summary = "a key stands twice in one YAML map",
	.explain =
	    "Readers of YAML keep the last one and say nothing: the records "
	    "under the first are lost, as if they had been deleted. It happens "
	    "when two people add records for one name in two places of a long "
	    "file, or when two branches are merged. The YAML specification of "
	    "2009 forbids it; the readers let it pass.\n\n"
	    "Put the records of one name together, as a list of several "
	    "types. A key that overrides what `<<` merges in is no duplicate.",
	.severity = ZP_ERROR,
	.on_zone = reader_faults,
};

/* ----------------------------------------------------------- whole zones */

static bool
is_among(const char *const *targets, const char *target)
{
	for (; *targets != NULL; targets++)
		if (strcmp(*targets, target) == 0)
			return true;
	return false;
}

static void
zone_unmanaged(struct zp_ctx *ctx, const struct zp_change *change)
{
	const char *const *old =
	    change->before == NULL ? NULL : zp_zone_targets(change->before);
	const char *const *new =
	    change->after == NULL ? NULL : zp_zone_targets(change->after);
	struct zp_finding *finding = NULL;
	const char *name = NULL;

	if (old == NULL || new == NULL || *old == NULL || *new != NULL)
		return;
	name = zp_name_text(ctx, zp_zone_name(change->after));
	finding = zp_report_zone(ctx, change->after,
	    "%s is published nowhere any more: edits to it do nothing", name);
	for (; *old != NULL; old++)
		zp_note(
		    finding, "it went to %s, which keeps what it has", *old);
	zp_fix(finding,
	    "name %s. under `zones:` again, or delete its files as well", name);
}

ZP_RULE(zone_unmanaged) = {
	.id = "zone-unmanaged",
	.summary = "a zone's files stay, but nothing publishes them any more",
	.explain =
	    "The configuration of octoDNS no longer names the zone, or gives "
	    "it no target. What was published stays as it is, and every later "
	    "edit of the file looks done and is not: the next key rotation, "
	    "the next change of address is lost.\n\n"
	    "To give a zone up, take its files out in the same change; to "
	    "rename it, name the new one in the same change. Quiet where no "
	    "configuration of octoDNS is in the repository.",
	.severity = ZP_WARNING,
	.on_change = zone_unmanaged,
};

static void
target_dropped(struct zp_ctx *ctx, const struct zp_change *change)
{
	const char *const *old =
	    change->before == NULL ? NULL : zp_zone_targets(change->before);
	const char *const *new =
	    change->after == NULL ? NULL : zp_zone_targets(change->after);

	if (old == NULL || new == NULL || *new == NULL)
		return;
	for (; *old != NULL; old++) {
		struct zp_finding *finding = NULL;

		if (is_among(new, *old))
			continue;
		finding = zp_report_zone(ctx, change->after,
		    "%s no longer goes to %s",
		    zp_name_text(ctx, zp_zone_name(change->after)), *old);
		zp_subject(finding, "%s", *old);
		zp_note(finding,
		    "%s keeps what it has and answers with it for as long as "
		    "the parent names it",
		    *old);
		zp_fix(finding,
		    "take its servers out of the parent's delegation first, "
		    "and then out of `targets:`");
	}
}

ZP_RULE(target_dropped) = {
	.id = "target-dropped",
	.summary = "one of those who serve a zone no longer gets it",
	.explain =
	    "A zone that two providers serve is asked from both. The one that "
	    "the configuration of octoDNS drops goes on answering with what it "
	    "has: half of the world sees old data from the next change on, and "
	    "mail is tried at hosts that are gone.\n\n"
	    "First take its name servers out of the parent's delegation and "
	    "wait for its TTL, then drop the target. A target that is renamed "
	    "is one dropped and one added: allow it once.",
	.severity = ZP_WARNING,
	.on_change = target_dropped,
};

/* ----------------------------------------------------------- one record */

/* Is the word at `at` one of a list such as "route53, ns1"? */
static bool
lists_word(const char *list, const char *at, size_t length)
{
	while (*list != '\0') {
		size_t word = strcspn(list, ",");

		if (word == length && strncmp(list, at, length) == 0)
			return true;
		list += word;
		list += strspn(list, ", ");
	}
	return false;
}

/* The first of `now` that got it before; NULL where nobody loses it. */
static const char *
who_loses(struct zp_ctx *ctx, const char *before, const char *now)
{
	if (now == NULL || (before != NULL && *before == '\0'))
		return NULL;
	if (*now == '\0')
		return now;
	while (*now != '\0') {
		size_t word = strcspn(now, ",");

		if (before == NULL || !lists_word(before, now, word))
			return zp_format(ctx, "%.*s", (int)word, now);
		now += word;
		now += strspn(now, ", ");
	}
	return NULL;
}

static bool
is_mail(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_record record;

	if (delta->type == ZP_MX)
		return true;
	return delta->type == ZP_TXT &&
	    (zp_spf_of(ctx, delta->after, &record) > 0 ||
		zp_dmarc_of(ctx, delta->after, &record) > 0 ||
		zp_dkim_domain(delta->owner) != NULL);
}

static void
record_withheld(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_finding *finding = NULL;
	const char *loser = NULL;

	if (delta->before == NULL || delta->after == NULL)
		return;
	loser = who_loses(
	    ctx, zp_withheld(delta->before), zp_withheld(delta->after));
	if (loser == NULL)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->after, 0),
	    "%s the %s of %s%s",
	    *loser == '\0' ? "no target gets" :
			     zp_format(ctx, "%s no longer gets", loser),
	    zp_type_text(ctx, delta->type), zp_name_text(ctx, delta->owner),
	    *loser == '\0' ? " any more" : "");
	if (is_mail(ctx, delta))
		zp_severity(finding, ZP_ERROR);
	zp_note(finding,
	    "what is published there stays, and no later edit reaches it; "
	    "where it is published anew, it is missing");
	zp_fix(finding,
	    "take `%s` out again, or delete the record where it is meant to "
	    "go",
	    *loser == '\0' ? "ignored" : "excluded` or `included");
}

ZP_RULE(record_withheld) = {
	.id = "record-withheld",
	.summary = "a record no longer goes to one of those who serve the zone",
	.explain =
	    "`ignored`, `excluded` and `included` under `octodns:` keep a "
	    "record from some or all targets of octoDNS's configuration. What "
	    "is there already stays, unseen and never changed again; on a new "
	    "or rebuilt target it is missing. For the records that mail needs "
	    "that counts as their removal.\n\n"
	    "To take a record away, delete it. To hand it over to another "
	    "tool, "
	    "add it there first, and allow this once. A record that is new and "
	    "withheld from the beginning is quiet.",
	.severity = ZP_WARNING,
	.on_delta = record_withheld,
};
