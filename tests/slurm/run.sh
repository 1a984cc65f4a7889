#!/bin/sh
# make test-slurm: the samples for Slurm on a real cluster. An array audits an
# estate, one of its tasks is killed half-way and comes again, a job joins the
# parts, and the report has the bytes of a single run.
cd "$(dirname "$0")/../.." || exit
BUILD=${BUILD:-build}
. tests/lib.sh
. tests/slurm/cluster.sh
trap 'cluster_stop; rm -rf "$scratch"' EXIT

ZONEPROOF=$zoneproof NOW=2026-11-24
export ZONEPROOF NOW
python3 tests/bench/estate.py "$scratch/estate" "${ZONES:-20000}"
(cd "$scratch" && "$zoneproof" audit --now $NOW -f ndjson:single.ndjson \
    -f text:single.txt estate)

cluster_start "$scratch/cluster" && ok "slurm: a cluster of two nodes" || {
	tail -n 5 "$scratch"/cluster/*.log >"$scratch/why"
	not_ok "slurm: a cluster of two nodes" "$scratch/why"
	exit 1
}

cd "$scratch" || exit
jobs=$("$root/samples/cluster/submit.sh" estate out 4)
array=${jobs% *} merge=${jobs#* }
[ -n "$merge" ] && ok "slurm: submits an array and a job behind it" ||
    not_ok "slurm: submits an array and a job behind it"

# The process of the first part, as soon as it is at work.
victim=
has_victim() {
	victim=$(pgrep -f -o "audit --shard auto .*/1[.]shard") && [ -n "$victim" ]
}
cluster_until 60 has_victim && kill -9 "$victim" &&
    ok "slurm: one part is killed" || not_ok "slurm: one part is killed"

is_over() {
	case $(scontrol -o show job "$merge" 2>/dev/null) in
	*JobState=COMPLETED* | *JobState=FAILED* | *JobState=CANCELLED*) true ;;
	*) false ;;
	esac
}
cluster_until 300 is_over
scontrol -o show job "$merge" >state 2>&1
says "slurm: the parts are joined" "JobState=COMPLETED" state
scontrol -o show job "${array}_1" >state 2>&1
says "slurm: the part that was killed came again" "Restarts=1" state
same "slurm: the report is that of a single run" single.ndjson out/report.ndjson
same "slurm: as text too" single.txt out/report.txt
[ -e out/report.ndjson ] || tail -n 5 out/*.log
