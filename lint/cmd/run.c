/* The frame of a lint run, from its configuration to its exit status. */
#include "run.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../base/limits.h"
#include "../base/print.h"
#include "../examples.h"
#include "../read/format.h"
#include "../view.h"
#include "command.h"
#include "outputs.h"
#include "paths.h"
#include "verdict.h"

/* ---------------------------------------------------------- configuration */

int
config_check_formats(const struct config *config, struct error *err)
{
	size_t count = 0;
	const struct config_layer *layers = config_layers(config, &count);

	for (size_t i = 0; i < count; i++) {
		const struct yaml_node *paths = yaml_get(
		    layers[i].root, "paths");

		for (size_t j = 1; paths != NULL && j < paths->count; j += 2) {
			const struct yaml_node *said = yaml_get(
			    paths->items[j], "format");

			if (said != NULL && strcmp(said->value, "auto") != 0 &&
			    format_named(said->value) == NULL)
				return yaml_error(layers[i].source, said, err,
				    "'%.100s' is no format that is known here",
				    said->value);
		}
	}
	return 0;
}

/* For shards, which are joined only where they were made the same way. */
static void
hash_add(struct run *run, struct text bytes)
{
	run->config_hash = XXH3_64bits_withSeed(
	    bytes.ptr, bytes.len, run->config_hash + 1);
}

static struct config *
config_from(struct run *run, struct files *files, const char *path,
    const char *shown, struct text bytes, struct error *err)
{
	struct source *source = source_in(run->arena);
	struct config_file file = { source, files, path };
	const struct config_layer *layers = NULL;
	struct config *config = NULL;
	size_t count = 0;

	source->path = shown;
	source->bytes = bytes;
	config = config_load(run->arena, &file, run->options->rules_known, err);
	if (config == NULL || config_check_formats(config, err) != 0)
		return NULL;
	layers = config_layers(config, &count);
	for (size_t i = 0; i < count; i++)
		hash_add(run, layers[i].source->bytes);
	return config;
}

/* A file that the command line names extends others of the tree it is in. */
static int
config_named(struct run *run, const char *path, struct error *err)
{
	struct text bytes = { NULL, 0 };
	struct place place = { 0 };
	struct error none = { 0 };
	struct files *files = NULL;

	if (file_read(run->arena, path, &bytes, err) != 0) {
		err->kind = ERROR_USAGE;
		return -1;
	}
	if (strcmp(path, "-") != 0 &&
	    place_of(&place, run->arena, path, &none) == 0)
		files = files_of_folder(place.root, "", &none);
	run->policy.from = path;
	run->config = config_from(run, files, place.path, path, bytes, err);
	files_free(files);
	return run->config == NULL ? -1 : 0;
}

/* 1: found and read, 0: there is none, -1: it is there and no good. */
static int
config_in(
    struct run *run, struct files *files, const char *folder, struct error *err)
{
	struct text bytes = { NULL, 0 };
	const char *path = NULL;
	int status = files_nearest(
	    files, run->arena, folder, CONFIG_FILE, &path, &bytes, err);

	if (status <= 0)
		return status;
	run->policy.from = arena_format(
	    run->arena, "%s of %s", path, files->label);
	run->config = config_from(run, files, path, path, bytes, err);
	return run->config == NULL ? -1 : 1;
}

static int
config_find(struct run *run, struct files *files, struct files *fallback,
    const char *folder, enum config_used *used, struct error *err)
{
	const struct options *options = run->options;
	int status = 0;

	*used = CONFIG_NONE;
	if (options->config != NULL) {
		*used = CONFIG_FOUND;
		return config_named(run, options->config, err);
	}
	if (options->no_config)
		return 0;
	if (files != NULL)
		status = config_in(run, files, folder, err);
	if (status > 0)
		*used = CONFIG_FOUND;
	else if (status == 0 && fallback != NULL) {
		status = config_in(run, fallback, folder, err);
		if (status > 0)
			*used = CONFIG_FALLBACK;
	}
	return status < 0 ? -1 : 0;
}

int
run_configure(struct run *run, struct files *files, struct files *fallback,
    const char *folder, enum config_used *ret_used, struct error *err)
{
	const struct options *options = run->options;
	enum config_used used = CONFIG_NONE;

	if (config_find(run, files, fallback, folder, &used, err) != 0)
		return -1;
	if (run->config == NULL)
		run->config = config_empty(run->arena);
	if (options->only != NULL)
		hash_add(run, text_of(options->only));
	for (size_t i = 0; options->rules != NULL && options->rules[i] != NULL;
	     i++) {
		hash_add(run, text_of(options->rules[i]));
		if (config_set_rule(run->config, options->rules[i],
			options->rules_known, err) != 0)
			return -1;
	}
	if (options->only != NULL &&
	    config_set_only(
		run->config, options->only, options->rules_known, err) != 0)
		return -1;
	if (ret_used != NULL)
		*ret_used = used;
	return policy_load(run, files, fallback, folder, err);
}

int
run_configure_here(struct run *run, struct error *err)
{
	struct place place;
	struct files *files = NULL;
	int status = -1;

	if (place_of(&place, run->arena, ".", err) != 0)
		return -1;
	files = files_of_folder(place.root, "", err);
	if (files == NULL)
		return -1;
	status = run_configure(run, files, NULL, place.path, NULL, err);
	files_free(files);
	return status;
}

/* ------------------------------------------------- trouble and progress */

void
run_progress_clear(struct run *run)
{
	if (run->progress_shown)
		fputs("\r\033[K", stderr);
	run->progress_shown = false;
}

void
run_trouble(struct run *run, const char *format, ...)
{
	char line[1200];
	va_list args;

	if (run->silent)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	run->troubles++;
	if (run->tell != NULL) {
		run->tell(run->tell_data, line);
		return;
	}
	if (map_has(&run->told, line))
		return;
	map_put(&run->told, arena_string(run->arena, line));
	run_progress_clear(run);
	fputs("zoneproof: ", stderr);
	print_safe_string(stderr, line);
	putc('\n', stderr);
}

void
run_notice(struct run *run, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vector_push(&run->notices)->message = arena_vformat(
	    run->arena, format, args);
	va_end(args);
}

#define PROGRESS_STEP 500

void
run_progress(struct run *run, size_t done, size_t all)
{
	if (done < run->progress_at + PROGRESS_STEP)
		return;
	run->progress_at = done;
	if (run->options->progress == WHEN_NEVER || run->options->quiet ||
	    !isatty(STDERR_FILENO))
		return;
	run->progress_shown = true;
	fprintf(stderr, "\r\033[Kreading %zu of %zu files", done, all);
	fflush(stderr);
}

/* --------------------------------------------------------------- verdict */

enum zp_severity
run_fail_on(const struct run *run)
{
	return run->options->fail_on_given ? run->options->fail_on :
					     config_fail_on(run->config);
}

void
summary_add(struct finding_summary *summary, const struct finding *finding)
{
	if (finding->allowed != NULL)
		summary->allowed++;
	else if (finding->severity == ZP_ERROR)
		summary->errors++;
	else if (finding->severity == ZP_WARNING)
		summary->warnings++;
	else
		summary->notices++;
}

/* -------------------------------------------------------------- the end */

/* The zones the run was asked about, as they are after; NULL: it went. */
static const struct zp_zone *
zone_looked_at(const struct engine *engine, size_t i)
{
	return engine->changes == NULL ? engine->after->zones.at[i] :
					 engine->changes->zones.at[i].after;
}

static size_t
zones_looked_at(const struct engine *engine)
{
	return engine->changes == NULL ? engine->asked :
					 engine->changes->zones.count;
}

static struct finding_summary
summary_of_zones(const struct engine *engine)
{
	struct finding_summary summary = { 0 };

	summary.zones = zones_looked_at(engine);
	if (engine->changes != NULL)
		summary.changed = engine->changes->deltas;
	for (size_t i = 0; i < summary.zones; i++) {
		const struct zp_zone *zone = zone_looked_at(engine, i);

		summary.records += zone == NULL ? 0 : zone->records.count;
	}
	return summary;
}

void
run_notice_partial(struct run *run, const struct zp_zone *zone)
{
	struct source_place place;

	if (zone == NULL || !zone->partial || zone->partial_source == NULL)
		return;
	place = source_place(zone->partial_source, zone->partial_offset);
	run_notice(run,
	    "cannot see all of %s: what %s:%u stands for is not known",
	    zone->file, zone->partial_source->path, place.line);
}

/* Leaves out what only one side of a merge brings. */
static void
findings_brought(const struct run *run, struct findings *findings)
{
	size_t kept = 0;

	for (size_t i = 0; i < findings->count; i++) {
		bool everywhere = true;

		for (size_t j = 0; j < run->brought_count; j++)
			everywhere = everywhere &&
			    map_has(
				&run->brought[j], findings->at[i].fingerprint);
		if (everywhere)
			findings->at[kept++] = findings->at[i];
	}
	findings->count = kept;
}

/* Leaves out what is below --min-severity; does the rest fail the run? */
static bool
findings_judge(const struct run *run, struct findings *findings,
    struct finding_summary *summary)
{
	enum zp_severity fail_on = run_fail_on(run);
	size_t kept = 0;
	bool failed = false;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->at[i];

		if (finding->severity < run->options->min_severity)
			continue;
		summary_add(summary, finding);
		failed = failed || finding_fails(finding, fail_on);
		findings->at[kept++] = *finding;
	}
	findings->count = kept;
	return failed;
}

/* What a report is made of: findings in memory. */
static void
findings_feed(
    void *data, const struct reporter *reporter, struct report *report)
{
	const struct findings *findings = data;

	for (size_t i = 0; i < findings->count; i++)
		reporter->finding(report, &findings->at[i]);
}

void
run_engine(const struct run *run, struct engine *engine)
{
	engine->run = run->arena;
	engine->rules = rules_of_config(
	    run->arena, run->options->rules_known, run->config);
	engine->config = run->config;
	engine->lists = rule_lists_new(run->arena, engine->rules, run->config);
	engine->now = run->options->now;
	engine->threads = run->options->threads;
}

/* What several files give rise to is said once. */
static void
notices_once(struct run *run)
{
	struct map said = { 0 };
	size_t kept = 0;

	for (size_t i = 0; i < run->notices.count; i++) {
		struct finding_notice notice = run->notices.at[i];

		if (map_has(&said, notice.message))
			continue;
		map_put(&said, notice.message);
		run->notices.at[kept++] = notice;
	}
	run->notices.count = kept;
	map_done(&said);
}

int
run_finish(struct run *run, struct engine *engine, struct error *err)
{
	struct outputs outputs = { 0 };
	struct findings findings = { 0 };
	struct report_end end = { .summary = summary_of_zones(engine) };
	bool failed = false;
	int status = 0;

	run_engine(run, engine);
	if (outputs_open(run, &outputs, err) != 0)
		return -1;
	run_progress_clear(run);
	engine_run(engine, &findings);
	findings_brought(run, &findings);
	policy_apply(run, engine, &findings);
	findings_share(run->arena, &findings);
	failed = findings_judge(run, &findings, &end.summary);
	end.digests = engine_digests(engine, &end.digest_count);
	if (outputs_look(&outputs))
		end.view = view_make(engine);
	for (size_t i = 0; i < zones_looked_at(engine); i++)
		run_notice_partial(run, zone_looked_at(engine, i));
	run_progress_clear(run);
	end.complete = run->troubles == 0;
	notices_once(run);
	end.notices = run->notices.at;
	end.notice_count = run->notices.count;
	status = outputs_write(&outputs, findings_feed, &findings, &end, err);
	if (status == 0)
		status = run->troubles > 0 ? ERROR_INPUT : failed;
	if (status > 0 && run->policy.emergency)
		status = 0;
	if (run->options->explain_verdict && status >= 0)
		verdict_explain(run, &findings, status);
	vector_done(&findings);
	return status;
}

void
run_done(struct run *run)
{
	policy_done(&run->policy);
	vector_done(&run->notices);
	map_done(&run->told);
}
