/* Which paths differ between two sets of one repository. */
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../base/vector.h"
#include "internal.h"

struct asking {
	int (*visit)(void *data, const char *path);
	void *data;
	int status;
};

/* ---------------------------------------------------- libgit2's own walks */

static bool
is_plain(uint16_t mode)
{
	return mode == GIT_FILEMODE_BLOB ||
	    mode == GIT_FILEMODE_BLOB_EXECUTABLE || mode == GIT_FILEMODE_LINK;
}

static int
delta_visit(const git_diff_delta *delta, struct asking *asking)
{
	const char *path = delta->status == GIT_DELTA_ADDED ||
		delta->status == GIT_DELTA_UNTRACKED ?
	    delta->new_file.path :
	    delta->old_file.path;

	if ((!is_plain(delta->old_file.mode) &&
		!is_plain(delta->new_file.mode)) ||
	    !path_is_sane(path))
		return 0;
	asking->status = asking->visit(asking->data, path);
	return asking->status;
}

static int
diff_visit(git_diff *diff, int code, struct asking *asking, struct error *err)
{
	if (code != 0)
		return git_failed(code, "comparing", err);
	/* By number: git_diff_foreach() would read every blob, for nothing. */
	for (size_t i = 0; asking->status == 0 && i < git_diff_num_deltas(diff);
	     i++)
		delta_visit(git_diff_get_delta(diff, i), asking);
	git_diff_free(diff);
	return asking->status;
}

/* ------------------------------------------------------- tree and index */

/*
 * Both come in the order of whole paths, so one pass beside each other finds
 * what differs; libgit2's diff would build a list of all of it first.
 */
struct pass {
	struct asking *asking;
	git_index *index;
	size_t at, count;
	struct error *err;
	char path[LIMIT_PATH];
};

static int
tell(struct pass *pass, const char *path)
{
	if (!path_is_sane(path))
		return 0;
	pass->asking->status = pass->asking->visit(pass->asking->data, path);
	return pass->asking->status;
}

/* Entries of the index before `path` (NULL: all that are left) are added. */
static int
index_until(struct pass *pass, const char *path)
{
	for (; pass->at < pass->count; pass->at++) {
		const git_index_entry *entry = git_index_get_byindex(
		    pass->index, pass->at);
		int order = path == NULL ? -1 : strcmp(entry->path, path);

		if (order >= 0)
			return 0;
		if (git_index_entry_stage(entry) != 0)
			return error_set(pass->err,
			    "%s is in conflict: resolve it first", entry->path);
		if (is_plain((uint16_t)entry->mode) &&
		    tell(pass, entry->path) != 0)
			return -1;
	}
	return 0;
}

static int
tree_visit(const char *root, const git_tree_entry *entry, void *data)
{
	struct pass *pass = data;
	uint16_t mode = (uint16_t)git_tree_entry_filemode(entry);
	const char *name = git_tree_entry_name(entry);
	size_t folder = strlen(root), length = strlen(name);
	const git_index_entry *mate = NULL;

	if (mode == GIT_FILEMODE_TREE || folder + length >= sizeof pass->path)
		return 0;
	memcpy(pass->path, root, folder);
	memcpy(pass->path + folder, name, length + 1);
	if (index_until(pass, pass->path) != 0)
		return -1;
	if (pass->at < pass->count)
		mate = git_index_get_byindex(pass->index, pass->at);
	if (mate == NULL || strcmp(mate->path, pass->path) != 0)
		return is_plain(mode) ? tell(pass, pass->path) : 0;
	if (git_index_entry_stage(mate) != 0)
		return error_set(pass->err,
		    "%s is in conflict: resolve it first", mate->path);
	pass->at++;
	if (mode == (uint16_t)mate->mode &&
	    git_oid_equal(&mate->id, git_tree_entry_id(entry)))
		return 0;
	return is_plain(mode) || is_plain((uint16_t)mate->mode) ?
	    tell(pass, pass->path) :
	    0;
}

static int
tree_to_index(struct set *before, struct set *after, struct asking *asking,
    struct error *err)
{
	struct pass pass = { .asking = asking,
		.index = after->index,
		.count = git_index_entrycount(after->index),
		.err = err };
	int code = 0;

	err->kind = ERROR_NONE;
	if (before->tree != NULL)
		code = git_tree_walk(
		    before->tree, GIT_TREEWALK_PRE, tree_visit, &pass);
	if (asking->status != 0)
		return asking->status;
	if (err->kind != ERROR_NONE)
		return -1;
	if (code != 0)
		return git_failed(code, before->files.label, err);
	return index_until(&pass, NULL);
}

int
repo_changes(struct repo *repo, struct files *before, struct files *after,
    int (*visit)(void *data, const char *path), void *data, struct error *err)
{
	struct set *old = (struct set *)before, *new = (struct set *)after;
	struct asking asking = { visit, data, 0 };
	git_diff_options options;
	git_diff *diff = NULL;
	int code = 0;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_INCLUDE_UNTRACKED |
	    GIT_DIFF_RECURSE_UNTRACKED_DIRS | GIT_DIFF_INCLUDE_TYPECHANGE;
	if (old->kind == SET_TREE && new->kind == SET_INDEX)
		return tree_to_index(old, new, &asking, err);
	if (new->kind == SET_TREE)
		code = git_diff_tree_to_tree(
		    &diff, repo->git, old->tree, new->tree, &options);
	else if (old->kind == SET_TREE)
		code = git_diff_tree_to_workdir_with_index(
		    &diff, repo->git, old->tree, &options);
	else
		code = git_diff_index_to_workdir(
		    &diff, repo->git, old->index, &options);
	return diff_visit(diff, code, &asking, err);
}
