/* What a zone's earlier versions in git say: of its serial, of a way back. */
#ifndef CMD_HISTORY_H
#define CMD_HISTORY_H

#include "../git/repo.h"
#include "load.h"

struct serial_history {
	struct repo *repo;
	const char *before;     /* the revision that the before side is */
	const char *merge_base; /* NULL: no branch is known */
	struct load *load;      /* of the before side: how zones are read */
};

/* For struct engine: `data` is a struct serial_history. */
struct zp_history serial_history(void *data, const struct zp_change *change);

/*
 * The same: the newest commit whose data of the zone is that of the after side,
 * its SOA left aside; hex, NULL where there is none among those looked at.
 */
const char *earlier_commit(void *data, const struct zp_change *change);

#endif
