/*
 * From a set of files to the zones of an estate: which files are zones, what
 * each one's name is, and what stands in it and in what it includes.
 *
 * A zone's name comes from --origin, the configuration, the file's own SOA or
 * $ORIGIN, a name server's configuration in the set, or the file's name. A
 * file that another one includes is not read alone, `*.inc` never unless asked
 * for by name.
 */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H

#include "../base/files.h"
#include "../base/map.h"
#include "../base/vector.h"
#include "../model/estate.h"
#include "../read/serverconf.h"
#include "run.h"

/* A name server's configuration, and what its `options` say. */
struct server_conf {
	const char *path;
	struct host_names_said said;
};

/* How a path of the set is shown: cut off `strip`, or put `otherwise` before. */
struct shown {
	const char *strip, *otherwise; /* "" for none */
};

/* What reads a change, and not a state: see plan.c. */
struct load_plan {
	struct zp_estate *before; /* zones as they were */
	struct zp_estate *state;  /* what the change is made to; may be NULL */
	const void *settings;     /* of format_terraform */
};

/* A file that was read for a glance. */
struct peeked {
	const char *path; /* NULL: none */
	const char *real;
	struct text bytes;
	struct arena *arena; /* holds its bytes */
};

struct load {
	struct run *run;
	struct files *files;
	struct arena *side;
	struct arena *set; /* what is known of the set itself; mostly `side` */
	struct zp_estate *estate;
	struct shown shown;
	const char *given; /* the path of load_bytes(), shown as it is */
	const struct load_plan *plan; /* NULL: states are read */

	/* The load's own. */
	struct {
		VECTOR_OF(struct file_entry);
	} entries;
	/* The other side of a change: see load_beside(). */
	struct load *beside;
	const struct map *differs;
	const uint8_t *const *expected; /* by load_expect(); ends with NULL */
	struct referrers *referrers;    /* NULL: nobody has asked yet */

	struct map paths; /* of the entries; made when asked */
	bool listed, conf_read, by_name_made;
	struct map texts;      /* path → a kept_file */
	struct map done;       /* paths that became zones */
	struct map included;   /* paths that a zone includes */
	struct map named;      /* path → zones of server configurations */
	struct map named_once; /* path and zone → its first */
	struct {
		VECTOR_OF(struct server_conf);
	} confs;             /* the configurations */
	struct map by_base;  /* base name → its first entry's number + 1 */
	uint32_t *base_next; /* the next entry of the same base name, + 1 */
	struct map targets;  /* paths that links lead to */
	struct zone_paths *by_name; /* which path says which zone */
	struct {
		VECTOR_OF(const char *);
	} nameless, /* paths that say none, to be read yet */
	    every_nameless;
	struct {
		VECTOR_OF(const char *);
	} unnamed;                         /* zones without a name */
	const struct octodns_set *octodns; /* NULL: not looked for yet */
	bool state_seen;                   /* while a change was to be read */
	bool lazy;     /* what is read now, nobody asked for: no notices */
	size_t unread; /* files that look like DNS and are not read */
	struct arena *probe, *txt;
	struct arena *scratch; /* of one document; NULL while one is read */
	struct peeked peeked;  /* by load_glance() */
};

/* Lets an estate ask for what only its loader knows. */
void load_answers(struct load *load, struct zp_estate *estate);

/* `estate` may hold zones of other loads; `files` outlives the load. */
void load_init(struct load *load, struct run *run, struct files *files,
    struct arena *side, struct zp_estate *estate);
void load_done(struct load *load);

/*
 * Forgets every zone, and keeps what is known of the set (in `set`, which then
 * is another arena than `side`): the caller empties the estate and `side`.
 */
void load_forget(struct load *load);

enum load_answer {
	LOAD_ZONE,     /* read */
	LOAD_FRAGMENT, /* records of a zone that only others can tell */
	LOAD_OTHER,    /* something else */
	LOAD_MISSING,  /* not in this set */
	LOAD_FAILED    /* told as trouble */
};

/*
 * Looks at one path and reads it when it is a zone. `asked`: a person named
 * it, so it is a zone whatever it looks like. `origin` as text names the zone
 * and may be NULL.
 */
enum load_answer load_path(
    struct load *load, const char *path, bool asked, const char *origin);

/*
 * The zone that the file itself or its path seems to hold; NULL: neither says
 * it. Reading may tell another. The file is not read again for load_path().
 */
const uint8_t *load_glance(struct load *load, const char *path);

/*
 * The same for bytes that come from nowhere in the set (standard input); they
 * live as long as the zones.
 */
enum load_answer load_bytes(
    struct load *load, const char *path, struct text bytes, const char *origin);

/* A path of the set as people see it; lives as long as `side`. */
const char *load_shown(const struct load *load, const char *path);

/* Is the path `folder` itself's, or below it? "" holds all. */
bool path_is_below(const char *path, const char *folder);

/* Does the set list anything below `folder` ("" for all)? */
bool load_lists(struct load *load, const char *folder);

/* Lists the set and reads the name servers' configurations in it. */
int load_survey(struct load *load, struct error *err);

/* Every zone below `folder` ("" for all) that is not read yet. */
int load_below(struct load *load, const char *folder, struct error *err);

/*
 * Tells as trouble which files hold a SOA but no zone's name, neither by
 * themselves nor through one that includes or links to them.
 */
void load_tell_unnamed(struct load *load);

/*
 * Says that the other side's set lists the same files but for those in
 * `differs`, which are read on both sides already: it is not listed twice, nor
 * asked twice which file holds which zone. Both outlive the load.
 */
void load_beside(
    struct load *load, struct load *other, const struct map *differs);

/* Makes the estate read the rest when somebody asks for it, zone by zone. */
void load_lazily(struct load *load);

/*
 * Of a load that is lazy: these names (ends with NULL) are the ones whose
 * referrers will be asked for. Then only files that mention one are read.
 */
void load_expect(struct load *load, const uint8_t *const *names);

/*
 * Paths of the set that stand for `path` through links: each is told to
 * `visit`, transitively.
 */
int load_links_to(struct load *load, const struct map *paths,
    void (*visit)(void *data, const char *path), void *data, struct error *err);

#endif
