/*
 * BIND's $GENERATE: one line that stands for a range of records.
 *
 *     $GENERATE start-stop[/step] owner [ttl] [class] type data
 *
 * `$` becomes the number, `${offset,width,base}` a shifted, padded one in base
 * d, o, x, X, n or N (nibbles), `$$` and `\$` a dollar.
 */
#ifndef READ_GENERATE_H
#define READ_GENERATE_H

#include "../base/arena.h"
#include "../base/error.h"
#include "token.h"

/*
 * Calls `emit` with the text of each record. Stops early when `*faults` rises:
 * a fault in one step is the same in all. 0, or -1: `err` is filled when the
 * line itself is at fault, else `emit` asked to stop.
 */
int generate(const struct token_line *line, struct arena *scratch,
    const size_t *faults, int (*emit)(void *data, struct text text), void *data,
    struct error *err);

#endif
