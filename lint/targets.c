/* The names that TXT records point to: SPF terms and addresses for reports. */
#include <string.h>

#include "dns/name.h"
#include "dns/rdata.h"
#include "engine.h"
#include "mail/mail.h"

static void
spf_targets(struct arena *scratch, struct zp_estate *estate,
    const struct zp_record *record, const char *text, size_t length)
{
	static const char *const how[] = { [ZP_SPF_INCLUDE] = "SPF include",
		[ZP_SPF_REDIRECT] = "SPF redirect",
		[ZP_SPF_A] = "SPF a",
		[ZP_SPF_MX] = "SPF mx",
		[ZP_SPF_EXISTS] = "SPF exists" };
	const struct zp_spf *spf = spf_parse(scratch, text, length);

	for (size_t i = 0; i < spf->count; i++)
		if (spf->terms[i].name != NULL && !spf->terms[i].macro &&
		    spf->terms[i].kind < sizeof how / sizeof *how &&
		    how[spf->terms[i].kind] != NULL)
			estate_refer(estate, spf->terms[i].name, record,
			    how[spf->terms[i].kind]);
}

static void
report_targets(struct arena *scratch, struct zp_estate *estate,
    const struct zp_record *record, const char *text, size_t length)
{
	const struct zp_dmarc *dmarc = dmarc_parse(scratch, text, length);
	const char *lists[] = { dmarc->rua, dmarc->ruf };

	for (size_t i = 0; dmarc->is_dmarc && i < 2; i++) {
		const uint8_t *domain = NULL;

		while ((domain = report_domain(scratch, &lists[i])) != NULL)
			estate_refer(estate, domain, record, "DMARC reports");
	}
}

void
engine_txt_targets(
    void *data, struct zp_estate *estate, const struct zp_record *record)
{
	struct arena *scratch = data;
	size_t length = 0;
	const char *text = NULL;

	/* A quick look: most TXT records are of neither kind. */
	if (record->length < 8 || memcmp(record->rdata + 1, "v=", 2) != 0)
		return;
	arena_reset(scratch);
	text = rdata_txt(scratch, record->rdata, record->length, &length);
	if (zp_spf_is(text, length))
		spf_targets(scratch, estate, record, text, length);
	else if (name_starts(record->owner, "_dmarc"))
		report_targets(scratch, estate, record, text, length);
}
