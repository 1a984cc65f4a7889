/* One state of one resource of a plan, as records, by the table's row. */
#ifndef READ_TERRAFORM_RECORD_H
#define READ_TERRAFORM_RECORD_H

#include "../base/json.h"
#include "terraform.h"
#include "value.h"

struct terraform_state {
	const struct terraform_resource *row;
	const uint8_t *zone;
	const struct json_value *values;    /* what its attributes are */
	const struct json_value *unknown;   /* which are known after apply */
	const struct json_value *sensitive; /* which nobody may see */
	struct source *source;
	uint32_t offset, length; /* of what a finding underlines */
	struct arena *scratch;
};

/*
 * Owner and type of its records; false when they are not known before apply, or
 * are no name and no type. `name` has NAME_WIRE bytes.
 */
bool terraform_owner(
    const struct terraform_state *state, uint8_t *name, struct text *ret_type);

/* Tells its records. -1 when the sink stops. */
int terraform_emit(struct values *values, const struct zone_sink *sink,
    const struct terraform_state *state);

#endif
