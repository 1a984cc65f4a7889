/*
 * What ldns converts for us: types too rare to be worth code of our own (LOC,
 * APL, HIP, …). The only place that includes <ldns/ldns.h> but for DNSSEC.
 */
#ifndef DNS_LDNS_RDATA_H
#define DNS_LDNS_RDATA_H

#include "rdata.h"

/* Appends a word to the text that ldns_convert() will hand over. */
int ldns_collect(struct rdata_writer *writer, struct text word, bool quoted,
    struct error *err);

/* Replaces the collected text by the wire form of the writer's type. */
int ldns_convert(struct rdata_writer *writer, struct error *err);

/* Presentation form; NULL when ldns has none. */
const char *ldns_rdata_text(
    struct arena *arena, uint16_t type, const uint8_t *rdata, size_t length);

#endif
