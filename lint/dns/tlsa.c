/* TLSA rdata: RFC 6698, 2.1; in use RFC 7671; for mail RFC 7672. */
#include "tlsa.h"

enum { USAGE, SELECTOR, MATCHING, DATA };

/* The length of a digest by its matching type; 0: a whole certificate or key. */
static const size_t lengths[] = { 0, 32, 64 };

#define MATCHINGS (sizeof lengths / sizeof *lengths)

const char *
tlsa_fault(const uint8_t *rdata, size_t length, bool mail)
{
	if (length <= DATA)
		return "it has no data";
	if (rdata[USAGE] > 3)
		return "the usage is 0 to 3";
	if (rdata[SELECTOR] > 1)
		return "the selector is 0 or 1";
	if (rdata[MATCHING] >= MATCHINGS)
		return "the matching type is 0 to 2";
	if (rdata[MATCHING] > 0 && length - DATA != lengths[rdata[MATCHING]])
		return "the digest has not the length of its kind";
	/* Certificates and keys in DER begin with a SEQUENCE. */
	if (rdata[MATCHING] == 0 && rdata[DATA] != 0x30)
		return "no certificate or key in full stands there";
	if (mail && rdata[USAGE] < 2)
		return "senders of mail pass over the usages 0 and 1";
	return NULL;
}
