/*
 * Work shared out among threads: one call starts them, hands out tasks by
 * number, and comes back when the last one is done. There is no pool that
 * lives on and no queue: whoever calls waits, and what the tasks wrote is
 * there for him to read.
 */
#ifndef BASE_WORKERS_H
#define BASE_WORKERS_H

#include <stddef.h>

/* At most this many threads, however many are asked for. */
#define WORKERS_MAX 64

/* One for each processor we may run on. */
unsigned workers_default(void);

/*
 * Calls `task` once for each number below `tasks`, lower ones first, from
 * `threads` threads of which the caller is one. `worker` (below `threads`)
 * tells them apart, so that each has its own arena. Where no thread can be
 * started the caller does all the work.
 */
void workers_run(unsigned threads, size_t tasks,
    void (*task)(void *data, size_t number, unsigned worker), void *data);

#endif
