/* Finds a rule by its id. */
#include "registry.h"

#include <string.h>

const struct zp_rule *
registry_find(const struct zp_rule *const *rules, const char *id)
{
	for (; *rules != NULL; rules++)
		if (strcmp((*rules)->id, id) == 0)
			return *rules;
	return NULL;
}
