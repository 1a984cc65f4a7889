/*
 * What a rule said, resolved to text: the one thing that engine, policy and
 * reports have in common. All strings live as long as the run; they may hold
 * any byte, and a report makes them safe.
 */
#ifndef FINDING_H
#define FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/vector.h"
#include "zoneproof.h"

/* A place in a file, with its line to show. */
struct finding_place {
	const char *file;      /* NULL: no place */
	uint32_t line, column; /* from 1, in bytes; 0: the file as a whole */
	uint32_t mark;         /* bytes to underline from column; 0: none */
	struct text text;      /* the whole line; empty: not known */
	bool before;           /* in the state before the change */
	const char *included_from; /* NULL, or "file:line" of the $INCLUDE */
};

struct finding_evidence {
	const char *message;
	struct finding_place place; /* place.file NULL: none */
};

/* Records as text, one a line. */
struct finding_lines {
	const char *const *at;
	size_t count;
};

struct finding {
	const struct zp_rule *rule;
	const char *rule_id; /* the rule's, or a pattern rule's own */
	enum zp_severity severity;
	bool softened;       /* a configuration made it milder than its rule */
	bool whole;          /* it covers its like in all of the zone */
	bool outweighs;      /* what it covers does not make it graver */
	bool firm;           /* nothing in the repository may allow it */
	const char *message; /* the first line says who loses what */
	const char *zone;    /* with the final dot, lower case, A-labels */
	const char *name;    /* "" where it is about a file only */
	const char *type;    /* "MX"; "" where it is about no type */
	const char *domain;  /* NULL, or the mail domain */
	const char *target;  /* NULL, or the name that is missing */
	const char *subject; /* "" or what tells it from its like */
	struct finding_place place;
	struct finding_place anchor; /* of a removal: a line that is there */
	/* What stood there and what stands there now; each may be empty. */
	struct finding_lines minus, plus;
	const struct finding_evidence *evidence;
	size_t evidence_count;
	const char *fix;        /* NULL: none; may have several lines */
	char fingerprint[33];   /* hex, 128 bits */
	const char *allowed;    /* NULL, or by what and why */
	/* Against an earlier audit: "new", "unchanged", "gone"; NULL: alone. */
	const char *since;
	const char *allow_line; /* NULL, or the line that would allow it */
};

struct findings {
	VECTOR_OF(struct finding);
};

/* XXH3-128 of rule, zone, name, type and subject; never of its place. */
void finding_fingerprint(struct finding *finding);

/* Does the rule look at states, at changes? Neither for NULL and for what the
 * program itself has to say. */
bool rule_is_of_state(const struct zp_rule *rule);
bool rule_is_of_change(const struct zp_rule *rule);

/* The digest of a changed domain: "example.com", "MX same · SPF −1 sender". */
struct finding_digest {
	const char *domain, *text;
};

/* One RRset that differs, before and after. */
struct finding_change {
	const char *zone, *name, *type; /* names with their final dot */
	struct finding_lines minus, plus;
};

/* "www.example.org." CNAME "example.org.": who depends on whom. */
struct finding_link {
	const char *from, *how, *to;
	const char *state; /* "stays", "goes" or "comes" with the change */
};

/* A change to look at: see view.h. */
struct finding_view {
	const struct finding_change *changes;
	size_t change_count;
	const struct finding_link *links;
	size_t link_count;
	size_t left_out; /* that are over the limits */
};

/* Something the run could not read or know, or did not look at. */
struct finding_notice {
	const char *message;
};

struct finding_summary {
	size_t errors, warnings, notices, allowed;
	size_t zones, records, changed;
};

/* One evidence more, unless it has LIMIT_EVIDENCE; `place` may be empty. */
void finding_tell(struct arena *run, struct finding *finding,
    const char *message, struct finding_place place);

#endif
