/* Is this a zone file at all? A look at the beginning, no more. */
#include <string.h>

#include "../base/limits.h"
#include "../dns/name.h"
#include "record.h"
#include "zonefile.h"

#define GLANCE_BYTES ((size_t)64 * 1024)
#define GLANCE_LINES 400

struct glance {
	struct zonefile_glance *ret;
	struct arena *scratch;
	struct rdata_writer writer;
	uint8_t origin[NAME_WIRE];
	uint8_t first[NAME_WIRE]; /* the first $ORIGIN, when it is absolute */
	bool has_origin, has_first;
	unsigned dns, other;
};

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
	if (name_from_text(word, glance->has_origin ? glance->origin : NULL,
		name, NULL) != NAME_OK)
		return;
	memcpy(glance->ret->origin, name, name_length(name));
	glance->ret->origin_known = true;
}

/* A record is one only when its data reads as what its type says. */
static bool
glance_record(struct glance *glance, const struct token_line *line)
{
	static const uint8_t root[] = { 0 };
	struct placeholder_test none = { NULL, NULL };
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
	glance->writer.origin = glance->has_origin ? glance->origin : root;
	arena_reset(glance->scratch);
	if (!opaque &&
	    record_encode(line, &words, &glance->writer, &bad, &err) != 0)
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
	size_t i = 0;

	while (directives[i] != NULL &&
	    !text_equal_nocase(word, text_of(directives[i])))
		i++;
	if (directives[i] == NULL || line->words.count < 2)
		return false;
	if (i != 0)
		return true;
	if (!glance->has_origin && glance->dns == 0)
		glance->has_first = name_from_text(
					token_text(&line->words.at[1]), NULL,
					glance->first, NULL) == NAME_OK;
	glance->has_origin = name_from_text(token_text(&line->words.at[1]),
				 glance->has_origin ? glance->origin : root,
				 name, NULL) == NAME_OK;
	if (glance->has_origin)
		memcpy(glance->origin, name, name_length(name));
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

/* How many lines there are to look at, at most. */
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

/* Would it look like a zone even if no line of the rest were one's? */
static bool
is_decided(const struct glance *glance, unsigned rest)
{
	return glance->ret->has_soa && glance->other + rest <= glance->dns * 2;
}

void
zonefile_glance(struct text bytes, struct zonefile_glance *ret)
{
	struct glance glance = { .ret = ret };
	struct text head = bytes;
	struct token_line line = { 0 };
	struct scanner scanner;
	uint8_t rdata[LIMIT_RDATA];
	unsigned most = 0;

	memset(ret, 0, sizeof *ret);
	if (head.len > GLANCE_BYTES)
		head.len = GLANCE_BYTES;
	if (head.len == 0 || memchr(head.ptr, '\0', head.len) != NULL)
		return;
	if (text_starts(head, TEXT("\xef\xbb\xbf"))) {
		head.ptr += 3;
		head.len -= 3;
	}
	glance.scratch = arena_new();
	glance.writer.bytes = rdata;
	glance.writer.scratch = glance.scratch;
	scanner_init(&scanner, head);
	for (most = lines_most(head); most > 0 && !is_decided(&glance, most) &&
	     scanner_line(&scanner, &line);
	     most--)
		glance_line(&glance, &line);
	token_line_done(&line);
	arena_free(glance.scratch);
	if (!ret->has_soa && glance.has_first) {
		memcpy(ret->origin, glance.first, name_length(glance.first));
		ret->origin_known = true;
	}
	ret->looks_like_zone = glance.dns > 0 &&
	    (ret->has_soa ? glance.other <= glance.dns * 2 :
			    glance.other * 4 <= glance.dns);
}
