# The same estate in every format, before and after the same edit, gives the
# same findings: only the places differ.
. tests/lib.sh

samples=$root/samples
cd "$scratch" || exit

# What was found, without the place and without what a format cannot hold (the
# serial, and the name servers of a zone that others serve).
found() {
	sed -n 's/^[^ ]*:[0-9]*:[0-9]*: //p' | grep -v '^[a-z]*\[serial-' | sort
}

# equal NAME COMMAND…: finds what the first one found
equal() {
	name=$1
	shift
	"$zoneproof" "$@" --now $now --no-config -f compact >out 2>err
	found <out >got
	if [ ! -e wanted ]; then
		cp got wanted
		[ "$(wc -l <got)" -ge 3 ] && ok "formats: $name finds" ||
		    not_ok "formats: $name finds" out
	elif diff -u wanted got >why; then
		ok "formats: $name finds the same"
	else
		cat out err >>why
		not_ok "formats: $name finds the same" why
	fi
}

grep -v -e ' MX ' -e 'v=spf1' -e _domainkey "$samples/nsupdate/example.com.zone" \
    >after.zone
equal "zone files" compare "$samples/nsupdate/example.com.zone" after.zone
gzip -c <after.zone >after.zone.gz
equal "zone files, compressed" compare "$samples/nsupdate/example.com.zone" \
    after.zone.gz
equal "Route 53 lists" compare "$samples/route53/before.json" \
    "$samples/route53/after.json"
equal "a Route 53 batch" plan --state "$samples/route53/before.json" \
    "$samples/route53/batch.json"
equal "dnscontrol" compare "$samples/dnscontrol/before/ir.json" \
    "$samples/dnscontrol/after/ir.json"
equal "a Terraform plan" plan "$samples/terraform/plan.json"
equal "an octoDNS plan" plan "$samples/octodns-plan/plan.json"
equal "nsupdate" plan "$samples/nsupdate/remove-mail.txt"
equal "nsupdate on a zone file" plan \
    --state "$samples/nsupdate/example.com.zone" "$samples/nsupdate/remove-mail.txt"

# What is kept in git is found by diff, at the same places.
git_init repo
for format in dnscontrol route53; do
	rm -rf repo/* && mkdir -p repo/dns
	if [ -d "$samples/$format/before" ]; then
		cp "$samples/$format"/before/* repo/dns/
	else
		cp "$samples/$format/before.json" repo/dns/list.json
	fi
	git -C repo add -A && git -C repo commit -qm before
	if [ -d "$samples/$format/after" ]; then
		cp "$samples/$format"/after/* repo/dns/
	else
		cp "$samples/$format/after.json" repo/dns/list.json
	fi
	equal "$format in git" -C repo diff
done
