/* Pairing the zones of two states, and the merge walk over each pair. */
#include "change.h"

#include <stdlib.h>
#include <string.h>

#include "../base/workers.h"
#include "../dns/name.h"

void
changes_done(struct changes *changes)
{
	vector_done(&changes->zones);
}

/* ----------------------------------------------------------- RRsets alike */

/* The next byte of a TXT's strings, or -1 at the end. */
static int
txt_next(const struct zp_record *record, uint32_t *at, uint32_t *left)
{
	while (*left == 0) {
		if (*at >= record->length)
			return -1;
		*left = record->rdata[(*at)++];
	}
	if (*at >= record->length)
		return -1;
	(*left)--;
	return record->rdata[(*at)++];
}

static bool
txt_same(const struct zp_record *a, const struct zp_record *b)
{
	uint32_t at[2] = { 0, 0 }, left[2] = { 0, 0 };
	int byte = 0;

	do {
		byte = txt_next(a, &at[0], &left[0]);
		if (byte != txt_next(b, &at[1], &left[1]))
			return false;
	} while (byte >= 0);
	return true;
}

static bool
record_same(const struct zp_record *a, const struct zp_record *b)
{
	if (a->opaque || b->opaque)
		return a->opaque == b->opaque;
	if (a->length == b->length &&
	    (a->length == 0 || memcmp(a->rdata, b->rdata, a->length) == 0))
		return true;
	return a->type == ZP_TXT && txt_same(a, b);
}

static bool
rrset_holds(const struct zp_rrset *rrset, const struct zp_record *record)
{
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record each = zp_rrset_at(rrset, i);

		if (record_same(&each, record))
			return true;
	}
	return false;
}

/* Sorted the same, most sets agree pair by pair; TXT may not. */
bool
rrset_same(const struct zp_rrset *a, const struct zp_rrset *b)
{
	bool paired = a->count == b->count;

	for (uint32_t i = 0; paired && i < a->count; i++) {
		struct zp_record left = zp_rrset_at(a, i);
		struct zp_record right = zp_rrset_at(b, i);

		paired = record_same(&left, &right);
	}
	if (paired || a->type != ZP_TXT)
		return paired;
	for (uint32_t i = 0; i < a->count; i++) {
		struct zp_record record = zp_rrset_at(a, i);

		if (!rrset_holds(b, &record))
			return false;
	}
	for (uint32_t i = 0; i < b->count; i++) {
		struct zp_record record = zp_rrset_at(b, i);

		if (!rrset_holds(a, &record))
			return false;
	}
	return true;
}

/* ------------------------------------------------------------ merge walk */

/* Owners of one span; a zone of less than that is one. */
#define SPAN ((size_t)8192)

/* Owners of one zone, from one up to another, which is left out. */
struct owners {
	const struct zp_zone *zone; /* NULL: there are none */
	uint32_t at, end;
};

/* The same part of both zones, and how it differs. */
struct span {
	struct owners old, new;
	struct {
		VECTOR_OF(struct zp_delta);
	} deltas;
};

struct walk {
	struct span *spans;
	struct arena *sides[WORKERS_MAX]; /* of each thread; NULL: not yet */
};

static const struct zp_rrset *
rrset_kept(struct arena *side, const struct zp_rrset *rrset)
{
	struct zp_rrset *kept = arena_alloc(side, sizeof *kept);

	*kept = *rrset;
	return kept;
}

static void
delta_add(struct span *span, struct arena *side, const struct zp_rrset *before,
    const struct zp_rrset *after, bool rdata_differs)
{
	const struct zp_rrset *either = before != NULL ? before : after;

	*vector_push(&span->deltas) = (struct zp_delta){
		.owner = either->owner,
		.type = either->type,
		.before = before == NULL ? NULL : rrset_kept(side, before),
		.after = after == NULL ? NULL : rrset_kept(side, after),
		.rdata_differs = rdata_differs,
	};
}

/* Is it still served by whoever served it? */
static bool
served_same(const struct zp_rrset *a, const struct zp_rrset *b)
{
	const char *left = zp_withheld(a), *right = zp_withheld(b);

	return left == right ||
	    (left != NULL && right != NULL && strcmp(left, right) == 0);
}

static int
rrset_order(const struct zp_rrset *a, const struct zp_rrset *b)
{
	int order = name_compare(a->owner, b->owner);

	if (order != 0)
		return order;
	return a->type < b->type ? -1 : a->type > b->type;
}

/* The records of the first owner: from one up to another. */
struct records {
	const struct zp_zone *zone;
	uint32_t at, end;
};

static struct records
owner_records(const struct owners *owners)
{
	uint32_t first = owners->zone->owners.at[owners->at].first;

	return (struct records){ owners->zone, first,
		zone_owner_end(owners->zone, first) };
}

/* The next RRset, which the records then begin behind; false: none is left. */
static bool
rrset_take(struct records *records, struct zp_rrset *ret)
{
	if (records->at >= records->end)
		return false;
	zone_rrset_from(records->zone, records->at, ret);
	records->at += ret->count;
	return true;
}

/* What one name owns, type by type; either side may own nothing. */
static void
walk_owner(struct span *span, struct arena *side, struct records before,
    struct records after)
{
	struct zp_rrset old, new;
	bool has_old = rrset_take(&before, &old);
	bool has_new = rrset_take(&after, &new);

	while (has_old || has_new) {
		int order = !has_old ? 1 :
		    !has_new         ? -1 :
			       (old.type > new.type) - (old.type < new.type);

		if (order < 0)
			delta_add(span, side, &old, NULL, true);
		else if (order > 0)
			delta_add(span, side, NULL, &new, true);
		else if (!rrset_same(&old, &new))
			delta_add(span, side, &old, &new, true);
		else if (old.ttl != new.ttl || !served_same(&old, &new))
			delta_add(span, side, &old, &new, false);
		if (order <= 0)
			has_old = rrset_take(&before, &old);
		if (order >= 0)
			has_new = rrset_take(&after, &new);
	}
}

/*
 * Byte by byte the same, and known: most names of most changes are, and need
 * no look at their RRsets.
 */
static bool
records_alike(const struct records *before, const struct records *after)
{
	const struct record *old = before->zone->records.at + before->at;
	const struct record *new = after->zone->records.at + after->at;
	uint32_t count = before->end - before->at;

	if (count != after->end - after->at ||
	    before->zone->withheld.count + after->zone->withheld.count > 0)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (old[i].type != new[i].type || old[i].ttl != new[i].ttl ||
		    old[i].length != new[i].length ||
		    ((old[i].flags | new[i].flags) & RECORD_OPAQUE) != 0 ||
		    (old[i].length > 0 &&
			memcmp(before->zone->rdata.at + old[i].rdata,
			    after->zone->rdata.at + new[i].rdata,
			    old[i].length) != 0))
			return false;
	return true;
}

static int
owners_order(const struct owners *old, const struct owners *new)
{
	if (old->at >= old->end)
		return 1;
	if (new->at >= new->end)
		return -1;
	return name_compare(zone_owner_name(old->zone, old->at),
	    zone_owner_name(new->zone, new->at));
}

static void
walk_span(struct span *span, struct arena *side)
{
	struct owners *old = &span->old, *new = &span->new;

	while (old->at < old->end || new->at < new->end) {
		struct records before = { 0 }, after = { 0 };
		int order = owners_order(old, new);

		if (order <= 0)
			before = owner_records(old);
		if (order >= 0)
			after = owner_records(new);
		if (order != 0 || !records_alike(&before, &after))
			walk_owner(span, side, before, after);
		old->at += order <= 0;
		new->at += order >= 0;
	}
}

static void
span_task(void *data, size_t number, unsigned worker)
{
	struct walk *walk = data;

	if (walk->sides[worker] == NULL)
		walk->sides[worker] = arena_new();
	walk_span(&walk->spans[number], walk->sides[worker]);
}

static struct owners
owners_of(const struct zp_zone *zone)
{
	return (struct owners){ zone, 0,
		zone == NULL ? 0 : (uint32_t)zone->owners.count };
}

static uint32_t
owners_lower(const struct zp_zone *zone, const uint8_t *name)
{
	return zone == NULL ? 0 : zone_owner_lower(zone, name);
}

/* Both are cut at the same names: each SPAN owners of the larger one. */
static struct span *
spans_cut(const struct zp_zone *before, const struct zp_zone *after,
    size_t *ret_count)
{
	struct owners old = owners_of(before), new = owners_of(after);
	const struct zp_zone *larger = old.end > new.end ? before : after;
	size_t owners = old.end > new.end ? old.end : new.end;
	size_t count = owners == 0 ? 1 : (owners + SPAN - 1) / SPAN;
	struct span *spans = memory_grow(NULL, count, sizeof *spans);

	memset(spans, 0, count * sizeof *spans);
	for (size_t i = 0; i < count; i++) {
		if (i > 0) {
			const uint8_t *name = zone_owner_name(
			    larger, (uint32_t)(i * SPAN));

			old.at = owners_lower(before, name);
			new.at = owners_lower(after, name);
			spans[i - 1].old.end = old.at;
			spans[i - 1].new.end = new.at;
		}
		spans[i].old = old;
		spans[i].new = new;
	}
	*ret_count = count;
	return spans;
}

/* How the two differ, in canonical order; `side` owns what is told. */
static struct zp_delta *
walk_pair(struct arena *side, const struct zp_zone *before,
    const struct zp_zone *after, unsigned threads, size_t *ret_count)
{
	struct walk walk = { .sides = { side } };
	struct zp_delta *deltas = NULL;
	size_t spans = 0, count = 0;

	walk.spans = spans_cut(before, after, &spans);
	workers_run(threads, spans, span_task, &walk);
	for (size_t i = 0; i < spans; i++)
		count += walk.spans[i].deltas.count;
	deltas = arena_array(side, count, sizeof *deltas);
	*ret_count = count;
	count = 0;
	for (size_t i = 0; i < spans; i++) {
		struct span *span = &walk.spans[i];

		if (span->deltas.count > 0)
			memcpy(deltas + count, span->deltas.at,
			    span->deltas.count * sizeof *deltas);
		count += span->deltas.count;
		vector_done(&span->deltas);
	}
	for (unsigned i = 1; i < WORKERS_MAX; i++)
		if (walk.sides[i] != NULL)
			arena_join(side, walk.sides[i]);
	free(walk.spans);
	return deltas;
}

static bool
next_but_soa(const struct zp_zone *zone, struct zp_rrset *rrset)
{
	bool found = zp_zone_next(zone, NULL, rrset);

	while (found && rrset->type == ZP_SOA)
		found = zp_zone_next(zone, NULL, rrset);
	return found;
}

bool
zone_same_data(const struct zp_zone *a, const struct zp_zone *b)
{
	struct zp_rrset left = { 0 }, right = { 0 };
	bool has_left = next_but_soa(a, &left);
	bool has_right = next_but_soa(b, &right);

	while (has_left && has_right) {
		if (rrset_order(&left, &right) != 0 || left.ttl != right.ttl ||
		    !rrset_same(&left, &right))
			return false;
		has_left = next_but_soa(a, &left);
		has_right = next_but_soa(b, &right);
	}
	return has_left == has_right;
}

/* A broken line leaves no record behind; its fault is what differs. */
static bool
faults_differ(const struct zp_zone *before, const struct zp_zone *after)
{
	if (before->faults.count != after->faults.count)
		return true;
	for (size_t i = 0; i < after->faults.count; i++)
		if (strcmp(before->faults.at[i].message,
			after->faults.at[i].message) != 0)
			return true;
	return false;
}

/* The merge walk is what an excerpt shows. */
static void
excerpt_show(
    const struct zp_zone *zone, const struct zp_delta *deltas, size_t count)
{
	struct zp_zone *mine = (struct zp_zone *)(uintptr_t)zone;

	if (zone == NULL || !zone->excerpt)
		return;
	mine->shown = deltas;
	mine->shown_count = count;
}

/* Both sides of a plan together are what it manages. */
static void
twins_know(const struct zp_zone *zone, const struct zp_zone *twin)
{
	if (zone != NULL && !zone->loose)
		((struct zp_zone *)(uintptr_t)zone)->twin = twin;
}

/* Do those who get the zone differ, as far as both sides say it? */
static bool
targets_differ(const struct zp_zone *before, const struct zp_zone *after)
{
	size_t i = 0;

	if (before->targets == NULL || after->targets == NULL)
		return false;
	while (before->targets[i] != NULL && after->targets[i] != NULL &&
	    strcmp(before->targets[i], after->targets[i]) == 0)
		i++;
	return before->targets[i] != NULL || after->targets[i] != NULL;
}

/* What is paired, and with how many threads. */
struct pairing {
	struct changes *changes;
	struct arena *side;
	struct zp_estate *before, *after;
	unsigned threads;
};

static void
change_add(struct pairing *pairing, const struct zp_zone *before,
    const struct zp_zone *after)
{
	struct changes *changes = pairing->changes;
	struct zp_delta *deltas = NULL;
	size_t count = 0;
	bool moved = before != NULL && after != NULL &&
	    strcmp(before->file, after->file) != 0;

	twins_know(before, after);
	twins_know(after, before);
	deltas = walk_pair(
	    pairing->side, before, after, pairing->threads, &count);
	if (count == 0 && before != NULL && after != NULL &&
	    !faults_differ(before, after) && !targets_differ(before, after))
		return;
	*vector_push(&changes->zones) = (struct zp_change){ .before = before,
		.after = after,
		.deltas = deltas,
		.count = count,
		.moved = moved };
	changes->deltas += count;
	excerpt_show(before, deltas, count);
	excerpt_show(after, deltas, count);
}

/* --------------------------------------------------------------- pairing */

static int
zone_order(const void *left, const void *right)
{
	const struct zp_zone *a = *(struct zp_zone *const *)left;
	const struct zp_zone *b = *(struct zp_zone *const *)right;
	int order = name_compare(a->name, b->name);

	if (order == 0)
		order = strcmp(a->file, b->file);
	return order != 0 ? order : strcmp(a->view, b->view);
}

static struct zp_zone **
zones_sorted(const struct zp_estate *estate, struct arena *side)
{
	size_t count = estate->zones.count;
	struct zp_zone **sorted = arena_array(side, count + 1, sizeof *sorted);

	if (count > 0)
		memcpy(sorted, estate->zones.at, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, zone_order);
	return sorted;
}

static size_t
twins(struct zp_zone **zones)
{
	size_t count = 1;

	while (zones[count] != NULL &&
	    name_equal(zones[0]->name, zones[count]->name))
		count++;
	return count;
}

/* A score for "this file is that one, moved": equal ends of the paths. */
static size_t
path_likeness(const char *a, const char *b)
{
	size_t left = strlen(a), right = strlen(b), same = 0;

	while (left > same && right > same &&
	    a[left - same - 1] == b[right - same - 1])
		same++;
	return same;
}

/* One file may hold several views of a name. */
static bool
is_twin(const struct zp_zone *old, const struct zp_zone *new)
{
	return strcmp(old->file, new->file) == 0 &&
	    (!old->view_given || !new->view_given ||
		strcmp(old->view, new->view) == 0);
}

/* What is on one side alone came or went, unless it is a piece of a zone. */
static void
pair_add(struct pairing *pairing, const struct zp_zone *old,
    const struct zp_zone *new)
{
	if (old == NULL && new != NULL && new->piece)
		old = estate_add_blank(pairing->before, new);
	else if (new == NULL && old != NULL && old->piece)
		new = estate_add_blank(pairing->after, old);
	change_add(pairing, old, new);
}

/*
 * One name's zones of both sides: equal paths first, then the likeliest pairs
 * of what is left, so that a view that moved is not one gone and one come.
 */
static void
pair_twins(struct pairing *pairing, struct zp_zone **old, size_t old_count,
    struct zp_zone **new, size_t new_count)
{
	bool *taken = arena_array(pairing->side, new_count + 1, sizeof *taken);
	const struct zp_zone **mate = arena_array(
	    pairing->side, old_count + 1, sizeof *mate);

	for (size_t i = 0; i < old_count; i++)
		for (size_t j = 0; j < new_count; j++)
			if (!taken[j] && is_twin(old[i], new[j])) {
				mate[i] = new[j];
				taken[j] = true;
			}
	for (size_t i = 0; i < old_count; i++) {
		size_t best = new_count, best_score = 0;

		for (size_t j = 0; mate[i] == NULL && j < new_count; j++) {
			size_t score = 1 +
			    path_likeness(old[i]->file, new[j]->file);

			if (!taken[j] && score > best_score) {
				best = j;
				best_score = score;
			}
		}
		if (best < new_count) {
			mate[i] = new[best];
			taken[best] = true;
		}
		pair_add(pairing, old[i], mate[i]);
	}
	for (size_t j = 0; j < new_count; j++)
		if (!taken[j])
			pair_add(pairing, NULL, new[j]);
}

static void
deltas_adopt(struct changes *changes)
{
	for (size_t i = 0; i < changes->zones.count; i++) {
		struct zp_change *change = &changes->zones.at[i];
		struct zp_delta *deltas = (struct zp_delta *)change->deltas;

		for (size_t j = 0; j < change->count; j++)
			deltas[j].change = change;
	}
}

void
changes_make(struct changes *changes, struct arena *side,
    struct zp_estate *before, struct zp_estate *after, unsigned threads)
{
	struct pairing pairing = { changes, side, before, after, threads };
	struct zp_zone **old = zones_sorted(before, side);
	struct zp_zone **new = zones_sorted(after, side);

	while (*old != NULL || *new != NULL) {
		int order = *old == NULL ? 1 :
		    *new == NULL         ? -1 :
				   name_compare((*old)->name, (*new)->name);
		size_t old_count = order <= 0 ? twins(old) : 0;
		size_t new_count = order >= 0 ? twins(new) : 0;

		pair_twins(&pairing, old, old_count, new, new_count);
		old += old_count;
		new += new_count;
	}
	deltas_adopt(changes);
}
