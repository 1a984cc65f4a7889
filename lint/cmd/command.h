/* The commands: each one `const struct command`. */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "options.h"

struct command {
	const char *name;
	const char *as;    /* whose report it writes; NULL: its own */
	const char *usage; /* what follows the name */
	const char *what;  /* one line for --help */
	/*
	 * The exit status, or -1 and `err`. `arena` lives as long as the
	 * program.
	 */
	int (*run)(const struct options *options, struct arena *arena,
	    struct error *err);
};

extern const struct command command_check, command_audit, command_merge,
    command_diff, command_compare, command_plan, command_rules, command_explain,
    command_config, command_baseline, command_waiver, command_hook,
    command_completion;

/* In the order that --help shows; ends with NULL. */
extern const struct command *const commands[];

#endif
