/* Unpacking into memory, within bounds. */
#include "archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "map.h"
#include "vector.h"

/* ------------------------------------------------------------ the library */

/* Its interface is that of its 13th: the name says so. */
#define LIBRARY "libarchive.so.13"

struct library {
	void *handle;
	struct archive *(*read_new)(void);
	int (*read_free)(struct archive *);
	int (*open_memory)(struct archive *, const void *, size_t);
	int (*next_header)(struct archive *, struct archive_entry **);
	la_ssize_t (*read_data)(struct archive *, void *, size_t);
	int (*format)(struct archive *);
	int (*filter_count)(struct archive *);
	const char *(*error_string)(struct archive *);
	const char *(*entry_pathname)(struct archive_entry *);
	const char *(*entry_symlink)(struct archive_entry *);
	const char *(*entry_hardlink)(struct archive_entry *);
	__LA_MODE_T (*entry_filetype)(struct archive_entry *);
};

struct symbol {
	const char *name;
	size_t offset;
};

static const struct symbol symbols[] = {
	{ "archive_read_new", offsetof(struct library, read_new) },
	{ "archive_read_free", offsetof(struct library, read_free) },
	{ "archive_read_open_memory", offsetof(struct library, open_memory) },
	{ "archive_read_next_header", offsetof(struct library, next_header) },
	{ "archive_read_data", offsetof(struct library, read_data) },
	{ "archive_format", offsetof(struct library, format) },
	{ "archive_filter_count", offsetof(struct library, filter_count) },
	{ "archive_error_string", offsetof(struct library, error_string) },
	{ "archive_entry_pathname", offsetof(struct library, entry_pathname) },
	{ "archive_entry_symlink", offsetof(struct library, entry_symlink) },
	{ "archive_entry_hardlink", offsetof(struct library, entry_hardlink) },
	{ "archive_entry_filetype", offsetof(struct library, entry_filetype) },
};

/* What is read: nothing that would start another program. */
static const char *const supported[] = { "archive_read_support_filter_gzip",
	"archive_read_support_filter_bzip2", "archive_read_support_filter_xz",
	"archive_read_support_filter_zstd", "archive_read_support_format_tar",
	"archive_read_support_format_raw", NULL };

static int
library_open(struct library *library, struct error *err)
{
	library->handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (library->handle == NULL) {
		error_set(err,
		    "packed files need " LIBRARY ", which is not here: "
		    "install libarchive13");
		return -1;
	}
	for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
		void *symbol = dlsym(library->handle, symbols[i].name);

		if (symbol == NULL) {
			error_internal(
			    err, LIBRARY " has no %s", symbols[i].name);
			return -1;
		}
		memcpy((char *)library + symbols[i].offset, &symbol,
		    sizeof symbol);
	}
	return 0;
}

static void
library_close(struct library *library)
{
	if (library->handle != NULL)
		dlclose(library->handle);
}

static bool
support(const struct library *library, struct archive *archive)
{
	for (size_t i = 0; supported[i] != NULL; i++) {
		void *symbol = dlsym(library->handle, supported[i]);
		int (*function)(struct archive *) = NULL;

		if (symbol == NULL)
			return false;
		memcpy(&function, &symbol, sizeof symbol);
		if (function(archive) != ARCHIVE_OK)
			return false;
	}
	return true;
}

/* --------------------------------------------------------- a set of files */

struct member {
	const char *path;
	struct text bytes; /* or a link's target */
	enum file_kind kind;
};

struct packed_files {
	struct files files;
	struct {
		VECTOR_OF(struct member);
	} members; /* by path, once all are there */
};

static int
member_order(const void *left, const void *right)
{
	const struct member *a = left, *b = right;

	return strcmp(a->path, b->path);
}

static bool
is_below_dot(const char *path)
{
	for (const char *slash = strchr(path, '/'); slash != NULL;
	     path = slash + 1, slash = strchr(path, '/'))
		if (path[0] == '.')
			return true;
	return false;
}

static int
packed_list(struct files *files,
    int (*visit)(void *data, const struct file_entry *entry), void *data,
    struct error *err)
{
	struct packed_files *packed = (struct packed_files *)files;
	int status = 0;

	(void)err;
	for (size_t i = 0; status == 0 && i < packed->members.count; i++) {
		const struct member *member = &packed->members.at[i];
		struct file_entry entry = { .path = member->path,
			.kind = member->kind };

		if (!is_below_dot(member->path))
			status = visit(data, &entry);
	}
	return status;
}

static enum file_status
packed_read(struct files *files, const char *path, struct arena *arena,
    struct text *ret, enum file_kind *ret_kind, struct error *err)
{
	struct packed_files *packed = (struct packed_files *)files;
	struct member wanted = { .path = path };
	const struct member *member = packed->members.count == 0 ?
	    NULL :
	    bsearch(&wanted, packed->members.at, packed->members.count,
		sizeof wanted, member_order);

	(void)arena;
	(void)err;
	if (member == NULL)
		return FILE_MISSING;
	*ret = member->bytes;
	*ret_kind = member->kind;
	return FILE_READ;
}

static void
packed_free(struct files *files)
{
	struct packed_files *packed = (struct packed_files *)files;

	vector_done(&packed->members);
	free(packed);
}

static const struct files_ops packed_ops = {
	.list = packed_list,
	.read = packed_read,
	.free = packed_free,
};

/* -------------------------------------------------------------- unpacking */

struct unpacking {
	const char *path;
	size_t packed; /* bytes */
	size_t unpacked;
	size_t entries;
	struct arena *arena;
	struct library library;
	struct archive *archive;
	struct packed_files *files;
	struct map by_path; /* the last member of each path, from 1 */
	struct error *err;
};

static int
fail(struct unpacking *unpacking)
{
	const char *why = unpacking->library.error_string(unpacking->archive);

	return error_set(unpacking->err, "%s: cannot be unpacked: %s",
	    unpacking->path, why == NULL ? "no archive" : why);
}

static int
check_size(struct unpacking *unpacking, size_t more)
{
	unpacking->unpacked += more;
	if (unpacking->unpacked > LIMIT_SOURCE)
		return error_set(unpacking->err,
		    "%s: unpacks to over %zu bytes", unpacking->path,
		    LIMIT_SOURCE);
	if (unpacking->unpacked > LIMIT_UNPACKED_SMALL &&
	    unpacking->unpacked / LIMIT_UNPACKED_RATIO > unpacking->packed)
		return error_set(unpacking->err,
		    "%s: unpacks to over %d times its size: that is no zone",
		    unpacking->path, LIMIT_UNPACKED_RATIO);
	return 0;
}

/* One member's bytes, however large it says it is. */
static int
read_member(struct unpacking *unpacking, struct text *ret)
{
	struct {
		VECTOR_OF(char);
	} bytes = { 0 };
	int status = 0;

	for (;;) {
		la_ssize_t got = 0;

		if (bytes.size < bytes.count + UNPACK_STEP) {
			bytes.size = bytes.size * 2 + UNPACK_STEP;
			bytes.at = memory_grow(bytes.at, bytes.size, 1);
		}
		got = unpacking->library.read_data(unpacking->archive,
		    bytes.at + bytes.count, bytes.size - bytes.count);
		if (got == 0)
			break;
		if (got < 0) {
			status = fail(unpacking);
			break;
		}
		bytes.count += (size_t)got;
		status = check_size(unpacking, (size_t)got);
		if (status != 0)
			break;
	}
	if (status == 0)
		*ret = (struct text){ arena_copy(unpacking->arena, bytes.at,
					  bytes.count),
			bytes.count };
	vector_done(&bytes);
	return status;
}

static int
member_add(struct unpacking *unpacking, const char *name, struct member member)
{
	member.path = files_join(unpacking->arena, "", text_of(name));
	if (member.path == NULL)
		return error_set(unpacking->err,
		    "%s: '%.200s' leads out of the archive", unpacking->path,
		    name);
	*vector_push(&unpacking->files->members) = member;
	*map_put(&unpacking->by_path, member.path) =
	    (void *)(uintptr_t)unpacking->files->members.count;
	return 0;
}

/* Another name for a member before it. */
static int
hard_link(struct unpacking *unpacking, const char *name, const char *target)
{
	const char *path = files_join(unpacking->arena, "", text_of(target));
	size_t place =
	    path == NULL ? 0 : (uintptr_t)map_get(&unpacking->by_path, path);

	if (place > 0)
		return member_add(
		    unpacking, name, unpacking->files->members.at[place - 1]);
	return error_set(unpacking->err,
	    "%s: '%.200s' is a link to what is not there", unpacking->path,
	    name);
}

static int
take_entry(struct unpacking *unpacking, struct archive_entry *entry)
{
	const struct library *library = &unpacking->library;
	const char *name = library->entry_pathname(entry);
	const char *target = library->entry_hardlink(entry);
	struct member member = { .kind = FILE_PLAIN };

	if (++unpacking->entries > LIMIT_UNPACKED_ENTRIES)
		return error_set(unpacking->err, "%s: over %d members",
		    unpacking->path, LIMIT_UNPACKED_ENTRIES);
	if (name == NULL)
		return error_set(unpacking->err,
		    "%s: a member has no name that can be read",
		    unpacking->path);
	if (target != NULL)
		return hard_link(unpacking, name, target);
	switch (library->entry_filetype(entry)) {
	case AE_IFLNK:
		target = library->entry_symlink(entry);
		member.kind = FILE_LINK;
		member.bytes = text_of(arena_string(
		    unpacking->arena, target == NULL ? "" : target));
		return member_add(unpacking, name, member);
	case AE_IFREG:
		if (read_member(unpacking, &member.bytes) != 0)
			return -1;
		return member_add(unpacking, name, member);
	default:
		return 0; /* folders and devices hold no records */
	}
}

/* Of two members of one path the later one holds, as tar has it. */
static void
members_sort(struct unpacking *unpacking)
{
	struct packed_files *files = unpacking->files;
	struct member *members = files->members.at;
	size_t kept = 0;

	for (size_t i = 0; i < files->members.count; i++)
		if ((uintptr_t)map_get(&unpacking->by_path, members[i].path) ==
		    i + 1)
			members[kept++] = members[i];
	files->members.count = kept;
	if (kept > 0)
		qsort(members, kept, sizeof *members, member_order);
}

static int
read_tar(struct unpacking *unpacking, struct archive_entry *entry)
{
	int status = ARCHIVE_OK;

	unpacking->files = memory_grow(NULL, 1, sizeof *unpacking->files);
	memset(unpacking->files, 0, sizeof *unpacking->files);
	unpacking->files->files =
	    (struct files){ .ops = &packed_ops, .label = unpacking->path };
	do {
		if (take_entry(unpacking, entry) != 0)
			return -1;
		status = unpacking->library.next_header(
		    unpacking->archive, &entry);
	} while (status == ARCHIVE_OK || status == ARCHIVE_WARN);
	if (status != ARCHIVE_EOF)
		return fail(unpacking);
	members_sort(unpacking);
	return 0;
}

/* At its first member: 1; 0 where nothing was packed. */
static int
begin(struct unpacking *unpacking, struct text bytes,
    struct archive_entry **ret_entry)
{
	const struct library *library = &unpacking->library;
	int status = 0;

	if (library_open(&unpacking->library, unpacking->err) != 0)
		return -1;
	unpacking->archive = library->read_new();
	if (unpacking->archive == NULL || !support(library, unpacking->archive))
		return error_internal(
		    unpacking->err, LIBRARY " cannot read what it should");
	if (library->open_memory(unpacking->archive, bytes.ptr, bytes.len) !=
	    ARCHIVE_OK)
		return fail(unpacking);
	status = library->next_header(unpacking->archive, ret_entry);
	if (status == ARCHIVE_EOF)
		return 0;
	if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
		return fail(unpacking);
	return 1;
}

static void
end(struct unpacking *unpacking)
{
	if (unpacking->archive != NULL)
		unpacking->library.read_free(unpacking->archive);
	library_close(&unpacking->library);
	map_done(&unpacking->by_path);
}

/* The bytes as they are; where they were not packed, they only look so. */
static enum archive_kind
kind_of(const struct unpacking *unpacking)
{
	const struct library *library = &unpacking->library;

	if ((library->format(unpacking->archive) & ARCHIVE_FORMAT_BASE_MASK) !=
	    ARCHIVE_FORMAT_RAW)
		return ARCHIVE_TAR;
	return library->filter_count(unpacking->archive) < 2 ? ARCHIVE_NONE :
							       ARCHIVE_FILE;
}

static int
read_archive(
    struct unpacking *unpacking, struct text bytes, struct archive_content *ret)
{
	struct archive_entry *entry = NULL;
	int status = begin(unpacking, bytes, &entry);

	if (status <= 0)
		return status;
	switch (kind_of(unpacking)) {
	case ARCHIVE_FILE:
		return read_member(unpacking, &ret->text);
	case ARCHIVE_TAR:
		if (read_tar(unpacking, entry) != 0)
			return -1;
		ret->files = &unpacking->files->files;
		return 0;
	default:
		return error_set(unpacking->err,
		    "%s: cannot be unpacked: it is cut short", unpacking->path);
	}
}

enum archive_kind
archive_peek(struct text bytes, char *ret, size_t *length)
{
	struct error ignored = { 0 };
	struct unpacking unpacking = { .path = "", .err = &ignored };
	struct archive_entry *entry = NULL;
	enum archive_kind kind = ARCHIVE_NONE;
	la_ssize_t got = 0;

	if (begin(&unpacking, bytes, &entry) > 0)
		kind = kind_of(&unpacking);
	if (kind == ARCHIVE_FILE)
		got = unpacking.library.read_data(
		    unpacking.archive, ret, *length);
	*length = got > 0 ? (size_t)got : 0;
	end(&unpacking);
	return kind;
}

int
archive_unpack(const char *path, struct text bytes, struct arena *arena,
    struct archive_content *ret, struct error *err)
{
	struct unpacking unpacking = {
		.path = path, .packed = bytes.len, .arena = arena, .err = err
	};
	int status = 0;

	*ret = (struct archive_content){ .text = TEXT("") };
	status = read_archive(&unpacking, bytes, ret);
	if (status != 0 && unpacking.files != NULL)
		packed_free(&unpacking.files->files);
	end(&unpacking);
	return status;
}

/* ---------------------------------------------------------------- telling */

bool
archive_is_packed(struct text bytes)
{
	return text_starts(bytes, TEXT("\x1f\x8b")) ||
	    text_starts(bytes, TEXT("\x28\xb5\x2f\xfd")) ||
	    text_starts(bytes,
		TEXT("\xfd"
		     "7zXZ")) ||
	    (bytes.len > 10 && text_starts(bytes, TEXT("BZh")) &&
		memcmp(bytes.ptr + 4, "1AY&SY", 6) == 0) ||
	    (bytes.len > 262 && memcmp(bytes.ptr + 257, "ustar", 5) == 0);
}

bool
archive_is_packed_file(const char *path)
{
	char head[512];
	FILE *file = fopen(path, "rb");
	size_t length = 0;

	if (file == NULL)
		return false;
	length = fread(head, 1, sizeof head, file);
	fclose(file);
	return archive_is_packed((struct text){ head, length });
}

struct text
archive_bare_path(struct text path)
{
	static const char *const ends[] = { ".gz", ".zst", ".xz", ".bz2",
		".tgz", ".txz", ".tzst", NULL };

	for (size_t i = 0; ends[i] != NULL; i++) {
		struct text end = text_of(ends[i]);

		if (!text_ends_nocase(path, end))
			continue;
		path.len -= end.len;
		break;
	}
	if (text_ends_nocase(path, TEXT(".tar")))
		path.len -= 4;
	return path;
}
