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

"$zoneproof" rules | while read -r rule _; do
	for kind in fires quiet; do
		if ls -d tests/rules/"$rule"/$kind-*/ >/dev/null 2>&1; then
			ok "rule $rule has a $kind- case"
		else
			not_ok "rule $rule has a $kind- case"
		fi
	done
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
