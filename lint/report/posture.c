/* The shares of an estate, and a domain's keys in a few words. */
#include "posture.h"

#include <string.h>

size_t
posture_shares(const struct posture_estate *estate,
    struct posture_share ret[POSTURE_SHARES])
{
	const struct posture_share shares[POSTURE_SHARES] = {
		{ "spf", "SPF", estate->spf, estate->domains },
		{ "spf_strict", "SPF -all", estate->spf_strict,
		    estate->domains },
		{ "dkim", "DKIM", estate->dkim, estate->sending },
		{ "dmarc", "DMARC", estate->dmarc, estate->domains },
		{ "dmarc_enforced", "DMARC enforced", estate->dmarc_enforced,
		    estate->domains },
		{ "dmarc_reports", "DMARC reports", estate->dmarc_reports,
		    estate->domains },
		{ "mta_sts", "MTA-STS", estate->mta_sts, estate->receiving },
		{ "tls_rpt", "TLS reports", estate->tls_rpt,
		    estate->receiving },
		{ "dane", "DANE", estate->dane, estate->receiving },
		{ "bimi", "BIMI", estate->bimi, estate->domains },
		{ "caa", "CAA", estate->caa, estate->domains },
		{ "dnssec", "DNSSEC", estate->dnssec, estate->domains },
	};

	memcpy(ret, shares, sizeof shares);
	return POSTURE_SHARES;
}

void
posture_print_keys(FILE *file, const struct posture *posture,
    void (*print)(FILE *file, const char *text))
{
	for (size_t i = 0; i < posture->key_count; i++) {
		const struct posture_key *key = &posture->keys[i];

		fputs(i > 0 ? ", " : "", file);
		print(file, key->selector);
		fprintf(file, " %s", key->kind);
		if (key->bits > 0 && strcmp(key->kind, "rsa") == 0)
			fprintf(file, " %u", key->bits);
	}
}
