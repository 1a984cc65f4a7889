# The samples: the estate is clean, each incident is stopped, and the same data
# in another order and another dress is no change.
. tests/lib.sh

runs 0 "samples: the estate is clean" "$zoneproof" -C samples/estate check

# The same records: SOA first, the rest turned round, other blanks and case.
reformat() {
	awk '
	/^\$/ { print; next }
	/ SOA / { print "; reformatted"; print "\t\t"; print; next }
	{ lines[++count] = $0 }
	END {
		for (i = count; i >= 1; i--) {
			owner = lines[i]
			sub(/ .*/, "", owner)
			rest = substr(lines[i], length(owner) + 1)
			sub(/^ IN /, "\t\tin  ", rest)
			print toupper(owner) rest (rest ~ /;/ ? "" : "  ; kept")
		}
	}' "$1"
}

quiet_copy() {
	reformat "$2" >"$scratch/copy.zone"
	runs 0 "incident $1: a reformatted copy of $(basename "$2") is no change" \
	    "$zoneproof" compare --fail-on notice "$2" "$scratch/copy.zone"
	says "incident $1: and nothing differs in $(basename "$2")" \
	    "no findings in 0 zones"
}

for folder in samples/incidents/*/; do
	name=$(basename "$folder")
	[ -s "$folder/README.md" ] && ok "incident $name: has a README" ||
	    not_ok "incident $name: has a README"
	(
		cd "$folder" || exit
		before=before.zone after=after.zone extra=
		[ ! -e args ] || extra=$(cat args)
		[ -e before.zone ] || before=before after=after
		"$zoneproof" compare --now $now --color never $extra \
		    $before $after
		echo "exit $?"
	) >"$scratch/got" 2>&1
	[ -e "$folder/expected.txt" ] || : >"$folder/expected.txt"
	same "incident $name" "$folder/expected.txt" "$scratch/got"
	says "incident $name: is stopped" "exit 1" "$scratch/got"
	for zone in "$folder"*.zone "$folder"*/*.zone; do
		[ ! -e "$zone" ] || quiet_copy "$name" "$zone"
	done
done
