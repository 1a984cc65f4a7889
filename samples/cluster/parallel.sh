#!/bin/sh
# parallel.sh ZONES OUT PARTS [--sshlogin …]: the same with GNU parallel, on
# this machine or, with --sshlogin, on several that see both folders.
set -eu
zones=$1 out=$2 parts=$3
shift 3
mkdir -p "$out"
now=${NOW:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}

# 3: the shard is there, and says that something was not read; merge tells.
seq "$parts" | parallel "$@" --retries 3 --halt now,fail=1 \
    "${ZONEPROOF:-zoneproof} audit --shard {}/$parts --now $now -j 1 \
	--output $out/{}.shard $zones || [ \$? -eq 3 ]"
seq -f "$out/%.0f.shard" "$parts" |
    xargs "${ZONEPROOF:-zoneproof}" merge --expect "$parts" \
	-f ndjson:"$out/report.ndjson" -f text:"$out/report.txt"
