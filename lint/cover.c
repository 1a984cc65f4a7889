/* Precedence among findings. */
#include "cover.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/limits.h"

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Both end in a dot. */
static bool
below(const char *name, const char *top)
{
	size_t tail = strlen(top), length = 0;

	if (name == NULL)
		return false;
	length = strlen(name);
	return length >= tail && strcmp(name + length - tail, top) == 0 &&
	    (length == tail || name[length - tail - 1] == '.');
}

static const char *
without_star(const char *name)
{
	return name + (strncmp(name, "*.", 2) == 0 ? 2 : 0);
}

/* Does the finding show this line, as its own or as evidence? */
static bool
shows_place(const struct finding *finding, const struct finding_place *place)
{
	if (place->file == NULL)
		return false;
	if (finding->place.line == place->line &&
	    finding->place.before == place->before &&
	    same(finding->place.file, place->file))
		return true;
	for (size_t i = 0; i < finding->evidence_count; i++) {
		const struct finding_place *each = &finding->evidence[i].place;

		if (each->line == place->line &&
		    each->before == place->before &&
		    same(each->file, place->file))
			return true;
	}
	return false;
}

static bool
in_scope(const struct finding *over, const struct finding *under,
    enum zp_scope scope)
{
	const char *top = NULL;

	if (over->whole && scope != ZP_SCOPE_END)
		return same(over->zone, under->zone);
	switch (scope) {
	case ZP_SAME_NAME:
		return same(over->zone, under->zone) &&
		    same(over->name, under->name);
	case ZP_SAME_DOMAIN:
		return same(over->domain, under->domain) ||
		    same(over->name, under->domain) ||
		    same(over->domain, under->name);
	case ZP_SAME_TARGET:
		return same(over->name, under->target) ||
		    same(over->target, under->target) ||
		    same(over->target, under->name) ||
		    same(over->name, under->name);
	case ZP_BELOW_NAME:
		top = without_star(over->name);
		return below(under->name, top) || below(under->target, top) ||
		    (over->target != NULL &&
			(below(under->name, over->target) ||
			    below(under->target, over->target)));
	case ZP_SAME_PLACE:
		return shows_place(over, &under->place);
	case ZP_SAME_ZONE:
		return same(over->zone, under->zone);
	case ZP_SCOPE_END:
		break;
	}
	return false;
}

static bool
rule_covers(const struct zp_rule *rule, const struct finding *over,
    const struct finding *under)
{
	for (const struct zp_cover *cover = rule->covers;
	     cover != NULL && cover->rule != NULL; cover++)
		if ((strcmp(cover->rule, "*") == 0 ||
			strcmp(cover->rule, under->rule_id) == 0) &&
		    in_scope(over, under, cover->scope))
			return true;
	return false;
}

/*
 * A finding that a configuration made milder than its rule said does not hide
 * one that is graver than it is now.
 */
static bool
covers(const struct finding *over, const struct finding *under)
{
	if (over->rule == NULL || over->rule->covers == NULL ||
	    over->rule == under->rule || under->rule == NULL)
		return false;
	if (over->softened && over->severity < under->severity)
		return false;
	/* Else allowing the one would allow the other along with it. */
	if (under->firm && !over->firm)
		return false;
	return rule_covers(over->rule, over, under);
}

static void
adopt(struct arena *run, struct finding *over, const struct finding *under)
{
	/* One cause is as grave as the gravest of what it does. */
	if (!over->softened && !over->outweighs &&
	    over->severity < under->severity)
		over->severity = under->severity;
	/* A line that is shown already says it well enough. */
	if (!shows_place(over, &under->place))
		finding_tell(run, over, under->message, under->place);
}

/* ------------------------------------------- who may cover whom, by keys */

/* What a finding is found by; see in_scope(). */
enum key {
	KEY_NAME = 1,
	KEY_DOMAIN = 2,
	KEY_TARGET = 4,
	KEY_ABOVE = 8, /* its name and target, and all names above them */
	KEY_PLACE = 16,
	KEY_ZONE = 32
};

struct entry {
	uint64_t hash; /* of kind and text: who is meant is asked again */
	size_t finding;
};

struct resolving {
	struct findings *findings;
	size_t *over;   /* who takes each; itself: nobody */
	unsigned kinds; /* of enum key, that are asked for */
	struct {
		VECTOR_OF(struct entry);
	} index; /* by hash, then finding */
	size_t steps;
};

/* The keys that a cover of this scope looks under. */
static unsigned
keys_of_scope(enum zp_scope scope)
{
	static const unsigned keys[] = { [ZP_SAME_NAME] = KEY_NAME,
		[ZP_SAME_DOMAIN] = KEY_DOMAIN | KEY_NAME,
		[ZP_SAME_TARGET] = KEY_TARGET | KEY_NAME,
		[ZP_BELOW_NAME] = KEY_ABOVE,
		[ZP_SAME_PLACE] = KEY_PLACE,
		[ZP_SAME_ZONE] = KEY_ZONE };

	return keys[scope];
}

static unsigned
keys_asked_by(const struct finding *over)
{
	unsigned keys = 0;

	if (over->rule == NULL || over->rule->covers == NULL)
		return 0;
	if (over->whole)
		return KEY_ZONE;
	for (const struct zp_cover *cover = over->rule->covers;
	     cover->rule != NULL; cover++)
		keys |= keys_of_scope(cover->scope);
	return keys;
}

static uint64_t
key_hash(enum key kind, const char *text, uint64_t seed)
{
	return XXH3_64bits_withSeed(text, strlen(text), seed * 64 + kind);
}

static void
index_add(struct resolving *resolving, enum key kind, const char *text,
    uint64_t seed, size_t finding)
{
	if ((resolving->kinds & kind) != 0 && text != NULL)
		*vector_push(&resolving->index) =
		    (struct entry){ key_hash(kind, text, seed), finding };
}

static void
index_add_above(struct resolving *resolving, const char *name, size_t finding)
{
	while (name != NULL && *name != '\0') {
		index_add(resolving, KEY_ABOVE, name, 0, finding);
		name = strchr(name, '.');
		name = name == NULL ? NULL : name + 1;
	}
}

static int
entry_order(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->finding < b->finding ? -1 : a->finding > b->finding;
}

static void
index_make(struct resolving *resolving)
{
	struct findings *findings = resolving->findings;

	for (size_t i = 0; i < findings->count; i++)
		resolving->kinds |= keys_asked_by(&findings->at[i]);
	for (size_t i = 0; resolving->kinds != 0 && i < findings->count; i++) {
		const struct finding *each = &findings->at[i];

		index_add(resolving, KEY_NAME, each->name, 0, i);
		index_add(resolving, KEY_DOMAIN, each->domain, 0, i);
		index_add(resolving, KEY_TARGET, each->target, 0, i);
		index_add(resolving, KEY_ZONE, each->zone, 0, i);
		index_add(resolving, KEY_PLACE, each->place.file,
		    each->place.line, i);
		if ((resolving->kinds & KEY_ABOVE) == 0)
			continue;
		index_add_above(resolving, each->name, i);
		index_add_above(resolving, each->target, i);
	}
	if (resolving->index.count > 0)
		qsort(resolving->index.at, resolving->index.count,
		    sizeof *resolving->index.at, entry_order);
}

/* Does `i` take `j`? Of two that cover each other the first does. */
static void
consider(struct resolving *resolving, size_t i, size_t j)
{
	const struct finding *findings = resolving->findings->at;
	size_t *over = resolving->over;

	if (over[j] == j && over[i] != j &&
	    covers(&findings[i], &findings[j]) &&
	    !(over[i] == i && covers(&findings[j], &findings[i]) && j < i))
		over[j] = i;
}

static void
consider_key(struct resolving *resolving, size_t i, enum key kind,
    const char *text, uint64_t seed)
{
	const struct entry *index = resolving->index.at;
	size_t low = 0, high = resolving->index.count, end = 0;
	uint64_t hash = text == NULL ? 0 : key_hash(kind, text, seed);

	if (text == NULL)
		return;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < resolving->index.count && index[end].hash == hash;
	     end++)
		;
	if (kind != KEY_ZONE) {
		resolving->steps += end - low;
		/* So many are no longer of one cause. */
		if (end - low > LIMIT_COVERED ||
		    resolving->steps > LIMIT_COVER_STEPS)
			return;
	}
	for (; low < end; low++)
		consider(resolving, i, index[low].finding);
}

/* All whom a finding may cover: see in_scope(). */
static void
consider_all(struct resolving *resolving, size_t i)
{
	const struct finding *over = &resolving->findings->at[i];
	unsigned keys = keys_asked_by(over);

	if ((keys & KEY_NAME) != 0) {
		consider_key(resolving, i, KEY_NAME, over->name, 0);
		consider_key(resolving, i, KEY_NAME, over->domain, 0);
		consider_key(resolving, i, KEY_NAME, over->target, 0);
	}
	if ((keys & KEY_DOMAIN) != 0) {
		consider_key(resolving, i, KEY_DOMAIN, over->domain, 0);
		consider_key(resolving, i, KEY_DOMAIN, over->name, 0);
	}
	if ((keys & KEY_TARGET) != 0) {
		consider_key(resolving, i, KEY_TARGET, over->name, 0);
		consider_key(resolving, i, KEY_TARGET, over->target, 0);
	}
	if ((keys & KEY_ABOVE) != 0) {
		consider_key(
		    resolving, i, KEY_ABOVE, without_star(over->name), 0);
		consider_key(resolving, i, KEY_ABOVE, over->target, 0);
	}
	if ((keys & KEY_PLACE) != 0) {
		consider_key(resolving, i, KEY_PLACE, over->place.file,
		    over->place.line);
		for (size_t j = 0; j < over->evidence_count; j++)
			consider_key(resolving, i, KEY_PLACE,
			    over->evidence[j].place.file,
			    over->evidence[j].place.line);
	}
	if ((keys & KEY_ZONE) != 0)
		consider_key(resolving, i, KEY_ZONE, over->zone, 0);
}

/* The last one that covers it and is itself not covered takes it. */
void
cover_resolve(struct arena *run, struct findings *findings)
{
	size_t count = findings->count, kept = 0;
	struct resolving resolving = { .findings = findings };
	size_t *over = NULL;

	if (count < 2)
		return;
	over = resolving.over = memory_grow(NULL, count, sizeof *over);
	for (size_t i = 0; i < count; i++)
		over[i] = i;
	index_make(&resolving);
	for (size_t i = 0; resolving.kinds != 0 && i < count; i++)
		consider_all(&resolving, i);
	for (size_t j = 0; j < count; j++) {
		size_t top = j;

		for (int step = 0; over[top] != top && step < LIMIT_CHAIN;
		     step++)
			top = over[top];
		if (top != j)
			adopt(run, &findings->at[top], &findings->at[j]);
	}
	for (size_t j = 0; j < count; j++)
		if (over[j] == j)
			findings->at[kept++] = findings->at[j];
	findings->count = kept;
	vector_done(&resolving.index);
	free(over);
}
