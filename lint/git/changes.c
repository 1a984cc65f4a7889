/* Which paths differ between two sets of one repository. */
#include <stdio.h>
#include <string.h>

#include "../base/limits.h"
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
 * A folder at a time, its tree beside its stretch of the index. Where git has
 * kept that the two are the same (the index's cached trees), nothing of it is
 * read; so the cost is that of the folders that changed.
 */
struct pass {
	struct asking *asking;
	git_repository *git;
	const struct indexfile *index;
	struct error *err;
	char path[LIMIT_PATH]; /* of the folder, with its final '/' */
};

/* A stretch of the index: what lies in one folder and below it. */
struct stretch {
	size_t at, end;
	size_t prefix; /* bytes of the folder in each path */
	uint32_t node; /* of the cached trees; UINT32_MAX: none */
};

/* One name of a folder, in a tree, in the index or in both. */
struct child {
	const char *name;
	size_t length;
	bool folder;
};

static int
tell(struct pass *pass, const char *path)
{
	if (!path_is_sane(path))
		return 0;
	pass->asking->status = pass->asking->visit(pass->asking->data, path);
	return pass->asking->status;
}

static struct child
child_of_index(const struct pass *pass, const struct stretch *stretch)
{
	const char *name = pass->index->entries[stretch->at].path +
	    stretch->prefix;
	size_t length = strcspn(name, "/");

	return (struct child){ name, length, name[length] == '/' };
}

static struct child
child_of_tree(const git_tree_entry *entry)
{
	const char *name = git_tree_entry_name(entry);

	return (struct child){ name, strlen(name),
		git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE };
}

/* git's order: a folder stands as its name with a '/'. */
static int
child_order(struct child a, struct child b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = memcmp(a.name, b.name, shorter);
	uint8_t left = 0, right = 0;

	if (order != 0)
		return order;
	left = a.length > shorter ? (uint8_t)a.name[shorter] :
	    a.folder              ? '/' :
				    0;
	right = b.length > shorter ? (uint8_t)b.name[shorter] :
	    b.folder               ? '/' :
				     0;
	if (left != right)
		return left < right ? -1 : 1;
	return a.length < b.length ? -1 : a.length > b.length;
}

static int
in_conflict(const struct pass *pass, const struct index_entry *entry)
{
	return error_set(
	    pass->err, "%s is in conflict: resolve it first", entry->path);
}

/* All entries of a stretch are new, up to `end`. */
static int
added(struct pass *pass, struct stretch *stretch, size_t end)
{
	for (; stretch->at < end; stretch->at++) {
		const struct index_entry *entry =
		    &pass->index->entries[stretch->at];

		if (entry->stage != 0)
			return in_conflict(pass, entry);
		if (is_plain((uint16_t)entry->mode) &&
		    tell(pass, entry->path) != 0)
			return -1;
	}
	return 0;
}

static size_t
child_end(
    const struct pass *pass, const struct stretch *stretch, struct child child)
{
	size_t at = stretch->at, length = stretch->prefix + child.length;
	const char *path = pass->index->entries[at].path;
	size_t step = 1, low = at;

	if (!child.folder)
		return at + 1;
	/* Ever wider steps, then halves: folders are mostly small. */
	while (low + step < stretch->end &&
	    strncmp(pass->index->entries[low + step].path, path, length + 1) ==
		0) {
		low += step;
		step *= 2;
	}
	for (; step > 0; step /= 2)
		if (low + step < stretch->end &&
		    strncmp(pass->index->entries[low + step].path, path,
			length + 1) == 0)
			low += step;
	return low + 1;
}

static int
gone_visit(const char *root, const git_tree_entry *entry, void *data)
{
	struct pass *pass = data;
	char path[LIMIT_PATH];
	int length = snprintf(path, sizeof path, "%s%s%s", pass->path, root,
	    git_tree_entry_name(entry));

	if (!is_plain((uint16_t)git_tree_entry_filemode(entry)) || length < 0 ||
	    (size_t)length >= sizeof path)
		return 0;
	return tell(pass, path);
}

/* What a tree has and the index has not. */
static int
gone(struct pass *pass, const git_tree_entry *entry, size_t prefix)
{
	git_tree *tree = NULL;
	struct child child = child_of_tree(entry);
	int code = 0;

	if (prefix + child.length + 2 > sizeof pass->path)
		return 0;
	memcpy(pass->path + prefix, child.name, child.length + 1);
	if (!child.folder)
		return is_plain((uint16_t)git_tree_entry_filemode(entry)) ?
		    tell(pass, pass->path) :
		    0;
	memcpy(pass->path + prefix + child.length, "/", 2);
	code = git_tree_lookup(&tree, pass->git, git_tree_entry_id(entry));
	if (code == 0)
		code = git_tree_walk(tree, GIT_TREEWALK_PRE, gone_visit, pass);
	git_tree_free(tree);
	pass->path[prefix] = '\0';
	if (code != 0 && pass->asking->status == 0)
		return git_failed(code, "comparing", pass->err);
	return pass->asking->status;
}

static int folder_pass(
    struct pass *pass, const git_tree *tree, struct stretch stretch);

/* A name that both have: a file to compare, or a folder to go into. */
static int
both(struct pass *pass, const git_tree_entry *entry,
    const struct stretch *stretch, struct child child, size_t end)
{
	const struct index_entry *mate = &pass->index->entries[stretch->at];
	uint16_t mode = (uint16_t)git_tree_entry_filemode(entry);
	const uint8_t *id = git_tree_entry_id(entry)->id;
	struct stretch inner = { stretch->at, end,
		stretch->prefix + child.length + 1,
		indexfile_child(
		    pass->index, stretch->node, child.name, child.length) };
	git_tree *tree = NULL;
	int code = 0, status = 0;

	if (!child.folder) {
		if (mate->stage != 0)
			return in_conflict(pass, mate);
		if (mode == (uint16_t)mate->mode &&
		    memcmp(mate->id, id, GIT_OID_RAWSZ) == 0)
			return 0;
		return is_plain(mode) || is_plain((uint16_t)mate->mode) ?
		    tell(pass, mate->path) :
		    0;
	}
	if (inner.node != UINT32_MAX &&
	    pass->index->trees[inner.node].id != NULL &&
	    memcmp(pass->index->trees[inner.node].id, id, GIT_OID_RAWSZ) == 0)
		return 0;
	code = git_tree_lookup(&tree, pass->git, git_tree_entry_id(entry));
	if (code != 0)
		return git_failed(code, "comparing", pass->err);
	status = folder_pass(pass, tree, inner);
	git_tree_free(tree);
	return status;
}

static int
folder_pass(struct pass *pass, const git_tree *tree, struct stretch stretch)
{
	size_t count = tree == NULL ? 0 : git_tree_entrycount(tree);
	size_t i = 0;

	if (stretch.prefix >= sizeof pass->path)
		return 0;
	if (stretch.at < stretch.end)
		memcpy(pass->path, pass->index->entries[stretch.at].path,
		    stretch.prefix);
	pass->path[stretch.prefix] = '\0';
	while (i < count || stretch.at < stretch.end) {
		const git_tree_entry *entry =
		    i < count ? git_tree_entry_byindex(tree, i) : NULL;
		struct child mine = { 0 };
		size_t end = stretch.at;
		int order = -1, status = 0;

		if (stretch.at < stretch.end) {
			mine = child_of_index(pass, &stretch);
			end = child_end(pass, &stretch, mine);
			order = entry == NULL ?
			    1 :
			    child_order(child_of_tree(entry), mine);
		}
		if (order < 0)
			status = gone(pass, entry, stretch.prefix);
		else if (order > 0)
			status = added(pass, &stretch, end);
		else
			status = both(pass, entry, &stretch, mine, end);
		if (status != 0)
			return status;
		if (order <= 0)
			i++;
		if (order >= 0)
			stretch.at = end;
		pass->path[stretch.prefix] = '\0';
	}
	return 0;
}

static int
tree_to_index(struct set *before, struct set *after, struct asking *asking,
    struct error *err)
{
	struct pass pass = { .asking = asking,
		.git = before->repo->git,
		.index = &after->staged,
		.err = err };
	struct stretch all = { 0, after->staged.count, 0,
		after->staged.tree_count > 0 ? 0 : UINT32_MAX };

	if (all.node == 0 && before->tree != NULL &&
	    after->staged.trees[0].id != NULL &&
	    memcmp(after->staged.trees[0].id, git_tree_id(before->tree)->id,
		GIT_OID_RAWSZ) == 0)
		return 0;
	return folder_pass(&pass, before->tree, all);
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
