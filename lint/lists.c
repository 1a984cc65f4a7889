/* The rules, sorted out by what they look at. */
#include "lists.h"

#include "dns/rdata.h"

#define LOW 272 /* types below have their place; few rules name others */

/* No type has this number: only rules on all types want it. */
#define NO_TYPE 0

struct high {
	uint16_t type;
	const struct zp_rule *const *rules;
	const struct high *next;
};

struct rule_lists {
	const struct zp_rule *const *on_zones;
	const struct zp_rule *const *low[LOW];
	const struct high *high;
	const struct zp_rule *const *others; /* on RRsets of all types */
};

bool
rule_wants(const struct zp_rule *rule, uint16_t type)
{
	return rule->types == NULL || type_is_among(type, rule->types);
}

/* ------------------------------------------------------------------ making */

struct making {
	struct arena *run;
	const struct zp_rule *const *rules; /* that are not off */
	struct rule_lists *lists;
};

static bool
is_on_zones(const struct zp_rule *rule, uint16_t type)
{
	(void)type;
	return rule->on_zone != NULL;
}

static bool
is_on_rrsets(const struct zp_rule *rule, uint16_t type)
{
	return rule->on_rrset != NULL && rule_wants(rule, type);
}

static const struct zp_rule *const *
list_of(const struct making *making,
    bool (*wanted)(const struct zp_rule *rule, uint16_t type), uint16_t type)
{
	const struct zp_rule **list = NULL;
	size_t count = 0;

	for (size_t i = 0; making->rules[i] != NULL; i++)
		count += wanted(making->rules[i], type);
	list = arena_array(making->run, count + 1, sizeof *list);
	count = 0;
	for (size_t i = 0; making->rules[i] != NULL; i++)
		if (wanted(making->rules[i], type))
			list[count++] = making->rules[i];
	return list;
}

static void
high_add(const struct making *making, uint16_t type)
{
	struct high *high = NULL;

	for (const struct high *each = making->lists->high; each != NULL;
	     each = each->next)
		if (each->type == type)
			return;
	high = arena_alloc(making->run, sizeof *high);
	*high = (struct high){ type, list_of(making, is_on_rrsets, type),
		making->lists->high };
	making->lists->high = high;
}

static void
types_add(const struct making *making, const struct zp_rule *rule)
{
	const uint16_t *type = rule->types;

	for (; rule->on_rrset != NULL && type != NULL && *type != 0; type++)
		if (*type >= LOW)
			high_add(making, *type);
		else if (making->lists->low[*type] == NULL)
			making->lists->low[*type] = list_of(
			    making, is_on_rrsets, *type);
}

static const struct zp_rule *const *
rules_not_off(struct arena *run, const struct zp_rule *const *rules,
    const struct config *config)
{
	const struct zp_rule **list = NULL;
	size_t count = 0;

	while (rules[count] != NULL)
		count++;
	list = arena_array(run, count + 1, sizeof *list);
	count = 0;
	for (; *rules != NULL; rules++)
		if (!config_is_off(config, (*rules)->id))
			list[count++] = *rules;
	return list;
}

const struct rule_lists *
rule_lists_new(struct arena *run, const struct zp_rule *const *rules,
    const struct config *config)
{
	struct rule_lists *lists = arena_array(run, 1, sizeof *lists);
	struct making making = { run, rules_not_off(run, rules, config),
		lists };

	lists->on_zones = list_of(&making, is_on_zones, NO_TYPE);
	lists->others = list_of(&making, is_on_rrsets, NO_TYPE);
	for (size_t i = 0; making.rules[i] != NULL; i++)
		types_add(&making, making.rules[i]);
	return lists;
}

/* ------------------------------------------------------------------- asking */

const struct zp_rule *const *
rules_on_zones(const struct rule_lists *lists)
{
	return lists->on_zones;
}

const struct zp_rule *const *
rules_on_rrsets(const struct rule_lists *lists, uint16_t type)
{
	if (type < LOW)
		return lists->low[type] != NULL ? lists->low[type] :
						  lists->others;
	for (const struct high *high = lists->high; high != NULL;
	     high = high->next)
		if (high->type == type)
			return high->rules;
	return lists->others;
}
