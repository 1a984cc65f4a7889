/*
 * YAML as a tree with positions. The only user of <yaml.h> in policy/.
 *
 * Events of libyaml, composed here so that depth, size and aliases are ours to
 * bound: an alias is an error (a configuration needs none), so is the same key
 * twice. Positions are bytes, counted from libyaml's index, since its own
 * columns count characters.
 */
#ifndef POLICY_YAML_H
#define POLICY_YAML_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/source.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	uint32_t offset;   /* into the source */
	const char *value; /* of a scalar; NUL-terminated, holds no NUL */
	/* Items of a list; of a map, key and value in turn. */
	struct yaml_node **items;
	size_t count;
};

/*
 * The document's root; an empty document is an empty map. NULL and ERROR_USAGE
 * with "file:line:column: …" on anything else than one good document.
 */
struct yaml_node *yaml_read(
    struct arena *arena, const struct source *source, struct error *err);

/* The value of a key of a map; NULL when there is none. */
struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* Fills `err` with the place of a node and a message; returns -1. */
int yaml_error(const struct source *source, const struct yaml_node *node,
    struct error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
