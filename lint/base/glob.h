/*
 * Shell patterns: `*`, `**`, `?`, `[a-z]`, `[!a-z]`, `\x`. Ours, since
 * fnmatch(3) takes time without bound on many stars; here a match costs at
 * most the square of the text's length.
 */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include <stdbool.h>

#include "text.h"

/*
 * Of paths: a `*` and a `?` stay between two '/', `**` crosses them, and `**`
 * with a '/' behind it may stand for nothing: all `x.zone` at any depth are
 * "**" "/x.zone".
 */
bool path_matches(const char *pattern, const char *path);

/* Of names: stars cross dots, ASCII letters have no case. */
bool name_matches(const char *pattern, const char *name);

#endif
