/* Looks for the word that comments to us begin with, outside of any scalar. */
#include "yaml_comments.h"

#include <string.h>

static bool
in_scalar(
    const struct yaml_node *node, const struct source *source, uint32_t offset)
{
	if (node->kind == YAML_SCALAR)
		return node->source == source && node->offset <= offset &&
		    offset < node->end;
	for (size_t i = 0; i < node->count; i++)
		if (in_scalar(node->items[i], source, offset))
			return true;
	return false;
}

/* The '#' that makes a comment of what stands at `at`; NULL: none does. */
static const char *
comment_sign(struct text bytes, const char *at)
{
	while (at > bytes.ptr && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	if (at == bytes.ptr || at[-1] != '#')
		return NULL;
	at--;
	return at == bytes.ptr || strchr(" \t\n\r", at[-1]) != NULL ? at : NULL;
}

static bool
stands_alone(struct text bytes, const char *sign)
{
	while (sign > bytes.ptr && (sign[-1] == ' ' || sign[-1] == '\t'))
		sign--;
	return sign == bytes.ptr || sign[-1] == '\n';
}

int
yaml_comments(const struct yaml_node *root, const struct zone_sink *sink)
{
	static const char word[] = "zoneproof:";
	const struct source *source = root->source;
	struct text bytes = source->bytes;
	const char *at = bytes.ptr, *end = bytes.ptr + bytes.len;
	int status = 0;

	while (status == 0 &&
	    (at = memmem(at, (size_t)(end - at), word, sizeof word - 1)) !=
		NULL) {
		const char *sign = comment_sign(bytes, at);
		struct text rest = { at, (size_t)(end - at) };
		struct read_comment comment = { .source = source };

		at += sizeof word - 1;
		if (sign == NULL ||
		    in_scalar(root, source, (uint32_t)(sign - bytes.ptr)))
			continue;
		comment.offset = (uint32_t)(sign - bytes.ptr);
		comment.text = text_cut(&rest, '\n');
		comment.alone = stands_alone(bytes, sign);
		status = sink->comment(sink->data, &comment);
	}
	return status;
}
