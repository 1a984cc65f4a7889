/* 64-bit hashes, each with a byte: a table that only grows. */
#ifndef BASE_HASHSET_H
#define BASE_HASHSET_H

#include <stddef.h>
#include <stdint.h>

/* Starts as all zeroes; hashset_done() frees it. */
struct hashset {
	struct hashset_entry {
		uint64_t hash; /* 0: free */
		uint8_t value;
	} * at;
	size_t count, size; /* size: 0 or a power of two */
};

/* The byte of a hash, 0 when new; valid until the next put. */
uint8_t *hashset_put(struct hashset *set, uint64_t hash);
uint8_t *hashset_get(const struct hashset *set, uint64_t hash); /* or NULL */
void hashset_done(struct hashset *set);

#endif
