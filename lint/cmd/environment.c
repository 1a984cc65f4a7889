/* Reads the variables by the table of options. */
#include "environment.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "../base/text.h"
#include "option_table.h"

#define PREFIX "ZONEPROOF_"

/* Variables that are no options: forge.c, emergency.c and git-hooks/ci. */
static const char *const others[] = { "BASE", "EMERGENCY", "IMAGE", "SOURCE" };

/* "fail-on" is ZONEPROOF_FAIL_ON. */
static const char *
variable_of(struct arena *arena, const struct option_row *row)
{
	char *name = arena_format(arena, PREFIX "%s", row->name);

	for (char *c = name; *c != '\0'; c++)
		*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
	return name;
}

static bool
has_variable(const struct option_row *row)
{
	return row->variable == VARIABLE_ALWAYS ||
	    (row->variable == VARIABLE_OF_HOOKS && row->commands != NULL &&
		option_is_taken(row, "hook"));
}

/* "1", "true" or "yes" for what takes no value; "", "0" and the like are no. */
static bool
variable_says(const struct option_row *row, const char *value)
{
	if (row->argument != NULL)
		return *value != '\0';
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
		struct text part = row->list ? text_trim(text_cut(&rest, ',')) :
					       rest;
		const char *word = arena_copy(arena, part.ptr, part.len);

		if (!row->list)
			rest.ptr = NULL;
		if (row->set(options, arena, row, word, &wrong) != 0)
			return error_usage(
			    err, "%s: %.800s", variable, wrong.message);
	}
	option_note(
	    options, arena, &(struct option_given){ row->name, value, true });
	return 0;
}

/* -------------------------------------------------------- what sets nothing */

/* The one of ours that a variable is, or that was meant by it; NULL: none. */
static const char *
known_like(struct arena *arena, const char *name)
{
	struct slip slip = { .word = name + sizeof PREFIX - 1 };

	for (const struct option_row *row = option_rows; row->name != NULL;
	     row++)
		if (has_variable(row))
			slip_try(
			    &slip, variable_of(arena, row) + sizeof PREFIX - 1);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		slip_try(&slip, others[i]);
	return slip.meant;
}

static int
strange_look(struct options *options, struct arena *arena, const char *variable,
    struct error *err)
{
	const char *end = strchr(variable, '=');
	const char *name = end == NULL ?
	    variable :
	    arena_copy(arena, variable, (size_t)(end - variable));
	const char *known = known_like(arena, name);

	if (known != NULL && strcmp(known, name + sizeof PREFIX - 1) == 0)
		return 0;
	if (known != NULL)
		return error_usage(err,
		    "%.200s in the environment sets nothing (did you "
		    "mean " PREFIX "%s?)",
		    name, known);
	options->strange = option_list_add(arena, options->strange, name);
	return 0;
}

int
environment_read(
    struct options *options, struct arena *arena, struct error *err)
{
	for (const struct option_row *row = option_rows; row->name != NULL;
	     row++) {
		const char *value =
		    has_variable(row) ? getenv(variable_of(arena, row)) : NULL;

		if (value != NULL && variable_says(row, value) &&
		    variable_apply(options, arena, row, value, err) != 0)
			return -1;
	}
	for (char **each = environ; each != NULL && *each != NULL; each++)
		if (strncmp(*each, PREFIX, sizeof PREFIX - 1) == 0 &&
		    strange_look(options, arena, *each, err) != 0)
			return -1;
	return 0;
}
