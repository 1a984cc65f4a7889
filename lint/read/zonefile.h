/*
 * The master-file language: RFC 1035, 5; RFC 2308 ($TTL); RFC 3597; BIND's
 * $GENERATE and TTL units; $INCLUDE. Bytes in, records and faults out.
 *
 * The reader keeps nothing: each record goes to the sink as soon as it is
 * complete, its rdata in a buffer that the next one overwrites. A fault is
 * told with its place, and reading goes on at the next record; so one call
 * tells of every fault in a file.
 */
#ifndef READ_ZONEFILE_H
#define READ_ZONEFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/source.h"

struct read_record {
	const uint8_t *owner; /* lower case; the same pointer while it stays */
	const uint8_t *rdata;
	const struct source *source;
	uint32_t
	    offset; /* of the record's first word; of $GENERATE for its own */
	uint32_t ttl;
	uint16_t length; /* of rdata */
	uint16_t type;
	bool ttl_given; /* in the record itself */
	bool ttl_known; /* false: no $TTL, no record before: the SOA minimum */
	bool opaque;    /* its value is unknown: a template, a private type */
	bool generated;
	bool owner_left_out; /* it is the one of the record before */
	bool quoted;         /* the first word of its data */
	bool routed;         /* one of several answers: may be told twice */

	/*
	 * NULL, or which of those that serve the zone do not get the record
	 * ("route53, ns1"; "" for all of them). Lives as long as the zone.
	 */
	const char *withheld;
};

struct read_fault {
	const char *rule; /* "syntax", "include-missing", "no-ttl", … */
	const struct source *source;
	uint32_t offset, length; /* what to underline */
	const char *message;     /* lives until the call returns */
	const char *fix;         /* NULL, or the text that mends it */
	const uint8_t *owner;    /* NULL, or what it is about */
	uint16_t type;           /* of `owner`; 0: of no type */
};

struct read_comment {
	const struct source *source;
	uint32_t offset;  /* of the ';' */
	struct text text; /* behind it */
	bool alone;       /* nothing but blanks before it on its line */
};

/* Each returns 0, or -1 to stop the reading. */
struct zone_sink {
	void *data;
	int (*record)(void *data, const struct read_record *record);
	int (*fault)(void *data, const struct read_fault *fault);
	int (*comment)(void *data, const struct read_comment *comment);
	/* A part could not be known: template lines, an include not there. */
	int (*unknown)(
	    void *data, const struct source *source, uint32_t offset);
};

/* Records come out the same whichever way they are read: for the tests. */
enum zonefile_way {
	ZONEFILE_FASTEST, /* that the processor knows */
	ZONEFILE_BYTES,   /* fast, but byte after byte */
	ZONEFILE_PLAIN    /* every line the general way */
};

struct zonefile {
	enum zonefile_way way;
	const uint8_t *origin;      /* NULL: the file must say it itself */
	const uint8_t *relative_to; /* the first $ORIGIN; NULL: origin */
	const struct zone_sink *sink;

	/*
	 * Brings an included file. `path` is as written. Returns a source with
	 * its includer and offset set, NULL when it is not there or may not be
	 * read (then `ret_outside` tells which).
	 */
	struct source *(*include)(void *data, const struct source *from,
	    uint32_t offset, struct text path, bool *ret_outside);
	void *include_data;

	/* Words that stand for what is not known yet; NULL: the built-in ones. */
	bool (*is_placeholder)(void *data, struct text word);
	void *placeholder_data;

	struct arena *scratch;

	/*
	 * Where `part` is not NULL a large file may be read by `threads`
	 * threads at once, in parts with a sink each: asked for in order from 0
	 * on, all before the first is filled, with about how many bytes
	 * each will be. The thread that has filled one tells `part_filled`
	 * (may be NULL). Then `parts_kept` says how many of them count;
	 * together they are what `sink` would have been told next, and so is
	 * what the last of them is told until all is read.
	 */
	unsigned threads;
	const struct zone_sink *(*part)(
	    void *data, unsigned number, size_t bytes);
	void (*part_filled)(void *data, unsigned number);
	void (*parts_kept)(void *data, unsigned count);
	void *part_data;
	size_t chunk; /* bytes of a part, at least; 0: what is worthwhile */
};

/*
 * Reads one file and all it includes. 0 when it was read to its end, however
 * many faults that brought; -1 when the sink stopped it.
 */
int zonefile_read(struct zonefile *zonefile, const struct source *source);

/*
 * Where the fields of a record stand: reads it again from its offset. Field
 * -1 is the owner (or the record's first word), 0 the first of its rdata.
 * False when there is no such field.
 */
bool zonefile_locate(const struct source *source, uint32_t offset, int field,
    uint32_t *ret_offset, uint32_t *ret_length);

/* What a file that may be a zone says of itself, without reading it all. */
struct zonefile_glance {
	bool looks_like_zone; /* its first records read as such */
	bool has_soa;
	bool origin_known;   /* from the SOA's owner, or $ORIGIN above all */
	uint8_t origin[255]; /* the zone's name, in wire form */
};

void zonefile_glance(struct text bytes, struct zonefile_glance *ret);

#endif
