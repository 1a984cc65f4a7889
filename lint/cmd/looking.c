/* What is said of each zone: findings, postures, notes, as records. */
#include "audit.h"

#include <string.h>

#include "../dns/name.h"
#include "../report/carry.h"
#include "loading.h"

/* What a survey has told is not told again. */
static void
tell_trouble(void *data, const char *line)
{
	struct audit *audit = data;

	if (!audit->survey.whole)
		spool_pack(audit->out, SPOOL_UNREAD, text_of(line));
}

void
audit_begin(void *data)
{
	struct audit *audit = data;

	audit->unit = arena_new();
	reader_begin(&audit->reader, &audit->survey);
	audit->run.tell = tell_trouble;
	audit->run.tell_data = audit;
	run_engine(&audit->run, &audit->engine);
	allows_settle(&audit->run.policy.allows);
	audit->run.arena = audit->unit; /* what is said lives for one zone */
	audit->engine.after = &audit->reader.estate;
	audit->engine.run = audit->unit;
	audit->engine.asked = 1;
}

static void
say(struct bytes *out, enum spool_kind kind, struct bytes *body)
{
	spool_pack(out, kind, (struct text){ body->at, body->count });
	body->count = 0;
}

/* The order of a shard's zones: by path, then as they stand in the file. */
static void
say_zone(struct bytes *out, uint32_t zones, uint64_t records, const char *path,
    uint32_t place)
{
	struct bytes body = { 0 };

	pack_u32(&body, zones);
	pack_u64(&body, records);
	pack_string(&body, path);
	pack_u32(&body, place);
	say(out, SPOOL_ZONE, &body);
	vector_done(&body);
}

struct saying {
	struct bytes *out;
	struct bytes body;
};

static void
say_posture(void *data, const struct posture *posture)
{
	struct saying *saying = data;

	posture_pack(&saying->body, posture);
	say(saying->out, SPOOL_POSTURE, &saying->body);
}

/*
 * A zone's own comments are of no use to the next, and go with its memory. Of a
 * waiver or baseline it is said that it was used: who is not is known at the
 * end.
 */
static void
allow(struct audit *audit, struct findings *findings, struct saying *saying)
{
	struct allows *allows = &audit->run.policy.allows;

	policy_apply(&audit->run, &audit->engine, findings);
	for (size_t i = 0; i < allows->used.count; i++) {
		pack_u32(&saying->body, (uint32_t)allows->used.at[i]);
		say(saying->out, SPOOL_USED, &saying->body);
	}
	allows_unsettle(allows);
}

static void
say_findings(
    struct audit *audit, const struct zp_zone *zone, struct saying *saying)
{
	struct findings findings = { 0 };

	audit->engine.first = zone->index;
	engine_run(&audit->engine, &findings);
	allow(audit, &findings, saying);
	for (size_t i = 0; i < findings.count; i++) {
		finding_pack(&saying->body, &findings.at[i]);
		say(saying->out, SPOOL_FINDING, &saying->body);
	}
	vector_done(&findings);
}

static void
say_notes(struct run *run, struct bytes *out)
{
	for (size_t i = 0; i < run->notices.count; i++)
		spool_pack(
		    out, SPOOL_NOTE, text_of(run->notices.at[i].message));
	run->notices.count = 0;
}

/*
 * What came up while other zones were read for this one is theirs, and comes up
 * or not as they happen to be there: it is left out.
 */
static void
say_partial(struct run *run, const struct zp_zone *zone, struct bytes *out)
{
	run->notices.count = 0;
	run_notice_partial(run, zone);
	say_notes(run, out);
}

static void
audit_zone(struct audit *audit, const struct zp_zone *zone, const char *path,
    uint32_t place, struct bytes *out)
{
	struct saying saying = { .out = out };

	arena_reset(audit->unit);
	say_zone(out, 1, zone->records.count, path, place);
	say_findings(audit, zone, &saying);
	engine_postures(&audit->engine, zone, say_posture, &saying);
	say_partial(&audit->run, zone, out);
	vector_done(&saying.body);
}

/* A rule that asks for other zones moves the estate's list, not its zones. */
void
audit_work(void *data, size_t unit, struct bytes *out)
{
	struct audit *audit = data;
	const struct survey_input *input =
	    &audit->survey.inputs.at[audit->units.at[unit]];
	size_t count = 0, first = 0;

	reader_room(&audit->reader);
	audit->run.notices.count = 0;
	audit->out = out;
	first = reader_load(&audit->reader, input, true, &count, NULL);
	if (!audit->survey.whole)
		say_notes(&audit->run, out);
	for (size_t i = 0; i < count; i++) {
		const struct zp_zone *zone =
		    audit->reader.estate.zones.at[first + i];

		if (shard_has(audit->part, name_hash(zone->name)))
			audit_zone(audit, zone, input->path, (uint32_t)i, out);
	}
}

/* -------------------------------------------------------- what died of it */

/* Not one of the registry: nobody may switch it off. */
static const struct zp_rule zone_unfinished = {
	.id = "zone-unfinished",
	.summary = "a zone could not be looked at to its end",
	.severity = ZP_ERROR,
};

static const char *
end_words(struct audit *audit, enum work_end end)
{
	if (end == WORK_TIME)
		return arena_format(
		    audit->unit, "it takes over %u s", audit->crew.timeout);
	if (end == WORK_MEMORY)
		return arena_format(audit->unit, "it takes over %zu MB",
		    audit->crew.memory / 1000000);
	return "it crashed zoneproof";
}

/* What a child that died could not say. */
void
audit_unfinished(
    struct audit *audit, const char *path, enum work_end end, struct bytes *out)
{
	struct load *load = &audit->tree.load;
	struct finding finding = { .rule = &zone_unfinished,
		.rule_id = zone_unfinished.id,
		.severity = ZP_ERROR,
		.zone = "",
		.name = "",
		.type = "",
		.fix = end == WORK_TIME ?
		    "look at it alone, with a longer --zone-timeout" :
		    end == WORK_MEMORY ?
		    "look at it alone, with a larger --zone-memory" :
		    "please report the file as a fault of zoneproof" };
	struct bytes body = { 0 };

	arena_reset(audit->unit);
	finding.place.file = load_shown(load, path);
	finding.subject = finding.place.file;
	finding.message = arena_format(audit->unit,
	    "nobody knows whether this zone is right: %s",
	    end_words(audit, end));
	finding_fingerprint(&finding);
	say_zone(out, 1, 0, path, 0);
	finding_pack(&body, &finding);
	say(out, SPOOL_FINDING, &body);
	say(out, SPOOL_UNREAD, &body);
	vector_done(&body);
}
