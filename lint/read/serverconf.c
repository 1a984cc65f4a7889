/* Zone and file pairs out of a name server's configuration. */
#include "serverconf.h"

#include <string.h>

struct pairs {
	void (*visit)(void *data, struct text zone, struct text file);
	void *data;
	struct text zone, file;
};

static void
pair_tell(struct pairs *pairs)
{
	if (pairs->zone.len > 0 && pairs->file.len > 0)
		pairs->visit(pairs->data, pairs->zone, pairs->file);
	pairs->zone.len = pairs->file.len = 0;
}

/* ------------------------------------------------- BIND: words and braces */

static const char *
comment_end(const char *at, const char *end, const char *sign)
{
	size_t length = strlen(sign);

	while (at < end &&
	    ((size_t)(end - at) < length || memcmp(at, sign, length) != 0))
		at++;
	return at < end ? at + length : end;
}

/* The next word, brace, semicolon or quoted text; empty at the end. */
static struct text
bind_word(const char **at, const char *end)
{
	const char *start = NULL;

	for (; *at < end; (*at)++) {
		struct text rest = { *at, (size_t)(end - *at) };

		if (text_starts(rest, TEXT("/*")))
			*at = comment_end(*at, end, "*/") - 1;
		else if (**at == '#' || text_starts(rest, TEXT("//")))
			*at = comment_end(*at, end, "\n") - 1;
		else if (**at != ' ' && **at != '\t' && **at != '\r' &&
		    **at != '\n')
			break;
	}
	if (*at >= end)
		return (struct text){ NULL, 0 };
	start = *at;
	if (*start == '"') {
		const char *close = memchr(
		    start + 1, '"', (size_t)(end - start) - 1);

		*at = close == NULL ? end : close + 1;
		return (struct text){ start + 1,
			(size_t)((close == NULL ? end : close) - start) - 1 };
	}
	if (strchr("{};", *start) != NULL) {
		(*at)++;
		return (struct text){ start, 1 };
	}
	while (*at < end && strchr(" \t\r\n{};\"", **at) == NULL)
		(*at)++;
	return (struct text){ start, (size_t)(*at - start) };
}

/*
 * `zone NAME [class] {`: the name holds for the block that opens at the depth
 * it was said; `file PATH` inside it makes the pair.
 */
static void
bind_read(struct text bytes, struct pairs *pairs)
{
	const char *at = bytes.ptr, *end = bytes.ptr + bytes.len;
	size_t depth = 0, block = 0;
	struct text word = { NULL, 0 };

	for (;;) {
		word = bind_word(&at, end);
		if (word.ptr == NULL)
			break;
		if (text_equal(word, TEXT("{")))
			depth++;
		else if (text_equal(word, TEXT("}"))) {
			depth -= depth > 0;
			if (depth <= block)
				pair_tell(pairs);
		} else if (text_equal(word, TEXT("zone"))) {
			pairs->zone = bind_word(&at, end);
			pairs->file.len = 0;
			block = depth;
		} else if (text_equal(word, TEXT("file")) && depth == block + 1)
			pairs->file = bind_word(&at, end);
	}
	pair_tell(pairs);
}

/* ----------------------------------------- NSD and Knot: `key: value` lines */

static struct text
value_of(struct text line)
{
	struct text value = line;

	text_cut(&value, ':');
	value = text_trim(value);
	if (value.len >= 2 && (*value.ptr == '"' || *value.ptr == '\'')) {
		const char *close = memchr(
		    value.ptr + 1, *value.ptr, value.len - 1);

		if (close != NULL)
			return (struct text){ value.ptr + 1,
				(size_t)(close - value.ptr) - 1 };
	}
	value = text_cut(&value, '#');
	return text_trim(value);
}

static void
lines_read(struct text bytes, struct pairs *pairs)
{
	while (bytes.ptr != NULL) {
		struct text line = text_trim(text_cut(&bytes, '\n'));
		bool item = text_starts(line, TEXT("- "));
		struct text key;

		if (item) {
			pair_tell(pairs);
			line = text_trim(
			    (struct text){ line.ptr + 1, line.len - 1 });
		}
		key = line;
		key = text_trim(text_cut(&key, ':'));
		if (key.len == line.len)
			continue;
		if (text_equal(key, TEXT("zone")))
			pair_tell(pairs);
		else if (text_equal(key, TEXT("name")) ||
		    text_equal(key, TEXT("domain")))
			pairs->zone = value_of(line);
		else if (text_equal(key, TEXT("zonefile")) ||
		    text_equal(key, TEXT("file")))
			pairs->file = value_of(line);
	}
	pair_tell(pairs);
}

void
serverconf_read(struct text bytes,
    void (*visit)(void *data, struct text zone, struct text file), void *data)
{
	struct pairs pairs = { visit, data, { NULL, 0 }, { NULL, 0 } };

	if (bytes.len == 0 || memchr(bytes.ptr, '\0', bytes.len) != NULL)
		return;
	if (memchr(bytes.ptr, '{', bytes.len) != NULL)
		bind_read(bytes, &pairs);
	else
		lines_read(bytes, &pairs);
}
