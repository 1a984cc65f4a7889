/* Any bytes as a packed file: unpacked, listed, read. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/archive.h"

struct walk {
	struct files *files;
	struct arena *arena;
};

static int
visit(void *data, const struct file_entry *entry)
{
	struct walk *walk = data;
	struct text bytes = { NULL, 0 };
	const char *real = NULL;
	struct error err = { 0 };

	if (entry->path[0] == '/' || strncmp(entry->path, "../", 3) == 0)
		abort();
	files_read(walk->files, entry->path, walk->arena, &bytes, &real, &err);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct archive_content content = { 0 };
	char head[4096];
	size_t length = sizeof head;
	struct error err = { 0 };
	struct text bytes = { (const char *)data, size };

	if (archive_is_packed(bytes))
		archive_peek(bytes, head, &length);
	if (archive_is_packed(bytes) &&
	    archive_unpack("x", bytes, arena, &content, &err) == 0 &&
	    content.files != NULL) {
		struct walk walk = { content.files, arena };

		content.files->ops->list(content.files, visit, &walk, &err);
		files_free(content.files);
	}
	arena_free(arena);
	return 0;
}
