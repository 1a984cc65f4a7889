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
