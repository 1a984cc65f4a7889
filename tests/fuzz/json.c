/* Any bytes as JSON: walked, looked at, measured against the text. */
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"

static void
look(const struct source *source, const struct json_value *value)
{
	uint32_t number = 0;

	if ((size_t)value->offset + value->length > source->bytes.len)
		abort();
	json_u32(value, &number);
	json_get(value, "a");
	JSON_EACH(child, value)
		look(source, child);
}

static int
visit(void *data, const struct json_path *path, const struct json_value *value,
    struct json_fault *fault)
{
	(void)fault;
	for (unsigned i = 0; i < path->depth; i++)
		if (path->offsets[i] > value->offset)
			abort();
	look(data, value);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_part parts[] = { { "a", visit },
		{ "b/*", visit }, { "c/**/d", visit }, { "*/*/*", visit },
		{ NULL, NULL } };
	struct source source = { .path = "x.json",
		.bytes = { (const char *)data, size } };
	struct json_fault fault;

	json_looks_like(source.bytes);
	json_read(&source, parts, &source, &fault);
	source_done(&source);
	return 0;
}
