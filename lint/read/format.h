/*
 * The languages that zones are kept in, as one table.
 *
 * A format is a row: what people call it, how a file of it is told, and how it
 * is read. To add one: write `read/<name>.c` with a `const struct format`,
 * name it in formats.c, and give it a fuzz target with seeds. Its reader
 *
 *   - is handed the bytes of a file (or of the files that a repository keeps a
 *     zone in) and asks the sink for each zone it meets, on the side it meets
 *     it; it then tells that zone's sink of records, faults, comments, and of
 *     what cannot be known, as the master-file reader does;
 *   - turns words to wire through read/value.h, which also keeps where each
 *     field stands, so that findings underline it;
 *   - asks the sink for further files and never opens one;
 *   - is bounded by limits.h in depth, count and size, and goes on behind a
 *     fault where the language allows it.
 *
 * Which format a file has is said by the configuration (`paths: "…": format:`)
 * or --input-format, else guessed from its name and content. A format without
 * a reader is one that we know but do not read: a file of it is named in a
 * notice.
 */
#ifndef READ_FORMAT_H
#define READ_FORMAT_H

#include "zonefile.h"

/* Which state of its zone a record belongs to. */
enum document_side {
	DOCUMENT_STATE,  /* the only one: the file is a state */
	DOCUMENT_BEFORE, /* the file is a change, and says what was */
	DOCUMENT_AFTER   /* … and what is to be */
};

/* What a document may be unlike a zone file in. */
enum zone_trait {
	ZONE_OPEN,  /* there may be records that it does not tell of */
	ZONE_PIECE, /* … but in other files, of which there may be several */
	ZONE_EDITS, /* … since it tells of none but those that change */
	ZONE_LOOSE, /* … and those that it tells of no longer are left alone */
	ZONE_SERVED /* its serial is the affair of who serves it */
};

struct document_sink {
	void *data;

	/*
	 * The sink of one zone, made when it is first asked for; `view` tells
	 * zones of one name apart ("" for the only one). Lives until the
	 * reading ends. NULL: stop.
	 */
	const struct zone_sink *(*zone)(void *data, enum document_side side,
	    const uint8_t *name, const char *view);

	/* A fault of the document as a whole: it was not wholly read. */
	int (*fault)(void *data, const struct read_fault *fault);

	/* Something to say at the end of the report; nothing was lost by it. */
	void (*notice)(void *data, const char *message);

	/*
	 * Another file, named by the word at `offset` of `from`. NULL when it
	 * is not there or may not be read (then `ret_outside` tells which).
	 */
	struct source *(*include)(void *data, const struct source *from,
	    uint32_t offset, struct text path, bool *ret_outside);

	/* What kind of zone the document makes of it: enum zone_trait. */
	void (*trait)(
	    void *data, const struct zone_sink *zone, enum zone_trait trait);

	/* The zone that the configuration gives an id; NULL: none. */
	const uint8_t *(*zone_by_id)(void *data, const char *id);

	/*
	 * For changes that do not say what was: the state that they are made
	 * to, where the user gave one. The zone of it that holds a name (NULL:
	 * none); and each record that an owner has, of one type or (0) of all.
	 * False where that zone is not known; `visit` may be NULL.
	 */
	const uint8_t *(*zone_of)(void *data, const uint8_t *name);
	bool (*held)(void *data, const uint8_t *zone, const uint8_t *owner,
	    uint16_t type,
	    int (*visit)(void *data, const struct read_record *record),
	    void *visit_data);

	/*
	 * For a file that is one zone and is read by several threads: see
	 * struct zonefile. NULL where it has to be read by one.
	 */
	const struct zone_sink *(*part)(
	    void *data, unsigned number, size_t bytes);
	void (*part_filled)(void *data, unsigned number);
	void (*parts_kept)(void *data, unsigned count);
};

struct document {
	/* The file, or the files that make up the zone; at least one. */
	struct source *const *sources;
	size_t count;
	const uint8_t *origin;      /* NULL: the document must say it */
	const uint8_t *relative_to; /* a master file's first $ORIGIN; or NULL */
	const struct document_sink *sink;
	const void *settings; /* of the format's own kind; NULL: none */
	unsigned threads;     /* that may read it at once */
	/* Words that stand for what is not known yet, besides the usual ones;
	 * NULL: none. May be asked from several threads. */
	bool (*is_placeholder)(void *data, struct text word);
	void *placeholder_data;
	struct arena *side; /* lives as long as the zones */
	struct arena *scratch;
};

enum format_guess { FORMAT_NO, FORMAT_MAYBE, FORMAT_YES };

struct format {
	const char *name;  /* for --input-format and `format:` */
	const char *what;  /* for people: "octoDNS YAML" */
	bool named;        /* its zone's name is the file's, not said inside */
	bool records_only; /* see zp_zone_is_records_only() */

	/* A cheap look: the name, and the beginning of the bytes. */
	enum format_guess (*guess)(const char *path, struct text bytes);

	/*
	 * 0 when it was read to its end, however many faults that brought; -1
	 * when the sink stopped it. NULL: not read, and `advice` says what to
	 * do instead.
	 */
	int (*read)(struct document *document);
	const char *advice;
};

/* Known and not read: see unread.c. */
extern const struct format format_dnscontrol_js, format_hcl,
    format_cloudformation, format_tinydns, format_json;

/* Master files stand first; ends with NULL. */
extern const struct format *const all_formats[];
extern const struct format format_zonefile, format_route53, format_nsupdate,
    format_dnscontrol, format_octodns_plan, format_gcloud, format_dnsendpoint,
    format_helm; /* known by dnsendpoint.c, and not read */

const struct format *format_named(const char *name); /* NULL: none */

/*
 * The format that a file's name and content say, other than a master file;
 * NULL: none. `asked`: a person named the file, so what may be is. `*ret_other`,
 * when not NULL, is another that it may be as well.
 */
const struct format *format_guessed(const char *path, struct text bytes,
    bool asked, const struct format **ret_other);

/*
 * Where the fields of a record stand, in whatever language its source is: see
 * zonefile_locate().
 */
bool format_locate(const struct source *source, uint32_t offset, int field,
    uint32_t *ret_offset, uint32_t *ret_length);

#endif
