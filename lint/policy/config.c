/* The configuration: what it may say, and what it says. */
#include "config.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "yaml.h"

/* What --rule said; the last one said stands first. */
struct rule_setting {
	const char *rule;
	enum zp_severity severity;
	const struct rule_setting *next;
};

struct config {
	struct arena *arena;
	const struct source *source;
	const struct yaml_node *root; /* NULL: no file */
	const struct rule_setting *settings;
	const char **only; /* ends with NULL; NULL: all rules */
};

static const char *const severities[] = {
	[ZP_OFF] = "off",
	[ZP_NOTICE] = "notice",
	[ZP_WARNING] = "warning",
	[ZP_ERROR] = "error",
};

bool
severity_from_text(const char *text, enum zp_severity *ret)
{
	for (size_t i = 0; i < sizeof severities / sizeof *severities; i++)
		if (strcasecmp(severities[i], text) == 0) {
			*ret = (enum zp_severity)i;
			return true;
		}
	if (strcasecmp(text, "never") != 0)
		return false;
	*ret = ZP_OFF;
	return true;
}

const char *
severity_text(enum zp_severity severity)
{
	return severities[severity];
}

/* --------------------------------------------------------- what it may say */

/* What a value may be; a map's keys are a row of these again. */
struct shape {
	const char *key; /* "*": any key; NULL ends a row */
	enum {
		ANY,
		WORD,
		SEVERITY,
		BOOLEAN,
		NUMBER,
		WORDS,
		MAP,
		LIST,
		CHOICE,
		RULES,
		OPTIONS
	} want;
	const struct shape *inner; /* of MAP and of a LIST's maps */
	const char *choices;       /* of CHOICE, parted by '|' */
};

static const struct shape rule_shape[] = {
	{ "severity", SEVERITY, NULL, NULL },
	{ "options", OPTIONS, NULL, NULL },
	{ "ignorable", BOOLEAN, NULL, NULL },
	{ 0 },
};
static const struct shape rules_shape[] = {
	{ "*", RULES, rule_shape, NULL },
	{ 0 },
};
static const struct shape zone_shape[] = {
	{ "audience", CHOICE, NULL, "public|internal" },
	{ "mail", CHOICE, NULL, "sending|receiving|none" },
	{ "serial", CHOICE, NULL, "managed|manual" },
	{ "signing", CHOICE, NULL, "server|offline|none" },
	{ "kind", CHOICE, NULL, "registry|zone" },
	{ "complete", BOOLEAN, NULL, NULL },
	{ "origin", WORD, NULL, NULL },
	{ "parent_ds", WORDS, NULL, NULL },
	{ "rules", MAP, rules_shape, NULL },
	{ 0 },
};
static const struct shape zones_shape[] = {
	{ "*", MAP, zone_shape, NULL },
	{ 0 },
};
static const struct shape path_shape[] = {
	{ "format", CHOICE, NULL, "zone|auto" },
	{ "origin", WORD, NULL, NULL },
	{ "view", WORD, NULL, NULL },
	{ "ignore", BOOLEAN, NULL, NULL },
	{ 0 },
};
static const struct shape paths_shape[] = {
	{ "*", MAP, path_shape, NULL },
	{ 0 },
};
static const struct shape mail_shape[] = {
	{ "senders", WORDS, NULL, NULL },
	{ 0 },
};
static const struct shape protected_shape[] = {
	{ "owner", WORD, NULL, NULL },
	{ "types", WORDS, NULL, NULL },
	{ "reason", WORD, NULL, NULL },
	{ 0 },
};
static const struct shape top_shape[] = {
	{ "fail-on", SEVERITY, NULL, NULL },
	{ "rules", MAP, rules_shape, NULL },
	{ "zones", MAP, zones_shape, NULL },
	{ "paths", MAP, paths_shape, NULL },
	{ "mail", MAP, mail_shape, NULL },
	{ "protected", LIST, protected_shape, NULL },
	{ "include-base", CHOICE, NULL, "file|cwd" },
	{ "unknown-types", WORDS, NULL, NULL },
	{ 0 },
};

struct check {
	const struct source *source;
	const struct zp_rule *const *rules;
	struct error *err;
};

static int check_value(const struct check *check, const struct shape *shape,
    const struct yaml_node *key, const struct yaml_node *value);

static int
unknown_word(const struct check *check, const struct yaml_node *node,
    const char *what, const char *nearest)
{
	if (nearest == NULL)
		return yaml_error(check->source, node, check->err,
		    "'%.100s' is no %s", node->value, what);
	return yaml_error(check->source, node, check->err,
	    "'%.100s' is no %s: is '%s' meant?", node->value, what, nearest);
}

static const char *
nearer(const char *word, const char *candidate, unsigned *best,
    const char *nearest)
{
	unsigned distance = text_distance(text_of(word), text_of(candidate), 4);

	if (distance > 4 || distance >= *best)
		return nearest;
	*best = distance;
	return candidate;
}

static int
check_map(const struct check *check, const struct shape *shapes,
    const struct yaml_node *map)
{
	if (map->kind != YAML_MAP)
		return yaml_error(check->source, map, check->err,
		    "keys and values are wanted here");
	for (size_t i = 0; i + 1 < map->count; i += 2) {
		const struct yaml_node *key = map->items[i];
		const struct shape *shape = shapes;
		const char *nearest = NULL;
		unsigned best = 5;

		for (; shape->key != NULL && strcmp(shape->key, "*") != 0 &&
		     strcmp(shape->key, key->value) != 0;
		     shape++)
			nearest = nearer(
			    key->value, shape->key, &best, nearest);
		if (shape->key == NULL)
			return unknown_word(check, key, "key", nearest);
		if (check_value(check, shape, key, map->items[i + 1]) != 0)
			return -1;
	}
	return 0;
}

static const struct zp_rule *
rule_named(const struct zp_rule *const *rules, const char *id,
    const char **ret_nearest)
{
	unsigned best = 5;

	*ret_nearest = NULL;
	for (; *rules != NULL; rules++) {
		if (strcmp((*rules)->id, id) == 0)
			return *rules;
		*ret_nearest = nearer(id, (*rules)->id, &best, *ret_nearest);
	}
	return NULL;
}

static int
check_options(const struct check *check, const struct zp_rule *rule,
    const struct yaml_node *options)
{
	if (options == NULL)
		return 0;
	if (options->kind != YAML_MAP)
		return yaml_error(check->source, options, check->err,
		    "keys and values are wanted here");
	for (size_t i = 0; i + 1 < options->count; i += 2) {
		const struct zp_option *option = rule->options;

		while (option != NULL && option->name != NULL &&
		    strcmp(option->name, options->items[i]->value) != 0)
			option++;
		if (option == NULL || option->name == NULL)
			return unknown_word(check, options->items[i],
			    "option of this rule",
			    rule->options != NULL ? rule->options->name : NULL);
		if (options->items[i + 1]->kind != YAML_SCALAR)
			return yaml_error(check->source, options->items[i + 1],
			    check->err, "a word or a number is wanted here");
	}
	return 0;
}

static int check_value(const struct check *check, const struct shape *shape,
    const struct yaml_node *key, const struct yaml_node *value);

static int
check_rule(const struct check *check, const struct yaml_node *key,
    const struct yaml_node *value)
{
	const char *nearest = NULL;
	const struct zp_rule *rule = rule_named(
	    check->rules, key->value, &nearest);

	if (rule == NULL)
		return unknown_word(check, key, "rule", nearest);
	/* `syntax: off` is short for `syntax: { severity: off }`. */
	if (value->kind == YAML_SCALAR)
		return check_value(check, &rule_shape[0], key, value);
	if (check_map(check, rule_shape, value) != 0)
		return -1;
	return check_options(check, rule, yaml_get(value, "options"));
}

static int
check_choice(const struct check *check, const struct shape *shape,
    const struct yaml_node *value)
{
	struct text choices = text_of(shape->choices);

	while (choices.ptr != NULL)
		if (text_equal(text_cut(&choices, '|'), text_of(value->value)))
			return 0;
	return yaml_error(check->source, value, check->err,
	    "'%.100s' is none of %s", value->value, shape->choices);
}

static int
check_list(const struct check *check, const struct shape *shape,
    const struct yaml_node *value)
{
	if (value->kind != YAML_LIST)
		return yaml_error(
		    check->source, value, check->err, "a list is wanted here");
	for (size_t i = 0; i < value->count; i++) {
		if (shape->want == LIST &&
		    check_map(check, shape->inner, value->items[i]) != 0)
			return -1;
		if (shape->want == WORDS &&
		    value->items[i]->kind != YAML_SCALAR)
			return yaml_error(check->source, value->items[i],
			    check->err, "a word is wanted here");
	}
	return 0;
}

static bool
is_boolean(const char *value)
{
	return strcasecmp(value, "true") == 0 ||
	    strcasecmp(value, "false") == 0;
}

static int
check_value(const struct check *check, const struct shape *shape,
    const struct yaml_node *key, const struct yaml_node *value)
{
	enum zp_severity severity = ZP_OFF;

	switch (shape->want) {
	case MAP:
		return check_map(check, shape->inner, value);
	case RULES:
		return check_rule(check, key, value);
	case LIST:
	case WORDS:
		return check_list(check, shape, value);
	case ANY:
	case OPTIONS:
		return 0;
	default:
		break;
	}
	if (value->kind != YAML_SCALAR)
		return yaml_error(check->source, value, check->err,
		    "a word or a number is wanted here");
	switch (shape->want) {
	case SEVERITY:
		if (severity_from_text(value->value, &severity))
			return 0;
		return yaml_error(check->source, value, check->err,
		    "'%.100s' is none of error, warning, notice, off",
		    value->value);
	case BOOLEAN:
		if (is_boolean(value->value))
			return 0;
		return yaml_error(check->source, value, check->err,
		    "'%.100s' is neither true nor false", value->value);
	case CHOICE:
		return check_choice(check, shape, value);
	default:
		return 0;
	}
}

struct config *
config_empty(struct arena *arena)
{
	struct config *config = arena_array(arena, 1, sizeof *config);

	config->arena = arena;
	return config;
}

struct config *
config_read(struct arena *arena, const struct source *source,
    const struct zp_rule *const *rules, struct error *err)
{
	struct check check = { source, rules, err };
	struct yaml_node *root = yaml_read(arena, source, err);
	struct config *config = NULL;

	if (root == NULL || check_map(&check, top_shape, root) != 0)
		return NULL;
	config = config_empty(arena);
	config->source = source;
	config->root = root;
	return config;
}

/* ------------------------------------------------------- the command line */

int
config_set_rule(struct config *config, const char *setting,
    const struct zp_rule *const *rules, struct error *err)
{
	struct rule_setting *set = NULL;
	const char *equals = strchr(setting, '=');
	const char *nearest = NULL, *id = NULL;
	enum zp_severity severity = ZP_OFF;

	if (equals == NULL || !severity_from_text(equals + 1, &severity))
		return error_usage(err,
		    "--rule wants ID=error, warning, notice or off, not '%s'",
		    setting);
	id = arena_copy(config->arena, setting, (size_t)(equals - setting));
	if (rule_named(rules, id, &nearest) == NULL)
		return error_usage(err, "--rule: '%s' is no rule%s%s%s", id,
		    nearest != NULL ? ": is '" : "",
		    nearest != NULL ? nearest : "",
		    nearest != NULL ? "' meant?" : "");
	set = arena_alloc(config->arena, sizeof *set);
	*set = (struct rule_setting){ id, severity, config->settings };
	config->settings = set;
	return 0;
}

int
config_set_only(struct config *config, const char *list,
    const struct zp_rule *const *rules, struct error *err)
{
	struct text rest = text_of(list);
	size_t count = 0;

	config->only = arena_array(
	    config->arena, rest.len + 2, sizeof *config->only);
	while (rest.ptr != NULL) {
		struct text part = text_trim(text_cut(&rest, ','));
		const char *nearest = NULL;
		const char *id = arena_copy(config->arena, part.ptr, part.len);

		if (rule_named(rules, id, &nearest) == NULL)
			return error_usage(err, "--only: '%s' is no rule%s%s%s",
			    id, nearest != NULL ? ": is '" : "",
			    nearest != NULL ? nearest : "",
			    nearest != NULL ? "' meant?" : "");
		config->only[count++] = id;
	}
	return 0;
}

/* ------------------------------------------------------------ what it says */

/* A zone's glob: `*` stands for any labels, as people expect of names. */
static bool
zone_matches(const char *glob, const char *zone)
{
	size_t length = strlen(glob);
	char with_dot[1100];

	if (length + 2 > sizeof with_dot)
		return false;
	memcpy(with_dot, glob, length + 1);
	if (length == 0 || glob[length - 1] != '.')
		memcpy(with_dot + length, ".", 2);
	return fnmatch(with_dot, zone, FNM_CASEFOLD) == 0;
}

/* The last glob that matches and says something wins. */
static const struct yaml_node *
zone_node(const struct config *config, const char *zone, const char *key)
{
	const struct yaml_node *zones = NULL, *found = NULL;

	if (config == NULL)
		return NULL;
	zones = yaml_get(config->root, "zones");
	for (size_t i = 0; zones != NULL && i + 1 < zones->count; i += 2) {
		const struct yaml_node *node = yaml_get(
		    zones->items[i + 1], key);

		if (node != NULL && zone_matches(zones->items[i]->value, zone))
			found = node;
	}
	return found;
}

const char *
config_zone(const struct config *config, const char *zone, const char *key)
{
	const struct yaml_node *node = zone_node(config, zone, key);

	return node != NULL && node->kind == YAML_SCALAR ? node->value : NULL;
}

const char *
config_path(const struct config *config, const char *path, const char *key)
{
	const struct yaml_node *paths = NULL;
	const char *found = NULL;

	if (config == NULL)
		return NULL;
	paths = yaml_get(config->root, "paths");
	for (size_t i = 0; paths != NULL && i + 1 < paths->count; i += 2) {
		const struct yaml_node *node = yaml_get(
		    paths->items[i + 1], key);

		if (node != NULL && path_matches(paths->items[i]->value, path))
			found = node->value;
	}
	return found;
}

static const char *
rule_word(const struct yaml_node *rules, const char *rule, const char *key)
{
	const struct yaml_node *said = yaml_get(rules, rule);
	const struct yaml_node *node = yaml_get(said, key);

	if (said != NULL && said->kind == YAML_SCALAR &&
	    strcmp(key, "severity") == 0)
		return said->value;
	return node != NULL ? node->value : NULL;
}

enum zp_severity
config_severity(const struct config *config, const char *rule, const char *zone,
    enum zp_severity severity)
{
	const char *said = NULL, *in_zone = NULL;

	if (config == NULL)
		return severity;
	for (size_t i = 0; config->only != NULL; i++) {
		if (config->only[i] == NULL)
			return ZP_OFF;
		if (strcmp(config->only[i], rule) == 0)
			break;
	}
	for (const struct rule_setting *set = config->settings; set != NULL;
	     set = set->next)
		if (strcmp(set->rule, rule) == 0)
			return set->severity;
	said = rule_word(yaml_get(config->root, "rules"), rule, "severity");
	in_zone = rule_word(zone_node(config, zone, "rules"), rule, "severity");
	if (in_zone != NULL)
		said = in_zone;
	if (said != NULL)
		severity_from_text(said, &severity);
	return severity;
}

const char *
config_option(const struct config *config, const char *rule, const char *option)
{
	const struct yaml_node *node = NULL;

	if (config == NULL)
		return NULL;
	node = yaml_get(
	    yaml_get(yaml_get(config->root, "rules"), rule), "options");
	node = yaml_get(node, option);
	return node != NULL ? node->value : NULL;
}

static bool
words_hold(const struct yaml_node *words, const char *name,
    bool (*matches)(const char *word, const char *name))
{
	for (size_t i = 0; words != NULL && i < words->count; i++)
		if (matches(words->items[i]->value, name))
			return true;
	return false;
}

bool
config_is_sender(const struct config *config, const char *name)
{
	if (config == NULL)
		return false;
	return words_hold(yaml_get(yaml_get(config->root, "mail"), "senders"),
	    name, zone_matches);
}

static bool
same_word(const char *word, const char *name)
{
	return strcasecmp(word, name) == 0;
}

bool
config_is_protected(const struct config *config, const char *owner,
    const char *type, const char **ret_reason)
{
	const struct yaml_node *list = NULL;

	if (config == NULL)
		return false;
	list = yaml_get(config->root, "protected");
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct yaml_node *glob = yaml_get(
		    list->items[i], "owner");
		const struct yaml_node *types = yaml_get(
		    list->items[i], "types");
		const struct yaml_node *why = yaml_get(
		    list->items[i], "reason");

		if (glob == NULL || !zone_matches(glob->value, owner) ||
		    (types != NULL && !words_hold(types, type, same_word)))
			continue;
		*ret_reason = why != NULL ? why->value : "";
		return true;
	}
	return false;
}

bool
config_include_from_root(const struct config *config)
{
	const struct yaml_node *node =
	    config == NULL ? NULL : yaml_get(config->root, "include-base");

	return node != NULL && strcmp(node->value, "cwd") == 0;
}

enum zp_severity
config_fail_on(const struct config *config)
{
	const struct yaml_node *node =
	    config == NULL ? NULL : yaml_get(config->root, "fail-on");
	enum zp_severity severity = ZP_ERROR;

	if (node != NULL)
		severity_from_text(node->value, &severity);
	return severity;
}
