/* Shell patterns, without recursion: two places to go back to are enough. */
#include "glob.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

struct glob {
	const char *pattern, *text;
	char separator; /* '\0': a star crosses anything */
	bool nocase;
};

/* Where to go on when what follows a star does not match. */
struct star {
	const char *pattern; /* behind the star; NULL: there was none */
	const char *text;
	bool whole_parts; /* a "**" with '/': begins behind a '/' only */
};

static char
fold(const struct glob *glob, char c)
{
	return glob->nocase ? (char)tolower((unsigned char)c) : c;
}

/* The class at `*at` (behind its '['), passed over; false: it has no end. */
static bool
class_matches(
    const struct glob *glob, const char **at, char c, bool *ret_matches)
{
	const char *p = *at;
	bool not = *p == '!' || *p == '^', matches = false;

	p += not ;
	for (const char *first = p; *p != ']' || p == first; p++) {
		char low = *p, high = *p;

		if (*p == '\0')
			return false;
		if (p[1] == '-' && p[2] != ']' && p[2] != '\0') {
			high = p[2];
			p += 2;
		}
		matches = matches ||
		    (fold(glob, low) <= fold(glob, c) &&
			fold(glob, c) <= fold(glob, high));
	}
	*at = p + 1;
	*ret_matches = matches != not ;
	return true;
}

/* One character that is no star; passes over it in the pattern. */
static bool
one_matches(const struct glob *glob, const char **at, char c)
{
	const char *p = *at;
	bool matches = false;

	if (*p == '\0' || c == '\0')
		return false;
	*at = p + 1;
	if (*p == '?')
		return c != glob->separator;
	if (*p == '[') {
		const char *behind = p + 1;

		if (class_matches(glob, &behind, c, &matches)) {
			*at = behind;
			return matches && c != glob->separator;
		}
	}
	if (*p == '\\' && p[1] != '\0')
		*at = ++p + 1;
	return fold(glob, *p) == fold(glob, c);
}

static void
star_begin(const struct glob *glob, const char *start, const char **pattern,
    const char *text, struct star *near, struct star *far)
{
	const char *p = *pattern;
	bool starts_part = glob->separator != '\0' &&
	    (p == start || p[-1] == glob->separator);
	bool deep = p[1] == '*' || glob->separator == '\0';

	while (*p == '*')
		p++;
	if (!deep) {
		*near = (struct star){ p, text, false };
	} else {
		bool whole = starts_part && *p == glob->separator;

		p += whole;
		*far = (struct star){ p, text, whole };
		near->pattern = NULL;
	}
	*pattern = p;
}

/* One character more for the star; false: it may not have it. */
static bool
star_grow(const struct glob *glob, struct star *star, bool far)
{
	if (star->pattern == NULL || *star->text == '\0' ||
	    (!far && *star->text == glob->separator))
		return false;
	star->text++;
	if (!star->whole_parts)
		return true;
	while (*star->text != '\0' && star->text[-1] != glob->separator)
		star->text++;
	return star->text[-1] == glob->separator;
}

static bool
glob_matches(const struct glob *glob)
{
	const char *pattern = glob->pattern, *text = glob->text;
	struct star near = { 0 }, far = { 0 };

	while (*pattern != '\0' || *text != '\0') {
		if (*pattern == '*') {
			star_begin(
			    glob, glob->pattern, &pattern, text, &near, &far);
			continue;
		}
		if (one_matches(glob, &pattern, *text)) {
			text++;
			continue;
		}
		if (star_grow(glob, &near, false)) {
			pattern = near.pattern;
			text = near.text;
		} else if (star_grow(glob, &far, true)) {
			near.pattern = NULL;
			pattern = far.pattern;
			text = far.text;
		} else
			return false;
	}
	return true;
}

bool
path_matches(const char *pattern, const char *path)
{
	return glob_matches(&(struct glob){ pattern, path, '/', false });
}

bool
name_matches(const char *pattern, const char *name)
{
	return glob_matches(&(struct glob){ pattern, name, '\0', true });
}
