/* A tree, the index and the work tree as sets of files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/limits.h"
#include "internal.h"

struct listing {
	int (*visit)(void *data, const struct file_entry *entry);
	void *data;
	char path[LIMIT_PATH];
};

/* Only files and links: a submodule is another repository's affair. */
static bool
is_file(uint32_t mode, enum file_kind *ret_kind)
{
	*ret_kind = mode == GIT_FILEMODE_LINK ? FILE_LINK : FILE_PLAIN;
	return mode == GIT_FILEMODE_BLOB ||
	    mode == GIT_FILEMODE_BLOB_EXECUTABLE || mode == GIT_FILEMODE_LINK ||
	    mode == 0100664;
}

static int
visit_one(
    struct listing *listing, const char *path, uint32_t mode, const uint8_t *id)
{
	struct file_entry entry = { .path = path };

	if (!is_file(mode, &entry.kind) || !path_is_sane(path))
		return 0;
	memcpy(entry.id, id, sizeof entry.id);
	return listing->visit(listing->data, &entry);
}

/* ------------------------------------------------------------------ blobs */

static enum file_status
blob_read(struct set *set, const git_oid *id, const char *path,
    struct arena *arena, struct text *ret, struct error *err)
{
	git_odb *odb = NULL;
	git_odb_object *object = NULL;
	int code = git_repository_odb(&odb, set->repo->git);

	if (code == 0)
		code = git_odb_read(&object, odb, id);
	if (code != 0)
		git_failed(code, path, err);
	else if (git_odb_object_size(object) > LIMIT_SOURCE)
		code = error_set(err, "%s: over %zu bytes", path, LIMIT_SOURCE);
	else {
		ret->len = git_odb_object_size(object);
		ret->ptr = arena_copy(
		    arena, git_odb_object_data(object), ret->len);
	}
	git_odb_object_free(object);
	git_odb_free(odb);
	return code == 0 ? FILE_READ : FILE_FAILED;
}

bool
repo_blob(
    struct repo *repo, const char *id, struct arena *arena, struct text *ret)
{
	size_t digits = strlen(id);
	git_object *object = NULL;
	const git_blob *blob = NULL;
	git_oid oid;

	if (digits < GIT_OID_MINPREFIXLEN || digits > GIT_OID_HEXSZ ||
	    git_oid_fromstrn(&oid, id, digits) != 0 ||
	    git_object_lookup_prefix(
		&object, repo->git, &oid, digits, GIT_OBJECT_BLOB) != 0)
		return false;
	blob = (const git_blob *)object;
	*ret = (struct text){ arena_copy(arena, git_blob_rawcontent(blob),
				  (size_t)git_blob_rawsize(blob)),
		(size_t)git_blob_rawsize(blob) };
	git_object_free(object);
	return true;
}

/* ------------------------------------------------------------------ trees */

static int
tree_visit(const char *root, const git_tree_entry *entry, void *data)
{
	struct listing *listing = data;
	int length = snprintf(listing->path, sizeof listing->path, "%s%s", root,
	    git_tree_entry_name(entry));

	if (length < 0 || (size_t)length >= sizeof listing->path)
		return 0;
	return visit_one(listing, listing->path, git_tree_entry_filemode(entry),
	    git_tree_entry_id(entry)->id);
}

static int
tree_list(struct files *files,
    int (*visit)(void *data, const struct file_entry *entry), void *data,
    struct error *err)
{
	struct set *set = (struct set *)files;
	struct listing listing = { .visit = visit, .data = data };
	int code = 0;

	if (set->tree == NULL)
		return 0;
	git_error_clear();
	code = git_tree_walk(set->tree, GIT_TREEWALK_PRE, tree_visit, &listing);
	if (code != 0 && git_error_last() != NULL &&
	    git_error_last()->klass != GIT_ERROR_CALLBACK)
		return git_failed(code, set->files.label, err);
	return code;
}

static enum file_status
tree_read(struct files *files, const char *path, struct arena *arena,
    struct text *ret, enum file_kind *ret_kind, struct error *err)
{
	struct set *set = (struct set *)files;
	git_tree_entry *entry = NULL;
	enum file_status status = FILE_MISSING;
	const git_error *last = NULL;
	int code = GIT_ENOTFOUND;

	if (set->tree == NULL)
		return FILE_MISSING;
	git_error_clear();
	code = git_tree_entry_bypath(&entry, set->tree, path);
	last = git_error_last();
	if (code == GIT_ENOTFOUND && last != NULL &&
	    last->klass == GIT_ERROR_ODB) {
		git_failed(code, path, err);
		return FILE_FAILED;
	}
	if (code == GIT_ENOTFOUND)
		return FILE_MISSING;
	if (code != 0) {
		git_failed(code, path, err);
		return FILE_FAILED;
	}
	if (is_file(git_tree_entry_filemode(entry), ret_kind))
		status = blob_read(
		    set, git_tree_entry_id(entry), path, arena, ret, err);
	git_tree_entry_free(entry);
	return status;
}

/* ------------------------------------------------------------------ index */

static int
conflict(const char *path, struct error *err)
{
	return error_set(err, "%s is in conflict: resolve it first", path);
}

static int
index_list(struct files *files,
    int (*visit)(void *data, const struct file_entry *entry), void *data,
    struct error *err)
{
	struct set *set = (struct set *)files;
	struct listing listing = { .visit = visit, .data = data };
	int status = 0;

	for (size_t i = 0; status == 0 && i < set->staged.count; i++) {
		const struct index_entry *entry = &set->staged.entries[i];

		if (entry->stage != 0)
			return conflict(entry->path, err);
		status = visit_one(
		    &listing, entry->path, entry->mode, entry->id);
	}
	return status;
}

static enum file_status
index_read(struct files *files, const char *path, struct arena *arena,
    struct text *ret, enum file_kind *ret_kind, struct error *err)
{
	struct set *set = (struct set *)files;
	size_t at = indexfile_lower(&set->staged, path);
	const struct index_entry *entry = &set->staged.entries[at];
	git_oid id;

	if (at == set->staged.count || strcmp(entry->path, path) != 0 ||
	    entry->stage != 0 || !is_file(entry->mode, ret_kind))
		return FILE_MISSING;
	git_oid_fromraw(&id, entry->id);
	return blob_read(set, &id, path, arena, ret, err);
}

/* -------------------------------------------------------------- work tree */

static int
untracked_visit(const git_diff_delta *delta, struct listing *listing)
{
	if (delta->status != GIT_DELTA_UNTRACKED)
		return 0;
	return visit_one(listing, delta->new_file.path, delta->new_file.mode,
	    delta->new_file.id.id);
}

static int
tracked_list(struct set *set, struct listing *listing, struct error *err)
{
	size_t count = git_index_entrycount(set->index);
	int status = 0;

	for (size_t i = 0; status == 0 && i < count; i++) {
		const git_index_entry *entry = git_index_get_byindex(
		    set->index, i);

		if (git_index_entry_stage(entry) != 0)
			return conflict(entry->path, err);
		status = visit_one(
		    listing, entry->path, entry->mode, entry->id.id);
	}
	return status;
}

/* What git tracks and what it would offer to add, not what it ignores. */
static int
worktree_list(struct files *files,
    int (*visit)(void *data, const struct file_entry *entry), void *data,
    struct error *err)
{
	struct set *set = (struct set *)files;
	struct listing listing = { .visit = visit, .data = data };
	git_diff_options options;
	git_diff *diff = NULL;
	int code = tracked_list(set, &listing, err);

	if (code != 0)
		return code;
	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_INCLUDE_UNTRACKED |
	    GIT_DIFF_RECURSE_UNTRACKED_DIRS;
	code = git_diff_index_to_workdir(
	    &diff, set->repo->git, set->index, &options);
	if (code != 0)
		return git_failed(code, "the work tree", err);
	for (size_t i = 0; code == 0 && i < git_diff_num_deltas(diff); i++)
		code = untracked_visit(git_diff_get_delta(diff, i), &listing);
	git_diff_free(diff);
	return code;
}

static enum file_status
worktree_read(struct files *files, const char *path, struct arena *arena,
    struct text *ret, enum file_kind *ret_kind, struct error *err)
{
	struct set *set = (struct set *)files;

	return set->folder->ops->read(
	    set->folder, path, arena, ret, ret_kind, err);
}

/* ------------------------------------------------------------------ making */

static void
set_free(struct files *files)
{
	struct set *set = (struct set *)files;

	git_tree_free(set->tree);
	git_index_free(set->index);
	files_free(set->folder);
	arena_free(set->arena);
	free(set);
}

static const struct files_ops ops[] = {
	[SET_TREE] = { tree_list, tree_read, set_free, true },
	[SET_INDEX] = { index_list, index_read, set_free, true },
	[SET_WORKTREE] = { worktree_list, worktree_read, set_free, false },
};

static struct set *
set_new(struct repo *repo, enum set_kind kind, const char *label)
{
	struct set *set = memory_grow(NULL, 1, sizeof *set);

	memset(set, 0, sizeof *set);
	set->repo = repo;
	set->kind = kind;
	snprintf(set->label, sizeof set->label, "%.60s", label);
	set->files = (struct files){ .ops = &ops[kind], .label = set->label };
	return set;
}

struct files *
repo_tree(struct repo *repo, const char *revision, struct error *err)
{
	git_object *object = NULL;
	struct set *set = NULL;
	git_tree *tree = NULL;
	int code = git_revparse_single(&object, repo->git, revision);

	if (code == 0)
		code = git_object_peel(
		    (git_object **)&tree, object, GIT_OBJECT_TREE);
	git_object_free(object);
	if (code != 0) {
		git_unknown(code, revision, err);
		return NULL;
	}
	set = set_new(repo, SET_TREE, revision);
	set->tree = tree;
	return &set->files;
}

struct files *
repo_nothing(struct repo *repo)
{
	return &set_new(repo, SET_TREE, "the empty tree")->files;
}

struct files *
repo_head(struct repo *repo, struct error *err)
{
	if (git_repository_head_unborn(repo->git) == 1)
		return repo_nothing(repo);
	return repo_tree(repo, "HEAD", err);
}

/*
 * A clone that nothing was checked out in has no index: git would say that all
 * is deleted, and so would we.
 */
static int
index_is_there(struct repo *repo, struct error *err)
{
	if (access(repo->index_path, F_OK) == 0 ||
	    git_repository_head_unborn(repo->git) == 1)
		return 0;
	return error_set(err,
	    "nothing is checked out here: run git checkout first, or name two "
	    "revisions, such as A..B");
}

struct files *
repo_index(struct repo *repo, struct error *err)
{
	struct set *set = NULL;

	if (index_is_there(repo, err) != 0)
		return NULL;
	set = set_new(repo, SET_INDEX, "the index");
	set->arena = arena_new();
	if (indexfile_read(&set->staged, set->arena, repo->index_path, err) !=
	    0) {
		files_free(&set->files);
		return NULL;
	}
	return &set->files;
}

/* libgit2's own, for what only it can do: asking the work tree. */
static int
index_open(struct repo *repo, git_index **ret, struct error *err)
{
	int code = git_index_open(ret, repo->index_path);

	if (code == 0)
		code = git_repository_set_index(repo->git, *ret);
	if (code == 0)
		return 0;
	git_index_free(*ret);
	*ret = NULL;
	return git_failed(code, "the index", err);
}

struct files *
repo_worktree(struct repo *repo, struct error *err)
{
	const char *work = repo_workdir(repo);
	struct files *folder = NULL;
	git_index *index = NULL;
	struct set *set = NULL;

	if (work == NULL) {
		error_usage(err,
		    "a bare repository has no work tree: name "
		    "revisions, such as A..B");
		return NULL;
	}
	if (index_is_there(repo, err) != 0 ||
	    index_open(repo, &index, err) != 0)
		return NULL;
	folder = files_of_folder(work, "", err);
	if (folder == NULL) {
		git_index_free(index);
		return NULL;
	}
	set = set_new(repo, SET_WORKTREE, "the work tree");
	set->index = index;
	set->folder = folder;
	return &set->files;
}
