/*
 * Who allows what in a run, and what a change does to the policy itself. The
 * configuration is in force before anything is read; all of this comes behind
 * the rules and before the reports.
 */
#ifndef CMD_POLICY_H
#define CMD_POLICY_H

#include "../base/files.h"
#include "../engine.h"
#include "../policy/allow.h"

struct run;

struct policy {
	struct allows allows; /* trailers, waivers, baseline */
	struct findings own;  /* policy-changed */
	const char *from; /* where the configuration stands; NULL: nowhere */
	/*
	 * A path in the folder we stand in, as the files of a change have it
	 * ("dns/x"); NULL: what the command line names is read from the disk.
	 */
	const char *here;
	bool whole;     /* all there is was looked at */
	bool emergency; /* everything goes through */
};

void policy_done(struct policy *policy);

/*
 * Reads the waivers nearest to `folder` in `files`, or in `fallback` where
 * `files` has none (either may be NULL), and --baseline: from `files` where it
 * stands there, since a change must not bring its own. 0, or -1 and `err`.
 */
int policy_load(struct run *run, struct files *files, struct files *fallback,
    const char *folder, struct error *err);

/* Heeds the trailers of a commit's message; `by` names it for people. */
void policy_message(struct run *run, struct text message, const char *by);

/*
 * After the rules: what is allowed, what is to be said of the allows, and the
 * line that would allow each of the rest. Adds to the findings and sorts them.
 */
void policy_apply(
    struct run *run, const struct engine *engine, struct findings *findings);

#endif
