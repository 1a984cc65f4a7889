/* YAML 1.1's plain scalars, as PyYAML resolves them. */
#include "yaml_types.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
static const char *const trues[] = { "yes", "Yes", "YES", "true", "True",
	"TRUE", "on", "On", "ON", NULL };
static const char *const falses[] = { "no", "No", "NO", "false", "False",
	"FALSE", "off", "Off", "OFF", NULL };

static bool
is_one_of(const char *value, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(*words, value) == 0)
			return true;
	return false;
}

static const char *
behind_sign(const char *at)
{
	return *at == '-' || *at == '+' ? at + 1 : at;
}

/* Behind a run of `digits` and '_'. */
static const char *
behind(const char *at, const char *digits)
{
	while (*at != '\0' && (*at == '_' || strchr(digits, *at) != NULL))
		at++;
	return at;
}

#define DECIMAL "0123456789"

/* Behind ":59:59…"; NULL where what follows a ':' is no such number. */
static const char *
behind_sixties(const char *at)
{
	while (*at == ':') {
		size_t length = strspn(at + 1, DECIMAL);

		if (length == 0 || length > 2 || (length == 2 && at[1] > '5'))
			return NULL;
		at += 1 + length;
	}
	return at;
}

static bool
is_int(const char *value)
{
	const char *at = behind_sign(value);

	if (at[0] == '0' && at[1] == 'b')
		return at[2] != '\0' && *behind(at + 2, "01") == '\0';
	if (at[0] == '0' && at[1] == 'x')
		return at[2] != '\0' &&
		    *behind(at + 2, DECIMAL "abcdefABCDEF") == '\0';
	if (at[0] == '0')
		return *behind(at + 1, "01234567") == '\0';
	if (*at < '1' || *at > '9')
		return false;
	at = behind_sixties(behind(at, DECIMAL));
	return at != NULL && *at == '\0';
}

static bool
is_exponent(const char *at)
{
	if (*at == '\0')
		return true;
	return (*at == 'e' || *at == 'E') && (at[1] == '-' || at[1] == '+') &&
	    at[2] != '\0' && at[2 + strspn(at + 2, DECIMAL)] == '\0';
}

static bool
is_float(const char *value)
{
	static const char *const infinite[] = { ".inf", ".Inf", ".INF", NULL };
	static const char *const nan[] = { ".nan", ".NaN", ".NAN", NULL };
	const char *at = behind_sign(value);
	const char *point = NULL;

	if (is_one_of(at, infinite) || is_one_of(value, nan))
		return true;
	if (*value == '.')
		return value[1] >= '0' && value[1] <= '9' &&
		    is_exponent(behind(value + 1, DECIMAL));
	if (*at < '0' || *at > '9')
		return false;
	point = behind(at, DECIMAL);
	if (*point == ':') {
		point = behind_sixties(point);
		return point != NULL && *point == '.' &&
		    *behind(point + 1, DECIMAL) == '\0';
	}
	return *point == '.' && is_exponent(behind(point + 1, DECIMAL));
}

/* Behind "11-24" and the like: two numbers of one or two digits; else NULL. */
static const char *
behind_two(const char *at, char between)
{
	for (int i = 0; i < 2; i++) {
		size_t length = strspn(at, DECIMAL);

		if (length < 1 || length > 2 ||
		    (i == 0 && at[length] != between))
			return NULL;
		at += length + (i == 0);
	}
	return at;
}

/* "2026-11-24", and anything that begins so and goes on with a time. */
static bool
is_time(const char *value)
{
	const char *at = NULL;

	if (strspn(value, DECIMAL) != 4 || value[4] != '-')
		return false;
	at = behind_two(value + 5, '-');
	if (at == NULL)
		return false;
	if (*at == '\0')
		return at == value + 10;
	return strchr("Tt \t", *at) != NULL && behind_two(at + 1, ':') != NULL;
}

static enum yaml_type
type_by_tag(const char *tag)
{
	static const struct {
		const char *tag;
		enum yaml_type type;
	} known[] = {
		{ "tag:yaml.org,2002:null", YAML_IS_NULL },
		{ "tag:yaml.org,2002:bool", YAML_IS_BOOL },
		{ "tag:yaml.org,2002:int", YAML_IS_INT },
		{ "tag:yaml.org,2002:float", YAML_IS_FLOAT },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].tag, tag) == 0)
			return known[i].type;
	return YAML_IS_TEXT;
}

enum yaml_type
yaml_type(const struct yaml_node *node)
{
	if (node->tag != NULL)
		return type_by_tag(node->tag);
	if (node->style != YAML_PLAIN)
		return YAML_IS_TEXT;
	if (is_one_of(node->value, nulls))
		return YAML_IS_NULL;
	if (is_one_of(node->value, trues) || is_one_of(node->value, falses))
		return YAML_IS_BOOL;
	if (is_int(node->value))
		return YAML_IS_INT;
	if (is_float(node->value))
		return YAML_IS_FLOAT;
	return is_time(node->value) ? YAML_IS_TIME : YAML_IS_TEXT;
}

/* ------------------------------------------------------------ as Python's */

static char *
without_blanks(struct arena *arena, const char *value)
{
	char *copy = arena_string(arena, value);
	size_t length = 0;

	for (const char *at = value; *at != '\0'; at++)
		if (*at != '_')
			copy[length++] = *at;
	copy[length] = '\0';
	return copy;
}

/* "1:30" is 90: each part counts sixty times what follows it. */
static const char *
python_sixties(struct arena *arena, const char *digits, bool negative)
{
	long long total = 0;

	for (const char *at = digits; *at != '\0';) {
		char *end = NULL;
		long long part = strtoll(at, &end, 10);

		if (total > (1LL << 53))
			return digits;
		total = total * 60 + part;
		at = *end == ':' ? end + 1 : "";
	}
	return arena_format(arena, "%s%lld", negative ? "-" : "", total);
}

static const char *
python_int(struct arena *arena, const char *value)
{
	bool negative = *value == '-';
	const char *digits = behind_sign(without_blanks(arena, value));
	const char *number = digits;
	int base = 10;
	unsigned long long total = 0;

	if (strchr(digits, ':') != NULL)
		return python_sixties(arena, digits, negative);
	if (digits[0] == '0' && digits[1] != '\0') {
		base = digits[1] == 'x' ? 16 : digits[1] == 'b' ? 2 : 8;
		number = digits + (base == 8 ? 1 : 2);
	}
	/* Python's numbers have no end; ours are what any file holds. */
	if (strlen(digits) > 15)
		return digits;
	total = strtoull(number, NULL, base);
	return arena_format(
	    arena, "%s%llu", negative && total > 0 ? "-" : "", total);
}

/* The shortest digits that give the number again, as repr() has them. */
static const char *
python_float(struct arena *arena, const char *value)
{
	const char *digits = without_blanks(arena, value);
	const char *text = NULL;
	double number = 0;
	long precision = 0, exponent = 0;

	if (strchr(digits, ':') != NULL)
		return digits;
	if (strpbrk(digits, "nN") != NULL)
		return strpbrk(digits, "fF") == NULL ? "nan" :
		    *digits == '-'                   ? "-inf" :
						       "inf";
	number = strtod(digits, NULL);
	while (precision < 16) {
		text = arena_format(arena, "%.*e", (int)precision, number);
		if (strtod(text, NULL) == number)
			break;
		precision++;
	}
	text = arena_format(arena, "%.*e", (int)precision, number);
	exponent = strtol(strchr(text, 'e') + 1, NULL, 10);
	if (exponent < -4 || exponent >= 16)
		return arena_format(arena, "%.*g", (int)precision + 1, number);
	return arena_format(arena, "%.*f",
	    precision > exponent ? (int)(precision - exponent) : 1, number);
}

const char *
yaml_python(struct arena *arena, const struct yaml_node *node)
{
	switch (yaml_type(node)) {
	case YAML_IS_NULL:
		return "None";
	case YAML_IS_BOOL:
		return is_one_of(node->value, trues) ? "True" : "False";
	case YAML_IS_INT:
		return python_int(arena, node->value);
	case YAML_IS_FLOAT:
		return python_float(arena, node->value);
	default:
		return node->value;
	}
}
