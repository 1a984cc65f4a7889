/*
 * What a rule holds while it runs, and what it has said so far: for the engine
 * and the functions of zoneproof.h only.
 */
#ifndef CONTEXT_H
#define CONTEXT_H

#include "engine.h"

struct zp_finding {
	struct zp_ctx *ctx;
	enum zp_severity severity;
	const char *message, *subject, *fix;
	const struct zp_zone *zone;
	const uint8_t *name, *domain, *target; /* NULL: none */
	uint16_t type;
	bool whole;          /* it stands for many of its zone */
	struct zp_record at; /* at.zone NULL: the zone as a whole */
	bool outweighs;      /* what it covers does not make it graver */
	int field;           /* of the record to underline; -1: its owner */
	const struct zone_fault *fault; /* not NULL: it stands there */
	const struct zp_delta *delta;   /* whose lines are shown; may be NULL */
	struct {
		VECTOR_OF(struct finding_evidence);
	} evidence;
};

/* The records of one zone in the order of its files, made when asked for. */
struct anchors {
	const struct zp_zone *zone; /* whose they are; NULL: none yet */
	uint32_t *order;            /* indices of records */
	uint32_t *rank;             /* of each record in `order` */
};

struct zp_ctx {
	struct engine *engine;
	const struct zp_rule *rule;
	struct zp_estate *estate;     /* the side a state rule looks at */
	const struct zp_zone *zone;   /* the one under way */
	const struct zp_delta *delta; /* of the call under way, or NULL */
	struct arena *scratch;        /* reset after calls of rules */
	struct anchors anchors;
	struct arena *kept; /* what `made` points to: reset after some calls */
	struct context_made {
		const struct zp_zone *zone;
		uint32_t first, count; /* its records, as of an RRset */
		const void *(*make)(
		    struct arena *kept, const struct zp_rrset *of);
		const void *what;
	} made[64]; /* by what they are made of, and how */
	struct context_asked {
		const struct zp_estate *estate;
		const struct zp_zone *near;
		const uint8_t *name;
		uint16_t type;
		struct zp_answer answer;
		struct zp_rrset rrset; /* the answer's, where it has one */
	} asked[4]; /* of names in rdata, the last ones, in a ring */
	unsigned asked_next;
	struct {
		VECTOR_OF(struct zp_finding *);
	} said; /* in this call */
};

/* All but the engine and what is asked for each call; _done is its end. */
void context_init(
    struct zp_ctx *ctx, struct engine *engine, struct zp_estate *estate);
void context_done(struct zp_ctx *ctx);

/* Makes findings of what the call that just ended has said. */
void context_take(struct zp_ctx *ctx, struct findings *ret);
/* The same; nearly every call has said nothing. */
static inline void
context_flush(struct zp_ctx *ctx, struct findings *ret)
{
	if (ctx->said.count > 0)
		context_take(ctx, ret);
}
/* Calls have ended: what they made is forgotten, once it is worth it. */
void context_clear(struct zp_ctx *ctx);

/* A record's or a fault's place, with its line; `field` as above. */
struct finding_place context_place(
    struct zp_ctx *ctx, const struct zp_finding *finding);
struct finding_place context_record_place(
    struct zp_ctx *ctx, struct zp_record record, int field);
/* Its SOA, else its first line. */
struct finding_place context_zone_place(
    struct zp_ctx *ctx, const struct zp_zone *zone);

#endif
