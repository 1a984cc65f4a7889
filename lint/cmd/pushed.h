/* What a push does to references: which two states each one of them compares. */
#ifndef CMD_PUSHED_H
#define CMD_PUSHED_H

#include "diff.h"

/* One reference that a push moves; hex, all zeroes for none. */
struct pushed {
	const char *ref, *old, *new;
};

/*
 * Where commits lie that need no look any more: references of this pattern, as
 * they are before the push.
 */
struct pushed_known {
	const char *glob; /* as repo_known_base() wants it */
	bool strict;      /* as in diff_sides */
};

/*
 * 1 and the sides, 0 and in `*ret_why` why there is nothing to compare (it goes
 * away, or is no commit), -1 and `err`. An old commit that is not here (a
 * forced push over what was never fetched) counts as a new reference.
 */
int pushed_sides(struct repo *repo, struct arena *arena,
    const struct pushed *pushed, const struct pushed_known *known,
    struct diff_sides *ret, const char **ret_why, struct error *err);

#endif
