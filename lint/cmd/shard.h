/*
 * A shard: what an audit of a part of the zones found, in a file, so that
 * several machines can share one estate.
 *
 * Shard I of N has the zones whose name hashes to I. Every shard surveys the
 * whole estate, so that rules see zones of other shards; its header says which
 * program, rules, configuration and estate it was made with, and shards are
 * joined only where these agree. Joined shards are a shard again.
 */
#ifndef CMD_SHARD_H
#define CMD_SHARD_H

#include "../base/outfile.h"
#include "options.h"
#include "run.h"
#include "spool.h"

#define SHARDS_MAX 65536

/* Which part of how many; `of` 0: all in one. */
struct shard_part {
	uint32_t index, of; /* index from 1 */
};

/*
 * "3/16"; "auto" or "auto/16" takes the index, and the count where the
 * scheduler says it, from SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX,
 * AWS_BATCH_JOB_ARRAY_INDEX or CI_NODE_INDEX. ERROR_USAGE when that fails.
 */
int shard_part_read(
    const char *text, struct shard_part *ret, struct error *err);

/* Is a zone whose name has this hash (name_hash()) in the part? */
bool shard_has(struct shard_part part, uint64_t hash);

/* What shards must agree on. */
struct shard_header {
	uint64_t rules, config, estate;
	uint32_t of;
	bool whole; /* all there is, so that an unused waiver is one */
	const char *version;
	const uint8_t *parts; /* a bit for each index, from bit 0 */
	size_t part_bytes;
};

struct shard_header shard_header_of(struct run *run, struct arena *arena,
    uint64_t estate, struct shard_part part);
void shard_header_pack(const struct shard_header *header, struct bytes *bytes);
bool shard_header_unpack(
    struct text body, struct arena *arena, struct shard_header *ret);

bool shard_header_has(const struct shard_header *header, uint32_t index);
/* NULL, or in what the two differ: "the configuration". */
const char *shard_header_differs(
    const struct shard_header *a, const struct shard_header *b);

/* What a part found, or what it surveyed (survey.h) for all others. */
enum shard_kind { SHARD_FOUND, SHARD_FACTS };

/*
 * Opens a file of either kind and reads its header; what follows is the
 * spool's. The caller closes spool->file and the spool, on failure too.
 */
int shard_in_open(struct spool *spool, struct arena *arena, const char *path,
    enum shard_kind *ret_kind, struct shard_header *ret, struct error *err);

/* A shard's file while it is written: whole at the end, or not there. */
struct shard_out {
	struct outfile file;
	struct spool spool;
};

int shard_out_open(struct shard_out *out, struct arena *arena, const char *path,
    enum shard_kind kind, const struct shard_header *header, struct error *err);
int shard_out_keep(struct shard_out *out, struct error *err);
void shard_out_drop(struct shard_out *out);

/* What such a file begins with, as long as the other. */
#define SHARD_MAGIC       "zoneproof shard 1\n"
#define SHARD_MAGIC_FACTS "zoneproof facts 1\n"

#endif
