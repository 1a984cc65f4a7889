/*
 * The fast path: plain records of common types, a line at a time.
 *
 * Nearly all lines of a large zone look alike: words parted by blanks, no
 * parentheses, no comment, no escape, a type of a dozen. For those the general
 * way (token.c, record.c, field.c) does too much: it looks at each byte by
 * itself, several times. Here
 *
 *   - 64 bytes are classified at once into bit masks (struct marks): blanks,
 *     line ends, quotes, '_' and all bytes that make a line anything but plain;
 *     words are then found by counting zeroes in a mask;
 *   - a name is lowered and its dots found in one step, so that its label
 *     lengths are written over the dots, which is wire form already;
 *   - the data of the common types is written straight to the reader's buffer.
 *
 * Whatever is not surely plain is left to the general way, line by line: a
 * byte of the mask `other`, a word that might be a placeholder, a type that is
 * not in the table, a number out of range, a name too long. So a fault is
 * always told by the one place that knows how, and this file has no messages.
 * It never guesses: where it delivers a record, the general way would deliver
 * the same; tests/unit/test_fast.c and a fuzz target hold both against each
 * other.
 *
 * Classifying and lowering exist twice, for AVX2 and for any processor; which
 * one is asked at run time, and struct zonefile can say otherwise. Both look at
 * whole blocks of 64 bytes, and so behind what they are asked for: the last
 * lines of a file, which are all lines of a small one, are read from a copy
 * with zeroes behind it.
 */
#include <string.h>

#include "reader.h"

#define BLOCK  ((size_t)64)
#define BLOCKS 8 /* of one line: longer ones are not for us */
/* How far behind a line's start may be looked: words, strings, the last one. */
#define MARGIN    (BLOCK * (3 * BLOCKS + 1))
#define WORDS_MAX 16

/* One bit a byte of a block. */
struct marks {
	uint64_t blank; /* all bytes up to the space: line ends, controls too */
	uint64_t line;  /* line ends */
	uint64_t quote, under;
	uint64_t soft;  /* ; ( ) : other outside of quotes only */
	uint64_t other; /* escapes, placeholders' openings, control bytes */
};

struct ways {
	void (*classify)(const char *block, struct marks *ret);
	/* Lowers 64 bytes; which of them are dots. */
	uint64_t (*lower)(const char *block, uint8_t *ret);
};

/* ------------------------------------------------------- byte after byte */

enum { BLANK = 1, LINE = 2, QUOTE = 4, UNDER = 8, SOFT = 16, OTHER = 32 };

static unsigned
kind_of(unsigned char c)
{
	switch (c) {
	case '\n':
		return BLANK | LINE;
	case ' ':
	case '\t':
		return BLANK;
	case '"':
		return QUOTE;
	case '_':
		return UNDER;
	case ';':
	case '(':
	case ')':
		return SOFT;
	case '\\':
	case '$':
	case '{':
	case '<':
	case 0x7f:
		return OTHER;
	default:
		return c < ' ' ? BLANK | OTHER : 0;
	}
}

static void
classify_bytes(const char *block, struct marks *ret)
{
	*ret = (struct marks){ 0 };
	for (unsigned i = 0; i < BLOCK; i++) {
		unsigned kind = kind_of((unsigned char)block[i]);

		ret->blank |= (uint64_t)((kind & BLANK) != 0) << i;
		ret->line |= (uint64_t)((kind & LINE) != 0) << i;
		ret->quote |= (uint64_t)((kind & QUOTE) != 0) << i;
		ret->under |= (uint64_t)((kind & UNDER) != 0) << i;
		ret->soft |= (uint64_t)((kind & SOFT) != 0) << i;
		ret->other |= (uint64_t)((kind & OTHER) != 0) << i;
	}
}

static uint64_t
lower_bytes(const char *block, uint8_t *ret)
{
	uint64_t dots = 0;

	for (unsigned i = 0; i < BLOCK; i++) {
		uint8_t c = (uint8_t)block[i];

		ret[i] = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
		dots |= (uint64_t)(c == '.') << i;
	}
	return dots;
}

static const struct ways ways_bytes = { classify_bytes, lower_bytes };

/* ------------------------------------------------------- 32 bytes at once */

#if defined(__x86_64__) && !defined(__SANITIZE_MEMORY__)
#define HAVE_AVX2
#endif

#ifdef HAVE_AVX2
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i
is_byte(__m256i bytes, char byte)
{
	return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte));
}

AVX2 static inline uint64_t
bits(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 static inline __m256i
is_up_to(__m256i bytes, char most)
{
	__m256i limit = _mm256_set1_epi8(most);

	return _mm256_cmpeq_epi8(_mm256_max_epu8(bytes, limit), limit);
}

AVX2 static inline __m256i
is_soft(__m256i bytes)
{
	__m256i even = _mm256_and_si256(bytes, _mm256_set1_epi8((char)0xfe));

	return _mm256_or_si256(is_byte(bytes, ';'), is_byte(even, '('));
}

AVX2 static inline __m256i
is_other(__m256i bytes)
{
	__m256i fair = _mm256_or_si256(
	    is_byte(bytes, '\t'), is_byte(bytes, '\n'));
	__m256i control = _mm256_andnot_si256(fair, is_up_to(bytes, ' ' - 1));
	__m256i opens = _mm256_or_si256(
	    _mm256_or_si256(is_byte(bytes, '$'), is_byte(bytes, '{')),
	    is_byte(bytes, '<'));
	__m256i rest = _mm256_or_si256(
	    is_byte(bytes, '\\'), is_byte(bytes, 0x7f));

	return _mm256_or_si256(_mm256_or_si256(control, opens), rest);
}

AVX2 static void
classify_avx2(const char *block, struct marks *ret)
{
	__m256i low = _mm256_loadu_si256((const __m256i_u *)block);
	__m256i high = _mm256_loadu_si256((const __m256i_u *)(block + 32));

	ret->blank = bits(is_up_to(low, ' '), is_up_to(high, ' '));
	ret->line = bits(is_byte(low, '\n'), is_byte(high, '\n'));
	ret->quote = bits(is_byte(low, '"'), is_byte(high, '"'));
	ret->under = bits(is_byte(low, '_'), is_byte(high, '_'));
	ret->soft = bits(is_soft(low), is_soft(high));
	ret->other = bits(is_other(low), is_other(high));
}

AVX2 static inline __m256i
lowered(__m256i bytes)
{
	__m256i from_a = _mm256_sub_epi8(bytes, _mm256_set1_epi8('A'));
	__m256i upper = is_up_to(from_a, 'Z' - 'A');

	return _mm256_or_si256(
	    bytes, _mm256_and_si256(upper, _mm256_set1_epi8(0x20)));
}

AVX2 static uint64_t
lower_avx2(const char *block, uint8_t *ret)
{
	__m256i low = _mm256_loadu_si256((const __m256i_u *)block);
	__m256i high = _mm256_loadu_si256((const __m256i_u *)(block + 32));

	_mm256_storeu_si256((__m256i_u *)ret, lowered(low));
	_mm256_storeu_si256((__m256i_u *)(ret + 32), lowered(high));
	return bits(is_byte(low, '.'), is_byte(high, '.'));
}

static const struct ways ways_avx2 = { classify_avx2, lower_avx2 };

static const struct ways *
ways_of(enum zonefile_way way)
{
	return way == ZONEFILE_FASTEST && __builtin_cpu_supports("avx2") ?
	    &ways_avx2 :
	    &ways_bytes;
}
#else
static const struct ways *
ways_of(enum zonefile_way way)
{
	(void)way;
	return &ways_bytes;
}
#endif

/* ------------------------------------------------------------------ a line */

struct fast_line {
	struct text words[WORDS_MAX];
	unsigned count;
	const char *quoted; /* the first quote; NULL: none */
	const char *end; /* behind its line end; with a quote not known yet */
	bool blank_first;
};

/* A bit for each place where a pair "__" ends. */
static uint64_t
pairs(uint64_t under, uint64_t carry)
{
	return under & (under << 1 | carry);
}

/* Cuts what stands before the line's end, or its first quote, into words. */
static bool
line_cut(const struct ways *ways, const char *start, struct fast_line *line)
{
	uint64_t in_word = 0, under = 0;
	struct marks marks;

	line->count = 0;
	line->quoted = NULL;
	line->blank_first = *start == ' ' || *start == '\t';
	for (unsigned i = 0; i < BLOCKS; i++, start += BLOCK) {
		uint64_t stops = 0, mine = 0, filled = 0, edges = 0;

		ways->classify(start, &marks);
		stops = marks.line | marks.quote;
		mine = stops == 0 ? ~(uint64_t)0 : (stops & -stops) - 1;
		if (((marks.other | marks.soft | pairs(marks.under, under)) &
			mine) != 0)
			return false;
		filled = ~marks.blank & mine;
		edges = filled ^ (filled << 1 | in_word);
		/* The place where we stop ends a word too. */
		edges &= mine == ~(uint64_t)0 ? mine : mine << 1 | 1;
		for (; edges != 0; edges &= edges - 1) {
			const char *at = start + __builtin_ctzll(edges);

			if (in_word == 0) {
				if (line->count == WORDS_MAX)
					return false;
				line->words[line->count].ptr = at;
			} else {
				struct text *word = &line->words[line->count++];

				word->len = (size_t)(at - word->ptr);
			}
			in_word ^= 1;
		}
		if (stops != 0) {
			line->end = start + __builtin_ctzll(stops) + 1;
			if (*(line->end - 1) == '"')
				line->quoted = line->end - 1;
			return in_word == 0;
		}
		under = marks.under >> 63;
	}
	return false;
}

static bool
may_be_placeholder(struct text word)
{
	return *word.ptr == 'R' && word.len >= 7 &&
	    memcmp(word.ptr, "REPLACE", 7) == 0;
}

/* ------------------------------------------------------------------ fields */

/* What the encoders of one record work with. */
struct fast {
	const struct ways *ways;
	struct reader *reader;
	const struct text *words; /* of the data */
	const char *quoted;       /* the data's first quote; NULL: none */
	const char *end;          /* behind the line's end, once it is known */
	uint8_t *bytes;           /* of the data, so far */

	/* The lines are read from `copy`, and stand at `original`. */
	const char *original, *copy;
};

static const char *
original(const struct fast *fast, const char *ptr)
{
	return fast->original + (ptr - fast->copy);
}

/* Digits only. */
static bool
take_number(struct text word, uint32_t most, uint32_t *ret)
{
	uint64_t value = 0;

	if (word.len == 0 || word.len > 10)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		unsigned digit = (unsigned)(unsigned char)word.ptr[i] - '0';

		if (digit > 9)
			return false;
		value = value * 10 + digit;
	}
	*ret = (uint32_t)value;
	return value <= most;
}

/*
 * A name of one block. Each dot is where the length of the label behind it
 * goes, once all is moved up by one: so lengths are written over dots. `ret`
 * has room for a name and a block. The name's length, or 0.
 */
static size_t
take_name(const struct fast *fast, struct text word, uint8_t *ret)
{
	const uint8_t *origin = fast->reader->origin;
	uint64_t dots = 0;
	size_t label = 0, tail = 1;

	if (word.len >= BLOCK || (*word.ptr == '@' && word.len > 1) ||
	    (*word.ptr == '.' && word.len == 1))
		return 0;
	dots = fast->ways->lower(word.ptr, ret + 1) &
	    (((uint64_t)1 << word.len) - 1);
	for (; dots != 0; dots &= dots - 1) {
		size_t dot = (size_t)__builtin_ctzll(dots);

		if (dot == label)
			return 0;
		ret[label] = (uint8_t)(dot - label);
		label = dot + 1;
	}
	if (label == word.len) {
		ret[label] = 0;
		return label + 1;
	}
	if (origin == NULL)
		return 0;
	tail = name_length(origin);
	if (*word.ptr == '@') {
		memcpy(ret, origin, tail);
		return tail;
	}
	ret[label] = (uint8_t)(word.len - label);
	if (word.len + 1 + tail > NAME_WIRE)
		return 0;
	memcpy(ret + word.len + 1, origin, tail);
	return word.len + 1 + tail;
}

static bool
put_name(struct fast *fast, struct text word)
{
	size_t length = take_name(fast, word, fast->bytes);

	fast->bytes += length;
	return length > 0;
}

static bool
put_u16(struct fast *fast, struct text word)
{
	uint32_t value = 0;

	if (!take_number(word, UINT16_MAX, &value))
		return false;
	*fast->bytes++ = (uint8_t)(value >> 8);
	*fast->bytes++ = (uint8_t)value;
	return true;
}

static bool
put_u8(struct fast *fast, struct text word)
{
	uint32_t value = 0;

	if (!take_number(word, UINT8_MAX, &value))
		return false;
	*fast->bytes++ = (uint8_t)value;
	return true;
}

/* One more than the value of a hexadecimal digit, by its byte; 0: none. */
static const uint8_t hex_digits[256] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, 0,
	0, 0, 0, 0, 11, 12, 13, 14, 15, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11, 12, 13, 14, 15, 16 };

static unsigned
hex_digit(char c)
{
	return hex_digits[(uint8_t)c];
}

/* Pairs of digits in one word. */
static bool
put_hex(struct fast *fast, struct text word)
{
	if (word.len % 2 != 0)
		return false;
	for (size_t i = 0; i < word.len; i += 2) {
		unsigned high = hex_digit(word.ptr[i]);
		unsigned low = hex_digit(word.ptr[i + 1]);

		if (high == 0 || low == 0)
			return false;
		*fast->bytes++ = (uint8_t)((high - 1) << 4 | (low - 1));
	}
	return true;
}

/* ------------------------------------------------------------------- types */

static bool
put_a(struct fast *fast)
{
	struct text word = fast->words[0];
	size_t at = 0;

	for (int i = 0; i < 4; i++) {
		unsigned value = 0;
		size_t start = at;

		for (; at < word.len && word.ptr[at] >= '0' &&
		     word.ptr[at] <= '9' && at - start < 3;
		     at++)
			value = value * 10 + (unsigned)(word.ptr[at] - '0');
		if (at == start || value > 255 ||
		    (at - start > 1 && word.ptr[start] == '0') ||
		    (i < 3 && (at >= word.len || word.ptr[at++] != '.')))
			return false;
		*fast->bytes++ = (uint8_t)value;
	}
	return at == word.len;
}

/* Groups of an IPv6 address on one side of its "::", or all; -1: none. */
static int
take_groups(struct text word, uint8_t *ret)
{
	unsigned value = 0, digits = 0;
	int count = 0;

	if (word.len == 0)
		return 0;
	for (size_t i = 0; i <= word.len; i++) {
		unsigned digit = i < word.len ? hex_digit(word.ptr[i]) : 0;

		if (digit > 0 && ++digits <= 4) {
			value = value << 4 | (digit - 1);
			continue;
		}
		if (digits == 0 || digits > 4 || count == 8 ||
		    (i < word.len && word.ptr[i] != ':'))
			return -1;
		*ret++ = (uint8_t)(value >> 8);
		*ret++ = (uint8_t)value;
		count++;
		value = digits = 0;
	}
	return count;
}

static bool
put_aaaa(struct fast *fast)
{
	struct text left = fast->words[0], right = { NULL, 0 };
	const char *gap = memmem(left.ptr, left.len, "::", 2);
	uint8_t first[16], last[16];
	int before = 0, behind = 0;

	if (gap != NULL) {
		right.ptr = gap + 2;
		right.len = (size_t)(left.ptr + left.len - right.ptr);
		left.len = (size_t)(gap - left.ptr);
		behind = take_groups(right, last);
	}
	before = take_groups(left, first);
	if (before < 0 || behind < 0 ||
	    (gap == NULL ? before != 8 : before + behind > 6))
		return false;
	memset(fast->bytes, 0, 16);
	memcpy(fast->bytes, first, (size_t)before * 2);
	memcpy(fast->bytes + 16 - (size_t)behind * 2, last, (size_t)behind * 2);
	fast->bytes += 16;
	return true;
}

static bool
put_target(struct fast *fast)
{
	return put_name(fast, fast->words[0]);
}

static bool
put_mx(struct fast *fast)
{
	return put_u16(fast, fast->words[0]) && put_name(fast, fast->words[1]);
}

static bool
put_srv(struct fast *fast)
{
	return put_u16(fast, fast->words[0]) && put_u16(fast, fast->words[1]) &&
	    put_u16(fast, fast->words[2]) && put_name(fast, fast->words[3]);
}

static bool
put_u32(struct fast *fast, struct text word, uint32_t most)
{
	uint32_t value = 0;

	if (!take_number(word, most, &value))
		return false;
	for (int shift = 24; shift >= 0; shift -= 8)
		*fast->bytes++ = (uint8_t)(value >> shift);
	return true;
}

/* On one line, its times in seconds. */
static bool
put_soa(struct fast *fast)
{
	if (!put_name(fast, fast->words[0]) ||
	    !put_name(fast, fast->words[1]) ||
	    !put_u32(fast, fast->words[2], UINT32_MAX))
		return false;
	for (int i = 3; i < 7; i++)
		if (!put_u32(fast, fast->words[i], INT32_MAX))
			return false;
	return true;
}

static bool
put_ds(struct fast *fast)
{
	return put_u16(fast, fast->words[0]) && put_u8(fast, fast->words[1]) &&
	    put_u8(fast, fast->words[2]) && put_hex(fast, fast->words[3]);
}

/* The text between two quotes; `*at` stands on the first, then behind. */
static bool
take_quoted(const struct fast *fast, const char **at, struct text *ret)
{
	const char *start = *at + 1;
	uint64_t under = 0;

	*ret = (struct text){ start, 0 };
	for (unsigned i = 0; i < BLOCKS; i++) {
		struct marks marks;
		uint64_t stops = 0, mine = ~(uint64_t)0;

		fast->ways->classify(start, &marks);
		stops = marks.line | marks.quote;
		if (stops != 0)
			mine = (stops & -stops) - 1;
		if (((marks.other | pairs(marks.under, under)) & mine) != 0)
			return false;
		if (stops != 0) {
			*at = start + __builtin_ctzll(stops);
			ret->len = (size_t)(*at - ret->ptr);
			return *(*at)++ == '"' &&
			    (ret->len == 0 || !may_be_placeholder(*ret));
		}
		under = marks.under >> 63;
		start += BLOCK;
	}
	return false;
}

static const char *
skip_blanks(const char *at, const char *most)
{
	while (at < most && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

/* Quoted strings to the end of the line. */
static bool
put_strings(struct fast *fast)
{
	const char *at = fast->quoted;
	const char *most = at + BLOCK * BLOCKS;

	for (; *at == '"' && at < most; at = skip_blanks(at, most)) {
		struct text text;

		if (!take_quoted(fast, &at, &text) || text.len > LIMIT_STRING ||
		    at >= most)
			return false;
		*fast->bytes++ = (uint8_t)text.len;
		memcpy(fast->bytes, text.ptr, text.len);
		fast->bytes += text.len;
	}
	fast->end = at + 1;
	return *at == '\n';
}

/* A flag, a tag, and one quoted value. */
static bool
put_caa(struct fast *fast)
{
	struct text tag = fast->words[1], value;
	const char *at = fast->quoted;
	const char *most = at + BLOCK * BLOCKS;

	if (!put_u8(fast, fast->words[0]) || tag.len > 15)
		return false;
	*fast->bytes++ = (uint8_t)tag.len;
	for (size_t i = 0; i < tag.len; i++) {
		char c = tag.ptr[i];
		char low = (char)(c | 0x20);

		if (!(c >= '0' && c <= '9') && !(low >= 'a' && low <= 'z'))
			return false;
		*fast->bytes++ = (uint8_t)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	if (!take_quoted(fast, &at, &value))
		return false;
	memcpy(fast->bytes, value.ptr, value.len);
	fast->bytes += value.len;
	at = skip_blanks(at, most);
	fast->end = at + 1;
	return *at == '\n';
}

static const struct fast_type {
	const char *mnemonic;
	uint16_t number;
	uint8_t length; /* of the mnemonic */
	uint8_t words;  /* of its data that are not quoted */
	bool quoted;    /* quoted ones follow */
	bool (*put)(struct fast *fast);
} types[] = {
	{ "A", 1, 1, 1, false, put_a },
	{ "NS", 2, 2, 1, false, put_target },
	{ "AAAA", 28, 4, 1, false, put_aaaa },
	{ "CNAME", 5, 5, 1, false, put_target },
	{ "MX", 15, 2, 2, false, put_mx },
	{ "TXT", 16, 3, 0, true, put_strings },
	{ "DS", 43, 2, 4, false, put_ds },
	{ "SRV", 33, 3, 4, false, put_srv },
	{ "PTR", 12, 3, 1, false, put_target },
	{ "CAA", 257, 3, 2, true, put_caa },
	{ "DNAME", 39, 5, 1, false, put_target },
	{ "SOA", 6, 3, 7, false, put_soa },
	{ NULL, 0, 0, 0, false, NULL },
};

static const struct fast_type *
type_of(struct text word)
{
	for (const struct fast_type *type = types; type->number != 0; type++)
		if (type->length == word.len &&
		    text_equal_nocase(
			word, (struct text){ type->mnemonic, word.len }))
			return type;
	return NULL;
}

/* ----------------------------------------------------------------- records */

/* What stands before the data. */
struct fast_head {
	const struct fast_type *type;
	uint32_t ttl;
	bool has_ttl, has_class;
	unsigned data; /* the first word of it */
};

static bool
is_internet(struct text word)
{
	return word.len == 2 && (word.ptr[0] | 0x20) == 'i' &&
	    (word.ptr[1] | 0x20) == 'n';
}

static bool
take_head(const struct fast_line *line, struct fast_head *ret)
{
	unsigned at = line->blank_first ? 0 : 1;

	*ret = (struct fast_head){ 0 };
	for (; at < line->count; at++) {
		struct text word = line->words[at];

		if (!ret->has_class && is_internet(word))
			ret->has_class = true;
		else if (!ret->has_ttl &&
		    take_number(word, INT32_MAX, &ret->ttl))
			ret->has_ttl = true;
		else
			break;
	}
	if (at == line->count)
		return false;
	ret->type = type_of(line->words[at]);
	ret->data = at + 1;
	return ret->type != NULL &&
	    line->count - ret->data == ret->type->words &&
	    (line->quoted != NULL) == ret->type->quoted;
}

static bool
same_owner(const struct reader *reader, struct text word)
{
	return reader->has_owner && text_equal(word, reader->owner_word);
}

/* Encodes the owner where it is a new one; in the buffer that is not in use. */
static bool
next_owner(const struct fast *fast, struct text word)
{
	uint8_t name[NAME_WIRE + BLOCK + 2];
	size_t length = 0;

	if (*word.ptr == '@' && word.len > 1)
		return false;
	length = take_name(fast, word, name);
	if (length == 0)
		return false;
	memcpy(fast->reader->owners[!fast->reader->owner], name, length);
	return true;
}

static int
deliver(const struct fast *fast, const struct fast_head *head,
    const struct fast_line *line, size_t length)
{
	struct reader *reader = fast->reader;
	struct read_record record = {
		.offset = (uint32_t)(original(fast, line->words[0].ptr) -
		    reader->source->bytes.ptr),
		.ttl = head->ttl,
		.length = (uint16_t)length,
		.type = head->type->number,
		.ttl_given = head->has_ttl,
		.owner_left_out = line->blank_first,
		.quoted = head->type->quoted && head->type->words == 0,
	};

	return reader_deliver(reader, &record);
}

/* 1: read, `*at` stands behind it; 0: not for us; -1: stop. */
static int
read_fast(struct fast *fast, const char **at)
{
	struct reader *reader = fast->reader;
	struct fast_line line;
	struct fast_head head;
	bool same = true;

	if (!line_cut(fast->ways, *at, &line) || line.count == 0 ||
	    !take_head(&line, &head))
		return 0;
	for (unsigned i = 0; i < line.count; i++)
		if (may_be_placeholder(line.words[i]))
			return 0;
	if (head.has_class && reader->class > 1)
		return 0;
	if (line.blank_first)
		same = reader->has_owner;
	else
		same = same_owner(reader, line.words[0]);
	if (!same && (line.blank_first || !next_owner(fast, line.words[0])))
		return 0;
	fast->words = line.words + head.data;
	fast->quoted = line.quoted;
	fast->end = line.end;
	fast->bytes = reader->writer.bytes;
	if (!head.type->put(fast))
		return 0;
	if (!same) {
		reader->owner = !reader->owner;
		reader->owner_word.ptr = original(fast, line.words[0].ptr);
		reader->owner_word.len = line.words[0].len;
		reader->owner_unknown = false;
		reader->has_owner = true;
	}
	if (head.has_class)
		reader->class = 1;
	*at = fast->end;
	return deliver(fast, &head, &line,
		   (size_t)(fast->bytes - reader->writer.bytes)) == 0 ?
	    1 :
	    -1;
}

/* A line that begins so is surely not for us. */
static bool
is_other_line(char first)
{
	return first == '$' || first == ';' || first == '\n' || first == '\r';
}

/* The last lines, from a copy; as read_fast(). */
static int
read_tail(struct fast *fast, struct scanner *scanner, const char *until)
{
	char copy[MARGIN * 2];
	size_t length = (size_t)(scanner->end - scanner->at);
	const char *at = copy, *end = copy + (until - scanner->at);
	int status = 1;

	if (is_other_line(*scanner->at))
		return 0;
	memcpy(copy, scanner->at, length);
	memset(copy + length, 0, MARGIN);
	fast->original = scanner->at;
	fast->copy = copy;
	while (status > 0 && at < end)
		status = read_fast(fast, &at);
	scanner->at = original(fast, at);
	fast->original = fast->copy = scanner->at;
	return status;
}

int
fast_records(struct reader *reader, struct scanner *scanner, const char *until)
{
	enum zonefile_way way = reader->zonefile->way;
	struct fast fast = { .ways = ways_of(way),
		.reader = reader,
		.original = scanner->at,
		.copy = scanner->at };
	int status = 1;

	if (way == ZONEFILE_PLAIN || reader->generate != NULL ||
	    reader->exported || reader->placeholders.is_placeholder != NULL)
		return 0;
	while (status > 0 && scanner->at < until &&
	    (size_t)(scanner->end - scanner->at) > MARGIN)
		status = read_fast(&fast, &scanner->at);
	if (status > 0 && scanner->at < until)
		status = read_tail(&fast, scanner, until);
	return status < 0 ? -1 : 0;
}
