/*
 * Every built-in rule. The table is made at build time from the lines that
 * open a rule in rules/ (`ZP_RULE(word)`), so that a rule is one place.
 */
#ifndef REGISTRY_H
#define REGISTRY_H

#include "zoneproof.h"

/* In the order of their ids; ends with NULL. */
extern const struct zp_rule *const zp_rules[];
extern const size_t zp_rule_count; /* without the NULL */

/* By id among `rules` (ends with NULL); NULL when there is none. */
const struct zp_rule *registry_find(
    const struct zp_rule *const *rules, const char *id);

#endif
