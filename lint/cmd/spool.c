/* Records into a file and back, with a hash at the end. */
#include "spool.h"

#include <string.h>

#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "../base/limits.h"

#define HEAD 5 /* the letter, the length */

void
spool_pack(struct bytes *bytes, enum spool_kind kind, struct text body)
{
	pack_u8(bytes, (uint8_t)kind);
	pack_text(bytes, body);
}

bool
spool_cut(struct text *records, struct spool_record *ret)
{
	struct unpack unpack = { .rest = *records };

	if (records->len == 0)
		return false;
	ret->kind = (enum spool_kind)unpack_u8(&unpack);
	ret->body = unpack_text(&unpack);
	*records = unpack.rest;
	return !unpack.bad;
}

void
spool_open(struct spool *spool, FILE *file, const char *path)
{
	*spool = (struct spool){ .file = file, .path = path };
	spool->hash = XXH3_createState();
	XXH3_64bits_reset(spool->hash);
}

void
spool_close(struct spool *spool)
{
	if (spool->hash != NULL)
		XXH3_freeState(spool->hash);
	vector_done(&spool->body);
	spool->hash = NULL;
}

/* ---------------------------------------------------------------- writing */

static int
put(struct spool *spool, struct text bytes, struct error *err)
{
	XXH3_64bits_update(spool->hash, bytes.ptr, bytes.len);
	if (fwrite(bytes.ptr, 1, bytes.len, spool->file) != bytes.len)
		return error_errno(err, "%s", spool->path);
	return 0;
}

int
spool_put(struct spool *spool, enum spool_kind kind, struct text body,
    struct error *err)
{
	spool->body.count = 0;
	pack_u8(&spool->body, (uint8_t)kind);
	pack_u32(&spool->body, (uint32_t)body.len);
	spool->records++;
	if (put(spool, (struct text){ spool->body.at, HEAD }, err) != 0)
		return -1;
	return body.len == 0 ? 0 : put(spool, body, err);
}

/* How many records, and their hash: of all that stands before. */
static void
end_pack(const struct spool *spool, struct bytes *bytes)
{
	pack_u64(bytes, spool->records);
	pack_u64(bytes, XXH3_64bits_digest(spool->hash));
}

int
spool_put_end(struct spool *spool, struct error *err)
{
	struct bytes body = { 0 };
	int status = 0;

	end_pack(spool, &body);
	status = spool_put(
	    spool, SPOOL_END, (struct text){ body.at, body.count }, err);
	vector_done(&body);
	return status;
}

/* ---------------------------------------------------------------- reading */

static int
cut_short(const struct spool *spool, struct error *err)
{
	return error_set(err, "%s: cut short or damaged", spool->path);
}

static int
get(struct spool *spool, void *ret, size_t length, struct error *err)
{
	if (fread(ret, 1, length, spool->file) != length)
		return ferror(spool->file) ?
		    error_errno(err, "%s", spool->path) :
		    cut_short(spool, err);
	return 0;
}

/* Grows with what is there, not with what the length claims. */
static int
get_body(struct spool *spool, size_t length, struct error *err)
{
	char block[65536];

	spool->body.count = 0;
	while (length > 0) {
		size_t part = length < sizeof block ? length : sizeof block;

		if (get(spool, block, part, err) != 0)
			return -1;
		pack_raw(&spool->body, block, part);
		length -= part;
	}
	return 0;
}

static int
end_check(struct spool *spool, struct text body, struct error *err)
{
	struct bytes right = { 0 };
	bool same = false;

	end_pack(spool, &right);
	same = body.len == right.count &&
	    memcmp(body.ptr, right.at, right.count) == 0;
	vector_done(&right);
	if (!same || getc(spool->file) != EOF)
		return cut_short(spool, err);
	spool->ended = true;
	return 0;
}

int
spool_next(struct spool *spool, struct spool_record *ret, struct error *err)
{
	char head[HEAD];
	struct unpack unpack = { .rest = { head, HEAD } };
	uint32_t length = 0;

	if (get(spool, head, HEAD, err) != 0)
		return -1;
	ret->kind = (enum spool_kind)unpack_u8(&unpack);
	length = unpack_u32(&unpack);
	if (length > LIMIT_SPOOL_RECORD)
		return cut_short(spool, err);
	if (get_body(spool, length, err) != 0)
		return -1;
	ret->body = (struct text){ spool->body.at, spool->body.count };
	if (ret->kind == SPOOL_END)
		return end_check(spool, ret->body, err);
	XXH3_64bits_update(spool->hash, head, HEAD);
	if (length > 0)
		XXH3_64bits_update(spool->hash, ret->body.ptr, length);
	spool->records++;
	return 1;
}

int
spool_rewind(struct spool *spool, struct error *err)
{
	if (fflush(spool->file) != 0 || fseeko(spool->file, 0, SEEK_SET) != 0)
		return error_errno(err, "%s", spool->path);
	XXH3_64bits_reset(spool->hash);
	spool->records = 0;
	spool->ended = false;
	return 0;
}
