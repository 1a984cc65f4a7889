/* The zone of a document, by the best that says it. */
#include "zone_choice.h"

#include "../dns/name.h"

void
zone_choice_learn(
    struct zone_choice *choice, const uint8_t *owner, bool has_soa)
{
	const uint8_t *kept = name_copy(choice->document->side, owner);

	shared_end_add(&choice->end, kept);
	if (has_soa)
		choice->apex = kept;
}

const uint8_t *
zone_choice_of(struct zone_choice *choice, const uint8_t *owner)
{
	const struct document *document = choice->document;
	const struct document_sink *sink = document->sink;
	const uint8_t *zone = document->origin;

	if (zone == NULL && choice->id != NULL)
		zone = sink->zone_by_id(sink->data, choice->id);
	if (zone == NULL)
		zone = choice->apex;
	if (zone == NULL)
		zone = sink->zone_of(sink->data, owner);
	if (zone != NULL)
		return zone;
	zone = shared_end_zone(&choice->end);
	if (zone != NULL && !choice->told) {
		choice->told = true;
		sink->notice(sink->data,
		    arena_format(document->side,
			"%s: nothing says which zone this is: taken for %s, "
			"the end that its names share; --origin says it",
			choice->source->path, name_text(document->side, zone)));
	}
	return zone;
}
