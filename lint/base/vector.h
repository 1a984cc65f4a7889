/*
 * Arrays that grow. The heap holds them (they outgrow an arena by copying), so
 * each has a `vector_done`. A vector starts as all zeroes.
 *
 *     struct { VECTOR_OF(struct thing); } things = { 0 };
 *     *vector_push(&things) = (struct thing){ … };
 */
#ifndef BASE_VECTOR_H
#define BASE_VECTOR_H

#include <stddef.h>
#include <stdlib.h>

#define VECTOR_OF(type) \
	type *at;       \
	size_t count;   \
	size_t size

/* A pointer to one more element, not cleared; valid until the next push. */
#define vector_push(v)                                          \
	((v)->at = vector_room(                                 \
	     (v)->at, (v)->count, &(v)->size, sizeof *(v)->at), \
	    &(v)->at[(v)->count++])

#define vector_done(v) \
	(free((v)->at), (v)->at = NULL, (v)->count = (v)->size = 0)

/* What it held belongs to somebody else now. */
#define vector_forget(v) ((v)->at = NULL, (v)->count = (v)->size = 0)

/* Room for one more of `count`; `*size` is the capacity in elements. */
void *vector_room(void *array, size_t count, size_t *size, size_t element);

#endif
