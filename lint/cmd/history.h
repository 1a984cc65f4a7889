/* What a zone's earlier versions in git say of its serial. */
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

#endif
