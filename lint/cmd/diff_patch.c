/* A patch's files as zones: what can be read of each, and what not. */
#include "diff_patch.h"

#include <stdio.h>
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "paths.h"
#include "zonename.h"

/*
 * Of a master file a stretch can be read; of what is no list of lines, such as
 * YAML, it cannot.
 */
static bool
can_be_read(const struct patched_side *side, const char *path)
{
	return side->state == PATCHED_ABSENT || side->state == PATCHED_WHOLE ||
	    (side->state == PATCHED_EXCERPT && !path_says_markup(path));
}

/* "example.com.yaml" is DNS as code, "docker-compose.yaml" is not. */
static bool
names_dns(const char *path)
{
	uint8_t name[NAME_WIRE];
	char stem[LIMIT_PATH];
	const char *dot = strrchr(path, '.');

	if (!path_says_markup(path))
		return path_says_zone(path);
	snprintf(stem, sizeof stem, "%.*s", (int)(dot - path), path);
	return zone_name_of_path(stem, false, name);
}

int
diff_patch_paths(struct run *run, const struct patchset *patch,
    int (*visit)(void *data, const char *path), void *data)
{
	const struct patched *const *paths = patch->paths;
	int status = 0;

	for (; status == 0 && *paths != NULL; paths++) {
		const char *path = (*paths)->path;

		if (can_be_read(&(*paths)->sides[PATCH_OLD], path) &&
		    can_be_read(&(*paths)->sides[PATCH_NEW], path))
			status = visit(data, path);
		else if (names_dns(path))
			run_trouble(run,
			    "%s: the patch alone does not show what changes in "
			    "it; run inside a repository that has it",
			    path);
	}
	return status;
}

/* Zones of which the patch's hunks are all that is known. */
static void
excerpts_mark(const struct patchset *patch, const struct zp_estate *estate,
    enum patch_side which)
{
	for (size_t i = 0; i < estate->zones.count; i++) {
		struct zp_zone *zone = estate->zones.at[i];
		const struct patched *patched = map_get(
		    &patch->contents, zone->file);

		zone->excerpt = patched != NULL &&
		    patched->sides[which].state == PATCHED_EXCERPT;
	}
}

/* Lines of a zone in a file that nothing says the zone of. */
static void
nameless_tell(struct run *run, const struct patchset *patch,
    struct load *before, struct load *after)
{
	const struct patched *const *paths = patch->paths;

	for (; *paths != NULL; paths++) {
		const char *path = (*paths)->path;

		if ((*paths)->sides[PATCH_NEW].state != PATCHED_EXCERPT ||
		    load_path(after, path, false, NULL) != LOAD_FRAGMENT ||
		    load_path(before, path, false, NULL) != LOAD_FRAGMENT)
			continue;
		run_trouble(run,
		    "%s: the patch does not show which zone this is; name it "
		    "with --origin, or run inside a repository that has it",
		    path);
	}
}

void
diff_patch_settle(struct run *run, const struct patchset *patch,
    struct load *before, struct load *after)
{
	if (!patch->excerpts)
		return;
	excerpts_mark(patch, before->estate, PATCH_OLD);
	excerpts_mark(patch, after->estate, PATCH_NEW);
	nameless_tell(run, patch, before, after);
	run_notice(run,
	    "of some files the patch is all that is known: what stands outside "
	    "of its hunks cannot be seen");
}

bool
diff_patch_shows_policy(struct run *run, const struct patchset *patch)
{
	const struct patched *const *paths = patch->paths;
	bool shown = true;

	for (; *paths != NULL; paths++) {
		const char *path = (*paths)->path;

		if (can_be_read(&(*paths)->sides[PATCH_OLD], path) &&
		    can_be_read(&(*paths)->sides[PATCH_NEW], path))
			continue;
		shown = shown && !path_says_markup(path);
		if (text_starts(path_base(text_of(path)), TEXT(".zoneproof")))
			run_notice(run,
			    "%s: the patch alone does not show what it says",
			    path);
	}
	return shown;
}
