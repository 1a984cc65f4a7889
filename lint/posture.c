/* What the postures of many domains come to. */
#include "posture.h"

#include <string.h>

unsigned
posture_rank(char grade)
{
	return grade < 'E' ? (unsigned)(grade - 'A') : POSTURE_RANKS - 1;
}

static bool
is_live(const struct posture_key *key)
{
	return strcmp(key->kind, "revoked") != 0 &&
	    strcmp(key->kind, "bad") != 0;
}

static bool
has_live_key(const struct posture *posture)
{
	for (size_t i = 0; i < posture->key_count; i++)
		if (is_live(&posture->keys[i]))
			return true;
	return false;
}

static bool
is_yes(const char *word)
{
	return strcmp(word, "yes") == 0;
}

static void
count_mail(struct posture_estate *estate, const struct posture *posture)
{
	const char *policy = posture->dmarc.policy;
	bool spf = strcmp(posture->spf.state, "ok") == 0;
	bool enforced = strcmp(policy, "quarantine") == 0 ||
	    strcmp(policy, "reject") == 0;

	estate->spf += spf;
	estate->spf_strict += spf && strcmp(posture->spf.all, "-all") == 0;
	estate->dkim += posture->sends && has_live_key(posture);
	estate->dmarc += *policy != '\0';
	estate->dmarc_enforced += enforced && !posture->dmarc.testing;
	estate->dmarc_reports += *posture->dmarc.reports != '\0';
}

void
posture_count(struct posture_estate *estate, const struct posture *posture)
{
	estate->domains++;
	estate->sending += posture->sends;
	estate->receiving += posture->receives;
	estate->grades[posture_rank(posture->grade)]++;
	count_mail(estate, posture);
	estate->mta_sts += is_yes(posture->mta_sts);
	estate->tls_rpt += is_yes(posture->tls_rpt);
	estate->bimi += is_yes(posture->bimi);
	estate->dane += posture->dane.hosts > 0 &&
	    posture->dane.guarded == posture->dane.hosts;
	estate->caa += *posture->caa != '\0';
	estate->dnssec += strcmp(posture->dnssec, "signed") == 0 ||
	    strcmp(posture->dnssec, "chained") == 0;
}
