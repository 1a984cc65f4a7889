/* Walks the model, calls the rules, orders what they say. */
#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "anchor.h"
#include "base/limits.h"
#include "context.h"
#include "cover.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "mail/mail.h"
#include "read/format.h"
#include "rollback.h"
#include "states.h"

/* -------------------------------------------------- from said to finding */

static const char *
absolute_text(struct arena *run, const uint8_t *name)
{
	return name == NULL ? NULL : name_absolute(run, name);
}

#define LINES_SHOWN 6

/* The records of one side that the other side does not have. */
static struct finding_lines
lines_of(struct zp_ctx *ctx, const struct zp_rrset *rrset,
    const struct zp_rrset *other)
{
	struct arena *run = ctx->engine->run;
	const char **lines = NULL;
	size_t count = 0, more = 0;

	if (rrset == NULL)
		return (struct finding_lines){ NULL, 0 };
	lines = arena_array(run, LINES_SHOWN + 1, sizeof *lines);
	for (uint32_t i = 0; i < rrset->count; i++) {
		struct zp_record record = zp_rrset_at(rrset, i);

		if (zp_rrset_holds(other, record))
			continue;
		if (count == LINES_SHOWN)
			more++;
		else
			lines[count++] = arena_string(
			    run, zp_record_text(ctx, record));
	}
	if (more > 0)
		lines[count++] = arena_format(run, "… and %zu more", more);
	return (struct finding_lines){ lines, count };
}

/*
 * In an excerpt a set may have more records than the patch shows, where a name
 * can have several of its type: then nothing is sure to stop.
 */
static void
excerpt_soften(struct zp_ctx *ctx, struct zp_finding *said)
{
	const struct zp_delta *delta = said->delta;

	if (delta == NULL || delta->after != NULL || !said->zone->excerpt ||
	    delta->type == ZP_TXT || delta->type == ZP_CNAME ||
	    delta->type == ZP_DNAME || delta->type == ZP_SOA)
		return;
	zp_note(said,
	    "likely, from the patch alone: other records of %s %s may stand "
	    "outside of it",
	    zp_name_text(ctx, delta->owner), zp_type_text(ctx, delta->type));
	if (said->severity == ZP_ERROR)
		said->severity = ZP_WARNING;
}

static void
finding_resolve(struct zp_ctx *ctx, const struct zp_finding *said,
    enum zp_severity severity, struct finding *ret)
{
	struct arena *run = ctx->engine->run;
	struct finding_evidence *evidence = NULL;
	char type[16] = "";

	if (said->type != 0)
		type_to_text(said->type, type);
	*ret = (struct finding){
		.rule = ctx->rule,
		.rule_id = ctx->rule->id,
		.severity = severity,
		.softened = severity < said->severity,
		.whole = said->whole,
		.outweighs = said->outweighs,
		.firm = !config_ignorable(ctx->engine->config, ctx->rule->id,
		    absolute_text(run, said->zone->name)),
		.message = said->message,
		.zone = absolute_text(run, said->zone->name),
		.name = absolute_text(run, said->name),
		.type = arena_string(run, type),
		.domain = absolute_text(run, said->domain),
		.target = absolute_text(run, said->target),
		.subject = said->subject,
		.place = context_place(ctx, said),
		.anchor = anchor_place(ctx, said),
		.evidence_count = said->evidence.count,
		.fix = said->fix,
	};
	if (said->evidence.count > 0) {
		evidence = arena_array(
		    run, said->evidence.count, sizeof *evidence);
		memcpy(evidence, said->evidence.at,
		    said->evidence.count * sizeof *evidence);
	}
	ret->evidence = evidence;
	if (said->delta != NULL && said->delta->rdata_differs) {
		ret->minus = lines_of(
		    ctx, said->delta->before, said->delta->after);
		ret->plus = lines_of(
		    ctx, said->delta->after, said->delta->before);
	}
	finding_fingerprint(ret);
}

void
context_take(struct zp_ctx *ctx, struct findings *ret)
{
	for (size_t i = 0; i < ctx->said.count; i++) {
		struct zp_finding *said = ctx->said.at[i];
		char zone[NAME_TEXT];
		enum zp_severity severity = ZP_OFF;

		excerpt_soften(ctx, said);
		name_to_text(said->zone->name, zone);
		severity = config_severity(
		    ctx->engine->config, ctx->rule->id, zone, said->severity);
		if (severity != ZP_OFF)
			finding_resolve(ctx, said, severity, vector_push(ret));
		vector_done(&said->evidence);
	}
	ctx->said.count = 0;
}

/* --------------------------------------------------------------- walking */

struct walk {
	struct engine *engine;
	struct zp_ctx ctx;
	struct findings *ret;
};

/*
 * What is gone from a zone that is half unknown may stand in that half. Of an
 * excerpt nearly all is unknown, and what is told of it is made milder instead.
 */
static bool
may_be_there(const struct zp_delta *delta)
{
	return delta->after == NULL &&
	    zone_may_hide(delta->change->after, delta->owner, delta->type);
}

/* A zone that came or went speaks as a whole, not RRset by RRset. */
static void
walk_deltas(struct walk *walk, const struct zp_change *change)
{
	if (change->before == NULL || change->after == NULL)
		return;
	for (size_t i = 0; i < change->count; i++) {
		if (!rule_wants(walk->ctx.rule, change->deltas[i].type) ||
		    may_be_there(&change->deltas[i]))
			continue;
		walk->ctx.delta = &change->deltas[i];
		walk->ctx.rule->on_delta(&walk->ctx, walk->ctx.delta);
		context_flush(&walk->ctx, walk->ret);
		context_clear(&walk->ctx);
	}
	walk->ctx.delta = NULL;
}

static void
walk_change(struct walk *walk, const struct zp_change *change)
{
	walk->ctx.zone = change->after != NULL ? change->after : change->before;
	for (const struct zp_rule *const *rule = walk->engine->rules;
	     *rule != NULL; rule++) {
		walk->ctx.rule = *rule;
		if ((*rule)->on_change != NULL) {
			(*rule)->on_change(&walk->ctx, change);
			context_flush(&walk->ctx, walk->ret);
			context_clear(&walk->ctx);
		}
		if ((*rule)->on_delta != NULL)
			walk_deltas(walk, change);
	}
}

static int
fingerprint_order(const void *left, const void *right)
{
	return strcmp(((const struct finding *)left)->fingerprint,
	    ((const struct finding *)right)->fingerprint);
}

static void
zone_states(struct engine *engine, struct zp_estate *estate,
    const struct zp_zone *zone, struct findings *ret)
{
	if (zone != NULL)
		states_run(
		    engine, estate, &estate->zones.at[zone->index], 1, ret);
}

/* Those that said something; ends with NULL. */
static const struct zp_rule *const *
rules_that_spoke(const struct engine *engine, const struct findings *said)
{
	const struct zp_rule **spoke = NULL;
	size_t count = 0;

	while (engine->rules[count] != NULL)
		count++;
	spoke = arena_array(engine->run, count + 1, sizeof *spoke);
	for (size_t i = 0; i < said->count; i++) {
		size_t j = 0;

		while (spoke[j] != NULL && spoke[j] != said->at[i].rule)
			j++;
		spoke[j] = said->at[i].rule;
	}
	return spoke;
}

/*
 * State rules on both sides of each change: only what is new remains. A
 * fingerprint tells its rule, so who has nothing against the zone as it will be
 * is not asked about the zone as it was.
 */
static void
walk_state(struct walk *walk, const struct zp_change *change)
{
	struct engine before = *walk->engine;
	struct findings old = { 0 }, new = { 0 };

	zone_states(walk->engine, walk->engine->after, change->after, &new);
	if (new.count > 0) {
		before.rules = rules_that_spoke(walk->engine, &new);
		before.lists = rule_lists_new(
		    before.run, before.rules, before.config);
		zone_states(&before, before.before, change->before, &old);
	}
	if (old.count > 0)
		qsort(old.at, old.count, sizeof *old.at, fingerprint_order);
	for (size_t j = 0; j < new.count; j++)
		if (old.count == 0 ||
		    bsearch(&new.at[j], old.at, old.count, sizeof *old.at,
			fingerprint_order) == NULL)
			*vector_push(walk->ret) = new.at[j];
	vector_done(&old);
	vector_done(&new);
}

/* ------------------------------------------------------------- the order */

static int
string_order(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

static int
finding_order(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	int order = string_order(a->place.file, b->place.file);

	if (order == 0 && a->place.line != b->place.line)
		return a->place.line < b->place.line ? -1 : 1;
	if (order == 0 && a->place.column != b->place.column)
		return a->place.column < b->place.column ? -1 : 1;
	if (order == 0)
		order = strcmp(a->rule_id, b->rule_id);
	if (order == 0)
		order = string_order(a->name, b->name);
	if (order == 0)
		order = strcmp(a->fingerprint, b->fingerprint);
	return order != 0 ? order : strcmp(a->message, b->message);
}

void
findings_sort(struct findings *findings)
{
	if (findings->count > 1)
		qsort(findings->at, findings->count, sizeof *findings->at,
		    finding_order);
}

/* The same fault of a shared include, or of one name by two ways, is one. */
static void
findings_unite(struct findings *findings)
{
	size_t kept = 0;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *last =
		    kept > 0 ? &findings->at[kept - 1] : NULL;
		const struct finding *this = &findings->at[i];

		if (last != NULL && last->rule == this->rule &&
		    last->place.line == this->place.line &&
		    last->place.column == this->place.column &&
		    string_order(last->place.file, this->place.file) == 0 &&
		    last->place.line > 0 &&
		    (strcmp(last->fingerprint, this->fingerprint) == 0 ||
			(this->place.included_from != NULL &&
			    strcmp(last->message, this->message) == 0)))
			continue;
		findings->at[kept++] = *this;
	}
	findings->count = kept;
}

void
engine_run(struct engine *engine, struct findings *ret)
{
	struct walk walk = { .engine = engine, .ret = ret };

	context_init(&walk.ctx, engine, engine->after);
	if (engine->changes == NULL)
		states_run(engine, engine->after,
		    engine->after->zones.at + engine->first, engine->asked,
		    ret);
	else
		for (size_t i = 0; i < engine->changes->zones.count; i++) {
			const struct zp_change *change =
			    &engine->changes->zones.at[i];
			size_t first = ret->count;

			walk_change(&walk, change);
			walk_state(&walk, change);
			rollback_soften(engine, change, ret, first);
		}
	findings_sort(ret);
	/* First what each covers: a shared include has one for each zone. */
	cover_resolve(engine->run, ret);
	findings_unite(ret);
	context_done(&walk.ctx);
}

/* ---------------------------------------------------------------- digests */

/* The mail domain a changed name belongs to: what stands below its "_" labels. */
static const uint8_t *
domain_of(const uint8_t *name)
{
	const uint8_t *domain = name;

	for (const uint8_t *at = name; *at != 0; at = name_parent(at))
		if (at[0] > 0 && at[1] == '_')
			domain = name_parent(at);
	return domain;
}

static bool
digest_has(
    const struct finding_digest *digests, size_t count, const char *domain)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(digests[i].domain, domain) == 0)
			return true;
	return false;
}

struct digesting {
	struct zp_ctx ctx;
	struct finding_digest *digests;
	size_t count;
};

static void
digest_add(struct digesting *digesting, const struct zp_change *change,
    const uint8_t *domain)
{
	struct arena *run = digesting->ctx.engine->run;
	const char *name = name_text(run, domain);
	const char *text = NULL;

	if (digesting->count >= LIMIT_DIGESTS ||
	    digest_has(digesting->digests, digesting->count, name))
		return;
	arena_reset(digesting->ctx.scratch);
	text = mail_digest(
	    &digesting->ctx, change->before, change->after, domain);
	if (*text != '\0')
		digesting->digests[digesting->count++] =
		    (struct finding_digest){ name, arena_string(run, text) };
}

static bool
says_mail(uint16_t type)
{
	return type == ZP_MX || type == ZP_TXT || type == ZP_CNAME;
}

struct finding_digest *
engine_digests(struct engine *engine, size_t *count)
{
	struct digesting digesting = { 0 };

	*count = 0;
	if (engine->changes == NULL)
		return NULL;
	context_init(&digesting.ctx, engine, NULL);
	digesting.digests = arena_array(
	    engine->run, LIMIT_DIGESTS, sizeof *digesting.digests);
	for (size_t i = 0; i < engine->changes->zones.count; i++) {
		const struct zp_change *change = &engine->changes->zones.at[i];

		digest_add(&digesting, change,
		    change->before != NULL ? change->before->name :
					     change->after->name);
		for (size_t j = 0; j < change->count; j++)
			if (says_mail(change->deltas[j].type))
				digest_add(&digesting, change,
				    domain_of(change->deltas[j].owner));
	}
	context_done(&digesting.ctx);
	*count = digesting.count;
	return digesting.digests;
}

/* --------------------------------------------------------------- postures */

void
engine_postures(struct engine *engine, const struct zp_zone *zone,
    void (*visit)(void *data, const struct posture *posture), void *data)
{
	struct zp_ctx ctx = { 0 };
	struct arena *row = arena_new();
	struct mail_names names = { 0 };

	context_init(&ctx, engine, engine->after);
	mail_domains(&ctx, zone, &names);
	for (size_t i = 0; i < names.count; i++) {
		const struct posture *posture = NULL;

		context_clear(&ctx);
		arena_reset(row);
		posture = mail_posture(&ctx, row, zone, names.at[i]);
		if (posture != NULL)
			visit(data, posture);
	}
	vector_done(&names);
	context_done(&ctx);
	arena_free(row);
}
