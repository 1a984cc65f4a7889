/* zoneproof rules and explain: what the rules say of themselves. */
#include <stdio.h>
#include <string.h>

#include "../base/print.h"
#include "../examples.h"
#include "../policy/config.h"
#include "../registry.h"
#include "command.h"
#include "run.h"

static int
rules_run(const struct options *options, struct arena *arena, struct error *err)
{
	const struct zp_rule *const *rule = options->rules_known;

	(void)arena;
	if (options->word_count + options->path_count > 0)
		return error_usage(err, "rules takes no words");
	for (; *rule != NULL; rule++)
		printf("%-26s %-8s %s\n", (*rule)->id,
		    severity_text((*rule)->severity), (*rule)->summary);
	return 0;
}

static const char *
rule_meant(const struct zp_rule *const *rules, const char *id)
{
	struct slip slip = { .word = id };

	for (; *rules != NULL; rules++)
		slip_try(&slip, (*rules)->id);
	return slip.meant;
}

/* Paragraphs as they stand in the descriptor, wrapped at 76 columns. */
static void
print_paragraphs(const char *text)
{
	struct text rest = text_of(text);
	size_t column = 0;

	while (rest.ptr != NULL) {
		struct text line = text_cut(&rest, '\n');

		if (line.len == 0) {
			fputs("\n\n", stdout);
			column = 0;
			continue;
		}
		while (line.ptr != NULL) {
			struct text word = text_cut(&line, ' ');
			size_t width = 0;

			for (size_t i = 0; i < word.len; i++)
				width += ((unsigned char)word.ptr[i] & 0xc0) !=
				    0x80;
			if (column > 0 && column + 1 + width > 76) {
				putchar('\n');
				column = 0;
			}
			printf("%s%.*s", column > 0 ? " " : "", (int)word.len,
			    word.ptr);
			column += width + (column > 0);
		}
	}
	putchar('\n');
}

static void
print_options(const struct zp_option *option)
{
	if (option == NULL || option->name == NULL)
		return;
	puts("\nOptions, under `rules:` in .zoneproof.yaml:\n");
	for (; option->name != NULL; option++)
		printf("  %-14s %s (without it: %s)\n", option->name,
		    option->what, option->value);
}

static void
print_covers(const struct zp_cover *cover)
{
	bool first = true;

	if (cover == NULL || cover->rule == NULL)
		return;
	fputs("\nStands for: ", stdout);
	for (; cover->rule != NULL; cover++) {
		printf("%s%s", first ? "" : ", ",
		    strcmp(cover->rule, "*") == 0 ? "every other rule there" :
						    cover->rule);
		first = false;
	}
	putchar('\n');
}

/* A rule of a change has nothing left in the file that could carry a comment. */
static void
print_allow(const struct zp_rule *rule)
{
	bool of_change = rule->on_delta != NULL || rule->on_change != NULL;

	puts("\nTo let one case pass, with a reason that each report shows:\n");
	printf("  %-19s ; zoneproof: allow %s NAME until=DATE -- why\n",
	    of_change ? "in the zone file:" : "behind the record:", rule->id);
	printf("  in the commit:      Zoneproof-Allow: %s NAME -- why\n",
	    rule->id);
	printf("\nTo change what it is worth, in .zoneproof.yaml: "
	       "`rules: {%s: {severity: notice}}`\n",
	    rule->id);
}

/* A rule that the configuration here writes; NULL where it writes none so. */
static const struct zp_rule *
rule_of_config(
    const struct options *options, struct arena *arena, const char *id)
{
	struct run run = { .options = options, .arena = arena };
	const struct zp_rule *rule = NULL;
	struct error none = { 0 };

	if (run_configure_here(&run, &none) == 0)
		rule = registry_find(
		    rules_of_config(arena, options->rules_known, run.config),
		    id);
	run_done(&run);
	return rule;
}

static int
explain_run(
    const struct options *options, struct arena *arena, struct error *err)
{
	const char *id = options->word_count > 0 ? options->words[0] : NULL;
	const struct zp_rule *rule = NULL;
	const char *meant = NULL;

	if (id == NULL || options->word_count > 1)
		return error_usage(err,
		    "explain wants one rule's id "
		    "(see zoneproof rules)");
	rule = registry_find(options->rules_known, id);
	if (rule == NULL)
		rule = rule_of_config(options, arena, id);
	if (rule == NULL) {
		meant = rule_meant(options->rules_known, id);
		return error_usage(err, "there is no rule %s%s%s%s", id,
		    meant == NULL ? " (see zoneproof rules)" :
				    " (did you mean ",
		    meant == NULL ? "" : meant, meant == NULL ? "" : "?)");
	}
	printf("%s (%s): %s\n\n", rule->id, severity_text(rule->severity),
	    rule->summary);
	print_paragraphs(rule->explain);
	print_options(rule->options);
	print_covers(rule->covers);
	print_allow(rule);
	return 0;
}

const struct command command_rules = {
	.name = "rules",
	.usage = "",
	.what = "lists every rule with its severity",
	.run = rules_run,
};

const struct command command_explain = {
	.name = "explain",
	.usage = "RULE",
	.what = "says why a rule matters and how to change safely",
	.run = explain_run,
};
