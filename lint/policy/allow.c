/* Allows: what their words mean, and which findings they reach. */
#include "allow.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* --------------------------------------------------------------- reading */

/* Days since 1970, by the Gregorian calendar. */
static int64_t
days_from_civil(int64_t year, int64_t month, int64_t day)
{
	int64_t shifted = month > 2 ? year : year - 1;
	int64_t era = shifted / 400, of_era = shifted - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day -
	    1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

static int
digits(struct text text, size_t at, size_t count)
{
	int value = 0;

	for (size_t i = at; i < at + count; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return -1;
		value = value * 10 + (text.ptr[i] - '0');
	}
	return value;
}

bool
allow_date(struct text text, int64_t *ret)
{
	static const int lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	int year = 0, month = 0, day = 0;

	if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-')
		return false;
	year = digits(text, 0, 4);
	month = digits(text, 5, 2);
	day = digits(text, 8, 2);
	if (year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > lengths[month - 1])
		return false;
	*ret = (days_from_civil(year, month, day) + 1) * 86400 - 1;
	return true;
}

/* What stands behind " -- ", or behind the dash that word processors make. */
static struct text
reason_cut(struct text *words)
{
	static const struct text marks[] = { { "--", 2 }, { "\xe2\x80\x94", 3 },
		{ "\xe2\x80\x93", 3 } };

	for (size_t i = 0; i < words->len; i++) {
		struct text rest = { words->ptr + i, words->len - i };

		if (i > 0 && words->ptr[i - 1] != ' ' &&
		    words->ptr[i - 1] != '\t')
			continue;
		for (size_t j = 0; j < sizeof marks / sizeof *marks; j++)
			if (text_starts(rest, marks[j])) {
				words->len = i;
				rest.ptr += marks[j].len;
				rest.len -= marks[j].len;
				return text_trim(rest);
			}
	}
	return (struct text){ NULL, 0 };
}

static struct text
word_cut(struct text *rest)
{
	struct text word = { NULL, 0 };
	size_t length = 0;

	*rest = text_trim(*rest);
	while (length < rest->len && rest->ptr[length] != ' ' &&
	    rest->ptr[length] != '\t')
		length++;
	word = (struct text){ rest->ptr, length };
	rest->ptr += length;
	rest->len -= length;
	return word;
}

static void
fail(struct allow *ret, const char *fault)
{
	ret->reach = ALLOW_NOTHING;
	if (ret->fault == NULL)
		ret->fault = fault;
}

void
allow_read(struct arena *arena, struct text text, struct allow *ret)
{
	struct text words = text_trim(text);
	struct text reason = reason_cut(&words);
	struct text verb = word_cut(&words);

	*ret = (struct allow){ .reach = ALLOW_LINES, .until = INT64_MAX };
	ret->reason = arena_copy(arena, reason.ptr, reason.len);
	if (text_equal(verb, TEXT("allow-file")))
		ret->reach = ALLOW_FILE;
	else if (!text_equal(verb, TEXT("allow")))
		fail(ret, "only \"allow\" and \"allow-file\" are known here");
	ret->rules = word_cut(&words);
	if (ret->rules.len == 0)
		fail(ret, "it names no rule");
	for (;;) {
		struct text word = word_cut(&words);

		if (word.len == 0)
			return;
		if (text_starts(word, TEXT("until="))) {
			word.ptr += 6;
			word.len -= 6;
			if (!allow_date(word, &ret->until))
				fail(ret,
				    "until= wants a day such as 2027-01-31");
		} else if (ret->name.len == 0 && ret->reach != ALLOW_FILE)
			ret->name = word;
		else
			fail(ret,
			    "its words are RULE[,RULE] [NAME] [until=DATE] -- "
			    "reason");
	}
}

/* -------------------------------------------------------------- matching */

static bool
names_rule(const struct allow *allow, const char *id)
{
	struct text rest = allow->rules;

	if (rest.len == 0)
		return true;
	while (rest.ptr != NULL)
		if (text_equal(text_trim(text_cut(&rest, ',')), text_of(id)))
			return true;
	return false;
}

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcasecmp(a, b) == 0;
}

/* A comment's name is meant in its own zone. */
static bool
reaches_name(const struct allow *allow, const struct finding *finding)
{
	if (allow->zone != NULL && !same(allow->zone, finding->zone))
		return false;
	return same(allow->full_name, finding->name) ||
	    same(allow->full_name, finding->domain);
}

static bool
same_file(const struct allow *allow, const struct finding *finding)
{
	return allow->place.file != NULL && finding->place.file != NULL &&
	    strcmp(allow->place.file, finding->place.file) == 0;
}

static bool
reaches(const struct allow *allow, const struct finding *finding)
{
	const struct finding_place *place = &finding->place;

	switch (allow->reach) {
	case ALLOW_LINES:
		return same_file(allow, finding) && !place->before &&
		    place->line >= allow->first_line &&
		    place->line <= allow->last_line;
	case ALLOW_FILE:
		return same_file(allow, finding);
	case ALLOW_NAME:
		return reaches_name(allow, finding);
	case ALLOW_ANY:
		return true;
	case ALLOW_PRINT:
		return same(allow->fingerprint, finding->fingerprint);
	case ALLOW_NOTHING:
		break;
	}
	return false;
}

static bool
means_this(const struct allow *allow, const struct finding *finding)
{
	return (!allow->states_only || rule_is_of_state(finding->rule)) &&
	    names_rule(allow, finding->rule_id) && reaches(allow, finding);
}

static const char *
allowed_text(struct arena *arena, const struct allow *allow)
{
	if (strcmp(allow->by, allow->reason) == 0)
		return allow->by;
	return arena_format(arena, "%s: %s", allow->by, allow->reason);
}

/* Allows by what they hang on, so that many of them cost no more than few. */
static const char *
key_of(const struct allow *allow)
{
	switch (allow->reach) {
	case ALLOW_LINES:
	case ALLOW_FILE:
		return allow->place.file;
	case ALLOW_NAME:
		return allow->full_name;
	case ALLOW_PRINT:
		return allow->fingerprint;
	case ALLOW_ANY:
		return "";
	case ALLOW_NOTHING:
		break;
	}
	return NULL;
}

static struct map
by_key(struct allows *allows, size_t from)
{
	struct map map = { 0 };

	for (size_t i = allows->count; i > from; i--) {
		struct allow *allow = &allows->at[i - 1];
		const char *key = key_of(allow);
		void **first = key != NULL ? map_put(&map, key) : NULL;

		if (first == NULL)
			continue;
		allow->next = (size_t)(uintptr_t)*first;
		*first = (void *)(uintptr_t)i;
	}
	return map;
}

static void
apply_of_key(struct allows *allows, const struct map *map, const char *key,
    struct arena *arena, int64_t now, struct finding *finding)
{
	size_t at = key == NULL ? 0 : (size_t)(uintptr_t)map_get(map, key);

	for (; at > 0; at = allows->at[at - 1].next) {
		struct allow *allow = &allows->at[at - 1];

		if (!means_this(allow, finding))
			continue;
		if (!allow->used && at <= allows->settled)
			*vector_push(&allows->used) = at - 1;
		allow->used = true;
		if (*allow->reason == '\0' || now > allow->until)
			continue;
		if (finding->allowed == NULL)
			finding->allowed = allowed_text(arena, allow);
	}
}

void
allows_apply(struct allows *allows, struct arena *arena, int64_t now,
    struct findings *findings)
{
	struct map map = by_key(allows, allows->settled);

	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->at[i];
		const char *keys[] = { finding->place.file, finding->name,
			finding->domain, finding->fingerprint, "" };

		for (size_t j = 0;
		     !finding->firm && j < sizeof keys / sizeof *keys; j++) {
			apply_of_key(allows, &allows->by_key, keys[j], arena,
			    now, finding);
			apply_of_key(
			    allows, &map, keys[j], arena, now, finding);
		}
	}
	map_done(&map);
}

void
allows_settle(struct allows *allows)
{
	for (size_t i = 0; i < allows->count; i++)
		allows->at[i].judged = false;
	allows->by_key = by_key(allows, 0);
	allows->settled = allows->count;
}

void
allows_unsettle(struct allows *allows)
{
	for (size_t i = 0; i < allows->used.count; i++)
		allows->at[allows->used.at[i]].used = false;
	allows->used.count = 0;
	allows->count = allows->settled;
	map_done(&allows->told);
}

void
allows_done(struct allows *allows)
{
	map_done(&allows->told);
	map_done(&allows->by_key);
	vector_done(&allows->used);
	vector_done(allows);
}
