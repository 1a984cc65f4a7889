/* Ready-made configurations. */
#include "preset.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name, *text;
} presets[] = {
	{ "default", "" },
	{ "strict",
	    "fail-on: warning\n"
	    "allows: { inline: false }\n" },
	{ "registry",
	    "zones:\n"
	    "  \"*\": { kind: registry }\n" },
	{ "internal",
	    "zones:\n"
	    "  \"*\": { audience: internal }\n" },
};

const char *
preset_text(const char *name)
{
	for (size_t i = 0; i < sizeof presets / sizeof *presets; i++)
		if (strcmp(presets[i].name, name) == 0)
			return presets[i].text;
	return NULL;
}
