/* Counts columns. */
#include "column.h"

#include "../base/print.h"

uint32_t
column_utf16(struct text line, uint32_t column)
{
	uint32_t units = 1;
	size_t at = 0;

	while (at < line.len && at + 1 < column) {
		struct text rest = { line.ptr + at, line.len - at };
		size_t length = utf8_length(rest);

		/* Four bytes lie beyond the first plane: a pair of units. */
		units += length == 4 ? 2 : 1;
		at += length == 0 ? 1 : length;
	}
	return units;
}
