/* Prints the table of keys as a JSON Schema. */
#include "schema.h"

#include <string.h>

#include "../base/print.h"

struct printer {
	FILE *file;
	const struct zp_rule *const *rules;
};

static void print_shape(
    const struct printer *printer, const struct shape *shape);

static void
print_string(const struct printer *printer, const char *text)
{
	print_json(printer->file, text_of(text));
}

static void
print_key(const struct printer *printer, const char *key)
{
	print_string(printer, key);
	putc(':', printer->file);
}

static void
print_choices(const struct printer *printer, const char *choices)
{
	struct text rest = text_of(choices);
	bool first = true;

	fputs("\"enum\":[", printer->file);
	while (rest.ptr != NULL) {
		if (!first)
			putc(',', printer->file);
		print_json(printer->file, text_cut(&rest, '|'));
		first = false;
	}
	putc(']', printer->file);
}

/* What people read beside a key. */
static void
print_what(const struct printer *printer, const struct shape *shape)
{
	if (shape->what != NULL) {
		print_key(printer, "description");
		print_string(printer, shape->what);
		putc(',', printer->file);
	}
}

static bool
is_any(const struct shape *rows)
{
	return rows->kind != SHAPE_NONE && strcmp(rows->key, "*") == 0;
}

static void
print_wanted(const struct printer *printer, const struct shape *rows)
{
	bool first = true;

	for (; rows->kind != SHAPE_NONE; rows++) {
		if (!rows->wanted)
			continue;
		fputs(first ? ",\"required\":[" : ",", printer->file);
		print_string(printer, rows->key);
		first = false;
	}
	if (!first)
		putc(']', printer->file);
}

static void
print_object(const struct printer *printer, const struct shape *rows)
{
	fputs("\"type\":\"object\",", printer->file);
	if (is_any(rows)) {
		print_key(printer, "additionalProperties");
		print_shape(printer, rows);
		return;
	}
	fputs("\"properties\":{", printer->file);
	for (const struct shape *row = rows; row->kind != SHAPE_NONE; row++) {
		if (row != rows)
			putc(',', printer->file);
		print_key(printer, row->key);
		print_shape(printer, row);
	}
	fputs("},\"additionalProperties\":false", printer->file);
	print_wanted(printer, rows);
}

/* `off` alone is a boolean to readers of YAML 1.1. */
#define SEVERITIES \
	"\"enum\":[\"error\",\"warning\",\"notice\",\"off\",\"never\",false]"
#define WORDS "\"type\":[\"string\",\"number\",\"boolean\"]"

#define NUMBERS "\"type\":\"integer\",\"minimum\":0,\"maximum\":999999999"
#define OPTIONS                                        \
	"\"anyOf\":[{" WORDS "},{\"type\":\"object\"," \
	"\"additionalProperties\":{" WORDS "}}]"

/* A word may stand for a map with one key. */
static void
print_map(const struct printer *printer, const struct shape *shape)
{
	if (shape->short_for == NULL) {
		print_object(printer, shape->inner);
		return;
	}
	fputs("\"anyOf\":[{" SEVERITIES "},{", printer->file);
	print_object(printer, shape->inner);
	fputs("}]", printer->file);
}

/* Each rule by its id, with what it is for; patterns bring more of them. */
static void
print_rules(const struct printer *printer, const struct shape *shape)
{
	struct shape each = { .kind = SHAPE_MAP,
		.inner = shape->inner,
		.short_for = shape->short_for };
	bool first = true;

	fputs("\"type\":\"object\",\"properties\":{", printer->file);
	for (const struct zp_rule *const *rule = printer->rules; *rule != NULL;
	     rule++) {
		if (is_any(shape->inner) && (*rule)->options == NULL)
			continue;
		each.what = (*rule)->summary;
		if (!first)
			putc(',', printer->file);
		print_key(printer, (*rule)->id);
		print_shape(printer, &each);
		first = false;
	}
	fputs("},\"additionalProperties\":", printer->file);
	each.what = "a rule of `patterns:` or of a plugin";
	print_shape(printer, &each);
}

static void
print_list(const struct printer *printer, const struct shape *shape)
{
	if (shape->one_may_stand_alone) {
		fputs("\"anyOf\":[", printer->file);
		print_shape(printer, shape->inner);
		fputs(",{", printer->file);
	}
	fputs("\"type\":\"array\",\"items\":", printer->file);
	print_shape(printer, shape->inner);
	if (shape->one_may_stand_alone)
		fputs("}]", printer->file);
}

static void
print_kind(const struct printer *printer, const struct shape *shape)
{
	static const char *const plain[] = {
		[SHAPE_WORD] = WORDS,
		[SHAPE_NUMBER] = NUMBERS,
		[SHAPE_BOOLEAN] = "\"type\":\"boolean\"",
		[SHAPE_SEVERITY] = SEVERITIES,
		[SHAPE_PATTERN] = WORDS,
		[SHAPE_OPTION] = OPTIONS,
		[SHAPE_NEVER] = "\"not\":{}",
	};

	switch (shape->kind) {
	case SHAPE_CHOICE:
		print_choices(printer, shape->choices);
		return;
	case SHAPE_MAP:
		print_map(printer, shape);
		return;
	case SHAPE_RULES:
		print_rules(printer, shape);
		return;
	case SHAPE_LIST:
		print_list(printer, shape);
		return;
	default:
		fputs(plain[shape->kind], printer->file);
	}
}

static void
print_shape(const struct printer *printer, const struct shape *shape)
{
	putc('{', printer->file);
	print_what(printer, shape);
	print_kind(printer, shape);
	putc('}', printer->file);
}

void
schema_print(
    FILE *file, const struct shape *shape, const struct zp_rule *const *rules)
{
	struct printer printer = { file, rules };

	fputs("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
	      "\"title\":\".zoneproof.yaml\",",
	    file);
	print_kind(&printer, shape);
	fputs("}\n", file);
}
