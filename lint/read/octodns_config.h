/*
 * octoDNS's own configuration: which folders hold zones, which zones there
 * are, and who gets them.
 */
#ifndef READ_OCTODNS_CONFIG_H
#define READ_OCTODNS_CONFIG_H

#include <stdbool.h>

#include "../base/arena.h"
#include "../base/source.h"
#include "octodns.h"

/* A provider that reads YAML files. */
struct octodns_provider {
	const char *id;
	const char *directory; /* as written */
	/*
	 * What stands behind the zone's name (without its dot) in the name of
	 * the folder that a zone is split into; NULL: it is not split.
	 */
	const char *split;
	bool no_file;       /* only split folders count */
	const char *shared; /* a file for every zone; NULL: none */
	bool replaces;      /* its records replace those of others */
	uint32_t default_ttl;
	enum octodns_semicolons semicolons;
	const char *folder; /* who reads it says where in the set; NULL: not */
	struct octodns_provider *next;
};

struct octodns_zone {
	const char *name;  /* with its final dot, lower case; or "*" */
	const char *alias; /* the zone that it is a copy of; NULL: none */
	const char *const *sources, *const *targets; /* end with NULL */
	bool lenient;
	const struct octodns_zone *next;
};

struct octodns_config {
	struct octodns_provider *providers; /* in the order of the file */
	const struct octodns_zone *zones;
};

/* Does a file look like one, at a glance? */
bool octodns_is_config(struct text bytes);

/* NULL when the YAML is broken or it is none. */
struct octodns_config *octodns_config_read(
    struct arena *arena, const struct source *source);

/* The entry of a zone, else that of "*"; NULL: the zone is not kept. */
const struct octodns_zone *octodns_config_zone(
    const struct octodns_config *config, const char *name);

const struct octodns_provider *octodns_config_provider(
    const struct octodns_config *config, const char *id); /* NULL: none */

#endif
