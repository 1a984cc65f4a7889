/*
 * The engine: walks the model, calls each rule for what it asked for, and
 * brings what they say into one order.
 *
 * A run has an estate for the after side and, where something is compared, one
 * for the before side. Findings come out resolved to text, sorted by file,
 * line, column and rule, without doubles, and with the graver one standing for
 * those it covers.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include "finding.h"
#include "lists.h"
#include "model/change.h"
#include "policy/config.h"
#include "posture.h"

struct engine {
	struct arena *run;        /* what findings are made of */
	struct zp_estate *before; /* NULL: nothing is compared */
	struct zp_estate *after;
	struct changes *changes; /* NULL: nothing is compared */
	/* Zones of `after` that are looked at, from the one at `first` on. */
	size_t first, asked;
	const struct zp_rule *const *rules; /* ends with NULL */
	const struct rule_lists *lists;     /* of those that are not off */
	const struct config *config;
	int64_t now;      /* seconds since 1970 */
	unsigned threads; /* that may work at once; at least 1 */

	/* What earlier versions say; NULL where there are none. */
	struct zp_history (*history)(
	    void *data, const struct zp_change *change);
	/* The commit whose data a zone's after side is; NULL: none, or unknown. */
	const char *(*earlier)(void *data, const struct zp_change *change);
	void *history_data;
};

/* Runs every rule that is not off; `ret` is added to and sorted. */
void engine_run(struct engine *engine, struct findings *ret);

/* By file, line, column, rule: the order of every report. */
void findings_sort(struct findings *findings);

/*
 * One line of a file that several zones include says the same of each of them:
 * that is one finding, with the count of the zones and three of them. What is
 * allowed stays apart. Comes after all that asks for single findings: allows,
 * baselines, merges.
 */
void findings_share(struct arena *run, struct findings *findings);

/* Tells the reference graph which names a TXT record points to. */
void engine_txt_targets(
    void *data, struct zp_estate *estate, const struct zp_record *record);

/* How each domain of the zone that has mail stands, in canonical order. */
void engine_postures(struct engine *engine, const struct zp_zone *zone,
    void (*visit)(void *data, const struct posture *posture), void *data);

/* A line a changed mail domain; at most LIMIT_DIGESTS of them. */
struct finding_digest *engine_digests(struct engine *engine, size_t *count);

#endif
