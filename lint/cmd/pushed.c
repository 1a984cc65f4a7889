/* From references that move to states that are compared. */
#include "pushed.h"

#include <string.h>

/*
 * A new reference is compared with the last commit on its way that was here
 * already; where nothing was, with nothing.
 */
static int
sides_of_new(struct repo *repo, struct arena *arena, const char *tip,
    const struct pushed_known *known, struct diff_sides *ret, struct error *err)
{
	char hex[41];
	int found = repo_known_base(repo, tip, known->glob, hex, err);

	if (found < 0)
		return -1;
	ret->before = (struct diff_side){ DIFF_NOTHING, NULL };
	if (found == 1) {
		ret->merge_base = arena_string(arena, hex);
		ret->before =
		    (struct diff_side){ DIFF_REVISION, ret->merge_base };
	}
	return 1;
}

/* Forced or not: what is served changes from the old tip to the new one. */
static int
sides_of_moved(struct repo *repo, struct arena *arena, const char *old,
    const char *tip, struct diff_sides *ret)
{
	struct error ignored = { 0 };
	char hex[41];

	ret->before =
	    (struct diff_side){ DIFF_REVISION, arena_string(arena, old) };
	if (repo_merge_base(repo, old, tip, hex, &ignored) == 0)
		ret->merge_base = arena_string(arena, hex);
	return 1;
}

int
pushed_sides(struct repo *repo, struct arena *arena,
    const struct pushed *pushed, const struct pushed_known *known,
    struct diff_sides *ret, const char **ret_why, struct error *err)
{
	char tip[41], old[41];

	*ret = (struct diff_sides){ .strict = known->strict };
	if (repo_is_no_object(pushed->new)) {
		*ret_why = "it goes away, and no zone with it";
		return 0;
	}
	switch (repo_object_kind(repo, pushed->new, tip)) {
	case REPO_NO_COMMIT:
		*ret_why = "it is no commit";
		return 0;
	case REPO_NOT_HERE:
		return error_set(
		    err, "%s: %s is not here", pushed->ref, pushed->new);
	case REPO_COMMIT:
		break;
	}
	ret->after =
	    (struct diff_side){ DIFF_REVISION, arena_string(arena, tip) };
	if (!repo_is_no_object(pushed->old) &&
	    repo_object_kind(repo, pushed->old, old) == REPO_COMMIT)
		return sides_of_moved(repo, arena, old, tip, ret);
	return sides_of_new(repo, arena, tip, known, ret, err);
}
