/* Words of other formats to records, and where their fields stand. */
#include "value.h"

#include <stdio.h>
#include <string.h>

#include "../base/limits.h"
#include "../zoneproof.h"
#include "record.h"

/* ------------------------------------------------------ where fields stand */

struct mark {
	uint32_t record, offset, length;
	int32_t field; /* -1: the record as a whole */
};

struct marks {
	struct mark *at;
	size_t count, size;
	bool sorted; /* by record, as documents mostly are */
};

static bool
marks_locate(const struct source *source, uint32_t offset, int field,
    uint32_t *ret_offset, uint32_t *ret_length)
{
	const struct marks *marks = source->fields;
	size_t low = 0, high = marks == NULL ? 0 : marks->count;

	while (high > 0 && marks->sorted && low < high) {
		size_t middle = low + (high - low) / 2;

		if (marks->at[middle].record < offset)
			low = middle + 1;
		else
			high = middle;
	}
	for (; marks != NULL && low < marks->count; low++) {
		const struct mark *mark = &marks->at[low];

		if (marks->sorted && mark->record != offset)
			return false;
		if (mark->record != offset || mark->field != field)
			continue;
		*ret_offset = mark->offset;
		*ret_length = mark->length;
		return true;
	}
	return false;
}

static void
mark_add(struct values *values, struct source *source, const struct mark *mark)
{
	struct marks *marks = (struct marks *)(uintptr_t)source->fields;
	struct mark *larger = NULL;

	if (marks == NULL) {
		marks = arena_array(values->side, 1, sizeof *marks);
		marks->sorted = true;
		source->fields = marks;
		source->locate = marks_locate;
	}
	if (marks->count == marks->size) {
		marks->size = marks->size == 0 ? 16 : marks->size * 2;
		larger = arena_array(values->side, marks->size, sizeof *larger);
		if (marks->count > 0)
			memcpy(
			    larger, marks->at, marks->count * sizeof *larger);
		marks->at = larger;
	}
	if (marks->count > 0 &&
	    marks->at[marks->count - 1].record > mark->record)
		marks->sorted = false;
	marks->at[marks->count++] = *mark;
}

static void
marks_keep(struct values *values, const struct value *value)
{
	mark_add(values, value->source,
	    &(struct mark){ value->offset, value->offset, value->length, -1 });
	for (size_t i = 0; i < value->count; i++)
		if (value->fields[i].length > 0)
			mark_add(values, value->source,
			    &(struct mark){ value->offset,
				value->fields[i].offset,
				value->fields[i].length, (int32_t)i });
}

/* ---------------------------------------------------------------- telling */

void
values_init(struct values *values, struct arena *side, struct arena *scratch)
{
	memset(values, 0, sizeof *values);
	values->side = side;
	values->scratch = scratch;
	values->writer.bytes = memory_grow(NULL, LIMIT_RDATA, 1);
	values->writer.scratch = scratch;
}

void
values_done(struct values *values)
{
	free(values->writer.bytes);
	values->writer.bytes = NULL;
	token_line_done(&values->line);
	vector_done(&values->field_of);
	vector_done(&values->told);
}

int
value_fault(struct values *values, const struct zone_sink *sink,
    struct read_fault fault)
{
	if (++values->faults > LIMIT_FAULTS_PER_SOURCE)
		return 0;
	if (values->faults == LIMIT_FAULTS_PER_SOURCE) {
		fault.rule = "syntax";
		fault.message = "so many faults that the rest is not told";
		fault.fix = NULL;
	}
	return sink->fault(sink->data, &fault);
}

static int
fault_at(struct values *values, const struct zone_sink *sink,
    const struct value *value, const struct value_field *field,
    const char *message)
{
	bool known = field != NULL && field->length > 0;

	return value_fault(values, sink,
	    (struct read_fault){ .rule = "syntax",
		.source = value->source,
		.offset = known ? field->offset : value->offset,
		.length = known ? field->length : value->length,
		.message = message });
}

static int
deliver(struct values *values, const struct zone_sink *sink,
    const struct value *value, bool opaque)
{
	struct read_record record = { .owner = value->owner,
		.rdata = values->writer.bytes,
		.source = value->source,
		.offset = value->offset,
		.ttl = value->ttl,
		.length = opaque ? 0 : (uint16_t)values->writer.length,
		.type = value->type,
		.ttl_given = value->ttl_given,
		.ttl_known = value->ttl_known,
		.opaque = opaque,
		.routed = value->routed,
		.withheld = value->withheld };

	marks_keep(values, value);
	return sink->record(sink->data, &record);
}

/* --------------------------------------------------------------- encoding */

static void
word_add(struct values *values, struct text text, uint32_t flags, size_t field)
{
	*vector_push(&values->line.words) = (struct token){
		.ptr = text.ptr, .len = (uint32_t)text.len, .flags = flags
	};
	*vector_push(&values->field_of) = (uint32_t)field;
}

/* Bytes as a master file has them between quotes. */
static struct text
escaped(struct values *values, struct text raw)
{
	char *copy = NULL;
	size_t length = 0;

	if (raw.len == 0 || memchr(raw.ptr, '\\', raw.len) == NULL)
		return raw;
	copy = arena_bytes(values->scratch, raw.len * 2);
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] == '\\')
			copy[length++] = '\\';
		copy[length++] = raw.ptr[i];
	}
	return (struct text){ copy, length };
}

static bool
takes_strings(uint16_t type)
{
	const struct rdata_type *row = rdata_type(type);

	return row != NULL && row->fields[0] == FIELD_STRINGS;
}

/* RFC 1035, 3.3.14: a text is strings of at most 255 bytes. */
static void
raw_add(struct values *values, const struct value *value, size_t field)
{
	struct text rest = value->fields[field].text;
	bool cut = takes_strings(value->type);

	do {
		struct text part = rest;

		if (cut && part.len > LIMIT_STRING)
			part.len = LIMIT_STRING;
		word_add(values, escaped(values, part), TOKEN_QUOTED, field);
		rest.ptr += part.len;
		rest.len -= part.len;
	} while (rest.len > 0);
}

static int
encode(struct values *values, const struct value *value,
    const struct value_field **ret_bad, struct error *err)
{
	struct record_words words = { .type_number = value->type };
	const struct token *bad = NULL;

	values->writer.origin = value->origin;
	if (record_encode(&values->line, &words, &values->writer, &bad, err) ==
	    0)
		return 0;
	*ret_bad = NULL;
	if (bad != NULL && values->field_of.count > 0)
		*ret_bad = &value->fields[values->field_of.at[(
		    size_t)(bad - values->line.words.at)]];
	return -1;
}

static int
encode_and_deliver(struct values *values, const struct zone_sink *sink,
    const struct value *value)
{
	const struct value_field *bad = NULL;
	struct error err = { 0 };

	if (encode(values, value, &bad, &err) == 0)
		return deliver(values, sink, value, false);
	if (fault_at(values, sink, value, bad, err.message) != 0)
		return -1;
	return deliver(values, sink, value, true);
}

int
value_emit(struct values *values, const struct zone_sink *sink,
    const struct value *value)
{
	if (value->opaque || value->type == ZP_PRIVATE)
		return deliver(values, sink, value, true);
	values->line.words.count = values->field_of.count = 0;
	for (size_t i = 0; i < value->count; i++) {
		const struct value_field *field = &value->fields[i];

		if (field->raw)
			raw_add(values, value, i);
		else
			word_add(values, field->text, 0, i);
	}
	return encode_and_deliver(values, sink, value);
}

int
value_emit_text(struct values *values, const struct zone_sink *sink,
    const struct value *value, struct text text)
{
	struct value whole = *value;
	struct scanner scanner;
	bool one = false;

	whole.fields = NULL;
	whole.count = 0;
	if (whole.opaque || whole.type == ZP_PRIVATE)
		return deliver(values, sink, &whole, true);
	values->field_of.count = 0;
	scanner_init(&scanner, text);
	one = scanner_line(&scanner, &values->line) &&
	    values->line.fault == TOKEN_OK &&
	    values->line.comments.count == 0 && scanner.at == scanner.end;
	if (one)
		return encode_and_deliver(values, sink, &whole);
	if (fault_at(values, sink, value, NULL,
		"this is no data as a master file has it, on one line") != 0)
		return -1;
	return deliver(values, sink, &whole, true);
}

/* ------------------------------------------------------------------ types */

bool
value_is_text(uint16_t type, unsigned index)
{
	const struct rdata_type *row = rdata_type(type);
	enum field_kind kind = FIELD_END;

	if (row == NULL)
		return false;
	for (unsigned i = 0; i <= index; i++) {
		kind = row->fields[i];
		if (kind == FIELD_END)
			break;
	}
	return kind == FIELD_STRING || kind == FIELD_STRINGS ||
	    kind == FIELD_LONG;
}

static bool
was_told(struct values *values, struct text word)
{
	for (size_t i = 0; i < values->told.count; i++)
		if (text_equal(word, text_of(values->told.at[i])))
			return true;
	if (values->told.count < LIMIT_UNKNOWN_TYPES)
		*vector_push(&values->told) = arena_copy(
		    values->side, word.ptr, word.len);
	return false;
}

int
value_type(struct values *values, const struct zone_sink *sink,
    struct text word, const struct value_field *at, const struct source *source,
    uint16_t *ret)
{
	struct read_fault fault = { .rule = "unknown-type",
		.source = source,
		.offset = at->offset,
		.length = at->length };
	const char *meant = type_meant(word);
	char message[120];

	*ret = type_from_text(word);
	if (*ret != 0)
		return 0;
	*ret = ZP_PRIVATE;
	if (meant == NULL && was_told(values, word))
		return 0;
	snprintf(message, sizeof message,
	    meant != NULL ?
		"'%.*s' is no record type: is %s meant?" :
		"records of the private type %.*s are passed over unread",
	    (int)(word.len < 60 ? word.len : 60), word.ptr, meant);
	fault.message = message;
	fault.fix = meant;
	if (value_fault(values, sink, fault) != 0)
		return -1;
	/* What it stands for is meant to be there. */
	return meant == NULL ? 0 :
			       sink->unknown(sink->data, source, at->offset);
}
