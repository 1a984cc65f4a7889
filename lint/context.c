/* How a rule says something: findings while they are being made. */
#include "context.h"

#include <string.h>

#include "anchor.h"
#include "base/limits.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "mail/mail.h"
#include "read/format.h"

struct arena *
zp_scratch(struct zp_ctx *ctx)
{
	return ctx->scratch;
}

void
context_init(
    struct zp_ctx *ctx, struct engine *engine, struct zp_estate *estate)
{
	memset(ctx, 0, sizeof *ctx);
	ctx->engine = engine;
	ctx->estate = estate;
	ctx->scratch = arena_new();
	ctx->kept = arena_new();
}

void
context_done(struct zp_ctx *ctx)
{
	vector_done(&ctx->said);
	anchors_done(&ctx->anchors);
	arena_free(ctx->scratch);
	arena_free(ctx->kept);
}

#define SCRATCH_MOST ((size_t)16 * 1024)
#define KEPT_MOST    ((size_t)128 * 1024)

void
context_clear(struct zp_ctx *ctx)
{
	if (arena_is_past(ctx->scratch, SCRATCH_MOST))
		arena_reset(ctx->scratch);
	if (arena_used(ctx->kept) <= KEPT_MOST)
		return;
	arena_reset(ctx->kept);
	memset(ctx->made, 0, sizeof ctx->made);
}

static bool
is_made(const struct context_made *made, const struct zp_rrset *of,
    const void *(*make)(struct arena *kept, const struct zp_rrset *of))
{
	return made->make == make && made->first == of->first &&
	    made->zone == of->zone && made->count == of->count;
}

static struct context_made *
made_slot(struct zp_ctx *ctx, const struct zp_rrset *of,
    const void *(*make)(struct arena *kept, const struct zp_rrset *of))
{
	uintptr_t hash = (uintptr_t)of->zone / 16 * 31 + (uintptr_t)make / 16;

	hash += (uintptr_t)of->first * 7 + of->count;
	return &ctx->made[hash % (sizeof ctx->made / sizeof *ctx->made)];
}

/* What rules ask for is mostly asked for again, by the next rule or zone. */
const void *
zp_made_of(struct zp_ctx *ctx, const struct zp_rrset *of,
    const void *(*make)(struct arena *kept, const struct zp_rrset *of))
{
	struct context_made *made = made_slot(ctx, of, make);

	if (is_made(made, of, make))
		return made->what;
	*made = (struct context_made){ .zone = of->zone,
		.first = of->first,
		.count = of->count,
		.make = make };
	made->what = make(ctx->kept, of);
	return made->what;
}

/* --------------------------------------------------------------- places */

static const char *
included_from(struct arena *run, const struct source *source)
{
	struct source_place place;

	if (source->includer == NULL)
		return NULL;
	place = source_place(source->includer, source->include_offset);
	return arena_format(run, "%s:%u", source->includer->path, place.line);
}

static struct finding_place
place_at(struct zp_ctx *ctx, const struct zp_zone *zone,
    const struct source *source, uint32_t offset, uint32_t length)
{
	struct source_place place = source_place(source, offset);
	struct finding_place ret = {
		.file = source->path,
		.line = place.line,
		.column = place.column,
		.mark = length,
		.text = place.text,
		.before = ctx->engine->before != NULL &&
		    zone->estate == ctx->engine->before,
		.included_from = included_from(ctx->engine->run, source),
	};

	return ret;
}

struct finding_place
context_record_place(struct zp_ctx *ctx, struct zp_record at, int field)
{
	const struct record *record = &at.zone->records.at[at.index];
	const struct source *source = at.zone->sources.at[record->source];
	uint32_t offset = record->offset, length = 0;

	if ((record->flags & RECORD_GENERATED) != 0)
		field = -1;
	format_locate(source, record->offset, field, &offset, &length);
	return place_at(ctx, at.zone, source, offset, length);
}

struct finding_place
context_zone_place(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	struct zp_record soa;

	if (zone_soa(zone, &soa))
		return context_record_place(ctx, soa, -1);
	if (zone->sources.count > 0)
		return place_at(ctx, zone, zone->sources.at[0], 0, 0);
	return (struct finding_place){ .file = zone->file };
}

struct finding_place
context_place(struct zp_ctx *ctx, const struct zp_finding *finding)
{
	if (finding->fault != NULL && finding->fault->source != NULL)
		return place_at(ctx, finding->zone, finding->fault->source,
		    finding->fault->offset, finding->fault->length);
	if (finding->at.zone != NULL)
		return context_record_place(ctx, finding->at, finding->field);
	return context_zone_place(ctx, finding->zone);
}

/* ------------------------------------------------------------- reporting */

static struct zp_finding *
finding_new(struct zp_ctx *ctx, const struct zp_zone *zone, const char *format,
    va_list args)
{
	struct zp_finding *finding = arena_array(
	    ctx->scratch, 1, sizeof *finding);

	finding->ctx = ctx;
	finding->severity = ctx->rule->severity;
	finding->message = arena_vformat(ctx->engine->run, format, args);
	finding->subject = "";
	finding->zone = zone;
	finding->field = -1;
	finding->delta = ctx->delta;
	*vector_push(&ctx->said) = finding;
	return finding;
}

struct zp_finding *
zp_report(struct zp_ctx *ctx, struct zp_record at, const char *format, ...)
{
	struct zp_finding *finding = NULL;
	va_list args;

	va_start(args, format);
	finding = finding_new(ctx, at.zone, format, args);
	va_end(args);
	finding->at = at;
	finding->name = at.owner;
	finding->type = at.type;
	return finding;
}

struct zp_finding *
zp_report_zone(
    struct zp_ctx *ctx, const struct zp_zone *zone, const char *format, ...)
{
	struct zp_finding *finding = NULL;
	va_list args;

	va_start(args, format);
	finding = finding_new(ctx, zone, format, args);
	va_end(args);
	finding->name = zone->name;
	return finding;
}

static struct zp_finding *
report_fault(struct zp_ctx *ctx, const struct zp_zone *zone,
    const struct zone_fault *fault)
{
	struct zp_finding *finding = zp_report_zone(
	    ctx, zone, "%s", fault->message);
	struct source_place place;

	finding->fault = fault;
	if (fault->owner != NULL) {
		finding->name = fault->owner;
		finding->type = fault->type;
	}
	if (fault->fix != NULL)
		zp_fix(finding, "%s", fault->fix);
	/* The line's text, not its number, tells one fault from another. */
	if (fault->source != NULL) {
		place = source_place(fault->source, fault->offset);
		zp_subject(finding, "%.*s",
		    (int)(place.text.len < 500 ? place.text.len : 500),
		    place.text.ptr);
	}
	return finding;
}

void
zp_report_faults(struct zp_ctx *ctx, const struct zp_zone *zone,
    void (*each)(struct zp_finding *finding, const char *fix))
{
	for (size_t i = 0; i < zone->faults.count; i++) {
		const struct zone_fault *fault = &zone->faults.at[i];
		struct zp_finding *finding = NULL;

		if (strcmp(fault->rule, ctx->rule->id) != 0)
			continue;
		finding = report_fault(ctx, zone, fault);
		if (each != NULL)
			each(finding, fault->fix);
	}
}

void
zp_about(struct zp_finding *finding, const struct zp_delta *delta)
{
	finding->delta = delta;
}

void
zp_outweigh(struct zp_finding *finding)
{
	finding->outweighs = true;
}

void
zp_severity(struct zp_finding *finding, enum zp_severity severity)
{
	finding->severity = severity;
}

void
zp_name(struct zp_finding *finding, const uint8_t *name)
{
	finding->name = name_copy(finding->ctx->engine->run, name);
}

void
zp_type(struct zp_finding *finding, uint16_t type)
{
	finding->type = type;
}

void
zp_whole(struct zp_finding *finding)
{
	finding->whole = true;
}

void
zp_domain(struct zp_finding *finding, const uint8_t *domain)
{
	finding->domain = name_copy(finding->ctx->engine->run, domain);
}

void
zp_target(struct zp_finding *finding, const uint8_t *target)
{
	finding->target = name_copy(finding->ctx->engine->run, target);
}

void
zp_subject(struct zp_finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	finding->subject = arena_vformat(
	    finding->ctx->engine->run, format, args);
	va_end(args);
}

void
zp_field(struct zp_finding *finding, unsigned field)
{
	finding->field = (int)field;
}

static void
evidence_add(struct zp_finding *finding, struct finding_place place,
    const char *format, va_list args)
{
	if (finding->evidence.count >= LIMIT_EVIDENCE)
		return;
	*vector_push(&finding->evidence) = (struct finding_evidence){
		.message = arena_vformat(
		    finding->ctx->engine->run, format, args),
		.place = place,
	};
}

void
zp_evidence(
    struct zp_finding *finding, struct zp_record at, const char *format, ...)
{
	struct finding_place place = { 0 };
	va_list args;

	if (at.zone != NULL)
		place = context_record_place(finding->ctx, at, -1);
	va_start(args, format);
	evidence_add(finding, place, format, args);
	va_end(args);
}

void
zp_note(struct zp_finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	evidence_add(finding, (struct finding_place){ 0 }, format, args);
	va_end(args);
}

void
zp_fix(struct zp_finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	finding->fix = arena_vformat(finding->ctx->engine->run, format, args);
	va_end(args);
}

void
zp_mail_evidence(struct zp_finding *finding, const struct zp_mail *mail)
{
	for (unsigned i = 0; i < mail->count; i++)
		zp_evidence(
		    finding, mail->reasons[i].at, "%s", mail->reasons[i].why);
}
