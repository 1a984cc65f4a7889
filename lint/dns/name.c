/* Domain names in wire form. */
#include "name.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static const char *const fault_texts[] = {
	[NAME_OK] = "",
	[NAME_EMPTY] = "is no name: it is empty",
	[NAME_EMPTY_LABEL] = "has an empty label: two dots side by side",
	[NAME_LABEL_LONG] = "has a label of over 63 bytes",
	[NAME_LONG] = "is over 255 bytes long with its origin",
	[NAME_ESCAPE] = "has a broken escape: \\DDD is 000 to 255",
	[NAME_NO_ORIGIN] = "is relative and no origin is known",
};

const char *
name_fault_text(enum name_fault fault)
{
	return fault_texts[fault];
}

size_t
name_length(const uint8_t *name)
{
	const uint8_t *at = name;

	while (*at != 0)
		at += *at + 1;
	return (size_t)(at - name) + 1;
}

unsigned
name_labels(const uint8_t *name)
{
	unsigned count = 0;

	for (; *name != 0; name += *name + 1)
		count++;
	return count;
}

bool
name_equal(const uint8_t *a, const uint8_t *b)
{
	if (a == b)
		return true;
	for (;;) {
		uint8_t length = *a;

		if (length != *b)
			return false;
		if (length == 0)
			return true;
		if (memcmp(a + 1, b + 1, length) != 0)
			return false;
		a += length + 1;
		b += length + 1;
	}
}

uint64_t
name_hash_of(const uint8_t *name, size_t length)
{
	return XXH3_64bits(name, length);
}

uint64_t
name_hash(const uint8_t *name)
{
	return name_hash_of(name, name_length(name));
}

static unsigned
label_starts(const uint8_t *name, const uint8_t **labels)
{
	unsigned count = 0;

	for (; *name != 0; name += *name + 1)
		labels[count++] = name;
	return count;
}

int
name_compare(const uint8_t *a, const uint8_t *b)
{
	const uint8_t *left[128], *right[128];
	unsigned i = label_starts(a, left), j = label_starts(b, right);

	while (i > 0 && j > 0) {
		const uint8_t *x = left[--i], *y = right[--j];
		uint8_t shorter = *x < *y ? *x : *y;
		int order = memcmp(x + 1, y + 1, shorter);

		if (order != 0)
			return order;
		if (*x != *y)
			return *x < *y ? -1 : 1;
	}
	return i > 0 ? 1 : j > 0 ? -1 : 0;
}

bool
name_within(const uint8_t *name, const uint8_t *top)
{
	size_t length = name_length(name), top_length = name_length(top);
	const uint8_t *tail = NULL;

	/* Most lie elsewhere: that shows before any label is counted. */
	if (top_length > length ||
	    memcmp(name + (length - top_length), top, top_length) != 0)
		return false;
	tail = name + (length - top_length);
	while (name < tail)
		name += *name + 1;
	return name == tail;
}

const uint8_t *
name_parent(const uint8_t *name)
{
	return *name == 0 ? name : name + *name + 1;
}

bool
name_is_wildcard(const uint8_t *name)
{
	return name[0] == 1 && name[1] == '*';
}

bool
name_starts(const uint8_t *name, const char *label)
{
	/* Most differ in their first letter: no length is worth measuring. */
	for (unsigned i = 0; i < *name; i++)
		if (label[i] == '\0' || name[i + 1] != (uint8_t)label[i])
			return false;
	return label[*name] == '\0';
}

const uint8_t *
name_host(const uint8_t *name)
{
	while (name[0] > 1 && name[1] == '_')
		name = name_parent(name);
	return name;
}

static uint8_t
lower(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) :
					    byte;
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* `\DDD` or `\X`; moves `*at` behind it. False when it is broken. */
static bool
read_escape(struct text text, size_t *at, uint8_t *ret)
{
	const char *digits = text.ptr + *at + 1;
	size_t left = text.len - *at - 1;
	unsigned value = 0;

	if (left == 0)
		return false;
	if (!is_digit(digits[0])) {
		*ret = (uint8_t)digits[0];
		*at += 2;
		return true;
	}
	if (left < 3 || !is_digit(digits[1]) || !is_digit(digits[2]))
		return false;
	value = (unsigned)(digits[0] - '0') * 100 +
	    (unsigned)(digits[1] - '0') * 10 + (unsigned)(digits[2] - '0');
	if (value > 255)
		return false;
	*ret = (uint8_t)value;
	*at += 4;
	return true;
}

/* The labels of a text; `*relative` when it does not end in a dot. */
static enum name_fault
read_labels(
    struct text text, uint8_t *wire, size_t *ret_length, bool *ret_relative)
{
	size_t label = 0, length = 1, at = 0;
	bool dot = false;

	while (at < text.len) {
		uint8_t byte = (uint8_t)text.ptr[at];

		dot = byte == '.';
		if (dot) {
			if (length == label + 1)
				return NAME_EMPTY_LABEL;
			wire[label] = (uint8_t)(length - label - 1);
			label = length++;
			at++;
			if (length > NAME_WIRE)
				return NAME_LONG;
			continue;
		}
		if (byte == '\\') {
			if (!read_escape(text, &at, &byte))
				return NAME_ESCAPE;
		} else
			at++;
		if (length - label > 63)
			return NAME_LABEL_LONG;
		if (length >= NAME_WIRE)
			return NAME_LONG;
		wire[length++] = lower(byte);
	}
	if (!dot) {
		wire[label] = (uint8_t)(length - label - 1);
		*ret_length = length;
	} else
		*ret_length = label;
	*ret_relative = !dot;
	return NAME_OK;
}

/* Labels under which a country lets names be registered: co.uk, com.au. */
static bool
is_registry(const uint8_t *suffix)
{
	static const char *const registries[] = { "co", "com", "net", "org",
		"ac", "gov", "gob", "edu", "or", "ne", "go", "ltd", "plc",
		NULL };

	if (*name_parent(suffix) != 2)
		return false;
	for (size_t i = 0; registries[i] != NULL; i++)
		if (name_starts(suffix, registries[i]))
			return true;
	return false;
}

const uint8_t *
name_registered(const uint8_t *name)
{
	const uint8_t *last = name, *before = NULL;

	for (unsigned labels = name_labels(name); labels != 2; labels--) {
		if (labels < 2)
			return NULL;
		before = last;
		last = name_parent(last);
	}
	return is_registry(last) ? before : last;
}

/* Of addresses that everybody may use (RFC 6303; 1918). */
static bool
is_local_reverse(const uint8_t *name)
{
	static const uint8_t *const kept[] = {
		(const uint8_t *)"\0010\7in-addr\4arpa",
		(const uint8_t *)"\003127\7in-addr\4arpa",
		(const uint8_t *)"\003255\7in-addr\4arpa",
		(const uint8_t *)"\00210\7in-addr\4arpa",
		(const uint8_t *)"\003168\003192\7in-addr\4arpa",
		(const uint8_t *)"\003254\003169\7in-addr\4arpa",
		(const uint8_t *)"\1d\1f\3ip6\4arpa",
	};
	static const uint8_t private172[] = "\003172\7in-addr\4arpa";

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (name_within(name, kept[i]))
			return true;
	for (; name_labels(name) > 4; name = name_parent(name))
		;
	return name_labels(name) == 4 && name_within(name, private172) &&
	    name[0] == 2 &&
	    ((name[1] == '1' && name[2] >= '6') || name[1] == '2' ||
		(name[1] == '3' && name[2] <= '1'));
}

bool
name_is_private_use(const uint8_t *name)
{
	static const char *const kept[] = { "internal", "local", "lan", "home",
		"corp", "intranet", "private", "localdomain", "localhost",
		NULL };
	static const uint8_t home_arpa[] = "\4home\4arpa";
	const uint8_t *last = name;

	while (*last != 0 && *name_parent(last) != 0)
		last = name_parent(last);
	for (size_t i = 0; kept[i] != NULL; i++)
		if (name_starts(last, kept[i]))
			return true;
	return name_within(name, home_arpa) || is_local_reverse(name);
}

enum name_fault
name_from_text(
    struct text text, const uint8_t *origin, uint8_t *ret, size_t *ret_length)
{
	static const uint8_t root[] = { 0 };
	uint8_t wire[NAME_WIRE + 1];
	enum name_fault fault = NAME_OK;
	const uint8_t *tail = root;
	size_t length = 0, tail_length = 1;
	bool relative = true;

	if (text.len == 0)
		return NAME_EMPTY;
	if (text.len == 1 && text.ptr[0] == '@') {
		length = 0;
	} else if (text.len == 1 && text.ptr[0] == '.') {
		relative = false;
	} else {
		fault = read_labels(text, wire, &length, &relative);
		if (fault != NAME_OK)
			return fault;
	}
	if (relative) {
		if (origin == NULL)
			return NAME_NO_ORIGIN;
		tail = origin;
		tail_length = name_length(origin);
	}
	if (length + tail_length > NAME_WIRE)
		return NAME_LONG;
	memcpy(ret, wire, length);
	memcpy(ret + length, tail, tail_length);
	if (ret_length != NULL)
		*ret_length = length + tail_length;
	return NAME_OK;
}

static bool
needs_escape(uint8_t byte)
{
	switch (byte) {
	case '.':
	case '\\':
	case '"':
	case '(':
	case ')':
	case ';':
	case '@':
	case '$':
		return true;
	default:
		return false;
	}
}

static size_t
label_to_text(const uint8_t *label, char *ret)
{
	char *at = ret;

	for (unsigned i = 1; i <= label[0]; i++) {
		uint8_t byte = label[i];

		if (byte >= 'a' && byte <= 'z') {
			*at++ = (char)byte;
			continue;
		}
		if (byte <= ' ' || byte >= 0x7f) {
			*at++ = '\\';
			*at++ = (char)('0' + byte / 100);
			*at++ = (char)('0' + byte / 10 % 10);
			*at++ = (char)('0' + byte % 10);
			continue;
		}
		if (needs_escape(byte))
			*at++ = '\\';
		*at++ = (char)byte;
	}
	return (size_t)(at - ret);
}

size_t
name_to_text(const uint8_t *name, char *ret)
{
	char *at = ret;

	if (*name == 0)
		*at++ = '.';
	for (; *name != 0; name += *name + 1) {
		at += label_to_text(name, at);
		*at++ = '.';
	}
	*at = '\0';
	return (size_t)(at - ret);
}

const char *
name_text(struct arena *arena, const uint8_t *name)
{
	char text[NAME_TEXT];
	size_t length = name_to_text(name, text);

	return arena_copy(arena, text, length > 1 ? length - 1 : length);
}

const uint8_t *
name_copy(struct arena *arena, const uint8_t *name)
{
	size_t length = name_length(name);
	uint8_t *copy = arena_bytes(arena, length);

	memcpy(copy, name, length);
	return copy;
}

const uint8_t *
name_under(struct arena *arena, const char *labels, const uint8_t *name)
{
	uint8_t wire[NAME_WIRE];

	if (name_from_text(text_of(labels), name, wire, NULL) != NAME_OK)
		return NULL;
	return name_copy(arena, wire);
}

const char *
name_absolute(struct arena *arena, const uint8_t *name)
{
	char text[NAME_TEXT];

	name_to_text(name, text);
	return arena_string(arena, text);
}
