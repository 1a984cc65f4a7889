/*
 * What comes of many zones, one after the other, made into reports.
 *
 * Findings go into a file that has no name, and the domains of each grade into
 * one of their own; they are counted on the way. Then each report reads them
 * back: findings in their order, domains worst grade first. So memory does not
 * grow with them, except for formats that must see all findings before they
 * write one.
 */
#ifndef CMD_GATHER_H
#define CMD_GATHER_H

#include "../base/hashset.h"
#include "outputs.h"
#include "since.h"
#include "spool.h"

struct gather {
	struct run *run;
	const struct zp_rule *const *rules; /* the configuration's too */
	struct outputs outputs;
	struct spool findings, postures[POSTURE_RANKS];
	struct arena *scratch;
	struct finding_summary summary;
	struct posture_estate estate;
	struct hashset seen;         /* faults of included files, told once */
	struct since *since;         /* an earlier audit; NULL: none */
	size_t new, unchanged, gone; /* against it */
	size_t notes;
	bool failed; /* a finding that makes the exit status 1 */
	bool unread;
};

/* Opens the reports and the earlier audit of --since. */
int gather_open(struct gather *gather, struct run *run, struct error *err);
void gather_close(struct gather *gather);

/* Takes one record, or a row of them. */
int gather_record(struct gather *gather, const struct spool_record *record,
    struct error *err);
int gather_records(
    struct gather *gather, struct text records, struct error *err);

/* Writes the reports; the exit status, or -1 and `err`. */
int gather_finish(struct gather *gather, struct error *err);

#endif
