/* Finds the zones in a set of files and reads them. */
#include "load.h"

#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "../read/octodns.h"
#include "../read/terraform.h"
#include "../read/zonefile.h"
#include "loading.h"
#include "zonename.h"

void
load_answers(struct load *load, struct zp_estate *estate)
{
	estate->txt_targets = engine_txt_targets;
	estate->txt_data = load->txt;
	estate->checks_host_names = load_checks_host_names;
	estate->host_names_data = load;
}

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
	load->scratch = arena_new();
	load_answers(load, estate);
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
	map_done(&load->named_once);
	vector_done(&load->confs);
	map_done(&load->by_base);
	free(load->base_next);
	map_done(&load->targets);
	zone_paths_free(load->by_name);
	referrers_free(load->referrers);
	vector_done(&load->nameless);
	vector_done(&load->every_nameless);
	vector_done(&load->unnamed);
	arena_free(load->probe);
	arena_free(load->txt);
	arena_free(load->scratch);
}

void
load_forget(struct load *load)
{
	map_done(&load->texts);
	map_done(&load->done);
	map_done(&load->included);
	load->unnamed.count = 0;
}

const char *
load_shown(const struct load *load, const char *path)
{
	size_t strip = strlen(load->shown.strip);

	if (load->given != NULL && strcmp(path, load->given) == 0)
		return path;
	if (strncmp(path, load->shown.strip, strip) == 0)
		return path + strip;
	return arena_format(load->side, "%s%s", load->shown.otherwise, path);
}

/* ---------------------------------------------------------------- listing */

static int
entry_order(const void *left, const void *right)
{
	return strcmp(((const struct file_entry *)left)->path,
	    ((const struct file_entry *)right)->path);
}

/* Puts the entry at `last` where it belongs among those before it. */
static void
entry_insert(struct file_entry *entries, size_t last)
{
	struct file_entry entry = entries[last];
	size_t at = last;

	while (at > 0 && entry_order(&entries[at - 1], &entry) > 0)
		at--;
	memmove(entries + at + 1, entries + at, (last - at) * sizeof entry);
	entries[at] = entry;
}

#define INSERTED 8 /* at most; from there on sorting is faster */

/* Mostly all but the last few come in order. */
static void
entries_sort(struct load *load)
{
	struct file_entry *entries = load->entries.at;
	size_t count = load->entries.count, i = 1;

	while (i < count && entry_order(&entries[i - 1], &entries[i]) <= 0)
		i++;
	if (i + INSERTED < count)
		qsort(entries, count, sizeof *entries, entry_order);
	else
		for (; i < count; i++)
			entry_insert(entries, i);
}

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
	return 0;
}

/* What the other side lists, but for what differs: that is looked up. */
static int
list_beside(struct load *load, struct error *err)
{
	const struct map *differs = load->differs;

	if (load_list(load->beside, err) != 0)
		return -1;
	for (size_t i = 0; i < load->beside->entries.count; i++)
		if (!map_has(differs, load->beside->entries.at[i].path))
			*vector_push(&load->entries) =
			    load->beside->entries.at[i];
	for (size_t i = 0; i < differs->size; i++) {
		struct file_entry entry = { .path = differs->at[i].key };
		struct text bytes = { NULL, 0 };
		struct error ignored = { 0 };

		arena_reset(load->probe);
		if (entry.path != NULL &&
		    load->files->ops->read(load->files, entry.path, load->probe,
			&bytes, &entry.kind, &ignored) == FILE_READ)
			*vector_push(&load->entries) = entry;
	}
	entries_sort(load);
	return 0;
}

int
load_list(struct load *load, struct error *err)
{
	int status = 0;

	if (load->listed)
		return 0;
	if (load->beside != NULL) {
		status = list_beside(load, err);
		load->listed = status == 0;
		return status;
	}
	status = load->files->ops->list(load->files, entry_keep, load, err);
	if (status > 0)
		return error_set(err, "%s: more than %d files",
		    load->files->label, LIMIT_FILES);
	/* What git does not know yet stands behind what it does. */
	entries_sort(load);
	load->listed = status == 0;
	return status;
}

bool
load_has_path(struct load *load, const char *path)
{
	if (load->paths.count == 0)
		for (size_t i = 0; i < load->entries.count; i++)
			map_put(&load->paths, load->entries.at[i].path);
	return map_has(&load->paths, path);
}

void
load_beside(struct load *load, struct load *other, const struct map *differs)
{
	load->beside = other;
	load->differs = differs;
}

bool
path_is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return length == 0 ||
	    (strncmp(path, folder, length) == 0 && path[length] == '/');
}

/* ------------------------------------------------------------- one path */

struct candidate {
	const char *path, *real, *origin;
	struct text bytes;
	struct zonefile_glance glance;
	const struct format *format; /* that it is told to have; NULL: none */
	bool asked;                  /* by a person or the configuration */
	bool by_name;                /* its file name alone says it is a zone */
	bool probed;                 /* its bytes and path are the probe's */
};

static void
unnamed_tell(struct load *load, const char *path)
{
	run_trouble(load->run,
	    "%s: nothing says which zone this is: no SOA with a full name, no "
	    "$ORIGIN, no such file name; say it with --origin or under "
	    "`paths:` in " CONFIG_FILE,
	    load_shown(load, path));
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

static enum load_answer
read_one(struct load *load, const struct candidate *candidate,
    const struct format *format, const uint8_t *origin)
{
	struct reading_file file = { candidate->path, candidate->real,
		candidate->bytes };

	return reading_run(load,
	    &(struct reading_plan){ .format = format,
		.files = &file,
		.count = 1,
		.origin = origin,
		.asked = candidate->asked,
		.settings = load->plan != NULL && format == &format_terraform ?
		    load->plan->settings :
		    NULL });
}

/* The configuration of a name server may give one file to many zones. */
static enum load_answer
read_named(struct load *load, const struct candidate *candidate,
    const struct named_zone *named)
{
	enum load_answer answer = LOAD_OTHER;

	for (; named != NULL; named = named->next)
		answer = read_one(
		    load, candidate, &format_zonefile, named->name);
	return answer;
}

/* As the command line or the configuration names the zone; NULL: neither. */
static const uint8_t *
candidate_origin(struct load *load, const struct candidate *candidate)
{
	return load_name_of_text(load,
	    candidate->origin != NULL ?
		candidate->origin :
		config_path(load->run->config, candidate->path, "origin"));
}

static enum load_answer
zonefile_load(struct load *load, const struct candidate *candidate)
{
	const uint8_t *name = candidate_origin(load, candidate);
	const struct named_zone *named = NULL;

	if (name == NULL && candidate->glance.origin_known)
		name = name_copy(load->side, candidate->glance.origin);
	if (name == NULL) {
		load_conf(load);
		named = map_get(&load->named, candidate->path);
		if (named != NULL)
			return read_named(load, candidate, named);
		name = load_name_of_path(load, candidate->path,
		    candidate->glance.has_soa || candidate->asked ||
			candidate->by_name);
	}
	if (name == NULL)
		return candidate_unnamed(load, candidate);
	return read_one(load, candidate, &format_zonefile, name);
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

/* ------------------------------------------------------ of which format? */

/* So many files that are not read are named one by one. */
#define UNREAD_NAMED 10

void
load_note_unread(struct load *load, const char *path, const char *what)
{
	if (load->lazy)
		return;
	load->unread++;
	if (load->unread <= UNREAD_NAMED)
		run_notice(load->run, "%s %s", load_shown(load, path), what);
	else if (load->unread == UNREAD_NAMED + 1)
		run_notice(load->run,
		    "and more such files: the first %d are named",
		    UNREAD_NAMED);
}

static void
unread_tell(struct load *load, const struct candidate *candidate,
    const char *is, const char *what, const char *advice)
{
	const char *line = arena_format(
	    load->side, "%s %s: %s", is, what, advice);

	if (candidate->asked)
		run_trouble(load->run, "%s %s",
		    load_shown(load, candidate->path), line);
	else
		load_note_unread(load, candidate->path, line);
}

/*
 * Told by the command line, the configuration, or the file itself. False: it
 * looks like DNS and cannot be read; that is told.
 */
static bool
candidate_guess(struct load *load, struct candidate *candidate)
{
	const struct format *other = NULL;

	if (candidate->format != NULL)
		return true;
	candidate->format = format_guessed(
	    candidate->path, candidate->bytes, candidate->asked, &other);
	if (candidate->format == NULL)
		candidate->format = &format_zonefile;
	if (other == NULL)
		return true;
	unread_tell(load, candidate, "may be",
	    arena_format(
		load->side, "%s or %s", candidate->format->what, other->what),
	    "say which under `paths:` in " CONFIG_FILE);
	return false;
}

static enum load_answer
document_load(struct load *load, struct candidate *candidate)
{
	const struct format *format = candidate->format;
	const uint8_t *origin = candidate_origin(load, candidate);

	if (format->read == NULL) {
		unread_tell(
		    load, candidate, "is", format->what, format->advice);
		return candidate->asked ? LOAD_FAILED : LOAD_OTHER;
	}
	if (format->named && origin == NULL)
		origin = load_name_of_path(
		    load, candidate->path, candidate->asked);
	if (format->named && origin == NULL)
		return candidate_unnamed(load, candidate);
	return read_one(load, candidate, format, origin);
}

static enum load_answer
zonefile_kind(struct load *load, struct candidate *candidate)
{
	zonefile_glance(candidate->bytes, &candidate->glance);
	candidate->by_name = path_says_zone(candidate->path) &&
	    (candidate->glance.looks_like_zone || candidate->bytes.len == 0 ||
		!text_ends_nocase(text_of(candidate->path), TEXT(".db")));
	return candidate_kind(load, candidate);
}

#define COPIED_MOST ((size_t)64 * 1024)

/* What was only looked at stays: a large file as it is, a small one copied. */
static void
candidate_keep(struct load *load, struct candidate *candidate)
{
	if (candidate->probed && candidate->bytes.len > COPIED_MOST) {
		arena_join(load->side, load->probe);
		load->probe = arena_new();
		return;
	}
	if (candidate->probed)
		candidate->bytes.ptr = arena_copy(load->side,
		    candidate->bytes.ptr == NULL ? "" : candidate->bytes.ptr,
		    candidate->bytes.len);
	candidate->real = arena_string(load->side, candidate->real);
}

static enum load_answer
candidate_load(struct load *load, struct candidate *candidate)
{
	enum load_answer answer = LOAD_ZONE;

	if (load_packed(load, candidate->path, candidate->asked,
		&candidate->bytes, &answer))
		return answer;
	if (!candidate_guess(load, candidate))
		return candidate->asked ? LOAD_FAILED : LOAD_OTHER;
	if (candidate->format == &format_zonefile)
		answer = zonefile_kind(load, candidate);
	if (answer != LOAD_ZONE)
		return answer;
	candidate_keep(load, candidate);
	answer = candidate->format == &format_zonefile ?
	    zonefile_load(load, candidate) :
	    document_load(load, candidate);
	if (answer == LOAD_ZONE)
		*map_put(&load->done,
		    arena_string(load->side, candidate->path)) = load;
	return answer;
}

/*
 * What the command line says of the files that it names, or the configuration;
 * NULL: nothing.
 */
static const struct format *
format_said(const struct load *load, const char *path, bool asked)
{
	const char *name = asked ? load->run->options->input_format : NULL;

	if (name == NULL)
		name = config_path(load->run->config, path, "format");
	return name == NULL ? NULL : format_named(name);
}

/* Who names another zone, or another format, means the file by itself. */
static bool
octodns_says(const struct candidate *candidate)
{
	static const uint8_t root[] = { 0 };
	uint8_t meant[NAME_WIRE], said[NAME_WIRE];

	if (candidate->format != NULL && candidate->format != &format_octodns)
		return false;
	return candidate->origin == NULL ||
	    (zone_name_of_path(candidate->path, false, said) &&
		name_from_text(text_of(candidate->origin), root, meant, NULL) ==
		    NAME_OK &&
		name_equal(meant, said));
}

/* Into the probe, unless it was read already when it was glanced at. */
static enum file_status
candidate_read(
    struct load *load, struct candidate *candidate, struct error *err)
{
	struct peeked *peeked = &load->peeked;

	if (peeked->path == NULL ||
	    strcmp(peeked->path, candidate->path) != 0) {
		arena_reset(load->probe);
		return files_read(load->files, candidate->path, load->probe,
		    &candidate->bytes, &candidate->real, err);
	}
	arena_free(load->probe);
	load->probe = peeked->arena;
	candidate->bytes = peeked->bytes;
	candidate->real = peeked->real;
	*peeked = (struct peeked){ 0 };
	return FILE_READ;
}

enum load_answer
load_path(struct load *load, const char *path, bool asked, const char *origin)
{
	struct candidate candidate = { .path = path,
		.origin = origin,
		.probed = true,
		.format = format_said(load, path, asked) };
	enum load_answer answer = LOAD_OTHER;
	struct error err = { 0 };

	if (map_has(&load->done, path))
		return LOAD_ZONE;
	candidate.asked = asked || candidate.format != NULL ||
	    config_path(load->run->config, path, "origin") != NULL;
	if (!asked && (is_ignored(load, path) || path_is_server_conf(path)))
		return LOAD_OTHER;
	if (octodns_says(&candidate) &&
	    octodns_load(load, path, candidate.asked, &answer))
		return answer;
	switch (candidate_read(load, &candidate, &err)) {
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

const uint8_t *
load_glance(struct load *load, const char *path)
{
	const uint8_t *said = load_name_of_text(
	    load, config_path(load->run->config, path, "origin"));
	struct peeked *peeked = &load->peeked;
	struct zonefile_glance glance = { 0 };
	struct error err = { 0 };
	uint8_t name[NAME_WIRE];

	if (said != NULL)
		return said;
	arena_free(peeked->arena);
	peeked->arena = arena_new();
	peeked->path = NULL;
	if (files_read(load->files, path, peeked->arena, &peeked->bytes,
		&peeked->real, &err) == FILE_READ) {
		peeked->path = arena_string(load->side, path);
		zonefile_glance(peeked->bytes, &glance);
	}
	if (glance.origin_known)
		return name_copy(load->side, glance.origin);
	return zone_name_of_path(path, false, name) ?
	    name_copy(load->side, name) :
	    NULL;
}

enum load_answer
load_bytes(
    struct load *load, const char *path, struct text bytes, const char *origin)
{
	struct candidate candidate = { .path = path,
		.real = path,
		.origin = origin,
		.bytes = bytes,
		.format = format_said(load, path, true),
		.asked = true };

	load->given = path;
	return candidate_load(load, &candidate);
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

/*
 * Two rounds: those that stand for themselves tell which others they include;
 * of what is left, a file whose own name says its zone is one.
 */
int
load_where(struct load *load,
    bool (*wanted)(void *data, struct load *load, size_t entry), void *data,
    struct error *err)
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

		run_progress(load->run, ++done, load->entries.count);
		if (wanted != NULL && !wanted(data, load, i))
			continue;
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

static bool
is_below(void *data, struct load *load, size_t entry)
{
	return path_is_below(load->entries.at[entry].path, data);
}

int
load_below(struct load *load, const char *folder, struct error *err)
{
	return load_where(load, is_below, (void *)(uintptr_t)folder, err);
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
load_expect(struct load *load, const uint8_t *const *names)
{
	load->expected = names;
	load->estate->load_referrers = load_referrers;
}

void
load_lazily(struct load *load)
{
	load->lazy = true;
	load->estate->load_rest = load_rest;
	load->estate->load_for = load_for;
	load->estate->load_data = load;
}
