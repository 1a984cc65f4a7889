/* CAA rdata: who may issue certificates (RFC 8659, 4; parameters RFC 8657). */
#ifndef DNS_CAA_H
#define DNS_CAA_H

#include <stdint.h>

#include "../base/text.h"

/*
 * Slices of the rdata, which must outlive them. `issuer` and `parameters` are
 * those of issue, issuewild, issuemail and issuevmc: the issuer's domain name,
 * empty for "nobody", and what stands behind the first ';', trimmed.
 */
struct caa {
	uint8_t flags;
	struct text tag, value, issuer, parameters;
	const char *fault; /* NULL, or what is wrong */
};

/* False when the rdata has no tag at all. */
bool caa_parse(const uint8_t *rdata, size_t length, struct caa *ret);

/* Cuts the next "name=value" off `*parameters`; false at the end. */
bool caa_parameter(
    struct text *parameters, struct text *ret_name, struct text *ret_value);

#endif
