/* Whose name is it? Looked up in the providers' table. */
#include "../base/text.h"
#include "provider.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

/* A name in text, without its final dot. */
static struct text
name_of(const char *text)
{
	struct text name = text_of(text);

	if (name.len > 0 && name.ptr[name.len - 1] == '.')
		name.len--;
	return name;
}

/* Does the name end as the clue does, behind its last star? */
static bool
ends_alike(struct text name, const struct provider_clue *clue)
{
	const char *tail = clue->text + clue->length - clue->fixed;

	/* Most begin with another letter there. */
	return name.len >= clue->fixed && clue->fixed > 0 &&
	    (name.ptr[name.len - clue->fixed] | 0x20) == (tail[0] | 0x20) &&
	    strncasecmp(name.ptr + name.len - clue->fixed, tail, clue->fixed) ==
	    0;
}

/* The last labels of a name, as many as the suffix has; NULL for too few. */
static const char *
tail_of(const char *name, const char *suffix)
{
	const char *at = name + strlen(name);
	size_t dots = 0;

	for (const char *each = suffix; *each != '\0'; each++)
		dots += *each == '.';
	for (; at > name; at--)
		if (at[-1] == '.' && dots-- == 0)
			return at;
	return dots == 0 ? name : NULL;
}

/* Is a clue of the kind the end of a name? */
static bool
is_by_end(enum zp_clue clue)
{
	return clue != ZP_CLUE_SELECTOR && clue != ZP_CLUE_VERIFICATION &&
	    clue != ZP_CLUE_RECHECKED;
}

/*
 * A suffix, in which a label "*" or a part of one is any text, of a name that
 * ends like it.
 */
static bool
name_matches(struct text name, const struct provider_clue *clue)
{
	size_t length = clue->length;
	const char *tail = NULL;
	if (clue->fixed == length)
		return name.len == length || clue->text[0] == '.' ||
		    name.ptr[name.len - length - 1] == '.';
	tail = tail_of(name.ptr, clue->text);
	return tail != NULL &&
	    fnmatch(clue->text, tail, FNM_NOESCAPE | FNM_CASEFOLD) == 0;
}

static size_t
labels(const char *name)
{
	size_t count = 1;

	for (; *name != '\0'; name++)
		count += *name == '.' && name[1] != '\0';
	return count;
}

static bool
clue_matches(const struct provider_clue *clue, struct text text)
{
	switch (clue->clue) {
	case ZP_CLUE_SELECTOR:
		return fnmatch(clue->text, text.ptr,
			   FNM_NOESCAPE | FNM_CASEFOLD) == 0;
	case ZP_CLUE_VERIFICATION:
	case ZP_CLUE_RECHECKED:
		return strncasecmp(clue->text, text.ptr, clue->length) == 0;
	case ZP_CLUE_CAA:
	case ZP_CLUE_EXEMPT:
		return strcasecmp(clue->text, text.ptr) == 0;
	case ZP_CLUE_CLAIMABLE:
	case ZP_CLUE_CLAIMABLE_AT_TIMES:
		return name_matches(text, clue) &&
		    labels(text.ptr) > labels(clue->text);
	default:
		return name_matches(text, clue);
	}
}

const char *
zp_clue_near(enum zp_clue clue, const char *text, unsigned most)
{
	const char *near = NULL;

	for (const struct provider_clue *row = provider_clues;
	     row->text != NULL; row++) {
		unsigned distance = row->clue != clue ?
		    most + 1 :
		    zp_distance(row->text, text, most);

		if (distance > most)
			continue;
		near = row->text;
		if (distance == 0)
			return near;
		most = distance;
	}
	return near;
}

const struct zp_provider *
zp_provider_by(enum zp_clue clue, const char *text)
{
	struct text name = name_of(text);
	bool by_end = is_by_end(clue);

	for (const struct provider_clue *row =
		 provider_clues + provider_clue_firsts[clue];
	     row->text != NULL && row->clue == clue; row++)
		if ((!by_end || ends_alike(name, row)) &&
		    clue_matches(row, name))
			return &providers[row->provider];
	return NULL;
}

bool
zp_is_provider_suffix(const char *suffix)
{
	for (size_t i = 0; provider_suffixes[i] != NULL; i++)
		if (strcmp(provider_suffixes[i], suffix) == 0)
			return true;
	return false;
}

/* Shorter ones are a letter away from too much that is real. */
#define SUFFIX_LEAST 8

const char *
zp_provider_near(const char *suffix)
{
	size_t length = strlen(suffix);

	if (zp_is_provider_suffix(suffix))
		return NULL;
	for (size_t i = 0; provider_suffixes[i] != NULL; i++) {
		const char *known = provider_suffixes[i];
		size_t other = strlen(known);

		if (other >= SUFFIX_LEAST && other <= length + 1 &&
		    length <= other + 1 && zp_distance(suffix, known, 1) == 1)
			return known;
	}
	return NULL;
}

bool
zp_provider_has(const struct zp_provider *provider, enum zp_clue clue)
{
	for (const struct provider_clue *row = provider_clues;
	     row->text != NULL; row++)
		if (row->clue == clue && &providers[row->provider] == provider)
			return true;
	return false;
}

const struct zp_provider *
zp_provider_of(struct zp_ctx *ctx, enum zp_clue clue, struct zp_record record)
{
	const uint8_t *target = zp_target_of(record);

	return target == NULL ? NULL :
				zp_provider_by(clue, zp_name_text(ctx, target));
}

/* ------------------------------------------------- what a domain has of one */

static bool
is_key(const struct zp_rrset *rrset)
{
	return (rrset->type == ZP_TXT || rrset->type == ZP_CNAME) &&
	    zp_dkim_domain(rrset->owner) != NULL;
}

const struct zp_provider *
zp_dkim_signer(struct zp_ctx *ctx, const struct zp_rrset *key)
{
	const struct zp_provider *provider = NULL;
	const char *selector = NULL;

	if (!is_key(key))
		return NULL;
	selector = zp_name_text(ctx, key->owner);
	if (key->type == ZP_CNAME)
		provider = zp_provider_of(
		    ctx, ZP_CLUE_DKIM_CNAME, zp_rrset_at(key, 0));
	return provider != NULL ?
	    provider :
	    zp_provider_by(ZP_CLUE_SELECTOR,
		zp_format(ctx, "%.*s", (int)strcspn(selector, "."), selector));
}

bool
zp_leaves_alone(struct zp_ctx *ctx, const struct zp_change *change,
    const uint8_t *domain, const struct zp_provider *provider)
{
	const struct zp_senders *before = zp_senders(
	    ctx, zp_before(ctx), change->before, domain);
	const struct zp_senders *after = zp_senders(
	    ctx, zp_after(ctx), change->after, domain);
	const struct zp_senders *lost = before == NULL || after == NULL ?
	    NULL :
	    zp_senders_minus(ctx, before, after);

	if (lost == NULL || lost->range_count > 0)
		return false;
	for (size_t i = 0; i < lost->member_count; i++) {
		const char *name = strchr(lost->members[i], ':');

		if (name == NULL ||
		    zp_provider_by(ZP_CLUE_SPF, name + 1) != provider)
			return false;
	}
	for (size_t i = 0; i < change->count; i++) {
		const struct zp_delta *delta = &change->deltas[i];
		const uint8_t *own = zp_dkim_domain(delta->owner);

		if (own != NULL && zp_name_equal(own, domain) &&
		    delta->before != NULL && delta->after == NULL &&
		    is_key(delta->before) &&
		    zp_dkim_signer(ctx, delta->before) != provider)
			return false;
	}
	return true;
}
