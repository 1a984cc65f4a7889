/* zoneproof waiver: allows one finding, with a reason and perhaps an end. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../base/outfile.h"
#include "../base/print.h"
#include "../policy/leaves.h"
#include "../policy/waivers.h"
#include "command.h"
#include "paths.h"

static int
until_check(const struct options *options, struct error *err)
{
	int64_t day = 0;

	if (options->until == NULL)
		return 0;
	if (!allow_date(text_of(options->until), &day))
		return error_usage(err,
		    "--until: '%.40s' is no day such as 2027-01-31",
		    options->until);
	if (day < options->now)
		return error_usage(
		    err, "--until: %s is past already", options->until);
	return 0;
}

static int
words_check(const struct options *options, struct error *err)
{
	if (options->word_count < 2 || options->word_count > 3 ||
	    strcmp(options->words[0], "add") != 0)
		return error_usage(err,
		    "waiver wants: add FINGERPRINT [RULE] --reason TEXT "
		    "[--until DATE]");
	if (!is_fingerprint(text_of(options->words[1])))
		return error_usage(err,
		    "'%.60s' is no fingerprint: 32 hex digits, as -f json "
		    "shows them",
		    options->words[1]);
	if (options->reason == NULL ||
	    text_trim(text_of(options->reason)).len == 0)
		return error_usage(
		    err, "--reason: say why it may stay; nothing was waived");
	return until_check(options, err);
}

/* What stands there now; it must be good, and not have this one. */
static int
old_check(const struct options *options, struct arena *arena,
    const struct source *old, struct error *err)
{
	struct allows allows = { 0 };
	int status = waivers_read(arena, old, false, &allows, err);

	for (size_t i = 0; status == 0 && i < allows.count; i++)
		if (strcmp(allows.at[i].fingerprint, options->words[1]) == 0)
			status = error_usage(err,
			    "%s waives it already: edit that", allows.at[i].by);
	allows_done(&allows);
	return status;
}

static void
waiver_print(FILE *file, struct arena *arena, const struct options *options)
{
	time_t now = (time_t)options->now;
	struct tm day = { 0 };

	gmtime_r(&now, &day);
	fprintf(file, "- fingerprint: %s\n", options->words[1]);
	if (options->word_count > 2)
		fprintf(
		    file, "  rule: %s\n", yaml_word(arena, options->words[2]));
	fprintf(file, "  reason: %s\n", yaml_word(arena, options->reason));
	if (options->until != NULL)
		fprintf(file, "  until: %s\n", options->until);
	fprintf(file, "  added: %04d-%02d-%02d\n", day.tm_year + 1900,
	    day.tm_mon + 1, day.tm_mday);
}

static int
waiver_write(const struct options *options, struct arena *arena,
    const char *path, struct text old, struct error *err)
{
	struct outfile out = { 0 };

	if (outfile_open(&out, arena, path, err) != 0)
		return -1;
	if (old.len > 0)
		fwrite(old.ptr, 1, old.len, out.file);
	else
		fputs("# Findings that are allowed on purpose.\n", out.file);
	if (old.len > 0 && old.ptr[old.len - 1] != '\n')
		putc('\n', out.file);
	waiver_print(out.file, arena, options);
	if (outfile_keep(&out, err) != 0)
		return -1;
	printf("wrote ");
	print_safe_string(stdout, path);
	putchar('\n');
	return 0;
}

static int
waiver_run(
    const struct options *options, struct arena *arena, struct error *err)
{
	struct source old = { 0 };
	struct files *files = NULL;
	struct place place;
	int status = -1;

	if (words_check(options, err) != 0 ||
	    place_of(&place, arena, ".", err) != 0)
		return -1;
	files = files_of_folder(place.root, "", err);
	if (files == NULL)
		return -1;
	status = files_nearest(
	    files, arena, place.path, WAIVERS_FILE, &old.path, &old.bytes, err);
	files_free(files);
	if (status < 0 ||
	    (status > 0 && old_check(options, arena, &old, err) != 0))
		return -1;
	return waiver_write(options, arena,
	    arena_format(arena, "%s/%s", place.root,
		status > 0 ? old.path : WAIVERS_FILE),
	    old.bytes, err);
}

const struct command command_waiver = {
	.name = "waiver",
	.usage = "add FINGERPRINT [RULE] --reason TEXT [--until DATE]",
	.what = "allows one finding on purpose",
	.run = waiver_run,
};
