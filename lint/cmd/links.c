/* Links of a set: what they lead to, and which lead to a path. */
#include "loading.h"

static const char *
link_target(struct load *load, const char *path)
{
	struct text target = { NULL, 0 };
	enum file_kind kind = FILE_PLAIN;
	struct error err = { 0 };

	arena_reset(load->probe);
	if (load->files->ops->read(load->files, path, load->probe, &target,
		&kind, &err) != FILE_READ ||
	    kind != FILE_LINK)
		return NULL;
	return files_join(load->side, path, target);
}

void
load_targets(struct load *load)
{
	for (size_t i = 0; i < load->entries.count; i++) {
		const char *target = NULL;

		if (load->entries.at[i].kind != FILE_LINK)
			continue;
		target = link_target(load, load->entries.at[i].path);
		if (target != NULL)
			map_put(&load->targets, target);
	}
}

/* Does a link's target, as a path of the set, lead to one of `paths`? */
static bool
leads_to(const struct map *paths, const char *target)
{
	if (map_has(paths, target))
		return true;
	for (size_t i = 0; i < paths->size; i++)
		if (paths->at[i].key != NULL &&
		    path_is_below(paths->at[i].key, target))
			return true;
	return false;
}

int
load_links_to(struct load *load, const struct map *paths,
    void (*visit)(void *data, const char *path), void *data, struct error *err)
{
	struct map reached = { 0 };
	size_t before = 0;

	if (load_list(load, err) != 0)
		return -1;
	for (size_t i = 0; i < paths->size; i++)
		if (paths->at[i].key != NULL)
			map_put(&reached, paths->at[i].key);
	do {
		before = reached.count;
		for (size_t i = 0; i < load->entries.count; i++) {
			const struct file_entry *entry = &load->entries.at[i];
			const char *target = NULL;

			if (entry->kind != FILE_LINK ||
			    map_has(&reached, entry->path))
				continue;
			target = link_target(load, entry->path);
			if (target == NULL || !leads_to(&reached, target))
				continue;
			map_put(&reached, entry->path);
			visit(data, entry->path);
		}
	} while (reached.count != before);
	map_done(&reached);
	return 0;
}
