/*
 * The tree of files that the paths on the command line stand in: a work tree as
 * git sees it, else a folder; and the configuration that holds there.
 */
#ifndef CMD_TREE_H
#define CMD_TREE_H

#include "../git/repo.h"
#include "load.h"
#include "paths.h"

struct tree {
	struct run *run;
	struct arena *arena;
	struct zp_estate *estate; /* what is loaded goes there */

	struct repo *repo;
	struct place place; /* where the first path stands */
	struct files *files;
	struct map folders; /* as typed, each with the place of a file there */
	struct load load;
	bool loading; /* `load` is there */
};

/*
 * Opens the tree around the first path (none, or "-": where we stand) and reads
 * the run's configuration. What is listed holds all of the paths.
 */
int tree_open(struct tree *tree, const char *const *paths, size_t count,
    struct error *err);

/*
 * An archive is a folder that is kept in one file: where `bytes` are one, the
 * tree becomes what is in it. `typed` is for messages, and lives as long. The
 * configuration stays.
 */
bool tree_unpack(struct tree *tree, const char *typed, struct text bytes);

/* The place of another path; ERROR_USAGE when it is in another tree. */
int tree_place(
    struct tree *tree, const char *path, struct place *ret, struct error *err);
void tree_close(struct tree *tree);

#endif
