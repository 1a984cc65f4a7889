# A roll-back: a change that returns a zone to an earlier commit is a cure.
. tests/lib.sh

commit() { git add -A && git commit -qm "$1"; }
host='@ IN A 192.0.2.80
mail IN A 192.0.2.25'
mx='@ IN MX 10 mail'
spf='@ IN TXT "v=spf1 mx -all"'

git_init "$scratch/repo"
cd "$scratch/repo" || exit
zone example.com 1 "$host" >example.com.zone
commit "A host"
first=$(git rev-parse --short=12 HEAD)
zone example.com 2 "$host" "$mx" >example.com.zone
commit "It takes mail"
zone example.com 3 "$host" "$mx" "$spf" >example.com.zone
commit "And sends"

# Back to the first state, with a serial that goes on and other spacing.
zone example.com 4 '@ A 192.0.2.80' 'mail.example.com.    IN   A   192.0.2.25' >example.com.zone
runs 0 "rollback: no error" "$zoneproof" diff --now $now
says "rollback: the lost MX is a warning" "warning[mx-removed]"
says "rollback: and the lost SPF" "warning[spf-removed]"
says "rollback: the commit is named" "this returns to $first"

# A state that never was stays an error.
zone example.com 4 "$host" 'www IN A 192.0.2.80' >example.com.zone
runs 1 "rollback: a new state is none" "$zoneproof" diff --now $now
says "rollback: of a new state nothing is milder" "error[mx-removed]"
says_not "rollback: no commit is named" "this returns to"

# Two revisions: only what lies before the first of them counts.
zone example.com 5 "$host" >example.com.zone
commit "Back"
runs 0 "rollback: between revisions" "$zoneproof" diff --now $now HEAD~1..HEAD
says "rollback: between revisions the commit is named" "this returns to $first"

# What is protected, and a parked domain, stay errors.
git checkout -q HEAD~1 -- example.com.zone
printf 'protected:\n  - owner: example.com\n    types: [MX, TXT]\n' >.zoneproof.yaml
commit "Mail again, and protected"
zone example.com 6 "$host" >example.com.zone
runs 1 "rollback: what is protected is an error" "$zoneproof" diff --now $now
says "rollback: by its rule" "error[protected-changed]"
rm .zoneproof.yaml
commit "No more protected"

# A shared fragment that goes back.
zone example.com 7 "$host" '$INCLUDE mail.inc' >example.com.zone
echo "$spf" >mail.inc
commit "A fragment"
second=$(git rev-parse --short=12 HEAD)
printf '%s\n%s\n' "$mx" "$spf" >mail.inc
commit "It takes mail"
echo "$spf" >mail.inc
runs 0 "rollback: a fragment goes back" "$zoneproof" diff --now $now
says "rollback: a fragment's commit is named" "this returns to $second"

# Without history nothing is known of it.
mkdir "$scratch/old" "$scratch/new"
zone example.com 2 "$host" "$mx" >"$scratch/old/example.com.zone"
zone example.com 3 "$host" >"$scratch/new/example.com.zone"
runs 1 "rollback: not without git" \
    "$zoneproof" compare --now $now "$scratch/old" "$scratch/new"
