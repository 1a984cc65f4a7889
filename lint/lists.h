/*
 * Which rules are called for what: made once a run, so that nobody goes through
 * all of them for each zone and each RRset.
 */
#ifndef LISTS_H
#define LISTS_H

#include "policy/config.h"
#include "zoneproof.h"

struct rule_lists;

/*
 * Of `rules` (ends with NULL) that `config` does not switch off; both outlive
 * the lists, which `run` owns. Never changed: all threads share them.
 */
const struct rule_lists *rule_lists_new(struct arena *run,
    const struct zp_rule *const *rules, const struct config *config);

/* Those that look at zones, or at RRsets of a type: in order, ends with NULL. */
const struct zp_rule *const *rules_on_zones(const struct rule_lists *lists);
const struct zp_rule *const *rules_on_rrsets(
    const struct rule_lists *lists, uint16_t type);

/* Does a rule that names types, or none for all, look at this one? */
bool rule_wants(const struct zp_rule *rule, uint16_t type);

#endif
