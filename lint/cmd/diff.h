/* Two states of a repository, compared: for `diff` and the hooks. */
#ifndef CMD_DIFF_H
#define CMD_DIFF_H

#include "diff_sides.h"

/*
 * Judges the change between two states and reports it. The exit status, or -1
 * and `err`. `repo` may be NULL for the sides of a patch; `arena` lives as long
 * as the program.
 */
int diff_states(const struct options *options, struct arena *arena,
    struct repo *repo, const struct diff_sides *sides, struct error *err);

#endif
