/*
 * What a patch alone shows of the zones and of the policy, and what it does
 * not: a file of which only the hunks are known is an excerpt.
 */
#ifndef CMD_DIFF_PATCH_H
#define CMD_DIFF_PATCH_H

#include "load.h"
#include "patchset.h"

/*
 * Tells `visit` each path that differs and can be read on both sides. One that
 * looks like DNS and cannot is trouble. 0, or what `visit` returned that was
 * not: then it stops.
 */
int diff_patch_paths(struct run *run, const struct patchset *patch,
    int (*visit)(void *data, const char *path), void *data);

/*
 * When both sides are read: marks the zones that are excerpts, says that there
 * are some, and tells as trouble the lines of a zone in a file that nothing
 * says the zone of.
 */
void diff_patch_settle(struct run *run, const struct patchset *patch,
    struct load *before, struct load *after);

/*
 * Are the policy's files known as a whole, with what they may extend? Says so
 * where they are not.
 */
bool diff_patch_shows_policy(struct run *run, const struct patchset *patch);

#endif
