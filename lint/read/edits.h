/*
 * A list of edits, as nsupdate and Route 53 take it, made into two sides.
 *
 * An edit touches one RRset of one owner. What the set held before comes from
 * the state that the user gave, else from the edits themselves: what is
 * deleted with its data was there; what is replaced was there with a value
 * that nobody knows.
 */
#ifndef READ_EDITS_H
#define READ_EDITS_H

#include "format.h"
#include "value.h"

struct edits;

struct edit {
	const uint8_t *zone;
	struct value
	    value;        /* owner, type, TTL, place; its fields are not used */
	struct text data; /* as a master file has it */
};

struct edits *edits_new(struct document *document);
void edits_free(struct edits *edits);

/* For words of the document that are no data. */
struct values *edits_values(struct edits *edits);

/*
 * The side after of a zone, for faults; both sides of it are there from now
 * on. NULL when the sink stops.
 */
const struct zone_sink *edits_zone(struct edits *edits, const uint8_t *zone);

/* What a set may have held where no state says it. */
enum edits_start {
	EDITS_NOTHING, /* the edit would fail if there was any */
	EDITS_UNKNOWN
};

/* One record more. */
void edits_add(
    struct edits *edits, const struct edit *edit, enum edits_start start);

/* One record less. */
void edits_drop(struct edits *edits, const struct edit *edit);

/* The whole set is gone. */
void edits_clear(struct edits *edits, const struct edit *edit);

/* Does the state say what the zone holds? */
bool edits_knows(struct edits *edits, const struct edit *edit);

/*
 * Every set of the owner is gone. False when no state is known: then these
 * are only those that earlier edits speak of.
 */
bool edits_clear_name(struct edits *edits, const struct edit *edit);

/* Tells both sides of what was touched. -1 when the sink stops. */
int edits_tell(struct edits *edits);

#endif
