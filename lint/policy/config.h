/*
 * The configuration: `.zoneproof.yaml`, checked on loading, asked by name.
 *
 * It has layers, each over the one below: a preset, the files that a file
 * extends, the file itself, and what the command line says. Every question may
 * be put to NULL, which answers what holds without a file.
 */
#ifndef POLICY_CONFIG_H
#define POLICY_CONFIG_H

#include <stdbool.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/files.h"
#include "../base/source.h"
#include "../base/yaml.h"
#include "../zoneproof.h"
#include "severity.h"

#define CONFIG_FILE ".zoneproof.yaml"

struct config;

/* A file to read, and where what it extends is read: there and nowhere else. */
struct config_file {
	const struct source *source; /* lives as long as the configuration */
	struct files *files;         /* NULL: what it extends cannot be read */
	const char *path;            /* its own path in `files` */
};

/*
 * Reads and checks a configuration. `rules` (ends with NULL) are the ids and
 * options it may speak of. NULL and ERROR_USAGE with file:line:column and the
 * nearest known word when something in it is not known; ERROR_INPUT where a
 * file that it extends cannot be read.
 */
struct config *config_read(struct arena *arena, const struct config_file *file,
    const struct zp_rule *const *rules, struct error *err);

/* A configuration that says nothing, for the command line to be set upon. */
struct config *config_empty(struct arena *arena);

/* What the command line says outranks the file: --rule, --only. */
int config_set_rule(struct config *config, const char *setting,
    const struct zp_rule *const *rules, struct error *err);
int config_set_only(struct config *config, const char *list,
    const struct zp_rule *const *rules, struct error *err);

/* Is it a rule of `rules` or a pattern's id? Else the nearest one, or NULL. */
bool config_knows_rule(const struct config *config,
    const struct zp_rule *const *rules, const char *id,
    const char **ret_nearest);

/* One file's part of it; the higher ones stand behind. */
struct config_layer {
	const struct source *source;
	struct yaml_node *root;
};

const struct config_layer *config_layers(
    const struct config *config, size_t *ret_count);

/* Does one of its files have the key at the top? */
bool config_says(const struct config *config, const char *key);

/* What the reader of a key made (see keys.h); NULL where no file has the key. */
const void *config_made(const struct config *config, const char *key);

/* Is the rule off everywhere, by the command line? Then it need not run. */
bool config_is_off(const struct config *config, const char *rule);

/* The severity a rule's finding has in a zone (with its final dot). */
enum zp_severity config_severity(const struct config *config, const char *rule,
    const char *zone, enum zp_severity severity);

/* May something in the repository allow a rule's findings in a zone? */
bool config_ignorable(
    const struct config *config, const char *rule, const char *zone);

/*
 * A rule's option in a zone as text ("K=V,K=V" where it is a map); NULL where
 * nothing is said.
 */
const char *config_option(const struct config *config, const char *rule,
    const char *zone, const char *option);

/* A zone's mail, serial, audience, origin; NULL where nothing is said. */
const char *config_zone(
    const struct config *config, const char *zone, const char *key);

/* The zone whose `id` this is; NULL where nothing is said. */
const char *config_zone_by_id(const struct config *config, const char *id);

/* Does a glob of zones, with or without its final dot, mean this one? */
bool config_zone_matches(const char *glob, const char *zone);

/* A zone's list, such as parent_ds: NULL, or a list or one word. */
const struct yaml_node *config_zone_list(
    const struct config *config, const char *zone, const char *key);

/*
 * A path's format, origin, view, ignore; NULL where nothing is said. Patterns
 * are meant from the folder of the configuration's file.
 */
const char *config_path(
    const struct config *config, const char *path, const char *key);

bool config_is_sender(const struct config *config, const char *name);
/* A row of mail.senders, a name or a glob; NULL behind the last. */
const char *config_sender(const struct config *config, size_t index);
bool config_is_protected(const struct config *config, const char *owner,
    const char *type, const char **ret_reason);
bool config_include_from_root(const struct config *config);

/* Does a list of words at the top (unknown-types, …) hold a word or a glob? */
bool config_lists(const struct config *config, const char *key,
    const char *word, bool (*matches)(const char *row, const char *word));

/* Does a word stand for what is not known yet (`placeholders:`)? */
bool config_is_placeholder(const struct config *config, struct text word);

/* `allows:` inline, waivers (true without a file) and emergency (false). */
bool config_allows(const struct config *config, const char *key);

/* Where the file says it; ZP_ERROR where it does not. */
enum zp_severity config_fail_on(const struct config *config);

#endif
