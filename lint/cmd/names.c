/* Which zone a path holds, and which paths may hold a name. */
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

/* The file of the set whose path ends as `wanted` does, as far as it can. */
static const char *
file_by_tail(const struct load *load, const char *wanted)
{
	const char *best = NULL;
	unsigned best_shared = 0;

	for (size_t i = 0; i < load->entries.count; i++) {
		const char *path = load->entries.at[i].path;
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
	    (!map_has(&load->paths, path) &&
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

struct path_list {
	const char *path;
	struct path_list *next;
};

static void
by_name_add(struct load *load, const char *path)
{
	uint8_t name[NAME_WIRE];
	char text[NAME_TEXT];
	struct path_list *list = NULL;
	void **place = NULL;

	if (config_path(load->run->config, path, "origin") != NULL ||
	    !zone_name_of_path(path, false, name)) {
		*vector_push(&load->nameless) = path;
		return;
	}
	name_to_text(name, text);
	list = arena_alloc(load->side, sizeof *list);
	list->path = path;
	list->next = map_get(&load->by_name, text);
	place = map_put(&load->by_name,
	    list->next != NULL ? text : arena_string(load->side, text));
	*place = list;
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
	for (size_t i = 0; i < load->entries.count; i++)
		by_name_add(load, load->entries.at[i].path);
	by_name_add_named(load);
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

	if (!load->by_name_made)
		by_name_make(load);
	for (size_t i = 0; i < load->nameless.count; i++)
		load_path(load, load->nameless.at[i], false, NULL);
	load->nameless.count = 0;
	for (; *name != 0; name = name_parent(name)) {
		char text[NAME_TEXT];
		const struct path_list *list = NULL;

		name_to_text(name, text);
		for (list = map_get(&load->by_name, text); list != NULL;
		     list = list->next)
			load_path(load, list->path, false, NULL);
	}
	if (estate->zones.count != before)
		estate_views(estate);
}
