/*
 * The names of others that an estate relies on: what is registered of each name
 * that two owners or more lead to by NS, MX, CNAME, an SPF or DMARC reports.
 */
#ifndef MODEL_SUFFIX_H
#define MODEL_SUFFIX_H

#include "estate.h"

/*
 * One that `like` takes for what was meant by `suffix`, and a record that leads
 * to it; false for none. `like` is asked of those alone that can be two slips
 * away or less. A suffix that is relied on itself is like none, and so is any
 * where the estate is too large to be held whole or relies on more than
 * LIMIT_SUFFIXES. Both texts are without the final dot.
 */
bool estate_suffix_near(struct zp_estate *estate, const char *suffix,
    bool (*like)(const char *suffix, const char *known), const char **ret,
    struct zp_record *ret_at);

void suffixes_free(struct suffixes *suffixes);

#endif
