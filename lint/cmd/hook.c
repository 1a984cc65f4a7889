/* zoneproof hook: installs git's hooks. */
#include "hook.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/outfile.h"
#include "../base/text.h"
#include "../git/repo.h"
#include "command.h"

/* The words by which we know our own; they stand in every script. */
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

bool
hook_stands(struct repo *repo, const char *name)
{
	struct arena *scratch = arena_new();
	struct error ignored = { 0 };
	struct install install = { .arena = scratch,
		.folder = repo_hooks(repo, scratch, &ignored) };
	struct hook_script script = { name, NULL };
	struct hook hook = { .standing = NOTHING };
	bool stands = install.folder != NULL &&
	    hook_look(&install, &script, &hook, &ignored) == 0 &&
	    hook.standing == OURS && access(hook.path, X_OK) == 0;

	arena_free(scratch);
	return stands;
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
	struct outfile outfile;

	if (outfile_open(&outfile, install->arena, path, err) != 0)
		return -1;
	fputs(script_text(install, script), outfile.file);
	if (outfile_keep(&outfile, err) != 0)
		return -1;
	return chmod(path, 0755) == 0 ? 0 : error_errno(err, "%s", path);
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

typedef int install_step(const struct install *install,
    const struct hook_script *script, struct error *err);

/* Without names: those of a work tree, or that of a server's bare repository. */
static bool
is_wanted(const struct install *install, const char *name, bool bare)
{
	static const char *const usual[2][5] = {
		{ "pre-commit", "commit-msg", "pre-merge-commit", "pre-push",
		    NULL },
		{ "pre-receive", NULL },
	};
	const struct options *options = install->options;

	for (size_t i = 1; i < options->word_count; i++)
		if (strcmp(options->words[i], name) == 0)
			return true;
	if (options->word_count > 1)
		return false;
	for (size_t i = 0; usual[bare][i] != NULL; i++)
		if (strcmp(usual[bare][i], name) == 0)
			return true;
	return false;
}

static int
install_each(const struct install *install, bool bare, install_step *each,
    struct error *err)
{
	for (size_t i = 1; i < install->options->word_count; i++) {
		const char *name = install->options->words[i];
		const struct hook_script *script = hook_scripts;

		while (script->name != NULL && strcmp(script->name, name) != 0)
			script++;
		if (script->name == NULL)
			return error_usage(
			    err, "there is no hook \"%s\" of ours", name);
	}
	for (size_t i = 0; hook_scripts[i].name != NULL; i++)
		if (is_wanted(install, hook_scripts[i].name, bare) &&
		    each(install, &hook_scripts[i], err) != 0)
			return -1;
	return 0;
}

static int
install_all(const struct options *options, struct arena *arena,
    install_step *each, struct error *err)
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
	status = install_each(&install, repo_workdir(repo) == NULL, each, err);
out:
	repo_free(repo);
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
	return hook_call(
	    options, options->words + 1, options->word_count - 1, arena, err);
}

const struct command command_hook = {
	.name = "hook",
	.usage = "install [NAME…] | uninstall [NAME…] | run NAME",
	.what = "lets git ask zoneproof before each commit and push",
	.run = hook_run,
};
