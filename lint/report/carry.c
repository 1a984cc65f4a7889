/* Findings and postures to bytes and back. */
#include "carry.h"

#include <string.h>

/* --------------------------------------------------------------- findings */

static void
place_pack(struct bytes *bytes, const struct finding_place *place)
{
	pack_string(bytes, place->file);
	if (place->file == NULL)
		return;
	pack_u32(bytes, place->line);
	pack_u32(bytes, place->column);
	pack_u32(bytes, place->mark);
	pack_text(bytes, place->text);
	pack_string(bytes, place->included_from);
}

static void
lines_pack(struct bytes *bytes, const struct finding_lines *lines)
{
	pack_u32(bytes, (uint32_t)lines->count);
	for (size_t i = 0; i < lines->count; i++)
		pack_string(bytes, lines->at[i]);
}

void
finding_pack(struct bytes *bytes, const struct finding *finding)
{
	pack_string(bytes, finding->rule == NULL ? NULL : finding->rule->id);
	pack_string(bytes, finding->rule_id);
	pack_u8(bytes, (uint8_t)finding->severity);
	pack_u8(bytes, finding->softened);
	pack_string(bytes, finding->message);
	pack_string(bytes, finding->zone);
	pack_string(bytes, finding->name);
	pack_string(bytes, finding->type);
	pack_string(bytes, finding->domain);
	pack_string(bytes, finding->target);
	pack_string(bytes, finding->subject);
	place_pack(bytes, &finding->place);
	lines_pack(bytes, &finding->minus);
	lines_pack(bytes, &finding->plus);
	pack_u32(bytes, (uint32_t)finding->evidence_count);
	for (size_t i = 0; i < finding->evidence_count; i++) {
		pack_string(bytes, finding->evidence[i].message);
		place_pack(bytes, &finding->evidence[i].place);
	}
	pack_string(bytes, finding->fix);
	pack_raw(bytes, finding->fingerprint, 32);
	pack_string(bytes, finding->allowed);
	pack_string(bytes, finding->since);
	pack_string(bytes, finding->allow_line);
}

static struct finding_place
place_unpack(struct unpack *unpack, struct arena *arena)
{
	struct finding_place place = { .file = unpack_string(unpack, arena) };
	struct text text;

	if (place.file == NULL)
		return place;
	place.line = unpack_u32(unpack);
	place.column = unpack_u32(unpack);
	place.mark = unpack_u32(unpack);
	text = unpack_text(unpack);
	if (text.ptr != NULL)
		place.text = (struct text){
			arena_copy(arena, text.ptr, text.len), text.len
		};
	place.included_from = unpack_string(unpack, arena);
	return place;
}

static struct finding_lines
lines_unpack(struct unpack *unpack, struct arena *arena)
{
	size_t count = unpack_count(unpack);
	const char **at = count == 0 ? NULL :
				       arena_array(arena, count, sizeof *at);

	for (size_t i = 0; i < count; i++)
		at[i] = unpack_word(unpack, arena);
	return (struct finding_lines){ at, count };
}

static const struct zp_rule *
rule_named(const struct zp_rule *const *rules, const char *id)
{
	for (; id != NULL && *rules != NULL; rules++)
		if (strcmp((*rules)->id, id) == 0)
			return *rules;
	return NULL;
}

static void
evidence_unpack(struct unpack *unpack, struct arena *arena, struct finding *ret)
{
	size_t count = unpack_count(unpack);
	struct finding_evidence *evidence =
	    count == 0 ? NULL : arena_array(arena, count, sizeof *evidence);

	for (size_t i = 0; i < count; i++) {
		evidence[i].message = unpack_word(unpack, arena);
		evidence[i].place = place_unpack(unpack, arena);
	}
	ret->evidence = evidence;
	ret->evidence_count = count;
}

static bool
is_hex(struct text text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr("0123456789abcdef", text.ptr[i]) == NULL ||
		    text.ptr[i] == '\0')
			return false;
	return true;
}

static void
fingerprint_unpack(struct unpack *unpack, struct finding *ret)
{
	struct text text = { unpack->rest.ptr, 32 };

	if (unpack->rest.len < 32 || !is_hex(text)) {
		unpack->bad = true;
		return;
	}
	memcpy(ret->fingerprint, text.ptr, 32);
	unpack->rest.ptr += 32;
	unpack->rest.len -= 32;
}

bool
finding_unpack(struct text bytes, const struct zp_rule *const *rules,
    struct arena *arena, struct finding *ret)
{
	struct unpack unpack = { .rest = bytes };
	uint8_t severity = 0;

	*ret = (struct finding){ 0 };
	ret->rule = rule_named(rules, unpack_string(&unpack, arena));
	ret->rule_id = unpack_word(&unpack, arena);
	severity = unpack_u8(&unpack);
	if (severity > ZP_ERROR)
		return false;
	ret->severity = (enum zp_severity)severity;
	ret->softened = unpack_u8(&unpack) != 0;
	ret->message = unpack_word(&unpack, arena);
	ret->zone = unpack_word(&unpack, arena);
	ret->name = unpack_word(&unpack, arena);
	ret->type = unpack_word(&unpack, arena);
	ret->domain = unpack_string(&unpack, arena);
	ret->target = unpack_string(&unpack, arena);
	ret->subject = unpack_word(&unpack, arena);
	ret->place = place_unpack(&unpack, arena);
	ret->minus = lines_unpack(&unpack, arena);
	ret->plus = lines_unpack(&unpack, arena);
	evidence_unpack(&unpack, arena, ret);
	ret->fix = unpack_string(&unpack, arena);
	fingerprint_unpack(&unpack, ret);
	ret->allowed = unpack_string(&unpack, arena);
	ret->since = unpack_string(&unpack, arena);
	ret->allow_line = unpack_string(&unpack, arena);
	return !unpack.bad && unpack.rest.len == 0;
}

/* --------------------------------------------------------------- postures */

/* One table for both ways, so that they cannot part. */
#define POSTURE_WORDS(word)                                                \
	word(domain) word(zone) word(file) word(next) word(spf.state)      \
	    word(spf.all) word(dmarc.state) word(dmarc.policy)             \
		word(dmarc.reports) word(mta_sts) word(tls_rpt) word(bimi) \
		    word(caa) word(dnssec) word(providers)

#define POSTURE_NUMBERS(number)                                     \
	number(spf.lookups) number(dane.hosts) number(dane.guarded) \
	    number(dane.unknown)

#define POSTURE_FLAGS(flag) \
	flag(sends) flag(receives) flag(spf.at_least) flag(dmarc.testing)

void
posture_pack(struct bytes *bytes, const struct posture *posture)
{
#define WORD(field)   pack_string(bytes, posture->field);
#define NUMBER(field) pack_u32(bytes, posture->field);
#define FLAG(field)   pack_u8(bytes, posture->field);
	pack_u8(bytes, (uint8_t)posture->grade);
	pack_u8(bytes, (uint8_t)posture->was);
	POSTURE_WORDS(WORD)
	POSTURE_NUMBERS(NUMBER)
	POSTURE_FLAGS(FLAG)
#undef WORD
#undef NUMBER
#undef FLAG
	pack_u64(bytes, posture->spf.senders);
	pack_u32(bytes, (uint32_t)posture->key_count);
	for (size_t i = 0; i < posture->key_count; i++) {
		const struct posture_key *key = &posture->keys[i];

		pack_string(bytes, key->selector);
		pack_string(bytes, key->kind);
		pack_u32(bytes, key->bits);
		pack_u8(bytes, key->testing);
	}
}

static void
keys_unpack(struct unpack *unpack, struct arena *arena, struct posture *ret)
{
	size_t count = unpack_count(unpack);
	struct posture_key *keys =
	    count == 0 ? NULL : arena_array(arena, count, sizeof *keys);

	for (size_t i = 0; i < count; i++) {
		keys[i].selector = unpack_word(unpack, arena);
		keys[i].kind = unpack_word(unpack, arena);
		keys[i].bits = unpack_u32(unpack);
		keys[i].testing = unpack_u8(unpack) != 0;
	}
	ret->keys = keys;
	ret->key_count = count;
}

bool
posture_unpack(struct text bytes, struct arena *arena, struct posture *ret)
{
	struct unpack unpack = { .rest = bytes };

#define WORD(field)   ret->field = unpack_word(&unpack, arena);
#define NUMBER(field) ret->field = unpack_u32(&unpack);
#define FLAG(field)   ret->field = unpack_u8(&unpack) != 0;
	*ret = (struct posture){ 0 };
	ret->grade = (char)unpack_u8(&unpack);
	ret->was = (char)unpack_u8(&unpack);
	POSTURE_WORDS(WORD)
	POSTURE_NUMBERS(NUMBER)
	POSTURE_FLAGS(FLAG)
#undef WORD
#undef NUMBER
#undef FLAG
	ret->spf.senders = unpack_u64(&unpack);
	keys_unpack(&unpack, arena, ret);
	return !unpack.bad && unpack.rest.len == 0 &&
	    strchr("ABCDF", ret->grade) != NULL && ret->grade != '\0';
}
