/* Strings to pointers, by open addressing. */
#include "map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "arena.h"

static struct map_entry *
map_slot(struct map_entry *at, size_t size, const char *key)
{
	size_t slot = (size_t)XXH3_64bits(key, strlen(key)) & (size - 1);

	while (at[slot].key != NULL && strcmp(at[slot].key, key) != 0)
		slot = (slot + 1) & (size - 1);
	return &at[slot];
}

static void
map_grow(struct map *map)
{
	size_t size = map->size == 0 ? 64 : map->size * 2;
	struct map_entry *at = memory_grow(NULL, size, sizeof *at);

	memset(at, 0, size * sizeof *at);
	for (size_t i = 0; i < map->size; i++)
		if (map->at[i].key != NULL)
			*map_slot(at, size, map->at[i].key) = map->at[i];
	free(map->at);
	map->at = at;
	map->size = size;
}

void **
map_put(struct map *map, const char *key)
{
	struct map_entry *entry = NULL;

	if (map->count * 2 >= map->size)
		map_grow(map);
	entry = map_slot(map->at, map->size, key);
	if (entry->key == NULL) {
		entry->key = key;
		map->count++;
	}
	return &entry->value;
}

void *
map_get(const struct map *map, const char *key)
{
	return map->size == 0 ? NULL : map_slot(map->at, map->size, key)->value;
}

bool
map_has(const struct map *map, const char *key)
{
	return map->size > 0 && map_slot(map->at, map->size, key)->key != NULL;
}

void
map_done(struct map *map)
{
	free(map->at);
	*map = (struct map){ NULL, 0, 0 };
}
