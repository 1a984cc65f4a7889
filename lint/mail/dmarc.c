/* DMARC records: RFC 9989 (it obsoletes RFC 7489). */
#include <stdlib.h>
#include <string.h>

#include "../dns/name.h"
#include "../dns/rdata.h"
#include "mail.h"

static enum zp_policy
policy_of(struct text value)
{
	static const char *const words[] = { [ZP_POLICY_NONE] = "none",
		[ZP_POLICY_QUARANTINE] = "quarantine",
		[ZP_POLICY_REJECT] = "reject" };

	for (size_t i = ZP_POLICY_NONE; i <= ZP_POLICY_REJECT; i++)
		if (text_equal_nocase(value, text_of(words[i])))
			return (enum zp_policy)i;
	return ZP_POLICY_ABSENT;
}

struct reading {
	struct arena *arena;
	struct zp_dmarc *dmarc;
};

static void
say(struct reading *reading, const char *fault)
{
	if (reading->dmarc->fault == NULL)
		reading->dmarc->fault = fault;
}

static void
take_policy(struct reading *reading, struct text value, enum zp_policy *ret,
    const char *fault)
{
	*ret = policy_of(value);
	if (*ret == ZP_POLICY_ABSENT)
		say(reading, fault);
}

/* What RFC 9989 dropped, and what held without it: to say that is harmless. */
static const struct {
	const char *name, *meant;
} gone[] = {
	{ "pct", "100" },
	{ "rf", "afrf" },
	{ "ri", "86400" },
};

static void
ignore(struct reading *reading, struct text name, struct text value)
{
	struct zp_dmarc *dmarc = reading->dmarc;

	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
		if (text_equal_nocase(name, text_of(gone[i].name)) &&
		    text_equal_nocase(value, text_of(gone[i].meant)))
			return;
	dmarc->ignored = arena_format(reading->arena, "%s%s%.*s",
	    dmarc->ignored == NULL ? "" : dmarc->ignored,
	    dmarc->ignored == NULL ? "" : ", ", (int)name.len, name.ptr);
}

static void
take_alignment(struct reading *reading, struct text value, bool *ret)
{
	*ret = text_equal_nocase(value, TEXT("s"));
	if (!*ret && !text_equal_nocase(value, TEXT("r")))
		say(reading, "adkim and aspf are r or s");
}

/* URIs parted by commas (4.7); receivers take mailto: alone for sure. */
static const char *
take_addresses(struct reading *reading, struct text value)
{
	struct text list = value;

	while (list.ptr != NULL) {
		struct text one = text_trim(text_cut(&list, ','));

		if (memchr(one.ptr, ':', one.len) == NULL) {
			say(reading,
			    "rua= and ruf= want addresses with mailto: before");
			break;
		}
	}
	return arena_copy(reading->arena, value.ptr, value.len);
}

static void
take_tag(struct reading *reading, const struct tag *tag)
{
	struct zp_dmarc *dmarc = reading->dmarc;
	struct text name = tag->name, value = tag->value;

	if (value.ptr == NULL)
		say(reading, "a part without '='");
	else if (text_equal_nocase(name, TEXT("p")))
		take_policy(reading, value, &dmarc->p,
		    "p= is none of none, quarantine, reject: it acts as none");
	else if (text_equal_nocase(name, TEXT("sp")))
		take_policy(reading, value, &dmarc->sp,
		    "sp= is none of none, quarantine, reject");
	else if (text_equal_nocase(name, TEXT("np")))
		take_policy(reading, value, &dmarc->np,
		    "np= is none of none, quarantine, reject");
	else if (text_equal_nocase(name, TEXT("t")))
		dmarc->testing = text_equal_nocase(value, TEXT("y"));
	else if (text_equal_nocase(name, TEXT("psd")))
		dmarc->psd = value.len > 0 ? (char)(value.ptr[0] | 0x20) : 'u';
	else if (text_equal_nocase(name, TEXT("adkim")))
		take_alignment(reading, value, &dmarc->strict_dkim);
	else if (text_equal_nocase(name, TEXT("aspf")))
		take_alignment(reading, value, &dmarc->strict_spf);
	else if (text_equal_nocase(name, TEXT("rua")))
		dmarc->rua = take_addresses(reading, value);
	else if (text_equal_nocase(name, TEXT("ruf")))
		dmarc->ruf = take_addresses(reading, value);
	else if (text_equal_nocase(name, TEXT("pct"))) {
		dmarc->pct = (unsigned)strtoul(
		    arena_copy(reading->arena, value.ptr, value.len), NULL, 10);
		ignore(reading, name, value);
	} else if (text_equal_nocase(name, TEXT("rf")) ||
	    text_equal_nocase(name, TEXT("ri")))
		ignore(reading, name, value);
}

/* Takes the version off the text: it tells a DMARC from anything else. */
static bool
take_version(struct text *rest)
{
	struct tag tag;

	return tag_next(rest, &tag) && tag.value.ptr != NULL &&
	    text_equal_nocase(tag.name, TEXT("v")) &&
	    text_equal(tag.value, TEXT("DMARC1"));
}

const struct zp_dmarc *
dmarc_parse(struct arena *arena, const char *text, size_t length)
{
	struct zp_dmarc *dmarc = arena_array(arena, 1, sizeof *dmarc);
	struct reading reading = { arena, dmarc };
	struct text rest = { text, length };
	struct tag tag;

	dmarc->psd = 'u';
	dmarc->pct = 100;
	if (!take_version(&rest))
		return dmarc;
	dmarc->is_dmarc = true;
	while (tag_next(&rest, &tag))
		take_tag(&reading, &tag);
	/* Without a good p the record still asks for reports (4.7). */
	if (dmarc->p == ZP_POLICY_ABSENT) {
		say(&reading, "p= is missing: it acts as none");
		dmarc->p = ZP_POLICY_NONE;
	}
	return dmarc;
}

/* "mailto:a@one.example!10m, mailto:b@two.example" (RFC 9990). */
const uint8_t *
report_domain(struct arena *arena, const char **list)
{
	static const uint8_t root[] = { 0 };
	const char *at = *list == NULL ? NULL : strchr(*list, '@');
	uint8_t wire[NAME_WIRE];
	size_t length = 0;

	*list = NULL;
	if (at == NULL)
		return NULL;
	at++;
	length = strcspn(at, ",!? \t;");
	if (name_from_text((struct text){ at, length }, root, wire, NULL) !=
	    NAME_OK)
		return NULL;
	*list = at + length;
	return name_copy(arena, wire);
}

const uint8_t *
zp_report_domain(struct zp_ctx *ctx, const char **list)
{
	return report_domain(zp_scratch(ctx), list);
}

const struct zp_dmarc *
zp_dmarc_parse(struct zp_ctx *ctx, const char *text, size_t length)
{
	return dmarc_parse(zp_scratch(ctx), text, length);
}

static const void *
dmarc_made(struct arena *kept, const struct zp_rrset *of)
{
	struct zp_record record = zp_rrset_at(of, 0);
	size_t length = 0;
	const char *text = rdata_txt(
	    kept, record.rdata, record.length, &length);

	return dmarc_parse(kept, text, length);
}

const struct zp_dmarc *
zp_dmarc_at(struct zp_ctx *ctx, struct zp_record record)
{
	struct zp_rrset of = rrset_of_one(record);

	return record.opaque ? NULL : zp_made_of(ctx, &of, dmarc_made);
}

/* Nearly every text tells by its first letters that it is no DMARC. */
static bool
may_be_dmarc(struct zp_record record)
{
	const uint8_t *text = record.rdata;

	return !record.opaque && record.length > 0 &&
	    (text[0] < 1 || text[1] == ' ' || text[1] == '\t' ||
		((text[1] | 0x20) == 'v' &&
		    (text[0] < 3 || text[2] != '=' || (text[3] | 0x20) == 'd' ||
			text[3] == ' ' || text[3] == '\t')));
}

unsigned
zp_dmarc_of(
    struct zp_ctx *ctx, const struct zp_rrset *txt, struct zp_record *ret_first)
{
	unsigned count = 0;

	for (uint32_t i = 0; txt != NULL && i < txt->count; i++) {
		struct zp_record record = zp_rrset_at(txt, i);
		const struct zp_dmarc *dmarc =
		    may_be_dmarc(record) ? zp_dmarc_at(ctx, record) : NULL;

		if (dmarc != NULL && dmarc->is_dmarc && count++ == 0)
			*ret_first = record;
	}
	return count;
}
