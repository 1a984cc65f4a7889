/*
 * Which file holds which zone, as a name server's configuration says it:
 * named.conf (`zone "name" { file "path"; };`), nsd.conf (`zone:` blocks with
 * `name:` and `zonefile:`) and knot.conf (`zone:` lists with `domain:` and
 * `file:`). All else in such a file is passed over.
 */
#ifndef READ_SERVERCONF_H
#define READ_SERVERCONF_H

#include "../base/text.h"

/*
 * Calls `visit` for each pair, in the order of the file. Text that is no such
 * configuration brings no call. Neither text is checked.
 */
void serverconf_read(struct text bytes,
    void (*visit)(void *data, struct text zone, struct text file), void *data);

#endif
