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

/*
 * The value's place; a new one holds NULL. Valid until the next map_put. The
 * key is not copied: it outlives the map. Without memory the program ends.
 */
void **map_put(struct map *map, const char *key);

/* The value of a key: NULL where there is none, or it is NULL. */
void *map_get(const struct map *map, const char *key);

/* Was the key put, whatever its value? */
bool map_has(const struct map *map, const char *key);

/* Gives the table back; the map is empty then and may be filled again. */
void map_done(struct map *map);

#endif
