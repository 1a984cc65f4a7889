/* The JSON Schema of a configuration, for editors (draft 2020-12). */
#ifndef POLICY_SCHEMA_H
#define POLICY_SCHEMA_H

#include <stdio.h>

#include "shape.h"

/* Printed from the rows that check a file; `rules` ends with NULL. */
void schema_print(
    FILE *file, const struct shape *shape, const struct zp_rule *const *rules);

#endif
