/* From the bytes of a document to the zones of an estate. */
#include <string.h>
#include <strings.h>

#include "../base/glob.h"
#include "../base/limits.h"
#include "../dns/name.h"
#include "loading.h"

/* One zone that the document holds, while it is read. */
struct filling {
	struct zone_sink sink;
	struct reading *reading;
	struct zp_zone *zone;
	enum document_side side;
	struct map touched; /* "owner type" that a change to a state tells of */
	struct filling *next;
};

struct reading {
	struct load *load;
	const struct reading_plan *plan;
	struct arena *scratch;
	struct source **sources; /* of the plan's files */
	struct filling *first, **last;
	size_t source_count;
	struct {
		VECTOR_OF(struct filling *);
	} parts;      /* of the first zone, while several threads read it */
	bool keeping; /* what the change leaves alone is filled in */
};

/* A source, and where its bytes really stand: includes start from there. */
struct file_source {
	struct source source;
	const char *real;
};

/* ------------------------------------------------------------ one zone */

/*
 * A source has a number in each zone that it brings something to; mostly it is
 * the one that it was given last.
 */
static uint16_t
source_number(struct zp_zone *zone, const struct source *source)
{
	size_t count = zone->sources.count;

	if (source->id < count && zone->sources.at[source->id] == source)
		return source->id;
	for (size_t i = count; i-- > 0;)
		if (zone->sources.at[i] == source)
			return (uint16_t)i;
	return zone_add_source(zone, source);
}

/* Is a change read that is made to a state which the user gave? */
static const struct zp_estate *
state_of(const struct load *load)
{
	return load->plan == NULL ? NULL : load->plan->state;
}

static const char *
set_key(struct arena *arena, const struct read_record *read)
{
	return arena_format(
	    arena, "%s %u", name_text(arena, read->owner), read->type);
}

static int
on_record(void *data, const struct read_record *read)
{
	struct filling *filling = data;
	struct zp_zone *zone = filling->zone;
	struct record record = {
		.ttl = read->ttl,
		.offset = read->offset,
		.length = read->length,
		.type = read->type,
		.source = source_number(zone, read->source),
		.flags = (uint16_t)((read->opaque ? RECORD_OPAQUE : 0) |
		    (read->ttl_given ? RECORD_TTL_GIVEN : 0) |
		    (read->ttl_known ? 0 : RECORD_NO_TTL) |
		    (read->routed ? RECORD_ROUTED : 0) |
		    (read->owner_left_out ? RECORD_NO_OWNER : 0) |
		    (read->quoted ? RECORD_QUOTED : 0) |
		    (read->generated ? RECORD_GENERATED : 0)),
	};

	if (state_of(filling->reading->load) != NULL &&
	    !filling->reading->keeping)
		map_put(&filling->touched,
		    set_key(filling->reading->load->side, read));
	if (read->withheld != NULL)
		zone_withhold(zone, read->owner, read->type, read->withheld);
	return zone_add(zone, read->owner, record, read->rdata);
}

static bool
same_type(const char *row, const char *word)
{
	return strcasecmp(row, word) == 0;
}

/*
 * Does the configuration know of it: a type that nobody reads, a file that
 * stands elsewhere? What it would bring stays unknown.
 */
static bool
is_declared(const struct filling *filling, const struct read_fault *fault)
{
	const struct config *config = filling->reading->load->run->config;
	const char *word = NULL;

	if (fault->source == NULL ||
	    fault->offset + (size_t)fault->length > fault->source->bytes.len ||
	    fault->length > LIMIT_PATH)
		return false;
	/* Parts of a zone are read at once: each has memory of its own. */
	word = arena_copy(filling->zone->side,
	    fault->source->bytes.ptr + fault->offset, fault->length);
	if (strcmp(fault->rule, "unknown-type") == 0)
		return config_lists(config, "unknown-types", word, same_type);
	if (strcmp(fault->rule, "include-missing") == 0 ||
	    strcmp(fault->rule, "include-outside") == 0)
		return config_lists(
		    config, "external-includes", word, path_matches);
	return false;
}

static bool
on_word(void *data, struct text word)
{
	return config_is_placeholder(data, word);
}

static int
on_fault(void *data, const struct read_fault *fault)
{
	struct filling *filling = data;

	if (is_declared(filling, fault))
		return 0;
	zone_add_fault(filling->zone,
	    (struct zone_fault){ .rule = fault->rule,
		.message = fault->message,
		.fix = fault->fix,
		.source = fault->source,
		.offset = fault->offset,
		.length = fault->length,
		.owner = fault->owner,
		.type = fault->type });
	return 0;
}

static int
on_comment(void *data, const struct read_comment *comment)
{
	struct filling *filling = data;
	struct text text = text_trim(comment->text);

	if (!text_starts_nocase(text, TEXT("zoneproof:")))
		return 0;
	*vector_push(&filling->zone->comments) =
	    (struct zone_comment){ .source = comment->source,
		    .offset = comment->offset,
		    .text = text,
		    .alone = comment->alone };
	return 0;
}

static int
on_unknown(void *data, const struct source *source, uint32_t offset)
{
	struct filling *filling = data;

	zone_mark_partial(filling->zone, source, offset);
	return 0;
}

/* --------------------------------------------------------- the document */

static struct filling *
filling_of(struct reading *reading, enum document_side side,
    const uint8_t *name, const char *view)
{
	struct filling *filling = reading->first;

	while (filling != NULL &&
	    (filling->side != side || !name_equal(filling->zone->name, name) ||
		(*view != '\0' && strcmp(filling->zone->view, view) != 0)))
		filling = filling->next;
	return filling;
}

/* `complete: false`: what is not there may stand somewhere else. */
static bool
is_declared_partial(const struct load *load, const uint8_t *name)
{
	char text[NAME_TEXT];
	const char *complete = NULL;

	name_to_text(name, text);
	complete = config_zone(load->run->config, text, "complete");
	return complete != NULL && strcasecmp(complete, "false") == 0;
}

static const struct zone_sink *
on_zone(
    void *data, enum document_side side, const uint8_t *name, const char *view)
{
	struct reading *reading = data;
	struct load *load = reading->load;
	const struct reading_file *file = reading->plan->files;
	const char *said = reading->plan->view != NULL ?
	    reading->plan->view :
	    config_path(load->run->config, file->path, "view");
	struct filling *filling = filling_of(reading, side, name, view);

	if (filling != NULL)
		return &filling->sink;
	if (side == DOCUMENT_STATE && load->plan != NULL) {
		load->state_seen = true;
		return NULL;
	}
	filling = arena_array(load->side, 1, sizeof *filling);
	filling->sink = (struct zone_sink){ filling, on_record, on_fault,
		on_comment, on_unknown };
	filling->reading = reading;
	filling->side = side;
	filling->zone = zone_new(
	    load->side, name, load_shown(load, file->path));
	filling->zone->real = file->real;
	filling->zone->records_only = reading->plan->format->records_only;
	filling->zone->targets = reading->plan->targets;
	filling->zone->view_given = *view != '\0';
	filling->zone->partial = is_declared_partial(load, name);
	if (*view != '\0')
		filling->zone->view = arena_string(load->side, view);
	else if (said != NULL)
		filling->zone->view = said;
	zone_add_source(filling->zone, reading->sources[0]);
	zone_expect(filling->zone, reading->sources[0]->bytes.len);
	*reading->last = filling;
	reading->last = &filling->next;
	return &filling->sink;
}

/* ------------------------------------------------------ parts of a zone */

/* A part has its own memory, so that no thread waits for another. */
static const struct zone_sink *
on_part(void *data, unsigned number, size_t bytes)
{
	struct reading *reading = data;
	struct zp_zone *zone = reading->first->zone;
	struct arena *side = arena_new();
	struct filling *filling = arena_array(side, 1, sizeof *filling);

	(void)number;
	filling->sink = reading->first->sink;
	filling->sink.data = filling;
	filling->reading = reading;
	filling->zone = zone_new(side, zone->name, zone->file);
	zone_add_source(filling->zone, reading->sources[0]);
	zone_lend(zone, filling->zone, bytes);
	*vector_push(&reading->parts) = filling;
	return &filling->sink;
}

static void
on_part_filled(void *data, unsigned number)
{
	struct reading *reading = data;

	zone_spare(reading->parts.at[number]->zone);
}

static void
on_parts_kept(void *data, unsigned count)
{
	struct reading *reading = data;

	for (size_t i = count; i < reading->parts.count; i++) {
		struct zp_zone *part = reading->parts.at[i]->zone;

		zone_free(part);
		arena_free(part->side);
	}
	if (count < reading->parts.count)
		reading->parts.count = count;
}

/* What was read in parts comes before what the zone's own sink was told. */
static int
parts_take(struct reading *reading)
{
	int status = 0;

	for (size_t i = 0; i < reading->parts.count; i++) {
		struct zp_zone *part = reading->parts.at[i]->zone;
		struct arena *side = part->side;

		if (status == 0)
			status = zone_take(reading->first->zone, part);
		zone_free(part);
		arena_join(reading->first->zone->side, side);
	}
	vector_done(&reading->parts);
	return status;
}

static int
on_document_fault(void *data, const struct read_fault *fault)
{
	struct reading *reading = data;
	struct source_place place = source_place(fault->source, fault->offset);

	for (struct filling *filling = reading->first; filling != NULL;
	     filling = filling->next)
		zone_mark_partial(filling->zone, fault->source, fault->offset);
	run_trouble(reading->load->run, "%s:%u:%u: %s", fault->source->path,
	    place.line, place.column, fault->message);
	return 0;
}

static void
on_notice(void *data, const char *message)
{
	struct reading *reading = data;

	if (!reading->load->lazy)
		run_notice(reading->load->run, "%s", message);
}

static void
on_trait(void *data, const struct zone_sink *sink, enum zone_trait trait)
{
	struct zp_zone *zone = ((struct filling *)sink->data)->zone;

	(void)data;
	if (trait == ZONE_SERVED)
		zone->served = true;
	else
		zone->open = zone->partial = true;
	zone->loose = zone->loose || trait == ZONE_LOOSE;
	zone->edits = zone->edits || trait == ZONE_EDITS;
	zone->piece = zone->piece || trait == ZONE_PIECE;
}

static const uint8_t *
on_zone_by_id(void *data, const char *id)
{
	struct reading *reading = data;

	return load_name_of_text(
	    reading->load, config_zone_by_id(reading->load->run->config, id));
}

static const uint8_t *
on_zone_of(void *data, const uint8_t *name)
{
	return load_state_zone(((struct reading *)data)->load, name);
}

static bool
on_held(void *data, const uint8_t *zone, const uint8_t *owner, uint16_t type,
    int (*visit)(void *data, const struct read_record *record),
    void *visit_data)
{
	return load_state_held(((struct reading *)data)->load, zone, owner,
	    type, visit, visit_data);
}

/* ------------------------------------------------------------------ files */

const struct kept_file *
load_file(struct load *load, const char *path)
{
	struct kept_file *kept = map_get(&load->texts, path);
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

static struct source *
source_new(struct reading *reading, const char *path, const char *real,
    struct text bytes)
{
	struct file_source *file = arena_array(
	    reading->load->side, 1, sizeof *file);

	file->source.path = load_shown(reading->load, path);
	file->source.bytes = bytes;
	file->source.id = (uint16_t)reading->source_count++;
	file->real = real;
	return &file->source;
}

/*
 * An included path is meant from the folder of the file that names it; name
 * servers start from their own folder, so the set's root is tried as well.
 */
static struct source *
on_include(void *data, const struct source *from, uint32_t offset,
    struct text path, bool *ret_outside)
{
	struct reading *reading = data;
	struct load *load = reading->load;
	bool root_first = config_include_from_root(load->run->config);
	const char *folder = ((const struct file_source *)from)->real;
	const char *bases[2] = { root_first ? "" : folder,
		root_first ? folder : "" };
	bool outside = true;

	for (size_t i = 0; i < 2; i++) {
		const char *joined = files_join(load->side, bases[i], path);
		const struct kept_file *kept = NULL;
		struct source *source = NULL;

		if (joined == NULL)
			continue;
		outside = false;
		kept = load_file(load, joined);
		if (kept->status != FILE_READ ||
		    reading->source_count >= LIMIT_SOURCES_PER_ZONE)
			continue;
		source = source_new(reading, joined, kept->real, kept->bytes);
		source->includer = from;
		source->include_offset = offset;
		map_put(&load->included, joined);
		map_put(&load->included, kept->real);
		return source;
	}
	*ret_outside = outside;
	return NULL;
}

/* ---------------------------------------------------------------- reading */

/* Where a filling's zone goes; NULL: nobody wants it. */
static struct zp_estate *
estate_for(const struct reading *reading, const struct filling *filling)
{
	const struct load *load = reading->load;

	if (filling->side == DOCUMENT_STATE || load->plan != NULL)
		return filling->side != DOCUMENT_BEFORE ? load->estate :
							  load->plan->before;
	return filling->side == DOCUMENT_AFTER && reading->plan->asked ?
	    load->estate :
	    NULL;
}

/* A change among states is none of them: it is named, and left. */
static void
tell_change(const struct reading *reading)
{
	const struct load *load = reading->load;

	for (const struct filling *filling = reading->first; filling != NULL;
	     filling = filling->next)
		if (filling->side == DOCUMENT_AFTER && load->plan == NULL &&
		    !load->lazy && !reading->plan->asked) {
			run_notice(load->run,
			    "%s is a change: `zoneproof plan %s` says what it "
			    "would do",
			    reading->sources[0]->path,
			    reading->sources[0]->path);
			return;
		}
}

/* Whoever manages a zone with others does not know what it lacks. */
static void
mark_incomplete(const struct config *config, struct zp_zone *zone)
{
	char name[NAME_TEXT];
	const char *complete = NULL;

	name_to_text(zone->name, name);
	complete = config_zone(config, name, "complete");
	if (complete != NULL && strcmp(complete, "false") == 0)
		zone->partial = true;
}

static enum load_answer
fillings_finish(struct reading *reading)
{
	enum load_answer answer = LOAD_OTHER;

	tell_change(reading);
	for (struct filling *filling = reading->first; filling != NULL;
	     filling = filling->next) {
		struct zp_estate *estate = estate_for(reading, filling);

		map_done(&filling->touched);
		if (estate == NULL) {
			zone_free(filling->zone);
			continue;
		}
		zone_finish(
		    filling->zone, reading->load->run->options->threads);
		mark_incomplete(reading->load->run->config, filling->zone);
		estate_add(estate, filling->zone);
		answer = LOAD_ZONE;
	}
	return answer;
}

/* -------------------------------------------- what a change leaves alone */

static void
keep_record(struct filling *before, struct filling *after,
    const struct read_record *record)
{
	const char *key = set_key(before->reading->load->side, record);

	if (map_has(&before->touched, key))
		return;
	before->sink.record(before, record);
	if (!map_has(&after->touched, key))
		after->sink.record(after, record);
}

/* All that the state has and the change does not speak of, on both sides. */
static void
keep_zone(struct reading *reading, const struct zp_zone *zone)
{
	struct filling *sides[2] = { NULL, NULL };

	for (int i = 0; i < 2; i++) {
		on_zone(reading, i == 0 ? DOCUMENT_BEFORE : DOCUMENT_AFTER,
		    zone->name, "");
		sides[i] = filling_of(reading,
		    i == 0 ? DOCUMENT_BEFORE : DOCUMENT_AFTER, zone->name, "");
		sides[i]->zone->open = sides[i]->zone->edits = false;
		sides[i]->zone->served = true;
		sides[i]->zone->partial = zone->partial ||
		    sides[i]->zone->partial_source != NULL;
	}
	for (uint32_t i = 0; i < zone->records.count; i++) {
		struct read_record record = load_state_record(zone, i);

		keep_record(sides[0], sides[1], &record);
	}
}

static void
keep_rest(struct reading *reading)
{
	const struct zp_estate *state = state_of(reading->load);

	reading->keeping = true;
	for (size_t i = 0; state != NULL && i < state->zones.count; i++)
		keep_zone(reading, state->zones.at[i]);
}

/* The sink stopped it: a zone ran over its bounds. */
static enum load_answer
fillings_drop(struct reading *reading)
{
	for (struct filling *filling = reading->first; filling != NULL;
	     filling = filling->next)
		zone_free(filling->zone);
	if (!reading->load->state_seen)
		run_trouble(reading->load->run,
		    "%s: more than one zone can hold",
		    reading->sources[0]->path);
	return LOAD_FAILED;
}

/* `zones: origin`: what a master file's names stand under; NULL: its zone. */
static const uint8_t *
relative_to(struct load *load, const uint8_t *name)
{
	char text[NAME_TEXT];

	if (name == NULL)
		return NULL;
	name_to_text(name, text);
	return load_name_of_text(
	    load, config_zone(load->run->config, text, "origin"));
}

static int
read_document(struct reading *reading)
{
	const struct reading_plan *plan = reading->plan;
	struct config *config = reading->load->run->config;
	struct document_sink sink = { reading, on_zone, on_document_fault,
		on_notice, on_include, on_trait, on_zone_by_id, on_zone_of,
		on_held, state_of(reading->load) == NULL ? on_part : NULL,
		on_part_filled, on_parts_kept };
	struct document document = { .sources = reading->sources,
		.count = plan->count,
		.origin = plan->origin,
		.relative_to = relative_to(reading->load, plan->origin),
		.sink = &sink,
		.settings = plan->settings,
		.threads = reading->load->run->options->threads,
		.is_placeholder = config_made(config, "placeholders") == NULL ?
		    NULL :
		    on_word,
		.placeholder_data = config,
		.side = reading->load->side,
		.scratch = reading->scratch };

	return plan->format->read(&document);
}

/* A document that is read while another one is has memory of its own. */
static struct arena *
scratch_take(struct load *load)
{
	struct arena *scratch = load->scratch;

	load->scratch = NULL;
	return scratch != NULL ? scratch : arena_new();
}

static void
scratch_give(struct load *load, struct arena *scratch)
{
	arena_reset(scratch);
	if (load->scratch == NULL)
		load->scratch = scratch;
	else
		arena_free(scratch);
}

enum load_answer
reading_run(struct load *load, const struct reading_plan *plan)
{
	struct reading reading = { .load = load, .plan = plan };
	size_t troubles = load->run->troubles;
	enum load_answer answer = LOAD_OTHER;
	int status = 0;

	reading.last = &reading.first;
	reading.scratch = scratch_take(load);
	reading.sources = arena_array(
	    load->side, plan->count, sizeof *reading.sources);
	for (size_t i = 0; i < plan->count; i++)
		reading.sources[i] = source_new(&reading, plan->files[i].path,
		    plan->files[i].real, plan->files[i].bytes);
	status = read_document(&reading);
	if (parts_take(&reading) != 0)
		status = -1;
	scratch_give(load, reading.scratch);
	/* A zone's sources end with it; these have none. */
	for (size_t i = 0; reading.first == NULL && i < plan->count; i++)
		source_done(reading.sources[i]);
	if (status != 0)
		return fillings_drop(&reading);
	keep_rest(&reading);
	answer = fillings_finish(&reading);
	return answer == LOAD_OTHER && load->run->troubles > troubles ?
	    LOAD_FAILED :
	    answer;
}
