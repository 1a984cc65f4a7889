/* What the reader itself has against a file, and text cut off by a comment. */
#include "zoneproof.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* What the reader says under the rule's own id. */
static void
reader_faults(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	zp_report_faults(ctx, zone, NULL);
}

ZP_RULE(syntax) = {
	.id = "syntax",
	.summary = "a line of a zone file cannot be read",
	.explain =
	    "A name server that meets such a line refuses the whole zone and "
	    "goes on with the old one, or answers with an error after a "
	    "restart (RFC 1035, 5). Reading goes on at the next record, so one "
	    "run shows every fault.\n\n"
	    "Also told here: numbers out of range, labels over 63 and names "
	    "over 255 bytes, texts over 255 bytes, quotes and parentheses left "
	    "open, a second SOA.",
	.severity = ZP_ERROR,
	.on_zone = reader_faults,
};

/* The reader knows a near miss: then it is a slip of the pen. */
static void
unknown_type_each(struct zp_finding *finding, const char *fix)
{
	if (fix != NULL)
		zp_severity(finding, ZP_ERROR);
}

static void
unknown_type(struct zp_ctx *ctx, const struct zp_zone *zone)
{
	zp_report_faults(ctx, zone, unknown_type_each);
}

ZP_RULE(unknown_type) = {
	.id = "unknown-type",
	.summary = "a record type that the DNS does not know",
	.explain =
	    "Some servers have types of their own (ALIAS, LUA, URLFWD, …); the "
	    "rest write a type they do not know as TYPE65280 (RFC 3597). "
	    "zoneproof keeps such records without looking into them and says "
	    "so once a file; `unknown-types:` in the configuration names the "
	    "ones that are meant.\n\n"
	    "One letter away from a real type it is an "
	    "error: `CNAM` is a slip.",
	.severity = ZP_NOTICE,
	.on_zone = unknown_type,
};

ZP_RULE(include_missing) = {
	.id = "include-missing",
	.summary = "an included file is not there",
	.explain =
	    "A server refuses the zone when a file that `$INCLUDE` names (RFC "
	    "1035, 5.1) is not there. What it would bring is not known to "
	    "zoneproof either, "
	    "so nothing that may stand in it is called missing.\n\n"
	    "Paths are meant from the folder of the file that includes, or "
	    "from the root of the repository; `include-base: cwd` turns that "
	    "round.",
	.severity = ZP_ERROR,
	.on_zone = reader_faults,
};

ZP_RULE(include_outside) = {
	.id = "include-outside",
	.summary = "an include leaves the folder or repository",
	.explain =
	    "An absolute path, or one that climbs out with `..`, is not "
	    "followed: a stranger's pull request must not be able to read "
	    "files of the machine that checks it. What it would bring is not "
	    "known (RFC 1035, 5.1, says only that it names a file).\n\n"
	    "Keep shared files inside the repository. A path that climbs and "
	    "stays inside is followed.",
	.severity = ZP_ERROR,
	.on_zone = reader_faults,
};

ZP_RULE(bom) = {
	.id = "bom",
	.summary = "a zone file begins with a byte order mark",
	.explain =
	    "Editors on Windows put three invisible bytes (EF BB BF) before "
	    "the first line. Name servers take them for part of the first "
	    "word, mostly the zone's own name, and refuse the zone (RFC 1035, "
	    "5.1, knows no such mark).\n\n"
	    "Save the file as UTF-8 without a mark; three bytes inside a "
	    "quoted text are left alone.",
	.severity = ZP_ERROR,
	.on_zone = reader_faults,
};

ZP_RULE(crlf) = {
	.id = "crlf",
	.summary = "lines end in CR LF",
	.explain =
	    "Lines that end the Windows way are read well by most servers; "
	    "some take the CR for part of the last word. RFC 1035, 5.1, leaves "
	    "the line end to the system.\n\n"
	    "Told once a file. `git config core.autocrlf input`, or `* text "
	    "eol=lf` in .gitattributes, keeps them out.",
	.severity = ZP_NOTICE,
	.on_zone = reader_faults,
};

ZP_RULE(no_final_newline) = {
	.id = "no-final-newline",
	.summary = "the last line has no line end",
	.explain =
	    "Harmless by itself, but the sign of a file that was cut short, "
	    "and the next line somebody appends joins the last one: "
	    "POSIX.1-2017 "
	    "calls it an incomplete line.\n\n"
	    "Look whether the file is whole, then end its last line.",
	.severity = ZP_NOTICE,
	.on_zone = reader_faults,
};

ZP_RULE(no_ttl) = {
	.id = "no-ttl",
	.summary = "nothing says how long records live",
	.explain =
	    "Without a TTL in the first record and without `$TTL` the SOA's "
	    "last number is taken, which RFC 2308 gave another meaning; some "
	    "servers refuse the zone.\n\n"
	    "Write `$TTL 1h`, or what fits, as the first line. Quiet where the "
	    "first record has a TTL of its own, which the next ones "
	    "inherit.",
	.severity = ZP_WARNING,
	.on_zone = reader_faults,
};

ZP_RULE(ttl_out_of_range) = {
	.id = "ttl-out-of-range",
	.summary = "a TTL with the highest bit set, which counts as 0",
	.explain =
	    "A TTL has 31 bits: from 2147483648 on resolvers take it for 0 and "
	    "ask again each time (RFC 2181, 8), and BIND loads it as 0 with a "
	    "warning. Mostly a unit was added to seconds, or a digit typed "
	    "twice. In `$TTL` it is every record below.\n\n"
	    "A day or a week is as long as resolvers keep anything. To allow "
	    "it, write `; zoneproof: allow ttl-out-of-range NAME -- why`.\n\n"
	    "Up to 2147483647 any number is taken. What does not fit into 32 "
	    "bits is a fault that servers refuse: syntax.",
	.severity = ZP_WARNING,
	.on_zone = reader_faults,
};

/* ------------------------------------------------ txt-semicolon-unquoted */

/* Texts that are never whole by themselves. */
static const char *const beginnings[] = { "v=DKIM1", "v=DMARC1", "k=rsa",
	"k=ed25519", "v=STSv1", "v=TLSRPTv1", "v=BIMI1", NULL };

static bool
is_beginning(const char *text)
{
	for (size_t i = 0; beginnings[i] != NULL; i++)
		if (strcasecmp(text, beginnings[i]) == 0)
			return true;
	return false;
}

/* " p=MIGf…": a tag that a comment sign cut off (RFC 6376, 3.2). */
static bool
looks_like_tag(const char *comment)
{
	size_t length = 0;

	while (isalpha((unsigned char)comment[length]) && length < 8)
		length++;
	if (length == 0 || length == 8)
		return false;
	while (comment[length] == ' ')
		length++;
	return comment[length] == '=' && comment[length + 1] != '\0' &&
	    comment[length + 1] != '=';
}

static bool
looks_like_tags(const char *text)
{
	if (text[0] == '\0' || text[1] != '=')
		return false;
	for (size_t i = 0; beginnings[i] != NULL; i++)
		if (strncasecmp(text, beginnings[i], strlen(beginnings[i])) ==
		    0)
			return true;
	return strncmp(text, "p=", 2) == 0;
}

/* In strings of a length that every server takes (RFC 1035, 3.3). */
#define STRING 250

static const char *
quoted(struct zp_ctx *ctx, const char *text)
{
	const char *done = "";

	for (; strlen(text) > STRING; text += STRING)
		done = zp_format(ctx, "%s\"%.*s\" ", done, STRING, text);
	return zp_format(ctx, "%s\"%s\"", done, text);
}

/* `*._report._dmarc` says no more than v=DMARC1 (RFC 9990). */
static bool
is_report_name(const uint8_t *owner)
{
	for (; *owner != 0; owner = zp_name_parent(owner))
		if (zp_name_starts(owner, "_report"))
			return true;
	return false;
}

static void
txt_semicolon_unquoted(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	for (uint32_t i = 0; i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		const char *text = NULL, *behind = NULL;
		struct zp_finding *finding = NULL;

		if (record.opaque || record.length < 5)
			continue;
		text = zp_txt(ctx, record, NULL);
		if (!looks_like_tags(text) || is_report_name(txt->owner) ||
		    (!is_beginning(text) && zp_is_quoted(record, 0)))
			continue;
		behind = zp_comment_behind(ctx, record);
		if (!is_beginning(text) &&
		    (behind == NULL || !looks_like_tag(behind)))
			continue;
		finding = zp_report(ctx, record,
		    "%s ends after \"%s\": the rest is %s",
		    zp_name_text(ctx, txt->owner), text,
		    behind == NULL ? "missing" : "a comment");
		zp_field(finding, 0);
		zp_subject(finding, "%s", text);
		if (behind != NULL)
			zp_note(finding, "cut off: %.60s", behind);
		zp_fix(finding,
		    "put the whole text in quotes:\n%s. %u IN TXT %s",
		    zp_name_text(ctx, txt->owner), record.ttl,
		    quoted(ctx,
			zp_format(ctx, "%s; %s", text,
			    behind == NULL ? "…" : behind)));
	}
}

ZP_RULE(txt_semicolon_unquoted) = {
	.id = "txt-semicolon-unquoted",
	.summary =
	    "an unquoted semicolon turns the rest of a TXT into a comment",
	.explain =
	    "In a zone file `;` begins a comment unless it stands in quotes or "
	    "is written `\\;` (RFC 1035, 5.1). A DKIM key pasted without "
	    "quotes ends after `v=DKIM1`; the zone loads, and the key is "
	    "gone.\n\n"
	    "Told where a text is only the beginning of a DKIM, DMARC, "
	    "MTA-STS, TLS-RPT or BIMI record, or where the comment behind it "
	    "goes on like one. Other comments behind a TXT are left alone.",
	.severity = ZP_ERROR,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "dkim-key-revoked", ZP_SAME_NAME },
		{ "dkim-syntax", ZP_SAME_NAME },
		{ "dkim-key-bad", ZP_SAME_NAME },
		{ "dmarc-syntax", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = txt_semicolon_unquoted,
};

/* ------------------------------------------------------------ smart-quotes */

/* Quotes as word processors make them, in UTF-8. */
static const char *const quotes[] = { "\xe2\x80\x9c", "\xe2\x80\x9d",
	"\xe2\x80\x9e", "\xe2\x80\x98", "\xe2\x80\x99", NULL };

static void
smart_quotes(struct zp_ctx *ctx, const struct zp_rrset *txt)
{
	for (uint32_t i = 0; i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		const char *text = record.opaque ? "" :
						   zp_txt(ctx, record, NULL);
		struct zp_finding *finding = NULL;
		bool found = false;

		/* All of them begin alike, and hardly any text does. */
		for (size_t j = 0; *text == *quotes[0] && quotes[j] != NULL;
		     j++)
			found = found ||
			    strncmp(text, quotes[j], strlen(quotes[j])) == 0;
		if (!found)
			continue;
		finding = zp_report(ctx, record,
		    "the text of %s begins with a quote of a word processor",
		    zp_name_text(ctx, txt->owner));
		zp_subject(finding, "%s", text);
		zp_field(finding, 0);
		zp_fix(finding, "use the plain one: \"");
	}
}

ZP_RULE(smart_quotes) = {
	.id = "smart-quotes",
	.summary = "quotes of a word processor around a text",
	.explain =
	    "Pasted from a document, the quotes become part of the text (RFC "
	    "1035, 5.1, knows the plain one alone): an "
	    "SPF that begins with one is no SPF, and the text ends at the "
	    "first blank.\n\n"
	    "Use the plain quote, \".",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.covers =
	    (const struct zp_cover[]){
		{ "spf-removed", ZP_SAME_NAME },
		{ "dmarc-removed", ZP_SAME_NAME },
		{ "dkim-key-revoked", ZP_SAME_NAME },
		{ "spf-weakened", ZP_SAME_NAME },
		{ "spf-include-lost", ZP_SAME_NAME },
		{ 0 },
	    },
	.on_rrset = smart_quotes,
};

/* ----------------------------------------------------- blank-owner-suspect */

static void
blank_owner_suspect(struct zp_ctx *ctx, const struct zp_rrset *rrset)
{
	const uint8_t *apex = zp_zone_name(rrset->zone);
	struct zp_finding *finding = NULL;

	if (zp_name_equal(rrset->owner, apex) ||
	    !zp_owner_is_blank(zp_rrset_at(rrset, 0)))
		return;
	if (rrset->type == ZP_NS &&
	    zp_zone_find(ctx, rrset->zone, rrset->owner, ZP_A) == NULL &&
	    zp_zone_find(ctx, rrset->zone, rrset->owner, ZP_AAAA) == NULL)
		return;
	if (rrset->type == ZP_MX &&
	    (zp_zone_find(ctx, rrset->zone, apex, ZP_MX) != NULL ||
		zp_name_labels(rrset->owner) != zp_name_labels(apex) + 1))
		return;
	finding = zp_report(ctx, zp_rrset_at(rrset, 0),
	    "this %s is one of %s: was %s meant?",
	    zp_type_text(ctx, rrset->type), zp_name_text(ctx, rrset->owner),
	    zp_name_text(ctx, apex));
	zp_note(finding,
	    "a line that begins with a blank belongs to the name "
	    "above it");
	zp_fix(finding,
	    "begin the line with @, or with the name if it is "
	    "meant");
}

ZP_RULE(blank_owner_suspect) = {
	.id = "blank-owner-suspect",
	.summary = "an NS or MX hangs on the name above it, not on the zone",
	.explain =
	    "A line that begins with a blank belongs to the last name above it "
	    "(RFC 1035, 5.1). When a host is inserted between the SOA and the "
	    "NS lines, these become a delegation of the host, and the zone has "
	    "none.\n\n"
	    "Told for an NS at a name with an address, and for an MX at a name "
	    "right below a zone that has none.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_NS, ZP_MX, 0 },
	.on_rrset = blank_owner_suspect,
};
