/* Opens the tree that a path stands in. */
#include "tree.h"

#include <string.h>

#include "../base/archive.h"
#include "../base/limits.h"

static void
tree_begin(struct tree *tree)
{
	load_init(
	    &tree->load, tree->run, tree->files, tree->arena, tree->estate);
	tree->load.shown = tree->place.shown;
	tree->loading = true;
}

/*
 * In a repository we see what git sees: what it ignores is made, not kept. A
 * folder that it ignores as a whole is looked at when somebody names it.
 */
static void
tree_repository(struct tree *tree)
{
	struct error err = { 0 };

	tree->repo = repo_open(tree->place.root, &err);
	if (tree->repo != NULL)
		tree->files = repo_worktree(tree->repo, &err);
	if (tree->files == NULL)
		return;
	tree_begin(tree);
	if (!tree->place.is_folder || load_lists(&tree->load, tree->place.path))
		return;
	load_done(&tree->load);
	tree->loading = false;
	files_free(tree->files);
	tree->files = NULL;
}

/* A list may name a million files: their folders are looked up once each. */
static int
place_of_folder(
    struct tree *tree, const char *path, struct place *ret, struct error *err)
{
	struct text folder = path_folder(text_of(path));
	char key[LIMIT_PATH];
	const struct place *known = NULL;

	if (folder.len >= sizeof key)
		return place_of(ret, tree->arena, path, err);
	memcpy(key, path, folder.len);
	key[folder.len] = '\0';
	known = map_get(&tree->folders, key);
	if (known != NULL && place_beside(ret, tree->arena, path, known))
		return 0;
	if (place_of(ret, tree->arena, path, err) != 0)
		return -1;
	if (known == NULL && !ret->is_folder) {
		struct place *kept = arena_array(tree->arena, 1, sizeof *kept);

		*kept = *ret;
		*map_put(&tree->folders, arena_string(tree->arena, key)) = kept;
	}
	return 0;
}

int
tree_place(
    struct tree *tree, const char *path, struct place *ret, struct error *err)
{
	if (place_of_folder(tree, path, ret, err) != 0)
		return -1;
	if (strcmp(ret->root, tree->place.root) != 0)
		return error_usage(err,
		    "%s and %s lie in different trees: check one at a time",
		    tree->place.typed, path);
	return 0;
}

static const char *
folder_of(struct tree *tree, const struct place *place)
{
	return place->is_folder ? place->path :
				  arena_copy(tree->arena, place->path,
				      path_folder(text_of(place->path)).len);
}

/* The folder that holds all of the paths; "" for the root. */
static const char *
common_folder(struct tree *tree, const char *const *paths, size_t count)
{
	const char *common = folder_of(tree, &tree->place);

	for (size_t i = 1; i < count && *common != '\0'; i++) {
		struct error ignored = { 0 };
		struct place place;

		if (strcmp(paths[i], "-") == 0 ||
		    tree_place(tree, paths[i], &place, &ignored) != 0)
			continue;
		while (*common != '\0' && !path_is_below(place.path, common))
			common = arena_copy(tree->arena, common,
			    path_folder(text_of(common)).len);
	}
	return common;
}

int
tree_open(struct tree *tree, const char *const *paths, size_t count,
    struct error *err)
{
	const char *first = count > 0 && strcmp(paths[0], "-") != 0 ? paths[0] :
								      ".";

	if (place_of(&tree->place, tree->arena, first, err) != 0)
		return -1;
	if (tree->place.in_repository)
		tree_repository(tree);
	if (!tree->loading) {
		tree->files = files_of_folder(tree->place.root,
		    tree->place.is_folder ? common_folder(tree, paths, count) :
					    "",
		    err);
		if (tree->files == NULL)
			return -1;
		tree->files->threads = tree->run->options->threads;
		tree_begin(tree);
	}
	tree->run->policy.whole = count == 0;
	return run_configure(tree->run, tree->files, NULL,
	    folder_of(tree, &tree->place), NULL, err);
}

bool
tree_unpack(struct tree *tree, const char *typed, struct text bytes)
{
	struct arena *unpacked = arena_new();
	struct archive_content content = { 0 };
	struct error ignored = { 0 };

	/* What is wrong with it is told when it is read as a file. */
	if (archive_unpack(typed, bytes, unpacked, &content, &ignored) != 0 ||
	    content.files == NULL) {
		arena_free(unpacked);
		return false;
	}
	arena_join(tree->arena, unpacked);
	load_done(&tree->load);
	files_free(tree->files);
	tree->files = content.files;
	tree_begin(tree);
	tree->load.shown = (struct shown){ "", "" };
	return true;
}

void
tree_close(struct tree *tree)
{
	if (tree->loading)
		load_done(&tree->load);
	files_free(tree->files);
	map_done(&tree->folders);
	repo_free(tree->repo);
}
