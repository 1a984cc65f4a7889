/*
 * Is this a zone file at all? A look at the beginning, no more.
 *
 * Plain records are told by the fast path, all other lines are looked at here,
 * without the faults that a reader would find in them.
 */
#include <string.h>

#include "reader.h"

#define GLANCE_BYTES ((size_t)64 * 1024)
#define GLANCE_LINES 400

struct glance {
	struct zonefile_glance *ret;
	struct reader reader;     /* its origin and writer, and plain records */
	uint8_t first[NAME_WIRE]; /* the first $ORIGIN, when it is absolute */
	bool has_first;
	unsigned dns, other;
	unsigned left; /* lines to look at, at most */
};

/* Would it look like a zone even if no line of the rest were one's? */
static bool
is_decided(const struct glance *glance)
{
	return glance->ret->has_soa &&
	    glance->other + glance->left <= glance->dns * 2;
}

/* ------------------------------------------------------------ plain records */

static void
glance_origin(struct glance *glance, const uint8_t *name)
{
	memcpy(glance->ret->origin, name, name_length(name));
	glance->ret->origin_known = true;
}

/* Who has a blank first is none of them: its owner is not followed here. */
static int
glance_plain(void *data, const struct read_record *record)
{
	struct glance *glance = data;

	if (record->type == 6 && !glance->ret->has_soa) {
		glance->ret->has_soa = true;
		glance_origin(glance, record->owner);
	}
	glance->dns++;
	glance->left--;
	glance->reader.has_owner = false;
	return glance->left == 0 || is_decided(glance) ? -1 : 0;
}

/* -------------------------------------------------------------- other lines */

static void
glance_soa(struct glance *glance, const struct record_words *words)
{
	uint8_t name[NAME_WIRE];
	struct text word = TEXT("@");

	if (glance->ret->has_soa)
		return;
	glance->ret->has_soa = true;
	if (words->owner != NULL)
		word = token_text(words->owner);
	if (name_from_text(word, glance->reader.origin, name, NULL) == NAME_OK)
		glance_origin(glance, name);
}

/* A record is one only when its data reads as what its type says. */
static bool
glance_record(struct glance *glance, const struct token_line *line)
{
	static const uint8_t root[] = { 0 };
	struct placeholder_test none = { NULL, NULL };
	struct rdata_writer *writer = &glance->reader.writer;
	struct record_words words;
	const struct token *bad = NULL;
	struct error err;
	bool opaque = false;

	if (record_words(line, line->blank_first, &none, &words) !=
	    RECORD_WHOLE)
		return false;
	for (size_t i = words.data; i < line->words.count; i++)
		opaque = opaque ||
		    token_is_placeholder(&line->words.at[i], &none);
	writer->origin = glance->reader.origin != NULL ? glance->reader.origin :
							 root;
	arena_reset(writer->scratch);
	if (!opaque && record_encode(line, &words, writer, &bad, &err) != 0)
		return false;
	if (words.type_number == 6)
		glance_soa(glance, &words);
	return true;
}

static bool
glance_directive(struct glance *glance, const struct token_line *line)
{
	static const uint8_t root[] = { 0 };
	uint8_t name[NAME_WIRE];
	static const char *const directives[] = { "$ORIGIN", "$TTL", "$INCLUDE",
		"$GENERATE", NULL };
	struct text word = token_text(line->words.at);
	struct reader *reader = &glance->reader;
	size_t i = 0;

	while (directives[i] != NULL &&
	    !text_equal_nocase(word, text_of(directives[i])))
		i++;
	if (directives[i] == NULL || line->words.count < 2)
		return false;
	if (i != 0)
		return true;
	if (reader->origin == NULL && glance->dns == 0)
		glance->has_first = name_from_text(
					token_text(&line->words.at[1]), NULL,
					glance->first, NULL) == NAME_OK;
	if (name_from_text(token_text(&line->words.at[1]),
		reader->origin != NULL ? reader->origin : root, name,
		NULL) != NAME_OK) {
		reader->origin = NULL;
		return true;
	}
	memcpy(reader->origin_wire, name, name_length(name));
	reader->origin = reader->origin_wire;
	return true;
}

static void
glance_line(struct glance *glance, const struct token_line *line)
{
	if (line->words.count == 0)
		return;
	for (size_t i = 0; i < line->words.count; i++)
		if ((line->words.at[i].flags & TOKEN_BLOCK) != 0)
			return;
	if (line->words.at[0].ptr[0] == '$' ? glance_directive(glance, line) :
					      glance_record(glance, line))
		glance->dns++;
	else
		glance->other++;
}

static unsigned
lines_most(struct text head)
{
	const char *at = head.ptr, *end = head.ptr + head.len;
	unsigned count = 1;

	while (count < GLANCE_LINES && at < end &&
	    (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		count++;
		at++;
	}
	return count;
}

static void
glance_lines(struct glance *glance, struct text head)
{
	struct token_line line = { 0 };
	struct scanner scanner;

	scanner_init(&scanner, head);
	for (glance->left = lines_most(head);
	     glance->left > 0 && !is_decided(glance); glance->left--) {
		if (fast_records(&glance->reader, &scanner, scanner.end) != 0 ||
		    !scanner_line(&scanner, &line))
			break;
		glance_line(glance, &line);
	}
	token_line_done(&line);
}

void
zonefile_glance(struct text bytes, struct zonefile_glance *ret)
{
	struct glance glance = { .ret = ret };
	struct zone_sink sink = { .data = &glance, .record = glance_plain };
	struct zonefile zonefile = { .sink = &sink };
	struct source source = { .bytes = bytes };
	struct text head = bytes;
	uint8_t rdata[LIMIT_RDATA];

	memset(ret, 0, sizeof *ret);
	if (head.len > GLANCE_BYTES)
		head.len = GLANCE_BYTES;
	if (head.len == 0 || memchr(head.ptr, '\0', head.len) != NULL)
		return;
	if (text_starts(head, TEXT("\xef\xbb\xbf"))) {
		head.ptr += 3;
		head.len -= 3;
	}
	glance.reader.zonefile = &zonefile;
	glance.reader.sink = &sink;
	glance.reader.source = &source;
	glance.reader.writer.bytes = rdata;
	glance.reader.writer.scratch = arena_new();
	glance_lines(&glance, head);
	arena_free(glance.reader.writer.scratch);
	if (!ret->has_soa && glance.has_first)
		glance_origin(&glance, glance.first);
	ret->looks_like_zone = glance.dns > 0 &&
	    (ret->has_soa ? glance.other <= glance.dns * 2 :
			    glance.other * 4 <= glance.dns);
}
