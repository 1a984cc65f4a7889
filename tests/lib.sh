# What the shell tests share. Each test prints one line: "ok NAME", "not ok
# NAME" with the reason below it, or "skip NAME: why"; run.sh counts them.
# Sourced, with BUILD set; the working folder is the project's root.

set -u
root=$(pwd)
zoneproof=$root/$BUILD/zoneproof
now=2026-11-24T00:00:00Z
export LC_ALL=C.UTF-8 NO_COLOR=1
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

ok() { echo "ok $1"; }

# not_ok NAME [FILE]: the file's lines say what was wrong
not_ok() {
	echo "not ok $1"
	[ $# -lt 2 ] || sed 's/^/    /' "$2"
}

skip() { echo "skip $1: $2"; }

# same NAME EXPECTED GOT: two files, equal; rewrites the first under UPDATE=1
same() {
	if [ "${UPDATE:-}" = 1 ]; then
		cmp -s "$2" "$3" || { cp "$3" "$2"; echo "    wrote $2"; }
		ok "$1"
	elif diff -u "$2" "$3" >"$scratch/same" 2>&1; then
		ok "$1"
	else
		not_ok "$1" "$scratch/same"
	fi
}

# runs STATUS NAME COMMAND…: the exit status; output is in $scratch/out and err
runs() {
	want=$1 _test=$2
	shift 2
	"$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	got=$?
	if [ $got -eq "$want" ]; then
		ok "$_test"
	else
		{ echo "exit $got, not $want: $*"; cat "$scratch/out" "$scratch/err"; } \
		    >"$scratch/why"
		not_ok "$_test" "$scratch/why"
	fi
}

# says NAME TEXT [FILE]: the output holds the text
says() {
	if grep -qF -- "$2" "${3:-$scratch/out}"; then
		ok "$1"
	else
		{ echo "\"$2\" is not in:"; cat "${3:-$scratch/out}"; } >"$scratch/why"
		not_ok "$1" "$scratch/why"
	fi
}

# says_not NAME TEXT [FILE]
says_not() {
	if grep -qF -- "$2" "${3:-$scratch/out}"; then
		{ echo "\"$2\" is in:"; cat "${3:-$scratch/out}"; } >"$scratch/why"
		not_ok "$1" "$scratch/why"
	else
		ok "$1"
	fi
}

# zone NAME SERIAL [RECORD…]: a zone that is fine as it stands, and these records
zone() {
	printf '$ORIGIN %s.\n$TTL 3600\n' "$1"
	printf '@ IN SOA ns1.example.net. h.example.net. %s 7200 3600 1209600 3600\n' "$2"
	printf '@ IN NS %s\n' ns1.example.net. ns2.example.net.
	shift 2
	[ $# -eq 0 ] || printf '%s\n' "$@"
}

# python_with MODULE: prints a python3 that has it, the system's own first
python_with() {
	for _python in /usr/bin/python3 python3; do
		command -v $_python >/dev/null || continue
		$_python -c "import $1" 2>/dev/null && echo $_python && return
	done
	return 1
}

# A git repository that no setting of this machine reaches into.
git_init() {
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
	export GIT_AUTHOR_NAME=Editor GIT_AUTHOR_EMAIL=editor@example.com
	export GIT_COMMITTER_NAME=Editor GIT_COMMITTER_EMAIL=editor@example.com
	export GIT_AUTHOR_DATE=2026-11-01T12:00:00Z
	export GIT_COMMITTER_DATE=2026-11-01T12:00:00Z
	git init -q -b main "$1"
}
