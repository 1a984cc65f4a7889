/* Whose name is it? Looked up in the providers' table. */
#include "provider.h"

#include <string.h>
#include <strings.h>

/* `name` is `suffix` or ends in ".suffix"; a final dot does not count. */
static bool
has_suffix(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = strlen(suffix);

	if (length > 0 && name[length - 1] == '.')
		length--;
	if (length < tail ||
	    strncasecmp(name + length - tail, suffix, tail) != 0)
		return false;
	return length == tail || suffix[0] == '.' ||
	    name[length - tail - 1] == '.';
}

static bool
clue_matches(const struct provider_clue *clue, const char *text)
{
	switch (clue->clue) {
	case ZP_CLUE_SELECTOR:
		return strcasecmp(clue->text, text) == 0;
	case ZP_CLUE_VERIFICATION:
		return strncasecmp(clue->text, text, strlen(clue->text)) == 0;
	default:
		return has_suffix(text, clue->text);
	}
}

const struct zp_provider *
zp_provider_by(enum zp_clue clue, const char *text)
{
	for (const struct provider_clue *row = provider_clues;
	     row->text != NULL; row++)
		if (row->clue == clue && clue_matches(row, text))
			return &providers[row->provider];
	return NULL;
}

/* Shorter ones are a letter away from too much that is real. */
#define SUFFIX_LEAST 8

const char *
zp_provider_near(const char *suffix)
{
	size_t length = strlen(suffix);
	const char *near = NULL;

	for (size_t i = 0; provider_suffixes[i] != NULL; i++) {
		const char *known = provider_suffixes[i];
		size_t other = strlen(known);

		if (strcmp(known, suffix) == 0)
			return NULL;
		if (near == NULL && other >= SUFFIX_LEAST &&
		    other <= length + 1 && length <= other + 1 &&
		    zp_distance(suffix, known, 1) == 1)
			near = known;
	}
	return near;
}

const struct zp_provider *
zp_provider_of(struct zp_ctx *ctx, enum zp_clue clue, struct zp_record record)
{
	const uint8_t *target = zp_target_of(record);

	return target == NULL ? NULL :
				zp_provider_by(clue, zp_name_text(ctx, target));
}
