/* Findings of several zones on one line of a shared include. */
#include <string.h>

#include "engine.h"

#define EXAMPLES 3

/* The zones that share the finding kept last. */
struct sharing {
	struct arena *run;
	struct finding *first;
	size_t more;
	const char *names;
};

static bool
is_shared(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && strcmp(a->rule_id, b->rule_id) == 0 &&
	    a->place.included_from != NULL && b->place.included_from != NULL &&
	    a->place.line == b->place.line &&
	    a->place.column == b->place.column &&
	    a->place.before == b->place.before &&
	    strcmp(a->place.file, b->place.file) == 0 &&
	    strcmp(a->type, b->type) == 0 && strcmp(a->zone, b->zone) != 0 &&
	    a->allowed == NULL && b->allowed == NULL;
}

static void
sharing_tell(const struct sharing *sharing)
{
	struct finding_place nowhere = { 0 };

	if (sharing->more == 0)
		return;
	finding_tell(sharing->run, sharing->first,
	    arena_format(sharing->run,
		"%zu zone%s more take%s this line in: %s%s", sharing->more,
		sharing->more == 1 ? "" : "s", sharing->more == 1 ? "s" : "",
		sharing->names, sharing->more > EXAMPLES ? ", …" : ""),
	    nowhere);
}

static void
sharing_add(struct sharing *sharing, const struct finding *finding)
{
	size_t length = strlen(finding->zone);

	if (sharing->first->severity < finding->severity)
		sharing->first->severity = finding->severity;
	if (sharing->more++ >= EXAMPLES)
		return;
	/* Without its final dot, as people write it. */
	sharing->names = arena_format(sharing->run, "%s%s%.*s", sharing->names,
	    sharing->more == 1 ? "" : ", ",
	    (int)(length > 1 ? length - 1 : length), finding->zone);
}

void
findings_share(struct arena *run, struct findings *findings)
{
	struct sharing sharing = { .run = run };
	size_t kept = 0;

	for (size_t i = 0; i < findings->count; i++) {
		if (sharing.first != NULL &&
		    is_shared(sharing.first, &findings->at[i])) {
			sharing_add(&sharing, &findings->at[i]);
			continue;
		}
		sharing_tell(&sharing);
		findings->at[kept] = findings->at[i];
		sharing = (struct sharing){
			.run = run, .first = &findings->at[kept++], .names = ""
		};
	}
	sharing_tell(&sharing);
	findings->count = kept;
}
