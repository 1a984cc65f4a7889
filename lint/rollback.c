/* Is a change a step back to an earlier commit? */
#include "rollback.h"

static bool
is_softened(const struct finding *finding)
{
	return finding->severity == ZP_ERROR &&
	    (finding->rule == NULL || !finding->rule->irrevocable);
}

void
rollback_soften(struct engine *engine, const struct zp_change *change,
    struct findings *findings, size_t first)
{
	const char *commit = NULL;

	if (engine->earlier == NULL || change->before == NULL ||
	    change->after == NULL)
		return;
	for (size_t i = first; i < findings->count; i++) {
		struct finding *finding = &findings->at[i];

		if (!is_softened(finding))
			continue;
		/* History is asked only where something hangs on it. */
		if (commit == NULL)
			commit = engine->earlier(engine->history_data, change);
		if (commit == NULL)
			return;
		finding->severity = ZP_WARNING;
		finding->softened = true;
		finding_tell(engine->run, finding,
		    arena_format(engine->run, "this returns to %.12s", commit),
		    (struct finding_place){ 0 });
	}
}
