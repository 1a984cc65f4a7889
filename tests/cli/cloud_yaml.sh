# YAML of clouds: gcloud's exports and transactions, external-dns's manifests.
# That edits of them are judged as those of any zone, formats_equal.sh shows.
. tests/lib.sh
cd "$scratch" || exit

check() { "$zoneproof" check --now $now --no-config "$@"; }
compare() { "$zoneproof" compare --now $now --no-config "$@"; }

# ----------------------------------------------------------------- gcloud

# set NAME TYPE TTL DATA…: one document of an export
set_of() {
	printf -- '---\nkind: dns#resourceRecordSet\nname: %s\ntype: %s\nttl: %s\nrrdatas:\n' "$1" "$2" "$3"
	shift 3
	printf -- "- '%s'\n" "$@"
}
{
	set_of example.com. SOA 21600 \
	    'ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 3600'
	set_of example.com. NS 21600 ns1.example.net. ns2.example.net.
	set_of www.example.com. A 300 192.0.2.1
	cat <<'END'
---
kind: dns#resourceRecordSet
name: geo.example.com.
type: A
ttl: 300
routingPolicy:
  geo:
    items:
    - location: europe-west1
      rrdatas: [192.0.2.7]
    - location: us-east1
      rrdatas: [192.0.2.8]
---
kind: dns#resourceRecordSet
name: lb.example.com.
type: A
ttl: 300
routingPolicy: {primaryBackup: {primaryTargets: {internalLoadBalancers: []}}}
END
} >export.yaml
runs 0 "gcloud: an export is clean" check --fail-on notice export.yaml
says "gcloud: all of it is read" "in 1 zone (7 records)"
sed 's/192.0.2.8/192.0.2.300/' export.yaml >bad.yaml
runs 1 "gcloud: a wrong address in a routing policy" check bad.yaml
says "gcloud: at its place" "bad.yaml:34:17"
set_of www.example.com. A never 192.0.2.1 >ttl.yaml
runs 3 "gcloud: a TTL that is none" check ttl.yaml
says "gcloud: where" "ttl.yaml:5:6: this is no TTL" err
set_of www.example.org. A 300 192.0.2.1 | cat export.yaml - >outside.yaml
runs 3 "gcloud: a name outside of the zone" check outside.yaml
says "gcloud: says so" "this is not in the zone" err
printf -- '---\nkind: dns#resourceRecordSet\nname: www.example.com.\n' >short.yaml
runs 3 "gcloud: a set without a type" check short.yaml
printf -- '---\nkind: dns#resourceRecordSet\nname: w.example.com.\ntype: A\n' >none.yaml
runs 3 "gcloud: a set without data" check none.yaml
{
	sed '/^name: www/,/192.0.2.1/d' export.yaml | sed '/resourceRecordSet/{N;/---/d}'
	echo '# zoneproof: allow name-went-dark www -- a test'
} >allowed.yaml
runs 0 "gcloud: a comment allows" compare --fail-on warning export.yaml allowed.yaml
says "gcloud: and that is shown" "1 allowed"
{
	printf 'additions: []\ndeletions:\n'
	printf -- "- {kind: dns#resourceRecordSet, name: www.example.com., type: A, ttl: 300, rrdatas: [192.0.2.1]}\n"
} >transaction.yaml
runs 0 "gcloud: a transaction" "$zoneproof" plan --now $now --state export.yaml transaction.yaml
says "gcloud: says what goes" "warning[name-went-dark]"
runs 2 "gcloud: an export is no change" "$zoneproof" plan export.yaml

# What only holds one in its text is none.
mkdir -p script && printf 'cat <<END\nkind: dns#resourceRecordSet\nEND\n' >script/export.sh
runs 0 "gcloud: a script that writes an export is none" check script
says "gcloud: a script that writes an export is none" "no zone files here"

# A file that cannot be read says nothing of what it held.
head -c 500 export.yaml | sed '$s/.*/- *nothing/' >cut.yaml
runs 3 "cut short: nothing is called gone" compare export.yaml cut.yaml
says_not "cut short: nothing is called gone" "zone-removed"

# ------------------------------------------------------------- DNSEndpoint

# manifest ENDPOINT…: each in braces
manifest() {
	printf 'apiVersion: externaldns.k8s.io/v1alpha1\nkind: DNSEndpoint\n'
	printf 'metadata: {name: x}\nspec:\n  endpoints:\n'
	printf '  - {%s}\n' "$@"
}
mkdir -p before/dns after/dns
manifest 'dnsName: example.com, recordType: MX, targets: [10 mx.example.com]' \
    'dnsName: example.com, recordType: TXT, targets: ["v=spf1 mx -all"]' \
    'dnsName: example.com, recordType: CNAME, targets: [lb.example.net]' \
    'dnsName: mx.example.com, recordType: A, targets: [lb.example.net]' >before/dns/mail.yaml
manifest 'dnsName: www.example.com, recordType: A, recordTTL: 60, targets: [192.0.2.1]' \
    'dnsName: "*.example.co.uk", recordType: A, targets: [192.0.2.2]' >before/dns/web.yaml
runs 0 "dnsendpoint: manifests are clean" check --fail-on warning before
says "dnsendpoint: each name in its registered domain" "in 3 zones (6 records)"
says_not "dnsendpoint: an apex may have its alias" "cname-and-other"
says "dnsendpoint: what is taken for granted is said" "do not say their zone"

manifest 'dnsName: example.com, recordType: TXT, targets: ["v=spf1 mx -all"]' \
    'dnsName: example.com, recordType: CNAME, targets: [lb.example.net]' \
    'dnsName: mx.example.com, recordType: A, targets: [lb.example.net]' >after/dns/mail.yaml
(cat before/dns/web.yaml; echo '  - {dnsName: example.com, recordType: MX, targets: [10 mx.example.com]}') >after/dns/web.yaml
runs 0 "dnsendpoint: a record that moves to another file is not gone" compare before after
says_not "dnsendpoint: a record that moves to another file is not gone" "mx-removed"
cp before/dns/web.yaml after/dns/web.yaml
runs 1 "dnsendpoint: one that does not move is" compare before after
says "dnsendpoint: one that does not move is" "error[mx-removed]"
rm after/dns/mail.yaml
runs 1 "dnsendpoint: a file that goes takes its records with it" compare before after
says "dnsendpoint: a file that goes takes its records with it" "mx.example.com leads nowhere"
says_not "dnsendpoint: but not the zone" "zone-removed"

manifest 'dnsName: s1._domainkey.example.com, recordType: CNAME, targets: [s1.dkim.example.net]' >before/dns/key.yaml
cp before/dns/mail.yaml after/dns/
runs 0 "dnsendpoint: other files may hold other keys" compare before after
says "dnsendpoint: the last one is likely" "likely its last key"

{
	printf 'apiVersion: v1\nkind: List\nitems:\n'
	manifest 'dnsName: www.example.com, recordType: A, targets: [192.0.2.300]' |
	    sed 's/^/  /; 1s/^  /- /'
} >list.yaml
runs 1 "dnsendpoint: what kubectl prints" check list.yaml
says "dnsendpoint: at its place" "list.yaml:9:"
for bad in 'dnsName: www.example.com, targets: [192.0.2.1]' \
    'dnsName: www.example.com, recordType: A' \
    'dnsName: a..b, recordType: A, targets: [192.0.2.1]' \
    'dnsName: com, recordType: A, targets: [192.0.2.1]' \
    'dnsName: www.example.com, recordType: A, recordTTL: soon, targets: [192.0.2.1]' \
    'dnsName: www.example.com, recordType: A, targets: [[192.0.2.1]]'; do
	manifest "$bad" >bad.yaml
	runs 3 "dnsendpoint: {$bad} is not read as clean" check bad.yaml
	says "dnsendpoint: and where" "bad.yaml:6:" err
done
printf 'apiVersion: externaldns.k8s.io/v1alpha1\nkind: DNSEndpoint\nspec: 1\n' >bad.yaml
runs 3 "dnsendpoint: no endpoints at all" check bad.yaml

# ---------------------------------------------------------------- hostile

for head in 'kind: dns#resourceRecordSet
x: ' 'apiVersion: externaldns.k8s.io/v1alpha1
kind: DNSEndpoint
x: '; do
	{ printf '%s' "$head"; head -c 100000 /dev/zero | tr '\0' '['; } >deep.yaml
	runs 3 "hostile: brackets without an end behind ${head%%
*}" timeout 20 "$zoneproof" check deep.yaml
	{ printf '%s&a [x]\n' "$head"; printf 'y: *b\n'; } >alias.yaml
	runs 3 "hostile: an alias of nothing behind ${head%%
*}" "$zoneproof" check alias.yaml
done
cd "$root" || exit
