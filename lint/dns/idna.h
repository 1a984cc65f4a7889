/* Names with letters beyond ASCII, in the form that the DNS has them. */
#ifndef DNS_IDNA_H
#define DNS_IDNA_H

#include "../base/arena.h"
#include "../base/text.h"

/*
 * The name with its labels as A-labels (RFC 5891); the text itself where all
 * is ASCII or where a label has no such form.
 */
struct text idna_ascii(struct arena *arena, struct text name);

#endif
