/* The words of one record, and its data in wire form. */
#include "record.h"

#include <stdio.h>
#include <string.h>

#include "../base/limits.h"

/* --------------------------------------------------------- placeholders */

static bool
is_upper(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* `__NAME__` somewhere in the word. */
static bool
holds_dunder(struct text word)
{
	for (size_t i = 0; i + 5 <= word.len; i++) {
		size_t end = i + 2;

		if (word.ptr[i] != '_' || word.ptr[i + 1] != '_' ||
		    !is_upper(word.ptr[end]) || word.ptr[end] == '_')
			continue;
		while (end < word.len && is_upper(word.ptr[end]))
			end++;
		if (word.ptr[end - 1] == '_' && word.ptr[end - 2] == '_')
			return true;
	}
	return false;
}

static bool
holds(struct text word, const char *what)
{
	return memmem(word.ptr, word.len, what, strlen(what)) != NULL;
}

/* `${name}`; with a number inside it is a form of $GENERATE. */
static bool
holds_variable(struct text word)
{
	for (size_t i = 0; i + 3 < word.len; i++)
		if (word.ptr[i] == '$' && word.ptr[i + 1] == '{' &&
		    strchr("+-0123456789", word.ptr[i + 2]) == NULL)
			return true;
	return false;
}

bool
token_is_placeholder(
    const struct token *token, const struct placeholder_test *test)
{
	struct text word = token_text(token);

	if (test->is_placeholder != NULL &&
	    test->is_placeholder(test->data, word))
		return true;
	if ((token->flags & TOKEN_TEMPLATE) == 0)
		return false;
	if (holds(word, "{{") || holds(word, "{%") || holds(word, "<%") ||
	    holds_variable(word) || holds_dunder(word) ||
	    text_starts(word, TEXT("REPLACE")))
		return true;
	return (token->flags & TOKEN_QUOTED) == 0 && word.len > 1 &&
	    word.ptr[0] == '$' && word.ptr[1] >= 'a' && word.ptr[1] <= 'z';
}

/* ------------------------------------------------------------- the words */

static uint16_t
class_of_word(struct text word)
{
	static const struct {
		const char *name;
		uint16_t number;
	} classes[] = { { "IN", 1 }, { "CH", 3 }, { "HS", 4 }, { "CS", 2 } };
	uint32_t number = 0;

	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (word.len == 2 &&
		    text_equal_nocase(word, (struct text){ classes[i].name, 2 }))
			return classes[i].number;
	if (word.len <= 5 || word.len > 10 ||
	    !text_starts_nocase(word, TEXT("CLASS")))
		return 0;
	for (size_t i = 5; i < word.len; i++) {
		if (word.ptr[i] < '0' || word.ptr[i] > '9')
			return 0;
		number = number * 10 + (uint32_t)(word.ptr[i] - '0');
	}
	return number > UINT16_MAX ? 0 : (uint16_t)number;
}

/* A word that a server we do not know might take for a type. */
static bool
could_be_type(const struct token *token)
{
	if ((token->flags & TOKEN_QUOTED) != 0 || token->len < 2 ||
	    token->len > 20 || token->ptr[0] < 'A' || token->ptr[0] > 'Z')
		return false;
	for (uint32_t i = 0; i < token->len; i++) {
		char c = token->ptr[i];

		if (!(is_upper(c) || c == '-'))
			return false;
	}
	return true;
}

/* What Windows writes between the owner and the TTL: its age. */
static bool
is_age(const struct token *token)
{
	return text_starts_nocase(token_text(token), TEXT("[AGE:"));
}

/* TTL and class, in either order; true when the word was one of them. */
static bool
take_ttl_or_class(const struct token *token, struct record_words *words,
    const struct placeholder_test *test, bool more)
{
	struct text text = token_text(token);
	uint16_t class = 0;
	enum ttl_fault fault = TTL_NONE;

	if ((token->flags & TOKEN_QUOTED) != 0)
		return false;
	if (is_age(token))
		return true;
	class = words->class == NULL ? class_of_word(text) : 0;
	if (class != 0) {
		words->class = token;
		words->class_number = class;
		return true;
	}
	if (words->ttl != NULL || text.len == 0)
		return false;
	if (text.ptr[0] >= '0' && text.ptr[0] <= '9')
		fault = ttl_from_text(text, &words->seconds);
	else if (!more || !token_is_placeholder(token, test))
		return false;
	else
		fault = TTL_OK;
	words->ttl_fault = fault;
	if (fault == TTL_NONE)
		return false;
	words->ttl = token;
	return true;
}

/*
 * Azure's export has been seen to say "IN SOA SOA ns1 …". Eight words of data
 * are no SOA any other way.
 */
static void
skip_doubled_type(const struct token_line *line, struct record_words *words)
{
	if (line->words.count == words->data + 8 &&
	    text_equal_nocase(
		token_text(&line->words.at[words->data]), TEXT("SOA")))
		words->data++;
}

enum record_shape
record_words(const struct token_line *line, bool owner_left_out,
    const struct placeholder_test *test, struct record_words *ret)
{
	const struct token *words = line->words.at;
	size_t count = line->words.count, at = 0;

	*ret = (struct record_words){ .class_number = 1 };
	if (!owner_left_out)
		ret->owner = &words[at++];
	while (at < count &&
	    take_ttl_or_class(&words[at], ret, test, at + 1 < count))
		at++;
	if (at == count)
		return RECORD_NO_TYPE;
	ret->type = &words[at];
	ret->data = at + 1;
	if ((words[at].flags & TOKEN_QUOTED) == 0)
		ret->type_number = type_from_text(token_text(&words[at]));
	if (ret->type_number == 6)
		skip_doubled_type(line, ret);
	if (ret->type_number != 0)
		return RECORD_WHOLE;
	if (token_is_placeholder(&words[at], test))
		return RECORD_TEMPLATE;
	return could_be_type(&words[at]) && ret->data < count ?
	    RECORD_OTHER_TYPE :
	    RECORD_NOT_A_TYPE;
}

/* -------------------------------------------------------------- the data */

static bool
takes_rest(enum field_kind kind)
{
	return kind == FIELD_STRINGS || kind == FIELD_HEX ||
	    kind == FIELD_BASE64 || kind == FIELD_BITMAP ||
	    kind == FIELD_PARAMS || kind == FIELD_LDNS;
}

/* `key="value"` is two tokens and one parameter: from start to end as it is. */
static struct text
joined_text(const struct token_line *line, size_t *at)
{
	const char *start = token_start(&line->words.at[*at]);
	const char *end = token_end(&line->words.at[*at]);

	while (*at + 1 < line->words.count &&
	    (line->words.at[*at + 1].flags & TOKEN_JOINED) != 0)
		end = token_end(&line->words.at[++*at]);
	return (struct text){ start, (size_t)(end - start) };
}

static int
encode_rest(const struct token_line *line, size_t *at, enum field_kind kind,
    struct rdata_writer *writer, const struct token **ret_bad,
    struct error *err)
{
	for (; *at < line->words.count; ++*at) {
		const struct token *token = &line->words.at[*at];
		struct text word = kind == FIELD_PARAMS ?
		    joined_text(line, at) :
		    token_text(token);

		*ret_bad = token;
		if (rdata_field(writer, kind, word,
			(token->flags & TOKEN_QUOTED) != 0, err) != 0)
			return -1;
	}
	return rdata_finish(writer, kind, err);
}

static int
encode_generic(const struct token_line *line, const struct record_words *words,
    struct rdata_writer *writer, struct error *err)
{
	size_t count = line->words.count - words->data - 1;
	struct text *texts = arena_array(
	    writer->scratch, count + 1, sizeof *texts);

	for (size_t i = 0; i < count; i++)
		texts[i] = token_text(&line->words.at[words->data + 1 + i]);
	return rdata_generic(writer, words->type_number, texts, count, err);
}

static int
encode_fields(const struct token_line *line, const struct record_words *words,
    const struct rdata_type *row, struct rdata_writer *writer,
    const struct token **ret_bad, struct error *err)
{
	size_t at = words->data;

	for (unsigned i = 0; row->fields[i] != FIELD_END; i++) {
		enum field_kind kind = row->fields[i];

		*ret_bad = NULL;
		if (at == line->words.count && kind != FIELD_PARAMS &&
		    kind != FIELD_BITMAP)
			return error_set(err,
			    i == 0 ? "the %s record has no data" :
				     "the %s record ends too early",
			    row->mnemonic);
		if (takes_rest(kind)) {
			if (encode_rest(
				line, &at, kind, writer, ret_bad, err) != 0)
				return -1;
			continue;
		}
		*ret_bad = &line->words.at[at];
		if (rdata_field(writer, kind, token_text(*ret_bad),
			((*ret_bad)->flags & TOKEN_QUOTED) != 0, err) != 0)
			return -1;
		at++;
	}
	if (at < line->words.count) {
		*ret_bad = &line->words.at[at];
		return error_set(err,
		    "more words than a %s record has: is a ';' or a line end "
		    "missing?",
		    row->mnemonic);
	}
	return 0;
}

int
record_encode(const struct token_line *line, const struct record_words *words,
    struct rdata_writer *writer, const struct token **ret_bad,
    struct error *err)
{
	const struct rdata_type *row = rdata_type(words->type_number);

	*ret_bad = NULL;
	writer->length = 0;
	writer->open = writer->open_count = 0;
	writer->type = words->type_number;
	if (words->data < line->words.count &&
	    text_equal(token_text(&line->words.at[words->data]), TEXT("\\#")))
		return encode_generic(line, words, writer, err);
	if (row == NULL || row->fields[0] == FIELD_END)
		return error_set(err,
		    "data of this type is written \\# LENGTH HEX (RFC 3597)");
	return encode_fields(line, words, row, writer, ret_bad, err);
}
