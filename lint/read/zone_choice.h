/*
 * Which zone a record set is in, for documents that hold one zone and need not
 * say which: a Route 53 list or batch, gcloud's export or transaction.
 */
#ifndef READ_ZONE_CHOICE_H
#define READ_ZONE_CHOICE_H

#include "format.h"
#include "shared_end.h"

/* Starts with `document` and `source` alone. */
struct zone_choice {
	struct document *document;
	struct source *source;
	const uint8_t *apex;   /* the owner of the SOA; NULL: none seen */
	struct shared_end end; /* of all names */
	const char *id;        /* that the configuration may know; or NULL */
	bool told;             /* that it is a guess */
};

/* One more owner of the document, seen before anything is told. */
void zone_choice_learn(
    struct zone_choice *choice, const uint8_t *owner, bool has_soa);

/*
 * What the user says, the configuration by its id, the SOA, the state that a
 * change is made to, else the end that all names share, which is told in a
 * notice. NULL: nothing tells.
 */
const uint8_t *zone_choice_of(struct zone_choice *choice, const uint8_t *owner);

#endif
