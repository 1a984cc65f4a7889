/* Reads octoDNS's configuration. */
#include "octodns_config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../base/yaml.h"
#include "../dns/rdata.h"

static bool
has_line(struct text bytes, const char *start)
{
	while (bytes.ptr != NULL)
		if (text_starts(text_cut(&bytes, '\n'), text_of(start)))
			return true;
	return false;
}

bool
octodns_is_config(struct text bytes)
{
	return has_line(bytes, "zones:") && has_line(bytes, "providers:");
}

static const char *
word(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = yaml_get(map, key);

	return node != NULL && node->kind == YAML_SCALAR ? node->value : NULL;
}

static bool
says(const struct yaml_node *map, const char *key, const char *value)
{
	const char *said = word(map, key);

	return said != NULL && strcasecmp(said, value) == 0;
}

static const char *const *
words(struct arena *arena, const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = yaml_get(map, key);
	size_t count = node == NULL ? 0 : node->count;
	const char **ret = arena_array(arena, count + 2, sizeof *ret);

	if (node != NULL && node->kind == YAML_SCALAR)
		ret[0] = node->value;
	for (size_t i = 0; node != NULL && node->kind == YAML_LIST && i < count;
	     i++)
		ret[i] = node->items[i]->value;
	return ret;
}

/* The old classes for split folders, and what the setting says now. */
static const char *
split_of(const struct yaml_node *map, const char *class)
{
	if (text_ends(text_of(class), TEXT("SplitYamlProvider")))
		return ".";
	if (text_ends(text_of(class), TEXT("SplitYamlAltProvider")))
		return "";
	return says(map, "split_extension", "false") ?
	    NULL :
	    word(map, "split_extension");
}

static struct octodns_provider *
provider_read(struct arena *arena, const char *id, const struct yaml_node *map)
{
	const char *class = word(map, "class");
	const char *ttl = word(map, "default_ttl");
	struct octodns_provider *provider = NULL;

	if (class == NULL || strstr(class, "Yaml") == NULL ||
	    word(map, "directory") == NULL)
		return NULL;
	provider = arena_array(arena, 1, sizeof *provider);
	provider->id = id;
	provider->directory = word(map, "directory");
	provider->split = split_of(map, class);
	provider->no_file = says(map, "disable_zonefile", "true") ||
	    strstr(class, "SplitYaml") != NULL;
	provider->shared = word(map, "shared_filename");
	provider->replaces = says(map, "populate_should_replace", "true");
	provider->default_ttl = 3600;
	if (ttl != NULL)
		ttl_from_text(text_of(ttl), &provider->default_ttl);
	provider->semicolons = says(map, "escaped_semicolons", "false") ?
	    OCTODNS_PLAIN :
	    says(map, "escaped_semicolons", "true") ? OCTODNS_ESCAPED :
						      OCTODNS_SEMICOLONS_UNSAID;
	return provider;
}

static struct octodns_zone *
zone_read(struct arena *arena, const char *name, const struct yaml_node *map)
{
	struct octodns_zone *zone = arena_array(arena, 1, sizeof *zone);
	char *lower = arena_string(arena, name);

	for (char *at = lower; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at | 0x20);
	zone->name = lower;
	zone->alias = word(map, "alias");
	zone->sources = words(arena, map, "sources");
	zone->targets = words(arena, map, "targets");
	zone->lenient = says(map, "lenient", "true");
	return zone;
}

static void
providers_read(struct arena *arena, struct octodns_config *config,
    const struct yaml_node *map)
{
	struct octodns_provider **last = &config->providers;

	for (size_t i = 0; i + 1 < map->count; i += 2) {
		*last = provider_read(
		    arena, map->items[i]->value, map->items[i + 1]);
		if (*last != NULL)
			last = &(*last)->next;
	}
}

static void
zones_read(struct arena *arena, struct octodns_config *config,
    const struct yaml_node *map)
{
	const struct octodns_zone **last = &config->zones;

	for (size_t i = 0; i + 1 < map->count; i += 2) {
		struct octodns_zone *zone = zone_read(
		    arena, map->items[i]->value, map->items[i + 1]);

		*last = zone;
		last = &zone->next;
	}
}

struct octodns_config *
octodns_config_read(struct arena *arena, const struct source *source)
{
	struct yaml_fault fault = { 0 };
	struct yaml_node *documents = yaml_documents(arena, source, &fault);
	struct octodns_config *config = NULL;
	struct yaml_node *providers = NULL, *zones = NULL;

	if (documents == NULL || documents->count == 0)
		return NULL;
	providers = yaml_get(documents->items[0], "providers");
	zones = yaml_get(documents->items[0], "zones");
	if (providers == NULL || zones == NULL)
		return NULL;
	config = arena_array(arena, 1, sizeof *config);
	providers_read(arena, config, providers);
	zones_read(arena, config, zones);
	return config;
}

const struct octodns_zone *
octodns_config_zone(const struct octodns_config *config, const char *name)
{
	const struct octodns_zone *any = NULL;

	for (const struct octodns_zone *zone = config->zones; zone != NULL;
	     zone = zone->next) {
		if (strcmp(zone->name, name) == 0)
			return zone;
		if (strncmp(zone->name, "*", 1) == 0)
			any = zone;
	}
	return any;
}

const struct octodns_provider *
octodns_config_provider(const struct octodns_config *config, const char *id)
{
	for (const struct octodns_provider *provider = config->providers;
	     provider != NULL; provider = provider->next)
		if (strcmp(provider->id, id) == 0)
			return provider;
	return NULL;
}
