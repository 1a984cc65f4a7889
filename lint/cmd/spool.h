/*
 * A row of records in a file: what an audit found, kept until it is reported,
 * and what a shard carries to the machine that joins them.
 *
 * A record is a letter, a length and that many bytes. A spool ends with a
 * record of its own that says how many stand before it and what they hash to,
 * so that one that was cut or changed is known.
 */
#ifndef CMD_SPOOL_H
#define CMD_SPOOL_H

#include <stdio.h>

#include "../base/error.h"
#include "../base/pack.h"

enum spool_kind {
	SPOOL_HEADER = 'H',
	SPOOL_ZONE = 'Z',    /* what follows, to the next, is this zone's */
	SPOOL_FINDING = 'F', /* finding_pack() */
	SPOOL_POSTURE = 'P', /* posture_pack() */
	SPOOL_FACTS = 'S',   /* of one file: survey.c */
	SPOOL_USED = 'A',    /* which waiver or line of a baseline was used */
	SPOOL_NOTE = 'N',    /* a line for the end of the report */
	SPOOL_UNREAD = 'U',  /* something was not read: the run is not whole */
	SPOOL_END = 'E'
};

/* Adds a record to bytes, as a worker hands them over. */
void spool_pack(struct bytes *bytes, enum spool_kind kind, struct text body);

/* Cuts the next record off `*records`; false at the end or when cut short. */
struct spool_record {
	enum spool_kind kind;
	struct text body;
};
bool spool_cut(struct text *records, struct spool_record *ret);

struct spool {
	FILE *file;
	const char *path; /* for messages */
	uint64_t records; /* written or read so far */
	void *hash;       /* of what was written or read so far */
	struct bytes body;
	bool ended; /* its end was read, and is right */
};

/* `file` stays the caller's. */
void spool_open(struct spool *spool, FILE *file, const char *path);
void spool_close(struct spool *spool);

int spool_put(struct spool *spool, enum spool_kind kind, struct text body,
    struct error *err);
int spool_put_end(struct spool *spool, struct error *err);

/*
 * 1 and a record that lives until the next call, 0 at a right end, -1 and
 * `err` for what is cut or damaged.
 */
int spool_next(
    struct spool *spool, struct spool_record *ret, struct error *err);

/* From the start again. */
int spool_rewind(struct spool *spool, struct error *err);

#endif
