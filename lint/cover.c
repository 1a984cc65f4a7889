/* Precedence among findings. */
#include "cover.h"

#include <stdlib.h>
#include <string.h>

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
		top = over->name + (strncmp(over->name, "*.", 2) == 0 ? 2 : 0);
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

/* The last one that covers it and is itself not covered takes it. */
void
cover_resolve(struct arena *run, struct findings *findings)
{
	size_t count = findings->count, kept = 0;
	size_t *over = NULL;

	/* So many findings are no longer of one cause. */
	if (count < 2 || count > LIMIT_COVERED)
		return;
	over = memory_grow(NULL, count, sizeof *over);
	for (size_t i = 0; i < count; i++)
		over[i] = i;
	for (size_t i = 0; i < count; i++) {
		if (findings->at[i].rule == NULL ||
		    findings->at[i].rule->covers == NULL)
			continue;
		for (size_t j = 0; j < count; j++)
			if (over[j] == j && over[i] != j &&
			    covers(&findings->at[i], &findings->at[j]) &&
			    !(over[i] == i &&
				covers(&findings->at[j], &findings->at[i]) &&
				j < i))
				over[j] = i;
	}
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
	free(over);
}
