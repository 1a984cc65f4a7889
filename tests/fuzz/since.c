/* Any bytes as the ndjson of an earlier audit. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/since.h"

static int
visit(void *data, const struct finding *finding, struct error *err)
{
	size_t *count = data;

	(void)err;
	*count += finding->message[0] != '\0';
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/tmp/zoneproof-fuzz-XXXXXX";
	int file = mkstemp(path);
	struct error err = { 0 };
	struct since *since = NULL;
	size_t count = 0;

	if (file < 0 || write(file, data, size) != (ssize_t)size)
		abort();
	close(file);
	since = since_open(path, &err);
	if (since != NULL)
		since_gone(since, visit, &count, &err);
	since_close(since);
	unlink(path);
	return 0;
}
