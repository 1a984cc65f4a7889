/* What readers of JSON and YAML documents share. */
#ifndef READ_DOCUMENT_H
#define READ_DOCUMENT_H

#include "../base/json.h"
#include "../base/yaml.h"
#include "format.h"

/*
 * Walks a source of the document; what is wrong with it is told as a fault of
 * the document. `*ret_whole` says whether all was read. -1 when the sink
 * stopped it, or a visit did without a word.
 */
int document_json(struct document *document, const struct source *source,
    const struct json_part *parts, void *data, bool *ret_whole);

/*
 * Every document of a source of YAML, as a list; NULL when it is none, which is
 * told as a fault. -1 when the sink stopped it.
 */
int document_yaml(struct document *document, const struct source *source,
    struct yaml_node **ret);

/* A fault of the document at a place: -1 when the sink stops. */
int document_fault(struct document *document, const struct source *source,
    uint32_t offset, uint32_t length, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Does the path end as files of YAML and JSON do, or in nothing at all? */
bool document_is_named_so(const char *path);

/* Does the beginning of `bytes` (4 KiB of it) hold every one of `words`? */
bool document_holds(struct text bytes, const char *const *words);

#endif
