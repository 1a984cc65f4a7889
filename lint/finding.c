/* Findings as the engine and the policy change them once they are made. */
#include "finding.h"

#include <string.h>

#include "base/limits.h"

void
finding_tell(struct arena *run, struct finding *finding, const char *message,
    struct finding_place place)
{
	size_t count = finding->evidence_count;
	struct finding_evidence *evidence = NULL;

	if (count >= LIMIT_EVIDENCE)
		return;
	evidence = arena_array(run, count + 1, sizeof *evidence);
	if (count > 0)
		memcpy(evidence, finding->evidence, count * sizeof *evidence);
	evidence[count] = (struct finding_evidence){ message, place };
	finding->evidence = evidence;
	finding->evidence_count = count + 1;
}
