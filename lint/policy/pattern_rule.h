/*
 * Rules that a configuration writes (`patterns:`): regular expressions on the
 * fields of a record, each a rule of its own with id, severity and message.
 *
 * All fields that a rule names must match. A match that reaches a limit is a
 * finding: nobody knows what it would have said. Such a rule is a struct
 * zp_rule like any other, and the engine runs it as one.
 */
#ifndef POLICY_PATTERN_RULE_H
#define POLICY_PATTERN_RULE_H

#include "keys.h"
#include "pattern.h"

enum pattern_field {
	PATTERN_ZONE,
	PATTERN_OWNER, /* full, lower case, with its final dot */
	PATTERN_TYPE,
	PATTERN_TTL,
	PATTERN_RDATA, /* as a master file spells it */
	PATTERN_FILE,
	PATTERN_FIELDS
};

enum pattern_on {
	PATTERN_PRESENT, /* a record is there */
	PATTERN_ABSENT,  /* no record of a zone is like that */
	PATTERN_ADDED,
	PATTERN_REMOVED,
	PATTERN_CHANGED /* of an RRset that stays, a record is another now */
};

struct pattern_rule {
	struct zp_rule rule; /* first: it is what a callback is told to be */
	const struct pattern *fields[PATTERN_FIELDS]; /* NULL: any */
	enum pattern_on on;
	const char *message; /* $0 to $9: see pattern_said() */
	const struct source *source;
	const struct yaml_node *fires, *quiet; /* lists of examples */
};

struct pattern_rules {
	struct pattern_rule *const *at; /* ends with NULL */
	size_t count;
};

/* What a pattern looks at, as text. */
struct pattern_subject {
	struct text fields[PATTERN_FIELDS];
};

/*
 * Do all fields match? `ret_said`, where not NULL, gets the groups that the
 * message means: those of rdata where the rule has one, else of the owner, else
 * of the first field that it has.
 */
enum pattern_answer pattern_rule_matches(const struct pattern_rule *rule,
    const struct pattern_subject *subject, struct pattern_match *ret_said);

/*
 * For struct config_key: makes a struct pattern_rules of `patterns:`. An id
 * that a built-in rule has is an error. The examples are left for
 * config_load().
 */
int pattern_rules_read(const struct config_reading *reading,
    const struct yaml_node *value, void **made);

#endif
