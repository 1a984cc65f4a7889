/* The state that a change is made to, for readers that ask for it. */
#include "../dns/name.h"
#include "loading.h"

const uint8_t *
load_state_zone(const struct load *load, const uint8_t *name)
{
	const struct zp_zone *zone = load->plan == NULL ||
		load->plan->state == NULL ?
	    NULL :
	    estate_zone_of(load->plan->state, NULL, name);

	return zone == NULL ? NULL : zone->name;
}

struct read_record
load_state_record(const struct zp_zone *zone, uint32_t index)
{
	const struct record *record = &zone->records.at[index];
	struct zp_record shown = zone_record(zone, index);

	return (struct read_record){ .owner = shown.owner,
		.rdata = shown.rdata,
		.source = zone->sources.at[record->source],
		.offset = record->offset,
		.ttl = record->ttl,
		.length = record->length,
		.type = record->type,
		.ttl_given = (record->flags & RECORD_TTL_GIVEN) != 0,
		.ttl_known = true,
		.opaque = (record->flags & RECORD_OPAQUE) != 0,
		.generated = (record->flags & RECORD_GENERATED) != 0,
		.routed = (record->flags & RECORD_ROUTED) != 0 };
}

bool
load_state_held(const struct load *load, const uint8_t *name,
    const uint8_t *owner, uint16_t type,
    int (*visit)(void *data, const struct read_record *record),
    void *visit_data)
{
	const struct zp_zone *zone = load->plan == NULL ||
		load->plan->state == NULL ?
	    NULL :
	    estate_zone_of(load->plan->state, NULL, name);
	uint32_t rank = 0;

	if (zone == NULL || !name_equal(zone->name, name))
		return false;
	rank = visit == NULL ? UINT32_MAX : zone_owner_find(zone, owner);
	if (rank == UINT32_MAX)
		return true;
	for (uint32_t i = zone->owners.at[rank].first;
	     i < zone->records.count && zone->records.at[i].owner == rank;
	     i++) {
		struct read_record record = load_state_record(zone, i);

		if ((type == 0 || record.type == type) &&
		    visit(visit_data, &record) != 0)
			break;
	}
	return true;
}
