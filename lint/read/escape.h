/* Text of other formats, spelled as a master file spells it. */
#ifndef READ_ESCAPE_H
#define READ_ESCAPE_H

#include "../base/arena.h"
#include "../base/text.h"

/*
 * Bytes as quoted strings: with `cut` as many of at most 255 bytes as it takes,
 * else one. What could not stand in quotes on one line is escaped.
 */
struct text escape_quoted(struct arena *arena, struct text raw, bool cut);

/* Route 53's \ooo (three octal digits) as a master file's \DDD. */
struct text escape_octal(struct arena *arena, struct text text);

#endif
