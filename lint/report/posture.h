/* What the reports that show an audit's domains say in the same words. */
#ifndef REPORT_POSTURE_H
#define REPORT_POSTURE_H

#include <stdio.h>

#include "../posture.h"

/* One share of an estate: "DMARC enforced", 12 of 40. */
struct posture_share {
	const char *id;   /* "dmarc_enforced": its name for programs */
	const char *what; /* for people */
	size_t count, of;
};

/* The shares in the order to show; `ret` has room for all of them. */
#define POSTURE_SHARES 12
size_t posture_shares(const struct posture_estate *estate,
    struct posture_share ret[POSTURE_SHARES]);

/* "s1 rsa 2048, s2 revoked": the selectors of a domain. */
void posture_print_keys(FILE *file, const struct posture *posture,
    void (*print)(FILE *file, const char *text));

#endif
