/* The reference graph: who points at a name, across every zone. */
#include <stdlib.h>
#include <string.h>

#include "../dns/name.h"
#include "../dns/rdata.h"
#include "estate.h"

/* Types whose name in rdata is somewhere people or programs go. */
static const struct {
	uint16_t type;
	const char *how;
} referring[] = {
	{ ZP_NS, "NS" },
	{ ZP_CNAME, "CNAME" },
	{ ZP_DNAME, "DNAME" },
	{ ZP_PTR, "PTR" },
	{ ZP_MX, "MX" },
	{ ZP_SRV, "SRV" },
	{ ZP_NAPTR, "NAPTR" },
	{ ZP_SVCB, "SVCB" },
	{ ZP_HTTPS, "HTTPS" },
	{ ZP_ALIAS, "ALIAS" },
};

static const char *
referring_how(uint16_t type)
{
	for (size_t i = 0; i < sizeof referring / sizeof *referring; i++)
		if (referring[i].type == type)
			return referring[i].how;
	return NULL;
}

static void
reference_push(struct zp_estate *estate, const uint8_t *target,
    const struct zp_record *record, const char *how)
{
	*vector_push(&estate->references) =
	    (struct reference){ .hash = name_hash(target),
		    .target = target,
		    .zone = record->zone,
		    .record = record->index,
		    .how = how };
}

void
estate_refer(struct zp_estate *estate, const uint8_t *target,
    const struct zp_record *record, const char *how)
{
	reference_push(estate, name_copy(estate->side, target), record, how);
}

static void
reference_record(struct zp_estate *estate, const struct zp_record *record)
{
	const char *how = referring_how(record->type);
	const uint8_t *target = NULL;

	if (record->opaque)
		return;
	if (record->type == ZP_TXT && estate->txt_targets != NULL)
		estate->txt_targets(estate->txt_data, estate, record);
	else if (record->type == ZP_TLSA)
		reference_push(
		    estate, name_host(record->owner), record, "TLSA");
	else if (how != NULL)
		target = rdata_name(
		    record->type, record->rdata, record->length);
	/* The root as a target means "none" (RFC 7505, 2782) or "itself". */
	if (target != NULL && *target != 0)
		reference_push(estate, target, record, how);
}

static int
reference_compare(const void *left, const void *right)
{
	const struct reference *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->zone->index != b->zone->index)
		return a->zone->index < b->zone->index ? -1 : 1;
	if (a->record != b->record)
		return a->record < b->record ? -1 : 1;
	return strcmp(a->how, b->how);
}

static void
references_make(struct zp_estate *estate)
{
	estate_complete(estate);
	for (size_t i = 0; i < estate->zones.count; i++) {
		const struct zp_zone *zone = estate->zones.at[i];

		for (uint32_t j = 0; j < zone->records.count; j++) {
			struct zp_record record = zone_record(zone, j);

			reference_record(estate, &record);
		}
	}
	if (estate->references.count > 0)
		qsort(estate->references.at, estate->references.count,
		    sizeof *estate->references.at, reference_compare);
	estate->references_made = true;
}

const struct reference *
estate_references(
    struct zp_estate *estate, const uint8_t *target, size_t *count)
{
	uint64_t hash = name_hash(target);
	size_t low = 0, high = 0, end = 0;

	if (!estate->references_made)
		references_make(estate);
	high = estate->references.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (estate->references.at[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < estate->references.count &&
	     estate->references.at[end].hash == hash;
	     end++)
		;
	*count = end - low;
	return estate->references.at + low;
}
