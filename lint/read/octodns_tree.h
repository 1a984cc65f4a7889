/*
 * octoDNS's YAML as one tree: merge keys and `!include` are followed, within
 * bounds. What cannot be followed is told to the zone as a fault.
 */
#ifndef READ_OCTODNS_TREE_H
#define READ_OCTODNS_TREE_H

#include "../base/map.h"
#include "../base/yaml.h"
#include "format.h"
#include "value.h"

struct octodns_tree {
	const struct document *document;
	const struct zone_sink *sink;
	struct values *values;
	struct map roots; /* path of a source → its root */
	struct {
		VECTOR_OF(const struct yaml_node *);
	} read;         /* every root, for who looks for comments */
	uint32_t steps; /* nodes that merges brought so far */
	bool spent;     /* they were too many */
	bool stopped;   /* the sink wants no more */
};

void tree_init(struct octodns_tree *tree, const struct document *document,
    const struct zone_sink *sink, struct values *values);
void tree_done(struct octodns_tree *tree);

/* A source's one document; NULL when there is none, or it is told why not. */
struct yaml_node *tree_root(struct octodns_tree *tree, struct source *source);

/*
 * The node as it counts: of an `!include` what stands in the file, of a map
 * with merge keys one without. NULL when that cannot be known, which is told.
 */
struct yaml_node *tree_flat(struct octodns_tree *tree, struct yaml_node *node);

/* A fault at a node, of a rule; its message as printf has it. */
void tree_tell(struct octodns_tree *tree, const char *rule,
    const struct yaml_node *node, const char *fix, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Some records may be missing from here on. */
void tree_unknown(struct octodns_tree *tree, const struct yaml_node *node);

#endif
