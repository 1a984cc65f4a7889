/*
 * Mail in DNS: SPF, DKIM, DMARC as text, and what a name's records say of its
 * mail. The parsers here are pure (an arena and a text); the functions that
 * rules call are in zoneproof.h and wrap them.
 */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H

#include "../base/arena.h"
#include "../base/text.h"
#include "../base/vector.h"
#include "../posture.h"
#include "../zoneproof.h"

/* SPF, RFC 7208, 12. Never NULL; a text that is no SPF has no terms. */
const struct zp_spf *spf_parse(
    struct arena *arena, const char *text, size_t length);

/* DKIM keys, RFC 6376, 3.6.1; RFC 8301; RFC 8463. Never NULL. */
const struct zp_dkim *dkim_parse(
    struct arena *arena, const char *text, size_t length);

/* DMARC, RFC 9989. Never NULL. */
const struct zp_dmarc *dmarc_parse(
    struct arena *arena, const char *text, size_t length);

/* The domain of the next address of a list, as zp_report_domain() says. */
const uint8_t *report_domain(struct arena *arena, const char **list);

/* MTA-STS, RFC 8461, 3.1; TLS-RPT, RFC 8460, 3. Never NULL. */
const struct zp_sts *sts_parse(
    struct arena *arena, const char *text, size_t length);
const struct zp_tlsrpt *tlsrpt_parse(
    struct arena *arena, const char *text, size_t length);

/*
 * One "name=value" of a tag list (RFC 6376, 3.2). Cuts it off `*rest`; false at
 * the end. Blanks around both are gone. A piece without '=' has a NULL value.
 */
struct tag {
	struct text name, value;
};
bool tag_next(struct text *rest, struct tag *ret);

/*
 * What changed for the mail of a domain, in one line: "MX same · SPF −1 sender ·
 * DMARC none → reject". Either zone may be NULL.
 */
const char *mail_digest(struct zp_ctx *ctx, const struct zp_zone *before,
    const struct zp_zone *after, const uint8_t *domain);

/*
 * The names of a zone that may have mail of their own, in canonical order: its
 * apex, and owners of MX, SPF and DKIM records. Uses up the scratch.
 */
struct mail_names {
	VECTOR_OF(const uint8_t *);
};
void mail_domains(
    struct zp_ctx *ctx, const struct zp_zone *zone, struct mail_names *ret);

/*
 * How a domain of `zone` stands, kept in `arena`; NULL when it neither sends
 * nor receives mail.
 */
const struct posture *mail_posture(struct zp_ctx *ctx, struct arena *arena,
    const struct zp_zone *zone, const uint8_t *domain);

/* The engine's: memory for one call of a rule. */
struct arena *zp_scratch(struct zp_ctx *ctx);

/*
 * What `make` makes of an RRset, or of a part of one, kept for those who ask
 * next: until calls of rules have used up some memory.
 */
const void *zp_made_of(struct zp_ctx *ctx, const struct zp_rrset *of,
    const void *(*make)(struct arena *kept, const struct zp_rrset *of));

/* One record, as an RRset of its own. */
static inline struct zp_rrset
rrset_of_one(struct zp_record record)
{
	return (struct zp_rrset){ .zone = record.zone,
		.owner = record.owner,
		.type = record.type,
		.ttl = record.ttl,
		.count = 1,
		.first = record.index,
		.opaque = record.opaque };
}

/* The engine's: is the name among the configuration's mail.senders? */
bool zp_declared_sender(struct zp_ctx *ctx, const uint8_t *name);

#endif
