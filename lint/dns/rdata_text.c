/* Wire rdata as a master file spells it. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ldns_rdata.h"
#include "name.h"
#include "rdata.h"
#include "svcb.h"

static uint32_t
number_at(const uint8_t *at, size_t width)
{
	uint32_t value = 0;

	while (width-- > 0)
		value = value << 8 | *at++;
	return value;
}

static void
print_quoted(FILE *file, const uint8_t *bytes, size_t length)
{
	putc('"', file);
	for (size_t i = 0; i < length; i++)
		if (bytes[i] < ' ' || bytes[i] >= 0x7f)
			fprintf(file, "\\%03u", bytes[i]);
		else {
			if (bytes[i] == '"' || bytes[i] == '\\')
				putc('\\', file);
			putc(bytes[i], file);
		}
	putc('"', file);
}

static void
print_strings(FILE *file, const uint8_t *at, size_t length)
{
	for (size_t i = 0; i < length; i += (size_t)at[i] + 1) {
		if (i > 0)
			putc(' ', file);
		print_quoted(file, at + i + 1, at[i]);
	}
}

static void
print_hex(FILE *file, const uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		fprintf(file, "%02x", bytes[i]);
}

static void
print_base64(FILE *file, const uint8_t *bytes, size_t length)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				       "mnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		uint32_t group = (uint32_t)bytes[i] << 16 |
		    (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
		    (left > 2 ? bytes[i + 2] : 0);

		fprintf(file, "%c%c%c%c", alphabet[group >> 18],
		    alphabet[group >> 12 & 63],
		    left > 1 ? alphabet[group >> 6 & 63] : '=',
		    left > 2 ? alphabet[group & 63] : '=');
	}
}

static void
print_base32hex(FILE *file, const uint8_t *bytes, size_t length)
{
	static const char alphabet[] = "0123456789abcdefghijklmnopqrstuv";
	uint32_t open = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < length; i++) {
		open = (open << 8 | bytes[i]) & 0xffff;
		bits += 8;
		for (; bits >= 5; bits -= 5)
			putc(alphabet[open >> (bits - 5) & 31], file);
	}
	if (bits > 0)
		putc(alphabet[open << (5 - bits) & 31], file);
}

static void
print_bitmap(FILE *file, const uint8_t *at, size_t length)
{
	char name[16];
	const char *blank = "";

	for (size_t i = 0; i + 2 <= length; i += (size_t)at[i + 1] + 2)
		for (unsigned bit = 0; bit < at[i + 1] * 8u; bit++) {
			if ((at[i + 2 + bit / 8] & 0x80 >> bit % 8) == 0)
				continue;
			fprintf(file, "%s%s", blank,
			    type_to_text((uint16_t)(at[i] * 256 + bit), name));
			blank = " ";
		}
}

static void
print_time(FILE *file, uint32_t seconds)
{
	time_t when = (time_t)seconds;
	struct tm date;
	char text[32];

	gmtime_r(&when, &date);
	strftime(text, sizeof text, "%Y%m%d%H%M%S", &date);
	fputs(text, file);
}

static void
print_field(FILE *file, struct arena *arena, enum field_kind kind,
    const uint8_t *at, size_t length)
{
	char text[NAME_TEXT];

	switch (kind) {
	case FIELD_IP4:
		fputs(inet_ntop(AF_INET, at, text, sizeof text), file);
		return;
	case FIELD_IP6:
		fputs(inet_ntop(AF_INET6, at, text, sizeof text), file);
		return;
	case FIELD_NAME:
		name_to_text(at, text);
		fputs(text, file);
		return;
	case FIELD_STRING:
		print_quoted(file, at + 1, length - 1);
		return;
	case FIELD_STRINGS:
		print_strings(file, at, length);
		return;
	case FIELD_TYPE:
		fputs(type_to_text((uint16_t)number_at(at, 2), text), file);
		return;
	case FIELD_TIME:
		print_time(file, number_at(at, 4));
		return;
	case FIELD_SALT:
		if (length == 1)
			putc('-', file);
		print_hex(file, at + 1, length - 1);
		return;
	case FIELD_HASHED:
		print_base32hex(file, at + 1, length - 1);
		return;
	case FIELD_TAG:
		fwrite(at + 1, 1, length - 1, file);
		return;
	case FIELD_LONG:
		print_quoted(file, at, length);
		return;
	case FIELD_HEX:
		print_hex(file, at, length);
		return;
	case FIELD_BASE64:
		print_base64(file, at, length);
		return;
	case FIELD_BITMAP:
		print_bitmap(file, at, length);
		return;
	case FIELD_PARAMS:
		text[0] = '\0';
		if (length > 0)
			fputs(svcb_text(arena, at, length) + 1, file);
		return;
	default:
		fprintf(file, "%u", number_at(at, length));
	}
}

/* RFC 3597, 5: what every server reads, whatever the type. */
static const char *
generic_text(struct arena *arena, const uint8_t *rdata, size_t length)
{
	char *text = arena_format(
	    arena, "\\# %zu%s", length, length > 0 ? " " : "");
	char *hex = arena_bytes(arena, length * 2 + 1);

	for (size_t i = 0; i < length; i++)
		snprintf(hex + i * 2, 3, "%02x", rdata[i]);
	hex[length * 2] = '\0';
	return arena_format(arena, "%s%s", text, hex);
}

const char *
rdata_text(
    struct arena *arena, uint16_t type, const uint8_t *rdata, size_t length)
{
	const struct rdata_type *row = rdata_type(type);
	const char *text = NULL;
	char *bytes = NULL;
	size_t size = 0, at = 0;
	FILE *file = NULL;

	if (row == NULL || row->fields[0] == FIELD_END ||
	    !rdata_is_valid(type, rdata, length))
		return generic_text(arena, rdata, length);
	if (row->fields[0] == FIELD_LDNS) {
		text = ldns_rdata_text(arena, type, rdata, length);
		return text != NULL ? text : generic_text(arena, rdata, length);
	}
	file = open_memstream(&bytes, &size);
	if (file == NULL)
		return generic_text(arena, rdata, length);
	for (const enum field_kind *kind = row->fields; *kind != FIELD_END;
	     kind++) {
		size_t used = rdata_field_length(
		    *kind, rdata + at, length - at);

		if (at > 0 && used > 0)
			putc(' ', file);
		print_field(file, arena, *kind, rdata + at, used);
		at += used;
	}
	fclose(file);
	text = arena_copy(arena, bytes, size);
	free(bytes);
	return text;
}
