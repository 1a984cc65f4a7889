/*
 * Findings allowed one by one, by fingerprint: the waivers file, which people
 * and `waiver add` write, and the baseline, which `baseline write` does.
 *
 * A waiver says why, may end, and holds for any rule. A baseline holds what was
 * there when zoneproof came; it speaks of state rules alone, since a change is
 * never old.
 */
#ifndef POLICY_WAIVERS_H
#define POLICY_WAIVERS_H

#include "allow.h"

#define WAIVERS_FILE  ".zoneproof-waivers.yaml"
#define BASELINE_FILE ".zoneproof-baseline"

/* Is it 32 hex digits? */
bool is_fingerprint(struct text text);

/*
 * Adds what a waivers file says: a list of maps with fingerprint, reason and
 * perhaps rule, name, until, added. `judged`: tell of those that allow
 * nothing. -1 and ERROR_USAGE with file:line:column when it is none.
 */
int waivers_read(struct arena *arena, const struct source *source, bool judged,
    struct allows *allows, struct error *err);

/*
 * Adds what a baseline says: a fingerprint a line, behind it words for people
 * (rule, zone, name, type); `#` begins a comment. -1 and ERROR_USAGE.
 */
int baseline_read(struct arena *arena, const struct source *source,
    struct allows *allows, struct error *err);

/* What people may write in a waivers file, for `config schema`. */
extern const struct shape waivers_shape;

#endif
