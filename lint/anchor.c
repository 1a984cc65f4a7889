/* Finds the neighbours of a removed record that survived. */
#include "anchor.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

static int
place_order(const void *left, const void *right, void *data)
{
	const struct zp_zone *zone = data;
	const struct record *a = &zone->records.at[*(const uint32_t *)left];
	const struct record *b = &zone->records.at[*(const uint32_t *)right];

	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

void
anchors_done(struct anchors *anchors)
{
	free(anchors->order);
	free(anchors->rank);
	*anchors = (struct anchors){ 0 };
}

static void
anchors_make(struct anchors *anchors, const struct zp_zone *zone)
{
	size_t count = zone->records.count;

	if (anchors->zone == zone)
		return;
	anchors_done(anchors);
	anchors->zone = zone;
	anchors->order = memory_grow(NULL, count, sizeof *anchors->order);
	anchors->rank = memory_grow(NULL, count, sizeof *anchors->rank);
	for (size_t i = 0; i < count; i++)
		anchors->order[i] = (uint32_t)i;
	qsort_r(anchors->order, count, sizeof *anchors->order, place_order,
	    (void *)(uintptr_t)zone);
	for (size_t i = 0; i < count; i++)
		anchors->rank[anchors->order[i]] = (uint32_t)i;
}

/* The same record in the other zone; false when it is not there any more. */
static bool
survivor_of(struct zp_ctx *ctx, struct zp_record record,
    const struct zp_zone *after, struct zp_record *ret)
{
	const struct zp_rrset *rrset = zp_zone_find(
	    ctx, after, record.owner, record.type);

	if (!zp_rrset_holds(rrset, record))
		return false;
	*ret = zp_rrset_at(rrset, 0);
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record each = zp_rrset_at(rrset, i);

		if (each.length == record.length &&
		    memcmp(each.rdata, record.rdata, each.length) == 0)
			*ret = each;
	}
	return true;
}

/* Above comes first: what is added in place of a record stands below it. */
static bool
neighbour_of(struct zp_ctx *ctx, struct zp_record gone,
    const struct zp_zone *after, struct zp_record *ret)
{
	struct anchors *anchors = &ctx->anchors;
	size_t count = gone.zone->records.count, rank = 0;

	anchors_make(anchors, gone.zone);
	rank = anchors->rank[gone.index];
	for (size_t step = 1; step <= LIMIT_ANCHOR && step <= rank; step++)
		if (survivor_of(ctx,
			zone_record(gone.zone, anchors->order[rank - step]),
			after, ret))
			return true;
	for (size_t step = 1; step <= LIMIT_ANCHOR && rank + step < count;
	     step++)
		if (survivor_of(ctx,
			zone_record(gone.zone, anchors->order[rank + step]),
			after, ret))
			return true;
	return false;
}

struct finding_place
anchor_place(struct zp_ctx *ctx, const struct zp_finding *finding)
{
	const struct zp_zone *after = NULL;
	struct zp_record record;

	/* What state rules say of the before side is held against the after side
	 * and never shown. */
	if (ctx->rule->on_rrset != NULL || ctx->rule->on_zone != NULL ||
	    ctx->engine->before == NULL ||
	    finding->zone->estate != ctx->engine->before)
		return (struct finding_place){ 0 };
	after = zp_counterpart(ctx, finding->zone);
	if (after == NULL)
		return (struct finding_place){ 0 };
	if (finding->delta != NULL && finding->delta->after != NULL)
		return context_record_place(
		    ctx, zp_rrset_at(finding->delta->after, 0), -1);
	if (finding->at.zone != NULL &&
	    neighbour_of(ctx, finding->at, after, &record))
		return context_record_place(ctx, record, -1);
	return context_zone_place(ctx, after);
}
