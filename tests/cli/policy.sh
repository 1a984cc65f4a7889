# Policy: what a configuration says, who may allow what, and what a change may
# not do to the way it is judged.
. tests/lib.sh

zone() { # zone SERIAL RECORD…: on standard output
	cat <<END2
\$ORIGIN shop.example.
\$TTL 3600
@ IN SOA ns1 hostmaster $1 7200 3600 1209600 3600
@ IN NS ns1
@ IN NS ns2.example.net.
ns1 IN A 192.0.2.1
@ IN A 192.0.2.80
END2
	shift
	printf '%s\n' "$@"
}
mail='@ IN MX 10 mail
mail IN A 192.0.2.25
@ IN TXT "v=spf1 mx -all"'
gone='mail IN A 192.0.2.25
@ IN TXT "v=spf1 mx -all"'
export TZ=UTC
lint() { "$zoneproof" "$@" --now $now; }
commit() { git add -A && git commit -q -m "$1"; }

git_init "$scratch/r"
cd "$scratch/r" || exit
zone 1 "$mail" >shop.example.zone
printf 'fail-on: error\nrules:\n  mx-removed: { ignorable: true }\n' >.zoneproof.yaml
commit start

# --- allowing a removal, each way
zone 2 "$gone" >shop.example.zone
runs 1 "policy: a removal fails" lint diff
lint diff -f json >"$scratch/json"
says "policy: nothing allows it" '"allowed":null' "$scratch/json"
zone 2 '; zoneproof: allow mx-removed @ -- mail moved to example.net' "$gone" >shop.example.zone
runs 0 "policy: a tombstone allows it" lint diff
says "policy: it is shown and by whom" "allowed: shop.example.zone:8: mail moved to example.net"
says "policy: and counted" "1 allowed"
runs 1 "policy: --no-inline-allows" lint diff --no-inline-allows
says "policy: says that it did not hear it" "not heard here: --no-inline-allows"
zone 2 '; zoneproof: allow mx-removed @ -- ' "$gone" >shop.example.zone
runs 1 "policy: pasting the line alone allows nothing" lint diff
says "policy: and it is told" "warning[allow-without-reason]"
zone 2 '; zoneproof: allow mx-removed @ until=2026-11-01 -- for October' "$gone" >shop.example.zone
runs 1 "policy: a tombstone that ran out" lint diff
says "policy: it is told as well" "warning[allow-expired]"
zone 2 "$gone" >shop.example.zone
git checkout -q -b trailer
commit 'Mail moves

Zoneproof-Allow: mx-removed shop.example -- mail moved to example.net'
runs 0 "policy: a trailer allows it" lint diff main..trailer
says "policy: with its commit" "allowed: commit $(git rev-parse HEAD | cut -c1-7): mail moved"
runs 0 "policy: and with --base" lint diff --base main
runs 1 "policy: unless nothing inline counts" lint diff --base main --no-inline-allows
git commit -q --allow-empty -m 'Mail moves

Zoneproof-Allow: ns-removed shop.example -- not at all'
for format in text json ndjson sarif github gitlab junit rdjson rdjsonl checkstyle markdown csv compact html; do
	runs 0 "policy: a trailer that allows nothing, in $format" lint diff --base main -f $format
	says "policy: as a finding, in $format" "allow ns-removed shop.example allows nothing"
	says_not "policy: in a place, in $format" "(null)"
done
git reset -q --hard HEAD~1
git checkout -q main
zone 2 "$gone" >shop.example.zone

# --- waivers
print=$(lint diff -f json | sed -n 's/.*"rule":"mx-removed".*"fingerprint":"\([0-9a-f]*\)".*/\1/p')
runs 2 "policy: a waiver wants a reason" lint waiver add "$print"
runs 2 "policy: a waiver wants a fingerprint" lint waiver add mx-removed --reason x
runs 2 "policy: a waiver wants a day to come" lint waiver add "$print" --reason x --until 2026-01-01
runs 0 "policy: waiver add" lint waiver add "$print" mx-removed --reason 'mail: "moved"' --until 2027-01-31
says "policy: it is written" 'reason: "mail: \"moved\""' .zoneproof-waivers.yaml
runs 2 "policy: not twice" lint waiver add "$print" --reason again
runs 1 "policy: a waiver that the change brings itself" lint diff --policy-from before
git checkout -q shop.example.zone && commit waived && zone 2 "$gone" >shop.example.zone
runs 0 "policy: one that was there" lint diff
says "policy: says where it stands" 'allowed: .zoneproof-waivers.yaml:2: mail: "moved"'
runs 1 "policy: until it ends" "$zoneproof" diff --now 2027-02-01
says "policy: which is told" "allow-expired"
printf -- '- fingerprint: %s\n' "$print" >.zoneproof-waivers.yaml
runs 2 "policy: a waiver without a reason is an error" lint check
says "policy: with its place" ".zoneproof-waivers.yaml:1:3: 'reason' is missing" "$scratch/err"
git checkout -q . && git rm -q .zoneproof-waivers.yaml && commit unwaived

# --- baseline
zone 3 "$mail" 'old IN CNAME nowhere' >shop.example.zone
commit old
lint check -f json >"$scratch/json"
says "policy: an old fault" cname-dangling "$scratch/json"
runs 0 "policy: baseline write" lint baseline write
says "policy: counts" "2 findings"
runs 0 "policy: --baseline" lint check --fail-on warning --baseline .zoneproof-baseline
says "policy: shows what it allows" "allowed: baseline .zoneproof-baseline"
mkdir sub && git mv shop.example.zone sub/ && sed -i '1i ; moved' sub/shop.example.zone
runs 0 "policy: a moved file and line change nothing" lint check --fail-on warning --baseline .zoneproof-baseline
git mv sub/shop.example.zone . && zone 3 "$mail" >shop.example.zone
runs 0 "policy: baseline write --prune" lint baseline write --prune
says "policy: takes it out" "1 finding"
zone 3 "$mail" 'old IN CNAME nowhere' 'new IN CNAME nowhere' >shop.example.zone
runs 0 "policy: pruning adds nothing" lint baseline write --prune
says "policy: nothing at all" "1 finding"
echo nonsense >.zoneproof-baseline
runs 2 "policy: a broken baseline" lint check --baseline .zoneproof-baseline
says "policy: with its place" ".zoneproof-baseline:1:1" "$scratch/err"
runs 2 "policy: is not written over" lint baseline write
runs 2 "policy: a baseline that is not there" lint check --baseline nowhere
zone 4 "$gone" >shop.example.zone
print=$(lint diff -f json | sed -n 's/.*"rule":"mx-removed".*"fingerprint":"\([0-9a-f]*\)".*/\1/p')
echo "$print mx-removed" >"$scratch/base"
runs 1 "policy: a baseline never allows a change" lint diff --baseline "$scratch/base"
git checkout -q . && rm -f .zoneproof-baseline

# --- precedence
zone 4 "$gone" >shop.example.zone
runs 0 "policy: the environment over the file" env ZONEPROOF_FAIL_ON=never "$zoneproof" diff --now $now
runs 1 "policy: the command line over the environment" env ZONEPROOF_FAIL_ON=never "$zoneproof" diff --fail-on error --now $now
runs 0 "policy: rules in the environment" env ZONEPROOF_RULE=mx-removed=off,zone-shrunk=off "$zoneproof" diff --only mx-removed --now $now
runs 1 "policy: the line's rules come last" env ZONEPROOF_RULE=mx-removed=off "$zoneproof" diff --rule mx-removed=error --now $now
runs 2 "policy: a wrong word in the environment" env ZONEPROOF_FAIL_ON=loud "$zoneproof" diff
says "policy: is told by its name" "ZONEPROOF_FAIL_ON:" "$scratch/err"
runs 1 "policy: --explain-verdict" lint diff --explain-verdict
says "policy: says what fails" "fails: error[mx-removed]" "$scratch/err"
says "policy: and by whose word" "fail-on: error (.zoneproof.yaml of HEAD)" "$scratch/err"
git checkout -q .

# --- ignorable
printf 'rules:\n  mx-removed: { ignorable: false }\n' >.zoneproof.yaml
commit firm
zone 4 '; zoneproof: allow mx-removed @ -- mail moved' "$gone" >shop.example.zone
runs 1 "policy: what nobody may allow" lint diff
says "policy: the attempt is told" "the configuration lets nobody allow it here"
git checkout -q .
printf 'allows: { inline: false }\n' >.zoneproof.yaml
commit strict
zone 4 '; zoneproof: allow mx-removed @ -- mail moved' "$gone" >shop.example.zone
runs 1 "policy: allows: { inline: false }" lint diff
says "policy: says so" "allows: { inline: false }"
git checkout -q .
printf 'fail-on: error\n' >.zoneproof.yaml
commit plain

# --- an emergency
"$zoneproof" hook install pre-commit >/dev/null
zone 5 "$gone" >shop.example.zone
runs 1 "policy: the hook refuses" git commit -q -a -m bad
runs 1 "policy: an emergency wants a reason" env ZONEPROOF_EMERGENCY= git commit -q -a -m bad
runs 0 "policy: an emergency goes through" env ZONEPROOF_EMERGENCY='the provider burns' git commit -q -a -m bad
says "policy: and is on the record" "allowed: emergency: the provider burns" "$scratch/err"
git reset -q --hard HEAD~1
runs 1 "policy: nowhere else" sh -c "zone() { :; }; sed -i '/MX/d' shop.example.zone; ZONEPROOF_EMERGENCY=x '$zoneproof' diff --now $now"
git checkout -q .

# --- commit-msg
runs 0 "policy: hook install commit-msg" "$zoneproof" hook install commit-msg
zone 5 "$gone" >shop.example.zone
runs 1 "policy: commit-msg refuses" git commit -q -a -m bad
says "policy: in its own words" "allow it in the message" "$scratch/err"
runs 1 "policy: without a reason it refuses too" git commit -q -a -m 'bad

Zoneproof-Allow: mx-removed shop.example --'
runs 0 "policy: the message allows it" git commit -q -a -m 'Mail moves

Zoneproof-Allow: mx-removed shop.example -- mail moved to example.net'
git reset -q --hard HEAD~1
rm .git/hooks/pre-commit .git/hooks/commit-msg

# --- the attack: a branch that loosens what it is judged by
git checkout -q main && git checkout -q -b attack
zone 6 '; zoneproof: allow mx-removed @ -- ' "$gone" >shop.example.zone
cat >.zoneproof.yaml <<'END2'
fail-on: never
rules:
  mx-removed: off
  policy-changed: off
paths:
  "**": { ignore: true }
END2
printf -- '- fingerprint: %s\n  reason: trust me\n' "$print" >.zoneproof-waivers.yaml
echo "$print mx-removed" >.zoneproof-baseline
commit 'Tidy up'
for how in "--base main --policy-from before" "--base main" "main..attack"; do
	runs 1 "policy: the attack fails: diff $how" lint diff $how
	says "policy: the MX is told" "error[mx-removed]"
	says "policy: so is the configuration" "rules.mx-removed.severity: error → off"
	says "policy: and the waiver" "no longer reports $print"
	says "policy: and the allow without reason" "allow-without-reason"
done
runs 1 "policy: the attack fails with its baseline" lint diff --base main --baseline .zoneproof-baseline
git clone -q --bare . "$scratch/server.git"
(cd "$scratch/server.git" && "$zoneproof" hook install pre-receive >/dev/null && git update-ref -d refs/heads/attack)
git remote add server "$scratch/server.git"
git -C "$scratch/server.git" config receive.advertisePushOptions true
runs 1 "policy: the attack fails: pre-receive" git push -q server attack
says "policy: with the MX" "mx-removed" "$scratch/err"
runs 1 "policy: a push option permits nothing by itself" git push -q -o zoneproof.emergency=now server attack
cat >>.zoneproof.yaml <<'END2'
plugins: [./evil.so]
END2
commit 'A plugin'
runs 1 "policy: with a plugin, diff still fails" lint diff --base main --policy-from before
says "policy: and the plugin is told" "plugins are code"
runs 1 "policy: with a plugin, pre-receive still fails" git push -q server attack
runs 2 "policy: such a configuration loads nothing" lint check
says "policy: as an error" ".zoneproof.yaml:7:1: plugins are code" "$scratch/err"

git checkout -q main && printf 'allows: { emergency: true }\n' >.zoneproof.yaml && commit permit
git push -q --no-verify server main 2>/dev/null
git checkout -q -b burning && zone 7 "$gone" >shop.example.zone && commit gone
runs 1 "policy: where the server permits it, without it" git push -q server burning
runs 0 "policy: and with it" git push -q -o 'zoneproof.emergency=the provider burns' server burning
says "policy: on the record" "emergency: the provider burns" "$scratch/err"

# --- what is offered, and what an audit hears
mkdir "$scratch/a" && cd "$scratch/a" || exit
zone 1 "$mail" 'old IN CNAME nowhere ; zoneproof: allow cname-dangling -- it comes next week' 'new IN CNAME nowhere' >shop.example.zone
runs 0 "policy: -v offers the line that would allow it" lint check -v
says "policy: with its reason left blank" "allow: ; zoneproof: allow cname-dangling -- "
lint check -f json >"$scratch/json"
says "policy: so does json" '"allow_line":"; zoneproof: allow cname-dangling -- "' "$scratch/json"
runs 0 "policy: an audit hears allows" lint audit
says "policy: shows them" "allowed: shop.example.zone:11: it comes next week"
says "policy: and counts them" "1 allowed"
print=$(sed -n 's/.*"name":"new.shop.example.".*"fingerprint":"\([0-9a-f]*\)".*/\1/p' "$scratch/json")
runs 0 "policy: waiver add for an audit" lint waiver add "$print" --reason 'next week too'
runs 0 "policy: an audit hears waivers" lint audit --fail-on warning
says "policy: both count" "2 allowed"

# --- a zone that is not all here
rm .zoneproof-waivers.yaml
runs 1 "policy: what is not there leads nowhere" lint check --fail-on warning
printf 'zones: { "shop.example": { complete: false } }\n' >.zoneproof.yaml
runs 0 "policy: complete: false, and it may stand elsewhere" lint check --fail-on warning

# --- origin: what a master file's names stand under
zone 1 "$mail" | sed '/^.ORIGIN/d; s/^@ IN/shop.example. IN/; s/^ns1/ns1.shop.example./; s/SOA ns1/SOA ns1.shop.example./; s/NS ns1/NS ns1.shop.example./' >shop.example.zone
printf 'zones: { "shop.example": { origin: pool.shop.example } }\n' >.zoneproof.yaml
runs 0 "policy: origin: names stand under it" lint check -f json
echo '@ IN MX 20 nowhere' >>shop.example.zone
runs 1 "policy: origin: it may be below the zone" lint check
says "policy: origin: in owners and in data" "pool.shop.example receives no mail: nowhere.pool.shop.example"
printf 'zones: { "shop.example": { origin: a..b } }\n' >.zoneproof.yaml
runs 2 "policy: origin: a name is wanted" lint check

# --- extends
mkdir -p "$scratch/e/policy" "$scratch/out-of-it" && cd "$scratch/e" || exit
zone 1 "$mail" 'old IN CNAME nowhere' >shop.example.zone
printf 'rules:\n  cname-dangling: off\n' >policy/base.yaml
printf 'extends: policy/base.yaml\n' >.zoneproof.yaml
runs 0 "policy: extends" lint check --fail-on warning
printf 'extends: policy/base.yaml\nrules: { cname-dangling: warning }\n' >.zoneproof.yaml
runs 1 "policy: the file over what it extends" lint check --fail-on warning
for path in ../out-of-it/x.yaml /etc/passwd ../../../../etc/passwd; do
	printf 'extends: %s\n' $path >.zoneproof.yaml
	runs 2 "policy: extends $path" lint check
	says "policy: only from the repository" ".zoneproof.yaml:1:10: extends '$path': only files of this repository" "$scratch/err"
done
ln -s /etc/passwd policy/link.yaml
printf 'extends: policy/link.yaml\n' >.zoneproof.yaml
runs 3 "policy: extends through a link that leaves" lint check
says_not "policy: shows nothing of it" "root:" "$scratch/err"
printf 'extends: .zoneproof.yaml\n' >.zoneproof.yaml
runs 2 "policy: extends itself" timeout 10 "$zoneproof" check
printf 'extends: nowhere.yaml\n' >.zoneproof.yaml
runs 2 "policy: extends what is not there" lint check
printf 'preset: strict\nrules: { cname-dangling: warning }\n' >.zoneproof.yaml
runs 1 "policy: a preset" lint check
printf 'preset: stricct\n' >.zoneproof.yaml
runs 2 "policy: a preset there is not" lint check

# --- what a configuration can say, and how wrong it can be
wrong() { # wrong NAME TEXT SAYS: exit 2, and the message
	printf '%b' "$2" >.zoneproof.yaml
	runs 2 "policy: $1" timeout 10 "$zoneproof" check
	says "policy: $1: is told" "$3" "$scratch/err"
}
wrong "an unknown key" 'fail-onn: error\n' ".zoneproof.yaml:1:1: 'fail-onn' is no key: is 'fail-on' meant?"
wrong "an unknown key below" 'zones:\n  "a.":\n    maill: none\n' ".zoneproof.yaml:3:5: 'maill' is no key: is 'mail' meant?"
wrong "an unknown rule" 'rules: { mx-remove: off }\n' "is 'mx-removed' meant?"
wrong "an unknown option" 'rules: { zone-shrunk: { options: { sharee: 3 } } }\n' "is 'share' meant?"
wrong "a threshold of a rule without" 'thresholds: { mx-removed: { share: 3 } }\n' "is no option of this rule"
wrong "a word that is none of" 'zones: { "a.": { mail: maybe } }\n' "is none of sending|receiving|none"
wrong "a severity" 'fail-on: loud\n' "is none of error, warning, notice, off"
wrong "a boolean" 'allows: { inline: maybe }\n' "neither true nor false"
wrong "a pattern" 'placeholders: ["(("]\n' "no regular expression"
wrong "a type" 'protected: [ { owner: "a.", types: [MXX] } ]\n' "is no record type"
wrong "a row without its owner" 'protected: [ { types: [MX] } ]\n' "'owner' is missing"
wrong "a DS" 'zones: { "a.": { parent_ds: ["1 2"] } }\n' "is no DS"
wrong "a key twice" 'fail-on: error\nfail-on: never\n' ".zoneproof.yaml:2:1"
wrong "an alias" 'mail: &a { senders: [x.] }\nzones: *a\n' ".zoneproof.yaml:2:8"
wrong "no UTF-8" 'fail-on: "\\xff"\n' ".zoneproof.yaml:"
wrong "two documents" 'fail-on: error\n---\nfail-on: never\n' ".zoneproof.yaml:2:1"
wrong "a list for a map" 'rules: [a]\n' "keys and values are wanted"
wrong "a scalar for all" 'hello\n' "keys and values are wanted"
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["; print "" }' >.zoneproof.yaml
runs 2 "policy: nested 100,000 deep" timeout 10 "$zoneproof" check
awk 'BEGIN { print "zones:"; for (i = 0; i < 100000; i++) printf "  z%d.example.: { kind: zone }\n", i }' >.zoneproof.yaml
runs 0 "policy: as many keys as may be" timeout 20 "$zoneproof" check --fail-on never
head -c 100000000 /dev/zero | tr '\0' a >.zoneproof.yaml
runs 2 "policy: 100 MB" timeout 10 "$zoneproof" check
says "policy: 100 MB: is told" ".zoneproof.yaml: over" "$scratch/err"
printf '' >.zoneproof.yaml
runs 0 "policy: an empty file says nothing" lint check --fail-on never
printf 'zones: { "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b.": { mail: none } }\n' >.zoneproof.yaml
zone 1 "$mail" 'old IN CNAME nowhere' | sed 's/shop.example/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example/' >aaa.zone
runs 0 "policy: many stars cost little" timeout 10 "$zoneproof" check --fail-on never
