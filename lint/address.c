/* Addresses: their names in reverse zones, and the mail hosts they belong to. */
#include <string.h>

#include "context.h"
#include "dns/name.h"

/* Puts a label of one number before the name that ends the buffer. */
static uint8_t *
label_before(uint8_t *at, unsigned number, unsigned base)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *end = at;

	do {
		*--at = (uint8_t)digits[number % base];
		number /= base;
	} while (number > 0);
	at--;
	*at = (uint8_t)(end - at - 1);
	return at;
}

const uint8_t *
zp_reverse_name(struct zp_ctx *ctx, struct zp_record record)
{
	static const uint8_t in_addr[] = "\7in-addr\4arpa";
	static const uint8_t ip6[] = "\3ip6\4arpa";
	bool v6 = record.type == ZP_AAAA;
	const uint8_t *top = v6 ? ip6 : in_addr;
	size_t tail = name_length(top);
	uint8_t wire[NAME_WIRE], *at = wire + sizeof wire - tail;

	if (record.opaque || (!v6 && record.type != ZP_A) ||
	    record.length != (v6 ? 16 : 4))
		return NULL;
	memcpy(at, top, tail);
	for (unsigned i = 0; i < record.length; i++) {
		if (!v6) {
			at = label_before(at, record.rdata[i], 10);
			continue;
		}
		at = label_before(at, record.rdata[i] >> 4, 16);
		at = label_before(at, record.rdata[i] & 15u, 16);
	}
	return name_copy(ctx->scratch, at);
}

bool
zp_is_mail_host(struct zp_ctx *ctx, const struct zp_estate *estate,
    const uint8_t *host, struct zp_record *ret)
{
	size_t count = 0;
	const struct zp_reference *references = zp_references(
	    ctx, estate, host, &count);

	for (size_t i = 0; i < count; i++)
		if (references[i].at.type == ZP_MX) {
			*ret = references[i].at;
			return true;
		}
	return false;
}
