/* Options, dispatch, exit status; the one place that prints an error. */
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/print.h"
#include "cmd/command.h"
#include "plugin.h"
#include "registry.h"

const struct command *const commands[] = {
	&command_check,
	&command_diff,
	&command_compare,
	&command_plan,
	&command_audit,
	&command_merge,
	&command_rules,
	&command_explain,
	&command_config,
	&command_baseline,
	&command_waiver,
	&command_hook,
	&command_completion,
	NULL,
};

/*
 * What the environment sets and we do not know: for another version, or a slip
 * that nothing is near to. Nothing was lost by it that was ever there.
 */
static void
tell_strange(const struct options *options)
{
	const char **each = options->quiet ? NULL : options->strange;

	for (; each != NULL && *each != NULL; each++) {
		fputs("zoneproof: ", stderr);
		print_safe_string(stderr, *each);
		fputs(" in the environment sets nothing in "
		      "version " ZONEPROOF_VERSION "\n",
		    stderr);
	}
}

static int
run(struct arena *arena, int argc, char **argv, struct error *err)
{
	struct options options = { 0 };

	if (options_read(&options, arena, argc, argv, err) != 0)
		return -1;
	if (options.version) {
		puts("zoneproof " ZONEPROOF_VERSION);
		return 0;
	}
	if (options.help) {
		options_help(stdout, options.command);
		return 0;
	}
	tell_strange(&options);
	if (options.folder != NULL && chdir(options.folder) != 0)
		return error_errno(err, "%s", options.folder);
	options.rules_known = plugin_rules(
	    arena, zp_rules, options.plugins, err);
	if (options.rules_known == NULL)
		return -1;
	return options.command->run(&options, arena, err);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct error err = { 0 };
	int status = run(arena, argc, argv, &err);

	if (status < 0) {
		fputs("zoneproof: ", stderr);
		print_safe_string(stderr, err.message);
		putc('\n', stderr);
		status = err.kind == ERROR_NONE ? ERROR_INTERNAL :
						  (int)err.kind;
	}
	arena_free(arena);
	return status;
}
