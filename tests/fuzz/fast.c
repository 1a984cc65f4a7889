/* Any bytes as a zone file: every way of reading it tells the same. */
#include <stdio.h>
#include <stdlib.h>

#include "../unit/ways.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* The fast path leaves the end alone: so there is more of it. */
	size_t tail = 1024;
	char *bytes = malloc(size + tail);
	const char *differs = NULL;

	if (bytes == NULL)
		return 0;
	memcpy(bytes, data, size);
	memset(bytes + size, ';', tail);
	bytes[size] = '\n';
	differs = ways_differ((struct text){ bytes, size + tail });
	if (differs != NULL) {
		fprintf(stderr, "%s differs\n", differs);
		abort();
	}
	free(bytes);
	return 0;
}
