/* Arrays that grow by half. */
#include "vector.h"

#include "arena.h"

void *
vector_room(void *array, size_t count, size_t *size, size_t element)
{
	if (count < *size)
		return array;
	*size = *size < 8 ? 8 : *size + *size / 2;
	return memory_grow(array, *size, element);
}
