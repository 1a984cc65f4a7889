/*
 * Records from formats that keep their data in fields (YAML, JSON, plans): the
 * words of a value become wire, and where each word stands is kept with the
 * source, so that a finding can underline it.
 *
 * One `struct values` serves one reading of one document.
 */
#ifndef READ_VALUE_H
#define READ_VALUE_H

#include "../base/vector.h"
#include "../dns/rdata.h"
#include "token.h"
#include "zonefile.h"

/* One word of a record's data. */
struct value_field {
	/*
	 * As a master file spells it, without quotes; with `raw` the very
	 * bytes, and where the type wants strings they are cut to such.
	 */
	struct text text;
	bool raw;
	uint32_t offset, length; /* in the source; length 0: not known */
};

struct value {
	const uint8_t *owner;
	const uint8_t *origin; /* of relative names in its data; NULL: none */
	uint16_t type;
	uint32_t ttl;
	bool ttl_given; /* in the record itself */
	bool ttl_known;
	bool opaque; /* what it says cannot be known */
	bool routed; /* one of several answers: may be told twice */
	const char *withheld; /* see struct read_record */
	struct source *source;
	uint32_t offset, length; /* of the whole of it in the source */
	const struct value_field *fields;
	size_t count;
};

struct values {
	struct arena *side, *scratch;
	struct rdata_writer writer;
	struct token_line line;
	struct {
		VECTOR_OF(uint32_t);
	} field_of; /* each word of `line` → its field */
	struct {
		VECTOR_OF(const char *);
	} told; /* types without a number */
	size_t faults;
};

/* `side` lives as long as the zones; `scratch` may be reset between records. */
void values_init(
    struct values *values, struct arena *side, struct arena *scratch);
void values_done(struct values *values);

/*
 * Tells the record. Data that cannot be encoded is a fault ("syntax") at the
 * word to blame, and the record is told as opaque: it is there. -1 when the
 * sink stops.
 */
int value_emit(struct values *values, const struct zone_sink *sink,
    const struct value *value);

/*
 * The same of data in one text, as a master file has it: "10 mx.example.com."
 * The fields of `value` are not looked at.
 */
int value_emit_text(struct values *values, const struct zone_sink *sink,
    const struct value *value, struct text text);

/*
 * The number of a type's word. One that the DNS does not know is told once a
 * document ("unknown-type"), a slip of a known one each time; both are 65402,
 * whose records are opaque. `at` says where the word stands.
 */
int value_type(struct values *values, const struct zone_sink *sink,
    struct text word, const struct value_field *at, const struct source *source,
    uint16_t *ret);

/* Is field `index` of the type a text, and no number, name or address? */
bool value_is_text(uint16_t type, unsigned index);

/* At most LIMIT_FAULTS_PER_SOURCE of them a document. */
int value_fault(struct values *values, const struct zone_sink *sink,
    struct read_fault fault);

#endif
