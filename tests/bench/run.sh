#!/bin/sh
# make bench: zoneproof against the syntax checkers and git. Ratios of one run
# on one machine, printed and written to build/bench.txt, and to build/bench.md
# as the README quotes them; nothing here is a test. RECORDS, ZONES, RUNS and
# ROW shrink it.
set -eu
cd "$(dirname "$0")/../.."
build=${BUILD:-build}
zoneproof=$(pwd)/$build/zoneproof
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$PATH:/usr/sbin
export PATH

# A pipe would hide that one of them failed.
bench() {
	echo "$("$zoneproof" --version), $(nproc) processors, $(date -u +%F)"
	python3 -Bu tests/bench/rows.py "$zoneproof" "$work" "$build/bench.md" ||
	    echo "run.sh: not all of it was measured: see above"
}
bench 2>&1 | tee "$build/bench.txt"
! grep -q '^run.sh: ' "$build/bench.txt"
