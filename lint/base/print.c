/* Printing what came from outside: nothing of it may act on the reader. */
#include "print.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static bool
is_continuation(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

size_t
utf8_length(struct text text)
{
	const unsigned char *at = (const unsigned char *)text.ptr;
	size_t length = 0;

	if (text.len == 0)
		return 0;
	if (at[0] < 0x80)
		return 1;
	length = at[0] >= 0xc2 && at[0] <= 0xdf ? 2 :
	    at[0] >= 0xe0 && at[0] <= 0xef      ? 3 :
	    at[0] >= 0xf0 && at[0] <= 0xf4      ? 4 :
						  0;
	if (length == 0 || text.len < length)
		return 0;
	for (size_t i = 1; i < length; i++)
		if (!is_continuation(at[i]))
			return 0;
	/* Overlong forms, surrogates, and what lies beyond Unicode. */
	if ((at[0] == 0xe0 && at[1] < 0xa0) ||
	    (at[0] == 0xed && at[1] > 0x9f) ||
	    (at[0] == 0xf0 && at[1] < 0x90) || (at[0] == 0xf4 && at[1] > 0x8f))
		return 0;
	return length;
}

static uint32_t
utf8_value(struct text text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text.ptr;
	uint32_t value = length == 1 ? at[0] : at[0] & (0xffu >> (length + 1));

	for (size_t i = 1; i < length; i++)
		value = value << 6 | (at[i] & 0x3f);
	return value;
}

/* Controls, and characters that hide or turn around what stands beside them. */
static bool
is_unsafe(uint32_t value)
{
	return value < 0x20 || (value >= 0x7f && value < 0xa0) ||
	    value == 0xad || value == 0x61c || value == 0x180e ||
	    (value >= 0x200b && value <= 0x200f) ||
	    (value >= 0x2028 && value <= 0x202e) ||
	    (value >= 0x2060 && value <= 0x206f) || value == 0xfeff ||
	    (value >= 0xfff9 && value <= 0xfffb) || value >= 0xe0000;
}

/* What GitHub's runner takes for nothing at the start of a line. */
static bool
is_blank(uint32_t value)
{
	return value == ' ' || value == 0xa0 || value == 0x1680 ||
	    (value >= 0x2000 && value <= 0x200a) || value == 0x202f ||
	    value == 0x205f || value == 0x3000;
}

static bool
is_letter_at(struct text text, size_t at)
{
	return at < text.len &&
	    ((text.ptr[at] >= 'a' && text.ptr[at] <= 'z') ||
		(text.ptr[at] >= 'A' && text.ptr[at] <= 'Z'));
}

/* "##[group]", "##vso[…]", "##teamcity[…]": commands anywhere in a line. */
static bool
is_hash_command(struct text text)
{
	return text_starts(text, TEXT("##")) &&
	    (is_letter_at(text, 2) || (text.len > 2 && text.ptr[2] == '['));
}

/* "::add-mask::…": a command at the start of a line. */
static bool
is_colon_command(struct text text)
{
	return text_starts(text, TEXT("::")) && is_letter_at(text, 2);
}

/* May a byte mean something else than itself, or is it a part of what may? */
static bool
is_special(unsigned char byte, bool json)
{
	return byte < ' ' || byte >= 0x7f || byte == '#' || byte == ':' ||
	    (json && (byte == '"' || byte == '\\' || byte == '<'));
}

/* The bytes at the start of `text` that stand for themselves only. */
static size_t
plain_length(struct text text, bool json)
{
	size_t length = 0;

	while (length < text.len &&
	    !is_special((unsigned char)text.ptr[length], json))
		length++;
	return length;
}

static void
print_decimal(FILE *file, struct text bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		fprintf(file, "\\%03u", (unsigned)(unsigned char)bytes.ptr[i]);
}

static const struct escape *
escape_at(const struct escape *escapes, struct text text)
{
	for (; escapes != NULL && escapes->what != NULL; escapes++)
		if (text_starts(text, text_of(escapes->what)))
			return escapes;
	return NULL;
}

/* Prints what stands at the start of `text`; the bytes it was. */
static size_t
print_next(FILE *file, struct text text, bool *leading)
{
	size_t length = utf8_length(text);
	uint32_t value = length == 0 ? 0 : utf8_value(text, length);
	struct text bytes = { text.ptr, length == 0 ? 1 : length };

	if (is_hash_command(text)) {
		putc('#', file);
		bytes = (struct text){ text.ptr + 1, 1 };
		print_decimal(file, bytes);
		length = 2;
	} else if (length == 0 || is_unsafe(value) ||
	    (*leading && is_colon_command(text)))
		print_decimal(file, bytes);
	else
		fwrite(bytes.ptr, 1, bytes.len, file);
	*leading = *leading && is_blank(value);
	return length == 0 ? 1 : length;
}

/* As print_next(), for all that is plain; 0 where nothing is. */
static size_t
print_plain(FILE *file, struct text text, bool *leading)
{
	size_t length = plain_length(text, false);

	if (length > 0)
		fwrite(text.ptr, 1, length, file);
	for (size_t i = 0; *leading && i < length; i++)
		*leading = text.ptr[i] == ' ';
	return length;
}

static size_t
print_or_escape(
    FILE *file, struct text text, const struct escape *escapes, bool *leading)
{
	const struct escape *escape = escape_at(escapes, text);

	if (escape == NULL)
		return print_next(file, text, leading);
	fputs(escape->as, file);
	*leading = *escape->what == '\n';
	return text_of(escape->what).len;
}

void
print_escaped(FILE *file, struct text text, const struct escape *escapes)
{
	bool leading = true;

	while (text.len > 0) {
		size_t length = 0;

		if (escapes == NULL)
			length = print_plain(file, text, &leading);
		if (length == 0)
			length = print_or_escape(file, text, escapes, &leading);
		text.ptr += length;
		text.len -= length;
	}
}

void
print_safe(FILE *file, struct text text)
{
	print_escaped(file, text, NULL);
}

void
print_safe_string(FILE *file, const char *string)
{
	print_safe(file, text_of(string));
}

char *
escaped_copy(
    struct arena *arena, struct text text, const struct escape *escapes)
{
	char *bytes = NULL, *copy = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&bytes, &length);

	if (file == NULL)
		return arena_string(arena, "");
	print_escaped(file, text, escapes);
	fclose(file);
	copy = arena_copy(arena, bytes, length);
	free(bytes);
	return copy;
}

char *
safe_copy(struct arena *arena, struct text text)
{
	return escaped_copy(arena, text, NULL);
}

static void
print_json_character(FILE *file, uint32_t value, struct text bytes)
{
	if (value == '"' || value == '\\')
		fprintf(file, "\\%c", (char)value);
	else if (value == '\n')
		fputs("\\n", file);
	else if (value == '\t')
		fputs("\\t", file);
	else if (!is_unsafe(value) && value != '<')
		fwrite(bytes.ptr, 1, bytes.len, file);
	else if (value < 0x10000)
		fprintf(file, "\\u%04x", value);
	else
		fprintf(file, "\\u%04x\\u%04x",
		    0xd800 + ((value - 0x10000) >> 10),
		    0xdc00 + ((value - 0x10000) & 0x3ff));
}

/* Prints what stands at the start of `text`; the bytes it was. */
static size_t
print_json_next(FILE *file, struct text text)
{
	size_t length = plain_length(text, true);

	if (length > 0) {
		fwrite(text.ptr, 1, length, file);
		return length;
	}
	length = utf8_length(text);
	if (length == 0) {
		fputs("\\ufffd", file);
		return 1;
	}
	if (is_hash_command(text)) {
		fputs("#\\u0023", file);
		return 2;
	}
	print_json_character(
	    file, utf8_value(text, length), (struct text){ text.ptr, length });
	return length;
}

void
print_json(FILE *file, struct text text)
{
	putc('"', file);
	while (text.len > 0) {
		size_t length = print_json_next(file, text);

		text.ptr += length;
		text.len -= length;
	}
	putc('"', file);
}

void
print_member(FILE *file, const char *name, const char *value)
{
	putc('"', file);
	fputs(name, file);
	fputs("\":", file);
	if (value == NULL)
		fputs("null", file);
	else
		print_json(file, text_of(value));
}

void
print_members(FILE *file, const struct json_member *members)
{
	for (const struct json_member *each = members; each->name != NULL;
	     each++) {
		fputs(each == members ? "" : ",", file);
		print_member(file, each->name, each->value);
	}
}
