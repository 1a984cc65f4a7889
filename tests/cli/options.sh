# The command line: what it takes, what it refuses, and how it ends.
. tests/lib.sh
cd "$scratch" || exit

cat >good.zone <<'END'
$ORIGIN example.com.
$TTL 3600
@ IN SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ IN NS ns1
@ IN NS ns2.example.net.
ns1 IN A 192.0.2.1
END
sed 's/192.0.2.1/192.0.2.256/' good.zone >bad.zone
sed '/ NS /d' good.zone >warn.zone
printf 'www IN A 192.0.2.9' | cat good.zone - >notice.zone

runs 0 "cli: a clean zone ends with 0" "$zoneproof" check good.zone
says "cli: and says what it looked at" "no findings in 1 zone (4 records)"
runs 1 "cli: an error ends with 1" "$zoneproof" check bad.zone
runs 0 "cli: a notice alone ends with 0" "$zoneproof" check notice.zone
says "cli: and is shown" "notice[no-final-newline]"
runs 1 "cli: --fail-on notice" "$zoneproof" check --fail-on notice notice.zone
runs 0 "cli: --fail-on never" "$zoneproof" check --fail-on never bad.zone
runs 0 "cli: --min-severity hides" "$zoneproof" check --min-severity error notice.zone
says_not "cli: and shows nothing of it" "no-final-newline"
runs 0 "cli: --rule off" "$zoneproof" check --rule syntax=off bad.zone
runs 1 "cli: --rule raises" "$zoneproof" check --rule no-final-newline=error notice.zone
runs 0 "cli: --only" "$zoneproof" check --only ns-missing bad.zone
runs 2 "cli: --rule of no rule" "$zoneproof" check --rule syntaxx=off good.zone
says "cli: says the nearest one" "syntax" err
runs 2 "cli: a wrong severity" "$zoneproof" check --rule syntax=loud good.zone
runs 2 "cli: no command" "$zoneproof"
runs 2 "cli: an unknown command" "$zoneproof" chekc
says "cli: says the nearest command" "did you mean check?" err
runs 2 "cli: an unknown option" "$zoneproof" check --fial-on never
says "cli: says the nearest option" "did you mean --fail-on?" err
runs 2 "cli: an option without its value" "$zoneproof" check --origin
runs 2 "cli: a short word is not taken for any other" "$zoneproof" explain foo
says_not "cli: a short word is not taken for any other" "did you mean" err
runs 2 "cli: an origin that is no name" "$zoneproof" check --origin a..b good.zone
says "cli: why it is none" "--origin: 'a..b' has an empty label" err
runs 2 "cli: a report without its file" "$zoneproof" check -f json: good.zone
says "cli: says what it wants" "wants a file behind its ':'" err
runs 2 "cli: words that config show does not take" "$zoneproof" config show rules
runs 2 "cli: an option of another command" "$zoneproof" check --staged
runs 2 "cli: a word that an option does not have" "$zoneproof" diff --policy-from behind
says "cli: says the words" 'none of before, after and worktree' err
runs 2 "cli: a variable a slip away from one of ours" \
    env ZONEPROOF_FAILON=warning "$zoneproof" check good.zone
says "cli: says the nearest variable" "did you mean ZONEPROOF_FAIL_ON?" err
runs 0 "cli: a variable of another version" env ZONEPROOF_FOR_LATER=1 "$zoneproof" check good.zone
says "cli: it is told that it sets nothing" "ZONEPROOF_FOR_LATER in the environment sets nothing" err
runs 0 "cli: variables of the recipes are no options" \
    env ZONEPROOF_SOURCE=x ZONEPROOF_IMAGE=x ZONEPROOF_BASE=x "$zoneproof" check good.zone
says_not "cli: and nothing is said of them" "environment" err
runs 0 "cli: --quiet says nothing of it either" env ZONEPROOF_FOR_LATER=1 "$zoneproof" check -q good.zone
says_not "cli: indeed" "environment" err
runs 2 "cli: a format there is not" "$zoneproof" check -f xml good.zone
runs 2 "cli: a time that is none" "$zoneproof" check --now yesterday good.zone
runs 0 "cli: a date" "$zoneproof" check --now 2026-11-01 good.zone
runs 0 "cli: seconds" "$zoneproof" check --now 1795000000 good.zone
runs 3 "cli: a file that is not there" "$zoneproof" check nowhere.zone
says "cli: is told in one line" "zoneproof: nowhere.zone: No such file" err
runs 0 "cli: --help" "$zoneproof" --help
runs 0 "cli: help of a command" "$zoneproof" diff --help
says "cli: with its usage" "--staged | REV"
runs 0 "cli: --version" "$zoneproof" --version
runs 0 "cli: -C" "$zoneproof" -C / check "$scratch/good.zone"
runs 3 "cli: -C to nowhere" "$zoneproof" -C /nowhere check
mkdir -p empty
runs 0 "cli: a folder without zones" "$zoneproof" check empty
says "cli: says so" "no zone files here"

"$zoneproof" check - --origin example.com <good.zone >out 2>err &&
    ok "cli: standard input" || not_ok "cli: standard input" err
grep -v ORIGIN good.zone | "$zoneproof" check - >out 2>err
[ $? -eq 3 ] && ok "cli: standard input without a name ends with 3" ||
    not_ok "cli: standard input without a name ends with 3" err
says "cli: and says what to do" "--origin" err
printf 'good.zone\n\nbad.zone\n' >list
runs 1 "cli: --files-from" "$zoneproof" check --files-from list
says "cli: reads each" "in 2 zones"
runs 2 "cli: --origin with two files" "$zoneproof" check --origin example.com good.zone bad.zone
runs 2 "cli: compare wants two" "$zoneproof" compare good.zone
runs 2 "cli: compare wants two of a kind" "$zoneproof" compare good.zone empty
runs 0 "cli: compare with itself" "$zoneproof" compare good.zone good.zone
runs 2 "cli: explain of no rule" "$zoneproof" explain mx-remove
says "cli: explain says the nearest" "mx-removed" err
runs 0 "cli: explain" "$zoneproof" explain mx-removed
says "cli: explain says why" "RFC 5321"

# Several reports in one run.
runs 1 "cli: several reports" "$zoneproof" check -f compact -f json:out.json -f ndjson:out.nd bad.zone
says "cli: compact is one line" "bad.zone:6:10: error[syntax]"
says "cli: json has the summary" '"error":1' out.json
says "cli: ndjson ends whole" '"complete":true' out.nd
runs 3 "cli: a report that cannot be written" "$zoneproof" check -f json:/nowhere/x good.zone
runs 3 "cli: a full disk is no success" sh -c "'$zoneproof' check good.zone >/dev/full"
runs 1 "cli: --quiet is a line a finding" "$zoneproof" check -q bad.zone
[ "$(wc -l <out)" -eq 1 ] && ok "cli: just one" || not_ok "cli: just one" out
runs 1 "cli: colour when asked" "$zoneproof" check --color always bad.zone
says "cli: it is there" "$(printf '\033[')"
runs 1 "cli: no colour in a pipe" "$zoneproof" check bad.zone
says_not "cli: none there" "$(printf '\033[')"
"$zoneproof" check bad.zone >one 2>&1; "$zoneproof" check bad.zone >two 2>&1
cmp -s one two && ok "cli: the same input, the same bytes" ||
    not_ok "cli: the same input, the same bytes"

# What stands in a file never reaches the terminal as it is.
printf '$ORIGIN example.com.\n@ 60 IN SOA a b 1 2 3 4 5\n@ 60 IN NS a\nx 60 IN A \033[31mred\n' >esc.zone
runs 1 "cli: an escape in a zone" "$zoneproof" check esc.zone
says_not "cli: is not printed" "$(printf '\033')"

# Configuration.
mkdir -p conf && cp bad.zone conf/ && cd conf || exit
printf 'rules:\n  syntax: off\n' >.zoneproof.yaml
runs 0 "cli: the nearest configuration holds" "$zoneproof" check bad.zone
runs 1 "cli: --no-config" "$zoneproof" check --no-config bad.zone
printf 'rules:\n  sintax: off\n' >.zoneproof.yaml
runs 2 "cli: a rule that is none" "$zoneproof" check bad.zone
says "cli: with its place" ".zoneproof.yaml:2:3" "$scratch/err"
printf 'rules: [\n' >.zoneproof.yaml
runs 2 "cli: broken YAML" "$zoneproof" check bad.zone
says "cli: with the file's name" ".zoneproof.yaml:" "$scratch/err"
printf 'rules:\n  syntax: { severity: off }\n' >.zoneproof.yaml
runs 0 "cli: a severity in a map" "$zoneproof" check bad.zone
rm .zoneproof.yaml
runs 2 "cli: -c of no file" "$zoneproof" check -c nowhere.yaml bad.zone
runs 0 "cli: config init" "$zoneproof" config init
runs 0 "cli: config check" "$zoneproof" config check
runs 3 "cli: config init twice" "$zoneproof" config init
runs 0 "cli: config show" "$zoneproof" config show

# A name server's configuration names zones and is none itself.
mkdir -p "$scratch/bind/zones" && cd "$scratch/bind" || exit
echo 'zone "kaffee.example" { file "/etc/bind/zones/kaffee"; };' >named.conf.local
sed '/ORIGIN/d' "$scratch/good.zone" >zones/kaffee
runs 0 "cli: a server's configuration is no zone" "$zoneproof" check
says "cli: it names one" "in 1 zone (4 records)"
