# Rules that a configuration writes: when they speak, what they say, and what
# is refused before anything is judged.
. tests/lib.sh
cd "$scratch" || exit
cat >base.zone <<'END'
$ORIGIN shop.example.
$TTL 3600
@ SOA ns1.shop.example. hostmaster.shop.example. 1 7200 3600 1209600 3600
@ NS ns1.shop.example.
@ NS ns2.shop.example.
ns1 A 198.51.100.1
ns2 A 198.51.100.2
www A 198.51.100.3
END
sed -e 's/ 1 7200/ 2 7200/' -e '$a test1 A 198.51.100.9' base.zone >more.zone
sed -e 's/ 1 7200/ 3 7200/' -e 's/\.3$/.4/' base.zone >moved.zone

# pattern ON FIELDS: one rule, named `own`, that finds A records of that kind
pattern() {
	cat >own.yaml <<END
patterns:
  own:
    $2
    on: $1
    severity: ${3:-error}
    message: "told: \$0 (\$1)"
    fires: ["test1.shop.example. 60 IN A 198.51.100.9"]
    quiet: ["mail.shop.example. 60 IN AAAA 2001:db8::1"]
END
}
lint() { # lint STATUS NAME ARGUMENTS…: with that rule alone
	want=$1 name=$2
	shift 2
	runs "$want" "patterns: $name" "$zoneproof" "$@" -c own.yaml --only own
}

pattern present "owner: '^(test\\d)\\.'"
lint 1 "present: speaks in check" check more.zone
says "patterns: the message holds what matched" "error[own]: told: test1. (test1)"
says "patterns: at its record" "more.zone:9:1"
lint 0 "present: silent where there is none" check base.zone
lint 1 "present: what is new in a change" compare base.zone more.zone
lint 0 "present: what was there before is not new" compare more.zone more.zone
pattern added "owner: '^(test\\d)\\.'"
lint 1 "added: speaks of what comes" compare base.zone more.zone
lint 0 "added: silent when it goes" compare more.zone base.zone
lint 0 "added: silent in check" check more.zone
pattern removed "owner: '^(test\\d)\\.'"
lint 1 "removed: speaks of what goes" compare more.zone base.zone
says "patterns: removed: where it was" "more.zone:9:1 (before)"
lint 0 "removed: silent when it comes" compare base.zone more.zone
pattern changed "rdata: '^(198\\.51\\.100\\.\\d)\$'"
lint 1 "changed: speaks of another value" compare base.zone moved.zone
says "patterns: changed: the new value" "told: 198.51.100.4 (198.51.100.4)"
lint 0 "changed: silent of what comes" compare base.zone more.zone
pattern absent "owner: '^(test\\d)\\.'"
lint 1 "absent: speaks where there is none" check base.zone
lint 0 "absent: silent where there is one" check more.zone
pattern absent "zone: '^other\\.'"
sed -i 's/test1.shop/test1.other/' own.yaml
lint 0 "absent: other zones are not meant" check base.zone
pattern present 'ttl: "^3600$"' warning
sed -i '/fires/s/ 60 / 3600 /' own.yaml
lint 0 "a warning does not fail" check base.zone
says "patterns: ttl is a field" "warning[own]"
pattern present 'file: "more"'
sed -i '/file:/a \    type: "^A$"' own.yaml
lint 1 "file and type are fields" check more.zone
lint 0 "file: another one" check base.zone
pattern present 'owner: "^test"'
runs 0 "patterns: --rule turns one off" "$zoneproof" check -c own.yaml --rule own=off more.zone
runs 0 "patterns: rules: makes one milder" sh -c "{ cat own.yaml; echo 'rules: { own: notice }'; } >mild.yaml; \"$zoneproof\" check -c mild.yaml more.zone"
says "patterns: the milder one speaks" "notice[own]"

# A whole zone that comes has added records.
mkdir empty one && cp more.zone one/shop.example.zone
pattern added 'owner: "^test"'
lint 1 "added: a zone that is new" compare empty one

# What a template hides is not removed, nor absent.
{ grep -v ^test1 more.zone; echo '{% include "rest" %}'; } >half.zone
pattern removed 'owner: "^test"'
lint 0 "removed: silent where it may still be" compare more.zone half.zone
pattern absent 'owner: "^test"'
lint 0 "absent: silent where it may be" check half.zone

# A hostile value: an answer within milliseconds, and not a pass.
pattern present 'rdata: "^.(a+)+.$"' error
sed -i 's/fires:.*/fires: ["x.example. TXT aaa"]/' own.yaml
{ cat base.zone; printf 'evil TXT "%s!"\n' "$(printf '%0250d' 0 | tr 0 a)"; } >evil.zone
runs 1 "patterns: one that gives up is a finding" timeout 10 "$zoneproof" check -c own.yaml --only own evil.zone
says "patterns: giving up is said" "cannot be judged by the rule own: its pattern gives up"

# What a finding points to for more is there.
pattern present 'owner: "^test"'
runs 0 "patterns: explain tells of one" "$zoneproof" explain -c own.yaml own
says "patterns: explain says where it stands" "own.yaml:2"
runs 2 "patterns: explain knows no other" "$zoneproof" explain -c own.yaml others

# Refused, with its place.
refused() { # refused NAME WORDS: standard input is the configuration
	cat >bad.yaml
	runs 2 "patterns: refused: $1" "$zoneproof" config check -c bad.yaml
	says "patterns: refused: $1: where and why" "$2" "$scratch/err"
}
own() { # own FIELD FIRES QUIET
	printf 'patterns:\n  own:\n    %s\n    message: m\n    fires: %s\n    quiet: %s\n' "$@"
}
own 'owner: "(("' '["a. A 192.0.2.1"]' '["b. A 192.0.2.1"]' |
    refused "no regular expression" "bad.yaml:3:"
own 'owner: "^x"' '["a. A 192.0.2.1"]' '["b. A 192.0.2.1"]' |
    refused "it does not find its example" "bad.yaml:5:13: the rule 'own' does not find this example"
own 'owner: "^[ab]"' '["a. A 192.0.2.1"]' '["b. A 192.0.2.1"]' |
    refused "it finds what it should pass" "bad.yaml:6:13: the rule 'own' finds this example"
own 'owner: "^a"' '["a. A 192.0.2"]' '["b. A 192.0.2.1"]' |
    refused "an example that is no record" "bad.yaml:5:13: an example of 'own' is no record"
own 'owner: "^a"' '["a. A 192.0.2.1\nb. A 192.0.2.1"]' '["b. A 192.0.2.1"]' |
    refused "an example of two records" "one record is wanted"
own 'owner: "^a"' '[""]' '["b. A 192.0.2.1"]' |
    refused "an empty example" "there is no record in it"
own 'owner: "^a"' '[]' '["b. A 192.0.2.1"]' |
    refused "no example that fires" "has no example that fires"
own 'owner: "^a"' '["a. A 192.0.2.1"]' '[]' |
    refused "no example that stays quiet" "has no example that stays quiet"
own 'on: added' '["a. A 192.0.2.1"]' '["b. A 192.0.2.1"]' |
    refused "no field" "matches everything"
own 'rdata: "^.(a+)+.$"' '["a. TXT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab!"]' '["b. A 192.0.2.1"]' |
    refused "it gives up on its example" "gives up on this example"
own 'owner: "^a"' '["a. A 192.0.2.1"]' '["b. A 192.0.2.1"]' | sed 's/own:/mx-removed:/' |
    refused "the id of another rule" "bad.yaml:2:3: there is a rule 'mx-removed' already"
own 'owner: "^a"' '["a. A 192.0.2.1"]' '["b. A 192.0.2.1"]' | sed 's/own:/"x y":/' |
    refused "an id with a blank" "is no id"
own 'owner: "^a"' '["a. A 192.0.2.1"]' '["b. A 192.0.2.1"]' | sed 's/owner:/ownr:/' |
    refused "an unknown key" "is 'owner' meant?"
