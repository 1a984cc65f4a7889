/*
 * A configuration as a flat list: each value with its path and its place, the
 * way people see it in `config show`, and what two of them differ in.
 */
#ifndef POLICY_LEAVES_H
#define POLICY_LEAVES_H

#include "../base/map.h"
#include "../base/vector.h"
#include "config.h"
#include "shape.h"

/* A word as YAML reads it back: quoted where it has to be. */
const char *yaml_word(struct arena *arena, const char *word);

struct leaf {
	const char *id;       /* the key, and of an item its value as well */
	const char *key;      /* "rules.mx-removed.severity" */
	const char *value;    /* as it would stand in YAML, on one line */
	const char *standard; /* what holds without it; NULL: nothing */
	enum shape_weaker weaker;
	bool item; /* of a list: its like stand beside it */
	const struct source *source;
	uint32_t offset;
};

struct leaves {
	VECTOR_OF(struct leaf);
	struct map by_id; /* their numbers, from 1 */
};

void leaves_done(struct leaves *leaves);

/*
 * What the files of a configuration say in the end, in the order of the keys.
 * `rules` tell what severities and options hold without it.
 */
void leaves_of(struct leaves *leaves, struct arena *arena,
    const struct config *config, const struct zp_rule *const *rules);

/* A value of `after` that is another than in `before`. */
struct leaf_change {
	const char *key, *old, *new; /* each value may be NULL: not there */
	bool weaker; /* it switches something off, or makes it milder */
	const struct leaf *at;
};

struct leaf_changes {
	VECTOR_OF(struct leaf_change);
};

void leaves_compare(struct leaf_changes *changes, const struct leaves *before,
    const struct leaves *after);

#endif
