# zoneproof plan: change-sets that machines make, each judged as any change.
. tests/lib.sh

export XDG_CONFIG_HOME=$scratch
plan() { "$zoneproof" plan --now $now --color never "$@"; }

# ------------------------------------------------------------- the samples

# found NAME PLACE RULE [SEVERITY]: the report has that rule at that place
found() { says "$1: $3 at $2" "$2: ${4:-error}[$3]"; }

# three NAME COMMAND MX SPF DKIM FILE…: each at its place. Of edits without the
# state that they are made to, nobody knows whether the last key goes.
three() {
	name=$1 command=$2 at="$3 $4 $5" key=error
	case $1 in *" alone") key=warning ;; esac
	shift 5
	runs 1 "$name: what is removed fails" "$zoneproof" "$command" \
	    --now $now -f compact "$@"
	set -- $at
	found "$name" "$1" mx-removed
	found "$name" "$2" spf-removed
	found "$name" "$3" dkim-selector-removed $key
}

three terraform plan samples/terraform/main.tf:8:1 \
    samples/terraform/main.tf:17:1 samples/terraform/main.tf:26:1 \
    samples/terraform/plan.json
three dnscontrol compare samples/dnscontrol/before/dnsconfig.js:6:2 \
    samples/dnscontrol/before/dnsconfig.js:8:2 \
    samples/dnscontrol/before/dnsconfig.js:9:2 \
    samples/dnscontrol/before/ir.json samples/dnscontrol/after/ir.json
three "route53 lists" compare samples/route53/before.json:19:30 \
    samples/route53/before.json:55:30 samples/route53/before.json:75:30 \
    samples/route53/before.json samples/route53/after.json
three "route53 batch alone" plan samples/route53/batch.json:14:38 \
    samples/route53/batch.json:30:38 samples/route53/batch.json:43:38 \
    samples/route53/batch.json
three "route53 batch on a list" plan samples/route53/batch.json:14:38 \
    samples/route53/batch.json:30:38 samples/route53/batch.json:43:38 \
    --state samples/route53/before.json samples/route53/batch.json
three "octodns plan alone" plan samples/octodns-plan/plan.json:12:15 \
    samples/octodns-plan/plan.json:29:22 samples/octodns-plan/plan.json:38:22 \
    samples/octodns-plan/plan.json
three "nsupdate alone" plan samples/nsupdate/remove-mail.txt:4:15 \
    samples/nsupdate/remove-mail.txt:5:15 \
    samples/nsupdate/remove-mail.txt:6:15 samples/nsupdate/remove-mail.txt
three "nsupdate on a zone" plan samples/nsupdate/remove-mail.txt:4:15 \
    samples/nsupdate/remove-mail.txt:5:15 \
    samples/nsupdate/remove-mail.txt:6:15 \
    --state samples/nsupdate/example.com.zone samples/nsupdate/remove-mail.txt
for folder in route53 dnscontrol/before; do
	rm -rf "$scratch/state" && cp -R "samples/$folder" "$scratch/state"
	rm -f "$scratch"/state/after.json "$scratch"/state/batch.json
	runs 0 "samples/$folder is a state, and fine" "$zoneproof" check \
	    --now $now --no-config "$scratch/state"
	says "samples/$folder is read" "in 1 zone"
done
for file in samples/terraform/*.json samples/route53/*.json \
    samples/octodns-plan/*.json \
    samples/dnscontrol/*/ir.json; do
	if ! command -v jq >/dev/null; then
		skip "jq accepts $file" "jq is not here"
	elif jq -e . "$file" >/dev/null; then
		ok "jq accepts $file"
	else
		not_ok "jq accepts $file"
	fi
done

# --------------------------------------------------------------- Terraform

cd "$scratch" || exit
zone='{"address":"aws_route53_zone.main","mode":"managed","type":"aws_route53_zone","name":"main","change":{"actions":["no-op"],"before":{"zone_id":"Z1","name":"example.com"},"after":{"zone_id":"Z1","name":"example.com"}}}'

# values NAME TYPE RECORDS: what a Route 53 record's attributes are
values() {
	printf '{"zone_id":"Z1","name":"%s","type":"%s","ttl":300,"records":[%s],"alias":[]}' "$@"
}

# change ADDRESS ACTIONS BEFORE AFTER [MORE]: of an aws_route53_record
change() {
	printf '{"address":"%s","mode":"managed","type":"aws_route53_record","name":"%s","change":{"actions":[%s],"before":%s,"after":%s%s}}' \
	    "$1" "${1##*.}" "$2" "$3" "$4" "${5:-}"
}

# tf [CHANGE…]: a plan of these changes, in plan.json
tf() {
	printf '{"format_version":"1.2","terraform_version":"1.9.8","resource_changes":[%s' "$zone"
	[ $# -eq 0 ] || printf ',%s' "$@"
	printf ']}\n'
} >plan.json

mx=$(values "" MX '"10 mx.mail.example."')
spf=$(values "" TXT '"v=spf1 ip4:192.0.2.0/24 -all"')
www=$(values www A '"192.0.2.80"')

tf "$(change aws_route53_record.mx '"delete"' "$mx" null)"
runs 1 "a deleted MX is removed" plan plan.json
says "a deleted MX is removed: where no file says it, at its address" \
    "--> aws_route53_record.mx:1:1 (before)"

tf "$(change aws_route53_record.mx '"delete"' "$mx" null)" \
    "$(change 'module.dns.aws_route53_record.mx[0]' '"create"' null "$mx")"
runs 0 "an MX that another resource brings is not removed" plan plan.json
says_not "an MX that another resource brings is not removed" mx-removed
says "… but it is away for a while" "warning[destroy-window]"

tf "$(change aws_route53_record.mx '"forget"' "$mx" null)"
runs 0 "what is forgotten stays where it is" plan plan.json
says "what is forgotten stays where it is" "no findings in 0 zones"

tf "$(change aws_route53_record.mx '"update"' "$mx" \
    '{"zone_id":"Z1","name":"","type":"MX","ttl":300,"alias":[]}' \
    ',"after_unknown":{"records":true}')"
runs 0 "what is known after apply is not gone" plan plan.json
says_not "what is known after apply is not gone" "mx-removed"
says "what is known after apply is told as unknown" "MX unknown"

tf "$(change aws_route53_record.spf '"update"' "$spf" \
    "$(values "" TXT '"v=spf1 ip4:192.0.2.0/24 -all","hunter2"')" \
    ',"after_sensitive":{"records":true}')"
runs 0 "sensitive values are not read" plan plan.json
says_not "sensitive values are not shown" hunter2
plan -f json plan.json >out 2>&1
says_not "sensitive values are not in JSON either" hunter2 out

# The long way of a name to its zone.
tf "$(change aws_route53_record.mx '"delete"' \
    '{"zone_id":"Z9","name":"mail","fqdn":"mail.example.org","type":"MX","ttl":300,"records":["10 a.mail.example."]}' null)"
plan -f compact plan.json >out 2>&1
says "a computed whole name tells the zone" "mail.example.org stops receiving" out

tf "$(change aws_route53_record.mx '"delete"' \
    '{"zone_id":"Z9","name":"mail","type":"MX","ttl":300,"records":["10 a.mail.example."]}' null)"
runs 3 "a zone that nothing tells is an error" plan plan.json
says "a zone that nothing tells is an error: which" \
    "cannot tell which zone aws_route53_record.mx is in" err
printf 'zones:\n  example.net: { id: Z9 }\n' >.zoneproof.yaml
runs 1 "the configuration tells it" plan plan.json
says "the configuration tells it" "mail.example.net stops receiving mail"
rm .zoneproof.yaml

cat >plan.json <<'END'
{"format_version":"1.2","terraform_version":"1.9.8",
 "resource_changes":[
  {"address":"module.zones.aws_route53_zone.this","mode":"managed",
   "type":"aws_route53_zone","name":"this","change":{"actions":["create"],
   "before":null,"after":{"name":"example.com"},
   "after_unknown":{"zone_id":true,"id":true}}},
  {"address":"module.mail.aws_route53_record.mx","mode":"managed",
   "type":"aws_route53_record","name":"mx","change":{"actions":["create"],
   "before":null,"after":{"name":"","type":"MX","ttl":300,
   "records":["10 192.0.2.1"]},"after_unknown":{"zone_id":true}}}],
 "configuration":{"root_module":{"module_calls":{
  "zones":{"source":"./zones","module":{
   "outputs":{"id":{"expression":{"references":
     ["aws_route53_zone.this.zone_id","aws_route53_zone.this"]}}},
   "resources":[{"address":"aws_route53_zone.this","mode":"managed",
     "type":"aws_route53_zone","name":"this","expressions":{}}]}},
  "mail":{"source":"./mail","expressions":{"zone":{"references":
     ["module.zones.id","module.zones"]}},"module":{
   "resources":[{"address":"aws_route53_record.mx","mode":"managed",
     "type":"aws_route53_record","name":"mx","expressions":
     {"zone_id":{"references":["var.zone"]}}}]}}}}}}
END
plan -f compact plan.json >out 2>&1
says "a new zone is found through variables and outputs" \
    "error[target-is-ip]" out

# A module's resource stands in the module's folder.
mkdir -p mail other
printf 'resource "aws_route53_record" "mx" {\n}\n' >other/main.tf
printf '# the MX\nresource "aws_route53_record" "mx" {\n}\n' >mail/main.tf
printf 'module "mail" {\n  source = "./mail"\n}\n' >main.tf
plan -f compact plan.json >out 2>&1
says "a module's resource is found in its folder" \
    "mail/main.tf:2:1: error[target-is-ip]" out
rm -rf mail other main.tf

# Only what is targeted is in resource_changes; the rest stands in the state.
cat >plan.json <<END
{"format_version":"1.2","terraform_version":"1.9.8",
 "resource_changes":[$zone,$(change aws_route53_record.spf '"delete"' "$spf" null)],
 "prior_state":{"values":{"root_module":{"child_modules":[{"resources":[
  {"address":"module.m.aws_route53_record.mx","mode":"managed","type":"aws_route53_record","name":"mx","values":$mx}]}]}}}}
END
runs 1 "the state's rest tells who sends" plan plan.json
says "the state's rest tells who sends" "it receives mail: an MX"
says_not "the state's rest stays" mx-removed

tf "$(change aws_route53_record.www '"create","delete"' "$www" \
    "$(values www A '"192.0.2.81"')")"
runs 0 "created first: no window" plan plan.json
says_not "created first: no window" destroy-window

# One resource a record, and an upgrade of the provider in between.
cf() { printf '{"zone_id":"c1","name":"%s","type":"%s","%s":"%s","priority":%s,"ttl":1}' "$@"; }
cat >plan.json <<END
{"format_version":"1.2","terraform_version":"1.9.8","resource_changes":[
 {"address":"cloudflare_zone.z","mode":"managed","type":"cloudflare_zone","name":"z","change":{"actions":["no-op"],"before":{"id":"c1","zone":"example.com"},"after":{"id":"c1","zone":"example.com"}}},
 {"address":"cloudflare_record.mx","mode":"managed","type":"cloudflare_record","name":"mx","change":{"actions":["delete"],"before":$(cf @ MX value mx.mail.example 10),"after":null}},
 {"address":"cloudflare_dns_record.mx","mode":"managed","type":"cloudflare_dns_record","name":"mx","change":{"actions":["create"],"before":null,"after":$(cf example.com MX content mx.mail.example 10)}}]}
END
runs 0 "an upgrade of the provider is no removal" plan plan.json
says_not "an upgrade of the provider is no removal" "mx-"

sed 's/"1.2"/"2.0"/' plan.json >next.json
runs 3 "another major version is refused" plan next.json
says "another major version is refused: where" "next.json:1:19: format version 2.0" err
sed 's/"resource_changes"/"errored":true,"resource_changes"/' plan.json >bad.json
runs 3 "a plan that failed is not judged as whole" plan bad.json
head -c 400 plan.json >cut.json
runs 3 "a plan cut short is not read as clean" plan cut.json
says "a plan cut short: why" "no valid JSON: premature EOF" err
runs 2 "plan wants one file" plan
runs 3 "plan: a file that is not there" plan nowhere.json
printf 'not json at all\n' >plan.txt
runs 2 "plan: no change-set at all" plan plan.txt

# ---------------------------------------------------------------- Route 53

cat >list.json <<'END'
{"ResourceRecordSets":[
 {"Name":"example.com.","Type":"SOA","TTL":900,"ResourceRecords":[{"Value":"ns1.example.org. h.example.org. 1 7200 900 1209600 86400"}]},
 {"Name":"example.com.","Type":"NS","TTL":900,"ResourceRecords":[{"Value":"ns1.example.org."},{"Value":"ns2.example.org."}]},
 {"Name":"\\052.example.com.","Type":"CNAME","TTL":300,"ResourceRecords":[{"Value":"www.example.com"}]},
 {"Name":"www.example.com.","Type":"A","AliasTarget":{"HostedZoneId":"Z2","DNSName":"d1.cloudfront.net.","EvaluateTargetHealth":false}},
 {"Name":"www.example.com.","Type":"AAAA","AliasTarget":{"HostedZoneId":"Z2","DNSName":"d1.cloudfront.net.","EvaluateTargetHealth":false}},
 {"Name":"api.example.com.","Type":"A","SetIdentifier":"blue","Weight":1,"TTL":60,"ResourceRecords":[{"Value":"192.0.2.1"}]},
 {"Name":"api.example.com.","Type":"A","SetIdentifier":"green","Weight":1,"TTL":60,"ResourceRecords":[{"Value":"192.0.2.1"}]}],
 "IsTruncated":false,"MaxItems":"100"}
END
runs 0 "route53: a list with aliases, routing sets and a wildcard is clean" \
    "$zoneproof" check --now $now --fail-on notice list.json
sed 's/"IsTruncated":false/"IsTruncated":true/' list.json >cut.json
runs 3 "route53: a list cut short is not read as whole" "$zoneproof" check cut.json
says "route53: a list cut short: where" "cut.json:9:16: the list is cut short" err

cat >batch.json <<'END'
{"Changes":[
 {"Action":"UPSERT","ResourceRecordSet":{"Name":"www.example.com","Type":"A","TTL":60,"ResourceRecords":[{"Value":"192.0.2.9"}]}},
 {"Action":"CREATE","ResourceRecordSet":{"Name":"new.example.com","Type":"CNAME","TTL":60,"ResourceRecords":[{"Value":"www.example.com"}]}}]}
END
runs 0 "route53: a batch on a list is judged" plan --state list.json batch.json
says "route53: a batch on a list is judged" "changed RRset"
sed 's/UPSERT/REPLACE/' batch.json >bad.json
runs 3 "route53: an action that is none" plan bad.json
runs 2 "route53: a list is no change" plan list.json

# ---------------------------------------------------------------- nsupdate

cat >keyed.txt <<'END'
server 192.0.2.1
key hmac-sha256:k c2VjcmV0c2VjcmV0
zone example.com
prereq yxrrset www.example.com A
update delete www.example.com A
nonsense c2VjcmV0c2VjcmV0
send
END
runs 3 "nsupdate: a line that is no statement" plan keyed.txt
says_not "nsupdate: a key is not shown" c2VjcmV0 out
says_not "nsupdate: nor what may be one" c2VjcmV0 err
printf 'update delete a.example.com A\nupdate add a.example.com 60 A 192.0.2.1\n' >unsent.txt
runs 0 "nsupdate: without send" plan unsent.txt
says "nsupdate: without send: told" "no \`send\`"
says "nsupdate: without a zone: told" "taken for edits of example.com"
printf 'zone example.com\nupdate add a.example.org 60 A 192.0.2.1\nsend\n' >outside.txt
runs 3 "nsupdate: a name outside of the zone" plan outside.txt
printf 'zone example.com\nupdate add a 60 A 192.0.2.999\nupdate add a.example.com 60 A 192.0.2.999\nsend\n' >bad.txt
runs 3 "nsupdate: bad data" plan bad.txt
says "nsupdate: bad data is a finding at its place" "error[syntax]"

# ------------------------------------------------------------ octoDNS plans

cat >plan.json <<'END'
{"ns1":{"example.com.":{"changes":[
  {"type":"update","name":"","record_type":"MX",
   "existing":{"ttl":300,"values":[{"priority":10,"value":"mx.mail.example."}]},
   "new":{"ttl":300,"values":[{"preference":10,"exchange":"mx.mail.example."}]}},
  {"type":"create","name":"_443._tcp.www","record_type":"TLSA",
   "new":{"value":{"certificate_usage":3,"selector":1,"matching_type":1,
     "certificate_association_data":"00"}}},
  {"type":"delete","name":"www","record_type":"Ns1Provider/URL",
   "existing":{"value":"https://example.org"}}]}},
 "r53":{"example.com.":{"changes":[
  {"type":"delete","name":"","record_type":"MX",
   "existing":{"ttl":300,"value":{"preference":10,"exchange":"mx.mail.example."}}}]}}}
END
runs 1 "octodns plan: one target of two loses its MX" plan -f compact plan.json
says "octodns plan: one target of two loses its MX" "plan.json:12:34: error[mx-removed]"
says_not "octodns plan: the other has it still" "plan.json:3"

# --------------------------------------------------------------- dnscontrol

ir() {
	printf '{"registrars":[],"dns_providers":[],"domains":[{"name":"example.com","records":[%s]%s}]}\n' "$1" "${2:-}"
}
ir '{"type":"MX","name":"@","target":"mx.mail.example."},{"type":"A","name":"@","target":"192.0.2.1"}' >old.json
ir '{"type":"A","name":"@","target":"192.0.2.1"}' >new.json
runs 1 "dnscontrol: an MX that is gone" "$zoneproof" compare old.json new.json
says "dnscontrol: an MX without its preference has 0" "MX 0 mx.mail.example."
ir '' ',"keepunknown":true' >new.json
runs 0 "dnscontrol: NO_PURGE keeps what is not listed" "$zoneproof" compare old.json new.json
says "dnscontrol: NO_PURGE: the digest does not know" "MX unknown"
ir '{"type":"MX","name":"@"}' | sed 's/"name":"example.com",/"name":"example.com","uniquename":"example.com!inside",/' >view.json
runs 1 "dnscontrol: an MX without a target is a fault" "$zoneproof" check view.json

# ------------------------------------------------------------------ hostile

deep() { head -c "$1" /dev/zero | tr '\0' "$2"; }
for head in '{"format_version":"1.2","terraform_version":"1","resource_changes":' \
    '{"ResourceRecordSets":' '{"registrars":[],"dns_providers":[],"domains":'; do
	{ printf '%s' "$head"; deep 1000000 '['; } >deep.json
	runs 3 "hostile: a million brackets behind ${head%%:*}" "$zoneproof" plan deep.json
	says "hostile: a million brackets are told" "nested too deep" err
	printf '%s[{"a":1,"a":2}]}' "$head" >twice.json
	runs 3 "hostile: a key twice behind ${head%%:*}" "$zoneproof" plan twice.json
	printf '%s[{"Name":"\\ud800","name":"\\udc00"}]}' "$head" >half.json
	runs 3 "hostile: half a character behind ${head%%:*}" "$zoneproof" plan half.json
	printf '\377\376{\000' >wide.json
	runs 3 "hostile: UTF-16" "$zoneproof" plan wide.json
done
tf "$(change aws_route53_record.x '"create"' null \
    '{"zone_id":"Z1","name":"x","type":"A","ttl":1e999,"records":[1e999,-1,{},[],null,"\u0000"],"alias":[]}')"
runs 1 "hostile: values of every wrong kind" plan plan.json
{
	printf 'zone example.com\n'
	i=0
	while [ $i -lt 20000 ]; do
		echo "update add h.example.com 60 TXT \"$i\""
		i=$((i + 1))
	done
} >bomb.txt
runs 0 "hostile: twenty thousand edits of one set" timeout 20 "$zoneproof" plan bomb.txt
