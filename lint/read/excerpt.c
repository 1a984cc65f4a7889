/* Takes the halves of records off the ends of a stretch of lines. */
#include "excerpt.h"

#include <string.h>

struct trim {
	char *stretch; /* where it begins */
	char *open;    /* the line of the '(' that is open; NULL: none */
	unsigned depth;
	bool quoted;
};

static void
blank(char *from, const char *to)
{
	for (; from < to; from++)
		if (*from != '\n')
			*from = ' ';
}

/* What one line opens and closes, outside of quotes and comments. */
static void
trim_line(struct trim *trim, char *line, char *end)
{
	for (char *at = line; at < end; at++) {
		if (*at == '\\') {
			at++;
			continue;
		}
		if (*at == '"')
			trim->quoted = !trim->quoted;
		if (trim->quoted)
			continue;
		if (*at == ';')
			return;
		if (*at == '(' && trim->depth++ == 0)
			trim->open = line;
		if (*at != ')')
			continue;
		if (trim->depth > 0 && --trim->depth == 0)
			trim->open = NULL;
		else if (trim->depth == 0)
			blank(trim->stretch, end);
	}
}

static void
stretch_end(struct trim *trim, char *end)
{
	if (trim->open != NULL)
		blank(trim->open, end);
}

void
excerpt_trim(char *bytes, size_t length)
{
	static const struct text gap = { EXCERPT_GAP, sizeof EXCERPT_GAP - 1 };
	struct trim trim = { .stretch = bytes };
	char *end = bytes + length;
	char *line = bytes, *next = NULL;

	for (; line < end; line = next) {
		char *stop = memchr(line, '\n', (size_t)(end - line));

		stop = stop == NULL ? end : stop;
		next = stop < end ? stop + 1 : end;
		if (text_equal(
			(struct text){ line, (size_t)(stop - line) }, gap)) {
			stretch_end(&trim, line);
			trim = (struct trim){ .stretch = next };
		} else
			trim_line(&trim, line, stop);
	}
	stretch_end(&trim, end);
}
