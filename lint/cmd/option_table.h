/*
 * The one table of options: from it come the command line, the environment,
 * --help and the completions. To add an option, add a field to struct options
 * and a row here.
 */
#ifndef CMD_OPTION_TABLE_H
#define CMD_OPTION_TABLE_H

#include "options.h"

struct option_row {
	char letter;                 /* of the short form; 0: it has none */
	const char *name, *argument; /* argument NULL: takes none */
	const char *commands;        /* who takes it; NULL: all */
	const char *what;            /* for people, one line */
	/* Sets it; 0, or -1 and ERROR_USAGE. `value` lives as long as all. */
	int (*set)(struct options *options, struct arena *arena,
	    const struct option_row *row, const char *value, struct error *err);
	size_t at; /* the field of struct options that a plain value goes to */
	/*
	 * May the environment say it? What hooks take it may, for they have no
	 * command line.
	 */
	enum { VARIABLE_OF_HOOKS, VARIABLE_ALWAYS, VARIABLE_NEVER } variable;
	bool list; /* a variable may hold several, parted by commas */
};

/* In the order of --help; ends with a row without a name. */
extern const struct option_row option_rows[];

const struct option_row *option_named(const char *name); /* NULL: none */
bool option_is_taken(const struct option_row *row, const char *command);

/* Keeps in options->given that it was given. */
void option_note(struct options *options, struct arena *arena,
    const struct option_given *given);

/* A list that ends with NULL (or is NULL) with one item more, in `arena`. */
const char **option_list_add(
    struct arena *arena, const char **list, const char *item);

#endif
