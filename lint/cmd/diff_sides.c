/* The two states that a command line of `diff` means. */
#include "diff_sides.h"

#include <string.h>

#include "forge.h"

struct files *
diff_side_files(
    struct repo *repo, const struct diff_side *side, struct error *err)
{
	switch (side->kind) {
	case DIFF_HEAD:
		return repo_head(repo, err);
	case DIFF_INDEX:
		return repo_index(repo, err);
	case DIFF_WORKTREE:
		return repo_worktree(repo, err);
	case DIFF_NOTHING:
		return repo_nothing(repo);
	case DIFF_REVISION:
		break;
	}
	return repo_tree(repo, side->revision, err);
}

/* "A..B" and "A...B" as two revisions; an empty one is HEAD. */
static int
sides_of_range(struct diff_sides *sides, struct arena *arena, struct repo *repo,
    const char *range, struct error *err)
{
	const char *dots = strstr(range, "..");
	bool three = dots[2] == '.';
	const char *a = dots == range ?
	    "HEAD" :
	    arena_copy(arena, range, (size_t)(dots - range));
	const char *b = dots[three ? 3 : 2] == '\0' ? "HEAD" :
						      dots + (three ? 3 : 2);
	char base[41];

	sides->strict = true;
	sides->after = (struct diff_side){ DIFF_REVISION, b };
	sides->before = (struct diff_side){ DIFF_REVISION, a };
	if (repo_merge_base(repo, a, b, base, err) == 0)
		sides->merge_base = arena_string(arena, base);
	else if (three)
		return -1;
	if (three)
		sides->before.revision = sides->merge_base;
	return 0;
}

static int
sides_of_base(struct diff_sides *sides, struct arena *arena, struct repo *repo,
    const char *base, struct error *err)
{
	char hex[41];

	if (strcmp(base, "auto") == 0) {
		base = forge_base(repo, arena, err);
		if (base == NULL)
			return -1;
	}
	if (repo_merge_base(repo, base, "HEAD", hex, err) != 0)
		return repo_is_shallow(repo) ?
		    error_set(err,
			"'%s' and HEAD share no commit that is here, for the "
			"clone is shallow: %s",
			base, forge_deepen(arena)) :
		    -1;
	sides->strict = true;
	sides->merge_base = arena_string(arena, hex);
	sides->before = (struct diff_side){ DIFF_REVISION, sides->merge_base };
	sides->after = (struct diff_side){ DIFF_REVISION, "HEAD" };
	return 0;
}

int
diff_sides_given(struct diff_sides *sides, const struct options *options,
    struct arena *arena, struct repo *repo, struct error *err)
{
	const char *word = options->word_count > 0 ? options->words[0] : NULL;

	if (options->word_count > 1)
		return error_usage(
		    err, "%s: paths stand behind \"--\"", options->words[1]);
	if (options->base != NULL && (word != NULL || options->staged))
		return error_usage(err, "--base goes alone");
	if (options->base != NULL)
		return sides_of_base(sides, arena, repo, options->base, err);
	sides->before = (struct diff_side){ DIFF_HEAD, NULL };
	sides->after = (struct diff_side){
		options->staged ? DIFF_INDEX : DIFF_WORKTREE, NULL
	};
	if (word != NULL && strstr(word, "..") != NULL)
		return options->staged ?
		    error_usage(
			err, "--staged and %s exclude each other", word) :
		    sides_of_range(sides, arena, repo, word, err);
	if (word != NULL)
		sides->before = (struct diff_side){ DIFF_REVISION, word };
	else if (options->staged)
		sides->merge_parents = repo_merge_parents(repo, arena, false);
	return 0;
}
