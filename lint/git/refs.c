/* What references hold already, and what a merge under way brings together. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/limits.h"
#include "../base/vector.h"
#include "internal.h"

bool
repo_is_shallow(const struct repo *repo)
{
	return git_repository_is_shallow(repo->git) == 1;
}

bool
repo_is_no_object(const char *hex)
{
	return hex[strspn(hex, "0")] == '\0';
}

enum repo_object
repo_object_kind(struct repo *repo, const char *hex, char ret_commit[41])
{
	git_object *object = NULL, *commit = NULL;
	enum repo_object kind = REPO_NOT_HERE;
	git_oid id;

	if (git_oid_fromstr(&id, hex) != 0 ||
	    git_object_lookup(&object, repo->git, &id, GIT_OBJECT_ANY) != 0)
		return REPO_NOT_HERE;
	kind = REPO_NO_COMMIT;
	if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0) {
		git_oid_tostr(ret_commit, 41, git_object_id(commit));
		kind = REPO_COMMIT;
	}
	git_object_free(commit);
	git_object_free(object);
	return kind;
}

/* ---------------------------------------------------- what is known already */

/* The first parent of a commit: 1, 0 when it has none, or libgit2's code. */
static int
first_parent(git_repository *git, const git_oid *id, git_oid *ret)
{
	git_commit *commit = NULL;
	int code = git_commit_lookup(&commit, git, id);

	if (code != 0)
		return code;
	code = git_commit_parentcount(commit) > 0;
	if (code == 1)
		git_oid_cpy(ret, git_commit_parent_id(commit, 0));
	git_commit_free(commit);
	return code;
}

/* Walks what no reference holds; the last commit of it stands on the base. */
static int
walk_new(git_revwalk *walk, git_repository *git, const git_oid *tip,
    const char *glob, git_oid *ret)
{
	git_oid id, last = *tip;
	bool any = false;
	int code = git_revwalk_simplify_first_parent(walk);

	if (code == 0)
		code = git_revwalk_push(walk, tip);
	if (code == 0)
		code = git_revwalk_hide_glob(walk, glob);
	while (code == 0 && (code = git_revwalk_next(&id, walk)) == 0) {
		last = id;
		any = true;
	}
	if (code != GIT_ITEROVER)
		return code;
	if (any)
		return first_parent(git, &last, ret);
	git_oid_cpy(ret, tip);
	return 1;
}

/* In a shallow clone lines end early: there a reference's own tip will do. */
struct tips {
	git_repository *git;
	const git_oid *wanted;
	bool found;
};

static int
tip_visit(const char *name, void *data)
{
	struct tips *tips = data;
	git_oid id;

	if (git_reference_name_to_id(&id, tips->git, name) == 0 &&
	    git_oid_equal(&id, tips->wanted))
		tips->found = true;
	git_error_clear();
	return tips->found;
}

static int
walk_tips(
    git_repository *git, const git_oid *tip, const char *glob, git_oid *ret)
{
	int code = 1;

	git_oid_cpy(ret, tip);
	for (unsigned i = 0; code == 1 && i < LIMIT_HISTORY_COMMITS; i++) {
		struct tips tips = { git, ret, false };
		git_oid id;

		git_reference_foreach_glob(git, glob, tip_visit, &tips);
		if (tips.found)
			return 1;
		git_oid_cpy(&id, ret);
		code = first_parent(git, &id, ret);
	}
	return code;
}

int
repo_known_base(struct repo *repo, const char *tip, const char *glob,
    char ret[41], struct error *err)
{
	git_revwalk *walk = NULL;
	git_oid id, base;
	int code = git_oid_fromstr(&id, tip);

	if (code == 0)
		code = git_revwalk_new(&walk, repo->git);
	if (code == 0)
		code = walk_new(walk, repo->git, &id, glob, &base);
	if (code < 0 && repo_is_shallow(repo))
		code = walk_tips(repo->git, &id, glob, &base);
	git_revwalk_free(walk);
	if (code < 0)
		return git_failed(code, tip, err);
	if (code == 1)
		git_oid_tostr(ret, 41, &base);
	return code;
}

/* ------------------------------------------------------------------ merges */

struct parents {
	struct arena *arena;
	struct {
		VECTOR_OF(const char *);
	} hex;
};

static void
parent_add(struct parents *parents, const char *hex)
{
	for (size_t i = 0; i < parents->hex.count; i++)
		if (strcmp(parents->hex.at[i], hex) == 0)
			return;
	*vector_push(&parents->hex) = arena_string(parents->arena, hex);
}

static int
parent_visit(const git_oid *id, void *data)
{
	char hex[41];

	parent_add(data, git_oid_tostr(hex, sizeof hex, id));
	return 0;
}

static void
parents_announced(struct parents *parents, struct repo *repo)
{
	static const char prefix[] = "GITHEAD_";

	for (char **each = environ; *each != NULL; each++) {
		const char *hex = *each + sizeof prefix - 1;
		char copy[41], commit[41];

		if (strncmp(*each, prefix, sizeof prefix - 1) != 0 ||
		    strspn(hex, "0123456789abcdef") != 40 || hex[40] != '=')
			continue;
		memcpy(copy, hex, 40);
		copy[40] = '\0';
		if (repo_object_kind(repo, copy, commit) == REPO_COMMIT)
			parent_add(parents, commit);
	}
}

const char *const *
repo_merge_parents(struct repo *repo, struct arena *arena, bool announced)
{
	struct parents parents = { .arena = arena };
	const char **ret = NULL;

	git_repository_mergehead_foreach(repo->git, parent_visit, &parents);
	if (announced)
		parents_announced(&parents, repo);
	ret = arena_array(arena, parents.hex.count + 1, sizeof *ret);
	if (parents.hex.count > 0)
		memcpy(ret, parents.hex.at, parents.hex.count * sizeof *ret);
	vector_done(&parents.hex);
	return ret;
}
