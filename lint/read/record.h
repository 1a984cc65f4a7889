/*
 * The words of one record: which is the owner, the TTL, the class, the type,
 * and where its data begins (RFC 1035, 5.1).
 */
#ifndef READ_RECORD_H
#define READ_RECORD_H

#include "../dns/rdata.h"
#include "token.h"

enum record_shape {
	RECORD_WHOLE,      /* has a type that we know */
	RECORD_NO_TYPE,    /* its words end before one */
	RECORD_NOT_A_TYPE, /* `at` stands where a type should */
	RECORD_OTHER_TYPE, /* a private one: a word that could be a type */
	RECORD_TEMPLATE    /* a placeholder stands where the type should */
};

struct record_words {
	const struct token *owner; /* NULL: left out */
	const struct token *ttl, *class, *type;
	uint32_t seconds; /* of `ttl`, when it is a number in range */
	enum ttl_fault ttl_fault; /* of `ttl`, where there is one */
	uint16_t class_number, type_number;
	size_t data; /* index of the first word of its data */
};

/* How a word is told to be a placeholder: see struct zonefile. */
struct placeholder_test {
	bool (*is_placeholder)(void *data, struct text word);
	void *data;
};

bool token_is_placeholder(
    const struct token *token, const struct placeholder_test *test);

enum record_shape record_words(const struct token_line *line,
    bool owner_left_out, const struct placeholder_test *test,
    struct record_words *ret);

/*
 * Encodes the data. On a fault `*ret_bad` is the word to blame (NULL: the
 * record's last) and `err` says why.
 */
int record_encode(const struct token_line *line,
    const struct record_words *words, struct rdata_writer *writer,
    const struct token **ret_bad, struct error *err);

#endif
