/* The table of formats, and how a file's own is told. */
#include "format.h"

#include <string.h>

#include "octodns.h"
#include "terraform.h"

/* Told by a glance of its own: see zonefile_glance(). */
static enum format_guess
zonefile_guess(const char *path, struct text bytes)
{
	(void)path;
	(void)bytes;
	return FORMAT_NO;
}

static int
zonefile_document(struct document *document)
{
	const struct document_sink *sink = document->sink;
	struct zonefile zonefile = { .origin = document->origin,
		.relative_to = document->relative_to,
		.sink = sink->zone(
		    sink->data, DOCUMENT_STATE, document->origin, ""),
		.include = sink->include,
		.include_data = sink->data,
		.is_placeholder = document->is_placeholder,
		.placeholder_data = document->placeholder_data,
		.scratch = document->scratch,
		.threads = document->threads,
		.part = sink->part,
		.part_filled = sink->part_filled,
		.parts_kept = sink->parts_kept,
		.part_data = sink->data };

	if (zonefile.sink == NULL)
		return -1;
	return zonefile_read(&zonefile, document->sources[0]);
}

const struct format format_zonefile = {
	.name = "zone",
	.what = "a master file",
	.guess = zonefile_guess,
	.read = zonefile_document,
};

const struct format *const all_formats[] = {
	&format_zonefile,
	&format_octodns,
	&format_terraform,
	&format_route53,
	&format_nsupdate,
	&format_dnscontrol,
	&format_octodns_plan,
	&format_gcloud,
	&format_dnsendpoint,
	&format_dnscontrol_js,
	&format_hcl,
	&format_cloudformation,
	&format_helm,
	&format_tinydns,
	&format_json,
	NULL,
};

const struct format *
format_named(const char *name)
{
	for (size_t i = 0; all_formats[i] != NULL; i++)
		if (strcmp(all_formats[i]->name, name) == 0)
			return all_formats[i];
	return NULL;
}

const struct format *
format_guessed(const char *path, struct text bytes, bool asked,
    const struct format **ret_other)
{
	const struct format *best = NULL;
	enum format_guess surest = asked ? FORMAT_MAYBE : FORMAT_YES;

	*ret_other = NULL;
	for (size_t i = 0; all_formats[i] != NULL; i++) {
		enum format_guess guess = all_formats[i]->guess(path, bytes);

		if (guess < surest)
			continue;
		*ret_other = guess == surest ? best : NULL;
		best = all_formats[i];
		surest = guess;
	}
	return best;
}

bool
format_locate(const struct source *source, uint32_t offset, int field,
    uint32_t *ret_offset, uint32_t *ret_length)
{
	bool (*locate)(const struct source *, uint32_t, int, uint32_t *,
	    uint32_t *) = source->locate;

	return (locate != NULL ? locate : zonefile_locate)(
	    source, offset, field, ret_offset, ret_length);
}
