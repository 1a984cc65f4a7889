# A large zone says the same with any number of threads, faults and all.
. tests/lib.sh
cd "$scratch" || exit

# Every kind of line, some of them wrong, and directives in between.
awk 'BEGIN {
	print "$ORIGIN example.com.\n$TTL 3600"
	print "@ IN SOA ns1 hostmaster 1 7200 3600 1209600 3600"
	print "@ IN NS ns1\n@ IN NS ns2\nns1 IN A 192.0.2.1\nns2 IN A 192.0.2.2"
	for (i = 0; i < 40000; i++) {
		print "host" i " 300 IN A 45." int(i / 65536) % 256 "." int(i / 256) % 256 "." i % 256
		print "\tIN TXT \"v=spf1 ip4:192.0.2." i % 256 " -all\""
		if (i % 1000 == 7) print "host" i " IN A 192.0.2.256"
		if (i % 1500 == 8) print "w" i " IN CNAME gone" i
		if (i % 5000 == 9) print "$ORIGIN s" i ".example.com."
		if (i % 5000 == 99) print "$ORIGIN example.com."
		if (i % 7000 == 10) print "h" i " IN MX 10 (\n\tmail ) ; spread"
		if (i % 9000 == 11) print "h" i " IN A 10.0.0.1"
	}
}' >large.zone
sed -e '/^host1[0-9]*00 /s/A 45/A 46/' -e '/^host2[0-9]*50 /d' large.zone >other.zone

"$zoneproof" check -j 1 --now "$now" -f ndjson large.zone >one 2>&1
for jobs in 2 3 16; do
	"$zoneproof" check -j $jobs --now "$now" -f ndjson large.zone >many 2>&1
	same "threads: check -j $jobs says what -j 1 says" one many
done
runs 1 "threads: and it says something" grep -q '"findings":0' one
"$zoneproof" compare -j 1 --now "$now" -f ndjson large.zone other.zone >one 2>&1
for jobs in 2 5; do
	"$zoneproof" compare -j $jobs --now "$now" -f ndjson large.zone other.zone >many 2>&1
	same "threads: compare -j $jobs says what -j 1 says" one many
done

# An $INCLUDE in the middle, and a quote that is never closed.
printf 'inside 60 IN A 192.0.2.7\n' >part.inc
awk 'NR == 30000 { print "$INCLUDE part.inc" } NR == 60000 { print "q IN TXT \"open" } { print }' large.zone >parts.zone
"$zoneproof" check -j 1 --now "$now" -f ndjson parts.zone >one 2>&1
"$zoneproof" check -j 4 --now "$now" -f ndjson parts.zone >many 2>&1
same "threads: a file with an include and an open quote" one many

runs 2 "threads: -j of no number" "$zoneproof" check -j many large.zone
runs 2 "threads: -j 0" "$zoneproof" check -j 0 large.zone

# A file that does not name its zone has the name that the other one has, which
# its own path need not be: the name server says what it holds.
mkdir served drafts
printf '$TTL 3600\n@ IN SOA ns1 h 1 7200 3600 1209600 3600\n@ IN NS ns1\n@ IN NS ns2\nns1 IN A 192.0.2.1\nns2 IN A 192.0.2.2\nwww IN A 192.0.2.3\n' >served/example.com.zone
printf 'zone "example.org" { type primary; file "example.com.zone"; };\n' >served/named.conf
sed 's/ 1 7200/ 2 7200/; /^www/d' served/example.com.zone >drafts/new
for jobs in 1 2; do
	"$zoneproof" compare -j $jobs served/example.com.zone drafts/new >ahead 2>&1
	"$zoneproof" compare -j $jobs drafts/new served/example.com.zone >back 2>&1
	runs 0 "threads: compare -j $jobs of a file whose zone only the other tells" \
	    grep -q "www.example.org leads nowhere" ahead
	runs 0 "threads: compare -j $jobs, the other way round" \
	    grep -q "in 1 zone (2 changed RRsets)" back
done

# Folders are read side by side as well, and what they say comes in order.
mkdir before after
for i in 1 2 3 4 5 6 7 8 9; do
	sed "s/@ IN SOA/z$i.example. IN SOA/; s/^@/z$i.example./" served/example.com.zone >before/z$i.example.zone
	sed "s/192.0.2.3/192.0.2.$i/" before/z$i.example.zone >after/z$i.example.zone
	printf 'SOA {\n' >>before/z$i.example.zone
	printf '{"type":"A"}\n' >before/odd$i.json
done
rm after/z5.example.zone
"$zoneproof" compare -j 1 --now "$now" -f ndjson before after >one 2>&1
"$zoneproof" compare -j 4 --now "$now" -f ndjson before after >many 2>&1
same "threads: two folders read at once" one many
runs 1 "threads: and they differ" grep -q '"findings":0' one
