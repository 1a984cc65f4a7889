/* Counts what comes, keeps it in a file, and feeds the reports from there. */
#include "gather.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../base/hashset.h"
#include "../base/limits.h"
#include "../examples.h"
#include "../registry.h"
#include "../report/carry.h"

/* A file that is gone as soon as nobody has it open. */
static int
open_nameless(struct spool *spool, struct error *err)
{
	FILE *file = tmpfile();

	if (file == NULL)
		return error_errno(err, "a file for what is found");
	spool_open(spool, file, "what is found");
	return 0;
}

static int
open_spools(struct gather *gather, struct error *err)
{
	if (open_nameless(&gather->findings, err) != 0)
		return -1;
	for (size_t i = 0; i < POSTURE_RANKS; i++)
		if (open_nameless(&gather->postures[i], err) != 0)
			return -1;
	return 0;
}

static int
end_spools(struct gather *gather, struct error *err)
{
	if (spool_put_end(&gather->findings, err) != 0)
		return -1;
	for (size_t i = 0; i < POSTURE_RANKS; i++)
		if (spool_put_end(&gather->postures[i], err) != 0)
			return -1;
	return 0;
}

static void
close_spool(struct spool *spool)
{
	if (spool->file != NULL)
		fclose(spool->file);
	spool_close(spool);
}

int
gather_open(struct gather *gather, struct run *run, struct error *err)
{
	*gather = (struct gather){ .run = run };
	gather->rules = rules_of_config(
	    run->arena, run->options->rules_known, run->config);
	if (run->options->since != NULL) {
		gather->since = since_open(run->options->since, err);
		if (gather->since == NULL)
			return -1;
	}
	if (outputs_open(run, &gather->outputs, err) != 0)
		return -1;
	gather->scratch = arena_new();
	return open_spools(gather, err);
}

void
gather_close(struct gather *gather)
{
	close_spool(&gather->findings);
	for (size_t i = 0; i < POSTURE_RANKS; i++)
		close_spool(&gather->postures[i]);
	outputs_drop(&gather->outputs);
	since_close(gather->since);
	hashset_done(&gather->seen);
	arena_free(gather->scratch);
}

/* ----------------------------------------------------------------- taking */

/*
 * One fault of a file that many zones include, or of one that is no zone's, is
 * told once.
 */
static bool
is_told(struct gather *gather, const struct finding *finding)
{
	const struct finding_place *place = &finding->place;
	const char *parts[] = { finding->rule_id, place->file,
		finding->message };
	uint64_t hash = (uint64_t)place->line << 32 | place->column;
	uint8_t *told = NULL;

	if ((place->included_from == NULL && *finding->zone != '\0') ||
	    place->line == 0)
		return false;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		hash = XXH3_64bits_withSeed(
		    parts[i], strlen(parts[i]) + 1, hash);
	told = hashset_put(&gather->seen, hash);
	if (*told != 0)
		return true;
	*told = 1;
	return false;
}

static int
put_finding(
    struct gather *gather, const struct finding *finding, struct error *err)
{
	struct bytes bytes = { 0 };
	int status = 0;

	finding_pack(&bytes, finding);
	status = spool_put(&gather->findings, SPOOL_FINDING,
	    (struct text){ bytes.at, bytes.count }, err);
	vector_done(&bytes);
	return status;
}

static int
damaged(const char *what, struct error *err)
{
	return error_set(err, "%s: not as this version writes it", what);
}

static int
add_finding(struct gather *gather, struct finding finding, struct error *err)
{
	struct run *run = gather->run;

	if (is_told(gather, &finding))
		return 0;
	if (finding.severity < run->options->min_severity)
		return 0;
	if (gather->since != NULL) {
		bool had = since_had(gather->since, &finding);

		finding.since = had ? "unchanged" : "new";
		gather->unchanged += had;
		gather->new += !had;
	}
	summary_add(&gather->summary, &finding);
	gather->failed = gather->failed ||
	    finding_fails(&finding, run_fail_on(run));
	return put_finding(gather, &finding, err);
}

static int
take_finding(struct gather *gather, struct text body, struct error *err)
{
	struct finding finding;

	if (!finding_unpack(body, gather->rules, gather->scratch, &finding))
		return damaged("a finding", err);
	return add_finding(gather, finding, err);
}

static int
take_posture(struct gather *gather, struct text body, struct error *err)
{
	struct posture posture;
	struct spool *spool = NULL;
	struct bytes bytes = { 0 };
	int status = 0;

	if (!posture_unpack(body, gather->scratch, &posture))
		return damaged("a posture", err);
	posture_count(&gather->estate, &posture);
	spool = &gather->postures[posture_rank(posture.grade)];
	if (gather->since == NULL)
		return spool_put(spool, SPOOL_POSTURE, body, err);
	posture.was = since_grade(gather->since, &posture);
	posture_pack(&bytes, &posture);
	status = spool_put(
	    spool, SPOOL_POSTURE, (struct text){ bytes.at, bytes.count }, err);
	vector_done(&bytes);
	return status;
}

static void
take_note(struct gather *gather, struct text body)
{
	if (gather->notes++ < LIMIT_NOTES)
		run_notice(gather->run, "%.*s", (int)body.len, body.ptr);
	else if (gather->notes == LIMIT_NOTES + 1)
		run_notice(gather->run, "and more notes like these");
}

static int
take_used(struct gather *gather, uint32_t index, struct error *err)
{
	struct allows *allows = &gather->run->policy.allows;

	if (index >= allows->count)
		return damaged("a waiver", err);
	allows->at[index].used = true;
	return 0;
}

int
gather_record(
    struct gather *gather, const struct spool_record *record, struct error *err)
{
	struct unpack unpack = { .rest = record->body };

	arena_reset(gather->scratch);
	switch (record->kind) {
	case SPOOL_ZONE:
		gather->summary.zones += unpack_u32(&unpack);
		gather->summary.records += unpack_u64(&unpack);
		return unpack.bad ? damaged("a zone", err) : 0;
	case SPOOL_FINDING:
		return take_finding(gather, record->body, err);
	case SPOOL_POSTURE:
		return take_posture(gather, record->body, err);
	case SPOOL_USED:
		return take_used(gather, unpack_u32(&unpack), err);
	case SPOOL_NOTE:
		take_note(gather, record->body);
		return 0;
	case SPOOL_UNREAD:
		gather->unread = true;
		if (record->body.len > 0)
			run_trouble(gather->run, "%.*s", (int)record->body.len,
			    record->body.ptr);
		return 0;
	default:
		return damaged("a record", err);
	}
}

int
gather_records(struct gather *gather, struct text records, struct error *err)
{
	struct spool_record record;

	while (spool_cut(&records, &record))
		if (gather_record(gather, &record, err) != 0)
			return -1;
	return records.len == 0 ? 0 : damaged("a record", err);
}

/* ---------------------------------------------------------------- feeding */

struct feeding {
	struct gather *gather;
	struct error *err;
	int status;
};

/*
 * A format that keeps what it is given gets it where it stays; all others get
 * one after the other in the same place.
 */
static void
feed_finding(struct gather *gather, const struct reporter *reporter,
    struct report *report, struct text body)
{
	struct arena *arena = reporter->streams ? gather->scratch :
						  gather->run->arena;
	struct finding *finding = NULL;

	arena_reset(gather->scratch);
	finding = arena_array(arena, 1, sizeof *finding);
	if (!finding_unpack(body, gather->rules, arena, finding))
		return;
	if (finding->since != NULL && !reporter->trend)
		finding->message = arena_format(
		    arena, "%s: %s", finding->since, finding->message);
	reporter->finding(report, finding);
}

static void
feed_posture(struct gather *gather, const struct reporter *reporter,
    struct report *report, struct text body)
{
	struct posture posture;

	arena_reset(gather->scratch);
	if (posture_unpack(body, gather->scratch, &posture))
		reporter->posture(report, &posture);
}

static void
feed_spool(struct feeding *feeding, struct spool *spool,
    const struct reporter *reporter, struct report *report,
    void (*one)(struct gather *gather, const struct reporter *reporter,
	struct report *report, struct text body))
{
	struct spool_record record;
	int more = feeding->status;

	if (more == 0)
		more = spool_rewind(spool, feeding->err) == 0;
	while (
	    more > 0 && (more = spool_next(spool, &record, feeding->err)) > 0)
		one(feeding->gather, reporter, report, record.body);
	if (more < 0)
		feeding->status = -1;
}

static void
feed(void *data, const struct reporter *reporter, struct report *report)
{
	struct feeding *feeding = data;
	struct gather *gather = feeding->gather;

	feed_spool(feeding, &gather->findings, reporter, report, feed_finding);
	for (size_t rank = POSTURE_RANKS;
	     rank-- > 0 && reporter->posture != NULL;)
		feed_spool(feeding, &gather->postures[rank], reporter, report,
		    feed_posture);
}

/* What is gone is no finding of now: it counts nowhere and fails nothing. */
static int
put_gone(void *data, const struct finding *finding, struct error *err)
{
	struct gather *gather = data;
	struct finding gone = *finding;

	if (finding->severity < gather->run->options->min_severity)
		return 0;
	gather->gone++;
	gone.rule = registry_find(gather->rules, finding->rule_id);
	return put_finding(gather, &gone, err);
}

/* Waivers that no zone made use of. */
static int
tell_allows(struct gather *gather, struct error *err)
{
	struct run *run = gather->run;
	struct findings findings = { 0 };
	int status = 0;

	allows_tell(&run->policy.allows, run->arena, run->config,
	    run->options->rules_known, run->options->now, false, &findings);
	findings_sort(&findings);
	for (size_t i = 0; i < findings.count && status == 0; i++)
		status = add_finding(gather, findings.at[i], err);
	vector_done(&findings);
	return status;
}

static int
trend(struct gather *gather, struct error *err)
{
	if (gather->since == NULL)
		return 0;
	if (since_gone(gather->since, put_gone, gather, err) != 0)
		return -1;
	run_notice(gather->run, "since %s: %zu new, %zu unchanged, %zu gone",
	    gather->run->options->since, gather->new, gather->unchanged,
	    gather->gone);
	return 0;
}

int
gather_finish(struct gather *gather, struct error *err)
{
	struct run *run = gather->run;
	struct feeding feeding = { .gather = gather, .err = err };
	struct report_end end = { .summary = gather->summary,
		.estate = &gather->estate };
	int status = 0;

	if (tell_allows(gather, err) != 0 || trend(gather, err) != 0)
		return -1;
	if (end_spools(gather, err) != 0)
		return -1;
	run_progress_clear(run);
	end.complete = run->troubles == 0 && !gather->unread;
	if (gather->summary.zones == 0 && end.complete)
		run_notice(run, "no zone files here: nothing was audited");
	end.notices = run->notices.at;
	end.notice_count = run->notices.count;
	status = outputs_write(&gather->outputs, feed, &feeding, &end, err);
	if (status != 0 || feeding.status != 0)
		return -1;
	return end.complete ? gather->failed : ERROR_INPUT;
}
