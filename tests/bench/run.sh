#!/bin/sh
# make bench: zoneproof against the syntax checkers and git, then an audit of
# many zones. Ratios of one run on one machine, printed and written to
# build/bench.txt; nothing here is a test. RECORDS, ZONES and RUNS shrink it.
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
	python3 -Bu tests/bench/rows.py "$zoneproof" "$work" &&
	    echo && tests/bench/audit.sh "$zoneproof" "$work" ||
	    echo "run.sh: the bench did not end: see above"
}
bench | tee "$build/bench.txt"
! grep -q '^run.sh: ' "$build/bench.txt"
