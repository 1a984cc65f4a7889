/*
 * The state rules over whole zones, on as many threads as the run may use.
 *
 * Work is cut into tasks: a small zone is one, a large one is a task for each
 * rule that looks at zones and one for each span of its records. What the
 * tasks say is joined in their order, which is the order that one thread would
 * have said it in.
 */
#ifndef STATES_H
#define STATES_H

#include "engine.h"

/*
 * Runs them over `count` zones of `estate`; `ret` is added to, unsorted. An
 * estate that may still load zones is walked by one thread: what is loaded
 * when must not depend on who asks first.
 */
void states_run(struct engine *engine, struct zp_estate *estate,
    struct zp_zone *const *zones, size_t count, struct findings *ret);

#endif
