/* CAA rdata to its parts, by the grammar of RFC 8659, 4. */
#include "caa.h"

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* Letters and digits, with hyphens inside: a label, a parameter's name. */
static bool
is_word(struct text word)
{
	if (word.len == 0 || !is_alnum(word.ptr[0]) ||
	    !is_alnum(word.ptr[word.len - 1]))
		return false;
	for (size_t i = 0; i < word.len; i++)
		if (!is_alnum(word.ptr[i]) && word.ptr[i] != '-')
			return false;
	return true;
}

/* label *("." label); a single label is legal. */
static bool
is_issuer_name(struct text name)
{
	while (name.ptr != NULL)
		if (!is_word(text_cut(&name, '.')))
			return false;
	return true;
}

static bool
is_parameter_value(struct text value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] < 0x21 || value.ptr[i] > 0x7e ||
		    value.ptr[i] == ';')
			return false;
	return true;
}

bool
caa_parameter(
    struct text *parameters, struct text *ret_name, struct text *ret_value)
{
	while (parameters->ptr != NULL) {
		struct text part = text_trim(text_cut(parameters, ';'));
		struct text value = part;
		struct text name = text_cut(&value, '=');

		if (part.len == 0)
			continue;
		*ret_name = text_trim(name);
		*ret_value = value.ptr == NULL ? value : text_trim(value);
		return true;
	}
	return false;
}

static const char *
parameters_fault(struct text parameters)
{
	struct text name, value;

	while (caa_parameter(&parameters, &name, &value)) {
		if (value.ptr == NULL)
			return "a parameter has no '='";
		if (!is_word(name))
			return "a parameter's name is letters and digits";
		if (!is_parameter_value(value))
			return "a parameter's value holds a blank or worse";
	}
	return NULL;
}

/* issue-value (4.2): one that is malformed counts as "nobody". */
static void
take_issuer(struct caa *caa)
{
	struct text rest = caa->value;

	caa->issuer = text_trim(text_cut(&rest, ';'));
	caa->parameters = rest.ptr == NULL ? rest : text_trim(rest);
	if (caa->issuer.len > 0 && !is_issuer_name(caa->issuer))
		caa->fault = "the issuer is no domain name";
	else if (caa->parameters.ptr != NULL)
		caa->fault = parameters_fault(caa->parameters);
}

static void
take_reports(struct caa *caa)
{
	static const struct text schemes[] = { { "mailto:", 7 },
		{ "https://", 8 }, { "http://", 7 } };

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (caa->value.len > schemes[i].len &&
		    text_equal_nocase(
			(struct text){ caa->value.ptr, schemes[i].len },
			schemes[i]))
			return;
	caa->fault = "iodef wants mailto: or https:";
}

static void
take_contact(struct caa *caa)
{
	if (caa->value.len == 0)
		caa->fault = "the contact is empty";
}

/* The properties of the registry at IANA, as of 2026-11. */
static const struct property {
	const char *tag;
	void (*take)(struct caa *caa);
} properties[] = {
	{ "issue", take_issuer },
	{ "issuewild", take_issuer },
	{ "issuemail", take_issuer }, /* RFC 9495 */
	{ "issuevmc", take_issuer },
	{ "iodef", take_reports },
	{ "contactemail", take_contact },
	{ "contactphone", take_contact },
	{ NULL, NULL },
};

static const struct property *
property_of(struct text tag)
{
	for (const struct property *each = properties; each->tag != NULL;
	     each++)
		if (text_equal_nocase(tag, text_of(each->tag)))
			return each;
	return NULL;
}

static bool
is_tag(struct text tag)
{
	for (size_t i = 0; i < tag.len; i++)
		if (!is_alnum(tag.ptr[i]))
			return false;
	return tag.len > 0;
}

bool
caa_parse(const uint8_t *rdata, size_t length, struct caa *ret)
{
	const char *text = (const char *)rdata;
	const struct property *property = NULL;

	if (length < 3 || rdata[1] == 0 || (size_t)rdata[1] + 2 > length)
		return false;
	*ret = (struct caa){ .flags = rdata[0],
		.tag = { text + 2, rdata[1] },
		.value = { text + 2 + rdata[1], length - 2 - rdata[1] } };
	if (!is_tag(ret->tag)) {
		ret->fault = "a tag is letters and digits";
		return true;
	}
	property = property_of(ret->tag);
	if (property != NULL)
		property->take(ret);
	else
		ret->fault = (ret->flags & 128) != 0 ?
		    "a critical tag that nobody knows stops every issuer" :
		    "nobody knows this tag";
	if (ret->fault == NULL && (ret->flags & 127) != 0)
		ret->fault = "only the flag 128 has a meaning";
	return true;
}
