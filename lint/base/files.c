/* Sets of files by path: what holds for every kind, and the folder on disk. */
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "vector.h"
#include "workers.h"

int
files_nearest(struct files *files, struct arena *arena, const char *folder,
    const char *name, const char **ret_path, struct text *ret,
    struct error *err)
{
	struct text here = text_of(folder);

	for (;; here = path_folder(here)) {
		*ret_path = arena_format(arena, "%.*s%s%s", (int)here.len,
		    here.len > 0 ? here.ptr : "", here.len > 0 ? "/" : "",
		    name);
		switch (files_read(files, *ret_path, arena, ret, NULL, err)) {
		case FILE_READ:
			return 1;
		case FILE_FAILED:
		case FILE_OUTSIDE:
			return -1;
		case FILE_MISSING:
			break;
		}
		if (here.len == 0)
			return 0;
	}
}

void
files_free(struct files *files)
{
	if (files != NULL)
		files->ops->free(files);
}

/*
 * Joins part by part; a ".." with nothing before it would leave the set, and
 * so would an absolute path.
 */
const char *
files_join(struct arena *arena, const char *base, struct text path)
{
	struct text folder = path_folder(text_of(base));
	char *joined = NULL;
	size_t length = 0;

	if (path.len == 0 || path.ptr[0] == '/' ||
	    memchr(path.ptr, '\0', path.len) != NULL ||
	    folder.len + path.len + 2 > LIMIT_PATH)
		return NULL;
	joined = arena_bytes(arena, folder.len + path.len + 2);
	memcpy(joined, folder.ptr, folder.len);
	length = folder.len;
	while (path.ptr != NULL) {
		struct text part = text_cut(&path, '/');

		if (part.len == 0 || text_equal(part, TEXT(".")))
			continue;
		if (text_equal(part, TEXT(".."))) {
			if (length == 0)
				return NULL;
			while (length > 0 && joined[length - 1] != '/')
				length--;
			length -= length > 0;
			continue;
		}
		if (length > 0)
			joined[length++] = '/';
		memcpy(joined + length, part.ptr, part.len);
		length += part.len;
	}
	joined[length] = '\0';
	return length == 0 ? NULL : joined;
}

/*
 * The longest folder of `path` that is a link, followed once: a set of files
 * knows a link by its whole path only, so a path through it is not found.
 */
static enum file_status
read_through_folder(struct files *files, const char *path, struct arena *arena,
    const char **ret_path, struct error *err)
{
	for (const char *slash = strchr(path, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		const char *folder = arena_copy(
		    arena, path, (size_t)(slash - path));
		enum file_kind kind = FILE_PLAIN;
		struct text target = { NULL, 0 };
		const char *real = NULL;

		if (files->ops->read(files, folder, arena, &target, &kind,
			err) != FILE_READ ||
		    kind != FILE_LINK)
			continue;
		real = files_join(arena, folder, text_trim(target));
		if (real == NULL) {
			error_set(err, "%s: the link '%s' leaves %s", path,
			    folder, files->label);
			return FILE_FAILED;
		}
		*ret_path = arena_format(arena, "%s%s", real, slash);
		return FILE_READ;
	}
	return FILE_MISSING;
}

enum file_status
files_read(struct files *files, const char *path, struct arena *arena,
    struct text *ret, const char **ret_path, struct error *err)
{
	const char *asked = path;

	for (int depth = 0; depth < LIMIT_LINK_DEPTH; depth++) {
		enum file_kind kind = FILE_PLAIN;
		struct text bytes = { NULL, 0 };
		enum file_status status = files->ops->read(
		    files, path, arena, &bytes, &kind, err);

		if (status == FILE_MISSING && strchr(path, '/') != NULL) {
			status = read_through_folder(
			    files, path, arena, &path, err);
			if (status == FILE_READ)
				continue;
		}
		if (status != FILE_READ)
			return status;
		if (kind == FILE_PLAIN) {
			*ret = bytes;
			if (ret_path != NULL)
				*ret_path = path;
			return FILE_READ;
		}
		path = files_join(arena, path, bytes);
		if (path == NULL) {
			error_set(err, "%s: the link leads out of %s", asked,
			    files->label);
			return FILE_OUTSIDE;
		}
	}
	error_set(err, "%s: its links turn in a circle", asked);
	return FILE_FAILED;
}

/* --------------------------------------------------------------- reading */

/* A large file's pages are filled by several threads, a piece at a time. */
#define PIECE ((size_t)2 * 1024 * 1024)

struct pieces {
	int descriptor;
	char *bytes;
	size_t length;
	size_t *got; /* of each piece */
};

static void
piece_read(void *data, size_t number, unsigned worker)
{
	struct pieces *pieces = data;
	size_t at = number * PIECE, end = at + PIECE;
	ssize_t got = 1;

	(void)worker;
	if (end > pieces->length)
		end = pieces->length;
	while (at < end && got > 0) {
		got = pread(pieces->descriptor, pieces->bytes + at, end - at,
		    (off_t)at);
		at += got > 0 ? (size_t)got : 0;
	}
	pieces->got[number] = at - number * PIECE;
}

/*
 * How much was read of what the file is said to hold, up to the first piece
 * that lacks something; whoever asks reads on from there and meets the cause.
 */
static size_t
pieces_read(int descriptor, char *bytes, size_t length, unsigned threads)
{
	size_t count = length / PIECE + 1, whole = 0, i = 0;
	struct pieces pieces = { .descriptor = descriptor,
		.bytes = bytes,
		.length = length,
		.got = memory_grow(NULL, count, sizeof *pieces.got) };

	workers_run(threads, count, piece_read, &pieces);
	for (; i < count && pieces.got[i] == PIECE; i++)
		whole += PIECE;
	if (i < count)
		whole += pieces.got[i];
	free(pieces.got);
	return lseek(descriptor, (off_t)whole, SEEK_SET) < 0 ? 0 : whole;
}

/* Where the file is as long as it was said to be nobody asks for more. */
static int
bytes_read(struct arena *arena, int descriptor, const struct stat *about,
    unsigned threads, const char *path, struct text *ret, struct error *err)
{
	size_t known = S_ISREG(about->st_mode) ? (size_t)about->st_size : 0;
	size_t size = known > 0 ? known + 1 : 65536, length = 0;
	char *bytes = NULL;
	ssize_t got = 0;

	if (size > LIMIT_SOURCE)
		return error_set(err, "%s: over %zu bytes", path, LIMIT_SOURCE);
	bytes = arena_bytes(arena, size);
	if (threads > 1 && known >= 4 * PIECE)
		length = pieces_read(descriptor, bytes, known, threads);
	while (known == 0 || length != known) {
		if (length == size) {
			char *larger = NULL;

			if (size * 2 > LIMIT_SOURCE)
				return error_set(err, "%s: over %zu bytes",
				    path, LIMIT_SOURCE);
			larger = arena_bytes(arena, size * 2);
			memcpy(larger, bytes, length);
			bytes = larger;
			size *= 2;
		}
		got = read(descriptor, bytes + length, size - length);
		if (got < 0 && errno != EINTR)
			return error_errno(err, "%s", path);
		if (got == 0)
			break;
		length += got > 0 ? (size_t)got : 0;
	}
	bytes[length] = '\0'; /* as behind every copy */
	*ret = (struct text){ bytes, length };
	return 0;
}

static int
descriptor_read(struct arena *arena, int descriptor, const char *path,
    struct text *ret, struct error *err)
{
	struct stat about;

	if (fstat(descriptor, &about) != 0)
		return error_errno(err, "%s", path);
	if (S_ISDIR(about.st_mode))
		return error_set(err, "%s: is a folder", path);
	return bytes_read(arena, descriptor, &about, 1, path, ret, err);
}

int
file_read(
    struct arena *arena, const char *path, struct text *ret, struct error *err)
{
	int descriptor = STDIN_FILENO, status = 0;

	if (strcmp(path, "-") == 0)
		return descriptor_read(
		    arena, descriptor, "standard input", ret, err);
	descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (descriptor < 0)
		return error_errno(err, "%s", path);
	status = descriptor_read(arena, descriptor, path, ret, err);
	close(descriptor);
	return status;
}

/* ------------------------------------------------------ a folder on disk */

struct folder {
	struct files files;
	int root;
	char *name;
	char *start; /* where the listing begins; "" for the root */

	/* The folder below the root that was last read from; -1: none yet. */
	int near;
	char near_path[LIMIT_PATH];
};

/*
 * Opens the folder that `path` lies in, one part at a time and no part a link,
 * so that nothing outside of the root is ever reached. -1 with errno set.
 */
static int
parent_open(int root, const char *path, const char **ret_base)
{
	char part[LIMIT_PATH];
	int at = fcntl(root, F_DUPFD_CLOEXEC, 0);
	const char *slash = NULL;

	while (at >= 0 && (slash = strchr(path, '/')) != NULL) {
		size_t length = (size_t)(slash - path);
		int next = -1;

		if (length >= sizeof part) {
			close(at);
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(part, path, length);
		part[length] = '\0';
		next = openat(
		    at, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(at);
		at = next;
		path = slash + 1;
	}
	*ret_base = path;
	return at;
}

static enum file_status
folder_fail(const char *path, struct error *err)
{
	if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP ||
	    errno == EISDIR)
		return FILE_MISSING;
	error_errno(err, "%s", path);
	return FILE_FAILED;
}

/*
 * The folder that `path` lies in, which stays open for the next file of it. -1
 * with errno set.
 */
static int
parent_of(struct folder *folder, const char *path, const char **ret_base)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - path);

	*ret_base = slash == NULL ? path : slash + 1;
	if (slash == NULL)
		return folder->root;
	if (folder->near >= 0 &&
	    strncmp(folder->near_path, path, length) == 0 &&
	    folder->near_path[length] == '\0')
		return folder->near;
	if (folder->near >= 0)
		close(folder->near);
	folder->near = -1;
	if (length >= sizeof folder->near_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	folder->near = parent_open(folder->root, path, ret_base);
	memcpy(folder->near_path, path, length);
	folder->near_path[length] = '\0';
	return folder->near;
}

/* What is no file that can be opened: a link, or something special. */
static enum file_status
other_read(int parent, const char *base, const char *path, struct arena *arena,
    struct text *ret, enum file_kind *ret_kind, struct error *err)
{
	int opening = errno;
	struct stat about;
	char target[LIMIT_PATH];
	ssize_t length = 0;

	if (fstatat(parent, base, &about, AT_SYMLINK_NOFOLLOW) != 0)
		return folder_fail(path, err);
	if (S_ISLNK(about.st_mode)) {
		length = readlinkat(parent, base, target, sizeof target);
		if (length < 0)
			return folder_fail(path, err);
		*ret_kind = FILE_LINK;
		ret->ptr = arena_copy(arena, target, (size_t)length);
		ret->len = (size_t)length;
		return FILE_READ;
	}
	if (!S_ISREG(about.st_mode))
		return FILE_MISSING;
	errno = opening;
	return folder_fail(path, err);
}

static enum file_status
plain_read(int descriptor, unsigned threads, const char *path,
    struct arena *arena, struct text *ret, struct error *err)
{
	struct stat about;

	if (fstat(descriptor, &about) != 0)
		return folder_fail(path, err);
	if (!S_ISREG(about.st_mode))
		return FILE_MISSING;
	return bytes_read(arena, descriptor, &about, threads, path, ret, err) ==
		0 ?
	    FILE_READ :
	    FILE_FAILED;
}

static enum file_status
folder_read(struct files *files, const char *path, struct arena *arena,
    struct text *ret, enum file_kind *ret_kind, struct error *err)
{
	enum file_status status = FILE_MISSING;
	const char *base = NULL;
	int parent = parent_of((struct folder *)files, path, &base);
	int descriptor = -1;

	if (parent < 0)
		return folder_fail(path, err);
	descriptor = openat(parent, base,
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
	if (descriptor < 0)
		return other_read(
		    parent, base, path, arena, ret, ret_kind, err);
	*ret_kind = FILE_PLAIN;
	status = plain_read(descriptor, files->threads, path, arena, ret, err);
	close(descriptor);
	return status;
}

struct folder_walk {
	int (*visit)(void *data, const struct file_entry *entry);
	void *data;
	struct error *err;
	size_t files;
	char path[LIMIT_PATH];
};

/* A folder sorts as its name with a '/', so that whole paths come in order. */
struct folder_item {
	char *name;
	unsigned char type;
};

static int
item_compare(const void *left, const void *right)
{
	const struct folder_item *a = left, *b = right;

	return strcmp(a->name, b->name);
}

struct item_list {
	VECTOR_OF(struct folder_item);
};

static unsigned char
item_type(int folder, const struct dirent *entry)
{
	struct stat about;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type;
	if (fstatat(folder, entry->d_name, &about, AT_SYMLINK_NOFOLLOW) != 0)
		return DT_UNKNOWN;
	return S_ISDIR(about.st_mode) ? DT_DIR :
	    S_ISLNK(about.st_mode)    ? DT_LNK :
	    S_ISREG(about.st_mode)    ? DT_REG :
					DT_UNKNOWN;
}

static void
items_read(DIR *stream, struct item_list *list)
{
	struct dirent *entry = NULL;

	while ((entry = readdir(stream)) != NULL) {
		unsigned char type = item_type(dirfd(stream), entry);
		size_t length = strlen(entry->d_name);
		char *name = NULL;

		if (entry->d_name[0] == '.' &&
		    (type == DT_DIR || entry->d_name[1] == '\0' ||
			strcmp(entry->d_name, "..") == 0))
			continue;
		if (type != DT_DIR && type != DT_LNK && type != DT_REG)
			continue;
		name = memory_grow(NULL, length + 2, 1);
		memcpy(name, entry->d_name, length);
		name[length] = type == DT_DIR ? '/' : '\0';
		name[length + 1] = '\0';
		*vector_push(list) = (struct folder_item){ name, type };
	}
}

static int folder_walk(
    int folder, size_t length, int depth, struct folder_walk *walk);

static int
item_walk(int folder, size_t length, int depth, struct folder_walk *walk,
    const struct folder_item *item)
{
	size_t added = strlen(item->name);
	struct file_entry entry = { .path = walk->path };
	int child = -1;

	if (length + added + 1 > sizeof walk->path)
		return error_set(
		    walk->err, "%.200s…: the path is too long", walk->path);
	memcpy(walk->path + length, item->name, added + 1);
	if (item->type == DT_DIR) {
		walk->path[length + added - 1] = '\0';
		child = openat(folder, walk->path + length,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (child < 0)
			return error_errno(walk->err, "%s", walk->path);
		walk->path[length + added - 1] = '/';
		return folder_walk(child, length + added, depth + 1, walk);
	}
	if (++walk->files > LIMIT_FILES)
		return error_set(walk->err, "over %d files", LIMIT_FILES);
	entry.kind = item->type == DT_LNK ? FILE_LINK : FILE_PLAIN;
	return walk->visit(walk->data, &entry);
}

/* Takes `folder`; `length` bytes of the path are already there. */
static int
folder_walk(int folder, size_t length, int depth, struct folder_walk *walk)
{
	struct item_list list = { 0 };
	DIR *stream = NULL;
	int status = 0;

	if (depth > LIMIT_FOLDER_DEPTH) {
		close(folder);
		return error_set(walk->err, "%.200s…: folders over %d deep",
		    walk->path, LIMIT_FOLDER_DEPTH);
	}
	stream = fdopendir(folder);
	if (stream == NULL) {
		close(folder);
		return error_errno(walk->err, "%s", walk->path);
	}
	items_read(stream, &list);
	if (list.count > 0)
		qsort(list.at, list.count, sizeof *list.at, item_compare);
	for (size_t i = 0; status == 0 && i < list.count; i++)
		status = item_walk(
		    dirfd(stream), length, depth, walk, &list.at[i]);
	for (size_t i = 0; i < list.count; i++)
		free(list.at[i].name);
	vector_done(&list);
	closedir(stream);
	return status;
}

static int
folder_list(struct files *files,
    int (*visit)(void *data, const struct file_entry *entry), void *data,
    struct error *err)
{
	struct folder *folder = (struct folder *)files;
	struct folder_walk walk = { .visit = visit, .data = data, .err = err };
	size_t length = strlen(folder->start);
	const char *base = NULL;
	int root = -1;

	if (length + 2 > sizeof walk.path)
		return error_set(
		    err, "%s: the path is too long", folder->start);
	if (length > 0) {
		memcpy(walk.path, folder->start, length);
		walk.path[length++] = '/';
		walk.path[length] = '\0';
		root = parent_open(folder->root, walk.path, &base);
	} else
		root = openat(
		    folder->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return error_errno(
		    err, "%s", length > 0 ? folder->start : folder->name);
	return folder_walk(root, length, 0, &walk);
}

static void
folder_free(struct files *files)
{
	struct folder *folder = (struct folder *)files;

	if (folder->near >= 0)
		close(folder->near);
	close(folder->root);
	free(folder->name);
	free(folder->start);
	free(folder);
}

static const struct files_ops folder_ops = {
	.list = folder_list,
	.read = folder_read,
	.free = folder_free,
};

struct files *
files_of_folder(const char *root, const char *start, struct error *err)
{
	int descriptor = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct folder *folder = NULL;

	if (descriptor < 0) {
		error_errno(err, "%s", root);
		return NULL;
	}
	folder = memory_grow(NULL, 1, sizeof *folder);
	folder->root = descriptor;
	folder->near = -1;
	folder->name = memory_grow(NULL, strlen(root) + 1, 1);
	memcpy(folder->name, root, strlen(root) + 1);
	folder->start = memory_grow(NULL, strlen(start) + 1, 1);
	memcpy(folder->start, start, strlen(start) + 1);
	folder->files =
	    (struct files){ .ops = &folder_ops, .label = folder->name };
	return &folder->files;
}
