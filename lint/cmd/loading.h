/* What the parts of the loader share: see load.h for what it does. */
#ifndef CMD_LOADING_H
#define CMD_LOADING_H

#include "../read/format.h"
#include "load.h"

/* Lists the set, once. */
int load_list(struct load *load, struct error *err);

/* Does the set list this very path? */
bool load_has_path(struct load *load, const char *path);

/*
 * Reads the zones among the entries that `wanted` says yes to (NULL: all) and
 * that are not read yet.
 */
int load_where(struct load *load,
    bool (*wanted)(void *data, struct load *load, size_t entry), void *data,
    struct error *err);

/* ------------------------------ servers.c: what name servers say of files */

/* A zone that a name server's configuration keeps in a file. */
struct named_zone {
	const uint8_t *name;
	const char *conf;           /* the path of the configuration */
	enum host_names host_names; /* that it says for this zone */
	bool secondary;
	struct named_zone *next;  /* in the same file */
	struct named_zone *again; /* by another server, or in another view */
};

/* Reads the name servers' configurations of the set, once. */
void load_conf(struct load *load);

/* For zp_estate.checks_host_names. */
enum zp_presence load_checks_host_names(void *data, const struct zp_zone *zone);

/* ------------------------------------------------------- names.c: of zones */

/* NULL where the text, or the path, says none. */
const uint8_t *load_name_of_text(struct load *load, const char *text);
const uint8_t *load_name_of_path(
    struct load *load, const char *path, bool short_too);

/* Reads the zones that may hold a name: see estate.h. */
void load_for(void *data, struct zp_estate *estate, const uint8_t *name);

void zone_paths_free(struct zone_paths *paths); /* NULL is fine */

/* ------------------------------------- referrers.c: who mentions a name */

/* See estate.h. */
void load_referrers(void *data, struct zp_estate *estate, const uint8_t *target,
    struct zone_list *ret);

void referrers_free(struct referrers *referrers); /* NULL is fine */

/* --------------------------------------------------------- links.c: links */

/* Fills `load->targets` with all that links of the set lead to. */
void load_targets(struct load *load);

/* ------------------------------------------------ octodns.c: octoDNS's own */

/*
 * Reads the zone that a path of octoDNS's belongs to, with all its other
 * files. False: the path is none of octoDNS's, as far as its name says.
 */
bool octodns_load(
    struct load *load, const char *path, bool asked, enum load_answer *ret);

/*
 * Is it the first of the files that make up a zone, or none of octoDNS's? Who
 * goes from file to file reads each zone once by that.
 */
bool octodns_stands_first(struct load *load, const char *path);

/* Calls `visit` with the files of zones that have copies by other names. */
void octodns_aliased(
    struct load *load, void (*visit)(struct load *load, const char *path));

/* ------------------------------------------------- reading.c: one document */

/* A file's bytes and real path, kept for the next zone that wants it. */
struct kept_file {
	enum file_status status;
	struct text bytes;
	const char *real;
};

/* Never NULL; what went wrong is told as trouble, once. */
const struct kept_file *load_file(struct load *load, const char *path);

/* A file that is to be read: `real` is where its bytes stand. */
struct reading_file {
	const char *path, *real;
	struct text bytes;
};

struct reading_plan {
	const struct format *format;
	const struct reading_file *files; /* that make up the document */
	size_t count;                     /* at least 1 */
	const uint8_t *origin;            /* NULL: the document says it */
	const void *settings;             /* of the format; NULL: none */
	bool asked; /* a person, or the configuration, named the file */
	const char *const *targets; /* see zp_zone_targets() */
	const char *view;           /* NULL: what the configuration says */
};

/* LOAD_ZONE, LOAD_OTHER when it held none, or LOAD_FAILED. */
enum load_answer reading_run(
    struct load *load, const struct reading_plan *plan);

/* Says that a file was met and not read; of many, the first are named. */
void load_note_unread(struct load *load, const char *path, const char *what);

/* ------------------------------------------------ packed.c: what is packed */

/*
 * Unpacks a compressed file into `bytes`. True when that was all there was to
 * do: it is an archive, whose zones are read when it was asked for; it could
 * not be unpacked; or it is something else.
 */
bool load_packed(struct load *load, const char *path, bool asked,
    struct text *bytes, enum load_answer *ret);

/* -------------------------------------------- held.c: the state of a plan */

/* For document_sink: the zone of the state that holds a name; NULL: none. */
const uint8_t *load_state_zone(const struct load *load, const uint8_t *name);

/* For document_sink.held: see format.h. */
bool load_state_held(const struct load *load, const uint8_t *zone,
    const uint8_t *owner, uint16_t type,
    int (*visit)(void *data, const struct read_record *record),
    void *visit_data);

/* A record of the state, as a reader would tell it. */
struct read_record load_state_record(
    const struct zp_zone *zone, uint32_t index);

#endif
