/* What is to be said of allows, and the line that would allow a finding. */
#include <stdio.h>
#include <string.h>

#include "../base/text.h"
#include "../dns/name.h"
#include "allow.h"

struct telling {
	struct arena *arena;
	const struct config *config;
	const struct zp_rule *const *rules;
	struct findings *findings;
	bool change;
};

static const struct zp_rule *
rule_of(const struct zp_rule *const *rules, const char *id)
{
	for (; *rules != NULL; rules++)
		if (strcmp((*rules)->id, id) == 0)
			return *rules;
	return NULL;
}

/* A finding at an allow; NULL where its rule is off. */
static struct finding *
tell(const struct telling *telling, const struct allow *allow, const char *id,
    const char *message)
{
	const struct zp_rule *rule = rule_of(telling->rules, id);
	const char *zone = allow->zone != NULL ? allow->zone : "";
	enum zp_severity severity = ZP_OFF;
	struct finding *finding = NULL;

	if (rule == NULL)
		return NULL;
	severity = config_severity(telling->config, id, zone, rule->severity);
	if (severity == ZP_OFF)
		return NULL;
	finding = vector_push(telling->findings);
	*finding = (struct finding){ .rule = rule,
		.rule_id = rule->id,
		.severity = severity,
		.softened = severity < rule->severity,
		.message = message,
		.zone = zone,
		.name = allow->full_name != NULL ? allow->full_name : "",
		.type = "",
		.subject = arena_format(telling->arena, "%.*s %.*s %s",
		    (int)allow->rules.len, allow->rules.ptr,
		    (int)allow->name.len, allow->name.ptr, allow->reason),
		.place = allow->place };
	/* Reports that machines read have no finding without a file. */
	if (finding->place.file == NULL)
		finding->place.file = "commit message";
	finding_fingerprint(finding);
	return finding;
}

/* "allow mx-removed www": how people would call it. */
static const char *
called(const struct telling *telling, const struct allow *allow)
{
	if (allow->rules.len == 0)
		return arena_format(
		    telling->arena, "the waiver of %.8s", allow->fingerprint);
	return arena_format(telling->arena, "allow %.*s%s%.*s",
	    (int)(allow->rules.len < 60 ? allow->rules.len : 60),
	    allow->rules.ptr, allow->name.len > 0 ? " " : "",
	    (int)(allow->name.len < 60 ? allow->name.len : 60),
	    allow->name.ptr);
}

/* Where an allow has no line of its own, its message says where it stands. */
static const char *
with_place(const struct telling *telling, const struct allow *allow,
    const char *message)
{
	if (allow->place.file != NULL)
		return message;
	return arena_format(telling->arena, "%s: %s", allow->by, message);
}

static void
tell_expired(const struct telling *telling, const struct allow *allow)
{
	struct finding *finding = tell(telling, allow, "allow-expired",
	    with_place(telling, allow,
		arena_format(telling->arena,
		    "%s has run out: it allows nothing any more",
		    called(telling, allow))));

	if (finding != NULL)
		finding->fix =
		    "mend what it allowed and take it out, or give it a new "
		    "day with until=";
}

static void
tell_no_reason(const struct telling *telling, const struct allow *allow)
{
	struct finding *finding = tell(telling, allow, "allow-without-reason",
	    with_place(telling, allow,
		arena_format(telling->arena,
		    "%s gives no reason and allows nothing",
		    called(telling, allow))));

	if (finding != NULL)
		finding->fix = "say why behind \" -- \"";
}

static void
tell_unused(const struct telling *telling, const struct allow *allow,
    const char *why, const char *fix)
{
	struct finding *finding = tell(telling, allow, "allow-unused",
	    with_place(telling, allow,
		arena_format(telling->arena, "%s allows nothing: %s",
		    called(telling, allow), why)));

	if (finding != NULL)
		finding->fix = fix;
}

/* Does the allow name a rule there is not? Says so. */
static bool
tell_no_rule(const struct telling *telling, const struct allow *allow)
{
	struct text rest = allow->rules;

	while (rest.ptr != NULL) {
		struct text word = text_trim(text_cut(&rest, ','));
		const char *id = arena_copy(telling->arena, word.ptr, word.len);
		const char *nearest = NULL;

		if (word.len == 0 ||
		    config_knows_rule(
			telling->config, telling->rules, id, &nearest))
			continue;
		tell_unused(telling, allow,
		    arena_format(telling->arena, "there is no rule '%s'", id),
		    nearest == NULL ? NULL :
				      arena_format(telling->arena,
					  "is '%s' meant?", nearest));
		return true;
	}
	return false;
}

/*
 * Would a finding of its rules have shown here? A tombstone has done its work
 * in an earlier change and says nothing in a state; a rule that is off finds
 * nothing to allow.
 */
static bool
could_be_used(const struct telling *telling, const struct allow *allow)
{
	struct text rest = allow->rules;

	while (rest.ptr != NULL) {
		struct text word = text_trim(text_cut(&rest, ','));
		const struct zp_rule *rule = rule_of(telling->rules,
		    arena_copy(telling->arena, word.ptr, word.len));

		if (rule == NULL ||
		    config_severity(telling->config, rule->id,
			allow->zone != NULL ? allow->zone : "",
			rule->severity) == ZP_OFF)
			continue;
		if (telling->change ? rule_is_of_change(rule) :
				      rule_is_of_state(rule))
			return true;
	}
	return false;
}

static bool
is_forbidden(const struct telling *telling, const struct allow *allow)
{
	struct text rest = allow->rules;

	while (rest.ptr != NULL) {
		struct text word = text_trim(text_cut(&rest, ','));

		if (word.len > 0 &&
		    config_ignorable(telling->config,
			arena_copy(telling->arena, word.ptr, word.len),
			allow->zone != NULL ? allow->zone : ""))
			return false;
	}
	return allow->rules.len > 0;
}

/* ----------------------------------------------------- for a later change */

/* Has the owner anything that the rule looks at? */
static bool
holds_types(const struct allow *allow, const struct zp_rule *rule)
{
	static const uint8_t root[] = { 0 };
	uint8_t name[NAME_WIRE];
	uint32_t owner = UINT32_MAX;
	struct zp_rrset rrset;

	if (name_from_text(text_of(allow->full_name), root, name, NULL) !=
	    NAME_OK)
		return false;
	owner = zone_owner_find(allow->of, name);
	if (owner == UINT32_MAX || rule->types == NULL)
		return owner != UINT32_MAX;
	for (const uint16_t *type = rule->types; *type != 0; type++)
		if (zone_rrset(allow->of, owner, *type, &rrset))
			return true;
	return false;
}

/* The first of its rules that a later change might need it for; NULL: none. */
static const struct zp_rule *
rule_ahead(const struct telling *telling, const struct allow *allow)
{
	struct text rest = allow->rules;

	while (rest.ptr != NULL) {
		struct text word = text_trim(text_cut(&rest, ','));
		const struct zp_rule *rule = rule_of(telling->rules,
		    arena_copy(telling->arena, word.ptr, word.len));

		if (rule == NULL || !rule_is_of_change(rule) ||
		    config_severity(telling->config, rule->id, allow->zone,
			rule->severity) == ZP_OFF ||
		    !config_ignorable(telling->config, rule->id, allow->zone))
			continue;
		if (allow->reach != ALLOW_NAME || holds_types(allow, rule))
			return rule;
	}
	return NULL;
}

static void
tell_ahead(const struct telling *telling, struct allow *allow,
    const struct zp_rule *rule)
{
	struct finding *finding = tell(telling, allow, "policy-changed",
	    arena_format(telling->arena,
		"a later change will be let through: %s",
		called(telling, allow)));
	struct finding_evidence *evidence = arena_array(
	    telling->arena, 1, sizeof *evidence);

	allow->ahead = true;
	if (finding == NULL)
		return;
	evidence->message = arena_format(telling->arena,
	    "this one does not need it; it is for: %s", rule->summary);
	finding->evidence = evidence;
	finding->evidence_count = 1;
	finding->firm = !config_ignorable(
	    telling->config, "policy-changed", allow->zone);
	finding->fix = "take it out here, and write it in the change that "
		       "needs it";
	if (!finding->firm)
		finding->allow_line = "Zoneproof-Allow: policy-changed -- ";
}

void
allows_ahead(struct allows *allows, struct arena *arena,
    const struct config *config, const struct zp_rule *const *rules,
    int64_t now, struct findings *findings)
{
	struct telling telling = { arena, config, rules, findings, true };

	for (size_t i = 0; i < allows->count; i++) {
		struct allow *allow = &allows->at[i];
		const struct zp_rule *rule = NULL;

		if (allow->of == NULL || !allow->judged || allow->used ||
		    allow->reach == ALLOW_NOTHING || *allow->reason == '\0' ||
		    now > allow->until)
			continue;
		rule = rule_ahead(&telling, allow);
		if (rule != NULL)
			tell_ahead(&telling, allow, rule);
	}
}

/* --------------------------------------------------------------- each allow */

static void
tell_of(const struct telling *telling, const struct allow *allow, int64_t now)
{
	if ((!allow->judged && !allow->used) || allow->ahead)
		return;
	if (allow->reach == ALLOW_NOTHING) {
		tell_unused(telling, allow, allow->fault, NULL);
		return;
	}
	if (tell_no_rule(telling, allow))
		return;
	if (*allow->reason == '\0')
		tell_no_reason(telling, allow);
	else if (now > allow->until)
		tell_expired(telling, allow);
	else if (allow->used)
		return;
	else if (is_forbidden(telling, allow))
		tell_unused(telling, allow,
		    "the configuration lets nobody allow it here",
		    "ask those who keep " CONFIG_FILE " (ignorable: false)");
	else if (could_be_used(telling, allow))
		tell_unused(
		    telling, allow, "there is no such finding", "take it out");
}

void
allows_tell(const struct allows *allows, struct arena *arena,
    const struct config *config, const struct zp_rule *const *rules,
    int64_t now, bool change, struct findings *findings)
{
	struct telling telling = { arena, config, rules, findings, change };

	for (size_t i = 0; i < allows->used.count; i++)
		tell_of(&telling, &allows->at[allows->used.at[i]], now);
	for (size_t i = allows->settled; i < allows->count; i++)
		tell_of(&telling, &allows->at[i], now);
}

/* -------------------------------------------------------------- the line */

static const struct {
	const char *suffix, *sign; /* sign NULL: it takes no comments */
} signs[] = {
	{ ".yaml", "#" },
	{ ".yml", "#" },
	{ ".tf", "#" },
	{ ".hcl", "#" },
	{ ".js", "//" },
	{ ".ts", "//" },
	{ ".json", NULL },
};

static const char *
comment_sign(const char *file)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (text_ends_nocase(text_of(file), text_of(signs[i].suffix)))
			return signs[i].sign;
	return ";";
}

static const char *
trimmed_name(struct arena *arena, const char *name)
{
	size_t length = strlen(name);

	return length > 1 ? arena_copy(arena, name, length - 1) : name;
}

const char *
allow_line(struct arena *arena, const struct config *config,
    const struct finding *finding, bool gone)
{
	const struct finding_place *place = &finding->place;
	const char *sign = place->file != NULL ? comment_sign(place->file) :
						 NULL;

	if (finding->firm)
		return NULL;
	if (!config_allows(config, "inline") ||
	    (!gone && (sign == NULL || place->line == 0)))
		return arena_format(arena,
		    "zoneproof waiver add %s %s --reason ''",
		    finding->fingerprint, finding->rule_id);
	if (gone)
		return arena_format(arena, "Zoneproof-Allow: %s %s -- ",
		    finding->rule_id, trimmed_name(arena, finding->name));
	if (!place->before)
		return arena_format(arena, "%s zoneproof: allow %s -- ", sign,
		    finding->rule_id);
	return arena_format(arena, "%s zoneproof: allow %s %s -- ", sign,
	    finding->rule_id,
	    strcmp(finding->name, finding->zone) == 0 ? "@" : finding->name);
}
