/* Which zones are whose, and the file they go to. */
#include "shard.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../policy/config.h"

/* ------------------------------------------------------------------ parts */

static bool
read_number(const char *text, uint32_t *ret)
{
	char *end = NULL;
	unsigned long value = 0;

	if (text == NULL || *text < '0' || *text > '9')
		return false;
	value = strtoul(text, &end, 10);
	if (*end != '\0' || value > UINT32_MAX)
		return false;
	*ret = (uint32_t)value;
	return true;
}

/* Schedulers that give an index to each task of an array. */
static const struct scheduler {
	const char *index, *first, *count; /* variables; NULL: there is none */
	uint32_t from; /* the first index, without `first` */
} schedulers[] = {
	{ "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN",
	    "SLURM_ARRAY_TASK_COUNT", 1 },
	{ "JOB_COMPLETION_INDEX", NULL, NULL, 0 },
	{ "AWS_BATCH_JOB_ARRAY_INDEX", NULL, "AWS_BATCH_JOB_ARRAY_SIZE", 0 },
	{ "CI_NODE_INDEX", NULL, "CI_NODE_TOTAL", 1 },
};

static int
part_from_scheduler(
    const char *count, struct shard_part *ret, struct error *err)
{
	for (size_t i = 0; i < sizeof schedulers / sizeof *schedulers; i++) {
		const struct scheduler *each = &schedulers[i];
		uint32_t index = 0, first = each->from;

		if (!read_number(getenv(each->index), &index))
			continue;
		if (each->first != NULL)
			read_number(getenv(each->first), &first);
		if (index < first)
			return error_usage(
			    err, "--shard: %s is below %u", each->index, first);
		ret->index = index - first + 1;
		if (read_number(count, &ret->of) ||
		    (each->count != NULL &&
			read_number(getenv(each->count), &ret->of)))
			return 0;
		return error_usage(err,
		    "--shard: %s says which part this is; say of how many: "
		    "--shard auto/N",
		    each->index);
	}
	return error_usage(err,
	    "--shard auto: no scheduler says which part this is "
	    "(SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, "
	    "AWS_BATCH_JOB_ARRAY_INDEX, CI_NODE_INDEX)");
}

int
shard_part_read(const char *text, struct shard_part *ret, struct error *err)
{
	struct text rest = text_of(text);
	struct text index = text_cut(&rest, '/');
	char number[16] = "";

	*ret = (struct shard_part){ 0, 0 };
	if (text_equal(index, TEXT("auto"))) {
		if (part_from_scheduler(rest.ptr, ret, err) != 0)
			return -1;
	} else if (index.len < sizeof number && rest.ptr != NULL) {
		memcpy(number, index.ptr, index.len);
		if (!read_number(number, &ret->index) ||
		    !read_number(rest.ptr, &ret->of))
			ret->of = 0;
	}
	if (ret->of == 0 || ret->of > SHARDS_MAX || ret->index == 0 ||
	    ret->index > ret->of)
		return error_usage(err,
		    "--shard: \"%s\" is no part such as 3/16 (from 1, of at "
		    "most %d)",
		    text, SHARDS_MAX);
	return 0;
}

bool
shard_has(struct shard_part part, uint64_t hash)
{
	return part.of == 0 || hash % part.of == part.index - 1;
}

/* ---------------------------------------------------------------- headers */

static uint64_t
rules_hash(const struct zp_rule *const *rules)
{
	uint64_t hash = 0;

	for (; *rules != NULL; rules++) {
		hash = XXH3_64bits_withSeed(
		    (*rules)->id, strlen((*rules)->id) + 1, hash);
		hash = hash * 31 + (uint64_t)(*rules)->severity;
	}
	return hash;
}

/* Waivers and baselines are named by their number from one to the other. */
static uint64_t
allows_hash(const struct allows *allows)
{
	uint64_t hash = allows->count;

	for (size_t i = 0; i < allows->count; i++) {
		const struct allow *each = &allows->at[i];

		hash = XXH3_64bits_withSeed(
		    each->rules.ptr, each->rules.len, hash);
		hash = XXH3_64bits_withSeed(
		    each->name.ptr, each->name.len, hash);
		if (each->fingerprint != NULL)
			hash = XXH3_64bits_withSeed(
			    each->fingerprint, strlen(each->fingerprint), hash);
		hash += (uint64_t)each->until;
	}
	return hash;
}

struct shard_header
shard_header_of(struct run *run, struct arena *arena, uint64_t estate,
    struct shard_part part)
{
	size_t bytes = (part.of + 7) / 8;
	uint8_t *parts = arena_array(arena, bytes, 1);

	parts[(part.index - 1) / 8] |= (uint8_t)(1u << (part.index - 1) % 8);
	return (struct shard_header){ .rules = rules_hash(
					  run->options->rules_known),
		.config = run->config_hash ^ allows_hash(&run->policy.allows),
		.estate = estate,
		.of = part.of,
		.whole = run->policy.whole,
		.version = ZONEPROOF_VERSION,
		.parts = parts,
		.part_bytes = bytes };
}

void
shard_header_pack(const struct shard_header *header, struct bytes *bytes)
{
	pack_string(bytes, header->version);
	pack_u64(bytes, header->rules);
	pack_u64(bytes, header->config);
	pack_u64(bytes, header->estate);
	pack_u32(bytes, header->of);
	pack_u8(bytes, header->whole);
	pack_text(bytes,
	    (struct text){ (const char *)header->parts, header->part_bytes });
}

bool
shard_header_unpack(
    struct text body, struct arena *arena, struct shard_header *ret)
{
	struct unpack unpack = { .rest = body };
	struct text parts;

	ret->version = unpack_word(&unpack, arena);
	ret->rules = unpack_u64(&unpack);
	ret->config = unpack_u64(&unpack);
	ret->estate = unpack_u64(&unpack);
	ret->of = unpack_u32(&unpack);
	ret->whole = unpack_u8(&unpack) != 0;
	parts = unpack_text(&unpack);
	if (unpack.bad || unpack.rest.len != 0 || ret->of == 0 ||
	    ret->of > SHARDS_MAX || parts.len != (ret->of + 7) / 8)
		return false;
	ret->parts = (const uint8_t *)arena_copy(arena, parts.ptr, parts.len);
	ret->part_bytes = parts.len;
	return true;
}

bool
shard_header_has(const struct shard_header *header, uint32_t index)
{
	return header->parts[(index - 1) / 8] >> (index - 1) % 8 & 1;
}

const char *
shard_header_differs(const struct shard_header *a, const struct shard_header *b)
{
	if (strcmp(a->version, b->version) != 0)
		return "the version of zoneproof";
	if (a->of != b->of)
		return "the number of shards";
	if (a->rules != b->rules)
		return "the rules";
	if (a->config != b->config || a->whole != b->whole)
		return "the configuration";
	return a->estate != b->estate ? "the zones" : NULL;
}

/* ------------------------------------------------------------------ files */

static const char *const magics[] = {
	[SHARD_FOUND] = SHARD_MAGIC, [SHARD_FACTS] = SHARD_MAGIC_FACTS
};

#define MAGIC_LENGTH (sizeof SHARD_MAGIC - 1)

static bool
read_magic(FILE *file, enum shard_kind *ret)
{
	char magic[MAGIC_LENGTH];

	if (fread(magic, 1, sizeof magic, file) != sizeof magic)
		return false;
	for (int i = 0; i < 2; i++)
		if (memcmp(magic, magics[i], sizeof magic) == 0) {
			*ret = (enum shard_kind)i;
			return true;
		}
	return false;
}

int
shard_in_open(struct spool *spool, struct arena *arena, const char *path,
    enum shard_kind *ret_kind, struct shard_header *ret, struct error *err)
{
	struct spool_record record;
	struct error ignored = { 0 };
	FILE *file = fopen(path, "rb");

	if (file == NULL)
		return error_errno(err, "%s", path);
	spool_open(spool, file, path);
	if (!read_magic(file, ret_kind) ||
	    spool_next(spool, &record, &ignored) != 1 ||
	    record.kind != SPOOL_HEADER ||
	    !shard_header_unpack(record.body, arena, ret))
		return error_set(err, "%s: no shard of an audit", path);
	return 0;
}

int
shard_out_open(struct shard_out *out, struct arena *arena, const char *path,
    enum shard_kind kind, const struct shard_header *header, struct error *err)
{
	struct bytes bytes = { 0 };
	int status = 0;

	if (outfile_open(&out->file, arena, path, err) != 0)
		return -1;
	spool_open(&out->spool, out->file.file, path);
	shard_header_pack(header, &bytes);
	if (fputs(magics[kind], out->file.file) == EOF)
		status = error_errno(err, "%s", path);
	else
		status = spool_put(&out->spool, SPOOL_HEADER,
		    (struct text){ bytes.at, bytes.count }, err);
	vector_done(&bytes);
	if (status != 0)
		shard_out_drop(out);
	return status;
}

int
shard_out_keep(struct shard_out *out, struct error *err)
{
	int status = spool_put_end(&out->spool, err);

	spool_close(&out->spool);
	if (status != 0) {
		outfile_drop(&out->file);
		return -1;
	}
	return outfile_keep(&out->file, err);
}

void
shard_out_drop(struct shard_out *out)
{
	spool_close(&out->spool);
	outfile_drop(&out->file);
}
