#!/bin/sh
# submit.sh ZONES OUT PARTS: audits a folder of zones as a Slurm array, then
# joins the parts. Both folders are seen by every node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
ZONES=$(cd "$1" && pwd)
mkdir -p "$2"
OUT=$(cd "$2" && pwd)
PARTS=$3
# One clock for all parts, so that they judge alike.
NOW=${NOW:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}
export ZONES OUT PARTS NOW

array=$(sbatch --parsable --array="1-$PARTS" --output="$OUT/%a.log" \
    --open-mode=append "$here/audit.sbatch")
merge=$(sbatch --parsable --dependency="afterok:$array" \
    --output="$OUT/merge.log" "$here/merge.sbatch")
echo "$array $merge"
