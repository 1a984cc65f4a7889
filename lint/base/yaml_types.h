/*
 * What a YAML 1.1 reader makes of a scalar. Most tools that keep DNS in YAML
 * are written in Python, whose reader takes `no` for False, `010` for 8 and
 * `1.10` for 1.1; names and texts then become what Python prints for those.
 */
#ifndef BASE_YAML_TYPES_H
#define BASE_YAML_TYPES_H

#include "yaml.h"

enum yaml_type {
	YAML_IS_TEXT,
	YAML_IS_NULL,
	YAML_IS_BOOL,
	YAML_IS_INT,
	YAML_IS_FLOAT,
	YAML_IS_TIME /* a date or a time */
};

/* Of a scalar: quoted and tagged ones (but !!int and the like) are text. */
enum yaml_type yaml_type(const struct yaml_node *node);

/*
 * The scalar as Python's str() prints what its reader made of it: "False" for
 * `no`, "8" for `010`, "None" for nothing. Text is returned as it is.
 */
const char *yaml_python(struct arena *arena, const struct yaml_node *node);

#endif
