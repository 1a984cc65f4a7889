/* Collects what a change looks like, as text. */
#include "view.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/map.h"
#include "context.h"
#include "dns/name.h"
#include "dns/rdata.h"

struct viewing {
	struct engine *engine;
	struct zp_ctx ctx;
	struct {
		VECTOR_OF(struct finding_change);
	} changes;
	struct {
		VECTOR_OF(struct finding_link);
	} links;
	struct map seen; /* links that are there, and names asked about */
	size_t left_out;
};

/* ---------------------------------------------------------- before and after */

static struct finding_lines
side_of(struct viewing *viewing, const struct zp_rrset *rrset)
{
	struct arena *run = viewing->engine->run;
	uint32_t count = rrset == NULL ? 0 : rrset->count;
	uint32_t shown = count < LIMIT_VIEW_LINES ? count : LIMIT_VIEW_LINES;
	const char **lines = arena_array(run, shown + 2, sizeof *lines);

	for (uint32_t i = 0; i < shown; i++)
		lines[i] = arena_string(
		    run, zp_record_text(&viewing->ctx, zp_rrset_at(rrset, i)));
	if (count > shown)
		lines[shown++] = arena_format(
		    run, "… and %u more", count - LIMIT_VIEW_LINES);
	return (struct finding_lines){ lines, shown };
}

static void
change_add(struct viewing *viewing, const struct zp_change *change,
    const struct zp_delta *delta)
{
	const struct zp_zone *zone = change->after != NULL ? change->after :
							     change->before;
	char type[16];

	if (viewing->changes.count >= LIMIT_VIEW_CHANGES) {
		viewing->left_out++;
		return;
	}
	arena_reset(viewing->ctx.scratch);
	*vector_push(&viewing->changes) = (struct finding_change){
		.zone = name_absolute(viewing->engine->run, zone->name),
		.name = name_absolute(viewing->engine->run, delta->owner),
		.type = arena_string(
		    viewing->engine->run, type_to_text(delta->type, type)),
		.minus = side_of(viewing, delta->before),
		.plus = side_of(viewing, delta->after),
	};
}

/* ------------------------------------------------------- who depends on whom */

/* What a link does on the one side, and then on the other. */
static void
link_add(struct viewing *viewing, const uint8_t *from, const char *how,
    const uint8_t *to, bool before)
{
	struct arena *run = viewing->engine->run;
	const char *source = name_absolute(viewing->engine->run, from);
	const char *target = name_absolute(viewing->engine->run, to);
	const char *key = arena_format(run, "%s %s %s", source, how, target);
	struct finding_link *link = NULL;

	if (map_has(&viewing->seen, key)) {
		size_t at = (size_t)(uintptr_t)map_get(&viewing->seen, key);

		link = &viewing->links.at[at];
		if (!before && strcmp(link->state, "goes") == 0)
			link->state = "stays";
		return;
	}
	if (viewing->links.count >= LIMIT_VIEW_LINKS) {
		viewing->left_out++;
		return;
	}
	*map_put(&viewing->seen, key) = (void *)(uintptr_t)viewing->links.count;
	*vector_push(&viewing->links) = (struct finding_link){ source,
		arena_string(run, how), target, before ? "goes" : "comes" };
}

static void
referrers_add(struct viewing *viewing, struct zp_estate *estate,
    const uint8_t *name, bool before)
{
	size_t count = 0;
	const struct zp_reference *references = NULL;

	arena_reset(viewing->ctx.scratch);
	references = zp_references(&viewing->ctx, estate, name, &count);
	for (size_t i = 0; i < count; i++)
		link_add(viewing, references[i].at.owner, references[i].how,
		    name, before);
}

static void
targets_add(struct viewing *viewing, const struct zp_rrset *rrset, bool before)
{
	for (uint32_t i = 0; rrset != NULL && i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);
		const uint8_t *target = zp_target_of(record);
		char type[16];

		if (target != NULL && record.type != ZP_SOA && *target != 0)
			link_add(viewing, record.owner,
			    type_to_text(record.type, type), target, before);
	}
}

static void
links_add(struct viewing *viewing, const struct zp_delta *delta)
{
	const char *name = name_absolute(viewing->engine->run, delta->owner);

	/* What was there comes first, so that what stays is known. */
	targets_add(viewing, delta->before, true);
	targets_add(viewing, delta->after, false);
	if (map_has(&viewing->seen, name))
		return;
	map_put(&viewing->seen, name);
	referrers_add(viewing, viewing->engine->before, delta->owner, true);
	referrers_add(viewing, viewing->engine->after, delta->owner, false);
}

const struct finding_view *
view_make(struct engine *engine)
{
	struct viewing viewing = { .engine = engine };
	struct finding_view *view = NULL;

	if (engine->changes == NULL)
		return NULL;
	viewing.ctx.engine = engine;
	viewing.ctx.scratch = arena_new();
	for (size_t i = 0; i < engine->changes->zones.count; i++) {
		const struct zp_change *change = &engine->changes->zones.at[i];

		for (size_t j = 0; j < change->count; j++) {
			change_add(&viewing, change, &change->deltas[j]);
			links_add(&viewing, &change->deltas[j]);
		}
	}
	view = arena_array(engine->run, 1, sizeof *view);
	*view = (struct finding_view){
		.changes = arena_array(engine->run, viewing.changes.count + 1,
		    sizeof *viewing.changes.at),
		.change_count = viewing.changes.count,
		.links = arena_array(engine->run, viewing.links.count + 1,
		    sizeof *viewing.links.at),
		.link_count = viewing.links.count,
		.left_out = viewing.left_out,
	};
	if (viewing.changes.count > 0)
		memcpy((void *)(uintptr_t)view->changes, viewing.changes.at,
		    viewing.changes.count * sizeof *viewing.changes.at);
	if (viewing.links.count > 0)
		memcpy((void *)(uintptr_t)view->links, viewing.links.at,
		    viewing.links.count * sizeof *viewing.links.at);
	vector_done(&viewing.changes);
	vector_done(&viewing.links);
	map_done(&viewing.seen);
	arena_free(viewing.ctx.scratch);
	return view;
}
