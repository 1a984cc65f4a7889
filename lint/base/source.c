/* Lines and columns, counted when somebody wants to see them. */
#include "source.h"

#include <string.h>

struct source_place
source_place(const struct source *source, uint32_t offset)
{
	const char *start = source->bytes.ptr;
	const char *end = start + source->bytes.len;
	const char *at = start +
	    (offset < source->bytes.len ? offset : source->bytes.len);
	const char *line = start;
	const char *next = NULL;
	struct source_place place = { .line = 1 };

	if (start == NULL)
		return (struct source_place){ 1, 1, { "", 0 } };
	while (line < at &&
	    (next = memchr(line, '\n', (size_t)(at - line))) != NULL) {
		line = next + 1;
		place.line++;
	}
	place.column = (uint32_t)(at - line) + 1;
	next = line < end ? memchr(line, '\n', (size_t)(end - line)) : NULL;
	place.text.ptr = line;
	place.text.len = (size_t)((next == NULL ? end : next) - line);
	if (place.text.len > 0 && line[place.text.len - 1] == '\r')
		place.text.len--;
	return place;
}
