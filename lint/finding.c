/* Findings, once they are made: what tells them apart, what is added. */
#include "finding.h"

#include <stdio.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

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

void
finding_fingerprint(struct finding *finding)
{
	XXH3_state_t *state = XXH3_createState();
	const char *parts[] = { finding->rule_id, finding->zone, finding->name,
		finding->type, finding->subject };
	XXH128_hash_t hash;

	XXH3_128bits_reset(state);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		XXH3_128bits_update(state, parts[i], strlen(parts[i]) + 1);
	hash = XXH3_128bits_digest(state);
	XXH3_freeState(state);
	snprintf(finding->fingerprint, sizeof finding->fingerprint,
	    "%016llx%016llx", (unsigned long long)hash.high64,
	    (unsigned long long)hash.low64);
}

bool
rule_is_of_state(const struct zp_rule *rule)
{
	return rule != NULL &&
	    (rule->on_rrset != NULL || rule->on_zone != NULL);
}

bool
rule_is_of_change(const struct zp_rule *rule)
{
	return rule != NULL &&
	    (rule->on_delta != NULL || rule->on_change != NULL);
}
