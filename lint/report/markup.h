/* What must not stand in Markdown as it is. */
#ifndef REPORT_MARKUP_H
#define REPORT_MARKUP_H

#include "../base/print.h"

/*
 * For one line of running text, in a table too: no markup, no HTML, no link, no
 * mention of a person.
 */
extern const struct escape markup_escapes[];

/* The lines of a block that is shown as it is, each with `sign` before it. */
void markup_fenced(FILE *file, const char *sign, struct text text);

#endif
