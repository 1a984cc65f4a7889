/* What must not stand in XML as it is, in text and in attributes. */
#ifndef REPORT_XML_H
#define REPORT_XML_H

#include "../base/print.h"

extern const struct escape xml_escapes[];

/* name="value" with a blank before it. */
void xml_attribute(FILE *file, const char *name, struct text value);

#endif
