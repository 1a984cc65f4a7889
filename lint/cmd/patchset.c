/* From a patch to two sets of files: which text stands on which side. */
#include "patchset.h"

#include <stdlib.h>
#include <string.h>

#include "../read/excerpt.h"
#include "../read/format.h"

/* ------------------------------------------------------------ both texts */

static struct patched_side
whole(enum file_kind kind, struct text bytes)
{
	return (struct patched_side){ PATCHED_WHOLE, kind, bytes };
}

static struct patched_side
unknown(enum file_kind kind)
{
	return (struct patched_side){ PATCHED_UNKNOWN, kind,
		TEXT(EXCERPT_GAP "\n") };
}

static bool
by_blob(struct patchset *set, const struct patch_file_side *side,
    struct patched_side *ret)
{
	struct text bytes = { NULL, 0 };

	if (set->repo == NULL || side->path == NULL ||
	    !repo_blob(set->repo, side->id, set->arena, &bytes))
		return false;
	*ret = whole(side->kind, bytes);
	return true;
}

static bool
by_base(struct patchset *set, const char *path, struct patched_side *ret)
{
	struct text bytes = { NULL, 0 };
	enum file_kind kind = FILE_PLAIN;
	struct error ignored = { 0 };

	if (path == NULL ||
	    set->base->ops->read(set->base, path, set->arena, &bytes, &kind,
		&ignored) != FILE_READ)
		return false;
	*ret = whole(kind, bytes);
	return true;
}

/* What earlier patches of the same mail made of the path. */
static bool
by_series(
    const struct patchset *set, const char *path, struct patched_side *ret)
{
	const struct patched *earlier =
	    path == NULL ? NULL : map_get(&set->contents, path);

	if (earlier == NULL)
		return false;
	*ret = earlier->sides[PATCH_NEW];
	return true;
}

static struct patched_side
excerpt(
    struct patchset *set, const struct patch_file *file, enum patch_side side)
{
	struct text shown = patch_excerpt(set->arena, file, side, EXCERPT_GAP);
	char *bytes = arena_copy(set->arena, shown.ptr, shown.len);
	const struct format *other = NULL;

	/* Pieces of a tree are no tree: only lines can be read so. */
	if (file->hunks == NULL || shown.len == 0 ||
	    format_guessed(file->sides[side].path, shown, true, &other) != NULL)
		return unknown(file->sides[side].kind);
	excerpt_trim(bytes, shown.len);
	set->excerpts = true;
	return (struct patched_side){ PATCHED_EXCERPT, file->sides[side].kind,
		{ bytes, shown.len } };
}

static int
does_not_apply(const struct patchset *set, const struct patch_file *file,
    const struct patch_hunk *hunk, struct error *err)
{
	const char *path = file->sides[PATCH_OLD].path != NULL ?
	    file->sides[PATCH_OLD].path :
	    file->sides[PATCH_NEW].path;

	return error_set(err,
	    "%s:%u: this hunk does not fit %s as it stands: is the patch made "
	    "against another version?",
	    set->source->path, source_place(set->source, hunk->offset).line,
	    path);
}

/* The other side's text from a known one; false when the hunks do not fit. */
static bool
across(struct patchset *set, const struct patch_file *file,
    enum patch_side from, struct patched_side known, struct patched_side *ret,
    const struct patch_hunk **ret_bad)
{
	enum patch_side to = from == PATCH_OLD ? PATCH_NEW : PATCH_OLD;
	struct text bytes = { NULL, 0 };

	if (file->sides[to].path == NULL && file->hunks == NULL) {
		*ret = (struct patched_side){ PATCHED_ABSENT, FILE_PLAIN,
			{ NULL, 0 } };
		return true;
	}
	if (!patch_apply(set->arena, file, from, known.bytes, &bytes, ret_bad))
		return false;
	*ret = whole(file->sides[to].kind, bytes);
	if (file->sides[to].path == NULL)
		ret->state = PATCHED_ABSENT;
	return true;
}

/* A file that the base has: as it was before the patch, or already after it. */
static int
from_base(struct patchset *set, const struct patch_file *file,
    struct patched_side standing, struct patched_side ret[2], struct error *err)
{
	const struct patch_hunk *bad = NULL, *ignored = NULL;

	ret[PATCH_OLD] = ret[PATCH_NEW] = standing;
	if (across(set, file, PATCH_OLD, standing, &ret[PATCH_NEW], &bad))
		return 0;
	ret[PATCH_NEW] = standing;
	if (across(set, file, PATCH_NEW, standing, &ret[PATCH_OLD], &ignored))
		return 0;
	return does_not_apply(set, file, bad, err);
}

/* Text that is not shown, such as a binary file's: by its blobs or not at all. */
static void
not_shown(struct patchset *set, const struct patch_file *file,
    struct patched_side ret[2])
{
	for (int i = 0; i < 2; i++)
		if (file->sides[i].path != NULL &&
		    !by_blob(set, &file->sides[i], &ret[i]) &&
		    (i != PATCH_OLD ||
			!by_base(set, file->sides[i].path, &ret[i])))
			ret[i] = unknown(file->sides[i].kind);
}

static int
both_sides(struct patchset *set, const struct patch_file *file,
    struct patched_side ret[2], struct error *err)
{
	const struct patch_file_side *sides = file->sides;
	const struct patch_hunk *bad = NULL;
	struct patched_side nothing = { PATCHED_ABSENT, FILE_PLAIN, { "", 0 } };
	struct patched_side standing;

	ret[PATCH_OLD] = ret[PATCH_NEW] = nothing;
	if (file->binary) {
		not_shown(set, file, ret);
		return 0;
	}
	if (sides[PATCH_OLD].path == NULL) {
		if (across(
			set, file, PATCH_OLD, nothing, &ret[PATCH_NEW], &bad))
			return 0;
		return does_not_apply(set, file, bad, err);
	}
	if (by_series(set, sides[PATCH_OLD].path, &ret[PATCH_OLD]) &&
	    ret[PATCH_OLD].state != PATCHED_WHOLE) {
		ret[PATCH_NEW] = unknown(sides[PATCH_NEW].kind);
		return 0;
	}
	if (ret[PATCH_OLD].state == PATCHED_WHOLE ||
	    by_blob(set, &sides[PATCH_OLD], &ret[PATCH_OLD])) {
		if (across(set, file, PATCH_OLD, ret[PATCH_OLD],
			&ret[PATCH_NEW], &bad))
			return 0;
		return does_not_apply(set, file, bad, err);
	}
	if (by_base(set, sides[PATCH_OLD].path, &standing) ||
	    by_base(set, sides[PATCH_NEW].path, &standing))
		return from_base(set, file, standing, ret, err);
	if (by_blob(set, &sides[PATCH_NEW], &ret[PATCH_NEW]) &&
	    across(set, file, PATCH_NEW, ret[PATCH_NEW], &ret[PATCH_OLD], &bad))
		return 0;
	if (sides[PATCH_NEW].path == NULL && file->hunks != NULL &&
	    across(set, file, PATCH_NEW, nothing, &ret[PATCH_OLD], &bad)) {
		ret[PATCH_NEW] = nothing;
		return 0;
	}
	ret[PATCH_OLD] = excerpt(set, file, PATCH_OLD);
	ret[PATCH_NEW] = sides[PATCH_NEW].path == NULL ?
	    nothing :
	    excerpt(set, file, PATCH_NEW);
	return 0;
}

/* ---------------------------------------------------------------- the set */

/* Sets what the path has behind this patch; its first mention, before it. */
static void
path_set(struct patchset *set, const char *path, struct patched_side before,
    struct patched_side after)
{
	void **place = map_put(&set->contents, path);
	struct patched *patched = *place;

	if (patched == NULL) {
		patched = arena_array(set->arena, 1, sizeof *patched);
		patched->path = path;
		patched->sides[PATCH_OLD] = before;
		*place = patched;
	}
	patched->sides[PATCH_NEW] = after;
}

static int
patchset_add(
    struct patchset *set, const struct patch_file *file, struct error *err)
{
	static const struct patched_side nothing = { 0 };
	const char *old = file->sides[PATCH_OLD].path;
	const char *new = file->sides[PATCH_NEW].path;
	struct patched_side sides[2];

	if (both_sides(set, file, sides, err) != 0)
		return -1;
	if (old != NULL && new != NULL && strcmp(old, new) == 0) {
		path_set(set, new, sides[PATCH_OLD], sides[PATCH_NEW]);
		return 0;
	}
	if (old != NULL)
		path_set(set, old, sides[PATCH_OLD],
		    file->copied ? sides[PATCH_OLD] : nothing);
	if (new != NULL)
		path_set(set, new, nothing, sides[PATCH_NEW]);
	return 0;
}

static int
patched_order(const void *left, const void *right)
{
	return strcmp((*(const struct patched *const *)left)->path,
	    (*(const struct patched *const *)right)->path);
}

static const struct patched *const *
paths_sorted(struct patchset *set)
{
	const struct patched **paths = arena_array(
	    set->arena, set->contents.count + 1, sizeof *paths);
	size_t count = 0;

	for (size_t i = 0; i < set->contents.size; i++)
		if (set->contents.at[i].key != NULL)
			paths[count++] = set->contents.at[i].value;
	qsort(paths, count, sizeof *paths, patched_order);
	return paths;
}

int
patchset_read(struct patchset *set, struct arena *arena, const char *path,
    struct files *base, struct repo *repo, struct error *err)
{
	struct source *source = arena_array(arena, 1, sizeof *source);
	struct patch_file *files = NULL;

	*set = (struct patchset){
		.arena = arena, .base = base, .repo = repo, .source = source
	};
	source->path = strcmp(path, "-") == 0 ? "standard input" : path;
	if (file_read(arena, path, &source->bytes, err) != 0 ||
	    patch_read(arena, source, &files, err) != 0)
		return -1;
	for (; files != NULL; files = files->next)
		if (patchset_add(set, files, err) != 0)
			return -1;
	set->paths = paths_sorted(set);
	return 0;
}

void
patchset_done(struct patchset *set)
{
	if (set->source != NULL)
		source_done(set->source);
	map_done(&set->contents);
}

/* ------------------------------------------------- a side as a set of files */

struct patched_files {
	struct files files;
	struct patchset *set;
	enum patch_side side;
};

struct listing {
	const struct patched_files *files;
	const struct patched *const *next; /* that is not listed yet */
	int (*visit)(void *data, const struct file_entry *entry);
	void *data;
};

static int
visit_patched(struct listing *listing)
{
	const struct patched *patched = *listing->next++;
	const struct patched_side *side = &patched->sides[listing->files->side];
	struct file_entry entry = { .path = patched->path, .kind = side->kind };

	return side->state == PATCHED_ABSENT ?
	    0 :
	    listing->visit(listing->data, &entry);
}

static int
visit_base(void *data, const struct file_entry *entry)
{
	struct listing *listing = data;
	int status = 0;

	while (status == 0 && *listing->next != NULL &&
	    strcmp((*listing->next)->path, entry->path) < 0)
		status = visit_patched(listing);
	if (status == 0 && *listing->next != NULL &&
	    strcmp((*listing->next)->path, entry->path) == 0)
		return visit_patched(listing);
	return status == 0 ? listing->visit(listing->data, entry) : status;
}

static int
patched_list(struct files *files,
    int (*visit)(void *data, const struct file_entry *entry), void *data,
    struct error *err)
{
	struct patched_files *patched = (struct patched_files *)files;
	struct patchset *set = patched->set;
	struct listing listing = { .files = patched,
		.next = set->paths,
		.visit = visit,
		.data = data };
	int status = 0;

	if (set->repo != NULL)
		status = set->base->ops->list(
		    set->base, visit_base, &listing, err);
	while (status == 0 && *listing.next != NULL)
		status = visit_patched(&listing);
	return status;
}

static enum file_status
patched_read(struct files *files, const char *path, struct arena *arena,
    struct text *ret, enum file_kind *ret_kind, struct error *err)
{
	struct patched_files *patched = (struct patched_files *)files;
	const struct patched *mine = map_get(&patched->set->contents, path);
	struct files *base = patched->set->base;

	if (mine == NULL)
		return base->ops->read(base, path, arena, ret, ret_kind, err);
	if (mine->sides[patched->side].state == PATCHED_ABSENT)
		return FILE_MISSING;
	*ret = mine->sides[patched->side].bytes;
	*ret_kind = mine->sides[patched->side].kind;
	return FILE_READ;
}

static void
patched_free(struct files *files)
{
	free(files);
}

struct files *
patchset_files(struct patchset *set, enum patch_side side)
{
	static const struct files_ops ops = { .list = patched_list,
		.read = patched_read,
		.free = patched_free };
	struct patched_files *files = memory_grow(NULL, 1, sizeof *files);

	*files = (struct patched_files){ { .ops = &ops, .label = "the patch" },
		set, side };
	return &files->files;
}
