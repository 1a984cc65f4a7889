/* zoneproof baseline: writes down what is there already, to look at the rest. */
#include <stdlib.h>
#include <string.h>

#include "../base/outfile.h"
#include "../base/print.h"
#include "../dns/name.h"
#include "../policy/waivers.h"
#include "check.h"
#include "command.h"

struct line {
	const char *print, *words;
};

struct lines {
	VECTOR_OF(struct line);
	struct map prints; /* of the lines */
};

static void
line_add(struct lines *lines, const char *print, const char *words)
{
	map_put(&lines->prints, print);
	*vector_push(lines) = (struct line){ print, words };
}

static int
line_order(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	int order = strcmp(a->words, b->words);

	return order != 0 ? order : strcmp(a->print, b->print);
}

/* Was the zone that a line speaks of ("RULE ZONE NAME TYPE") looked at? */
static bool
was_looked_at(const struct engine *engine, struct text words)
{
	struct text zone = { NULL, 0 };
	char name[NAME_TEXT];

	text_cut(&words, ' ');
	zone = text_cut(&words, ' ');
	for (size_t i = 0; i < engine->after->zones.count; i++) {
		name_to_text(engine->after->zones.at[i]->name, name);
		if (text_equal(zone, text_of(name)))
			return true;
	}
	return false;
}

/* Of the file there is: what is found again, and what was not looked at. */
static void
old_lines(struct arena *arena, const struct engine *engine, struct text bytes,
    const struct map *found, struct lines *lines)
{
	while (bytes.ptr != NULL) {
		struct text words = text_trim(text_cut(&bytes, '\n'));
		struct text print = text_cut(&words, ' ');
		const char *key = arena_copy(arena, print.ptr, print.len);

		if (is_fingerprint(print) && !map_has(&lines->prints, key) &&
		    (map_has(found, key) || !was_looked_at(engine, words)))
			line_add(lines, key,
			    arena_copy(arena, words.ptr, words.len));
	}
}

static void
new_lines(struct arena *arena, const struct findings *findings,
    const struct map *found, struct lines *lines)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->at[i];

		if (map_has(found, finding->fingerprint) &&
		    !map_has(&lines->prints, finding->fingerprint))
			line_add(lines, finding->fingerprint,
			    arena_format(arena, "%s %s %s %s", finding->rule_id,
				finding->zone, finding->name, finding->type));
	}
}

static int
lines_write(struct arena *arena, const char *path, struct lines *lines,
    struct error *err)
{
	struct outfile out = { 0 };

	if (lines->count > 1)
		qsort(lines->at, lines->count, sizeof *lines->at, line_order);
	if (outfile_open(&out, arena, path, err) != 0)
		return -1;
	fputs("# Old findings of state rules, which --baseline passes over.\n"
	      "# Written by zoneproof baseline write.\n",
	    out.file);
	for (size_t i = 0; i < lines->count; i++) {
		fprintf(out.file, "%s ", lines->at[i].print);
		print_safe_string(out.file, lines->at[i].words);
		putc('\n', out.file);
	}
	if (outfile_keep(&out, err) != 0)
		return -1;
	printf("wrote %s: %zu finding%s\n", path, lines->count,
	    lines->count == 1 ? "" : "s");
	return 0;
}

/* A baseline that is broken is not written over. */
static int
old_read(struct run *run, const char *path, struct text *ret, struct error *err)
{
	struct source source = { .path = path };
	struct allows allows = { 0 };
	struct error missing = { 0 };
	int status = 0;

	if (file_read(run->arena, path, &source.bytes, &missing) != 0)
		return 0;
	status = baseline_read(run->arena, &source, &allows, err);
	allows_done(&allows);
	*ret = source.bytes;
	return status;
}

/* What a rule of states says and nobody allows in another way. */
static struct map
prints_of(const struct findings *findings)
{
	struct map found = { 0 };

	for (size_t i = 0; i < findings->count; i++)
		if (findings->at[i].allowed == NULL &&
		    rule_is_of_state(findings->at[i].rule))
			map_put(&found, findings->at[i].fingerprint);
	return found;
}

static int
baseline_finish(struct run *run, struct engine *engine, struct error *err)
{
	const char *path = run->options->output;
	struct findings findings = { 0 };
	struct lines lines = { 0 };
	struct map found = { 0 };
	struct text old = { NULL, 0 };
	int status = -1;

	if (run->troubles > 0)
		return error_set(err,
		    "not all was read: no baseline is written from a part");
	if (old_read(run, path, &old, err) != 0)
		return -1;
	run_engine(run, engine);
	engine_run(engine, &findings);
	policy_apply(run, engine, &findings);
	found = prints_of(&findings);
	old_lines(run->arena, engine, old, &found, &lines);
	if (!run->options->prune)
		new_lines(run->arena, &findings, &found, &lines);
	status = lines_write(run->arena, path, &lines, err);
	map_done(&lines.prints);
	vector_done(&lines);
	map_done(&found);
	vector_done(&findings);
	return status;
}

static int
baseline_run(
    const struct options *options, struct arena *arena, struct error *err)
{
	struct options inner = *options;

	if (options->word_count == 0 || strcmp(options->words[0], "write") != 0)
		return error_usage(err, "baseline knows write");
	inner.words++;
	inner.word_count--;
	inner.output = options->baseline != NULL ? options->baseline :
						   BASELINE_FILE;
	/* What it allowed so far is to be found again. */
	inner.baseline = NULL;
	return check_states(&inner, arena, baseline_finish, err);
}

const struct command command_baseline = {
	.name = "baseline",
	.usage = "write [PATH…]",
	.what = "writes down the findings of today, for --baseline",
	.run = baseline_run,
};
