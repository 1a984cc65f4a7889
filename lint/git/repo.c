/* Opening a repository, naming revisions, and saying what went wrong. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* ---------------------------------------------------------------- errors */

static bool
said(const git_error *last, const char *word)
{
	return last != NULL && last->message != NULL &&
	    strstr(last->message, word) != NULL;
}

/* By class, not by code: many faults share a code (PLATFORM's findings). */
int
git_failed(int code, const char *what, struct error *err)
{
	const git_error *last = git_error_last();
	const char *message = last != NULL && last->message != NULL ?
	    last->message :
	    "libgit2 does not say why";
	int class = last != NULL ? last->klass : 0;

	if (code == GIT_EOWNER || said(last, "safe.directory") ||
	    said(last, "not owned"))
		return error_set(err,
		    "%s: the repository belongs to somebody else; if you trust "
		    "it: git config --global --add safe.directory \"$PWD\"",
		    what);
	if (said(last, "sha256") || said(last, "objectformat"))
		return error_set(err,
		    "%s: a sha256 repository, which libgit2 cannot read; "
		    "give the folders to 'zoneproof compare'",
		    what);
	if (said(last, "'link'"))
		return error_set(err,
		    "%s: the index is split; git update-index "
		    "--no-split-index",
		    what);
	if (said(last, "'sdir'"))
		return error_set(err,
		    "%s: the index is sparse; git sparse-checkout disable, or "
		    "git config index.sparse false and git sparse-checkout "
		    "reapply",
		    what);
	if (class == GIT_ERROR_ODB || said(last, "peel"))
		return error_set(err,
		    "%s: objects are missing (%s); in a shallow clone: git "
		    "fetch --unshallow, in a partial one: git fetch "
		    "--refetch --no-filter",
		    what, message);
	return error_set(err, "%s: %s", what, message);
}

int
git_unknown(int code, const char *what, struct error *err)
{
	const git_error *last = git_error_last();
	int class = last != NULL ? last->klass : 0;

	if ((code == GIT_ENOTFOUND &&
		(class == GIT_ERROR_REFERENCE || class == GIT_ERROR_TREE)) ||
	    code == GIT_EINVALIDSPEC || code == GIT_EAMBIGUOUS)
		return error_usage(
		    err, "'%s' is no revision of this repository", what);
	return git_failed(code, what, err);
}

bool
path_is_sane(const char *path)
{
	struct text rest = text_of(path);

	while (rest.ptr != NULL) {
		struct text part = text_cut(&rest, '/');

		if (part.len == 0 || text_equal(part, TEXT(".")) ||
		    text_equal(part, TEXT("..")) ||
		    text_equal_nocase(part, TEXT(".git")))
			return false;
	}
	return true;
}

/* --------------------------------------------------------------- opening */

/* Where git looks for a repository: a `.git` here or above, or GIT_DIR. */
bool
repo_is_around(const char *folder)
{
	struct arena *scratch = arena_new();
	char *real = realpath(folder, NULL);
	bool found = getenv("GIT_DIR") != NULL;

	for (char *at = real; at != NULL && !found;) {
		struct error err;
		struct files *files = files_of_folder(
		    arena_format(scratch, "%s/.git", *at != '\0' ? at : "/"),
		    "", &err);
		struct text bytes;
		char *slash = strrchr(at, '/');

		found = files != NULL ||
		    file_read(scratch, arena_format(scratch, "%s/.git", at),
			&bytes, &err) == 0;
		files_free(files);
		/* A bare repository has HEAD and objects beside each other. */
		if (!found && at == real) {
			files = files_of_folder(
			    arena_format(scratch, "%s/objects", at), "", &err);
			found = files != NULL &&
			    file_read(scratch,
				arena_format(scratch, "%s/HEAD", at), &bytes,
				&err) == 0;
			files_free(files);
		}
		if (slash == NULL || slash == at)
			break;
		*slash = '\0';
	}
	free(real);
	arena_free(scratch);
	return found;
}

static char *
prefix_of(struct arena *arena, const char *folder, const char *workdir)
{
	char *real = realpath(folder, NULL), *work = NULL;
	char *prefix = arena_string(arena, "");

	if (workdir != NULL)
		work = realpath(workdir, NULL);
	if (real != NULL && work != NULL &&
	    strncmp(real, work, strlen(work)) == 0 && real[strlen(work)] == '/')
		prefix = arena_string(arena, real + strlen(work) + 1);
	free(real);
	free(work);
	return prefix;
}

/*
 * Opens what the environment says, but for the index that git has made for its
 * hook: libgit2 would read all of it at once. `*ret_index` is its path, NULL
 * where git has made none.
 */
static int
open_from_environment(git_repository **ret, const char *folder,
    struct arena *arena, const char **ret_index)
{
	static const char variable[] = "GIT_INDEX_FILE";
	const char *given = getenv(variable);
	int code = 0;

	*ret_index = NULL;
	if (given != NULL && *given != '\0')
		*ret_index = arena_string(arena, given);
	unsetenv(variable);
	code = git_repository_open_ext(
	    ret, folder, GIT_REPOSITORY_OPEN_FROM_ENV, NULL);
	if (*ret_index != NULL)
		setenv(variable, *ret_index, 1);
	return code;
}

struct repo *
repo_open(const char *folder, struct error *err)
{
	struct arena *arena = arena_new();
	const char *index_path = NULL;
	git_repository *git = NULL;
	struct repo *repo = NULL;
	int code = git_libgit2_init();

	if (code < 0) {
		error_internal(err, "libgit2 does not start");
		arena_free(arena);
		return NULL;
	}
	git_memory_bound();
	/* As git does: what a name says is checked by fsck, not at each read. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	code = open_from_environment(&git, folder, arena, &index_path);
	if (code != 0) {
		if (code == GIT_ENOTFOUND &&
		    !said(git_error_last(), "safe.directory"))
			error_usage(
			    err, "'%s' is in no git repository", folder);
		else
			git_failed(code, folder, err);
		git_libgit2_shutdown();
		arena_free(arena);
		return NULL;
	}
	repo = arena_array(arena, 1, sizeof *repo);
	repo->arena = arena;
	repo->git = git;
	repo->index_path = index_path != NULL ?
	    index_path :
	    arena_format(arena, "%sindex", git_repository_path(git));
	repo->prefix = prefix_of(arena, folder, git_repository_workdir(git));
	return repo;
}

void
repo_free(struct repo *repo)
{
	if (repo == NULL)
		return;
	git_repository_free(repo->git);
	git_libgit2_shutdown();
	arena_free(repo->arena);
}

const char *
repo_workdir(const struct repo *repo)
{
	return git_repository_workdir(repo->git);
}

const char *
repo_prefix(const struct repo *repo)
{
	return repo->prefix;
}

const char *
repo_hooks(struct repo *repo, struct arena *arena, struct error *err)
{
	git_config *config = NULL;
	git_buf path = GIT_BUF_INIT;
	const char *hooks = NULL;
	const char *work = repo_workdir(repo);
	int code = git_repository_config_snapshot(&config, repo->git);

	if (code != 0) {
		git_failed(code, "the configuration of git", err);
		return NULL;
	}
	if (git_config_get_path(&path, config, "core.hooksPath") == 0) {
		hooks = path.ptr[0] == '/' || work == NULL ?
		    arena_string(arena, path.ptr) :
		    arena_format(arena, "%s%s", work, path.ptr);
		git_buf_dispose(&path);
	} else
		hooks = arena_format(
		    arena, "%shooks", git_repository_commondir(repo->git));
	git_config_free(config);
	return hooks;
}

/* ------------------------------------------------------------- revisions */

int
repo_commit(
    struct repo *repo, const char *revision, char ret[41], struct error *err)
{
	git_object *object = NULL, *commit = NULL;
	int code = git_revparse_single(&object, repo->git, revision);

	if (code == 0)
		code = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
	if (code == 0)
		git_oid_tostr(ret, 41, git_object_id(commit));
	else
		git_unknown(code, revision, err);
	git_object_free(commit);
	git_object_free(object);
	return code == 0 ? 0 : -1;
}

int
repo_merge_base(struct repo *repo, const char *a, const char *b, char ret[41],
    struct error *err)
{
	char left[41], right[41];
	git_oid one, two, base;
	int code = 0;

	if (repo_commit(repo, a, left, err) != 0 ||
	    repo_commit(repo, b, right, err) != 0)
		return -1;
	git_oid_fromstr(&one, left);
	git_oid_fromstr(&two, right);
	code = git_merge_base(&base, repo->git, &one, &two);
	if (code == GIT_ENOTFOUND && git_repository_is_shallow(repo->git) == 1)
		return error_set(err,
		    "'%s' and '%s' share no commit that is here: the clone is "
		    "shallow; git fetch --unshallow (in CI: fetch-depth: 0 or "
		    "GIT_DEPTH: 0)",
		    a, b);
	if (code == GIT_ENOTFOUND)
		return error_usage(err, "'%s' and '%s' share no commit", a, b);
	if (code != 0)
		return git_failed(code, a, err);
	git_oid_tostr(ret, 41, &base);
	return 0;
}
