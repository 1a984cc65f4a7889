/* octoDNS's record types: which keys of a value are which words of rdata. */
#ifndef READ_OCTODNS_TYPES_H
#define READ_OCTODNS_TYPES_H

#include <stdbool.h>
#include <stdint.h>

enum octodns_kind {
	OCTODNS_END,
	OCTODNS_WORD,   /* a number or another single word */
	OCTODNS_NAME,   /* a host, which ends in a dot */
	OCTODNS_TEXT,   /* any bytes */
	OCTODNS_CHUNKS, /* TXT's: quotes and "\;" are undone */
	OCTODNS_PARAMS  /* SVCB's map of parameters */
};

struct octodns_field {
	enum octodns_kind kind;
	const char *key;      /* NULL: the value itself */
	const char *other;    /* an older name of the key; NULL: none */
	const char *fallback; /* where the key is missing; NULL: it must not */
	const char *unit;     /* written behind the word; NULL: none */
};

struct octodns_type {
	const char *name;
	/* The key by which a row is told from another of its type; NULL: none. */
	const char *told_by;
	struct octodns_field fields[13]; /* ends with OCTODNS_END */
};

/* Does the type take `value` alone, and no `values`? */
bool octodns_type_is_single(const char *name);

/*
 * The row of a type for a value that has, or lacks, the keys that `has` tells;
 * NULL for types that are not octoDNS's own.
 */
const struct octodns_type *octodns_type(
    const char *name, bool (*has)(void *data, const char *key), void *data);

#endif
