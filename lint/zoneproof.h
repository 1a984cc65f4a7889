/*
 * zoneproof: all that a rule or a plugin may see.
 *
 * A rule is one `struct zp_rule` with exactly one callback. The program loads
 * the state before and the state after (each a `zp_estate`: every zone there
 * is), walks them in a fixed order and calls each rule for what it asked for:
 *
 *     on_rrset   a state rule: each RRset of the types it names
 *     on_zone    a state rule: each zone, or those that hold one of the types it
 *                names
 *     on_delta   a change rule: each RRset that differs, of the types it names,
 *                in zones that are on both sides; none that is gone from a zone
 *                some of which is unknown, since it may stand there
 *     on_change  a change rule: each zone that differs, came or went
 *
 * `check` has one state, which is the after side; `diff` and `compare` run the
 * state rules on both sides and report what is new.
 *
 * Names are in wire form, lower case, and end in the root label (RFC 1035,
 * 3.1): a `const uint8_t *` says its own length. They, and every pointer that
 * a function here returns, live until the callback returns unless it says
 * otherwise; nothing is ever freed by a rule. A rule keeps no state, prints
 * nothing, does no I/O and knows no clock but zp_now(); several threads may be
 * in it at once. Text may hold any byte; the reports make it safe.
 *
 * The header compiles alone as C11 and as C++.
 */
#ifndef ZONEPROOF_H
#define ZONEPROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever a struct or a function below changes its shape. */
#define ZP_ABI 2

#if defined(__GNUC__)
#define ZP_API          __attribute__((visibility("default")))
#define ZP_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define ZP_API
#define ZP_PRINTF(f, a)
#endif

/* Record types by their IANA numbers; any other number works as well. */
enum zp_type {
	ZP_A = 1,
	ZP_NS = 2,
	ZP_CNAME = 5,
	ZP_SOA = 6,
	ZP_PTR = 12,
	ZP_MX = 15,
	ZP_TXT = 16,
	ZP_AAAA = 28,
	ZP_LOC = 29,
	ZP_SRV = 33,
	ZP_NAPTR = 35,
	ZP_DNAME = 39,
	ZP_DS = 43,
	ZP_SSHFP = 44,
	ZP_RRSIG = 46,
	ZP_NSEC = 47,
	ZP_DNSKEY = 48,
	ZP_NSEC3 = 50,
	ZP_NSEC3PARAM = 51,
	ZP_TLSA = 52,
	ZP_CDS = 59,
	ZP_CDNSKEY = 60,
	ZP_OPENPGPKEY = 61,
	ZP_CSYNC = 62,
	ZP_ZONEMD = 63,
	ZP_SVCB = 64,
	ZP_HTTPS = 65,
	ZP_SPF = 99,
	ZP_ANY = 255,
	ZP_URI = 256,
	ZP_CAA = 257,
	/*
	 * Types without a number that answer with addresses (ALIAS, ANAME, a
	 * provider's alias); they count as addresses wherever mail asks.
	 */
	ZP_ALIAS = 65401,
	/* Any other type without a number (LUA, URLFWD, …): kept opaque. */
	ZP_PRIVATE = 65402
};

enum zp_severity { ZP_OFF, ZP_NOTICE, ZP_WARNING, ZP_ERROR };

/* What is known of a thing: a template or a lost include makes it unknown. */
enum zp_presence { ZP_ABSENT, ZP_PRESENT, ZP_UNKNOWN };

struct zp_ctx;     /* one run of one rule */
struct zp_estate;  /* every zone of one side */
struct zp_zone;    /* one zone of one view */
struct zp_finding; /* what a rule said */

/* All records of one owner and type, in the order of their rdata. */
struct zp_rrset {
	const struct zp_zone *zone;
	const uint8_t *owner; /* lives as long as the zone */
	uint16_t type;
	uint32_t ttl;   /* the lowest of its records, in seconds */
	uint32_t count; /* at least 1 */
	uint32_t first; /* for the model only */
	bool opaque; /* some value of it is unknown: a template, a variable */
};

/* One record. `rdata` is wire form (RFC 1035, 3.2.1), names in lower case. */
struct zp_record {
	const struct zp_zone *zone;
	const uint8_t *owner;
	const uint8_t *rdata; /* lives as long as the zone */
	uint16_t length;      /* of rdata */
	uint16_t type;
	uint32_t ttl;
	uint32_t index; /* for the model only */
	bool opaque;    /* its value is unknown; rdata is empty */
};

/* One RRset that differs. One of both sides may be NULL. */
struct zp_delta {
	const struct zp_change *change;
	const uint8_t *owner;
	uint16_t type;
	const struct zp_rrset *before, *after;
	bool rdata_differs; /* false: only the TTL does */
};

/* One zone that differs, came (`before` is NULL) or went (`after` is NULL). */
struct zp_change {
	const struct zp_zone *before, *after;
	const struct zp_delta *deltas; /* in canonical order of owner, type */
	size_t count;
	bool moved; /* it is kept in another file now */
};

/* ------------------------------------------------------------------ rules */

/* How far a rule's finding reaches when it stands for others. */
enum zp_scope {
	ZP_SCOPE_END,
	ZP_SAME_NAME,   /* findings on the same name in the same zone */
	ZP_SAME_DOMAIN, /* … on the same mail domain, or on it by name */
	ZP_SAME_TARGET, /* … whose target or name is this finding's name */
	ZP_BELOW_NAME, /* … or lies below one of them; a '*' of it is left out */
	ZP_SAME_PLACE, /* … at a line that this finding has as evidence */
	ZP_SAME_ZONE   /* every finding in the zone */
};

/*
 * "This finding is the graver or more specific one; that one becomes its
 * evidence." `rule` "*" means every rule. Ends with a zero entry.
 */
struct zp_cover {
	const char *rule;
	enum zp_scope scope;
};

/* A key with which a configuration tunes a rule, and what holds without it. */
struct zp_option {
	const char *name;
	const char *value; /* a number, or true or false, or a word */
	const char *what;  /* one line for people */
};

struct zp_rule {
	const char *id; /* names the fault: "allow mx-removed" is English */
	const char *summary; /* one line, no full stop */

	/*
	 * For `explain`: why it hurts whom (with the RFC or the incident), how to
	 * make the change safely, when it stays quiet. Paragraphs are parted by an
	 * empty line.
	 */
	const char *explain;
	enum zp_severity severity;
	const uint16_t *types; /* what it asks for; ends with 0; NULL: all */
	const struct zp_cover *covers;
	/* An error even where the change returns to an earlier commit. */
	bool irrevocable;
	const struct zp_option
	    *options; /* ends with a zero entry; may be NULL */

	void (*on_rrset)(struct zp_ctx *ctx, const struct zp_rrset *rrset);
	void (*on_zone)(struct zp_ctx *ctx, const struct zp_zone *zone);
	void (*on_delta)(struct zp_ctx *ctx, const struct zp_delta *delta);
	void (*on_change)(struct zp_ctx *ctx, const struct zp_change *change);
};

/*
 * Opens a rule's definition; the build makes the table of rules from these
 * lines, so each stands at the start of its own. The word is the id with '_'.
 */
#ifdef __cplusplus
#define ZP_RULE(word)                                   \
	extern "C" const struct zp_rule zp_rule_##word; \
	const struct zp_rule zp_rule_##word
#else
#define ZP_RULE(word)                               \
	extern const struct zp_rule zp_rule_##word; \
	const struct zp_rule zp_rule_##word
#endif

/* ---------------------------------------------------------------- plugins */

/*
 * Rules from outside, in a shared object that `--plugin FILE.so` names. Its
 * sources are those of any rule, and one line beside them that lists the rules:
 *
 *     ZP_PLUGIN("acme", &zp_rule_acme_no_test_names, &zp_rule_acme_owner_tag);
 *
 * The ids begin with that word and a slash: "acme/no-test-names". A plugin
 * built for another ABI or another size of struct zp_rule is refused. `rules`
 * ends with NULL; everything lives as long as the program.
 */
struct zp_plugin {
	uint32_t abi;       /* ZP_ABI */
	uint32_t rule_size; /* sizeof(struct zp_rule) */
	const char *name;
	const struct zp_rule *const *rules;
};

#ifdef __cplusplus
#define ZP_PLUGIN_LINKAGE extern "C"
#else
#define ZP_PLUGIN_LINKAGE
#endif
#define ZP_PLUGIN(word, ...)                                                  \
	static const struct zp_rule *const zp_plugin_rules[] = { __VA_ARGS__, \
		NULL };                                                       \
	ZP_PLUGIN_LINKAGE ZP_API extern const struct zp_plugin zp_plugin;     \
	const struct zp_plugin zp_plugin = { ZP_ABI, sizeof(struct zp_rule),  \
		word, zp_plugin_rules }

/* --------------------------------------------------------------- findings */

/*
 * Says what is wrong at a record. The message's first line fits 72 columns and
 * says who loses what; it ends without a full stop. Never NULL; the rest is
 * added to what is returned, before the callback returns. The finding's name
 * is the record's owner and its severity the rule's, unless set otherwise.
 */
ZP_API struct zp_finding *zp_report(struct zp_ctx *ctx, struct zp_record at,
    const char *format, ...) ZP_PRINTF(3, 4);

/* The same where no record is at hand: at the zone's SOA or first line. */
ZP_API struct zp_finding *zp_report_zone(struct zp_ctx *ctx,
    const struct zp_zone *zone, const char *format, ...) ZP_PRINTF(3, 4);

/*
 * Reports what the reader has against the zone under this rule's id. `each`,
 * where not NULL, may refine a finding; `fix` is the reader's own or NULL.
 */
ZP_API void zp_report_faults(struct zp_ctx *ctx, const struct zp_zone *zone,
    void (*each)(struct zp_finding *finding, const char *fix));

/* It stands in place of what it covers, which does not make it graver. */
ZP_API void zp_outweigh(struct zp_finding *finding);
/* What the reports show with - and +; in on_delta it is set already. */
ZP_API void zp_about(struct zp_finding *finding, const struct zp_delta *delta);
ZP_API void zp_severity(struct zp_finding *finding, enum zp_severity severity);
ZP_API void zp_name(struct zp_finding *finding, const uint8_t *name);
ZP_API void zp_type(struct zp_finding *finding, uint16_t type);
/*
 * One finding for many of its zone, such as what a script did: it covers the
 * rules that it covers in the whole zone, whatever their scope.
 */
ZP_API void zp_whole(struct zp_finding *finding);
/* The mail domain it is about: "domain" in the reports. */
ZP_API void zp_domain(struct zp_finding *finding, const uint8_t *domain);
/* The name that is missing or meant, where that is not the finding's name. */
ZP_API void zp_target(struct zp_finding *finding, const uint8_t *target);
/*
 * What tells this finding from others of the rule on the same name and type,
 * spelled the same whenever it means the same: part of the fingerprint.
 */
ZP_API void zp_subject(struct zp_finding *finding, const char *format, ...)
    ZP_PRINTF(2, 3);
/* Marks field `field` of the record (0: the first of its rdata) instead of
 * its owner. */
ZP_API void zp_field(struct zp_finding *finding, unsigned field);
/* Why we believe it: one line at a record, or one without a place. */
ZP_API void zp_evidence(struct zp_finding *finding, struct zp_record at,
    const char *format, ...) ZP_PRINTF(3, 4);
ZP_API void zp_note(struct zp_finding *finding, const char *format, ...)
    ZP_PRINTF(2, 3);
/* The exact text that mends it, or the step to do first. Last call wins. */
ZP_API void zp_fix(struct zp_finding *finding, const char *format, ...)
    ZP_PRINTF(2, 3);

/* ------------------------------------------------------------------ model */

ZP_API const struct zp_estate *zp_before(struct zp_ctx *ctx); /* may be NULL */
ZP_API const struct zp_estate *zp_after(struct zp_ctx *ctx);

/* The estate that a zone belongs to. */
ZP_API const struct zp_estate *zp_estate_of(const struct zp_zone *zone);

ZP_API const uint8_t *zp_zone_name(const struct zp_zone *zone);
ZP_API const char *zp_zone_file(const struct zp_zone *zone);
ZP_API const char *zp_zone_view(
    const struct zp_zone *zone); /* "" for the only */
ZP_API uint32_t zp_zone_records(const struct zp_zone *zone);
/* Some of the zone could not be read or known (template, lost include). */
ZP_API bool zp_zone_is_partial(const struct zp_zone *zone);
/* … so that what only the other side shows may be here as well. */
ZP_API bool zp_zone_may_keep(const struct zp_zone *zone);
/*
 * May there be names that neither side shows, because only a patch, a script, a
 * batch or one of several files is known? A plan that lists all that it manages shows them.
 */
ZP_API bool zp_zone_may_hold_more(const struct zp_zone *zone);
/*
 * Is it kept in a format that holds records only (octoDNS and the like)? Such a
 * zone has no SOA and no serial, and at its apex only the NS that are not the
 * provider's own affair: that they are missing says nothing.
 */
ZP_API bool zp_zone_is_records_only(const struct zp_zone *zone);
/*
 * Does who loads the zone refuse it for a host name that is none (BIND's
 * check-names), as the configurations of name servers in the repository say, or
 * its format? PRESENT: a server does; ABSENT: none does; UNKNOWN: nothing says.
 */
ZP_API enum zp_presence zp_zone_checks_host_names(const struct zp_zone *zone);
/*
 * Who gets the zone, as far as its format says it: an array that ends with
 * NULL, empty where nobody does; NULL where that is not known.
 */
ZP_API const char *const *zp_zone_targets(const struct zp_zone *zone);
/*
 * The zone's declaration in the configuration; "" where it says nothing. The
 * audience of a zone below a private name (lan, home.arpa, …) is "internal".
 */
ZP_API const char *zp_zone_setting(struct zp_ctx *ctx,
    const struct zp_zone *zone, const char *key); /* mail, serial, audience */

/*
 * Is the zone a registry's, whose delegations come and go all day: a single
 * label, or `kind: registry` in the configuration?
 */
ZP_API bool zp_is_registry(struct zp_ctx *ctx, const struct zp_zone *zone);

ZP_API struct zp_record zp_rrset_at(const struct zp_rrset *rrset, uint32_t i);

/*
 * Those who serve the zone and do not get this RRset ("route53, ns1"); "" where
 * nobody does, NULL where all do. The records count as being there.
 */
ZP_API const char *zp_withheld(const struct zp_rrset *rrset);

/*
 * Does one of the RRset's records have the same data, or is as unknown?
 * `rrset` may be NULL.
 */
ZP_API bool zp_rrset_holds(
    const struct zp_rrset *rrset, struct zp_record record);

/* The zone's own data at exactly this owner; NULL when there is none. */
ZP_API const struct zp_rrset *zp_zone_find(struct zp_ctx *ctx,
    const struct zp_zone *zone, const uint8_t *owner, uint16_t type);

/*
 * Walks the RRsets of a zone at or below `top` (NULL: all) in canonical order:
 *
 *     struct zp_rrset rrset = { 0 };
 *     while (zp_zone_next(zone, top, &rrset)) …
 */
ZP_API bool zp_zone_next(
    const struct zp_zone *zone, const uint8_t *top, struct zp_rrset *rrset);

/*
 * The same record by record, those of `types` (ends with 0) alone:
 *
 *     struct zp_record record = { 0 };
 *     while (zp_zone_next_of(zone, types, &record)) …
 */
ZP_API bool zp_zone_next_of(const struct zp_zone *zone, const uint16_t *types,
    struct zp_record *record);

/*
 * What the model noted of a zone's names, so that a rule need not walk them all
 * to find that there is nothing. True where there may be some, false where
 * there is surely none.
 */
enum zp_trait {
	ZP_TRAIT_OUTSIDER, /* an owner that does not lie in the zone */
	ZP_TRAIT_STAR,     /* a label '*' */
	ZP_TRAIT_OCCLUDED /* a record below a zone cut or DNAME, but for glue */
};
ZP_API bool zp_zone_may_have(const struct zp_zone *zone, enum zp_trait trait);

/*
 * What the estate answers for a name and type, as an authoritative server
 * would (RFC 1034, 4.3.2; wildcards RFC 4592; DNAME RFC 6672). `near` is the
 * zone that asks: its view comes first; NULL for none.
 */
enum zp_outcome {
	ZP_NO_ZONE, /* no zone of the estate holds the name: the world's affair */
	ZP_REFERRAL, /* below a delegation whose child the estate does not have */
	ZP_NXDOMAIN, /* surely no such name */
	ZP_NODATA,   /* the name is there, the type is not */
	ZP_ALIASED,  /* a CNAME or DNAME answers; `rrset` is it */
	ZP_ANSWER,   /* here it is */
	ZP_OPAQUE /* cannot be known: the zone is partial or templated there */
};

struct zp_answer {
	enum zp_outcome outcome;
	const struct zp_rrset
	    *rrset;                 /* NULL unless ALIASED, ANSWER, REFERRAL */
	const struct zp_zone *zone; /* that answered; NULL for NO_ZONE */
	const uint8_t *name;        /* asked for; behind a chain, its last */
	bool by_wildcard;
};

ZP_API struct zp_answer zp_lookup(struct zp_ctx *ctx,
    const struct zp_estate *estate, const struct zp_zone *near,
    const uint8_t *name, uint16_t type);

/*
 * The same behind CNAMEs and DNAMEs, at most LIMIT_CHAIN of them: never
 * ALIASED but for a loop.
 */
ZP_API struct zp_answer zp_resolve(struct zp_ctx *ctx,
    const struct zp_estate *estate, const struct zp_zone *near,
    const uint8_t *name, uint16_t type);

/*
 * Does the name answer with an address (A, AAAA or an alias type), behind
 * CNAMEs too? UNKNOWN where the estate does not hold it or cannot tell.
 */
ZP_API enum zp_presence zp_has_address(struct zp_ctx *ctx,
    const struct zp_estate *estate, const struct zp_zone *near,
    const uint8_t *name);

/*
 * Does a target of the RRset other than `but` have an address in the estate, or
 * may it have one?
 */
ZP_API bool zp_others_work(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_rrset *rrset, const uint8_t *but);

/* Who points at a name, across every zone of an estate. */
struct zp_reference {
	struct zp_record at;
	const uint8_t *target;
	const char *how; /* "MX", "CNAME", "SPF include", … */
};

/* An array of `*count` references in the order of zone, owner, type, rdata. */
ZP_API const struct zp_reference *zp_references(struct zp_ctx *ctx,
    const struct zp_estate *estate, const uint8_t *target, size_t *count);

/*
 * A name of somebody's that two owners of the estate or more rely on (by NS, MX,
 * CNAME, an SPF, DMARC reports) and that `like` takes for what was meant by
 * `suffix`; false for none. Both are what is registered of a name, without the
 * final dot. `like` is asked of those that are two slips away or less. A suffix
 * that the estate relies on itself is like none. It may read every zone.
 */
ZP_API bool zp_relied_on_near(struct zp_ctx *ctx,
    const struct zp_estate *estate, const char *suffix,
    bool (*like)(const char *suffix, const char *known), const char **ret,
    struct zp_record *ret_at);

/* What changed in the zone that holds `name` in this view; NULL: nothing. */
ZP_API const struct zp_change *zp_change_of(
    struct zp_ctx *ctx, const struct zp_zone *near, const uint8_t *name);

/*
 * The zone that a file holds in place of the one that went from it; NULL: none,
 * or the file holds several.
 */
ZP_API const struct zp_zone *zp_zone_instead(
    struct zp_ctx *ctx, const struct zp_change *change);

/*
 * What the delta's owner and type answer after the change, through aliases and
 * wildcards: `*ret` is NULL for nothing. False when that cannot be known: it is
 * handed over to somebody else, or filled in later.
 */
ZP_API bool zp_known_after(struct zp_ctx *ctx, const struct zp_delta *delta,
    const struct zp_rrset **ret);
/* The same of another type at the delta's owner. */
ZP_API bool zp_known_after_as(struct zp_ctx *ctx, const struct zp_delta *delta,
    uint16_t type, const struct zp_rrset **ret);

/*
 * Of the RRsets of `types` (ends with 0) that the owner had, is this delta's
 * the first? So that one of an owner's deltas speaks for all.
 */
ZP_API bool zp_speaks_first(
    struct zp_ctx *ctx, const struct zp_delta *delta, const uint16_t *types);

/*
 * The name of an A's or AAAA's address below in-addr.arpa or ip6.arpa (RFC
 * 1035, 3.5; RFC 3596, 2.5); NULL for other records and unknown values.
 */
ZP_API const uint8_t *zp_reverse_name(
    struct zp_ctx *ctx, struct zp_record record);

/* Does an MX of the estate lead to the host? `*ret` is the first that does. */
ZP_API bool zp_is_mail_host(struct zp_ctx *ctx, const struct zp_estate *estate,
    const uint8_t *host, struct zp_record *ret);

/* The same zone on the other side; NULL where there is none. */
ZP_API const struct zp_zone *zp_counterpart(
    struct zp_ctx *ctx, const struct zp_zone *zone);

/* --------------------------------------------------------- names and text */

ZP_API size_t zp_name_length(const uint8_t *name);   /* with the root label */
ZP_API unsigned zp_name_labels(const uint8_t *name); /* without the root */
ZP_API bool zp_name_equal(const uint8_t *a, const uint8_t *b);
/* Is `name` `top` itself or below it? */
ZP_API bool zp_name_within(const uint8_t *name, const uint8_t *top);
/* Without its first label; the root's parent is the root. */
ZP_API const uint8_t *zp_name_parent(const uint8_t *name);
/*
 * What somebody has registered of it, near enough: its last two labels, or three
 * below a country's registry such as co.uk. NULL for a name of less.
 */
ZP_API const uint8_t *zp_name_registered(const uint8_t *name);
/* The first label's bytes are those of `label`. */
ZP_API bool zp_name_starts(const uint8_t *name, const char *label);
/* Some label begins with '_': a service's name, no place that people go to. */
ZP_API bool zp_name_is_service(const uint8_t *name);
/* `localhost.` or `invalid.`: each server has such a zone for itself. */
ZP_API bool zp_name_is_nobody(const uint8_t *name);
/* The host that `_25._tcp` and the like hang on (RFC 6698, 3; 8552). */
ZP_API const uint8_t *zp_name_host(const uint8_t *name);
/* D of a selector `s1._domainkey.D`; NULL where the owner is none. */
ZP_API const uint8_t *zp_dkim_domain(const uint8_t *owner);
/* `labels` (such as "_dmarc" or "mail._domainkey") in front of `name`. */
ZP_API const uint8_t *zp_name_under(
    struct zp_ctx *ctx, const char *labels, const uint8_t *name);
/* From text, absolute with or without the final dot; NULL when it is none. */
ZP_API const uint8_t *zp_name_from(struct zp_ctx *ctx, const char *text);
/* As people write it: with escapes, without the final dot. */
ZP_API const char *zp_name_text(struct zp_ctx *ctx, const uint8_t *name);
ZP_API const char *zp_type_text(struct zp_ctx *ctx, uint16_t type);

/* The one name in a record's rdata (MX, NS, CNAME, SRV, …); NULL for others. */
ZP_API const uint8_t *zp_target_of(struct zp_record record);
/* Does one of the RRset's records lead to this name? `rrset` may be NULL. */
ZP_API bool zp_leads_to(const struct zp_rrset *rrset, const uint8_t *name);
/* An SOA's parts (RFC 1035, 3.3.13); false when they are not known. */
struct zp_soa {
	const uint8_t *mname, *rname;
	uint32_t serial, refresh, retry, expire, minimum; /* seconds */
};
ZP_API bool zp_soa_of(struct zp_record record, struct zp_soa *ret);
/* A CAA's parts (RFC 8659, 4.1); false when they are not known. */
struct zp_caa {
	uint8_t flags;      /* 128: critical */
	const char *tag;    /* lower case */
	const char *value;  /* as it stands */
	const char *issuer; /* of issue and its like, lower case; "": nobody */
	const char *parameters; /* behind the issuer (RFC 8657); "" for none */
	const char *fault;      /* NULL, or what is wrong with it */
};
ZP_API bool zp_caa_of(
    struct zp_ctx *ctx, struct zp_record record, struct zp_caa *ret);
/*
 * What is wrong with a TLSA (RFC 6698, 2.1; RFC 7671); NULL: nothing. `mail`: it
 * stands at a mail port (RFC 7672, 3.1).
 */
ZP_API const char *zp_tlsa_fault(struct zp_record record, bool mail);
/* All strings of a TXT joined, with a NUL behind; the length where asked. */
ZP_API const char *zp_txt(
    struct zp_ctx *ctx, struct zp_record record, size_t *ret_length);
/* Is the owner left out in the file, so that it is the previous record's? */
ZP_API bool zp_owner_is_blank(struct zp_record record);
/* Does field `field` of the record stand in quotes in its file? */
ZP_API bool zp_is_quoted(struct zp_record record, unsigned field);
/* The comment behind a record on its last line; NULL when there is none. */
ZP_API const char *zp_comment_behind(
    struct zp_ctx *ctx, struct zp_record record);
/*
 * What the last $ORIGIN above a record in its file says; "" for none, or none
 * within LIMIT_LOOK_BACK bytes.
 */
ZP_API const char *zp_origin_above(struct zp_ctx *ctx, struct zp_record record);
/* rdata, or the whole record with owner, TTL and type, as a zone file has it. */
ZP_API const char *zp_rdata_text(struct zp_ctx *ctx, struct zp_record record);
ZP_API const char *zp_record_text(struct zp_ctx *ctx, struct zp_record record);
/* All records of an RRset, one a line. */
ZP_API const char *zp_rrset_text(
    struct zp_ctx *ctx, const struct zp_rrset *rrset);
ZP_API const char *zp_format(struct zp_ctx *ctx, const char *format, ...)
    ZP_PRINTF(2, 3);
/* Slips between two words (Damerau-Levenshtein), at most `limit` + 1. */
ZP_API unsigned zp_distance(const char *a, const char *b, unsigned limit);
/* Seconds as people say them: "5 min", "1 h", "2 days". */
ZP_API const char *zp_duration(struct zp_ctx *ctx, uint32_t seconds);

/* Do the configuration's `protected:` rows name this owner and type? */
ZP_API bool zp_is_protected(
    struct zp_ctx *ctx, const uint8_t *owner, uint16_t type);

/*
 * A row of the configuration's `required:`, by its place in the list: false
 * behind the last. All text is "" where the row says nothing.
 */
struct zp_requirement {
	const char *zones;    /* the glob of the zones it is asked of */
	const uint8_t *owner; /* set by zp_requirement_asks() */
	uint16_t type;
	const char *rdata;  /* the pattern, as written */
	const char *reason; /* what people are told */
};
ZP_API bool zp_requirement_at(
    struct zp_ctx *ctx, unsigned index, struct zp_requirement *ret);
/* Is it asked of this zone? Then `ret->owner` is the name in it. */
ZP_API bool zp_requirement_asks(struct zp_ctx *ctx, unsigned index,
    const struct zp_zone *zone, struct zp_requirement *ret);
/* Is the record's data as asked for? UNKNOWN where it cannot be told. */
ZP_API enum zp_presence zp_requirement_met(
    struct zp_ctx *ctx, unsigned index, struct zp_record record);

/*
 * A row of the configuration's `mail.senders`, by its place in the list: its
 * name, or NULL for a glob. False behind the last.
 */
ZP_API bool zp_sender_at(
    struct zp_ctx *ctx, unsigned index, const uint8_t **ret);

/* The rule that is running. */
ZP_API const struct zp_rule *zp_rule_of(struct zp_ctx *ctx);

/* Seconds since 1970: the run's only clock (`--now`). */
ZP_API int64_t zp_now(struct zp_ctx *ctx);
/* The value of one of the rule's own options, as configured. */
ZP_API long zp_option_number(struct zp_ctx *ctx, const char *name);
ZP_API const char *zp_option(struct zp_ctx *ctx, const char *name);

/* ------------------------------------------------------------------- mail */

/* One side's mail profile of a name: does it send, does it receive, and why. */
struct zp_mail {
	bool sends;      /* strong evidence */
	bool sends_weak; /* DMARC with rua, MTA-STS, TLS-RPT, autodiscover */
	bool receives;   /* an MX that is not the null MX */
	bool parked;     /* null or no MX, `v=spf1 -all`, DMARC reject */
	bool exempt;     /* arpa, single label, "_…", delegated, internal */
	struct zp_reason {
		struct zp_record
		    at; /* at.zone is NULL where it has no record */
		const char *why;
	} reasons[8];
	unsigned count;
};

ZP_API const struct zp_mail *zp_mail(struct zp_ctx *ctx,
    const struct zp_estate *estate, const struct zp_zone *near,
    const uint8_t *name);

/* Is the set the null MX alone: "takes no mail" (RFC 7505)? */
ZP_API bool zp_is_null_mx(const struct zp_rrset *mx);

/* Adds each reason of a profile as evidence. */
ZP_API void zp_mail_evidence(
    struct zp_finding *finding, const struct zp_mail *mail);

/* SPF (RFC 7208). The results of the four qualifiers, laxest first. */
enum zp_spf_all {
	ZP_ALL_NONE,
	ZP_ALL_PASS,
	ZP_ALL_NEUTRAL,
	ZP_ALL_SOFTFAIL,
	ZP_ALL_FAIL
};

enum zp_spf_kind {
	ZP_SPF_ALL,
	ZP_SPF_INCLUDE,
	ZP_SPF_A,
	ZP_SPF_MX,
	ZP_SPF_PTR,
	ZP_SPF_IP4,
	ZP_SPF_IP6,
	ZP_SPF_EXISTS,
	ZP_SPF_REDIRECT,
	ZP_SPF_EXP,
	ZP_SPF_UNKNOWN_MODIFIER
};

struct zp_spf_term {
	enum zp_spf_kind kind;
	char qualifier;          /* + - ~ ? ; + for modifiers */
	uint32_t offset, length; /* of the term in the record's text */
	const uint8_t *name;     /* of the domain-spec; NULL: none or a macro */
	const char *spec;        /* the domain-spec's text, "" for none */
	bool macro;              /* the domain-spec holds a macro */
	uint8_t address[16];     /* ip4 (first 4 bytes) and ip6 */
	uint8_t cidr4, cidr6;    /* 32 and 128 where not given */
};

struct zp_spf_fault {
	uint32_t offset, length; /* in the record's text */
	const char *message;
};

struct zp_spf {
	const char *text; /* strings joined without a blank */
	const struct zp_spf_term *terms;
	size_t count;
	const struct zp_spf_fault *faults; /* any: receivers see a permerror */
	size_t fault_count;
	enum zp_spf_all all; /* of the `all` term; NONE where there is none */
};

/* Is the text an SPF record at all: "v=spf1" alone or followed by a blank? */
ZP_API bool zp_spf_is(const char *text, size_t length);
/* Never NULL, whatever the text. */
ZP_API const struct zp_spf *zp_spf_parse(
    struct zp_ctx *ctx, const char *text, size_t length);

/* The SPF records (TXT, version 1) of an RRset; the count of them. */
ZP_API unsigned zp_spf_of(struct zp_ctx *ctx, const struct zp_rrset *txt,
    struct zp_record *ret_first);
/* The one SPF of an RRset, parsed; NULL for none or several. `txt` may be NULL. */
ZP_API const struct zp_spf *zp_spf_single(
    struct zp_ctx *ctx, const struct zp_rrset *txt, struct zp_record *ret);

/* A run of addresses, both ends included; IPv4 in the last four bytes. */
struct zp_range {
	uint8_t low[16], high[16];
	bool v6;
};

/*
 * Who may send: what an SPF record authorises (`+`, or no qualifier), with
 * what the estate holds expanded and the rest kept as opaque members such as
 * "include:spf.protection.outlook.com" or "exists:%{i}.example".
 */
struct zp_senders {
	const struct zp_range *ranges; /* sorted, disjoint, v4 before v6 */
	size_t range_count;
	const char *const *members; /* sorted, opaque, without duplicates */
	size_t member_count;
	enum zp_spf_all all; /* effective, through redirect */
	bool everyone;       /* +all */
	bool incomplete;     /* a limit, a loop or a template cut it short */
	unsigned lookups;    /* RFC 7208, 4.6.4; at least, when `external` */
	bool external;       /* some member could not be expanded */
};

/* The senders of a name's SPF; NULL when it has none or more than one. */
ZP_API const struct zp_senders *zp_senders(struct zp_ctx *ctx,
    const struct zp_estate *estate, const struct zp_zone *near,
    const uint8_t *name);

/* What `a` has and `b` has not. */
ZP_API const struct zp_senders *zp_senders_minus(
    struct zp_ctx *ctx, const struct zp_senders *a, const struct zp_senders *b);

ZP_API bool zp_senders_hold(const struct zp_senders *senders,
    const uint8_t *address, bool v6); /* 4 or 16 bytes */

/* Do they list it by itself, or in a run of at most 4 addresses? */
ZP_API bool zp_senders_name(
    const struct zp_senders *senders, const uint8_t *address, bool v6);

/*
 * The nearest name at or above `name` in its zone whose SPF holds the address, an
 * A or AAAA; NULL: none. `*ret_spf` is that SPF.
 */
ZP_API const uint8_t *zp_sender_above(struct zp_ctx *ctx,
    const struct zp_zone *zone, const uint8_t *name, struct zp_record address,
    struct zp_record *ret_spf);

/* The names whose SPF takes in (include, redirect) the one of `owner`. */
ZP_API const struct zp_reference *zp_spf_users(struct zp_ctx *ctx,
    const struct zp_estate *estate, const uint8_t *owner, size_t *ret_count);

/* A range as the shortest CIDR or "low-high". */
ZP_API const char *zp_range_text(
    struct zp_ctx *ctx, const struct zp_range *range);

/* DKIM key records (RFC 6376, 3.6.1; 8301; 8463). */
struct zp_dkim {
	bool is_dkim;   /* v=DKIM1, or a p= in a record below _domainkey */
	bool revoked;   /* p= is empty */
	bool key_ok;    /* the key decodes */
	bool ed25519;   /* else RSA */
	bool testing;   /* t=y */
	bool sha1_only; /* h= lists sha1 and not sha256 */
	unsigned bits;  /* RSA modulus; 256 for Ed25519; 0 when not known */
	uint8_t key_hash[16]; /* of the decoded key, to compare two records */
	const char *fault;    /* NULL, or what is wrong with it */
};

ZP_API const struct zp_dkim *zp_dkim_parse(
    struct zp_ctx *ctx, const char *text, size_t length);
/* The same of a TXT record; NULL when its text is not known. */
ZP_API const struct zp_dkim *zp_dkim_of(
    struct zp_ctx *ctx, struct zp_record record);

/* DMARC (RFC 9989). */
enum zp_policy {
	ZP_POLICY_ABSENT,
	ZP_POLICY_NONE,
	ZP_POLICY_QUARANTINE,
	ZP_POLICY_REJECT
};

struct zp_dmarc {
	bool is_dmarc; /* starts with v=DMARC1 */
	enum zp_policy p, sp,
	    np;       /* ABSENT where not given; p: NONE if invalid */
	bool testing; /* t=y */
	bool strict_dkim, strict_spf; /* adkim=s, aspf=s */
	char psd;                     /* y, n or u */
	unsigned pct;          /* 100 where not given; gone with RFC 9989 */
	const char *rua, *ruf; /* the lists' text; NULL where not given */
	const char *fault;     /* NULL, or the first thing wrong */
	const char *ignored;   /* NULL, or the tags that RFC 9989 dropped */
};

ZP_API const struct zp_dmarc *zp_dmarc_parse(
    struct zp_ctx *ctx, const char *text, size_t length);
/* The same of a TXT record; NULL when its text is not known. */
ZP_API const struct zp_dmarc *zp_dmarc_at(
    struct zp_ctx *ctx, struct zp_record record);
/*
 * The domain of the next address in a list of `rua` or `ruf`, which moves on
 * behind it; NULL at its end. `*list` may be NULL.
 */
ZP_API const uint8_t *zp_report_domain(struct zp_ctx *ctx, const char **list);
/* The DMARC records of an RRset; the count of them. `txt` may be NULL. */
ZP_API unsigned zp_dmarc_of(struct zp_ctx *ctx, const struct zp_rrset *txt,
    struct zp_record *ret_first);

/*
 * The policy that holds for a name: its own record, else by the tree walk of
 * RFC 9989, 4.10, as far as the estate can see.
 */
struct zp_dmarc_policy {
	enum zp_presence known; /* UNKNOWN: an ancestor is outside the estate */
	struct zp_record at;    /* the record that speaks; at.zone NULL: none */
	enum zp_policy policy;  /* that holds for mail of the name */
	const struct zp_dmarc *record; /* NULL: none */
};

ZP_API struct zp_dmarc_policy zp_dmarc_for(struct zp_ctx *ctx,
    const struct zp_estate *estate, const struct zp_zone *near,
    const uint8_t *name);

/* The record of an MTA-STS policy (RFC 8461, 3.1). */
struct zp_sts {
	bool is_sts;       /* begins with v=STSv1 */
	const char *id;    /* NULL: none */
	const char *fault; /* NULL, or the first thing wrong */
};
ZP_API const struct zp_sts *zp_sts_parse(
    struct zp_ctx *ctx, const char *text, size_t length);

/* Where reports on encryption go (RFC 8460, 3). */
struct zp_tlsrpt {
	bool is_tlsrpt;    /* begins with v=TLSRPTv1 */
	const char *rua;   /* the list's text; NULL: none */
	const char *fault; /* NULL, or the first thing wrong */
};
ZP_API const struct zp_tlsrpt *zp_tlsrpt_parse(
    struct zp_ctx *ctx, const char *text, size_t length);

/* A live DKIM key: a TXT with a key that decodes, or a CNAME to one or outside. */
ZP_API bool zp_dkim_live(struct zp_ctx *ctx, const struct zp_estate *estate,
    const struct zp_zone *near, const uint8_t *owner);

/* --------------------------------------------------------------- providers */

/* What a row of rules/providers.txt may know a provider by. */
enum zp_clue {
	ZP_CLUE_SPF,
	ZP_CLUE_MX,
	ZP_CLUE_DKIM_CNAME,
	ZP_CLUE_SELECTOR,
	ZP_CLUE_VERIFICATION, /* a token that is read once */
	ZP_CLUE_RECHECKED,    /* a token that is read again and again */
	ZP_CLUE_RENEWS, /* where a CNAME leads that renews a certificate */
	ZP_CLUE_CAA,    /* a whole name */
	ZP_CLUE_RETURN_PATH,
	ZP_CLUE_DMARC,
	ZP_CLUE_DNS,                /* names of its name servers */
	ZP_CLUE_CLAIMABLE,          /* a name below which anybody can claim */
	ZP_CLUE_CLAIMABLE_AT_TIMES, /* the same, less surely */
	ZP_CLUE_EXEMPT              /* but not this one, a whole name */
};

/* Any text may be "" where nothing is known. */
struct zp_provider {
	const char *id;       /* "microsoft365" */
	const char *name;     /* "Microsoft 365" */
	bool sends_as_domain; /* sends with the domain itself as return path */
	unsigned nested;   /* look-ups that an SPF include of it costs more */
	const char *loses; /* what stops without its token */
};

/* Whose is this name (or selector, or text)? NULL: nobody we know. */
ZP_API const struct zp_provider *zp_provider_by(
    enum zp_clue clue, const char *text);
/* Has some provider of the table registered it? Without the final dot. */
ZP_API bool zp_is_provider_suffix(const char *suffix);
/*
 * A name that some provider of the table has registered and that is one slip
 * away from `suffix`, which no provider has; NULL: none. Both without the final
 * dot; short ones are not judged.
 */
ZP_API const char *zp_provider_near(const char *suffix);
/*
 * The clue of a kind that is nearest to a text, at most `most` slips away; NULL
 * for none. One that is the same counts, at distance 0.
 */
ZP_API const char *zp_clue_near(
    enum zp_clue clue, const char *text, unsigned most);
/*
 * Whose DKIM key is it: by what an alias leads to, else by the selector's name;
 * NULL for other records and keys of nobody we know.
 */
ZP_API const struct zp_provider *zp_dkim_signer(
    struct zp_ctx *ctx, const struct zp_rrset *key);
/* Is all that a domain's SPF and keys lose with a change that provider's? */
ZP_API bool zp_leaves_alone(struct zp_ctx *ctx, const struct zp_change *change,
    const uint8_t *domain, const struct zp_provider *provider);
/* Does the table say anything of this kind of the provider? */
ZP_API bool zp_provider_has(
    const struct zp_provider *provider, enum zp_clue clue);
/* Whose is the name that a record leads to? */
ZP_API const struct zp_provider *zp_provider_of(
    struct zp_ctx *ctx, enum zp_clue clue, struct zp_record record);

/* ----------------------------------------------------------------- history */

/* What the versions before say; all zero where there is no history. */
struct zp_history {
	unsigned changes; /* of the zone's last ten that touched its data */
	unsigned bumped;  /* of these, how many raised the serial */
	bool bumped_on_branch; /* already above the merge base's serial */
};

ZP_API struct zp_history zp_serial_history(
    struct zp_ctx *ctx, const struct zp_change *change);

#ifdef __cplusplus
}
#endif

#endif
