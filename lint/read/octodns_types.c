/* The table of octoDNS's record types. */
#include "octodns_types.h"

#include <stddef.h>
#include <string.h>

#define WORD(...)                         \
	{                                 \
		OCTODNS_WORD, __VA_ARGS__ \
	}
#define NAME(...)                         \
	{                                 \
		OCTODNS_NAME, __VA_ARGS__ \
	}
#define TEXT_(...)                        \
	{                                 \
		OCTODNS_TEXT, __VA_ARGS__ \
	}
#define NONE NULL, NULL, NULL

static const struct octodns_type types[] = {
	{ "A", NULL, { WORD(NULL, NONE) } },
	{ "AAAA", NULL, { WORD(NULL, NONE) } },
	{ "ALIAS", NULL, { NAME(NULL, NONE) } },
	{ "CNAME", NULL, { NAME(NULL, NONE) } },
	{ "DNAME", NULL, { NAME(NULL, NONE) } },
	{ "NS", NULL, { NAME(NULL, NONE) } },
	{ "PTR", NULL, { NAME(NULL, NONE) } },
	{ "MX", NULL,
	    { WORD("preference", "priority", NULL, NULL),
		NAME("exchange", "value", NULL, NULL) } },
	{ "SRV", NULL,
	    { WORD("priority", NONE), WORD("weight", NONE), WORD("port", NONE),
		NAME("target", NONE) } },
	{ "CAA", NULL,
	    { WORD("flags", NULL, "0", NULL), WORD("tag", NONE),
		TEXT_("value", NONE) } },
	{ "TXT", NULL, { { OCTODNS_CHUNKS, NULL, NONE } } },
	{ "SPF", NULL, { { OCTODNS_CHUNKS, NULL, NONE } } },
	{ "SSHFP", NULL,
	    { WORD("algorithm", NONE), WORD("fingerprint_type", NONE),
		WORD("fingerprint", NONE) } },
	{ "TLSA", NULL,
	    { WORD("certificate_usage", NULL, "0", NULL),
		WORD("selector", NULL, "0", NULL),
		WORD("matching_type", NULL, "0", NULL),
		WORD("certificate_association_data", NONE) } },
	/* The first DS of octoDNS had DNSKEY's names for its fields. */
	{ "DS", "public_key",
	    { WORD("flags", NONE), WORD("protocol", NONE),
		WORD("algorithm", NONE), WORD("public_key", NONE) } },
	{ "DS", NULL,
	    { WORD("key_tag", NONE), WORD("algorithm", NONE),
		WORD("digest_type", NONE), WORD("digest", NONE) } },
	{ "NAPTR", NULL,
	    { WORD("order", NONE), WORD("preference", NONE),
		TEXT_("flags", NONE), TEXT_("service", NONE),
		TEXT_("regexp", NONE), NAME("replacement", NONE) } },
	{ "LOC", NULL,
	    { WORD("lat_degrees", NONE), WORD("lat_minutes", NULL, "0", NULL),
		WORD("lat_seconds", NULL, "0", NULL),
		WORD("lat_direction", NONE), WORD("long_degrees", NONE),
		WORD("long_minutes", NULL, "0", NULL),
		WORD("long_seconds", NULL, "0", NULL),
		WORD("long_direction", NONE), WORD("altitude", NULL, NULL, "m"),
		WORD("size", NULL, "1", "m"),
		WORD("precision_horz", NULL, "10000", "m"),
		WORD("precision_vert", NULL, "10", "m") } },
	{ "URI", NULL,
	    { WORD("priority", NONE), WORD("weight", NONE),
		TEXT_("target", NONE) } },
	{ "SVCB", NULL,
	    { WORD("svcpriority", NULL, "0", NULL), NAME("targetname", NONE),
		{ OCTODNS_PARAMS, "svcparams", NULL, "", NULL } } },
	{ "HTTPS", NULL,
	    { WORD("svcpriority", NULL, "0", NULL), NAME("targetname", NONE),
		{ OCTODNS_PARAMS, "svcparams", NULL, "", NULL } } },
	{ "OPENPGPKEY", NULL, { WORD(NULL, NONE) } },
};

const struct octodns_type *
octodns_type(
    const char *name, bool (*has)(void *data, const char *key), void *data)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].name, name) == 0 &&
		    (types[i].told_by == NULL || has(data, types[i].told_by)))
			return &types[i];
	return NULL;
}

bool
octodns_type_is_single(const char *name)
{
	static const char *const single[] = { "ALIAS", "CNAME", "DNAME", NULL };

	for (size_t i = 0; single[i] != NULL; i++)
		if (strcmp(single[i], name) == 0)
			return true;
	return false;
}
