/* Ends of names. */
#include "shared_end.h"

#include <stddef.h>

#include "../dns/name.h"

void
shared_end_add(struct shared_end *end, const uint8_t *name)
{
	if (name_labels(name) < 2)
		return;
	if (end->name == NULL) {
		end->name = name;
		return;
	}
	end->several = end->several || !name_equal(end->name, name);
	while (!name_within(name, end->name))
		end->name = name_parent(end->name);
}

/* Nobody's own: a top-level label, or one such as co.uk. */
static bool
is_public(const uint8_t *name)
{
	static const char *const shared[] = { "ac", "co", "com", "edu", "gob",
		"gov", "net", "or", "org", NULL };

	if (name_labels(name) < 2)
		return true;
	if (name_labels(name) > 2 || *name_parent(name) != 2)
		return false;
	for (size_t i = 0; shared[i] != NULL; i++)
		if (name_starts(name, shared[i]))
			return true;
	return false;
}

const uint8_t *
shared_end_zone(const struct shared_end *end)
{
	const uint8_t *name = end->name;

	while (name != NULL && *name != 0 &&
	    (name[1] == '_' || name_is_wildcard(name) ||
		(!end->several && !is_public(name_parent(name)))))
		name = name_parent(name);
	return name == NULL || is_public(name) ? NULL : name;
}
