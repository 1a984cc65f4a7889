# What the shells complete comes from the tables of commands, options and rules.
. tests/lib.sh
cd "$scratch" || exit

runs 0 "completion: bash" "$zoneproof" completion bash
cp out zoneproof.bash
cat >complete.bash <<'END'
. ./zoneproof.bash
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_zoneproof
echo "${COMPREPLY[*]}"
END

# completes EXPECTED WORD…: the last word is what is being typed
completes() {
	want=$1
	shift
	got=$(bash complete.bash "$@" 2>&1)
	if [ "$got" = "$want" ]; then
		ok "completion: $* → $want"
	else
		echo "\"$got\" and not \"$want\"" >why
		not_ok "completion: $*" why
	fi
}
completes check zoneproof ch
completes --fail-on zoneproof check --fail
completes "error warning notice never" zoneproof check --fail-on ""
completes "json junit" zoneproof check -f j
completes "" zoneproof check --stag
completes --staged zoneproof diff --stag
completes "install uninstall run" zoneproof -C . hook ""
completes "show check init schema" zoneproof config ""
completes mx-removed zoneproof explain mx-rem
completes "" zoneproof check good.z
"$zoneproof" --help | sed -n 's/^  zoneproof \([a-z]*\) .*/\1/p' | sort >commands
bash complete.bash zoneproof "" | tr ' ' '\n' | sort >completed
same "completion: every command is there" commands completed

for shell in zsh fish; do
	runs 0 "completion: $shell" "$zoneproof" completion $shell
	cp out "zoneproof.$shell"
	if ! command -v $shell >/dev/null; then
		skip "completion: $shell reads it" "$shell is not here"
	elif $shell -n "zoneproof.$shell" 2>why; then
		ok "completion: $shell reads it"
	else
		not_ok "completion: $shell reads it" why
	fi
done
runs 2 "completion: of a shell that we do not know" "$zoneproof" completion cmd
says "completion: says which it knows" "bash, zsh and fish" err
runs 2 "completion: of none" "$zoneproof" completion
cd "$root" || exit
