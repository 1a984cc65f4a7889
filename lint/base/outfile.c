/* Writes beside the file, then puts it in its place by a rename. */
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

/* A link is followed, so that what it leads to is replaced and not the link. */
static const char *
real_path(struct arena *arena, const char *path)
{
	char *real = realpath(path, NULL);
	const char *ret = arena_string(arena, real == NULL ? path : real);

	free(real);
	return ret;
}

static bool
is_special(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

#define NAMES_TRIED 100

/* A file of our own in the same folder, with the mode of what it replaces. */
static FILE *
fresh_open(struct outfile *outfile, struct arena *arena)
{
	struct stat status;
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = -1;

	for (unsigned i = 0; i < NAMES_TRIED && fd < 0; i++) {
		outfile->fresh = arena_format(
		    arena, "%s.%ld-%u.new", outfile->path, (long)getpid(), i);
		fd = open(outfile->fresh, flags, 0666);
		if (fd < 0 && errno != EEXIST)
			return NULL;
	}
	if (fd < 0)
		return NULL;
	if (stat(outfile->path, &status) == 0 &&
	    fchmod(fd, status.st_mode & 07777) != 0)
		errno = 0; /* somebody else's file: ours then */
	return fdopen(fd, "w");
}

int
outfile_open(struct outfile *ret, struct arena *arena, const char *path,
    struct error *err)
{
	struct outfile outfile = { .file = stdout };

	if (path == NULL) {
		*ret = outfile;
		return 0;
	}
	outfile.path = real_path(arena, path);
	outfile.file = is_special(outfile.path) ? fopen(outfile.path, "w") :
						  fresh_open(&outfile, arena);
	if (outfile.file == NULL)
		return error_errno(err, "%s", path);
	*ret = outfile;
	return 0;
}

int
outfile_append(struct outfile *ret, const char *path, struct error *err)
{
	struct outfile outfile = { .file = fopen(path, "a"), .path = path };

	if (outfile.file == NULL)
		return error_errno(err, "%s", path);
	*ret = outfile;
	return 0;
}

/* The rename itself is on the disk only when the folder is. */
static void
folder_sync(const char *path)
{
	struct text folder = path_folder(text_of(path));
	struct arena *scratch = arena_new();
	int fd = open(folder.len == 0 ?
		(*path == '/' ? "/" : ".") :
		arena_copy(scratch, folder.ptr, folder.len),
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	arena_free(scratch);
}

int
outfile_keep(struct outfile *outfile, struct error *err)
{
	FILE *file = outfile->file;
	const char *shown = outfile->path == NULL ? "standard output" :
						    outfile->path;
	bool failed = fflush(file) != 0 || ferror(file) != 0;

	if (outfile->path == NULL)
		return failed ? error_errno(err, "%s", shown) : 0;
	if (outfile->fresh != NULL && !failed)
		failed = fsync(fileno(file)) != 0;
	outfile->file = NULL;
	if (fclose(file) != 0)
		failed = true;
	if (outfile->fresh == NULL)
		return failed ? error_errno(err, "%s", shown) : 0;
	if (failed || rename(outfile->fresh, outfile->path) != 0) {
		error_errno(err, "%s", shown);
		unlink(outfile->fresh);
		return -1;
	}
	folder_sync(outfile->path);
	return 0;
}

void
outfile_drop(struct outfile *outfile)
{
	if (outfile->file == NULL || outfile->path == NULL)
		return;
	fclose(outfile->file);
	outfile->file = NULL;
	if (outfile->fresh != NULL)
		unlink(outfile->fresh);
}
