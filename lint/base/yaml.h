/*
 * YAML as a tree with positions. The only user of <yaml.h>.
 *
 * Events of libyaml, composed here so that depth, size and aliases are ours to
 * bound. A configuration is read strictly: one document, no aliases, no key
 * twice. Other people's documents are read as they are: an alias is the very
 * node of its anchor, a key that stands twice is kept and marked, and the tree
 * says how each scalar was written, since YAML 1.1 reads some plain ones as
 * something else than text.
 *
 * Positions are bytes: libyaml counts characters, which are mapped back.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include <stdbool.h>

#include "arena.h"
#include "error.h"
#include "source.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

enum yaml_style {
	YAML_PLAIN, /* also of lists and maps */
	YAML_SINGLE,
	YAML_DOUBLE,
	YAML_LITERAL, /* | */
	YAML_FOLDED   /* > */
};

struct yaml_node {
	enum yaml_kind kind;
	enum yaml_style style;
	bool repeated; /* a key that stands in its map before already */
	const struct source *source;
	uint32_t offset, end; /* in the source; with the quotes, if any */
	uint32_t weight;      /* nodes it stands for, with all its aliases */
	const char *tag;      /* NULL: none; "!include", … */
	const char *value;    /* of a scalar; NUL-terminated, holds no NUL */
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

struct yaml_fault {
	uint32_t offset;
	char message[200];
};

/*
 * Every document of a source, as a list; an empty one is an empty scalar. NULL
 * and `fault` when it is no YAML, is nested over LIMIT_YAML_DEPTH deep, stands
 * for more than LIMIT_YAML_NODES nodes or holds a NUL.
 */
struct yaml_node *yaml_documents(
    struct arena *arena, const struct source *source, struct yaml_fault *fault);

/* The value of a key of a map, the last one; NULL when there is none. */
struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* The word that a key of a map has; `without` where it is not there. */
const char *yaml_value(
    const struct yaml_node *map, const char *key, const char *without);

/* Bytes of the node in its source, up to the end of its first line. */
uint32_t yaml_length(const struct yaml_node *node);

/* Is it a plain, untagged "<<": the key whose value is merged in? */
bool yaml_is_merge(const struct yaml_node *key);

/* Fills `err` with the place of a node and a message; returns -1. */
int yaml_error(const struct source *source, const struct yaml_node *node,
    struct error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
