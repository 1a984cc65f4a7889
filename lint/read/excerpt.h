/* A zone file of which only some stretches are known, as a patch shows it. */
#ifndef READ_EXCERPT_H
#define READ_EXCERPT_H

#include "../base/text.h"

/*
 * The line that stands for what is not shown: a record whose owner and data
 * nobody knows, so that what follows hangs on no owner before it.
 */
#define EXCERPT_GAP "{{not in the patch}} A 0.0.0.0"

/*
 * Blanks out the records that a stretch shows only in part, those whose
 * parentheses begin before it or end behind it. `bytes` is changed in place
 * and keeps its lines. Stretches are parted by lines that are EXCERPT_GAP.
 */
void excerpt_trim(char *bytes, size_t length);

#endif
