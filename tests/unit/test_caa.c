/* CAA and TLSA rdata: RFC 8659, 4; RFC 8657; RFC 6698, 2.1; RFC 7672, 3.1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dns/caa.h"
#include "dns/tlsa.h"

/* Rdata of flags, tag and value; returns its length. */
static size_t
caa_rdata(uint8_t flags, const char *tag, const char *value, uint8_t *ret)
{
	size_t tag_length = strlen(tag), length = strlen(value);

	ret[0] = flags;
	ret[1] = (uint8_t)tag_length;
	memcpy(ret + 2, tag, tag_length);
	memcpy(ret + 2 + tag_length, value, length);
	return 2 + tag_length + length;
}

static void
caa_is_that_of_rfc_8659(void **state)
{
	static const struct {
		uint8_t flags;
		const char *tag, *value, *issuer, *parameters;
		bool fault;
	} rows[] = {
		/* The examples of RFC 8659, 4.2 to 4.5, and of RFC 8657. */
		{ 0, "issue", "ca1.example.net", "ca1.example.net", "", false },
		{ 0, "issue", "ca1.example.net; account=230123",
		    "ca1.example.net", "account=230123", false },
		{ 0, "issue", ";", "", "", false },
		{ 0, "issue", "", "", "", false },
		{ 0, "issue", "%%%%%", "%%%%%", "", true },
		{ 0, "issuewild", "ca2.example.org", "ca2.example.org", "",
		    false },
		{ 0, "iodef", "mailto:security@example.com", "", "", false },
		{ 0, "iodef", "https://iodef.example.com/", "", "", false },
		{ 128, "tbs", "Unknown", "", "", true },
		{ 0, "issue",
		    "example.net; accounturi=https://example.net/account/1234",
		    "example.net",
		    "accounturi=https://example.net/account/1234", false },
		{ 0, "issue", "example.net; validationmethods=dns-01,http-01",
		    "example.net", "validationmethods=dns-01,http-01", false },
		{ 0, "ISSUE", "  ca.example.net  ", "ca.example.net", "",
		    false },
		{ 0, "issue", "ca.example.net ; a = b ; c=d ;",
		    "ca.example.net", "a = b ; c=d ;", false },
		{ 0, "issue", "ca.example.net; account", "ca.example.net",
		    "account", true },
		{ 0, "issue", "ca.example.net; -a=1", "ca.example.net", "-a=1",
		    true },
		{ 0, "issue", "ca.example.net; a=b c", "ca.example.net",
		    "a=b c", true },
		{ 0, "issue", "ca1.example.net, ca2.example.net",
		    "ca1.example.net, ca2.example.net", "", true },
		{ 0, "issue", "ca.example.net.", "ca.example.net.", "", true },
		{ 0, "issue", "-ca.example.net", "-ca.example.net", "", true },
		{ 0, "issuemail", "ca.example.net", "ca.example.net", "",
		    false },
		{ 0, "isue", "ca.example.net", "", "", true },
		{ 0, "iodef", "security@example.com", "", "", true },
		{ 0, "iodef", "mailto:", "", "", true },
		{ 0, "contactemail", "domains@example.com", "", "", false },
		{ 0, "contactphone", "", "", "", true },
		{ 1, "issue", "ca.example.net", "ca.example.net", "", true },
		{ 0, "is-sue", "ca.example.net", "", "", true },
	};
	uint8_t rdata[200];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t length = caa_rdata(
		    rows[i].flags, rows[i].tag, rows[i].value, rdata);
		struct caa caa;

		assert_true(caa_parse(rdata, length, &caa));
		if ((caa.fault != NULL) != rows[i].fault ||
		    !text_equal(caa.issuer, text_of(rows[i].issuer)) ||
		    !text_equal(caa.parameters, text_of(rows[i].parameters)))
			fail_msg("%s \"%s\": issuer \"%.*s\", fault %s",
			    rows[i].tag, rows[i].value, (int)caa.issuer.len,
			    caa.issuer.ptr,
			    caa.fault == NULL ? "none" : caa.fault);
	}
}

static void
caa_without_a_whole_tag_is_none(void **state)
{
	struct caa caa;

	(void)state;
	assert_false(caa_parse((const uint8_t *)"\0\0;", 3, &caa));
	assert_false(caa_parse((const uint8_t *)"\0\5iss", 5, &caa));
	assert_false(caa_parse((const uint8_t *)"\0\5", 2, &caa));
	assert_false(caa_parse((const uint8_t *)"", 0, &caa));
}

static void
tlsa_is_that_of_rfc_6698(void **state)
{
	static const struct {
		uint8_t head[3];
		size_t length; /* of the data */
		uint8_t first; /* its first byte */
		bool mail, fault;
	} rows[] = {
		{ { 0, 0, 1 }, 32, 0xd2, false, false },
		{ { 1, 1, 2 }, 64, 0x92, false, false },
		{ { 3, 0, 0 }, 90, 0x30, false, false },
		{ { 3, 1, 1 }, 32, 0xd2, true, false },
		{ { 2, 0, 1 }, 32, 0xd2, true, false },
		{ { 3, 1, 2 }, 64, 0xd2, true, false },
		{ { 3, 1, 1 }, 31, 0xd2, true, true },
		{ { 3, 1, 1 }, 64, 0xd2, true, true },
		{ { 3, 1, 2 }, 32, 0xd2, true, true },
		{ { 3, 1, 0 }, 32, 0xd2, true, true },
		{ { 4, 1, 1 }, 32, 0xd2, false, true },
		{ { 3, 2, 1 }, 32, 0xd2, false, true },
		{ { 3, 1, 3 }, 32, 0xd2, false, true },
		{ { 3, 1, 1 }, 0, 0, false, true },
		/* Senders of mail know no certificate store (RFC 7672). */
		{ { 0, 0, 1 }, 32, 0xd2, true, true },
		{ { 1, 1, 1 }, 32, 0xd2, true, true },
	};
	uint8_t rdata[100] = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		memcpy(rdata, rows[i].head, 3);
		rdata[3] = rows[i].first;
		if ((tlsa_fault(rdata, 3 + rows[i].length, rows[i].mail) !=
			NULL) != rows[i].fault)
			fail_msg("%d %d %d, %zu bytes", rows[i].head[0],
			    rows[i].head[1], rows[i].head[2], rows[i].length);
	}
	assert_non_null(tlsa_fault(rdata, 0, false));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(caa_is_that_of_rfc_8659),
		cmocka_unit_test(caa_without_a_whole_tag_is_none),
		cmocka_unit_test(tlsa_is_that_of_rfc_6698),
	};

	return cmocka_run_group_tests_name("caa", tests, NULL, NULL);
}
