/*
 * What a configuration may say: one table of rows, which checks a file, lets
 * `config show` walk it, and is printed as a JSON Schema for editors.
 */
#ifndef POLICY_SHAPE_H
#define POLICY_SHAPE_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/source.h"
#include "../base/yaml.h"
#include "../zoneproof.h"

enum shape_kind {
	SHAPE_NONE, /* ends a row of shapes */
	SHAPE_WORD,
	SHAPE_NUMBER, /* 0 to 4294967295 */
	SHAPE_BOOLEAN,
	SHAPE_SEVERITY,
	SHAPE_CHOICE,
	SHAPE_PATTERN, /* a regular expression */
	SHAPE_OPTION,  /* a word, or a map of them: a rule says which */
	SHAPE_MAP,     /* the keys in `inner` */
	SHAPE_RULES,   /* the ids of rules, each with the keys in `inner` */
	SHAPE_LIST,    /* each item is what `inner`, one row, says */
	SHAPE_NEVER    /* known, and refused: `what` says why */
};

/* When does a change of this value switch something off? */
enum shape_weaker {
	WEAKER_NEVER,
	WEAKER_LOWER,   /* a severity that falls */
	WEAKER_HIGHER,  /* a severity that rises, or becomes never */
	WEAKER_TRUE,    /* it becomes true */
	WEAKER_SET,     /* it comes, or becomes another */
	WEAKER_LOST,    /* it goes, or becomes another */
	WEAKER_CHANGED, /* nobody can tell: it is shown, and no more */
};

struct shape_check;

struct shape {
	const char *key; /* "*": any key; NULL for a list's items */
	enum shape_kind kind;
	const char *what;          /* one line for people */
	const char *value;         /* what holds without it; NULL: nothing */
	const struct shape *inner; /* ends with SHAPE_NONE */
	const char *choices;       /* of CHOICE, parted by '|' */
	bool wanted;               /* its map is wrong without it */
	bool one_may_stand_alone;  /* a LIST of one may be the item itself */
	const char
	    *short_for; /* of MAP and RULES' values: a word means this key */
	enum shape_weaker weaker;
	/* What the kind alone cannot tell: 0, or -1 by yaml_error(). */
	int (*check)(const struct shape_check *check,
	    const struct yaml_node *key, const struct yaml_node *value);
};

struct shape_check {
	const struct source *source;
	const struct zp_rule *const *rules; /* ends with NULL */
	const struct yaml_node *const
	    *more_ids; /* maps whose keys are rules too */
	struct arena *arena;
	struct error *err;
};

/* Checks a value against its row; `key` is what names it. */
int shape_value(const struct shape_check *check, const struct shape *shape,
    const struct yaml_node *key, const struct yaml_node *value);

/* "'x' is no WHAT: is 'y' meant?" at a node; `nearest` may be NULL. Is -1. */
int shape_unknown(const struct shape_check *check, const struct yaml_node *node,
    const char *what, const char *nearest);

/* Is it a rule's id? Else NULL and the nearest id. */
bool shape_rule_known(const struct shape_check *check, const char *id,
    const struct zp_rule **ret_rule, const char **ret_nearest);

#endif
