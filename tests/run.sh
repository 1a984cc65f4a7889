#!/bin/sh
# Runs every test and counts: `tests/run.sh [WORD]` runs those whose file name
# holds WORD. BUILD says where the program is; UPDATE=1 rewrites golden files.
# What they print is kept in $BUILD/tests.log: of the run that ended last.
set -u
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
export BUILD UPDATE="${UPDATE:-}"
LSAN_OPTIONS=suppressions=$(pwd)/tests/lsan.supp:print_suppressions=0
export LSAN_OPTIONS

# A folder a run: two at a time do not write over each other.
outs=$(mktemp -d "$(pwd)/$BUILD/tests.XXXXXX") || exit
trap 'rm -rf "$outs"' EXIT
trap 'exit 130' INT TERM
log=$outs/log

# The tests of that name, longest first: each is a program or a script.
chosen() {
	for test in tests/mutate.sh tests/rules.sh tests/cli/*.sh \
	    tests/browser.sh tests/report/*.sh tests/samples.sh tests/tables.sh \
	    tests/docs.sh tests/layers.sh tests/unit/test_*.c; do
		case $test in *${1:-}*) ;; *) continue ;; esac
		[ ! -e "$test" ] || echo "$test"
	done
}

# Each writes to a file of its own; as many run at a time as there are cores.
export outs
chosen "$@" | xargs -P "${JOBS:-$(nproc)}" -n 1 sh -c '
	out=$outs/$(echo "$1" | tr / .)
	case $1 in
	*.c) CMOCKA_MESSAGE_OUTPUT=TAP \
	    "$BUILD/tests/$(basename "$1" .c)" >"$out" 2>&1 ;;
	*) sh "$1" >"$out" 2>&1 ;;
	esac
	status=$?
	if [ $status -ne 0 ] && ! grep -q "^not ok" "$out"; then
		echo "not ok $1 ended with status $status" >>"$out"
	fi' sh

for test in $(chosen "$@"); do
	# What cmocka leaves out is "not ok N # SKIP name" to TAP.
	sed 's/^\(not \)*ok [0-9]* *# SKIP */skip /' \
	    "$outs/$(echo "$test" | tr / .)"
done >"$log"
sed -n '/^not ok/,/^ok\|^skip/{/^ok\|^skip/!p}' "$log"

passed=$(grep -c '^ok' "$log")
failed=$(grep -c '^not ok' "$log")
skipped=$(grep -c '^skip' "$log")
[ "$skipped" -eq 0 ] || grep '^skip' "$log"
mv "$log" "$BUILD/tests.log"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
