/* JSON and YAML documents: walked, guessed, refused. */
#include "document.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
document_json(struct document *document, const struct source *source,
    const struct json_part *parts, void *data, bool *ret_whole)
{
	struct json_fault fault;

	*ret_whole = json_read(source, parts, data, &fault) == 0;
	if (*ret_whole)
		return 0;
	if (fault.message[0] == '\0')
		return -1;
	return document_fault(
	    document, source, fault.offset, 1, "%s", fault.message);
}

int
document_yaml(struct document *document, const struct source *source,
    struct yaml_node **ret)
{
	struct yaml_fault fault = { 0 };

	*ret = yaml_documents(document->side, source, &fault);
	if (*ret != NULL)
		return 0;
	return document_fault(
	    document, source, fault.offset, 1, "%s", fault.message);
}

int
document_fault(struct document *document, const struct source *source,
    uint32_t offset, uint32_t length, const char *format, ...)
{
	char message[400];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	return document->sink->fault(document->sink->data,
	    &(struct read_fault){ .rule = "syntax",
		.source = source,
		.offset = offset,
		.length = length,
		.message = message });
}

bool
document_is_named_so(const char *path)
{
	static const char *const ends[] = { ".yaml", ".yml", ".json" };
	struct text base = path_base(text_of(path));

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (text_ends(base, text_of(ends[i])))
			return true;
	return memchr(base.ptr, '.', base.len) == NULL;
}

#define GLANCE 4096

bool
document_holds(struct text bytes, const char *const *words)
{
	if (bytes.len > GLANCE)
		bytes.len = GLANCE;
	for (; *words != NULL; words++)
		if (bytes.len == 0 ||
		    memmem(bytes.ptr, bytes.len, *words, strlen(*words)) ==
			NULL)
			return false;
	return true;
}
