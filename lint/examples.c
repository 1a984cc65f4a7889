/* Holds the pattern rules of a configuration to their examples. */
#include "examples.h"

#include <string.h>

#include "dns/name.h"
#include "dns/rdata.h"
#include "policy/pattern_rule.h"
#include "read/zonefile.h"

/* The record that an example is, or what is wrong with it. */
struct example {
	struct arena *scratch;
	struct pattern_subject subject;
	const uint8_t *owner; /* NULL: no record was read */
	const char *fault;    /* NULL: none */
};

static int
on_record(void *data, const struct read_record *record)
{
	struct example *example = data;
	struct arena *scratch = example->scratch;
	struct text *fields = example->subject.fields;
	char owner[NAME_TEXT], type[16];

	if (example->owner != NULL)
		example->fault = "one record is wanted";
	name_to_text(record->owner, owner);
	type_to_text(record->type, type);
	example->owner = name_copy(scratch, record->owner);
	fields[PATTERN_OWNER] = text_of(arena_string(scratch, owner));
	fields[PATTERN_TYPE] = text_of(arena_string(scratch, type));
	fields[PATTERN_TTL] = text_of(arena_format(scratch, "%u", record->ttl));
	fields[PATTERN_RDATA] = text_of(
	    rdata_text(scratch, record->type, record->rdata, record->length));
	return 0;
}

static int
on_fault(void *data, const struct read_fault *fault)
{
	struct example *example = data;

	if (strcmp(fault->rule, "no-final-newline") != 0)
		example->fault = arena_string(example->scratch, fault->message);
	return 0;
}

static int
on_comment(void *data, const struct read_comment *comment)
{
	(void)data;
	(void)comment;
	return 0;
}

static int
on_unknown(void *data, const struct source *source, uint32_t offset)
{
	struct example *example = data;

	(void)source;
	(void)offset;
	example->fault = "what it says is not known";
	return 0;
}

static void
example_read(struct example *example, const char *text)
{
	static const uint8_t root[] = { 0 };
	struct zone_sink sink = { example, on_record, on_fault, on_comment,
		on_unknown };
	struct source source = { .path = "example",
		.bytes = text_of(
		    arena_format(example->scratch, "$TTL 3600\n%s\n", text)) };
	struct zonefile zonefile = {
		.origin = root, .sink = &sink, .scratch = example->scratch
	};

	zonefile_read(&zonefile, &source);
	if (example->owner == NULL && example->fault == NULL)
		example->fault = "there is no record in it";
}

/* Which zone the record stands in is not said: any above it will do. */
static enum pattern_answer
example_judge(struct example *example, const struct pattern_rule *rule)
{
	struct pattern_rule here = *rule;
	const uint8_t *zone = example->owner;

	here.fields[PATTERN_FILE] = NULL;
	for (;; zone = name_parent(zone)) {
		char name[NAME_TEXT];
		enum pattern_answer answer = PATTERN_NO;

		name_to_text(zone, name);
		example->subject.fields[PATTERN_ZONE] = text_of(name);
		answer = pattern_rule_matches(&here, &example->subject, NULL);
		if (answer != PATTERN_NO || *zone == 0 ||
		    here.fields[PATTERN_ZONE] == NULL)
			return answer;
	}
}

static int
list_verify(const struct pattern_rule *rule, const struct yaml_node *list,
    enum pattern_answer wanted, struct arena *scratch, struct error *err)
{
	for (size_t i = 0; i < list->count; i++) {
		struct example example = { .scratch = scratch };
		const struct yaml_node *node = list->items[i];
		enum pattern_answer answer = PATTERN_NO;

		arena_reset(scratch);
		example_read(&example, node->value);
		if (example.fault != NULL)
			return yaml_error(rule->source, node, err,
			    "an example of '%.100s' is no record: %s",
			    rule->rule.id, example.fault);
		answer = example_judge(&example, rule);
		if (answer == PATTERN_GAVE_UP)
			return yaml_error(rule->source, node, err,
			    "the rule '%.100s' gives up on this example: its "
			    "pattern takes too many steps",
			    rule->rule.id);
		if (answer != wanted)
			return yaml_error(rule->source, node, err,
			    "the rule '%.100s' %s this example", rule->rule.id,
			    wanted == PATTERN_YES ? "does not find" : "finds");
	}
	return 0;
}

static int
examples_verify(
    const struct config *config, struct arena *scratch, struct error *err)
{
	const struct pattern_rules *rules = config_made(config, "patterns");

	for (size_t i = 0; rules != NULL && i < rules->count; i++)
		if (list_verify(rules->at[i], rules->at[i]->fires, PATTERN_YES,
			scratch, err) != 0 ||
		    list_verify(rules->at[i], rules->at[i]->quiet, PATTERN_NO,
			scratch, err) != 0)
			return -1;
	return 0;
}

struct config *
config_load(struct arena *arena, const struct config_file *file,
    const struct zp_rule *const *rules, struct error *err)
{
	struct config *config = config_read(arena, file, rules, err);
	struct arena *scratch = NULL;

	if (config == NULL || config_made(config, "patterns") == NULL)
		return config;
	scratch = arena_new();
	if (examples_verify(config, scratch, err) != 0)
		config = NULL;
	arena_free(scratch);
	return config;
}

const struct zp_rule *const *
rules_of_config(struct arena *run, const struct zp_rule *const *known,
    const struct config *config)
{
	const struct pattern_rules *own = config_made(config, "patterns");
	const struct zp_rule **all = NULL;
	size_t count = 0;

	if (own == NULL || own->count == 0)
		return known;
	while (known[count] != NULL)
		count++;
	all = arena_array(run, count + own->count + 1, sizeof *all);
	memcpy(all, known, count * sizeof *all);
	for (size_t i = 0; i < own->count; i++)
		all[count + i] = &own->at[i]->rule;
	return all;
}
