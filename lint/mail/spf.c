/* SPF records: text to terms, by the grammar of RFC 7208, 12. */
#include <arpa/inet.h>
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "../dns/rdata.h"
#include "mail.h"

#define VERSION "v=spf1"

bool
zp_spf_is(const char *text, size_t length)
{
	size_t version = sizeof VERSION - 1;

	return length >= version &&
	    text_equal_nocase((struct text){ text, version }, TEXT(VERSION)) &&
	    (length == version || text[version] == ' ');
}

struct parser {
	struct arena *arena;
	const char *text;
	struct zp_spf_term *terms;
	struct zp_spf_fault *faults;
	size_t count, fault_count, fault_most;
};

static void
fault(struct parser *parser, struct text at, const char *message)
{
	if (parser->fault_count == parser->fault_most)
		return;
	parser->faults[parser->fault_count++] = (struct zp_spf_fault){
		(uint32_t)(at.ptr - parser->text), (uint32_t)at.len, message
	};
}

/* ---------------------------------------------------------------- macros */

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* The inside of %{…}: a letter, digits, maybe r, delimiters (7.1). */
static bool
macro_is_good(struct text inside)
{
	size_t i = 1;

	if (inside.len == 0 ||
	    !is_one_of((char)(inside.ptr[0] | 0x20), "slodiphcrtv"))
		return false;
	while (i < inside.len && inside.ptr[i] >= '0' && inside.ptr[i] <= '9')
		i++;
	if (i == 2 && inside.ptr[1] == '0')
		return false;
	if (i < inside.len && (inside.ptr[i] | 0x20) == 'r')
		i++;
	while (i < inside.len && is_one_of(inside.ptr[i], ".-+,/_="))
		i++;
	return i == inside.len;
}

/*
 * domain-end (12): a spec ends in a macro, or in a dot and a top label, which
 * may have a final dot.
 */
static bool
spec_ends_well(struct text spec)
{
	size_t end = spec.len, start = 0;
	bool letter = false;

	if (spec.ptr[end - 1] == '}' ||
	    (end > 1 && spec.ptr[end - 2] == '%' &&
		is_one_of(spec.ptr[end - 1], "%_-")))
		return true;
	if (spec.ptr[end - 1] == '.')
		end--;
	for (start = end; start > 0 && spec.ptr[start - 1] != '.'; start--) {
		char c = (char)(spec.ptr[start - 1] | 0x20);

		letter = letter || (c >= 'a' && c <= 'z') ||
		    (spec.ptr[start - 1] == '-');
		if (!(c >= 'a' && c <= 'z') && spec.ptr[start - 1] != '-' &&
		    !(spec.ptr[start - 1] >= '0' && spec.ptr[start - 1] <= '9'))
			return false;
	}
	return start > 0 && letter && spec.ptr[start] != '-' &&
	    spec.ptr[end - 1] != '-';
}

/* Is the domain-spec well formed, and does it hold a macro? */
static bool
spec_is_good(struct text spec, bool *ret_macro)
{
	*ret_macro = false;
	for (size_t i = 0; i < spec.len; i++) {
		const char *close = NULL;

		if (spec.ptr[i] < 0x21 || spec.ptr[i] > 0x7e)
			return false;
		if (spec.ptr[i] != '%')
			continue;
		*ret_macro = true;
		if (++i >= spec.len)
			return false;
		if (is_one_of(spec.ptr[i], "%_-"))
			continue;
		close = memchr(spec.ptr + i, '}', spec.len - i);
		if (spec.ptr[i] != '{' || close == NULL ||
		    !macro_is_good((struct text){
			spec.ptr + i + 1, (size_t)(close - spec.ptr) - i - 1 }))
			return false;
		i = (size_t)(close - spec.ptr);
	}
	return spec.len > 0;
}

/* A name needs two labels, and its last is no number (7.1, toplabel). */
static const uint8_t *
spec_name(struct arena *arena, struct text spec)
{
	static const uint8_t root[] = { 0 };
	uint8_t wire[NAME_WIRE];
	const uint8_t *last = wire;
	bool digits = true;

	if (name_from_text(spec, root, wire, NULL) != NAME_OK ||
	    name_labels(wire) < 2)
		return NULL;
	while (*name_parent(last) != 0)
		last = name_parent(last);
	for (unsigned i = 1; i <= *last; i++)
		digits = digits && last[i] >= '0' && last[i] <= '9';
	return digits ? NULL : name_copy(arena, wire);
}

static void
take_spec(struct parser *parser, struct zp_spf_term *term, struct text spec,
    struct text whole)
{
	term->spec = arena_copy(parser->arena, spec.ptr, spec.len);
	if (!spec_is_good(spec, &term->macro)) {
		fault(parser, whole, "the name in it is broken");
		return;
	}
	if (term->macro) {
		if (!spec_ends_well(spec))
			fault(parser, whole,
			    "the name in it ends in no top-level domain");
		return;
	}
	term->name = spec_name(parser->arena, spec);
	if (term->name == NULL)
		fault(parser, whole, "the name in it is no full domain name");
}

/* ------------------------------------------------------------------ terms */

static int
read_cidr(struct text text, unsigned most)
{
	unsigned value = 0;

	if (text.len == 0 || text.len > 3 ||
	    (text.len > 1 && text.ptr[0] == '0'))
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return -1;
		value = value * 10 + (unsigned)(text.ptr[i] - '0');
	}
	return value > most ? -1 : (int)value;
}

/* "/24", "//64" or "/24//64" at the end of an a or mx (5.3). */
static void
take_dual_cidr(struct parser *parser, struct zp_spf_term *term,
    struct text *argument, struct text whole)
{
	const char *slash = NULL;
	struct text cidr, six = { NULL, 0 };
	const char *both = NULL;
	int four_bits = 32, six_bits = 128;
	bool in_macro = false;

	for (size_t i = 0; i < argument->len && slash == NULL; i++) {
		in_macro = argument->ptr[i] == '{' ||
		    (in_macro && argument->ptr[i] != '}');
		if (argument->ptr[i] == '/' && !in_macro)
			slash = argument->ptr + i;
	}
	if (slash == NULL)
		return;
	cidr = (struct text){ slash + 1,
		argument->len - (size_t)(slash - argument->ptr) - 1 };
	argument->len = (size_t)(slash - argument->ptr);
	both = memmem(slash, cidr.len + 1, "//", 2);
	if (both != NULL) {
		six = (struct text){ both + 2,
			cidr.len - (size_t)(both - slash) - 1 };
		cidr.len = both == slash ? 0 : (size_t)(both - slash) - 1;
	}
	if (both == NULL || both != slash)
		four_bits = read_cidr(cidr, 32);
	if (both != NULL)
		six_bits = read_cidr(six, 128);
	if (four_bits < 0 || six_bits < 0) {
		fault(parser, whole, "the length behind '/' is no prefix");
		return;
	}
	term->cidr4 = (uint8_t)four_bits;
	term->cidr6 = (uint8_t)six_bits;
}

static void
take_address(struct parser *parser, struct zp_spf_term *term,
    struct text argument, struct text whole)
{
	bool six = term->kind == ZP_SPF_IP6;
	struct text bits = argument;
	struct text address = text_cut(&bits, '/');
	char text[64];
	int length = six ? 128 : 32;

	if (bits.ptr != NULL)
		length = read_cidr(bits, six ? 128 : 32);
	if (address.len >= sizeof text) {
		fault(parser, whole, "no address");
		return;
	}
	memcpy(text, address.ptr, address.len);
	text[address.len] = '\0';
	if (inet_pton(six ? AF_INET6 : AF_INET, text, term->address) != 1) {
		fault(
		    parser, whole, six ? "no IPv6 address" : "no IPv4 address");
		return;
	}
	if (length < 0) {
		fault(parser, whole, "the length behind '/' is no prefix");
		length = six ? 128 : 32;
	}
	if (six)
		term->cidr6 = (uint8_t)length;
	else
		term->cidr4 = (uint8_t)length;
}

enum argument { NO_ARGUMENT, MAY_SPEC, MUST_SPEC, ADDRESS };

static const struct mechanism {
	struct text word;
	enum zp_spf_kind kind;
	enum argument argument;
	bool cidr;
} mechanisms[] = {
	{ { "all", 3 }, ZP_SPF_ALL, NO_ARGUMENT, false },
	{ { "include", 7 }, ZP_SPF_INCLUDE, MUST_SPEC, false },
	{ { "a", 1 }, ZP_SPF_A, MAY_SPEC, true },
	{ { "mx", 2 }, ZP_SPF_MX, MAY_SPEC, true },
	{ { "ptr", 3 }, ZP_SPF_PTR, MAY_SPEC, false },
	{ { "ip4", 3 }, ZP_SPF_IP4, ADDRESS, false },
	{ { "ip6", 3 }, ZP_SPF_IP6, ADDRESS, false },
	{ { "exists", 6 }, ZP_SPF_EXISTS, MUST_SPEC, false },
};

static const struct mechanism *
mechanism_named(struct text word)
{
	for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++)
		if (text_equal_nocase(word, mechanisms[i].word))
			return &mechanisms[i];
	return NULL;
}

static void
take_mechanism(struct parser *parser, struct zp_spf_term *term,
    struct text body, struct text whole)
{
	size_t end = 0;
	const struct mechanism *mechanism = NULL;
	struct text argument = { NULL, 0 };
	bool colon = false;

	while (end < body.len && body.ptr[end] != ':' && body.ptr[end] != '/')
		end++;
	mechanism = mechanism_named((struct text){ body.ptr, end });
	if (mechanism == NULL) {
		term->kind = ZP_SPF_UNKNOWN_MODIFIER;
		fault(parser, whole, "no mechanism of SPF");
		return;
	}
	term->kind = mechanism->kind;
	colon = end < body.len && body.ptr[end] == ':';
	argument =
	    (struct text){ body.ptr + end + colon, body.len - end - colon };
	if (mechanism->argument == ADDRESS) {
		take_address(parser, term, argument, whole);
		return;
	}
	if (mechanism->cidr)
		take_dual_cidr(parser, term, &argument, whole);
	if (colon && mechanism->argument != NO_ARGUMENT && argument.len > 0)
		take_spec(parser, term, argument, whole);
	else if (mechanism->argument == MUST_SPEC)
		fault(parser, whole, "a name is missing behind ':'");
	else if (colon || argument.len > 0)
		fault(parser, whole, "more than this mechanism takes");
}

/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ), then "=". */
static bool
is_modifier(struct text term, size_t *ret_equals)
{
	for (size_t i = 0; i < term.len; i++) {
		char c = term.ptr[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (c == '=') {
			*ret_equals = i;
			return i > 0;
		}
		if (!letter &&
		    (i == 0 ||
			!((c >= '0' && c <= '9') || c == '-' || c == '_' ||
			    c == '.')))
			return false;
	}
	return false;
}

static void
take_modifier(struct parser *parser, struct zp_spf_term *term,
    struct text whole, size_t equals)
{
	struct text word = { whole.ptr, equals };
	struct text spec = { whole.ptr + equals + 1, whole.len - equals - 1 };

	term->kind = ZP_SPF_UNKNOWN_MODIFIER;
	if (text_equal_nocase(word, TEXT("redirect")))
		term->kind = ZP_SPF_REDIRECT;
	else if (text_equal_nocase(word, TEXT("exp")))
		term->kind = ZP_SPF_EXP;
	for (size_t i = 0; i < parser->count; i++)
		if (term->kind != ZP_SPF_UNKNOWN_MODIFIER &&
		    parser->terms[i].kind == term->kind)
			fault(parser, whole, "this modifier stands twice");
	if (term->kind == ZP_SPF_UNKNOWN_MODIFIER)
		term->spec = arena_copy(parser->arena, spec.ptr, spec.len);
	else
		take_spec(parser, term, spec, whole);
}

static void
take_term(struct parser *parser, struct text whole)
{
	struct zp_spf_term *term = NULL;
	struct text body = whole;
	size_t equals = 0;

	if (parser->count == LIMIT_SPF_TERMS) {
		fault(parser, whole, "so many terms that the rest is not read");
		return;
	}
	term = &parser->terms[parser->count];
	*term = (struct zp_spf_term){ .qualifier = '+',
		.offset = (uint32_t)(whole.ptr - parser->text),
		.length = (uint32_t)whole.len,
		.spec = "",
		.cidr4 = 32,
		.cidr6 = 128 };
	if (is_modifier(whole, &equals))
		take_modifier(parser, term, whole, equals);
	else {
		if (is_one_of(body.ptr[0], "+-~?")) {
			term->qualifier = *body.ptr++;
			body.len--;
		}
		take_mechanism(parser, term, body, whole);
	}
	parser->count++;
}

static enum zp_spf_all
all_of(const struct parser *parser)
{
	for (size_t i = 0; i < parser->count; i++) {
		if (parser->terms[i].kind != ZP_SPF_ALL)
			continue;
		switch (parser->terms[i].qualifier) {
		case '-':
			return ZP_ALL_FAIL;
		case '~':
			return ZP_ALL_SOFTFAIL;
		case '?':
			return ZP_ALL_NEUTRAL;
		default:
			return ZP_ALL_PASS;
		}
	}
	return ZP_ALL_NONE;
}

static size_t
terms_most(struct text text)
{
	size_t blanks = 1;

	for (size_t i = 0; i < text.len; i++)
		blanks += text.ptr[i] == ' ';
	return blanks < LIMIT_SPF_TERMS ? blanks : LIMIT_SPF_TERMS;
}

const struct zp_spf *
spf_parse(struct arena *arena, const char *text, size_t length)
{
	struct zp_spf *spf = arena_array(arena, 1, sizeof *spf);
	struct parser parser = { .arena = arena };
	struct text rest = { arena_copy(arena, text, length), length };
	size_t most = terms_most(rest);

	spf->text = parser.text = rest.ptr;
	if (!zp_spf_is(text, length))
		return spf;
	parser.terms = arena_array(arena, most, sizeof *parser.terms);
	parser.faults = arena_array(arena, most * 2, sizeof *parser.faults);
	parser.fault_most = most * 2;
	text_cut(&rest, ' ');
	while (rest.ptr != NULL) {
		struct text term = text_cut(&rest, ' ');

		if (term.len > 0)
			take_term(&parser, term);
	}
	spf->terms = parser.terms;
	spf->count = parser.count;
	spf->faults = parser.faults;
	spf->fault_count = parser.fault_count;
	spf->all = all_of(&parser);
	return spf;
}

const struct zp_spf *
zp_spf_parse(struct zp_ctx *ctx, const char *text, size_t length)
{
	return spf_parse(zp_scratch(ctx), text, length);
}

/* ------------------------------------------------------- those of an RRset */

struct spf_set {
	unsigned count;
	struct zp_record first;
	const struct zp_spf *single; /* NULL where there are none or several */
};

/* Nearly every text tells by its first letters that it is no SPF. */
static bool
may_be_spf(struct zp_record record)
{
	return !record.opaque && record.length >= sizeof VERSION - 1 &&
	    (record.rdata[0] < 3 ||
		((record.rdata[1] | 0x20) == 'v' &&
		    (record.rdata[3] | 0x20) == 's'));
}

static const void *
spf_set_made(struct arena *kept, const struct zp_rrset *txt)
{
	struct spf_set *set = arena_array(kept, 1, sizeof *set);
	struct text first = { NULL, 0 };

	for (uint32_t i = 0; i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		struct text text;

		if (!may_be_spf(record))
			continue;
		text.ptr = rdata_txt(
		    kept, record.rdata, record.length, &text.len);
		if (!zp_spf_is(text.ptr, text.len) || set->count++ > 0)
			continue;
		set->first = record;
		first = text;
	}
	if (set->count == 1)
		set->single = spf_parse(kept, first.ptr, first.len);
	return set;
}

static const struct spf_set *
spf_set_of(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	static const struct spf_set none;

	return txt == NULL ? &none : zp_made_of(ctx, txt, spf_set_made);
}

unsigned
zp_spf_of(
    struct zp_ctx *ctx, const struct zp_rrset *txt, struct zp_record *ret_first)
{
	const struct spf_set *set = spf_set_of(ctx, txt);

	if (set->count > 0)
		*ret_first = set->first;
	return set->count;
}

const struct zp_spf *
zp_spf_single(
    struct zp_ctx *ctx, const struct zp_rrset *txt, struct zp_record *ret)
{
	const struct spf_set *set = spf_set_of(ctx, txt);

	if (set->single != NULL)
		*ret = set->first;
	return set->single;
}
