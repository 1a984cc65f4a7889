/* From -f to files, and what is written to them. */
#include "outputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "command.h"

static bool
is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && *value != '\0';
}

static bool
is_forced(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && *value != '\0' && strcmp(value, "0") != 0;
}

/* --color, then NO_COLOR, then what forces it, then what there is to see. */
static bool
wants_colour(const struct options *options, FILE *file)
{
	const char *term = getenv("TERM");

	if (options->colour != WHEN_AUTO)
		return options->colour == WHEN_ALWAYS;
	if (is_set("NO_COLOR"))
		return false;
	if (is_forced("CLICOLOR_FORCE") || is_forced("FORCE_COLOR"))
		return true;
	return isatty(fileno(file)) && term != NULL &&
	    strcmp(term, "dumb") != 0;
}

static unsigned
terminal_width(FILE *file)
{
	struct winsize size;

	if (!isatty(fileno(file)) ||
	    ioctl(fileno(file), TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}

static struct report_options
output_options(const struct run *run, FILE *file)
{
	bool colour = wants_colour(run->options, file);

	const struct command *command = run->options->command;

	return (struct report_options){
		.command = command->as != NULL ? command->as : command->name,
		.colour = colour,
		.links = colour && isatty(fileno(file)),
		.verbose = run->options->verbose,
		.quiet = run->options->quiet,
		.since = run->options->since != NULL,
		.allow_lines = run->options->verbose ||
		    run->options->command == &command_hook,
		.width = run->options->width > 0 ? run->options->width :
						   terminal_width(file),
		.narrow = run->options->width > 0,
		.version = ZONEPROOF_VERSION,
		.docs = ZONEPROOF_DOCS,
		.before = run->before,
		.fail_on = run_fail_on(run)
	};
}

/* "NAME" goes to standard output, "NAME:FILE" to a file. */
static int
output_open(
    struct run *run, const char *format, struct output *ret, struct error *err)
{
	struct text path = text_of(format);
	struct text name = text_cut(&path, ':');

	ret->reporter = reporter_find(
	    arena_copy(run->arena, name.ptr, name.len));
	if (ret->reporter == NULL)
		return error_usage(err,
		    "-f: there is no format \"%.*s\" (try --help)",
		    (int)name.len, name.ptr);
	if (path.ptr != NULL && path.len == 0)
		return error_usage(
		    err, "-f: \"%s\" wants a file behind its ':'", format);
	if (outfile_open(&ret->file, run->arena,
		path.len == 0 ? NULL : path.ptr, err) != 0)
		return -1;
	ret->options = output_options(run, ret->file.file);
	return 0;
}

static void
output_write(struct output *output, report_feed *feed, void *data,
    const struct report_end *end)
{
	const struct reporter *reporter = output->reporter;
	struct report *report = reporter->open(
	    output->file.file, &output->options);

	feed(data, reporter, report);
	reporter->end(report, end);
}

static struct output *
output_next(struct outputs *outputs, struct error *err)
{
	if (outputs->count < OUTPUTS_MAX)
		return &outputs->at[outputs->count];
	error_usage(err, "-f: at most %d reports", OUTPUTS_MAX);
	return NULL;
}

/* The summary of a job is written by all of its steps, one behind the other. */
static int
output_add_beside(struct run *run, struct outputs *outputs,
    const struct reporter *reporter, struct error *err)
{
	const char *path =
	    reporter->beside == NULL ? NULL : getenv(reporter->beside_variable);
	struct output *output = NULL;

	if (path == NULL || *path == '\0')
		return 0;
	output = output_next(outputs, err);
	if (output == NULL || outfile_append(&output->file, path, err) != 0)
		return -1;
	output->reporter = reporter->beside;
	output->options = output_options(run, output->file.file);
	outputs->count++;
	return 0;
}

/* Two reports of one file would each be written over the other. */
static int
output_add(struct run *run, struct outputs *outputs, const char *format,
    struct error *err)
{
	struct output *output = output_next(outputs, err);

	if (output == NULL || output_open(run, format, output, err) != 0)
		return -1;
	outputs->count++;
	for (size_t i = 0; i + 1 < outputs->count; i++)
		if (output->file.whole && outputs->at[i].file.path != NULL &&
		    strcmp(output->file.path, outputs->at[i].file.path) == 0)
			return error_usage(err,
			    "-f: two reports for one file: %s",
			    output->file.path);
	return output_add_beside(run, outputs, output->reporter, err);
}

void
outputs_drop(struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->count; i++)
		outfile_drop(&outputs->at[i].file);
}

int
outputs_open(struct run *run, struct outputs *outputs, struct error *err)
{
	static const char *text[] = { "text", NULL };
	const char **formats =
	    run->options->formats == NULL ? text : run->options->formats;

	for (size_t i = 0; formats[i] != NULL; i++)
		if (output_add(run, outputs, formats[i], err) != 0) {
			outputs_drop(outputs);
			return -1;
		}
	return 0;
}

bool
outputs_look(const struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->count; i++)
		if (outputs->at[i].reporter->looks)
			return true;
	return false;
}

int
outputs_write(struct outputs *outputs, report_feed *feed, void *data,
    const struct report_end *end, struct error *err)
{
	int status = 0;

	for (size_t i = 0; i < outputs->count; i++) {
		output_write(&outputs->at[i], feed, data, end);
		if (outfile_keep(&outputs->at[i].file, err) != 0)
			status = -1;
	}
	return status;
}
