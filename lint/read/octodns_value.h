/* One value of an octoDNS record as the fields of its type. */
#ifndef READ_OCTODNS_VALUE_H
#define READ_OCTODNS_VALUE_H

#include "octodns.h"
#include "octodns_tree.h"
#include "octodns_types.h"

/* What all values of one record share. */
struct octodns_record {
	const char *type;   /* as written */
	struct value value; /* filled but for fields and place */
	bool lenient;       /* what octoDNS would refuse is let pass */
	bool escaped;       /* texts hold "\;" for ";" */
	bool plain_told;    /* an unescaped ';' is wrong here */
};

/*
 * Tells the record that the value stands for. Faults are told as such; what is
 * missing makes the record opaque.
 */
void octodns_value(struct octodns_tree *tree,
    const struct octodns_record *record, struct yaml_node *value);

/* The scalar's text as octoDNS gets it, and a finding where that surprises. */
const char *octodns_text(
    struct octodns_tree *tree, const struct yaml_node *node);

/*
 * A text without the quotes around it and between its pieces; with `escaped`,
 * "\\;" is ";".
 */
struct text octodns_text_undone(
    struct arena *scratch, struct text text, bool escaped);

#endif
