/*
 * The reports of one run: what -f asked for, opened before anything is read and
 * written when all is known, one after the other.
 */
#ifndef CMD_OUTPUTS_H
#define CMD_OUTPUTS_H

#include "../base/outfile.h"
#include "../report/report.h"
#include "run.h"

#define OUTPUTS_MAX 16

struct outputs {
	struct output {
		const struct reporter *reporter;
		struct report_options options;
		struct outfile file;
	} at[OUTPUTS_MAX];
	size_t count;
};

/* Opens what -f names, text on standard output when it names nothing. */
int outputs_open(struct run *run, struct outputs *outputs, struct error *err);

/* Does one of them want a change as a view? */
bool outputs_look(const struct outputs *outputs);

/* Hands a report all that it shows before its end. */
typedef void report_feed(
    void *data, const struct reporter *reporter, struct report *report);

/* Writes every report; its file is there whole, or as it was. */
int outputs_write(struct outputs *outputs, report_feed *feed, void *data,
    const struct report_end *end, struct error *err);

/* Forgets them: their files are as they were. */
void outputs_drop(struct outputs *outputs);

#endif
