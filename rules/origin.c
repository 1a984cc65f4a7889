/* One edit that moves many names: an $ORIGIN, a zone's name, lost final dots. */
#include "zoneproof.h"

#include <string.h>

#define EXAMPLES         3
#define LEAST_MOVED      2  /* names; one alone was renamed */
#define LEAST_GAINED     3  /* targets or owners; fewer are told one by one */
#define TARGETS_COMPARED 64 /* of one set */
#define SAMPLES          8  /* removed names whose new place is searched for */

/* `name` with `to` in place of its end `from`; false when it grows too long. */
static bool
moved_name(const uint8_t *name, const uint8_t *from, const uint8_t *to,
    uint8_t ret[256])
{
	size_t front = zp_name_length(name) - zp_name_length(from);

	if (front + zp_name_length(to) > 255)
		return false;
	memcpy(ret, name, front);
	memcpy(ret + front, to, zp_name_length(to));
	return true;
}

/* ------------------------------------------------------------ origin-changed */

struct move {
	struct zp_ctx *ctx;
	const struct zp_zone *before, *after;
	const uint8_t *from, *to; /* what the names ended in, and end in now */
	struct zp_record old[EXAMPLES], new;
	unsigned count, left; /* RRsets that moved, and that are just gone */
};

static bool
is_gone(const struct zp_delta *delta)
{
	return delta->before != NULL && delta->after == NULL &&
	    delta->type != ZP_RRSIG && delta->type != ZP_NSEC;
}

/* Is the RRset found again under the new end, where none was before? */
static void
move_add(struct move *move, const struct zp_rrset *rrset)
{
	uint8_t name[256];
	const struct zp_rrset *now = NULL;

	if (!zp_name_within(rrset->owner, move->from))
		return;
	if (moved_name(rrset->owner, move->from, move->to, name) &&
	    zp_zone_find(move->ctx, move->before, name, rrset->type) == NULL)
		now = zp_zone_find(move->ctx, move->after, name, rrset->type);
	if (now == NULL || now->count != rrset->count) {
		move->left++;
		return;
	}
	if (move->count == 0)
		move->new = zp_rrset_at(now, 0);
	if (move->count < EXAMPLES)
		move->old[move->count] = zp_rrset_at(rrset, 0);
	move->count++;
}

/*
 * What two names end in behind the labels they begin with alike; the zone's own
 * labels belong to the end.
 */
static bool
ends_of(const uint8_t *old, const uint8_t *new, const uint8_t *apex,
    struct move *move)
{
	const uint8_t *from = old, *to = new;

	while (*from != 0 && *to != 0 && *from == *to &&
	    memcmp(from, to, (size_t)*from + 1) == 0 &&
	    !zp_name_equal(from, apex)) {
		from = zp_name_parent(from);
		to = zp_name_parent(to);
	}
	move->from = from;
	move->to = to;
	return from != old && !zp_name_equal(from, to);
}

/* What an $ORIGIN says; relative ones begin at the zone, near enough. */
static const uint8_t *
origin_name(struct zp_ctx *ctx, const struct zp_zone *zone, const char *text)
{
	size_t length = strlen(text);

	if (length == 0)
		return zp_zone_name(zone);
	return text[length - 1] == '.' ?
	    zp_name_from(ctx, text) :
	    zp_name_under(ctx, text, zp_zone_name(zone));
}

/* The ends as the two $ORIGIN lines say them. */
static bool
ends_as_written(struct move *move, const uint8_t *old, const char *above_old,
    const uint8_t *new, const char *above_new)
{
	uint8_t name[256];

	move->from = origin_name(move->ctx, move->before, above_old);
	move->to = origin_name(move->ctx, move->after, above_new);
	return move->from != NULL && move->to != NULL &&
	    zp_name_within(old, move->from) &&
	    moved_name(old, move->from, move->to, name) &&
	    zp_name_equal(name, new);
}

/* Where a name that went came up again, below another $ORIGIN. */
static bool
ends_of_sample(struct move *move, const struct zp_change *change,
    const struct zp_delta *gone)
{
	struct zp_ctx *ctx = move->ctx;
	const char *above = zp_origin_above(ctx, zp_rrset_at(gone->before, 0));

	for (size_t i = 0; i < change->count; i++) {
		const struct zp_delta *each = &change->deltas[i];
		const char *now = NULL;

		if (each->before != NULL || each->type != gone->type ||
		    each->after->count != gone->before->count ||
		    *each->owner != *gone->owner ||
		    memcmp(each->owner, gone->owner,
			(size_t)*gone->owner + 1) != 0)
			continue;
		now = zp_origin_above(ctx, zp_rrset_at(each->after, 0));
		if (strcmp(above, now) != 0 &&
		    (ends_as_written(
			 move, gone->owner, above, each->owner, now) ||
			ends_of(gone->owner, each->owner,
			    zp_zone_name(change->before), move)))
			return true;
	}
	return false;
}

/* All that went from below the old end is counted, moved or not. */
static bool
find_move(struct zp_ctx *ctx, const struct zp_change *change, struct move *move)
{
	unsigned samples = 0;

	for (size_t i = 0; i < change->count && samples < SAMPLES; i++) {
		if (!is_gone(&change->deltas[i]))
			continue;
		samples++;
		*move = (struct move){ .ctx = ctx,
			.before = change->before,
			.after = change->after };
		if (!ends_of_sample(move, change, &change->deltas[i]))
			continue;
		for (size_t j = 0; j < change->count; j++)
			if (is_gone(&change->deltas[j]))
				move_add(move, change->deltas[j].before);
		if (move->count >= LEAST_MOVED && move->count >= move->left)
			return true;
	}
	return false;
}

/* The file holds another zone now, with the same names in it. */
static bool
find_renamed(
    struct zp_ctx *ctx, const struct zp_change *change, struct move *move)
{
	struct zp_rrset rrset = { 0 };

	*move = (struct move){ .ctx = ctx,
		.before = change->before,
		.after = zp_zone_instead(ctx, change),
		.from = zp_zone_name(change->before) };
	if (move->after == NULL)
		return false;
	move->to = zp_zone_name(move->after);
	while (zp_zone_next(change->before, NULL, &rrset))
		if (rrset.type != ZP_SOA && rrset.type != ZP_NS)
			move_add(move, &rrset);
	return move->count >= LEAST_MOVED && move->count >= move->left;
}

/* Names outside the zone, or with the zone's name twice, were never seen. */
static bool
is_mistaken(struct zp_ctx *ctx, const uint8_t *end, const uint8_t *apex)
{
	const uint8_t *doubled = *apex == 0 ?
	    NULL :
	    zp_name_under(ctx, zp_name_text(ctx, apex), apex);

	return !zp_name_within(end, apex) ||
	    (doubled != NULL && zp_name_within(end, doubled));
}

static void
say_mail(struct zp_finding *finding, const struct move *move)
{
	const struct zp_mail *mail = zp_mail(
	    move->ctx, zp_before(move->ctx), move->before, move->from);

	if (!mail->exempt && (mail->sends || mail->receives))
		zp_mail_evidence(finding, mail);
}

static void
origin_changed(struct zp_ctx *ctx, const struct zp_change *change)
{
	const uint8_t *apex = NULL;
	const char *from = NULL, *to = NULL;
	struct zp_finding *finding = NULL;
	struct move move;
	bool mended = false;

	if (change->before == NULL ||
	    (change->after != NULL ? !find_move(ctx, change, &move) :
				     !find_renamed(ctx, change, &move)))
		return;
	apex = zp_zone_name(move.after);
	from = zp_name_text(ctx, move.from);
	to = zp_name_text(ctx, move.to);
	mended = is_mistaken(ctx, move.from, apex) && change->after != NULL &&
	    !is_mistaken(ctx, move.to, apex);
	if (change->after == NULL)
		finding = zp_report_zone(ctx, change->before,
		    "%s is gone: its file makes %s of it now", from, to);
	else
		finding = zp_report(ctx, mended ? move.new : move.old[0],
		    mended ?
			"%u names below %s are put right: they move to %s" :
			"%u names below %s are gone: they move to %s",
		    move.count, from, to);
	zp_name(finding, move.from);
	zp_type(finding, 0);
	zp_target(finding, move.to);
	for (unsigned i = 0; i < move.count && i < EXAMPLES; i++)
		zp_evidence(finding, move.old[i], "for example %s %s",
		    zp_name_text(ctx, move.old[i].owner),
		    zp_type_text(ctx, move.old[i].type));
	if (move.left > 0)
		zp_note(finding, "%u RRsets below it are gone altogether",
		    move.left);
	if (mended) {
		zp_severity(finding, ZP_NOTICE);
		zp_outweigh(finding);
		zp_fix(finding, "nothing: nobody could see them before");
		return;
	}
	say_mail(finding, &move);
	zp_fix(finding,
	    change->after != NULL ?
		"put the $ORIGIN above them back: $ORIGIN %s." :
		"put the zone's name back: %s; to give a zone another name, "
		"serve both until nobody asks for the old one",
	    from);
}

ZP_RULE(origin_changed) = {
	.id = "origin-changed",
	.summary = "an $ORIGIN or a zone's name is edited and moves every name",
	.explain =
	    "A name without a final dot ends in the $ORIGIN above it (RFC "
	    "1035, 5.1). One edited line moves every relative name below it, "
	    "targets included, and the diff shows none of them.\n\n"
	    "Names are moved by writing them twice: publish the new ones, "
	    "turn what points to the old ones, wait out the TTLs, then remove "
	    "the old ones. To allow it, write `; zoneproof: allow "
	    "origin-changed NAME -- why`.\n\n"
	    "One finding for the edit, with the count and three examples; "
	    "what other rules say of names below the old or the new end is "
	    "its evidence. Told when two names or more moved, under another "
	    "$ORIGIN than before or because the file now holds another zone. "
	    "A notice when names that nobody could see (outside the zone, or "
	    "with the zone's name twice) are put right. Quiet where an "
	    "$ORIGIN is written otherwise and the names stay the same.",
	.severity = ZP_ERROR,
	.covers = (const struct zp_cover[]){ { "*", ZP_BELOW_NAME }, { 0 } },
	.on_change = origin_changed,
};

/* ----------------------------------------------------------- suffix-appended */

struct gained {
	struct zp_ctx *ctx;
	const uint8_t *apex;
	size_t tail; /* bytes of the apex before its root label */
	unsigned count;
	struct zp_record at[EXAMPLES];
	const uint8_t *name[EXAMPLES];
};

/* Is `long_name` `name` with the apex behind it? */
static bool
has_gained(
    const struct gained *gained, const uint8_t *long_name, const uint8_t *name)
{
	size_t length = zp_name_length(name);

	return zp_name_length(long_name) == length + gained->tail &&
	    memcmp(long_name, name, length - 1) == 0 &&
	    memcmp(long_name + length - 1, gained->apex, gained->tail) == 0;
}

static void
gained_add(struct gained *gained, struct zp_record at, const uint8_t *name)
{
	if (gained->count < EXAMPLES) {
		gained->at[gained->count] = at;
		gained->name[gained->count] = name;
	}
	gained->count++;
}

/* A set has gained it once, however many targets it has. */
static void
target_gained(struct gained *gained, const struct zp_delta *delta)
{
	for (uint32_t i = 0; i < delta->after->count; i++) {
		struct zp_record record = zp_rrset_at(delta->after, i);
		const uint8_t *now = zp_target_of(record);

		for (uint32_t j = 0; now != NULL && j < delta->before->count &&
		     j < TARGETS_COMPARED;
		     j++) {
			const uint8_t *was = zp_target_of(
			    zp_rrset_at(delta->before, j));

			if (was == NULL || *was == 0 ||
			    !has_gained(gained, now, was))
				continue;
			gained_add(gained, record, now);
			return;
		}
	}
}

/* An owner that came is one that went, with the apex behind it. */
static void
owner_gained(struct gained *gained, const struct zp_delta *delta)
{
	const struct zp_change *change = delta->change;
	size_t length = zp_name_length(delta->owner);
	uint8_t name[256];

	if (length <= gained->tail + 1 ||
	    !zp_name_within(delta->owner, gained->apex))
		return;
	memcpy(name, delta->owner, length - gained->tail - 1);
	name[length - gained->tail - 1] = 0;
	if (has_gained(gained, delta->owner, name) &&
	    zp_zone_find(gained->ctx, change->before, name, delta->type) !=
		NULL &&
	    zp_zone_find(gained->ctx, change->after, name, delta->type) == NULL)
		gained_add(gained, zp_rrset_at(delta->after, 0), delta->owner);
}

static void
suffix_appended(struct zp_ctx *ctx, const struct zp_change *change)
{
	struct gained gained = { .ctx = ctx };
	struct zp_finding *finding = NULL;

	if (change->before == NULL || change->after == NULL)
		return;
	gained.apex = zp_zone_name(change->after);
	gained.tail = zp_name_length(gained.apex) - 1;
	for (size_t i = 0; gained.tail > 0 && i < change->count; i++) {
		const struct zp_delta *delta = &change->deltas[i];

		if (delta->after == NULL || !delta->rdata_differs)
			continue;
		if (delta->before == NULL)
			owner_gained(&gained, delta);
		else
			target_gained(&gained, delta);
	}
	if (gained.count < LEAST_GAINED)
		return;
	finding = zp_report(ctx, gained.at[0],
	    "%u names in %s lead nowhere: they lost their final dots",
	    gained.count, zp_name_text(ctx, gained.apex));
	zp_name(finding, gained.apex);
	zp_type(finding, 0);
	zp_target(finding, gained.name[0]);
	for (unsigned i = 0; i < EXAMPLES; i++)
		zp_evidence(finding, gained.at[i], "for example %s",
		    zp_name_text(ctx, gained.name[i]));
	zp_fix(finding,
	    "let whatever writes the file end absolute names in a dot");
}

ZP_RULE(suffix_appended) = {
	.id = "suffix-appended",
	.summary = "many names lost their final dot and got the zone's name",
	.explain =
	    "A name without a final dot gets the $ORIGIN behind it (RFC 1035, "
	    "5.1): ns1.example.net becomes ns1.example.net.example.com. In "
	    "October 2009 a script left the final dots out of the whole .se "
	    "zone, and close to a million domains were gone for an hour; "
	    "caches kept the wrong answers for a day.\n\n"
	    "A generator writes every name absolute, and its output is "
	    "compared with what is served before it goes out. To allow it, "
	    "write `; zoneproof: allow suffix-appended @ -- why`.\n\n"
	    "One finding for three owners or targets and more, with the count "
	    "and three examples, in place of what other rules say of them. "
	    "Told only where the same name stood there without the zone's "
	    "name before; one or two are told by missing-dot. Quiet when such "
	    "names are put right.",
	.severity = ZP_ERROR,
	.covers =
	    (const struct zp_cover[]){
		{ "missing-dot", ZP_SAME_ZONE },
		{ "mx-target-missing", ZP_SAME_ZONE },
		{ "ns-target-missing", ZP_SAME_ZONE },
		{ "srv-target-missing", ZP_SAME_ZONE },
		{ "glue-missing", ZP_SAME_ZONE },
		{ "cname-dangling", ZP_SAME_ZONE },
		{ "cname-loop", ZP_SAME_ZONE },
		{ "out-of-zone", ZP_SAME_ZONE },
		{ "soa-missing", ZP_SAME_ZONE },
		{ "ns-missing", ZP_SAME_ZONE },
		{ "mx-removed", ZP_SAME_ZONE },
		{ "mx-replaced", ZP_SAME_ZONE },
		{ "mx-host-dropped", ZP_SAME_ZONE },
		{ "mx-target-lost", ZP_SAME_ZONE },
		{ "ns-removed", ZP_SAME_ZONE },
		{ "ns-replaced", ZP_SAME_ZONE },
		{ "delegation-removed", ZP_SAME_ZONE },
		{ "cname-retargeted", ZP_SAME_ZONE },
		{ "slow-rollback", ZP_SAME_ZONE },
		{ "mx-priority-inverted", ZP_SAME_ZONE },
		{ "dkim-delegation-changed", ZP_SAME_ZONE },
		{ "dkim-dangling", ZP_SAME_ZONE },
		{ "lookalike-target", ZP_SAME_ZONE },
		{ "reference-broken", ZP_SAME_ZONE },
		{ "name-went-dark", ZP_SAME_ZONE },
		{ "sender-went-dark", ZP_SAME_ZONE },
		{ "mta-sts-id-unchanged", ZP_SAME_ZONE },
		{ "ptr-forward-mismatch", ZP_SAME_ZONE },
		{ "reverse-lost", ZP_SAME_ZONE },
		{ 0 },
	    },
	.on_change = suffix_appended,
};
