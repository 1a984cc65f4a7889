# Each format on one change: golden files, valid JSON, nothing left half-way.
. tests/lib.sh

cd tests/report || exit
for format in text compact json ndjson; do
	"$zoneproof" compare --now $now --color never -f $format before.zone \
	    after.zone >"$scratch/got" 2>&1
	[ -e "expected.$format" ] || : >"expected.$format"
	same "report: $format" "expected.$format" "$scratch/got"
done
"$zoneproof" compare --now $now --color always before.zone after.zone \
    >"$scratch/got" 2>&1
[ -e expected.colour ] || : >expected.colour
same "report: text in colour" expected.colour "$scratch/got"

if command -v python3 >/dev/null; then
	python3 - expected.json expected.ndjson >"$scratch/why" 2>&1 <<'END' &&
import json, sys
whole = json.load(open(sys.argv[1]))
assert whole["version"] == 1 and whole["tool"]["name"] == "zoneproof", whole
lines = [json.loads(line) for line in open(sys.argv[2])]
assert lines[-1]["kind"] == "end" and lines[-1]["complete"] is True
assert [l["fingerprint"] for l in lines[:-1]] == \
    [f["fingerprint"] for f in whole["findings"]]
for finding in whole["findings"]:
    for key in ("rule", "severity", "message", "zone", "name", "type", "side",
            "file", "line", "column", "fingerprint", "evidence", "fix",
            "allowed"):
        assert key in finding, key
    assert finding["zone"].endswith(".") and len(finding["fingerprint"]) == 32
for key in ("error", "warning", "notice", "allowed", "zones", "records",
        "changed"):
    assert isinstance(whole["summary"][key], int), key
END
	    ok "report: json and ndjson hold every key they promise" ||
	    not_ok "report: json and ndjson hold every key they promise" "$scratch/why"
else
	skip "report: json and ndjson" "no python3 here"
fi
