/*
 * Numbers and strings one behind the other in a row of bytes, for what goes
 * from one process or machine to another. Numbers are little-endian. Reading
 * checks every bound: what was cut or made up turns `bad` and reads as zero.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "text.h"
#include "vector.h"

/* Starts as all zeroes; vector_done() gives it back. */
struct bytes {
	VECTOR_OF(char);
};

/*
 * Each adds to the end. Texts and strings go with their length in front, 32
 * bits of it: what is longer than 4 GiB is none of them.
 */
void pack_raw(struct bytes *bytes, const void *at, size_t length);
void pack_u8(struct bytes *bytes, uint8_t value);
void pack_u32(struct bytes *bytes, uint32_t value);
void pack_u64(struct bytes *bytes, uint64_t value);
void pack_text(struct bytes *bytes, struct text text);
void pack_string(struct bytes *bytes, const char *string); /* may be NULL */

/* Starts with `rest` alone: all that is to be read, which is not copied. */
struct unpack {
	struct text rest; /* not read yet */
	bool bad;         /* it was cut or made up; stays so */
};

/* Each takes from the front; 0 or an empty text when there is too little. */

uint8_t unpack_u8(struct unpack *unpack);
uint32_t unpack_u32(struct unpack *unpack);
uint64_t unpack_u64(struct unpack *unpack);
/* Points into what is read. */
struct text unpack_text(struct unpack *unpack);
/* A copy in `arena`; NULL where NULL was packed, or when it turns bad. */
const char *unpack_string(struct unpack *unpack, struct arena *arena);
/* The same, but "" in place of NULL. */
const char *unpack_word(struct unpack *unpack, struct arena *arena);
/* A count of things that take at least one byte each. */
uint32_t unpack_count(struct unpack *unpack);

#endif
