# Every rule has a folder with zones a user could have written: fires-… and
# quiet-…. A case is `after.zone` alone or a folder `after` (checked), or
# with `before.zone` or `before` (compared), or a change-set `plan.json` or
# `plan.txt`; `args` adds options. The whole
# output is kept in expected.txt. A name that says "as-a-notice" and the like is
# held to it.
. tests/lib.sh

# In a folder of its own, so that no other case's zones are around it.
run_case() {
	extra=
	[ ! -e "$1/args" ] || extra=$(cat "$1/args")
	rm -rf "$scratch/case"
	cp -R "$1" "$scratch/case"
	cd "$scratch/case" || exit
	set -- --now $now --color never $extra
	if [ -e plan.json ] || [ -e plan.txt ]; then
		"$zoneproof" plan "$@" plan.*
	elif [ -e before.zone ]; then
		"$zoneproof" compare "$@" before.zone after.zone
	elif [ -e before ]; then
		"$zoneproof" compare "$@" before after
	elif [ -e after ]; then
		cd after && "$zoneproof" check "$@"
	else
		"$zoneproof" check "$@" after.zone
	fi
	echo "exit $?"
	cd "$root" || exit
}

for folder in tests/rules/*/*/; do
	folder=${folder%/}
	rule=${folder#tests/rules/}
	case=${rule#*/}
	rule=${rule%%/*}
	run_case "$folder" >"$scratch/got" 2>&1
	[ -e "$folder/expected.txt" ] || : >"$folder/expected.txt"
	same "rule $rule: $case" "$folder/expected.txt" "$scratch/got"
	case $case in
	fires-*as-an-error*) says "rule $rule: $case" "error[$rule]" "$scratch/got" ;;
	fires-*as-a-warning*) says "rule $rule: $case" "warning[$rule]" "$scratch/got" ;;
	fires-*as-a-notice*) says "rule $rule: $case" "notice[$rule]" "$scratch/got" ;;
	fires-*) says "rule $rule: $case fires" "[$rule]" "$scratch/got" ;;
	quiet-*) says_not "rule $rule: $case is quiet" "[$rule]" "$scratch/got" ;;
	*) not_ok "rule $rule: $case is neither fires-… nor quiet-…" ;;
	esac
done

# What a rule owes: two cases of each kind; a reason with an RFC, an incident or
# the configuration it rests on; a second paragraph on how to change safely or
# when it stays quiet; how to allow it; its place in the README.
"$zoneproof" rules | while read -r rule _; do
	for kind in fires quiet; do
		count=$(ls -d tests/rules/"$rule"/$kind-*/ 2>/dev/null | wc -l)
		[ "$count" -ge 2 ] && ok "rule $rule has $kind- cases" ||
		    not_ok "rule $rule has $count $kind- cases: two are wanted"
	done
	"$zoneproof" explain "$rule" >"$scratch/explained"
	sed -e 1,2d -e '/^Options, under/,$d' -e '/^Stands for:/,$d' \
	    -e '/^To let one case pass/,$d' "$scratch/explained" >"$scratch/why"
	tr '\n' ' ' <"$scratch/why" |
	    grep -qE 'RFC [0-9]|(19|20)[0-9][0-9]|configuration|\.zoneproof\.yaml' &&
	    ok "rule $rule explains why" ||
	    not_ok "rule $rule names no RFC, incident or configuration" \
		"$scratch/why"
	awk 'NF == 0 && any { parted = 1 } NF > 0 { any = 1; if (parted) two = 1 }
	    END { exit !two }' "$scratch/why" &&
	    ok "rule $rule explains how to change" ||
	    not_ok "rule $rule has one paragraph: how to change it safely?" \
		"$scratch/why"
	says "rule $rule says how to allow it" "zoneproof: allow $rule " \
	    "$scratch/explained"
	grep -q "^## $rule\$" rules/README.md &&
	    ok "rule $rule is in rules/README.md" ||
	    not_ok "rule $rule is not in rules/README.md: make docs"
done

for folder in tests/rules/*/; do
	rule=$(basename "$folder")
	"$zoneproof" explain "$rule" >/dev/null 2>&1 &&
	    ok "rule $rule exists" || not_ok "rule $rule exists"
done

count=$("$zoneproof" rules | wc -l)
lines=$(cat rules/*.c | grep -c '^ZP_RULE(')
[ "$count" -eq "$lines" ] && ok "the table holds all $lines rules" ||
    not_ok "the table holds $count of $lines rules"
