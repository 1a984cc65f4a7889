/* What git's hooks call: each hook is one row of a table. */
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "../base/print.h"
#include "../base/vector.h"
#include "hook.h"
#include "pushed.h"

/* One call of a hook. */
struct call {
	struct options
	    options; /* of the command line, as the hook needs them */
	struct arena *arena;
	struct repo *repo;
	const char **words; /* git's own arguments */
	size_t word_count;
};

/* ------------------------------------------------------- before a commit */

/* `message` may allow what it makes; empty: it is not written yet. */
static int
commit_check(
    struct call *call, bool announced, struct text message, struct error *err)
{
	struct diff_sides sides = { .before = { DIFF_HEAD, NULL },
		.after = { DIFF_INDEX, NULL },
		.message = message,
		.merge_parents = repo_merge_parents(
		    call->repo, call->arena, announced) };

	return diff_states(
	    &call->options, call->arena, call->repo, &sides, err);
}

/* So git tells its hooks that the message is there already (commit -m, -F). */
static bool
message_is_given(void)
{
	const char *editor = getenv("GIT_EDITOR");

	return editor != NULL && strcmp(editor, ":") == 0;
}

/*
 * A message may allow what the commit does, and git has it read after the
 * change. Where it is given already, commit-msg judges both together; where it
 * has yet to be written, nobody should write it in vain.
 */
static bool
left_to_commit_msg(const struct call *call)
{
	return message_is_given() && hook_stands(call->repo, "commit-msg");
}

static int
pre_commit(struct call *call, struct error *err)
{
	return left_to_commit_msg(call) ?
	    0 :
	    commit_check(call, false, (struct text){ NULL, 0 }, err);
}

static int
pre_merge_commit(struct call *call, struct error *err)
{
	return left_to_commit_msg(call) ?
	    0 :
	    commit_check(call, true, (struct text){ NULL, 0 }, err);
}

static int
commit_msg(struct call *call, struct error *err)
{
	struct text message = { NULL, 0 };

	if (call->word_count != 1)
		return error_usage(
		    err, "commit-msg wants the FILE with the message");
	if (!message_is_given() && hook_stands(call->repo, "pre-commit") &&
	    hook_stands(call->repo, "pre-merge-commit"))
		return 0;
	if (file_read(call->arena, call->words[0], &message, err) != 0)
		return -1;
	return commit_check(call, false, message, err);
}

/* --------------------------------------------------------- of a push */

/* Server's messages come to people behind "remote: ". */
#define REMOTE_WIDTH 72

struct pushes {
	VECTOR_OF(struct pushed);
};

/* The fields of one line, parted by blanks; false when there are fewer. */
static bool
fields_of(
    struct arena *arena, struct text line, const char **fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct text field = text_cut(&line, ' ');

		if (field.len == 0)
			return false;
		fields[i] = arena_copy(arena, field.ptr, field.len);
	}
	return line.ptr == NULL;
}

/*
 * "old new ref" of pre-receive, or "local-ref new remote-ref old" of pre-push:
 * `order` says which field is ref, old and new.
 */
static int
pushes_read(struct call *call, size_t count, const size_t order[3],
    struct pushes *ret, struct error *err)
{
	struct text rest = { NULL, 0 };

	if (file_read(call->arena, "-", &rest, err) != 0)
		return -1;
	for (size_t number = 1; rest.ptr != NULL; number++) {
		struct text line = text_cut(&rest, '\n');
		const char *fields[4];

		if (line.len == 0)
			continue;
		if (!fields_of(call->arena, line, fields, count))
			return error_set(err,
			    "standard input, line %zu: not what git tells "
			    "this hook",
			    number);
		if (ret->count == LIMIT_PUSHED)
			return error_set(err,
			    "a push of more than %d references", LIMIT_PUSHED);
		*vector_push(ret) = (struct pushed){ fields[order[0]],
			fields[order[1]], fields[order[2]] };
	}
	return 0;
}

/* Cut to a width that leaves room for what is said of it. */
static void
print_ref(const char *ref, const char *what)
{
	struct text shown = text_of(ref);

	if (shown.len > 40)
		shown.len = 40;
	print_safe(stdout, shown);
	printf("%s: %s\n", shown.len < strlen(ref) ? "…" : "", what);
}

static int
push_check(struct call *call, const struct pushed *pushed,
    const struct pushed_known *known, bool alone, struct error *err)
{
	struct diff_sides sides;
	const char *why = NULL;
	int status = pushed_sides(
	    call->repo, call->arena, pushed, known, &sides, &why, err);

	if (status <= 0) {
		if (status == 0 && !call->options.quiet)
			print_ref(pushed->ref, why);
		return status;
	}
	if (!alone)
		print_ref(pushed->ref, "");
	return diff_states(
	    &call->options, call->arena, call->repo, &sides, err);
}

/* Every reference is looked at, so that one push tells all; the worst counts.
 */
static int
pushes_check(struct call *call, struct pushes *pushes,
    const struct pushed_known *known, struct error *err)
{
	int worst = 0;

	for (size_t i = 0; i < pushes->count; i++) {
		int status = push_check(
		    call, &pushes->at[i], known, pushes->count == 1, err);

		if (status < 0)
			return -1;
		worst = status > worst ? status : worst;
	}
	return worst;
}

static int
pre_push(struct call *call, struct error *err)
{
	static const size_t order[] = { 2, 3, 1 };
	const char *remote = call->word_count > 0 ? call->words[0] : "origin";
	struct pushed_known known = { .glob = arena_format(call->arena,
					  "refs/remotes/%s/*", remote) };
	struct pushes pushes = { 0 };
	int status = pushes_read(call, 4, order, &pushes, err);

	/* A remote that is no name but a place has no references here. */
	if (strpbrk(remote, ":/") != NULL)
		known.glob = "refs/remotes/*";
	if (status == 0)
		status = pushes_check(call, &pushes, &known, err);
	vector_done(&pushes);
	return status;
}

/* The right place: nothing is taken before all of it was looked at. */
static int
pre_receive(struct call *call, struct error *err)
{
	static const size_t order[] = { 2, 0, 1 };
	static const struct pushed_known known = { "refs/*", true };
	struct pushes pushes = { 0 };
	int status = pushes_read(call, 3, order, &pushes, err);

	if (status == 0)
		status = pushes_check(call, &pushes, &known, err);
	vector_done(&pushes);
	return status;
}

static int
update(struct call *call, struct error *err)
{
	static const struct pushed_known known = { "refs/*", true };
	struct pushed pushed;

	if (call->word_count != 3)
		return error_usage(
		    err, "update wants REF OLD NEW, as git says");
	pushed =
	    (struct pushed){ call->words[0], call->words[1], call->words[2] };
	return push_check(call, &pushed, &known, true, err);
}

/* ---------------------------------------------------------------- the table */

static const struct hook_row {
	const char *name;
	int (*run)(struct call *call, struct error *err);
	bool server;         /* what it says is read behind "remote: " */
	const char *refused; /* what did not happen, and what to do */
} rows[] = {
	{ "pre-commit", pre_commit, false,
	    "nothing was committed. Mend it, or commit with --no-verify if it "
	    "is meant." },
	{ "commit-msg", commit_msg, false,
	    "nothing was committed. Mend it; or allow it in the message, "
	    "Zoneproof-Allow: RULE NAME -- why; or commit with --no-verify." },
	{ "pre-merge-commit", pre_merge_commit, false,
	    "nothing was merged yet. Mend it and commit, or git merge "
	    "--abort." },
	{ "pre-push", pre_push, false,
	    "nothing was pushed. Mend it, or push with --no-verify if it is "
	    "meant." },
	{ "pre-receive", pre_receive, true, "nothing of this push was taken." },
	{ "update", update, true, "this reference was not moved." },
};

#define ROWS (sizeof rows / sizeof *rows)

static const struct hook_row *
row_of(const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

static int
unknown_hook(struct arena *arena, struct error *err)
{
	const char *names = "";

	for (size_t i = 0; i < ROWS; i++)
		names = arena_format(
		    arena, "%s%s%s", names, i > 0 ? ", " : "", rows[i].name);
	return error_usage(err, "hook run knows %s", names);
}

int
hook_call(const struct options *options, const char **words, size_t word_count,
    struct arena *arena, struct error *err)
{
	const struct hook_row *row = word_count > 0 ? row_of(words[0]) : NULL;
	struct call call = { .options = *options, .arena = arena };
	int status = -1;

	if (row == NULL)
		return unknown_hook(arena, err);
	call.words = words + 1;
	call.word_count = word_count - 1;
	if (row->server)
		call.options.width = REMOTE_WIDTH;
	call.repo = repo_open(".", err);
	if (call.repo == NULL)
		return -1;
	status = row->run(&call, err);
	repo_free(call.repo);
	if (status > 0) {
		fflush(stdout);
		fprintf(stderr, "zoneproof: %s\n", row->refused);
	}
	return status;
}
