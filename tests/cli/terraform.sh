# Each provider's resources give the same records: what a plan deletes of them
# is told as the zone's own.
. tests/lib.sh

cd "$scratch" || exit

# gone TYPE VALUES TEXT: the plan deletes it, and the report says TEXT
gone() {
	cat >plan.json <<END
{"format_version":"1.2","terraform_version":"1.9.8","resource_changes":[
{"address":"z.z","mode":"managed","type":"${zone_type:-x}","name":"z","change":{"actions":["no-op"],"before":${zone:-null},"after":${zone:-null}}},
{"address":"$1.it","mode":"managed","type":"$1","name":"it","change":{"actions":["delete"],"before":$2,"after":null}}]}
END
	"$zoneproof" plan --now $now --no-config plan.json >out 2>&1
	says "$1: $3" "$3" out
}

mx='example.com. 300 IN MX 10 mx.mail.example.'
spf='example.com. 300 IN TXT "v=spf1 ip4:192.0.2.1 -all"'
soft='v=spf1 ip4:192.0.2.1 -all'

zone_type=aws_route53_zone zone='{"zone_id":"Z1","name":"example.com"}'
gone aws_route53_record '{"zone_id":"Z1","name":"example.com","type":"MX","ttl":300,"records":["10 mx.mail.example"]}' "$mx"
gone aws_route53_record '{"zone_id":"Z1","name":"","type":"TXT","ttl":300,"records":["'"$soft"'"]}' "$spf"
gone aws_route53_record '{"zone_id":"Z1","name":"","type":"TXT","ttl":300,"records":["v=spf1 \"\"ip4:192.0.2.1 -all"]}' 'example.com. 300 IN TXT "v=spf1 " "ip4:192.0.2.1 -all"'

zone_type=cloudflare_zone zone='{"id":"c1","zone":"example.com"}'
gone cloudflare_record '{"zone_id":"c1","name":"@","type":"MX","value":"mx.mail.example","priority":10,"ttl":300,"data":[]}' "$mx"
gone cloudflare_record '{"zone_id":"c1","name":"example.com","type":"TXT","content":"'"$soft"'","ttl":300}' "$spf"
zone='{"id":"c1","name":"example.com"}'
gone cloudflare_dns_record '{"zone_id":"c1","name":"example.com","type":"MX","content":"mx.mail.example","priority":10,"ttl":300,"data":null}' "$mx"
gone cloudflare_dns_record '{"zone_id":"c1","name":"example.com","type":"TXT","content":"\"'"$soft"'\"","ttl":300}' "$spf"

zone_type=google_dns_managed_zone zone='{"id":"projects/p/managedZones/main","name":"main","dns_name":"example.com."}'
gone google_dns_record_set '{"managed_zone":"main","name":"example.com.","type":"MX","ttl":300,"rrdatas":["10 mx.mail.example."]}' "$mx"
gone google_dns_record_set '{"managed_zone":"main","name":"example.com.","type":"TXT","ttl":300,"rrdatas":["\"'"$soft"'\""]}' "$spf"

zone_type=x zone=null
gone azurerm_dns_mx_record '{"zone_name":"example.com","name":"@","ttl":300,"record":[{"preference":"10","exchange":"mx.mail.example"}]}' "$mx"
gone azurerm_dns_txt_record '{"zone_name":"example.com","name":"@","ttl":300,"record":[{"value":"'"$soft"'"}]}' "$spf"
gone azurerm_private_dns_mx_record '{"zone_name":"example.com","name":"@","ttl":300,"record":[{"preference":10,"exchange":"mx.mail.example."}]}' "$mx"
gone digitalocean_record '{"domain":"example.com","name":"@","type":"MX","ttl":300,"priority":10,"value":"mx.mail.example."}' "$mx"
gone digitalocean_record '{"domain":"example.com","name":"@","type":"MX","ttl":300,"priority":10,"value":"mx"}' "example.com. 300 IN MX 10 mx.example.com."
gone digitalocean_record '{"domain":"example.com","name":"@","type":"TXT","ttl":300,"value":"'"$soft"'"}' "$spf"
gone ovh_domain_zone_record '{"zone":"example.com","subdomain":"","fieldtype":"MX","ttl":300,"target":"10 mx.mail.example."}' "$mx"
gone ovh_domain_zone_record '{"zone":"example.com","subdomain":"","fieldtype":"TXT","ttl":300,"target":"\"'"$soft"'\""}' "$spf"
gone gandi_livedns_record '{"zone":"example.com","name":"@","type":"MX","ttl":300,"values":["10 mx.mail.example."]}' "$mx"
gone gandi_livedns_record '{"zone":"example.com","name":"@","type":"TXT","ttl":300,"values":["\"'"$soft"'\""]}' "$spf"
gone dnsimple_zone_record '{"zone_name":"example.com","name":"","type":"MX","ttl":300,"priority":10,"value":"mx.mail.example"}' "$mx"
gone dnsimple_zone_record '{"zone_name":"example.com","name":"","type":"TXT","ttl":300,"value":"'"$soft"'"}' "$spf"
gone ns1_record '{"zone":"example.com","domain":"example.com","type":"MX","ttl":300,"answers":[{"answer":"10 mx.mail.example"}]}' "$mx"
gone ns1_record '{"zone":"example.com","domain":"example.com","type":"TXT","ttl":300,"answers":[{"answer":"'"$soft"'"}]}' "$spf"
gone powerdns_record '{"zone":"example.com.","name":"example.com.","type":"MX","ttl":300,"records":["10 mx.mail.example."]}' "$mx"
gone powerdns_record '{"zone":"example.com.","name":"example.com.","type":"TXT","ttl":300,"records":["\"'"$soft"'\""]}' "$spf"
gone dns_mx_record_set '{"zone":"example.com.","name":null,"ttl":300,"mx":[{"preference":10,"exchange":"mx.mail.example."}]}' "$mx"
gone dns_txt_record_set '{"zone":"example.com.","name":null,"ttl":300,"txt":["'"$soft"'"]}' "$spf"
zone_type=hetznerdns_zone zone='{"id":"h1","name":"example.com"}'
gone hetznerdns_record '{"zone_id":"h1","name":"@","type":"MX","ttl":300,"value":"10 mx.mail.example."}' "$mx"
gone hetznerdns_record '{"zone_id":"h1","name":"@","type":"TXT","ttl":300,"value":"\"'"$soft"'\""}' "$spf"
zone_type=hcloud_zone zone='{"id":"7","name":"example.com"}'
gone hcloud_zone_rrset '{"zone":"example.com","name":"@","type":"MX","ttl":300,"records":[{"value":"10 mx.mail.example.","comment":null}]}' "$mx"
gone hcloud_zone_rrset '{"zone":"7","name":"@","type":"TXT","ttl":300,"records":[{"value":"\"'"$soft"'\""}]}' "$spf"

# Data that stands in attributes of its own.
srv='_sip._tcp.example.com. 300 IN SRV 1 2 5060 sip.mail.example.'
caa='example.com. 300 IN CAA 0 issue "ca.example"'
zone_type=cloudflare_zone zone='{"id":"c1","name":"example.com"}'
gone cloudflare_record '{"zone_id":"c1","name":"_sip._tcp","type":"SRV","priority":1,"ttl":300,"data":[{"priority":1,"weight":2,"port":5060,"target":"sip.mail.example"}]}' "$srv"
gone cloudflare_dns_record '{"zone_id":"c1","name":"_sip._tcp.example.com","type":"SRV","ttl":300,"data":{"priority":1,"weight":2,"port":5060,"target":"sip.mail.example"}}' "$srv"
gone cloudflare_dns_record '{"zone_id":"c1","name":"example.com","type":"CAA","ttl":300,"data":{"flags":0,"tag":"issue","value":"ca.example"}}' "$caa"
zone_type=x zone=null
gone azurerm_dns_srv_record '{"zone_name":"example.com","name":"_sip._tcp","ttl":300,"record":[{"priority":1,"weight":2,"port":5060,"target":"sip.mail.example"}]}' "$srv"
gone azurerm_dns_caa_record '{"zone_name":"example.com","name":"@","ttl":300,"record":[{"flags":0,"tag":"issue","value":"ca.example"}]}' "$caa"
gone digitalocean_record '{"domain":"example.com","name":"_sip._tcp","type":"SRV","ttl":300,"priority":1,"weight":2,"port":5060,"value":"sip.mail.example."}' "$srv"
gone digitalocean_record '{"domain":"example.com","name":"@","type":"CAA","ttl":300,"flags":0,"tag":"issue","value":"ca.example"}' "$caa"
gone dnsimple_zone_record '{"zone_name":"example.com","name":"_sip._tcp","type":"SRV","ttl":300,"priority":1,"value":"2 5060 sip.mail.example"}' "$srv"
gone dns_srv_record_set '{"zone":"example.com.","name":"_sip._tcp","ttl":300,"srv":[{"priority":1,"weight":2,"port":5060,"target":"sip.mail.example."}]}' "$srv"
for type in a:addresses:192.0.2.1 aaaa:addresses:2001:db8::1; do
	kind=${type%%:*} rest=${type#*:}
	gone dns_${kind}_record_set '{"zone":"example.com.","name":"www","ttl":300,"'"${rest%%:*}"'":["'"${rest#*:}"'"]}' \
	    "www.example.com. 300 IN $(echo $kind | tr a-z A-Z) ${rest#*:}"
done

# Every row of the table is well formed: a type that is listed is read.
for type in $(sed -n 's/^\([a-z0-9_]*\) | .*/\1/p' "$root/lint/read/terraform.txt"); do
	printf '{"format_version":"1.2","terraform_version":"1","resource_changes":[{"address":"%s.it","mode":"managed","type":"%s","name":"it","change":{"actions":["delete"],"before":{},"after":null}}]}' "$type" "$type" >plan.json
	runs 3 "$type: without its attributes, nothing tells the zone" \
	    "$zoneproof" plan --no-config plan.json
done

# As people cut a plan down before they hand it on, with jq for one.
gone aws_route53_record '{"zone_id":"Z1","name":"","type":"MX","ttl":300,"records":["10 mx.mail.example"],"fqdn":"example.com"}' "$mx"
sed 's/"terraform_version":"[^"]*",//' plan.json >cut.json
"$zoneproof" plan --now $now --no-config cut.json >cut.out 2>&1
says "a plan without its version is read all the same" mx-removed cut.out
