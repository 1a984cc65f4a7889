/* From `patterns:` to rules, and what such a rule does when it is run. */
#include "pattern_rule.h"

#include <stdio.h>
#include <string.h>

#include "severity.h"

static const char *const field_keys[PATTERN_FIELDS] = {
	[PATTERN_ZONE] = "zone",
	[PATTERN_OWNER] = "owner",
	[PATTERN_TYPE] = "type",
	[PATTERN_TTL] = "ttl",
	[PATTERN_RDATA] = "rdata",
	[PATTERN_FILE] = "file",
};

static const char *const on_words[] = {
	[PATTERN_PRESENT] = "present",
	[PATTERN_ABSENT] = "absent",
	[PATTERN_ADDED] = "added",
	[PATTERN_REMOVED] = "removed",
	[PATTERN_CHANGED] = "changed",
};

/* --------------------------------------------------------------- matching */

static enum pattern_field
field_said(const struct pattern_rule *rule)
{
	static const enum pattern_field order[] = { PATTERN_RDATA,
		PATTERN_OWNER, PATTERN_ZONE, PATTERN_TYPE, PATTERN_TTL,
		PATTERN_FILE };

	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (rule->fields[order[i]] != NULL)
			return order[i];
	return PATTERN_OWNER;
}

enum pattern_answer
pattern_rule_matches(const struct pattern_rule *rule,
    const struct pattern_subject *subject, struct pattern_match *ret_said)
{
	enum pattern_field said = field_said(rule);
	enum pattern_answer all = PATTERN_YES;

	if (ret_said != NULL)
		memset(ret_said, 0, sizeof *ret_said);
	for (int i = 0; i < PATTERN_FIELDS; i++) {
		enum pattern_answer one = PATTERN_NO;

		if (rule->fields[i] == NULL)
			continue;
		one = pattern_matches(rule->fields[i], subject->fields[i],
		    i == (int)said ? ret_said : NULL);
		if (one == PATTERN_NO)
			return PATTERN_NO;
		if (one == PATTERN_GAVE_UP)
			all = PATTERN_GAVE_UP;
	}
	return all;
}

static const char *
absolute(struct zp_ctx *ctx, const uint8_t *name)
{
	const char *text = zp_name_text(ctx, name);

	return strcmp(text, ".") == 0 ? text : zp_format(ctx, "%s.", text);
}

static struct pattern_subject
subject_of(struct zp_ctx *ctx, const struct pattern_rule *rule,
    const struct zp_zone *zone, const struct zp_record *record)
{
	struct pattern_subject subject = { 0 };
	const char *texts[PATTERN_FIELDS] = { 0 };

	if (rule->fields[PATTERN_ZONE] != NULL)
		texts[PATTERN_ZONE] = absolute(ctx, zp_zone_name(zone));
	texts[PATTERN_FILE] = zp_zone_file(zone);
	if (record != NULL) {
		texts[PATTERN_OWNER] = absolute(ctx, record->owner);
		texts[PATTERN_TYPE] = zp_type_text(ctx, record->type);
		texts[PATTERN_TTL] = zp_format(ctx, "%u", record->ttl);
		if (rule->fields[PATTERN_RDATA] != NULL)
			texts[PATTERN_RDATA] = zp_rdata_text(ctx, *record);
	}
	for (int i = 0; i < PATTERN_FIELDS; i++)
		if (texts[i] != NULL)
			subject.fields[i] = text_of(texts[i]);
	return subject;
}

/* The message with what matched in place of $0 to $9; $$ is a dollar. */
static const char *
message_of(
    struct zp_ctx *ctx, const char *message, const struct pattern_match *match)
{
	const char *made = "";

	while (*message != '\0') {
		size_t plain = strcspn(message, "$");
		struct text group = { NULL, 0 };

		made = zp_format(ctx, "%s%.*s", made, (int)plain, message);
		message += plain;
		if (*message == '\0')
			break;
		message++;
		if (*message >= '0' && *message <= '9')
			group = match->groups[*message++ - '0'];
		else {
			message += *message == '$';
			group = TEXT("$");
		}
		made = zp_format(ctx, "%s%.*s", made, (int)group.len,
		    group.ptr == NULL ? "" : group.ptr);
	}
	return made;
}

static const struct pattern_rule *
rule_under_way(struct zp_ctx *ctx)
{
	return (const struct pattern_rule *)zp_rule_of(ctx);
}

/* ---------------------------------------------------------------- speaking */

static struct zp_finding *
say(struct zp_ctx *ctx, const struct pattern_rule *rule,
    struct zp_record record, enum pattern_answer answer,
    const struct pattern_match *match)
{
	struct zp_finding *finding = NULL;

	if (answer == PATTERN_GAVE_UP) {
		finding = zp_report(ctx, record,
		    "%s cannot be judged by the rule %s: its pattern gives up",
		    zp_name_text(ctx, record.owner), rule->rule.id);
		zp_note(finding,
		    "a match took more steps than it may; nobody knows what "
		    "it would have said");
		zp_fix(finding,
		    "write the pattern without repetition inside repetition");
	} else
		finding = zp_report(
		    ctx, record, "%s", message_of(ctx, rule->message, match));
	zp_subject(finding, "%s", zp_rdata_text(ctx, record));
	return finding;
}

static void
judge(struct zp_ctx *ctx, const struct pattern_rule *rule,
    struct zp_record record)
{
	struct pattern_match match;
	struct pattern_subject subject = subject_of(
	    ctx, rule, record.zone, &record);
	enum pattern_answer answer = record.opaque &&
		rule->fields[PATTERN_RDATA] != NULL ?
	    PATTERN_NO :
	    pattern_rule_matches(rule, &subject, &match);

	if (answer != PATTERN_NO)
		say(ctx, rule, record, answer, &match);
}

static void
on_present(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	for (uint32_t i = 0; i < rrset->count; i++)
		judge(ctx, rule_under_way(ctx), zp_rrset_at(rrset, i));
}

/* The zone and the file that an absence is about. */
static bool
zone_is_meant(struct zp_ctx *ctx, const struct pattern_rule *rule,
    const struct zp_zone *zone)
{
	struct pattern_rule only = *rule;
	struct pattern_subject subject = subject_of(ctx, rule, zone, NULL);

	for (int i = PATTERN_OWNER; i <= PATTERN_RDATA; i++)
		only.fields[i] = NULL;
	return pattern_rule_matches(&only, &subject, NULL) != PATTERN_NO;
}

static void
on_absent(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	const struct pattern_rule *rule = rule_under_way(ctx);
	struct zp_rrset rrset = { 0 };
	struct pattern_match none = { 0 };
	struct zp_finding *finding = NULL;

	if (zp_zone_is_partial(zone) || !zone_is_meant(ctx, rule, zone))
		return;
	while (zp_zone_next(zone, NULL, &rrset))
		for (uint32_t i = 0; i < rrset.count; i++) {
			struct zp_record record = zp_rrset_at(&rrset, i);
			struct pattern_subject subject = subject_of(
			    ctx, rule, zone, &record);

			if (pattern_rule_matches(rule, &subject, NULL) !=
			    PATTERN_NO)
				return;
		}
	finding = zp_report_zone(
	    ctx, zone, "%s", message_of(ctx, rule->message, &none));
	zp_name(finding, zp_zone_name(zone));
}

/* What one side has and the other has not. */
static void
judge_difference(struct zp_ctx *ctx, const struct zp_rrset *has,
    const struct zp_rrset *has_not)
{
	const struct pattern_rule *rule = rule_under_way(ctx);
	bool same_ttl = has_not != NULL && has->ttl == has_not->ttl;

	for (uint32_t i = 0; i < has->count; i++) {
		struct zp_record record = zp_rrset_at(has, i);

		if (!zp_rrset_holds(has_not, record) ||
		    (rule->on == PATTERN_CHANGED && !same_ttl))
			judge(ctx, rule, record);
	}
}

static void
on_change(struct zp_ctx *ctx, const struct zp_change *change)
{
	const struct pattern_rule *rule = rule_under_way(ctx);

	for (size_t i = 0; i < change->count; i++) {
		const struct zp_delta *delta = &change->deltas[i];
		const struct zp_rrset *has =
		    rule->on == PATTERN_REMOVED ? delta->before : delta->after;
		const struct zp_rrset *other =
		    rule->on == PATTERN_REMOVED ? delta->after : delta->before;

		/* What stands in the part that nobody sees is not removed. */
		if (has == NULL ||
		    (rule->on == PATTERN_CHANGED && other == NULL) ||
		    (rule->on == PATTERN_REMOVED && other == NULL &&
			change->after != NULL &&
			zp_zone_is_partial(change->after)))
			continue;
		judge_difference(ctx, has, other);
	}
}

/* ----------------------------------------------------------------- reading */

static enum pattern_on
on_of(const char *word)
{
	for (size_t i = 0; i < sizeof on_words / sizeof *on_words; i++)
		if (strcmp(on_words[i], word) == 0)
			return (enum pattern_on)i;
	return PATTERN_PRESENT;
}

static void
callback_set(struct pattern_rule *rule)
{
	switch (rule->on) {
	case PATTERN_PRESENT:
		rule->rule.on_rrset = on_present;
		break;
	case PATTERN_ABSENT:
		rule->rule.on_zone = on_absent;
		break;
	default:
		rule->rule.on_change = on_change;
	}
}

static int
examples_check(const struct config_reading *reading,
    const struct yaml_node *key, const struct yaml_node *list, const char *what)
{
	if (list->kind == YAML_LIST && list->count > 0)
		return 0;
	return yaml_error(reading->source, key, reading->err,
	    "'%.100s' has no example that %s", key->value, what);
}

static int
id_check(const struct config_reading *reading, const struct yaml_node *key)
{
	const char *id = key->value;

	for (const struct zp_rule *const *rule = reading->rules; *rule != NULL;
	     rule++)
		if (strcmp((*rule)->id, id) == 0)
			return yaml_error(reading->source, key, reading->err,
			    "there is a rule '%.100s' already", id);
	if (*id != '\0' &&
	    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-/") == strlen(id))
		return 0;
	return yaml_error(reading->source, key, reading->err,
	    "'%.100s' is no id: small letters, digits and '-'", id);
}

static int
rule_fields(const struct config_reading *reading, const struct yaml_node *key,
    const struct yaml_node *value, struct pattern_rule *rule)
{
	bool any = false;

	for (int i = 0; i < PATTERN_FIELDS; i++) {
		const struct yaml_node *node = yaml_get(value, field_keys[i]);
		struct pattern_fault fault;

		if (node == NULL)
			continue;
		any = true;
		rule->fields[i] = pattern_compile(
		    reading->arena, node->value, &fault);
		if (rule->fields[i] == NULL)
			return yaml_error(reading->source, node, reading->err,
			    "%s", fault.message);
	}
	if (any)
		return 0;
	return yaml_error(reading->source, key, reading->err,
	    "'%.100s' matches everything: zone, owner, type, ttl, rdata or "
	    "file is wanted",
	    key->value);
}

static struct pattern_rule *
rule_read(const struct config_reading *reading, const struct yaml_node *key,
    const struct yaml_node *value)
{
	struct pattern_rule *rule = arena_array(
	    reading->arena, 1, sizeof *rule);

	rule->source = reading->source;
	rule->message = yaml_value(value, "message", "");
	rule->on = on_of(yaml_value(value, "on", "present"));
	rule->fires = yaml_get(value, "fires");
	rule->quiet = yaml_get(value, "quiet");
	if (id_check(reading, key) != 0 ||
	    rule_fields(reading, key, value, rule) != 0 ||
	    examples_check(reading, key, rule->fires, "fires") != 0 ||
	    examples_check(reading, key, rule->quiet, "stays quiet") != 0)
		return NULL;
	rule->rule = (struct zp_rule){
		.id = key->value,
		.summary = rule->message,
		.explain = arena_format(reading->arena,
		    "A rule of this configuration (%s:%u): it speaks when a "
		    "record is %s that matches its patterns.",
		    reading->source->path,
		    source_place(reading->source, key->offset).line,
		    on_words[rule->on]),
		.severity = ZP_WARNING,
	};
	severity_from_text(
	    yaml_value(value, "severity", "warning"), &rule->rule.severity);
	callback_set(rule);
	return rule;
}

/* Of two files the higher one's rule of an id is the rule. */
static void
rules_put(struct pattern_rules *rules, struct pattern_rule *rule)
{
	struct pattern_rule **at = (struct pattern_rule **)(uintptr_t)rules->at;

	for (size_t i = 0; i < rules->count; i++)
		if (strcmp(at[i]->rule.id, rule->rule.id) == 0) {
			at[i] = rule;
			return;
		}
	at[rules->count++] = rule;
}

int
pattern_rules_read(const struct config_reading *reading,
    const struct yaml_node *value, void **made)
{
	const struct pattern_rules *old = *made;
	struct pattern_rules *new = arena_array(reading->arena, 1, sizeof *new);
	size_t count = old == NULL ? 0 : old->count;

	new->at = arena_array(
	    reading->arena, count + value->count / 2 + 1, sizeof *new->at);
	for (size_t i = 0; i < count; i++)
		rules_put(new, old->at[i]);
	for (size_t i = 0; i + 1 < value->count; i += 2) {
		struct pattern_rule *rule = rule_read(
		    reading, value->items[i], value->items[i + 1]);

		if (rule == NULL)
			return -1;
		rules_put(new, rule);
	}
	*made = new;
	return 0;
}
