/*
 * A change that puts a zone back to what an earlier commit had is a cure: its
 * errors become warnings that name the commit. What must not be done in haste
 * either (`irrevocable` rules) stays an error.
 */
#ifndef ROLLBACK_H
#define ROLLBACK_H

#include "engine.h"

/* `findings` are those of the change, from the one at `first` on. */
void rollback_soften(struct engine *engine, const struct zp_change *change,
    struct findings *findings, size_t first);

#endif
