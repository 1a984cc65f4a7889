/* Finds a built-in rule by its id. */
#include "registry.h"

#include <string.h>

const struct zp_rule *
registry_find(const char *id)
{
	for (const struct zp_rule *const *rule = zp_rules; *rule != NULL;
	     rule++)
		if (strcmp((*rule)->id, id) == 0)
			return *rule;
	return NULL;
}
