/* Slices of bytes, and the few things done with paths. */
#include "text.h"

#include <string.h>
#include <strings.h>

struct text
text_of(const char *string)
{
	return (struct text){ string, string == NULL ? 0 : strlen(string) };
}

bool
text_equal(struct text a, struct text b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool
text_equal_nocase(struct text a, struct text b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return false;
	return true;
}

bool
text_starts(struct text text, struct text prefix)
{
	return text.len >= prefix.len &&
	    text_equal((struct text){ text.ptr, prefix.len }, prefix);
}

bool
text_starts_nocase(struct text text, struct text prefix)
{
	return text.len >= prefix.len &&
	    text_equal_nocase((struct text){ text.ptr, prefix.len }, prefix);
}

static struct text
text_tail(struct text text, size_t length)
{
	return (struct text){ text.ptr + (text.len - length), length };
}

bool
text_ends(struct text text, struct text suffix)
{
	return text.len >= suffix.len &&
	    text_equal(text_tail(text, suffix.len), suffix);
}

bool
text_ends_nocase(struct text text, struct text suffix)
{
	return text.len >= suffix.len &&
	    text_equal_nocase(text_tail(text, suffix.len), suffix);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text
text_trim(struct text text)
{
	while (text.len > 0 && is_blank(text.ptr[0])) {
		text.ptr++;
		text.len--;
	}
	while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
		text.len--;
	return text;
}

struct text
text_cut(struct text *rest, char separator)
{
	struct text first = *rest;
	const char *found = NULL;

	if (rest->len > 0)
		found = memchr(rest->ptr, separator, rest->len);
	if (found == NULL) {
		*rest = (struct text){ NULL, 0 };
		return first;
	}
	first.len = (size_t)(found - rest->ptr);
	rest->ptr = found + 1;
	rest->len -= first.len + 1;
	return first;
}

static size_t
folder_length(struct text path)
{
	size_t length = path.len;

	while (length > 0 && path.ptr[length - 1] != '/')
		length--;
	return length;
}

struct text
path_base(struct text path)
{
	return text_tail(path, path.len - folder_length(path));
}

struct text
path_folder(struct text path)
{
	size_t length = folder_length(path);

	return (struct text){ path.ptr, length > 1 ? length - 1 : length };
}

size_t
string_shared(const char *a, const char *b)
{
	size_t length = 0;

	while (a[length] != '\0' && a[length] == b[length])
		length++;
	return length;
}

#define DISTANCE_LENGTH 64

/* Three rows of the usual table; longer words count as far apart. */
unsigned
text_distance(struct text a, struct text b, unsigned limit)
{
	unsigned rows[3][DISTANCE_LENGTH + 1];

	if (a.len > DISTANCE_LENGTH || b.len > DISTANCE_LENGTH ||
	    a.len > b.len + limit || b.len > a.len + limit)
		return limit + 1;
	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *above = rows[(i + 2) % 3];
		const unsigned *above2 = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			unsigned best = above[j - 1] +
			    (a.ptr[i - 1] != b.ptr[j - 1]);

			if (above[j] + 1 < best)
				best = above[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
			    a.ptr[i - 2] == b.ptr[j - 1] &&
			    above2[j - 2] + 1 < best)
				best = above2[j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[a.len % 3][b.len] > limit ? limit + 1 :
						rows[a.len % 3][b.len];
}

void
slip_try(struct slip *slip, const char *candidate)
{
	struct text word = text_of(slip->word);
	size_t third = word.len / 3;
	unsigned most = slip->meant != NULL ? slip->distance :
	    third > 3                       ? 4 :
					      (unsigned)third + 1;
	unsigned distance = text_distance(word, text_of(candidate), most);

	if (distance >= most)
		return;
	slip->meant = candidate;
	slip->distance = distance;
}
