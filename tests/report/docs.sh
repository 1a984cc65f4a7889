# A build that was told where rules/README.md is published links to its rules.
. tests/lib.sh

compile="${CC:-cc} -std=c11 -D_GNU_SOURCE -pthread -fPIE -Ilint $(cat "$BUILD/flags")"
if $compile "-DZONEPROOF_DOCS=\"https://dns.example/rules.md\"" \
    -o "$scratch/told" -pie -Wl,--export-dynamic lint/cmd/outputs.c \
    "$BUILD/lint/main.o" "$BUILD/libzoneproof.a" $(cat "$BUILD/libs") \
    >"$scratch/why" 2>&1; then
	ok "docs: it builds"
else
	not_ok "docs: it builds" "$scratch/why"
fi
cp samples/incidents/2023-08-hotmail/*.zone "$scratch" && cd "$scratch" || exit
runs 1 "docs: sarif and rdjson" ./told compare -f sarif -f rdjson:rd before.zone after.zone
says "docs: sarif links to the rule" \
    '"helpUri":"https://dns.example/rules.md#spf-sender-dropped"'
says "docs: rdjson does" '"url":"https://dns.example/rules.md#spf-sender-dropped"' rd
runs 1 "docs: without it" "$zoneproof" compare -f sarif -f rdjson:rd before.zone after.zone
says_not "docs: nothing is made up" helpUri
says_not "docs: nor in rdjson" '"url"' rd
grep -q '^## spf-sender-dropped$' "$root/rules/README.md" &&
    ok "docs: the page has such a place" || not_ok "docs: the page has such a place"
cd "$root" || exit
