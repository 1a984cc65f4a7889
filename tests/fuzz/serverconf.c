/* Any bytes as a name server's configuration, and as a zone file's path. */
#include <stdint.h>

#include "base/arena.h"
#include "cmd/zonename.h"
#include "dns/name.h"
#include "read/serverconf.h"

static void
pair(void *data, const struct serverconf_zone *zone)
{
	size_t *total = data;

	for (size_t i = 0; i < zone->name.len; i++)
		*total += (unsigned char)zone->name.ptr[i];
	for (size_t i = 0; i < zone->file.len; i++)
		*total += (unsigned char)zone->file.ptr[i];
	*total += zone->host_names + zone->secondary;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	uint8_t name[NAME_WIRE];
	size_t total = 0;

	serverconf_read(
	    (struct text){ (const char *)data, size }, pair, &total);
	zone_name_of_path(arena_copy(arena, data, size), true, name);
	path_says_zone(arena_copy(arena, data, size));
	arena_free(arena);
	return 0;
}
