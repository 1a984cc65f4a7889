/* Tag lists: "v=DKIM1; k=rsa; p=…" (RFC 6376, 3.2). */
#include "mail.h"

bool
tag_next(struct text *rest, struct tag *ret)
{
	while (rest->ptr != NULL) {
		struct text piece = text_trim(text_cut(rest, ';'));
		struct text value = piece;
		struct text name = text_cut(&value, '=');

		if (piece.len == 0)
			continue;
		ret->name = text_trim(name);
		ret->value = value.ptr == NULL ? value : text_trim(value);
		return true;
	}
	return false;
}
