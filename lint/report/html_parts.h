/* Pieces of the HTML report: its script and style, and its charts. */
#ifndef REPORT_HTML_PARTS_H
#define REPORT_HTML_PARTS_H

#include <stdio.h>

#include "../base/text.h"

/* From lint/report/html/, made part of the program by the build. */
extern const char html_style[], html_script[];
extern const size_t html_style_size, html_script_size;

/* One bar of a chart. */
struct html_bar {
	const char *label;
	size_t value, of;  /* of: 0 for the largest value of the chart */
	const char *class; /* of the style: "error", "grade-A"; "bar" */
};

/*
 * A figure with a caption and one bar a row, its numbers written beside it, so
 * that nothing is told by colour or length alone. Prints nothing without rows.
 */
void html_chart(
    FILE *file, const char *caption, const struct html_bar *bars, size_t count);

#endif
