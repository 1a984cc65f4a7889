/*
 * Findings and postures as bytes, to be carried from a worker to the run that
 * reports them, or from one machine to another in a shard.
 *
 * Everything that a report shows of a finding of one state comes back as it
 * was; what only a comparison has (`anchor`, `before`) does not travel.
 */
#ifndef REPORT_CARRY_H
#define REPORT_CARRY_H

#include "../base/pack.h"
#include "../finding.h"
#include "../posture.h"

void finding_pack(struct bytes *bytes, const struct finding *finding);
void posture_pack(struct bytes *bytes, const struct posture *posture);

/*
 * The reverse, into `arena`. `rules` (ends with NULL) gives the descriptor of
 * the finding's rule back, NULL where it has none of that id. False when the
 * bytes are no such thing.
 */
bool finding_unpack(struct text bytes, const struct zp_rule *const *rules,
    struct arena *arena, struct finding *ret);
bool posture_unpack(
    struct text bytes, struct arena *arena, struct posture *ret);

#endif
