# -f NAME:FILE: several reports at once, each file whole or not there at all.
. tests/lib.sh
cd "$scratch" || exit
cp "$root"/tests/report/*.zone .
compare() { "$zoneproof" compare --now $now "$@" before.zone after.zone; }

runs 1 "files: three reports at once" compare -f json:out.json -f compact:out.txt -f text
says "files: text is on standard output" "4 errors, 1 allowed in 1 zone"
says "files: the first file" '"version":1' out.json
says "files: the second file" "error[missing-dot]" out.txt
compare -f json >whole.json
same "files: a file holds what standard output would" whole.json out.json
ls | grep -q '\.new$' && not_ok "files: nothing is left beside it" ||
    ok "files: nothing is left beside it"

# GitLab shows one finding of each fingerprint.
mkdir inside outside
printf '@ 60 SOA a.iana.org. b 1 2 3 4 5\n@ 60 NS a.iana.org.\n@ 60 NS b.iana.org.\nw 60 CNAME gone\n' |
    tee inside/kiwi.example.zone >outside/kiwi.example.zone
runs 0 "files: two views of a zone" "$zoneproof" check --no-config -f gitlab inside outside
grep -o '"fingerprint":"[^"]*"' out | sort | uniq -c >prints
says "files: gitlab: its findings are told apart" '-2"' prints
[ "$(wc -l <prints)" -ge 2 ] && ! grep -qv '^ *1 ' prints &&
    ok "files: gitlab: no two have one fingerprint" ||
    not_ok "files: gitlab: no two have one fingerprint" prints
rm -R inside outside

# A run that dies half-way: here of a limit on the size of files.
echo "as it was" >old.txt
cp old.txt out.txt
(ulimit -f 1; compare -f json:out.txt -f json:new.txt) >/dev/null 2>&1
same "files: killed, the old one stays" old.txt out.txt
[ ! -e new.txt ] && ok "files: killed, no new one is there" ||
    not_ok "files: killed, no new one is there"
rm -f ./*.new

# A run that never gets to the end.
runs 2 "files: a wrong format beside a good one" compare -f json:out.txt -f xml
same "files: touches nothing" old.txt out.txt
runs 2 "files: two reports in one file" compare -f json:twice.txt -f compact:twice.txt
[ ! -e twice.txt ] && ok "files: and none is begun" || not_ok "files: and none is begun"
runs 3 "files: a folder that is not there" compare -f json:none/out.json
says "files: is named" "none/out.json" "$scratch/err"
if [ -w /dev/full ]; then
	runs 3 "files: a full disk" compare -f json:/dev/full
	says "files: is no success" "/dev/full" "$scratch/err"
fi

# Links, modes and devices stay what they are.
ln -s real.txt link.txt
: >real.txt
chmod 600 real.txt
compare -f compact:link.txt >/dev/null 2>&1
[ -L link.txt ] && [ -s real.txt ] && ok "files: a link is followed" ||
    not_ok "files: a link is followed"
[ "$(stat -c %a real.txt)" = 600 ] && ok "files: the mode is kept" ||
    not_ok "files: the mode is kept"
compare -f compact:/dev/stdout | grep -q missing-dot &&
    ok "files: a device is written to" || not_ok "files: a device is written to"
