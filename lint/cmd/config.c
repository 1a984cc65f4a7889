/* zoneproof config: shows, checks or begins a configuration. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../base/print.h"
#include "../examples.h"
#include "command.h"
#include "paths.h"

static const char beginning[] =
    "# What zoneproof should know of these zones; every key is optional.\n"
    "# `zoneproof rules` lists the rules, `zoneproof explain RULE` says why.\n"
    "\n"
    "fail-on: error\n"
    "\n"
    "# Names that send mail whatever their records say:\n"
    "# mail:\n"
    "#   senders: [example.com]\n"
    "\n"
    "# zones:\n"
    "#   example.com:\n"
    "#     serial: managed      # the name server raises it\n"
    "#   corp.example.com:\n"
    "#     audience: internal   # no mail rules here\n"
    "\n"
    "# rules:\n"
    "#   serial-unchanged: { severity: off }\n";

static int
config_begin(struct error *err)
{
	int file = open(
	    CONFIG_FILE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (file < 0)
		return error_errno(err, CONFIG_FILE);
	if (write(file, beginning, sizeof beginning - 1) !=
	    (ssize_t)sizeof beginning - 1) {
		close(file);
		return error_errno(err, CONFIG_FILE);
	}
	close(file);
	puts("wrote " CONFIG_FILE);
	return 0;
}

/* The file that would hold here, with its bytes; NULL bytes: none does. */
static int
config_here(const struct options *options, struct arena *arena,
    const char **ret_path, struct text *ret, struct error *err)
{
	struct place place;
	struct files *files = NULL;
	int status = 0;

	*ret = (struct text){ NULL, 0 };
	if (options->config != NULL) {
		*ret_path = options->config;
		return file_read(arena, options->config, ret, err);
	}
	if (place_of(&place, arena, ".", err) != 0)
		return -1;
	files = files_of_folder(place.root, "", err);
	if (files == NULL)
		return -1;
	status = files_nearest(
	    files, arena, place.path, CONFIG_FILE, ret_path, ret, err);
	files_free(files);
	*ret_path = arena_format(arena, "%s/%s", place.root, *ret_path);
	return status < 0 ? -1 : 0;
}

static int
config_run(
    const struct options *options, struct arena *arena, struct error *err)
{
	const char *verb = options->word_count > 0 ? options->words[0] : "show";
	struct source source = { 0 };

	if (strcmp(verb, "init") == 0)
		return config_begin(err);
	if (strcmp(verb, "show") != 0 && strcmp(verb, "check") != 0)
		return error_usage(err, "config knows show, check and init");
	if (config_here(options, arena, &source.path, &source.bytes, err) != 0)
		return -1;
	if (source.bytes.ptr == NULL) {
		puts("no " CONFIG_FILE " here: the built-in rules hold");
		return 0;
	}
	if (config_load(arena, &(struct config_file){ &source, NULL, NULL },
		options->rules_known, err) == NULL)
		return -1;
	if (strcmp(verb, "check") == 0) {
		print_safe_string(stdout, source.path);
		puts(": good");
		return 0;
	}
	printf("# ");
	print_safe_string(stdout, source.path);
	putchar('\n');
	fwrite(source.bytes.ptr, 1, source.bytes.len, stdout);
	return 0;
}

const struct command command_config = {
	.name = "config",
	.usage = "show|check|init",
	.what = "shows, checks or begins the configuration",
	.run = config_run,
};
