/* Paths as a person types them, and as a set of files knows them. */
#ifndef CMD_PATHS_H
#define CMD_PATHS_H

#include "load.h"

/*
 * Where a path of the disk lies: in the work tree of its repository; else
 * below the folder we stand in; else in its own folder.
 */
struct place {
	const char *typed;
	const char *root; /* absolute */
	const char *path; /* below the root; "" for the root itself */
	struct shown shown;
	bool is_folder, in_repository;
};

int place_of(struct place *place, struct arena *arena, const char *typed,
    struct error *err);

/*
 * The same for a file that is typed as in the same folder as `known`, a file
 * too: nothing is looked up but that it is there. False: ask place_of().
 */
bool place_beside(struct place *place, struct arena *arena, const char *typed,
    const struct place *known);

/* What the command line and --files-from name. */
int paths_given(const struct options *options, struct arena *arena,
    const char ***ret_paths, size_t *ret_count, struct error *err);

#endif
