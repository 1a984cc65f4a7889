/* The names of others that an estate relies on. */
#include "suffix.h"

#include <string.h>

#include "../base/limits.h"
#include "../base/map.h"
#include "../dns/name.h"

/* What is registered of a name, and who leads to it. */
struct suffix {
	const char *text;
	size_t length;
	uint32_t letters; /* a bit for each that it holds, by its last five */
	const struct reference *first; /* in the order of zone and record */
	uint64_t owner;                /* of the first one seen */
	bool relied_on;                /* a second owner leads to it */
};

struct suffixes {
	struct map by_text;
	struct {
		VECTOR_OF(const struct suffix *);
	} relied_on;
};

void
suffixes_free(struct suffixes *suffixes)
{
	if (suffixes == NULL)
		return;
	map_done(&suffixes->by_text);
	vector_done(&suffixes->relied_on);
	free(suffixes);
}

static bool
is_relied_on_by(const char *how)
{
	static const char *const ways[] = { "NS", "MX", "CNAME", "SPF include",
		"SPF redirect", "DMARC reports", NULL };

	for (size_t i = 0; ways[i] != NULL; i++)
		if (strcmp(how, ways[i]) == 0)
			return true;
	return false;
}

static uint32_t
letters_of(const char *text)
{
	uint32_t letters = 0;

	for (; *text != '\0'; text++)
		letters |= (uint32_t)1 << (*text & 31);
	return letters;
}

static struct suffix *
suffix_of(struct zp_estate *estate, struct suffixes *suffixes,
    const uint8_t *registered)
{
	char text[NAME_TEXT];
	size_t length = name_to_text(registered, text) - 1;
	struct suffix *suffix = NULL;

	text[length] = '\0'; /* its final dot */
	suffix = map_get(&suffixes->by_text, text);
	if (suffix != NULL)
		return suffix;
	suffix = arena_array(estate->side, 1, sizeof *suffix);
	suffix->text = arena_copy(estate->side, text, length);
	suffix->length = length;
	suffix->letters = letters_of(text);
	*map_put(&suffixes->by_text, suffix->text) = suffix;
	return suffix;
}

static bool
comes_before(const struct reference *a, const struct reference *b)
{
	return a->zone->index != b->zone->index ?
	    a->zone->index < b->zone->index :
	    a->record < b->record;
}

static void
suffix_add(struct zp_estate *estate, struct suffixes *suffixes,
    const struct reference *reference)
{
	const uint8_t *registered = name_registered(reference->target);
	struct suffix *suffix = NULL;
	uint64_t owner = 0;

	if (registered == NULL || !is_relied_on_by(reference->how))
		return;
	suffix = suffix_of(estate, suffixes, registered);
	owner = name_hash(
	    zone_record(reference->zone, reference->record).owner);
	if (suffix->first == NULL)
		suffix->owner = owner;
	if (suffix->first == NULL || comes_before(reference, suffix->first))
		suffix->first = reference;
	if (suffix->relied_on || owner == suffix->owner)
		return;
	suffix->relied_on = true;
	*vector_push(&suffixes->relied_on) = suffix;
}

static void
suffixes_make(struct zp_estate *estate, const struct references *references)
{
	struct suffixes *suffixes = memory_grow(NULL, 1, sizeof *suffixes);

	memset(suffixes, 0, sizeof *suffixes);
	for (size_t i = 0; i < references->count; i++)
		suffix_add(estate, suffixes, &references->at[i]);
	estate->suffixes = suffixes;
}

/* Whoever asks first makes them; the others wait. NULL: too many to be held. */
static const struct suffixes *
suffixes_of(struct zp_estate *estate)
{
	const struct references *references = estate_references_all(estate);

	if (references == NULL)
		return NULL;
	pthread_mutex_lock(&estate->making);
	if (estate->suffixes == NULL)
		suffixes_make(estate, references);
	pthread_mutex_unlock(&estate->making);
	return estate->suffixes;
}

#define SLIPS 2

/* A slip takes a letter and brings another, at most. */
static bool
may_be_near(const struct suffix *suffix, size_t length, uint32_t letters)
{
	return suffix->length <= length + SLIPS &&
	    length <= suffix->length + SLIPS &&
	    __builtin_popcount(suffix->letters ^ letters) <= 2 * SLIPS;
}

bool
estate_suffix_near(struct zp_estate *estate, const char *suffix,
    bool (*like)(const char *suffix, const char *known), const char **ret,
    struct zp_record *ret_at)
{
	const struct suffixes *suffixes = suffixes_of(estate);
	const struct suffix *itself = NULL, *near = NULL;
	size_t length = strlen(suffix);
	uint32_t letters = letters_of(suffix);

	if (suffixes == NULL || suffixes->relied_on.count > LIMIT_SUFFIXES)
		return false;
	itself = map_get(&suffixes->by_text, suffix);
	if (itself != NULL && itself->relied_on)
		return false;
	for (size_t i = 0; i < suffixes->relied_on.count; i++) {
		const struct suffix *each = suffixes->relied_on.at[i];

		/* By its text, whatever order they were met in. */
		if (may_be_near(each, length, letters) &&
		    like(suffix, each->text) &&
		    (near == NULL || strcmp(each->text, near->text) < 0))
			near = each;
	}
	if (near == NULL)
		return false;
	*ret = near->text;
	*ret_at = zone_record(near->first->zone, near->first->record);
	return true;
}
