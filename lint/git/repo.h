/*
 * A git repository as sets of files. The only user of <git2.h>.
 *
 * Opened from the environment, as git's own hooks see it: objects in
 * quarantine, the index that `commit -a` and `commit PATH` prepare. Nothing of
 * libgit2 is started before repo_open().
 *
 * Objects that are not there (a shallow or partial clone), a sha256 repository,
 * a split or sparse index, a foreign owner: ERROR_INPUT with the command or the
 * setting that mends it. A wrong revision: ERROR_USAGE.
 */
#ifndef GIT_REPO_H
#define GIT_REPO_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/files.h"

struct repo;

/* The repository around `folder` ("." or what -C says). */
struct repo *repo_open(const char *folder, struct error *err);
void repo_free(struct repo *repo); /* NULL is fine */

/* Is there one around `folder`? No error, no cost of a wrong guess. */
bool repo_is_around(const char *folder);

const char *repo_workdir(const struct repo *repo); /* NULL when bare */
/* Where the folder we stand in lies below the work tree: "" or "dns/zones". */
const char *repo_prefix(const struct repo *repo);
/* The folder git runs hooks from: core.hooksPath, or hooks of the git dir. */
const char *repo_hooks(
    struct repo *repo, struct arena *arena, struct error *err);

/*
 * Sets of files. Each belongs to the caller (files_free) and must not outlive
 * the repository. `revision` is anything git takes for a commit or a tree; the
 * empty tree stands for an unborn HEAD.
 */
struct files *repo_tree(
    struct repo *repo, const char *revision, struct error *err);
struct files *repo_head(struct repo *repo, struct error *err);
struct files *repo_nothing(struct repo *repo); /* the empty tree */
struct files *repo_index(struct repo *repo, struct error *err);
struct files *repo_worktree(struct repo *repo, struct error *err);

/*
 * A blob's bytes by its name, hex and maybe cut short, as patches have it.
 * False when the repository has none, or several, of that name.
 */
bool repo_blob(
    struct repo *repo, const char *id, struct arena *arena, struct text *ret);

/* The best common ancestor of two revisions, as hex, for A...B and --base. */
int repo_merge_base(struct repo *repo, const char *a, const char *b,
    char ret[41], struct error *err);

/* A revision's commit as hex; -1 and ERROR_USAGE when there is none. */
int repo_commit(
    struct repo *repo, const char *revision, char ret[41], struct error *err);

/* Was the clone told to leave older commits out? */
bool repo_is_shallow(const struct repo *repo);

/* All zeroes: so git says that there is no object. */
bool repo_is_no_object(const char *hex);

/* What a name of an object, in hex, stands for; a tag for what it tags. */
enum repo_object { REPO_COMMIT, REPO_NO_COMMIT, REPO_NOT_HERE };
enum repo_object repo_object_kind(
    struct repo *repo, const char *hex, char ret_commit[41]);

/*
 * The newest commit on `tip`'s line of first parents that a reference matching
 * `glob` (git's, with a star at its end) holds already: 1 and its
 * hex, 0 where they share none, -1 and `err`.
 */
int repo_known_base(struct repo *repo, const char *tip, const char *glob,
    char ret[41], struct error *err);

/*
 * The other parents of the merge under way, as hex; ends with NULL. To the hook
 * pre-merge-commit git announces them in the environment, as GITHEAD_<hex>, and
 * writes MERGE_HEAD later.
 */
const char *const *repo_merge_parents(
    struct repo *repo, struct arena *arena, bool announced);

/*
 * Paths that differ between two sets of one repository (trees, index, work
 * tree, in this order of age), each told once, in byte order: edited, added,
 * deleted, or of another kind. Renames come as one deleted and one added.
 * Untracked files of the work tree count as added, ignored ones do not.
 */
int repo_changes(struct repo *repo, struct files *before, struct files *after,
    int (*visit)(void *data, const char *path), void *data, struct error *err);

/*
 * Earlier versions of a path, newest first, walking first parents from
 * `revision` (NULL: HEAD) through at most LIMIT_HISTORY_COMMITS commits and
 * giving at most LIMIT_HISTORY_VERSIONS distinct neighbours. `commit` is hex. A
 * visit that returns not 0 ends the walk. Missing objects end it quietly:
 * history is advice, not evidence.
 */
int repo_history(struct repo *repo, const char *revision, const char *path,
    int (*visit)(
	void *data, const char *commit, int64_t time, struct text bytes),
    void *data, struct error *err);

/*
 * The messages of the commits that `to` (NULL: HEAD) has and `from` has not,
 * newest first, at most LIMIT_HISTORY_COMMITS of them. `commit` is hex. A
 * visit that returns not 0 ends the walk. Revisions that are no commits have
 * none; objects that are missing end it quietly: then fewer are heard.
 */
int repo_messages(struct repo *repo, const char *from, const char *to,
    int (*visit)(void *data, const char *commit, struct text message),
    void *data, struct error *err);

#endif
