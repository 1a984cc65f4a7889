/* Reads `required:`. */
#include "requirement.h"

#include <string.h>

#include "../dns/rdata.h"

static int
requirement_read(const struct config_reading *reading,
    const struct yaml_node *value, struct requirement *ret)
{
	const struct yaml_node *rdata = yaml_get(value, "rdata");
	struct pattern_fault fault;

	*ret = (struct requirement){
		.zones = yaml_value(value, "zones", "*"),
		.owner = yaml_value(value, "owner", "@"),
		.type = type_from_text(text_of(yaml_value(value, "type", ""))),
		.rdata_text = yaml_value(value, "rdata", ""),
		.reason = yaml_value(value, "reason", ""),
	};
	if (rdata == NULL)
		return 0;
	ret->rdata = pattern_compile(reading->arena, rdata->value, &fault);
	if (ret->rdata != NULL)
		return 0;
	return yaml_error(
	    reading->source, rdata, reading->err, "%s", fault.message);
}

int
requirements_read(const struct config_reading *reading,
    const struct yaml_node *value, void **made)
{
	const struct requirements *old = *made;
	struct requirements *new = arena_array(reading->arena, 1, sizeof *new);
	size_t count = old == NULL ? 0 : old->count;

	new->at = arena_array(
	    reading->arena, count + value->count + 1, sizeof *new->at);
	if (count > 0)
		memcpy(new->at, old->at, count * sizeof *new->at);
	for (size_t i = 0; i < value->count; i++)
		if (requirement_read(
			reading, value->items[i], &new->at[count + i]) != 0)
			return -1;
	new->count = count + value->count;
	*made = new;
	return 0;
}
