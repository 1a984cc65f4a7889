#!/bin/sh
# make demo: a throw-away git repository, a few edits of a working day, and what
# zoneproof has to say of them. Ends with 0 only when it stopped what it must.
set -u
cd "$(dirname "$0")/.."
PATH=$(pwd)/${BUILD:-build}:$PATH
demo=$(mktemp -d)
trap 'rm -rf "$demo"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=Editor GIT_AUTHOR_EMAIL=editor@example.com
export GIT_COMMITTER_NAME=Editor GIT_COMMITTER_EMAIL=editor@example.com
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
missed=0

say() { printf '\n\033[1m# %s\033[0m\n' "$*"; }

# run STATUS COMMAND…: shows a command, runs it, and remembers a surprise
run() {
	want=$1
	shift
	printf '\033[1m$ %s\033[0m\n' "$*"
	"$@"
	got=$?
	[ $got -eq "$want" ] || {
		echo "demo: exit status $got instead of $want"
		missed=$((missed + 1))
	}
}

git init -q -b main "$demo/dns"
cp -R samples/estate/. "$demo/dns"
cd "$demo/dns" || exit 4
git add -A
git commit -q -m "The zones as they are"

say "An estate of four zones, as a company keeps it under git. All is well:"
run 0 zoneproof check

say "1. A name is retired; its serial is raised. Two others still point to it."
git checkout -q -b retire
sed -i -e '/^app/d' -e 's/2026112001/2026112301/' zones/db.example.com
git commit -q -a -m "Retire app"
run 1 zoneproof diff main..retire

say "2. A clean-up of SPF: Microsoft 365 goes, its keys stay."
git checkout -q main
git checkout -q -b spf
sed -i -e '/_spf.example.com/s/ include:spf.protection.outlook.com//' \
    -e 's/2026112001/2026112301/' zones/db.example.com
git commit -q -a -m "Tidy SPF"
run 1 zoneproof diff main..spf

say "3. The same zone written anew: other order, other blanks. No change at all."
git checkout -q main
sed -i -e 's/\tIN\t/ IN    /' -e 's/^www/WWW/' zones/db.example.org
run 0 zoneproof diff
git checkout -q .

say "4. From now on git asks before each commit:"
run 0 zoneproof hook install
say "Somebody removes the name that sends one-time passcodes, and commits:"
sed -i -e '/^otp/d' -e '/v=spf1 a /d' -e 's/2026112001/2026112301/' \
    zones/db.example.com
run 1 git commit -q -a -m "Remove otp"
say "It was refused; the history is as it was:"
run 0 git log --oneline -1

if [ $missed -gt 0 ]; then
	echo "demo: $missed steps went other than they should"
	exit 1
fi
say "So much for the demo. Next: README.md, and zoneproof hook install in your own repository."
