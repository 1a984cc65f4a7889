/* Reads the command line by the table of options, and prints --help from it. */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/workers.h"
#include "../report/report.h"
#include "command.h"
#include "environment.h"
#include "option_table.h"

#define LONG_ONLY 256 /* codes of getopt's behind the letters */

/* --------------------------------------------------------------- commands */

static int
unknown_option(const char *word, struct error *err)
{
	struct slip slip = { 0 };

	if (word == NULL || strncmp(word, "--", 2) != 0)
		return error_usage(err, "unknown option %s (try --help)",
		    word == NULL ? "" : word);
	slip.word = word + 2;
	for (const struct option_row *row = option_rows; row->name != NULL;
	     row++)
		slip_try(&slip, row->name);
	return error_usage(err, "unknown option %s%s%s%s", word,
	    slip.meant == NULL ? " (try --help)" : " (did you mean --",
	    slip.meant == NULL ? "" : slip.meant,
	    slip.meant == NULL ? "" : "?)");
}

static int
find_command(struct options *options, struct error *err)
{
	const char *word = options->word_count > 0 ? options->words[0] : NULL;
	struct slip slip = { .word = word };

	if (word == NULL) {
		if (options->help || options->version)
			return 0;
		return error_usage(err,
		    "say what to do: zoneproof check, "
		    "zoneproof diff (try --help)");
	}
	for (size_t i = 0; commands[i] != NULL; i++) {
		slip_try(&slip, commands[i]->name);
		if (strcmp(commands[i]->name, word) == 0)
			options->command = commands[i];
	}
	if (options->command == NULL) {
		return error_usage(err, "unknown command %s%s%s%s", word,
		    slip.meant == NULL ? " (try --help)" : " (did you mean ",
		    slip.meant == NULL ? "" : slip.meant,
		    slip.meant == NULL ? "" : "?)");
	}
	options->words++;
	options->word_count--;
	return 0;
}

/* ---------------------------------------------------------------- reading */

/* getopt's two tables; a long option's code is its row's number. */
struct getopt_tables {
	struct option *longs;
	char *shorts;
};

static size_t
rows_count(void)
{
	size_t count = 0;

	while (option_rows[count].name != NULL)
		count++;
	return count;
}

static struct getopt_tables
getopt_tables(struct arena *arena)
{
	size_t count = rows_count();
	struct getopt_tables tables = {
		arena_array(arena, count + 1, sizeof *tables.longs),
		arena_array(arena, count * 2 + 2, 1),
	};
	char *shorts = tables.shorts;

	*shorts++ = ':';
	for (size_t i = 0; i < count; i++) {
		const struct option_row *row = &option_rows[i];

		tables.longs[i] = (struct option){ row->name,
			row->argument == NULL ? no_argument : required_argument,
			NULL, LONG_ONLY + (int)i };
		if (row->letter == 0)
			continue;
		*shorts++ = row->letter;
		if (row->argument != NULL)
			*shorts++ = ':';
	}
	return tables;
}

/* The row of what getopt found; NULL: no option of ours. */
static const struct option_row *
row_of(int code)
{
	if (code >= LONG_ONLY)
		return &option_rows[code - LONG_ONLY];
	for (const struct option_row *row = option_rows; row->name != NULL;
	     row++)
		if (row->letter != 0 && row->letter == code)
			return row;
	return NULL;
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
	if (row->letter == 'f' && !is_given(options, row->name))
		options->formats = NULL;
	if (row->set(options, arena, row, value, err) != 0)
		return -1;
	option_note(
	    options, arena, &(struct option_given){ row->name, value, false });
	return 0;
}

static int
given_check(const struct options *options, struct error *err)
{
	for (size_t i = 0; i < options->given_count; i++)
		if (!options->given[i].environment &&
		    !option_is_taken(option_named(options->given[i].name),
			options->command->name))
			return error_usage(err, "zoneproof %s knows no --%s",
			    options->command->name, options->given[i].name);
	return 0;
}

int
options_read(struct options *options, struct arena *arena, int argc,
    char **argv, struct error *err)
{
	struct getopt_tables tables = getopt_tables(arena);
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
	opterr = 0;
	while ((code = getopt_long(
		    count, argv, tables.shorts, tables.longs, NULL)) != -1) {
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

/* Bytes that are no continuation of a character (UTF-8). */
static size_t
columns(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xC0) != 0x80;
	return count;
}

static void
print_row(FILE *file, const struct option_row *row)
{
	char left[64];

	snprintf(left, sizeof left, "%c%c%s --%s %s",
	    row->letter != 0 ? '-' : ' ', row->letter != 0 ? row->letter : ' ',
	    row->letter != 0 ? "," : " ", row->name,
	    row->argument == NULL ? "" : row->argument);
	fprintf(file, "  %s", left);
	for (size_t i = columns(left); i < 27; i++)
		putc(' ', file);
	fprintf(file, "%s\n", row->what);
}

static void
print_formats(FILE *file, const struct command *command)
{
	if (command == NULL ||
	    !option_is_taken(option_named("format"), command->name))
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
			fprintf(file, "  zoneproof %-10s %s\n",
			    commands[i]->name, commands[i]->what);
		fputs("\nOptions:\n", file);
	} else
		fprintf(file, "zoneproof %s %s\n%s\n\nOptions:\n",
		    command->name, command->usage, command->what);
	for (const struct option_row *row = option_rows; row->name != NULL;
	     row++)
		if (command == NULL || option_is_taken(row, command->name))
			print_row(file, row);
	print_formats(file, command);
	fputs("\nExit status: 0 nothing found, 1 findings, 2 usage or "
	      "configuration,\n3 something was not read, 4 internal fault.\n",
	    file);
}
