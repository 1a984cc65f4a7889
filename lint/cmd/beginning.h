/* `config init`: a first configuration, from what stands in the repository. */
#ifndef CMD_BEGINNING_H
#define CMD_BEGINNING_H

#include "run.h"

/* Writes .zoneproof.yaml into the folder we stand in, where none is yet. */
int config_begin(struct run *run, struct error *err);

#endif
