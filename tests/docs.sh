# The documentation is true: rules/README.md is what the rules say, and every
# command that a README shows with its output prints just that.
. tests/lib.sh

rules/readme.sh "$zoneproof" >"$scratch/rules.md"
same "docs: rules/README.md is what the rules say" rules/README.md \
    "$scratch/rules.md"

# Blocks that begin with "    $ zoneproof …": the lines behind are its output.
shown() {
	awk -v out="$scratch" '
	/^    \$ zoneproof/ {
		count++
		print substr($0, 7) >(out "/cmd." count)
		printing = 1
		next
	}
	printing && /^(    |$)/ { print substr($0, 5) >(out "/want." count); next }
	{ printing = 0 }
	END { print count + 0 }
	' "$1"
}

for file in README.md samples/README.md; do
	rm -f "$scratch"/cmd.* "$scratch"/want.*
	count=$(shown "$file")
	i=1
	while [ "$i" -le "$count" ]; do
		command=$(cat "$scratch/cmd.$i")
		PATH=$root/$BUILD:$PATH sh -c "$command" >"$scratch/got" 2>&1
		sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$scratch/want.$i" >"$scratch/want"
		if diff -u "$scratch/want" "$scratch/got" >"$scratch/why"; then
			ok "docs: $file: $command"
		else
			not_ok "docs: $file: $command" "$scratch/why"
		fi
		i=$((i + 1))
	done
	[ "$file" = samples/README.md ] || [ "$count" -gt 0 ] ||
	    not_ok "docs: $file shows nothing that could be run"
done

# What the README promises is there.
for target in test demo install asan tidy fmt update rule bench fuzz; do
	grep -q "^$target:" Makefile && ok "docs: make $target exists" ||
	    not_ok "docs: make $target exists"
done
"$zoneproof" --help >"$scratch/out"
for word in check diff compare plan rules explain config hook; do
	says "docs: --help names $word" "zoneproof $word"
done

# The manual pages have every command and every rule, and are sound.
for section in 1 7; do
	lint/manual.sh "$zoneproof" $section >"$scratch/manual.$section"
	if ! command -v mandoc >/dev/null; then
		skip "docs: manual page of section $section" "mandoc is not here"
	elif mandoc -Tlint -W error "$scratch/manual.$section" >"$scratch/why"; then
		ok "docs: manual page of section $section"
	else
		not_ok "docs: manual page of section $section" "$scratch/why"
	fi
done
"$zoneproof" --help | sed -n 's/^  zoneproof \([a-z]*\) .*/\1/p' >"$scratch/want"
sed -n 's/^\.Ic \([a-z]*\)$/\1/p' "$scratch/manual.1" >"$scratch/got"
same "docs: the manual has every command" "$scratch/want" "$scratch/got"
"$zoneproof" rules | cut -d ' ' -f 1 >"$scratch/want"
sed -n 's/^\.Ss \([a-z0-9-]*\) (.*/\1/p' "$scratch/manual.7" >"$scratch/got"
same "docs: the manual has every rule" "$scratch/want" "$scratch/got"
