/*
 * zoneproof completion: what a shell is to know of commands, options and rules,
 * printed from the tables of all three.
 */
#include <stdio.h>
#include <string.h>

#include "../base/text.h"
#include "../read/format.h"
#include "../report/report.h"
#include "command.h"
#include "option_table.h"

/* ------------------------------------------------------- what may follow */

static void
print_formats(void)
{
	for (size_t i = 0; all_formats[i] != NULL; i++)
		if (all_formats[i]->read != NULL)
			printf("%s ", all_formats[i]->name);
}

static void
print_reporters(void)
{
	for (const struct reporter *const *each = reporters; *each != NULL;
	     each++)
		printf("%s ", (*each)->name);
}

/* The words that an option's argument is one of; files where it has no row. */
static const struct value_words {
	const char *option;
	const char *words;
	void (*print)(void); /* where `words` is NULL */
} value_words[] = {
	{ "fail-on", "error warning notice never", NULL },
	{ "min-severity", "error warning notice", NULL },
	{ "policy-from", "before after worktree", NULL },
	{ "color", "auto always never", NULL },
	{ "progress", "auto never", NULL },
	{ "format", NULL, print_reporters },
	{ "input-format", NULL, print_formats },
	{ NULL, NULL, NULL },
};

static void
print_value_words(const struct value_words *row)
{
	if (row->words != NULL)
		fputs(row->words, stdout);
	else
		row->print();
}

/* Of "install [NAME…] | run NAME" the words are "install" and "run". */
static void
print_first_words(const struct command *command)
{
	struct text rest = text_of(command->usage);

	while (rest.ptr != NULL) {
		struct text part = text_trim(text_cut(&rest, '|'));
		struct text word = text_cut(&part, ' ');

		if (word.len > 0 && word.ptr[0] >= 'a' && word.ptr[0] <= 'z')
			printf("%.*s ", (int)word.len, word.ptr);
	}
}

static void
print_words(const struct options *options, const struct command *command)
{
	const struct zp_rule *const *rule = options->rules_known;

	if (command != &command_explain) {
		print_first_words(command);
		return;
	}
	for (; *rule != NULL; rule++)
		printf("%s ", (*rule)->id);
}

static void
print_commands(const char *between)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		printf("%s%s", i == 0 ? "" : between, commands[i]->name);
}

/* -------------------------------------------------------------------- bash */

static void
bash_values(void)
{
	for (const struct value_words *row = value_words; row->option != NULL;
	     row++) {
		const struct option_row *option = option_named(row->option);

		if (option->letter != 0)
			printf("\t-%c | ", option->letter);
		else
			putchar('\t');
		printf("--%s) words='", row->option);
		print_value_words(row);
		puts("' ;;");
	}
}

static void
bash_command(const struct options *options, const struct command *command)
{
	printf("\t%s)\n\t\toptions='", command->name);
	for (const struct option_row *row = option_rows; row->name != NULL;
	     row++)
		if (option_is_taken(row, command->name))
			printf("--%s ", row->name);
	fputs("'\n\t\twords='", stdout);
	print_words(options, command);
	puts("' ;;");
}

static void
bash_print(const struct options *options)
{
	fputs("_zoneproof()\n{\n"
	      "\tlocal current=${COMP_WORDS[COMP_CWORD]} command= options= "
	      "words= i\n\n"
	      "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	      "\t\tcase ${COMP_WORDS[i]} in\n\t\t",
	    stdout);
	print_commands(" | ");
	fputs(") command=${COMP_WORDS[i]} && break ;;\n"
	      "\t\tesac\n\tdone\n"
	      "\tcase ${COMP_WORDS[COMP_CWORD-1]} in\n",
	    stdout);
	bash_values();
	fputs("\tesac\n"
	      "\tif [[ -n $words ]]; then\n"
	      "\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
	      "\t\treturn\n\tfi\n"
	      "\tcase $command in\n",
	    stdout);
	for (size_t i = 0; commands[i] != NULL; i++)
		bash_command(options, commands[i]);
	fputs("\t*)\n\t\toptions='--help --version --directory'\n"
	      "\t\twords='",
	    stdout);
	print_commands(" ");
	fputs("' ;;\n\tesac\n"
	      "\t[[ $current != -* ]] || words=$options\n"
	      "\t[[ -z $words ]] ||\n"
	      "\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
	      "}\ncomplete -o default -F _zoneproof zoneproof\n",
	    stdout);
}

static void
zsh_print(const struct options *options)
{
	puts("autoload -U +X bashcompinit && bashcompinit");
	bash_print(options);
}

/* -------------------------------------------------------------------- fish */

static void
fish_quoted(const char *text)
{
	putchar('\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('\'');
}

static void
fish_option(const struct option_row *option)
{
	const struct value_words *row = value_words;

	fputs("complete -c zoneproof", stdout);
	if (option->commands != NULL)
		printf(
		    " -n '__fish_seen_subcommand_from %s'", option->commands);
	if (option->letter != 0)
		printf(" -s %c", option->letter);
	printf(" -l %s%s -d ", option->name,
	    option->argument != NULL ? " -r" : "");
	fish_quoted(option->what);
	while (row->option != NULL && strcmp(row->option, option->name) != 0)
		row++;
	if (row->option != NULL) {
		fputs(" -f -a '", stdout);
		print_value_words(row);
		putchar('\'');
	}
	putchar('\n');
}

static void
fish_print(const struct options *options)
{
	for (size_t i = 0; commands[i] != NULL; i++) {
		fputs("complete -c zoneproof -f -n __fish_use_subcommand -a ",
		    stdout);
		printf("%s -d ", commands[i]->name);
		fish_quoted(commands[i]->what);
		printf("\ncomplete -c zoneproof -n "
		       "'__fish_seen_subcommand_from %s' -a '",
		    commands[i]->name);
		print_words(options, commands[i]);
		puts("'");
	}
	for (const struct option_row *row = option_rows; row->name != NULL;
	     row++)
		fish_option(row);
}

/* ----------------------------------------------------------------- command */

static const struct shell {
	const char *name;
	void (*print)(const struct options *options);
} shells[] = {
	{ "bash", bash_print },
	{ "zsh", zsh_print },
	{ "fish", fish_print },
};

static int
completion_run(
    const struct options *options, struct arena *arena, struct error *err)
{
	(void)arena;
	for (size_t i = 0;
	     options->word_count == 1 && i < sizeof shells / sizeof *shells;
	     i++) {
		if (strcmp(shells[i].name, options->words[0]) != 0)
			continue;
		shells[i].print(options);
		return 0;
	}
	return error_usage(err, "completion knows bash, zsh and fish");
}

const struct command command_completion = {
	.name = "completion",
	.usage = "bash|zsh|fish",
	.what = "prints what a shell needs to complete all of this",
	.run = completion_run,
};
