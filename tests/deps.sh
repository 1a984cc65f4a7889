#!/bin/sh
# Makes sure that what a build or a check needs is there: asks pkg-config (or
# the PATH), and installs what is missing with apt-get. `deps.sh [build] [lint]
# [fuzz] [bench]`; "build" alone when nothing is said.
set -eu

build="cc:gcc pkg-config:pkg-config awk:mawk git:git libldns:libldns-dev
libpcre2-8:libpcre2-dev libgit2:libgit2-dev libcmocka:libcmocka-dev
libyaml-0.1:libyaml-dev libyajl:libyajl-dev libcrypto:libssl-dev
libxxhash:libxxhash-dev libidn2:libidn2-dev"
lint="clang-14:clang-14 clang-tidy-14:clang-tidy-14
clang-format-14:clang-format-14 g++:g++"
fuzz="clang-14:clang-14 /usr/lib/llvm-14/lib/clang:libclang-rt-14-dev"
bench="named-checkzone:bind9-utils hyperfine:hyperfine python3:python3"

is_there() {
	case $1 in
	lib*)
		command -v pkg-config >/dev/null &&
		    { pkg-config --exists "${1#lib}" ||
			pkg-config --exists "$1"; } ;;
	/*) [ -e "$1" ] && ls "$1"/*/lib/linux/libclang_rt.fuzzer* >/dev/null 2>&1 ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

missing=
for group in "${@:-build}"; do
	case $group in
	build) pairs=$build ;;
	lint) pairs=$lint ;;
	fuzz) pairs=$fuzz ;;
	bench) pairs=$bench ;;
	*) echo "deps.sh: no group $group" >&2; exit 2 ;;
	esac
	for pair in $pairs; do
		is_there "${pair%%:*}" || missing="$missing ${pair##*:}"
	done
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" != 0 ]; then
	sudo=sudo
	command -v sudo >/dev/null || sudo=none
fi
if [ "$sudo" = none ] || ! command -v apt-get >/dev/null; then
	echo "zoneproof needs these Debian packages, and they cannot be installed" >&2
	echo "from here:$missing" >&2
	exit 1
fi
echo "installing$missing"
log=$(mktemp)
if ! { $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
    $sudo env DEBIAN_FRONTEND=noninteractive \
	apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1
then
	tail -20 "$log" >&2
	echo "zoneproof: could not install$missing" >&2
	rm -f "$log"
	exit 1
fi
rm -f "$log"
