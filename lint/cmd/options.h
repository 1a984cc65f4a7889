/*
 * The command line, read and checked: the table of options says each one, who
 * takes it and what it does, and `--help` is printed from it.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "../base/arena.h"
#include "../base/error.h"
#include "../zoneproof.h"

#define ZONEPROOF_VERSION "0.1"

/* Where rules/README.md is published: `make DOCS=URL`; "": nowhere. */
#ifndef ZONEPROOF_DOCS
#define ZONEPROOF_DOCS ""
#endif

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/* Whose configuration holds when two states are compared. */
enum policy_from { POLICY_BEFORE, POLICY_AFTER, POLICY_WORKTREE };

/* An option as it was given. */
struct option_given {
	const char *name;  /* "fail-on" */
	const char *value; /* NULL: it takes none */
	bool environment;  /* by ZONEPROOF_FAIL_ON and the like */
};

struct options {
	const struct command *command;
	const struct option_given *given;
	size_t given_count;
	const char *program;  /* argv[0] */
	const char **formats; /* "NAME" or "NAME:FILE"; ends with NULL */
	const char **rules;   /* "ID=SEVERITY"; ends with NULL */
	const char **plugins; /* files; ends with NULL; NULL: none */
	/* The built-in rules and the plugins'; ends with NULL. */
	const struct zp_rule *const *rules_known;
	const char *only;   /* "ID,…" or NULL */
	const char *config; /* -c FILE or NULL */
	/* NULL: not given */
	const char *baseline, *reason, *until;
	const char *origin, *base, *files_from, *folder, *patch, *state;
	const char *input_format; /* NULL: guessed */
	enum zp_severity fail_on, min_severity;
	enum when colour, progress;
	enum policy_from policy_from;
	int64_t now;      /* seconds since 1970 */
	unsigned threads; /* that may work at once; at least 1 */
	const char *shard, *since, *output, *facts; /* NULL: not given */
	bool survey;
	unsigned zone_timeout; /* seconds; 0: none */
	size_t zone_memory;    /* bytes; 0: not given */
	unsigned expect;       /* shards; 0: not given */
	bool fail_on_given, policy_from_given, no_config, no_inline_allows;
	bool explain_verdict, prune, staged, quiet, verbose, force;
	bool help, version;
	const char **words; /* what is no option, before any "--" */
	size_t word_count;
	const char **paths; /* behind "--" */
	size_t path_count;
	const char **strange; /* variables that set nothing; NULL: none */
	unsigned width; /* columns that reports keep to; 0: the terminal's */
};

/*
 * 0, or -1 and ERROR_USAGE with the nearest known word. `arena` owns what is
 * not part of argv.
 */
int options_read(struct options *options, struct arena *arena, int argc,
    char **argv, struct error *err);

/* What `zoneproof --help` and `zoneproof COMMAND --help` print. */
void options_help(FILE *file, const struct command *command);

#endif
