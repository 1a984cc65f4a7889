# The recipes of samples/cluster that need no cluster: GNU parallel, and the
# command of the Kubernetes job, each to the bytes of a single run.
. tests/lib.sh
cd "$scratch" || exit

if ! command -v python3 >/dev/null; then
	skip "cluster: recipes" "no python3 here"
	return 0 2>/dev/null || exit 0
fi
ZONEPROOF=$zoneproof NOW=2026-11-24
export ZONEPROOF NOW
python3 "$root/tests/bench/estate.py" zones 60
"$zoneproof" audit --now $NOW -f ndjson:single.ndjson zones

mkdir -p out bin
ln -s "$zoneproof" bin/zoneproof
command=$(sed -n '/>-$/,/volumeMounts/p' "$root/samples/cluster/job.yaml" |
    sed '1d;$d' | tr -s ' \n' ' ' |
    sed "s#/out/#out/#; s#/zones#zones#")
failed=0
for JOB_COMPLETION_INDEX in $(seq 0 15); do
	export JOB_COMPLETION_INDEX
	PATH=$PWD/bin:$PATH sh -c "$command" 2>err || failed=$?
done
[ $failed -eq 0 ] && ok "cluster: every pod of the Kubernetes job" ||
    not_ok "cluster: every pod of the Kubernetes job" err
"$zoneproof" merge --expect 16 -f ndjson out/*.shard >joined
same "cluster: the Kubernetes job" single.ndjson joined
unset JOB_COMPLETION_INDEX

if ! command -v parallel >/dev/null || ! parallel --version 2>/dev/null |
    grep -q GNU; then
	skip "cluster: GNU parallel" "no GNU parallel here"
else
	"$root/samples/cluster/parallel.sh" zones par 5 -j 2 >log 2>&1
	[ -e par/report.ndjson ] || cp log par/report.ndjson
	same "cluster: GNU parallel" single.ndjson par/report.ndjson
fi
