/* What the configurations of name servers in the set say of its zones. */
#include <string.h>

#include "../dns/name.h"
#include "../read/serverconf.h"
#include "loading.h"
#include "zonename.h"

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
 * The file of the set whose path ends as `wanted` does, as far as it can; of
 * several the one nearest to the configuration, since a set may hold several
 * servers. A server may have a hundred thousand zones: only files of that name
 * are looked at.
 */
static const char *
file_by_tail(struct load *load, const char *conf, const char *wanted)
{
	const char *best = NULL;
	unsigned best_shared = 0;
	size_t best_front = 0, at = 0;

	if (load->base_next == NULL)
		by_base_make(load);
	at = (uintptr_t)map_get(&load->by_base, path_base(text_of(wanted)).ptr);
	for (; at > 0; at = load->base_next[at - 1]) {
		const char *path = load->entries.at[at - 1].path;
		unsigned shared = shared_tail(path, wanted);
		size_t front = string_shared(path, conf);

		if (shared < best_shared ||
		    (shared == best_shared && best != NULL &&
			front <= best_front))
			continue;
		best = path;
		best_shared = shared;
		best_front = front;
	}
	return best_shared > 0 ? best : NULL;
}

static const char *
once_key(struct arena *arena, const char *path, const uint8_t *name)
{
	return arena_format(arena, "%s\n%s", path, name_text(arena, name));
}

/* What a name server's configuration says of a file of the set. */
static void
conf_zone(void *data, const struct serverconf_zone *zone)
{
	static const uint8_t root[] = { 0 };
	struct conf_reading *conf = data;
	struct load *load = conf->load;
	uint8_t name[NAME_WIRE];
	const char *path = NULL;
	struct named_zone *named = NULL, *first = NULL;
	void **place = NULL;

	if (name_from_text(zone->name, root, name, NULL) != NAME_OK)
		return;
	path = files_join(load->set, conf->path, zone->file);
	if (path == NULL ||
	    (!load_has_path(load, path) &&
		load_file(load, path)->status != FILE_READ))
		path = file_by_tail(load, conf->path,
		    arena_copy(load->set, zone->file.ptr, zone->file.len));
	if (path == NULL)
		return;
	named = arena_array(load->set, 1, sizeof *named);
	named->name = name_copy(load->set, name);
	named->conf = conf->path;
	named->host_names = zone->host_names;
	named->secondary = zone->secondary;
	place = map_put(&load->named_once, once_key(load->set, path, name));
	first = *place;
	if (first != NULL) {
		named->again = first->again;
		first->again = named;
		return;
	}
	*place = named;
	named->next = map_get(&load->named, path);
	*map_put(&load->named, path) = named;
}

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
			*vector_push(&load->confs) = (struct server_conf){
				conf.path,
				serverconf_read(bytes, conf_zone, &conf),
			};
	}
}

/* ------------------------------------------ host names that are none */

/*
 * What holds for a zone of which its own file says nothing: BIND reads several
 * as one, so the `options` nearest above speak; then its defaults.
 */
static enum host_names
host_names_of_server(const struct load *load, const struct named_zone *zone)
{
	enum host_names ret = zone->secondary ? HOST_NAMES_TAKEN :
						HOST_NAMES_CHECKED;
	size_t nearest = 0;

	for (size_t i = 0; i < load->confs.count; i++) {
		const struct server_conf *conf = &load->confs.at[i];
		struct text folder = path_folder(text_of(conf->path));
		enum host_names says = zone->secondary ? conf->said.secondary :
							 conf->said.primary;

		if (says == HOST_NAMES_UNSAID || folder.len < nearest ||
		    (folder.len > 0 &&
			!path_is_below(zone->conf,
			    arena_copy(load->probe, folder.ptr, folder.len))))
			continue;
		nearest = folder.len;
		ret = says;
	}
	return ret;
}

/* Of a zone that none of them names: what kind of servers do we see? */
static enum zp_presence
checked_by_kind(const struct load *load)
{
	static const char *const others[] = { "nsd.conf", "knot.conf",
		"pdns.conf", NULL };
	enum zp_presence ret = ZP_UNKNOWN;

	for (size_t i = 0; i < load->confs.count; i++) {
		struct text base = path_base(text_of(load->confs.at[i].path));

		if (text_starts(base, TEXT("named")))
			return ZP_UNKNOWN;
		for (size_t j = 0; others[j] != NULL; j++)
			if (text_equal(base, text_of(others[j])))
				ret = ZP_ABSENT;
	}
	return ret;
}

enum zp_presence
load_checks_host_names(void *data, const struct zp_zone *zone)
{
	struct load *load = data;
	const struct named_zone *named = NULL;
	enum zp_presence ret = ZP_UNKNOWN;

	load_conf(load);
	arena_reset(load->probe);
	named = map_get(
	    &load->named_once, once_key(load->probe, zone->file, zone->name));
	for (; named != NULL; named = named->again) {
		enum host_names says = named->host_names;

		if (says == HOST_NAMES_UNSAID)
			says = host_names_of_server(load, named);
		if (says == HOST_NAMES_CHECKED)
			return ZP_PRESENT;
		ret = ZP_ABSENT;
	}
	return ret == ZP_UNKNOWN ? checked_by_kind(load) : ret;
}
