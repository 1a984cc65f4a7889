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

/* The folder that a path lies in, as open() wants it. */
static const char *
folder_of(struct arena *arena, const char *path)
{
	struct text folder = path_folder(text_of(path));

	if (folder.len == 0)
		return *path == '/' ? "/" : ".";
	return arena_copy(arena, folder.ptr, folder.len);
}

/* What linkat() calls a file that has no name. */
static const char *
name_of_descriptor(struct arena *arena, int fd)
{
	return arena_format(arena, "/proc/self/fd/%d", fd);
}

#define NAMES_TRIED 100

/* Takes the first name beside `path` that is free: what `take` returns. */
static int
fresh_take(struct outfile *outfile, int fd,
    int (*take)(const struct outfile *outfile, int fd))
{
	int taken = -1;

	for (unsigned i = 0; i < NAMES_TRIED && taken < 0; i++) {
		outfile->fresh = arena_format(outfile->arena, "%s.%ld-%u.new",
		    outfile->path, (long)getpid(), i);
		taken = take(outfile, fd);
		if (taken < 0 && errno != EEXIST)
			return -1;
	}
	return taken;
}

static int
take_open(const struct outfile *outfile, int fd)
{
	(void)fd;
	return open(outfile->fresh,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}

static int
take_link(const struct outfile *outfile, int fd)
{
	return linkat(AT_FDCWD, name_of_descriptor(outfile->arena, fd),
	    AT_FDCWD, outfile->fresh, AT_SYMLINK_FOLLOW);
}

/* Not every file system has files without a name, nor every machine /proc. */
static int
nameless_open(const struct outfile *outfile)
{
	int fd = open(folder_of(outfile->arena, outfile->path),
	    O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);

	if (fd < 0 || access(name_of_descriptor(outfile->arena, fd), F_OK) == 0)
		return fd;
	close(fd);
	return -1;
}

/* A file of our own in the same folder, with the mode of what it replaces. */
static FILE *
fresh_open(struct outfile *outfile)
{
	struct stat status;
	int fd = nameless_open(outfile);

	outfile->nameless = fd >= 0;
	if (fd < 0)
		fd = fresh_take(outfile, -1, take_open);
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
	struct outfile outfile = { .file = stdout, .arena = arena };

	if (path == NULL) {
		*ret = outfile;
		return 0;
	}
	outfile.path = real_path(arena, path);
	outfile.whole = !is_special(outfile.path);
	outfile.file = outfile.whole ? fresh_open(&outfile) :
				       fopen(outfile.path, "w");
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
folder_sync(struct arena *arena, const char *path)
{
	int fd = open(
	    folder_of(arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* All of it is on the disk: now it may be seen. */
static int
put_in_place(struct outfile *outfile)
{
	if (outfile->nameless) {
		if (fresh_take(outfile, fileno(outfile->file), take_link) < 0)
			return -1;
		outfile->nameless = false;
	}
	return rename(outfile->fresh, outfile->path);
}

int
outfile_keep(struct outfile *outfile, struct error *err)
{
	FILE *file = outfile->file;
	const char *shown = outfile->path == NULL ? "standard output" :
						    outfile->path;

	if (fflush(file) != 0 || ferror(file) != 0 ||
	    (outfile->whole &&
		(fsync(fileno(file)) != 0 || put_in_place(outfile) != 0))) {
		error_errno(err, "%s", shown);
		outfile_drop(outfile);
		return -1;
	}
	if (outfile->path == NULL)
		return 0;
	outfile->file = NULL;
	if (fclose(file) != 0)
		return error_errno(err, "%s", shown);
	if (outfile->whole)
		folder_sync(outfile->arena, outfile->path);
	return 0;
}

void
outfile_drop(struct outfile *outfile)
{
	if (outfile->file == NULL || outfile->path == NULL)
		return;
	fclose(outfile->file);
	outfile->file = NULL;
	if (outfile->whole && !outfile->nameless)
		unlink(outfile->fresh);
}
