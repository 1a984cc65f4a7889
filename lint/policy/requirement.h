/* Records that every zone of a glob must have: `required:`. */
#ifndef POLICY_REQUIREMENT_H
#define POLICY_REQUIREMENT_H

#include "keys.h"
#include "pattern.h"

struct requirement {
	const char *zones; /* a glob of names */
	const char *owner; /* relative to the zone, or absolute */
	uint16_t type;
	const struct pattern *rdata; /* NULL: any */
	const char *rdata_text;      /* the pattern as written; "" for none */
	const char *reason;          /* "" for none */
};

struct requirements {
	struct requirement *at;
	size_t count;
};

/* For struct config_key: makes a struct requirements of `required:`. */
int requirements_read(const struct config_reading *reading,
    const struct yaml_node *value, void **made);

#endif
