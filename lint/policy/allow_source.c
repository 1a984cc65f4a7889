/* Where allows stand: in the comments of zones and in commits' messages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../dns/name.h"
#include "allow.h"

/* ------------------------------------------------- the record it speaks of */

/* A record's first byte, by source: what `records` of a zone does not give. */
struct starts {
	uint64_t *at; /* source << 32 | offset, sorted */
	size_t count;
};

static int
start_order(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static struct starts
starts_of(const struct zp_zone *zone)
{
	struct starts starts = { memory_grow(NULL, zone->records.count + 1,
				     sizeof *starts.at),
		zone->records.count };

	for (size_t i = 0; i < starts.count; i++)
		starts.at[i] = (uint64_t)zone->records.at[i].source << 32 |
		    zone->records.at[i].offset;
	qsort(starts.at, starts.count, sizeof *starts.at, start_order);
	return starts;
}

/* The last record of a source that starts at or before `offset`. */
static bool
start_before(const struct starts *starts, uint16_t source, uint32_t offset,
    uint32_t *ret)
{
	uint64_t wanted = (uint64_t)source << 32 | offset;
	size_t low = 0, high = starts->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (starts->at[middle] <= wanted)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || starts->at[low - 1] >> 32 != source)
		return false;
	*ret = (uint32_t)starts->at[low - 1];
	return true;
}

/* Where the record that starts at `at` ends: parentheses and quotes counted. */
static size_t
record_end(struct text bytes, size_t at)
{
	unsigned depth = 0;
	bool quoted = false;

	for (; at < bytes.len; at++) {
		char c = bytes.ptr[at];

		if (c == '\\')
			at++;
		else if (c == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (c == ';')
			while (at + 1 < bytes.len && bytes.ptr[at + 1] != '\n')
				at++;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (c == '\n' && depth == 0)
			return at;
	}
	return bytes.len;
}

/* The start of the first line behind `at` that says more than a comment. */
static size_t
next_said(struct text bytes, size_t at, char mark)
{
	while (at < bytes.len) {
		const char *end = memchr(bytes.ptr + at, '\n', bytes.len - at);
		size_t next = end == NULL ? bytes.len :
					    (size_t)(end - bytes.ptr) + 1;
		struct text line = text_trim(
		    (struct text){ bytes.ptr + at, next - at });

		if (line.len > 0 && line.ptr[0] != mark)
			return at + (size_t)(line.ptr - (bytes.ptr + at));
		at = next;
	}
	return bytes.len;
}

static uint32_t
line_of(const struct source *source, size_t offset)
{
	return source_place(source, (uint32_t)offset).line;
}

static size_t
line_end(struct text bytes, size_t at)
{
	const char *end = memchr(bytes.ptr + at, '\n', bytes.len - at);

	return end == NULL ? bytes.len : (size_t)(end - bytes.ptr);
}

/*
 * A comment alone on its line speaks of what stands below it, one behind a
 * record (or inside its parentheses) of that record.
 */
static void
lines_of(struct allow *allow, const struct zone_comment *comment,
    const struct starts *starts)
{
	const struct source *source = comment->source;
	struct text bytes = source->bytes;
	char mark = bytes.ptr[comment->offset];
	uint32_t start = comment->offset;
	size_t end = comment->offset;

	if (start_before(starts, source->id, comment->offset, &start) &&
	    mark == ';' && record_end(bytes, start) > comment->offset)
		end = record_end(bytes, start);
	else if (comment->alone) {
		start = comment->offset;
		end = next_said(bytes, line_end(bytes, start), mark);
		if (mark == ';')
			end = record_end(bytes, end);
	} else
		start = comment->offset;
	allow->first_line = line_of(source, start);
	allow->last_line = line_of(source, end);
}

/* ------------------------------------------------------------- comments */

/*
 * A name in a comment: relative as any other in the file, but a full name of
 * the zone without its final dot is taken for what it is.
 */
static void
name_in_zone(
    struct arena *arena, const struct zp_zone *zone, struct allow *allow)
{
	static const uint8_t root[] = { 0 };
	uint8_t name[NAME_WIRE];

	if (name_from_text(allow->name, root, name, NULL) == NAME_OK &&
	    name_within(name, zone->name) &&
	    !text_equal(allow->name, TEXT("@")))
		;
	else if (name_from_text(allow->name, zone->name, name, NULL) !=
	    NAME_OK) {
		allow->reach = ALLOW_NOTHING;
		allow->fault = "its name is none";
		return;
	}
	allow->reach = ALLOW_NAME;
	allow->full_name = name_absolute(arena, name);
}

static void
allow_of_comment(struct arena *arena, const struct zp_zone *zone,
    const struct zone_comment *comment, const struct starts *starts,
    struct allow *ret)
{
	struct text text = comment->text;
	struct source_place place = source_place(
	    comment->source, comment->offset);

	text.ptr += strlen("zoneproof:");
	text.len -= strlen("zoneproof:");
	allow_read(arena, text, ret);
	ret->zone = name_absolute(arena, zone->name);
	ret->of = zone;
	ret->place = (struct finding_place){ .file = comment->source->path,
		.line = place.line,
		.column = place.column,
		.mark = (uint32_t)(place.text.len - (place.column - 1)),
		.text = place.text };
	ret->by = arena_format(
	    arena, "%s:%u", comment->source->path, place.line);
	if (ret->reach == ALLOW_LINES && ret->name.len > 0)
		name_in_zone(arena, zone, ret);
	else if (ret->reach == ALLOW_LINES)
		lines_of(ret, comment, starts);
}

/* The same comment of a file that several zones include is one allow. */
static bool
is_told(struct allows *allows, const struct allow *allow)
{
	void **place = allow->reach == ALLOW_NAME ?
	    NULL :
	    map_put(&allows->told, allow->by);

	if (place == NULL || *place != NULL)
		return place != NULL;
	*place = allows;
	return false;
}

static bool
has_comment(const struct zp_zone *zone, struct text text)
{
	for (size_t i = 0; zone != NULL && i < zone->comments.count; i++)
		if (text_equal(zone->comments.at[i].text, text))
			return true;
	return false;
}

void
allows_of_zone(struct allows *allows, struct arena *arena,
    const struct zp_zone *zone, const struct zp_zone *before, bool only_new)
{
	struct starts starts = { NULL, 0 };

	if (zone->comments.count == 0)
		return;
	starts = starts_of(zone);
	for (size_t i = 0; i < zone->comments.count; i++) {
		const struct zone_comment *comment = &zone->comments.at[i];
		struct allow allow;

		allow_of_comment(arena, zone, comment, &starts, &allow);
		allow.judged = !only_new || !has_comment(before, comment->text);
		if (!is_told(allows, &allow))
			*vector_push(allows) = allow;
	}
	free(starts.at);
}

/* ---------------------------------------------------------------- trailers */

static void
name_in_message(struct arena *arena, struct allow *allow)
{
	static const uint8_t root[] = { 0 };
	uint8_t name[NAME_WIRE];

	if (name_from_text(allow->name, root, name, NULL) != NAME_OK ||
	    text_equal(allow->name, TEXT("@"))) {
		allow->reach = ALLOW_NOTHING;
		allow->fault = "a commit wants the full name";
		return;
	}
	allow->reach = ALLOW_NAME;
	allow->full_name = name_absolute(arena, name);
}

void
allows_of_message(struct allows *allows, struct arena *arena,
    struct text message, const char *by)
{
	static const struct text key = { "Zoneproof-Allow:", 16 };

	while (message.ptr != NULL) {
		struct text line = text_trim(text_cut(&message, '\n'));
		struct allow *allow = NULL;

		/* What git cuts off: the diff that `commit -v` shows. */
		if (text_starts(line, TEXT("# ------------------------ >8")))
			return;
		if (!text_starts_nocase(line, key))
			continue;
		line.ptr += key.len;
		line.len -= key.len;
		allow = vector_push(allows);
		allow_read(arena,
		    text_of(arena_format(
			arena, "allow %.*s", (int)line.len, line.ptr)),
		    allow);
		allow->by = by;
		allow->judged = true;
		if (allow->reach == ALLOW_LINES && allow->name.len > 0)
			name_in_message(arena, allow);
		else if (allow->reach == ALLOW_LINES)
			allow->reach = ALLOW_ANY;
	}
}
