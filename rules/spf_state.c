/* SPF as it stands: what receivers make of the record. */
#include "zoneproof.h"

#include <string.h>
#include <strings.h>

static const char *
term_text(struct zp_ctx *ctx, const struct zp_spf *spf, size_t i)
{
	return zp_format(ctx, "%.*s", (int)spf->terms[i].length,
	    spf->text + spf->terms[i].offset);
}

/* ------------------------------------------------- spf-joined, spf-syntax */

/*
 * The text with a blank at each seam between two strings that has none; NULL
 * where no seam lacks one.
 */
static const char *
with_blanks(struct zp_ctx *ctx, struct zp_record record)
{
	const char *text = "";
	bool any = false;

	/* One string has no seam. */
	if (record.length > 0 && record.rdata[0] + 1 == record.length)
		return NULL;
	for (uint16_t at = 0; at < record.length;) {
		const uint8_t *string = record.rdata + at;
		const char *end = text + strlen(text);

		if (*text != '\0' && string[0] > 0 && end[-1] != ' ' &&
		    string[1] != ' ') {
			text = zp_format(ctx, "%s ", text);
			any = true;
		}
		text = zp_format(ctx, "%s%.*s", text, (int)string[0],
		    (const char *)string + 1);
		at = (uint16_t)(at + 1 + string[0]);
	}
	return any ? text : NULL;
}

/* What begins a term; before it stands a blank, or something is missing. */
static const struct beginning {
	const char *word;
	size_t length;
	bool last; /* it is a whole term */
} beginnings[] = {
	{ "include:", 8, false },
	{ "ip4:", 4, false },
	{ "ip6:", 4, false },
	{ "exists:", 7, false },
	{ "redirect=", 9, false },
	{ "~all", 4, true },
	{ "?all", 4, true },
	{ "-all", 4, true },
	{ NULL, 0, false },
};

/* Does one begin within the term so that it ends at `end`? Where; or 0. */
static size_t
begins_before(const char *term, size_t end, bool last)
{
	for (const struct beginning *each = beginnings; each->word != NULL;
	     each++) {
		size_t at = end - each->length;

		if (each->last == last && end > each->length &&
		    (term[at] | 0x20) == (*each->word | 0x20) &&
		    strncasecmp(term + at, each->word, each->length) == 0 &&
		    strchr("+-~?", term[at - 1]) == NULL)
			return at;
	}
	return 0;
}

/* Where in a term another one seems to begin; 0: nowhere. */
static size_t
second_term(const char *term, size_t length)
{
	for (size_t i = 1; i < length; i++) {
		size_t at = term[i] == ':' || term[i] == '=' ?
		    begins_before(term, i + 1, false) :
		    0;

		if (at > 0)
			return at;
	}
	return begins_before(term, length, true);
}

/* The text with a blank inside each term that looks like two; NULL: none. */
static const char *
parted(struct zp_ctx *ctx, const struct zp_spf *spf)
{
	const char *text = "v=spf1";
	bool any = false;

	for (size_t i = 0; i < spf->count && !any; i++)
		any = second_term(spf->text + spf->terms[i].offset,
			  spf->terms[i].length) > 0;
	for (size_t i = 0; i < spf->count && any; i++) {
		const char *term = spf->text + spf->terms[i].offset;
		size_t length = spf->terms[i].length;
		size_t second = second_term(term, length);

		text = zp_format(ctx, "%s %.*s%s%.*s", text, (int)second, term,
		    second > 0 ? " " : "", (int)(length - second),
		    term + second);
	}
	return any ? text : NULL;
}

/* Did a seam run two terms into one that is wrong, or means another thing? */
static const struct zp_spf *
unjoined(struct zp_ctx *ctx, struct zp_record record, const struct zp_spf *spf)
{
	const char *text = with_blanks(ctx, record);
	const struct zp_spf *other = NULL;

	/* A term that was cut in two by accident reads well only in one. */
	if (text == NULL || !zp_spf_is(text, strlen(text)) ||
	    (spf->fault_count == 0 && parted(ctx, spf) == NULL))
		text = parted(ctx, spf);
	if (text == NULL)
		return NULL;
	other = zp_spf_parse(ctx, text, strlen(text));
	return other->fault_count > 0 || other->count <= spf->count ? NULL :
								      other;
}

static void
spf_joined(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record),
			    *meant = NULL;
	bool seam = false;
	struct zp_finding *finding = NULL;

	if (spf == NULL || (meant = unjoined(ctx, record, spf)) == NULL)
		return;
	seam = with_blanks(ctx, record) != NULL;
	finding = zp_report(ctx, record,
	    seam ? "the SPF of %s is broken where its strings meet" :
		   "the SPF of %s lacks a blank between two terms",
	    zp_name_text(ctx, txt->owner));
	zp_domain(finding, txt->owner);
	zp_note(finding, "%sit reads \"%.120s\"",
	    seam ? "strings are joined without a blank: " : "", spf->text);
	zp_fix(finding,
	    seam ? "end each string but the last with a blank:\n"
		   "%s. %u IN TXT \"%s\"" :
		   "part them:\n"
		   "%s. %u IN TXT \"%s\"",
	    zp_name_text(ctx, txt->owner), txt->ttl, meant->text);
}

ZP_RULE(spf_joined) = {
	.id = "spf-joined",
	.summary = "the strings of an SPF run into one another",
	.explain =
	    "A TXT of several strings is read as one, without a blank between "
	    "them (RFC 7208, 3.3). `\"v=spf1 include:a.example\" "
	    "\"include:b.example -all\"` names one domain, "
	    "a.exampleinclude:b.example.\n\n"
	    "Told when the record reads well with blanks at the seams and not "
	    "without, and where one term holds the beginning of another.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "spf-sender-dropped", ZP_SAME_NAME },
		{ "spf-widened", ZP_SAME_NAME },
		{ "spf-hardened", ZP_SAME_NAME },
		{ "spf-weakened", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = spf_joined,
};

static void
spf_syntax(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);
	struct zp_finding *finding = NULL;

	if (spf == NULL || spf->fault_count == 0 ||
	    unjoined(ctx, record, spf) != NULL)
		return;
	finding = zp_report(ctx, record, "the SPF of %s counts for nothing: %s",
	    zp_name_text(ctx, txt->owner), spf->faults[0].message);
	zp_domain(finding, txt->owner);
	zp_field(finding, 0);
	for (size_t i = 0; i < spf->fault_count && i < 5; i++)
		zp_note(finding, "at \"%.*s\": %s", (int)spf->faults[i].length,
		    spf->text + spf->faults[i].offset, spf->faults[i].message);
	zp_fix(finding, "mend or remove \"%.*s\"", (int)spf->faults[0].length,
	    spf->text + spf->faults[0].offset);
}

ZP_RULE(spf_syntax) = {
	.id = "spf-syntax",
	.summary = "an SPF that receivers cannot read",
	.explain =
	    "One wrong term makes the whole record an error (RFC 7208, 4.6): "
	    "nothing in it counts, and DMARC rests on DKIM alone. Modifiers "
	    "that are not known are legal and pass; mechanisms that are not "
	    "known are an error.\n\n"
	    "Mend the term that is shown.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "spf-sender-dropped", ZP_SAME_NAME },
		{ "spf-widened", ZP_SAME_NAME },
		{ "spf-hardened", ZP_SAME_NAME },
		{ "spf-weakened", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = spf_syntax,
};

/* ------------------------------------------------------------ the lookups */

#define LOOKUPS 10 /* RFC 7208, 4.6.4 */

/* What includes of known providers ask for beyond themselves. */
static unsigned
nested_lookups(const struct zp_senders *senders)
{
	unsigned count = 0;

	for (size_t i = 0; i < senders->member_count; i++) {
		const char *name = strpbrk(senders->members[i], ":=");
		const struct zp_provider *provider =
		    name == NULL ? NULL : zp_provider_by(ZP_CLUE_SPF, name + 1);

		count += provider == NULL ? 0 : provider->nested;
	}
	return count;
}

/* An mx term whose name has more than ten hosts; NULL: none. */
static const struct zp_spf_term *
crowded_mx(
    struct zp_ctx *ctx, const struct zp_rrset *txt, const struct zp_spf *spf)
{
	for (size_t i = 0; i < spf->count; i++) {
		const struct zp_spf_term *term = &spf->terms[i];
		struct zp_answer mx;

		if (term->kind != ZP_SPF_MX || term->macro)
			continue;
		mx = zp_resolve(ctx, zp_estate_of(txt->zone), txt->zone,
		    term->name == NULL ? txt->owner : term->name, ZP_MX);
		if (mx.outcome == ZP_ANSWER && mx.rrset->count > LOOKUPS)
			return term;
	}
	return NULL;
}

static struct zp_finding *
say_lookups(struct zp_ctx *ctx, const struct zp_rrset *txt,
    struct zp_record record, const struct zp_spf *spf,
    const struct zp_senders *senders)
{
	const char *name = zp_name_text(ctx, txt->owner);
	unsigned nested = nested_lookups(senders);
	const struct zp_spf_term *mx = NULL;
	struct zp_finding *finding = NULL;

	if (senders->lookups > LOOKUPS)
		return zp_report(ctx, record,
		    "the SPF of %s counts for nothing: %s%u lookups, 10 are "
		    "allowed",
		    name, senders->external ? "at least " : "",
		    senders->lookups);
	mx = crowded_mx(ctx, txt, spf);
	if (mx != NULL)
		return zp_report(ctx, record,
		    "the SPF of %s counts for nothing: %.*s has over 10 hosts",
		    name, (int)mx->length, spf->text + mx->offset);
	if (senders->lookups + nested <= LOOKUPS)
		return NULL;
	finding = zp_report(ctx, record,
	    "the SPF of %s likely counts for nothing: some %u lookups", name,
	    senders->lookups + nested);
	zp_severity(finding, ZP_WARNING);
	zp_note(finding,
	    "%u of them inside includes of providers, as of the table", nested);
	return finding;
}

/* Does it ask for what another record says? */
static bool
leads_on(const struct zp_spf *spf)
{
	for (size_t i = 0; i < spf->count; i++)
		if (spf->terms[i].kind == ZP_SPF_INCLUDE ||
		    spf->terms[i].kind == ZP_SPF_REDIRECT)
			return true;
	return false;
}

static void
spf_lookups(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);
	const struct zp_senders *senders = NULL;
	struct zp_finding *finding = NULL;

	if (spf == NULL || spf->fault_count > 0)
		return;
	/* Nearly every record has so few terms that there is nothing to count. */
	if (!leads_on(spf) && spf->count <= LOOKUPS &&
	    crowded_mx(ctx, txt, spf) == NULL)
		return;
	senders = zp_senders(
	    ctx, zp_estate_of(txt->zone), txt->zone, txt->owner);
	if (senders == NULL ||
	    (finding = say_lookups(ctx, txt, record, spf, senders)) == NULL)
		return;
	zp_domain(finding, txt->owner);
	zp_subject(finding, "lookups");
	for (size_t i = 0; i < spf->count; i++)
		if (spf->terms[i].kind == ZP_SPF_INCLUDE ||
		    spf->terms[i].kind == ZP_SPF_REDIRECT)
			zp_note(finding, "%s", term_text(ctx, spf, i));
	zp_fix(finding,
	    "replace a, mx and includes of your own by the "
	    "addresses they stand for, or give a service a name of "
	    "its own to send from");
}

ZP_RULE(spf_lookups) = {
	.id = "spf-lookups",
	.summary = "an SPF asks for more than ten lookups",
	.explain =
	    "include, a, mx, ptr, exists and redirect each cost a question, "
	    "here and in all that is included; after ten receivers stop with "
	    "an error (RFC 7208, 4.6.4), so that mail fails now and then, "
	    "depending on the order.\n\n"
	    "Includes outside of the estate are counted as one each, so the "
	    "number is the least it can be; a warning where it goes past ten "
	    "with what the table of providers knows of their insides. An `mx` "
	    "whose name has more than ten hosts is an error, too.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "spf-widened", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = spf_lookups,
};

/* Names in the record that answer nothing at all. */
static unsigned
void_lookups(struct zp_ctx *ctx, const struct zp_rrset *txt,
    const struct zp_spf *spf, const char **ret_which)
{
	unsigned count = 0;

	*ret_which = "";
	for (size_t i = 0; i < spf->count; i++) {
		const struct zp_spf_term *term = &spf->terms[i];
		uint16_t type = term->kind == ZP_SPF_MX ? ZP_MX :
		    term->kind == ZP_SPF_A              ? ZP_A :
							  ZP_TXT;
		struct zp_answer answer;

		if (term->macro || term->name == NULL ||
		    (term->kind != ZP_SPF_A && term->kind != ZP_SPF_MX))
			continue;
		answer = zp_resolve(
		    ctx, zp_estate_of(txt->zone), txt->zone, term->name, type);
		if (answer.outcome != ZP_NXDOMAIN &&
		    (answer.outcome != ZP_NODATA ||
			(type == ZP_A &&
			    zp_has_address(ctx, zp_estate_of(txt->zone),
				txt->zone, term->name) != ZP_ABSENT)))
			continue;
		count++;
		*ret_which = zp_format(ctx, "%s%s%s", *ret_which,
		    count > 1 ? ", " : "", term_text(ctx, spf, i));
	}
	return count;
}

static void
spf_void_lookups(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);
	const char *which = NULL;
	unsigned count = 0;
	struct zp_finding *finding = NULL;

	if (spf == NULL || (count = void_lookups(ctx, txt, spf, &which)) <= 2)
		return;
	finding = zp_report(ctx, record,
	    "the SPF of %s may count for nothing: %u of its names are empty",
	    zp_name_text(ctx, txt->owner), count);
	zp_domain(finding, txt->owner);
	zp_subject(finding, "void");
	zp_note(finding, "%s", which);
	zp_fix(finding, "take them out");
}

ZP_RULE(spf_void_lookups) = {
	.id = "spf-void-lookups",
	.summary = "an SPF names more than two empty names",
	.explain =
	    "Receivers may stop with an error after two lookups that answer "
	    "nothing (RFC 7208, 4.6.4): names left over when hosts were "
	    "removed.\n\n"
	    "Only names inside the estate are judged. Take them out.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = spf_void_lookups,
};

/* ----------------------------------------------------- one look at a term */

static void
spf_after_all(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);
	bool after = false;
	struct zp_finding *finding = NULL;

	for (size_t i = 0; spf != NULL && i < spf->count; i++) {
		enum zp_spf_kind kind = spf->terms[i].kind;

		if (after && kind < ZP_SPF_EXP) {
			finding = zp_report(ctx, record,
			    "%s in the SPF of %s counts for nothing",
			    term_text(ctx, spf, i),
			    zp_name_text(ctx, txt->owner));
			zp_domain(finding, txt->owner);
			zp_note(finding, "`all` before it decides everything");
			zp_fix(finding, "move `all` to the end");
			return;
		}
		after = after || kind == ZP_SPF_ALL;
	}
}

ZP_RULE(spf_after_all) = {
	.id = "spf-after-all",
	.summary = "an SPF goes on behind `all`",
	.explain =
	    "`all` matches every sender, so nothing behind it is ever looked "
	    "at, a redirect included (RFC 7208, 5.1). Somebody appended a "
	    "service to the end of the line.\n\n"
	    "Move `all` to the end.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = spf_after_all,
};

static bool
has_kind(const struct zp_spf *spf, enum zp_spf_kind kind, size_t *ret)
{
	for (size_t i = 0; i < spf->count; i++)
		if (spf->terms[i].kind == kind) {
			*ret = i;
			return true;
		}
	return false;
}

static void
spf_no_all(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);
	size_t at = 0;
	struct zp_finding *finding = NULL;

	/* `_spf` and the like are there to be included: their end is not. */
	if (spf == NULL || spf->fault_count > 0 || txt->owner[1] == '_' ||
	    has_kind(spf, ZP_SPF_ALL, &at) ||
	    has_kind(spf, ZP_SPF_REDIRECT, &at))
		return;
	finding = zp_report(ctx, record,
	    "the SPF of %s has no opinion on who else may send",
	    zp_name_text(ctx, txt->owner));
	zp_domain(finding, txt->owner);
	zp_fix(finding, "end it with -all or ~all:\n%s. %u IN TXT \"%s -all\"",
	    zp_name_text(ctx, txt->owner), txt->ttl, spf->text);
}

ZP_RULE(spf_no_all) = {
	.id = "spf-no-all",
	.summary = "an SPF does not end in `all` or a redirect",
	.explain =
	    "Without a last word the result for everybody who is not listed is "
	    "neutral (RFC 7208, 4.7), as if there were no SPF.\n\n"
	    "End the record with `-all`, with `~all` while you still look for "
	    "senders, or with `redirect=`. Quiet for names with an underscore, "
	    "which others include.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = spf_no_all,
};

static void
spf_pass_all(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);
	size_t at = 0;
	struct zp_finding *finding = NULL;

	if (spf == NULL || !has_kind(spf, ZP_SPF_ALL, &at) ||
	    spf->terms[at].qualifier != '+')
		return;
	finding = zp_report(ctx, record,
	    "the whole world may send as %s: its SPF ends in %s",
	    zp_name_text(ctx, txt->owner), term_text(ctx, spf, at));
	zp_domain(finding, txt->owner);
	zp_fix(finding, "end it with -all or ~all");
}

ZP_RULE(spf_pass_all) = {
	.id = "spf-pass-all",
	.summary = "an SPF authorises everybody",
	.explain =
	    "`+all`, or `all` without a sign, tells receivers that every "
	    "server on earth may send as the domain (RFC 7208, 5.1). Spammers "
	    "look for such domains.\n\n"
	    "Use `-all`, or `~all` while you still look for senders.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = spf_pass_all,
};

static void
spf_ptr(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);
	size_t at = 0;
	struct zp_finding *finding = NULL;

	if (spf == NULL || !has_kind(spf, ZP_SPF_PTR, &at))
		return;
	finding = zp_report(ctx, record,
	    "some receivers pass over %s in the SPF of %s",
	    term_text(ctx, spf, at), zp_name_text(ctx, txt->owner));
	zp_domain(finding, txt->owner);
	zp_fix(finding, "list the addresses instead: ip4: and ip6:");
}

ZP_RULE(spf_ptr) = {
	.id = "spf-ptr",
	.summary = "an SPF uses ptr",
	.explain =
	    "`ptr` asks whether the sender's address has a name in the domain. "
	    "It is slow, rests on whoever runs the reverse zone, and is not to "
	    "be used (RFC 7208, 5.5); some receivers pass it over.\n\n"
	    "List the addresses.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "spf-widened", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = spf_ptr,
};

/* -------------------------------------------- where includes lead inside */

#define DEPTH    10
#define FOLLOWED 200 /* includes that one record is followed through */

/* A walk along includes and redirects, in search of its own beginning. */
struct circle {
	struct zp_ctx *ctx;
	const struct zp_estate *estate;
	const uint8_t *top;
	unsigned followed;
};

static bool
comes_back(struct circle *circle, const struct zp_zone *near,
    const uint8_t *name, unsigned depth)
{
	struct zp_answer answer = zp_resolve(
	    circle->ctx, circle->estate, near, name, ZP_TXT);
	struct zp_record record;
	const struct zp_spf *spf = NULL;

	if (answer.outcome != ZP_ANSWER || depth > DEPTH ||
	    ++circle->followed > FOLLOWED)
		return false;
	spf = zp_spf_single(circle->ctx, answer.rrset, &record);
	for (size_t i = 0; spf != NULL && i < spf->count; i++) {
		const struct zp_spf_term *term = &spf->terms[i];

		if ((term->kind != ZP_SPF_INCLUDE &&
			term->kind != ZP_SPF_REDIRECT) ||
		    term->name == NULL || term->macro)
			continue;
		if (zp_name_equal(term->name, circle->top) ||
		    comes_back(circle, answer.zone, term->name, depth + 1))
			return true;
	}
	return false;
}

static void
spf_loop(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct circle circle = { ctx, zp_estate_of(txt->zone), txt->owner, 0 };
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);
	struct zp_finding *finding = NULL;

	if (spf == NULL || !leads_on(spf) ||
	    !comes_back(&circle, txt->zone, txt->owner, 0))
		return;
	finding = zp_report(ctx, record,
	    "the SPF of %s counts for nothing: it includes itself",
	    zp_name_text(ctx, txt->owner));
	zp_domain(finding, txt->owner);
	zp_fix(finding, "take one of the includes on the circle out");
}

ZP_RULE(spf_loop) = {
	.id = "spf-loop",
	.summary = "an SPF includes itself, if by others",
	.explain =
	    "Receivers follow includes and redirects until they have asked ten "
	    "times and stop with an error (RFC 7208, 4.6.4); a circle always "
	    "gets there.\n\n"
	    "Take one of the includes out.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "spf-lookups", ZP_SAME_NAME },
		{ "spf-widened", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = spf_loop,
};

static void
spf_include_dangling(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record, target;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);

	for (size_t i = 0; spf != NULL && i < spf->count; i++) {
		const struct zp_spf_term *term = &spf->terms[i];
		struct zp_answer answer;
		struct zp_finding *finding = NULL;

		if ((term->kind != ZP_SPF_INCLUDE &&
			term->kind != ZP_SPF_REDIRECT) ||
		    term->name == NULL || term->macro)
			continue;
		answer = zp_resolve(ctx, zp_estate_of(txt->zone), txt->zone,
		    term->name, ZP_TXT);
		if (answer.outcome != ZP_NXDOMAIN &&
		    answer.outcome != ZP_NODATA &&
		    (answer.outcome != ZP_ANSWER || answer.rrset->opaque ||
			zp_spf_of(ctx, answer.rrset, &target) > 0))
			continue;
		finding = zp_report(ctx, record,
		    "the SPF of %s counts for nothing: %s has none",
		    zp_name_text(ctx, txt->owner),
		    zp_name_text(ctx, term->name));
		zp_domain(finding, txt->owner);
		zp_target(finding, term->name);
		zp_subject(finding, "%s", zp_name_text(ctx, term->name));
		zp_fix(finding, "take %s out, or give the name an SPF",
		    term_text(ctx, spf, i));
	}
}

ZP_RULE(spf_include_dangling) = {
	.id = "spf-include-dangling",
	.summary = "an SPF includes a name without SPF",
	.explain =
	    "An include or redirect to a name that has no SPF makes the whole "
	    "record an error (RFC 7208, 5.2). Names inside the estate are "
	    "looked up; others are not judged.\n\n"
	    "Take the include out, or publish the record it means.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "spf-sender-dropped", ZP_SAME_NAME },
		{ "spf-widened", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = spf_include_dangling,
};

/* ------------------------------------------------------------------- form */

static void
spf_rrtype(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	struct zp_record record;
	const struct zp_rrset *txt = zp_zone_find(
	    ctx, rrset->zone, rrset->owner, ZP_TXT);
	bool has_txt = txt != NULL && zp_spf_of(ctx, txt, &record) > 0;
	struct zp_finding *finding = zp_report(ctx, zp_rrset_at(rrset, 0),
	    has_txt ? "nobody reads the SPF type record of %s" :
		      "%s has no SPF: its type record is read by nobody",
	    zp_name_text(ctx, rrset->owner));

	zp_domain(finding, rrset->owner);
	zp_fix(finding,
	    has_txt ? "remove it; the TXT is what counts:\n%s. %u "
		      "IN TXT %s" :
		      "publish it as TXT:\n%s. %u IN TXT %s",
	    zp_name_text(ctx, rrset->owner), rrset->ttl,
	    zp_rdata_text(ctx, has_txt ? record : zp_rrset_at(rrset, 0)));
}

ZP_RULE(spf_rrtype) = {
	.id = "spf-rrtype",
	.summary = "an SPF stands in a record of type SPF",
	.explain =
	    "The type SPF was given up (RFC 7208, 3.1); receivers read TXT "
	    "alone. A record of the old type misleads whoever reads the zone, "
	    "and without a TXT beside it the domain has no SPF.\n\n"
	    "Publish the text as TXT and remove the other.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_SPF, 0 },
	.on_rrset = spf_rrtype,
};

#define TEXT_LONG 450 /* RFC 7208, 3.4: what fits one UDP answer */

static void
spf_too_long(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record record;
	const struct zp_spf *spf = zp_spf_single(ctx, txt, &record);
	struct zp_finding *finding = NULL;

	if (spf == NULL || strlen(spf->text) <= TEXT_LONG)
		return;
	finding = zp_report(ctx, record,
	    "the SPF of %s is long: %zu bytes may not fit one answer",
	    zp_name_text(ctx, txt->owner), strlen(spf->text));
	zp_domain(finding, txt->owner);
	zp_subject(finding, "long");
	zp_fix(finding,
	    "move part of it into a name of its own and include "
	    "that");
}

ZP_RULE(spf_too_long) = {
	.id = "spf-too-long",
	.summary = "an SPF of over 450 bytes",
	.explain =
	    "An answer of over 512 bytes does not fit everywhere into one "
	    "packet (RFC 7208, 3.4); old resolvers and firewalls drop the "
	    "rest, and mail fails at some receivers only.\n\n"
	    "Move part of the record into a name of its own and include it.",
	.severity = ZP_NOTICE,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = spf_too_long,
};

/* ----------------------------------------------------------- spf-multiple */

/* All mechanisms of all records, each once, and the first record's end. */
static const char *
merged(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	const char *text = "v=spf1", *end = "~all";
	bool has_end = false;

	for (uint32_t i = 0; i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		size_t length = 0;
		const char *bytes =
		    record.opaque ? "" : zp_txt(ctx, record, &length);
		const struct zp_spf *spf = NULL;

		if (!zp_spf_is(bytes, length))
			continue;
		spf = zp_spf_parse(ctx, bytes, length);
		for (size_t j = 0; j < spf->count; j++) {
			const char *term = zp_format(ctx, "%.*s",
			    (int)spf->terms[j].length,
			    spf->text + spf->terms[j].offset);

			if (spf->terms[j].kind == ZP_SPF_ALL) {
				end = has_end ? end : term;
				has_end = true;
			} else if (strstr(text, term) == NULL)
				text = zp_format(ctx, "%s %s", text, term);
		}
	}
	return zp_format(ctx, "%s %s", text, end);
}

static void
spf_multiple(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	struct zp_record first;
	unsigned count = 0, seen = 0;
	struct zp_finding *finding = NULL;

	if (txt->count < 2)
		return;
	count = zp_spf_of(ctx, txt, &first);
	if (count < 2)
		return;
	finding = zp_report(ctx, first,
	    "%s has %u SPF records: receivers treat that as none that works",
	    zp_name_text(ctx, txt->owner), count);
	zp_domain(finding, txt->owner);
	for (uint32_t i = 0; i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		size_t length = 0;
		const char *text = record.opaque ? "" :
						   zp_txt(ctx, record, &length);

		if (zp_spf_is(text, length) && seen++ > 0)
			zp_evidence(finding, record, "another one");
	}
	zp_fix(finding, "make them one record:\n%s. %u IN TXT \"%s\"",
	    zp_name_text(ctx, txt->owner), txt->ttl, merged(ctx, txt));
}

ZP_RULE(spf_multiple) = {
	.id = "spf-multiple",
	.summary = "a name has more than one SPF record",
	.explain =
	    "With two SPF records the result is an error for every message "
	    "(RFC 7208, 4.5): neither is looked at. It comes about when a "
	    "service's instructions say \"add this TXT\" and one is there "
	    "already, or when two branches that each add one are merged.\n\n"
	    "Put the mechanisms of both into one record. `v=spf10` and other "
	    "texts that only begin alike are no SPF and do not count.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_rrset = spf_multiple,
};
