/* What rules ask about rdata with a grammar of its own. */
#include <ctype.h>

#include "context.h"
#include "dns/caa.h"
#include "dns/tlsa.h"
#include "mail/mail.h"

static const char *
lower_copy(struct arena *arena, struct text text)
{
	char *copy = arena_copy(arena, text.ptr, text.len);

	for (size_t i = 0; i < text.len; i++)
		copy[i] = (char)tolower((unsigned char)copy[i]);
	return copy;
}

static const void *
caa_made(struct arena *kept, const struct zp_rrset *of)
{
	struct zp_record record = zp_rrset_at(of, 0);
	struct zp_caa *made = NULL;
	struct caa caa;

	if (!caa_parse(record.rdata, record.length, &caa))
		return NULL;
	made = arena_alloc(kept, sizeof *made);
	*made = (struct zp_caa){ .flags = caa.flags,
		.tag = lower_copy(kept, caa.tag),
		.value = arena_copy(kept, caa.value.ptr, caa.value.len),
		.issuer = lower_copy(kept, caa.issuer),
		.parameters = arena_copy(
		    kept, caa.parameters.ptr, caa.parameters.len),
		.fault = caa.fault };
	return made;
}

bool
zp_caa_of(struct zp_ctx *ctx, struct zp_record record, struct zp_caa *ret)
{
	struct zp_rrset of = rrset_of_one(record);
	const struct zp_caa *made =
	    record.opaque ? NULL : zp_made_of(ctx, &of, caa_made);

	if (made == NULL)
		return false;
	*ret = *made;
	return true;
}

const char *
zp_tlsa_fault(struct zp_record record, bool mail)
{
	return record.opaque ? NULL :
			       tlsa_fault(record.rdata, record.length, mail);
}
