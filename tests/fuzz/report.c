/*
 * Every format, with findings made of any bytes: what comes out is UTF-8
 * without a control in it, and no line is a command to a build server but the
 * ones that the format github is there for.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/print.h"
#include "report/report.h"

/* The input is strings, parted by NULs; the missing ones are empty. */
struct input {
	struct arena *arena;
	struct text rest;
};

static const char *
next(struct input *input)
{
	struct text part = text_cut(&input->rest, '\0');

	return arena_copy(
	    input->arena, part.ptr == NULL ? "" : part.ptr, part.len);
}

static const char *
next_or_null(struct input *input)
{
	const char *value = next(input);

	return *value == '\0' ? NULL : value;
}

static struct finding_place
next_place(struct input *input)
{
	struct finding_place place = { .file = next(input) };
	const char *line = next(input);

	place.text = text_of(line);
	place.line = (uint32_t)place.text.len % 7;
	place.column = 1 + (unsigned char)line[0] % 40;
	place.mark = (unsigned char)line[0] / 40;
	place.before = place.line == 3;
	return place;
}

static struct finding
next_finding(struct input *input)
{
	static const char *lines[2];
	static struct finding_evidence evidence;
	struct finding finding = { .rule_id = next(input),
		.severity = ZP_NOTICE + (enum zp_severity)(input->rest.len % 3),
		.message = next(input),
		.zone = next(input),
		.name = next(input),
		.type = next(input),
		.domain = next_or_null(input),
		.subject = "",
		.fix = next_or_null(input),
		.allowed = next_or_null(input),
		.allow_line = next_or_null(input),
		.fingerprint = "0123456789abcdef0123456789abcdef" };

	finding.place = next_place(input);
	if (finding.place.before)
		finding.anchor = next_place(input);
	lines[0] = next(input);
	lines[1] = next(input);
	finding.minus = (struct finding_lines){ lines, 1 };
	finding.plus = (struct finding_lines){ lines + 1, 1 };
	evidence.message = next(input);
	evidence.place = next_place(input);
	finding.evidence = &evidence;
	finding.evidence_count = 1;
	return finding;
}

static void
check(struct text text, const struct reporter *reporter)
{
	bool github = strcmp(reporter->name, "github") == 0;
	bool start = true;

	while (text.len > 0) {
		size_t length = utf8_length(text);
		unsigned char byte = (unsigned char)text.ptr[0];

		if (length == 0 || byte == 0x7f ||
		    (byte < 0x20 && byte != '\n' && byte != '\r'))
			abort();
		if (start && !github && text_starts(text, TEXT("::")) &&
		    text.len > 2 && (text.ptr[2] | 32) >= 'a' &&
		    (text.ptr[2] | 32) <= 'z')
			abort();
		if (text_starts(text, TEXT("##[")))
			abort();
		start = byte == '\n' || (start && byte == ' ');
		text.ptr += length;
		text.len -= length;
	}
}

static void
report_one(const struct reporter *reporter, const struct finding *finding,
    const struct report_end *end, bool narrow)
{
	struct report_options options = { .command = "diff",
		.version = "0",
		.narrow = narrow,
		.width = narrow ? 72 : 0,
		.allow_lines = true,
		.fail_on = ZP_WARNING };
	char *bytes = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&bytes, &length);
	struct report *report = reporter->open(file, &options);

	reporter->finding(report, finding);
	reporter->finding(report, finding);
	reporter->end(report, end);
	fclose(file);
	check((struct text){ bytes, length }, reporter);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = { arena_new(), { (const char *)data, size } };
	struct finding finding = next_finding(&input);
	struct finding_digest digest = { next(&input), next(&input) };
	struct finding_notice notice = { next(&input) };
	struct report_end end = { .digests = &digest,
		.digest_count = 1,
		.notices = &notice,
		.notice_count = 1,
		.complete = size % 2 == 0 };

	for (size_t i = 0; reporters[i] != NULL; i++)
		report_one(reporters[i], &finding, &end, size % 3 == 0);
	arena_free(input.arena);
	return 0;
}
