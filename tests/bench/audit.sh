#!/bin/sh
# An audit of many small zones: zones a second against the syntax checkers run
# side by side, against itself with one process, memory by the number of zones,
# and a single large zone against its bare parse.
# Takes the program and a folder to work in.
set -eu
zoneproof=$1 work=$2
zones=${ZONES:-20000}
records=${RECORDS:-1000000}
jobs=$(nproc)

seconds() {
	/usr/bin/time -f "%e %M" -o "$work/time" sh -c "$1" >/dev/null 2>&1 || true
	tail -n 1 "$work/time"
}

echo "An audit of $zones zones of 15 records:"
python3 tests/bench/estate.py "$work/estate" "$zones"
seconds "$zoneproof audit $work/estate -f ndjson:/dev/null" >/dev/null
seconds "$zoneproof audit -j $jobs -f ndjson:/dev/null $work/estate" >"$work/ours"
seconds "$zoneproof audit -j 1 -f ndjson:/dev/null $work/estate" >"$work/one"
python3 tests/bench/estate.py "$work/few" $((zones / 10))
seconds "$zoneproof audit -j $jobs -f ndjson:/dev/null $work/few" >"$work/fewer"
# The peers start a program for each zone: a tenth of them says enough.
find "$work/few" -name '*.zone' |
    sed 's#.*/\(.*\)\.zone$#\1 &#' >"$work/pairs"
command -v named-checkzone >/dev/null &&
    seconds "xargs -P2 -L1 named-checkzone -i none <$work/pairs" >"$work/named"
command -v kzonecheck >/dev/null &&
    seconds "sed 's/^/-o /' $work/pairs | xargs -P2 -L1 kzonecheck" >"$work/knot"
python3 - "$work" "$zones" "$jobs" <<'END'
import os, sys
work, zones, jobs = sys.argv[1], int(sys.argv[2]), sys.argv[3]
def read(name):
    path = os.path.join(work, name)
    return [float(x) for x in open(path).read().split()] if os.path.exists(path) else None
ours, one, fewer = read("ours"), read("one"), read("fewer")
rate = zones / ours[0]
print("  zoneproof, %s processes  %8.0f zones/s" % (jobs, rate))
print("  zoneproof, one process  %8.0f zones/s: %s are %.2f times that" % (
    zones / one[0], jobs, one[0] / ours[0]))
for name, what in (("named", "named-checkzone, two"), ("knot", "kzonecheck, two")):
    peer = read(name)
    if peer:
        print("  %-22s  %8.0f zones/s: ours is %.0f times that" % (
            what, zones / 10 / peer[0], rate / (zones / 10 / peer[0])))
print("  memory: %.1f MB for %d zones, %.1f MB for %d" % (
    fewer[1] / 1024, zones / 10, ours[1] / 1024, zones))
END
rm -rf "$work/estate" "$work/few"

echo "A registry's zone of $records records:"
python3 tests/bench/zone.py "$records" tld >"$work/example.com.zone"
seconds "$zoneproof check --only no-ttl $work/example.com.zone" >"$work/parse"
seconds "$zoneproof audit $work/example.com.zone" >"$work/whole"
awk 'NR == FNR { parse = $1; next }
{ printf "  %.2f s, %.2f times its bare parse\n", $1, $1 / parse }' \
    "$work/parse" "$work/whole"
rm "$work/example.com.zone"
