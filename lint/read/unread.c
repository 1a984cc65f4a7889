/*
 * Languages of DNS that are known and not read: a file of one is named in a
 * notice, with what to do instead, so that nobody takes it for checked.
 */
#include <string.h>

#include "../base/json.h"
#include "format.h"

#define LOOKED_AT ((size_t)64 * 1024)

static bool
holds(struct text bytes, const char *word)
{
	size_t length = bytes.len < LOOKED_AT ? bytes.len : LOOKED_AT;

	return length > 0 &&
	    memmem(bytes.ptr, length, word, strlen(word)) != NULL;
}

static bool
ends_in_one_of(const char *path, const char *const *ends)
{
	for (; *ends != NULL; ends++)
		if (text_ends(text_of(path), text_of(*ends)))
			return true;
	return false;
}

static bool
holds_one_of(struct text bytes, const char *const *words)
{
	for (; *words != NULL; words++)
		if (holds(bytes, *words))
			return true;
	return false;
}

/* ---------------------------------------------------------------- the rows */

static enum format_guess
dnscontrol_guess(const char *path, struct text bytes)
{
	return text_ends(text_of(path), TEXT(".js")) &&
		holds(bytes, "DnsProvider(") && holds(bytes, "D(") ?
	    FORMAT_YES :
	    FORMAT_NO;
}

const struct format format_dnscontrol_js = {
	.name = "dnscontrol-js",
	.what = "dnscontrol's JavaScript",
	.guess = dnscontrol_guess,
	.advice = "it is not read; `dnscontrol print-ir` shows what it makes",
};

static enum format_guess
hcl_guess(const char *path, struct text bytes)
{
	static const char *const ends[] = { ".tf", ".tofu", NULL };
	static const char *const resources[] = { "\"aws_route53_record\"",
		"\"cloudflare_record\"", "\"cloudflare_dns_record\"",
		"\"google_dns_record_set\"", "\"azurerm_dns_",
		"\"digitalocean_record\"", "\"hetznerdns_record\"",
		"\"ovh_domain_zone_record\"", "\"gandi_livedns_record\"",
		"\"dnsimple_zone_record\"", "\"ns1_record\"",
		"\"powerdns_record\"", NULL };

	return ends_in_one_of(path, ends) && holds_one_of(bytes, resources) ?
	    FORMAT_YES :
	    FORMAT_NO;
}

const struct format format_hcl = {
	.name = "terraform-hcl",
	.what = "Terraform's own text",
	.guess = hcl_guess,
	.advice =
	    "it is not read; `terraform show -json PLAN | zoneproof plan -` "
	    "says what a plan of it would do",
};

static enum format_guess
cloudformation_guess(const char *path, struct text bytes)
{
	static const char *const ends[] = { ".yaml", ".yml", ".json",
		".template", NULL };

	return ends_in_one_of(path, ends) &&
		holds(bytes, "AWS::Route53::RecordSet") ?
	    FORMAT_YES :
	    FORMAT_NO;
}

const struct format format_cloudformation = {
	.name = "cloudformation",
	.what = "a CloudFormation template",
	.guess = cloudformation_guess,
	.advice = "it is not read; what `aws route53 "
		  "list-resource-record-sets` writes is",
};

/* Only when it is named: most JSON of a repository has no DNS in it. */
static enum format_guess
json_guess(const char *path, struct text bytes)
{
	return text_ends(text_of(path), TEXT(".json")) &&
		json_looks_like(bytes) ?
	    FORMAT_MAYBE :
	    FORMAT_NO;
}

const struct format format_json = {
	.name = "json",
	.what = "JSON that is not known",
	.guess = json_guess,
	.advice = "if it is a cut of a known one, --input-format says which",
};

/* djbdns: the first lines all begin with one of its signs and hold a ':'. */
static enum format_guess
tinydns_guess(const char *path, struct text bytes)
{
	struct text rest = bytes;
	unsigned lines = 0;

	if (!text_equal(path_base(text_of(path)), TEXT("data")))
		return FORMAT_NO;
	while (rest.ptr != NULL && lines < 20) {
		struct text line = text_cut(&rest, '\n');

		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		if (strchr(".&=+@'^CZ:-%", line.ptr[0]) == NULL ||
		    line.ptr[0] == '\0' ||
		    memchr(line.ptr, ':', line.len) == NULL)
			return FORMAT_NO;
		lines++;
	}
	return lines > 0 ? FORMAT_YES : FORMAT_NO;
}

const struct format format_tinydns = {
	.name = "tinydns",
	.what = "tinydns's data",
	.guess = tinydns_guess,
	.advice = "it is not read; a transfer of the zone is (dig axfr)",
};
