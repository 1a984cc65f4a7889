/*
 * What differs between two states of a zone, by meaning: one merge walk over
 * both sorted stores. Order, case, comments, chunks and places of records do
 * not count.
 */
#ifndef MODEL_CHANGE_H
#define MODEL_CHANGE_H

#include "estate.h"

struct changes {
	struct {
		VECTOR_OF(struct zp_change);
	} zones;
	size_t deltas; /* RRsets that differ, over all zones */
};

void changes_done(struct changes *changes);

/*
 * Pairs the zones of two estates and keeps the pairs that differ: twins by
 * path, the rest by name where each side has just one left (it moved). Only
 * zones loaded at the time are looked at; a piece of a zone that came or went
 * with its file is held against an empty one, which its estate then has. `side`
 * owns the deltas. Large zones are walked by `threads` threads at once.
 */
void changes_make(struct changes *changes, struct arena *side,
    struct zp_estate *before, struct zp_estate *after, unsigned threads);

/* Do two zones hold the same RRsets and TTLs, their SOA left aside? */
bool zone_same_data(const struct zp_zone *a, const struct zp_zone *b);

/*
 * Do two strings-joined RRsets say the same? TXT is compared with its strings
 * joined, so that re-chunking is no change.
 */
bool rrset_same(const struct zp_rrset *a, const struct zp_rrset *b);

#endif
