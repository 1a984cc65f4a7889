/*
 * Which files of a set make up a zone of octoDNS: the file named for it, its
 * fragments (`example.com._mail.yaml`), the folder it is split into, and the
 * folders of every source that octoDNS's own configuration gives it.
 */
#include <string.h>

#include "../base/limits.h"
#include "../dns/idna.h"
#include "../dns/name.h"
#include "../read/octodns.h"
#include "../read/octodns_config.h"
#include "loading.h"
#include "zonename.h"

/* A configuration of octoDNS in the set. */
struct octodns_file {
	const char *path;
	const struct octodns_config *config;
	const struct octodns_file *next;
};

struct octodns_set {
	const struct octodns_file *files;
};

/* ------------------------------------------------------ the configurations */

/* The first entry whose path is not before `prefix`. */
static size_t
entries_from(const struct load *load, const char *prefix)
{
	size_t low = 0, high = load->entries.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(load->entries.at[middle].path, prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
entries_below(const struct load *load, const char *folder)
{
	const char *prefix = arena_format(load->set, "%s/", folder);
	size_t at = entries_from(load, prefix);

	return *folder == '\0' ||
	    (at < load->entries.count &&
		text_starts(
		    text_of(load->entries.at[at].path), text_of(prefix)));
}

/* `config.yaml`, not `example.com.yaml`, and not deep down. */
static bool
may_be_config(const char *path)
{
	struct text folder, zone;
	unsigned depth = 0;

	for (const char *at = path; *at != '\0'; at++)
		depth += *at == '/';
	return depth <= 3 &&
	    (text_ends(text_of(path), TEXT(".yaml")) ||
		text_ends(text_of(path), TEXT(".yml"))) &&
	    !yaml_zone_of_path(path, &folder, &zone);
}

static const struct octodns_config *
config_at(struct load *load, const char *path)
{
	struct source *source = arena_array(load->set, 1, sizeof *source);
	struct text bytes = { NULL, 0 };
	struct error err = { 0 };

	arena_reset(load->probe);
	if (files_read(load->files, path, load->probe, &bytes, NULL, &err) !=
		FILE_READ ||
	    !octodns_is_config(bytes) || bytes.len > LIMIT_CONFIG)
		return NULL;
	source->path = path;
	source->bytes = (struct text){
		arena_copy(load->set, bytes.ptr, bytes.len), bytes.len
	};
	return octodns_config_read(load->set, source);
}

/*
 * A directory is meant from where octoDNS is started: mostly the root of the
 * repository, or the folder of its configuration. NULL: it is not here.
 */
static const char *
directory_of(struct load *load, const char *config, const char *written)
{
	struct text here = text_of("");
	const char *base = "x";

	for (;;) {
		/* A folder may be the root, which is no path to join to. */
		const char *joined = files_join(load->set, base,
		    text_of(arena_format(load->set, "%s/x", written)));

		if (joined != NULL) {
			struct text folder = path_folder(text_of(joined));
			const char *found = arena_copy(
			    load->set, folder.ptr, folder.len);

			if (entries_below(load, found))
				return found;
		}
		if (text_equal(here, path_folder(text_of(config))))
			return NULL;
		here = path_folder(text_of(config));
		base = config;
	}
}

static const struct octodns_set *
set_of(struct load *load)
{
	struct octodns_set *set = NULL;
	const struct octodns_file **last = NULL;
	struct error err = { 0 };
	size_t looked = 0;

	if (load->octodns != NULL)
		return load->octodns;
	set = arena_array(load->set, 1, sizeof *set);
	load->octodns = set;
	last = &set->files;
	if (load_list(load, &err) != 0) {
		run_trouble(load->run, "%s", err.message);
		return set;
	}
	for (size_t i = 0;
	     i < load->entries.count && looked < LIMIT_OCTODNS_CONFIGS; i++) {
		const char *path = load->entries.at[i].path;
		const struct octodns_config *config = NULL;
		struct octodns_file *file = NULL;

		if (!may_be_config(path))
			continue;
		looked++;
		config = config_at(load, path);
		if (config == NULL)
			continue;
		file = arena_array(load->set, 1, sizeof *file);
		file->path = path;
		file->config = config;
		for (struct octodns_provider *provider = config->providers;
		     provider != NULL; provider = provider->next)
			provider->folder = directory_of(
			    load, path, provider->directory);
		*last = file;
		last = &file->next;
	}
	return set;
}

/* ------------------------------------------------------------- one zone */

struct unit {
	struct load *load;
	const char *zone;    /* with its final dot, lower case, A-labels */
	const char *written; /* as its files are named */
	struct {
		VECTOR_OF(struct reading_file);
	} files;
	struct {
		VECTOR_OF(bool);
	} replaces;
	struct octodns_settings settings;
	const char *const *targets; /* NULL: not known */
	const char *view;
	bool kept; /* a configuration names the zone */
};

static void
unit_done(struct unit *unit)
{
	vector_done(&unit->files);
	vector_done(&unit->replaces);
}

static void
unit_add(struct unit *unit, const char *path, bool replaces)
{
	for (size_t i = 0; i < unit->files.count; i++)
		if (strcmp(unit->files.at[i].path, path) == 0)
			return;
	*vector_push(&unit->files) = (struct reading_file){ .path = path };
	*vector_push(&unit->replaces) = replaces;
}

/* What cannot be read is told, and leaves a zone of which some is unknown. */
static void
unit_open(struct unit *unit)
{
	size_t kept = 0;

	for (size_t i = 0; i < unit->files.count; i++) {
		const char *path = unit->files.at[i].path;
		const struct kept_file *file = load_file(unit->load, path);

		if (file->status != FILE_READ) {
			unit->settings.elsewhere = true;
			continue;
		}
		unit->replaces.at[kept] = unit->replaces.at[i];
		unit->files.at[kept++] =
		    (struct reading_file){ path, file->real, file->bytes };
	}
	unit->files.count = unit->replaces.count = kept;
}

/* Every `….yaml` whose path begins so, and is not deeper. */
static void
unit_add_all(struct unit *unit, const char *prefix, bool replaces)
{
	struct load *load = unit->load;
	size_t length = strlen(prefix);

	for (size_t i = entries_from(load, prefix); i < load->entries.count;
	     i++) {
		const char *path = load->entries.at[i].path;

		if (strncmp(path, prefix, length) != 0)
			return;
		if (strchr(path + length, '/') == NULL &&
		    text_ends(text_of(path), TEXT(".yaml")))
			unit_add(unit, path, replaces);
	}
}

/*
 * The files of one folder; `provider` says how they are named, NULL for all
 * the ways that there are.
 */
static void
unit_add_folder(struct unit *unit, const char *folder,
    const struct octodns_provider *provider)
{
	struct arena *side = unit->load->side;
	const char *start = arena_format(
	    side, "%s%s%s", folder, *folder == '\0' ? "" : "/", unit->zone);
	const char *file = arena_format(side, "%syaml", start);
	const char *split = provider == NULL ? "." : provider->split;
	bool replaces = provider != NULL && provider->replaces;

	if ((provider == NULL || !provider->no_file) &&
	    load_has_path(unit->load, file))
		unit_add(unit, file, replaces);
	unit_add_all(unit, arena_format(side, "%s_", start), replaces);
	if (split != NULL)
		unit_add_all(unit,
		    arena_format(
			side, "%.*s%s/", (int)strlen(start) - 1, start, split),
		    replaces);
	if (provider != NULL && provider->shared != NULL) {
		file = arena_format(side, "%s%s%s", folder,
		    *folder == '\0' ? "" : "/", provider->shared);
		if (load_has_path(unit->load, file))
			unit_add(unit, file, replaces);
	}
}

/* All that a configuration says of the zone; false: it is not in `folder`. */
static bool
unit_configure(
    struct unit *unit, const struct octodns_file *file, const char *folder)
{
	const struct octodns_zone *zone = octodns_config_zone(
	    file->config, unit->zone);
	const struct octodns_zone *original = zone;
	bool here = false;

	if (zone != NULL && zone->alias != NULL)
		original = octodns_config_zone(file->config, zone->alias);
	for (size_t i = 0; original != NULL && original->sources[i] != NULL;
	     i++) {
		const struct octodns_provider *provider =
		    octodns_config_provider(file->config, original->sources[i]);

		if (provider == NULL || provider->folder == NULL) {
			unit->settings.elsewhere = true;
			continue;
		}
		here = here || strcmp(provider->folder, folder) == 0;
		unit->settings.default_ttl = provider->default_ttl;
		unit->settings.semicolons = provider->semicolons;
		unit_add_folder(unit, provider->folder, provider);
	}
	if (!here)
		return false;
	unit->kept = true;
	unit->targets = zone->targets;
	unit->settings.lenient = zone->lenient;
	return true;
}

/* Is the folder one of a configuration's, which then has to name the zone? */
static bool
folder_is_kept(struct load *load, const char *folder)
{
	for (const struct octodns_file *file = set_of(load)->files;
	     file != NULL; file = file->next)
		for (const struct octodns_provider *provider =
			 file->config->providers;
		     provider != NULL; provider = provider->next)
			if (provider->folder != NULL &&
			    strcmp(provider->folder, folder) == 0)
				return true;
	return false;
}

/* Does any of its files hold records, or a configuration name it? */
static bool
unit_is_octodns(const struct unit *unit)
{
	if (unit->kept)
		return unit->files.count > 0;
	for (size_t i = 0; i < unit->files.count; i++)
		if (format_octodns.guess(unit->files.at[i].path,
			unit->files.at[i].bytes) == FORMAT_YES)
			return true;
	return false;
}

static enum load_answer
unit_read(struct unit *unit, const char *name)
{
	struct load *load = unit->load;
	const uint8_t *origin = load_name_of_text(load, name);
	enum load_answer answer = LOAD_OTHER;

	if (origin == NULL)
		return LOAD_OTHER;
	unit->settings.replaces = unit->replaces.at;
	unit->settings.targets = unit->targets;
	answer = reading_run(load,
	    &(struct reading_plan){ .format = &format_octodns,
		.files = unit->files.at,
		.count = unit->files.count,
		.origin = origin,
		.settings = &unit->settings,
		.targets = unit->targets,
		.view = unit->view });
	for (size_t i = 0; answer == LOAD_ZONE && i < unit->files.count; i++)
		map_put(&load->done, unit->files.at[i].path);
	return answer;
}

/* The zone, and every other that a configuration makes a copy of it. */
static enum load_answer
unit_read_all(struct unit *unit, const struct octodns_file *file)
{
	enum load_answer answer = unit_read(unit, unit->zone);

	if (answer != LOAD_ZONE || file == NULL)
		return answer;
	for (const struct octodns_zone *zone = file->config->zones;
	     zone != NULL; zone = zone->next)
		if (zone->alias != NULL &&
		    strcmp(zone->alias, unit->zone) == 0) {
			unit->targets = zone->targets;
			unit_read(unit, zone->name);
		}
	return answer;
}

static void
unit_init(struct unit *unit, struct load *load, const char *written)
{
	struct text ascii = idna_ascii(load->side, text_of(written));
	char *zone = arena_copy(load->side, ascii.ptr, ascii.len);

	for (char *at = zone; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at | 0x20);
	*unit = (struct unit){ .load = load, .zone = zone, .written = written };
	unit->settings.default_ttl = 3600;
}

/* ------------------------------------------------------------- one path */

/* "example.com._mail" is a piece of example.com, where that is a file. */
static struct text
without_fragment(struct load *load, struct text folder, struct text zone)
{
	for (size_t i = 0; i + 1 < zone.len; i++) {
		struct text whole = { zone.ptr, i };

		if (zone.ptr[i] == '.' && zone.ptr[i + 1] == '_' &&
		    load_has_path(load,
			arena_format(load->side, "%.*s%s%.*s.yaml",
			    (int)folder.len, folder.ptr,
			    folder.len == 0 ? "" : "/", (int)whole.len,
			    whole.ptr)))
			return whole;
	}
	return zone;
}

/* The zone of a split folder whose name a provider says: "example.com/". */
static bool
split_zone_of(struct load *load, const char *path, struct text *ret_folder,
    struct text *ret_zone)
{
	struct text folder = path_folder(text_of(path));

	for (const struct octodns_file *file = set_of(load)->files;
	     file != NULL; file = file->next)
		for (const struct octodns_provider *provider =
			 file->config->providers;
		     provider != NULL; provider = provider->next) {
			struct text zone = path_base(folder);
			struct text end = text_of(
			    provider->split == NULL ? "" : provider->split);

			if (provider->split == NULL ||
			    provider->folder == NULL ||
			    !text_equal(path_folder(folder),
				text_of(provider->folder)) ||
			    !text_ends(zone, end) || zone.len == end.len)
				continue;
			*ret_folder = path_folder(folder);
			*ret_zone =
			    (struct text){ zone.ptr, zone.len - end.len };
			return true;
		}
	return false;
}

static bool
is_config(struct load *load, const char *path)
{
	for (const struct octodns_file *file = set_of(load)->files;
	     file != NULL; file = file->next)
		if (strcmp(file->path, path) == 0)
			return true;
	return false;
}

/* Each configuration that keeps the zone has a view of it. */
static enum load_answer
views_load(struct load *load, const char *folder, const char *written)
{
	enum load_answer answer = LOAD_OTHER;
	unsigned views = 0;

	for (const struct octodns_file *file = set_of(load)->files;
	     file != NULL; file = file->next) {
		struct unit unit;

		unit_init(&unit, load, written);
		if (unit_configure(&unit, file, folder)) {
			unit_open(&unit);
			unit.view = views == 0 ? NULL : file->path;
			if (unit.files.count > 0) {
				answer = unit_read_all(&unit, file);
				views++;
			}
		}
		unit_done(&unit);
	}
	return answer;
}

static enum load_answer
zone_load(struct load *load, const char *folder, const char *written)
{
	static const char *const nobody[] = { NULL };
	enum load_answer answer = views_load(load, folder, written);
	struct unit unit;

	if (answer != LOAD_OTHER)
		return answer;
	unit_init(&unit, load, written);
	unit_add_folder(&unit, folder, NULL);
	unit_open(&unit);
	unit.targets = folder_is_kept(load, folder) ? nobody : NULL;
	if (unit_is_octodns(&unit))
		answer = unit_read_all(&unit, NULL);
	unit_done(&unit);
	return answer;
}

/* The folder that a zone's files are in, and its name as they have it. */
static bool
zone_of_path(struct load *load, const char *path, const char **ret_folder,
    const char **ret_zone)
{
	struct text folder = { NULL, 0 }, zone = { NULL, 0 };

	if (!split_zone_of(load, path, &folder, &zone) &&
	    !yaml_zone_of_path(path, &folder, &zone))
		return false;
	zone = without_fragment(load, folder, zone);
	*ret_folder = arena_copy(
	    load->side, folder.ptr == NULL ? "" : folder.ptr, folder.len);
	*ret_zone = arena_format(load->side, "%.*s.", (int)zone.len, zone.ptr);
	return true;
}

bool
octodns_stands_first(struct load *load, const char *path)
{
	const char *folder = NULL, *zone = NULL;
	struct unit unit;
	bool first = true;

	if (!text_ends(text_of(path), TEXT(".yaml")) ||
	    !zone_of_path(load, path, &folder, &zone))
		return true;
	unit_init(&unit, load, zone);
	unit_add_folder(&unit, folder, NULL);
	if (unit.files.count > 0)
		first = strcmp(unit.files.at[0].path, path) == 0;
	unit_done(&unit);
	return first;
}

bool
octodns_load(
    struct load *load, const char *path, bool asked, enum load_answer *ret)
{
	const char *folder = NULL, *zone = NULL;

	if (!text_ends(text_of(path), TEXT(".yaml")))
		return false;
	if (!asked && is_config(load, path)) {
		*ret = LOAD_FRAGMENT;
		return true;
	}
	if (!zone_of_path(load, path, &folder, &zone))
		return false;
	*ret = zone_load(load, folder, zone);
	return *ret != LOAD_OTHER;
}

void
octodns_aliased(
    struct load *load, void (*visit)(struct load *load, const char *path))
{
	for (const struct octodns_file *file = set_of(load)->files;
	     file != NULL; file = file->next)
		for (const struct octodns_zone *zone = file->config->zones;
		     zone != NULL; zone = zone->next)
			for (const struct octodns_provider *provider =
				 file->config->providers;
			     zone->alias != NULL && provider != NULL;
			     provider = provider->next) {
				const char *start = arena_format(load->set,
				    "%s/%s", provider->folder, zone->alias);
				size_t at = entries_from(load, start);

				if (provider->folder != NULL &&
				    at < load->entries.count &&
				    text_starts(
					text_of(load->entries.at[at].path),
					text_of(start)))
					visit(load, load->entries.at[at].path);
			}
}
