/*
 * The providers' table: lint/read/terraform.txt, turned into C at build time,
 * and what the reader of plans asks of whoever starts it.
 */
#ifndef READ_TERRAFORM_H
#define READ_TERRAFORM_H

#include "format.h"

enum terraform_zone_by { TERRAFORM_BY_ID, TERRAFORM_BY_NAME };
enum terraform_owner { TERRAFORM_FULL, TERRAFORM_BELOW, TERRAFORM_EITHER };
enum terraform_text { TERRAFORM_QUOTED, TERRAFORM_INNER, TERRAFORM_PLAIN };

/* A resource type that is a zone: words parted by blanks are attributes. */
struct terraform_zone {
	const char *type, *ids, *names;
};

/* A resource type that holds records. */
struct terraform_resource {
	const char *type; /* NULL ends the table */
	enum terraform_zone_by zone_by;
	const char *zone;
	enum terraform_owner owner_is;
	const char *owner;
	const char *record_type; /* an attribute, or "=TYPE" */
	const char *ttl;
	bool relative; /* names in data are meant below the zone */
	enum terraform_text text;
	unsigned first; /* of its lines; the next row's first ends them */
};

enum terraform_kind {
	TERRAFORM_END,
	TERRAFORM_DATA,
	TERRAFORM_ALIAS,
	TERRAFORM_OPAQUE,
	TERRAFORM_ROUTED
};

struct terraform_line {
	enum terraform_kind kind;
	unsigned resource;    /* index into the resources */
	const char *types;    /* of DATA: "A,AAAA" or "*" */
	const char *base;     /* an attribute, or "." */
	const char *words[8]; /* of DATA and ALIAS; ends with NULL */
};

extern const struct terraform_zone terraform_zones[];
extern const struct terraform_resource terraform_resources[];
extern const struct terraform_line terraform_lines[]; /* ends with END */

/* The settings of format_terraform; all may be NULL. */
struct terraform_settings {
	void *data;

	/*
	 * Where the files say `resource "type" "name"`; `module` is the source
	 * of the module it stands in, "" for the root. NULL: nowhere.
	 */
	struct source *(*block)(void *data, const char *module,
	    struct text type, struct text name, uint32_t *ret_offset,
	    uint32_t *ret_length);
};

extern const struct format format_terraform;

#endif
