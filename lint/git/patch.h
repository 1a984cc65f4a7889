/*
 * A patch as text: the unified diff of `git diff`, of a forge's .patch, of a
 * mail (several in a row), or of diff -u.
 *
 * Reading it needs no repository. What it says is kept as it stands; hunks
 * point into the patch's bytes. patch_apply() turns one text into the other,
 * patch_excerpt() shows of both what the hunks alone tell.
 */
#ifndef GIT_PATCH_H
#define GIT_PATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/files.h"
#include "../base/source.h"

enum patch_side { PATCH_OLD, PATCH_NEW };

/* One side of a file in the patch. */
struct patch_file_side {
	const char *path; /* NULL: the file is not there on this side */
	char id[65];      /* its blob, hex and mostly cut short; "" unknown */
	enum file_kind kind;
};

/* A run of lines. `lines` are those of the hunk, marked with ' ', '+', '-'. */
struct patch_hunk {
	uint32_t first[2]; /* number of its first line on each side, from 1 */
	uint32_t count[2]; /* lines on each side */
	struct text lines; /* with their marks, in the patch's bytes */
	bool open_end[2];  /* its last line on that side has no line end */
	uint32_t offset;   /* of the "@@" in the patch */
	struct patch_hunk *next;
};

struct patch_file {
	struct patch_file_side sides[2];
	struct patch_hunk *hunks; /* in the order of the patch; NULL: none */
	bool binary;              /* what changes in it is not shown as text */
	bool copied;              /* the old path stays */
	uint32_t offset;          /* of its first line in the patch */
	struct patch_file *next;
};

/*
 * Reads a patch; the files in its order, NULL in `*ret` for an empty one. -1
 * and ERROR_INPUT with file:line where it is cut short, is none, or is the
 * combined diff of a merge. Paths that leave the tree are such an error too.
 */
int patch_read(struct arena *arena, const struct source *source,
    struct patch_file **ret, struct error *err);

/*
 * Applies a file's hunks to `bytes`, the text of side `from`, and gives the
 * other side's. A hunk may stand some lines off, but matches to the byte.
 * False, with the first hunk that does not fit, when one does not.
 */
bool patch_apply(struct arena *arena, const struct patch_file *file,
    enum patch_side from, struct text bytes, struct text *ret,
    const struct patch_hunk **ret_bad);

/*
 * What the hunks show of one side: each line at its own number, and before
 * each hunk the line `gap` for what is not shown. Empty where a hunk stands
 * behind line LIMIT_PATCH_LINE.
 */
struct text patch_excerpt(struct arena *arena, const struct patch_file *file,
    enum patch_side side, const char *gap);

#endif
