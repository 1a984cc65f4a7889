#!/bin/sh
# make bench: zoneproof against the syntax checkers, and how long a commit has
# to wait for it. Ratios of one run on one machine; nothing here is a test.
set -eu
cd "$(dirname "$0")/../.."
zoneproof=$(pwd)/${BUILD:-build}/zoneproof
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
records=${RECORDS:-1000000}
zones=${ZONES:-5000}

echo "A mixed zone of $records records:"
python3 tests/bench/zone.py "$records" >"$work/example.com.zone"
set -- "$zoneproof check $work/example.com.zone"
for peer in "named-checkzone -i none example.com" "kzonecheck -o example.com" \
    "nsd-checkzone example.com"; do
	command -v "${peer%% *}" >/dev/null && set -- "$@" "$peer $work/example.com.zone"
done
hyperfine -N -i -w 1 -r 5 --export-json "$work/times.json" "$@" >/dev/null 2>&1
for command in "$@"; do
	/usr/bin/time -f %M -o "$work/memory" $command >/dev/null 2>&1 || true
	tail -n 1 "$work/memory"
done >"$work/memories"
python3 - "$work/times.json" "$work/memories" <<'END'
import json, sys
results = json.load(open(sys.argv[1]))["results"]
memory = [int(line) for line in open(sys.argv[2])]
first, base = results[0]["median"], memory[0]
for result, kilobytes in zip(results, memory):
    print("  %-16s %6.2f s  %5.2f times ours  %5d MB  %5.2f times ours" % (
        result["command"].split()[0].split("/")[-1], result["median"],
        result["median"] / first, kilobytes // 1024, kilobytes / base))
END

BUILD=${BUILD:-build} tests/bench/audit.sh "$zoneproof" "$work"

echo "A repository of $zones zone files, one of them changed and staged:"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
git init -q -b main "$work/repo"
cd "$work/repo"
python3 - "$zones" <<'END'
import os, sys
for i in range(int(sys.argv[1])):
    os.makedirs("zones/%02d" % (i % 100), exist_ok=True)
    name = "customer%d.example" % i
    with open("zones/%02d/%s.zone" % (i % 100, name), "w") as file:
        file.write("$ORIGIN %s.\n$TTL 3600\n@ IN SOA ns1.example.net. h.example.net. 1 7200 3600 1209600 3600\n"
            "@ IN NS ns1.example.net.\n@ IN NS ns2.example.net.\n@ IN A 192.0.2.%d\n@ IN MX 10 mx.example.net.\n"
            '@ IN TXT "v=spf1 include:_spf.example.net -all"\nwww IN CNAME %s.\nftp IN A 192.0.2.9\n' % (name, i % 250, name))
END
git add -A
git -c user.name=Editor -c user.email=editor@example.com commit -q -m zones
change=zones/07/customer7.example.zone
sed -i -e 's/ 1 7200/ 2 7200/' -e 's/192.0.2.7/192.0.2.8/' "$change"
git add -A
bench() {
	hyperfine -N -i -w 3 -r 20 --export-json "$work/one.json" "$2" >/dev/null 2>&1
	python3 -c 'import json, sys
print("  %-44s %6.1f ms" % (sys.argv[2], json.load(open(sys.argv[1]))["results"][0]["median"] * 1000))' \
	    "$work/one.json" "$1"
}
bench "git diff --staged --quiet" "git diff --staged --quiet"
bench "zoneproof diff --staged, an address changed" "$zoneproof diff --staged"
sed -i '/^ftp/d' "$change"
git add -A
bench "zoneproof diff --staged, a name removed" "$zoneproof diff --staged"
sed -i '/MX/d' "$change"
git add -A
bench "zoneproof diff --staged, its MX removed" "$zoneproof diff --staged"
