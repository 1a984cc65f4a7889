/* Any bytes as a configuration. */
#include <stdint.h>

#include "base/arena.h"
#include "examples.h"
#include "registry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct source source = { .path = "config",
		.bytes = { (const char *)data, size } };
	struct error err = { 0 };
	struct config_file file = { &source, NULL, NULL };
	struct config *config = config_load(arena, &file, zp_rules, &err);

	if (config != NULL) {
		config_severity(config, "syntax", "example.com.", ZP_ERROR);
		config_zone(config, "example.com.", "mail");
		config_path(config, "zones/a.zone", "origin");
		config_is_sender(config, "example.com.");
	}
	arena_free(arena);
	return 0;
}
