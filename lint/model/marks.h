/*
 * What a zone notes of its names and types when it is finished, so that those
 * who look for something rare need not walk all of it: see the marks of an
 * owner and the flags of a zone in zone.h.
 */
#ifndef MODEL_MARKS_H
#define MODEL_MARKS_H

#include "zone.h"

/* Once owners, records and table stand as they are to stay. */
void zone_mark(struct zp_zone *zone, unsigned threads);

#endif
