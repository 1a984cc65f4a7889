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
