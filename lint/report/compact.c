/* One line a finding, as editors and grep want it. */
#include <stdlib.h>

#include "../base/arena.h"
#include "../base/print.h"
#include "plain.h"
#include "report.h"

struct report {
	FILE *file;
};

static struct report *
compact_open(FILE *file, const struct report_options *options)
{
	struct report *report = memory_grow(NULL, 1, sizeof *report);

	(void)options;
	report->file = file;
	return report;
}

static void
compact_finding(struct report *report, const struct finding *finding)
{
	plain_line(report->file, finding);
}

static void
compact_end(struct report *report, const struct report_end *end)
{
	FILE *file = report->file;

	for (size_t i = 0; i < end->notice_count; i++) {
		fputs("zoneproof: note: ", file);
		print_safe_string(file, end->notices[i].message);
		putc('\n', file);
	}
	free(report);
}

const struct reporter reporter_compact = {
	.name = "compact",
	.what = "one line a finding: path:line:column: severity[rule]: message",
	.open = compact_open,
	.finding = compact_finding,
	.end = compact_end,
	.streams = true,
};
