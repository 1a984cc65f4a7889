/* Git's hooks: their scripts, and what these call. */
#ifndef CMD_HOOK_H
#define CMD_HOOK_H

#include "../git/repo.h"
#include "options.h"

/* Made part of the program from git-hooks/ at build. */
struct hook_script {
	const char *name, *text;
};

/* Ends with a NULL name. */
extern const struct hook_script hook_scripts[];

/* Does the hook of this name stand there, as ours, and would git run it? */
bool hook_stands(struct repo *repo, const char *name);

/*
 * What `hook run NAME …` does: the exit status, or -1 and `err`. `words` are the
 * hook's name and what git gave it.
 */
int hook_call(const struct options *options, const char **words,
    size_t word_count, struct arena *arena, struct error *err);

#endif
