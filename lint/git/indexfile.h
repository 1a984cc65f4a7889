/*
 * git's index, read by ourselves: libgit2 takes longer over it than all the
 * rest of a pre-commit check, and keeps the cached trees to itself that tell
 * which folders are as they were (git's index-format, versions 2 to 4).
 */
#ifndef GIT_INDEXFILE_H
#define GIT_INDEXFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/text.h"

struct index_entry {
	const char *path;  /* from the work tree's root */
	const uint8_t *id; /* 20 bytes */
	uint32_t mode;
	uint8_t stage; /* not 0: in conflict */
};

/* A folder whose tree git knows to be what the index holds below it. */
struct index_tree {
	const char *name;  /* of the last part; "" for the root */
	const uint8_t *id; /* 20 bytes; NULL: not known any more */
	uint32_t children; /* that follow, each with its own behind it */
	uint32_t next;     /* the first node behind it and its children */
};

struct indexfile {
	struct index_entry *entries; /* in byte order of path and stage */
	size_t count;
	struct index_tree *trees; /* depth first; may be NULL */
	size_t tree_count;
};

/*
 * Reads the index at `path`; one that is not there is empty. `arena` owns it
 * all. Entries that are to be added later (git add -N) are left out, as in git
 * diff --cached. -1 and ERROR_INPUT for one that is damaged, split or sparse,
 * with the command that mends it.
 */
int indexfile_read(struct indexfile *index, struct arena *arena,
    const char *path, struct error *err);

/* The same from bytes, which outlive the index; `path` is for messages. */
int indexfile_parse(struct indexfile *index, struct arena *arena,
    struct text bytes, const char *path, struct error *err);

/* The first entry that is not before `path`; `count` when all are. */
size_t indexfile_lower(const struct indexfile *index, const char *path);

/* The node of a child folder of node `parent`; UINT32_MAX: none is known. */
uint32_t indexfile_child(const struct indexfile *index, uint32_t parent,
    const char *name, size_t length);

#endif
