/* A child's window on an estate that is too large to be held whole. */
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "survey.h"

struct zone_run {
	size_t first, count;
};

/* The first fact of a hash, or where it would stand. */
static size_t
fact_lower(const struct survey_facts *facts, uint64_t hash)
{
	size_t low = 0, high = facts->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (facts->at[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A set of inputs, small. */
struct inputs {
	VECTOR_OF(uint32_t);
};

static void
inputs_of_hash(
    const struct survey_facts *facts, uint64_t hash, struct inputs *ret)
{
	for (size_t i = fact_lower(facts, hash);
	     i < facts->count && facts->at[i].hash == hash; i++)
		*vector_push(ret) = facts->at[i].input;
}

/* Files with a zone that the name is, or is below. */
static void
inputs_named(
    const struct survey *survey, const uint8_t *name, struct inputs *ret)
{
	for (;; name = name_parent(name)) {
		inputs_of_hash(&survey->names, name_hash(name), ret);
		if (*name == 0)
			return;
	}
}

static int
input_order(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a == b ? 0 : a < b ? -1 : 1;
}

static void
inputs_unique(struct inputs *inputs)
{
	size_t kept = 0;

	if (inputs->count > 1)
		qsort(
		    inputs->at, inputs->count, sizeof *inputs->at, input_order);
	for (size_t i = 0; i < inputs->count; i++)
		if (kept == 0 || inputs->at[kept - 1] != inputs->at[i])
			inputs->at[kept++] = inputs->at[i];
	inputs->count = kept;
}

/* ------------------------------------------------------- what rules ask */

static size_t
load_input(struct reader *reader, uint32_t input, size_t *ret_count)
{
	return reader_load(
	    reader, &reader->survey->inputs.at[input], true, ret_count, NULL);
}

static void
load_for(void *data, struct zp_estate *estate, const uint8_t *name)
{
	struct reader *reader = data;
	struct inputs inputs = { 0 };
	size_t count = 0;

	(void)estate;
	inputs_named(reader->survey, name, &inputs);
	for (size_t i = 0; i < inputs.count; i++)
		load_input(reader, inputs.at[i], &count);
	vector_done(&inputs);
}

static void
load_referrers(void *data, struct zp_estate *estate, const uint8_t *target,
    struct zone_list *ret)
{
	struct reader *reader = data;
	struct inputs inputs = { 0 };

	inputs_named(reader->survey, target, &inputs);
	inputs_of_hash(&reader->survey->references, name_hash(target), &inputs);
	inputs_unique(&inputs);
	for (size_t i = 0; i < inputs.count; i++) {
		size_t count = 0;
		size_t first = load_input(reader, inputs.at[i], &count);

		for (size_t j = 0; j < count; j++)
			*vector_push(ret) = estate->zones.at[first + j];
	}
	vector_done(&inputs);
}

/* ------------------------------------------------------------- the reader */

static void
reader_estate(struct reader *reader)
{
	estate_init(&reader->estate, reader->side);
	load_answers(reader->load, &reader->estate);
	if (!reader->survey->whole)
		return;
	reader->estate.load_for = load_for;
	reader->estate.load_always = true;
	reader->estate.load_referrers = load_referrers;
	reader->estate.load_data = reader;
}

void
reader_begin(struct reader *reader, const struct survey *survey)
{
	*reader = (struct reader){ .survey = survey,
		.load = &survey->tree->load,
		.side = arena_new() };
	reader->load->side = reader->side;
	reader->load->estate = &reader->estate;
	load_forget(reader->load);
	reader_estate(reader);
}

void
reader_forget(struct reader *reader)
{
	estate_done(&reader->estate);
	load_forget(reader->load);
	map_done(&reader->runs);
	arena_reset(reader->side);
	reader_estate(reader);
}

void
reader_room(struct reader *reader)
{
	if (arena_used(reader->side) > LIMIT_READER_SIDE ||
	    reader->estate.zones.count > LIMIT_READER_ZONES)
		reader_forget(reader);
}

static enum load_answer
load_input_new(
    struct reader *reader, const struct survey_input *input, bool asked)
{
	const struct text *given = &reader->survey->given;
	const char *origin = input->told ? reader->survey->origin : NULL;

	if (given->ptr != NULL && strcmp(input->path, "-") == 0)
		return load_bytes(reader->load, input->path, *given, origin);
	return load_path(reader->load, input->path, asked, origin);
}

size_t
reader_load(struct reader *reader, const struct survey_input *input, bool asked,
    size_t *ret_count, enum load_answer *ret_answer)
{
	struct zone_run *run = map_get(&reader->runs, input->path);
	enum load_answer answer = LOAD_ZONE;

	if (run == NULL) {
		run = arena_array(reader->side, 1, sizeof *run);
		run->first = reader->estate.zones.count;
		answer = load_input_new(reader, input, asked);
		run->count = reader->estate.zones.count - run->first;
		*map_put(&reader->runs, input->path) = run;
	}
	if (ret_answer != NULL)
		*ret_answer = answer;
	*ret_count = run->count;
	return run->first;
}
