/* Quotes and backslashes. */
#include "escape.h"

#include <stdio.h>
#include <string.h>

#include "../base/limits.h"

struct text
escape_quoted(struct arena *arena, struct text raw, bool cut)
{
	size_t strings = raw.len / LIMIT_STRING + 1;
	char *made = arena_bytes(arena, raw.len * 4 + strings * 3 + 1);
	size_t length = 0;

	made[length++] = '"';
	for (size_t i = 0; i < raw.len; i++) {
		unsigned char byte = (unsigned char)raw.ptr[i];

		if (cut && i > 0 && i % LIMIT_STRING == 0) {
			made[length++] = '"';
			made[length++] = ' ';
			made[length++] = '"';
		}
		if (byte < ' ' || byte > '~') {
			snprintf(made + length, 5, "\\%03u", byte);
			length += 4;
			continue;
		}
		if (byte == '"' || byte == '\\')
			made[length++] = '\\';
		made[length++] = (char)byte;
	}
	made[length++] = '"';
	return (struct text){ made, length };
}

static bool
is_octal(const char *digits)
{
	return digits[0] >= '0' && digits[0] <= '3' && digits[1] >= '0' &&
	    digits[1] <= '7' && digits[2] >= '0' && digits[2] <= '7';
}

struct text
escape_octal(struct arena *arena, struct text text)
{
	char *made = NULL;

	if (text.len == 0 || memchr(text.ptr, '\\', text.len) == NULL)
		return text;
	made = arena_copy(arena, text.ptr, text.len);
	for (size_t i = 0; i + 3 < text.len; i++) {
		const char *digits = text.ptr + i + 1;

		if (text.ptr[i] != '\\')
			continue;
		if (!is_octal(digits)) {
			i++; /* the byte that it escapes */
			continue;
		}
		snprintf(made + i + 1, 4, "%03u",
		    (unsigned)((digits[0] - '0') * 64 + (digits[1] - '0') * 8 +
			digits[2] - '0') %
			256);
		made[i + 4] = i + 4 < text.len ? text.ptr[i + 4] : '\0';
		i += 3;
	}
	return (struct text){ made, text.len };
}
