/* The policy of a change: configuration, messages, and what becomes of it. */
#include "diff_policy.h"

#include "diff_patch.h"
#include "watch.h"

/*
 * One's own change may bring the first configuration. One that is handed in
 * for others to judge may not: the built-in rules hold for it.
 */
static int
configure_before(
    const struct diff_judged *judged, const char *folder, struct error *err)
{
	struct run *run = judged->run;
	bool strict = judged->sides->strict || run->options->policy_from_given;
	struct files *own = strict ? NULL : judged->after;
	enum config_used used = CONFIG_NONE;

	if (run_configure(run, judged->before, own, folder, &used, err) != 0)
		return -1;
	if (used == CONFIG_FALLBACK)
		run_notice(run,
		    "the configuration is new with this change, and already "
		    "holds for it");
	if (used == CONFIG_NONE && strict && !run->options->no_config)
		run_notice(run,
		    "%s has no configuration: the built-in rules hold",
		    judged->before->label);
	return 0;
}

static int
configure_worktree(
    const struct diff_judged *judged, const char *folder, struct error *err)
{
	struct files *worktree = NULL;
	int status = 0;

	if (judged->repo == NULL)
		return error_usage(
		    err, "--policy-from worktree wants a repository");
	worktree = repo_worktree(judged->repo, err);
	if (worktree == NULL)
		return -1;
	status = run_configure(judged->run, worktree, NULL, folder, NULL, err);
	files_free(worktree);
	return status;
}

static int
configure(const struct diff_judged *judged, struct error *err)
{
	struct run *run = judged->run;
	enum policy_from from = run->options->policy_from;
	const char *folder = judged->repo == NULL ? "" :
						    repo_prefix(judged->repo);
	const struct patchset *patch = judged->sides->patch;
	int status = 0;

	run->policy.here =
	    *folder == '\0' ? "x" : arena_format(run->arena, "%s/x", folder);
	if (from == POLICY_WORKTREE)
		status = configure_worktree(judged, folder, err);
	else if (from == POLICY_AFTER)
		status = run_configure(
		    run, judged->after, NULL, folder, NULL, err);
	else if (patch != NULL)
		status = run_configure(
		    run, patch->base, NULL, folder, NULL, err);
	else
		status = configure_before(judged, folder, err);
	if (status != 0 ||
	    (patch != NULL && !diff_patch_shows_policy(run, patch)))
		return status;
	return policy_watch(run, judged->before, judged->after, folder, err);
}

static int
message_visit(void *data, const char *commit, struct text message)
{
	struct run *run = data;

	policy_message(run,
	    (struct text){
		arena_copy(run->arena, message.ptr, message.len), message.len },
	    arena_format(run->arena, "commit %.7s", commit));
	return 0;
}

/* What the messages of the commits in question allow. */
static int
heed_messages(const struct diff_judged *judged, struct error *err)
{
	const struct diff_sides *sides = judged->sides;

	if (sides->message.ptr != NULL)
		policy_message(judged->run, sides->message, "this commit");
	if (judged->repo == NULL || sides->patch != NULL ||
	    sides->before.kind != DIFF_REVISION)
		return 0;
	return repo_messages(judged->repo, sides->before.revision,
	    sides->after.kind == DIFF_REVISION ? sides->after.revision : NULL,
	    message_visit, judged->run, err);
}

int
diff_policy_read(const struct diff_judged *judged, struct error *err)
{
	return configure(judged, err) != 0 ? -1 : heed_messages(judged, err);
}
