/*
 * A file that is written whole or not at all: what is there stays until all of
 * the new one is on the disk, so that whoever is killed half-way, or reads at
 * the wrong moment, leaves or finds nothing cut short. Where the file system
 * can, the new one has no name before it is whole: then nothing is left at all.
 */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include <stdbool.h>
#include <stdio.h>

#include "arena.h"
#include "error.h"

struct outfile {
	FILE *file;
	const char *path; /* NULL: standard output */
	bool whole;       /* `path` gets it when it is kept; false: at once */
	bool nameless;    /* until then it has no name, or else `fresh` */
	const char *fresh;
	struct arena *arena;
};

/*
 * Opens `path` (NULL: standard output) for writing. A device or a pipe is
 * written to directly. `arena` outlives the file.
 */
int outfile_open(struct outfile *ret, struct arena *arena, const char *path,
    struct error *err);

/* Writes behind what the file holds: for files that several tools share. */
int outfile_append(struct outfile *ret, const char *path, struct error *err);

/* Ends it: all of it is there now; -1 and `err` when not all arrived. */
int outfile_keep(struct outfile *outfile, struct error *err);

/* Forgets it: `path` is as it was. */
void outfile_drop(struct outfile *outfile);

#endif
