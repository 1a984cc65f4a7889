/*
 * How a domain with mail stands, resolved to text: what an audit collects, a
 * report shows and a shard carries. All strings live as long as the row does
 * and may hold any byte; a report makes them safe. None is NULL.
 */
#ifndef POSTURE_H
#define POSTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A DKIM selector, and what stands there. */
struct posture_key {
	const char *selector; /* "s1" */
	/* "rsa", "ed25519", "alias" (to another's key), "revoked", "bad" */
	const char *kind;
	unsigned bits; /* of the key; 0 where it is not known */
	bool testing;
};

struct posture {
	const char *domain, *zone; /* with the final dot */
	const char *file;
	bool sends, receives;
	char grade;       /* 'A' to 'F', without 'E' */
	char was;         /* the grade in an earlier audit; 0: none */
	const char *next; /* what to mend first; "" where nothing is left */
	struct {
		/* "ok", "missing", "several", "broken", "unknown" */
		const char *state;
		const char *all;  /* "-all", …, "none"; "" without an SPF */
		unsigned lookups; /* of the ten that receivers make */
		bool at_least;    /* some look-ups cannot be seen from here */
		uint64_t senders; /* networks and includes that may send */
	} spf;
	const struct posture_key *keys;
	size_t key_count;
	struct {
		/* "ok", "inherited", "missing", "broken", "unknown" */
		const char *state;
		const char *policy;  /* "none", "quarantine", "reject", "" */
		const char *reports; /* the addresses of rua; "" for none */
		bool testing;
	} dmarc;
	const char *mta_sts; /* "yes", "no", "unknown" */
	const char *tls_rpt; /* "yes", "no", "unknown" */
	const char *bimi;    /* "yes", "no", "unknown" */
	struct {
		unsigned hosts;   /* of the MX */
		unsigned guarded; /* of these, with a TLSA we see */
		unsigned unknown; /* of these, in zones of others */
	} dane;
	const char *caa; /* who may issue: "a.example, b.example"; "" anybody */
	/* "unsigned", "signed" (the DS is not seen), "chained", "no DS" */
	const char *dnssec;
	const char *providers; /* "Google Workspace, SendGrid"; "" unknown */
};

/* Where the domains of an estate stand, as counts. */
struct posture_estate {
	size_t domains, sending, receiving;
	size_t grades[5];       /* A, B, C, D, F */
	size_t spf, spf_strict; /* one that works; of these, with -all */
	size_t dkim;            /* with a live key, of the sending ones */
	size_t dmarc, dmarc_enforced, dmarc_reports;
	size_t mta_sts, tls_rpt, dane, bimi, caa, dnssec;
};

/* Adds one domain to the counts. */
void posture_count(
    struct posture_estate *estate, const struct posture *posture);

/* 0 for 'A' to 4 for 'F'. */
unsigned posture_rank(char grade);

#define POSTURE_RANKS 5

#endif
