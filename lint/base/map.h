/* Strings to pointers: a hash table that only grows. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct map_entry {
	const char *key; /* not copied; NULL: free */
	void *value;
};

/* Starts as all zeroes; map_done() frees the table, not keys or values. */
struct map {
	struct map_entry *at;
	size_t count, size; /* size: 0 or a power of two */
};

/* The value's place; a new one holds NULL. Valid until the next map_put. */
void **map_put(struct map *map, const char *key);
void *map_get(const struct map *map, const char *key); /* NULL: none */
bool map_has(const struct map *map, const char *key);
void map_done(struct map *map);

#endif
