/* What the files of git/ share. */
#ifndef GIT_INTERNAL_H
#define GIT_INTERNAL_H

#include <git2.h>
#include <git2/sys/repository.h>

#include "indexfile.h"
#include "repo.h"

struct repo {
	git_repository *git;
	struct arena *arena;
	char *prefix;
	const char *index_path; /* what GIT_INDEX_FILE said, or git's own */
};

enum set_kind { SET_TREE, SET_INDEX, SET_WORKTREE };

struct set {
	struct files files;
	struct repo *repo;
	enum set_kind kind;
	git_tree *tree;          /* of SET_TREE; NULL: the empty tree */
	struct indexfile staged; /* of SET_INDEX */
	struct arena *arena;     /* of SET_INDEX: owns `staged` */
	git_index *index;        /* of SET_WORKTREE */
	struct files *folder;    /* of SET_WORKTREE */
	char label[64];
};

/* From now on libgit2 takes no more memory at once than a source may have. */
void git_memory_bound(void);

/* What libgit2 says, as one line with the command that mends it; -1. */
int git_failed(int code, const char *what, struct error *err);

/* As git_failed, for something a person named: ERROR_USAGE if it is not there. */
int git_unknown(int code, const char *what, struct error *err);

/* No "", ".", ".." or ".git" among its parts, no NUL, not absolute. */
bool path_is_sane(const char *path);

#endif
