/* Earlier versions of a file: advice, never evidence. */
#include <string.h>

#include "../base/limits.h"
#include "internal.h"

struct past {
	git_repository *git;
	const char *path;
	int (*visit)(
	    void *data, const char *commit, int64_t time, struct text bytes);
	void *data;
	unsigned versions;
};

/* The blob of the path in a commit's tree; false when there is none. */
static bool
blob_at(git_commit *commit, const char *path, git_oid *ret)
{
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	bool found = git_commit_tree(&tree, commit) == 0 &&
	    git_tree_entry_bypath(&entry, tree, path) == 0 &&
	    git_tree_entry_type(entry) == GIT_OBJECT_BLOB;

	if (found)
		git_oid_cpy(ret, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return found;
}

static int
tell_version(struct past *past, const git_oid *id, git_commit *commit)
{
	git_blob *blob = NULL;
	char hex[41];
	int status = 0;

	past->versions++;
	if (git_blob_lookup(&blob, past->git, id) != 0)
		return -1;
	git_oid_tostr(hex, sizeof hex, git_commit_id(commit));
	status = past->visit(past->data, hex, git_commit_time(commit),
	    (struct text){
		git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob) });
	git_blob_free(blob);
	return status;
}

int
repo_history(struct repo *repo, const char *revision, const char *path,
    int (*visit)(
	void *data, const char *commit, int64_t time, struct text bytes),
    void *data, struct error *err)
{
	struct past past = { repo->git, path, visit, data, 0 };
	git_object *object = NULL;
	git_commit *commit = NULL;
	git_oid last = { 0 };
	int status = 0;

	(void)err;
	if (git_revparse_single(&object, repo->git,
		revision == NULL ? "HEAD" : revision) != 0 ||
	    git_object_peel(
		(git_object **)&commit, object, GIT_OBJECT_COMMIT) != 0) {
		git_object_free(object);
		return 0;
	}
	git_object_free(object);
	for (unsigned i = 0;
	     status == 0 && commit != NULL && i < LIMIT_HISTORY_COMMITS &&
	     past.versions < LIMIT_HISTORY_VERSIONS;
	     i++) {
		git_commit *parent = NULL;
		git_oid id;

		if (blob_at(commit, path, &id) && !git_oid_equal(&id, &last)) {
			git_oid_cpy(&last, &id);
			status = tell_version(&past, &id, commit);
		}
		if (git_commit_parent(&parent, commit, 0) != 0)
			parent = NULL;
		git_commit_free(commit);
		commit = parent;
	}
	git_commit_free(commit);
	return 0;
}
