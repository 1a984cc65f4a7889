/*
 * Which file holds which zone, as a name server's configuration says it:
 * named.conf (`zone "name" { file "path"; };`), nsd.conf (`zone:` blocks with
 * `name:` and `zonefile:`) and knot.conf (`zone:` lists with `domain:` and
 * `file:`); and what the server does about host names that are none, which of
 * these BIND alone minds (`check-names`). All else in such a file is passed
 * over. Time and memory grow with the file only, however it is nested.
 */
#ifndef READ_SERVERCONF_H
#define READ_SERVERCONF_H

#include "../base/text.h"

/* What becomes of a zone with a host name that is none. */
enum host_names {
	HOST_NAMES_UNSAID,
	HOST_NAMES_CHECKED, /* check-names fail: the zone is refused */
	HOST_NAMES_TAKEN    /* warn, ignore, or a server that never looks */
};

/* What is said for all zones of a kind. */
struct host_names_said {
	enum host_names primary, secondary;
};

/* One zone; neither text is checked. */
struct serverconf_zone {
	struct text name, file;
	/* As the zone, its view or the file's `options` say it. */
	enum host_names host_names;
	bool secondary;
};

/*
 * Calls `visit` for each zone with a file, in the order of the text, and returns
 * what its `options` say for zones that other files of the server name. Text
 * that is no such configuration brings no call.
 */
struct host_names_said serverconf_read(struct text bytes,
    void (*visit)(void *data, const struct serverconf_zone *zone), void *data);

#endif
