/* Rows of bytes, written and read. */
#include "pack.h"

#include <string.h>

#define NO_STRING UINT32_MAX

void
pack_raw(struct bytes *bytes, const void *at, size_t length)
{
	if (length == 0)
		return;
	if (bytes->count + length > bytes->size) {
		size_t size = bytes->size < 256 ? 256 : bytes->size;

		while (size < bytes->count + length)
			size *= 2;
		bytes->at = memory_grow(bytes->at, size, 1);
		bytes->size = size;
	}
	memcpy(bytes->at + bytes->count, at, length);
	bytes->count += length;
}

void
pack_u8(struct bytes *bytes, uint8_t value)
{
	pack_raw(bytes, &value, 1);
}

void
pack_u32(struct bytes *bytes, uint32_t value)
{
	uint8_t at[4];

	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (8 * i));
	pack_raw(bytes, at, sizeof at);
}

void
pack_u64(struct bytes *bytes, uint64_t value)
{
	pack_u32(bytes, (uint32_t)value);
	pack_u32(bytes, (uint32_t)(value >> 32));
}

void
pack_text(struct bytes *bytes, struct text text)
{
	pack_u32(bytes, (uint32_t)text.len);
	pack_raw(bytes, text.ptr, text.len);
}

void
pack_string(struct bytes *bytes, const char *string)
{
	if (string == NULL)
		pack_u32(bytes, NO_STRING);
	else
		pack_text(bytes, text_of(string));
}

/* ---------------------------------------------------------------- reading */

static const uint8_t *
take(struct unpack *unpack, size_t length)
{
	const char *at = unpack->rest.ptr;

	if (unpack->bad || length > unpack->rest.len) {
		unpack->bad = true;
		return NULL;
	}
	unpack->rest.ptr += length;
	unpack->rest.len -= length;
	return (const uint8_t *)at;
}

uint8_t
unpack_u8(struct unpack *unpack)
{
	const uint8_t *at = take(unpack, 1);

	return at == NULL ? 0 : *at;
}

uint32_t
unpack_u32(struct unpack *unpack)
{
	const uint8_t *at = take(unpack, 4);
	uint32_t value = 0;

	for (int i = 0; at != NULL && i < 4; i++)
		value |= (uint32_t)at[i] << (8 * i);
	return value;
}

uint64_t
unpack_u64(struct unpack *unpack)
{
	uint64_t low = unpack_u32(unpack);

	return low | (uint64_t)unpack_u32(unpack) << 32;
}

static struct text
text_from(struct unpack *unpack, uint32_t length)
{
	const uint8_t *at = take(unpack, length);

	return at == NULL ? (struct text){ NULL, 0 } :
			    (struct text){ (const char *)at, length };
}

struct text
unpack_text(struct unpack *unpack)
{
	return text_from(unpack, unpack_u32(unpack));
}

const char *
unpack_string(struct unpack *unpack, struct arena *arena)
{
	uint32_t length = unpack_u32(unpack);
	struct text text;

	if (length == NO_STRING)
		return NULL;
	text = text_from(unpack, length);
	return unpack->bad ? NULL : arena_copy(arena, text.ptr, text.len);
}

const char *
unpack_word(struct unpack *unpack, struct arena *arena)
{
	const char *string = unpack_string(unpack, arena);

	return string == NULL ? "" : string;
}

uint32_t
unpack_count(struct unpack *unpack)
{
	uint32_t count = unpack_u32(unpack);

	if (count <= unpack->rest.len)
		return count;
	unpack->bad = true;
	return 0;
}
