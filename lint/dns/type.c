/*
 * Types: their names, numbers and fields. One row a type; a type that is not
 * here is written TYPEnnn (RFC 3597).
 */
#include <stdio.h>
#include <string.h>

#include "rdata.h"

#define F(...)                         \
	{                              \
		__VA_ARGS__, FIELD_END \
	}

static const struct rdata_type types[] = {
	{ 1, "A", F(FIELD_IP4) },
	{ 2, "NS", F(FIELD_NAME) },
	{ 3, "MD", F(FIELD_NAME) },
	{ 4, "MF", F(FIELD_NAME) },
	{ 5, "CNAME", F(FIELD_NAME) },
	{ 6, "SOA",
	    F(FIELD_NAME, FIELD_NAME, FIELD_U32, FIELD_TTL, FIELD_TTL,
		FIELD_TTL, FIELD_TTL) },
	{ 7, "MB", F(FIELD_NAME) },
	{ 8, "MG", F(FIELD_NAME) },
	{ 9, "MR", F(FIELD_NAME) },
	{ 11, "WKS", F(FIELD_LDNS) },
	{ 12, "PTR", F(FIELD_NAME) },
	{ 13, "HINFO", F(FIELD_STRING, FIELD_STRING) },
	{ 14, "MINFO", F(FIELD_NAME, FIELD_NAME) },
	{ 15, "MX", F(FIELD_U16, FIELD_NAME) },
	{ 16, "TXT", F(FIELD_STRINGS) },
	{ 17, "RP", F(FIELD_NAME, FIELD_NAME) },
	{ 18, "AFSDB", F(FIELD_U16, FIELD_NAME) },
	{ 19, "X25", F(FIELD_STRING) },
	{ 20, "ISDN", F(FIELD_STRINGS) },
	{ 21, "RT", F(FIELD_U16, FIELD_NAME) },
	{ 22, "NSAP", F(FIELD_LDNS) },
	{ 24, "SIG", F(FIELD_LDNS) },
	{ 25, "KEY", F(FIELD_U16, FIELD_U8, FIELD_ALGORITHM, FIELD_BASE64) },
	{ 26, "PX", F(FIELD_U16, FIELD_NAME, FIELD_NAME) },
	{ 27, "GPOS", F(FIELD_STRING, FIELD_STRING, FIELD_STRING) },
	{ 28, "AAAA", F(FIELD_IP6) },
	{ 29, "LOC", F(FIELD_LDNS) },
	{ 33, "SRV", F(FIELD_U16, FIELD_U16, FIELD_U16, FIELD_NAME) },
	{ 35, "NAPTR",
	    F(FIELD_U16, FIELD_U16, FIELD_STRING, FIELD_STRING, FIELD_STRING,
		FIELD_NAME) },
	{ 36, "KX", F(FIELD_U16, FIELD_NAME) },
	{ 37, "CERT", F(FIELD_CERT, FIELD_U16, FIELD_ALGORITHM, FIELD_BASE64) },
	{ 39, "DNAME", F(FIELD_NAME) },
	{ 42, "APL", F(FIELD_LDNS) },
	{ 43, "DS", F(FIELD_U16, FIELD_ALGORITHM, FIELD_U8, FIELD_HEX) },
	{ 44, "SSHFP", F(FIELD_U8, FIELD_U8, FIELD_HEX) },
	{ 45, "IPSECKEY", F(FIELD_LDNS) },
	{ 46, "RRSIG",
	    F(FIELD_TYPE, FIELD_ALGORITHM, FIELD_U8, FIELD_TTL, FIELD_TIME,
		FIELD_TIME, FIELD_U16, FIELD_NAME, FIELD_BASE64) },
	{ 47, "NSEC", F(FIELD_NAME, FIELD_BITMAP) },
	{ 48, "DNSKEY", F(FIELD_U16, FIELD_U8, FIELD_ALGORITHM, FIELD_BASE64) },
	{ 49, "DHCID", F(FIELD_BASE64) },
	{ 50, "NSEC3",
	    F(FIELD_U8, FIELD_U8, FIELD_U16, FIELD_SALT, FIELD_HASHED,
		FIELD_BITMAP) },
	{ 51, "NSEC3PARAM", F(FIELD_U8, FIELD_U8, FIELD_U16, FIELD_SALT) },
	{ 52, "TLSA", F(FIELD_U8, FIELD_U8, FIELD_U8, FIELD_HEX) },
	{ 53, "SMIMEA", F(FIELD_U8, FIELD_U8, FIELD_U8, FIELD_HEX) },
	{ 55, "HIP", F(FIELD_LDNS) },
	{ 56, "NINFO", F(FIELD_STRINGS) },
	{ 58, "TALINK", F(FIELD_NAME, FIELD_NAME) },
	{ 59, "CDS", F(FIELD_U16, FIELD_ALGORITHM, FIELD_U8, FIELD_HEX) },
	{ 60, "CDNSKEY",
	    F(FIELD_U16, FIELD_U8, FIELD_ALGORITHM, FIELD_BASE64) },
	{ 61, "OPENPGPKEY", F(FIELD_BASE64) },
	{ 62, "CSYNC", F(FIELD_U32, FIELD_U16, FIELD_BITMAP) },
	{ 63, "ZONEMD", F(FIELD_U32, FIELD_U8, FIELD_U8, FIELD_HEX) },
	{ 64, "SVCB", F(FIELD_U16, FIELD_NAME, FIELD_PARAMS) },
	{ 65, "HTTPS", F(FIELD_U16, FIELD_NAME, FIELD_PARAMS) },
	{ 66, "DSYNC", F(FIELD_TYPE, FIELD_U8, FIELD_U16, FIELD_NAME) },
	{ 99, "SPF", F(FIELD_STRINGS) },
	{ 104, "NID", F(FIELD_LDNS) },
	{ 105, "L32", F(FIELD_LDNS) },
	{ 106, "L64", F(FIELD_LDNS) },
	{ 107, "LP", F(FIELD_U16, FIELD_NAME) },
	{ 108, "EUI48", F(FIELD_LDNS) },
	{ 109, "EUI64", F(FIELD_LDNS) },
	{ 256, "URI", F(FIELD_U16, FIELD_U16, FIELD_LONG) },
	{ 257, "CAA", F(FIELD_U8, FIELD_TAG, FIELD_LONG) },
	{ 258, "AVC", F(FIELD_STRINGS) },
	{ 259, "DOA", F(FIELD_END) },
	{ 260, "AMTRELAY", F(FIELD_END) },
	{ 261, "RESINFO", F(FIELD_STRINGS) },
	{ 262, "WALLET", F(FIELD_STRINGS) },
	{ 263, "CLA", F(FIELD_STRINGS) },
	{ 32768, "TA", F(FIELD_U16, FIELD_ALGORITHM, FIELD_U8, FIELD_HEX) },
	{ 32769, "DLV", F(FIELD_U16, FIELD_ALGORITHM, FIELD_U8, FIELD_HEX) },
	{ 65401, "ALIAS", F(FIELD_NAME) },
	{ 65401, "ANAME", F(FIELD_NAME) },
};

#define TYPES (sizeof types / sizeof *types)

/* Low numbers by index; the few high ones by a look at the end of the table. */
const struct rdata_type *
rdata_type(uint16_t type)
{
	size_t low = 0, high = TYPES;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (types[middle].type < type)
			low = middle + 1;
		else
			high = middle;
	}
	return low < TYPES && types[low].type == type ? &types[low] : NULL;
}

static bool
mnemonic_is(const char *mnemonic, struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		char upper = text.ptr[i];

		if (upper >= 'a' && upper <= 'z')
			upper = (char)(upper - ('a' - 'A'));
		if (mnemonic[i] != upper)
			return false;
	}
	return mnemonic[text.len] == '\0';
}

static uint16_t
number_after(struct text text, size_t prefix)
{
	uint32_t value = 0;

	if (text.len == prefix || text.len > prefix + 5)
		return 0;
	for (size_t i = prefix; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return 0;
		value = value * 10 + (uint32_t)(text.ptr[i] - '0');
	}
	return value > UINT16_MAX ? 0 : (uint16_t)value;
}

/* The handful that fills every zone is tried before the table is searched. */
uint16_t
type_from_text(struct text text)
{
	static const struct {
		char mnemonic[6];
		uint16_t type;
	} common[] = { { "A", 1 }, { "AAAA", 28 }, { "NS", 2 }, { "CNAME", 5 },
		{ "MX", 15 }, { "TXT", 16 }, { "SOA", 6 }, { "DS", 43 },
		{ "PTR", 12 }, { "SRV", 33 } };

	if (text.len == 0 || text.len > 10)
		return 0;
	for (size_t i = 0; i < sizeof common / sizeof *common; i++)
		if (mnemonic_is(common[i].mnemonic, text))
			return common[i].type;
	for (size_t i = 0; i < TYPES; i++)
		if (mnemonic_is(types[i].mnemonic, text))
			return types[i].type;
	if (text_starts_nocase(text, TEXT("TYPE")))
		return number_after(text, 4);
	return 0;
}

const char *
type_to_text(uint16_t type, char *ret)
{
	const struct rdata_type *row = rdata_type(type);

	if (row != NULL)
		snprintf(ret, 16, "%s", row->mnemonic);
	else
		snprintf(ret, 16, "TYPE%u", type);
	return ret;
}

const char *
type_meant(struct text word)
{
	static const char *const known[] = { "AAAA", "CNAME", "SOA", "PTR",
		"TXT", "SRV", "CAA", "TLSA", "NAPTR", "DNAME", "DNSKEY",
		"HTTPS", "SVCB", "SSHFP", "RRSIG", NULL };

	for (size_t i = 0; known[i] != NULL; i++)
		if (text_distance(word, text_of(known[i]), 1) <= 1)
			return known[i];
	return NULL;
}
