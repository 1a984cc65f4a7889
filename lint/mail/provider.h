/*
 * The providers' table: rules/providers.txt, turned into C at build time.
 */
#ifndef MAIL_PROVIDER_H
#define MAIL_PROVIDER_H

#include "../zoneproof.h"

struct provider_clue {
	enum zp_clue clue;
	unsigned provider; /* index into providers */
	const char *text;  /* a name without its final dot, lower case */
	size_t length;     /* of the text */
	size_t fixed;      /* … behind its last '*', which any text is */
};

extern const struct zp_provider providers[];
/* Kind by kind, each as written; ends with a NULL text. */
extern const struct provider_clue provider_clues[];
/* Where the clues of a kind begin; those of another where it has none. */
extern const size_t provider_clue_firsts[];
/* What the names of the clues have registered, once each; ends with NULL. */
extern const char *const provider_suffixes[];

#endif
