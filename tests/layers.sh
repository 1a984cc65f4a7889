# Every #include is one that tests/layers.txt allows, and every header
# compiles alone.
. tests/lib.sh

awk '
FILENAME == ARGV[1] {
	sub(/#.*/, "")
	if ($0 ~ /^</) { sole[$1] = $2; next }
	if ($1 ~ /:$/) {
		layer = $1
		sub(/:$/, "", layer)
		for (i = 2; i <= NF; i++) may[layer, $i] = 1
		may[layer, layer] = 1
	}
	next
}
function layer_of(path) {
	if (path ~ /^rules\//) return "rules"
	sub(/^lint\//, "", path)
	return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : "top"
}
FNR == 1 { files++ }
/^#include "/ {
	path = $2
	gsub(/"/, "", path)
	bare = path
	while (bare ~ /^\.\.\//) sub(/^\.\.\//, "", bare)
	from = layer_of(FILENAME)
	to = bare ~ /\// ? substr(bare, 1, index(bare, "/") - 1) : ""
	if (to == "" && path !~ /^\.\./ && from != "rules") to = from
	if (to == "") to = may[from, bare] || from == "top" ? bare : "top"
	if (!((from, to) in may) && !((from, bare) in may)) {
		print FILENAME ":" FNR ": " from " may not include " bare
		bad = 1
	}
}
/^#include </ {
	for (header in sole)
		if (index($2, header) == 1) {
			home = "lint/" sole[header]
			if (index(FILENAME, home) != 1) {
				print FILENAME ":" FNR ": only " home " may include " $2
				bad = 1
			}
		}
}
END { exit bad || files < 40 }
' tests/layers.txt lint/*.[ch] lint/*/*.[ch] rules/*.c >"$scratch/why" &&
    ok "layers: every include is allowed" ||
    not_ok "layers: every include is allowed" "$scratch/why"

for header in lint/*.h lint/*/*.h; do
	if ${CC:-cc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only \
	    -Ilint -x c "$header" 2>"$scratch/why"; then
		ok "header $header compiles alone"
	else
		not_ok "header $header compiles alone" "$scratch/why"
	fi
done
if command -v c++ >/dev/null; then
	c++ -std=c++17 -Wall -Wextra -Werror -fsyntax-only -x c++ \
	    lint/zoneproof.h 2>"$scratch/why" && ok "zoneproof.h compiles as C++" ||
	    not_ok "zoneproof.h compiles as C++" "$scratch/why"
else
	skip "zoneproof.h compiles as C++" "no C++ compiler here"
fi
