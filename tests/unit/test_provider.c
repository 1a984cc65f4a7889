/* Whose name is it? How the clues of rules/providers.txt match. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/provider.h"

static const char *
id_by(enum zp_clue clue, const char *text)
{
	const struct zp_provider *provider = zp_provider_by(clue, text);

	return provider == NULL ? "" : provider->id;
}

static void
each_kind_of_clue_matches_in_its_way(void **state)
{
	static const struct {
		enum zp_clue clue;
		const char *text, *id;
	} rows[] = {
		{ ZP_CLUE_SPF, "spf.protection.outlook.com", "microsoft365" },
		{ ZP_CLUE_SPF, "SPF.Protection.Outlook.com.", "microsoft365" },
		{ ZP_CLUE_SPF, "xspf.protection.outlook.com", "" },
		{ ZP_CLUE_SPF, "eu._netblocks.mimecast.com", "mimecast" },
		{ ZP_CLUE_SPF, "%{ir}.%{v}.%{d}.spf.has.pphosted.com",
		    "proofpoint" },
		{ ZP_CLUE_MX, "shop-example.mail.protection.outlook.com",
		    "microsoft365" },
		/* A label "*" is any one label, not none and not two. */
		{ ZP_CLUE_MX, "inbound-smtp.eu-west-1.amazonaws.com", "ses" },
		{ ZP_CLUE_MX, "inbound-smtp.amazonaws.com", "" },
		{ ZP_CLUE_MX, "ec2-192-0-2-1.compute-1.amazonaws.com", "" },
		{ ZP_CLUE_DKIM_CNAME, "s1.domainkey.u1.wl1.sendgrid.net",
		    "sendgrid" },
		{ ZP_CLUE_SELECTOR, "selector1", "microsoft365" },
		{ ZP_CLUE_SELECTOR, "selector11", "" },
		{ ZP_CLUE_SELECTOR, "20260115pm", "postmark" },
		{ ZP_CLUE_SELECTOR, "scph0316", "sparkpost" },
		{ ZP_CLUE_VERIFICATION, "MS=ms12345678", "microsoft365" },
		{ ZP_CLUE_RECHECKED, "MS=ms12345678", "" },
		{ ZP_CLUE_RECHECKED, "google-site-verification=abc",
		    "google-proof" },
		{ ZP_CLUE_RENEWS, "_a.b.acm-validations.aws", "acm" },
		/* An issuer is one whole name (RFC 8659, 4.2). */
		{ ZP_CLUE_CAA, "letsencrypt.org", "letsencrypt" },
		{ ZP_CLUE_CAA, "acme.letsencrypt.org", "" },
		{ ZP_CLUE_DNS, "ns-1.azure-dns.com", "azure-dns" },
		/* The service's own name is nobody's to claim. */
		{ ZP_CLUE_CLAIMABLE, "shop.azurewebsites.net", "azure" },
		{ ZP_CLUE_CLAIMABLE, "azurewebsites.net", "" },
		{ ZP_CLUE_CLAIMABLE, "shop.s3-website-eu-west-1.amazonaws.com",
		    "s3" },
		{ ZP_CLUE_CLAIMABLE, "shop.s3.eu-west-1.amazonaws.com", "s3" },
		{ ZP_CLUE_CLAIMABLE, "s3.eu-west-1.amazonaws.com", "" },
		{ ZP_CLUE_CLAIMABLE_AT_TIMES, "shop.herokuapp.com", "heroku" },
		{ ZP_CLUE_EXEMPT, "lb.wordpress.com", "wordpress" },
		{ ZP_CLUE_SPF, "", "" },
		{ ZP_CLUE_MX, ".", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(id_by(rows[i].clue, rows[i].text), rows[i].id) != 0)
			fail_msg("%s is of \"%s\", not of \"%s\"", rows[i].text,
			    id_by(rows[i].clue, rows[i].text), rows[i].id);
}

static void
slips_are_told_from_other_names(void **state)
{
	static const struct {
		const char *text, *near;
	} rows[] = {
		{ "akam.ne", "akam.net" },
		{ "sendgird.net", "sendgrid.net" },
		{ "gogle.com", "google.com" },
		{ "akam.net", NULL },
		{ "ssl.co", NULL }, /* so short that it is a name of its own */
		{ "example.com", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *near = zp_provider_near(rows[i].text);

		if ((near == NULL) != (rows[i].near == NULL) ||
		    (near != NULL && strcmp(near, rows[i].near) != 0))
			fail_msg("%s is near %s", rows[i].text,
			    near == NULL ? "nothing" : near);
	}
	assert_string_equal(
	    zp_clue_near(ZP_CLUE_CAA, "letsencript.org", 2), "letsencrypt.org");
	assert_null(zp_clue_near(ZP_CLUE_CAA, "example.com", 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_clue_matches_in_its_way),
		cmocka_unit_test(slips_are_told_from_other_names),
	};

	return cmocka_run_group_tests_name("provider", tests, NULL, NULL);
}
