/* Finds the zones in a set of files and reads them. */
#include "load.h"

#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "../read/serverconf.h"
#include "../read/zonefile.h"
#include "zonename.h"

void
load_init(struct load *load, struct run *run, struct files *files,
    struct arena *side, struct zp_estate *estate)
{
	memset(load, 0, sizeof *load);
	load->run = run;
	load->files = files;
	load->side = load->set = side;
	load->estate = estate;
	load->shown = (struct shown){ "", "" };
	load->probe = arena_new();
	load->txt = arena_new();
	estate->txt_targets = engine_txt_targets;
	estate->txt_data = load->txt;
}

void
load_done(struct load *load)
{
	vector_done(&load->entries);
	map_done(&load->paths);
	map_done(&load->texts);
	map_done(&load->done);
	map_done(&load->included);
	map_done(&load->named);
	map_done(&load->targets);
	map_done(&load->by_name);
	vector_done(&load->nameless);
	vector_done(&load->unnamed);
	arena_free(load->probe);
	arena_free(load->txt);
}

void
load_forget(struct load *load)
{
	map_done(&load->texts);
	map_done(&load->done);
	map_done(&load->included);
	load->unnamed.count = 0;
}

static const char *
shown_path(const struct load *load, const char *path)
{
	size_t strip = strlen(load->shown.strip);

	if (strncmp(path, load->shown.strip, strip) == 0)
		return path + strip;
	return arena_format(load->side, "%s%s", load->shown.otherwise, path);
}

/* ---------------------------------------------------------------- listing */

static int
entry_keep(void *data, const struct file_entry *entry)
{
	struct load *load = data;
	struct file_entry *kept = NULL;

	if (load->entries.count >= LIMIT_FILES)
		return 1;
	kept = vector_push(&load->entries);
	*kept = *entry;
	kept->path = arena_string(load->set, entry->path);
	map_put(&load->paths, kept->path);
	return 0;
}

static int
load_list(struct load *load, struct error *err)
{
	int status = 0;

	if (load->listed)
		return 0;
	status = load->files->ops->list(load->files, entry_keep, load, err);
	if (status > 0)
		return error_set(err, "%s: more than %d files",
		    load->files->label, LIMIT_FILES);
	load->listed = status == 0;
	return status;
}

/* ------------------------------------------------- reading a zone's bytes */

struct reading {
	struct load *load;
	struct zp_zone *zone;
};

static int
on_record(void *data, const struct read_record *read)
{
	struct reading *reading = data;
	struct record record = {
		.ttl = read->ttl,
		.offset = read->offset,
		.length = read->length,
		.type = read->type,
		.source = read->source->id,
		.flags = (uint16_t)((read->opaque ? RECORD_OPAQUE : 0) |
		    (read->ttl_given ? RECORD_TTL_GIVEN : 0) |
		    (read->ttl_known ? 0 : RECORD_NO_TTL) |
		    (read->generated ? RECORD_GENERATED : 0)),
	};

	return zone_add(reading->zone, read->owner, record, read->rdata);
}

static int
on_fault(void *data, const struct read_fault *fault)
{
	struct reading *reading = data;
	struct arena *side = reading->load->side;

	zone_add_fault(reading->zone,
	    (struct zone_fault){ .rule = fault->rule,
		.message = arena_string(side, fault->message),
		.fix = fault->fix == NULL ? NULL :
					    arena_string(side, fault->fix),
		.source = fault->source,
		.offset = fault->offset,
		.length = fault->length });
	return 0;
}

static int
on_comment(void *data, const struct read_comment *comment)
{
	struct reading *reading = data;
	struct text text = text_trim(comment->text);

	if (!text_starts_nocase(text, TEXT("zoneproof:")))
		return 0;
	*vector_push(&reading->zone->comments) =
	    (struct zone_comment){ .source = comment->source,
		    .offset = comment->offset,
		    .text = text,
		    .alone = comment->alone };
	return 0;
}

static int
on_unknown(void *data, const struct source *source, uint32_t offset)
{
	struct reading *reading = data;

	zone_mark_partial(reading->zone, source, offset);
	return 0;
}

static struct source *
source_new(struct reading *reading, const char *path, struct text bytes)
{
	struct source *source = arena_array(
	    reading->load->side, 1, sizeof *source);

	source->path = shown_path(reading->load, path);
	source->bytes = bytes;
	source->id = zone_add_source(reading->zone, source);
	return source;
}

/* A file's bytes and real path, kept for the next zone that includes it. */
struct kept {
	enum file_status status;
	struct text bytes;
	const char *real;
};

static struct kept *
file_kept(struct load *load, const char *path)
{
	struct kept *kept = map_get(&load->texts, path);
	struct error err = { 0 };

	if (kept != NULL)
		return kept;
	kept = arena_array(load->side, 1, sizeof *kept);
	kept->status = files_read(
	    load->files, path, load->side, &kept->bytes, &kept->real, &err);
	if (kept->status == FILE_FAILED || kept->status == FILE_OUTSIDE)
		run_trouble(load->run, "%s", err.message);
	*map_put(&load->texts, arena_string(load->side, path)) = kept;
	return kept;
}

/*
 * An included path is meant from the folder of the file that names it; name
 * servers start from their own folder, so the set's root is tried as well.
 */
static const struct source *
on_include(void *data, const struct source *from, uint32_t offset,
    struct text path, bool *ret_outside)
{
	struct reading *reading = data;
	struct load *load = reading->load;
	bool root_first = config_include_from_root(load->run->config);
	const char *bases[2] = { root_first ? "" : reading->zone->real,
		root_first ? reading->zone->real : "" };
	bool outside = true;

	if (!root_first && from->includer != NULL)
		bases[0] = map_get(&load->included, from->path);
	for (size_t i = 0; i < 2; i++) {
		const char *joined = bases[i] == NULL ?
		    NULL :
		    files_join(load->side, bases[i], path);
		struct kept *kept = NULL;
		struct source *source = NULL;

		if (joined == NULL)
			continue;
		outside = false;
		kept = file_kept(load, joined);
		if (kept->status != FILE_READ)
			continue;
		source = source_new(reading, joined, kept->bytes);
		source->includer = from;
		source->include_offset = offset;
		*map_put(&load->included, source->path) =
		    (void *)(uintptr_t)kept->real;
		*map_put(&load->included, kept->real) =
		    (void *)(uintptr_t)kept->real;
		return source;
	}
	*ret_outside = outside;
	return NULL;
}

static enum load_answer
read_zone(struct load *load, const char *path, const char *real,
    struct text bytes, const uint8_t *name)
{
	struct zp_zone *zone = zone_new(
	    load->side, name, shown_path(load, path));
	struct reading reading = { .load = load, .zone = zone };
	struct zone_sink sink = { &reading, on_record, on_fault, on_comment,
		on_unknown };
	struct arena *scratch = arena_new();
	struct zonefile zonefile = { .origin = zone->name,
		.sink = &sink,
		.include = on_include,
		.include_data = &reading,
		.scratch = scratch };
	const char *view = config_path(load->run->config, path, "view");
	int status = 0;

	zone->real = real;
	if (view != NULL)
		zone->view = view;
	status = zonefile_read(&zonefile, source_new(&reading, path, bytes));
	arena_free(scratch);
	if (status != 0) {
		run_trouble(
		    load->run, "%s: more than one zone can hold", zone->file);
		zone_free(zone);
		return LOAD_FAILED;
	}
	zone_finish(zone);
	estate_add(load->estate, zone);
	return LOAD_ZONE;
}

/* ------------------------------------------------ what a path's zone is */

struct named_zone {
	const uint8_t *name;
	struct named_zone *next;
};

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
		file_kept(load, path)->status != FILE_READ))
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
static void
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

static const uint8_t *
name_of_text(struct load *load, const char *text)
{
	static const uint8_t root[] = { 0 };
	uint8_t name[NAME_WIRE];

	if (text == NULL ||
	    name_from_text(text_of(text), root, name, NULL) != NAME_OK)
		return NULL;
	return name_copy(load->side, name);
}

static const uint8_t *
name_of_path(struct load *load, const char *path, bool short_too)
{
	uint8_t name[NAME_WIRE];

	if (!zone_name_of_path(path, short_too, name))
		return NULL;
	return name_copy(load->side, name);
}

/* ------------------------------------------------------------- one path */

struct candidate {
	const char *path, *real, *origin;
	struct text bytes;
	struct zonefile_glance glance;
	bool asked;   /* by a person or the configuration */
	bool by_name; /* its file name alone says it is a zone */
};

static void
unnamed_tell(struct load *load, const char *path)
{
	run_trouble(load->run,
	    "%s: nothing says which zone this is: no SOA with a full name, no "
	    "$ORIGIN, no such file name; say it with --origin or under "
	    "`paths:` in " CONFIG_FILE,
	    shown_path(load, path));
}

/*
 * A zone without a name may be what others include or link to; that is known
 * when all have been looked at.
 */
static enum load_answer
candidate_unnamed(struct load *load, const struct candidate *candidate)
{
	if (candidate->asked) {
		unnamed_tell(load, candidate->path);
		return LOAD_FAILED;
	}
	if (candidate->glance.has_soa)
		*vector_push(&load->unnamed) = arena_string(
		    load->side, candidate->path);
	return LOAD_FRAGMENT;
}

/* The configuration of a name server may give one file to many zones. */
static enum load_answer
read_named(struct load *load, const struct candidate *candidate,
    const struct named_zone *named)
{
	enum load_answer answer = LOAD_OTHER;

	for (; named != NULL; named = named->next)
		answer = read_zone(load, candidate->path, candidate->real,
		    candidate->bytes, named->name);
	return answer;
}

static enum load_answer
candidate_read(struct load *load, const struct candidate *candidate)
{
	const char *said = config_path(
	    load->run->config, candidate->path, "origin");
	const uint8_t *name = name_of_text(
	    load, candidate->origin != NULL ? candidate->origin : said);
	const struct named_zone *named = NULL;

	if (name == NULL && candidate->glance.origin_known)
		name = name_copy(load->side, candidate->glance.origin);
	if (name == NULL) {
		load_conf(load);
		named = map_get(&load->named, candidate->path);
		if (named != NULL)
			return read_named(load, candidate, named);
		name = name_of_path(load, candidate->path,
		    candidate->glance.has_soa || candidate->asked ||
			candidate->by_name);
	}
	if (name == NULL)
		return candidate_unnamed(load, candidate);
	return read_zone(
	    load, candidate->path, candidate->real, candidate->bytes, name);
}

static bool
is_ignored(const struct load *load, const char *path)
{
	const char *ignored = config_path(load->run->config, path, "ignore");

	return ignored != NULL && strcmp(ignored, "true") == 0;
}

/* Is it a zone, a piece of one, or something else? */
static enum load_answer
candidate_kind(const struct load *load, const struct candidate *candidate)
{
	bool binary = candidate->bytes.len > 0 &&
	    memchr(candidate->bytes.ptr, '\0', candidate->bytes.len) != NULL;

	if (candidate->asked || candidate->glance.has_soa)
		return candidate->asked || candidate->glance.looks_like_zone ?
		    LOAD_ZONE :
		    candidate->by_name && !binary ? LOAD_ZONE :
						    LOAD_OTHER;
	if (binary)
		return LOAD_OTHER;
	if (map_has(&load->included, candidate->real))
		return LOAD_FRAGMENT;
	if (path_says_fragment(candidate->path))
		return LOAD_FRAGMENT;
	if (candidate->by_name)
		return LOAD_ZONE;
	return candidate->glance.looks_like_zone ? LOAD_FRAGMENT : LOAD_OTHER;
}

static enum load_answer
candidate_load(struct load *load, struct candidate *candidate)
{
	enum load_answer kind = LOAD_ZONE;

	zonefile_glance(candidate->bytes, &candidate->glance);
	candidate->by_name = path_says_zone(candidate->path) &&
	    (candidate->glance.looks_like_zone || candidate->bytes.len == 0 ||
		!text_ends_nocase(text_of(candidate->path), TEXT(".db")));
	kind = candidate_kind(load, candidate);
	if (kind != LOAD_ZONE)
		return kind;
	if (load->probe != NULL)
		candidate->bytes.ptr = arena_copy(load->side,
		    candidate->bytes.ptr == NULL ? "" : candidate->bytes.ptr,
		    candidate->bytes.len);
	candidate->real = arena_string(load->side, candidate->real);
	kind = candidate_read(load, candidate);
	if (kind == LOAD_ZONE)
		*map_put(&load->done,
		    arena_string(load->side, candidate->path)) = load;
	return kind;
}

enum load_answer
load_path(struct load *load, const char *path, bool asked, const char *origin)
{
	struct candidate candidate = { .path = path, .origin = origin };
	const char *format = config_path(load->run->config, path, "format");
	struct error err = { 0 };

	if (map_has(&load->done, path))
		return LOAD_ZONE;
	candidate.asked = asked ||
	    (format != NULL && strcmp(format, "zone") == 0) ||
	    config_path(load->run->config, path, "origin") != NULL;
	if (!asked && (is_ignored(load, path) || path_is_server_conf(path)))
		return LOAD_OTHER;
	arena_reset(load->probe);
	switch (files_read(load->files, path, load->probe, &candidate.bytes,
	    &candidate.real, &err)) {
	case FILE_MISSING:
		return LOAD_MISSING;
	case FILE_OUTSIDE:
		/* What it leads to is something else, for all we know. */
		if (!candidate.asked && !path_says_zone(path))
			return LOAD_OTHER;
		run_trouble(load->run, "%s", err.message);
		return LOAD_FAILED;
	case FILE_FAILED:
		run_trouble(load->run, "%s", err.message);
		return LOAD_FAILED;
	case FILE_READ:
		break;
	}
	return candidate_load(load, &candidate);
}

bool
load_names_zone(struct load *load, const char *path)
{
	struct zonefile_glance glance = { 0 };
	struct text bytes = { NULL, 0 };
	struct error err = { 0 };
	uint8_t name[NAME_WIRE];

	if (config_path(load->run->config, path, "origin") != NULL)
		return true;
	arena_reset(load->probe);
	if (files_read(load->files, path, load->probe, &bytes, NULL, &err) ==
	    FILE_READ)
		zonefile_glance(bytes, &glance);
	return glance.origin_known || zone_name_of_path(path, false, name);
}

enum load_answer
load_bytes(
    struct load *load, const char *path, struct text bytes, const char *origin)
{
	struct candidate candidate = { .path = path,
		.real = path,
		.origin = origin,
		.bytes = bytes,
		.asked = true };

	return candidate_load(load, &candidate);
}

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

static void
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

void
load_tell_unnamed(struct load *load)
{
	load_targets(load);
	for (size_t i = 0; i < load->unnamed.count; i++) {
		const char *path = load->unnamed.at[i];

		if (!map_has(&load->included, path) &&
		    !map_has(&load->targets, path))
			unnamed_tell(load, path);
	}
	load->unnamed.count = 0;
}

/* ------------------------------------------------------------------ all */

int
load_survey(struct load *load, struct error *err)
{
	if (load_list(load, err) != 0)
		return -1;
	load_conf(load);
	return 0;
}

bool
path_is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return length == 0 ||
	    (strncmp(path, folder, length) == 0 && path[length] == '/');
}

/*
 * Two rounds: those that stand for themselves tell which others they include;
 * of what is left, a file whose own name says its zone is one.
 */
int
load_below(struct load *load, const char *folder, struct error *err)
{
	struct {
		VECTOR_OF(const char *);
	} later = { 0 };
	size_t done = 0;

	if (load_survey(load, err) != 0)
		return -1;
	for (size_t i = 0; i < load->entries.count; i++) {
		const char *path = load->entries.at[i].path;
		bool named = map_has(&load->named, path);

		if (!path_is_below(path, folder))
			continue;
		run_progress(load->run, ++done, load->entries.count);
		if (load_path(load, path, named, NULL) == LOAD_FRAGMENT)
			*vector_push(&later) = path;
	}
	for (size_t i = 0; i < later.count; i++) {
		uint8_t name[NAME_WIRE];
		const char *real = later.at[i];
		struct text bytes = { NULL, 0 };
		struct error ignored = { 0 };

		arena_reset(load->probe);
		if (path_says_fragment(later.at[i]) ||
		    !zone_name_of_path(later.at[i], false, name) ||
		    files_read(load->files, later.at[i], load->probe, &bytes,
			&real, &ignored) != FILE_READ ||
		    map_has(&load->included, real))
			continue;
		load_path(load, later.at[i], true, NULL);
	}
	vector_done(&later);
	return 0;
}

static void
load_rest(void *data, struct zp_estate *estate)
{
	struct load *load = data;
	struct error err = { 0 };

	(void)estate;
	if (load_below(load, "", &err) != 0)
		run_trouble(load->run, "%s", err.message);
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
static void
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

bool
load_lists(struct load *load, const char *folder)
{
	struct error err = { 0 };

	/* What went wrong is told when the zones are read. */
	if (load_list(load, &err) != 0)
		return true;
	for (size_t i = 0; i < load->entries.count; i++)
		if (path_is_below(load->entries.at[i].path, folder))
			return true;
	return false;
}

void
load_lazily(struct load *load)
{
	load->estate->load_rest = load_rest;
	load->estate->load_for = load_for;
	load->estate->load_data = load;
}

/* ----------------------------------------------------------------- links */

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
