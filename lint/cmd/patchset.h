/*
 * The two sides of a patch as sets of files.
 *
 * A file's text is the blob that the patch names, where a repository has it;
 * else the file that stands in the tree or folder around us, when the hunks fit
 * it (or have been applied to it already); else what the hunks show, and the
 * rest of it is unknown.
 */
#ifndef CMD_PATCHSET_H
#define CMD_PATCHSET_H

#include "../base/map.h"
#include "../git/patch.h"
#include "../git/repo.h"

struct patchset {
	struct arena *arena;
	struct files *base; /* HEAD, or the folder we stand in */
	struct repo *repo;  /* NULL: none */
	const struct source *source;
	struct map contents; /* path → struct patched */
	/* The paths whose text differs, in byte order; ends with NULL. */
	const struct patched *const *paths;
	bool excerpts; /* of some files only the hunks are known */
};

/* What is known of a file on one side. */
struct patched_side {
	enum {
		PATCHED_ABSENT,
		PATCHED_WHOLE,
		PATCHED_EXCERPT,
		PATCHED_UNKNOWN
	} state;
	enum file_kind kind;
	struct text bytes;
};

struct patched {
	const char *path;
	struct patched_side sides[2]; /* enum patch_side */
};

/*
 * Reads a patch from a file, "-" for standard input. `base` and `repo` are the
 * caller's and outlive the set. -1 and ERROR_INPUT when it is no patch or does
 * not apply to what the repository or the folder holds.
 */
int patchset_read(struct patchset *set, struct arena *arena, const char *path,
    struct files *base, struct repo *repo, struct error *err);
void patchset_done(struct patchset *set);

/*
 * One side as a set of files; it must not outlive the patchset. Of the base
 * all else is there as well; listed only where there is a repository, since a
 * folder may be the whole disk.
 */
struct files *patchset_files(struct patchset *set, enum patch_side side);

#endif
