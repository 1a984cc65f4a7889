# The hooks as real git runs them: merges, pushes to a bare repository by its
# path and over git's own protocol, on the server's side and on ours.
. tests/lib.sh

mail="@ IN MX 10 mx.example.net."
web="www IN A 192.0.2.80"
ftp="ftp IN A 192.0.2.81"
spf1='@ IN TXT "v=spf1 mx -all"'
spf2='@ IN TXT "v=spf1 ip4:192.0.2.0/24 -all"'

# A server's repository with the hook, and a clone of it.
git_init "$scratch/work"
cd "$scratch/work" || exit
mkdir zones
zone example.com 1 "$mail" "$web" >zones/example.com.zone
zone example.org 1 "$web" >zones/example.org.zone
git add -A && git commit -q -m one
git clone -q --bare . "$scratch/server.git"
git remote add origin "$scratch/server.git"
git fetch -q origin
(cd "$scratch/server.git" && runs 0 "hooks: install on a server" "$zoneproof" hook install)
ls "$scratch/server.git/hooks" | grep -v sample >"$scratch/out"
says "hooks: a bare repository gets pre-receive" "pre-receive"
says_not "hooks: and none of a work tree's" "pre-commit"

# push STATUS NAME ARGUMENT…: what people see is in $scratch/err
push() {
	want=$1 _name=$2
	shift 2
	runs "$want" "$_name" git push -q "$@"
}
narrow() { # narrow NAME: no line of the server is longer than 72 columns
	sed -n 's/^remote: //p' "$scratch/err" | sed 's/ *$//' |
	    awk 'length($0) > 72' >"$scratch/out"
	if [ -s "$scratch/out" ]; then not_ok "$1" "$scratch/out"; else ok "$1"; fi
	says_not "$1: no colours" "$(printf '\033')[3" "$scratch/err"
}

zone example.com 2 "$mail" "$web" "$ftp" >zones/example.com.zone
git commit -q -a -m good
push 0 "pre-receive: a good push" origin main
says "pre-receive: proves that it looked" "no findings in 1 zone" "$scratch/err"
zone example.com 3 "$web" "$ftp" >zones/example.com.zone
git commit -q -a -m bad
push 1 "pre-receive: a bad push" origin main
says "pre-receive: with the reason" "mx-removed" "$scratch/err"
says "pre-receive: and what became of it" "nothing of this push was taken" "$scratch/err"
narrow "pre-receive: 72 columns"
[ "$(git -C "$scratch/server.git" rev-parse main)" = "$(git rev-parse HEAD~1)" ] &&
    ok "pre-receive: the server is as it was" || not_ok "pre-receive: the server is as it was"
push 1 "pre-receive: nor as a new branch" origin main:refs/heads/new
push 1 "pre-receive: nor as a tag" origin main:refs/tags/v1
git tag -a -m v2 v2
push 1 "pre-receive: nor as an annotated tag" origin v2
git branch good HEAD~1
push 1 "pre-receive: one bad reference among good ones" origin good main
says "pre-receive: each is named" "refs/heads/good" "$scratch/err"
git -C "$scratch/server.git" rev-parse -q --verify good >/dev/null &&
    not_ok "pre-receive: none of them is taken" || ok "pre-receive: none of them is taken"
push 0 "pre-receive: a new branch of what is known" origin good
push 0 "pre-receive: a new tag of it" origin good:refs/tags/v0
git checkout -q good && git checkout -q -b feature
zone example.org 2 "$web" "$ftp" >zones/example.org.zone
git commit -q -a -m feature
push 0 "pre-receive: a new branch with a good commit" origin feature
says "pre-receive: what it brings alone is looked at" "in 1 zone (" "$scratch/err"
push 0 "pre-receive: a branch that goes" origin :feature
git checkout -q -b other main
zone example.org 3 "$web" >zones/example.org.zone
git commit -q -a -m more
push 1 "pre-receive: a later good commit does not hide a bad one" origin other
zone example.com 5 "$mail" "$web" "$ftp" >zones/example.com.zone
git commit -q -a -m mended
push 0 "pre-receive: mended before it came, it is fine" origin other
git checkout -q main && git reset -q --hard good~1
git commit -q --allow-empty -m "another way"
push 0 "pre-receive: a forced push to an earlier state" --force origin main
says "pre-receive: is seen as going back" "serial-backwards" "$scratch/err"
says "pre-receive: that is, to a commit" "this returns to" "$scratch/err"
zone example.com 6 "$mail" "$web" "$ftp" >zones/example.com.zone
git commit -q -a -m "raised"
push 0 "pre-receive: a forced push that brings all of it" --force origin main
blob=$(git hash-object -w zones/example.com.zone)
git update-ref refs/tags/blob "$blob"
push 0 "pre-receive: a tag of a file" origin refs/tags/blob
git commit-tree -m root "$(git mktree </dev/null)" >"$scratch/root"
push 0 "pre-receive: a branch that shares nothing" origin "$(cat "$scratch/root"):refs/heads/root"

# The configuration that holds is the one from before, or none at all.
printf 'rules:\n  mx-removed: { severity: off }\n' >.zoneproof.yaml
zone example.com 7 "$web" "$ftp" >zones/example.com.zone
git add -A && git commit -q -m "both at once"
push 1 "pre-receive: a change cannot switch off its own check" origin main
git reset -q --hard HEAD~1

# The same over git's protocol.
daemon() {
	port=$((20000 + $$ % 20000))
	for i in 1 2 3 4 5 6 7 8; do
		git daemon --listen=127.0.0.1 --port=$port --reuseaddr --export-all \
		    --enable=receive-pack --base-path="$scratch" --pid-file="$scratch/pid" \
		    >"$scratch/daemon" 2>&1 &
		pid=$!
		for j in $(seq 1 200); do
			git ls-remote "git://127.0.0.1:$port/server.git" >/dev/null 2>&1 && return 0
			kill -0 $pid 2>/dev/null || break
		done
		kill $pid 2>/dev/null
		port=$((port + 1))
	done
	return 1
}
if ! [ -x "$(git --exec-path)/git-daemon" ] || ! daemon; then
	skip "pre-receive: over git's protocol" "no git daemon could be started"
else
	git remote add net "git://127.0.0.1:$port/server.git"
	git fetch -q net
	git checkout -q -b net main
	zone example.com 8 "$web" "$ftp" >zones/example.com.zone
	git commit -q -a -m bad
	push 1 "daemon: a bad push" net net
	says "daemon: with the reason" "mx-removed" "$scratch/err"
	narrow "daemon: 72 columns"
	zone example.com 9 "$mail" "$web" "$ftp" "n IN A 192.0.2.9" >zones/example.com.zone
	git commit -q -a -m mended
	push 0 "daemon: a good push" net net
	push 0 "daemon: a deletion" net :net
	# A shallow clone pushes what it has; the server has the rest.
	git clone -q --depth 1 -b main "git://127.0.0.1:$port/server.git" "$scratch/shallow"
	cd "$scratch/shallow" || exit
	zone example.com 8 "$web" "$ftp" >zones/example.com.zone
	git commit -q -a -m bad
	push 1 "daemon: a shallow clone's bad push" origin main
	zone example.com 9 "$mail" "$web" "$ftp" "n IN A 192.0.2.9" >zones/example.com.zone
	git commit -q -a --amend -m good
	push 0 "daemon: a shallow clone's good push" origin HEAD:refs/heads/from-shallow
	# And looks at it before it leaves.
	"$zoneproof" hook install >/dev/null
	git rm -q zones/example.com.zone
	git commit -q --no-verify -m bad
	push 1 "pre-push: in a shallow clone" origin HEAD:refs/heads/more
	says "pre-push: it is ours that refuses" "nothing was pushed" "$scratch/err"
	kill "$(cat "$scratch/pid")"
	cd "$scratch/work" || exit
fi

# The hook update asks for each reference alone.
rm "$scratch/server.git/hooks/pre-receive"
(cd "$scratch/server.git" && runs 0 "hooks: install one by its name" "$zoneproof" hook install update)
runs 2 "hooks: a name it does not have" "$zoneproof" hook install post-commit
git checkout -q main
git branch -f bad && git checkout -q bad
zone example.com 10 "$web" "$ftp" >zones/example.com.zone
git commit -q -a -m bad
git branch -f fine main
git branch -f back bad
git checkout -q back
zone example.com 11 "$mail" "$web" "$ftp" >zones/example.com.zone
git commit -q -a -m back
git checkout -q bad
push 1 "update: one reference is refused" origin bad fine
says "update: with the reason" "mx-removed" "$scratch/err"
narrow "update: 72 columns"
git -C "$scratch/server.git" rev-parse -q --verify fine >/dev/null &&
    ok "update: the other one is taken" || not_ok "update: the other one is taken"
rm "$scratch/server.git/hooks/update"

# Before a push leaves.
runs 0 "hooks: install in a work tree" "$zoneproof" hook install
says "hooks: before a commit" "/pre-commit"
says "hooks: with its message" "/commit-msg"
says "hooks: before a merge" "/pre-merge-commit"
says "hooks: before a push" "/pre-push"
push 1 "pre-push: a bad push" origin bad
says "pre-push: with what to do" "--no-verify" "$scratch/err"
push 1 "pre-push: to a place without a name" "$scratch/server.git" bad:refs/heads/x
push 0 "pre-push: --no-verify" --no-verify origin bad
git update-ref -d refs/remotes/origin/bad
git commit -q --allow-empty --amend -m "again, from a state we have not seen"
push 0 "pre-push: back to good" --force origin back:bad
push 0 "pre-push: a deletion" origin :bad
printf '#!/bin/sh\nread local rest\necho "theirs: $local"\n' >.git/hooks/pre-push
chmod +x .git/hooks/pre-push
runs 0 "hooks: install beside another that reads" "$zoneproof" hook install
push 1 "pre-push: both get what git says" origin bad
says "pre-push: theirs" "theirs: refs/heads/bad"
says "pre-push: ours" "mx-removed"
printf '#!/bin/sh\nexit 1\n' >.git/hooks/pre-push.previous
push 1 "pre-push: theirs may refuse" origin main
printf 'nonsense\n' >"$scratch/in"
"$zoneproof" hook run pre-push origin <"$scratch/in" >"$scratch/out" 2>"$scratch/err"
[ $? -eq 3 ] && ok "pre-push: input that git would not write" ||
    not_ok "pre-push: input that git would not write" "$scratch/err"
says "pre-push: is told with its line" "line 1" "$scratch/err"
rm .git/hooks/pre-push*

# A merge answers for what neither side brings by itself.
git checkout -q main
git reset -q --hard good
git checkout -q -b left
zone example.com 11 "$spf1" "$mail" "$web" "$ftp" >zones/example.com.zone
runs 0 "merge: one side adds an SPF" git commit -q -a -m left
git checkout -q -b right good
zone example.com 11 "$mail" "$web" "$ftp" "$spf2" >zones/example.com.zone
runs 0 "merge: so does the other" git commit -q -a -m right
runs 1 "merge: both together are refused" git merge -q -m merge left
says "merge: two SPF records" "spf-multiple" "$scratch/err"
says "merge: and it says how to go on" "git commit" "$scratch/err"
runs 1 "merge: so is committing it by hand" git commit -q -m merge
runs 1 "merge: and --staged says the same" "$zoneproof" diff --staged
says "merge: it says what it tells" "neither side brings"
zone example.com 12 "$spf1" "$mail" "$web" "$ftp" >zones/example.com.zone
git add -A
runs 0 "merge: mended it goes through" git commit -q -m merge
git checkout -q -b evil right~1 && git merge -q --no-commit --no-ff left >/dev/null 2>&1
zone example.com 12 "$spf1" "$web" "$ftp" >zones/example.com.zone
git add -A
runs 1 "merge: what the merge itself takes away" git commit -q -m evil
says "merge: is seen" "sender-went-dark" "$scratch/err"
git merge --abort
git checkout -q -b drops good
zone example.com 13 "$web" "$ftp" >zones/example.com.zone
git commit -q --no-verify -a -m "meant so"
git checkout -q -b unrelated good
zone example.org 4 "$web" "$ftp" >zones/example.org.zone
git commit -q -a -m unrelated
runs 0 "merge: what one side did on purpose is not asked again" git merge -q -m merge drops

# A message may allow what its commit does. Where it is written in an editor,
# nobody writes it in vain: what is refused is refused before.
git checkout -q -B message good
zone example.com 20 "$web" "$ftp" >zones/example.com.zone
printf '#!/bin/sh\n: >"%s/asked"\ncat "%s/message" >"$1"\n' "$scratch" "$scratch" \
    >"$scratch/editor"
chmod +x "$scratch/editor"
printf 'Drop mail\n\nZoneproof-Allow: mx-removed example.com -- it moved to example.org\n' \
    >"$scratch/message"
runs 1 "message: without a word" git commit -q -a -m "Drop mail"
says "message: how to allow it" "Zoneproof-Allow:" "$scratch/err"
says "message: in words to paste" "= allow: ; zoneproof: allow mx-removed @ -- " "$scratch/err"
runs 1 "message: in an editor" env GIT_EDITOR="$scratch/editor" git commit -q -a
[ ! -e "$scratch/asked" ] && ok "message: which is not opened for nothing" ||
    not_ok "message: which is not opened for nothing"
runs 1 "message: without a reason" git commit -q -a -m "Drop mail" \
    -m "Zoneproof-Allow: mx-removed example.com"
runs 1 "message: of another name" git commit -q -a -m "Drop mail" \
    -m "Zoneproof-Allow: mx-removed www.example.com -- it moved"
runs 0 "message: with a reason" git commit -q -a -F "$scratch/message"
says "message: it is shown all the same" "1 allowed" "$scratch/err"
rm .git/hooks/pre-commit
zone example.org 20 "$web" >zones/example.org.zone
zone example.com 21 "$ftp" >zones/example.com.zone
runs 0 "message: commit-msg alone looks at a written one" \
    env GIT_EDITOR="$scratch/editor" git commit -q -a
[ -e "$scratch/asked" ] && ok "message: which was written" || not_ok "message: which was written"
"$zoneproof" hook install >/dev/null
push 0 "message: a push allows what its commits do" origin message

# On the server a merge is what its reference moves by.
cd "$scratch/server.git" && "$zoneproof" hook install >/dev/null && cd "$scratch/work" || exit
git checkout -q -b spf2 right~1
git merge -q --no-verify --no-edit left >/dev/null 2>&1
push 1 "pre-receive: a merge that gives two SPF records" --no-verify origin spf2
says "pre-receive: is told so" "spf-multiple" "$scratch/err"

# --amend, a worktree, and a hook folder of one's own.
git checkout -q -B amend good
zone example.com 15 "$mail" "$web" "$ftp" "a IN A 192.0.2.1" >zones/example.com.zone
git commit -q -a -m fine
zone example.com 16 "$web" "$ftp" "a IN A 192.0.2.1" >zones/example.com.zone
runs 1 "commit --amend is refused" git commit -q -a --amend -m fine
git reset -q --hard
git worktree add -q "$scratch/tree" good 2>/dev/null
cd "$scratch/tree" || exit
zone example.com 17 "$web" "$ftp" >zones/example.com.zone
runs 1 "a commit in a worktree is refused" git commit -q -a -m bad
runs 0 "hooks: uninstall" "$zoneproof" hook uninstall
ls "$scratch/work/.git/hooks" | grep -v sample >"$scratch/out"
says_not "hooks: nothing of ours is left" "pre-"
