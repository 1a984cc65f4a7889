/* Zones and their files out of a name server's configuration. */
#include "serverconf.h"

#include <string.h>

struct telling {
	void (*visit)(void *data, const struct serverconf_zone *zone);
	void *data;
	struct serverconf_zone zone; /* the one under way */
};

static void
zone_tell(struct telling *telling)
{
	if (telling->zone.name.len > 0 && telling->zone.file.len > 0)
		telling->visit(telling->data, &telling->zone);
	telling->zone = (struct serverconf_zone){ .secondary = false };
}

/* ------------------------------------------------- BIND: words and braces */

static const char *
comment_end(const char *at, const char *end, const char *sign)
{
	size_t length = strlen(sign);

	while (at < end &&
	    ((size_t)(end - at) < length || memcmp(at, sign, length) != 0))
		at++;
	return at < end ? at + length : end;
}

/* The next word, brace, semicolon or quoted text; empty at the end. */
static struct text
bind_word(const char **at, const char *end)
{
	const char *start = NULL;

	for (; *at < end; (*at)++) {
		struct text rest = { *at, (size_t)(end - *at) };

		if (text_starts(rest, TEXT("/*")))
			*at = comment_end(*at, end, "*/") - 1;
		else if (**at == '#' || text_starts(rest, TEXT("//")))
			*at = comment_end(*at, end, "\n") - 1;
		else if (**at != ' ' && **at != '\t' && **at != '\r' &&
		    **at != '\n')
			break;
	}
	if (*at >= end)
		return (struct text){ NULL, 0 };
	start = *at;
	if (*start == '"') {
		const char *close = memchr(
		    start + 1, '"', (size_t)(end - start) - 1);

		*at = close == NULL ? end : close + 1;
		return (struct text){ start + 1,
			(size_t)((close == NULL ? end : close) - start) - 1 };
	}
	if (strchr("{};", *start) != NULL) {
		(*at)++;
		return (struct text){ start, 1 };
	}
	while (*at < end && strchr(" \t\r\n{};\"", **at) == NULL)
		(*at)++;
	return (struct text){ start, (size_t)(*at - start) };
}

static bool
is_one_of(struct text word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (text_equal(word, text_of(*words)))
			return true;
	return false;
}

static bool
is_secondary(struct text word)
{
	static const char *const kinds[] = { "secondary", "slave", "mirror",
		"stub", NULL };

	return is_one_of(word, kinds);
}

/* `fail`, `warn` or `ignore`. */
static enum host_names
mode_of(struct text word)
{
	static const char *const mild[] = { "warn", "ignore", NULL };

	return text_equal(word, TEXT("fail")) ? HOST_NAMES_CHECKED :
	    is_one_of(word, mild)             ? HOST_NAMES_TAKEN :
						HOST_NAMES_UNSAID;
}

/* `check-names KIND MODE;` of the block that begins here, not of those in it. */
static void
block_says(const char *at, const char *end, struct host_names_said *ret)
{
	size_t depth = 1;

	while (depth > 0) {
		struct text word = bind_word(&at, end);

		if (word.ptr == NULL)
			return;
		if (text_equal(word, TEXT("{")))
			depth++;
		else if (text_equal(word, TEXT("}")))
			depth--;
		else if (depth == 1 && text_equal(word, TEXT("check-names"))) {
			struct text kind = bind_word(&at, end);
			enum host_names mode = mode_of(bind_word(&at, end));

			if (is_secondary(kind))
				ret->secondary = mode;
			else if (!text_equal(kind, TEXT("response")))
				ret->primary = mode;
		}
	}
}

/* What `options` says, which may stand behind the zones. */
static struct host_names_said
options_say(const char *at, const char *end)
{
	struct host_names_said said = { HOST_NAMES_UNSAID, HOST_NAMES_UNSAID };
	size_t depth = 0;
	bool options = false;

	for (;;) {
		struct text word = bind_word(&at, end);

		if (word.ptr == NULL)
			return said;
		if (text_equal(word, TEXT("}")))
			depth -= depth > 0;
		else if (text_equal(word, TEXT("{"))) {
			if (depth++ == 0 && options)
				block_says(at, end, &said);
			options = false;
		} else if (depth == 0)
			options = text_equal(word, TEXT("options"));
	}
}

/* A file of BIND's while it is read. */
struct bind {
	struct telling *telling;
	const char *at, *end;
	struct host_names_said options, view;
	size_t depth, block; /* `block`: where the zone's statement stands */
	bool in_zone, view_opens;
};

static void
bind_zone_end(struct bind *bind)
{
	struct serverconf_zone *zone = &bind->telling->zone;
	enum host_names view = zone->secondary ? bind->view.secondary :
						 bind->view.primary;
	enum host_names options = zone->secondary ? bind->options.secondary :
						    bind->options.primary;

	if (zone->host_names == HOST_NAMES_UNSAID)
		zone->host_names = view != HOST_NAMES_UNSAID ? view : options;
	zone_tell(bind->telling);
	bind->in_zone = false;
}

static void
bind_brace(struct bind *bind, bool opens)
{
	if (!opens) {
		bind->depth -= bind->depth > 0;
		if (bind->in_zone && bind->depth <= bind->block)
			bind_zone_end(bind);
		if (bind->depth == 0)
			bind->view = (struct host_names_said){ 0 };
		return;
	}
	if (bind->depth++ == 0 && bind->view_opens)
		block_says(bind->at, bind->end, &bind->view);
	bind->view_opens = false;
}

/* A statement's first word, or one that stands for it. */
static void
bind_statement(struct bind *bind, struct text word)
{
	struct serverconf_zone *zone = &bind->telling->zone;

	if (text_equal(word, TEXT("zone"))) {
		*zone = (struct serverconf_zone){ .secondary = false };
		zone->name = bind_word(&bind->at, bind->end);
		bind->block = bind->depth;
		bind->in_zone = true;
	} else if (text_equal(word, TEXT("view")) && bind->depth == 0)
		bind->view_opens = true;
	else if (!bind->in_zone || bind->depth != bind->block + 1)
		return;
	else if (text_equal(word, TEXT("file")))
		zone->file = bind_word(&bind->at, bind->end);
	else if (text_equal(word, TEXT("type")))
		zone->secondary = is_secondary(bind_word(&bind->at, bind->end));
	else if (text_equal(word, TEXT("check-names")))
		zone->host_names = mode_of(bind_word(&bind->at, bind->end));
}

/*
 * `zone NAME [class] {`: the name holds for the block that opens at the depth
 * it was said.
 */
static struct host_names_said
bind_read(struct text bytes, struct telling *telling)
{
	struct bind bind = { .telling = telling,
		.at = bytes.ptr,
		.end = bytes.ptr + bytes.len };

	bind.options = options_say(bind.at, bind.end);
	for (;;) {
		struct text word = bind_word(&bind.at, bind.end);

		if (word.ptr == NULL)
			break;
		if (text_equal(word, TEXT("{")) || text_equal(word, TEXT("}")))
			bind_brace(&bind, *word.ptr == '{');
		else
			bind_statement(&bind, word);
	}
	bind_zone_end(&bind);
	return bind.options;
}

/* ----------------------------------------- NSD and Knot: `key: value` lines */

static struct text
value_of(struct text line)
{
	struct text value = line;

	text_cut(&value, ':');
	value = text_trim(value);
	if (value.len >= 2 && (*value.ptr == '"' || *value.ptr == '\'')) {
		const char *close = memchr(
		    value.ptr + 1, *value.ptr, value.len - 1);

		if (close != NULL)
			return (struct text){ value.ptr + 1,
				(size_t)(close - value.ptr) - 1 };
	}
	value = text_cut(&value, '#');
	return text_trim(value);
}

/* Neither server looks at the letters of a name. */
static void
lines_zone_end(struct telling *telling)
{
	telling->zone.host_names = HOST_NAMES_TAKEN;
	zone_tell(telling);
}

static void
lines_read(struct text bytes, struct telling *telling)
{
	while (bytes.ptr != NULL) {
		struct text line = text_trim(text_cut(&bytes, '\n'));
		bool item = text_starts(line, TEXT("- "));
		struct text key;

		if (item) {
			lines_zone_end(telling);
			line = text_trim(
			    (struct text){ line.ptr + 1, line.len - 1 });
		}
		key = line;
		key = text_trim(text_cut(&key, ':'));
		if (key.len == line.len)
			continue;
		if (text_equal(key, TEXT("zone")))
			lines_zone_end(telling);
		else if (text_equal(key, TEXT("name")) ||
		    text_equal(key, TEXT("domain")))
			telling->zone.name = value_of(line);
		else if (text_equal(key, TEXT("zonefile")) ||
		    text_equal(key, TEXT("file")))
			telling->zone.file = value_of(line);
	}
	lines_zone_end(telling);
}

struct host_names_said
serverconf_read(struct text bytes,
    void (*visit)(void *data, const struct serverconf_zone *zone), void *data)
{
	struct telling telling = { .visit = visit, .data = data };
	struct host_names_said said = { HOST_NAMES_UNSAID, HOST_NAMES_UNSAID };

	if (bytes.len == 0 || memchr(bytes.ptr, '\0', bytes.len) != NULL)
		return said;
	if (memchr(bytes.ptr, '{', bytes.len) != NULL)
		return bind_read(bytes, &telling);
	lines_read(bytes, &telling);
	return said;
}
