/*
 * A large file is cut at line starts and each chunk read by itself, on the
 * guess that nothing reaches over the cut: no parenthesis, quote or template
 * is open there, and what holds behind it ($ORIGIN, $TTL) is what the
 * directives before it say, which a quick look finds. The guess is checked
 * afterwards, chunk by chunk: the one before must have ended exactly at the
 * cut, with the state that was guessed. From the first chunk that was wrong on
 * all is thrown away and read again by one thread. So the result never depends
 * on the cuts; only the time does.
 */
#include "chunks.h"

#include <string.h>

#include "../base/workers.h"

#define CHUNK_BYTES ((size_t)512 * 1024)
#define CHUNKS_MAX  ((size_t)WORKERS_MAX * 2)
#define CUT_LINES   64 /* looked at for one that a cut may stand before */

struct chunk {
	struct reader reader;   /* its state when begun, then when done */
	struct scanner scanner; /* at its start, then where it ended */
	const char *until;
	/* What was guessed. */
	const char *start;
	struct text origin; /* wire */
	uint32_t default_ttl;
	bool has_default;
	int status;
};

struct chunks {
	struct chunk *at;
	size_t count;
};

static void
reader_copy(struct reader *to, const struct reader *from)
{
	*to = *from;
	if (from->origin == from->origin_wire)
		to->origin = to->origin_wire;
}

/* -------------------------------------------------------------- the guess */

static int
mute_record(void *data, const struct read_record *record)
{
	(void)data;
	(void)record;
	return 0;
}

static int
mute_fault(void *data, const struct read_fault *fault)
{
	(void)data;
	(void)fault;
	return 0;
}

static int
mute_comment(void *data, const struct read_comment *comment)
{
	(void)data;
	(void)comment;
	return 0;
}

static int
mute_unknown(void *data, const struct source *source, uint32_t offset)
{
	(void)data;
	(void)source;
	(void)offset;
	return 0;
}

static const struct zone_sink mute = { NULL, mute_record, mute_fault,
	mute_comment, mute_unknown };

/* Obeys a directive, where it is one that holds for what follows. */
static void
guess_directive(struct reader *guess, struct text line)
{
	struct token_line words = { 0 };
	struct scanner scanner;

	if (!text_starts_nocase(line, TEXT("$ORIGIN")) &&
	    !text_starts_nocase(line, TEXT("$TTL")))
		return;
	scanner_init(&scanner, line);
	if (scanner_line(&scanner, &words))
		reader_line(guess, &words);
	token_line_done(&words);
}

/*
 * Obeys the directives from one place to another. Stops at an $INCLUDE, which
 * no chunk may hold, and says where; NULL when there is none.
 */
static const char *
guess_ahead(struct reader *guess, const char *from, const char *to)
{
	const char *start = guess->source->bytes.ptr;

	while (from < to &&
	    (from = memchr(from, '$', (size_t)(to - from))) != NULL) {
		const char *end = memchr(from, '\n', (size_t)(to - from));
		struct text line;

		if (end == NULL)
			end = to;
		line = (struct text){ from, (size_t)(end - from) };
		if (from == start || from[-1] == '\n') {
			if (text_starts_nocase(line, TEXT("$INCLUDE")))
				return from;
			guess_directive(guess, line);
		}
		from++;
	}
	return NULL;
}

/* --------------------------------------------------------------- the cuts */

/*
 * A line that begins like a record with its owner, behind one that is not
 * empty: empty lines are read with what follows them.
 */
static bool
may_be_cut(const char *line)
{
	const char *before = line[-2] == '\r' ? line - 3 : line - 2;

	return strchr(" \t\r\n;()\"$%{<", *line) == NULL &&
	    (unsigned char)*before > ' ';
}

/* The first line behind `at` that a cut may stand before; NULL: none near. */
static const char *
cut_behind(const char *at, const char *end)
{
	for (int i = 0; i < CUT_LINES; i++) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (at == NULL || ++at == end)
			return NULL;
		if (may_be_cut(at))
			return at;
	}
	return NULL;
}

static void
chunk_begin(struct chunk *chunk, const struct reader *guess,
    const struct scanner *scanner, const char *start, unsigned number,
    size_t bytes)
{
	const struct zonefile *zonefile = guess->zonefile;
	struct arena *scratch = arena_new();

	reader_copy(&chunk->reader, guess);
	chunk->reader.sink = zonefile->part(zonefile->part_data, number, bytes);
	chunk->reader.writer.scratch = scratch;
	chunk->reader.writer.bytes = arena_bytes(scratch, LIMIT_RDATA);
	chunk->reader.in_chunk = true;
	chunk->scanner = *scanner;
	chunk->scanner.at = start;
	chunk->start = start;
	chunk->until = scanner->end;
	chunk->default_ttl = guess->default_ttl;
	chunk->has_default = guess->has_default;
	if (guess->origin != NULL)
		chunk->origin = (struct text){ (const char *)name_copy(
						   scratch, guess->origin),
			name_length(guess->origin) };
}

static void
chunks_cut(struct chunks *chunks, const struct reader *reader,
    const struct scanner *scanner, size_t count)
{
	const char *start = scanner->at;
	size_t bytes = (size_t)(scanner->end - start) / count;
	const char *include = NULL;
	struct reader guess;

	reader_copy(&guess, reader);
	guess.sink = &mute;
	chunk_begin(&chunks->at[0], &guess, scanner, start, 0, bytes);
	chunks->count = 1;
	for (size_t i = 1; i <= count && include == NULL; i++) {
		struct chunk *last = &chunks->at[chunks->count - 1];
		const char *cut = i == count ?
		    scanner->end :
		    cut_behind(start + i * bytes, scanner->end);

		if (cut == NULL || cut <= last->start)
			continue;
		include = guess_ahead(&guess, last->start, cut);
		last->until = include != NULL ? include : cut;
		if (include != NULL || i == count)
			break;
		chunk_begin(&chunks->at[chunks->count], &guess, scanner, cut,
		    (unsigned)chunks->count, bytes);
		chunks->count++;
	}
}

static void
chunk_task(void *data, size_t number, unsigned worker)
{
	struct chunks *chunks = data;
	struct chunk *chunk = &chunks->at[number];
	const struct zonefile *zonefile = chunk->reader.zonefile;

	(void)worker;
	chunk->status = reader_lines(
	    &chunk->reader, &chunk->scanner, chunk->until);
	if (zonefile->part_filled != NULL)
		zonefile->part_filled(zonefile->part_data, (unsigned)number);
}

/* -------------------------------------------------------------- the check */

static bool
origin_is(const struct reader *reader, struct text wire)
{
	if (reader->origin == NULL || wire.ptr == NULL)
		return reader->origin == NULL && wire.ptr == NULL;
	return name_equal(reader->origin, (const uint8_t *)wire.ptr);
}

/* Could `chunk` be read as it was, given how the one before it ended? */
static bool
chunk_holds(const struct chunk *chunk, const struct chunk *before)
{
	const struct reader *ended = &before->reader;
	const struct reader *reader = &chunk->reader;

	return chunk->status == 0 && !reader->left_chunk &&
	    before->scanner.at == chunk->start &&
	    before->scanner.reach == LIMIT_PAREN_LINES &&
	    origin_is(ended, chunk->origin) &&
	    ended->has_default == chunk->has_default &&
	    ended->default_ttl == chunk->default_ttl && !reader->wanted &&
	    reader->told_count == 0 && !reader->origin_told &&
	    !ended->origin_told &&
	    (reader->class == 0 || ended->class == 0 ||
		reader->class == ended->class) &&
	    reader->faults + ended->faults < LIMIT_FAULTS_PER_SOURCE;
}

/* What the one before leaves for those behind this one. */
static void
chunk_follow(struct chunk *chunk, const struct chunk *before)
{
	struct reader *reader = &chunk->reader;
	const struct reader *ended = &before->reader;

	if (reader->class == 0)
		reader->class = ended->class;
	if (!reader->has_last) {
		reader->has_last = ended->has_last;
		reader->last_ttl = ended->last_ttl;
	}
	if (!reader->has_owner && !reader->owner_unknown) {
		memcpy(reader->owners, ended->owners, sizeof reader->owners);
		reader->owner = ended->owner;
		reader->owner_word = ended->owner_word;
		reader->has_owner = ended->has_owner;
		reader->owner_unknown = ended->owner_unknown;
	}
	reader->faults += ended->faults;
	memcpy(reader->told, ended->told, sizeof reader->told);
	reader->told_count = ended->told_count;
	if (before->scanner.crlf != NULL)
		chunk->scanner.crlf = before->scanner.crlf;
}

/* How many of the chunks count. */
static size_t
chunks_check(struct chunks *chunks)
{
	struct chunk *first = &chunks->at[0];
	size_t kept = 1;

	if (first->status != 0 || first->reader.left_chunk)
		return 0;
	for (; kept < chunks->count; kept++) {
		struct chunk *chunk = &chunks->at[kept];

		if (!chunk_holds(chunk, chunk - 1))
			break;
		chunk_follow(chunk, chunk - 1);
	}
	return kept;
}

/* The last chunk that counts says how to go on. */
static void
chunks_leave(
    const struct chunk *last, struct reader *reader, struct scanner *scanner)
{
	struct rdata_writer writer = reader->writer;

	reader_copy(reader, &last->reader);
	reader->writer = writer;
	reader->in_chunk = false;
	*scanner = last->scanner;
}

int
chunks_read(struct reader *reader, struct scanner *scanner)
{
	struct zonefile *zonefile = reader->zonefile;
	size_t bytes = zonefile->chunk > 0 ? zonefile->chunk : CHUNK_BYTES;
	size_t count = (size_t)(scanner->end - scanner->at) / bytes;
	struct chunks chunks = { 0 };
	size_t kept = 0;

	if (count > (size_t)zonefile->threads * 2)
		count = (size_t)zonefile->threads * 2;
	if (count > CHUNKS_MAX)
		count = CHUNKS_MAX;
	if (zonefile->part == NULL || zonefile->threads < 2 || count < 2)
		return 0;
	chunks.at = arena_array(zonefile->scratch, count, sizeof *chunks.at);
	chunks_cut(&chunks, reader, scanner, count);
	workers_run(zonefile->threads, chunks.count, chunk_task, &chunks);
	kept = chunks_check(&chunks);
	if (kept > 0)
		chunks_leave(&chunks.at[kept - 1], reader, scanner);
	for (size_t i = 0; i < chunks.count; i++)
		arena_free(chunks.at[i].reader.writer.scratch);
	zonefile->parts_kept(zonefile->part_data, (unsigned)kept);
	return 0;
}
