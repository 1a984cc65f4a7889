/*
 * Where Terraform's and OpenTofu's files (HCL) open their resources: enough of
 * the language to know what is a block and what is text, a comment or a
 * heredoc. Nothing of it is evaluated.
 */
#ifndef READ_HCL_H
#define READ_HCL_H

#include <stdint.h>

#include "../base/text.h"

struct hcl_block {
	struct text type, name;
	uint32_t offset, length; /* from "resource" to the end of its name */
};

/* Calls `visit` for each `resource "type" "name" {` in the file's order. */
void hcl_resources(struct text bytes,
    void (*visit)(void *data, const struct hcl_block *block), void *data);

#endif
