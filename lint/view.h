/*
 * A change as a person would look at it: each RRset before and after, and who
 * depends on the names that change. For reports that show it; nothing is
 * judged here.
 */
#ifndef VIEW_H
#define VIEW_H

#include "engine.h"

/*
 * At most LIMIT_VIEW_CHANGES RRsets and LIMIT_VIEW_LINKS links, in canonical
 * order; what is left out is counted. NULL where nothing is compared. The
 * engine's run arena owns it.
 */
const struct finding_view *view_make(struct engine *engine);

#endif
