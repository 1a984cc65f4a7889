#!/bin/sh
# submit.sh ZONES OUT PARTS: audits a folder of zones on a Slurm cluster, in two
# arrays, each with a job behind it that joins its parts: first what the parts
# have to know of each other, then what they find. Every node sees both folders.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
ZONES=$(cd "$1" && pwd)
mkdir -p "$2"
OUT=$(cd "$2" && pwd)
PARTS=$3
# One clock for all parts, so that they judge alike.
NOW=${NOW:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}
export ZONES OUT PARTS NOW STEP

# step NAME [OPTION]: the array, and the job that joins it
step() {
	STEP=$1
	shift
	array=$(sbatch --parsable --array="1-$PARTS" --open-mode=append \
	    --output="$OUT/$STEP-%a.log" "$@" "$here/audit.sbatch")
	merge=$(sbatch --parsable --dependency="afterok:$array" \
	    --output="$OUT/$STEP-merge.log" "$here/merge.sbatch")
}

step survey
step audit --dependency="afterok:$merge"
echo "$array $merge"
