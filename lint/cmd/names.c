/* Which zone a path holds, and which paths may hold a name. */
#include <stdlib.h>
#include <string.h>

#include "../dns/name.h"
#include "loading.h"
#include "zonename.h"

const uint8_t *
load_name_of_text(struct load *load, const char *text)
{
	static const uint8_t root[] = { 0 };
	uint8_t name[NAME_WIRE];

	if (text == NULL ||
	    name_from_text(text_of(text), root, name, NULL) != NAME_OK)
		return NULL;
	return name_copy(load->side, name);
}

const uint8_t *
load_name_of_path(struct load *load, const char *path, bool short_too)
{
	uint8_t name[NAME_WIRE];

	if (!zone_name_of_path(path, short_too, name))
		return NULL;
	return name_copy(load->side, name);
}

/* -------------------------------------------------- what may hold a name */

/*
 * Which path says which zone, by hash of the zone's name. A slot holds a path
 * whose name has that hash; what the name is, is asked again when it matters.
 */
struct zone_paths {
	struct zone_path {
		uint64_t hash;
		const char *path; /* NULL: free */
	} * at;
	size_t mask, count;
};

void
zone_paths_free(struct zone_paths *paths)
{
	if (paths != NULL)
		free(paths->at);
	free(paths);
}

static struct zone_paths *
zone_paths_new(size_t most)
{
	struct zone_paths *paths = memory_grow(NULL, 1, sizeof *paths);
	size_t size = 64;

	while (size < most * 2)
		size *= 2;
	*paths = (struct zone_paths){ .mask = size - 1,
		.at = memory_grow(NULL, size, sizeof *paths->at) };
	memset(paths->at, 0, size * sizeof *paths->at);
	return paths;
}

static void
zone_paths_add(struct zone_paths *paths, uint64_t hash, const char *path)
{
	size_t slot = hash & paths->mask;

	while (paths->at[slot].path != NULL)
		slot = (slot + 1) & paths->mask;
	paths->at[slot] = (struct zone_path){ hash, path };
}

static void
by_name_add(struct load *load, const char *path)
{
	uint8_t name[NAME_WIRE];

	if (config_path(load->run->config, path, "origin") == NULL &&
	    zone_name_of_path(path, false, name))
		zone_paths_add(load->by_name, name_hash(name), path);
	else {
		*vector_push(&load->nameless) = path;
		*vector_push(&load->every_nameless) = path;
	}
}

static void
nameless_add(struct load *load, const char *path)
{
	*vector_push(&load->nameless) = path;
}

/* Names that a name server's configuration gives to files. */
static void
by_name_add_named(struct load *load)
{
	for (size_t i = 0; i < load->named.size; i++)
		if (load->named.at[i].key != NULL)
			*vector_push(&load->nameless) = load->named.at[i].key;
}

static void
by_name_make(struct load *load)
{
	struct error err = { 0 };

	load->by_name_made = true;
	if (load_list(load, &err) != 0) {
		run_trouble(load->run, "%s", err.message);
		return;
	}
	load_conf(load);
	load->by_name = zone_paths_new(load->entries.count);
	for (size_t i = 0; i < load->entries.count; i++)
		by_name_add(load, load->entries.at[i].path);
	by_name_add_named(load);
	octodns_aliased(load, nameless_add);
}

/* The table of this side, or of the one that lists the same files. */
static const struct zone_paths *
by_name_of(struct load *load)
{
	struct load *lister = load->beside != NULL ? load->beside : load;

	if (!lister->by_name_made)
		by_name_make(lister);
	if (lister != load && !load->by_name_made) {
		load->by_name_made = true;
		load_conf(load);
		by_name_add_named(load);
		for (size_t i = 0; i < lister->every_nameless.count; i++)
			*vector_push(&load->nameless) =
			    lister->every_nameless.at[i];
	}
	return lister->by_name;
}

static void
load_said(struct load *load, const struct zone_paths *paths, uint64_t hash)
{
	if (paths == NULL)
		return;
	for (size_t slot = hash & paths->mask; paths->at[slot].path != NULL;
	     slot = (slot + 1) & paths->mask)
		if (paths->at[slot].hash == hash)
			load_path(load, paths->at[slot].path, false, NULL);
}

/*
 * Paths mostly say their zone. Those that say another one are left for when
 * all is read; those that say none are read now.
 */
void
load_for(void *data, struct zp_estate *estate, const uint8_t *name)
{
	struct load *load = data;
	size_t before = estate->zones.count;
	const struct zone_paths *paths = by_name_of(load);

	for (size_t i = 0; i < load->nameless.count; i++)
		load_path(load, load->nameless.at[i], false, NULL);
	load->nameless.count = 0;
	for (; *name != 0; name = name_parent(name))
		load_said(load, paths, name_hash(name));
	if (estate->zones.count != before)
		estate_views(estate);
}
