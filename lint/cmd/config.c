/* zoneproof config: shows, checks, describes or begins a configuration. */
#include <stdio.h>
#include <string.h>

#include "../base/print.h"
#include "../policy/keys.h"
#include "../policy/leaves.h"
#include "../policy/schema.h"
#include "beginning.h"
#include "command.h"
#include "run.h"

/* ------------------------------------------------------------------- show */

static void
show_line(const char *key, const char *value, const char *from)
{
	print_safe_string(stdout, key);
	fputs(": ", stdout);
	print_safe_string(stdout, value);
	fputs("  # ", stdout);
	print_safe_string(stdout, from);
	putchar('\n');
}

static const char *
place_text(struct arena *arena, const struct leaf *leaf)
{
	struct source_place place = source_place(leaf->source, leaf->offset);

	return arena_format(
	    arena, "%s:%u:%u", leaf->source->path, place.line, place.column);
}

/* The last --NAME of the line or of the environment; NULL: none. */
static const struct option_given *
given_last(const struct options *options, const char *name, const char *start)
{
	const struct option_given *last = NULL;

	for (size_t i = 0; i < options->given_count; i++) {
		const struct option_given *given = &options->given[i];

		if (strcmp(given->name, name) == 0 &&
		    (start == NULL ||
			(given->value != NULL &&
			    strncmp(given->value, start, strlen(start)) == 0)))
			last = given;
	}
	return last;
}

static const char *
given_from(const struct option_given *given)
{
	return given->environment ? "environment" : "command line";
}

static const struct leaf *
leaf_of(const struct leaves *leaves, const char *key)
{
	for (size_t i = 0; i < leaves->count; i++)
		if (strcmp(leaves->at[i].key, key) == 0)
			return &leaves->at[i];
	return NULL;
}

struct show {
	const struct run *run;
	struct leaves leaves;
};

/* A value by its key: from the options, from a file, or built in. */
static void
show_key(const struct show *show, const char *key, const char *standard,
    const struct option_given *given, const char *given_value)
{
	const struct leaf *leaf = leaf_of(&show->leaves, key);

	if (given != NULL)
		show_line(key, given_value, given_from(given));
	else if (leaf != NULL)
		show_line(key, leaf->value, place_text(show->run->arena, leaf));
	else if (standard != NULL)
		show_line(key, standard, "built in");
}

static void
show_rule(const struct show *show, const struct zp_rule *rule)
{
	struct arena *arena = show->run->arena;
	const char *start = arena_format(arena, "%s=", rule->id);
	const struct option_given *given = given_last(
	    show->run->options, "rule", start);

	show_key(show, arena_format(arena, "rules.%s.severity", rule->id),
	    severity_text(rule->severity), given,
	    given == NULL ? NULL : given->value + strlen(start));
	for (const struct zp_option *option = rule->options;
	     option != NULL && option->name != NULL; option++) {
		/* Said by its short form, it is shown there. */
		if (leaf_of(&show->leaves,
			arena_format(arena, "thresholds.%s.%s", rule->id,
			    option->name)) != NULL &&
		    leaf_of(&show->leaves,
			arena_format(arena, "rules.%s.options.%s", rule->id,
			    option->name)) == NULL)
			continue;
		show_key(show,
		    arena_format(
			arena, "rules.%s.options.%s", rule->id, option->name),
		    *option->value != '\0' ? option->value : "\"\"", NULL,
		    NULL);
	}
}

static bool
is_below(const char *key, const char *top)
{
	size_t length = strlen(top);

	return strncmp(key, top, length) == 0 && key[length] == '.';
}

/* Is it shown with its rule already? */
static bool
is_of_rule(const struct show *show, const char *key)
{
	const char *end = strrchr(key, '.');

	if (!is_below(key, "rules") || end == NULL)
		return false;
	for (const struct zp_rule *const *rule =
		 show->run->options->rules_known;
	     *rule != NULL; rule++)
		if (is_below(key + strlen("rules."), (*rule)->id))
			return strcmp(end, ".ignorable") != 0;
	return false;
}

/* What the files say below a key, and what of it is built in. */
static void
show_below(const struct show *show, const struct shape *shape)
{
	for (size_t i = 0; i < show->leaves.count; i++) {
		const struct leaf *leaf = &show->leaves.at[i];

		if ((is_below(leaf->key, shape->key) ||
			(leaf->item && strcmp(leaf->key, shape->key) == 0)) &&
		    !is_of_rule(show, leaf->key))
			show_line(leaf->key, leaf->value,
			    place_text(show->run->arena, leaf));
	}
	if (shape->kind != SHAPE_MAP)
		return;
	for (const struct shape *row = shape->inner; row->kind != SHAPE_NONE;
	     row++) {
		const char *key = arena_format(
		    show->run->arena, "%s.%s", shape->key, row->key);

		if (row->value != NULL && leaf_of(&show->leaves, key) == NULL)
			show_line(key, row->value, "built in");
	}
}

static void
show_top(const struct show *show, const struct shape *shape)
{
	const struct option_given *given = given_last(
	    show->run->options, shape->key, NULL);

	if (shape->kind == SHAPE_RULES && shape->short_for != NULL)
		for (const struct zp_rule *const *rule =
			 show->run->options->rules_known;
		     *rule != NULL; rule++)
			show_rule(show, *rule);
	if (shape->kind == SHAPE_RULES || shape->kind == SHAPE_MAP ||
	    shape->kind == SHAPE_LIST)
		show_below(show, shape);
	else if (shape->kind != SHAPE_NEVER)
		show_key(show, shape->key, shape->value, given,
		    given == NULL ? NULL : given->value);
}

static int
config_show(struct run *run, struct error *err)
{
	struct show show = { .run = run };

	if (run_configure_here(run, err) != 0)
		return -1;
	leaves_of(
	    &show.leaves, run->arena, run->config, run->options->rules_known);
	for (const struct config_key *key = config_keys;
	     key->shape.kind != SHAPE_NONE; key++)
		show_top(&show, &key->shape);
	leaves_done(&show.leaves);
	return 0;
}

/* -------------------------------------------------------- the other verbs */

static int
config_check(struct run *run, struct error *err)
{
	if (run_configure_here(run, err) != 0)
		return -1;
	if (run->policy.from == NULL)
		puts("no " CONFIG_FILE " here: the built-in rules hold");
	else {
		print_safe_string(stdout, run->policy.from);
		puts(": good");
	}
	return 0;
}

static int
config_schema(struct run *run, struct error *err)
{
	(void)err;
	schema_print(
	    stdout, config_shape(run->arena), run->options->rules_known);
	return 0;
}

static const struct verb {
	const char *name;
	int (*run)(struct run *run, struct error *err);
} verbs[] = {
	{ "show", config_show },
	{ "check", config_check },
	{ "init", config_begin },
	{ "schema", config_schema },
};

static int
config_run(
    const struct options *options, struct arena *arena, struct error *err)
{
	const char *word = options->word_count > 0 ? options->words[0] : "show";
	struct run run = { .options = options, .arena = arena };
	int status = 0;

	if (options->word_count > 1)
		return error_usage(err, "config %s takes no words: %s", word,
		    options->words[1]);

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(verbs[i].name, word) != 0)
			continue;
		status = verbs[i].run(&run, err);
		run_done(&run);
		return status;
	}
	return error_usage(err, "config knows show, check, init and schema");
}

const struct command command_config = {
	.name = "config",
	.usage = "show|check|init|schema",
	.what = "shows, checks, describes or begins the configuration",
	.run = config_run,
};
