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

const uint8_t *
shared_end_zone(const struct shared_end *end)
{
	const uint8_t *name = end->name;

	if (name == NULL || !end->several)
		return name == NULL ? NULL : name_registered(name);
	while (*name != 0 && (name[1] == '_' || name_is_wildcard(name)))
		name = name_parent(name);
	return name_registered(name) == NULL ? NULL : name;
}
