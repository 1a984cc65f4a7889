/* The configuration: its files read, its questions answered. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "../base/glob.h"
#include "../base/limits.h"
#include "keys.h"
#include "pattern.h"
#include "preset.h"

/* What --rule said; the last one said stands first. */
struct rule_setting {
	const char *rule;
	enum zp_severity severity;
	const struct rule_setting *next;
};

struct config {
	struct arena *arena;
	struct config_layer layers[LIMIT_CONFIG_FILES];
	size_t count;
	const char *folder; /* of the file, in its set; "" for the root */
	void *made[CONFIG_KEYS];
	const struct rule_setting *settings;
	const char **only; /* ends with NULL; NULL: all rules */
};

/* ---------------------------------------------------------------- reading */

struct reader {
	struct config *config;
	const struct zp_rule *const *rules;
	struct files *files;
	unsigned depth; /* of files that extend one another */
	struct error *err;
};

static int layer_read(
    struct reader *reader, const struct source *source, const char *path);

static const struct config_key *
key_named(const char *name)
{
	for (const struct config_key *key = config_keys;
	     key->shape.kind != SHAPE_NONE; key++)
		if (strcmp(key->shape.key, name) == 0)
			return key;
	return NULL;
}

static struct shape_check
check_of(const struct reader *reader, const struct source *source,
    const struct yaml_node *root)
{
	const struct config *config = reader->config;
	const struct yaml_node **ids = arena_array(
	    config->arena, config->count + 2, sizeof *ids);
	size_t count = 0;

	for (size_t i = 0; i <= config->count; i++) {
		const struct yaml_node *patterns = yaml_get(
		    i < config->count ? config->layers[i].root : root,
		    "patterns");

		if (patterns != NULL)
			ids[count++] = patterns;
	}
	return (struct shape_check){ source, reader->rules, ids, config->arena,
		reader->err };
}

static int
layer_add(
    struct reader *reader, const struct source *source, struct yaml_node *root)
{
	struct config *config = reader->config;

	if (config->count == LIMIT_CONFIG_FILES)
		return yaml_error(source, root, reader->err,
		    "over %d files extend one another", LIMIT_CONFIG_FILES);
	config->layers[config->count++] = (struct config_layer){ source, root };
	return 0;
}

static int
preset_read(struct reader *reader, const char *name)
{
	struct arena *arena = reader->config->arena;
	struct source *source = arena_array(arena, 1, sizeof *source);

	source->path = arena_format(arena, "preset %s", name);
	source->bytes = text_of(preset_text(name));
	return layer_read(reader, source, NULL);
}

/* One of `extends:`: a path in the same set of files, from its file's folder. */
static int
extended_read(struct reader *reader, const struct source *from,
    const char *path, const struct yaml_node *node)
{
	struct arena *arena = reader->config->arena;
	struct source *source = source_in(arena);

	source->path = path == NULL || reader->files == NULL ?
	    NULL :
	    files_join(arena, path, text_of(node->value));
	if (source->path == NULL)
		return yaml_error(from, node, reader->err,
		    "extends '%.200s': only files of this repository are read",
		    node->value);
	if (reader->depth >= LIMIT_CONFIG_FILES)
		return yaml_error(from, node, reader->err,
		    "extends '%.200s': files that extend each other, or over "
		    "%d of them",
		    node->value, LIMIT_CONFIG_FILES);
	switch (files_read(reader->files, source->path, arena, &source->bytes,
	    NULL, reader->err)) {
	case FILE_READ:
		return layer_read(reader, source, source->path);
	case FILE_MISSING:
		return yaml_error(from, node, reader->err,
		    "extends '%.200s': there is no such file", node->value);
	case FILE_OUTSIDE:
	case FILE_FAILED:
		break;
	}
	return -1;
}

/* What holds below a file: its preset, then what it extends, in order. */
static int
below_read(struct reader *reader, const struct source *source, const char *path,
    const struct yaml_node *root)
{
	const struct yaml_node *preset = yaml_get(root, "preset");
	const struct yaml_node *extends = yaml_get(root, "extends");
	int status = 0;

	if (preset != NULL && preset_read(reader, preset->value) != 0)
		return -1;
	if (extends == NULL)
		return 0;
	reader->depth++;
	if (extends->kind == YAML_SCALAR)
		status = extended_read(reader, source, path, extends);
	for (size_t i = 0; status == 0 && i < extends->count; i++)
		status = extended_read(reader, source, path, extends->items[i]);
	reader->depth--;
	return status;
}

static int
keys_read(struct reader *reader, const struct source *source,
    const struct yaml_node *root)
{
	struct config *config = reader->config;
	struct config_reading reading = { config->arena, source, reader->rules,
		reader->err };

	for (size_t i = 0; config_keys[i].shape.kind != SHAPE_NONE; i++) {
		const struct yaml_node *value = yaml_get(
		    root, config_keys[i].shape.key);

		if (config_keys[i].read != NULL && value != NULL &&
		    config_keys[i].read(&reading, value, &config->made[i]) != 0)
			return -1;
	}
	return 0;
}

/* An option that is a map is asked for as text: "K=V,K=V". */
static void
options_join(struct arena *arena, struct yaml_node *options)
{
	for (size_t i = 1; options != NULL && i < options->count; i += 2) {
		struct yaml_node *value = options->items[i];

		for (size_t j = 0; j + 1 < value->count; j += 2)
			value->value = arena_format(arena, "%s%s%s=%s",
			    value->value, j > 0 ? "," : "",
			    value->items[j]->value, value->items[j + 1]->value);
	}
}

static void
rules_join(struct arena *arena, struct yaml_node *rules, bool options_only)
{
	for (size_t i = 1; rules != NULL && i < rules->count; i += 2)
		options_join(arena,
		    options_only ? rules->items[i] :
				   yaml_get(rules->items[i], "options"));
}

static void
layer_join(struct arena *arena, struct yaml_node *root)
{
	struct yaml_node *zones = yaml_get(root, "zones");

	rules_join(arena, yaml_get(root, "rules"), false);
	rules_join(arena, yaml_get(root, "thresholds"), true);
	for (size_t i = 1; zones != NULL && i < zones->count; i += 2)
		rules_join(arena, yaml_get(zones->items[i], "rules"), false);
}

static int
shape_of_key(const struct shape_check *check, const struct yaml_node *root,
    const char *name)
{
	const struct yaml_node *value = yaml_get(root, name);

	return value == NULL ?
	    0 :
	    shape_value(check, &key_named(name)->shape, value, value);
}

/* What it is built on is read first: its patterns' ids are rules here too. */
static int
layer_read(struct reader *reader, const struct source *source, const char *path)
{
	struct config *config = reader->config;
	struct yaml_node *root = yaml_read(config->arena, source, reader->err);
	struct shape_check check = { source, reader->rules, NULL, config->arena,
		reader->err };

	if (root == NULL || shape_of_key(&check, root, "extends") != 0 ||
	    shape_of_key(&check, root, "preset") != 0 ||
	    below_read(reader, source, path, root) != 0)
		return -1;
	check = check_of(reader, source, root);
	if (shape_value(&check, config_shape(config->arena), root, root) != 0)
		return -1;
	layer_join(config->arena, root);
	if (layer_add(reader, source, root) != 0)
		return -1;
	return keys_read(reader, source, root);
}

struct config *
config_empty(struct arena *arena)
{
	struct config *config = arena_array(arena, 1, sizeof *config);

	config->arena = arena;
	config->folder = "";
	return config;
}

struct config *
config_read(struct arena *arena, const struct config_file *file,
    const struct zp_rule *const *rules, struct error *err)
{
	struct config *config = config_empty(arena);
	struct reader reader = { config, rules, file->files, 0, err };

	if (layer_read(&reader, file->source, file->path) != 0)
		return NULL;
	if (file->path != NULL) {
		struct text folder = path_folder(text_of(file->path));

		config->folder = arena_copy(arena, folder.ptr, folder.len);
	}
	return config;
}

/* ------------------------------------------------------- the command line */

bool
config_knows_rule(const struct config *config,
    const struct zp_rule *const *rules, const char *id,
    const char **ret_nearest)
{
	const struct yaml_node *ids[LIMIT_CONFIG_FILES + 1] = { 0 };
	struct shape_check check = { .rules = rules, .more_ids = ids };
	const struct zp_rule *rule = NULL;
	size_t count = 0;

	for (size_t i = 0; config != NULL && i < config->count; i++) {
		ids[count] = yaml_get(config->layers[i].root, "patterns");
		count += ids[count] != NULL;
	}
	return shape_rule_known(&check, id, &rule, ret_nearest);
}

static int
want_rule(const struct zp_rule *const *rules, const struct config *config,
    const char *option, const char *id, struct error *err)
{
	const char *nearest = NULL;

	if (config_knows_rule(config, rules, id, &nearest))
		return 0;
	return error_usage(err, "--%s: '%s' is no rule%s%s%s", option, id,
	    nearest != NULL ? ": is '" : "", nearest != NULL ? nearest : "",
	    nearest != NULL ? "' meant?" : "");
}

int
config_set_rule(struct config *config, const char *setting,
    const struct zp_rule *const *rules, struct error *err)
{
	struct rule_setting *set = NULL;
	const char *equals = strchr(setting, '=');
	const char *id = NULL;
	enum zp_severity severity = ZP_OFF;

	if (equals == NULL || !severity_from_text(equals + 1, &severity))
		return error_usage(err,
		    "--rule wants ID=error, warning, notice or off, not '%s'",
		    setting);
	id = arena_copy(config->arena, setting, (size_t)(equals - setting));
	if (want_rule(rules, config, "rule", id, err) != 0)
		return -1;
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
		const char *id = arena_copy(config->arena, part.ptr, part.len);

		if (want_rule(rules, config, "only", id, err) != 0)
			return -1;
		config->only[count++] = id;
	}
	return 0;
}

/* ------------------------------------------------------------ what it says */

const struct config_layer *
config_layers(const struct config *config, size_t *ret_count)
{
	*ret_count = config == NULL ? 0 : config->count;
	return config == NULL ? NULL : config->layers;
}

const void *
config_made(const struct config *config, const char *key)
{
	return config == NULL ? NULL :
				config->made[key_named(key) - config_keys];
}

/* The value of a key at the top, or of one below it, in the highest layer. */
static const struct yaml_node *
top_node(const struct config *config, const char *key, const char *inner)
{
	size_t count = config == NULL ? 0 : config->count;

	for (size_t i = count; i > 0; i--) {
		const struct yaml_node *node = yaml_get(
		    config->layers[i - 1].root, key);

		if (inner != NULL)
			node = yaml_get(node, inner);
		if (node != NULL)
			return node;
	}
	return NULL;
}

bool
config_zone_matches(const char *glob, const char *zone)
{
	size_t length = strlen(glob);
	char with_dot[1100];

	if (length + 2 > sizeof with_dot)
		return false;
	memcpy(with_dot, glob, length + 1);
	if (length == 0 || glob[length - 1] != '.')
		memcpy(with_dot + length, ".", 2);
	return name_matches(with_dot, zone);
}

/* Of one layer: the last glob that matches and says something wins. */
static const struct yaml_node *
zone_node_in(
    const struct config_layer *layer, const char *zone, const char *key)
{
	const struct yaml_node *zones = yaml_get(layer->root, "zones");
	const struct yaml_node *found = NULL;

	for (size_t i = 0; zones != NULL && i + 1 < zones->count; i += 2) {
		const struct yaml_node *node = yaml_get(
		    zones->items[i + 1], key);

		if (node != NULL &&
		    config_zone_matches(zones->items[i]->value, zone))
			found = node;
	}
	return found;
}

const struct yaml_node *
config_zone_list(const struct config *config, const char *zone, const char *key)
{
	size_t count = config == NULL ? 0 : config->count;

	for (size_t i = count; i > 0; i--) {
		const struct yaml_node *node = zone_node_in(
		    &config->layers[i - 1], zone, key);

		if (node != NULL)
			return node;
	}
	return NULL;
}

const char *
config_zone(const struct config *config, const char *zone, const char *key)
{
	const struct yaml_node *node = config_zone_list(config, zone, key);

	return node != NULL && node->kind == YAML_SCALAR ? node->value : NULL;
}

const char *
config_zone_by_id(const struct config *config, const char *id)
{
	size_t count = config == NULL ? 0 : config->count;

	for (size_t i = count; i > 0; i--) {
		const struct yaml_node *zones = yaml_get(
		    config->layers[i - 1].root, "zones");

		for (size_t j = 0; zones != NULL && j + 1 < zones->count;
		     j += 2) {
			const struct yaml_node *node = yaml_get(
			    zones->items[j + 1], "id");

			if (node != NULL && node->kind == YAML_SCALAR &&
			    strcmp(node->value, id) == 0)
				return zones->items[j]->value;
		}
	}
	return NULL;
}

static const char *
path_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	if (length == 0)
		return path;
	if (strncmp(path, folder, length) != 0 || path[length] != '/')
		return NULL;
	return path + length + 1;
}

const char *
config_path(const struct config *config, const char *path, const char *key)
{
	const char *found = NULL;
	const char *inner = config == NULL ? NULL :
					     path_below(path, config->folder);

	for (size_t i = 0; inner != NULL && i < config->count; i++) {
		const struct yaml_node *paths = yaml_get(
		    config->layers[i].root, "paths");

		for (size_t j = 0; paths != NULL && j + 1 < paths->count;
		     j += 2) {
			const struct yaml_node *node = yaml_get(
			    paths->items[j + 1], key);

			if (node != NULL &&
			    path_matches(paths->items[j]->value, inner))
				found = node->value;
		}
	}
	return found;
}

/* -------------------------------------------------------------- its rules */

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

/* In the highest layer that says it; there the zone's word is the nearer. */
static const char *
rule_said(const struct config *config, const char *rule, const char *zone,
    const char *key)
{
	size_t count = config == NULL ? 0 : config->count;

	for (size_t i = count; i > 0; i--) {
		const struct config_layer *layer = &config->layers[i - 1];
		const char *said = rule_word(
		    zone_node_in(layer, zone, "rules"), rule, key);

		if (said == NULL)
			said = rule_word(
			    yaml_get(layer->root, "rules"), rule, key);
		if (said != NULL)
			return said;
	}
	return NULL;
}

static bool
is_left_out(const struct config *config, const char *rule)
{
	if (config->only == NULL)
		return false;
	for (size_t i = 0; config->only[i] != NULL; i++)
		if (strcmp(config->only[i], rule) == 0)
			return false;
	return true;
}

bool
config_is_off(const struct config *config, const char *rule)
{
	if (config == NULL)
		return false;
	if (is_left_out(config, rule))
		return true;
	for (const struct rule_setting *set = config->settings; set != NULL;
	     set = set->next)
		if (strcmp(set->rule, rule) == 0)
			return set->severity == ZP_OFF;
	return false;
}

enum zp_severity
config_severity(const struct config *config, const char *rule, const char *zone,
    enum zp_severity severity)
{
	const char *said = NULL;

	if (config == NULL)
		return severity;
	if (is_left_out(config, rule))
		return ZP_OFF;
	for (const struct rule_setting *set = config->settings; set != NULL;
	     set = set->next)
		if (strcmp(set->rule, rule) == 0)
			return set->severity;
	said = rule_said(config, rule, zone, "severity");
	if (said != NULL)
		severity_from_text(said, &severity);
	return severity;
}

static bool
is_true(const char *word)
{
	return strcasecmp(word, "true") == 0;
}

bool
config_ignorable(
    const struct config *config, const char *rule, const char *zone)
{
	const char *said = rule_said(config, rule, zone, "ignorable");

	return said == NULL || is_true(said);
}

static const char *
option_in(const struct yaml_node *rules, const char *rule, const char *option)
{
	const struct yaml_node *node = yaml_get(
	    yaml_get(yaml_get(rules, rule), "options"), option);

	return node != NULL ? node->value : NULL;
}

const char *
config_option(const struct config *config, const char *rule, const char *zone,
    const char *option)
{
	size_t count = config == NULL ? 0 : config->count;

	for (size_t i = count; i > 0; i--) {
		const struct config_layer *layer = &config->layers[i - 1];
		const struct yaml_node *threshold = yaml_get(
		    yaml_get(yaml_get(layer->root, "thresholds"), rule),
		    option);
		const char *said = option_in(
		    zone_node_in(layer, zone, "rules"), rule, option);

		if (said == NULL)
			said = option_in(
			    yaml_get(layer->root, "rules"), rule, option);
		if (said == NULL && threshold != NULL)
			said = threshold->value;
		if (said != NULL)
			return said;
	}
	return NULL;
}

/* -------------------------------------------------------------- its lists */

/* `list` may be one word that stands alone. */
static bool
words_hold(const struct yaml_node *list, const char *word,
    bool (*matches)(const char *row, const char *word))
{
	if (list == NULL)
		return false;
	if (list->kind == YAML_SCALAR)
		return matches(list->value, word);
	for (size_t i = 0; i < list->count; i++)
		if (matches(list->items[i]->value, word))
			return true;
	return false;
}

bool
config_lists(const struct config *config, const char *key, const char *word,
    bool (*matches)(const char *row, const char *word))
{
	for (size_t i = 0; config != NULL && i < config->count; i++)
		if (words_hold(
			yaml_get(config->layers[i].root, key), word, matches))
			return true;
	return false;
}

static const struct yaml_node *
senders_of(const struct config_layer *layer)
{
	return yaml_get(yaml_get(layer->root, "mail"), "senders");
}

bool
config_is_sender(const struct config *config, const char *name)
{
	for (size_t i = 0; config != NULL && i < config->count; i++)
		if (words_hold(senders_of(&config->layers[i]), name,
			config_zone_matches))
			return true;
	return false;
}

const char *
config_sender(const struct config *config, size_t index)
{
	for (size_t i = 0; config != NULL && i < config->count; i++) {
		const struct yaml_node *list = senders_of(&config->layers[i]);
		size_t count = list == NULL ? 0 : list->count;

		if (index < count)
			return list->items[index]->value;
		index -= count;
	}
	return NULL;
}

static bool
same_word(const char *row, const char *word)
{
	return strcasecmp(row, word) == 0;
}

static bool
protects(const struct yaml_node *row, const char *owner, const char *type)
{
	const struct yaml_node *types = yaml_get(row, "types");

	return config_zone_matches(yaml_get(row, "owner")->value, owner) &&
	    (types == NULL || words_hold(types, type, same_word));
}

bool
config_is_protected(const struct config *config, const char *owner,
    const char *type, const char **ret_reason)
{
	for (size_t i = 0; config != NULL && i < config->count; i++) {
		const struct yaml_node *rows = yaml_get(
		    config->layers[i].root, "protected");

		for (size_t j = 0; rows != NULL && j < rows->count; j++) {
			const struct yaml_node *why = yaml_get(
			    rows->items[j], "reason");

			if (!protects(rows->items[j], owner, type))
				continue;
			*ret_reason = why != NULL ? why->value : "";
			return true;
		}
	}
	return false;
}

bool
config_is_placeholder(const struct config *config, struct text word)
{
	const struct placeholders *known = config_made(config, "placeholders");

	for (size_t i = 0; known != NULL && i < known->patterns.count; i++)
		if (pattern_matches(known->patterns.at[i], word, NULL) ==
		    PATTERN_YES)
			return true;
	return false;
}

/* ---------------------------------------------------------- its single words */

bool
config_says(const struct config *config, const char *key)
{
	return top_node(config, key, NULL) != NULL;
}

bool
config_include_from_root(const struct config *config)
{
	const struct yaml_node *node = top_node(config, "include-base", NULL);

	return node != NULL && strcmp(node->value, "cwd") == 0;
}

bool
config_allows(const struct config *config, const char *key)
{
	const struct yaml_node *node = top_node(config, "allows", key);

	return node != NULL ? is_true(node->value) :
			      strcmp(key, "emergency") != 0;
}

enum zp_severity
config_fail_on(const struct config *config)
{
	const struct yaml_node *node = top_node(config, "fail-on", NULL);
	enum zp_severity severity = ZP_ERROR;

	if (node != NULL)
		severity_from_text(node->value, &severity);
	return severity;
}
