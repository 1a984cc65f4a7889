/* File names to zone names. */
#include "zonename.h"

#include <stdio.h>
#include <string.h>

#include "../base/archive.h"
#include "../dns/name.h"

/* What stands around the zone's name; the telling ones also say "a zone". */
#define WORD(literal)                          \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}
static const struct text telling_ends[] = { WORD(".zone"), WORD(".db"),
	WORD(".zonefile"), WORD(".zone.txt"), WORD(".axfr"), { 0 } };
static const struct text template_ends[] = { WORD(".j2"), WORD(".tmpl"),
	WORD(".tpl"), WORD(".template"), WORD(".in"), WORD(".signed"), { 0 } };
static const struct text other_ends[] = { WORD(".signed"), WORD(".dns"),
	WORD(".hosts"), WORD(".txt"), WORD(".j2"), WORD(".tmpl"), WORD(".tpl"),
	WORD(".template"), WORD(".in"), WORD(".master"), WORD(".primary"),
	WORD(".pri"), WORD(".rev"), WORD(".fwd"), { 0 } };
static const struct text telling_starts[] = { WORD("db."), WORD("named."),
	{ 0 } };
static const struct text other_starts[] = { WORD("zone."), WORD("pri."),
	WORD("master."), WORD("primary."), WORD("hosts."), WORD("fwd."),
	WORD("rev."), { 0 } };

/* ASCII letters only: the words are. */
static bool
same_byte(char a, char b)
{
	return (a | 0x20) == (b | 0x20);
}

static bool
cut_end(struct text *name, const struct text *ends)
{
	for (; ends->len > 0; ends++)
		if (name->len > ends->len &&
		    same_byte(
			name->ptr[name->len - 1], ends->ptr[ends->len - 1]) &&
		    text_ends_nocase(*name, *ends)) {
			name->len -= ends->len;
			return true;
		}
	return false;
}

static bool
cut_start(struct text *name, const struct text *starts)
{
	for (; starts->len > 0; starts++)
		if (name->len > starts->len &&
		    same_byte(name->ptr[0], starts->ptr[0]) &&
		    text_starts_nocase(*name, *starts)) {
			name->ptr += starts->len;
			name->len -= starts->len;
			return true;
		}
	return false;
}

bool
path_is_server_conf(const char *path)
{
	struct text base = path_base(text_of(path));

	return text_starts(base, TEXT("named.conf")) ||
	    text_ends(base, TEXT(".conf")) ||
	    text_ends(base, TEXT(".conf.local")) ||
	    text_equal(base, TEXT("named.zones"));
}

bool
path_says_zone(const char *path)
{
	struct text base = path_base(archive_bare_path(text_of(path)));

	while (cut_end(&base, template_ends))
		;
	if (cut_end(&base, telling_ends))
		return true;
	return cut_start(&base, telling_starts) &&
	    memchr(base.ptr, '.', base.len) != NULL &&
	    !path_is_server_conf(path);
}

bool
path_says_markup(const char *path)
{
	static const char *const ends[] = { ".yaml", ".yml", ".json", ".tf",
		".js", NULL };

	for (size_t i = 0; ends[i] != NULL; i++)
		if (text_ends_nocase(text_of(path), text_of(ends[i])))
			return true;
	return false;
}

bool
path_says_fragment(const char *path)
{
	return text_ends_nocase(text_of(path), TEXT(".inc"));
}

/* ------------------------------------------------------- names of reverses */

/* "192.0.2" as 2.0.192.in-addr.arpa. */
static bool
reverse_v4(struct text text, char *ret, size_t size)
{
	unsigned parts[4];
	unsigned count = 0;
	size_t at = 0;

	while (text.ptr != NULL) {
		struct text part = text_cut(&text, '.');
		unsigned value = 0;

		if (part.len == 0 || part.len > 3 || count == 4)
			return false;
		for (size_t i = 0; i < part.len; i++) {
			if (part.ptr[i] < '0' || part.ptr[i] > '9')
				return false;
			value = value * 10 + (unsigned)(part.ptr[i] - '0');
		}
		if (value > 255)
			return false;
		parts[count++] = value;
	}
	while (count-- > 0)
		at += (size_t)snprintf(
		    ret + at, size - at, "%u.", parts[count]);
	snprintf(ret + at, size - at, "in-addr.arpa");
	return true;
}

/* "fdef:ffc0:3dd7" as 7.d.d.3.0.c.f.f.f.e.d.f.ip6.arpa. */
static bool
reverse_v6(struct text text, char *ret, size_t size)
{
	char nibbles[33];
	size_t count = 0, at = 0;

	if (text.ptr == NULL || memchr(text.ptr, ':', text.len) == NULL)
		return false;
	while (text.ptr != NULL) {
		struct text group = text_cut(&text, ':');

		if (group.len == 0 && (text.ptr == NULL || text.len <= 1))
			continue; /* "::" at the end */
		if (group.len == 0 || group.len > 4 || count + 4 > 32)
			return false;
		for (size_t i = group.len; i < 4; i++)
			nibbles[count++] = '0';
		for (size_t i = 0; i < group.len; i++) {
			if (strchr("0123456789abcdefABCDEF", group.ptr[i]) ==
			    NULL)
				return false;
			nibbles[count++] = group.ptr[i];
		}
	}
	while (count-- > 0 && at + 16 < size) {
		ret[at++] = nibbles[count];
		ret[at++] = '.';
	}
	snprintf(ret + at, size - at, "ip6.arpa");
	return true;
}

/* ------------------------------------------------------------- the name */

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool
name_of_text(struct text text, bool short_too, uint8_t *ret)
{
	static const uint8_t root[] = { 0 };
	char reverse[128];

	if (text.ptr == NULL || text.len == 0 || text.len > 255)
		return false;
	if (reverse_v6(text, reverse, sizeof reverse) ||
	    reverse_v4(text, reverse, sizeof reverse))
		text = (struct text){ reverse, strlen(reverse) };
	for (size_t i = 0; i < text.len; i++)
		if (!is_letter(text.ptr[i]) &&
		    strchr(" \t\"();\\@{}$*:", text.ptr[i]) != NULL)
			return false;
	if (name_from_text(text, root, ret, NULL) != NAME_OK)
		return false;
	return name_labels(ret) >= (short_too ? 1 : 2);
}

bool
yaml_zone_of_path(
    const char *path, struct text *ret_folder, struct text *ret_zone)
{
	struct text base = path_base(text_of(path));
	struct text folder = path_folder(text_of(path));
	struct text split = path_base(folder);

	if (!text_ends(base, TEXT(".yaml")))
		return false;
	if (split.len > 2 && split.ptr[split.len - 1] == '.' &&
	    memchr(split.ptr, '.', split.len - 1) != NULL) {
		*ret_folder = path_folder(folder);
		*ret_zone = (struct text){ split.ptr, split.len - 1 };
		return true;
	}
	base.len -= strlen(".yaml");
	if (memchr(base.ptr, '.', base.len) == NULL || base.ptr[0] == '.' ||
	    base.ptr[0] == '$')
		return false;
	*ret_folder = folder;
	*ret_zone = base;
	return true;
}

bool
zone_name_of_path(const char *path, bool short_too, uint8_t *ret)
{
	struct text base = path_base(archive_bare_path(text_of(path)));
	struct text folder = path_base(path_folder(text_of(path)));
	bool cut = false;

	if (text_ends(base, TEXT(".yaml")))
		return yaml_zone_of_path(path, &folder, &base) &&
		    name_of_text(base, false, ret);
	while (cut_end(&base, other_ends) || cut_end(&base, telling_ends))
		cut = true;
	while (
	    cut_start(&base, telling_starts) || cut_start(&base, other_starts))
		cut = true;
	if (name_of_text(base, false, ret))
		return true;
	/* "example.com/master.zone" is named by its folder. */
	if (memchr(folder.ptr == NULL ? "" : folder.ptr, '.', folder.len) !=
		NULL &&
	    short_too && name_of_text(folder, false, ret))
		return true;
	return short_too && cut && name_of_text(base, true, ret);
}
