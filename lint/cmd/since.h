/*
 * An earlier audit, as ndjson: which findings of now were there, and which of
 * those are gone. It is read twice, line by line; memory holds 24 bytes a
 * finding.
 */
#ifndef CMD_SINCE_H
#define CMD_SINCE_H

#include "../finding.h"
#include "../posture.h"
#include "spool.h"

struct since;

/* NULL and `err` when it is no whole ndjson report. */
struct since *since_open(const char *path, struct error *err);
void since_close(struct since *since); /* NULL is fine */

/* Was the finding there? Marks it as still there. */
bool since_had(struct since *since, const struct finding *finding);

/* The grade that the domain had; '\0': it was not there. */
char since_grade(const struct since *since, const struct posture *posture);

/*
 * Tells each finding that is gone, in the order of the earlier audit; it may go
 * when the call returns.
 */
int since_gone(struct since *since,
    int (*visit)(void *data, const struct finding *finding, struct error *err),
    void *data, struct error *err);

#endif
