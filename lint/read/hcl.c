/* A scanner for the outermost blocks of HCL. */
#include "hcl.h"

#include <stdbool.h>
#include <string.h>

#define NESTED_MAX 64 /* of texts within "${…}" within texts */

struct hcl {
	const char *start, *at, *end;
};

static bool
stands(const struct hcl *hcl, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(hcl->end - hcl->at) >= length &&
	    memcmp(hcl->at, word, length) == 0;
}

static void
skip_past(struct hcl *hcl, const char *word)
{
	const char *found = hcl->at >= hcl->end ?
	    NULL :
	    memmem(hcl->at, (size_t)(hcl->end - hcl->at), word, strlen(word));

	hcl->at = found == NULL ? hcl->end : found + strlen(word);
}

static bool
is_word(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

/*
 * At a quote: goes behind the one that ends the text. "${…}" and "%{…}" hold
 * expressions, which hold texts again.
 */
static void
skip_text(struct hcl *hcl)
{
	unsigned braces[NESTED_MAX] = { 0 }; /* open in each expression */
	unsigned depth = 0;                  /* of expressions */
	bool in_text = true;

	for (hcl->at++; hcl->at < hcl->end; hcl->at++) {
		char byte = *hcl->at;

		if (in_text && byte == '\\')
			hcl->at++;
		else if (in_text && (stands(hcl, "$${") || stands(hcl, "%%{")))
			hcl->at += 2;
		else if (in_text && (stands(hcl, "${") || stands(hcl, "%{"))) {
			if (depth + 1 >= NESTED_MAX)
				return;
			braces[++depth] = 0;
			in_text = false;
			hcl->at++;
		} else if (in_text && byte == '"') {
			if (depth == 0) {
				hcl->at++;
				return;
			}
			in_text = false;
		} else if (!in_text && byte == '"')
			in_text = true;
		else if (!in_text && byte == '{')
			braces[depth]++;
		else if (!in_text && byte == '}' && braces[depth]-- == 0) {
			depth--;
			in_text = true;
		}
	}
	hcl->at = hcl->end;
}

/* At "<<": goes behind the line that repeats the heredoc's word. */
static void
skip_heredoc(struct hcl *hcl)
{
	struct text word = { NULL, 0 };

	hcl->at += 2;
	if (stands(hcl, "-"))
		hcl->at++;
	word.ptr = hcl->at;
	while (hcl->at < hcl->end && is_word(*hcl->at))
		hcl->at++;
	word.len = (size_t)(hcl->at - word.ptr);
	if (word.len == 0)
		return;
	skip_past(hcl, "\n");
	while (hcl->at < hcl->end) {
		struct text line = { hcl->at, 0 };

		skip_past(hcl, "\n");
		line.len = (size_t)(hcl->at - line.ptr);
		if (text_equal(text_trim(line), word))
			return;
	}
}

/* Goes over what is neither a word nor a brace: true when it did. */
static bool
skip_other(struct hcl *hcl)
{
	if (stands(hcl, "#") || stands(hcl, "//"))
		skip_past(hcl, "\n");
	else if (stands(hcl, "/*"))
		skip_past(hcl, "*/");
	else if (stands(hcl, "<<"))
		skip_heredoc(hcl);
	else if (stands(hcl, "\""))
		skip_text(hcl);
	else if (is_word(*hcl->at) || *hcl->at == '{' || *hcl->at == '}')
		return false;
	else
		hcl->at++;
	return true;
}

static struct text
word(struct hcl *hcl)
{
	struct text text = { hcl->at, 0 };

	while (hcl->at < hcl->end && is_word(*hcl->at))
		hcl->at++;
	text.len = (size_t)(hcl->at - text.ptr);
	return text;
}

/* A label of a block, in quotes or without; "" when there is none. */
static struct text
label(struct hcl *hcl)
{
	struct text text = { NULL, 0 };

	while (hcl->at < hcl->end && (*hcl->at == ' ' || *hcl->at == '\t'))
		hcl->at++;
	if (!stands(hcl, "\""))
		return word(hcl);
	text.ptr = hcl->at + 1;
	skip_text(hcl);
	text.len = (size_t)(hcl->at - text.ptr);
	if (text.len > 0 && text.ptr[text.len - 1] == '"')
		text.len--;
	return text;
}

void
hcl_resources(struct text bytes,
    void (*visit)(void *data, const struct hcl_block *block), void *data)
{
	struct hcl hcl = { bytes.ptr, bytes.ptr, bytes.ptr + bytes.len };
	unsigned depth = 0;

	if (bytes.len == 0)
		return;
	while (hcl.at < hcl.end) {
		struct hcl_block block = { .offset =
					       (uint32_t)(hcl.at - hcl.start) };

		if (skip_other(&hcl))
			continue;
		if (*hcl.at == '{' || *hcl.at == '}') {
			if (*hcl.at == '{')
				depth++;
			else if (depth > 0)
				depth--;
			hcl.at++;
			continue;
		}
		if (!text_equal(word(&hcl), TEXT("resource")) || depth > 0)
			continue;
		block.type = label(&hcl);
		block.name = label(&hcl);
		block.length = (uint32_t)(hcl.at - hcl.start) - block.offset;
		if (block.type.len > 0 && block.name.len > 0)
			visit(data, &block);
	}
}
