/* The keys of a configuration. */
#include "keys.h"

#include <string.h>

#include "../dns/name.h"
#include "../dns/rdata.h"
#include "pattern.h"
#include "pattern_rule.h"
#include "requirement.h"

/* ------------------------------------------------------- what words mean */

static int
check_name(const struct shape_check *check, const struct yaml_node *key,
    const struct yaml_node *value)
{
	static const uint8_t root[] = { 0 };
	uint8_t name[NAME_WIRE];
	enum name_fault fault = name_from_text(
	    text_of(value->value), root, name, NULL);

	(void)key;
	if (fault == NAME_OK)
		return 0;
	return yaml_error(check->source, value, check->err,
	    "'%.100s' is no domain name: %s", value->value,
	    name_fault_text(fault));
}

static int
check_type(const struct shape_check *check, const struct yaml_node *key,
    const struct yaml_node *value)
{
	(void)key;
	if (type_from_text(text_of(value->value)) != 0)
		return 0;
	return yaml_error(check->source, value, check->err,
	    "'%.100s' is no record type", value->value);
}

/* "12345 13 2 0A1B…": key tag, algorithm, digest type, digest (RFC 4034, 5.3). */
static int
check_ds(const struct shape_check *check, const struct yaml_node *key,
    const struct yaml_node *value)
{
	struct text rest = text_of(value->value);
	unsigned field = 0;
	size_t digits = 0;
	bool good = true;

	(void)key;
	while (rest.ptr != NULL) {
		struct text word = text_cut(&rest, ' ');
		const char *allowed = field < 3 ? "0123456789" :
						  "0123456789abcdefABCDEF";

		if (word.len == 0)
			continue;
		for (size_t i = 0; i < word.len; i++)
			good = good && strchr(allowed, word.ptr[i]) != NULL;
		if (field < 3)
			good = good && word.len <= (field == 0 ? 5 : 3);
		else
			digits += word.len;
		field++;
	}
	if (good && digits >= 40 && digits % 2 == 0)
		return 0;
	return yaml_error(check->source, value, check->err,
	    "'%.100s' is no DS: key tag, algorithm, digest type and the "
	    "digest in hex are wanted",
	    value->value);
}

/* -------------------------------------------------------------- the rows */

static const struct shape a_word[] = { { .kind = SHAPE_WORD }, { 0 } };
static const struct shape a_glob[] = {
	{ .kind = SHAPE_WORD, .what = "a name, with * for any part of it" },
	{ 0 },
};
static const struct shape a_pattern[] = {
	{ .kind = SHAPE_PATTERN, .what = "a regular expression (PCRE2)" },
	{ 0 },
};
static const struct shape a_type[] = {
	{ .kind = SHAPE_WORD, .what = "a record type", .check = check_type },
	{ 0 },
};
static const struct shape a_ds[] = {
	{ .kind = SHAPE_WORD,
	    .what = "key tag, algorithm, digest type, digest",
	    .check = check_ds },
	{ 0 },
};

static const struct shape any_option[] = {
	{ .key = "*", .kind = SHAPE_OPTION, .weaker = WEAKER_CHANGED },
	{ 0 },
};
static const struct shape rule_keys[] = {
	{ .key = "severity",
	    .kind = SHAPE_SEVERITY,
	    .what = "how grave its findings are",
	    .weaker = WEAKER_LOWER },
	{ .key = "options",
	    .kind = SHAPE_MAP,
	    .inner = any_option,
	    .what = "what tunes the rule: see zoneproof explain RULE" },
	{ .key = "ignorable",
	    .kind = SHAPE_BOOLEAN,
	    .what = "false: nothing in the repository may allow its findings",
	    .value = "true",
	    .weaker = WEAKER_TRUE },
	{ 0 },
};

static const struct shape zone_keys[] = {
	{ .key = "audience",
	    .kind = SHAPE_CHOICE,
	    .choices = "public|internal",
	    .what = "internal: not for the world, no mail rules",
	    .value = "public",
	    .weaker = WEAKER_SET },
	{ .key = "mail",
	    .kind = SHAPE_CHOICE,
	    .choices = "sending|receiving|none",
	    .what = "what its mail does, whatever the records say",
	    .weaker = WEAKER_CHANGED },
	{ .key = "serial",
	    .kind = SHAPE_CHOICE,
	    .choices = "managed|manual",
	    .what = "who raises the serial: the server, or people",
	    .weaker = WEAKER_CHANGED },
	{ .key = "signing",
	    .kind = SHAPE_CHOICE,
	    .choices = "server|offline|none",
	    .what = "who signs it",
	    .weaker = WEAKER_CHANGED },
	{ .key = "kind",
	    .kind = SHAPE_CHOICE,
	    .choices = "registry|zone",
	    .what = "registry: others' delegations come and go",
	    .value = "zone",
	    .weaker = WEAKER_SET },
	{ .key = "complete",
	    .kind = SHAPE_BOOLEAN,
	    .what = "false: it has records that stand elsewhere",
	    .value = "true",
	    .weaker = WEAKER_SET },
	{ .key = "id",
	    .kind = SHAPE_WORD,
	    .what = "how its provider knows it: Z0123456789 at Route 53",
	    .weaker = WEAKER_CHANGED },
	{ .key = "origin",
	    .kind = SHAPE_WORD,
	    .what = "what its master file's names stand under at first, where "
		    "that is not the zone",
	    .weaker = WEAKER_CHANGED,
	    .check = check_name },
	{ .key = "parent_ds",
	    .kind = SHAPE_LIST,
	    .inner = a_ds,
	    .one_may_stand_alone = true,
	    .what = "the DS records that its parent publishes",
	    .weaker = WEAKER_LOST },
	{ .key = "rules",
	    .kind = SHAPE_RULES,
	    .inner = rule_keys,
	    .short_for = "severity",
	    .what = "rules, as they hold in these zones" },
	{ 0 },
};
static const struct shape any_zone[] = {
	{ .key = "*", .kind = SHAPE_MAP, .inner = zone_keys },
	{ 0 },
};

static const struct shape path_keys[] = {
	{ .key = "format",
	    .kind = SHAPE_WORD,
	    .what = "what the file is, where it does not say so: zone, "
		    "octodns, … or auto" },
	{ .key = "origin",
	    .kind = SHAPE_WORD,
	    .what = "the zone that the file holds",
	    .weaker = WEAKER_CHANGED,
	    .check = check_name },
	{ .key = "view",
	    .kind = SHAPE_WORD,
	    .what = "the view it belongs to, where a zone has several",
	    .weaker = WEAKER_CHANGED },
	{ .key = "ignore",
	    .kind = SHAPE_BOOLEAN,
	    .what = "true: do not read it",
	    .value = "false",
	    .weaker = WEAKER_SET },
	{ 0 },
};
static const struct shape any_path[] = {
	{ .key = "*", .kind = SHAPE_MAP, .inner = path_keys },
	{ 0 },
};

static const struct shape mail_keys[] = {
	{ .key = "senders",
	    .kind = SHAPE_LIST,
	    .inner = a_glob,
	    .what = "names that send mail, whatever the records say",
	    .weaker = WEAKER_LOST },
	{ 0 },
};

static const struct shape protected_keys[] = {
	{ .key = "owner",
	    .kind = SHAPE_WORD,
	    .what = "a name, with * for any part of it",
	    .wanted = true },
	{ .key = "types",
	    .kind = SHAPE_LIST,
	    .inner = a_type,
	    .one_may_stand_alone = true,
	    .what = "record types; all without it" },
	{ .key = "reason", .kind = SHAPE_WORD, .what = "what people are told" },
	{ 0 },
};
static const struct shape protected_row[] = {
	{ .kind = SHAPE_MAP, .inner = protected_keys },
	{ 0 },
};

static const struct shape required_keys[] = {
	{ .key = "zones",
	    .kind = SHAPE_WORD,
	    .what = "the zones, with * for any part of a name",
	    .value = "*" },
	{ .key = "owner",
	    .kind = SHAPE_WORD,
	    .what = "the owner, relative to the zone",
	    .value = "@" },
	{ .key = "type",
	    .kind = SHAPE_WORD,
	    .what = "the record's type",
	    .wanted = true,
	    .check = check_type },
	{ .key = "rdata",
	    .kind = SHAPE_PATTERN,
	    .what = "what its rdata must match" },
	{ .key = "reason", .kind = SHAPE_WORD, .what = "what people are told" },
	{ 0 },
};
static const struct shape required_row[] = {
	{ .kind = SHAPE_MAP, .inner = required_keys },
	{ 0 },
};

static const struct shape pattern_keys[] = {
	{ .key = "zone", .kind = SHAPE_PATTERN, .what = "the zone's name" },
	{ .key = "owner",
	    .kind = SHAPE_PATTERN,
	    .what = "the full name, lower case, with its final dot" },
	{ .key = "type", .kind = SHAPE_PATTERN, .what = "the record's type" },
	{ .key = "ttl", .kind = SHAPE_PATTERN, .what = "its TTL in seconds" },
	{ .key = "rdata", .kind = SHAPE_PATTERN, .what = "its rdata" },
	{ .key = "file", .kind = SHAPE_PATTERN, .what = "its file's path" },
	{ .key = "on",
	    .kind = SHAPE_CHOICE,
	    .choices = "present|absent|added|removed|changed",
	    .what = "when the rule speaks",
	    .value = "present",
	    .weaker = WEAKER_CHANGED },
	{ .key = "severity",
	    .kind = SHAPE_SEVERITY,
	    .what = "how grave its findings are",
	    .value = "warning",
	    .weaker = WEAKER_LOWER },
	{ .key = "message",
	    .kind = SHAPE_WORD,
	    .what = "what people are told; $0 to $9 are what matched",
	    .wanted = true },
	{ .key = "fires",
	    .kind = SHAPE_LIST,
	    .inner = a_word,
	    .what = "records that it must find",
	    .wanted = true },
	{ .key = "quiet",
	    .kind = SHAPE_LIST,
	    .inner = a_word,
	    .what = "records that it must pass",
	    .wanted = true },
	{ 0 },
};
static const struct shape any_pattern[] = {
	{ .key = "*",
	    .kind = SHAPE_MAP,
	    .inner = pattern_keys,
	    .weaker = WEAKER_LOST },
	{ 0 },
};

static const struct shape allows_keys[] = {
	{ .key = "inline",
	    .kind = SHAPE_BOOLEAN,
	    .what = "false: comments and commit trailers allow nothing",
	    .value = "true",
	    .weaker = WEAKER_TRUE },
	{ .key = "waivers",
	    .kind = SHAPE_BOOLEAN,
	    .what =
		"false: .zoneproof-waivers.yaml and baselines allow nothing",
	    .value = "true",
	    .weaker = WEAKER_TRUE },
	{ .key = "emergency",
	    .kind = SHAPE_BOOLEAN,
	    .what = "true: git push -o zoneproof.emergency=REASON is heard",
	    .value = "false",
	    .weaker = WEAKER_TRUE },
	{ 0 },
};

static int
read_placeholders(const struct config_reading *reading,
    const struct yaml_node *value, void **made)
{
	const struct placeholders *old = *made;
	struct placeholders *new = arena_array(reading->arena, 1, sizeof *new);
	size_t count = old != NULL ? old->patterns.count : 0;

	new->patterns.at = arena_array(
	    reading->arena, count + value->count + 1, sizeof *new->patterns.at);
	if (count > 0)
		memcpy(new->patterns.at, old->patterns.at,
		    count * sizeof *new->patterns.at);
	for (size_t i = 0; i < value->count; i++) {
		struct pattern_fault fault;

		new->patterns.at[count] = pattern_compile(
		    reading->arena, value->items[i]->value, &fault);
		count += new->patterns.at[count] != NULL;
	}
	new->patterns.count = count;
	*made = new;
	return 0;
}

const struct config_key config_keys[] = {
	{ .shape = { .key = "extends",
	      .kind = SHAPE_LIST,
	      .inner = a_word,
	      .one_may_stand_alone = true,
	      .what = "files of this repository that hold first",
	      .weaker = WEAKER_CHANGED } },
	{ .shape = { .key = "preset",
	      .kind = SHAPE_CHOICE,
	      .choices = "default|strict|registry|internal",
	      .what = "a ready-made configuration that holds first of all",
	      .value = "default",
	      .weaker = WEAKER_CHANGED } },
	{ .shape = { .key = "fail-on",
	      .kind = SHAPE_SEVERITY,
	      .what = "the least severity that fails",
	      .value = "error",
	      .weaker = WEAKER_HIGHER } },
	{ .shape = { .key = "rules",
	      .kind = SHAPE_RULES,
	      .inner = rule_keys,
	      .short_for = "severity",
	      .what = "severity, options and ignorable of rules, by id" } },
	{ .shape = { .key = "zones",
	      .kind = SHAPE_MAP,
	      .inner = any_zone,
	      .what = "what zones are, by name with * for any part of it" } },
	{ .shape = { .key = "paths",
	      .kind = SHAPE_MAP,
	      .inner = any_path,
	      .what = "what files are, by path with * and **" } },
	{ .shape = { .key = "mail",
	      .kind = SHAPE_MAP,
	      .inner = mail_keys,
	      .what = "what is known of mail" } },
	{ .shape = { .key = "protected",
	      .kind = SHAPE_LIST,
	      .inner = protected_row,
	      .what = "records that nobody changes by the way",
	      .weaker = WEAKER_LOST } },
	{ .shape = { .key = "required",
	      .kind = SHAPE_LIST,
	      .inner = required_row,
	      .what = "records that zones must have",
	      .weaker = WEAKER_LOST },
	    .read = requirements_read },
	{ .shape = { .key = "patterns",
	      .kind = SHAPE_MAP,
	      .inner = any_pattern,
	      .what = "rules of your own, by id" },
	    .read = pattern_rules_read },
	{ .shape = { .key = "thresholds",
	      .kind = SHAPE_RULES,
	      .inner = any_option,
	      .what = "options of rules, by id: short for rules.ID.options" } },
	{ .shape = { .key = "placeholders",
	      .kind = SHAPE_LIST,
	      .inner = a_pattern,
	      .what = "words that stand for what is filled in later",
	      .weaker = WEAKER_SET },
	    .read = read_placeholders },
	{ .shape = { .key = "unknown-types",
	      .kind = SHAPE_LIST,
	      .inner = a_word,
	      .what = "record types that are known to be unknown",
	      .weaker = WEAKER_SET } },
	{ .shape = { .key = "external-includes",
	      .kind = SHAPE_LIST,
	      .inner = a_word,
	      .what = "included files that stand elsewhere, with * and **",
	      .weaker = WEAKER_SET } },
	{ .shape = { .key = "include-base",
	      .kind = SHAPE_CHOICE,
	      .choices = "file|cwd",
	      .what =
		  "where an $INCLUDE starts: its file's folder, or the root",
	      .value = "file" } },
	{ .shape = { .key = "allows",
	      .kind = SHAPE_MAP,
	      .inner = allows_keys,
	      .what = "who may allow findings" } },
	{ .shape = { .key = "plugins",
	      .kind = SHAPE_NEVER,
	      .what = "plugins are code: the command line alone loads them "
		      "(--plugin FILE.so)" } },
	{ .shape = { 0 } },
};

const struct shape *
config_shape(struct arena *arena)
{
	size_t count = sizeof config_keys / sizeof *config_keys;
	struct shape *rows = arena_array(arena, count, sizeof *rows);
	struct shape *whole = arena_array(arena, 1, sizeof *whole);

	for (size_t i = 0; i < count; i++)
		rows[i] = config_keys[i].shape;
	*whole = (struct shape){ .kind = SHAPE_MAP, .inner = rows };
	return whole;
}
