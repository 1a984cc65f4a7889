/*
 * One cause, one finding: the graver or more specific one stands, what it
 * covers becomes its evidence (struct zp_cover).
 */
#ifndef COVER_H
#define COVER_H

#include "engine.h"

void cover_resolve(struct arena *run, struct findings *findings);

#endif
