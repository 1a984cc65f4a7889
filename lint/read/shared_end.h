/*
 * The zone that names seem to be in, where nothing says it: the end that all of
 * them share; of a name that stands alone its registered part.
 */
#ifndef READ_SHARED_END_H
#define READ_SHARED_END_H

#include <stdbool.h>
#include <stdint.h>

/* Starts as all zeroes. */
struct shared_end {
	const uint8_t *name; /* NULL: none so far */
	bool several;        /* more than one name ends so */
};

/* `name` lives as long as the end does. */
void shared_end_add(struct shared_end *end, const uint8_t *name);

/* NULL when it is not even a registered name. */
const uint8_t *shared_end_zone(const struct shared_end *end);

#endif
