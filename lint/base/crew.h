/*
 * Many pieces of work in processes of their own, so that one that crashes,
 * hangs or eats memory costs none of the others, and what comes of them comes
 * in their order, however many processes there are.
 *
 * The parent hands out units in batches; a child does one after the other and
 * writes what came of them. When a child dies, what it had not written is done
 * again in a fresh one (what came before may have eaten its memory) that writes
 * each unit by itself; when that dies as well, or takes too long, its unit has
 * failed, and the run goes on behind it.
 */
#ifndef BASE_CREW_H
#define BASE_CREW_H

#include <signal.h>

#include "error.h"
#include "pack.h"

enum work_end {
	WORK_DONE,
	WORK_CRASHED, /* killed by a signal, or left with a status */
	WORK_MEMORY,  /* it wanted more than it may have */
	WORK_TIME     /* over the time for one unit */
};

struct crew {
	size_t units;
	unsigned jobs;    /* processes at once; at least 1 */
	size_t batch;     /* units handed out at once; at least 1 */
	unsigned timeout; /* seconds for one unit; 0: no end */
	size_t memory;    /* bytes that one child may have; 0: any */
	const volatile sig_atomic_t *stop; /* not 0: end now; may be NULL */
	void *data;                        /* of the functions below */

	/* In a child, before its first unit; may be NULL. */
	void (*begin)(void *data);
	/* In a child: adds to `out`, which starts empty. */
	void (*work)(void *data, size_t unit, struct bytes *out);
	/* In the parent, in the order of the units; -1 ends the run. */
	int (*done)(void *data, size_t unit, enum work_end end, struct text out,
	    struct error *err);
	/* In the parent, a few times a second; may be NULL. */
	void (*tick)(void *data, size_t done);
};

/* 0 when all is done, 1 when stopped before, -1 and `err`. */
int crew_run(struct crew *crew, struct error *err);

/* Exit status of a child that could get no more memory. */
#define WORK_STATUS_MEMORY 4

#endif
