# zoneproof diff on real repositories, as real git makes them.
. tests/lib.sh

mail="@ IN MX 10 mx.example.net."
web="www IN A 192.0.2.80"

git_init "$scratch/r"
cd "$scratch/r" || exit
mkdir zones
zone example.com 1 "$mail" "$web" >zones/example.com.zone
zone example.org 1 "$web" >zones/example.org.zone
git add -A

# Before the first commit there is no HEAD.
runs 0 "git: unborn HEAD" "$zoneproof" diff --staged
says "git: everything is new" "2 zones"
git commit -q -m one
runs 0 "git: nothing changed" "$zoneproof" diff
says "git: and it says so" "no findings in 0 zones"

zone example.com 2 "$web" >zones/example.com.zone
runs 1 "git: work tree against HEAD" "$zoneproof" diff
says "git: finds the MX gone" "error[mx-removed]"
says "git: with the place before" "zones/example.com.zone:6:1 (before)"
runs 0 "git: --staged sees the index alone" "$zoneproof" diff --staged
says "git: which is as HEAD" "0 zones"
git add -A
runs 1 "git: --staged" "$zoneproof" diff --staged
git commit -q -m two
runs 1 "git: A..B" "$zoneproof" diff HEAD~1..HEAD
runs 1 "git: REV against the work tree" "$zoneproof" diff HEAD~1
runs 0 "git: B..A brings it back" "$zoneproof" diff --rule serial-backwards=off HEAD..HEAD~1
runs 1 "git: A...B" "$zoneproof" diff HEAD~1...HEAD
git branch base HEAD~1
runs 1 "git: --base" "$zoneproof" diff --base base
runs 1 "git: paths" "$zoneproof" diff HEAD~1 -- zones/example.com.zone
runs 0 "git: other paths" "$zoneproof" diff HEAD~1 -- zones/example.org.zone
(cd zones && runs 1 "git: paths are meant from the folder we stand in" "$zoneproof" diff HEAD~1 -- example.com.zone)
runs 2 "git: a revision that is none" "$zoneproof" diff nowhere
says "git: is named" "nowhere" "$scratch/err"
runs 2 "git: a path before --" "$zoneproof" diff HEAD~1 zones
runs 2 "git: --staged with a range" "$zoneproof" diff --staged HEAD~1..HEAD

# Deleted, renamed, moved.
git rm -q zones/example.org.zone
runs 0 "git: a deleted zone without mail is a warning" "$zoneproof" diff --staged
says "git: zone-removed" "warning[zone-removed]"
git reset -q --hard
git checkout -q base
git rm -q zones/example.com.zone
runs 1 "git: a deleted zone with mail" "$zoneproof" diff --staged
says "git: is one error" "error[zone-removed]"
git reset -q --hard
mkdir -p customers
git mv zones/example.com.zone customers/db.example.com
runs 0 "git: a zone that moved has not gone" "$zoneproof" diff --staged
says "git: nothing differs" "0 zones"
git reset -q --hard

# commit -a and commit PATH hand an index of their own to the hook.
runs 0 "hook: install" "$zoneproof" hook install
runs 0 "hook: install again" "$zoneproof" hook install
says "hook: is renewed" "renewed"
git checkout -q -b work base
zone example.com 2 "$web" >zones/example.com.zone
runs 1 "hook: commit -a is refused" git commit -q -a -m bad
says "hook: with the reason" "error[mx-removed]" "$scratch/err"
says "hook: and what to do" "--no-verify" "$scratch/err"
runs 1 "hook: commit PATH is refused" git commit -q -m bad zones/example.com.zone
git diff --cached --quiet && ok "hook: the index is as it was" ||
    not_ok "hook: the index is as it was"
zone example.org 2 "$web" "ftp IN A 192.0.2.81" >zones/example.org.zone
runs 0 "hook: commit PATH of another zone goes through" git commit -q -m good zones/example.org.zone
git rm -q zones/example.com.zone -f
runs 1 "hook: a commit that only deletes is refused" git commit -q -m bad
runs 0 "hook: --no-verify" git commit -q --no-verify -m meant
git reset -q --hard base

# A hook that was there first is kept and runs first.
runs 0 "hook: uninstall" "$zoneproof" hook uninstall
[ ! -e .git/hooks/pre-commit ] && ok "hook: is gone" || not_ok "hook: is gone"
printf '#!/bin/sh\necho theirs\n[ ! -e refuse ]\n' >.git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
runs 0 "hook: install beside another" "$zoneproof" hook install
zone example.com 3 "$mail" "$web" "ftp IN A 192.0.2.81" >zones/example.com.zone
runs 0 "hook: both run" git commit -q -a -m chained
says "hook: the first one ran" "theirs" "$scratch/err"
touch refuse
zone example.com 4 "$mail" "$web" >zones/example.com.zone
runs 1 "hook: the first one may refuse" git commit -q -a -m chained
rm refuse
runs 0 "hook: uninstall brings it back" "$zoneproof" hook uninstall
grep -q theirs .git/hooks/pre-commit && ok "hook: as it was" || not_ok "hook: as it was"
mkdir "$scratch/hooks"
git config core.hooksPath "$scratch/hooks"
runs 0 "hook: core.hooksPath" "$zoneproof" hook install
[ -x "$scratch/hooks/pre-commit" ] && ok "hook: is there" || not_ok "hook: is there"
git config --unset core.hooksPath
rm .git/hooks/pre-commit
runs 2 "hook: a word it does not know" "$zoneproof" hook instal
git reset -q --hard base

# Includes: one edit, many zones.
mkdir shared
echo "$mail" >shared/mail.inc
for name in a b c; do
	zone $name.example 1 '$INCLUDE ../shared/mail.inc' "$web" >zones/$name.example.zone
done
git add -A && git commit -q -m includes
echo '; nothing' >shared/mail.inc
runs 1 "git: an edited include changes every zone that takes it in" "$zoneproof" diff
says "git: all three" "in 3 zones"
git reset -q --hard
git rm -q shared/mail.inc
runs 1 "git: a deleted include" "$zoneproof" diff --staged
says "git: is a finding" "error[include-missing]"
says_not "git: and nothing is called removed" "mx-removed"
git reset -q --hard

# Links as zones: a retargeted link changes all behind it.
mkdir templates
zone parked 1 >templates/parked
sed -i '/ORIGIN/d' templates/parked
zone mail 1 "$mail" "$web" '@ IN TXT "v=spf1 mx -all"' | sed '/ORIGIN/d' >templates/mail
for name in d e; do ln -s ../templates/mail zones/$name.example; done
git add -A && git commit -q -m links
ln -sfn ../templates/parked zones/d.example
git add -A
runs 1 "git: a retargeted link" "$zoneproof" diff --staged
says "git: is the zone of that name" "d.example"
says_not "git: and not the other" "e.example"
git reset -q --hard
sed -i '/MX/d' templates/mail
runs 1 "git: the target of links" "$zoneproof" diff
says "git: changes the one" "mail from d.example will be refused"
says "git: and the other" "mail from e.example will be refused"
git reset -q --hard
ln -sfn /etc/passwd zones/d.example
git add -A
runs 3 "git: a link that leaves the tree is not read" "$zoneproof" diff --staged
says_not "git: nothing of it is shown" "root:"
git reset -q --hard

# Other kinds of repositories.
git worktree add -q "$scratch/w" work 2>/dev/null || git worktree add -q "$scratch/w" base
cd "$scratch/w" || exit
sed -i '/MX/d' zones/example.com.zone
runs 1 "git: a worktree of its own" "$zoneproof" diff
cd "$scratch/r" || exit
git clone -q --bare . "$scratch/bare.git"
cd "$scratch/bare.git" || exit
runs 1 "git: a bare repository" "$zoneproof" diff base..main
runs 2 "git: has no work tree" "$zoneproof" diff
cd "$scratch/r" || exit
git_init "$scratch/sub"
(cd "$scratch/sub" && zone example.net 1 "$mail" >example.net.zone && git add -A && git commit -q -m sub)
git checkout -q main
git -c protocol.file.allow=always submodule --quiet add "$scratch/sub" sub 2>/dev/null
git commit -q -m submodule
(cd sub && sed -i '/MX/d' example.net.zone && git commit -q -a -m less)
runs 0 "git: a submodule is left alone" "$zoneproof" diff
mkdir "$scratch/plain"
cd "$scratch/plain" || exit
runs 2 "git: no repository" "$zoneproof" diff
says "git: is told" "repository" "$scratch/err"

# Objects that are not there are no removals.
git clone -q --depth 1 "file://$scratch/r" "$scratch/shallow"
cd "$scratch/shallow" || exit
"$zoneproof" diff HEAD~1..HEAD >"$scratch/out" 2>"$scratch/err"
[ $? -ge 2 ] && ok "git: a shallow clone is no clean result" ||
    not_ok "git: a shallow clone is no clean result" "$scratch/out"
cd "$scratch/r" || exit
git checkout -q --detach base
blob=$(git rev-parse HEAD:zones/example.com.zone)
zone example.com 9 "$web" >zones/example.com.zone
mv .git/objects/"$(echo "$blob" | cut -c1-2)"/"$(echo "$blob" | cut -c3-)" "$scratch/blob"
runs 3 "git: a missing object" "$zoneproof" diff
says_not "git: is not called a removal" "mx-removed"
if git init -q --object-format=sha256 "$scratch/sha" 2>/dev/null; then
	cd "$scratch/sha" || exit
	zone example.com 1 >example.com.zone
	git add -A
	runs 3 "git: a sha256 repository" "$zoneproof" diff --staged
fi

# The serial, by the habit of the repository.
git_init "$scratch/s"
cd "$scratch/s" || exit
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	zone example.com $i "h$i IN A 192.0.2.$i" >example.com.zone
	git add -A && git commit -q -m $i
done
zone example.com 12 "h13 IN A 192.0.2.13" >example.com.zone
runs 1 "git: a serial that was always raised" "$zoneproof" diff
says "git: is an error now" "error[serial-unchanged]"
says "git: by that habit" "10 of the last 10"
git checkout -q . && git checkout -q -b feature
zone example.com 13 "h13 IN A 192.0.2.13" >example.com.zone && git commit -q -a -m a
zone example.com 13 "h14 IN A 192.0.2.14" >example.com.zone && git commit -q -a -m b
runs 0 "git: raised once on the branch is enough" "$zoneproof" diff --only serial-unchanged main..feature
runs 0 "git: for each of its commits" "$zoneproof" diff --only serial-unchanged --base main

# A clone without a checkout has no index: that is no removal of everything.
git clone -q --no-checkout "$scratch/s" "$scratch/none"
cd "$scratch/none" || exit
rm -f .git/index
runs 3 "git: nothing is checked out" "$zoneproof" diff
runs 3 "git: nor staged" "$zoneproof" diff --staged
says "git: and it says what to do" "git checkout" "$scratch/err"
runs 0 "git: revisions can be compared" "$zoneproof" diff HEAD..HEAD
