# Files that look like DNS and are not read are named, never passed over in
# silence; named on the command line, they are trouble.
. tests/lib.sh

dir=$scratch/mixed
mkdir -p "$dir/k8s" && cd "$dir" || exit
cat >example.org.zone <<'END'
$TTL 3600
@ IN SOA ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 3600
@ IN NS ns1.example.net.
@ IN NS ns2.example.net.
END
cat >dnsconfig.js <<'END'
D("example.com", REG, DnsProvider(R53), A("@", "192.0.2.1"));
END
cat >main.tf <<'END'
resource "aws_route53_record" "www" {
  name = "www"
}
END
cat >stack.yaml <<'END'
Resources:
  Www:
    Type: AWS::Route53::RecordSet
END
cat >k8s/endpoint.yaml <<'END'
apiVersion: externaldns.k8s.io/v1alpha1
kind: DNSEndpoint
spec: {endpoints: [{dnsName: {{ .Values.host }}}]}
END
printf '# zones\n.example.com:192.0.2.1:a:259200\n+www.example.com:192.0.2.2\n' >data
cat >values.yaml <<'END'
apiVersion: v1
kind: Service
spec: {type: A}
END
printf 'resource "aws_s3_bucket" "b" {}\n' >bucket.tf

runs 0 "unread: a folder of many languages" "$zoneproof" check --now $now
for name in dnsconfig.js main.tf stack.yaml k8s/endpoint.yaml data; do
	says "unread: $name is named" "$name is "
done
printf '# like AWS::Route53::RecordSet\nwww: {type: A, value: 192.0.2.1}\n' >both.yaml
runs 0 "unread: two languages at once" "$zoneproof" check --now $now
says "unread: is told as such" \
    "both.yaml may be "
says_not "unread: what is no DNS is not" values.yaml
says_not "unread: nor is another resource" bucket.tf
runs 3 "unread: asked for by name" "$zoneproof" check --now $now main.tf
says "unread: says what to do" "zoneproof plan" "$scratch/err"
runs 3 "unread: a template of manifests by name" "$zoneproof" check --now $now k8s/endpoint.yaml
says "unread: says what makes them" "helm template" "$scratch/err"

# JSON is no master file, whatever is in it.
printf '{"a": "IN", "dns": [1]}\n' >other.json
runs 3 "unread: JSON of no known kind" "$zoneproof" check --now $now other.json
says "unread: says so once" "other.json is JSON that is not known" \
    "$scratch/err"
says "unread: and nothing of a zone" "no findings in 0 zones"
runs 3 "unread: nor is it a change" "$zoneproof" plan --now $now other.json
runs 0 "unread: JSON that nobody named" "$zoneproof" check --now $now
says_not "unread: JSON that nobody named" other.json
rm other.json

for i in 1 2 3 4 5 6 7 8; do cp main.tf "$i.tf"; done
runs 0 "unread: many of them" "$zoneproof" check --now $now
says "unread: some are named" "and more such files"
cd "$root" || exit
