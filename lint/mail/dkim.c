/* DKIM keys: RFC 6376, 3.6.1; key lengths RFC 8301; Ed25519 RFC 8463. */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../dns/rdata.h"
#include "mail.h"

#define KEY_BYTES 4096

#define BASE64_FIRST '+' /* the lowest byte that is a digit */

/* One more than the value of a digit from that on (RFC 4648, 4); 0: none. */
static const uint8_t base64_digits[] = { 63, 0, 0, 0, 64, 53, 54, 55, 56, 57,
	58, 59, 60, 61, 62, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 0, 0, 0,
	0, 0, 0, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42,
	43, 44, 45, 46, 47, 48, 49, 50, 51, 52 };

static unsigned
base64_digit(char c)
{
	unsigned at = (uint8_t)(c - BASE64_FIRST);

	return at < sizeof base64_digits ? base64_digits[at] : 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Blanks inside are legal (3.2); SIZE_MAX when it is no base64. */
static size_t
base64_decode(struct text text, uint8_t *ret)
{
	uint32_t group = 0;
	unsigned digits = 0, pads = 0;
	size_t length = 0, i = 0;

	/* Four digits are three bytes, as long as nothing else comes between. */
	for (; i + 4 <= text.len && length + 6 <= KEY_BYTES; i += 4) {
		unsigned a = base64_digit(text.ptr[i]);
		unsigned b = base64_digit(text.ptr[i + 1]);
		unsigned c = base64_digit(text.ptr[i + 2]);
		unsigned d = base64_digit(text.ptr[i + 3]);

		if (a == 0 || b == 0 || c == 0 || d == 0)
			break;
		group = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
		ret[length++] = (uint8_t)(group >> 16);
		ret[length++] = (uint8_t)(group >> 8);
		ret[length++] = (uint8_t)group;
	}
	group = 0;
	for (; i < text.len; i++) {
		unsigned digit = base64_digit(text.ptr[i]);

		if (digit == 0 && is_blank(text.ptr[i]))
			continue;
		if (text.ptr[i] == '=') {
			pads++;
			continue;
		}
		if (digit == 0 || pads > 0 || length + 3 > KEY_BYTES)
			return SIZE_MAX;
		group = group << 6 | (digit - 1);
		if (++digits % 4 == 0) {
			ret[length++] = (uint8_t)(group >> 16);
			ret[length++] = (uint8_t)(group >> 8);
			ret[length++] = (uint8_t)group;
			group = 0;
		}
	}
	switch (digits % 4) {
	case 1:
		return SIZE_MAX;
	case 2:
		ret[length++] = (uint8_t)(group >> 4);
		break;
	case 3:
		ret[length++] = (uint8_t)(group >> 10);
		ret[length++] = (uint8_t)(group >> 2);
		break;
	default:
		break;
	}
	return pads <= 2 ? length : SIZE_MAX;
}

/* The length that the outer SEQUENCE announces; 0 when it is none. */
static size_t
der_length(const uint8_t *der, size_t length)
{
	size_t bytes = 0, value = 0;

	if (length < 2 || der[0] != 0x30)
		return 0;
	if (der[1] < 0x80)
		return (size_t)der[1] + 2;
	bytes = der[1] & 0x7f;
	if (bytes == 0 || bytes > 3 || length < bytes + 2)
		return 0;
	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | der[2 + i];
	return value + bytes + 2;
}

static const char *
rsa_decode(const uint8_t *der, size_t length, unsigned *ret_bits)
{
	const unsigned char *at = der;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &at, (long)length);

	/* Some publish the bare RSAPublicKey, and verifiers take it. */
	if (key == NULL) {
		at = der;
		key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)length);
	}
	if (key == NULL)
		return der_length(der, length) > length ?
		    "the key is cut short: its end is missing" :
		    "p= holds no public key";
	if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) {
		EVP_PKEY_free(key);
		return "p= holds a key of another kind than k= says";
	}
	*ret_bits = (unsigned)EVP_PKEY_get_bits(key);
	EVP_PKEY_free(key);
	return (size_t)(at - der) < length ? "bytes follow behind the key" :
					     NULL;
}

static void
take_key(struct zp_dkim *dkim, struct text value)
{
	uint8_t bytes[KEY_BYTES];
	size_t length = 0;
	XXH128_hash_t hash;

	dkim->revoked = value.len == 0;
	if (dkim->revoked)
		return;
	length = base64_decode(value, bytes);
	if (length == SIZE_MAX) {
		dkim->fault = "p= is not base64";
		return;
	}
	if (!dkim->ed25519)
		dkim->fault = rsa_decode(bytes, length, &dkim->bits);
	else if (length == 32)
		dkim->bits = 256;
	else
		dkim->fault = "an Ed25519 key has 32 bytes";
	dkim->key_ok = dkim->fault == NULL;
	hash = XXH3_128bits(bytes, length);
	memcpy(dkim->key_hash, &hash, sizeof dkim->key_hash);
}

/* Does a colon list hold a word? */
static bool
list_holds(struct text list, struct text word)
{
	while (list.ptr != NULL)
		if (text_equal_nocase(text_trim(text_cut(&list, ':')), word))
			return true;
	return false;
}

/* One letter names each tag that we know; twice spoils the list (3.2). */
static bool
is_twice(struct text name, uint32_t *seen)
{
	uint32_t bit = 0;

	if (name.len != 1 || name.ptr[0] < 'a' || name.ptr[0] > 'z')
		return false;
	bit = (uint32_t)1 << (name.ptr[0] - 'a');
	if ((*seen & bit) != 0)
		return true;
	*seen |= bit;
	return false;
}

const struct zp_dkim *
dkim_parse(struct arena *arena, const char *text, size_t length)
{
	struct zp_dkim *dkim = arena_array(arena, 1, sizeof *dkim);
	struct text rest = { text, length }, key = { NULL, 0 };
	const char *fault = NULL;
	struct tag tag;
	bool first = true, has_key = false, version = false;
	uint32_t seen = 0;

	while (tag_next(&rest, &tag)) {
		if (tag.value.ptr == NULL) {
			fault = "a part without '='";
			first = false;
			continue;
		}
		if (is_twice(tag.name, &seen))
			fault = arena_format(arena, "%.*s= stands twice",
			    (int)tag.name.len, tag.name.ptr);
		if (text_equal(tag.name, TEXT("v"))) {
			version = text_equal(tag.value, TEXT("DKIM1"));
			if (!version)
				fault = "v= is not DKIM1";
			else if (!first)
				fault = "v= does not stand first";
		} else if (text_equal(tag.name, TEXT("k"))) {
			dkim->ed25519 = text_equal_nocase(
			    tag.value, TEXT("ed25519"));
			if (!dkim->ed25519 &&
			    !text_equal_nocase(tag.value, TEXT("rsa")))
				fault = "k= is neither rsa nor ed25519";
		} else if (text_equal(tag.name, TEXT("p"))) {
			key = tag.value;
			has_key = true;
		} else if (text_equal(tag.name, TEXT("t")))
			dkim->testing = list_holds(tag.value, TEXT("y"));
		else if (text_equal(tag.name, TEXT("s"))) {
			if (!list_holds(tag.value, TEXT("*")) &&
			    !list_holds(tag.value, TEXT("email")))
				fault = "s= says that it is no key for mail";
		} else if (text_equal(tag.name, TEXT("h")))
			dkim->sha1_only = list_holds(tag.value, TEXT("sha1")) &&
			    !list_holds(tag.value, TEXT("sha256"));
		first = false;
	}
	dkim->is_dkim = version || has_key;
	if (has_key)
		take_key(dkim, key);
	else if (version)
		fault = "p= is missing";
	if (fault != NULL)
		dkim->fault = fault;
	return dkim;
}

const struct zp_dkim *
zp_dkim_parse(struct zp_ctx *ctx, const char *text, size_t length)
{
	return dkim_parse(zp_scratch(ctx), text, length);
}

static const void *
dkim_made(struct arena *kept, const struct zp_rrset *of)
{
	struct zp_record record = zp_rrset_at(of, 0);
	size_t length = 0;
	const char *text = rdata_txt(
	    kept, record.rdata, record.length, &length);

	return dkim_parse(kept, text, length);
}

const struct zp_dkim *
zp_dkim_of(struct zp_ctx *ctx, struct zp_record record)
{
	struct zp_rrset of = rrset_of_one(record);

	return record.opaque ? NULL : zp_made_of(ctx, &of, dkim_made);
}

const uint8_t *
zp_dkim_domain(const uint8_t *owner)
{
	const uint8_t *at = owner;

	while (*at != 0 && !zp_name_starts(at, "_domainkey"))
		at = zp_name_parent(at);
	return *at == 0 || at == owner ? NULL : zp_name_parent(at);
}
