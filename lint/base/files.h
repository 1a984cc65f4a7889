/*
 * A set of files by path, wherever it is kept: a folder, a git tree, a git
 * index, a patch. Those who read zones ask here and never know which.
 *
 * Paths are relative to the set's root, with '/' between their parts and no
 * "." or ".." in them. A symbolic link is followed inside the set only: one
 * that leaves it, or turns in a circle, is an error of that file.
 */
#ifndef BASE_FILES_H
#define BASE_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"
#include "text.h"

enum file_kind { FILE_PLAIN, FILE_LINK };

struct file_entry {
	const char *path;
	enum file_kind kind;
	uint8_t
	    id[20]; /* the blob's name where the set knows it, else zeroes */
};

struct files {
	const struct files_ops *ops;
	const char *label; /* for messages: "HEAD", "the index", a folder */
	unsigned threads;  /* that may read a large file of a folder at once */
};

enum file_status {
	FILE_READ,    /* here it is */
	FILE_MISSING, /* the set has no such path */
	FILE_OUTSIDE, /* a link that leads out of the set: `err` says so */
	FILE_FAILED,  /* it is there but cannot be read: `err` says why */
};

struct files_ops {
	/*
	 * Calls `visit` for every file, in the byte order of the paths; submodules
	 * and what is no file are left out. A visit that returns not 0 ends
	 * the walk, and that is returned.
	 */
	int (*list)(struct files *files,
	    int (*visit)(void *data, const struct file_entry *entry),
	    void *data, struct error *err);

	/* One file's bytes, or a link's target; `arena` owns the result. */
	enum file_status (*read)(struct files *files, const char *path,
	    struct arena *arena, struct text *ret, enum file_kind *ret_kind,
	    struct error *err);

	void (*free)(struct files *files);

	bool shared; /* several threads may read at once */
};

/*
 * Reads `path`, following links inside the set. `ret_path`, where not NULL,
 * gets the path the bytes really stand at.
 */
enum file_status files_read(struct files *files, const char *path,
    struct arena *arena, struct text *ret, const char **ret_path,
    struct error *err);

/*
 * The file called `name` that stands in `folder` ("" for the root), or nearest
 * above it: 1 with its path and bytes, 0 when there is none, -1 and `err`.
 */
int files_nearest(struct files *files, struct arena *arena, const char *folder,
    const char *name, const char **ret_path, struct text *ret,
    struct error *err);

/*
 * Joins a link's or an include's target to the folder of the file that names
 * it and resolves "." and "..". NULL where that leaves the set or the target is
 * absolute.
 */
const char *files_join(struct arena *arena, const char *base, struct text path);

void files_free(struct files *files); /* NULL is fine */

/*
 * A folder of the disk. `.git` and other dot folders are not walked. Special
 * files (devices, pipes, sockets) are passed over. Only what lies below `start`
 * ("" for all) is listed; all of the root can be read. Both are copied.
 */
struct files *files_of_folder(
    const char *root, const char *start, struct error *err);

/* Reads a whole file of the disk, or standard input for "-". */
int file_read(
    struct arena *arena, const char *path, struct text *ret, struct error *err);

#endif
