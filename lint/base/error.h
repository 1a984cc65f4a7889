/*
 * One line of trouble on its way up to main(), which prints it.
 *
 * A function that fails returns -1 and fills `err`; its caller adds nothing and
 * passes it on. The kind decides the exit status.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

enum error_kind {
	ERROR_NONE = 0,
	ERROR_USAGE = 2,    /* the command line or the configuration is wrong */
	ERROR_INPUT = 3,    /* something could not be read, or not wholly */
	ERROR_INTERNAL = 4, /* our own fault */
};

struct error {
	enum error_kind kind;
	char message[1000];
};

/* Each fills `err` and returns -1, so that `return error_set(…)` reads well. */
int error_set(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
int error_usage(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
int error_internal(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* As error_set, followed by ": " and what errno says. */
int error_errno(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
