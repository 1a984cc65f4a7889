/* zoneproof hook: installs git's hooks, and is what they call. */
#include "hook.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/text.h"
#include "../git/repo.h"
#include "command.h"
#include "diff.h"

/* The line by which we know our own; it stands in every script. */
#define MARK "exec \"${ZONEPROOF:-"

struct install {
	const struct options *options;
	struct arena *arena;
	const char *program; /* absolute */
	const char *folder;
};

static bool
holds(struct text text, const char *wanted)
{
	return memmem(text.ptr, text.len, wanted, strlen(wanted)) != NULL;
}

/* Where a hook stands, what stands there, and where it would be kept. */
struct hook {
	const char *path, *previous;
	enum { NOTHING, OURS, THEIRS } standing;
};

static int
hook_look(const struct install *install, const struct hook_script *script,
    struct hook *ret, struct error *err)
{
	struct text bytes = { NULL, 0 };
	struct stat status;

	ret->path = arena_format(
	    install->arena, "%s/%s", install->folder, script->name);
	ret->previous = arena_format(install->arena, "%s.previous", ret->path);
	ret->standing = NOTHING;
	if (lstat(ret->path, &status) != 0)
		return errno == ENOENT ? 0 : error_errno(err, "%s", ret->path);
	if (file_read(install->arena, ret->path, &bytes, err) != 0)
		return -1;
	ret->standing = holds(bytes, MARK) ? OURS : THEIRS;
	return 0;
}

/* The script with this very program in place of one found on the PATH. */
static const char *
script_text(const struct install *install, const struct hook_script *script)
{
	const char *cut = strstr(script->text, MARK "zoneproof}");

	if (cut == NULL)
		return script->text;
	return arena_format(install->arena, "%.*s" MARK "%s}%s",
	    (int)(cut - script->text), script->text, install->program,
	    cut + strlen(MARK "zoneproof}"));
}

static int
hook_write(const struct install *install, const char *path,
    const struct hook_script *script, struct error *err)
{
	const char *fresh = arena_format(install->arena, "%s.new", path);
	FILE *file = fopen(fresh, "w");

	if (file == NULL)
		return error_errno(err, "%s", fresh);
	fputs(script_text(install, script), file);
	if (fclose(file) != 0 || chmod(fresh, 0755) != 0 ||
	    rename(fresh, path) != 0)
		return error_errno(err, "%s", path);
	return 0;
}

/* A hook that stands there already is kept beside ours and runs first. */
static int
hook_install(const struct install *install, const struct hook_script *script,
    struct error *err)
{
	struct hook hook;

	if (hook_look(install, script, &hook, err) != 0)
		return -1;
	if (hook.standing == THEIRS) {
		if (access(hook.previous, F_OK) == 0 &&
		    !install->options->force)
			return error_set(err,
			    "%s: there is one from before already; move it "
			    "away or say --force",
			    hook.previous);
		if (rename(hook.path, hook.previous) != 0)
			return error_errno(err, "%s", hook.previous);
		printf("kept %s: it runs first\n", hook.previous);
	}
	if (hook_write(install, hook.path, script, err) != 0)
		return -1;
	printf("%s %s\n", hook.standing == OURS ? "renewed" : "installed",
	    hook.path);
	return 0;
}

static int
hook_uninstall(const struct install *install, const struct hook_script *script,
    struct error *err)
{
	struct hook hook;

	if (hook_look(install, script, &hook, err) != 0)
		return -1;
	if (hook.standing != OURS) {
		printf("%s: not ours, nothing done\n", hook.path);
		return 0;
	}
	if (unlink(hook.path) != 0)
		return error_errno(err, "%s", hook.path);
	if (access(hook.previous, F_OK) == 0 &&
	    rename(hook.previous, hook.path) != 0)
		return error_errno(err, "%s", hook.path);
	printf("removed %s\n", hook.path);
	return 0;
}

static int
install_all(const struct options *options, struct arena *arena,
    int (*each)(const struct install *install, const struct hook_script *script,
	struct error *err),
    struct error *err)
{
	struct install install = { .options = options, .arena = arena };
	struct repo *repo = repo_open(".", err);
	char self[PATH_MAX] = "";
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	int status = -1;

	if (repo == NULL)
		return -1;
	install.program = length > 0 ? self : "zoneproof";
	install.folder = repo_hooks(repo, arena, err);
	if (install.folder == NULL)
		goto out;
	if (mkdir(install.folder, 0755) != 0 && errno != EEXIST) {
		error_errno(err, "%s", install.folder);
		goto out;
	}
	for (size_t i = 0; hook_scripts[i].name != NULL; i++)
		if (each(&install, &hook_scripts[i], err) != 0)
			goto out;
	status = 0;
out:
	repo_free(repo);
	return status;
}

/* What git calls before a commit: the index against HEAD. */
static int
hook_pre_commit(
    const struct options *options, struct arena *arena, struct error *err)
{
	struct diff_sides sides = { .before = { DIFF_HEAD, NULL },
		.after = { DIFF_INDEX, NULL } };
	struct repo *repo = repo_open(".", err);
	int status = -1;

	if (repo == NULL)
		return -1;
	status = diff_states(options, arena, repo, &sides, err);
	repo_free(repo);
	if (status == 1)
		fputs("zoneproof: nothing was committed. Mend it, or commit "
		      "with --no-verify if it is meant.\n",
		    stderr);
	return status;
}

static int
hook_run(const struct options *options, struct arena *arena, struct error *err)
{
	const char *verb = options->word_count > 0 ? options->words[0] : "";

	if (strcmp(verb, "install") == 0)
		return install_all(options, arena, hook_install, err);
	if (strcmp(verb, "uninstall") == 0)
		return install_all(options, arena, hook_uninstall, err);
	if (strcmp(verb, "run") != 0)
		return error_usage(
		    err, "hook knows install, uninstall and run NAME");
	if (options->word_count > 1 &&
	    strcmp(options->words[1], "pre-commit") == 0)
		return hook_pre_commit(options, arena, err);
	return error_usage(err, "hook run knows pre-commit");
}

const struct command command_hook = {
	.name = "hook",
	.usage = "install|uninstall|run NAME",
	.what = "lets git ask zoneproof before each commit",
	.run = hook_run,
};
