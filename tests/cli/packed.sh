# Compressed zones and archives of zones, read in bounds.
. tests/lib.sh

cd "$scratch" || exit
mkdir -p old/zones new/zones
zone() {
	cat <<END
\$ORIGIN $1.
\$TTL 3600
@ IN SOA ns1 hostmaster $2 7200 3600 1209600 3600
@ IN NS ns1
@ IN NS ns2
ns1 IN A 192.0.2.1
ns2 IN A 192.0.2.2
@ IN A 192.0.2.80
@ IN MX 10 ns1
END
}
zone example.com 1 >old/zones/example.com.zone
zone example.org 1 >old/zones/example.org.zone
zone example.com 2 | grep -v MX >new/zones/example.com.zone
zone example.org 1 >new/zones/example.org.zone

check() { "$zoneproof" check --now $now "$@"; }

for tool in gzip:gz xz:xz zstd:zst bzip2:bz2; do
	end=${tool#*:} tool=${tool%:*}
	command -v $tool >/dev/null || { skip "$tool" "not here"; continue; }
	$tool -c <old/zones/example.com.zone >example.com.zone.$end
	$tool -c <new/zones/example.com.zone >next.$end
	runs 0 "$tool: a zone is checked" check --min-severity warning \
	    example.com.zone.$end
	says "$tool: a zone is checked" "no findings in 1 zone"
	runs 1 "$tool: two are compared" "$zoneproof" compare --now $now \
	    -f compact example.com.zone.$end next.$end
	says "$tool: the place is that in the file behind" \
	    "example.com.zone.$end:9:1: error[mx-removed]"
	$tool -c <example.com.zone.$end >/dev/null
	head -c 60 example.com.zone.$end >cut.zone.$end
	runs 3 "$tool: a file cut short is an error" check cut.zone.$end
	says "$tool: a file cut short is an error" "cannot be unpacked" err
done
rm -f *.gz *.xz *.zst *.bz2

mkdir walk && gzip -c <old/zones/example.com.zone >walk/example.com.zone.gz
gzip -c </bin/sh >walk/program.gz
runs 0 "a folder with a compressed zone" check --min-severity warning walk
says "a folder with a compressed zone" "in 1 zone"
gzip -c <old/zones/example.com.zone >pipe.gz
"$zoneproof" check --min-severity warning --now $now - <pipe.gz >out 2>err
says "standard input may be compressed" "in 1 zone" out

tar -C old -cf old.tar . && tar -C new -czf new.tar.gz .
runs 0 "an archive is checked" check --min-severity warning old.tar
says "an archive is checked" "in 2 zones"
runs 1 "two archives are compared" "$zoneproof" compare --now $now -f compact \
    old.tar new.tar.gz
says "two archives are compared: a path in it" \
    "zones/example.com.zone:9:1: error[mx-removed]"
says_not "two archives are compared: nothing else" "example.org"
mkdir beside && cp new.tar.gz beside/zones.zone.tar.gz
runs 0 "an archive among others is named" check beside
says "an archive among others is named" "is an archive"

# What is not called a zone: nothing passes that was not looked at.
mkdir quiet && cp old/zones/example.com.zone quiet/ && cp old.tar quiet/backup.tar
gzip -c old.tar >quiet/backup-1.tgz
gzip -c old/zones/example.org.zone >quiet/saved.gz
gzip -c /bin/sh >quiet/program.gz
gzip -c README.md >quiet/words.gz 2>/dev/null || echo words | gzip -c >quiet/words.gz
for command in check audit; do
	runs 0 "$command: what is packed in a folder" "$zoneproof" $command \
	    --now $now --min-severity warning quiet
	says "$command: a tar is named" "backup.tar is an archive"
	says "$command: a packed one too" "backup-1.tgz is an archive"
	says "$command: a zone is read, whatever its name" "in 2 zones"
	says_not "$command: other files are none" ".gz is"
done
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do cp old.tar quiet/more$i.tar; done
runs 0 "check: many archives" check quiet
says "check: the first are named" "and more such files"
[ "$(grep -c 'is an archive' out)" -eq 10 ] && ok "check: ten of them" ||
    not_ok "check: ten of them" out
for i in 1 2 4; do
	"$zoneproof" audit --now $now -j $i quiet >many.$i 2>&1
done
cmp -s many.1 many.2 && cmp -s many.1 many.4 &&
    ok "audit: the same notes with any number of processes" ||
    not_ok "audit: the same notes with any number of processes" many.2

# What nobody may unpack.
mkdir deep && (cd deep && zone example.com 1 >../evil.zone &&
    tar -P -cf ../up.tar ../evil.zone)
runs 3 "an archive that leads out of itself" check up.tar
says "an archive that leads out of itself" "leads out of the archive" err
mkdir links && ln -s /etc/passwd links/example.net.zone && tar -C links -cf links.tar .
runs 3 "a link that leads out of the archive" check links.tar
says_not "a link that leads out of the archive" "root:" err
yes 'a IN A 192.0.2.1' | head -c 120000000 | gzip -9c >bomb.zone.gz
runs 3 "a bomb is not unpacked" timeout 20 "$zoneproof" check bomb.zone.gz
says "a bomb is not unpacked" "times its size" err
printf '\037\213' >short.zone.gz
runs 3 "two bytes of gzip" check short.zone.gz
gzip -c </dev/null >empty.zone.gz
check empty.zone.gz >out 2>&1
[ $? -le 3 ] && ok "nothing, compressed" || not_ok "nothing, compressed" out
