# The HTML report in a real browser. Needs Debian's chromium and playwright-core
# from npm (tests/deps.sh browser installs both); skipped, and said, without.
. tests/lib.sh

modules=$root/build-browser/node_modules
chromium=$(command -v chromium)
if [ -z "$chromium" ] || [ ! -d "$modules/playwright-core" ]; then
	skip "html in a browser" "no chromium or playwright-core (tests/deps.sh browser)"
	exit
fi
looks=$root/build-browser/looks
rm -rf "$looks" && mkdir -p "$looks"
cd "$scratch" || exit

head() {
	printf '$ORIGIN %s.\n$TTL 3600\n@ SOA ns1.%s. hostmaster.%s. %s 7200 3600 1209600 3600\n@ NS ns1.%s.\n@ NS ns2.%s.\nns1 A 198.51.100.1\nns2 A 198.51.100.2\n' \
	    "$1" "$1" "$1" "$2" "$1" "$1"
}
mkdir before after
{ head shop.example 1; printf 'app A 198.51.100.9\n@ MX 10 mail\nmail A 198.51.100.3\n@ TXT "v=spf1 mx include:spf.protection.outlook.com -all"\nportal CNAME app\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@shop.example"\n'; } >before/shop.example.zone
sed -e '/^app/d' -e 's/ include:spf.protection.outlook.com//' -e 's/ 1 7200/ 2 7200/' before/shop.example.zone >after/shop.example.zone
"$zoneproof" compare -f html:"$looks/change.html" before after

{ head evil.example 1
	printf '@ TXT "v=spf1 +all <img src=x onerror=window.hacked=1>"\n'
	printf 'x TXT "</script><script>window.hacked=2</script>" ; %s\n' '<!--'
	printf '<b>x</b> A 192.0.2.1.2\n'
	printf 'y MX 10 javascript:window.hacked=3\n'
	printf '@ TXT "v=spf1 \342\200\256 -all" "\033[31m" "\377\376"\n'
} >evil.example.zone
"$zoneproof" check -f html:"$looks/hostile.html" evil.example.zone

{ head many.example 1; awk 'BEGIN { for (i = 0; i < 10000; i++) printf "h%d CNAME gone%d\n", i, i }'; } >many.example.zone
"$zoneproof" check --only cname-dangling --rule cname-dangling=error \
    -f html:"$looks/many.html" many.example.zone

mkdir estate
for i in 1 2 3 4 5; do
	{ head "d$i.example" 1; printf '@ MX 10 mail\nmail A 198.51.100.3\n'
		[ $i -lt 3 ] || printf '@ TXT "v=spf1 mx -all"\n'
		[ $i -lt 5 ] || printf '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@d5.example"\n'
	} >estate/d$i.example.zone
done
"$zoneproof" audit -f ndjson:earlier.ndjson -f html:"$looks/audit.html" estate >/dev/null

mv estate/d1.example.zone d1.kept
printf 'www CNAME nowhere\n' >>estate/d2.example.zone
printf '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@d4.example"\n' >>estate/d4.example.zone
sed -i '/_dmarc/d' estate/d5.example.zone
{ head d6.example 1; printf '@ MX 10 mail\nmail A 198.51.100.3\n'; } >estate/d6.example.zone
"$zoneproof" audit --since earlier.ndjson -f html:"$looks/since.html" estate >/dev/null

node "$root/tests/browser/page.mjs" "$modules/playwright-core" "$chromium" "$looks"
