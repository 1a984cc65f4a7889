/* Regular expressions with bounds. */
#include "pattern.h"

#include <stdio.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "../base/limits.h"

struct pattern {
	pcre2_code *code;
	pcre2_match_context *limits;
};

static void
pattern_done(void *data)
{
	struct pattern *pattern = data;

	pcre2_match_context_free(pattern->limits);
	pcre2_code_free(pattern->code);
}

static void
fault_set(struct pattern_fault *fault, size_t offset, int code)
{
	fault->offset = offset;
	if (pcre2_get_error_message(
		code, (PCRE2_UCHAR *)fault->message, sizeof fault->message) < 0)
		snprintf(fault->message, sizeof fault->message,
		    "no regular expression (%d)", code);
}

/*
 * PCRE2_MATCH_INVALID_UTF makes a subject's stray bytes match nothing instead
 * of failing the match, so that a byte of Latin-1 cannot hide a value.
 */
static pcre2_code *
compile(const char *text, struct pattern_fault *fault)
{
	const uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF |
	    PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY;
	PCRE2_SIZE offset = 0;
	int error = 0;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)text,
	    PCRE2_ZERO_TERMINATED, options, &error, &offset, NULL);

	if (code == NULL) {
		fault_set(fault, offset, error);
		return NULL;
	}
	/* Where there is no JIT the interpreter serves: slower, no other. */
	(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	return code;
}

const struct pattern *
pattern_compile(
    struct arena *arena, const char *text, struct pattern_fault *fault)
{
	struct pattern *pattern = arena_array(arena, 1, sizeof *pattern);

	if (strlen(text) > LIMIT_PATTERN) {
		*fault = (struct pattern_fault){ .offset = LIMIT_PATTERN };
		snprintf(fault->message, sizeof fault->message,
		    "a pattern of over %d bytes", LIMIT_PATTERN);
		return NULL;
	}
	pattern->code = compile(text, fault);
	if (pattern->code == NULL)
		return NULL;
	arena_at_end(arena, pattern_done, pattern);
	pattern->limits = pcre2_match_context_create(NULL);
	if (pattern->limits == NULL) {
		fault_set(fault, 0, PCRE2_ERROR_NOMEMORY);
		return NULL;
	}
	pcre2_set_match_limit(pattern->limits, LIMIT_PATTERN_STEPS);
	pcre2_set_depth_limit(pattern->limits, LIMIT_PATTERN_DEPTH);
	pcre2_set_heap_limit(pattern->limits, LIMIT_PATTERN_HEAP);
	return pattern;
}

static void
groups_of(pcre2_match_data *data, size_t count, struct text subject,
    struct pattern_match *ret)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);

	*ret = (struct pattern_match){ 0 };
	for (size_t i = 0; i < count && i < PATTERN_GROUPS; i++) {
		size_t start = ends[2 * i], end = ends[2 * i + 1];

		/* \K lets a match start behind its end. */
		if (start != PCRE2_UNSET && start <= end)
			ret->groups[i] =
			    (struct text){ subject.ptr + start, end - start };
	}
}

enum pattern_answer
pattern_matches(const struct pattern *pattern, struct text subject,
    struct pattern_match *ret)
{
	pcre2_match_data *data = pcre2_match_data_create(PATTERN_GROUPS, NULL);
	PCRE2_SPTR bytes = (PCRE2_SPTR)(subject.ptr != NULL ? subject.ptr : "");
	int count = data == NULL ?
	    PCRE2_ERROR_NOMEMORY :
	    pcre2_match(
		pattern->code, bytes, subject.len, 0, 0, data, pattern->limits);

	if (count >= 0 && ret != NULL)
		groups_of(data, count > 0 ? (size_t)count : PATTERN_GROUPS,
		    subject, ret);
	pcre2_match_data_free(data);
	return count >= 0                ? PATTERN_YES :
	    count == PCRE2_ERROR_NOMATCH ? PATTERN_NO :
					   PATTERN_GAVE_UP;
}
