/*
 * Types and rdata: from the fields of a master file to wire form and back.
 *
 * A type is a row of fields. The reader takes one word after the other and
 * hands each to rdata_field(); hot kinds are encoded here, the rest by ldns.
 * Names in rdata are lowered, so that equal meaning is equal bytes.
 */
#ifndef DNS_RDATA_H
#define DNS_RDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/text.h"

enum field_kind {
	FIELD_END,
	FIELD_U8,
	FIELD_U16,
	FIELD_U32,
	FIELD_TTL, /* a number with BIND's units */
	FIELD_IP4,
	FIELD_IP6,
	FIELD_NAME,
	FIELD_STRING,    /* one <character-string>, at most 255 bytes */
	FIELD_TYPE,      /* a mnemonic or TYPEnnn, 16 bits */
	FIELD_ALGORITHM, /* DNSSEC's number or mnemonic, 8 bits */
	FIELD_CERT,      /* CERT's type, a number or mnemonic, 16 bits */
	FIELD_TIME,      /* YYYYMMDDHHmmSS or seconds, 32 bits */
	FIELD_SALT,      /* hex or "-", with a length byte */
	FIELD_HASHED,    /* base32hex, with a length byte */
	FIELD_TAG,       /* CAA's: letters and digits, with a length byte */
	FIELD_PARAMS,    /* SVCB's key=value, one a word, sorted at the end */
	/* These take every word that is left. */
	FIELD_STRINGS, /* one or more */
	FIELD_LONG,    /* one string without a length byte (URI, CAA's value) */
	FIELD_HEX,
	FIELD_BASE64,
	FIELD_BITMAP, /* NSEC's types */
	FIELD_LDNS,   /* the whole rdata by ldns: LOC, APL, WKS, … */
};

struct rdata_type {
	uint16_t type;
	const char *mnemonic; /* upper case */
	enum field_kind fields[10];
};

/* The row of a type; NULL for one we know nothing of (RFC 3597 then). */
const struct rdata_type *rdata_type(uint16_t type);

/*
 * A type's number by its mnemonic or as TYPEnnn, any case. 0 when it is none.
 * ALIAS and ANAME give 65401; other names without a number are the caller's
 * to treat as 65402.
 */
uint16_t type_from_text(struct text text);

/* The well-known type that a word is one slip away from; NULL: none. */
const char *type_meant(struct text word);

/* Is the type one of a list that ends with 0? Asked of every record. */
static inline bool
type_is_among(uint16_t type, const uint16_t *types)
{
	for (; *types != 0; types++)
		if (*types == type)
			return true;
	return false;
}

/* A mnemonic, or TYPEnnn. `ret` has room for 16 bytes. */
const char *type_to_text(uint16_t type, char *ret);

/*
 * Encodes one word. `quoted` tells how it stood in the file; escapes are still
 * in it. For the kinds that take every word left it is called once a word, and
 * rdata_finish() closes what stays open across words (a base64 group, a type
 * bitmap, SVCB's order). On a fault, -1 and a message for people in `err`;
 * nothing is written.
 */
struct rdata_writer {
	uint8_t *bytes; /* room for LIMIT_RDATA */
	size_t length;
	const uint8_t *origin; /* for relative names; NULL: none */
	/* private: what stays open across words */
	uint32_t open, open_count;
	size_t open_at;
	uint16_t type;
	struct arena *scratch; /* reset by the caller between records */
};

int rdata_field(struct rdata_writer *writer, enum field_kind kind,
    struct text word, bool quoted, struct error *err);
int rdata_finish(
    struct rdata_writer *writer, enum field_kind last, struct error *err);

/* RFC 3597: `\#`, a length and hex, of any type; known types are checked. */
int rdata_generic(struct rdata_writer *writer, uint16_t type,
    const struct text *words, size_t count, struct error *err);

/*
 * A TTL: digits, or BIND's units (1w2d3h4m5s). At most 2^31-1: with the highest
 * of its 32 bits set it counts as 0 (RFC 2181, 8), which TTL_HIGH says; more
 * than 32 bits are TTL_RANGE.
 */
enum ttl_fault { TTL_OK, TTL_NONE, TTL_HIGH, TTL_RANGE };
enum ttl_fault ttl_from_text(struct text text, uint32_t *ret);

/* Do these bytes have the fields of the type, to the last byte? */
bool rdata_is_valid(uint16_t type, const uint8_t *rdata, size_t length);

/* Lowers the names in well-formed rdata. */
void rdata_lower(uint16_t type, uint8_t *rdata, size_t length);

/*
 * The length of the wire field of `kind` at `at`, `left` bytes before the end;
 * SIZE_MAX when it is broken. A kind that takes all that is left gives `left`.
 */
size_t rdata_field_length(enum field_kind kind, const uint8_t *at, size_t left);

/*
 * The first name in a record's rdata: of MX its exchange, of SRV its target,
 * of RP its mailbox, … NULL for types without one. Points into `rdata`.
 */
const uint8_t *rdata_name(uint16_t type, const uint8_t *rdata, size_t length);

/*
 * As a master file spells it, names absolute. Text is quoted and escaped; what
 * cannot be printed in the type's own form comes as RFC 3597's.
 */
const char *rdata_text(
    struct arena *arena, uint16_t type, const uint8_t *rdata, size_t length);

/* All strings of a TXT joined; the arena's copy has a NUL behind. */
const char *rdata_txt(struct arena *arena, const uint8_t *rdata, size_t length,
    size_t *ret_length);

#endif
