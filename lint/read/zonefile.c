/*
 * The master-file language: lines of words become records, directives are
 * obeyed, faults are told, and reading goes on at the next line.
 */
#include "zonefile.h"

#include <stdio.h>
#include <string.h>

#include "chunks.h"
#include "generate.h"
#include "reader.h"

static int read_source(struct reader *reader, const struct source *source);

/* ------------------------------------------------------------------ sink */

static uint32_t
offset_of(const struct reader *reader, const char *ptr)
{
	if (reader->generate != NULL)
		ptr = reader->generate;
	return (uint32_t)(ptr - reader->source->bytes.ptr);
}

static int
tell(struct reader *reader, const char *rule, const char *ptr, size_t length,
    const char *message, const char *fix)
{
	const struct zone_sink *sink = reader->sink;
	struct read_fault fault = { .rule = rule,
		.source = reader->source,
		.offset = offset_of(reader, ptr),
		.length = reader->generate != NULL ? 9 : (uint32_t)length,
		.message = message,
		.fix = fix };

	if (++reader->faults > LIMIT_FAULTS_PER_SOURCE)
		return 0;
	if (reader->faults == LIMIT_FAULTS_PER_SOURCE) {
		fault.rule = "syntax";
		fault.message = "so many faults that the rest is not told";
		fault.fix = NULL;
	}
	return sink->fault(sink->data, &fault);
}

static int
tell_token(struct reader *reader, const char *rule, const struct token *token,
    const char *message, const char *fix)
{
	return tell(reader, rule, token_start(token),
	    (size_t)(token_end(token) - token_start(token)), message, fix);
}

static int
tell_unknown(struct reader *reader, const char *ptr)
{
	const struct zone_sink *sink = reader->sink;

	return sink->unknown(
	    sink->data, reader->source, offset_of(reader, ptr));
}

/* --------------------------------------------------------------- records */

static int
owner_fault(
    struct reader *reader, const struct token *token, enum name_fault fault)
{
	char message[160];

	reader->has_owner = false;
	reader->owner_unknown = true;
	if (fault == NAME_NO_ORIGIN) {
		if (reader->origin_told)
			return tell_unknown(reader, token->ptr);
		reader->origin_told = true;
		if (tell_token(reader, "syntax", token,
			"the zone's name is not known: "
			"no $ORIGIN, no absolute owner",
			"--origin ZONE, or $ORIGIN as the first line") != 0)
			return -1;
		return tell_unknown(reader, token->ptr);
	}
	snprintf(message, sizeof message, "'%.*s%s' %s",
	    (int)(token->len < 60 ? token->len : 60), token->ptr,
	    token->len > 60 ? "…" : "", name_fault_text(fault));
	return tell_token(reader, "syntax", token, message, NULL);
}

/*
 * The exports of Azure DNS and Cloudflare leave the final dot out where they
 * name the zone itself ("$ORIGIN example.com", "example.com IN SOA"). They say
 * in their first lines whose they are.
 */
static bool
is_export(struct text bytes)
{
	struct text head = { bytes.ptr, bytes.len < 400 ? bytes.len : 400 };

	return head.len > 0 &&
	    (memmem(head.ptr, head.len, "; Exported zone file from Azure",
		 31) != NULL ||
		(text_starts(head, TEXT(";;")) &&
		    memmem(head.ptr, head.len, ";; Exported:", 12) != NULL));
}

static bool
says_zone(const struct reader *reader, struct text word)
{
	char name[NAME_TEXT];
	size_t length = name_to_text(reader->zonefile->origin, name);

	return length > 1 &&
	    text_equal_nocase(word, (struct text){ name, length - 1 });
}

/* gdnsd's words for the zone's own name, and what exports have for it. */
static bool
is_zone_word(const struct reader *reader, struct text word)
{
	if (reader->zonefile->origin == NULL)
		return false;
	return text_equal(word, TEXT("@Z")) || text_equal(word, TEXT("@F")) ||
	    (reader->exported && says_zone(reader, word));
}

/* 1: the owner is known; 0: it was told that it is not; -1: stop. */
static int
take_owner(struct reader *reader, const struct token *token)
{
	enum name_fault fault = NAME_OK;
	struct text word = { NULL, 0 };
	const uint8_t *origin = reader->origin;

	if (token == NULL) {
		reader->wanted = reader->wanted ||
		    !(reader->has_owner || reader->owner_unknown);
		return reader->has_owner;
	}
	word = token_text(token);
	if (token_is_placeholder(token, &reader->placeholders)) {
		reader->has_owner = false;
		reader->owner_unknown = true;
		return tell_unknown(reader, token->ptr);
	}
	if (reader->has_owner && reader->generate == NULL &&
	    text_equal(word, reader->owner_word))
		return 1;
	if (is_zone_word(reader, word)) {
		word = TEXT("@");
		origin = reader->zonefile->origin;
	}
	fault = name_from_text(
	    word, origin, reader->owners[!reader->owner], NULL);
	if (fault != NAME_OK)
		return owner_fault(reader, token, fault);
	reader->owner = !reader->owner;
	reader->has_owner = true;
	reader->owner_unknown = false;
	reader->owner_word =
	    reader->generate != NULL ? (struct text){ NULL, 0 } : word;
	return 1;
}

int
reader_deliver(struct reader *reader, struct read_record *record)
{
	record->owner = reader->owners[reader->owner];
	record->rdata = reader->writer.bytes;
	record->source = reader->source;
	record->ttl_known = true;
	if (record->ttl_given) {
		reader->last_ttl = record->ttl;
		reader->has_last = true;
	} else if (reader->has_default)
		record->ttl = reader->default_ttl;
	else if (reader->has_last)
		record->ttl = reader->last_ttl;
	else {
		record->ttl = 0;
		record->ttl_known = false;
		reader->wanted = true;
	}
	return reader->sink->record(reader->sink->data, record);
}

static int
deliver(struct reader *reader, const struct token_line *line,
    const struct record_words *words, uint16_t type, bool opaque)
{
	struct read_record record = {
		.offset = offset_of(reader, token_start(line->words.at)),
		.ttl = words->seconds,
		.length = opaque ? 0 : (uint16_t)reader->writer.length,
		.type = type,
		.ttl_given = words->ttl != NULL,
		.opaque = opaque,
		.generated = reader->generate != NULL,
		.owner_left_out = words->owner == NULL,
		.quoted = words->data < line->words.count &&
		    (line->words.at[words->data].flags & TOKEN_QUOTED) != 0,
	};

	return reader_deliver(reader, &record);
}

/* A private type is told once a file; a slip of the pen each time. */
static int
other_type(struct reader *reader, const struct token *type)
{
	struct text word = token_text(type);
	const char *meant = type_meant(word);
	char message[120];

	if (meant != NULL) {
		snprintf(message, sizeof message,
		    "'%.*s' is no record type: is %s meant?", (int)word.len,
		    word.ptr, meant);
		if (tell_token(reader, "unknown-type", type, message, meant) !=
		    0)
			return -1;
		/* What it stands for is meant to be there. */
		return tell_unknown(reader, type->ptr);
	}
	for (size_t i = 0; i < reader->told_count; i++)
		if (text_equal(reader->told[i], word))
			return 0;
	if (reader->told_count == LIMIT_UNKNOWN_TYPES ||
	    reader->generate != NULL)
		return 0;
	reader->told[reader->told_count++] = word;
	snprintf(message, sizeof message,
	    "records of the private type %.*s are passed over unread",
	    (int)word.len, word.ptr);
	return tell_token(reader, "unknown-type", type, message, NULL);
}

static int
not_a_type(struct reader *reader, const struct token_line *line,
    const struct record_words *words, enum record_shape shape)
{
	const struct token *last = &line->words.at[line->words.count - 1];
	char message[160];

	if (shape == RECORD_NO_TYPE)
		return tell_token(
		    reader, "syntax", last, "the record has no type", NULL);
	snprintf(message, sizeof message, "'%.*s%s' is no record type",
	    (int)(words->type->len < 60 ? words->type->len : 60),
	    words->type->ptr, words->type->len > 60 ? "…" : "");
	return tell_token(reader, "syntax", words->type, message, NULL);
}

static bool
data_is_opaque(const struct reader *reader, const struct token_line *line,
    const struct record_words *words)
{
	for (size_t i = words->data; i < line->words.count; i++)
		if (token_is_placeholder(
			&line->words.at[i], &reader->placeholders))
			return true;
	return false;
}

static int
take_class(struct reader *reader, const struct record_words *words)
{
	if (words->class == NULL)
		return 0;
	if (reader->class == 0)
		reader->class = words->class_number;
	if (reader->class == words->class_number)
		return 0;
	return tell_token(reader, "syntax", words->class,
	    "another class than the zone's", NULL);
}

static int
read_data(struct reader *reader, const struct token_line *line,
    const struct record_words *words)
{
	struct error err = { 0 };
	const struct token *bad = NULL;

	if (data_is_opaque(reader, line, words))
		return deliver(reader, line, words, words->type_number, true);
	reader->writer.origin = reader->origin;
	if (record_encode(line, words, &reader->writer, &bad, &err) == 0)
		return deliver(reader, line, words, words->type_number, false);
	if (bad == NULL)
		bad = &line->words.at[line->words.count - 1];
	if (tell_token(reader, "syntax", bad, err.message, NULL) != 0)
		return -1;
	/* The record is there, only what it says cannot be known. */
	return deliver(reader, line, words, words->type_number, true);
}

static int
tell_ttl(struct reader *reader, const struct token *token, enum ttl_fault fault)
{
	switch (fault) {
	case TTL_HIGH:
		return tell_token(reader, "ttl-out-of-range", token,
		    "nobody keeps this: a time over 2147483647 counts as 0",
		    "write 2147483647 or less; a day is 86400, a week 604800");
	case TTL_RANGE:
		return tell_token(reader, "syntax", token,
		    "the TTL has more than 32 bits",
		    "write 2147483647 or less; a day is 86400, a week 604800");
	default:
		return 0;
	}
}

static int
read_record(
    struct reader *reader, const struct token_line *line, bool owner_left_out)
{
	struct record_words words;
	enum record_shape shape = record_words(
	    line, owner_left_out, &reader->placeholders, &words);
	int known = 0;

	if (shape == RECORD_NO_TYPE && words.owner != NULL &&
	    token_is_placeholder(words.owner, &reader->placeholders))
		return tell_unknown(reader, words.owner->ptr);
	known = take_owner(reader, words.owner);
	if (known < 0)
		return -1;
	if (known == 0 && words.owner == NULL) {
		if (reader->owner_unknown)
			return tell_unknown(reader, line->words.at->ptr);
		return tell_token(reader, "syntax", line->words.at,
		    "a record without an owner, and none before it", NULL);
	}
	if (words.ttl != NULL &&
	    tell_ttl(reader, words.ttl, words.ttl_fault) != 0)
		return -1;
	if (shape == RECORD_TEMPLATE)
		return tell_unknown(reader, words.type->ptr);
	if (shape == RECORD_NO_TYPE || shape == RECORD_NOT_A_TYPE)
		return not_a_type(reader, line, &words, shape);
	if (take_class(reader, &words) != 0)
		return -1;
	if (shape == RECORD_OTHER_TYPE && other_type(reader, words.type) != 0)
		return -1;
	if (known == 0)
		return 0;
	if (shape == RECORD_OTHER_TYPE)
		return deliver(reader, line, &words, 65402, true);
	return read_data(reader, line, &words);
}

/* ------------------------------------------------------------ directives */

static int
wants(struct reader *reader, const struct token_line *line, size_t least,
    size_t most, const char *message)
{
	if (line->words.count >= least && line->words.count <= most)
		return 0;
	return tell_token(reader, "syntax", line->words.at, message, NULL) ==
		0 ?
	    1 :
	    -1;
}

/* 1: known; 0: told that it is not; -1: stop. */
static int
take_origin(struct reader *reader, const struct token *token, uint8_t *ret)
{
	enum name_fault fault = NAME_OK;
	char message[160];

	if (token_is_placeholder(token, &reader->placeholders))
		return tell_unknown(reader, token->ptr);
	if (is_zone_word(reader, token_text(token)))
		fault = name_from_text(
		    TEXT("@"), reader->zonefile->origin, ret, NULL);
	else
		fault = name_from_text(
		    token_text(token), reader->origin, ret, NULL);
	/* Some exports leave the final dot of the very first origin out. */
	if (fault == NAME_NO_ORIGIN)
		fault = name_from_text(
		    token_text(token), (const uint8_t *)"", ret, NULL);
	if (fault == NAME_OK)
		return 1;
	snprintf(
	    message, sizeof message, "the origin %s", name_fault_text(fault));
	return tell_token(reader, "syntax", token, message, NULL);
}

static int
do_origin(struct reader *reader, const struct token_line *line)
{
	uint8_t wire[NAME_WIRE];
	int known = wants(reader, line, 2, 2, "$ORIGIN wants one name");

	if (known != 0)
		return known < 0 ? -1 : 0;
	known = take_origin(reader, &line->words.at[1], wire);
	if (known < 0)
		return -1;
	reader->origin = NULL;
	reader->origin_told = known == 0;
	reader->owner_word = (struct text){ NULL, 0 };
	if (known == 0)
		return 0;
	memcpy(reader->origin_wire, wire, name_length(wire));
	reader->origin = reader->origin_wire;
	return 0;
}

static int
do_ttl(struct reader *reader, const struct token_line *line)
{
	const struct token *word = &line->words.at[1];
	uint32_t seconds = 3600;
	enum ttl_fault fault = TTL_OK;
	int bad = wants(reader, line, 2, 2, "$TTL wants one time");

	if (bad != 0)
		return bad < 0 ? -1 : 0;
	if (!token_is_placeholder(word, &reader->placeholders))
		fault = ttl_from_text(token_text(word), &seconds);
	if (fault == TTL_NONE)
		return tell_token(reader, "syntax", word,
		    "no time: seconds up to 2147483647, or such as 1h30m",
		    NULL);
	if (tell_ttl(reader, word, fault) != 0)
		return -1;
	reader->default_ttl = seconds;
	reader->has_default = true;
	return 0;
}

static int
include_lost(struct reader *reader, const struct token *path, bool outside)
{
	if (tell_token(reader, outside ? "include-outside" : "include-missing",
		path,
		outside ? "the included file lies outside of the repository: "
			  "it is not read" :
			  "the included file is not there: what it holds is "
			  "not known",
		NULL) != 0)
		return -1;
	return tell_unknown(reader, path->ptr);
}

/* RFC 1035, 5.1: origin and owner are the includer's own again afterwards. */
static int
do_include(struct reader *reader, const struct token_line *line)
{
	struct zonefile *zonefile = reader->zonefile;
	struct reader inner = *reader;
	const struct source *source = NULL;
	const struct token *path = &line->words.at[1];
	bool outside = false;
	int known = wants(
	    reader, line, 2, 3, "$INCLUDE wants a file and maybe an origin");

	if (reader->in_chunk) {
		reader->left_chunk = true;
		return -1;
	}
	if (known != 0)
		return known < 0 ? -1 : 0;
	if (token_is_placeholder(path, &reader->placeholders))
		return tell_unknown(reader, path->ptr);
	if (line->words.count == 3) {
		known = take_origin(
		    reader, &line->words.at[2], inner.origin_wire);
		if (known <= 0)
			return known;
		inner.origin = inner.origin_wire;
	} else if (inner.origin == reader->origin_wire)
		inner.origin = inner.origin_wire;
	if (reader->depth == LIMIT_INCLUDE_DEPTH)
		return tell_token(reader, "syntax", path,
		    "includes that include each other without end", NULL);
	if (zonefile->include != NULL)
		source = zonefile->include(zonefile->include_data,
		    reader->source, offset_of(reader, token_start(path)),
		    token_text(path), &outside);
	if (source == NULL)
		return include_lost(reader, path, outside);
	inner.depth++;
	inner.faults = 0;
	inner.told_count = 0;
	inner.owner_word = (struct text){ NULL, 0 };
	if (read_source(&inner, source) != 0)
		return -1;
	reader->class = inner.class;
	reader->default_ttl = inner.default_ttl;
	reader->has_default = inner.has_default;
	reader->last_ttl = inner.last_ttl;
	reader->has_last = inner.has_last;
	return 0;
}

/* One step of a $GENERATE: its text is read as a line of its own. */
static int
generated_line(void *data, struct text text)
{
	struct reader *reader = data;
	struct token_line line = { 0 };
	struct scanner scanner;
	int status = 0;

	scanner_init(&scanner, text);
	if (scanner_line(&scanner, &line) && line.words.count > 0)
		status = read_record(reader, &line, false);
	token_line_done(&line);
	return status;
}

static int
do_generate(struct reader *reader, const struct token_line *line)
{
	struct error err = { 0 };
	size_t faults = reader->faults;
	int status = 0;

	for (size_t i = 1; i < line->words.count; i++)
		if (token_is_placeholder(
			&line->words.at[i], &reader->placeholders))
			return tell_unknown(reader, line->words.at[i].ptr);
	reader->generate = token_start(line->words.at);
	status = generate(line, reader->writer.scratch, &reader->faults,
	    generated_line, reader, &err);
	reader->generate = NULL;
	reader->owner_word = (struct text){ NULL, 0 };
	if (status != 0 && err.kind != ERROR_NONE && faults == reader->faults)
		return tell_token(
		    reader, "syntax", line->words.at, err.message, NULL);
	return err.kind != ERROR_NONE ? 0 : status;
}

static int
do_nothing(struct reader *reader, const struct token_line *line)
{
	(void)reader;
	(void)line;
	return 0;
}

static const struct directive {
	const char *word;
	int (*obey)(struct reader *reader, const struct token_line *line);
} directives[] = {
	{ "$ORIGIN", do_origin },
	{ "$TTL", do_ttl },
	{ "$INCLUDE", do_include },
	{ "$GENERATE", do_generate },
	{ "$DATE", do_nothing },
	{ "$ADDR_LIMIT_V4", do_nothing },
	{ "$ADDR_LIMIT_V6", do_nothing },
};

static int
read_directive(struct reader *reader, const struct token_line *line)
{
	struct text word = token_text(line->words.at);
	char message[120];

	for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
		if (text_equal_nocase(word, text_of(directives[i].word)))
			return directives[i].obey(reader, line);
	snprintf(message, sizeof message, "'%.*s' is no directive",
	    (int)(word.len < 60 ? word.len : 60), word.ptr);
	return tell_token(reader, "syntax", line->words.at, message, NULL);
}

/* ----------------------------------------------------------------- lines */

static const char *const line_faults[] = {
	[TOKEN_CONTROL] = "a control byte: servers refuse the file or cut it",
	[TOKEN_QUOTE_OPEN] = "a quote that is never closed",
	[TOKEN_QUOTE_LINES] =
	    "a quoted text over several lines, which servers refuse",
	[TOKEN_PAREN_OPEN] = "a '(' that is never closed",
	[TOKEN_PAREN_CLOSE] = "a ')' without its '('",
	[TOKEN_TOO_MANY_WORDS] = "a record of too many words",
};

static int
tell_comments(struct reader *reader, const struct token_line *line)
{
	const struct zone_sink *sink = reader->sink;

	for (size_t i = 0; i < line->comments.count; i++) {
		const struct token_comment *comment = &line->comments.at[i];
		struct read_comment told = { .source = reader->source,
			.offset = offset_of(reader, comment->ptr - 1),
			.text = { comment->ptr, comment->len },
			.alone = comment->alone };

		if (sink->comment(sink->data, &told) != 0)
			return -1;
	}
	return 0;
}

/* A line that is template statements only renders to what nobody knows. */
static bool
is_statement(const struct token_line *line)
{
	return line->words.count > 0 &&
	    (line->words.at[0].flags & TOKEN_BLOCK) != 0;
}

int
reader_line(struct reader *reader, const struct token_line *line)
{
	const struct token *first = line->words.at;

	if (tell_comments(reader, line) != 0)
		return -1;
	if (line->fault != TOKEN_OK) {
		if (tell(reader, "syntax", line->fault_ptr, line->fault_len,
			line_faults[line->fault], NULL) != 0)
			return -1;
		return tell_unknown(reader, line->start);
	}
	if (line->words.count == 0)
		return 0;
	if (is_statement(line))
		return tell_unknown(reader, first->ptr);
	if (first->len > 1 && first->ptr[0] == '$' && first->flags == 0)
		return read_directive(reader, line);
	return read_record(reader, line, line->blank_first);
}

int
reader_lines(struct reader *reader, struct scanner *scanner, const char *until)
{
	struct token_line line = { 0 };
	int status = 0;

	while (status == 0 && scanner->at < until) {
		status = fast_records(reader, scanner, until);
		if (status != 0 || scanner->at >= until)
			break;
		if (!scanner_line(scanner, &line))
			break;
		status = reader_line(reader, &line);
	}
	token_line_done(&line);
	return status;
}

static int
read_lines(struct reader *reader, struct text bytes, const char **ret_crlf)
{
	struct scanner scanner;
	int status = 0;

	scanner_init(&scanner, bytes);
	if (reader->depth == 0)
		status = chunks_read(reader, &scanner);
	if (status == 0)
		status = reader_lines(reader, &scanner, scanner.end);
	*ret_crlf = scanner.crlf;
	return status;
}

static int
read_source(struct reader *reader, const struct source *source)
{
	struct text bytes = source->bytes;
	const char *crlf = NULL;
	int status = 0;

	reader->source = source;
	if (reader->depth == 0)
		reader->exported = is_export(bytes);
	if (text_starts(bytes, TEXT("\xef\xbb\xbf"))) {
		status = tell(reader, "bom", bytes.ptr, 3,
		    "a byte order mark: servers take it for a name", NULL);
		bytes.ptr += 3;
		bytes.len -= 3;
	}
	if (status == 0)
		status = read_lines(reader, bytes, &crlf);
	if (status == 0 && crlf != NULL)
		status = tell(reader, "crlf", crlf, 1,
		    "lines end in CR LF, as on Windows", NULL);
	if (status == 0 && bytes.len > 0 && bytes.ptr[bytes.len - 1] != '\n')
		status = tell(reader, "no-final-newline",
		    bytes.ptr + bytes.len - 1, 1,
		    "the last line has no line end: some tools lose it", NULL);
	return status;
}

int
zonefile_read(struct zonefile *zonefile, const struct source *source)
{
	static const struct reader fresh = { 0 };
	uint8_t *rdata = arena_bytes(zonefile->scratch, LIMIT_RDATA);
	struct reader *reader = arena_alloc(zonefile->scratch, sizeof *reader);

	*reader = fresh;
	reader->zonefile = zonefile;
	reader->sink = zonefile->sink;
	reader->placeholders = (struct placeholder_test){
		zonefile->is_placeholder, zonefile->placeholder_data
	};
	reader->origin = zonefile->relative_to != NULL ? zonefile->relative_to :
							 zonefile->origin;
	reader->writer.bytes = rdata;
	reader->writer.scratch = zonefile->scratch;
	return read_source(reader, source);
}

/* -------------------------------------------------------------- locating */

bool
zonefile_locate(const struct source *source, uint32_t offset, int field,
    uint32_t *ret_offset, uint32_t *ret_length)
{
	const char *start = source->bytes.ptr + offset;
	struct placeholder_test none = { NULL, NULL };
	struct token_line line = { 0 };
	struct scanner scanner;
	struct record_words words;
	const struct token *found = NULL;
	bool left_out = offset > 0 && start[-1] != '\n' &&
	    !(offset == 3 && start[-1] == '\xbf');

	if (offset >= source->bytes.len)
		return false;
	scanner_init(
	    &scanner, (struct text){ start, source->bytes.len - offset });
	if (scanner_line(&scanner, &line) && line.words.count > 0) {
		record_words(&line, left_out, &none, &words);
		if (field < 0)
			found = line.words.at;
		else if (words.type != NULL &&
		    words.data + (size_t)field < line.words.count)
			found = &line.words.at[words.data + (size_t)field];
	}
	if (found != NULL) {
		*ret_offset =
		    (uint32_t)(token_start(found) - source->bytes.ptr);
		*ret_length = (uint32_t)(token_end(found) - token_start(found));
	}
	token_line_done(&line);
	return found != NULL;
}
