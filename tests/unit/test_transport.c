/* MTA-STS and TLS-RPT records: RFC 8461, 3.1; RFC 8460, 3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/mail.h"

static void
mta_sts_is_that_of_rfc_8461(void **state)
{
	static const struct {
		const char *text;
		bool is;
		const char *id; /* NULL: none */
		bool fault;
	} rows[] = {
		/* The RFC's own example. */
		{ "v=STSv1; id=20160831085700Z;", true, "20160831085700Z",
		    false },
		{ "v=STSv1;id=1", true, "1", false },
		{ "v=STSv1 ; id = abc ; ", true, "abc", false },
		{ "v=STSv1; id=12345678901234567890123456789012", true,
		    "12345678901234567890123456789012", false },
		{ "v=STSv1; id=123456789012345678901234567890123", true,
		    "123456789012345678901234567890123", true },
		{ "v=STSv1; id=", true, "", true },
		{ "v=STSv1; id=2026-01-01", true, "2026-01-01", true },
		{ "v=STSv1; id=1; id=2", true, "2", true },
		{ "v=STSv1; id=1; x_y.z-1=value:ok", true, "1", false },
		{ "v=STSv1; id=1; _x=1", true, "1", true },
		{ "v=STSv1; id=1; x=a b", true, "1", true },
		{ "v=STSv1; id=1; x=a=b", true, "1", true },
		{ "v=STSv1; id=1; x", true, "1", true },
		{ "v=STSv1; ID=1", true, NULL, true },
		{ "v=STSv1;", true, NULL, true },
		{ "v=STSv1", true, NULL, true },
		{ "v=STSv1 id=1", true, NULL, true },
		{ "v=STSv10; id=1", true, "1", true },
		{ "v=stsv1; id=1", false, NULL, false },
		{ "id=1; v=STSv1", false, NULL, false },
		{ "", false, NULL, false },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct zp_sts *got = sts_parse(
		    arena, rows[i].text, strlen(rows[i].text));

		if (got->is_sts != rows[i].is ||
		    (got->fault != NULL) != rows[i].fault ||
		    (got->id == NULL) != (rows[i].id == NULL) ||
		    (got->id != NULL && strcmp(got->id, rows[i].id) != 0))
			fail_msg("%s: is %d, id %s, fault %s", rows[i].text,
			    got->is_sts, got->id == NULL ? "none" : got->id,
			    got->fault == NULL ? "none" : got->fault);
	}
	arena_free(arena);
}

static void
tls_rpt_is_that_of_rfc_8460(void **state)
{
	static const struct {
		const char *text;
		bool is, fault;
	} rows[] = {
		/* The RFC's own two examples. */
		{ "v=TLSRPTv1;rua=mailto:reports@example.com", true, false },
		{ "v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt",
		    true, false },
		{ "v=TLSRPTv1; rua=mailto:a@example.com , "
		  "https://b.example/tls;",
		    true, false },
		{ "v=TLSRPTv1; rua=MAILTO:a@example.com", true, false },
		{ "v=TLSRPTv1; rua=reports@example.com", true, true },
		{ "v=TLSRPTv1; rua=mailto:", true, true },
		{ "v=TLSRPTv1; rua=http://example.com/", true, true },
		{ "v=TLSRPTv1; rua=mailto:a@example.com!10m", true, true },
		{ "v=TLSRPTv1; rua=mailto:a@example.com,", true, true },
		{ "v=TLSRPTv1; rua=mailto:a@example.com; x=y", true, false },
		{ "v=TLSRPTv1;", true, true },
		{ "v=TLSRPTv1 rua=mailto:a@example.com", true, true },
		{ "v=TLSRPTv2; rua=mailto:a@example.com", false, false },
		{ "", false, false },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct zp_tlsrpt *got = tlsrpt_parse(
		    arena, rows[i].text, strlen(rows[i].text));

		if (got->is_tlsrpt != rows[i].is ||
		    (got->fault != NULL) != rows[i].fault)
			fail_msg("%s: is %d, fault %s", rows[i].text,
			    got->is_tlsrpt,
			    got->fault == NULL ? "none" : got->fault);
	}
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mta_sts_is_that_of_rfc_8461),
		cmocka_unit_test(tls_rpt_is_that_of_rfc_8460),
	};

	return cmocka_run_group_tests_name("transport", tests, NULL, NULL);
}
