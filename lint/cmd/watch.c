/* Looks at what a change does to zoneproof's own policy. */
#include "watch.h"

#include <string.h>

#include "../base/limits.h"
#include "../examples.h"
#include "../policy/leaves.h"
#include "../policy/waivers.h"
#include "../registry.h"

struct watch {
	struct run *run;
	struct files *files[2]; /* before, after */
	const char *folder;
};

/* A file as it stands on both sides; bytes.ptr NULL where it does not. */
struct watched {
	struct source sides[2];
};

/* ---------------------------------------------------------------- findings */

struct evidence {
	VECTOR_OF(struct finding_evidence);
};

static struct finding_place
place_in(const struct source *source, uint32_t offset, bool before)
{
	struct source_place place = source_place(source, offset);

	return (struct finding_place){ .file = source->path,
		.line = place.line,
		.column = place.column,
		.text = place.text,
		.before = before };
}

static void
tell(const struct watch *watch, const struct watched *watched,
    enum zp_severity severity, const char *message,
    const struct evidence *evidence)
{
	struct run *run = watch->run;
	const struct zp_rule *rule = registry_find(
	    run->options->rules_known, "policy-changed");
	bool gone = watched->sides[1].bytes.ptr == NULL;
	bool firm = !config_ignorable(run->config, rule->id, "");
	const struct source *source = &watched->sides[gone ? 0 : 1];
	enum zp_severity configured = config_severity(
	    run->config, rule->id, "", severity);
	struct finding_evidence *kept = arena_array(
	    run->arena, evidence->count + 1, sizeof *kept);
	struct finding *finding = NULL;

	if (configured == ZP_OFF)
		return;
	if (evidence->count > 0)
		memcpy(kept, evidence->at, evidence->count * sizeof *kept);
	finding = vector_push(&run->policy.own);
	*finding = (struct finding){ .rule = rule,
		.rule_id = rule->id,
		.severity = configured,
		.softened = configured < severity,
		.firm = firm,
		.message = message,
		.zone = "",
		.name = "",
		.type = "",
		.subject = source->path,
		.place = place_in(source, 0, gone),
		.evidence = kept,
		.evidence_count = evidence->count,
		.fix = severity == ZP_NOTICE ?
		    NULL :
		    "have those who keep the policy review it, best in a "
		    "change of its own" };
	/* Comments in these files are not heard. */
	if (!firm && config_allows(run->config, "inline"))
		finding->allow_line = "Zoneproof-Allow: policy-changed -- ";
	finding_fingerprint(finding);
}

/* A line of evidence; NULL beyond LIMIT_EVIDENCE, where they are counted. */
static struct finding_evidence *
evidence_add(struct evidence *evidence, size_t *left_out)
{
	if (evidence->count < LIMIT_EVIDENCE - 1)
		return vector_push(evidence);
	++*left_out;
	return NULL;
}

static void
evidence_end(struct run *run, struct evidence *evidence, size_t left_out)
{
	if (left_out > 0)
		*vector_push(evidence) = (struct finding_evidence){
			.message = arena_format(
			    run->arena, "and %zu more", left_out)
		};
}

/* ------------------------------------------------------------- both sides */

static int
watched_read(const struct watch *watch, const char *name,
    struct watched *watched, struct error *err)
{
	struct arena *arena = watch->run->arena;

	for (int side = 0; side < 2; side++) {
		struct source *source = &watched->sides[side];
		struct text bytes = { NULL, 0 };
		int status = files_nearest(watch->files[side], arena,
		    watch->folder, name, &source->path, &bytes, err);

		if (status < 0)
			return -1;
		if (status > 0)
			source->bytes =
			    bytes.ptr != NULL ? bytes : (struct text){ "", 0 };
	}
	return 0;
}

static void
watched_done(const struct watched *watched)
{
	source_done(&watched->sides[0]);
	source_done(&watched->sides[1]);
}

static bool
is_same(const struct watched *watched)
{
	const struct source *before = &watched->sides[0];
	const struct source *after = &watched->sides[1];

	return (before->bytes.ptr == NULL) == (after->bytes.ptr == NULL) &&
	    text_equal(before->bytes, after->bytes) &&
	    strcmp(before->path, after->path) == 0;
}

/* ---------------------------------------------------------- configuration */

/* NULL: there is none, or none that can be read: `err` says why. */
static struct config *
config_of_side(const struct watch *watch, const struct watched *watched,
    int side, struct error *err)
{
	const struct source *source = &watched->sides[side];
	struct config_file file = { source, watch->files[side], source->path };

	if (source->bytes.ptr == NULL)
		return NULL;
	return config_load(
	    watch->run->arena, &file, watch->run->options->rules_known, err);
}

static const char *
value_text(const char *value)
{
	return value == NULL ? "not set" : value;
}

static const char *
change_text(struct arena *arena, const struct leaf_change *change)
{
	if (change->at->item)
		return arena_format(arena, "%s: %s %s", change->key,
		    change->old == NULL ? "adds" : "no longer",
		    change->old == NULL ? change->new : change->old);
	return arena_format(arena, "%s: %s → %s", change->key,
	    value_text(change->old), value_text(change->new));
}

static size_t
changes_tell(const struct watch *watch, const struct leaf_changes *changes,
    bool weaker, struct evidence *evidence, size_t *left_out)
{
	struct arena *arena = watch->run->arena;
	size_t count = 0;

	for (size_t i = 0; i < changes->count; i++) {
		const struct leaf_change *change = &changes->at[i];
		struct finding_evidence *line = NULL;

		if (change->weaker != weaker)
			continue;
		count++;
		line = evidence_add(evidence, left_out);
		if (line != NULL)
			*line = (struct finding_evidence){
				.message = change_text(arena, change)
			};
	}
	return count;
}

static void
configs_compare(const struct watch *watch, const struct watched *watched,
    const struct config *before, const struct config *after)
{
	struct arena *arena = watch->run->arena;
	const struct zp_rule *const *rules = watch->run->options->rules_known;
	struct leaves old = { 0 }, new = { 0 };
	struct leaf_changes changes = { 0 };
	struct evidence evidence = { 0 };
	size_t left_out = 0, looser = 0, other = 0;

	leaves_of(&old, arena, before, rules);
	leaves_of(&new, arena, after, rules);
	leaves_compare(&changes, &old, &new);
	looser = changes_tell(watch, &changes, true, &evidence, &left_out);
	other = changes_tell(watch, &changes, false, &evidence, &left_out);
	evidence_end(watch->run, &evidence, left_out);
	if (looser > 0)
		tell(watch, watched, ZP_WARNING,
		    "later changes will be judged less strictly than this one",
		    &evidence);
	else if (other > 0)
		tell(watch, watched, ZP_NOTICE,
		    "later changes will be judged by other rules than this one",
		    &evidence);
	vector_done(&evidence);
	vector_done(&changes);
	leaves_done(&old);
	leaves_done(&new);
}

static void
config_broken(const struct watch *watch, const struct watched *watched,
    const struct error *err)
{
	struct evidence evidence = { 0 };

	*vector_push(&evidence) = (struct finding_evidence){
		.message = arena_string(watch->run->arena, err->message)
	};
	tell(watch, watched, ZP_ERROR,
	    "no later change can be judged: the configuration is wrong",
	    &evidence);
	vector_done(&evidence);
}

static int
config_watch(const struct watch *watch, struct error *err)
{
	struct watched watched = { 0 };
	struct error wrong = { 0 };
	const struct config *before = NULL, *after = NULL;

	if (watched_read(watch, CONFIG_FILE, &watched, err) != 0)
		return -1;
	before = config_of_side(watch, &watched, 0, &wrong);
	wrong.kind = ERROR_NONE;
	after = config_of_side(watch, &watched, 1, &wrong);
	if (wrong.kind != ERROR_NONE)
		config_broken(watch, &watched, &wrong);
	else
		configs_compare(watch, &watched, before, after);
	watched_done(&watched);
	return 0;
}

/* ---------------------------------------------------- waivers and baseline */

typedef int allows_reader(const struct watch *watch,
    const struct source *source, struct allows *allows, struct error *err);

static int
read_waivers(const struct watch *watch, const struct source *source,
    struct allows *allows, struct error *err)
{
	return waivers_read(watch->run->arena, source, false, allows, err);
}

static int
read_baseline(const struct watch *watch, const struct source *source,
    struct allows *allows, struct error *err)
{
	return baseline_read(watch->run->arena, source, allows, err);
}

static const struct allow *
allow_like(const struct map *prints, const struct allow *allow)
{
	return map_get(prints, allow->fingerprint);
}

static const char *
waiver_text(struct arena *arena, const struct allow *allow)
{
	if (allow->states_only)
		return arena_format(
		    arena, "no longer reports %s", allow->fingerprint);
	return arena_format(arena, "no longer reports %s%s%.*s: %s",
	    allow->fingerprint, allow->rules.len > 0 ? " " : "",
	    (int)allow->rules.len, allow->rules.len > 0 ? allow->rules.ptr : "",
	    allow->reason);
}

static void
allows_compare(const struct watch *watch, const struct watched *watched,
    const struct allows *old, const struct allows *new)
{
	struct map prints = { 0 };
	struct evidence evidence = { 0 };
	size_t left_out = 0, count = 0;

	for (size_t i = 0; i < old->count; i++)
		*map_put(&prints, old->at[i].fingerprint) = &old->at[i];
	for (size_t i = 0; i < new->count; i++) {
		const struct allow *allow = &new->at[i];
		const struct allow *before = allow_like(&prints, allow);
		struct finding_evidence *line = NULL;

		if (before != NULL && before->until >= allow->until)
			continue;
		count++;
		line = evidence_add(&evidence, &left_out);
		if (line != NULL)
			*line = (struct finding_evidence){
				waiver_text(watch->run->arena, allow),
				allow->place
			};
	}
	evidence_end(watch->run, &evidence, left_out);
	if (count > 0)
		tell(watch, watched, ZP_WARNING,
		    arena_format(watch->run->arena,
			"later changes will pass over %zu finding%s", count,
			count == 1 ? "" : "s"),
		    &evidence);
	vector_done(&evidence);
	map_done(&prints);
}

static int
allows_watch(const struct watch *watch, const char *name, allows_reader *read,
    struct error *err)
{
	struct watched watched = { 0 };
	struct allows sides[2] = { 0 };
	struct error wrong = { 0 };
	int status = 0;

	if (watched_read(watch, name, &watched, err) != 0)
		return -1;
	for (int i = 0; i < 2 && !is_same(&watched); i++)
		if (watched.sides[i].bytes.ptr != NULL)
			status = read(
			    watch, &watched.sides[i], &sides[i], &wrong);
	if (status != 0)
		config_broken(watch, &watched, &wrong);
	else
		allows_compare(watch, &watched, &sides[0], &sides[1]);
	allows_done(&sides[0]);
	allows_done(&sides[1]);
	watched_done(&watched);
	return 0;
}

int
policy_watch(struct run *run, struct files *before, struct files *after,
    const char *folder, struct error *err)
{
	struct watch watch = { run, { before, after }, folder };
	const char *baseline = run->options->baseline;

	/* The change cannot edit what it is not judged by. */
	if (run->options->config != NULL || run->options->no_config)
		return 0;
	if (config_watch(&watch, err) != 0 ||
	    allows_watch(&watch, WAIVERS_FILE, read_waivers, err) != 0)
		return -1;
	if (baseline == NULL)
		baseline = BASELINE_FILE;
	if (run->policy.here != NULL)
		baseline = files_join(
		    run->arena, run->policy.here, text_of(baseline));
	if (baseline == NULL || *baseline == '/')
		return 0;
	watch.folder = "";
	return allows_watch(&watch, baseline, read_baseline, err);
}
