/*
 * Scripts for nsupdate (and knsupdate): RFC 2136 in words.
 *
 * Names are absolute, with or without a final dot. Keys are passed over: no
 * word of such a line is kept or shown.
 */
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "../zoneproof.h"
#include "document.h"
#include "edits.h"
#include "shared_end.h"
#include "token.h"

static const uint8_t root[] = { 0 };

/* Statements that change nothing, for all that can be seen from here. */
#define PASSED_OVER                                                           \
	"server local key gsstsig oldgsstsig realm prereq nxdomain yxdomain " \
	"nxrrset yxrrset class answer show debug help ? version check-names"

#define USUAL_TTL 3600 /* of what is deleted: nobody says it */

struct script {
	struct document *document;
	struct source *source;
	struct edits *edits;
	const uint8_t *zone;   /* of the `zone` statement; NULL: none */
	const uint8_t *origin; /* of names */
	struct shared_end end; /* of every name that is edited */
	const uint8_t *guessed;
	uint32_t ttl;
	bool guess_told;
	bool unsent;
};

/* The words of one statement that are left. */
struct words {
	const struct token *at;
	size_t count;
};

static struct text
word_text(const struct words *words, size_t index)
{
	return index < words->count ? token_text(&words->at[index]) : TEXT("");
}

static bool
word_is(const struct words *words, const char *choices)
{
	struct text rest = text_of(choices), word = word_text(words, 0);

	/* As master files begin, and nsupdate has no word like it. */
	if (word.len == 0 || word.ptr[0] == '$')
		return false;
	while (rest.ptr != NULL)
		if (text_equal_nocase(text_cut(&rest, ' '), word))
			return true;
	return false;
}

static void
words_next(struct words *words)
{
	words->at++;
	words->count--;
}

static uint32_t
offset_of(const struct script *script, const char *at)
{
	return (uint32_t)(at - script->source->bytes.ptr);
}

/* The statement is not repeated: it may hold a key. */
static int
bad(struct script *script, const struct words *words, const char *what)
{
	const char *start = token_start(words->at);

	return document_fault(script->document, script->source,
	    offset_of(script, start), words->at->len, "%s", what);
}

/* ------------------------------------------------------------------ zones */

/* The zone of a name: as stated, as the state has it, as names suggest. */
static const uint8_t *
zone_for(struct script *script, const uint8_t *name)
{
	const struct document_sink *sink = script->document->sink;
	const uint8_t *zone = script->zone;

	if (zone == NULL)
		zone = script->document->origin;
	if (zone == NULL)
		zone = sink->zone_of(sink->data, name);
	if (zone != NULL)
		return zone;
	if (script->guessed != NULL && !script->guess_told) {
		script->guess_told = true;
		sink->notice(sink->data,
		    arena_format(script->document->side,
			"%s: no `zone` statement: taken for edits of %s",
			script->source->path,
			name_text(script->document->side, script->guessed)));
	}
	return script->guessed;
}

/* ------------------------------------------------------------------ edits */

/* "[ttl] [class] [type [data]]": what of it is there is taken off. */
static void
take_ttl(struct script *script, struct words *words, struct value *value)
{
	uint32_t ttl = 0;

	value->ttl = script->ttl;
	value->ttl_known = true;
	if (words->count > 0 &&
	    ttl_from_text(word_text(words, 0), &ttl) == TTL_OK) {
		value->ttl = ttl;
		value->ttl_given = true;
		words_next(words);
	}
}

static int
take_type(struct script *script, const struct zone_sink *sink,
    struct words *words, struct value *value)
{
	struct value_field at = { .length = words->at->len };

	if (word_is(words, "IN CH HS NONE ANY") && words->count > 1)
		words_next(words);
	at.offset = offset_of(script, words->at->ptr);
	if (value_type(edits_values(script->edits), sink, word_text(words, 0),
		&at, script->source, &value->type) != 0)
		return -1;
	words_next(words);
	return 0;
}

/* What is left of the statement, as it stands. */
static struct text
take_data(const struct words *words)
{
	const char *start = NULL;

	if (words->count == 0)
		return TEXT("");
	start = token_start(words->at);
	return (struct text){ start,
		(size_t)(token_end(&words->at[words->count - 1]) - start) };
}

static int
delete_all(struct script *script, const struct words *name,
    const struct zone_sink *sink, const struct edit *edit)
{
	if (edits_clear_name(script->edits, edit))
		return 0;
	return value_fault(edits_values(script->edits), sink,
	    (struct read_fault){ .rule = "removal-unseen",
		.source = script->source,
		.offset = edit->value.offset,
		.length = name->at->len,
		.owner = edit->value.owner,
		.type = ZP_ANY,
		.message = arena_format(script->document->side,
		    "everything at %s goes, whatever it is",
		    name_text(script->document->side, edit->value.owner)) });
}

/* "NAME …" behind `update add` and `update delete`. */
static int
update(struct script *script, struct words words, bool adds)
{
	const struct zone_sink *zone = NULL;
	struct words name_word = words;
	uint8_t name[NAME_WIRE];
	struct edit edit = { 0 };

	if (words.count == 0)
		return 0;
	if (name_from_text(word_text(&words, 0), script->origin, name, NULL) !=
	    NAME_OK)
		return bad(script, &words, "this is no name");
	edit.zone = zone_for(script, name);
	if (edit.zone == NULL)
		return bad(script, &words,
		    "nothing tells which zone this is in: a `zone` statement "
		    "or --origin says it");
	if (!name_within(name, edit.zone))
		return bad(script, &words, "this is not in the zone");
	edit.value =
	    (struct value){ .owner = name_copy(script->document->side, name),
		    .origin = script->origin,
		    .source = script->source,
		    .offset = offset_of(script, token_start(words.at)),
		    .length = words.at->len };
	zone = edits_zone(script->edits, edit.zone);
	if (zone == NULL)
		return -1;
	words_next(&words);
	take_ttl(script, &words, &edit.value);
	if (words.count == 0)
		return adds ? bad(script, &name_word, "what is to be added?") :
			      delete_all(script, &name_word, zone, &edit);
	if (take_type(script, zone, &words, &edit.value) != 0)
		return -1;
	edit.data = take_data(&words);
	if (adds)
		edits_add(script->edits, &edit, EDITS_UNKNOWN);
	else if (edit.data.len > 0)
		edits_drop(script->edits, &edit);
	else if (edit.value.type == ZP_ANY)
		return delete_all(script, &name_word, zone, &edit);
	else
		edits_clear(script->edits, &edit);
	return 0;
}

/* ------------------------------------------------------------- statements */

static int
statement(struct script *script, struct words words)
{
	uint8_t name[NAME_WIRE];

	if (words.count == 0)
		return 0;
	if (word_is(&words, "send quit")) {
		script->unsent = false;
		return 0;
	}
	if (word_is(&words, PASSED_OVER))
		return 0;
	if (word_is(&words, "zone origin") && words.count > 1) {
		bool zone = word_is(&words, "zone");

		if (name_from_text(word_text(&words, 1), root, name, NULL) !=
		    NAME_OK)
			return bad(script, &words, "this is no name");
		*(zone ? &script->zone : &script->origin) = name_copy(
		    script->document->side, name);
		return 0;
	}
	if (word_is(&words, "ttl") && words.count > 1) {
		return ttl_from_text(word_text(&words, 1), &script->ttl) ==
			TTL_OK ?
		    0 :
		    bad(script, &words, "this is no TTL");
	}
	if (word_is(&words, "update"))
		words_next(&words);
	script->unsent = true;
	if (word_is(&words, "add a")) {
		words_next(&words);
		return update(script, words, true);
	}
	if (word_is(&words, "delete del d")) {
		words_next(&words);
		return update(script, words, false);
	}
	if (words.count == 0)
		return 0;
	return bad(script, &words, "this is no statement of nsupdate");
}

/* The name that a statement edits; NULL: it edits none. */
static const struct token *
edited_name(const struct token_line *line)
{
	struct words words = { line->words.at, line->words.count };

	if (words.count > 0 && word_is(&words, "update"))
		words_next(&words);
	if (words.count < 2 || !word_is(&words, "add a delete del d"))
		return NULL;
	return &words.at[1];
}

/* Without a `zone` statement the server is asked: we look at all names. */
static void
look_ahead(struct script *script)
{
	struct token_line line = { 0 };
	struct scanner scanner;
	uint8_t name[NAME_WIRE];

	scanner_init(&scanner, script->source->bytes);
	while (scanner_line(&scanner, &line)) {
		const struct token *edited = edited_name(&line);

		if (edited != NULL &&
		    name_from_text(token_text(edited), root, name, NULL) ==
			NAME_OK)
			shared_end_add(&script->end,
			    name_copy(script->document->side, name));
	}
	token_line_done(&line);
	script->guessed = shared_end_zone(&script->end);
}

static int
read_lines(struct script *script)
{
	struct token_line line = { 0 };
	struct scanner scanner;
	int status = 0;

	scanner_init(&scanner, script->source->bytes);
	while (status == 0 && scanner_line(&scanner, &line)) {
		struct words words = { line.words.at, line.words.count };

		arena_reset(script->document->scratch);
		if (line.fault != TOKEN_OK)
			status = document_fault(script->document,
			    script->source, offset_of(script, line.fault_ptr),
			    line.fault_len, "this line cannot be read");
		else
			status = statement(script, words);
	}
	token_line_done(&line);
	return status;
}

static int
nsupdate_read(struct document *document)
{
	const struct document_sink *sink = document->sink;
	struct script script = { .document = document,
		.source = document->sources[0],
		.origin = root,
		.ttl = USUAL_TTL,
		.edits = edits_new(document) };
	int status = 0;

	look_ahead(&script);
	status = read_lines(&script);
	if (status == 0)
		status = edits_tell(script.edits);
	if (script.unsent)
		sink->notice(sink->data,
		    arena_format(document->side,
			"%s: no `send` behind the last edits: nsupdate would "
			"not send them",
			script.source->path));
	edits_free(script.edits);
	return status;
}

static enum format_guess
nsupdate_guess(const char *path, struct text bytes)
{
	struct token_line line = { 0 };
	struct scanner scanner;
	enum format_guess guess = FORMAT_NO;

	(void)path;
	scanner_init(&scanner, bytes);
	/* Statements up to the first edit; a master file has none of these. */
	while (scanner_line(&scanner, &line)) {
		struct words words = { line.words.at, line.words.count };

		if (words.count == 0)
			continue;
		if (word_is(&words, "update") && edited_name(&line) != NULL)
			guess = FORMAT_YES;
		if (words.count > 4 || !word_is(&words, PASSED_OVER " zone"))
			break;
	}
	token_line_done(&line);
	return guess;
}

const struct format format_nsupdate = {
	.name = "nsupdate",
	.what = "an nsupdate script",
	.guess = nsupdate_guess,
	.read = nsupdate_read,
};
