/*
 * A master file while it is read: what one line leaves for the next. Shared by
 * the files that read one (zonefile.c, fast.c, chunks.c, glance.c) and by nobody
 * else.
 */
#ifndef READ_READER_H
#define READ_READER_H

#include "../base/limits.h"
#include "../dns/name.h"
#include "record.h"
#include "zonefile.h"

/* What holds for one file, and is put back behind an $INCLUDE. */
struct reader {
	struct zonefile *zonefile;
	const struct zone_sink *sink;
	const struct source *source;
	struct placeholder_test placeholders;
	struct rdata_writer writer;

	const uint8_t *origin; /* NULL: not known */
	uint8_t origin_wire[NAME_WIRE];
	/* The owner, and room for the next: so its pointer tells it changed. */
	uint8_t owners[2][NAME_WIRE + 1];
	unsigned owner; /* which of them */
	bool has_owner;
	bool owner_unknown;     /* the owner above could not be known */
	struct text owner_word; /* that the owner was read from */

	uint32_t default_ttl, last_ttl;
	bool has_default, has_last;
	uint16_t class; /* of the first record that says one; 0: none yet */

	const char *generate; /* the $GENERATE whose records these are */
	struct text told[LIMIT_UNKNOWN_TYPES];
	size_t told_count;
	size_t faults;
	bool origin_told;
	bool exported; /* by a provider that leaves final dots out */
	int depth;

	/* Of a file that is read in chunks: see chunks.c. */
	bool in_chunk;
	bool left_chunk; /* a line that no chunk may hold: an $INCLUDE */
	bool wanted;     /* a TTL or owner of a record above all we know of */
};

/* All lines that begin before `until`. 0, or -1 to stop. */
int reader_lines(
    struct reader *reader, struct scanner *scanner, const char *until);

/* One logical line. 0, or -1 to stop. */
int reader_line(struct reader *reader, const struct token_line *line);

/*
 * Hands the sink a record whose data is in the writer: fills in what the reader
 * knows, the TTL where it is not given. 0, or -1 to stop.
 */
int reader_deliver(struct reader *reader, struct read_record *record);

/*
 * Reads, from where the scanner stands, as many lines as are plain records of
 * common types; stops before the first other one, or where `until` is reached.
 * What is delivered is what reader_line() would deliver. 0, or -1 to stop.
 */
int fast_records(
    struct reader *reader, struct scanner *scanner, const char *until);

#endif
