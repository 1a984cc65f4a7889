/*
 * Whose policy a change is judged by: that of the side before, unless it is
 * one's own change or --policy-from says otherwise.
 */
#ifndef CMD_DIFF_POLICY_H
#define CMD_DIFF_POLICY_H

#include "diff_sides.h"
#include "run.h"

/* A change, and where it is looked at. All of it outlives the call. */
struct diff_judged {
	struct run *run;
	struct repo *repo; /* NULL: there is none */
	const struct diff_sides *sides;
	struct files *before, *after;
};

/*
 * Reads the configuration, the waivers and the baseline that hold for the
 * change, what the messages of its commits allow, and what it does to the
 * policy itself (see watch.h). 0, or -1 and `err`.
 */
int diff_policy_read(const struct diff_judged *judged, struct error *err);

#endif
