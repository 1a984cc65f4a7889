/* TLSA rdata: which certificate a server must show (RFC 6698, 2.1). */
#ifndef DNS_TLSA_H
#define DNS_TLSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What is wrong with one, NULL for nothing. `mail`: it stands at a mail port,
 * where only the usages 2 and 3 count (RFC 7672, 3.1).
 */
const char *tlsa_fault(const uint8_t *rdata, size_t length, bool mail);

#endif
