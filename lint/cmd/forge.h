/*
 * What a build server says of the change it runs for: with what it is to be
 * compared, and which setting gives a clone its history.
 */
#ifndef CMD_FORGE_H
#define CMD_FORGE_H

#include "../git/repo.h"

/*
 * The revision that a pull request's change is compared with, from the
 * environment; NULL and `err` where nothing there says it (ERROR_USAGE) or it
 * is not in the clone (ERROR_INPUT, with the setting to change).
 */
const char *forge_base(
    struct repo *repo, struct arena *arena, struct error *err);

/* What to change where a clone is too shallow, in one line. */
const char *forge_deepen(struct arena *arena);

#endif
