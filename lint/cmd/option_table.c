/* Every option: what people call it, who takes it, and what it sets. */
#include "option_table.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/text.h"
#include "../base/workers.h"
#include "../dns/idna.h"
#include "../dns/name.h"
#include "../policy/config.h"
#include "../read/format.h"
#include "shard.h"

/* ------------------------------------------------------------ plain values */

static int
set_flag(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	(void)arena;
	(void)value;
	(void)err;
	*(bool *)((char *)options + row->at) = true;
	return 0;
}

static int
set_text(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	(void)arena;
	(void)err;
	*(const char **)(void *)((char *)options + row->at) = value;
	return 0;
}

const char **
option_list_add(struct arena *arena, const char **list, const char *item)
{
	const char **longer = NULL;
	size_t count = 0;

	while (list != NULL && list[count] != NULL)
		count++;
	longer = arena_array(arena, count + 2, sizeof *longer);
	if (count > 0)
		memcpy(longer, list, count * sizeof *longer);
	longer[count] = item;
	return longer;
}

static int
add_text(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	const char ***list =
	    (const char ***)(void *)((char *)options + row->at);

	(void)err;
	*list = option_list_add(arena, *list, value);
	return 0;
}

/* ------------------------------------------------------------------- words */

static int
read_word(const struct option_row *row, const char *value,
    const char *const *words, int *ret, struct error *err)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], value) == 0) {
			*ret = i;
			return 0;
		}
	return error_usage(err, "--%s: \"%s\" is none of %s, %s and %s",
	    row->name, value, words[0], words[1], words[2]);
}

static int
read_when(const struct option_row *row, const char *value, enum when *ret,
    struct error *err)
{
	static const char *const whens[] = { "auto", "always", "never", NULL };
	int word = 0;

	if (read_word(row, value, whens, &word, err) != 0)
		return -1;
	*ret = (enum when)word;
	return 0;
}

static int
set_colour(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	(void)arena;
	return read_when(row, value, &options->colour, err);
}

static int
set_progress(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	(void)arena;
	return read_when(row, value, &options->progress, err);
}

static int
set_policy_from(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	static const char *const sides[] = { "before", "after", "worktree",
		NULL };
	int word = 0;

	(void)arena;
	if (read_word(row, value, sides, &word, err) != 0)
		return -1;
	options->policy_from = (enum policy_from)word;
	options->policy_from_given = true;
	return 0;
}

static int
read_severity(const struct option_row *row, const char *value,
    enum zp_severity *ret, struct error *err)
{
	if (severity_from_text(value, ret))
		return 0;
	return error_usage(err,
	    "--%s: \"%s\" is none of error, warning, notice, never", row->name,
	    value);
}

static int
set_fail_on(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	(void)arena;
	options->fail_on_given = true;
	return read_severity(row, value, &options->fail_on, err);
}

static int
set_min_severity(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	(void)arena;
	return read_severity(row, value, &options->min_severity, err);
}

static int
set_origin(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	static const uint8_t root[] = { 0 };
	uint8_t name[NAME_WIRE];
	enum name_fault fault = name_from_text(
	    idna_ascii(arena, text_of(value)), root, name, NULL);

	options->origin = value;
	if (fault == NAME_OK)
		return 0;
	return error_usage(
	    err, "--%s: '%.200s' %s", row->name, value, name_fault_text(fault));
}

static int
set_input_format(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	char names[300] = "";
	size_t length = 0;

	(void)arena;
	options->input_format = value;
	if (format_named(value) != NULL)
		return 0;
	for (size_t i = 0; all_formats[i] != NULL; i++)
		if (all_formats[i]->read != NULL && length < sizeof names)
			length += (size_t)snprintf(names + length,
			    sizeof names - length, "%s%s", i == 0 ? "" : ", ",
			    all_formats[i]->name);
	return error_usage(
	    err, "--%s: \"%s\" is none of %s", row->name, value, names);
}

/* ----------------------------------------------------------------- numbers */

static int
read_number(const struct option_row *row, const char *value, unsigned least,
    unsigned most, unsigned *ret, struct error *err)
{
	char *end = NULL;
	unsigned long number = strtoul(value, &end, 10);

	if (*value < '0' || *value > '9' || *end != '\0' || number < least ||
	    number > most)
		return error_usage(err,
		    "--%s: \"%s\" is no number from %u to %u", row->name, value,
		    least, most);
	*ret = (unsigned)number;
	return 0;
}

/* Any number of jobs may be asked for; that many are not always started. */
static int
set_threads(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	char *end = NULL;
	unsigned long count = strtoul(value, &end, 10);

	(void)arena;
	if (*value < '0' || *value > '9' || *end != '\0' || count == 0)
		return error_usage(err, "--%s: \"%s\" is no number of threads",
		    row->name, value);
	options->threads = count < WORKERS_MAX ? (unsigned)count : WORKERS_MAX;
	return 0;
}

static int
set_expect(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	(void)arena;
	return read_number(row, value, 1, SHARDS_MAX, &options->expect, err);
}

static int
set_zone_timeout(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	(void)arena;
	return read_number(row, value, 0, 86400, &options->zone_timeout, err);
}

static int
set_zone_memory(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	unsigned number = 0;

	(void)arena;
	if (read_number(row, value, 16, 1u << 24, &number, err) != 0)
		return -1;
	options->zone_memory = (size_t)number * 1000 * 1000;
	return 0;
}

static bool
time_read(const char *value, int64_t *ret)
{
	static const char *const forms[] = { "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d",
		NULL };
	char *end = NULL;
	long long seconds = strtoll(value, &end, 10);

	if (end != value && *end == '\0') {
		*ret = seconds;
		return true;
	}
	for (size_t i = 0; forms[i] != NULL; i++) {
		struct tm when = { 0 };
		const char *rest = strptime(value, forms[i], &when);

		if (rest != NULL && *rest == '\0') {
			*ret = timegm(&when);
			return true;
		}
	}
	return false;
}

static int
set_now(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	(void)arena;
	if (time_read(value, &options->now))
		return 0;
	return error_usage(err,
	    "--%s: \"%s\" is no time such as 2026-11-01T12:00:00Z", row->name,
	    value);
}

/* --------------------------------------------------------------- the table */

#define LINTS    "check diff compare plan hook audit merge"
#define FIELD(f) offsetof(struct options, f)

const struct option_row option_rows[] = {
	{ 'f', "format", "NAME[:FILE]", LINTS,
	    "report so (see below); may be repeated", .set = add_text,
	    .at = FIELD(formats), .list = true },
	{ 0, "fail-on", "LEVEL", LINTS " config",
	    "exit 1 from error, warning, notice, or never (default: error)",
	    .set = set_fail_on },
	{ 0, "min-severity", "LEVEL", LINTS, "leave out findings below it",
	    .set = set_min_severity },
	{ 0, "rule", "ID=SEVERITY", LINTS " config",
	    "set a rule to error, warning, notice or off; may be repeated",
	    .set = add_text, .at = FIELD(rules), .list = true },
	{ 0, "plugin", "FILE.so", LINTS " rules explain config",
	    "rules from a shared object as well; may be repeated",
	    .set = add_text, .at = FIELD(plugins), .variable = VARIABLE_NEVER },
	{ 0, "only", "ID,…", LINTS " config", "run these rules alone",
	    .set = set_text, .at = FIELD(only) },
	{ 'c', "config", "FILE", LINTS " config explain",
	    "this configuration instead of the nearest .zoneproof.yaml",
	    .set = set_text, .at = FIELD(config) },
	{ 0, "no-config", NULL, LINTS, "read no configuration", .set = set_flag,
	    .at = FIELD(no_config) },
	{ 0, "policy-from", "SIDE", "diff hook",
	    "configuration of: before (default), after, worktree",
	    .set = set_policy_from },
	{ 0, "no-inline-allows", NULL, LINTS,
	    "comments and commit trailers allow nothing", .set = set_flag,
	    .at = FIELD(no_inline_allows) },
	{ 0, "baseline", "FILE", LINTS " baseline",
	    "allow the old findings of state rules that it lists",
	    .set = set_text, .at = FIELD(baseline) },
	{ 0, "prune", NULL, "baseline",
	    "write: only take out what is no longer found", .set = set_flag,
	    .at = FIELD(prune) },
	{ 0, "reason", "TEXT", "waiver", "add: why it may stay",
	    .set = set_text, .at = FIELD(reason) },
	{ 0, "until", "DATE", "waiver", "add: the last day it holds",
	    .set = set_text, .at = FIELD(until) },
	{ 0, "explain-verdict", NULL, LINTS,
	    "say on standard error how the exit status came about",
	    .set = set_flag, .at = FIELD(explain_verdict) },
	{ 0, "origin", "ZONE", "check compare diff plan audit",
	    "the zone that a single file holds", .set = set_origin,
	    .at = FIELD(origin) },
	{ 0, "input-format", "NAME", "check compare plan",
	    "read the files that are named as this: zone, octodns, …",
	    .set = set_input_format },
	{ 0, "staged", NULL, "diff", "compare what is staged with HEAD",
	    .set = set_flag, .at = FIELD(staged) },
	{ 0, "base", "REV", "diff",
	    "compare with where this branch left REV; auto: as CI says",
	    .set = set_text, .at = FIELD(base) },
	{ 0, "patch", "FILE", "diff",
	    "judge a unified diff (- for standard input)", .set = set_text,
	    .at = FIELD(patch) },
	{ 0, "state", "FILE", "plan", "what the zones hold before the change",
	    .set = set_text, .at = FIELD(state) },
	{ 0, "files-from", "FILE", "check diff audit merge",
	    "read paths from FILE, one a line (- for standard input)",
	    .set = set_text, .at = FIELD(files_from) },
	{ 'C', "directory", "DIR", NULL, "run as if started in DIR",
	    .set = set_text, .at = FIELD(folder) },
	{ 0, "now", "TIME", LINTS " baseline waiver",
	    "the time to judge by: 2026-11-01, 2026-11-01T12:00:00Z or "
	    "seconds",
	    .set = set_now },
	{ 'j', "jobs", "N", LINTS,
	    "work on N processors at once (default: all)", .set = set_threads },
	{ 0, "shard", "I/N", "audit",
	    "write part I of N for merge; auto or auto/N: as the scheduler "
	    "says",
	    .set = set_text, .at = FIELD(shard) },
	{ 0, "survey", NULL, "audit",
	    "with --shard: only write what other parts have to know",
	    .set = set_flag, .at = FIELD(survey) },
	{ 0, "facts", "FILE", "audit",
	    "what --survey of all parts wrote, joined by merge",
	    .set = set_text, .at = FIELD(facts) },
	{ 0, "output", "FILE", "audit merge", "where the shard goes",
	    .set = set_text, .at = FIELD(output) },
	{ 0, "expect", "N", "merge",
	    "refuse anything but N shards that make a whole",
	    .set = set_expect },
	{ 0, "since", "OLD.ndjson", "audit merge",
	    "say what is new, unchanged and gone against an earlier audit",
	    .set = set_text, .at = FIELD(since) },
	{ 0, "zone-timeout", "SECONDS", "audit",
	    "give a zone up after so long (default: 120; 0: never)",
	    .set = set_zone_timeout },
	{ 0, "zone-memory", "MB", "audit",
	    "give a zone up that wants more (default: 3/4 of what there is)",
	    .set = set_zone_memory },
	{ 0, "color", "WHEN", NULL, "auto, always or never", set_colour, 0,
	    .variable = VARIABLE_ALWAYS },
	{ 0, "progress", "WHEN", LINTS, "auto or never", .set = set_progress },
	{ 0, "force", NULL, "hook", "write over a hook that is not ours",
	    .set = set_flag, .at = FIELD(force), .variable = VARIABLE_NEVER },
	{ 'q', "quiet", NULL, LINTS, "one line a finding, no totals",
	    .set = set_flag, .at = FIELD(quiet) },
	{ 'v', "verbose", NULL, LINTS, "say more", .set = set_flag,
	    .at = FIELD(verbose) },
	{ 'h', "help", NULL, NULL, "this text", .set = set_flag,
	    .at = FIELD(help) },
	{ 0, "version", NULL, NULL, "the version", .set = set_flag,
	    .at = FIELD(version) },
	{ .name = NULL },
};

bool
option_is_taken(const struct option_row *row, const char *command)
{
	struct text names = text_of(row->commands);

	if (row->commands == NULL)
		return true;
	while (names.ptr != NULL)
		if (text_equal(text_cut(&names, ' '), text_of(command)))
			return true;
	return false;
}

const struct option_row *
option_named(const char *name)
{
	for (const struct option_row *row = option_rows; row->name != NULL;
	     row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

void
option_note(struct options *options, struct arena *arena,
    const struct option_given *given)
{
	struct option_given *longer = arena_array(
	    arena, options->given_count + 1, sizeof *longer);

	if (options->given_count > 0)
		memcpy(longer, options->given,
		    options->given_count * sizeof *longer);
	longer[options->given_count++] = *given;
	options->given = longer;
}
