/* Any bytes as git's index. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "git/indexfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct indexfile index;
	struct error err = { 0 };

	if (indexfile_parse(&index, arena,
		(struct text){ (const char *)data, size }, "index", &err) == 0)
		for (size_t i = 0; i < index.count; i++) {
			const char *path = index.entries[i].path;

			indexfile_lower(&index, path);
			indexfile_child(&index, 0, path, strcspn(path, "/"));
		}
	arena_free(arena);
	return 0;
}
