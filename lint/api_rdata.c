/* What rules ask about rdata with a grammar of its own. */
#include <ctype.h>

#include "context.h"
#include "dns/caa.h"
#include "dns/tlsa.h"

static const char *
lower_copy(struct arena *arena, struct text text)
{
	char *copy = arena_copy(arena, text.ptr, text.len);

	for (size_t i = 0; i < text.len; i++)
		copy[i] = (char)tolower((unsigned char)copy[i]);
	return copy;
}

bool
zp_caa_of(struct zp_ctx *ctx, struct zp_record record, struct zp_caa *ret)
{
	struct caa caa;

	if (record.opaque || !caa_parse(record.rdata, record.length, &caa))
		return false;
	*ret = (struct zp_caa){ .flags = caa.flags,
		.tag = lower_copy(ctx->scratch, caa.tag),
		.value = arena_copy(ctx->scratch, caa.value.ptr, caa.value.len),
		.issuer = lower_copy(ctx->scratch, caa.issuer),
		.parameters = arena_copy(
		    ctx->scratch, caa.parameters.ptr, caa.parameters.len),
		.fault = caa.fault };
	return true;
}

const char *
zp_tlsa_fault(struct zp_record record, bool mail)
{
	return record.opaque ? NULL :
			       tlsa_fault(record.rdata, record.length, mail);
}
