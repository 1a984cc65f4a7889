/*
 * Domain names in wire form: labels with a length byte each, the root label
 * last (RFC 1035, 3.1). All functions but name_from_text want them in lower
 * case and well formed; a name says its own length, so none is passed.
 */
#ifndef DNS_NAME_H
#define DNS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/text.h"

/* Room for any name in wire form, and for any name as text with a NUL. */
#define NAME_WIRE 255
#define NAME_TEXT 1024

enum name_fault {
	NAME_OK,
	NAME_EMPTY,       /* no text at all */
	NAME_EMPTY_LABEL, /* "a..b" or ".a" */
	NAME_LABEL_LONG,  /* over 63 bytes */
	NAME_LONG,        /* over 255 bytes, with the origin */
	NAME_ESCAPE,      /* "\" at the end, or \DDD over 255 */
	NAME_NO_ORIGIN    /* relative, and no origin is known */
};

/* "has an empty label: …": what stands behind the name in a message. */
const char *name_fault_text(enum name_fault fault);

size_t name_length(const uint8_t *name);   /* bytes, with the root label */
unsigned name_labels(const uint8_t *name); /* without the root */
bool name_equal(const uint8_t *a, const uint8_t *b);
/* The same in every run and on every machine: shards are cut by it. */
uint64_t name_hash(const uint8_t *name);
/* The same of a name whose length is known. */
uint64_t name_hash_of(const uint8_t *name, size_t length);

/* The canonical order of RFC 4034, 6.1: <0, 0, >0. */
int name_compare(const uint8_t *a, const uint8_t *b);

/* Is `name` `top` itself or below it? */
bool name_within(const uint8_t *name, const uint8_t *top);

/* Without its first label; the root's parent is the root. */
const uint8_t *name_parent(const uint8_t *name);

/* Is its first label "*"? */
bool name_is_wildcard(const uint8_t *name);

/* Is its first label this one, in lower case and without escapes? */
bool name_starts(const uint8_t *name, const char *label);

/* Without the labels at its front that begin with '_' (RFC 8552). */
const uint8_t *name_host(const uint8_t *name);

/*
 * What somebody has registered of it, near enough: its last two labels, or three
 * below a country's registry such as co.uk. NULL for a name of less.
 */
const uint8_t *name_registered(const uint8_t *name);

/*
 * Is it below a name that is kept for private networks and never delegated:
 * internal (ICANN 2024), home.arpa (RFC 8375), local and those that RFC 6762,
 * appendix G lists (lan, home, corp, intranet, private), localdomain,
 * localhost, or the reverse of a private or local network (RFC 6303)?
 */
bool name_is_private_use(const uint8_t *name);

/*
 * Reads a name as a master file spells it (RFC 1035, 5.1): escapes, "@" for
 * the origin, relative without a final dot. Lowers ASCII letters. `origin`
 * may be NULL. `ret` has NAME_WIRE bytes; written only on NAME_OK.
 */
enum name_fault name_from_text(
    struct text text, const uint8_t *origin, uint8_t *ret, size_t *ret_length);

/* As a master file spells it, with its final dot; `ret` has NAME_TEXT bytes. */
size_t name_to_text(const uint8_t *name, char *ret);

/* The same without the final dot (the root stays "."), in an arena. */
const char *name_text(struct arena *arena, const uint8_t *name);

/* The same with the final dot, in an arena. */
const char *name_absolute(struct arena *arena, const uint8_t *name);

/* A copy that lives with the arena. */
const uint8_t *name_copy(struct arena *arena, const uint8_t *name);

/* `labels` as text in front of `name`; NULL when the whole gets too long. */
const uint8_t *name_under(
    struct arena *arena, const char *labels, const uint8_t *name);

#endif
