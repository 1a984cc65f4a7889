/*
 * zoneproof audit: every zone there is, each in its turn, and how the domains
 * with mail stand.
 *
 * Zones are looked at one by one in processes (base/crew.h) that know of the
 * others what the survey gathered (survey.h); what comes of them arrives in the
 * order of their paths and goes into reports (gather.h) or a shard (shard.h).
 * So memory does not grow with records or findings, the bytes are the same with
 * any number of processes or machines, and a zone that crashes or hangs its
 * process is a finding.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#include "../base/archive.h"
#include "../base/limits.h"
#include "audit.h"
#include "command.h"

/* ------------------------------------------------------------ interruption */

/* The one thing that a signal may touch. */
static volatile sig_atomic_t stop;

static void
on_signal(int signal)
{
	(void)signal;
	stop = 1;
}

/* The first ^C ends the run with a report; a second one ends it at once. */
static void
catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal,
		.sa_flags = (int)SA_RESETHAND };

	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaction(signals[i], &action, NULL);
}

/* --------------------------------------------------------------- progress */

static double
seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	    (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static bool
shows_progress(const struct audit *audit)
{
	const struct options *options = audit->run.options;

	return options->progress != WHEN_NEVER && !options->quiet &&
	    isatty(STDERR_FILENO) && seconds_since(&audit->started) > 0.5;
}

static void
tick_survey(void *data, size_t done, size_t all)
{
	struct audit *audit = data;

	if (!shows_progress(audit))
		return;
	audit->run.progress_shown = true;
	fprintf(stderr, "\r\033[Klooking through %zu of %zu files", done, all);
	fflush(stderr);
}

static void
tick_zones(void *data, size_t done)
{
	struct audit *audit = data;
	double seconds = seconds_since(&audit->looking);
	size_t all = audit->units.count;

	if (!shows_progress(audit))
		return;
	audit->run.progress_shown = true;
	fprintf(stderr,
	    "\r\033[K%zu of %zu zone files · %.0f zones/s · %.0f records/s",
	    done, all, (double)audit->zones / seconds,
	    (double)audit->records / seconds);
	if (done > 0)
		fprintf(stderr, " · %.0f s left",
		    seconds * (double)(all - done) / (double)done);
	fflush(stderr);
}

/* ---------------------------------------------------------- in the parent */

static void
count_zones(struct audit *audit, struct text records)
{
	struct spool_record record;

	while (spool_cut(&records, &record)) {
		struct unpack unpack = { .rest = record.body };

		if (record.kind == SPOOL_UNREAD)
			audit->unread = true;
		if (record.kind != SPOOL_ZONE)
			continue;
		audit->zones += unpack_u32(&unpack);
		audit->records += unpack_u64(&unpack);
	}
}

static int
shard_records(struct audit *audit, struct text records, struct error *err)
{
	struct spool_record record;

	while (spool_cut(&records, &record))
		if (spool_put(&audit->shard.spool, record.kind, record.body,
			err) != 0)
			return -1;
	return 0;
}

static int
audit_done(void *data, size_t unit, enum work_end end, struct text out,
    struct error *err)
{
	struct audit *audit = data;
	struct bytes said = { 0 };
	int status = 0;

	if (end != WORK_DONE) {
		audit_unfinished(audit,
		    audit->survey.inputs.at[audit->units.at[unit]].path, end,
		    &said);
		out = (struct text){ said.at, said.count };
	}
	audit->done++;
	count_zones(audit, out);
	status = audit->sharding ? shard_records(audit, out, err) :
				   gather_records(&audit->gather, out, err);
	vector_done(&said);
	return status;
}

/* ------------------------------------------------------------------ set up */

#define BATCH 64

static size_t
memory_default(void)
{
	struct sysinfo info;
	size_t all = sysinfo(&info) == 0 ? info.totalram * info.mem_unit : 0;

	return all / 4 * 3 > LIMIT_ZONE_MEMORY ? all / 4 * 3 :
						 LIMIT_ZONE_MEMORY;
}

static void
audit_crew(struct audit *audit)
{
	const struct options *options = audit->run.options;

	audit->crew = (struct crew){ .jobs = options->threads,
		.batch = BATCH,
		.timeout = options->zone_timeout,
		.memory = options->zone_memory > 0 ? options->zone_memory :
						     memory_default(),
		.stop = &stop };
}

static int
audit_add(struct audit *audit, const char *path, struct error *err)
{
	struct place place;

	if (strcmp(path, "-") == 0) {
		survey_add_given(
		    &audit->survey, audit->given, audit->run.options->origin);
		return 0;
	}
	if (tree_place(&audit->tree, path, &place, err) != 0)
		return -1;
	if (place.is_folder)
		return survey_add_below(&audit->survey, place.path, false, err);
	survey_add(&audit->survey, place.path, audit->run.options->origin);
	return 0;
}

static int
audit_paths(struct audit *audit, const char *const *paths, size_t count,
    struct error *err)
{
	if (count == 0)
		return survey_add_below(
		    &audit->survey, audit->tree.place.path, false, err);
	if (audit->run.options->origin != NULL && count > 1)
		return error_usage(err, "--origin goes with a single file");
	for (size_t i = 0; i < count; i++)
		if (audit_add(audit, paths[i], err) != 0)
			return -1;
	return 0;
}

static int
audit_read_given(struct audit *audit, const char *const *paths, size_t count,
    struct error *err)
{
	bool asked = false;

	for (size_t i = 0; i < count; i++)
		asked = asked || strcmp(paths[i], "-") == 0;
	if (!asked)
		return 0;
	if (file_read(audit->arena, "-", &audit->given, err) != 0)
		return -1;
	if (audit->given.ptr == NULL)
		audit->given.ptr = "";
	return 0;
}

/* An archive by itself is a tree of its own, and not one file of many zones. */
static int
audit_unpack(struct audit *audit, const char *path, struct error *err)
{
	struct arena *packed = arena_new();
	struct text bytes = audit->given;
	int status = 0;

	if (bytes.ptr == NULL && !audit->tree.place.is_folder &&
	    archive_is_packed_file(path))
		status = file_read(packed, path, &bytes, err);
	audit->unpacked = status == 0 && archive_is_packed(bytes) &&
	    tree_unpack(&audit->tree, path, bytes);
	arena_free(packed);
	return status;
}

static int
audit_open(struct audit *audit, struct error *err)
{
	const struct options *options = audit->run.options;
	const char **paths = NULL;
	size_t count = 0;

	if (paths_given(options, audit->arena, &paths, &count, err) != 0 ||
	    tree_open(&audit->tree, paths, count, err) != 0 ||
	    audit_read_given(audit, paths, count, err) != 0 ||
	    (count == 1 && audit_unpack(audit, paths[0], err) != 0))
		return -1;
	survey_init(&audit->survey, &audit->tree, &audit->crew);
	audit->survey.tick = tick_survey;
	audit->survey.tick_data = audit;
	if (audit->unpacked)
		return survey_add_below(&audit->survey, "", false, err);
	if (audit_paths(audit, paths, count, err) != 0)
		return -1;
	/* A tree under git has an end; any other folder may be the whole disk. */
	return audit->tree.place.in_repository ?
	    survey_add_below(&audit->survey, "", true, err) :
	    0;
}

/* A single file that a person named needs no survey: there is nothing else. */
static int
audit_survey(struct audit *audit, struct error *err)
{
	struct survey *survey = &audit->survey;

	if (survey->inputs.count == 1 && survey->inputs.at[0].asked &&
	    !audit->sharding) {
		survey->inputs.at[0].zone = true;
		survey->zones = 1;
		return 0;
	}
	return audit->run.options->facts != NULL ?
	    survey_take(survey, audit->run.options->facts, err) :
	    survey_run(survey, err);
}

/* Of a shard, those that hold one of its zones. */
static void
mark_part(struct audit *audit, bool *marks)
{
	const struct survey *survey = &audit->survey;

	for (size_t i = 0; i < survey->names.count; i++)
		if (shard_has(audit->part, survey->names.at[i].hash))
			marks[survey->names.at[i].input] = true;
	for (size_t i = 0; i < survey->inputs.count; i++)
		if (survey->inputs.at[i].nameless &&
		    shard_has(audit->part,
			survey_path_hash(survey->inputs.at[i].path)))
			marks[i] = true;
}

static void
audit_units(struct audit *audit)
{
	const struct survey *survey = &audit->survey;
	bool *marks = memory_grow(
	    NULL, survey->inputs.count + 1, sizeof *marks);

	memset(marks, !audit->sharding, survey->inputs.count);
	if (audit->sharding)
		mark_part(audit, marks);
	for (uint32_t i = 0; i < survey->inputs.count; i++)
		if (survey->inputs.at[i].zone && marks[i] &&
		    !survey->inputs.at[i].aside)
			*vector_push(&audit->units) = i;
	free(marks);
}

static int
audit_zones(struct audit *audit, struct error *err)
{
	struct crew crew = audit->crew;

	audit_units(audit);
	clock_gettime(CLOCK_MONOTONIC, &audit->looking);
	crew.units = audit->units.count;
	/* Few zones: each process gets some. */
	if (crew.batch * crew.jobs > crew.units)
		crew.batch = crew.units / crew.jobs + 1;
	crew.data = audit;
	crew.begin = audit_begin;
	crew.work = audit_work;
	crew.done = audit_done;
	crew.tick = tick_zones;
	return crew_run(&crew, err);
}

static int
audit_outputs(struct audit *audit, struct error *err)
{
	if (audit->run.options->survey && !audit->sharding)
		return error_usage(err, "--survey goes with --shard");
	if (!audit->sharding)
		return gather_open(&audit->gather, &audit->run, err);
	if (audit->run.options->formats != NULL)
		return error_usage(
		    err, "-f: a shard is reported by `zoneproof merge`");
	return 0;
}

static int
audit_shard_open(struct audit *audit, enum shard_kind kind, uint64_t estate,
    struct error *err)
{
	struct shard_header header = shard_header_of(
	    &audit->run, audit->arena, estate, audit->part);
	const char *path = audit->run.options->output;

	if (path == NULL)
		path = arena_format(audit->arena, "zoneproof-%u-of-%u.%s",
		    audit->part.index, audit->part.of,
		    kind == SHARD_FACTS ? "facts" : "shard");
	return shard_out_open(
	    &audit->shard, audit->arena, path, kind, &header, err);
}

/* Once the estate is known; what the survey had to say comes first. */
static int
audit_shard_begin(struct audit *audit, struct error *err)
{
	if (audit_shard_open(audit, SHARD_FOUND, audit->survey.hash, err) != 0)
		return -1;
	for (size_t i = 0; i < audit->run.notices.count; i++)
		if (spool_put(&audit->shard.spool, SPOOL_NOTE,
			text_of(audit->run.notices.at[i].message), err) != 0)
			return -1;
	return 0;
}

static int
audit_shard_end(struct audit *audit, struct error *err)
{
	struct text nothing = { NULL, 0 };
	int status = 0;

	if (audit->stopped) {
		shard_out_drop(&audit->shard);
		return error_set(err, "stopped: no shard was written");
	}
	if (audit->run.troubles > 0)
		status = spool_put(
		    &audit->shard.spool, SPOOL_UNREAD, nothing, err);
	if (status != 0) {
		shard_out_drop(&audit->shard);
		return -1;
	}
	if (shard_out_keep(&audit->shard, err) != 0)
		return -1;
	return audit->run.troubles > 0 || audit->unread ? ERROR_INPUT : 0;
}

static int
audit_end(struct audit *audit, struct error *err)
{
	if (audit->sharding)
		return audit_shard_end(audit, err);
	if (audit->stopped) {
		audit->gather.unread = true;
		run_notice(&audit->run,
		    "stopped before the end: %zu of %zu files were looked at",
		    audit->done, audit->units.count);
	}
	return gather_finish(&audit->gather, err);
}

/* The first of two steps: what the parts have to know of each other. */
static int
audit_facts(struct audit *audit, struct error *err)
{
	int status = audit_shard_open(
	    audit, SHARD_FACTS, survey_inputs_hash(&audit->survey), err);

	if (status == 0)
		status = survey_give(
		    &audit->survey, audit->part, &audit->shard.spool, err);
	if (status < 0)
		return -1;
	audit->stopped = status > 0;
	return audit_shard_end(audit, err);
}

static int
audit_work_all(struct audit *audit, struct error *err)
{
	int status = audit_survey(audit, err);

	if (status < 0 ||
	    (audit->sharding && audit_shard_begin(audit, err) != 0))
		return -1;
	if (status == 0)
		status = audit_zones(audit, err);
	if (status < 0)
		return -1;
	audit->stopped = status > 0;
	return audit_end(audit, err);
}

static int
audit_run(const struct options *options, struct arena *arena, struct error *err)
{
	struct audit audit = { .arena = arena };
	int status = -1;

	audit.run.options = options;
	audit.run.arena = arena;
	estate_init(&audit.estate, arena);
	audit.tree = (struct tree){
		.run = &audit.run, .arena = arena, .estate = &audit.estate
	};
	audit.unit = arena_new();
	catch_signals();
	clock_gettime(CLOCK_MONOTONIC, &audit.started);
	audit_crew(&audit);
	if (options->shard != NULL) {
		audit.sharding = true;
		if (shard_part_read(options->shard, &audit.part, err) != 0)
			goto out;
	}
	if (audit_open(&audit, err) != 0 || audit_outputs(&audit, err) != 0)
		goto out;
	status = options->survey ? audit_facts(&audit, err) :
				   audit_work_all(&audit, err);
out:
	if (!audit.sharding)
		gather_close(&audit.gather);
	else if (status < 0)
		shard_out_drop(&audit.shard);
	survey_done(&audit.survey);
	vector_done(&audit.units);
	tree_close(&audit.tree);
	estate_done(&audit.estate);
	arena_free(audit.unit);
	run_done(&audit.run);
	return status;
}

const struct command command_audit = {
	.name = "audit",
	.usage = "[PATH…|-] [--shard I/N]",
	.what = "checks every zone there is, and says how domains stand",
	.run = audit_run,
};
