/*
 * octoDNS's zone files: YAML maps from names to records.
 *
 * A zone is one file, or several that its YamlProvider puts together: a split
 * folder, fragments, the directories of several sources. They are the sources
 * of one document; which they are, and how their provider is set, is said by
 * octoDNS's own configuration (octodns_config.h) and found by the loader.
 */
#ifndef READ_OCTODNS_H
#define READ_OCTODNS_H

#include "format.h"

/* What `escaped_semicolons` says: text holds "\;" for ";". */
enum octodns_semicolons {
	OCTODNS_SEMICOLONS_UNSAID,
	OCTODNS_ESCAPED,
	OCTODNS_PLAIN
};

struct octodns_settings {
	uint32_t default_ttl; /* seconds; octoDNS's own default is 3600 */
	enum octodns_semicolons semicolons;
	bool lenient;   /* the zone's: what octoDNS would refuse is let pass */
	bool elsewhere; /* some records come from what is no file of the set */
	const char *const *targets; /* ends with NULL; NULL: not known */
	/* Of each source of the document: its records replace earlier ones. */
	const bool *replaces;
};

extern const struct format format_octodns;

#endif
