/* One walk over libyajl's events: to trees where somebody looks. */
#include "json.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#include <yajl/yajl_parse.h>

#include "arena.h"
#include "limits.h"
#include "vector.h"

#define PARTS_MAX 16
#define STEPS_MAX 15

/* A part's path, cut at its slashes. */
struct part {
	struct text steps[STEPS_MAX];
	unsigned count;
};

/* How far a container has come on each part's path: bits of `steps` passed. */
struct level {
	uint16_t reached[PARTS_MAX];
};

struct seen_key {
	uint64_t hash;
	uint32_t offset;
};

struct json {
	const struct source *source;
	const struct json_part *parts;
	void *data;
	struct json_fault *fault;
	yajl_handle yajl;
	uint32_t start; /* of what yajl is given: behind a BOM */
	uint32_t end;   /* of the last token */
	bool at_end;    /* all is given: what comes now is a number alone */
	bool failed;

	struct part cut[PARTS_MAX];
	unsigned part_count;

	unsigned depth; /* of containers that are open */
	bool is_object[LIMIT_JSON_DEPTH];
	size_t keys_from[LIMIT_JSON_DEPTH];
	struct {
		VECTOR_OF(struct seen_key);
	} keys; /* of the objects that are open and looked at */

	/* Containers that lead to what is asked for. */
	struct level levels[LIMIT_JSON_DEPTH];
	unsigned level;
	struct text path[LIMIT_JSON_DEPTH];
	uint32_t path_offsets[LIMIT_JSON_DEPTH];
	struct arena *path_arenas[LIMIT_JSON_DEPTH];

	unsigned skipped; /* containers open that lead nowhere */

	/* The tree that is being made. */
	struct arena *arena;
	const struct json_part *wanted; /* NULL: none */
	struct json_value *open[LIMIT_JSON_DEPTH];
	struct json_value *last[LIMIT_JSON_DEPTH];
	unsigned opened;
	size_t nodes;
	struct text key;
	uint32_t key_offset;
};

/* ------------------------------------------------------------------ errors */

int
json_fail(struct json_fault *fault, const struct json_value *value,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(fault->message, sizeof fault->message, format, args);
	va_end(args);
	fault->offset = value->offset;
	return -1;
}

/* For yajl's callbacks: 0 ends the walk. */
static int
fail(struct json *json, uint32_t offset, const char *message)
{
	json_fail(json->fault, &(struct json_value){ .offset = offset }, "%s",
	    message);
	json->failed = true;
	return 0;
}

/* ---------------------------------------------------------------- positions */

static bool
is_between(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' ||
	    byte == ',' || byte == ':';
}

struct span {
	uint32_t offset, length;
};

/*
 * Where the token of this event stands: it ends where yajl is, and only blanks,
 * ',' and ':' part it from the one before.
 */
static struct span
token_span(struct json *json)
{
	const struct text bytes = json->source->bytes;
	uint32_t end = json->start +
	    (uint32_t)yajl_get_bytes_consumed(json->yajl);
	uint32_t from = json->end;

	if (json->at_end)
		end = (uint32_t)bytes.len;
	while (from < end && is_between(bytes.ptr[from]))
		from++;
	json->end = end;
	return (struct span){ from, end - from };
}

/* A surrogate that has no other half: yajl makes '?' of it. */
static bool
has_lone_surrogate(struct text raw)
{
	for (size_t i = 0; i + 1 < raw.len; i++) {
		unsigned half = 0;

		if (raw.ptr[i] != '\\')
			continue;
		if (raw.ptr[++i] != 'u' || i + 4 >= raw.len)
			continue;
		half = (unsigned)strtoul(
		    (const char[]){ raw.ptr[i + 1], raw.ptr[i + 2], '\0' },
		    NULL, 16);
		if (half < 0xd8 || half > 0xdf)
			continue;
		if (half > 0xdb || i + 10 >= raw.len ||
		    raw.ptr[i + 5] != '\\' || raw.ptr[i + 6] != 'u')
			return true;
		half = (unsigned)strtoul(
		    (const char[]){ raw.ptr[i + 7], raw.ptr[i + 8], '\0' },
		    NULL, 16);
		if (half < 0xdc || half > 0xdf)
			return true;
		i += 10;
	}
	return false;
}

/*
 * A string's text, that lives as long as `arena`: in the source where nothing
 * in it is escaped.
 */
static struct text
string_text(struct json *json, struct arena *arena, struct span span,
    const unsigned char *bytes, size_t length)
{
	if (length + 2 == span.length)
		return (struct text){ json->source->bytes.ptr + span.offset + 1,
			length };
	return (struct text){ arena_copy(arena, bytes, length), length };
}

static bool
string_is_whole(struct json *json, struct span span, size_t length)
{
	struct text raw = { json->source->bytes.ptr + span.offset,
		span.length };

	return length + 2 == span.length || !has_lone_surrogate(raw);
}

/* --------------------------------------------------------------- the path */

static void
part_cut(struct part *part, const char *path)
{
	struct text rest = text_of(path);

	part->count = 0;
	while (rest.len > 0 && part->count < STEPS_MAX)
		part->steps[part->count++] = text_cut(&rest, '/');
}

/* "**" may stand for nothing at all. */
static uint16_t
step_over(const struct part *part, uint16_t reached)
{
	for (unsigned i = 0; i < part->count; i++)
		if ((reached & (1u << i)) != 0 &&
		    text_equal(part->steps[i], TEXT("**")))
			reached |= (uint16_t)(1u << (i + 1));
	return reached;
}

static uint16_t
step_on(const struct part *part, uint16_t reached, struct text key)
{
	uint16_t next = 0;

	for (unsigned i = 0; i < part->count; i++) {
		if ((reached & (1u << i)) == 0)
			continue;
		if (text_equal(part->steps[i], TEXT("**")))
			next |= (uint16_t)(1u << i);
		else if (text_equal(part->steps[i], TEXT("*")) ||
		    text_equal(part->steps[i], key))
			next |= (uint16_t)(1u << (i + 1));
	}
	return step_over(part, next);
}

/*
 * Looks at a value that begins in the container we are in: is it wanted, or
 * does it lead to such a one?
 */
static bool
leads_on(struct json *json, struct level *ret)
{
	struct text key = json->key;
	bool leads = false;

	for (unsigned i = 0; i < json->part_count; i++) {
		const struct part *part = &json->cut[i];

		ret->reached[i] = json->level == 0 ?
		    step_over(part, 1) :
		    step_on(
			part, json->levels[json->level - 1].reached[i], key);
		if ((ret->reached[i] & (1u << part->count)) != 0 &&
		    json->wanted == NULL)
			json->wanted = &json->parts[i];
		leads = leads || ret->reached[i] != 0;
	}
	return leads;
}

/* Remembers what led to a value one deeper than the levels that are open. */
static void
path_set(struct json *json, uint32_t offset)
{
	if (json->level == 0)
		return;
	json->path[json->level - 1] = json->key;
	json->path_offsets[json->level - 1] = offset;
}

static bool
in_object(const struct json *json)
{
	return json->depth > 0 && json->is_object[json->depth - 1];
}

/* --------------------------------------------------------------- the tree */

static int
tree_give(struct json *json, const struct json_value *root)
{
	struct json_path path = { json->path, json->path_offsets, json->level };
	const struct json_part *wanted = json->wanted;
	int status = wanted->visit(json->data, &path, root, json->fault);

	json->wanted = NULL;
	json->nodes = 0;
	arena_reset(json->arena);
	if (status != 0)
		json->failed = true;
	return status == 0;
}

/* Hangs a value into the tree, or gives it away where it is all of one. */
static int
tree_add(struct json *json, struct json_value value)
{
	struct json_value *node = NULL;

	if (++json->nodes > LIMIT_JSON_NODES)
		return fail(json, value.offset,
		    "one thing of the document holds too many values");
	node = arena_alloc(json->arena, sizeof *node);
	*node = value;
	if (json->opened > 0) {
		struct json_value *parent = json->open[json->opened - 1];

		node->key = json->key;
		node->key_offset = json->key_offset;
		if (json->last[json->opened - 1] == NULL)
			parent->first = node;
		else
			json->last[json->opened - 1]->next = node;
		json->last[json->opened - 1] = node;
		parent->count++;
	}
	json->key = TEXT("");
	if (value.kind >= JSON_ARRAY) {
		json->open[json->opened] = node;
		json->last[json->opened++] = NULL;
		return 1;
	}
	return json->opened > 0 ? 1 : tree_give(json, node);
}

/* ---------------------------------------------------------------- values */

/* A value that is no container. */
static int
on_value(struct json *json, struct json_value value)
{
	struct level level;

	if (json->skipped > 0)
		return 1;
	if (json->wanted == NULL) {
		path_set(
		    json, in_object(json) ? json->key_offset : value.offset);
		leads_on(json, &level);
		json->key = TEXT("");
		if (json->wanted == NULL)
			return 1;
	}
	return tree_add(json, value);
}

static int
on_start(struct json *json, enum json_kind kind)
{
	struct span span = token_span(json);
	struct level level = { { 0 } };
	struct json_value value = { .kind = kind, .offset = span.offset };
	bool leads = false;

	if (json->depth == LIMIT_JSON_DEPTH)
		return fail(json, span.offset, "nested too deep");
	if (json->skipped == 0 && json->wanted == NULL) {
		path_set(
		    json, in_object(json) ? json->key_offset : span.offset);
		leads = leads_on(json, &level);
	}
	json->is_object[json->depth] = kind == JSON_OBJECT;
	json->keys_from[json->depth++] = json->keys.count;
	if (json->wanted != NULL)
		return tree_add(json, value);
	json->key = TEXT("");
	if (leads)
		json->levels[json->level++] = level;
	else
		json->skipped++;
	return 1;
}

static int
key_order(const void *left, const void *right)
{
	const struct seen_key *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* Two readers may take either of two equal keys: nobody knows what holds. */
static int
keys_differ(struct json *json, size_t from)
{
	size_t count = json->keys.count - from;
	struct seen_key *keys = count == 0 ? NULL : json->keys.at + from;

	json->keys.count = from;
	if (count > 1)
		qsort(keys, count, sizeof *keys, key_order);
	for (size_t i = 1; i < count; i++)
		if (keys[i].hash == keys[i - 1].hash)
			return fail(json, keys[i].offset,
			    "this key stands here for the second time");
	return 1;
}

static int
on_end(void *data)
{
	struct json *json = data;
	struct span span = token_span(json);

	json->depth--;
	if (json->skipped > 0) {
		json->skipped--;
		return 1;
	}
	if (!keys_differ(json, json->keys_from[json->depth]))
		return 0;
	if (json->wanted == NULL) {
		json->level--;
		return 1;
	}
	json->opened--;
	json->open[json->opened]->length = span.offset + span.length -
	    json->open[json->opened]->offset;
	return json->opened > 0 ? 1 : tree_give(json, json->open[0]);
}

static int
on_key(void *data, const unsigned char *bytes, size_t length)
{
	struct json *json = data;
	struct span span = token_span(json);
	struct arena *arena = json->arena;

	if (json->skipped > 0)
		return 1;
	if (!string_is_whole(json, span, length))
		return fail(json, span.offset, "half a surrogate pair");
	if (json->wanted == NULL) {
		arena = json->path_arenas[json->level - 1];
		if (arena == NULL)
			arena = json->path_arenas[json->level - 1] =
			    arena_new();
		arena_reset(arena);
	}
	if (json->keys.count >= LIMIT_JSON_NODES)
		return fail(json, span.offset,
		    "one thing of the document holds too many values");
	json->key = string_text(json, arena, span, bytes, length);
	json->key_offset = span.offset;
	*vector_push(&json->keys) =
	    (struct seen_key){ XXH3_64bits(bytes, length), span.offset };
	return 1;
}

/* ----------------------------------------------------- yajl's other events */

static int
on_word(struct json *json, enum json_kind kind)
{
	struct span span = token_span(json);

	return on_value(json,
	    (struct json_value){
		.kind = kind, .offset = span.offset, .length = span.length });
}

static int
on_null(void *data)
{
	return on_word(data, JSON_NULL);
}

static int
on_boolean(void *data, int value)
{
	return on_word(data, value ? JSON_TRUE : JSON_FALSE);
}

static int
on_number(void *data, const char *bytes, size_t length)
{
	struct json *json = data;
	struct span span = token_span(json);
	struct json_value value = { .kind = JSON_NUMBER,
		.offset = span.offset,
		.length = span.length,
		.text = {
		    json->source->bytes.ptr + span.offset, span.length } };

	(void)bytes;
	(void)length;
	return on_value(json, value);
}

static int
on_string(void *data, const unsigned char *bytes, size_t length)
{
	struct json *json = data;
	struct span span = token_span(json);
	struct json_value value = { .kind = JSON_STRING,
		.offset = span.offset,
		.length = span.length };

	if (json->skipped > 0)
		return 1;
	if (!string_is_whole(json, span, length))
		return fail(json, span.offset, "half a surrogate pair");
	value.text = string_text(json, json->arena, span, bytes, length);
	return on_value(json, value);
}

static int
on_object(void *data)
{
	return on_start(data, JSON_OBJECT);
}

static int
on_array(void *data)
{
	return on_start(data, JSON_ARRAY);
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_object,
	.yajl_map_key = on_key,
	.yajl_end_map = on_end,
	.yajl_start_array = on_array,
	.yajl_end_array = on_end,
};

/* Memory that never fails: see arena.h. */
static void *
yajl_grow(void *context, size_t size)
{
	(void)context;
	return memory_grow(NULL, size, 1);
}

static void *
yajl_regrow(void *context, void *old, size_t size)
{
	(void)context;
	return memory_grow(old, size, 1);
}

static void
yajl_drop(void *context, void *old)
{
	(void)context;
	free(old);
}

static yajl_alloc_funcs memory = {
	.malloc = yajl_grow, .realloc = yajl_regrow, .free = yajl_drop
};

/* ---------------------------------------------------------- the document */

/* "parse error: unallowed token at this point in JSON text\n", for people. */
static int
fail_syntax(struct json *json, uint32_t offset)
{
	unsigned char *said = yajl_get_error(json->yajl, 0, NULL, 0);
	struct text text = text_trim(text_of((const char *)said));
	struct text rest = text;
	struct text head = text_cut(&rest, ':');

	if (rest.ptr != NULL && text_ends(head, TEXT("error")))
		text = text_trim(rest);
	json_fail(json->fault, &(struct json_value){ .offset = offset },
	    "no valid JSON: %.*s", (int)text.len, text.ptr);
	yajl_free_error(json->yajl, said);
	return -1;
}

static int
walk(struct json *json)
{
	struct text bytes = json->source->bytes;
	yajl_status status = yajl_parse(json->yajl,
	    (const unsigned char *)bytes.ptr + json->start,
	    bytes.len - json->start);
	uint32_t at = json->start +
	    (uint32_t)yajl_get_bytes_consumed(json->yajl);

	if (status == yajl_status_ok) {
		json->at_end = true;
		status = yajl_complete_parse(json->yajl);
		at = (uint32_t)bytes.len;
	}
	if (json->failed)
		return -1;
	if (status == yajl_status_ok)
		return 0;
	/* yajl stands behind the token that it does not like. */
	return fail_syntax(json, at > 0 && !json->at_end ? at - 1 : at);
}

bool
json_is_utf16(struct text bytes)
{
	return text_starts(bytes, TEXT("\xff\xfe")) ||
	    text_starts(bytes, TEXT("\xfe\xff"));
}

int
json_read(const struct source *source, const struct json_part *parts,
    void *data, struct json_fault *fault)
{
	struct json *json = NULL;
	int status = 0;

	memset(fault, 0, sizeof *fault);
	if (json_is_utf16(source->bytes))
		return json_fail(fault, &(struct json_value){ 0 }, JSON_UTF16);
	json = memory_grow(NULL, 1, sizeof *json);
	memset(json, 0, sizeof *json);
	json->source = source;
	json->parts = parts;
	json->data = data;
	json->fault = fault;
	json->key = TEXT("");
	json->arena = arena_new();
	json->start = text_starts(source->bytes, TEXT("\xef\xbb\xbf")) ? 3 : 0;
	json->end = json->start;
	while (json->part_count < PARTS_MAX &&
	    parts[json->part_count].path != NULL) {
		part_cut(
		    &json->cut[json->part_count], parts[json->part_count].path);
		json->part_count++;
	}
	json->yajl = yajl_alloc(&callbacks, &memory, json);
	status = walk(json);
	yajl_free(json->yajl);
	vector_done(&json->keys);
	for (unsigned i = 0; i < LIMIT_JSON_DEPTH; i++)
		arena_free(json->path_arenas[i]);
	arena_free(json->arena);
	free(json);
	return status;
}

bool
json_looks_like(struct text bytes)
{
	if (text_starts(bytes, TEXT("\xef\xbb\xbf"))) {
		bytes.ptr += 3;
		bytes.len -= 3;
	}
	while (bytes.len > 0 && is_between(*bytes.ptr)) {
		bytes.ptr++;
		bytes.len--;
	}
	return json_is_utf16(bytes) ||
	    (bytes.len > 0 && (*bytes.ptr == '{' || *bytes.ptr == '['));
}

/* ---------------------------------------------------------------- reading */

const struct json_value *
json_get(const struct json_value *value, const char *key)
{
	struct text wanted = text_of(key);

	if (value == NULL || value->kind != JSON_OBJECT)
		return NULL;
	JSON_EACH(child, value)
	if (text_equal(child->key, wanted))
		return child;
	return NULL;
}

struct text
json_text(const struct json_value *value, const char *key)
{
	const struct json_value *member = json_get(value, key);

	return member == NULL || member->kind != JSON_STRING ? TEXT("") :
							       member->text;
}

bool
json_is_null(const struct json_value *value)
{
	return value == NULL || value->kind == JSON_NULL;
}

/* Numbers that programs write as 1.0 or 3e2 are integers all the same. */
bool
json_u32(const struct json_value *value, uint32_t *ret)
{
	char digits[32], *end = NULL;
	double number = 0;

	if (value == NULL ||
	    (value->kind != JSON_NUMBER && value->kind != JSON_STRING) ||
	    value->text.len == 0 || value->text.len >= sizeof digits ||
	    value->text.ptr[0] < '0' || value->text.ptr[0] > '9')
		return false;
	memcpy(digits, value->text.ptr, value->text.len);
	digits[value->text.len] = '\0';
	if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
		return false;
	number = strtod(digits, &end);
	if (*end != '\0' || !(number >= 0 && number <= UINT32_MAX) ||
	    number != (double)(uint32_t)number)
		return false;
	*ret = (uint32_t)number;
	return true;
}
