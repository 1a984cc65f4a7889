/* Hashes by open addressing. */
#include "hashset.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"

static struct hashset_entry *
slot_of(struct hashset_entry *at, size_t size, uint64_t hash)
{
	size_t slot = (size_t)hash & (size - 1);

	while (at[slot].hash != 0 && at[slot].hash != hash)
		slot = (slot + 1) & (size - 1);
	return &at[slot];
}

static void
grow(struct hashset *set)
{
	size_t size = set->size == 0 ? 64 : set->size * 2;
	struct hashset_entry *at = memory_grow(NULL, size, sizeof *at);

	memset(at, 0, size * sizeof *at);
	for (size_t i = 0; i < set->size; i++)
		if (set->at[i].hash != 0)
			*slot_of(at, size, set->at[i].hash) = set->at[i];
	free(set->at);
	set->at = at;
	set->size = size;
}

/* 0 marks a free slot. */
static uint64_t
not_zero(uint64_t hash)
{
	return hash == 0 ? 1 : hash;
}

uint8_t *
hashset_put(struct hashset *set, uint64_t hash)
{
	struct hashset_entry *entry = NULL;

	hash = not_zero(hash);
	if (set->count * 2 >= set->size)
		grow(set);
	entry = slot_of(set->at, set->size, hash);
	if (entry->hash == 0) {
		entry->hash = hash;
		set->count++;
	}
	return &entry->value;
}

uint8_t *
hashset_get(const struct hashset *set, uint64_t hash)
{
	struct hashset_entry *entry = NULL;

	if (set->size == 0)
		return NULL;
	entry = slot_of(set->at, set->size, not_zero(hash));
	return entry->hash == 0 ? NULL : &entry->value;
}

void
hashset_done(struct hashset *set)
{
	free(set->at);
	*set = (struct hashset){ 0 };
}
