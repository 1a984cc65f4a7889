/* zoneproof plan: the change rules, on change-sets that machines make. */
#include <glob.h>
#include <string.h>

#include "../base/json.h"
#include "../base/limits.h"
#include "../model/change.h"
#include "../read/hcl.h"
#include "../read/terraform.h"
#include "command.h"
#include "loading.h"
#include "tree.h"

/* `resource "type" "name"` in a file of the tree. */
struct block {
	struct source *source;
	const char *folder;
	uint32_t offset, length;
	struct block *next; /* of the same type and name */
};

struct plan {
	struct run run;
	struct options
	    options; /* what is said of FILE is not said of --state */
	struct arena *arena;
	struct zp_estate before, after, state;
	struct tree tree; /* where we stand: the configuration, the .tf files */
	struct load state_load;
	struct changes changes;
	struct terraform_settings settings;
	struct load_plan load_plan;
	struct map blocks; /* "type.name" → the first struct block */
	bool blocks_read, has_state;
};

/* --------------------------------------------------- places in .tf files */

struct file_blocks {
	struct plan *plan;
	struct source *source;
	const char *folder;
};

static void
block_keep(void *data, const struct hcl_block *block)
{
	struct file_blocks *file = data;
	struct plan *plan = file->plan;
	const char *key = arena_format(plan->arena, "%.*s.%.*s",
	    (int)block->type.len, block->type.ptr, (int)block->name.len,
	    block->name.ptr);
	struct block *kept = arena_array(plan->arena, 1, sizeof *kept);

	*kept = (struct block){ file->source, file->folder, block->offset,
		block->length, map_get(&plan->blocks, key) };
	*map_put(&plan->blocks, key) = kept;
}

static bool
is_terraform_file(const char *path)
{
	return text_ends(text_of(path), TEXT(".tf")) ||
	    text_ends(text_of(path), TEXT(".tofu"));
}

/* A finding stands where the resource does; each record there is all of it. */
static bool
locate_block(const struct source *source, uint32_t offset, int field,
    uint32_t *ret_offset, uint32_t *ret_length)
{
	const char *end = memchr(
	    source->bytes.ptr + offset, '\n', source->bytes.len - offset);

	(void)field;
	*ret_offset = offset;
	*ret_length =
	    (uint32_t)((end == NULL ? source->bytes.ptr + source->bytes.len :
				      end) -
		(source->bytes.ptr + offset));
	return true;
}

static void
file_scan(struct plan *plan, const char *path)
{
	const struct kept_file *kept = load_file(&plan->tree.load, path);
	struct file_blocks file = { .plan = plan };

	if (kept->status != FILE_READ || kept->bytes.len > LIMIT_HCL)
		return;
	file.source = arena_array(plan->arena, 1, sizeof *file.source);
	file.source->path = load_shown(&plan->tree.load, path);
	file.source->bytes = kept->bytes;
	file.source->locate = locate_block;
	file.folder = arena_copy(
	    plan->arena, path, path_folder(text_of(path)).len);
	hcl_resources(kept->bytes, block_keep, &file);
}

/*
 * A tree under git has an end; any other folder may be the whole disk, unless
 * it is plainly one of Terraform's.
 */
static bool
stands_in_terraform(const struct plan *plan)
{
	glob_t found;
	bool any = glob("*.tf", 0, NULL, &found) == 0;

	if (any)
		globfree(&found);
	return any || plan->tree.place.in_repository;
}

static void
blocks_read(struct plan *plan)
{
	struct load *load = &plan->tree.load;
	struct error err = { 0 };

	plan->blocks_read = true;
	if (!stands_in_terraform(plan) || load_list(load, &err) != 0)
		return;
	for (size_t i = 0; i < load->entries.count; i++)
		if (load->entries.at[i].kind == FILE_PLAIN &&
		    is_terraform_file(load->entries.at[i].path))
			file_scan(plan, load->entries.at[i].path);
}

/* Bytes that two texts share at their ends, in whole parts of a path. */
static size_t
shared_parts(struct text a, struct text b)
{
	size_t shared = 0;

	while (
	    a.len > 0 && b.len > 0 && text_equal(path_base(a), path_base(b))) {
		shared++;
		a = path_folder(a);
		b = path_folder(b);
	}
	return shared;
}

/*
 * A module's folder ends as its source does ("./modules/dns"); the root's is
 * where we stand. One block alone is the one, wherever it is.
 */
static int
block_score(
    const struct plan *plan, const struct block *block, const char *module)
{
	if (*module != '\0')
		return (int)shared_parts(
		    text_of(block->folder), text_of(module));
	return strcmp(block->folder, plan->tree.place.path) == 0;
}

static struct source *
block_find(void *data, const char *module, struct text type, struct text name,
    uint32_t *ret_offset, uint32_t *ret_length)
{
	struct plan *plan = data;
	const struct block *best = NULL;
	int best_score = 0;
	const char *key = NULL;

	if (!plan->blocks_read)
		blocks_read(plan);
	key = arena_format(plan->arena, "%.*s.%.*s", (int)type.len,
	    type.len > 0 ? type.ptr : "", (int)name.len,
	    name.len > 0 ? name.ptr : "");
	for (const struct block *block = map_get(&plan->blocks, key);
	     block != NULL; block = block->next) {
		int score = block_score(plan, block, module);

		if (best == NULL && block->next == NULL)
			score++;
		if (score > best_score) {
			best = block;
			best_score = score;
		}
	}
	if (best == NULL)
		return NULL;
	*ret_offset = best->offset;
	*ret_length = best->length;
	return best->source;
}

/* ------------------------------------------------------------------ input */

static int
state_read(struct plan *plan, struct error *err)
{
	const char *path = plan->run.options->state;
	const char *format = plan->options.input_format;
	struct text bytes = { NULL, 0 };

	if (path == NULL)
		return 0;
	load_init(&plan->state_load, &plan->run, plan->tree.files, plan->arena,
	    &plan->state);
	plan->has_state = true;
	if (file_read(plan->arena, path, &bytes, err) != 0)
		return -1;
	plan->options.input_format = NULL;
	load_bytes(&plan->state_load, path, bytes, plan->run.options->origin);
	plan->options.input_format = format;
	if (plan->state.zones.count == 0 && plan->run.troubles == 0)
		return error_set(err, "%s: there is no zone in it", path);
	estate_views(&plan->state);
	plan->load_plan.state = &plan->state;
	return 0;
}

static int
plan_load(struct plan *plan, struct error *err)
{
	const struct options *options = plan->run.options;
	const char *path = options->word_count > 0 ? options->words[0] :
						     options->paths[0];
	struct text bytes = { NULL, 0 };

	if (tree_open(&plan->tree, NULL, 0, err) != 0)
		return -1;
	if (state_read(plan, err) != 0 ||
	    file_read(plan->arena, path, &bytes, err) != 0)
		return -1;
	if (json_is_utf16(bytes))
		return error_set(err, "%s: " JSON_UTF16, path);
	plan->settings = (struct terraform_settings){ plan, block_find };
	plan->load_plan.before = &plan->before;
	plan->load_plan.settings = &plan->settings;
	plan->tree.load.plan = &plan->load_plan;
	load_bytes(&plan->tree.load, path, bytes, options->origin);
	if (plan->tree.load.state_seen)
		return error_usage(err,
		    "%s: this is a state, and no change: `zoneproof check` "
		    "reads it",
		    path);
	return 0;
}

static int
plan_run(const struct options *options, struct arena *arena, struct error *err)
{
	struct plan plan = { .arena = arena };
	struct engine engine = { .before = &plan.before,
		.after = &plan.after,
		.changes = &plan.changes };
	int status = -1;

	if (options->word_count + options->path_count != 1)
		return error_usage(
		    err, "plan wants one file (- for standard input)");
	plan.options = *options;
	plan.run.options = &plan.options;
	plan.run.arena = arena;
	plan.tree = (struct tree){
		.run = &plan.run, .arena = arena, .estate = &plan.after
	};
	estate_init(&plan.before, arena);
	estate_init(&plan.after, arena);
	estate_init(&plan.state, arena);
	if (plan_load(&plan, err) == 0) {
		estate_views(&plan.before);
		estate_views(&plan.after);
		changes_make(&plan.changes, arena, &plan.before, &plan.after,
		    options->threads);
		if (plan.before.zones.count + plan.after.zones.count == 0 &&
		    plan.run.troubles == 0)
			run_notice(&plan.run,
			    "no record of DNS is in it: nothing was compared");
		status = run_finish(&plan.run, &engine, err);
	}
	changes_done(&plan.changes);
	estate_done(&plan.before);
	estate_done(&plan.after);
	estate_done(&plan.state);
	if (plan.has_state)
		load_done(&plan.state_load);
	tree_close(&plan.tree);
	map_done(&plan.blocks);
	run_done(&plan.run);
	return status;
}

const struct command command_plan = {
	.name = "plan",
	.usage = "FILE|-",
	.what = "says what a Terraform plan or another change-set would do",
	.run = plan_run,
};
