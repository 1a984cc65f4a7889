/* Charts of the HTML report as SVG: attributes alone, as its policy asks. */
#include "html_parts.h"

#include "plain.h"
#include "xml.h"

/* A row: what and how many, and the bar under it. */
#define WIDE 400
#define STEP 34

static size_t
largest_of(const struct html_bar *bars, size_t count)
{
	size_t largest = 1;

	for (size_t i = 0; i < count; i++)
		if (bars[i].value > largest)
			largest = bars[i].value;
	return largest;
}

static void
print_bar(FILE *file, const struct html_bar *bar, size_t whole, size_t row)
{
	size_t y = row * STEP;
	size_t length = bar->value * WIDE / whole;

	if (length == 0 && bar->value > 0)
		length = 1;
	fprintf(file, "<text x=\"0\" y=\"%zu\">", y + 13);
	print_escaped(file, text_of(bar->label), xml_escapes);
	fprintf(file, "</text><text class=\"value\" x=\"%d\" y=\"%zu\">", WIDE,
	    y + 13);
	plain_number(file, bar->value);
	if (bar->of > 0) {
		fputs(" of ", file);
		plain_number(file, bar->of);
		fprintf(file, " (%zu %%)", bar->value * 100 / bar->of);
	}
	fprintf(file,
	    "</text><rect class=\"back\" x=\"0\" y=\"%zu\" width=\"%d\" "
	    "height=\"8\" rx=\"2\"/><rect class=\"%s\" x=\"0\" y=\"%zu\" "
	    "width=\"%zu\" height=\"8\" rx=\"2\"/>\n",
	    y + 19, WIDE, bar->class, y + 19, length);
}

void
html_chart(
    FILE *file, const char *caption, const struct html_bar *bars, size_t count)
{
	size_t largest = largest_of(bars, count);

	if (count == 0)
		return;
	fprintf(file,
	    "<figure><figcaption>%s</figcaption>\n<svg viewBox=\"0 0 %d %zu\" "
	    "role=\"img\" aria-label=\"%s: ",
	    caption, WIDE, count * STEP + 4, caption);
	for (size_t i = 0; i < count; i++) {
		print_escaped(file, text_of(bars[i].label), xml_escapes);
		fprintf(
		    file, " %zu%s", bars[i].value, i + 1 < count ? ", " : "");
	}
	fputs("\">\n", file);
	for (size_t i = 0; i < count; i++)
		print_bar(
		    file, &bars[i], bars[i].of > 0 ? bars[i].of : largest, i);
	fputs("</svg></figure>\n", file);
}
