/* XML's escapes. A line end in an attribute would be read as a blank. */
#include "xml.h"

const struct escape xml_escapes[] = {
	{ "&", "&amp;" },
	{ "<", "&lt;" },
	{ ">", "&gt;" },
	{ "\"", "&quot;" },
	{ "\n", "&#10;" },
	{ NULL, NULL },
};

void
xml_attribute(FILE *file, const char *name, struct text value)
{
	fprintf(file, " %s=\"", name);
	print_escaped(file, value, xml_escapes);
	putc('"', file);
}
