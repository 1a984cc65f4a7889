/* U-labels to A-labels, by libidn2. */
#include "idna.h"

#include <idn2.h>
#include <string.h>

struct text
idna_ascii(struct arena *arena, struct text name)
{
	char *ascii = NULL;
	struct text ret;
	bool plain = true;

	for (size_t i = 0; i < name.len; i++)
		plain = plain && (unsigned char)name.ptr[i] < 0x80;
	if (plain ||
	    idn2_to_ascii_8z(arena_copy(arena, name.ptr, name.len), &ascii,
		IDN2_NONTRANSITIONAL) != IDN2_OK)
		return name;
	ret = text_of(arena_string(arena, ascii));
	idn2_free(ascii);
	return ret;
}
