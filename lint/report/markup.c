/* Markdown's escapes, as GitHub's and GitLab's flavours need them. */
#include "markup.h"

const struct escape markup_escapes[] = {
	{ "\\", "\\\\" },
	{ "`", "\\`" },
	{ "*", "\\*" },
	{ "_", "\\_" },
	{ "[", "\\[" },
	{ "]", "\\]" },
	{ "~", "\\~" },
	{ "|", "\\|" },
	{ "$", "\\$" },
	{ "<", "&lt;" },
	{ ">", "&gt;" },
	{ "&", "&amp;" },
	{ "@", "&#64;" },
	{ "#", "&#35;" },
	{ "://", "&#58;//" },
	{ "www.", "www&#46;" },
	{ "WWW.", "WWW&#46;" },
	{ "\n", "<br>" },
	{ NULL, NULL },
};

/* What could end the block is written as a zone file may write it as well. */
static const struct escape fenced_escapes[] = {
	{ "`", "\\096" },
	{ NULL, NULL },
};

void
markup_fenced(FILE *file, const char *sign, struct text text)
{
	while (text.ptr != NULL) {
		fputs(sign, file);
		print_escaped(file, text_cut(&text, '\n'), fenced_escapes);
		putc('\n', file);
	}
}
