#!/bin/sh
# Prints rules/README.md from what the rules say of themselves and from their
# first fires- case: `rules/readme.sh PROGRAM >rules/README.md` (make docs).
program=$1

cat <<'TOP'
# The rules

Made by `make docs` from the rules themselves: edit those. `zoneproof explain
RULE` prints the same; `make rule ID=my-rule` begins a new one.

To let one case pass, with a reason that each report shows: a comment in the
zone file (`; zoneproof: allow RULE NAME until=DATE -- why`), or a line in the
commit message (`Zoneproof-Allow: RULE NAME -- why`). To change
what a rule is worth: `rules: {RULE: {severity: notice}}` in .zoneproof.yaml.

| rule | severity | fires when |
|---|---|---|
TOP
"$program" rules | while read -r id severity summary; do
	echo "| [$id](#$id) | $severity | $summary |"
done
"$program" rules | while read -r id severity summary; do
	printf '\n## %s\n\n' "$id"
	"$program" explain "$id" | sed -e '1,2d' -e '/^To let one case pass/,$d' |
	    sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
	for folder in tests/rules/"$id"/fires-*/; do
		printf '\nFor example (%s):\n\n' "${folder%/}"
		sed -e '/^exit [0-9]*$/d' -e '/= docs:/,$d' -e 's/^/    /' \
		    "$folder/expected.txt"
		break
	done
done
