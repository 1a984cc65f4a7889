#!/bin/sh
# The check of a pull request on any build server: says what the change does,
# and fails when it would hurt somebody. Its arguments go to `zoneproof diff`.
#
# With what it compares is read from what the server says (zoneproof knows
# GitHub, GitLab, Bitbucket, Azure, Jenkins, Buildkite, Drone, Woodpecker,
# Travis, AppVeyor, Cirrus, Prow), or from ZONEPROOF_BASE. The clone needs its
# history; zoneproof names the setting when it has none. Where zoneproof is not
# installed, ZONEPROOF_SOURCE says which repository to build it from.
set -eu

if ! command -v zoneproof >/dev/null; then
	if [ -z "${ZONEPROOF_SOURCE:-}" ]; then
		echo "check.sh: no zoneproof here; set ZONEPROOF_SOURCE to its repository" >&2
		exit 2
	fi
	build=$(mktemp -d)
	trap 'rm -rf "$build"' EXIT
	git clone -q --depth 1 "$ZONEPROOF_SOURCE" "$build/zoneproof"
	make -C "$build/zoneproof" deps all >"$build/log" 2>&1 || {
		tail -n 40 "$build/log" >&2
		exit 4
	}
	PATH=$build/zoneproof/build:$PATH
fi
zoneproof diff --base auto "$@"
