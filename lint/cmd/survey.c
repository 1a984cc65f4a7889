/* Gathers the facts of an estate. */
#include "survey.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "loading.h"
#include "zonename.h"

void
survey_init(struct survey *survey, struct tree *tree, const struct crew *crew)
{
	*survey = (struct survey){ .tree = tree, .crew = crew };
}

void
survey_done(struct survey *survey)
{
	vector_done(&survey->inputs);
	vector_done(&survey->names);
	vector_done(&survey->references);
	vector_done(&survey->round);
	vector_done(&survey->fragments);
	vector_done(&survey->bare);
	vector_done(&survey->unnamed);
	map_done(&survey->included);
}

/* ----------------------------------------------------------------- inputs */

int
survey_add_below(
    struct survey *survey, const char *folder, bool aside, struct error *err)
{
	struct load *load = &survey->tree->load;

	if (load_survey(load, err) != 0)
		return -1;
	for (size_t i = 0; i < load->entries.count; i++) {
		const char *path = load->entries.at[i].path;

		if (path_is_below(path, folder) &&
		    octodns_stands_first(load, path))
			*vector_push(&survey->inputs) =
			    (struct survey_input){ .path = path,
				    .asked = map_has(&load->named, path),
				    .aside = aside };
	}
	return 0;
}

void
survey_add(struct survey *survey, const char *path, const char *origin)
{
	*vector_push(&survey->inputs) = (struct survey_input){
		.path = arena_string(survey->tree->load.set, path),
		.asked = true,
		.told = origin != NULL
	};
	if (origin != NULL)
		survey->origin = origin;
}

void
survey_add_given(struct survey *survey, struct text bytes, const char *origin)
{
	survey->given = bytes;
	survey_add(survey, "-", origin);
}

/* What is said of a file twice: that a person named it counts most. */
static int
input_path_order(const void *left, const void *right)
{
	const struct survey_input *a = left, *b = right;
	int order = strcmp(a->path, b->path);

	if (order == 0)
		order = (int)a->aside - (int)b->aside;
	return order != 0 ? order : (int)b->asked - (int)a->asked;
}

/* A folder is listed in this order: most need no sorting, nor its memory. */
static bool
inputs_are_sorted(const struct survey *survey)
{
	for (size_t i = 1; i < survey->inputs.count; i++)
		if (input_path_order(
			&survey->inputs.at[i - 1], &survey->inputs.at[i]) > 0)
			return false;
	return true;
}

static void
inputs_sort(struct survey *survey)
{
	size_t kept = 0;

	if (!inputs_are_sorted(survey))
		qsort(survey->inputs.at, survey->inputs.count,
		    sizeof *survey->inputs.at, input_path_order);
	for (size_t i = 0; i < survey->inputs.count; i++)
		if (kept == 0 ||
		    strcmp(survey->inputs.at[kept - 1].path,
			survey->inputs.at[i].path) != 0)
			survey->inputs.at[kept++] = survey->inputs.at[i];
	survey->inputs.count = kept;
}

/* ------------------------------------------------------------- in a child */

/* What a child says of one file; each piece begins with its letter. */
enum fact {
	FACT_ANSWER = 'A',    /* load_answer, and whether it lacks a name */
	FACT_ZONE = 'Z',      /* name, has a SOA, else real path */
	FACT_INCLUDE = 'I',   /* real path */
	FACT_REFERENCE = 'R', /* hash of the target, type */
	FACT_FRAGMENT = 'F',  /* real path */
	FACT_TROUBLE = 'T',   /* a line */
	FACT_FAILED = 'X',    /* it crashed or took too long */
	FACT_NOTE = 'N'       /* a line for the end of the report */
};

static void
survey_tell(void *data, const char *line)
{
	struct bytes *out = data;

	pack_u8(out, FACT_TROUBLE);
	pack_string(out, line);
}

static void
tell_references(
    struct reader *reader, const struct zp_zone *zone, struct bytes *out)
{
	const struct references *references = estate_references_of(
	    &reader->estate, zone);
	uint64_t last_hash = 0;
	uint16_t last_type = 0;

	for (size_t i = 0; i < references->count; i++) {
		const struct reference *each = &references->at[i];
		uint16_t type = zone->records.at[each->record].type;

		if (each->hash == last_hash && type == last_type)
			continue;
		if (zone_owner_find(zone, each->target) != UINT32_MAX)
			continue;
		last_hash = each->hash;
		last_type = type;
		pack_u8(out, FACT_REFERENCE);
		pack_u64(out, each->hash);
		pack_u32(out, type);
	}
}

static void
tell_zone(struct reader *reader, const struct zp_zone *zone, struct bytes *out)
{
	struct zp_record soa;
	bool has_soa = zone_soa(zone, &soa);

	pack_u8(out, FACT_ZONE);
	pack_text(out,
	    (struct text){ (const char *)zone->name, name_length(zone->name) });
	pack_u8(out, has_soa);
	pack_string(out, has_soa || zone->real == NULL ? "" : zone->real);
	tell_references(reader, zone, out);
}

static void
tell_includes(const struct load *load, struct bytes *out)
{
	for (size_t i = 0; i < load->included.size; i++)
		if (load->included.at[i].key != NULL) {
			pack_u8(out, FACT_INCLUDE);
			pack_string(out, load->included.at[i].key);
		}
}

/* Where its bytes really stand, behind links. */
static void
tell_fragment(struct reader *reader, const char *path, struct bytes *out)
{
	const char *real = path;
	struct text bytes = { NULL, 0 };
	struct error ignored = { 0 };

	arena_reset(reader->load->probe);
	if (files_read(reader->load->files, path, reader->load->probe, &bytes,
		&real, &ignored) != FILE_READ)
		return;
	pack_u8(out, FACT_FRAGMENT);
	pack_string(out, real);
}

static void
tell_notes(struct run *run, struct bytes *out)
{
	for (size_t i = 0; i < run->notices.count; i++) {
		pack_u8(out, FACT_NOTE);
		pack_string(out, run->notices.at[i].message);
	}
	run->notices.count = 0;
}

static void
survey_begin(void *data)
{
	struct survey *survey = data;

	survey->reader = arena_array(
	    survey->tree->arena, 1, sizeof *survey->reader);
	reader_begin(survey->reader, survey);
}

static void
survey_work(void *data, size_t unit, struct bytes *out)
{
	struct survey *survey = data;
	struct reader *reader = survey->reader;
	const struct survey_input *input =
	    &survey->inputs.at[survey->round.at[unit]];
	enum load_answer answer = LOAD_OTHER;
	size_t first = 0, count = 0;

	survey->tree->run->tell = survey_tell;
	survey->tree->run->tell_data = out;
	survey->tree->run->notices.count = 0;
	reader_forget(reader);
	reader->load->unread = 0; /* the parent counts, in their order */
	first = reader_load(reader, input, input->asked, &count, &answer);
	pack_u8(out, FACT_ANSWER);
	pack_u8(out, (uint8_t)answer);
	pack_u8(out, reader->load->unnamed.count > 0);
	if (answer == LOAD_FRAGMENT && !survey->second)
		tell_fragment(reader, input->path, out);
	for (size_t i = 0; i < count; i++)
		tell_zone(reader, reader->estate.zones.at[first + i], out);
	tell_includes(reader->load, out);
	tell_notes(survey->tree->run, out);
}

/* ---------------------------------------------------------- in the parent */

static int
fact_order(const void *left, const void *right)
{
	const struct survey_fact *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return a->input == b->input ? 0 : a->input < b->input ? -1 : 1;
}

/* Of one target and type the first files are enough. */
static void
references_tidy(struct survey *survey)
{
	size_t kept = 0, run = 0;

	if (survey->references.count > 1)
		qsort(survey->references.at, survey->references.count,
		    sizeof *survey->references.at, fact_order);
	for (size_t i = 0; i < survey->references.count; i++) {
		const struct survey_fact *this = &survey->references.at[i];
		const struct survey_fact *last =
		    kept > 0 ? &survey->references.at[kept - 1] : NULL;

		run = last != NULL && last->hash == this->hash &&
			last->type == this->type ?
		    run + 1 :
		    1;
		if (run <= LIMIT_REFERRERS)
			survey->references.at[kept++] = *this;
	}
	survey->references.count = survey->references_tidy = kept;
}

static void
keep_reference(struct survey *survey, uint32_t input, struct unpack *unpack)
{
	struct survey_fact reference = { .input = input };

	reference.hash = unpack_u64(unpack);
	reference.type = unpack_u32(unpack);
	*vector_push(&survey->references) = reference;
	if (survey->references.count > survey->references_tidy * 2 + 100000)
		references_tidy(survey);
}

static void
hash_add(struct survey *survey, const char *path, struct text name)
{
	survey->hash = XXH3_64bits_withSeed(path, strlen(path), survey->hash);
	survey->hash = XXH3_64bits_withSeed(name.ptr, name.len, survey->hash);
}

static void
keep_zone(struct survey *survey, uint32_t index, struct unpack *unpack)
{
	struct survey_input *input = &survey->inputs.at[index];
	struct text name = unpack_text(unpack);
	bool has_soa = unpack_u8(unpack) != 0;
	struct text real = unpack_text(unpack);

	if (unpack->bad || name.len == 0)
		return;
	input->zone = true;
	*vector_push(&survey->names) = (struct survey_fact){
		.hash = name_hash((const uint8_t *)name.ptr), .input = index
	};
	hash_add(survey, input->path, name);
	if (!has_soa && !input->asked)
		*vector_push(&survey->bare) = (struct survey_piece){ index,
			arena_copy(
			    survey->tree->load.set, real.ptr, real.len) };
}

static void
keep_answer(struct survey *survey, uint32_t index, struct unpack *unpack)
{
	struct survey_input *input = &survey->inputs.at[index];

	unpack_u8(unpack);
	if (unpack_u8(unpack) != 0 && !input->aside)
		*vector_push(&survey->unnamed) = input->path;
}

static void
keep_include(struct survey *survey, struct unpack *unpack)
{
	struct arena *set = survey->tree->load.set;
	struct text path = unpack_text(unpack);
	char *copy = NULL;

	if (unpack->bad)
		return;
	/* Hubs are included a thousand times: looked up before it is kept. */
	arena_reset(survey->tree->load.probe);
	copy = arena_copy(survey->tree->load.probe, path.ptr, path.len);
	if (!map_has(&survey->included, copy))
		map_put(&survey->included, arena_string(set, copy));
}

/* What fails here fails again when it is looked at, and is told there. */
static void
keep_failed(struct survey *survey, uint32_t index)
{
	struct survey_input *input = &survey->inputs.at[index];

	input->zone = true;
	input->nameless = true;
	hash_add(survey, input->path, TEXT("?"));
}

/* Of many alike the first are enough, here as behind (gather.c). */
static void
keep_note(struct survey *survey, uint32_t index, struct text note)
{
	struct run *run = survey->tree->run;

	if (survey->inputs.at[index].aside || ++survey->notes > LIMIT_NOTES + 1)
		return;
	if (survey->notes <= LIMIT_NOTES)
		run_notice(run, "%.*s", (int)note.len, note.ptr);
	else
		run_notice(run, "and more notes like these");
}

static void
keep_fact(struct survey *survey, uint32_t index, struct unpack *unpack)
{
	struct arena *set = survey->tree->load.set;
	const char *real = NULL;

	switch (unpack_u8(unpack)) {
	case FACT_FAILED:
		keep_failed(survey, index);
		return;
	case FACT_ANSWER:
		keep_answer(survey, index, unpack);
		return;
	case FACT_ZONE:
		keep_zone(survey, index, unpack);
		return;
	case FACT_REFERENCE:
		keep_reference(survey, index, unpack);
		return;
	case FACT_INCLUDE:
		keep_include(survey, unpack);
		return;
	case FACT_FRAGMENT:
		real = unpack_word(unpack, set);
		*vector_push(&survey->fragments) =
		    (struct survey_piece){ index, real };
		return;
	case FACT_NOTE:
		keep_note(survey, index, unpack_text(unpack));
		return;
	case FACT_TROUBLE:
		real = unpack_word(unpack, set);
		if (!survey->inputs.at[index].aside)
			run_trouble(survey->tree->run, "%s", real);
		return;
	default:
		unpack->bad = true;
	}
}

static void
keep_facts(struct survey *survey, uint32_t index, struct text facts)
{
	struct unpack unpack = { .rest = facts };

	while (!unpack.bad && unpack.rest.len > 0)
		keep_fact(survey, index, &unpack);
}

/* A zone's record says whose facts follow, so that parts can be joined. */
static int
give_facts(
    struct survey *survey, uint32_t index, struct text facts, struct error *err)
{
	struct bytes head = { 0 };
	int status = 0;

	pack_u32(&head, 0);
	pack_u64(&head, 0);
	pack_string(&head, survey->inputs.at[index].path);
	pack_u32(&head, 0);
	status = spool_put(survey->facts, SPOOL_ZONE,
	    (struct text){ head.at, head.count }, err);
	vector_done(&head);
	return status != 0 ? -1 :
			     spool_put(survey->facts, SPOOL_FACTS, facts, err);
}

static int
survey_unit_done(void *data, size_t unit, enum work_end end, struct text out,
    struct error *err)
{
	static const char failed[] = { FACT_FAILED };
	struct survey *survey = data;
	uint32_t index = survey->round.at[unit];

	if (end != WORK_DONE)
		out = (struct text){ failed, sizeof failed };
	if (survey->facts != NULL)
		return give_facts(survey, index, out, err);
	keep_facts(survey, index, out);
	return 0;
}

static void
survey_tick(void *data, size_t done)
{
	struct survey *survey = data;

	if (survey->tick != NULL)
		survey->tick(survey->tick_data, done, survey->round.count);
}

static int
survey_round(struct survey *survey, struct error *err)
{
	struct crew crew = *survey->crew;

	crew.units = survey->round.count;
	crew.data = survey;
	crew.begin = survey_begin;
	crew.work = survey_work;
	crew.done = survey_unit_done;
	crew.tick = survey_tick;
	return crew_run(&crew, err);
}

/* Of what is left, a file whose own name says its zone is one. */
static void
second_round(struct survey *survey)
{
	survey->second = true;
	survey->round.count = 0;
	for (size_t i = 0; i < survey->fragments.count; i++) {
		const struct survey_piece *fragment = &survey->fragments.at[i];
		struct survey_input *input =
		    &survey->inputs.at[fragment->input];
		uint8_t name[NAME_WIRE];

		if (path_says_fragment(input->path) ||
		    !zone_name_of_path(input->path, false, name) ||
		    map_has(&survey->included, fragment->real))
			continue;
		input->asked = true;
		*vector_push(&survey->round) = fragment->input;
	}
}

/* Zones without a SOA that others include are pieces of those. */
static void
drop_pieces(struct survey *survey)
{
	size_t kept = 0;

	for (size_t i = 0; i < survey->bare.count; i++)
		if (map_has(&survey->included, survey->bare.at[i].real))
			survey->inputs.at[survey->bare.at[i].input].zone =
			    false;
	for (size_t i = 0; i < survey->names.count; i++)
		if (survey->inputs.at[survey->names.at[i].input].zone)
			survey->names.at[kept++] = survey->names.at[i];
	survey->names.count = kept;
	kept = 0;
	for (size_t i = 0; i < survey->references.count; i++)
		if (survey->inputs.at[survey->references.at[i].input].zone)
			survey->references.at[kept++] =
			    survey->references.at[i];
	survey->references.count = kept;
}

/* What included or linked files lack is theirs who include them. */
static void
tell_unnamed(struct survey *survey)
{
	struct load *load = &survey->tree->load;

	for (size_t i = 0; i < survey->unnamed.count; i++)
		*vector_push(&load->unnamed) = survey->unnamed.at[i];
	for (size_t i = 0; i < survey->included.size; i++)
		if (survey->included.at[i].key != NULL)
			map_put(&load->included, survey->included.at[i].key);
	load_tell_unnamed(load);
}

static void
survey_finish(struct survey *survey)
{
	drop_pieces(survey);
	references_tidy(survey);
	if (survey->names.count > 1)
		qsort(survey->names.at, survey->names.count,
		    sizeof *survey->names.at, fact_order);
	for (size_t i = 0; i < survey->inputs.count; i++)
		survey->zones += survey->inputs.at[i].zone &&
		    !survey->inputs.at[i].aside;
	vector_done(&survey->round);
	tell_unnamed(survey);
	survey->whole = true;
}

static int
survey_rest(struct survey *survey, struct error *err)
{
	int status = 0;

	second_round(survey);
	status = survey_round(survey, err);
	if (status == 0)
		survey_finish(survey);
	return status;
}

int
survey_run(struct survey *survey, struct error *err)
{
	int status = 0;

	inputs_sort(survey);
	for (uint32_t i = 0; i < survey->inputs.count; i++)
		*vector_push(&survey->round) = i;
	status = survey_round(survey, err);
	return status == 0 ? survey_rest(survey, err) : status;
}

/* ------------------------------------------------- with other machines */

uint64_t
survey_path_hash(const char *path)
{
	return XXH3_64bits(path, strlen(path));
}

uint64_t
survey_inputs_hash(struct survey *survey)
{
	uint64_t hash = 0;

	inputs_sort(survey);
	for (size_t i = 0; i < survey->inputs.count; i++) {
		const struct survey_input *input = &survey->inputs.at[i];

		hash = XXH3_64bits_withSeed(
		    input->path, strlen(input->path) + 1, hash + input->asked);
	}
	return hash;
}

int
survey_give(struct survey *survey, struct shard_part part, struct spool *facts,
    struct error *err)
{
	for (uint32_t i = 0; i < survey->inputs.count; i++)
		if (shard_has(
			part, survey_path_hash(survey->inputs.at[i].path)))
			*vector_push(&survey->round) = i;
	survey->facts = facts;
	return survey_round(survey, err);
}

static int
check_facts(struct survey *survey, const char *path, enum shard_kind kind,
    const struct shard_header *header, struct error *err)
{
	struct run *run = survey->tree->run;
	struct shard_header own = shard_header_of(run, survey->tree->arena,
	    survey_inputs_hash(survey), (struct shard_part){ 1, header->of });
	const char *what = shard_header_differs(header, &own);

	if (kind != SHARD_FACTS)
		return error_set(err, "%s: no facts of a survey", path);
	if (what != NULL)
		return error_set(err,
		    "%s: of another survey: other than here are %s", path,
		    what);
	for (uint32_t part = 1; part <= header->of; part++)
		if (!shard_header_has(header, part))
			return error_set(err,
			    "%s: the facts of part %u are missing", path, part);
	return 0;
}

/* Facts and inputs stand in the same order, each of them once. */
static int
take_facts(struct survey *survey, struct spool *spool, struct error *err)
{
	struct spool_record record;
	uint32_t next = 0;
	int status = 0;

	while ((status = spool_next(spool, &record, err)) > 0) {
		struct unpack unpack = { .rest = record.body };
		const char *path = NULL;

		if (record.kind == SPOOL_FACTS && next > 0)
			keep_facts(survey, next - 1, record.body);
		if (record.kind != SPOOL_ZONE)
			continue;
		arena_reset(survey->tree->load.probe);
		unpack_u32(&unpack);
		unpack_u64(&unpack);
		path = unpack_word(&unpack, survey->tree->load.probe);
		if (next == survey->inputs.count ||
		    strcmp(survey->inputs.at[next].path, path) != 0)
			return error_set(err, "%s: not of these files: %s",
			    spool->path, path);
		next++;
	}
	if (status == 0 && next < survey->inputs.count)
		return error_set(err, "%s: nothing is said of %s", spool->path,
		    survey->inputs.at[next].path);
	return status;
}

int
survey_take(struct survey *survey, const char *path, struct error *err)
{
	struct spool spool = { 0 };
	struct shard_header header;
	enum shard_kind kind = SHARD_FACTS;
	int status = shard_in_open(
	    &spool, survey->tree->arena, path, &kind, &header, err);

	if (status == 0)
		status = check_facts(survey, path, kind, &header, err);
	if (status == 0)
		status = take_facts(survey, &spool, err);
	if (spool.file != NULL)
		fclose(spool.file);
	spool_close(&spool);
	return status == 0 ? survey_rest(survey, err) : -1;
}
