/* How a record was written: what stands around it in its file. */
#include <string.h>

#include "base/limits.h"
#include "context.h"
#include "dns/name.h"
#include "read/format.h"

static const struct source *
source_of(struct zp_record at, const struct record **ret)
{
	*ret = &at.zone->records.at[at.index];
	return at.zone->sources.at[(*ret)->source];
}

bool
zp_owner_is_blank(struct zp_record at)
{
	uint16_t flags = at.zone->records.at[at.index].flags;

	return (flags & (RECORD_NO_OWNER | RECORD_GENERATED)) ==
	    RECORD_NO_OWNER;
}

bool
zp_is_quoted(struct zp_record at, unsigned field)
{
	const struct record *record = NULL;
	const struct source *source = source_of(at, &record);
	uint32_t offset = 0, length = 0;

	/* Other languages have quotes of their own, around no text's meaning. */
	if (source->locate != NULL)
		return true;
	if (field == 0 && (record->flags & RECORD_GENERATED) == 0)
		return (record->flags & RECORD_QUOTED) != 0;
	return zonefile_locate(
		   source, record->offset, (int)field, &offset, &length) &&
	    source->bytes.ptr[offset] == '"';
}

const char *
zp_comment_behind(struct zp_ctx *ctx, struct zp_record at)
{
	const struct record *record = NULL;
	const struct source *source = source_of(at, &record);
	uint32_t offset = record->offset, length = 0;
	struct text rest = source->bytes;
	size_t i = 0;

	if (source->locate != NULL)
		return NULL;
	for (int field = -1;
	     zonefile_locate(source, record->offset, field, &offset, &length);
	     field++)
		;
	i = (size_t)offset + length;
	while (i < rest.len &&
	    (rest.ptr[i] == ' ' || rest.ptr[i] == '\t' || rest.ptr[i] == ')'))
		i++;
	if (i >= rest.len || rest.ptr[i] != ';')
		return NULL;
	rest.ptr += i + 1;
	rest.len -= i + 1;
	rest = text_trim(text_cut(&rest, '\n'));
	return arena_copy(ctx->scratch, rest.ptr, rest.len);
}

/* The line that ends at `end`, which then stands before it; false: none. */
static bool
line_before(struct text bytes, size_t least, size_t *end, struct text *ret)
{
	const char *newline = NULL;

	if (*end <= least)
		return false;
	newline = memrchr(bytes.ptr + least, '\n', *end - least);
	ret->ptr = newline == NULL ? bytes.ptr + least : newline + 1;
	ret->len = (size_t)(bytes.ptr + *end - ret->ptr);
	*end = newline == NULL ? 0 : (size_t)(newline - bytes.ptr);
	return true;
}

const char *
zp_origin_above(struct zp_ctx *ctx, struct zp_record at)
{
	const struct record *record = NULL;
	const struct source *source = source_of(at, &record);
	size_t end = record->offset;
	size_t least = end > LIMIT_LOOK_BACK ? end - LIMIT_LOOK_BACK : 0;
	struct text line;

	while (source->locate == NULL &&
	    line_before(source->bytes, least, &end, &line)) {
		if (!text_starts_nocase(line, TEXT("$ORIGIN")))
			continue;
		line.ptr += strlen("$ORIGIN");
		line.len -= strlen("$ORIGIN");
		line = text_trim(text_cut(&line, ';'));
		return arena_copy(ctx->scratch, line.ptr, line.len);
	}
	return "";
}
