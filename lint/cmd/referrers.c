/*
 * Which zones refer to a name that changes, without reading them all.
 *
 * A record that refers to "app.example.com" spells each of its labels, in its
 * file or in the path that says its zone. So one pass over the bytes of every
 * file, for the labels of all names that change, tells which files need to be
 * read. Where a label can be spelled otherwise (escapes, $GENERATE, $INCLUDE,
 * templates), or a name is asked for that was not announced, the file, or all
 * of them, are read.
 *
 * Threads share the pass out; what it finds is read by one, in order.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../base/workers.h"
#include "../dns/name.h"
#include "loading.h"

struct needle {
	struct text label;
	bool more; /* the next label belongs to the same name */
};

/* What one thread works with. */
struct looker {
	struct arena *bytes; /* of the file under way */
	struct {
		VECTOR_OF(char);
	} lower; /* its path and bytes */
};

struct referrers {
	struct load *load;
	struct map names; /* that were announced, as text */
	struct {
		VECTOR_OF(struct needle);
	} needles;
	bool *may_refer; /* of each entry of the load */
	struct looker lookers[WORKERS_MAX];
};

void
referrers_free(struct referrers *referrers)
{
	if (referrers == NULL)
		return;
	map_done(&referrers->names);
	vector_done(&referrers->needles);
	free(referrers->may_refer);
	free(referrers);
}

/* Are its labels spelled as they are, without escapes? */
static bool
is_plain(const uint8_t *name)
{
	for (const uint8_t *label = name; *label != 0; label += *label + 1)
		for (unsigned i = 1; i <= *label; i++)
			if ((label[i] < 'a' || label[i] > 'z') &&
			    (label[i] < '0' || label[i] > '9') &&
			    label[i] != '-' && label[i] != '_')
				return false;
	return *name != 0;
}

/* ----------------------------------------------------------- one file's text */

static bool
is_letter_or_digit(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

/* For marks whose first byte is rare: no search is faster. */
static bool
holds_mark(struct text text, struct text mark)
{
	const char *at = text.ptr, *end = text.ptr + text.len;

	while (at < end &&
	    (at = memchr(at, mark.ptr[0], (size_t)(end - at))) != NULL) {
		if (text_starts((struct text){ at, (size_t)(end - at) }, mark))
			return true;
		at++;
	}
	return false;
}

/* Could it spell a label that a search for its letters does not find? */
static bool
spells_otherwise(struct text text)
{
	static const char *const marks[] = { "$generate", "$include", "{{",
		"{%", "<%", "${", "!include", NULL };
	const char *at = text.ptr, *end = text.ptr + text.len;

	for (size_t i = 0; marks[i] != NULL; i++)
		if (holds_mark(text, text_of(marks[i])))
			return true;
	while (
	    at < end && (at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
		if (++at < end && is_letter_or_digit(*at))
			return true;
	}
	return false;
}

/* A compiler makes one step of it. */
#define STEP 32

static void
lower_step(char *at)
{
	for (size_t i = 0; i < STEP; i++)
		at[i] =
		    (char)(at[i] | (at[i] >= 'A' && at[i] <= 'Z' ? 0x20 : 0));
}

/* Path and bytes as one text, in small letters. */
static struct text
lowered(struct looker *looker, const char *path, struct text bytes)
{
	size_t length = strlen(path), size = length + 1 + bytes.len;

	if (looker->lower.size < size + STEP) {
		looker->lower.size = size * 2 + STEP;
		looker->lower.at = memory_grow(
		    looker->lower.at, looker->lower.size, 1);
	}
	memcpy(looker->lower.at, path, length);
	looker->lower.at[length] = '\n';
	if (bytes.len > 0)
		memcpy(looker->lower.at + length + 1, bytes.ptr, bytes.len);
	memset(looker->lower.at + size, 0, STEP);
	for (size_t i = 0; i < size; i += STEP)
		lower_step(looker->lower.at + i);
	return (struct text){ looker->lower.at, size };
}

static bool
is_label_byte(char byte)
{
	return is_letter_or_digit(byte) || byte == '-' || byte == '_';
}

/* Is a whole label spelled so, and not a part of one? */
static bool
holds_label(struct text text, struct text label)
{
	const char *at = text.ptr, *end = text.ptr + text.len;

	while ((at = memmem(at, (size_t)(end - at), label.ptr, label.len)) !=
	    NULL) {
		const char *behind = at + label.len;

		if ((at == text.ptr || !is_label_byte(at[-1])) &&
		    (behind == end || !is_label_byte(*behind)))
			return true;
		at++;
	}
	return false;
}

/* Names that change at once share labels: what is not there is known. */
static bool
mentions(const struct referrers *referrers, struct text text)
{
	struct text absent = { NULL, 0 };
	bool all = true;

	for (size_t i = 0; i < referrers->needles.count; i++) {
		const struct needle *needle = &referrers->needles.at[i];

		if (all &&
		    (text_equal(needle->label, absent) ||
			!holds_label(text, needle->label))) {
			absent = needle->label;
			all = false;
		}
		if (needle->more)
			continue;
		if (all)
			return true;
		all = true;
	}
	return false;
}

static bool
may_refer(
    const struct referrers *referrers, struct looker *looker, const char *path)
{
	const struct load *load = referrers->load;
	struct text bytes = { NULL, 0 };
	struct error ignored = { 0 };

	if (map_has(&load->done, path))
		return false;
	arena_reset(looker->bytes);
	/* What cannot be read is told by the one who reads it. */
	if (files_read(load->files, path, looker->bytes, &bytes, NULL,
		&ignored) != FILE_READ)
		return true;
	bytes = lowered(looker, path, bytes);
	return mentions(referrers, bytes) || spells_otherwise(bytes);
}

/* ------------------------------------------------------------------ the pass */

static int
longer_first(const void *left, const void *right)
{
	const struct needle *a = left, *b = right;

	return a->label.len < b->label.len ? 1 :
	    a->label.len > b->label.len    ? -1 :
					     0;
}

/* The longest label is the rarest, as a rule: it is looked for first. */
static void
needles_add(struct referrers *referrers, const uint8_t *name)
{
	size_t first = referrers->needles.count, count = name_labels(name);

	for (; *name != 0; name = name_parent(name))
		*vector_push(&referrers->needles) =
		    (struct needle){ { (const char *)name + 1, *name }, true };
	qsort(referrers->needles.at + first, count,
	    sizeof *referrers->needles.at, longer_first);
	referrers->needles.at[first + count - 1].more = false;
}

static bool
name_add(struct referrers *referrers, const uint8_t *name)
{
	const char *text = name_text(referrers->load->side, name);

	if (map_has(&referrers->names, text))
		return true;
	if (!is_plain(name) || referrers->names.count >= LIMIT_NEEDLES)
		return false;
	map_put(&referrers->names, text);
	needles_add(referrers, name);
	return true;
}

#define ENTRIES ((size_t)64) /* of one task */

static void
entries_look(void *data, size_t number, unsigned worker)
{
	struct referrers *referrers = data;
	const struct load *load = referrers->load;
	size_t end = (number + 1) * ENTRIES;

	for (size_t i = number * ENTRIES; i < end && i < load->entries.count;
	     i++)
		referrers->may_refer[i] = may_refer(referrers,
		    &referrers->lookers[worker], load->entries.at[i].path);
}

static void
referrers_look(struct referrers *referrers)
{
	const struct load *load = referrers->load;
	unsigned threads =
	    load->files->ops->shared ? load->run->options->threads : 1;

	referrers->may_refer = memory_grow(
	    NULL, load->entries.count + 1, sizeof *referrers->may_refer);
	for (unsigned i = 0; i < WORKERS_MAX; i++)
		referrers->lookers[i].bytes = arena_new();
	workers_run(threads, load->entries.count / ENTRIES + 1, entries_look,
	    referrers);
	for (unsigned i = 0; i < WORKERS_MAX; i++) {
		arena_free(referrers->lookers[i].bytes);
		vector_done(&referrers->lookers[i].lower);
	}
}

static bool
entry_may_refer(void *data, struct load *load, size_t entry)
{
	const struct referrers *referrers = data;

	(void)load;
	return referrers->may_refer[entry];
}

/* One pass for all names that were announced; false where it cannot be. */
static bool
referrers_find(struct load *load)
{
	struct referrers *referrers = memory_grow(NULL, 1, sizeof *referrers);
	struct error err = { 0 };

	memset(referrers, 0, sizeof *referrers);
	referrers->load = load;
	load->referrers = referrers;
	for (size_t i = 0; load->expected[i] != NULL; i++)
		if (!name_add(referrers, load->expected[i]))
			return false;
	if (load_survey(load, &err) != 0) {
		run_trouble(load->run, "%s", err.message);
		return true;
	}
	referrers_look(referrers);
	if (load_where(load, entry_may_refer, referrers, &err) != 0)
		run_trouble(load->run, "%s", err.message);
	return true;
}

static bool
was_announced(struct load *load, const uint8_t *target)
{
	return map_has(&load->referrers->names, name_text(load->probe, target));
}

void
load_referrers(void *data, struct zp_estate *estate, const uint8_t *target,
    struct zone_list *ret)
{
	struct load *load = data;
	size_t before = estate->zones.count;
	bool found = load->referrers != NULL || referrers_find(load);

	if (!found || !was_announced(load, target)) {
		estate_complete(estate);
		estate->load_referrers = NULL;
	} else if (estate->zones.count != before)
		estate_views(estate);
	for (size_t i = 0; i < estate->zones.count; i++)
		*vector_push(ret) = estate->zones.at[i];
}
