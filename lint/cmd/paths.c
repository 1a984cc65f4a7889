/* From typed paths to roots and paths below them. */
#include "paths.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../git/repo.h"

/* The path of `path` below `folder`, NULL where it is not: both absolute. */
static const char *
below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	if (strcmp(folder, "/") == 0)
		return path + 1;
	if (!text_starts(text_of(path), text_of(folder)))
		return NULL;
	if (path[length] == '\0')
		return path + length;
	return path[length] == '/' ? path + length + 1 : NULL;
}

static const char *
work_tree(struct arena *arena, const char *folder)
{
	struct error err = { 0 };
	struct repo *repo = NULL;
	char real[PATH_MAX];
	const char *root = NULL;

	if (!repo_is_around(folder))
		return NULL;
	repo = repo_open(folder, &err);
	if (repo == NULL)
		return NULL;
	if (repo_workdir(repo) != NULL &&
	    realpath(repo_workdir(repo), real) != NULL)
		root = arena_string(arena, real);
	repo_free(repo);
	return root;
}

/* How a path below `root` is written from `here`: cut short, or "../". */
static struct shown
shown_from(struct arena *arena, const char *root, const char *here)
{
	const char *inner = below(here, root);
	struct shown shown = { "", "" };
	char *up = arena_string(arena, "");

	if (inner == NULL) {
		shown.otherwise = arena_format(arena, "%s/", root);
		return shown;
	}
	if (*inner == '\0')
		return shown;
	shown.strip = arena_format(arena, "%s/", inner);
	for (const char *part = inner; part != NULL;
	     part = strchr(part + 1, '/'))
		up = arena_format(arena, "%s../", up);
	shown.otherwise = up;
	return shown;
}

/*
 * The last part of a path is not resolved: a link named on the command line is
 * followed inside its tree, as any other link is.
 */
static const char *
absolute(struct arena *arena, const char *typed, struct error *err)
{
	struct text base = path_base(text_of(typed));
	struct text folder = path_folder(text_of(typed));
	char real[PATH_MAX];
	const char *start = folder.len > 0 ?
	    arena_copy(arena, folder.ptr, folder.len) :
	    typed[0] == '/' ? "/" :
			      ".";
	bool whole = base.len == 0 || text_equal(base, TEXT(".")) ||
	    text_equal(base, TEXT(".."));

	if (realpath(whole ? typed : start, real) == NULL) {
		error_errno(err, "%s", typed);
		return NULL;
	}
	if (whole)
		return arena_string(arena, real);
	return arena_format(arena, "%s/%.*s",
	    strcmp(real, "/") == 0 ? "" : real, (int)base.len, base.ptr);
}

int
place_of(struct place *place, struct arena *arena, const char *typed,
    struct error *err)
{
	const char *path = NULL, *folder = NULL, *root = NULL;
	char here[PATH_MAX];
	struct stat status;

	*place = (struct place){ .typed = typed, .shown = { "", "" } };
	if (stat(typed, &status) != 0)
		return error_errno(err, "%s", typed);
	if (realpath(".", here) == NULL)
		return error_errno(err, ".");
	path = absolute(arena, typed, err);
	if (path == NULL)
		return -1;
	place->is_folder = S_ISDIR(status.st_mode);
	folder = place->is_folder ?
	    path :
	    arena_copy(arena, path, path_folder(text_of(path)).len);
	if (*folder == '\0')
		folder = "/";
	root = work_tree(arena, folder);
	place->in_repository = root != NULL && below(path, root) != NULL;
	if (!place->in_repository)
		root = below(path, here) != NULL ? arena_string(arena, here) :
						   folder;
	place->root = root;
	place->path = below(path, root);
	if (place->path == NULL)
		return error_internal(err, "%s is not below %s", path, root);
	place->shown = shown_from(arena, root, here);
	return 0;
}

bool
place_beside(struct place *place, struct arena *arena, const char *typed,
    const struct place *known)
{
	struct text base = path_base(text_of(typed));
	struct text folder = path_folder(text_of(known->path));
	struct stat status;

	if (base.len == 0 || text_equal(base, TEXT(".")) ||
	    text_equal(base, TEXT("..")) || stat(typed, &status) != 0 ||
	    S_ISDIR(status.st_mode))
		return false;
	*place = *known;
	place->typed = typed;
	place->path = arena_format(arena, "%.*s%s%.*s", (int)folder.len,
	    folder.len > 0 ? folder.ptr : "", folder.len > 0 ? "/" : "",
	    (int)base.len, base.ptr);
	return true;
}

static int
paths_from_file(const char *file, struct arena *arena, const char ***paths,
    size_t *count, struct error *err)
{
	struct text bytes = { NULL, 0 }, rest;
	const char **longer = NULL;
	size_t lines = 1;

	if (file_read(arena, file, &bytes, err) != 0)
		return -1;
	for (size_t i = 0; i < bytes.len; i++)
		lines += bytes.ptr[i] == '\n';
	longer = arena_array(arena, *count + lines + 1, sizeof *longer);
	memcpy(longer, *paths, *count * sizeof *longer);
	rest = bytes;
	while (rest.ptr != NULL) {
		struct text line = text_trim(text_cut(&rest, '\n'));

		if (line.len > 0)
			longer[(*count)++] = arena_copy(
			    arena, line.ptr, line.len);
	}
	*paths = longer;
	return 0;
}

int
paths_given(const struct options *options, struct arena *arena,
    const char ***ret_paths, size_t *ret_count, struct error *err)
{
	const char **paths = arena_array(arena,
	    options->word_count + options->path_count + 1, sizeof *paths);

	*ret_count = 0;
	for (size_t i = 0; i < options->word_count; i++)
		paths[(*ret_count)++] = options->words[i];
	for (size_t i = 0; i < options->path_count; i++)
		paths[(*ret_count)++] = options->paths[i];
	*ret_paths = paths;
	if (options->files_from == NULL)
		return 0;
	return paths_from_file(
	    options->files_from, arena, ret_paths, ret_count, err);
}
