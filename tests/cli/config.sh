# zoneproof config: shows where each value comes from, begins a file from what
# it finds, and describes the file to editors.
. tests/lib.sh

git_init "$scratch/r"
cd "$scratch/r" || exit
for i in 1 2 3 4 5 6; do
	zone shop.example $i '@ IN MX 10 mail' 'mail IN A 192.0.2.25' "h$i IN A 192.0.2.$i" >shop.example.zone
	zone corp.internal 1 "h$i IN A 10.0.0.$i" >corp.internal.zone
	git add -A && git commit -q -m "$i"
done
echo 'zone "shop.example" { file "shop.example.zone"; dnssec-policy default; };' >named.conf
runs 0 "config: init" "$zoneproof" config init
says "config: a serial that people raise" "serial: manual" .zoneproof.yaml
says "config: one that nobody raises" "serial: managed" .zoneproof.yaml
says "config: a name that the world does not ask for" "audience: internal" .zoneproof.yaml
says "config: who has mail" "#   shop.example" .zoneproof.yaml
says "config: who signs" "named.conf says which file is which zone. Its server signs" .zoneproof.yaml
runs 0 "config: what it wrote is good" "$zoneproof" config check
says "config: says of what" ".zoneproof.yaml of "
runs 3 "config: init does not write over one" "$zoneproof" config init
runs 2 "config: a verb there is not" "$zoneproof" config shwo

cat >.zoneproof.yaml <<'END2'
extends: base.yaml
fail-on: warning
rules: { mx-removed: off, zone-shrunk: { options: { share: 7 } } }
zones: { "*.x.": { mail: none } }
protected:
  - { owner: "a.", types: [MX] }
END2
printf 'fail-on: notice\nprotected:\n  - { owner: "b." }\nthresholds: { zone-shrunk: { rrsets: 4 } }\n' >base.yaml
runs 0 "config: show" env ZONEPROOF_RULE=syntax=warning "$zoneproof" config show --rule spf-removed=off
says "config: show: of the file" "fail-on: warning  # .zoneproof.yaml:2:10"
says "config: show: of what it extends" "protected: { owner: b. }  # base.yaml:3:5"
says "config: show: and its own beside" "protected: { owner: a., types: [MX] }  # .zoneproof.yaml:6:5"
says "config: show: of a rule" "rules.mx-removed.severity: off  # .zoneproof.yaml:3:22"
says "config: show: of the command line" "rules.spf-removed.severity: off  # command line"
says "config: show: of the environment" "rules.syntax.severity: warning  # environment"
says "config: show: an option" "rules.zone-shrunk.options.share: 7  # .zoneproof.yaml:3:60"
says "config: show: a threshold" "thresholds.zone-shrunk.rrsets: 4  # base.yaml:4:38"
says_not "config: show: once" "options.rrsets"
says "config: show: what is built in" "allows.inline: true  # built in"
says "config: show: and in which zones" 'zones."*.x.".mail: none  # .zoneproof.yaml:4:26'
runs 0 "config: check" "$zoneproof" config check
echo 'rules: { mx-remove: off }' >.zoneproof.yaml
runs 2 "config: check of a wrong one" "$zoneproof" config check
says "config: with its place" ".zoneproof.yaml:1:10: 'mx-remove' is no rule: is 'mx-removed' meant?" "$scratch/err"

# The schema and the program agree on what is right and what is wrong.
runs 0 "config: schema" "$zoneproof" config schema
cp "$scratch/out" "$scratch/schema.json"
if python3 -c 'import jsonschema, yaml' 2>/dev/null; then
	cat >"$scratch/valid.py" <<'END2'
import json, re, sys, warnings
warnings.simplefilter("ignore")
import jsonschema, yaml
class Core(yaml.SafeLoader):  # YAML 1.2: "on" and "off" are words
    pass
Core.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in rows if not tag.endswith((":bool", ":timestamp"))]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$", re.I), list("tTfF"))
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
try:
    jsonschema.Draft202012Validator(schema).validate(yaml.load(open(sys.argv[2]), Core) or {})
except jsonschema.ValidationError as error:
    print(error.message[:200])
    sys.exit(1)
END2
	mkdir "$scratch/s" && cd "$scratch/s" || exit
	agree() { # agree STATUS NAME: the file .zoneproof.yaml
		want=$1
		[ "$want" -eq 0 ] || want=2
		runs "$want" "config: $2: to the program" "$zoneproof" config check
		runs "$1" "config: $2: to the schema" python3 "$scratch/valid.py" "$scratch/schema.json" .zoneproof.yaml
	}
	for file in $(cd "$root" && git ls-files 'tests/rules/*.zoneproof.yaml' 'samples/*.zoneproof.yaml'); do
		cp "$root/$file" .zoneproof.yaml
		"$zoneproof" config check >/dev/null 2>&1 || continue
		agree 0 "$file"
	done
	for text in 'fail-on: loud' 'fail-onn: error' 'rules: [a]' 'zones: { a.: { mail: maybe } }' \
	    'protected: [ { types: [MX] } ]' 'plugins: [x.so]' 'allows: { inline: perhaps }' \
	    'required: [ { owner: "@" } ]' 'paths: { "*": { ignored: true } }'; do
		echo "$text" >.zoneproof.yaml
		agree 1 "$text"
	done
	for text in 'fail-on: never' 'rules: { mx-removed: off, syntax: { severity: warning } }' \
	    'extends: []' 'preset: strict' 'unknown-types: [DYNA]' 'protected: [ { owner: a., types: MX } ]' \
	    'thresholds: { zone-shrunk: { share: 20 } }'; do
		echo "$text" >.zoneproof.yaml
		agree 0 "$text"
	done
else
	skip "config: the schema against files" "python3-jsonschema and python3-yaml are not here"
fi
