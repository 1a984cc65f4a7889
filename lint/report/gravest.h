/*
 * Of more pieces than a page can show, the gravest: each has a rank (0 is the
 * gravest) and is one line of text. They come in any order and go out by rank,
 * and within one as they came; memory is for those that are shown.
 */
#ifndef REPORT_GRAVEST_H
#define REPORT_GRAVEST_H

#include <stddef.h>
#include <stdio.h>

#define GRAVEST_RANKS 5

struct gravest {
	size_t most; /* that are shown */
	size_t seen;
	struct gravest_rank {
		FILE *file;
		char *bytes;
		size_t size, count;
	} ranks[GRAVEST_RANKS];
};

void gravest_open(struct gravest *gravest, size_t most);

/*
 * Where the next piece is to be written to, without a line break; NULL when it
 * would not be shown. gravest_took() follows what was written.
 */
FILE *gravest_take(struct gravest *gravest, unsigned rank);
void gravest_took(struct gravest *gravest, unsigned rank);

/* How many gravest_print() leaves out. */
size_t gravest_left_out(const struct gravest *gravest);

/* Writes them, with `between` between two. */
void gravest_print(struct gravest *gravest, FILE *file, const char *between);

void gravest_done(struct gravest *gravest);

#endif
