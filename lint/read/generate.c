/* BIND's $GENERATE. */
#include "generate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"

struct range {
	uint32_t start, stop, step;
};

static bool
read_u32(const char **at, const char *end, uint32_t *ret)
{
	uint64_t value = 0;
	const char *start = *at;

	while (*at < end && **at >= '0' && **at <= '9' && value <= INT32_MAX)
		value = value * 10 + (uint64_t)(*(*at)++ - '0');
	*ret = (uint32_t)value;
	return *at > start && value <= INT32_MAX;
}

static bool
read_range(struct text word, struct range *ret)
{
	const char *at = word.ptr, *end = word.ptr + word.len;

	ret->step = 1;
	if (!read_u32(&at, end, &ret->start) || at == end || *at++ != '-' ||
	    !read_u32(&at, end, &ret->stop))
		return false;
	if (at < end && (*at++ != '/' || !read_u32(&at, end, &ret->step)))
		return false;
	return at == end && ret->step > 0 && ret->start <= ret->stop;
}

struct buffer {
	char bytes[4096];
	size_t length;
	bool full;
};

static void
buffer_add(struct buffer *buffer, const char *bytes, size_t length)
{
	if (length > sizeof buffer->bytes - buffer->length) {
		buffer->full = true;
		return;
	}
	memcpy(buffer->bytes + buffer->length, bytes, length);
	buffer->length += length;
}

/* The number's nibbles, lowest first, with dots between (ip6.arpa). */
static void
add_nibbles(struct buffer *buffer, int64_t value, int width, char base)
{
	const char *digits = base == 'N' ? "0123456789ABCDEF" :
					   "0123456789abcdef";
	int used = 0;

	do {
		if (used > 0)
			buffer_add(buffer, ".", 1);
		buffer_add(buffer, &digits[value & 15], 1);
		value >>= 4;
		used += 2;
	} while (value > 0 || used < width);
}

static bool
add_number(struct buffer *buffer, int64_t value, int width, char base)
{
	char text[300];
	int length = 0;

	switch (base) {
	case 'd':
		length = snprintf(
		    text, sizeof text, "%0*" PRId64, width, value);
		break;
	case 'o':
		length = snprintf(
		    text, sizeof text, "%0*" PRIo64, width, (uint64_t)value);
		break;
	case 'x':
		length = snprintf(
		    text, sizeof text, "%0*" PRIx64, width, (uint64_t)value);
		break;
	case 'X':
		length = snprintf(
		    text, sizeof text, "%0*" PRIX64, width, (uint64_t)value);
		break;
	case 'n':
	case 'N':
		add_nibbles(buffer, value, width, base);
		return true;
	default:
		return false;
	}
	buffer_add(buffer, text, (size_t)length);
	return true;
}

/* `{offset,width,base}` behind a `$`; moves `*at` behind it. */
static bool
add_modified(
    struct buffer *buffer, const char **at, const char *end, uint32_t number)
{
	char text[32], base = 'd', *rest = NULL;
	long offset = 0, width = 0;
	const char *close = memchr(*at, '}', (size_t)(end - *at));
	size_t length = close == NULL ? 0 : (size_t)(close - *at) - 1;

	if (close == NULL || length >= sizeof text)
		return false;
	memcpy(text, *at + 1, length);
	text[length] = '\0';
	*at = close + 1;
	offset = strtol(text, &rest, 10);
	if (rest == text || offset < -INT32_MAX || offset > INT32_MAX)
		return false;
	if (*rest == ',')
		width = strtol(rest + 1, &rest, 10);
	if (rest[0] == ',' && rest[1] != '\0') {
		base = rest[1];
		rest += 2;
	}
	if (*rest != '\0' || width < 0 || width > 255 ||
	    (int64_t)number + offset < 0)
		return false;
	return add_number(buffer, (int64_t)number + offset, (int)width, base);
}

static bool
add_expanded(struct buffer *buffer, struct text word, uint32_t number)
{
	const char *at = word.ptr, *end = word.ptr + word.len;

	while (at < end) {
		if (*at == '\\' && at + 1 < end) {
			buffer_add(buffer, at, 2);
			at += 2;
		} else if (*at != '$') {
			buffer_add(buffer, at++, 1);
		} else if (at + 1 < end && at[1] == '$') {
			buffer_add(buffer, "$", 1);
			at += 2;
		} else if (at + 1 < end && at[1] == '{') {
			at++;
			if (!add_modified(buffer, &at, end, number))
				return false;
		} else {
			at++;
			add_number(buffer, number, 0, 'd');
		}
	}
	return true;
}

int
generate(const struct token_line *line, struct arena *scratch,
    const size_t *faults, int (*emit)(void *data, struct text text), void *data,
    struct error *err)
{
	struct buffer *buffer = arena_alloc(scratch, sizeof *buffer);
	struct range range;
	size_t faults_before = *faults;

	if (line->words.count < 5 ||
	    !read_range(token_text(&line->words.at[1]), &range))
		return error_set(err,
		    "$GENERATE wants start-stop[/step], an owner, a type and "
		    "its data");
	if ((range.stop - range.start) / range.step >= LIMIT_GENERATE_RECORDS)
		return error_set(err, "$GENERATE makes over %d records",
		    LIMIT_GENERATE_RECORDS);
	for (uint64_t i = range.start; i <= range.stop; i += range.step) {
		buffer->length = 0;
		buffer->full = false;
		for (size_t j = 2; j < line->words.count; j++) {
			const struct token *word = &line->words.at[j];
			bool quoted = (word->flags & TOKEN_QUOTED) != 0;

			if (j > 2)
				buffer_add(buffer, " ", 1);
			if (quoted)
				buffer_add(buffer, "\"", 1);
			if (!add_expanded(
				buffer, token_text(word), (uint32_t)i))
				return error_set(err,
				    "'${…}' wants offset,width,base and a "
				    "number not below 0");
			if (quoted)
				buffer_add(buffer, "\"", 1);
		}
		if (buffer->full)
			return error_set(
			    err, "$GENERATE makes a record that is too long");
		if (emit(data,
			(struct text){ buffer->bytes, buffer->length }) != 0)
			return -1;
		if (*faults > faults_before)
			return 0;
	}
	return 0;
}
