/*
 * Which zone a resource of a plan belongs to: plans know zones by ids that
 * mean nothing. In turn: a zone resource of the plan that has the id, what the
 * configuration refers to, what the provider once computed as the whole name,
 * what the user says, and last the end that all names under one id share.
 */
#ifndef READ_TERRAFORM_ZONES_H
#define READ_TERRAFORM_ZONES_H

#include "../base/json.h"
#include "../base/map.h"
#include "terraform.h"

struct terraform_zones {
	struct document *document;
	struct map ids;        /* "aws:Z1" → a name in wire form */
	struct map addresses;  /* of a zone resource → its name */
	struct map references; /* what a place of the configuration refers to */
	struct map endings;    /* "aws:Z1" → a struct ending */
	struct map modules;    /* "module.dns." → the source of that module */
};

void terraform_zones_init(
    struct terraform_zones *zones, struct document *document);
void terraform_zones_done(struct terraform_zones *zones);

/* Learns from a resource: `values` may be NULL. */
void terraform_zones_resource(struct terraform_zones *zones, struct text type,
    struct text address, const struct json_value *values);

/* Learns from the plan's `configuration`. */
void terraform_zones_config_resource(struct terraform_zones *zones,
    const struct json_path *path, const struct json_value *resource);
void terraform_zones_config_output(struct terraform_zones *zones,
    const struct json_path *path, const struct json_value *output);
void terraform_zones_config_call(struct terraform_zones *zones,
    const struct json_path *path, const struct json_value *expressions);
void terraform_zones_config_source(struct terraform_zones *zones,
    const struct json_path *path, const struct json_value *source);

/* The zone of a resource's records; NULL when nothing tells. */
const uint8_t *terraform_zone_of(struct terraform_zones *zones,
    const struct terraform_resource *row, struct text address,
    const struct json_value *values);

/* The source of the module that an address stands in; "" for the root. */
const char *terraform_module_of(
    const struct terraform_zones *zones, struct text address);

/* The row of a type; NULL: it holds no records. */
const struct terraform_resource *terraform_row(struct text type);

#endif
