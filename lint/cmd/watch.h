/*
 * policy-changed: what a change does to the configuration, the waivers and the
 * baseline that later changes will be judged by.
 */
#ifndef CMD_WATCH_H
#define CMD_WATCH_H

#include "run.h"

/*
 * Compares both sides' files nearest to `folder` and leaves a finding for each
 * that got another meaning with the run. 0, or -1 and `err`.
 */
int policy_watch(struct run *run, struct files *before, struct files *after,
    const char *folder, struct error *err);

#endif
