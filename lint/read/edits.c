/* Edits of RRsets, played in their order. */
#include "edits.h"

#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../base/map.h"
#include "../dns/name.h"
#include "../zoneproof.h"

/* A record that one side or both have. */
struct piece {
	struct read_record record; /* rdata lives with the document */
	bool before, after;
	size_t same; /* the next one with these data, counted from 1; 0: none */
};

/* What is known of one RRset. */
struct set {
	const uint8_t *zone, *owner;
	uint16_t type;
	bool known;  /* the state says what it was */
	bool others; /* more than the pieces may be in it, before */
	bool others_after;
	struct source *source; /* of the first edit */
	uint32_t offset;
	struct {
		VECTOR_OF(struct piece);
	} pieces;
	struct map by_data; /* in hex → the last piece with them, from 1 */
	struct set *next;
};

struct edits {
	struct document *document;
	struct values values;
	struct map sets; /* "zone owner type" → a struct set */
	struct set *first, **last;
};

struct edits *
edits_new(struct document *document)
{
	struct edits *edits = arena_array(document->side, 1, sizeof *edits);

	edits->document = document;
	edits->last = &edits->first;
	values_init(&edits->values, document->side, document->scratch);
	return edits;
}

void
edits_free(struct edits *edits)
{
	for (struct set *set = edits->first; set != NULL; set = set->next) {
		vector_done(&set->pieces);
		map_done(&set->by_data);
	}
	map_done(&edits->sets);
	values_done(&edits->values);
}

struct values *
edits_values(struct edits *edits)
{
	return &edits->values;
}

static const struct zone_sink *
zone_side(struct edits *edits, const uint8_t *zone, enum document_side side)
{
	const struct document_sink *sink = edits->document->sink;
	const struct zone_sink *opened = sink->zone(sink->data, side, zone, "");

	if (opened != NULL)
		sink->trait(sink->data, opened, ZONE_EDITS);
	return opened;
}

const struct zone_sink *
edits_zone(struct edits *edits, const uint8_t *zone)
{
	if (zone_side(edits, zone, DOCUMENT_BEFORE) == NULL)
		return NULL;
	return zone_side(edits, zone, DOCUMENT_AFTER);
}

/* ------------------------------------------------------------------- sets */

static void
record_copy(struct arena *side, struct read_record *record)
{
	record->owner = name_copy(side, record->owner);
	record->rdata = (const uint8_t *)arena_copy(side,
	    record->rdata == NULL ? (const uint8_t *)"" : record->rdata,
	    record->length);
}

static const char *
data_key(struct arena *side, const struct read_record *record)
{
	static const char digits[] = "0123456789abcdef";
	char *key = arena_bytes(side, (size_t)record->length * 2 + 2);
	size_t length = 0;

	for (size_t i = 0; i < record->length; i++) {
		key[length++] = digits[record->rdata[i] >> 4];
		key[length++] = digits[record->rdata[i] & 15];
	}
	if (record->opaque)
		key[length++] = '?';
	key[length] = '\0';
	return key;
}

/* The last piece with these data, or the one before `piece`; NULL: none. */
static struct piece *
piece_next(struct arena *side, struct set *set,
    const struct read_record *record, const struct piece *piece)
{
	size_t at = piece != NULL ?
	    piece->same :
	    (size_t)(uintptr_t)map_get(&set->by_data, data_key(side, record));

	return at == 0 ? NULL : &set->pieces.at[at - 1];
}

static void
piece_add(struct arena *side, struct set *set, struct piece piece)
{
	void **last = map_put(&set->by_data, data_key(side, &piece.record));

	piece.same = (size_t)(uintptr_t)*last;
	*vector_push(&set->pieces) = piece;
	*last = (void *)(uintptr_t)set->pieces.count;
}

struct holding {
	struct edits *edits;
	struct set *set;
};

static int
hold(void *data, const struct read_record *record)
{
	struct holding *holding = data;
	struct arena *side = holding->edits->document->side;
	struct piece piece = {
		.record = *record, .before = true, .after = true
	};

	record_copy(side, &piece.record);
	piece_add(side, holding->set, piece);
	return 0;
}

static const char *
set_key(struct arena *arena, const uint8_t *zone, const uint8_t *owner,
    unsigned type)
{
	return arena_format(arena, "%s %s %u", name_text(arena, zone),
	    name_text(arena, owner), type);
}

static struct set *
set_of(struct edits *edits, const struct edit *edit, enum edits_start start)
{
	struct document *document = edits->document;
	const struct document_sink *sink = document->sink;
	const struct value *value = &edit->value;
	const char *key = set_key(
	    document->side, edit->zone, value->owner, value->type);
	struct set *set = map_get(&edits->sets, key);

	if (set != NULL)
		return set;
	set = arena_array(document->side, 1, sizeof *set);
	set->zone = name_copy(document->side, edit->zone);
	set->owner = name_copy(document->side, value->owner);
	set->type = value->type;
	set->source = value->source;
	set->offset = value->offset;
	set->known = sink->held(sink->data, set->zone, set->owner, set->type,
	    hold, &(struct holding){ edits, set });
	set->others = set->others_after = !set->known && start == EDITS_UNKNOWN;
	*map_put(&edits->sets, key) = set;
	*edits->last = set;
	edits->last = &set->next;
	return set;
}

/* ------------------------------------------------------------------ edits */

/* A sink that keeps the one record of an edit; its faults go on. */
struct capture {
	struct edits *edits;
	const struct edit *edit;
	struct read_record record;
	bool told;
};

static int
capture_record(void *data, const struct read_record *record)
{
	struct capture *capture = data;

	capture->record = *record;
	record_copy(capture->edits->document->side, &capture->record);
	capture->told = true;
	return 0;
}

static int
capture_fault(void *data, const struct read_fault *fault)
{
	struct capture *capture = data;
	const struct zone_sink *zone = edits_zone(
	    capture->edits, capture->edit->zone);

	return zone == NULL ? -1 : zone->fault(zone->data, fault);
}

static bool
encode(struct edits *edits, const struct edit *edit, struct read_record *ret)
{
	struct capture capture = { .edits = edits, .edit = edit };
	struct zone_sink sink = { .data = &capture,
		.record = capture_record,
		.fault = capture_fault };

	value_emit_text(&edits->values, &sink, &edit->value, edit->data);
	*ret = capture.record;
	return capture.told;
}

void
edits_add(struct edits *edits, const struct edit *edit, enum edits_start start)
{
	struct arena *side = edits->document->side;
	struct set *set = set_of(edits, edit, start);
	struct read_record record;
	struct piece *piece = NULL;
	bool there = false;

	if (!encode(edits, edit, &record))
		return;
	/* The same data with another TTL takes the place of the old. */
	while ((piece = piece_next(side, set, &record, piece)) != NULL) {
		piece->after = piece->record.ttl == record.ttl;
		there = there || piece->after;
	}
	if (!there)
		piece_add(side, set,
		    (struct piece){ .record = record, .after = true });
}

/* It goes: the edit that takes it is where people look. */
static void
piece_take(struct piece *piece, const struct edit *edit)
{
	if (!piece->after)
		return;
	piece->after = false;
	piece->record.source = edit->value.source;
	piece->record.offset = edit->value.offset;
}

void
edits_drop(struct edits *edits, const struct edit *edit)
{
	struct arena *side = edits->document->side;
	struct set *set = set_of(edits, edit, EDITS_NOTHING);
	struct read_record record;
	struct piece *piece = NULL;
	bool there = false;

	if (!encode(edits, edit, &record))
		return;
	while ((piece = piece_next(side, set, &record, piece)) != NULL) {
		piece_take(piece, edit);
		there = true;
	}
	if (!there && !set->known)
		piece_add(side, set,
		    (struct piece){ .record = record, .before = true });
}

void
edits_clear(struct edits *edits, const struct edit *edit)
{
	struct set *set = set_of(edits, edit, EDITS_UNKNOWN);

	for (size_t i = 0; i < set->pieces.count; i++)
		piece_take(&set->pieces.at[i], edit);
	set->others_after = false;
}

bool
edits_knows(struct edits *edits, const struct edit *edit)
{
	const struct document_sink *sink = edits->document->sink;

	return sink->held(
	    sink->data, edit->zone, edit->value.owner, 0, NULL, NULL);
}

struct clearing {
	struct edits *edits;
	const struct edit *edit;
};

/* RFC 2136, 3.4.2.3: the apex keeps its SOA and NS. */
static void
clear_type(struct edits *edits, const struct edit *edit, uint16_t type)
{
	struct edit each = *edit;

	if (name_equal(edit->zone, edit->value.owner) &&
	    (type == ZP_SOA || type == ZP_NS))
		return;
	each.value.type = type;
	edits_clear(edits, &each);
}

static int
clear_held(void *data, const struct read_record *record)
{
	struct clearing *clearing = data;

	clear_type(clearing->edits, clearing->edit, record->type);
	return 0;
}

bool
edits_clear_name(struct edits *edits, const struct edit *edit)
{
	const struct document_sink *sink = edits->document->sink;
	struct clearing clearing = { edits, edit };
	bool known = sink->held(sink->data, edit->zone, edit->value.owner, 0,
	    clear_held, &clearing);

	for (struct set *set = edits->first; set != NULL; set = set->next)
		if (name_equal(set->owner, edit->value.owner) &&
		    name_equal(set->zone, edit->zone))
			clear_type(edits, edit, set->type);
	return known;
}

/* ---------------------------------------------------------------- telling */

static int
tell_side(const struct zone_sink *sink, const struct set *set, bool before)
{
	struct read_record other = { .owner = set->owner,
		.source = set->source,
		.offset = set->offset,
		.type = set->type,
		.ttl_known = true,
		.opaque = true };

	for (size_t i = 0; i < set->pieces.count; i++) {
		const struct piece *piece = &set->pieces.at[i];

		other.ttl = piece->record.ttl;
		if ((before ? piece->before : piece->after) &&
		    sink->record(sink->data, &piece->record) != 0)
			return -1;
	}
	if (before ? set->others : set->others_after)
		return sink->record(sink->data, &other);
	return 0;
}

int
edits_tell(struct edits *edits)
{
	for (struct set *set = edits->first; set != NULL; set = set->next)
		for (int i = 0; i < 2; i++) {
			const struct zone_sink *zone = zone_side(edits,
			    set->zone,
			    i == 0 ? DOCUMENT_BEFORE : DOCUMENT_AFTER);

			if (zone == NULL || tell_side(zone, set, i == 0) != 0)
				return -1;
		}
	return 0;
}
