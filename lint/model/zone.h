/*
 * One zone: its records, sorted and indexed, and the texts they came from.
 *
 * Built once by a reader's sink, closed by zone_finish(), read-only from then
 * on. Records are 24 bytes over three byte stores (owners, rdata, sources);
 * owners stand in canonical order (RFC 4034, 6.1), an owner's records by type
 * and rdata, so that a subtree, an owner and an RRset are each one run.
 */
#ifndef MODEL_ZONE_H
#define MODEL_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/source.h"
#include "../base/vector.h"
#include "../zoneproof.h"
#include "order.h"

enum record_flag {
	RECORD_OPAQUE = 1,    /* its value is unknown */
	RECORD_TTL_GIVEN = 2, /* in the record itself */
	RECORD_NO_TTL = 4,    /* nothing says its TTL: the SOA's minimum */
	RECORD_GENERATED = 8, /* by $GENERATE */
	RECORD_ROUTED = 16,   /* one of several answers: may stand twice */
	RECORD_NO_OWNER = 32, /* its line leaves the owner out */
	RECORD_QUOTED = 64,   /* the first word of its data stands in quotes */
};

struct record {
	uint32_t owner; /* index into the runs; into the owners once finished */
	uint32_t ttl;   /* seconds */
	uint32_t rdata; /* offset into the rdata store */
	uint32_t offset; /* into the source */
	uint16_t length; /* of rdata */
	uint16_t type;
	uint16_t source; /* index into the sources */
	uint16_t flags;
};

struct owner {
	uint32_t name;  /* offset into the name store */
	uint32_t first; /* its first record; the next owner's first ends them */
	uint32_t hash; /* of the name, its place in the table; and two marks: */
};

#define OWNER_HASH  0x3fffffffu
#define OWNER_CUTS  0x40000000u /* a delegation or a DNAME stands here */
#define OWNER_BELOW 0x80000000u /* … or above: the zone does not answer */

/* Types of one remainder share a bit: enough to tell that one is not there. */
#define ZONE_TYPES 512

/* What the reader, or the model itself, has against a place in a source. */
struct zone_fault {
	const char *rule, *message, *fix; /* fix may be NULL */
	const struct source *source;
	uint32_t offset, length;
	const uint8_t *owner; /* NULL, or what it is about */
	uint16_t type;        /* of `owner`; 0: of no type */
};

struct zone_comment {
	const struct source *source;
	uint32_t offset; /* of the ';' */
	struct text text;
	bool alone;
};

/* An RRset that not all of those who serve the zone get. */
struct withheld {
	const uint8_t *owner;
	const char *from; /* who do not; "": nobody does */
	uint16_t type;
};

/* A place in each of a zone's stores. */
struct zone_places {
	size_t names, rdata, runs, records;
};

struct zp_zone {
	const struct zp_estate *estate;
	struct arena *side;
	const uint8_t *name;
	const char *file;           /* the path people know it by */
	const char *real;           /* where its bytes stand: behind links */
	const char *view;           /* "" for the only one of its name */
	bool view_given;            /* by its format, and not by the folder */
	uint32_t index;             /* in the estate */
	bool partial;               /* some of it is unknown */
	bool records_only;          /* see zoneproof.h */
	const char *const *targets; /* ends with NULL; NULL: not known */
	bool excerpt; /* … because it is known from a patch's hunks alone */
	/*
	 * … because there may be records that nobody told of. What a plan
	 * manages on the other side, set when it is compared, is known to be
	 * gone; but where records are left alone that are told of no longer
	 * (`loose`), nothing is.
	 */
	bool open, loose;
	bool edits;  /* … of all but what changes, nobody tells */
	bool piece;  /* … and other files may tell of the same zone */
	bool served; /* its serial is the affair of who serves it */
	const struct zp_zone *twin;
	/* What an excerpt shows to change; set when it is compared. */
	const struct zp_delta *shown;
	size_t shown_count;
	const struct source *partial_source;
	uint32_t partial_offset;

	struct {
		VECTOR_OF(struct record);
	} records;
	struct {
		VECTOR_OF(struct owner);
	} owners;
	struct {
		VECTOR_OF(uint8_t);
	} names, rdata;
	struct {
		VECTOR_OF(const struct source *);
	} sources;
	struct {
		VECTOR_OF(struct zone_fault);
	} faults;
	struct {
		VECTOR_OF(struct zone_comment);
	} comments; /* to zoneproof */
	struct {
		VECTOR_OF(struct withheld);
	} withheld; /* few, if any */

	/* While it is filled: runs of records of one owner (see order.h). */
	struct {
		VECTOR_OF(struct owner_run);
	} runs;
	const uint8_t
	    *last_name;          /* what the last record's owner was given as */
	size_t name_skip;        /* bytes of the apex in a run's key */
	struct zone_places lent; /* how far its stores are lent to parts */
	struct zone_places base; /* of a part: where in the whole it begins */
	bool borrows;            /* … since its stores are slices of it */

	/* What a rule need not look for; noted when the zone is finished. */
	bool outsiders; /* some owner is not within the zone */
	bool stars;     /* some name may hold a label '*' */
	bool cuts;      /* some owner is marked for it */
	bool occluded;  /* some record below a cut is no glue */
	uint64_t types[ZONE_TYPES / 64];

	uint32_t *table; /* owners by hash; UINT32_MAX: free */
	uint32_t table_mask;
	uint32_t apex; /* the owner that the zone is named for; UINT32_MAX */
};

/* `side` owns all but the vectors, which zone_free() gives back. */
struct zp_zone *zone_new(
    struct arena *side, const uint8_t *name, const char *file);
void zone_free(struct zp_zone *zone); /* NULL is fine */

uint16_t zone_add_source(struct zp_zone *zone, const struct source *source);

/*
 * That many bytes of text are to come: makes room for what they mostly hold.
 * Room that is not filled costs no memory.
 */
void zone_expect(struct zp_zone *zone, size_t bytes);

/*
 * Adds a record; records of one owner are best added one after the other, with
 * the same pointer. 0, or -1 when the zone is full (4 GiB of rdata or
 * names).
 */
int zone_add(struct zp_zone *zone, const uint8_t *owner, struct record record,
    const uint8_t *rdata);

/* Its message and fix are copied; the rest lives as long as the zone. */
void zone_add_fault(struct zp_zone *zone, struct zone_fault fault);

/*
 * Some of the zone is not known from this place on: of several, the first one
 * that is told is shown to people.
 */
void zone_mark_partial(
    struct zp_zone *zone, const struct source *source, uint32_t offset);

/*
 * Lends `part`, a new zone, room for about so many bytes of text in the stores
 * of a zone that is still empty and was told what to expect. Parts are filled
 * at the same time, by a thread each; they are taken in the order in which they
 * were lent to. Where there is no room the part has memory of its own.
 */
void zone_lend(struct zp_zone *zone, struct zp_zone *part, size_t bytes);
/* The part is filled: the memory of what room is left is given back. */
void zone_spare(struct zp_zone *part);
/* Gives back what was lent, and all that was added to it. */
void zone_return(struct zp_zone *part);

/*
 * Takes over what `part` holds, behind what was taken before; nothing may have
 * been added to the zone itself. `part` is left without records. -1 when the
 * zone is full.
 */
int zone_take(struct zp_zone *zone, struct zp_zone *part);

/* `owner` is copied, `from` lives as long as the zone. */
void zone_withhold(struct zp_zone *zone, const uint8_t *owner, uint16_t type,
    const char *from);
/* NULL: everybody gets it. */
const char *zone_withheld(
    const struct zp_zone *zone, const uint8_t *owner, uint16_t type);

/*
 * Sorts, parts duplicates, gives TTLs that the file left out, notes marks; a
 * large zone by up to `threads` threads. Nothing is added from then on.
 */
void zone_finish(struct zp_zone *zone, unsigned threads);

const uint8_t *zone_owner_name(const struct zp_zone *zone, uint32_t owner);
/* The owner's rank; UINT32_MAX when it owns nothing. */
uint32_t zone_owner_find(const struct zp_zone *zone, const uint8_t *name);
/* The first owner that is not before `name` in canonical order. */
uint32_t zone_owner_lower(const struct zp_zone *zone, const uint8_t *name);
/* Does the name exist, with records or as an empty non-terminal? */
bool zone_has_name(const struct zp_zone *zone, const uint8_t *name);

/* May some record be of the type? Surely not, when false. */
bool zone_may_hold(const struct zp_zone *zone, uint16_t type);

/* Where the owner of record `index` ends: the first record of the next. */
uint32_t zone_owner_end(const struct zp_zone *zone, uint32_t index);

/* The RRset of owner `owner` and `type`; false when there is none. */
bool zone_rrset(const struct zp_zone *zone, uint32_t owner, uint16_t type,
    struct zp_rrset *ret);
/* The RRset that starts at record `first`. */
void zone_rrset_from(
    const struct zp_zone *zone, uint32_t first, struct zp_rrset *ret);
struct zp_record zone_record(const struct zp_zone *zone, uint32_t index);

/*
 * Could the zone hold an RRset that we do not see? Not where it is known as a
 * whole, nor for what a patch shows to change: edits are all in the patch; nor
 * for what a plan manages on either side.
 */
bool zone_may_hide(
    const struct zp_zone *zone, const uint8_t *name, uint16_t type);

/*
 * The owner that record `index` leads to is asked for soon: its place in the
 * table comes nearer. Nothing where there is no such record or owner.
 */
void zone_foresee(const struct zp_zone *zone, uint32_t index);

/* The SOA of the apex; false when there is none. */
bool zone_soa(const struct zp_zone *zone, struct zp_record *ret);

#endif
