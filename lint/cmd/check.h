/* The states of files and folders, for `check` and for `baseline`. */
#ifndef CMD_CHECK_H
#define CMD_CHECK_H

#include "run.h"

/*
 * Reads what the words of the command line name, or all there is, and hands it
 * to `finish`, whose status it returns; -1 and `err` when it cannot be read.
 */
int check_states(const struct options *options, struct arena *arena,
    int (*finish)(struct run *run, struct engine *engine, struct error *err),
    struct error *err);

#endif
