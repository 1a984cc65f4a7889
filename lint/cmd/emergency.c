/* The way through in an emergency. */
#include "emergency.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/text.h"
#include "command.h"

#define PUSH_OPTION "zoneproof.emergency="

/* What `git push -o` sent, as git hands it to a hook (githooks(5)). */
static const char *
push_option(void)
{
	const char *count = getenv("GIT_PUSH_OPTION_COUNT");
	unsigned long sent = count == NULL ? 0 : strtoul(count, NULL, 10);

	for (unsigned long i = 0; i < sent && i < 1000; i++) {
		char name[40];
		const char *value = NULL;

		snprintf(name, sizeof name, "GIT_PUSH_OPTION_%lu", i);
		value = getenv(name);
		if (value != NULL &&
		    strncmp(value, PUSH_OPTION, strlen(PUSH_OPTION)) == 0)
			return value + strlen(PUSH_OPTION);
	}
	return NULL;
}

/* On a server the environment is the server's, and speaks for nobody. */
const char *
emergency_reason(const struct options *options, const struct config *config)
{
	const char *hook = options->word_count > 1 ? options->words[1] : "";

	if (strcmp(options->command->name, "hook") != 0)
		return NULL;
	if (strcmp(hook, "pre-receive") == 0 || strcmp(hook, "update") == 0)
		return config_allows(config, "emergency") ? push_option() :
							    NULL;
	return getenv("ZONEPROOF_EMERGENCY");
}
