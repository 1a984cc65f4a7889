/* Any bytes as Terraform's own files. */
#include <stdint.h>
#include <stdlib.h>

#include "read/hcl.h"

static void
visit(void *data, const struct hcl_block *block)
{
	const struct text *bytes = data;

	if ((size_t)block->offset + block->length > bytes->len ||
	    block->type.ptr < bytes->ptr ||
	    block->name.ptr + block->name.len > bytes->ptr + bytes->len)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text bytes = { (const char *)data, size };

	hcl_resources(bytes, visit, &bytes);
	return 0;
}
