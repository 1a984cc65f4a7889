/* SPF, DKIM and DMARC as text: what the grammars take and refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mail/mail.h"

static const struct zp_spf *
spf(struct arena *arena, const char *text)
{
	return spf_parse(arena, text, strlen(text));
}

static void
spf_is_told_from_its_likes(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} rows[] = {
		{ "v=spf1", true },
		{ "v=spf1 -all", true },
		{ "V=SPF1 -all", true },
		{ "v=spf10", false },
		{ "v=spf1-all", false },
		{ " v=spf1 -all", false },
		{ "spf2.0/pra", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (zp_spf_is(rows[i].text, strlen(rows[i].text)) !=
		    rows[i].is)
			fail_msg("%s", rows[i].text);
}

static void
spf_grammar_is_that_of_rfc_7208(void **state)
{
	static const struct {
		const char *text;
		unsigned terms;
		bool fault;
		enum zp_spf_all all;
	} rows[] = {
		{ "v=spf1 -all", 1, false, ZP_ALL_FAIL },
		{ "v=spf1 a mx ptr ~all", 4, false, ZP_ALL_SOFTFAIL },
		{ "v=spf1 a:b.example/24//64 ?all", 2, false, ZP_ALL_NEUTRAL },
		{ "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 +all", 3, false,
		    ZP_ALL_PASS },
		{ "v=spf1 all", 1, false, ZP_ALL_PASS },
		{ "v=spf1 include:_spf.example.com", 1, false, ZP_ALL_NONE },
		{ "v=spf1 redirect=_spf.example.com", 1, false, ZP_ALL_NONE },
		{ "v=spf1 exists:%{i}._spf.%{d} -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 foo=bar -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1  mx   -ALL ", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 include -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 ip4:192.0.2.256 -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 ip4:192.0.2.0/33 -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 ipv4:192.0.2.1 -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 redirect=a.example redirect=b.example", 2, true,
		    ZP_ALL_NONE },
		{ "v=spf1 a:%{z} -all", 2, true, ZP_ALL_FAIL },
		/* The examples of RFC 7208, 4 to 7 and A. */
		{ "v=spf1 +mx a:colo.example.com/28 -all", 3, false,
		    ZP_ALL_FAIL },
		{ "v=spf1 +all", 1, false, ZP_ALL_PASS },
		{ "v=spf1 a -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 a:example.org -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 mx:example.org -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 mx/30 mx:example.org/30 -all", 3, false,
		    ZP_ALL_FAIL },
		{ "v=spf1 ptr -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 ip4:192.0.2.128/28 -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 include:example.com include:example.org -all", 3,
		    false, ZP_ALL_FAIL },
		{ "v=spf1 redirect=example.org", 1, false, ZP_ALL_NONE },
		{ "v=spf1 mx -all exp=explain._spf.%{d}", 3, false,
		    ZP_ALL_FAIL },
		{ "v=spf1 exists:_h.%{h}._l.%{l}._o.%{o}._i.%{i}._spf.%{d} ?all",
		    2, false, ZP_ALL_NEUTRAL },
		{ "v=spf1 mx -exists:%{ir}.%{v}._spf.%{d2} ?all", 3, false,
		    ZP_ALL_NEUTRAL },
		{ "v=spf1 -ptr:%{d2} -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 exists:%{l1r+-}.%{d} -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 include:%{d1r-}.example.com%_x.example -all", 2,
		    false, ZP_ALL_FAIL },
		/* Tokens of the grammar, one by one. */
		{ "v=spf1 a/24 a//64 mx:m.example//0 -all", 4, false,
		    ZP_ALL_FAIL },
		{ "v=spf1 a/024 -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 a//129 -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 a/ -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 a: -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 ip4:192.0.2.1/0 ip6:::1/128 -all", 3, false,
		    ZP_ALL_FAIL },
		{ "v=spf1 ip4:192.0.2 -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 ip6:192.0.2.1 -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 ip4 -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 all:example.com", 1, true, ZP_ALL_PASS },
		{ "v=spf1 -all/8", 1, true, ZP_ALL_FAIL },
		{ "v=spf1 exists -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 include:localhost -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 include:example.com. -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 include:example.123 -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 exists:%{i}.example.123 -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 exists:%{i}example -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 exists:%{i}.example. -all", 2, false, ZP_ALL_FAIL },
		{ "v=spf1 exists:%{i -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 exists:%i.example -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 exists:%{d0}.example -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 exists:%{d2rx}.example -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 moo -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 moo.cow-far_out=man:dog/cat -all", 2, false,
		    ZP_ALL_FAIL },
		{ "v=spf1 6moo=cow -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 redirect:example.org -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 ++mx -all", 2, true, ZP_ALL_FAIL },
		{ "v=spf1 mx, -all", 2, true, ZP_ALL_FAIL },
	};
	struct arena *arena = arena_new();
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct zp_spf *got = spf(arena, rows[i].text);

		if ((got->fault_count > 0) == rows[i].fault &&
		    got->all == rows[i].all &&
		    (rows[i].fault || got->count == rows[i].terms))
			continue;
		print_error("%s: %zu terms, %zu faults, all %d\n",
		    rows[i].text, got->count, got->fault_count, (int)got->all);
		wrong++;
	}
	arena_free(arena);
	assert_int_equal(wrong, 0);
}

/* A key that decodes: 512 bits of RSA, too short but well formed. */
#define RSA512 \
	"MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKJ2lzDLZ8XlVambQfMXn3LRGKOD5o6l" \
	"MIgulclWjZwP56LRqdg5ZX15bhc/GsvW8xW/R5Sh1NnkJNyL/cqY1a8CAwEAAQ=="

static void
dkim_keys_are_read(void **state)
{
	static const struct {
		const char *text;
		bool is_dkim, revoked, key_ok, ed25519;
		unsigned bits;
	} rows[] = {
		{ "v=DKIM1; k=rsa; p=" RSA512, true, false, true, false, 512 },
		{ "p=" RSA512, true, false, true, false, 512 },
		{ "v=DKIM1; k=ed25519; "
		  "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
		    true, false, true, true, 256 },
		/* The keys of RFC 6376, C.2, and of RFC 8463, A.2. */
		{ "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ"
		  "KBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt"
		  "IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v"
		  "/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhi"
		  "tdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB",
		    true, false, true, false, 1024 },
		{ "v=DKIM1; k=ed25519; "
		  "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo",
		    true, false, true, true, 256 },
		{ "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg==", true,
		    false, false, true, 0 },
		{ "v=DKIM1; s=*; t=y:s; h=sha256; n=note; k=rsa; p=" RSA512,
		    true, false, true, false, 512 },
		{ "v=DKIM1; p=", true, true, false, false, 0 },
		{ "v=DKIM1; k=rsa; p=MIIB", true, false, false, false, 0 },
		{ "v=DKIM1; k=rsa; p=!!!", true, false, false, false, 0 },
		{ "v=DKIM1", true, false, false, false, 0 },
		{ "not in use", false, false, false, false, 0 },
		{ "", false, false, false, false, 0 },
	};
	struct arena *arena = arena_new();
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct zp_dkim *got = dkim_parse(arena, rows[i].text,
		    strlen(rows[i].text));

		if (got->is_dkim == rows[i].is_dkim &&
		    got->revoked == rows[i].revoked &&
		    got->key_ok == rows[i].key_ok &&
		    got->ed25519 == rows[i].ed25519 &&
		    got->bits == rows[i].bits)
			continue;
		print_error("%s: dkim %d revoked %d ok %d bits %u\n",
		    rows[i].text, got->is_dkim, got->revoked, got->key_ok,
		    got->bits);
		wrong++;
	}
	arena_free(arena);
	assert_int_equal(wrong, 0);
}

static void
faults_of_dkim_are_told(void **state)
{
	static const struct {
		const char *text;
		bool fault;
	} rows[] = {
		{ "v=DKIM1; k=rsa; p=" RSA512 ";", false },
		{ "k=rsa; v=DKIM1; p=" RSA512, true },
		{ "v=DKIM2; p=" RSA512, true },
		{ "v=DKIM1; k=dsa; p=" RSA512, true },
		{ "v=DKIM1; k=rsa; k=rsa; p=" RSA512, true },
		{ "v=DKIM1; p=" RSA512 "; p=" RSA512, true },
		{ "v=DKIM1; s=email; p=" RSA512, false },
		{ "v=DKIM1; s=tlsrpt; p=" RSA512, true },
		{ "v=DKIM1; s=tlsrpt:email; p=" RSA512, false },
		{ "v=DKIM1; rubbish; p=" RSA512, true },
		{ "v=DKIM1; k=ed25519; p=" RSA512, true },
		{ "v=DKIM1; unknown=legal; p=" RSA512, false },
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct zp_dkim *got = dkim_parse(
		    arena, rows[i].text, strlen(rows[i].text));

		if ((got->fault != NULL) != rows[i].fault)
			fail_msg("%s: %s", rows[i].text,
			    got->fault == NULL ? "no fault" : got->fault);
	}
	arena_free(arena);
}

static void
the_same_key_has_the_same_hash(void **state)
{
	struct arena *arena = arena_new();
	const char *one = "v=DKIM1; k=rsa; p=" RSA512;
	const char *two = "k=rsa; t=s;  p = " RSA512 " ;";
	const struct zp_dkim *a = dkim_parse(arena, one, strlen(one));
	const struct zp_dkim *b = dkim_parse(arena, two, strlen(two));

	(void)state;
	assert_true(a->key_ok && b->key_ok);
	assert_memory_equal(a->key_hash, b->key_hash, sizeof a->key_hash);
	arena_free(arena);
}

static void
dmarc_is_that_of_rfc_9989(void **state)
{
	static const struct {
		const char *text;
		bool is_dmarc;
		enum zp_policy p, sp, np;
		bool fault;
	} rows[] = {
		{ "v=DMARC1; p=reject", true, ZP_POLICY_REJECT,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, false },
		{ "v=DMARC1;p=quarantine;sp=none;np=reject", true,
		    ZP_POLICY_QUARANTINE, ZP_POLICY_NONE, ZP_POLICY_REJECT,
		    false },
		{ "v=DMARC1; p=Reject", true, ZP_POLICY_REJECT,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, false },
		{ "v=DMARC1; p=rejected", true, ZP_POLICY_NONE,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, true },
		{ "v=DMARC10; p=reject", false, ZP_POLICY_ABSENT,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, false },
		/* The examples of RFC 9989, B. */
		{ "v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com",
		    true, ZP_POLICY_NONE, ZP_POLICY_ABSENT, ZP_POLICY_ABSENT,
		    false },
		{ "v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com; "
		  "ruf=mailto:auth-reports@example.com",
		    true, ZP_POLICY_NONE, ZP_POLICY_ABSENT, ZP_POLICY_ABSENT,
		    false },
		{ "v=DMARC1; p=quarantine; rua=mailto:dmarc-feedback@"
		  "example.com,mailto:tld-test@thirdparty.example.net; t=y",
		    true, ZP_POLICY_QUARANTINE, ZP_POLICY_ABSENT,
		    ZP_POLICY_ABSENT, false },
		{ "v=DMARC1; p=none; np=reject; psd=y", true, ZP_POLICY_NONE,
		    ZP_POLICY_ABSENT, ZP_POLICY_REJECT, false },
		/* What is unknown or gone is legal; what is broken is told. */
		{ "v=DMARC1; p=reject; pct=50; rf=afrf; ri=3600; x=y", true,
		    ZP_POLICY_REJECT, ZP_POLICY_ABSENT, ZP_POLICY_ABSENT,
		    false },
		{ "v=DMARC1; rua=mailto:a@example.com", true, ZP_POLICY_NONE,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, true },
		{ "v=DMARC1; p=none; rua=dmarc@example.com", true,
		    ZP_POLICY_NONE, ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, true },
		{ "v=DMARC1; p=reject; sp=hard", true, ZP_POLICY_REJECT,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, true },
		{ "v=DMARC1; p=reject; adkim=x", true, ZP_POLICY_REJECT,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, true },
		{ "v = DMARC1 ; p = reject ; ", true, ZP_POLICY_REJECT,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, false },
		{ "v=dmarc1; p=reject", false, ZP_POLICY_ABSENT,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, false },
		{ "v=DMARC1 p=reject", false, ZP_POLICY_ABSENT,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, false },
		{ "p=reject; v=DMARC1", false, ZP_POLICY_ABSENT,
		    ZP_POLICY_ABSENT, ZP_POLICY_ABSENT, false },
	};
	struct arena *arena = arena_new();
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct zp_dmarc *got = dmarc_parse(arena, rows[i].text,
		    strlen(rows[i].text));

		if (got->is_dmarc == rows[i].is_dmarc &&
		    (!got->is_dmarc ||
			(got->p == rows[i].p && got->sp == rows[i].sp &&
			    got->np == rows[i].np &&
			    (got->fault != NULL) == rows[i].fault)))
			continue;
		print_error("%s: is %d p %d sp %d np %d fault %s\n",
		    rows[i].text, got->is_dmarc, (int)got->p, (int)got->sp,
		    (int)got->np, got->fault == NULL ? "none" : got->fault);
		wrong++;
	}
	arena_free(arena);
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spf_is_told_from_its_likes),
		cmocka_unit_test(spf_grammar_is_that_of_rfc_7208),
		cmocka_unit_test(dkim_keys_are_read),
		cmocka_unit_test(faults_of_dkim_are_told),
		cmocka_unit_test(the_same_key_has_the_same_hash),
		cmocka_unit_test(dmarc_is_that_of_rfc_9989),
	};

	return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
