/* Records on encrypted transport: MTA-STS (RFC 8461, 3.1), TLS-RPT (RFC 8460, 3). */
#include <string.h>

#include "mail.h"

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* sts-ext-name and its twin: a letter or digit, then 31 more, "_-." too. */
static bool
is_extension_name(struct text name)
{
	if (name.len == 0 || name.len > 32 || !is_alnum(name.ptr[0]))
		return false;
	for (size_t i = 1; i < name.len; i++)
		if (!is_alnum(name.ptr[i]) && name.ptr[i] != '_' &&
		    name.ptr[i] != '-' && name.ptr[i] != '.')
			return false;
	return true;
}

/* Printable, and none of "=", ";" and the blank. */
static bool
is_extension_value(struct text value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] < 0x21 || value.ptr[i] > 0x7e ||
		    value.ptr[i] == '=')
			return false;
	return value.len > 0;
}

/*
 * The rest of a record behind its version and the ';'; false where it does not
 * begin with the version at all. `*ret_fault` is set where the text goes on in
 * a way that no reader takes.
 */
static bool
behind_version(struct text text, struct text version, struct text *ret_rest,
    const char **ret_fault)
{
	struct text first = text_trim(text_cut(&text, ';'));

	if (first.len < version.len ||
	    memcmp(first.ptr, version.ptr, version.len) != 0)
		return false;
	if (first.len > version.len)
		*ret_fault = "the version ends in ';'";
	*ret_rest = text;
	return true;
}

static const char *
extension_fault(const struct tag *tag)
{
	if (tag->value.ptr == NULL)
		return "a part without '='";
	if (!is_extension_name(tag->name))
		return "a field's name is letters and digits";
	if (!is_extension_value(tag->value))
		return "a field's value is empty or holds a blank or '='";
	return NULL;
}

/* ----------------------------------------------------------------- MTA-STS */

static const char *
id_fault(struct text id)
{
	if (id.len == 0 || id.len > 32)
		return "the id has 1 to 32 letters and digits";
	for (size_t i = 0; i < id.len; i++)
		if (!is_alnum(id.ptr[i]))
			return "the id is letters and digits";
	return NULL;
}

const struct zp_sts *
sts_parse(struct arena *arena, const char *text, size_t length)
{
	struct zp_sts *sts = arena_array(arena, 1, sizeof *sts);
	struct text rest = { NULL, 0 };
	struct tag tag;

	sts->is_sts = behind_version(
	    (struct text){ text, length }, TEXT("v=STSv1"), &rest, &sts->fault);
	while (sts->is_sts && tag_next(&rest, &tag)) {
		const char *fault = NULL;

		if (tag.value.ptr != NULL && text_equal(tag.name, TEXT("id"))) {
			fault = sts->id != NULL ? "id= stands twice" :
						  id_fault(tag.value);
			sts->id = arena_copy(
			    arena, tag.value.ptr, tag.value.len);
		} else
			fault = extension_fault(&tag);
		if (sts->fault == NULL)
			sts->fault = fault;
	}
	if (sts->is_sts && sts->fault == NULL && sts->id == NULL)
		sts->fault = "id= is missing";
	return sts;
}

const struct zp_sts *
zp_sts_parse(struct zp_ctx *ctx, const char *text, size_t length)
{
	return sts_parse(zp_scratch(ctx), text, length);
}

/* ----------------------------------------------------------------- TLS-RPT */

/* A list of mailto: and https: addresses (RFC 8460, 3). */
static const char *
addresses_fault(struct text list)
{
	static const struct text schemes[] = { { "mailto:", 7 },
		{ "https://", 8 } };

	while (list.ptr != NULL) {
		struct text one = text_trim(text_cut(&list, ','));
		bool known = false;

		for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
			known = known ||
			    (one.len > schemes[i].len &&
				text_equal_nocase(
				    (struct text){ one.ptr, schemes[i].len },
				    schemes[i]));
		if (!known)
			return "rua= wants mailto: or https: addresses";
		if (memchr(one.ptr, ' ', one.len) != NULL ||
		    memchr(one.ptr, '!', one.len) != NULL)
			return "an address holds a blank or '!'";
	}
	return NULL;
}

const struct zp_tlsrpt *
tlsrpt_parse(struct arena *arena, const char *text, size_t length)
{
	struct zp_tlsrpt *report = arena_array(arena, 1, sizeof *report);
	struct text rest = { NULL, 0 };
	struct tag tag;

	report->is_tlsrpt = behind_version((struct text){ text, length },
	    TEXT("v=TLSRPTv1"), &rest, &report->fault);
	while (report->is_tlsrpt && tag_next(&rest, &tag)) {
		const char *fault = NULL;

		if (tag.value.ptr != NULL &&
		    text_equal(tag.name, TEXT("rua"))) {
			fault = addresses_fault(tag.value);
			report->rua = arena_copy(
			    arena, tag.value.ptr, tag.value.len);
		} else
			fault = extension_fault(&tag);
		if (report->fault == NULL)
			report->fault = fault;
	}
	if (report->is_tlsrpt && report->fault == NULL && report->rua == NULL)
		report->fault = "rua= is missing";
	return report;
}

const struct zp_tlsrpt *
zp_tlsrpt_parse(struct zp_ctx *ctx, const char *text, size_t length)
{
	return tlsrpt_parse(zp_scratch(ctx), text, length);
}
