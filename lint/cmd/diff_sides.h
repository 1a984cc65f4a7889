/*
 * Which two states `diff` and the hooks compare, and how a command line says
 * so: --staged, REV, A..B, A...B, --base REV; else the work tree and HEAD.
 */
#ifndef CMD_DIFF_SIDES_H
#define CMD_DIFF_SIDES_H

#include "../git/repo.h"
#include "options.h"
#include "patchset.h"

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
	bool strict;         /* a change cannot bring its own configuration */
	struct text message; /* of the commit to be; NULL: none yet */
};

/*
 * Fills in what the options say; `sides` comes zeroed, and what it then points
 * to lives in `arena` or is the options' own. 0, or -1 and `err`: ERROR_USAGE
 * for options that do not go together, ERROR_INPUT for a revision that is not
 * there, with what to do where the clone is too shallow for it.
 */
int diff_sides_given(struct diff_sides *sides, const struct options *options,
    struct arena *arena, struct repo *repo, struct error *err);

/* A side's files, the caller's to free; NULL and `err`. */
struct files *diff_side_files(
    struct repo *repo, const struct diff_side *side, struct error *err);

#endif
