#!/bin/sh
# Runs every test and counts: `tests/run.sh [WORD]` runs those whose file name
# holds WORD. BUILD says where the program is; UPDATE=1 rewrites golden files.
set -u
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
export BUILD UPDATE="${UPDATE:-}"
log=$BUILD/tests.log
LSAN_OPTIONS=suppressions=$(pwd)/tests/lsan.supp:print_suppressions=0
export LSAN_OPTIONS
: >"$log"

one() {
	"$@" >"$BUILD/tests.out" 2>&1
	status=$?
	cat "$BUILD/tests.out" >>"$log"
	if [ $status -ne 0 ] && ! grep -q '^not ok' "$BUILD/tests.out"; then
		echo "not ok $1 ended with status $status" >>"$log"
		tail -20 "$BUILD/tests.out"
	fi
	sed -n '/^not ok/,/^ok\|^skip/{/^ok\|^skip/!p}' "$BUILD/tests.out"
}

for source in tests/unit/test_*.c; do
	test=$BUILD/tests/$(basename "$source" .c)
	case $test in *${1:-}*) ;; *) continue ;; esac
	CMOCKA_MESSAGE_OUTPUT=TAP one "$test"
done
for test in tests/rules.sh tests/tables.sh tests/mutate.sh tests/samples.sh \
    tests/layers.sh tests/docs.sh tests/header.sh tests/browser.sh tests/cli/*.sh tests/report/*.sh; do
	case $test in *${1:-}*) ;; *) continue ;; esac
	[ -e "$test" ] || continue
	one sh "$test"
done

passed=$(grep -c '^ok' "$log")
failed=$(grep -c '^not ok' "$log")
skipped=$(grep -c '^skip' "$log")
[ "$skipped" -eq 0 ] || grep '^skip' "$log"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
