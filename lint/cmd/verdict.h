/* Why a run ends with the status it ends with: --explain-verdict. */
#ifndef CMD_VERDICT_H
#define CMD_VERDICT_H

#include "run.h"

/* Tells it on standard error. */
void verdict_explain(
    const struct run *run, const struct findings *findings, int status);

#endif
