/* The build servers we know, by their variables. */
#include "forge.h"

#include <stdlib.h>
#include <string.h>

/*
 * A row holds where `marker` is set. Its base is in `commit`, or in `branch` as
 * the name of a branch of the remote; only where `when` is set and not "false",
 * if a row has one: some servers name the branch itself for a mere push.
 */
static const struct forge {
	const char *name, *marker, *when, *commit, *branch;
	const char *deepen;
} forges[] = {
	{ "zoneproof", "ZONEPROOF_BASE", NULL, "ZONEPROOF_BASE", NULL,
	    "give the clone its whole history" },
	{ "GitHub Actions", "GITHUB_ACTIONS", NULL, NULL, "GITHUB_BASE_REF",
	    "set `fetch-depth: 0` under `with:` of actions/checkout" },
	{ "GitLab CI", "GITLAB_CI", NULL, "CI_MERGE_REQUEST_DIFF_BASE_SHA",
	    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
	    "set `GIT_DEPTH: 0` under `variables:` of the job" },
	{ "GitLab CI", "GITLAB_CI", NULL, "CI_COMMIT_BEFORE_SHA", NULL,
	    "set `GIT_DEPTH: 0` under `variables:` of the job" },
	{ "Bitbucket Pipelines", "BITBUCKET_BUILD_NUMBER", NULL,
	    "BITBUCKET_PR_DESTINATION_COMMIT",
	    "BITBUCKET_PR_DESTINATION_BRANCH",
	    "set `depth: full` under `clone:` in bitbucket-pipelines.yml" },
	{ "Azure Pipelines", "TF_BUILD", NULL, NULL,
	    "SYSTEM_PULLREQUEST_TARGETBRANCH",
	    "set `fetchDepth: 0` under `checkout: self`" },
	{ "Jenkins", "JENKINS_URL", NULL, NULL, "CHANGE_TARGET",
	    "switch `Shallow clone` off and fetch the target branch, among the "
	    "behaviours of the job's source" },
	{ "Buildkite", "BUILDKITE", NULL, NULL,
	    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
	    "take --depth out of BUILDKITE_GIT_CLONE_FLAGS" },
	{ "Drone", "DRONE", "DRONE_PULL_REQUEST", NULL, "DRONE_TARGET_BRANCH",
	    "take `depth:` out from under `clone:` in .drone.yml" },
	{ "Woodpecker", "CI_SYSTEM_HOST", NULL, NULL, "CI_COMMIT_TARGET_BRANCH",
	    "set `depth: 0` and `partial: false` in the clone step" },
	{ "Travis CI", "TRAVIS", "TRAVIS_PULL_REQUEST", NULL, "TRAVIS_BRANCH",
	    "set `depth: false` under `git:` in .travis.yml" },
	{ "AppVeyor", "APPVEYOR", "APPVEYOR_PULL_REQUEST_NUMBER", NULL,
	    "APPVEYOR_REPO_BRANCH", "take clone_depth out of appveyor.yml" },
	{ "Cirrus CI", "CIRRUS_CI", "CIRRUS_PR", "CIRRUS_BASE_SHA",
	    "CIRRUS_BASE_BRANCH", "take CIRRUS_CLONE_DEPTH out" },
	{ "Prow", "PROW_JOB_ID", "PULL_NUMBER", "PULL_BASE_SHA",
	    "PULL_BASE_REF", "take clone_depth out of the job" },
};

#define FORGES (sizeof forges / sizeof *forges)

/* A variable that says something; NULL when it does not. */
static const char *
said(const char *variable)
{
	const char *value = variable == NULL ? NULL : getenv(variable);

	return value == NULL || *value == '\0' || strcmp(value, "false") == 0 ?
	    NULL :
	    value;
}

static const struct forge *
forge_here(void)
{
	for (size_t i = 0; i < FORGES; i++)
		if (said(forges[i].marker) != NULL)
			return &forges[i];
	return NULL;
}

/* A name alone: nothing that git would take for a way from it to elsewhere. */
static bool
is_branch(const char *name)
{
	return strpbrk(name, "^~:?*[\\ ") == NULL && strstr(name, "@{") == NULL;
}

/* A branch as the clone knows it: the remote's, else one of that name. */
static const char *
branch_here(struct repo *repo, struct arena *arena, const char *branch)
{
	static const char *const folders[] = { "refs/remotes/origin",
		"refs/heads" };
	static const char heads[] = "refs/heads/";
	struct error ignored = { 0 };
	char hex[41];

	if (strncmp(branch, heads, sizeof heads - 1) == 0)
		branch += sizeof heads - 1;
	for (size_t i = 0;
	     is_branch(branch) && i < sizeof folders / sizeof *folders; i++) {
		const char *name = arena_format(
		    arena, "%s/%s", folders[i], branch);

		if (repo_commit(repo, name, hex, &ignored) == 0)
			return name;
	}
	return NULL;
}

/* The row's base: 1 and the revision, 0: it says none, -1: not in the clone. */
static int
base_of(const struct forge *forge, struct repo *repo, struct arena *arena,
    const char **ret, struct error *err)
{
	const char *commit = said(forge->commit);
	const char *branch = said(forge->branch);
	struct error ignored = { 0 };
	char hex[41];

	if (forge->when != NULL && said(forge->when) == NULL)
		return 0;
	if (commit != NULL && repo_is_no_object(commit))
		commit = NULL;
	if (commit == NULL && branch == NULL)
		return 0;
	*ret = commit;
	if (commit != NULL && repo_commit(repo, commit, hex, &ignored) == 0)
		return 1;
	if (branch != NULL) {
		*ret = branch_here(repo, arena, branch);
		if (*ret != NULL)
			return 1;
	}
	return error_set(err,
	    "'%s', which the change is compared with, is not in this clone: "
	    "%s (%s)",
	    commit != NULL ? commit : branch, forge->deepen, forge->name);
}

const char *
forge_base(struct repo *repo, struct arena *arena, struct error *err)
{
	const struct forge *here = NULL;
	const char *base = NULL;

	for (size_t i = 0; i < FORGES; i++) {
		int status = said(forges[i].marker) == NULL ?
		    0 :
		    base_of(&forges[i], repo, arena, &base, err);

		if (status != 0)
			return status > 0 ? base : NULL;
	}
	here = forge_here();
	if (here != NULL)
		error_usage(err,
		    "--base auto: %s runs this for no pull request; name a "
		    "revision, or set ZONEPROOF_BASE",
		    here->name);
	else
		error_usage(err,
		    "--base auto: no build server here says what the change is "
		    "compared with; name a revision, or set ZONEPROOF_BASE");
	return NULL;
}

const char *
forge_deepen(struct arena *arena)
{
	const struct forge *here = forge_here();

	return here == NULL ?
	    "git fetch --unshallow" :
	    arena_format(arena, "%s (%s)", here->deepen, here->name);
}
