/* Cuts zones into tasks, walks them, joins what the rules said. */
#include "states.h"

#include "base/workers.h"
#include "context.h"

/* Records of one span; a zone of less than twice that is one task. */
#define SPAN ((uint32_t)8192)

/* How far records are looked at ahead of the one under way. */
#define AHEAD 8

/* Below this many records threads cost more than they bring. */
#define THREADS_FROM ((size_t)20000)

/* --------------------------------------------------------------- walking */

/* What one thread works with: its own context and memory. */
struct walk {
	struct engine engine; /* as the run's, but for the arena */
	struct zp_ctx ctx;
};

/* A rule that names types looks at zones that hold one of them. */
static bool
is_for(const struct zp_rule *rule, const struct zp_zone *zone)
{
	if (rule->types == NULL)
		return true;
	for (const uint16_t *each = rule->types; *each != 0; each++)
		if (zone_may_hold(zone, *each))
			return true;
	return false;
}

static void
walk_rule(struct walk *walk, const struct zp_rule *rule,
    const struct zp_zone *zone, struct findings *ret)
{
	if (!is_for(rule, zone))
		return;
	walk->ctx.rule = rule;
	rule->on_zone(&walk->ctx, zone);
	context_flush(&walk->ctx, ret);
	context_clear(&walk->ctx);
}

/* One pass over records `from` to `to` serves every rule on RRsets. */
static void
walk_span(struct walk *walk, const struct zp_zone *zone, uint32_t from,
    uint32_t to, struct findings *ret)
{
	struct zp_rrset rrset;

	for (uint32_t at = from; at < to; at += rrset.count) {
		zone_rrset_from(zone, at, &rrset);
		zone_foresee(zone, at + AHEAD);
		for (const struct zp_rule *const *rule =
			 rules_on_rrsets(walk->engine.lists, rrset.type);
		     *rule != NULL; rule++) {
			walk->ctx.rule = *rule;
			(*rule)->on_rrset(&walk->ctx, &rrset);
			context_flush(&walk->ctx, ret);
		}
		context_clear(&walk->ctx);
	}
}

/* ----------------------------------------------------------------- tasks */

struct task {
	const struct zp_zone *zone;
	const struct zp_rule *rule; /* on the zone; NULL: … */
	uint32_t from, to; /* … the rules on RRsets, on these records */
	bool whole;        /* all of a small zone */
	struct findings findings;
};

struct states {
	struct {
		VECTOR_OF(struct task);
	} tasks;
	struct walk walks[WORKERS_MAX];
};

static void
task_run(void *data, size_t number, unsigned worker)
{
	struct states *states = data;
	struct task *task = &states->tasks.at[number];
	struct walk *walk = &states->walks[worker];
	const struct zp_rule *const *rule = rules_on_zones(walk->engine.lists);

	walk->ctx.zone = task->zone;
	if (task->rule != NULL) {
		walk_rule(walk, task->rule, task->zone, &task->findings);
		return;
	}
	for (; task->whole && *rule != NULL; rule++)
		walk_rule(walk, *rule, task->zone, &task->findings);
	walk_span(walk, task->zone, task->from, task->to, &task->findings);
}

static void
zone_tasks(struct states *states, const struct rule_lists *lists,
    const struct zp_zone *zone)
{
	const struct zp_rule *const *rule = rules_on_zones(lists);
	uint32_t count = zp_zone_records(zone), to = 0;

	if (count < SPAN * 2) {
		*vector_push(&states->tasks) =
		    (struct task){ .zone = zone, .to = count, .whole = true };
		return;
	}
	for (; *rule != NULL; rule++)
		*vector_push(&states->tasks) =
		    (struct task){ .zone = zone, .rule = *rule };
	for (uint32_t from = 0; from < count; from = to) {
		to = count - from > SPAN ? zone_owner_end(zone, from + SPAN) :
					   count;
		*vector_push(&states->tasks) =
		    (struct task){ .zone = zone, .from = from, .to = to };
	}
}

static unsigned
threads_for(const struct engine *engine, const struct zp_estate *estate,
    struct zp_zone *const *zones, size_t count)
{
	size_t records = 0;

	for (size_t i = 0; i < count; i++)
		records += zp_zone_records(zones[i]);
	if (records < THREADS_FROM || estate_may_load(estate) ||
	    (engine->before != NULL && estate_may_load(engine->before)) ||
	    estate_may_load(engine->after))
		return 1;
	return engine->threads;
}

static void
walk_init(struct walk *walk, const struct engine *engine,
    struct zp_estate *estate, struct arena *run)
{
	walk->engine = *engine;
	walk->engine.run = run;
	context_init(&walk->ctx, &walk->engine, estate);
}

/* What the thread's findings are made of goes over to the run. */
static void
walk_done(struct walk *walk, struct arena *run)
{
	if (walk->engine.run != run)
		arena_join(run, walk->engine.run);
	context_done(&walk->ctx);
}

void
states_run(struct engine *engine, struct zp_estate *estate,
    struct zp_zone *const *zones, size_t count, struct findings *ret)
{
	struct states states = { 0 };
	unsigned threads = threads_for(engine, estate, zones, count);

	for (size_t i = 0; i < count; i++)
		zone_tasks(&states, engine->lists, zones[i]);
	for (unsigned i = 0; i < threads; i++)
		walk_init(&states.walks[i], engine, estate,
		    i == 0 ? engine->run : arena_new());
	workers_run(threads, states.tasks.count, task_run, &states);
	for (size_t i = 0; i < states.tasks.count; i++) {
		struct findings *said = &states.tasks.at[i].findings;

		for (size_t j = 0; j < said->count; j++)
			*vector_push(ret) = said->at[j];
		vector_done(said);
	}
	for (unsigned i = 0; i < threads; i++)
		walk_done(&states.walks[i], engine->run);
	vector_done(&states.tasks);
}
