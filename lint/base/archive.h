/*
 * Compressed files (gzip, zstd, xz, bzip2) and tar archives, through
 * libarchive. The only user of <archive.h>; the library is loaded when the
 * first archive is met, since loading it takes longer than linting a zone.
 *
 * What is unpacked stays in memory. Its size, the number of members and how
 * much larger it is than what was packed are bounded (limits.h); a path that
 * leaves the archive is an error.
 */
#ifndef BASE_ARCHIVE_H
#define BASE_ARCHIVE_H

#include "files.h"

/* Do the first bytes say that it is compressed, or a tar? */
bool archive_is_packed(struct text bytes);
bool archive_is_packed_file(const char *path); /* false: cannot be read */

/* A path without what says that it is packed: ".gz", ".tar.zst", … */
struct text archive_bare_path(struct text path);

enum archive_kind { ARCHIVE_NONE, ARCHIVE_FILE, ARCHIVE_TAR };

/*
 * Looks at the beginning: one compressed file, of which the first bytes come
 * (`*length`, at most what it was), a tar, or nothing that can be unpacked.
 */
enum archive_kind archive_peek(struct text bytes, char *ret, size_t *length);

struct archive_content {
	struct files *files; /* of a tar: free it; NULL: one file, in `text` */
	struct text text;
};

/*
 * Unpacks all of it. `path` is for messages and, as `files`' label, lives as
 * long as they do; so does `arena`, which owns what is unpacked.
 */
int archive_unpack(const char *path, struct text bytes, struct arena *arena,
    struct archive_content *ret, struct error *err);

#endif
