# Who refers to a name that goes is found however it is spelled, though not all
# zones are read for it.
. tests/lib.sh
cd "$scratch" || exit
git_init repo
cd repo || exit
mkdir zones inc
head() { # head NAME [ORIGIN]: a zone file's beginning
	printf '$ORIGIN %s.\n$TTL 3600\n@ SOA ns1.example.net. h.example.net. 1 7200 3600 1209600 3600\n@ NS ns1.example.net.\n@ NS ns2.example.net.\n' "$1"
}
{
	head shop.example
	echo 'app A 192.0.2.1'
	echo 'app2 A 192.0.2.2'
} >zones/db.shop.example
zone() { # zone NAME: the records are on standard input
	{ head "$1"; cat; } >"zones/db.$1"
}
echo 'a CNAME app.shop.example.' | zone absolute.example
echo 'a CNAME APP.Shop.EXAMPLE.' | zone upper.example
printf '%s\n' 'a CNAME \097pp.shop.example.' | zone escaped.example
printf '$ORIGIN shop.example.\na.origin.test. CNAME app\n' | zone origin.test
printf '$ORIGIN example.\na.part.test. 60 CNAME app.shop\n' | zone part.test
echo '$GENERATE 1-1 a$ CNAME a${0,0,d}pp.shop.example.' | zone generated.example
echo '$INCLUDE ../inc/common.inc' | zone included.example
echo 'a 60 CNAME app.shop.example.' >inc/common.inc
echo '@ TXT "v=spf1 a:app.shop.example -all"' | zone spf.example
echo 'a CNAME app2.shop.example.' | zone other.example
echo 'a CNAME app.shop2.example.' | zone another.example
echo 'a TXT "app shop"' | zone words.test
git add -A && git commit -qm zones
sed -i -e '/^app A/d' -e 's/ 1 7200/ 2 7200/' zones/db.shop.example
git add -A

runs 1 "referrers: a name that others point to goes" "$zoneproof" diff --staged -f json
cp "$scratch/out" found
for zone in absolute.example upper.example escaped.example origin.test part.test \
    spf.example; do
	says "referrers: $zone is found" "zones/db.$zone" found
done
says "referrers: an include is found" "inc/common.inc" found
for zone in other.example another.example words.test; do
	says_not "referrers: $zone does not refer" "zones/db.$zone" found
done

# In a repository of many files, by as many threads as there may be.
git checkout -q HEAD -- zones
for i in $(seq 300); do
	echo 'www A 192.0.2.1' | zone "many$i.example"
done
echo 'a CNAME app.shop.example.' >>zones/db.many150.example
git add -A && git commit -qm many
sed -i -e '/^app A/d' -e 's/ 1 7200/ 2 7200/' zones/db.shop.example
git add -A
for jobs in 1 2 7; do
	"$zoneproof" diff --staged -j $jobs --now "$now" -f ndjson >"found-$jobs" 2>&1
done
says "referrers: one of many files is found" "zones/db.many150.example" found-1
same "referrers: two threads find what one does" found-1 found-2
same "referrers: and so do seven" found-1 found-7
