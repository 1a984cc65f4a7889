/* One line of trouble on its way up to main(). */
#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
error_fill(
    struct error *err, enum error_kind kind, const char *format, va_list args)
{
	err->kind = kind;
	vsnprintf(err->message, sizeof err->message, format, args);
}

int
error_set(struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_fill(err, ERROR_INPUT, format, args);
	va_end(args);
	return -1;
}

int
error_usage(struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_fill(err, ERROR_USAGE, format, args);
	va_end(args);
	return -1;
}

int
error_internal(struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_fill(err, ERROR_INTERNAL, format, args);
	va_end(args);
	return -1;
}

int
error_errno(struct error *err, const char *format, ...)
{
	int number = errno;
	size_t length = 0;
	va_list args;

	va_start(args, format);
	error_fill(err, ERROR_INPUT, format, args);
	va_end(args);
	length = strlen(err->message);
	snprintf(err->message + length, sizeof err->message - length, ": %s",
	    strerror(number));
	return -1;
}
