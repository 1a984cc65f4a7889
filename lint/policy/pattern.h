/*
 * Regular expressions (PCRE2), with bounds on what one match may cost. The
 * only user of <pcre2.h>.
 *
 * A pattern is UTF-8 and so is what it means; a subject may hold any byte, and
 * where it is no UTF-8 the pattern sees bytes. `^(a+)+$` on a hostile value
 * ends after LIMIT_PATTERN_STEPS steps, with an answer of its own: neither yes
 * nor no.
 */
#ifndef POLICY_PATTERN_H
#define POLICY_PATTERN_H

#include <stdbool.h>

#include "../base/arena.h"
#include "../base/text.h"

/* The whole match and the groups that a message may name: $0 to $9. */
#define PATTERN_GROUPS 10

struct pattern;

enum pattern_answer {
	PATTERN_NO,
	PATTERN_YES,
	PATTERN_GAVE_UP, /* a limit was reached: nobody knows */
};

struct pattern_match {
	struct text groups[PATTERN_GROUPS]; /* of the subject; unset: NULL */
};

/* What is wrong with a pattern, and where: a byte of its text. */
struct pattern_fault {
	size_t offset;
	char message[160];
};

/*
 * `arena` owns the result. NULL and `fault` where the text is no pattern, or
 * asks for what is not to be had here (\C, callouts, over LIMIT_PATTERN bytes).
 * A case is a case, `.` matches no line end, ^ and $ stand at the ends.
 */
const struct pattern *pattern_compile(
    struct arena *arena, const char *text, struct pattern_fault *fault);

/* Does it match somewhere in the subject? `ret` may be NULL. */
enum pattern_answer pattern_matches(const struct pattern *pattern,
    struct text subject, struct pattern_match *ret);

#endif
