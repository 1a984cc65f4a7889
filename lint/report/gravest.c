/* A list for each rank; none takes what the graver ones leave no room for. */
#include "gravest.h"

#include <stdlib.h>
#include <string.h>

void
gravest_open(struct gravest *gravest, size_t most)
{
	*gravest = (struct gravest){ .most = most };
	for (size_t i = 0; i < GRAVEST_RANKS; i++) {
		struct gravest_rank *rank = &gravest->ranks[i];

		rank->file = open_memstream(&rank->bytes, &rank->size);
	}
}

FILE *
gravest_take(struct gravest *gravest, unsigned rank)
{
	size_t before = 0;

	gravest->seen++;
	for (unsigned i = 0; i <= rank; i++)
		before += gravest->ranks[i].count;
	return before < gravest->most ? gravest->ranks[rank].file : NULL;
}

void
gravest_took(struct gravest *gravest, unsigned rank)
{
	putc('\n', gravest->ranks[rank].file);
	gravest->ranks[rank].count++;
}

size_t
gravest_left_out(const struct gravest *gravest)
{
	return gravest->seen > gravest->most ? gravest->seen - gravest->most :
					       0;
}

void
gravest_print(struct gravest *gravest, FILE *file, const char *between)
{
	size_t printed = 0;

	for (size_t i = 0; i < GRAVEST_RANKS; i++) {
		struct gravest_rank *rank = &gravest->ranks[i];
		const char *at = NULL;

		fflush(rank->file);
		at = rank->bytes;
		for (size_t j = 0; j < rank->count && printed < gravest->most;
		     j++) {
			const char *end = strchr(at, '\n');

			fputs(printed++ > 0 ? between : "", file);
			fwrite(at, 1, (size_t)(end - at), file);
			at = end + 1;
		}
	}
}

void
gravest_done(struct gravest *gravest)
{
	for (size_t i = 0; i < GRAVEST_RANKS; i++) {
		fclose(gravest->ranks[i].file);
		free(gravest->ranks[i].bytes);
	}
}
