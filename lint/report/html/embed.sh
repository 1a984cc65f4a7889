#!/bin/sh
# Makes the page's style and script part of the program: embed.sh CSS JS. Their
# indentation is for us.
set -eu
array() { # array NAME FILE
	printf 'const char %s[] = {\n' "$1"
	sed 's/^\t*//' "$2" | od -An -v -td1 | sed 's/-*[0-9][0-9]*/&,/g'
	printf '};\nconst size_t %s_size = sizeof %s;\n' "$1" "$1"
}
echo '/* Made by lint/report/html/embed.sh from the page'"'"'s own files. */'
echo '#include "report/html_parts.h"'
array html_style "$1"
array html_script "$2"
