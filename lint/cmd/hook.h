/* The hooks' scripts, made part of the program from git-hooks/ at build. */
#ifndef CMD_HOOK_H
#define CMD_HOOK_H

struct hook_script {
	const char *name, *text;
};

/* Ends with a NULL name. */
extern const struct hook_script hook_scripts[];

#endif
