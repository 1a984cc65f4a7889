/* Our encoders against ldns's, and the printer against the encoders. */
#include <ldns/ldns.h>

#include "reading.h"

/* Types that ldns knows; names in lower case, as we keep them. */
static const char *const records[] = {
	"A 192.0.2.1",
	"AAAA 2001:db8::1",
	"AAAA ::ffff:192.0.2.1",
	"NS ns1.example.net.",
	"CNAME a.b.example.net.",
	"DNAME example.net.",
	"PTR host.example.net.",
	"MX 10 mx.example.net.",
	"SOA ns1.example.net. h.example.net. 2026112401 7200 3600 1209600 300",
	"TXT \"one\" \"two three\" four",
	"TXT \"quote \\\" backslash \\\\ byte \\200\"",
	"SRV 0 5 5060 sip.example.net.",
	"CAA 0 issue \"letsencrypt.org\"",
	"CAA 128 iodef \"mailto:a@example.net\"",
	"DS 12345 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789"
	"ABCDEF",
	"DNSKEY 257 3 13 "
	"mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxIL"
	"fDLUT0rAK9iUzy1L53eKGQ==",
	"RRSIG A 13 2 3600 20261224000000 20261124000000 12345 example.com. "
	"AAAA",
	"NSEC b.example.com. A MX RRSIG NSEC TYPE1234",
	"NSEC3 1 0 5 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A RRSIG",
	"NSEC3PARAM 1 0 5 AABBCCDD",
	"TLSA 3 1 1 "
	"0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
	"SSHFP 4 2 "
	"0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
	"NAPTR 100 50 \"s\" \"SIP+D2U\" \"\" _sip._udp.example.net.",
	"LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
	"URI 10 1 \"https://example.net/\"",
	"HINFO \"cpu\" \"os\"",
	"RP a.example.net. b.example.net.",
	"AFSDB 1 afs.example.net.",
	"KX 10 kx.example.net.",
	"CDS 12345 13 2 "
	"0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
	"OPENPGPKEY AQID",
	"CSYNC 66 3 A NS AAAA",
	"EUI48 00-00-5e-00-53-2a",
	NULL,
};

static size_t
ldns_wire(const char *line, uint8_t *wire, size_t size)
{
	ldns_rr *rr = NULL;
	ldns_buffer *buffer = ldns_buffer_new(size);
	size_t length = 0;
	ldns_status status = LDNS_STATUS_ERR;
	char record[1024];

	/* Without its line end, which ldns takes for a part of a CAA. */
	snprintf(record, sizeof record, "%.*s", (int)strcspn(line, "\n"), line);
	status = ldns_rr_new_frm_str(&rr, record, 3600, NULL, NULL);

	if (status != LDNS_STATUS_OK)
		print_error("ldns: %s: %s\n", line,
		    ldns_get_errorstr_by_id(status));
	assert_int_equal(status, LDNS_STATUS_OK);
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++)
		ldns_rdf2buffer_wire(buffer, ldns_rr_rdf(rr, i));
	length = ldns_buffer_position(buffer);
	memcpy(wire, ldns_buffer_begin(buffer), length);
	ldns_buffer_free(buffer);
	ldns_rr_free(rr);
	return length;
}

static void
encoders_agree_with_ldns(void **state)
{
	struct reading reading = { .arena = arena_new() };
	uint8_t wire[65535];
	int wrong = 0;

	(void)state;
	for (size_t i = 0; records[i] != NULL; i++) {
		char line[1024];
		size_t length = 0;

		snprintf(line, sizeof line, "a.example.com. 3600 IN %s\n",
		    records[i]);
		reading_of(&reading, text_of(line));
		length = ldns_wire(line, wire, sizeof wire);
		if (length == reading.length &&
		    memcmp(wire, reading.rdata, length) == 0)
			continue;
		print_error("%s\n  %s", records[i], reading.lines);
		wrong++;
	}
	arena_free(reading.arena);
	assert_int_equal(wrong, 0);
}

static void
what_is_printed_reads_as_it_was(void **state)
{
	static const char *const more[] = {
		"HTTPS 1 . alpn=\"h2,h3\" ipv4hint=192.0.2.1",
		"SVCB 0 svc.example.net.",
		"SVCB 16 foo.example.org. mandatory=alpn,ipv4hint alpn=h2 "
		"ipv4hint=192.0.2.1",
		"SVCB 1 . key667=\"hello\\210qoo\"",
		"TYPE65400 \\# 3 010203",
		"AMTRELAY \\# 3 0A0001",
		"DSYNC CDS 1 5359 notify.example.net.",
		"RESINFO qnamemin infourl=https://example.net/",
		NULL,
	};
	struct reading reading = { .arena = arena_new() };
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		for (const char *const *each = i == 0 ? records : more;
		     *each != NULL; each++) {
			char line[1024];
			uint8_t wire[65535];
			uint16_t length = 0;
			const char *printed = NULL;

			snprintf(line, sizeof line, "a.example.com. 3600 IN %s\n",
			    *each);
			reading_of(&reading, text_of(line));
			memcpy(wire, reading.rdata, reading.length);
			length = reading.length;
			printed = reading.lines;
			reading_of(&reading, text_of(printed));
			if (length > 0 && length == reading.length &&
			    memcmp(wire, reading.rdata, length) == 0)
				continue;
			print_error("%s\n%s%s", *each, printed, reading.lines);
			wrong++;
		}
	arena_free(reading.arena);
	assert_int_equal(wrong, 0);
}

static void
bad_data_is_refused(void **state)
{
	static const char *const bad[] = {
		"A 192.0.2",
		"A 192.0.2.256",
		"A 192.0.2.01x",
		"AAAA 1:2:3:4:5:6:7",
		"MX mx.example.net.",
		"MX 65536 mx.example.net.",
		"SRV 0 0 sip.example.net.",
		"SOA a. b. 1 2 3 4",
		"CAA 256 issue \"x\"",
		"CAA 0 is-sue \"x\"",
		"TLSA 3 1 1 xyz",
		"DNSKEY 257 3 13 !!",
		"NSEC b.example.com. A FOO",
		"HTTPS 1 . alpn",
		"HTTPS 1 . key1=x key1=y",
		"SVCB 0 . alpn=h2 extra word=",
		"TYPE65400 \\# 3 0102",
		"TXT",
		NULL,
	};
	struct reading reading = { .arena = arena_new() };
	int wrong = 0;

	(void)state;
	for (size_t i = 0; bad[i] != NULL; i++) {
		char line[1024];

		snprintf(line, sizeof line, "a.example.com. 3600 IN %s\n",
		    bad[i]);
		reading_of(&reading, text_of(line));
		if (strstr(reading.lines, " syntax\n") == NULL) {
			print_error("taken: %s\n  %s", bad[i], reading.lines);
			wrong++;
		}
	}
	arena_free(reading.arena);
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encoders_agree_with_ldns),
		cmocka_unit_test(what_is_printed_reads_as_it_was),
		cmocka_unit_test(bad_data_is_refused),
	};

	return cmocka_run_group_tests_name("rdata", tests, NULL, NULL);
}
