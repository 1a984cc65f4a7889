/* Reads a patch line by line: what is between the files of it is passed over. */
#include "patch.h"

#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "internal.h"

struct reading {
	struct arena *arena;
	const struct source *source;
	struct text rest;
	struct error *err;
	struct patch_file **end; /* where the next file hangs on */
	struct patch_file *file; /* that is being read; NULL: none yet */
	struct patch_hunk **hunk_end;
	size_t files, hunks;
	bool git;   /* `file` began with "diff --git" */
	bool paths; /* its "---" and "+++" were read */
};

static uint32_t
offset_of(const struct reading *reading, const char *ptr)
{
	return (uint32_t)(ptr - reading->source->bytes.ptr);
}

static int
fail(const struct reading *reading, const char *ptr, const char *what)
{
	const struct source *source = reading->source;

	return error_set(reading->err, "%s:%u: %s", source->path,
	    source_place(source, offset_of(reading, ptr)).line, what);
}

static bool
at_end(const struct reading *reading)
{
	return reading->rest.ptr == NULL || reading->rest.len == 0;
}

static struct text
next_line(struct reading *reading)
{
	return text_cut(&reading->rest, '\n');
}

static struct text
without_return(struct text line)
{
	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

static bool
take(struct text *line, struct text prefix)
{
	if (!text_starts(*line, prefix))
		return false;
	line->ptr += prefix.len;
	line->len -= prefix.len;
	return true;
}

static bool
take_number(struct text *line, uint32_t *ret)
{
	uint64_t value = 0;
	size_t digits = 0;

	while (digits < line->len && line->ptr[digits] >= '0' &&
	    line->ptr[digits] <= '9' && digits < 10)
		value = value * 10 + (uint64_t)(line->ptr[digits++] - '0');
	if (digits == 0 || value > UINT32_MAX)
		return false;
	line->ptr += digits;
	line->len -= digits;
	*ret = (uint32_t)value;
	return true;
}

/* ------------------------------------------------------------------ paths */

static int
escaped(struct text *word)
{
	static const char letters[] = "abfnrtv\"\\";
	static const char meant[] = "\a\b\f\n\r\t\v\"\\";
	const char *found = NULL;
	int value = 0;

	if (word->len == 0)
		return -1;
	found = memchr(letters, word->ptr[0], sizeof letters - 1);
	if (found != NULL) {
		word->ptr++;
		word->len--;
		return meant[found - letters];
	}
	for (int i = 0; i < 3; i++) {
		if (word->len == 0 || word->ptr[0] < '0' || word->ptr[0] > '7')
			return -1;
		value = value * 8 + (word->ptr[0] - '0');
		word->ptr++;
		word->len--;
	}
	return value & 0xff;
}

/* git's quoted form: "a/\303\244.zone". Leaves what follows in `*word`. */
static const char *
path_quoted(struct arena *arena, struct text *word)
{
	char *path = arena_bytes(arena, word->len + 1);
	size_t length = 0;

	for (word->ptr++, word->len--; word->len > 0;) {
		char byte = *word->ptr++;
		int value = (unsigned char)byte;

		word->len--;
		if (byte == '"') {
			path[length] = '\0';
			return path;
		}
		if (byte == '\\' && (value = escaped(word)) < 1)
			return NULL;
		path[length++] = (char)value;
	}
	return NULL;
}

/* What stands before the folder: "a/" and "b/", or git's other letters. */
static const char *
without_prefix(const char *path)
{
	if (path[0] != '\0' && strchr("abicwo12", path[0]) != NULL &&
	    path[1] == '/')
		return path + 2;
	return path;
}

/* The path of a "---" or "+++" line: up to a tab, or quoted. */
static const char *
path_of_line(struct reading *reading, struct text line)
{
	struct text word = without_return(line);

	if (word.len > 0 && word.ptr[0] == '"')
		return path_quoted(reading->arena, &word);
	word = text_cut(&word, '\t');
	return arena_copy(reading->arena, word.ptr, word.len);
}

/*
 * "a/zones/x b/zones/x": without a rename both halves say the same, which is
 * how a path with blanks is told from two.
 */
static bool
paths_of_git_line(struct reading *reading, struct text line,
    const char **ret_old, const char **ret_new)
{
	if (line.len > 0 && line.ptr[0] == '"') {
		*ret_old = path_quoted(reading->arena, &line);
		line = text_trim(line);
		*ret_new = line.len > 0 && line.ptr[0] == '"' ?
		    path_quoted(reading->arena, &line) :
		    arena_copy(reading->arena, line.ptr, line.len);
		return *ret_old != NULL && *ret_new != NULL;
	}
	for (size_t i = 1; i + 1 < line.len; i++) {
		const char *old = NULL, *new = NULL;

		if (line.ptr[i] != ' ')
			continue;
		old = arena_copy(reading->arena, line.ptr, i);
		new = arena_copy(
		    reading->arena, line.ptr + i + 1, line.len - i - 1);
		if (i == line.len / 2 &&
		    strcmp(without_prefix(old), without_prefix(new)) == 0) {
			*ret_old = old;
			*ret_new = new;
			return true;
		}
	}
	/* A rename: "rename from" and "rename to" will say it. */
	*ret_old = *ret_new = "";
	return true;
}

/* ------------------------------------------------------------------ files */

static int
file_begin(struct reading *reading, const char *ptr, bool git)
{
	if (++reading->files > LIMIT_PATCH_FILES)
		return fail(reading, ptr, "more files than a patch may have");
	reading->file = arena_array(reading->arena, 1, sizeof *reading->file);
	reading->file->offset = offset_of(reading, ptr);
	*reading->end = reading->file;
	reading->end = &reading->file->next;
	reading->hunk_end = &reading->file->hunks;
	reading->git = git;
	reading->paths = false;
	return 0;
}

static int
git_line(struct reading *reading, struct text line)
{
	const char *start = line.ptr;
	const char *old = NULL, *new = NULL;

	if (file_begin(reading, start, true) != 0)
		return -1;
	take(&line, TEXT("diff --git "));
	if (!paths_of_git_line(reading, without_return(line), &old, &new))
		return fail(reading, start, "a path that cannot be read");
	reading->file->sides[PATCH_OLD].path = without_prefix(old);
	reading->file->sides[PATCH_NEW].path = without_prefix(new);
	return 0;
}

static enum file_kind
kind_of_mode(struct text mode)
{
	return text_starts(mode, TEXT("120000")) ? FILE_LINK : FILE_PLAIN;
}

/* "index 1a2b3c..4d5e6f 100644" */
static void
index_line(struct reading *reading, struct text line)
{
	struct patch_file_side *sides = reading->file->sides;
	struct text old = text_cut(&line, '.');
	struct text new = { NULL, 0 };

	if (!take(&line, TEXT(".")))
		return;
	new = text_cut(&line, ' ');
	if (old.len >= sizeof sides->id || new.len >= sizeof sides->id)
		return;
	memcpy(sides[PATCH_OLD].id, old.ptr, old.len);
	memcpy(sides[PATCH_NEW].id, new.ptr, new.len);
	if (line.len > 0)
		sides[PATCH_OLD].kind = sides[PATCH_NEW].kind = kind_of_mode(
		    line);
}

/* The lines between "diff --git" and the first hunk. */
static void
extended_line(struct reading *reading, struct text line)
{
	struct patch_file *file = reading->file;
	struct patch_file_side *old = &file->sides[PATCH_OLD];
	struct patch_file_side *new = &file->sides[PATCH_NEW];

	line = without_return(line);
	if (take(&line, TEXT("index ")))
		index_line(reading, line);
	else if (take(&line, TEXT("old mode ")))
		old->kind = kind_of_mode(line);
	else if (take(&line, TEXT("new mode ")))
		new->kind = kind_of_mode(line);
	else if (take(&line, TEXT("new file mode "))) {
		new->kind = kind_of_mode(line);
		old->path = NULL;
	} else if (take(&line, TEXT("deleted file mode "))) {
		old->kind = kind_of_mode(line);
		new->path = NULL;
	} else if (take(&line, TEXT("rename from ")))
		old->path = path_of_line(reading, line);
	else if (take(&line, TEXT("rename to ")))
		new->path = path_of_line(reading, line);
	else if (take(&line, TEXT("copy from "))) {
		old->path = path_of_line(reading, line);
		file->copied = true;
	} else if (take(&line, TEXT("copy to ")))
		new->path = path_of_line(reading, line);
	else if (text_starts(line, TEXT("GIT binary patch")) ||
	    text_starts(line, TEXT("Binary files ")))
		file->binary = true;
}

/* "--- a/x" and, on the next line, "+++ b/x". */
static int
names_of(struct reading *reading, struct text old_line, struct text new_line)
{
	struct patch_file_side *sides = NULL;
	struct text lines[2] = { old_line, new_line };
	const char *start = old_line.ptr;

	if (!reading->git || reading->paths)
		if (file_begin(reading, start, false) != 0)
			return -1;
	sides = reading->file->sides;
	for (int i = 0; i < 2; i++) {
		const char *path = NULL;

		take(&lines[i], i == 0 ? TEXT("--- ") : TEXT("+++ "));
		path = path_of_line(reading, lines[i]);
		if (path == NULL)
			return fail(
			    reading, start, "a path that cannot be read");
		if (strcmp(path, "/dev/null") == 0)
			sides[i].path = NULL;
		else if (!reading->git || sides[i].path == NULL ||
		    *sides[i].path == '\0')
			sides[i].path = without_prefix(path);
	}
	reading->paths = true;
	return 0;
}

/* diff -u names a copy: "--- x.orig" and "+++ x" are one file. */
static void
settle_plain(struct patch_file *file)
{
	const char *old = file->sides[PATCH_OLD].path;
	const char *new = file->sides[PATCH_NEW].path;

	if (old != NULL && new != NULL && strcmp(old, new) != 0 &&
	    strncmp(old, new, strlen(new)) == 0)
		file->sides[PATCH_OLD].path = new;
}

/* ------------------------------------------------------------------ hunks */

static bool
hunk_range(
    struct text *line, char mark, uint32_t *ret_first, uint32_t *ret_count)
{
	if (line->len == 0 || line->ptr[0] != mark)
		return false;
	line->ptr++;
	line->len--;
	*ret_count = 1;
	if (!take_number(line, ret_first))
		return false;
	return !take(line, TEXT(",")) || take_number(line, ret_count);
}

static bool
hunk_head(struct text line, struct patch_hunk *hunk)
{
	if (!take(&line, TEXT("@@ ")) ||
	    !hunk_range(
		&line, '-', &hunk->first[PATCH_OLD], &hunk->count[PATCH_OLD]) ||
	    !take(&line, TEXT(" ")) ||
	    !hunk_range(
		&line, '+', &hunk->first[PATCH_NEW], &hunk->count[PATCH_NEW]))
		return false;
	/* "-0,0": before the first line. */
	for (int i = 0; i < 2; i++)
		if (hunk->count[i] == 0)
			hunk->first[i]++;
	return text_starts(line, TEXT(" @@"));
}

/*
 * One line of a hunk: which sides have it. A mail program may have cut the
 * blank off an empty line.
 */
static bool
line_sides(struct text line, bool ret[2])
{
	char mark = line.len == 0 || line.ptr[0] == '\r' ? ' ' : line.ptr[0];

	ret[PATCH_OLD] = mark == ' ' || mark == '-';
	ret[PATCH_NEW] = mark == ' ' || mark == '+';
	return ret[PATCH_OLD] || ret[PATCH_NEW];
}

static int
hunk_lines(struct reading *reading, struct patch_hunk *hunk)
{
	uint32_t left[2] = { hunk->count[0], hunk->count[1] };
	bool sides[2] = { false, false };

	hunk->lines.ptr = reading->rest.ptr;
	while (left[0] > 0 || left[1] > 0) {
		struct text line = { NULL, 0 };

		if (at_end(reading))
			return fail(reading,
			    reading->source->bytes.ptr + hunk->offset,
			    "the patch ends in the middle of this hunk");
		line = next_line(reading);
		if (text_starts(line, TEXT("\\ "))) {
			for (int i = 0; i < 2; i++)
				hunk->open_end[i] = hunk->open_end[i] ||
				    sides[i];
			continue;
		}
		if (!line_sides(line, sides) || left[0] < sides[0] ||
		    left[1] < sides[1])
			return fail(reading, line.ptr,
			    "a line that does not belong to this hunk: the "
			    "patch was cut or edited");
		left[0] -= sides[0];
		left[1] -= sides[1];
	}
	hunk->lines.len = reading->rest.ptr == NULL ?
	    (size_t)(reading->source->bytes.ptr + reading->source->bytes.len -
		hunk->lines.ptr) :
	    (size_t)(reading->rest.ptr - hunk->lines.ptr);
	if (text_starts(reading->rest, TEXT("\\ "))) {
		for (int i = 0; i < 2; i++)
			hunk->open_end[i] = hunk->open_end[i] || sides[i];
		next_line(reading);
	}
	return 0;
}

static int
hunk_read(struct reading *reading, struct text line)
{
	struct patch_hunk *hunk = arena_array(reading->arena, 1, sizeof *hunk);

	if (reading->file == NULL || reading->file->sides[0].path == NULL)
		if (reading->file == NULL ||
		    reading->file->sides[1].path == NULL)
			return fail(reading, line.ptr,
			    "a hunk of no file: the lines that name it are "
			    "missing");
	if (++reading->hunks > LIMIT_PATCH_HUNKS)
		return fail(
		    reading, line.ptr, "more hunks than a patch may have");
	hunk->offset = offset_of(reading, line.ptr);
	if (!hunk_head(line, hunk))
		return fail(reading, line.ptr,
		    "no hunk of a unified diff: '@@ -1,2 +3,4 @@' is wanted");
	if (hunk_lines(reading, hunk) != 0)
		return -1;
	*reading->hunk_end = hunk;
	reading->hunk_end = &hunk->next;
	return 0;
}

/* ------------------------------------------------------------------ lines */

static int
read_line(struct reading *reading, struct text line)
{
	if (text_starts(line, TEXT("diff --git ")))
		return git_line(reading, line);
	if (text_starts(line, TEXT("@@@ ")) ||
	    text_starts(line, TEXT("diff --cc ")) ||
	    text_starts(line, TEXT("diff --combined ")))
		return fail(reading, line.ptr,
		    "the combined diff of a merge: compare with one parent, "
		    "git diff A B");
	if (text_starts(line, TEXT("@@ ")))
		return hunk_read(reading, line);
	if (text_starts(line, TEXT("--- ")) &&
	    text_starts(reading->rest, TEXT("+++ ")))
		return names_of(reading, line, next_line(reading));
	if (reading->git && reading->file != NULL &&
	    reading->file->hunks == NULL)
		extended_line(reading, line);
	return 0;
}

static int
files_settle(const struct reading *reading, struct patch_file *file)
{
	for (; file != NULL; file = file->next) {
		const char *start = reading->source->bytes.ptr + file->offset;

		settle_plain(file);
		for (int i = 0; i < 2; i++) {
			const char *path = file->sides[i].path;

			if (path != NULL && !path_is_sane(path))
				return fail(reading, start,
				    "a path that leads out of the tree, or "
				    "none");
		}
		if (file->sides[0].path == NULL && file->sides[1].path == NULL)
			return fail(reading, start, "a file on neither side");
	}
	return 0;
}

/* A line of a file has its line end, whatever a mail program did to it. */
static struct text
with_line_end(struct arena *arena, struct text bytes)
{
	char *copy = arena_bytes(arena, bytes.len + 1);

	if (bytes.len > 0)
		memcpy(copy, bytes.ptr, bytes.len);
	copy[bytes.len] = '\n';
	return (struct text){ copy, bytes.len + 1 };
}

int
patch_read(struct arena *arena, const struct source *source,
    struct patch_file **ret, struct error *err)
{
	struct source whole = *source;
	struct reading reading = {
		.arena = arena, .source = &whole, .err = err
	};
	struct patch_file *first = NULL;

	reading.end = &first;
	if (source->bytes.len > LIMIT_PATCH)
		return error_set(
		    err, "%s: over %zu bytes", source->path, LIMIT_PATCH);
	if (!text_ends(source->bytes, TEXT("\n")))
		whole.bytes = with_line_end(arena, source->bytes);
	reading.rest = whole.bytes;
	while (!at_end(&reading))
		if (read_line(&reading, next_line(&reading)) != 0)
			return -1;
	if (first == NULL && text_trim(source->bytes).len > 0)
		return error_set(err,
		    "%s: there is no patch in it: a unified diff is wanted, "
		    "as git diff prints it",
		    source->path);
	source_done(&whole);
	if (files_settle(&reading, first) != 0)
		return -1;
	*ret = first;
	return 0;
}
