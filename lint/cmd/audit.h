/*
 * What the two sides of an audit share: audit.c hands out files and takes what
 * comes of them; looking.c, in the children, looks at their zones.
 */
#ifndef CMD_AUDIT_H
#define CMD_AUDIT_H

#include <time.h>

#include "gather.h"
#include "shard.h"
#include "survey.h"

struct audit {
	struct run run;
	struct arena *arena;
	struct zp_estate estate; /* the parent's: stays empty */
	struct tree tree;
	struct crew crew;
	struct survey survey;
	struct {
		VECTOR_OF(uint32_t);
	} units; /* inputs that hold zones */
	struct shard_part part;
	struct text given; /* standard input; ptr NULL: not asked for */
	bool unpacked;     /* the tree is an archive */

	/* In a child. */
	struct reader reader;
	struct engine engine;
	struct arena *unit; /* reset for each zone */
	struct bytes *out;

	/* Where what is found goes. */
	struct gather gather;
	struct shard_out shard;
	bool sharding, stopped;
	size_t done, zones, records;      /* of what came so far */
	struct timespec started, looking; /* the run, its zones */
	bool unread;
};

/* In a child: before the first file, and for each (see base/crew.h). */
void audit_begin(void *data);
void audit_work(void *data, size_t unit, struct bytes *out);

/* In the parent: what a child that died over a file could not say. */
void audit_unfinished(struct audit *audit, const char *path, enum work_end end,
    struct bytes *out);

#endif
