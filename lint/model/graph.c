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
	*vector_push(estate->filling) =
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
references_of_zone(struct zp_estate *estate, const struct zp_zone *zone,
    struct references *ret)
{
	estate->filling = ret;
	for (uint32_t i = 0; i < zone->records.count; i++) {
		struct zp_record record = zone_record(zone, i);

		reference_record(estate, &record);
	}
}

static void
references_sort(struct references *references)
{
	if (references->count > 0)
		qsort(references->at, references->count, sizeof *references->at,
		    reference_compare);
}

static void
references_make(struct zp_estate *estate)
{
	estate_complete(estate);
	for (size_t i = 0; i < estate->zones.count; i++)
		references_of_zone(
		    estate, estate->zones.at[i], &estate->references);
	references_sort(&estate->references);
	atomic_store(&estate->references_made, true);
}

/* Whoever asks first makes them; the others wait. */
static void
references_once(struct zp_estate *estate)
{
	if (atomic_load(&estate->references_made))
		return;
	pthread_mutex_lock(&estate->making);
	if (!atomic_load(&estate->references_made))
		references_make(estate);
	pthread_mutex_unlock(&estate->making);
}

const struct references *
estate_references_all(struct zp_estate *estate)
{
	if (estate->load_always)
		return NULL;
	references_once(estate);
	return &estate->references;
}

const struct references *
estate_references_of(struct zp_estate *estate, const struct zp_zone *zone)
{
	struct references **place = NULL;

	while (estate->by_zone.count <= zone->index)
		*vector_push(&estate->by_zone) = NULL;
	place = &estate->by_zone.at[zone->index];
	if (*place == NULL) {
		*place = arena_array(estate->side, 1, sizeof **place);
		references_of_zone(estate, zone, *place);
		references_sort(*place);
	}
	return *place;
}

/* The run of references whose target has this hash. */
static const struct reference *
references_run(
    const struct references *references, uint64_t hash, size_t *count)
{
	size_t low = 0, high = references->count, end = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (references->at[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low;
	     end < references->count && references->at[end].hash == hash; end++)
		;
	*count = end - low;
	return references->at + low;
}

/* Zone by zone, where the estate is too large to be held whole. */
static const struct reference *
references_by_zone(
    struct zp_estate *estate, const uint8_t *target, size_t *count)
{
	struct zone_list zones = { 0 };
	uint64_t hash = name_hash(target);

	estate->found.count = 0;
	estate->load_referrers(estate->load_data, estate, target, &zones);
	for (size_t i = 0; i < zones.count; i++) {
		size_t run = 0;
		const struct reference *at = references_run(
		    estate_references_of(estate, zones.at[i]), hash, &run);

		for (size_t j = 0; j < run; j++)
			*vector_push(&estate->found) = at[j];
	}
	vector_done(&zones);
	*count = estate->found.count;
	return estate->found.at;
}

const struct reference *
estate_references(
    struct zp_estate *estate, const uint8_t *target, size_t *count)
{
	if (estate->load_referrers != NULL)
		return references_by_zone(estate, target, count);
	references_once(estate);
	return references_run(&estate->references, name_hash(target), count);
}
