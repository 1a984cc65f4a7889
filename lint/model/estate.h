/*
 * Every zone of one side, found by name, and who points at whom.
 *
 * Only the zones that a change touches are read at first. A name in no loaded
 * zone makes the estate ask its loader for those that may hold it; who refers
 * to a name takes all the rest, once.
 */
#ifndef MODEL_ESTATE_H
#define MODEL_ESTATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "zone.h"

struct reference {
	uint64_t hash; /* of the target */
	const uint8_t *target;
	const struct zp_zone *zone;
	uint32_t record;
	const char *how;
};

/* Sorted by hash of the target, then zone and record. */
struct references {
	VECTOR_OF(struct reference);
};

struct zone_list {
	VECTOR_OF(struct zp_zone *);
};

struct zp_estate {
	struct arena *side;
	struct zone_list zones;
	struct references references; /* of all zones */
	struct references *filling;   /* those that are being made */
	struct {
		VECTOR_OF(struct references *);
	} by_zone; /* of one zone each, by its index; NULL: not made */
	struct references found; /* what the last question brought */
	uint32_t *table;         /* zones by hash of their name */
	uint32_t table_mask;
	bool has_labels[128];      /* is there a zone of so many labels? */
	bool has_twins;            /* two of one name */
	struct suffixes *suffixes; /* see suffix.h; NULL: not made */
	atomic_bool references_made;
	pthread_mutex_t making; /* held while they are */

	/*
	 * Brings every zone that is not loaded yet, or just those that may
	 * hold a name; NULL: all are loaded.
	 */
	void (*load_rest)(void *data, struct zp_estate *estate);
	void (*load_for)(
	    void *data, struct zp_estate *estate, const uint8_t *name);
	void *load_data;
	/*
	 * The loader knows every zone by name: it is asked for each name, so
	 * that an answer never depends on what else happens to be loaded.
	 */
	bool load_always;
	/*
	 * Brings the zones that refer to `target`, one's own included, where
	 * there are too many to look through them all; NULL: all are.
	 */
	void (*load_referrers)(void *data, struct zp_estate *estate,
	    const uint8_t *target, struct zone_list *ret);

	/*
	 * Is the zone refused for a host name that is none, as far as the name
	 * servers' configurations say? Threads ask one after the other, by
	 * estate_checks_host_names(). NULL: not known.
	 */
	enum zp_presence (*checks_host_names)(
	    void *data, const struct zp_zone *zone);
	void *host_names_data;

	/* Names that a TXT record points to (SPF): the mail layer knows. */
	void (*txt_targets)(void *data, struct zp_estate *estate,
	    const struct zp_record *record);
	void *txt_data;
};

void estate_init(struct zp_estate *estate, struct arena *side);
void estate_done(struct zp_estate *estate);

void estate_add(struct zp_estate *estate, struct zp_zone *zone);
void estate_complete(struct zp_estate *estate);

/*
 * What stands in for a zone of the other side that this one surely has too, but
 * of which nothing is known: its file cannot be read, or it is a piece whose
 * file is gone and which tells nothing any more. The estate owns it.
 */
const struct zp_zone *estate_add_blank(
    struct zp_estate *estate, const struct zp_zone *zone);

/* May an answer still make the estate load zones? Then one thread asks. */
bool estate_may_load(const struct zp_estate *estate);

enum zp_presence estate_checks_host_names(
    struct zp_estate *estate, const struct zp_zone *zone);

/* Gives twins of one name a view: the folder their file is in. */
void estate_views(struct zp_estate *estate);

/*
 * The zone that would answer for a name: the deepest that holds it; among
 * views that of `near`, else the one nearest to it by path. NULL: none.
 */
const struct zp_zone *estate_zone_of(
    struct zp_estate *estate, const struct zp_zone *near, const uint8_t *name);

/* One step of a server's answer (RFC 1034, 4.3.2). */
struct zp_answer estate_lookup(struct zp_estate *estate, struct arena *scratch,
    const struct zp_zone *near, const uint8_t *name, uint16_t type);

struct zp_answer estate_resolve(struct zp_estate *estate, struct arena *scratch,
    const struct zp_zone *near, const uint8_t *name, uint16_t type);

/* For txt_targets: `target` is copied. */
void estate_refer(struct zp_estate *estate, const uint8_t *target,
    const struct zp_record *record, const char *how);

/*
 * The run of references to `target`, sorted by zone and record; it lives until
 * the next question.
 */
const struct reference *estate_references(
    struct zp_estate *estate, const uint8_t *target, size_t *count);

/*
 * All that every zone refers to, which reads them all; NULL where the estate is
 * too large to be held whole.
 */
const struct references *estate_references_all(struct zp_estate *estate);

/* All that one zone refers to. */
const struct references *estate_references_of(
    struct zp_estate *estate, const struct zp_zone *zone);

#endif
