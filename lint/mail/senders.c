/*
 * Who may send: SPF as a set of addresses and of opaque members.
 *
 * Terms are walked left to right as a receiver does (RFC 7208, 4.6.2): what an
 * earlier term with another result has taken, a later one no longer gives.
 * Names of the estate are expanded; those of others stay members by name.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../base/vector.h"
#include "../dns/name.h"
#include "mail.h"

/* ---------------------------------------------------------------- ranges */

struct ranges {
	VECTOR_OF(struct zp_range);
};

static int
range_order(const void *left, const void *right)
{
	const struct zp_range *a = left, *b = right;

	if (a->v6 != b->v6)
		return a->v6 ? 1 : -1;
	return memcmp(a->low, b->low, 16);
}

/* Is `b` the address right behind `a`, or not even that far? */
static bool
touches(const uint8_t *a, const uint8_t *b)
{
	uint8_t next[16];

	memcpy(next, a, 16);
	for (int i = 15; i >= 0 && ++next[i] == 0; i--)
		;
	return memcmp(b, next, 16) <= 0 || memcmp(b, a, 16) <= 0;
}

static void
ranges_normalise(struct ranges *ranges)
{
	size_t kept = 0;

	if (ranges->count == 0)
		return;
	qsort(ranges->at, ranges->count, sizeof *ranges->at, range_order);
	for (size_t i = 1; i < ranges->count; i++) {
		struct zp_range *last = &ranges->at[kept];
		const struct zp_range *this = &ranges->at[i];

		if (last->v6 == this->v6 && touches(last->high, this->low)) {
			if (memcmp(this->high, last->high, 16) > 0)
				memcpy(last->high, this->high, 16);
		} else
			ranges->at[++kept] = *this;
	}
	ranges->count = kept + 1;
}

static void
step(uint8_t *address, int by)
{
	for (int i = 15; i >= 0; i--) {
		address[i] = (uint8_t)(address[i] + by);
		if (address[i] != (by > 0 ? 0 : 0xff))
			return;
	}
}

/* What of `a` is not in `b`; both normalised. */
static void
ranges_minus(const struct zp_range *a, size_t a_count, const struct zp_range *b,
    size_t b_count, struct ranges *ret)
{
	for (size_t i = 0; i < a_count; i++) {
		struct zp_range rest = a[i];
		bool left = true;

		for (size_t j = 0; left && j < b_count; j++) {
			if (b[j].v6 != rest.v6 ||
			    memcmp(b[j].high, rest.low, 16) < 0 ||
			    memcmp(b[j].low, rest.high, 16) > 0)
				continue;
			if (memcmp(b[j].low, rest.low, 16) > 0) {
				struct zp_range part = rest;

				memcpy(part.high, b[j].low, 16);
				step(part.high, -1);
				*vector_push(ret) = part;
			}
			left = memcmp(b[j].high, rest.high, 16) < 0;
			if (left) {
				memcpy(rest.low, b[j].high, 16);
				step(rest.low, 1);
			}
		}
		if (left)
			*vector_push(ret) = rest;
	}
}

static struct zp_range
range_of(const uint8_t *address, bool v6, unsigned bits)
{
	struct zp_range range = { .v6 = v6 };
	unsigned skip = v6 ? 0 : 96;

	memcpy(range.low + (v6 ? 0 : 12), address, v6 ? 16 : 4);
	memcpy(range.high, range.low, 16);
	for (unsigned i = skip + bits; i < 128; i++) {
		range.low[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
		range.high[i / 8] |= (uint8_t)(0x80 >> i % 8);
	}
	return range;
}

const char *
zp_range_text(struct zp_ctx *ctx, const struct zp_range *range)
{
	char low[INET6_ADDRSTRLEN], high[INET6_ADDRSTRLEN];
	int family = range->v6 ? AF_INET6 : AF_INET;
	unsigned from = range->v6 ? 0 : 12, bits = range->v6 ? 128 : 32;
	unsigned all = bits;

	inet_ntop(family, range->low + from, low, sizeof low);
	inet_ntop(family, range->high + from, high, sizeof high);
	for (unsigned i = 0; i <= all; i++) {
		struct zp_range cidr = range_of(
		    range->low + from, range->v6, i);

		if (memcmp(cidr.low, range->low, 16) == 0 &&
		    memcmp(cidr.high, range->high, 16) == 0)
			return i == all ?
			    arena_string(zp_scratch(ctx), low) :
			    arena_format(zp_scratch(ctx), "%s/%u", low, i);
	}
	return arena_format(zp_scratch(ctx), "%s-%s", low, high);
}

/* ------------------------------------------------------------- expansion */

struct expansion {
	struct zp_ctx *ctx;
	const struct zp_estate *estate;
	struct ranges ranges; /* that pass */
	struct ranges shadow; /* that an earlier term gave another result */
	struct {
		VECTOR_OF(const char *);
	} members;
	const uint8_t *trail[LIMIT_SPF_DEPTH]; /* to see loops */
	unsigned depth;
	unsigned lookups;
	bool external, incomplete, everyone;
};

static void
member(struct expansion *expansion, const char *format, const char *name,
    const char *rest)
{
	expansion->external = true;
	if (expansion->members.count >= LIMIT_SPF_MEMBERS) {
		expansion->incomplete = true;
		return;
	}
	*vector_push(&expansion->members) = arena_format(
	    zp_scratch(expansion->ctx), "%s%s%s", format, name, rest);
}

/* Adds addresses to those that pass, or to those that no longer can. */
static void
give(struct expansion *expansion, struct zp_range range, char qualifier)
{
	struct ranges one = { 0 };

	if (qualifier != '+') {
		*vector_push(&expansion->shadow) = range;
		ranges_normalise(&expansion->shadow);
		return;
	}
	if (expansion->ranges.count >= (size_t)LIMIT_SPF_MEMBERS * 4) {
		expansion->incomplete = true;
		return;
	}
	if (expansion->shadow.count == 0) {
		*vector_push(&expansion->ranges) = range;
		return;
	}
	ranges_minus(
	    &range, 1, expansion->shadow.at, expansion->shadow.count, &one);
	for (size_t i = 0; i < one.count; i++)
		*vector_push(&expansion->ranges) = one.at[i];
	vector_done(&one);
}

static const char *
cidr_text(struct expansion *expansion, const struct zp_spf_term *term)
{
	struct arena *scratch = zp_scratch(expansion->ctx);

	if (term->cidr4 == 32 && term->cidr6 == 128)
		return "";
	if (term->cidr6 == 128)
		return arena_format(scratch, "/%u", term->cidr4);
	return arena_format(scratch, "/%u//%u", term->cidr4, term->cidr6);
}

/* The addresses of a host; false when the estate cannot tell. */
static bool
give_host(struct expansion *expansion, const struct zp_zone *near,
    const uint8_t *host, const struct zp_spf_term *term)
{
	static const uint16_t types[] = { ZP_A, ZP_AAAA };
	bool known = true;

	for (int i = 0; i < 2; i++) {
		struct zp_answer answer = zp_resolve(
		    expansion->ctx, expansion->estate, near, host, types[i]);

		if (answer.outcome == ZP_NXDOMAIN ||
		    answer.outcome == ZP_NODATA)
			continue;
		if (answer.outcome != ZP_ANSWER || answer.rrset->opaque) {
			known = false;
			continue;
		}
		for (uint32_t j = 0; j < answer.rrset->count; j++) {
			struct zp_record record = zp_rrset_at(answer.rrset, j);
			bool v6 = types[i] == ZP_AAAA;

			if (record.length == (v6 ? 16 : 4))
				give(expansion,
				    range_of(record.rdata, v6,
					v6 ? term->cidr6 : term->cidr4),
				    term->qualifier);
		}
	}
	return known;
}

static void
expand_a(struct expansion *expansion, const struct zp_zone *near,
    const uint8_t *name, const struct zp_spf_term *term)
{
	if (!give_host(expansion, near, name, term) && term->qualifier == '+')
		member(expansion,
		    "a:", name_text(zp_scratch(expansion->ctx), name),
		    cidr_text(expansion, term));
}

static void
expand_mx(struct expansion *expansion, const struct zp_zone *near,
    const uint8_t *name, const struct zp_spf_term *term)
{
	struct zp_answer answer = zp_resolve(
	    expansion->ctx, expansion->estate, near, name, ZP_MX);
	struct arena *scratch = zp_scratch(expansion->ctx);

	if (answer.outcome == ZP_NXDOMAIN || answer.outcome == ZP_NODATA)
		return;
	if (answer.outcome != ZP_ANSWER || answer.rrset->opaque) {
		if (term->qualifier == '+')
			member(expansion, "mx:", name_text(scratch, name),
			    cidr_text(expansion, term));
		return;
	}
	for (uint32_t i = 0; i < answer.rrset->count; i++) {
		const uint8_t *host = zp_target_of(
		    zp_rrset_at(answer.rrset, i));

		if (host == NULL || *host == 0)
			continue;
		if (!give_host(expansion, answer.zone, host, term) &&
		    term->qualifier == '+')
			member(expansion, "mx host ", name_text(scratch, host),
			    cidr_text(expansion, term));
	}
}

static enum zp_spf_all expand(struct expansion *expansion,
    const struct zp_zone *near, const uint8_t *name, const struct zp_spf *spf);

/* The one SPF of a name; 0 none or several, 1 found, -1 not ours to know. */
static int
spf_at(struct expansion *expansion, const struct zp_zone *near,
    const uint8_t *name, const struct zp_spf **ret,
    const struct zp_zone **ret_zone)
{
	struct zp_answer answer = zp_resolve(
	    expansion->ctx, expansion->estate, near, name, ZP_TXT);
	struct zp_record record;
	unsigned count = 0;

	if (answer.outcome == ZP_NXDOMAIN || answer.outcome == ZP_NODATA)
		return 0;
	if (answer.outcome != ZP_ANSWER)
		return -1;
	count = zp_spf_of(expansion->ctx, answer.rrset, &record);
	if (count != 1)
		return count == 0 && answer.rrset->opaque ? -1 : 0;
	*ret = zp_spf_single(expansion->ctx, answer.rrset, &record);
	*ret_zone = answer.zone;
	return 1;
}

static bool
is_on_trail(const struct expansion *expansion, const uint8_t *name)
{
	for (unsigned i = 0; i < expansion->depth; i++)
		if (name_equal(expansion->trail[i], name))
			return true;
	return false;
}

/*
 * An include matches where the included record passes (5.2); with another
 * qualifier than + it takes addresses away instead. Its own shadows end with
 * it.
 */
static void
expand_include(struct expansion *expansion, const struct zp_zone *near,
    const struct zp_spf_term *term)
{
	const struct zp_spf *spf = NULL;
	const struct zp_zone *zone = NULL;
	struct ranges shadow = { 0 };
	struct ranges outer = { 0 };
	int known = spf_at(expansion, near, term->name, &spf, &zone);

	if (known < 0 && term->qualifier == '+')
		member(expansion, "include:",
		    name_text(zp_scratch(expansion->ctx), term->name), "");
	if (known != 1)
		return;
	for (size_t i = 0; i < expansion->shadow.count; i++)
		*vector_push(&shadow) = expansion->shadow.at[i];
	if (term->qualifier != '+') {
		outer = expansion->ranges;
		memset(&expansion->ranges, 0, sizeof expansion->ranges);
	}
	if (expand(expansion, zone, term->name, spf) == ZP_ALL_PASS)
		expansion->everyone = term->qualifier == '+';
	vector_done(&expansion->shadow);
	memcpy(&expansion->shadow, &shadow, sizeof shadow);
	if (term->qualifier != '+') {
		struct ranges inner = expansion->ranges;

		expansion->ranges = outer;
		for (size_t i = 0; i < inner.count; i++)
			give(expansion, inner.at[i], term->qualifier);
		vector_done(&inner);
	}
}

static bool
counts_as_lookup(enum zp_spf_kind kind)
{
	return kind == ZP_SPF_INCLUDE || kind == ZP_SPF_A ||
	    kind == ZP_SPF_MX || kind == ZP_SPF_PTR || kind == ZP_SPF_EXISTS ||
	    kind == ZP_SPF_REDIRECT;
}

static void
expand_term(struct expansion *expansion, const struct zp_zone *near,
    const uint8_t *owner, const struct zp_spf_term *term)
{
	const uint8_t *name = term->name != NULL ? term->name : owner;
	static const char *const words[] = { [ZP_SPF_INCLUDE] = "include:",
		[ZP_SPF_A] = "a:",
		[ZP_SPF_MX] = "mx:",
		[ZP_SPF_PTR] = "ptr:",
		[ZP_SPF_EXISTS] = "exists:" };
	bool opaque = term->macro || term->kind == ZP_SPF_EXISTS ||
	    term->kind == ZP_SPF_PTR;

	switch (term->kind) {
	case ZP_SPF_IP4:
		give(expansion, range_of(term->address, false, term->cidr4),
		    term->qualifier);
		return;
	case ZP_SPF_IP6:
		give(expansion, range_of(term->address, true, term->cidr6),
		    term->qualifier);
		return;
	case ZP_SPF_INCLUDE:
	case ZP_SPF_A:
	case ZP_SPF_MX:
	case ZP_SPF_PTR:
	case ZP_SPF_EXISTS:
		break;
	default:
		return;
	}
	if (opaque) {
		if (term->qualifier == '+')
			member(expansion, words[term->kind],
			    *term->spec != '\0' ?
				term->spec :
				name_text(zp_scratch(expansion->ctx), owner),
			    cidr_text(expansion, term));
	} else if (term->kind == ZP_SPF_INCLUDE) {
		if (term->name != NULL)
			expand_include(expansion, near, term);
	} else if (term->kind == ZP_SPF_A)
		expand_a(expansion, near, name, term);
	else
		expand_mx(expansion, near, name, term);
}

static enum zp_spf_all
expand_redirect(struct expansion *expansion, const struct zp_zone *near,
    const struct zp_spf_term *term)
{
	const struct zp_spf *spf = NULL;
	const struct zp_zone *zone = NULL;
	int known = -1;

	if (!term->macro && term->name != NULL)
		known = spf_at(expansion, near, term->name, &spf, &zone);
	if (known == 1)
		return expand(expansion, zone, term->name, spf);
	if (known < 0)
		member(expansion, "redirect=", term->spec, "");
	return ZP_ALL_NONE;
}

/* The result for everybody else: this record's `all`, or its redirect's. */
static enum zp_spf_all
expand(struct expansion *expansion, const struct zp_zone *near,
    const uint8_t *name, const struct zp_spf *spf)
{
	enum zp_spf_all all = spf->all;

	if (expansion->depth == LIMIT_SPF_DEPTH ||
	    expansion->lookups > LIMIT_SPF_LOOKUPS ||
	    is_on_trail(expansion, name)) {
		expansion->incomplete = true;
		return ZP_ALL_NONE;
	}
	expansion->trail[expansion->depth++] = name;
	for (size_t i = 0; i < spf->count; i++) {
		if (spf->terms[i].kind == ZP_SPF_ALL)
			break;
		if (counts_as_lookup(spf->terms[i].kind) &&
		    spf->terms[i].kind != ZP_SPF_REDIRECT)
			expansion->lookups++;
		expand_term(expansion, near, name, &spf->terms[i]);
	}
	for (size_t i = 0; all == ZP_ALL_NONE && i < spf->count; i++)
		if (spf->terms[i].kind == ZP_SPF_REDIRECT) {
			expansion->lookups++;
			all = expand_redirect(expansion, near, &spf->terms[i]);
			break;
		}
	expansion->depth--;
	return all;
}

static int
string_order(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Sorted and without doubles, in memory that lives as long as the call. */
static const struct zp_senders *
senders_made(struct expansion *expansion, enum zp_spf_all all)
{
	struct arena *scratch = zp_scratch(expansion->ctx);
	struct zp_senders *senders = arena_array(scratch, 1, sizeof *senders);
	size_t count = expansion->members.count, kept = 0;
	const char **members = arena_array(scratch, count + 1, sizeof *members);
	struct zp_range *ranges = NULL;

	if (count > 0)
		qsort(expansion->members.at, count,
		    sizeof *expansion->members.at, string_order);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 ||
		    strcmp(members[kept - 1], expansion->members.at[i]) != 0)
			members[kept++] = expansion->members.at[i];
	ranges_normalise(&expansion->ranges);
	ranges = arena_array(
	    scratch, expansion->ranges.count + 1, sizeof *ranges);
	if (expansion->ranges.count > 0)
		memcpy(ranges, expansion->ranges.at,
		    expansion->ranges.count * sizeof *ranges);
	*senders = (struct zp_senders){ .ranges = ranges,
		.range_count = expansion->ranges.count,
		.members = members,
		.member_count = kept,
		.all = all,
		.everyone = expansion->everyone || all == ZP_ALL_PASS,
		.incomplete = expansion->incomplete,
		.lookups = expansion->lookups,
		.external = expansion->external };
	vector_done(&expansion->ranges);
	vector_done(&expansion->shadow);
	vector_done(&expansion->members);
	return senders;
}

const struct zp_senders *
zp_senders(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *near, const uint8_t *name)
{
	struct expansion expansion = { .ctx = ctx, .estate = estate };
	const struct zp_spf *spf = NULL;
	const struct zp_zone *zone = NULL;

	if (estate == NULL || spf_at(&expansion, near, name, &spf, &zone) != 1)
		return NULL;
	return senders_made(&expansion, expand(&expansion, zone, name, spf));
}

const struct zp_senders *
zp_senders_minus(
    struct zp_ctx *ctx, const struct zp_senders *a, const struct zp_senders *b)
{
	struct expansion rest = { .ctx = ctx };

	ranges_minus(
	    a->ranges, a->range_count, b->ranges, b->range_count, &rest.ranges);
	for (size_t i = 0; i < a->member_count; i++)
		if (bsearch(&a->members[i], b->members, b->member_count,
			sizeof *b->members, string_order) == NULL)
			*vector_push(&rest.members) = a->members[i];
	return senders_made(&rest, ZP_ALL_NONE);
}

static bool
range_holds(const struct zp_range *range, const struct zp_range *one)
{
	return range->v6 == one->v6 && memcmp(range->low, one->low, 16) <= 0 &&
	    memcmp(range->high, one->high, 16) >= 0;
}

bool
zp_senders_hold(
    const struct zp_senders *senders, const uint8_t *address, bool v6)
{
	struct zp_range one = range_of(address, v6, v6 ? 128 : 32);

	for (size_t i = 0; i < senders->range_count; i++)
		if (range_holds(&senders->ranges[i], &one))
			return true;
	return senders->everyone;
}

#define RUN_OF_FEW 4 /* addresses that are all mail hosts' */

static bool
is_run_of_few(const struct zp_range *range)
{
	return memcmp(range->low, range->high, 15) == 0 &&
	    range->high[15] - range->low[15] < RUN_OF_FEW;
}

bool
zp_senders_name(
    const struct zp_senders *senders, const uint8_t *address, bool v6)
{
	struct zp_range one = range_of(address, v6, v6 ? 128 : 32);

	for (size_t i = 0; i < senders->range_count; i++)
		if (range_holds(&senders->ranges[i], &one))
			return is_run_of_few(&senders->ranges[i]);
	return false;
}

/* Could the terms hold it? Asked before other names are looked up. */
static bool
may_hold(const struct zp_spf *spf, const struct zp_range *one)
{
	for (size_t i = 0; i < spf->count; i++) {
		const struct zp_spf_term *term = &spf->terms[i];
		struct zp_range range;

		if (term->kind != ZP_SPF_IP4 && term->kind != ZP_SPF_IP6) {
			if (term->kind != ZP_SPF_ALL)
				return true;
			continue;
		}
		range = range_of(term->address, term->kind == ZP_SPF_IP6,
		    term->kind == ZP_SPF_IP6 ? term->cidr6 : term->cidr4);
		if (range_holds(&range, one))
			return true;
	}
	return false;
}

const uint8_t *
zp_sender_above(struct zp_ctx *ctx, const struct zp_zone *zone,
    const uint8_t *name, struct zp_record address, struct zp_record *ret_spf)
{
	bool v6 = address.type == ZP_AAAA;
	struct zp_range one = range_of(address.rdata, v6, v6 ? 128 : 32);

	for (; *name != 0 && zp_name_within(name, zp_zone_name(zone));
	     name = zp_name_parent(name)) {
		const struct zp_spf *spf = zp_spf_single(
		    ctx, zp_zone_find(ctx, zone, name, ZP_TXT), ret_spf);
		const struct zp_senders *senders = NULL;

		if (spf == NULL || !may_hold(spf, &one))
			continue;
		senders = zp_senders(ctx, zp_estate_of(zone), zone, name);
		if (senders != NULL && !senders->everyone &&
		    zp_senders_hold(senders, address.rdata, v6))
			return name;
	}
	return NULL;
}

const struct zp_reference *
zp_spf_users(struct zp_ctx *ctx, const struct zp_estate *estate,
    const uint8_t *owner, size_t *ret_count)
{
	size_t count = 0;
	const struct zp_reference *references = zp_references(
	    ctx, estate, owner, &count);
	struct zp_reference *users = arena_array(
	    zp_scratch(ctx), count + 1, sizeof *users);

	*ret_count = 0;
	for (size_t i = 0; i < count; i++)
		if (strcmp(references[i].how, "SPF include") == 0 ||
		    strcmp(references[i].how, "SPF redirect") == 0)
			users[(*ret_count)++] = references[i];
	return users;
}
