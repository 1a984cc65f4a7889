/* Two states of a repository, compared: for `diff` and the hooks. */
#ifndef CMD_DIFF_H
#define CMD_DIFF_H

#include "../git/repo.h"
#include "../model/estate.h"
#include "options.h"

struct diff_side {
	enum {
		DIFF_HEAD,
		DIFF_INDEX,
		DIFF_WORKTREE,
		DIFF_REVISION,
		DIFF_NOTHING /* before there was anything */
	} kind;
	const char *revision; /* of DIFF_REVISION */
};

struct diff_sides {
	struct diff_side before, after;
	const char *merge_base; /* hex, or NULL where no branch is known */
	struct patchset *patch; /* not NULL: the sides are its */
	/* Of a merge, as hex, besides `before`; ends with NULL; NULL: none. */
	const char *const *merge_parents;
	bool strict; /* a change cannot bring its own configuration */
	struct text message;    /* of the commit to be; NULL: none yet */
};

/*
 * The exit status, or -1 and `err`. `repo` may be NULL for the sides of a
 * patch.
 */
int diff_states(const struct options *options, struct arena *arena,
    struct repo *repo, const struct diff_sides *sides, struct error *err);

/* The name, as text, of the zone that stands at a path; NULL: none does. */
const char *diff_zone_name(
    const struct zp_estate *estate, const char *path, struct arena *arena);

#endif
