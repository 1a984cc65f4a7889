/*
 * Findings that somebody allows on purpose, by a comment, a commit trailer, a
 * waivers file or a baseline.
 *
 *     ; zoneproof: allow RULE[,RULE] [NAME] [until=DATE] -- reason
 *     ; zoneproof: allow-file RULE[,RULE] [until=DATE] -- reason
 *     Zoneproof-Allow: RULE[,RULE] [NAME] [until=DATE] -- reason
 *
 * A comment without a NAME speaks of the record on its line, or of the one
 * below it. With a NAME it is a tombstone: it speaks of that owner wherever it
 * stands in the zone, and so of what is no longer there. Nothing is allowed
 * without a reason, after its date, or where the configuration says
 * `ignorable: false`. What is allowed stays in every report.
 */
#ifndef POLICY_ALLOW_H
#define POLICY_ALLOW_H

#include "../base/arena.h"
#include "../base/map.h"
#include "../base/vector.h"
#include "../finding.h"
#include "../model/zone.h"
#include "config.h"

enum allow_reach {
	ALLOW_NOTHING, /* its words make no sense: `fault` says why */
	ALLOW_LINES,   /* findings between first_line and last_line */
	ALLOW_FILE,    /* findings in its file */
	ALLOW_NAME,    /* findings on `name` */
	ALLOW_ANY,     /* all of its rules */
	ALLOW_PRINT,   /* the one finding with this fingerprint */
};

struct allow {
	enum allow_reach reach;
	struct text rules;       /* ids parted by ','; empty: any */
	struct text name;        /* as written; empty: none */
	const char *full_name;   /* of ALLOW_NAME: with its final dot */
	const char *zone;        /* of a comment: its zone, with final dot */
	const char *fingerprint; /* of ALLOW_PRINT */
	const char *reason;      /* "" where none is given */
	const char *fault;       /* of ALLOW_NOTHING */
	int64_t until;           /* its last second; INT64_MAX: no end */
	uint32_t first_line, last_line;
	struct finding_place place; /* where it stands */
	const char *by;             /* "zones/a.zone:3", "commit 1a2b3c4" */
	bool states_only;           /* of a baseline: no change rules */
	size_t next; /* of the same key, plus one: for allows_apply() */
	bool judged; /* that it allows nothing would be worth a finding */
	bool used;   /* it means a finding, even if it is no good */
	const struct zp_zone *of; /* of a comment; NULL: it is none */
	bool ahead;               /* told by allows_ahead() */
};

struct allows {
	VECTOR_OF(struct allow);
	struct map told;   /* comments, by place */
	size_t settled;    /* so many from the start: allows_settle() */
	struct map by_key; /* of these, the first of each key, from 1 */
	struct {
		VECTOR_OF(size_t);
	} used; /* of these, by place */
};

void allows_done(struct allows *allows);

/*
 * Says that what is there now holds for many zones, one after the other: each
 * looks it up at no more cost for many allows than for few, and none of it is
 * judged. What is used of it stands in `used`.
 */
void allows_settle(struct allows *allows);

/* Forgets what came since then, and what was used. */
void allows_unsettle(struct allows *allows);

/*
 * Reads what stands behind "zoneproof:" or "Zoneproof-Allow: " ("allow " is
 * put in front of that by the caller). Its place is the caller's to fill.
 */
void allow_read(struct arena *arena, struct text text, struct allow *ret);

/* "2027-01-31" as that day's last second, UTC. */
bool allow_date(struct text text, int64_t *ret);

/*
 * The comments of a zone. `before`, its earlier state, may be NULL; where it
 * is not, `only_new` judges just those that it does not have.
 */
void allows_of_zone(struct allows *allows, struct arena *arena,
    const struct zp_zone *zone, const struct zp_zone *before, bool only_new);

/* The trailers of a commit's message; `by` names the commit. */
void allows_of_message(struct allows *allows, struct arena *arena,
    struct text message, const char *by);

/* Marks what is allowed, by whom and why. `now`: seconds since 1970. */
void allows_apply(struct allows *allows, struct arena *arena, int64_t now,
    struct findings *findings);

/*
 * Comments that a change brings and that it does not need itself: they would
 * let a later one through, which policy-changed says. Adds a finding for each
 * that speaks of something that is there.
 */
void allows_ahead(struct allows *allows, struct arena *arena,
    const struct config *config, const struct zp_rule *const *rules,
    int64_t now, struct findings *findings);

/*
 * Adds what is to be said of the allows themselves: allow-without-reason,
 * allow-expired and, for those that are judged, allow-unused. `change`: a
 * change was looked at, else a state.
 */
void allows_tell(const struct allows *allows, struct arena *arena,
    const struct config *config, const struct zp_rule *const *rules,
    int64_t now, bool change, struct findings *findings);

/*
 * The line that would allow a finding, its reason left blank; NULL where
 * nothing may. `gone`: its zone has no file any more.
 */
const char *allow_line(struct arena *arena, const struct config *config,
    const struct finding *finding, bool gone);

#endif
