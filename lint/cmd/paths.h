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

/* What the command line and --files-from name. */
int paths_given(const struct options *options, struct arena *arena,
    const char ***ret_paths, size_t *ret_count, struct error *err);

#endif
