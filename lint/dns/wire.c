/* Wire rdata, walked field by field: lengths, names, strings. */
#include <string.h>

#include "name.h"
#include "rdata.h"

static size_t
name_field_length(const uint8_t *at, size_t left)
{
	size_t length = 0;

	while (length < left && length < NAME_WIRE) {
		if (at[length] == 0)
			return length + 1;
		if (at[length] > 63)
			return SIZE_MAX;
		length += (size_t)at[length] + 1;
	}
	return SIZE_MAX;
}

static size_t
strings_length(const uint8_t *at, size_t left)
{
	size_t length = 0;

	while (length < left)
		length += (size_t)at[length] + 1;
	return length == left && left > 0 ? left : SIZE_MAX;
}

static size_t
bitmap_length(const uint8_t *at, size_t left)
{
	size_t length = 0;

	while (length < left) {
		if (left - length < 2 || at[length + 1] == 0 ||
		    at[length + 1] > 32)
			return SIZE_MAX;
		length += (size_t)at[length + 1] + 2;
	}
	return length == left ? left : SIZE_MAX;
}

static size_t
params_length(const uint8_t *at, size_t left)
{
	size_t length = 0;

	while (length < left) {
		if (left - length < 4)
			return SIZE_MAX;
		length += ((size_t)at[length + 2] << 8 | at[length + 3]) + 4;
	}
	return length == left ? left : SIZE_MAX;
}

size_t
rdata_field_length(enum field_kind kind, const uint8_t *at, size_t left)
{
	static const uint8_t fixed[] = { [FIELD_U8] = 1,
		[FIELD_U16] = 2,
		[FIELD_U32] = 4,
		[FIELD_TTL] = 4,
		[FIELD_IP4] = 4,
		[FIELD_IP6] = 16,
		[FIELD_TYPE] = 2,
		[FIELD_ALGORITHM] = 1,
		[FIELD_CERT] = 2,
		[FIELD_TIME] = 4,
		[FIELD_LDNS] = 0 };
	size_t length = 0;

	switch (kind) {
	case FIELD_NAME:
		return name_field_length(at, left);
	case FIELD_STRING:
	case FIELD_SALT:
	case FIELD_HASHED:
	case FIELD_TAG:
		length = left > 0 ? (size_t)at[0] + 1 : SIZE_MAX;
		return length <= left ? length : SIZE_MAX;
	case FIELD_STRINGS:
		return strings_length(at, left);
	case FIELD_BITMAP:
		return bitmap_length(at, left);
	case FIELD_PARAMS:
		return params_length(at, left);
	case FIELD_LONG:
	case FIELD_HEX:
	case FIELD_BASE64:
	case FIELD_LDNS:
	case FIELD_END:
		return left;
	default:
		return fixed[kind] <= left ? fixed[kind] : SIZE_MAX;
	}
}

bool
rdata_is_valid(uint16_t type, const uint8_t *rdata, size_t length)
{
	const struct rdata_type *row = rdata_type(type);
	size_t at = 0;

	if (row == NULL || row->fields[0] == FIELD_END)
		return true;
	for (const enum field_kind *kind = row->fields; *kind != FIELD_END;
	     kind++) {
		size_t used = rdata_field_length(
		    *kind, rdata + at, length - at);

		if (used == SIZE_MAX)
			return false;
		at += used;
	}
	return at == length;
}

static void
name_lower(uint8_t *name)
{
	for (; *name != 0; name += *name + 1)
		for (unsigned i = 1; i <= *name; i++)
			if (name[i] >= 'A' && name[i] <= 'Z')
				name[i] |= 0x20;
}

void
rdata_lower(uint16_t type, uint8_t *rdata, size_t length)
{
	const struct rdata_type *row = rdata_type(type);
	size_t at = 0;

	if (row == NULL)
		return;
	for (const enum field_kind *kind = row->fields; *kind != FIELD_END;
	     kind++) {
		size_t used = rdata_field_length(
		    *kind, rdata + at, length - at);

		if (used == SIZE_MAX)
			return;
		if (*kind == FIELD_NAME)
			name_lower(rdata + at);
		at += used;
	}
}

/*
 * One more than where the name stands, which is the last field, in the types
 * that every zone has.
 */
static const uint8_t name_places[] = {
	[2] = 1, [5] = 1, [12] = 1, [15] = 3, [33] = 7, [39] = 1
};

const uint8_t *
rdata_name(uint16_t type, const uint8_t *rdata, size_t length)
{
	const struct rdata_type *row = NULL;
	size_t at = 0;

	if (type < sizeof name_places && name_places[type] > 0)
		return length >= name_places[type] && rdata[length - 1] == 0 ?
		    rdata + name_places[type] - 1 :
		    NULL;
	row = rdata_type(type);
	if (row == NULL)
		return NULL;
	for (const enum field_kind *kind = row->fields; *kind != FIELD_END;
	     kind++) {
		size_t used = rdata_field_length(
		    *kind, rdata + at, length - at);

		if (used == SIZE_MAX)
			return NULL;
		if (*kind == FIELD_NAME)
			return rdata + at;
		at += used;
	}
	return NULL;
}

const char *
rdata_txt(struct arena *arena, const uint8_t *rdata, size_t length,
    size_t *ret_length)
{
	char *joined = arena_bytes(arena, length + 1);
	size_t used = 0;

	for (size_t at = 0; at < length;) {
		size_t part = rdata[at++];

		if (part > length - at)
			part = length - at;
		memcpy(joined + used, rdata + at, part);
		used += part;
		at += part;
	}
	joined[used] = '\0';
	if (ret_length != NULL)
		*ret_length = used;
	return joined;
}
