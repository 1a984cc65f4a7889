/* Any bytes as a patch, applied to a file both ways and shown alone. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "git/patch.h"
#include "read/excerpt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
all_of(struct arena *arena, const struct patch_file *file)
{
	static const char zone[] = "$TTL 60\n@ SOA a b 1 2 3 4 5\n@ NS a\n"
				   "@ MX 10 b\n\n@ TXT \"x\"\nwww A 192.0.2.1";
	const struct patch_hunk *bad = NULL;

	for (int side = PATCH_OLD; side <= PATCH_NEW; side++) {
		struct text once = { NULL, 0 }, back = { NULL, 0 };
		enum patch_side other = side == PATCH_OLD ? PATCH_NEW :
							    PATCH_OLD;
		struct text shown = patch_excerpt(
		    arena, file, (enum patch_side)side, EXCERPT_GAP);
		char *bytes = arena_copy(arena, shown.ptr, shown.len);

		excerpt_trim(bytes, shown.len);
		if (patch_apply(arena, file, (enum patch_side)side, TEXT(zone),
			&once, &bad))
			patch_apply(arena, file, other, once, &back, &bad);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct source source = { .path = "patch",
		.bytes = { (const char *)data, size } };
	struct patch_file *files = NULL;
	struct error err = { 0 };
	uint32_t far = 0;

	if (patch_read(arena, &source, &files, &err) == 0)
		for (; files != NULL; files = files->next) {
			far = 0;
			for (struct patch_hunk *hunk = files->hunks;
			     hunk != NULL; hunk = hunk->next)
				far |= hunk->first[0] | hunk->first[1];
			/* Blank lines up to the hunk are cheap but many. */
			if (far < 100000)
				all_of(arena, files);
		}
	arena_free(arena);
	return 0;
}
