# Our reading of git's index says what git says: in every version of it, after
# random edits, with names that sort around a '/', damaged or not.
. tests/lib.sh

compile="${CC:-cc} -std=c11 -D_GNU_SOURCE -fPIE -Ilint $(cat "$BUILD/flags")"
if ! $compile -o "$scratch/changed" -pie tests/tools/changed.c \
    "$BUILD/libzoneproof.a" $(cat "$BUILD/libs") >"$scratch/why" 2>&1; then
	not_ok "index: the tool builds" "$scratch/why"
	exit
fi
cd "$scratch" || exit

# A deterministic row of numbers, one a call.
seed=7
random() { # random N: sets n to 0 … N-1
	seed=$(((seed * 1103515245 + 12345) % 2147483648))
	n=$((seed / 65536 % $1))
}
names='a a-b a.b a0 a/b a/c a/b.d a/b-d a/b/c a/z/y/x zones/db.x zones.old z'

edit() { # one random edit of the work tree
	set -- $names
	random $#
	shift $n
	random 5
	case $n in
	0) rm -rf "./$1" ;;
	1) rm -rf "./$1" && mkdir -p "$(dirname "$1")" 2>/dev/null &&
		[ ! -d "$1" ] && ln -s target "$1" 2>/dev/null ;;
	*)
		[ -d "$1" ] && rm -rf "./$1"
		mkdir -p "$(dirname "$1")" 2>/dev/null && random 3 &&
		    echo "text $n" >"$1" 2>/dev/null
		;;
	esac
}

agrees() { # agrees NAME
	git diff --cached --name-only --no-renames -z HEAD | tr '\0' '\n' >want
	if ./../changed >got 2>why && diff want got >>why; then
		return 0
	fi
	{ git ls-files -s; git ls-tree -r HEAD; } >>why
	not_ok "index: $1" why
	return 1
}

for version in 2 3 4; do
	git_init "repo$version"
	cd "repo$version" || exit
	printf 'want\ngot\nwhy\n' >.git/info/exclude
	git config index.version $version
	for i in 1 2 3 4 5 6; do edit; done 2>/dev/null
	git add -A && git commit -qm first
	good=0
	for round in 1 2 3 4 5 6 7 8 9 10 11 12; do
		edit 2>/dev/null
		edit 2>/dev/null
		git add -A
		agrees "version $version, round $round" && good=$((good + 1))
		# Now and then the cached trees are whole, and partly so.
		case $round in
		3 | 7) git commit -qm "$round" --allow-empty ;;
		5) git write-tree >/dev/null ;;
		9) git read-tree HEAD ;;
		esac
	done
	[ "$good" -eq 12 ] && ok "index: version $version: as git in $good rounds"
	cd ..
done

cd repo2 || exit
git reset -q --hard && echo later >later && git add -N later
agrees "what is to be added later" && ok "index: git add -N is no change"
git update-index --skip-worktree "$(git ls-files | head -1)"
agrees "extended flags" && ok "index: entries with extended flags"
cp .git/index whole
size=$(wc -c <whole)
for cut in 0 4 11 12 40 80 $((size / 2)) $((size - 21)); do
	head -c "$cut" whole >.git/index
	runs 3 "index: cut to $cut bytes" "$zoneproof" diff --staged
done
printf 'DIRC\0\0\0\2\377\377\377\377%40s' x >.git/index
runs 3 "index: a count that cannot be" "$zoneproof" diff --staged
says "index: what to do" "git's index is damaged" "$scratch/err"
sed 's/^DIRC\x00\x00\x00./DIRC\x00\x00\x00\x09/' whole >.git/index
runs 3 "index: a version of the future" "$zoneproof" diff --staged
cp whole .git/index
mkdir empty && GIT_INDEX_FILE=none runs 3 "index: GIT_INDEX_FILE names none" \
    "$zoneproof" diff --staged
cp .git/index other
GIT_INDEX_FILE=other runs 0 "index: GIT_INDEX_FILE is read" "$zoneproof" diff --staged
