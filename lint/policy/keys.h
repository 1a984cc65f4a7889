/*
 * The keys of a configuration, each with its shape. A key whose value has to
 * be made into something (compiled patterns, say) brings a reader for it:
 *
 *     const void *made = config_made(config, "placeholders");
 */
#ifndef POLICY_KEYS_H
#define POLICY_KEYS_H

#include "shape.h"

struct config_reading {
	struct arena *arena; /* lives as long as the configuration */
	const struct source *source;
	const struct zp_rule *const *rules; /* known ones; ends with NULL */
	struct error *err;
};

struct config_key {
	struct shape shape;
	/*
	 * Takes one file's value, which has its shape already. Files that others
	 * extend come first: `*made` is what they brought, NULL at first. 0, or
	 * -1 by yaml_error(). NULL: the value is asked for as it stands.
	 */
	int (*read)(const struct config_reading *reading,
	    const struct yaml_node *value, void **made);
};

/* Ends with SHAPE_NONE. */
extern const struct config_key config_keys[];
#define CONFIG_KEYS 32 /* at most so many */

/* The shape of the whole file: a map with all keys. */
extern const struct shape *config_shape(struct arena *arena);

/* What `placeholders` makes. */
struct placeholders {
	struct {
		const struct pattern **at; /* ends with NULL */
		size_t count;
	} patterns;
};

#endif
