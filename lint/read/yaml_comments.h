/*
 * Comments of YAML documents. libyaml keeps none: those that speak to us
 * ("# zoneproof: …") are looked up in the source.
 */
#ifndef READ_YAML_COMMENTS_H
#define READ_YAML_COMMENTS_H

#include "../base/yaml.h"
#include "zonefile.h"

/* Tells a zone of those in the root's source. -1 when the sink stops. */
int yaml_comments(const struct yaml_node *root, const struct zone_sink *sink);

#endif
