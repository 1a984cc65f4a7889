/*
 * The configuration: `.zoneproof.yaml`, checked on loading, asked by name.
 *
 * Every question may be put to NULL, which answers what holds without a file.
 */
#ifndef POLICY_CONFIG_H
#define POLICY_CONFIG_H

#include <stdbool.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/source.h"
#include "../zoneproof.h"

#define CONFIG_FILE ".zoneproof.yaml"

struct config;

/*
 * Reads and checks a configuration. `rules` (ends with NULL) are the ids and
 * options it may speak of. NULL and ERROR_USAGE with file:line:column and the
 * nearest known word when something in it is not known.
 */
struct config *config_read(struct arena *arena, const struct source *source,
    const struct zp_rule *const *rules, struct error *err);

/* A configuration that says nothing, for the command line to be set upon. */
struct config *config_empty(struct arena *arena);

/* What the command line says outranks the file: --rule, --only. */
int config_set_rule(struct config *config, const char *setting,
    const struct zp_rule *const *rules, struct error *err);
int config_set_only(struct config *config, const char *list,
    const struct zp_rule *const *rules, struct error *err);

/* The severity a rule's finding has in a zone (with its final dot). */
enum zp_severity config_severity(const struct config *config, const char *rule,
    const char *zone, enum zp_severity severity);

/* A rule's option as text; NULL where nothing is said. */
const char *config_option(
    const struct config *config, const char *rule, const char *option);

/* A zone's mail, serial, audience, origin; NULL where nothing is said. */
const char *config_zone(
    const struct config *config, const char *zone, const char *key);

/* A path's format, origin, view, ignore; NULL where nothing is said. */
const char *config_path(
    const struct config *config, const char *path, const char *key);

bool config_is_sender(const struct config *config, const char *name);
bool config_is_protected(const struct config *config, const char *owner,
    const char *type, const char **ret_reason);
bool config_include_from_root(const struct config *config);

/* Where the file says it; ZP_ERROR where it does not. */
enum zp_severity config_fail_on(const struct config *config);

/* "error", "warning", "notice", "off" or "never"; false for other words. */
bool severity_from_text(const char *text, enum zp_severity *ret);
const char *severity_text(enum zp_severity severity);

#endif
