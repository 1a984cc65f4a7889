/* SVCB and HTTPS parameters (RFC 9460, 2.1 and 2.2; RFC 9461; RFC 9540). */
#ifndef DNS_SVCB_H
#define DNS_SVCB_H

#include "rdata.h"

/* One key or key=value; a quoted value comes with its quotes inside. */
int svcb_param(
    struct rdata_writer *writer, struct text word, struct error *err);

/* Puts the parameters in order; the same key twice is a fault. */
int svcb_finish(struct rdata_writer *writer, struct error *err);

/* As a master file spells them, each with a blank before it. */
char *svcb_text(struct arena *arena, const uint8_t *params, size_t length);

#endif
