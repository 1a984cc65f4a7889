/*
 * A line that is still there for what is gone: reviews and annotations hang on
 * lines of the new file, and a removed record has none.
 */
#ifndef ANCHOR_H
#define ANCHOR_H

#include "context.h"

/*
 * Where a finding on the before side is shown in the after side: at what
 * replaced its record, else at the nearest record that survived, else at the
 * zone's SOA or first line. No file: it is not on the before side, or the zone
 * went as a whole.
 */
struct finding_place anchor_place(
    struct zp_ctx *ctx, const struct zp_finding *finding);

void anchors_done(struct anchors *anchors);

#endif
