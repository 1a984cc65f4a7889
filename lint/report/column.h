/* Columns as others count them: ours are bytes. */
#ifndef REPORT_COLUMN_H
#define REPORT_COLUMN_H

#include <stdint.h>

#include "../base/text.h"

/*
 * A column of `line`, from 1 and in bytes, as UTF-16 code units, from 1. A
 * byte that is no UTF-8 is one unit, as the character that replaces it; what
 * lies behind the end counts as the end.
 */
uint32_t column_utf16(struct text line, uint32_t column);

#endif
