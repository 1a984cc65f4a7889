# Mutants: healthy estates, each with one risky edit made in it. What zoneproof
# says to each is written down in tests/mutate/ESTATE.txt: the rule meant for
# the edit, and no other. An edit that hurts nobody stands there with its reason
# ("nothing: …"). The harmless rewritings of harmless.awk must bring nothing.
#
# MUTATE=1 makes every edit everywhere (make mutate); without it, and without
# UPDATE=1, one that puts something into a record is made once a file.
. tests/lib.sh

most=1
[ "${MUTATE:-}${UPDATE:-}" = "" ] || most=1000

zone_files() {
	(cd "$1" && find . -type f ! -name '.*' ! -name '*.conf' | sed 's/^..//' |
	    sort)
}

# The estate as `before`, and once more with every serial raised as `after`.
estate_make() {
	rm -rf "$scratch/before" "$scratch/after" "$scratch/mutants"
	cp -R "$1" "$scratch/before"
	cp -R "$1" "$scratch/after"
	for file in $(zone_files "$1"); do
		awk -f tests/mutate/flat.awk "$1/$file" >"$scratch/before/$file"
		sed '/ SOA /s/ 20261/ 20262/' "$scratch/before/$file" \
		    >"$scratch/after/$file"
	done
}

mutants_make() {
	mkdir "$scratch/mutants"
	: >"$scratch/index"
	for file in $(zone_files "$scratch/after"); do
		awk -v out="$scratch/mutants" -v file="$file" -v most=$most \
		    -v first=$(($(wc -l <"$scratch/index") + 1)) \
		    -f tests/mutate/mutate.awk \
		    tests/mutate/edits "$scratch/after/$file" >>"$scratch/index"
	done
}

# "edit: record", a tab and the rules that spoke: "error[mx-removed]".
mutants_run() {
	while IFS=$(printf '\t') read -r number file what; do
		mv "$scratch/after/$file" "$scratch/kept"
		mv "$scratch/mutants/$number.zone" "$scratch/after/$file"
		printf '@%s, %s\n' "$file" "$what"
		(cd "$scratch" &&
		    "$zoneproof" compare --now $now -q -f compact before after 2>&1)
		mv "$scratch/kept" "$scratch/after/$file"
	done <"$scratch/index" | awk -f tests/mutate/said.awk
}

# What was said must be what the table says. A table may hold more mutants than
# a short run makes, and each edit that nobody hears of has its reason.
table_differs() {
	awk -F '\t' '
	FILENAME == ARGV[1] { meant[$1] = $2; reason[$1] = $3; next }
	!($1 in meant) { print $1 ": not in the table\n  said  " $2; next }
	meant[$1] != $2 { print $1 "\n  meant " meant[$1] "\n  said  " $2; next }
	$2 == "nothing" && reason[$1] == "" { print $1 "\n  nothing: why?" }
	' "$1" "$2"
}

# The table with what was said now; reasons stay where nothing was said before.
table_update() {
	awk -F '\t' '
	FILENAME == ARGV[1] { if ($2 == "nothing") reason[$1] = $3; next }
	{ print $1 "\t" $2 ($2 == "nothing" ? "\t" reason[$1] : "") }
	' "$1" "$2"
}

mutants_judge() {
	table=tests/mutate/$1.txt
	mutants_run >"$scratch/said"
	[ -e "$table" ] || : >"$table"
	if [ "${UPDATE:-}" = 1 ]; then
		table_update "$table" "$scratch/said" >"$scratch/table"
		cp "$scratch/table" "$table"
	fi
	table_differs "$table" "$scratch/said" >"$scratch/why"
	[ -s "$scratch/why" ] && not_ok "mutants of $1" "$scratch/why" ||
	    ok "mutants of $1: each of $(wc -l <"$scratch/said") is told by its rule"
}

# no_change NAME BEFORE AFTER: two folders, neither way is anything to tell
no_change() {
	runs 0 "$1" "$zoneproof" compare --now $now -q --fail-on notice \
	    "$scratch/$2" "$scratch/$3"
	[ ! -s "$scratch/out" ] || not_ok "$1 says nothing" "$scratch/out"
}

# What stands absolute already cannot be made so.
is_dressed() {
	! diff -r "$scratch/$1" "$scratch/other" >/dev/null || [ $how = absolute ] ||
	    not_ok "harmless on $2: $how changes the text"
}

harmless_try() {
	for how in shuffle chunks case seconds units layout absolute generic include; do
		rm -rf "$scratch/other"
		cp -R "$scratch/before" "$scratch/other"
		harmless_dress $how before
		is_dressed before "$1"
		no_change "harmless on $1: $how" before other
		no_change "harmless on $1: $how undone" other before
	done
	for how in split terms; do
		rm -rf "$scratch/other"
		cp -R "$scratch/after" "$scratch/other"
		harmless_dress $how after
		is_dressed after "$1"
		no_change "harmless on $1: SPF $how" before other
		harmless_dress $how before
		no_change "harmless on $1: SPF $how undone" other after
	done
}

# harmless_dress HOW FOLDER: the folder's zones, in another dress, to other/
harmless_dress() {
	for file in $(zone_files "$scratch/$2"); do
		awk -v how="$1" -v include="rest.$(basename "$file").inc" \
		    -v folder="$scratch/other/$(dirname "$file")" \
		    -f tests/mutate/harmless.awk "$scratch/$2/$file" \
		    >"$scratch/other/$file"
	done
}

# Files and folders get other names; the zones are the same.
moves_try() {
	rm -rf "$scratch/other"
	mkdir -p "$scratch/other/dns/primary"
	cp "$1"/.zoneproof.yaml "$scratch/other" 2>/dev/null
	for file in $(zone_files "$scratch/before"); do
		cp "$scratch/before/$file" "$scratch/other/dns/primary"
	done
	no_change "harmless on $(basename "$1"): moved" before other
	no_change "harmless on $(basename "$1"): moved back" other before
}

views_try() {
	rm -rf "$scratch/other" "$scratch/before"
	mkdir -p "$scratch/before" "$scratch/other"
	cp -R "$1" "$scratch/before/external"
	cp -R "$1" "$scratch/before/internal"
	sed -i 's/192\.0\.2\.80$/198.51.100.80/' "$scratch"/before/internal/*.zone
	cp -R "$scratch/before/external" "$scratch/other/external"
	cp -R "$scratch/before/internal" "$scratch/other/office"
	no_change "harmless on $(basename "$1"): a view renamed" before other
}

for estate in samples/estate tests/mutate/hosted tests/mutate/own; do
	name=$(basename $estate)
	estate_make $estate
	no_change "mutants of $name: raised serials alone" before after
	mutants_make
	mutants_judge "$name"
	harmless_try "$name"
	[ -e $estate/named.conf ] || moves_try $estate
done
views_try tests/mutate/own
