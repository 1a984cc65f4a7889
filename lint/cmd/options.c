/* Reads the command line by one table. */
#include "options.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "../base/limits.h"
#include "../base/text.h"
#include "../base/workers.h"
#include "../policy/config.h"
#include "../read/format.h"
#include "../report/report.h"
#include "command.h"
#include "shard.h"

#define LINTS "check diff compare plan hook audit merge"

/* Behind the letters that are short options. */
enum {
	OPT_FAIL_ON = 256,
	OPT_MIN_SEVERITY,
	OPT_RULE,
	OPT_ONLY,
	OPT_NO_CONFIG,
	OPT_ORIGIN,
	OPT_INPUT_FORMAT,
	OPT_STAGED,
	OPT_BASE,
	OPT_FILES_FROM,
	OPT_NOW,
	OPT_COLOR,
	OPT_PROGRESS,
	OPT_POLICY_FROM,
	OPT_FORCE,
	OPT_PATCH,
	OPT_STATE,
	OPT_PLUGIN,
	OPT_SHARD,
	OPT_SURVEY,
	OPT_FACTS,
	OPT_EXPECT,
	OPT_OUTPUT,
	OPT_SINCE,
	OPT_ZONE_TIMEOUT,
	OPT_ZONE_MEMORY,
	OPT_BASELINE,
	OPT_NO_INLINE_ALLOWS,
	OPT_EXPLAIN_VERDICT,
	OPT_REASON,
	OPT_UNTIL,
	OPT_PRUNE,
	OPT_VERSION
};

static const struct option_row {
	int code;                    /* a letter, or one of the above */
	const char *name, *argument; /* argument NULL: takes none */
	const char *commands;        /* who takes it; NULL: all */
	const char *what;
} rows[] = {
	{ 'f', "format", "NAME[:FILE]", LINTS,
	    "report so (see below); may be repeated" },
	{ OPT_FAIL_ON, "fail-on", "LEVEL", LINTS " config",
	    "exit 1 from error, warning, notice, or never (default: error)" },
	{ OPT_MIN_SEVERITY, "min-severity", "LEVEL", LINTS,
	    "leave out findings below it" },
	{ OPT_RULE, "rule", "ID=SEVERITY", LINTS " config",
	    "set a rule to error, warning, notice or off; may be repeated" },
	{ OPT_PLUGIN, "plugin", "FILE.so", LINTS " rules explain config",
	    "rules from a shared object as well; may be repeated" },
	{ OPT_ONLY, "only", "ID,…", LINTS " config", "run these rules alone" },
	{ 'c', "config", "FILE", LINTS " config explain",
	    "this configuration instead of the nearest .zoneproof.yaml" },
	{ OPT_NO_CONFIG, "no-config", NULL, LINTS, "read no configuration" },
	{ OPT_POLICY_FROM, "policy-from", "SIDE", "diff hook",
	    "configuration of: before (default), after, worktree" },
	{ OPT_NO_INLINE_ALLOWS, "no-inline-allows", NULL, LINTS,
	    "comments and commit trailers allow nothing" },
	{ OPT_BASELINE, "baseline", "FILE", LINTS " baseline",
	    "allow the old findings of state rules that it lists" },
	{ OPT_PRUNE, "prune", NULL, "baseline",
	    "write: only take out what is no longer found" },
	{ OPT_REASON, "reason", "TEXT", "waiver", "add: why it may stay" },
	{ OPT_UNTIL, "until", "DATE", "waiver", "add: the last day it holds" },
	{ OPT_EXPLAIN_VERDICT, "explain-verdict", NULL, LINTS,
	    "say on standard error how the exit status came about" },
	{ OPT_ORIGIN, "origin", "ZONE", "check compare diff plan audit",
	    "the zone that a single file holds" },
	{ OPT_INPUT_FORMAT, "input-format", "NAME", "check compare plan",
	    "read the files that are named as this: zone, octodns, …" },
	{ OPT_STAGED, "staged", NULL, "diff",
	    "compare what is staged with HEAD" },
	{ OPT_BASE, "base", "REV", "diff",
	    "compare with where this branch left REV; auto: as CI says" },
	{ OPT_PATCH, "patch", "FILE", "diff",
	    "judge a unified diff (- for standard input)" },
	{ OPT_STATE, "state", "FILE", "plan",
	    "what the zones hold before the change" },
	{ OPT_FILES_FROM, "files-from", "FILE", "check diff audit merge",
	    "read paths from FILE, one a line (- for standard input)" },
	{ 'C', "directory", "DIR", NULL, "run as if started in DIR" },
	{ OPT_NOW, "now", "TIME", LINTS " baseline waiver",
	    "the time to judge by: 2026-11-01, 2026-11-01T12:00:00Z or "
	    "seconds" },
	{ 'j', "jobs", "N", LINTS,
	    "work on N processors at once (default: all)" },
	{ OPT_SHARD, "shard", "I/N", "audit",
	    "write part I of N for merge; auto or auto/N: as the scheduler "
	    "says" },
	{ OPT_SURVEY, "survey", NULL, "audit",
	    "with --shard: only write what other parts have to know" },
	{ OPT_FACTS, "facts", "FILE", "audit",
	    "what --survey of all parts wrote, joined by merge" },
	{ OPT_OUTPUT, "output", "FILE", "audit merge", "where the shard goes" },
	{ OPT_EXPECT, "expect", "N", "merge",
	    "refuse anything but N shards that make a whole" },
	{ OPT_SINCE, "since", "OLD.ndjson", "audit merge",
	    "say what is new, unchanged and gone against an earlier audit" },
	{ OPT_ZONE_TIMEOUT, "zone-timeout", "SECONDS", "audit",
	    "give a zone up after so long (default: 120; 0: never)" },
	{ OPT_ZONE_MEMORY, "zone-memory", "MB", "audit",
	    "give a zone up that wants more (default: 3/4 of what there is)" },
	{ OPT_COLOR, "color", "WHEN", NULL, "auto, always or never" },
	{ OPT_PROGRESS, "progress", "WHEN", LINTS, "auto or never" },
	{ OPT_FORCE, "force", NULL, "hook",
	    "write over a hook that is not ours" },
	{ 'q', "quiet", NULL, LINTS, "one line a finding, no totals" },
	{ 'v', "verbose", NULL, LINTS, "say more" },
	{ 'h', "help", NULL, NULL, "this text" },
	{ OPT_VERSION, "version", NULL, NULL, "the version" },
};

#define ROWS (sizeof rows / sizeof *rows)

static const struct option_row *
row_of(int code)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].code == code)
			return &rows[i];
	return NULL;
}

static bool
takes(const struct option_row *row, const char *command)
{
	struct text names = text_of(row->commands);

	if (row->commands == NULL)
		return true;
	while (names.ptr != NULL)
		if (text_equal(text_cut(&names, ' '), text_of(command)))
			return true;
	return false;
}

/* ---------------------------------------------------------------- values */

static int
read_word(const struct option_row *row, const char *value,
    const char *const *words, int *ret, struct error *err)
{
	for (int i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], value) == 0) {
			*ret = i;
			return 0;
		}
	return error_usage(
	    err, "--%s: \"%s\" is none of %s", row->name, value, row->what);
}

/* Any number of jobs may be asked for; that many are not always started. */
static int
read_threads(const char *value, unsigned *ret, struct error *err)
{
	char *end = NULL;
	unsigned long count = strtoul(value, &end, 10);

	if (*value < '0' || *value > '9' || *end != '\0' || count == 0)
		return error_usage(
		    err, "-j: \"%s\" is no number of threads", value);
	*ret = count < WORKERS_MAX ? (unsigned)count : WORKERS_MAX;
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
read_time(const char *value, int64_t *ret, struct error *err)
{
	static const char *const forms[] = { "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d",
		"%s", NULL };

	for (size_t i = 0; forms[i] != NULL; i++) {
		struct tm when = { 0 };
		const char *end = NULL;
		char *digits_end = NULL;

		if (strcmp(forms[i], "%s") == 0) {
			long long seconds = strtoll(value, &digits_end, 10);

			if (digits_end != value && *digits_end == '\0') {
				*ret = seconds;
				return 0;
			}
			continue;
		}
		end = strptime(value, forms[i], &when);
		if (end != NULL && *end == '\0') {
			*ret = timegm(&when);
			return 0;
		}
	}
	return error_usage(err,
	    "--now: \"%s\" is no time such as 2026-11-01T12:00:00Z", value);
}

static int
read_format(const char *value, const char **ret, struct error *err)
{
	char names[300] = "";
	size_t length = 0;

	for (size_t i = 0; all_formats[i] != NULL; i++)
		if (all_formats[i]->read != NULL && length < sizeof names)
			length += (size_t)snprintf(names + length,
			    sizeof names - length, "%s%s", i == 0 ? "" : ", ",
			    all_formats[i]->name);
	*ret = value;
	if (format_named(value) != NULL)
		return 0;
	return error_usage(
	    err, "--input-format: \"%s\" is none of %s", value, names);
}

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

static const char **
list_add(struct arena *arena, const char **list, const char *item)
{
	size_t count = 0;
	const char **longer = NULL;

	while (list != NULL && list[count] != NULL)
		count++;
	longer = arena_array(arena, count + 2, sizeof *longer);
	if (count > 0)
		memcpy(longer, list, count * sizeof *longer);
	longer[count] = item;
	return longer;
}

static int
apply(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	static const char *const whens[] = { "auto", "always", "never", NULL };
	static const char *const sides[] = { "before", "after", "worktree",
		NULL };
	int word = 0, status = 0;
	unsigned number = 0;

	switch (row->code) {
	case 'f':
		options->formats = list_add(arena, options->formats, value);
		return 0;
	case OPT_FAIL_ON:
		options->fail_on_given = true;
		return read_severity(row, value, &options->fail_on, err);
	case OPT_MIN_SEVERITY:
		return read_severity(row, value, &options->min_severity, err);
	case OPT_RULE:
		options->rules = list_add(arena, options->rules, value);
		return 0;
	case OPT_PLUGIN:
		options->plugins = list_add(arena, options->plugins, value);
		return 0;
	case OPT_ONLY:
		options->only = value;
		return 0;
	case 'c':
		options->config = value;
		return 0;
	case OPT_NO_CONFIG:
		options->no_config = true;
		return 0;
	case OPT_NO_INLINE_ALLOWS:
		options->no_inline_allows = true;
		return 0;
	case OPT_EXPLAIN_VERDICT:
		options->explain_verdict = true;
		return 0;
	case OPT_BASELINE:
		options->baseline = value;
		return 0;
	case OPT_PRUNE:
		options->prune = true;
		return 0;
	case OPT_REASON:
		options->reason = value;
		return 0;
	case OPT_UNTIL:
		options->until = value;
		return 0;
	case OPT_POLICY_FROM:
		options->policy_from_given = true;
		status = read_word(row, value, sides, &word, err);
		options->policy_from = (enum policy_from)word;
		return status;
	case OPT_ORIGIN:
		options->origin = value;
		return 0;
	case OPT_INPUT_FORMAT:
		return read_format(value, &options->input_format, err);
	case OPT_STAGED:
		options->staged = true;
		return 0;
	case OPT_BASE:
		options->base = value;
		return 0;
	case OPT_PATCH:
		options->patch = value;
		return 0;
	case OPT_STATE:
		options->state = value;
		return 0;
	case OPT_FILES_FROM:
		options->files_from = value;
		return 0;
	case 'C':
		options->folder = value;
		return 0;
	case OPT_NOW:
		return read_time(value, &options->now, err);
	case 'j':
		return read_threads(value, &options->threads, err);
	case OPT_COLOR:
		status = read_word(row, value, whens, &word, err);
		options->colour = (enum when)word;
		return status;
	case OPT_PROGRESS:
		status = read_word(row, value, whens, &word, err);
		options->progress = (enum when)word;
		return status;
	case OPT_SHARD:
		options->shard = value;
		return 0;
	case OPT_SURVEY:
		options->survey = true;
		return 0;
	case OPT_FACTS:
		options->facts = value;
		return 0;
	case OPT_OUTPUT:
		options->output = value;
		return 0;
	case OPT_EXPECT:
		return read_number(
		    row, value, 1, SHARDS_MAX, &options->expect, err);
	case OPT_SINCE:
		options->since = value;
		return 0;
	case OPT_ZONE_TIMEOUT:
		return read_number(
		    row, value, 0, 86400, &options->zone_timeout, err);
	case OPT_ZONE_MEMORY:
		status = read_number(row, value, 16, 1u << 24, &number, err);
		options->zone_memory = (size_t)number * 1000 * 1000;
		return status;
	case OPT_FORCE:
		options->force = true;
		return 0;
	case 'q':
		options->quiet = true;
		return 0;
	case 'v':
		options->verbose = true;
		return 0;
	case 'h':
		options->help = true;
		return 0;
	case OPT_VERSION:
		options->version = true;
		return 0;
	default:
		return error_internal(err, "--%s does nothing", row->name);
	}
}

/* --------------------------------------------------------------- commands */

static const char *
nearest(const char *word, const char *(*name_at)(size_t))
{
	const char *best = NULL;
	unsigned best_distance = 3;

	for (size_t i = 0; name_at(i) != NULL; i++) {
		unsigned distance = text_distance(
		    text_of(word), text_of(name_at(i)), 2);

		if (distance < best_distance) {
			best = name_at(i);
			best_distance = distance;
		}
	}
	return best;
}

static const char *
command_name_at(size_t i)
{
	return commands[i] == NULL ? NULL : commands[i]->name;
}

static const char *
option_name_at(size_t i)
{
	return i < ROWS ? rows[i].name : NULL;
}

static int
unknown_option(const char *word, struct error *err)
{
	const char *known = NULL;

	if (word == NULL || strncmp(word, "--", 2) != 0)
		return error_usage(err, "unknown option %s (try --help)",
		    word == NULL ? "" : word);
	known = nearest(word + 2, option_name_at);
	return error_usage(err, "unknown option %s%s%s%s", word,
	    known == NULL ? " (try --help)" : " (did you mean --",
	    known == NULL ? "" : known, known == NULL ? "" : "?)");
}

static int
find_command(struct options *options, struct error *err)
{
	const char *word = options->word_count > 0 ? options->words[0] : NULL;
	const char *known = NULL;

	if (word == NULL) {
		if (options->help || options->version)
			return 0;
		return error_usage(err,
		    "say what to do: zoneproof check, "
		    "zoneproof diff (try --help)");
	}
	for (size_t i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, word) == 0)
			options->command = commands[i];
	if (options->command == NULL) {
		known = nearest(word, command_name_at);
		return error_usage(err, "unknown command %s%s%s%s", word,
		    known == NULL ? " (try --help)" : " (did you mean ",
		    known == NULL ? "" : known, known == NULL ? "" : "?)");
	}
	options->words++;
	options->word_count--;
	return 0;
}

/* ---------------------------------------------------------------- reading */

static void
getopt_tables(struct option *longs, char *shorts)
{
	*shorts++ = ':';
	for (size_t i = 0; i < ROWS; i++) {
		longs[i] = (struct option){ rows[i].name,
			rows[i].argument == NULL ? no_argument :
						   required_argument,
			NULL, rows[i].code };
		if (rows[i].code > 255)
			continue;
		*shorts++ = (char)rows[i].code;
		if (rows[i].argument != NULL)
			*shorts++ = ':';
	}
	longs[ROWS] = (struct option){ 0 };
	*shorts = '\0';
}

/* Words before "--" are revisions or paths, those behind it paths alone. */
static int
split_at_dashes(struct options *options, int argc, char **argv)
{
	int before = 1;

	while (before < argc && strcmp(argv[before], "--") != 0)
		before++;
	if (before < argc) {
		options->paths = (const char **)(argv + before + 1);
		options->path_count = (size_t)(argc - before - 1);
	}
	return before;
}

static void
given_add(struct options *options, struct arena *arena,
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

/* ---------------------------------------------------------- environment */

/* "fail-on" is ZONEPROOF_FAIL_ON. */
static const char *
variable_of(struct arena *arena, const struct option_row *row)
{
	char *name = arena_format(arena, "ZONEPROOF_%s", row->name);

	for (char *c = name; *c != '\0'; c++)
		*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
	return name;
}

/*
 * Hooks have no command line, so what they take is what the environment may
 * say. Plugins are code and come from a command line alone.
 */
static bool
has_variable(const struct option_row *row)
{
	if (row->code == OPT_PLUGIN || row->code == OPT_FORCE)
		return false;
	return row->code == OPT_COLOR ||
	    (row->commands != NULL && takes(row, "hook"));
}

/* "1", "true" or "yes" for what takes no value; "", "0" and the like are no. */
static bool
variable_says(const struct option_row *row, const char *value)
{
	if (row->argument != NULL)
		return true;
	return strcmp(value, "1") == 0 || strcasecmp(value, "true") == 0 ||
	    strcasecmp(value, "yes") == 0;
}

static int
variable_apply(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	const char *variable = variable_of(arena, row);
	struct error wrong = { 0 };
	struct text rest = text_of(value);

	while (rest.ptr != NULL) {
		struct text part = row->code == OPT_RULE || row->code == 'f' ?
		    text_trim(text_cut(&rest, ',')) :
		    rest;
		const char *word = arena_copy(arena, part.ptr, part.len);

		if (part.ptr == rest.ptr)
			rest.ptr = NULL;
		if (apply(options, arena, row, word, &wrong) != 0)
			return error_usage(
			    err, "%s: %.800s", variable, wrong.message);
	}
	given_add(
	    options, arena, &(struct option_given){ row->name, value, true });
	return 0;
}

static int
environment_read(
    struct options *options, struct arena *arena, struct error *err)
{
	for (size_t i = 0; i < ROWS; i++) {
		const char *value = has_variable(&rows[i]) ?
		    getenv(variable_of(arena, &rows[i])) :
		    NULL;

		if (value == NULL || *value == '\0' ||
		    !variable_says(&rows[i], value))
			continue;
		if (variable_apply(options, arena, &rows[i], value, err) != 0)
			return -1;
	}
	return 0;
}

static bool
is_given(const struct options *options, const char *name)
{
	for (size_t i = 0; i < options->given_count; i++)
		if (!options->given[i].environment &&
		    strcmp(options->given[i].name, name) == 0)
			return true;
	return false;
}

/* Reports that the line asks for stand in place of the environment's. */
static int
line_apply(struct options *options, struct arena *arena,
    const struct option_row *row, const char *value, struct error *err)
{
	if (row->code == 'f' && !is_given(options, row->name))
		options->formats = NULL;
	if (apply(options, arena, row, value, err) != 0)
		return -1;
	given_add(
	    options, arena, &(struct option_given){ row->name, value, false });
	return 0;
}

static const struct option_row *
row_named(const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

static int
given_check(const struct options *options, struct error *err)
{
	for (size_t i = 0; i < options->given_count; i++)
		if (!options->given[i].environment &&
		    !takes(row_named(options->given[i].name),
			options->command->name))
			return error_usage(err, "zoneproof %s knows no --%s",
			    options->command->name, options->given[i].name);
	return 0;
}

int
options_read(struct options *options, struct arena *arena, int argc,
    char **argv, struct error *err)
{
	struct option longs[ROWS + 1];
	char shorts[ROWS * 2 + 2];
	int count = split_at_dashes(options, argc, argv);
	int code = 0;

	options->program = argv[0];
	options->fail_on = ZP_ERROR;
	options->min_severity = ZP_NOTICE;
	options->now = time(NULL);
	options->threads = workers_default();
	options->zone_timeout = 120;
	if (environment_read(options, arena, err) != 0)
		return -1;
	getopt_tables(longs, shorts);
	opterr = 0;
	while ((code = getopt_long(count, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *row = row_of(code);

		if (code == ':')
			return error_usage(
			    err, "%s wants a value", argv[optind - 1]);
		if (row == NULL)
			return unknown_option(argv[optind - 1], err);
		if (line_apply(options, arena, row, optarg, err) != 0)
			return -1;
	}
	options->words = (const char **)(argv + optind);
	options->word_count = (size_t)(count - optind);
	if (find_command(options, err) != 0)
		return -1;
	return options->command == NULL ? 0 : given_check(options, err);
}

static void
print_row(FILE *file, const struct option_row *row)
{
	char left[64];

	snprintf(left, sizeof left, "%c%c%s --%s %s",
	    row->code < 256 ? '-' : ' ', row->code < 256 ? row->code : ' ',
	    row->code < 256 ? "," : " ", row->name,
	    row->argument == NULL ? "" : row->argument);
	fprintf(file, "  %-26s %s\n", left, row->what);
}

static void
print_formats(FILE *file, const struct command *command)
{
	if (command == NULL || !takes(row_of('f'), command->name))
		return;
	fputs("\nFormats:\n", file);
	for (const struct reporter *const *each = reporters; *each != NULL;
	     each++)
		fprintf(file, "  -f %-12s %s\n", (*each)->name, (*each)->what);
}

void
options_help(FILE *file, const struct command *command)
{
	if (command == NULL) {
		fputs("zoneproof stops DNS changes that would hurt somebody, "
		      "before they ship.\n\n",
		    file);
		for (size_t i = 0; commands[i] != NULL; i++)
			fprintf(file, "  zoneproof %-8s %s\n",
			    commands[i]->name, commands[i]->what);
		fputs("\nOptions:\n", file);
	} else
		fprintf(file, "zoneproof %s %s\n%s\n\nOptions:\n",
		    command->name, command->usage, command->what);
	for (size_t i = 0; i < ROWS; i++)
		if (command == NULL || takes(&rows[i], command->name))
			print_row(file, &rows[i]);
	print_formats(file, command);
	fputs("\nExit status: 0 nothing found, 1 findings, 2 usage or "
	      "configuration,\n3 something was not read, 4 internal fault.\n",
	    file);
}
