/* Which zone a path holds, and which paths may hold a name. */
#include <stdlib.h>
#include <string.h>

#include "../dns/name.h"
#include "../read/serverconf.h"
#include "loading.h"
#include "zonename.h"

/* ---------------------------------------- what the name servers say of it */

struct conf_reading {
	struct load *load;
	const char *path;
};

/* How many whole parts two paths share, counted from their ends. */
static unsigned
shared_tail(const char *a, const char *b)
{
	struct text left = text_of(a), right = text_of(b);
	unsigned shared = 0;

	while (left.len > 0 && right.len > 0 &&
	    text_equal(path_base(left), path_base(right))) {
		shared++;
		left = path_folder(left);
		right = path_folder(right);
	}
	return shared;
}

/* From the last to the first, so that each list begins with the first. */
static void
by_base_make(struct load *load)
{
	load->base_next = memory_grow(
	    NULL, load->entries.count + 1, sizeof *load->base_next);
	for (size_t i = load->entries.count; i-- > 0;) {
		void **place = map_put(&load->by_base,
		    path_base(text_of(load->entries.at[i].path)).ptr);

		load->base_next[i] = (uint32_t)(uintptr_t)*place;
		*place = (void *)(uintptr_t)(i + 1);
	}
}

/*
 * The file of the set whose path ends as `wanted` does, as far as it can. A
 * server may have a hundred thousand zones: only files of that name are looked
 * at.
 */
static const char *
file_by_tail(struct load *load, const char *wanted)
{
	const char *best = NULL;
	unsigned best_shared = 0;
	size_t at = 0;

	if (load->base_next == NULL)
		by_base_make(load);
	at = (uintptr_t)map_get(&load->by_base, path_base(text_of(wanted)).ptr);
	for (; at > 0; at = load->base_next[at - 1]) {
		const char *path = load->entries.at[at - 1].path;
		unsigned shared = shared_tail(path, wanted);

		if (shared > best_shared) {
			best = path;
			best_shared = shared;
		}
	}
	return best;
}

static void
conf_pair(void *data, struct text zone, struct text file)
{
	static const uint8_t root[] = { 0 };
	struct conf_reading *conf = data;
	struct load *load = conf->load;
	uint8_t name[NAME_WIRE];
	const char *path = NULL;
	struct named_zone *named = NULL;

	if (name_from_text(zone, root, name, NULL) != NAME_OK)
		return;
	path = files_join(load->set, conf->path, file);
	if (path == NULL ||
	    (!load_has_path(load, path) &&
		load_file(load, path)->status != FILE_READ))
		path = file_by_tail(
		    load, arena_copy(load->set, file.ptr, file.len));
	if (path == NULL)
		return;
	named = arena_alloc(load->set, sizeof *named);
	named->name = name_copy(load->set, name);
	named->next = map_get(&load->named, path);
	*map_put(&load->named, path) = named;
}

/* What the name servers' configurations in the set say, read once. */
void
load_conf(struct load *load)
{
	struct error err = { 0 };

	if (load->conf_read)
		return;
	load->conf_read = true;
	if (load_list(load, &err) != 0) {
		run_trouble(load->run, "%s", err.message);
		return;
	}
	for (size_t i = 0; i < load->entries.count; i++) {
		struct conf_reading conf = { load, load->entries.at[i].path };
		struct text bytes = { NULL, 0 };

		if (!path_is_server_conf(conf.path))
			continue;
		arena_reset(load->probe);
		if (files_read(load->files, conf.path, load->probe, &bytes,
			NULL, &err) == FILE_READ)
			serverconf_read(bytes, conf_pair, &conf);
	}
}

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
