/* Brings allows from all their places to the findings. */
#include "policy.h"

#include <stdlib.h>
#include <string.h>

#include "../dns/name.h"
#include "../policy/waivers.h"
#include "emergency.h"
#include "run.h"

void
policy_done(struct policy *policy)
{
	allows_done(&policy->allows);
	vector_done(&policy->own);
}

/* ----------------------------------------------------------------- loading */

/* 1: read, 0: there is none, -1: it cannot be read. */
static int
waivers_in(
    struct run *run, struct files *files, const char *folder, struct error *err)
{
	struct source *source = source_in(run->arena);
	int status = files == NULL ?
	    0 :
	    files_nearest(files, run->arena, folder, WAIVERS_FILE,
		&source->path, &source->bytes, err);

	if (status <= 0)
		return status;
	return waivers_read(run->arena, source, run->policy.whole,
		   &run->policy.allows, err) != 0 ?
	    -1 :
	    1;
}

/* 1: read, 0: the set does not have it, -1 */
static int
baseline_in(struct run *run, struct files *files, const char *path,
    struct text *ret, struct error *err)
{
	if (files == NULL)
		return 0;
	switch (files_read(files, path, run->arena, ret, NULL, err)) {
	case FILE_READ:
		return 1;
	case FILE_MISSING:
		return 0;
	case FILE_OUTSIDE:
	case FILE_FAILED:
		break;
	}
	return -1;
}

static int
baseline_load(struct run *run, struct files *files, struct files *fallback,
    struct error *err)
{
	const char *path = run->options->baseline;
	struct source *source = arena_array(run->arena, 1, sizeof *source);
	const char *inside = NULL;
	int status = 0;

	if (path == NULL)
		return 0;
	source->path = path;
	if (run->policy.here != NULL)
		inside = files_join(
		    run->arena, run->policy.here, text_of(path));
	if (inside != NULL)
		status = baseline_in(run, files, inside, &source->bytes, err);
	if (inside != NULL && status == 0)
		status = baseline_in(
		    run, fallback, inside, &source->bytes, err);
	if (status < 0)
		return -1;
	if (status == 0 &&
	    file_read(run->arena, path, &source->bytes, err) != 0) {
		err->kind = ERROR_USAGE;
		return -1;
	}
	if (status == 0 && inside != NULL) {
		run_notice(run,
		    "%s is new with this change and holds from the next one on",
		    path);
		return 0;
	}
	return baseline_read(run->arena, source, &run->policy.allows, err);
}

int
policy_load(struct run *run, struct files *files, struct files *fallback,
    const char *folder, struct error *err)
{
	int status = 0;

	if (!config_allows(run->config, "waivers"))
		return 0;
	if (!run->options->no_config)
		status = waivers_in(run, files, folder, err);
	if (status == 0 && !run->options->no_config)
		status = waivers_in(run, fallback, folder, err);
	if (status < 0)
		return -1;
	return baseline_load(run, files, fallback, err);
}

/* --------------------------------------------------- comments and trailers */

static bool
heeds_inline(const struct run *run)
{
	return !run->options->no_inline_allows &&
	    config_allows(run->config, "inline");
}

void
policy_message(struct run *run, struct text message, const char *by)
{
	if (heeds_inline(run))
		allows_of_message(&run->policy.allows, run->arena, message, by);
}

/* The change that a zone of the after side is part of; NULL: none. */
static const struct zp_change *
change_of(const struct engine *engine, const struct zp_zone *zone)
{
	for (size_t i = 0; i < engine->changes->zones.count; i++)
		if (engine->changes->zones.at[i].after == zone)
			return &engine->changes->zones.at[i];
	return NULL;
}

/* A zone that a change does not touch is not judged for its comments. */
static void
comments_of(struct run *run, const struct engine *engine,
    const struct zp_zone *zone, bool asked)
{
	const struct zp_change *change = NULL;

	if (zone->comments.count == 0)
		return;
	if (engine->changes == NULL) {
		allows_of_zone(&run->policy.allows, run->arena, zone,
		    asked ? NULL : zone, !asked);
		return;
	}
	change = change_of(engine, zone);
	allows_of_zone(&run->policy.allows, run->arena, zone,
	    change != NULL ? change->before : zone, true);
}

static void
comments(struct run *run, const struct engine *engine)
{
	const struct zp_estate *after = engine->after;
	size_t unheard = 0;

	for (size_t i = 0; i < after->zones.count; i++) {
		bool asked = engine->changes != NULL ||
		    (i >= engine->first && i - engine->first < engine->asked);

		unheard += after->zones.at[i]->comments.count;
		if (heeds_inline(run))
			comments_of(run, engine, after->zones.at[i], asked);
	}
	if (unheard > 0 && !heeds_inline(run))
		run_notice(run, "%zu allow comment%s not heard here: %s",
		    unheard, unheard == 1 ? " is" : "s are",
		    run->options->no_inline_allows ?
			"--no-inline-allows" :
			"the configuration says allows: { inline: false }");
}

/* ---------------------------------------------------------------- applying */

/* Did the finding's zone go, and with it the file that could carry an allow? */
static bool
is_gone(const struct engine *engine, const struct finding *finding)
{
	char name[NAME_TEXT];

	for (size_t i = 0;
	     engine->changes != NULL && i < engine->changes->zones.count; i++) {
		const struct zp_change *change = &engine->changes->zones.at[i];

		if (change->after != NULL)
			continue;
		name_to_text(change->before->name, name);
		if (strcmp(name, finding->zone) == 0)
			return true;
	}
	return false;
}

static void
in_emergency(struct run *run, struct findings *findings)
{
	const char *reason = emergency_reason(run->options, run->config);

	if (reason == NULL)
		return;
	if (*reason == '\0') {
		run_notice(run,
		    "an emergency without a reason allows nothing: say why");
		return;
	}
	run->policy.emergency = true;
	for (size_t i = 0; i < findings->count; i++)
		if (findings->at[i].allowed == NULL)
			findings->at[i].allowed = arena_format(
			    run->arena, "emergency: %s", reason);
	run_notice(run, "emergency, everything goes through: %s", reason);
}

/* What a change allows in advance is told, and may be allowed as anything. */
static void
watch_comments(struct run *run, struct findings *findings)
{
	struct allows *allows = &run->policy.allows;
	struct findings ahead = { 0 };

	allows_ahead(allows, run->arena, run->config, run->options->rules_known,
	    run->options->now, &ahead);
	allows_apply(allows, run->arena, run->options->now, &ahead);
	for (size_t i = 0; i < ahead.count; i++)
		*vector_push(findings) = ahead.at[i];
	vector_done(&ahead);
}

void
policy_apply(
    struct run *run, const struct engine *engine, struct findings *findings)
{
	struct policy *policy = &run->policy;

	comments(run, engine);
	for (size_t i = 0; i < policy->own.count; i++)
		*vector_push(findings) = policy->own.at[i];
	allows_apply(&policy->allows, run->arena, run->options->now, findings);
	if (engine->changes != NULL)
		watch_comments(run, findings);
	allows_tell(&policy->allows, run->arena, run->config,
	    run->options->rules_known, run->options->now,
	    engine->changes != NULL, findings);
	in_emergency(run, findings);
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->at[i];

		if (finding->allowed == NULL && finding->allow_line == NULL)
			finding->allow_line = allow_line(run->arena,
			    run->config, finding, is_gone(engine, finding));
	}
	findings_sort(findings);
}
