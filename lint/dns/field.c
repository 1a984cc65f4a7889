/*
 * Fields of rdata: one word of a master file to wire form. Ranges are ours to
 * watch: what other readers wrap, we refuse.
 */
#include "rdata.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/limits.h"
#include "ldns_rdata.h"
#include "name.h"
#include "svcb.h"

static int
put(struct rdata_writer *writer, const void *bytes, size_t length,
    struct error *err)
{
	if (writer->length + length > LIMIT_RDATA)
		return error_set(
		    err, "the record's data is over %d bytes", LIMIT_RDATA);
	memcpy(writer->bytes + writer->length, bytes, length);
	writer->length += length;
	return 0;
}

static int
put_number(
    struct rdata_writer *writer, uint32_t value, int width, struct error *err)
{
	uint8_t bytes[4] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16),
		(uint8_t)(value >> 8), (uint8_t)value };

	return put(writer, bytes + 4 - width, (size_t)width, err);
}

static int
word_fault(struct text word, const char *what, struct error *err)
{
	return error_set(err, "'%.*s%s' %s",
	    (int)(word.len < 60 ? word.len : 60), word.ptr,
	    word.len > 60 ? "…" : "", what);
}

/* Digits only, at most `most`; -1 when it is anything else. */
static int64_t
decimal(struct text word, uint32_t most)
{
	uint64_t value = 0;

	if (word.len == 0)
		return -1;
	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] < '0' || word.ptr[i] > '9')
			return -1;
		value = value * 10 + (uint64_t)(word.ptr[i] - '0');
		if (value > most)
			return -1;
	}
	return (int64_t)value;
}

static int
field_number(
    struct rdata_writer *writer, struct text word, int width, struct error *err)
{
	static const struct {
		uint32_t most;
		const char *fault;
	} ranges[] = {
		[1] = { UINT8_MAX, "is not a number from 0 to 255" },
		[2] = { UINT16_MAX, "is not a number from 0 to 65535" },
		[4] = { UINT32_MAX, "is not a number from 0 to 4294967295" },
	};
	int64_t value = decimal(word, ranges[width].most);

	if (value < 0)
		return word_fault(word, ranges[width].fault, err);
	return put_number(writer, (uint32_t)value, width, err);
}

static uint32_t
unit_seconds(char unit)
{
	switch (unit | 0x20) {
	case 'w':
		return 604800;
	case 'd':
		return 86400;
	case 'h':
		return 3600;
	case 'm':
		return 60;
	case 's':
		return 1;
	default:
		return 0;
	}
}

enum ttl_fault
ttl_from_text(struct text text, uint32_t *ret)
{
	uint64_t total = 0, value = 0;
	bool digits = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c >= '0' && c <= '9') {
			value = value * 10 + (uint64_t)(c - '0');
			digits = true;
			if (value > UINT32_MAX)
				value = (uint64_t)UINT32_MAX + 1;
			continue;
		}
		if (!digits || unit_seconds(c) == 0)
			return TTL_NONE;
		total += value * unit_seconds(c);
		value = 0;
		digits = false;
	}
	if (text.len == 0 || text.ptr[0] < '0' || text.ptr[0] > '9')
		return TTL_NONE;
	total += value;
	if (total > UINT32_MAX)
		return TTL_RANGE;
	*ret = total > INT32_MAX ? 0 : (uint32_t)total;
	return total > INT32_MAX ? TTL_HIGH : TTL_OK;
}

static int
field_ttl(struct rdata_writer *writer, struct text word, struct error *err)
{
	uint32_t value = 0;

	switch (ttl_from_text(word, &value)) {
	case TTL_OK:
		return put_number(writer, value, 4, err);
	case TTL_HIGH:
	case TTL_RANGE:
		return word_fault(word, "is over 2147483647 seconds", err);
	default:
		return word_fault(word,
		    "is no time: a number of seconds, or such as 1d12h", err);
	}
}

static int
field_address(struct rdata_writer *writer, struct text word, int family,
    struct error *err)
{
	char text[64];
	uint8_t bytes[16];

	if (word.len < sizeof text) {
		memcpy(text, word.ptr, word.len);
		text[word.len] = '\0';
		if (strlen(text) == word.len &&
		    inet_pton(family, text, bytes) == 1)
			return put(
			    writer, bytes, family == AF_INET ? 4 : 16, err);
	}
	return word_fault(word,
	    family == AF_INET ? "is no IPv4 address" : "is no IPv6 address",
	    err);
}

/* Most A records are plain; they are read without a copy. */
static int
field_ip4(struct rdata_writer *writer, struct text word, struct error *err)
{
	uint8_t bytes[4];
	size_t at = 0;

	for (int i = 0; i < 4; i++) {
		unsigned value = 0;
		size_t start = at;

		while (at < word.len && word.ptr[at] >= '0' &&
		    word.ptr[at] <= '9' && at - start < 3)
			value = value * 10 + (unsigned)(word.ptr[at++] - '0');
		if (at == start || value > 255 ||
		    (at - start > 1 && word.ptr[start] == '0') ||
		    (i < 3 && (at >= word.len || word.ptr[at++] != '.')))
			return word_fault(word, "is no IPv4 address", err);
		bytes[i] = (uint8_t)value;
	}
	if (at != word.len)
		return word_fault(word, "is no IPv4 address", err);
	return put(writer, bytes, 4, err);
}

static int
field_name(struct rdata_writer *writer, struct text word, struct error *err)
{
	uint8_t name[NAME_WIRE];
	size_t length = 0;
	enum name_fault fault = name_from_text(
	    word, writer->origin, name, &length);

	if (fault != NAME_OK)
		return word_fault(word, name_fault_text(fault), err);
	return put(writer, name, length, err);
}

/* Undoes the escapes of a word; false when one is broken. */
static bool
unescape(struct text word, uint8_t *ret, size_t most, size_t *ret_length,
    bool *ret_long)
{
	size_t length = 0;

	*ret_long = false;
	for (size_t i = 0; i < word.len; i++) {
		unsigned value = (unsigned char)word.ptr[i];

		if (value == '\\') {
			if (i + 1 >= word.len)
				return false;
			value = (unsigned char)word.ptr[++i];
			if (value >= '0' && value <= '9') {
				if (i + 2 >= word.len ||
				    decimal((struct text){ word.ptr + i, 3 },
					255) < 0)
					return false;
				value = (unsigned)decimal(
				    (struct text){ word.ptr + i, 3 }, 255);
				i += 2;
			}
		}
		if (length == most) {
			*ret_long = true;
			return false;
		}
		ret[length++] = (uint8_t)value;
	}
	*ret_length = length;
	return true;
}

static int
field_string(struct rdata_writer *writer, struct text word, struct error *err)
{
	uint8_t bytes[1 + LIMIT_STRING];
	size_t length = 0;
	bool too_long = false;

	if (!unescape(word, bytes + 1, LIMIT_STRING, &length, &too_long))
		return too_long ?
		    error_set(err,
			"a string of over 255 bytes: servers refuse it; "
			"split it into several quoted strings") :
		    word_fault(
			word, "has a broken escape: \\DDD is 000 to 255", err);
	bytes[0] = (uint8_t)length;
	return put(writer, bytes, length + 1, err);
}

static int
field_long(struct rdata_writer *writer, struct text word, struct error *err)
{
	size_t length = 0;
	bool too_long = false;

	if (!unescape(word, writer->bytes + writer->length,
		LIMIT_RDATA - writer->length, &length, &too_long))
		return word_fault(word,
		    too_long ? "is too long" :
			       "has a broken escape: \\DDD is 000 to 255",
		    err);
	writer->length += length;
	return 0;
}

static int
field_tag(struct rdata_writer *writer, struct text word, struct error *err)
{
	uint8_t bytes[16];

	if (word.len == 0 || word.len > 15)
		return word_fault(
		    word, "is no CAA tag: 1 to 15 letters and digits", err);
	for (size_t i = 0; i < word.len; i++) {
		char c = word.ptr[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			(c >= 'A' && c <= 'Z')))
			return word_fault(word,
			    "is no CAA tag: letters and digits only", err);
		bytes[1 + i] = (uint8_t)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	bytes[0] = (uint8_t)word.len;
	return put(writer, bytes, word.len + 1, err);
}

static int
field_type(struct rdata_writer *writer, struct text word, struct error *err)
{
	uint16_t type = type_from_text(word);

	if (type == 0)
		return word_fault(word, "is no record type", err);
	return put_number(writer, type, 2, err);
}

/* Mnemonics of RFC 4034, A.1 and of CERT (RFC 4398). */
struct mnemonic {
	const char *name;
	uint16_t value;
};

static const struct mnemonic algorithms[] = { { "RSAMD5", 1 }, { "DH", 2 },
	{ "DSA", 3 }, { "RSASHA1", 5 }, { "DSA-NSEC3-SHA1", 6 },
	{ "RSASHA1-NSEC3-SHA1", 7 }, { "RSASHA256", 8 }, { "RSASHA512", 10 },
	{ "ECC-GOST", 12 }, { "ECDSAP256SHA256", 13 },
	{ "ECDSAP384SHA384", 14 }, { "ED25519", 15 }, { "ED448", 16 },
	{ "INDIRECT", 252 }, { "PRIVATEDNS", 253 }, { "PRIVATEOID", 254 },
	{ NULL, 0 } };

static const struct mnemonic certificates[] = { { "PKIX", 1 }, { "SPKI", 2 },
	{ "PGP", 3 }, { "IPKIX", 4 }, { "ISPKI", 5 }, { "IPGP", 6 },
	{ "ACPKIX", 7 }, { "IACPKIX", 8 }, { "URI", 253 }, { "OID", 254 },
	{ NULL, 0 } };

static int
field_mnemonic(struct rdata_writer *writer, struct text word,
    const struct mnemonic *table, int width, struct error *err)
{
	for (; table->name != NULL; table++)
		if (text_equal_nocase(word, text_of(table->name)))
			return put_number(writer, table->value, width, err);
	return field_number(writer, word, width, err);
}

static bool
two_digits(const char *at, int *ret)
{
	int64_t value = decimal((struct text){ at, 2 }, 99);

	*ret = (int)value;
	return value >= 0;
}

/* YYYYMMDDHHmmSS (RFC 4034, 3.2), or seconds. */
static int
field_time(struct rdata_writer *writer, struct text word, struct error *err)
{
	struct tm date = { 0 };
	int century = 0, year = 0;
	time_t seconds = 0;

	if (word.len != 14)
		return field_number(writer, word, 4, err);
	if (!two_digits(word.ptr, &century) ||
	    !two_digits(word.ptr + 2, &year) ||
	    !two_digits(word.ptr + 4, &date.tm_mon) ||
	    !two_digits(word.ptr + 6, &date.tm_mday) ||
	    !two_digits(word.ptr + 8, &date.tm_hour) ||
	    !two_digits(word.ptr + 10, &date.tm_min) ||
	    !two_digits(word.ptr + 12, &date.tm_sec) || date.tm_mon < 1 ||
	    date.tm_mon > 12 || date.tm_mday < 1 || date.tm_mday > 31 ||
	    date.tm_hour > 23 || date.tm_min > 59 || date.tm_sec > 59)
		return word_fault(word, "is no date: YYYYMMDDHHmmSS", err);
	date.tm_year = century * 100 + year - 1900;
	date.tm_mon--;
	seconds = timegm(&date);
	return put_number(writer, (uint32_t)seconds, 4, err);
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* An odd digit waits in `open` for its other half, maybe in the next word. */
static int
field_hex(struct rdata_writer *writer, struct text word, struct error *err)
{
	for (size_t i = 0; i < word.len; i++) {
		int value = nibble(word.ptr[i]);
		uint8_t byte = 0;

		if (value < 0)
			return word_fault(word, "is not hexadecimal", err);
		if (writer->open_count++ % 2 == 0) {
			writer->open = (uint32_t)value;
			continue;
		}
		byte = (uint8_t)(writer->open << 4 | (uint32_t)value);
		if (put(writer, &byte, 1, err) != 0)
			return -1;
	}
	return 0;
}

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

#define BASE64_PAD 0x80000000u /* in `open`: a '=' was seen */

static int
base64_group(struct rdata_writer *writer, int bytes, struct error *err)
{
	uint32_t group = writer->open & 0xffffff;
	uint8_t out[3] = { (uint8_t)(group >> 16), (uint8_t)(group >> 8),
		(uint8_t)group };

	return put(writer, out, (size_t)bytes, err);
}

static int
field_base64(struct rdata_writer *writer, struct text word, struct error *err)
{
	for (size_t i = 0; i < word.len; i++) {
		int value = base64_value(word.ptr[i]);
		bool pad = word.ptr[i] == '=';

		if (pad ? writer->open_count < 2 :
			  value < 0 || (writer->open & BASE64_PAD) != 0)
			return word_fault(word, "is not base64", err);
		if (pad && (writer->open & BASE64_PAD) == 0) {
			int bytes = (int)writer->open_count - 1;

			writer->open <<= 6 * (4 - writer->open_count);
			if (base64_group(writer, bytes, err) != 0)
				return -1;
			writer->open = BASE64_PAD;
		} else if (!pad)
			writer->open = writer->open << 6 | (uint32_t)value;
		if (++writer->open_count < 4)
			continue;
		if (!pad && base64_group(writer, 3, err) != 0)
			return -1;
		writer->open &= BASE64_PAD;
		writer->open_count = 0;
	}
	return 0;
}

static int
field_salt(struct rdata_writer *writer, struct text word, struct error *err)
{
	size_t at = writer->length;

	if (word.len == 1 && word.ptr[0] == '-')
		return put_number(writer, 0, 1, err);
	if (put_number(writer, 0, 1, err) != 0 ||
	    field_hex(writer, word, err) != 0)
		return -1;
	if (writer->open_count % 2 != 0 || writer->length - at - 1 > 255)
		return word_fault(word, "is no salt: pairs of hex digits", err);
	writer->bytes[at] = (uint8_t)(writer->length - at - 1);
	writer->open_count = 0;
	return 0;
}

/* base32hex without padding (RFC 5155, 3.3). */
static int
field_hashed(struct rdata_writer *writer, struct text word, struct error *err)
{
	uint8_t bytes[1 + LIMIT_STRING];
	uint32_t open = 0;
	unsigned bits = 0;
	size_t length = 0;

	for (size_t i = 0; i < word.len; i++) {
		char c = word.ptr[i];
		int value = c >= '0' && c <= '9' ? c - '0' :
		    (c | 0x20) >= 'a' && (c | 0x20) <= 'v' ?
						   (c | 0x20) - 'a' + 10 :
						   -1;

		if (value < 0 || length >= LIMIT_STRING)
			return word_fault(word, "is not base32hex", err);
		open = open << 5 | (uint32_t)value;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			bytes[1 + length++] = (uint8_t)(open >> bits);
		}
	}
	if (length == 0)
		return word_fault(word, "is not base32hex", err);
	bytes[0] = (uint8_t)length;
	return put(writer, bytes, length + 1, err);
}

/*
 * NSEC's types, in any order: the window's 32 bytes are kept whole until
 * rdata_finish(), so the writer's tail holds 8 KiB of bits for a moment.
 */
#define BITMAP_BYTES 8192

static int
field_bitmap(struct rdata_writer *writer, struct text word, struct error *err)
{
	uint16_t type = type_from_text(word);

	if (type == 0)
		return word_fault(word, "is no record type", err);
	if (writer->open_count == 0) {
		if (writer->length + BITMAP_BYTES > LIMIT_RDATA)
			return error_set(err, "the record's data is too long");
		writer->open_at = writer->length;
		memset(writer->bytes + writer->length, 0, BITMAP_BYTES);
		writer->open_count = 1;
	}
	writer->bytes[writer->open_at + type / 8] |=
	    (uint8_t)(0x80 >> (type % 8));
	return 0;
}

static int
bitmap_finish(struct rdata_writer *writer)
{
	uint8_t bits[BITMAP_BYTES];

	if (writer->open_count == 0)
		return 0;
	memcpy(bits, writer->bytes + writer->open_at, sizeof bits);
	for (unsigned window = 0; window < 256; window++) {
		const uint8_t *from = bits + (size_t)window * 32;
		uint8_t used = 32;

		while (used > 0 && from[used - 1] == 0)
			used--;
		if (used == 0)
			continue;
		writer->bytes[writer->length++] = (uint8_t)window;
		writer->bytes[writer->length++] = used;
		memcpy(writer->bytes + writer->length, from, used);
		writer->length += used;
	}
	return 0;
}

static int
field_ldns(struct rdata_writer *writer, struct text word, bool quoted,
    struct error *err)
{
	return ldns_collect(writer, word, quoted, err);
}

int
rdata_field(struct rdata_writer *writer, enum field_kind kind, struct text word,
    bool quoted, struct error *err)
{
	switch (kind) {
	case FIELD_U8:
		return field_number(writer, word, 1, err);
	case FIELD_U16:
		return field_number(writer, word, 2, err);
	case FIELD_U32:
		return field_number(writer, word, 4, err);
	case FIELD_TTL:
		return field_ttl(writer, word, err);
	case FIELD_IP4:
		return field_ip4(writer, word, err);
	case FIELD_IP6:
		return field_address(writer, word, AF_INET6, err);
	case FIELD_NAME:
		return field_name(writer, word, err);
	case FIELD_STRING:
	case FIELD_STRINGS:
		return field_string(writer, word, err);
	case FIELD_TYPE:
		return field_type(writer, word, err);
	case FIELD_ALGORITHM:
		return field_mnemonic(writer, word, algorithms, 1, err);
	case FIELD_CERT:
		return field_mnemonic(writer, word, certificates, 2, err);
	case FIELD_TIME:
		return field_time(writer, word, err);
	case FIELD_SALT:
		return field_salt(writer, word, err);
	case FIELD_HASHED:
		return field_hashed(writer, word, err);
	case FIELD_TAG:
		return field_tag(writer, word, err);
	case FIELD_PARAMS:
		return svcb_param(writer, word, err);
	case FIELD_LONG:
		return field_long(writer, word, err);
	case FIELD_HEX:
		return field_hex(writer, word, err);
	case FIELD_BASE64:
		return field_base64(writer, word, err);
	case FIELD_BITMAP:
		return field_bitmap(writer, word, err);
	case FIELD_LDNS:
		return field_ldns(writer, word, quoted, err);
	case FIELD_END:
		break;
	}
	return error_internal(err, "no field");
}

int
rdata_finish(
    struct rdata_writer *writer, enum field_kind last, struct error *err)
{
	switch (last) {
	case FIELD_HEX:
		if (writer->open_count % 2 != 0)
			return error_set(
			    err, "an odd number of hexadecimal digits");
		return 0;
	case FIELD_BASE64:
		if (writer->open_count != 0)
			return error_set(err,
			    "base64 that stops in the middle: "
			    "its length is no multiple of four");
		return 0;
	case FIELD_BITMAP:
		return bitmap_finish(writer);
	case FIELD_PARAMS:
		return svcb_finish(writer, err);
	case FIELD_LDNS:
		return ldns_convert(writer, err);
	default:
		return 0;
	}
}

int
rdata_generic(struct rdata_writer *writer, uint16_t type,
    const struct text *words, size_t count, struct error *err)
{
	int64_t length = count > 0 ? decimal(words[0], LIMIT_RDATA) : -1;
	size_t start = writer->length;

	if (length < 0)
		return error_set(err,
		    "\\# wants the data's length and then its bytes in hex");
	writer->open_count = 0;
	for (size_t i = 1; i < count; i++)
		if (field_hex(writer, words[i], err) != 0)
			return -1;
	if (writer->open_count % 2 != 0 ||
	    writer->length - start != (size_t)length)
		return error_set(err, "\\# says %lld bytes and %zu follow",
		    (long long)length, writer->length - start);
	if (!rdata_is_valid(
		type, writer->bytes + start, writer->length - start))
		return error_set(err, "these bytes are no data of this type");
	rdata_lower(type, writer->bytes + start, writer->length - start);
	return 0;
}
