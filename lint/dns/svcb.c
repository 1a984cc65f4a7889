/* SVCB and HTTPS parameters: text to wire and back. */
#include "svcb.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"

enum svcb_form {
	FORM_OPAQUE,
	FORM_KEYS,
	FORM_LIST,
	FORM_NONE,
	FORM_PORT,
	FORM_IP4,
	FORM_IP6,
	FORM_BASE64
};

static const struct svcb_key {
	const char *name;
	uint16_t number;
	enum svcb_form form;
} keys[] = {
	{ "mandatory", 0, FORM_KEYS },
	{ "alpn", 1, FORM_LIST },
	{ "no-default-alpn", 2, FORM_NONE },
	{ "port", 3, FORM_PORT },
	{ "ipv4hint", 4, FORM_IP4 },
	{ "ech", 5, FORM_BASE64 },
	{ "ipv6hint", 6, FORM_IP6 },
	{ "dohpath", 7, FORM_OPAQUE },
	{ "ohttp", 8, FORM_NONE },
};

#define KEYS (sizeof keys / sizeof *keys)

static long
number_of(struct text text)
{
	long value = 0;

	if (text.len == 0 || text.len > 5)
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return -1;
		value = value * 10 + (text.ptr[i] - '0');
	}
	return value > UINT16_MAX ? -1 : value;
}

static int
key_number(struct text name, enum svcb_form *ret_form)
{
	for (size_t i = 0; i < KEYS; i++)
		if (text_equal(name, text_of(keys[i].name))) {
			*ret_form = keys[i].form;
			return keys[i].number;
		}
	*ret_form = FORM_OPAQUE;
	if (!text_starts(name, TEXT("key")))
		return -1;
	return (int)number_of((struct text){ name.ptr + 3, name.len - 3 });
}

static int
put(struct rdata_writer *writer, const void *bytes, size_t length,
    struct error *err)
{
	if (writer->length + length > LIMIT_RDATA)
		return error_set(err, "the record's data is too long");
	memcpy(writer->bytes + writer->length, bytes, length);
	writer->length += length;
	return 0;
}

static int
put_u16(struct rdata_writer *writer, uint16_t value, struct error *err)
{
	uint8_t bytes[2] = { (uint8_t)(value >> 8), (uint8_t)value };

	return put(writer, bytes, 2, err);
}

/* Escapes undone once; lists have a second layer (RFC 9460, A.1). */
static bool
unescape(struct text value, uint8_t *ret, size_t *ret_length)
{
	size_t length = 0;

	for (size_t i = 0; i < value.len; i++) {
		unsigned byte = (unsigned char)value.ptr[i];

		if (byte == '\\') {
			if (++i >= value.len)
				return false;
			byte = (unsigned char)value.ptr[i];
			if (byte >= '0' && byte <= '9') {
				long code = i + 2 < value.len ?
				    number_of(
					(struct text){ value.ptr + i, 3 }) :
				    -1;

				if (code < 0 || code > 255)
					return false;
				byte = (unsigned)code;
				i += 2;
			}
		}
		ret[length++] = (uint8_t)byte;
	}
	*ret_length = length;
	return true;
}

static int
put_list(struct rdata_writer *writer, const uint8_t *value, size_t length,
    struct error *err)
{
	uint8_t item[1 + LIMIT_STRING];
	size_t used = 0;

	for (size_t i = 0; i <= length; i++) {
		bool end = i == length || value[i] == ',';

		if (!end && value[i] == '\\' && i + 1 < length)
			i++;
		if (!end) {
			if (used == LIMIT_STRING)
				return error_set(
				    err, "an alpn value of over 255 bytes");
			item[1 + used++] = value[i];
			continue;
		}
		if (used == 0)
			return error_set(err, "an empty alpn value");
		item[0] = (uint8_t)used;
		if (put(writer, item, used + 1, err) != 0)
			return -1;
		used = 0;
	}
	return 0;
}

static int
put_address(struct rdata_writer *writer, struct text part, int family,
    struct error *err)
{
	char text[64];
	uint8_t address[16];

	if (part.len < sizeof text) {
		memcpy(text, part.ptr, part.len);
		text[part.len] = '\0';
		if (inet_pton(family, text, address) == 1)
			return put(
			    writer, address, family == AF_INET ? 4 : 16, err);
	}
	return error_set(err, "'%.*s' is no IPv%d address",
	    (int)(part.len < 60 ? part.len : 60), part.ptr,
	    family == AF_INET ? 4 : 6);
}

static int
key_compare(const void *left, const void *right)
{
	return *(const uint16_t *)left - *(const uint16_t *)right;
}

static int
put_keys(struct rdata_writer *writer, struct text value, struct error *err)
{
	uint16_t listed[64];
	size_t count = 0;

	while (value.ptr != NULL) {
		enum svcb_form form = FORM_OPAQUE;
		int number = key_number(text_cut(&value, ','), &form);

		if (number < 0 || count == 64)
			return error_set(err, "'mandatory' lists no key");
		listed[count++] = (uint16_t)number;
	}
	qsort(listed, count, sizeof *listed, key_compare);
	for (size_t i = 0; i < count; i++)
		if (put_u16(writer, listed[i], err) != 0)
			return -1;
	return 0;
}

static int
put_base64(struct rdata_writer *writer, struct text value, struct error *err)
{
	struct rdata_writer inner = { .bytes = writer->bytes,
		.length = writer->length };

	if (rdata_field(&inner, FIELD_BASE64, value, false, err) != 0 ||
	    rdata_finish(&inner, FIELD_BASE64, err) != 0)
		return -1;
	writer->length = inner.length;
	return 0;
}

static int
put_value(struct rdata_writer *writer, enum svcb_form form, struct text value,
    struct error *err)
{
	uint8_t bytes[LIMIT_RDATA];
	size_t length = 0;
	long port = 0;

	if (value.len > LIMIT_RDATA || !unescape(value, bytes, &length))
		return error_set(err, "a broken escape in a parameter");
	switch (form) {
	case FORM_NONE:
		return length == 0 ? 0 :
				     error_set(err, "this key takes no value");
	case FORM_PORT:
		port = number_of(value);
		return port < 0 ? error_set(err, "a port is 0 to 65535") :
				  put_u16(writer, (uint16_t)port, err);
	case FORM_KEYS:
		return put_keys(writer, value, err);
	case FORM_LIST:
		return put_list(writer, bytes, length, err);
	case FORM_IP4:
	case FORM_IP6:
		while (value.ptr != NULL)
			if (put_address(writer, text_cut(&value, ','),
				form == FORM_IP4 ? AF_INET : AF_INET6,
				err) != 0)
				return -1;
		return 0;
	case FORM_BASE64:
		return put_base64(writer, value, err);
	case FORM_OPAQUE:
		break;
	}
	return put(writer, bytes, length, err);
}

int
svcb_param(struct rdata_writer *writer, struct text word, struct error *err)
{
	struct text value = word;
	struct text name = text_cut(&value, '=');
	enum svcb_form form = FORM_OPAQUE;
	int number = key_number(name, &form);
	size_t at = 0, length = 0;

	if (number < 0)
		return error_set(err, "'%.*s' is no parameter",
		    (int)(name.len < 60 ? name.len : 60), name.ptr);
	if (value.ptr == NULL)
		value = TEXT("");
	if (value.len >= 2 && value.ptr[0] == '"' &&
	    value.ptr[value.len - 1] == '"')
		value = (struct text){ value.ptr + 1, value.len - 2 };
	if (writer->open_count == 0) {
		writer->open_count = 1;
		writer->open_at = writer->length;
	}
	if (value.len == 0 && form != FORM_NONE && form != FORM_OPAQUE)
		return error_set(
		    err, "'%.*s' wants a value", (int)name.len, name.ptr);
	if (put_u16(writer, (uint16_t)number, err) != 0 ||
	    put_u16(writer, 0, err) != 0)
		return -1;
	at = writer->length;
	if (put_value(writer, form, value, err) != 0)
		return -1;
	length = writer->length - at;
	writer->bytes[at - 2] = (uint8_t)(length >> 8);
	writer->bytes[at - 1] = (uint8_t)length;
	return 0;
}

static size_t
param_size(const uint8_t *param)
{
	return ((size_t)param[2] << 8 | param[3]) + 4;
}

static int
param_compare(const void *left, const void *right)
{
	return memcmp(
	    *(const uint8_t *const *)left, *(const uint8_t *const *)right, 2);
}

int
svcb_finish(struct rdata_writer *writer, struct error *err)
{
	uint8_t copy[LIMIT_RDATA];
	const uint8_t *params[LIMIT_RDATA / 4];
	size_t count = 0, length = 0;
	uint8_t *at = NULL;

	if (writer->open_count == 0)
		return 0;
	length = writer->length - writer->open_at;
	memcpy(copy, writer->bytes + writer->open_at, length);
	for (size_t i = 0; i < length; i += param_size(copy + i))
		params[count++] = copy + i;
	qsort(params, count, sizeof *params, param_compare);
	at = writer->bytes + writer->open_at;
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && memcmp(params[i - 1], params[i], 2) == 0)
			return error_set(err, "a parameter stands twice");
		memcpy(at, params[i], param_size(params[i]));
		at += param_size(params[i]);
	}
	return 0;
}

/* ------------------------------------------------------------------ print */

static void
print_escaped(FILE *file, const uint8_t *bytes, size_t length, bool list)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] < ' ' || bytes[i] >= 0x7f)
			fprintf(file, "\\%03u", bytes[i]);
		else if (list && (bytes[i] == ',' || bytes[i] == '\\'))
			fprintf(file, "\\\\%c", bytes[i]);
		else if (bytes[i] == '"' || bytes[i] == '\\')
			fprintf(file, "\\%c", bytes[i]);
		else
			putc(bytes[i], file);
}

static void
print_key(FILE *file, unsigned number)
{
	if (number < KEYS)
		fputs(keys[number].name, file);
	else
		fprintf(file, "key%u", number);
}

static void
print_addresses(FILE *file, const uint8_t *value, size_t length, int family)
{
	size_t width = family == AF_INET ? 4 : 16;
	char text[INET6_ADDRSTRLEN];

	for (size_t i = 0; i + width <= length; i += width)
		fprintf(file, "%s%s", i > 0 ? "," : "",
		    inet_ntop(family, value + i, text, sizeof text));
}

static void
print_value(
    FILE *file, enum svcb_form form, const uint8_t *value, size_t length)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				       "mnopqrstuvwxyz0123456789+/";

	switch (form) {
	case FORM_PORT:
		if (length == 2)
			fprintf(file, "%u", (unsigned)value[0] << 8 | value[1]);
		return;
	case FORM_KEYS:
		for (size_t i = 0; i + 2 <= length; i += 2) {
			if (i > 0)
				putc(',', file);
			print_key(file, (unsigned)value[i] << 8 | value[i + 1]);
		}
		return;
	case FORM_IP4:
		print_addresses(file, value, length, AF_INET);
		return;
	case FORM_IP6:
		print_addresses(file, value, length, AF_INET6);
		return;
	case FORM_LIST:
		for (size_t i = 0; i < length; i += (size_t)value[i] + 1) {
			size_t part = value[i];

			if (part > length - i - 1)
				part = length - i - 1;
			if (i > 0)
				putc(',', file);
			print_escaped(file, value + i + 1, part, true);
		}
		return;
	case FORM_BASE64:
		for (size_t i = 0; i < length; i += 3) {
			size_t left = length - i;
			unsigned group = (unsigned)value[i] << 16 |
			    (left > 1 ? (unsigned)value[i + 1] << 8 : 0) |
			    (left > 2 ? value[i + 2] : 0);

			fprintf(file, "%c%c%c%c", alphabet[group >> 18],
			    alphabet[group >> 12 & 63],
			    left > 1 ? alphabet[group >> 6 & 63] : '=',
			    left > 2 ? alphabet[group & 63] : '=');
		}
		return;
	case FORM_NONE:
	case FORM_OPAQUE:
		break;
	}
	print_escaped(file, value, length, false);
}

char *
svcb_text(struct arena *arena, const uint8_t *params, size_t length)
{
	char *bytes = NULL, *copy = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&bytes, &size);

	if (file == NULL)
		return arena_string(arena, "");
	for (size_t i = 0; i + 4 <= length; i += param_size(params + i)) {
		unsigned number = (unsigned)params[i] << 8 | params[i + 1];
		size_t value = param_size(params + i) - 4;

		if (value > length - i - 4)
			break;
		putc(' ', file);
		print_key(file, number);
		if (value == 0)
			continue;
		fputs("=\"", file);
		print_value(file,
		    number < KEYS ? keys[number].form : FORM_OPAQUE,
		    params + i + 4, value);
		putc('"', file);
	}
	fclose(file);
	copy = arena_copy(arena, bytes, size);
	free(bytes);
	return copy;
}
