/*
 * Which zones refer to a name that changes, without reading them all.
 *
 * A record that refers to "app.example.com" spells each of its labels, in its
 * file or in the path that says its zone. So one pass over the bytes of every
 * file, for the labels of all names that change, tells which files need to be
 * read. Where a label can be spelled otherwise (escapes, $GENERATE, $INCLUDE,
 * templates), or a name is asked for that was not announced, the file, or all
 * of them, are read.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "loading.h"

struct needle {
	struct text label;
	bool more; /* the next label belongs to the same name */
};

struct referrers {
	struct map names; /* that were announced, as text */
	struct {
		VECTOR_OF(struct needle);
	} needles;
	struct {
		VECTOR_OF(char);
	} lower; /* path and bytes of the file under way */
};

void
referrers_free(struct referrers *referrers)
{
	if (referrers == NULL)
		return;
	map_done(&referrers->names);
	vector_done(&referrers->needles);
	vector_done(&referrers->lower);
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

/* Could it spell a label that a search for its letters does not find? */
static bool
spells_otherwise(struct text text)
{
	static const char *const marks[] = { "$generate", "$include", "{{",
		"{%", "<%", "${", "!include", NULL };
	const char *at = text.ptr, *end = text.ptr + text.len;

	for (size_t i = 0; marks[i] != NULL; i++)
		if (memmem(text.ptr, text.len, marks[i], strlen(marks[i])) !=
		    NULL)
			return true;
	while (
	    at < end && (at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
		if (++at < end && is_letter_or_digit(*at))
			return true;
	}
	return false;
}

/* Path and bytes as one text, in small letters. */
static struct text
lowered(struct referrers *referrers, const char *path, struct text bytes)
{
	size_t length = strlen(path), size = length + 1 + bytes.len;

	if (referrers->lower.size < size) {
		referrers->lower.size = size * 2;
		referrers->lower.at = memory_grow(
		    referrers->lower.at, referrers->lower.size, 1);
	}
	memcpy(referrers->lower.at, path, length);
	referrers->lower.at[length] = '\n';
	if (bytes.len > 0)
		memcpy(referrers->lower.at + length + 1, bytes.ptr, bytes.len);
	for (size_t i = 0; i < size; i++) {
		char byte = referrers->lower.at[i];

		referrers->lower.at[i] =
		    byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
	}
	return (struct text){ referrers->lower.at, size };
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

static bool
mentions(const struct referrers *referrers, struct text text)
{
	bool all = true;

	for (size_t i = 0; i < referrers->needles.count; i++) {
		const struct needle *needle = &referrers->needles.at[i];

		all = all && holds_label(text, needle->label);
		if (needle->more)
			continue;
		if (all)
			return true;
		all = true;
	}
	return false;
}

static bool
may_refer(void *data, struct load *load, const char *path)
{
	struct referrers *referrers = data;
	struct text bytes = { NULL, 0 };
	struct error ignored = { 0 };

	if (map_has(&load->done, path))
		return false;
	arena_reset(load->probe);
	/* What cannot be read is told by the one who reads it. */
	if (files_read(load->files, path, load->probe, &bytes, NULL,
		&ignored) != FILE_READ)
		return true;
	bytes = lowered(referrers, path, bytes);
	return mentions(referrers, bytes) || spells_otherwise(bytes);
}

/* ------------------------------------------------------------------ the pass */

static bool
name_add(struct load *load, struct referrers *referrers, const uint8_t *name)
{
	const char *text = name_text(load->side, name);

	if (map_has(&referrers->names, text))
		return true;
	if (!is_plain(name) || referrers->names.count >= LIMIT_NEEDLES)
		return false;
	map_put(&referrers->names, text);
	for (; *name != 0; name = name_parent(name))
		*vector_push(&referrers->needles) =
		    (struct needle){ { (const char *)name + 1, *name },
			    *name_parent(name) != 0 };
	return true;
}

/* One pass for all names that were announced; false where it cannot be. */
static bool
referrers_find(struct load *load)
{
	struct referrers *referrers = memory_grow(NULL, 1, sizeof *referrers);
	struct error err = { 0 };

	memset(referrers, 0, sizeof *referrers);
	load->referrers = referrers;
	for (size_t i = 0; load->expected[i] != NULL; i++)
		if (!name_add(load, referrers, load->expected[i]))
			return false;
	if (load_survey(load, &err) != 0 ||
	    load_where(load, may_refer, referrers, &err) != 0)
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
