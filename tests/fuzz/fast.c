/* Any bytes as a zone file: every way of reading it tells the same. */
#include <stdio.h>
#include <stdlib.h>

#include "../unit/ways.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* So much that no line is read from the copy of the last ones. */
	size_t tail = 2048;
	char *bytes = malloc(size + tail);
	const char *differs = ways_differ(
	    (struct text){ (const char *)data, size });

	if (bytes == NULL)
		return 0;
	memcpy(bytes, data, size);
	memset(bytes + size, ';', tail);
	bytes[size] = '\n';
	if (differs == NULL)
		differs = ways_differ((struct text){ bytes, size + tail });
	if (differs != NULL) {
		fprintf(stderr, "%s differs\n", differs);
		abort();
	}
	free(bytes);
	return 0;
}
