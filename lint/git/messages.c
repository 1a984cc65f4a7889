/* What the commits of a range say. */
#include <string.h>

#include "../base/limits.h"
#include "internal.h"

/* The commit that a revision names; false: it names none. */
static bool
commit_id(struct repo *repo, const char *revision, git_oid *ret)
{
	git_object *object = NULL, *commit = NULL;
	bool found = git_revparse_single(&object, repo->git, revision) == 0 &&
	    git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0;

	if (found)
		git_oid_cpy(ret, git_object_id(commit));
	git_object_free(commit);
	git_object_free(object);
	return found;
}

static int
tell_message(struct repo *repo, const git_oid *id,
    int (*visit)(void *data, const char *commit, struct text message),
    void *data)
{
	git_commit *commit = NULL;
	char hex[41];
	int status = 0;

	if (git_commit_lookup(&commit, repo->git, id) != 0)
		return 1;
	git_oid_tostr(hex, sizeof hex, id);
	if (git_commit_message(commit) != NULL)
		status = visit(data, hex, text_of(git_commit_message(commit)));
	git_commit_free(commit);
	return status;
}

int
repo_messages(struct repo *repo, const char *from, const char *to,
    int (*visit)(void *data, const char *commit, struct text message),
    void *data, struct error *err)
{
	git_revwalk *walk = NULL;
	git_oid start, end, id;
	int code = 0, status = 0;

	if (!commit_id(repo, to == NULL ? "HEAD" : to, &start) ||
	    !commit_id(repo, from, &end))
		return 0;
	code = git_revwalk_new(&walk, repo->git);
	if (code == 0)
		code = git_revwalk_push(walk, &start);
	if (code == 0)
		code = git_revwalk_hide(walk, &end);
	for (int i = 0; code == 0 && i < LIMIT_HISTORY_COMMITS; i++) {
		if (git_revwalk_next(&id, walk) != 0)
			break;
		status = tell_message(repo, &id, visit, data);
		if (status != 0)
			break;
	}
	git_revwalk_free(walk);
	if (code != 0 && code != GIT_ENOTFOUND)
		return git_failed(code, from, err);
	return 0;
}
