# audit, merge: many zones, in processes and in parts, to the same bytes.
. tests/lib.sh
cd "$scratch" || exit
run="timeout 60 $zoneproof"

# estate N: zones that point to each other's names, some with faults.
estate() {
	mkdir -p estate/customers
	for i in $(seq "$1"); do
		cat >"estate/customers/customer$i.example.zone" <<-END
		\$ORIGIN customer$i.example.
		\$TTL 3600
		@ IN SOA ns1.host.example. h.host.example. 1 7200 3600 1209600 3600
		@ IN NS ns1.host.example.
		@ IN NS ns2.host.example.
		@ IN MX 10 mx$((i % 4)).host.example.
		@ IN TXT "v=spf1 include:_spf.host.example ~all"
		www IN CNAME www$((i % 5)).host.example.
		END
	done
	cat >estate/host.example.zone <<-'END'
	$ORIGIN host.example.
	$TTL 3600
	@ IN SOA ns1 h 1 7200 3600 1209600 3600
	@ IN NS ns1
	@ IN NS ns2
	ns1 IN A 45.0.0.1
	ns2 IN A 10.0.0.2
	mx0 IN A 45.0.0.3
	mx1 IN A 10.0.0.3
	mx2 IN CNAME mx0
	www0 IN A 45.0.0.4
	www1 IN A 45.0.0.5
	_spf IN TXT "v=spf1 ip4:45.0.0.0/24 -all"
	keys IN TXT "v=DKIM1; p=MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
	END
	echo 's1._domainkey IN CNAME keys.host.example.' \
	    >>estate/customers/customer9.example.zone
	printf '_dmarc IN TXT "v=DMARC1; p=reject; rua=mailto:d@customer8.example"\n' \
	    >>estate/customers/customer8.example.zone
	sed -i 's/^www/www IN A 192.0.2.256\nwww/' \
	    estate/customers/customer7.example.zone
	printf 'shared IN A 192.0.2.999\n' >estate/shared.inc
	for i in 4 5 6; do
		echo '$INCLUDE ../shared.inc' \
		    >>"estate/customers/customer$i.example.zone"
	done
}
estate 60
now='--now 2026-11-24'

runs 1 "audit: an estate" $run audit $now estate
says "audit: findings" "error[syntax]"
says "audit: domains, worst first" "Mail domains, worst first"
says "audit: what to mend" "publish a DMARC record, p=none to begin"
says "audit: shares" "SPF 100 %"
says "audit: how many zones" "in 61 zones"

# The rules see what they would see of an estate held whole.
$run check $now -f compact estate | grep -v '^zoneproof' |
    sort >check.out 2>&1
$run audit $now -f compact estate | grep -v '^zoneproof' |
    sort >audit.out 2>&1
same "audit: finds what check finds" check.out audit.out
says "audit: names of other zones are known" "mx-target-missing" audit.out
says "audit: who refers to a name is known" "host.example.zone" audit.out
says_not "audit: a key behind an alias of another zone" "dkim-misplaced" audit.out
[ "$(grep -c 'shared.inc:1' audit.out)" -eq 1 ] &&
    ok "audit: a fault of an included file is told once" ||
    not_ok "audit: a fault of an included file is told once" audit.out

# The estates of the rules' own cases, away from the repository around them.
cp -R "$root/tests/rules" rules
failed=
for folder in rules/*/*/after; do
	extra=
	[ ! -e "$folder/../args" ] || extra=$(cat "$folder/../args")
	(cd "$folder" && $run check $now -f compact $extra 2>&1 | sort) >one
	(cd "$folder" && $run audit $now -f compact $extra 2>&1 | sort) >two
	cmp -s one two || failed="$failed $folder"
done
rm -R rules
[ -z "$failed" ] && ok "audit: finds what check finds in each rule's estates" ||
    { echo "$failed" >why; not_ok "audit: finds what check finds in each rule's estates" why; }

# In a repository the rest of it is known, and not looked at.
git_init repo
cp estate/host.example.zone repo/
mkdir repo/customers && cp estate/customers/customer[12].example.zone repo/customers/
git -C repo add -A
runs 0 "audit: a folder of a repository" $run -C repo audit $now --fail-on never -f compact customers
says "audit: knows names beside it" "cname-dangling"
says_not "audit: does not look at what is beside it" "host.example.zone:7"
$run -C repo check $now -f compact customers | sort >check.out
sort out >audit.out
same "audit: as check does" check.out audit.out

# The same bytes, whatever the number of processes.
for format in text ndjson json csv csv-domains sarif; do
	$run audit $now -j 1 -f $format estate >one 2>&1
	$run audit $now -j 3 -f $format estate >three 2>&1
	cmp -s one three && ok "audit: $format is the same with 3 processes" ||
	    not_ok "audit: $format is the same with 3 processes"
	cp one "whole.$format"
done
find estate -name '*.zone' | sort -r | $run audit $now -f ndjson \
    --files-from - >list 2>&1
same "audit: a list of files" whole.ndjson list

# A list: as the folder, in whatever way its files are typed.
find estate -name '*.zone' | sort >list
sed 's,^estate/,./estate/../estate/,' list | sort -R --random-source=list >odd
for list in list odd; do
	$run audit $now -f ndjson --files-from $list >listed.ndjson 2>&1
	same "audit: a list ($list)" whole.ndjson listed.ndjson
done
echo estate/customers/none.zone >>list
runs 3 "audit: a list with a file that is not there" $run audit $now --files-from list
says "audit: is told" "none.zone: No such file" err

# An archive: as the folder that is in it.
tar -C estate -czf estate.tar.gz .
(cd estate && $run audit $now -f ndjson >../folder.ndjson 2>&1)
$run audit $now -f ndjson estate.tar.gz >archive.ndjson 2>&1
same "audit: an archive" folder.ndjson archive.ndjson
echo estate.tar.gz | $run audit $now -f ndjson --files-from - >archive.ndjson 2>&1
same "audit: an archive of a list" folder.ndjson archive.ndjson
$run audit $now -f ndjson - <estate.tar.gz >archive.ndjson 2>&1
same "audit: an archive on standard input" folder.ndjson archive.ndjson
for i in 1 2; do
	$run audit $now --shard $i/2 --output packed$i.shard estate.tar.gz
done
$run merge -f ndjson packed2.shard packed1.shard >archive.ndjson 2>&1
same "audit: an archive in parts" folder.ndjson archive.ndjson
head -c 300 estate.tar.gz >cut.tar.gz
runs 3 "audit: an archive that was cut" $run audit $now cut.tar.gz

# Shards.
for i in 1 2 3 4; do
	runs 0 "audit: shard $i of 4" $run audit $now --shard $i/4 \
	    --output $i.shard estate
done
for format in text ndjson json csv csv-domains sarif; do
	$run merge $now --expect 4 -f $format 3.shard 1.shard 4.shard 2.shard \
	    >joined 2>&1
	cmp -s joined "whole.$format" &&
	    ok "merge: $format is that of a single run" ||
	    not_ok "merge: $format is that of a single run" joined
done
runs 1 "merge: its exit status too" $run merge 1.shard 2.shard 3.shard 4.shard
runs 3 "merge: a missing shard" $run merge 1.shard 2.shard 4.shard
says "merge: says which" "missing: part 3" err
runs 3 "merge: --expect more" $run merge --expect 5 1.shard 2.shard 3.shard 4.shard
runs 0 "merge: two make a larger one" $run merge --output 12.shard 2.shard 1.shard
runs 0 "merge: in any order" $run merge --output 21.shard 1.shard 2.shard
cmp -s 12.shard 21.shard && ok "merge: with the same bytes" ||
    not_ok "merge: with the same bytes"
runs 0 "merge: and others" $run merge --output 34.shard 4.shard 3.shard
$run merge -f ndjson 34.shard 12.shard >joined 2>&1
same "merge: joins joined shards" whole.ndjson joined
$run merge -f ndjson 1.shard 34.shard 12.shard 2.shard 34.shard >joined 2>err
[ $? -eq 3 ] && ok "merge: a part in two ways is refused" ||
    not_ok "merge: a part in two ways is refused" joined
$run merge -f ndjson 34.shard 12.shard 34.shard >joined 2>&1
same "merge: the same shard twice counts once" whole.ndjson joined
size=$(wc -c <3.shard)
for cut in 0 10 200 $((size / 2)) $((size - 1)); do
	head -c $cut 3.shard >cut.shard
	runs 3 "merge: cut after $cut bytes" $run merge 1.shard 2.shard cut.shard 4.shard
done
cp 3.shard bent.shard
printf 'x' | dd of=bent.shard bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
runs 3 "merge: a byte that changed" $run merge 1.shard 2.shard bent.shard 4.shard
runs 3 "merge: no shard at all" $run merge estate/host.example.zone
runs 3 "merge: other settings" $run merge --rule syntax=off 1.shard 2.shard 3.shard 4.shard
says "merge: says what differs" "configuration" err
cp -R estate other && rm other/customers/customer3.example.zone
$run audit $now --shard 3/4 --output foreign.shard other
runs 3 "merge: a shard of another estate" $run merge 1.shard 2.shard foreign.shard 4.shard
says "merge: says so" "not of the same audit" err
runs 3 "merge: more files than there are" $run merge --expect 4 nowhere.shard

# In two steps: what parts have to know of each other is gathered in parts too.
for i in 1 2 3; do
	runs 0 "survey: part $i of 3" $run audit $now --survey --shard $i/3 \
	    --output $i.facts estate
done
runs 2 "survey: is no report" $run merge 1.facts 2.facts 3.facts
runs 0 "survey: joined" $run merge --expect 3 --output all.facts 3.facts 1.facts 2.facts
for i in 1 2 3 4; do
	$run audit $now --facts all.facts --shard $i/4 --output $i.taken estate
	cmp -s $i.taken $i.shard && ok "survey: shard $i is as without" ||
	    not_ok "survey: shard $i is as without"
done
$run audit $now --facts all.facts -f ndjson estate >taken 2>&1
same "survey: and so is a single run" whole.ndjson taken
runs 3 "survey: a part is missing" $run audit --facts 1.facts estate
runs 3 "survey: of other files" $run audit --facts all.facts other
says "survey: says so" "the zones" err
runs 3 "survey: a shard is none" $run audit --facts 1.shard estate
runs 3 "survey: facts are no shard" $run merge 1.shard 2.shard 3.facts
head -c 500 all.facts >cut.facts
runs 3 "survey: cut" $run audit --facts cut.facts estate
runs 2 "survey: needs a part" $run audit --survey estate

# Which part: as the scheduler says.
SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_COUNT=4 \
    $run audit $now --shard auto --output p.shard estate
cmp -s p.shard 3.shard && ok "audit: the part of a Slurm array" ||
    not_ok "audit: the part of a Slurm array"
JOB_COMPLETION_INDEX=2 $run audit $now --shard auto/4 --output p.shard estate
cmp -s p.shard 3.shard && ok "audit: the part of a Kubernetes job" ||
    not_ok "audit: the part of a Kubernetes job"
AWS_BATCH_JOB_ARRAY_INDEX=2 $run audit $now --shard auto/4 --output p.shard estate
cmp -s p.shard 3.shard && ok "audit: the part of an AWS array" ||
    not_ok "audit: the part of an AWS array"
CI_NODE_INDEX=3 CI_NODE_TOTAL=4 $run audit $now --shard auto --output p.shard estate
cmp -s p.shard 3.shard && ok "audit: the part of a CI matrix" ||
    not_ok "audit: the part of a CI matrix"
runs 2 "audit: no scheduler" $run audit --shard auto estate
runs 2 "audit: part 0" $run audit --shard 0/4 estate
runs 2 "audit: part 5 of 4" $run audit --shard 5/4 estate
runs 2 "audit: no part at all" $run audit --shard x estate
runs 2 "audit: a report of a shard" $run audit --shard 1/4 -f json estate
for bad in "-j 0" "--zone-timeout x" "--zone-memory 1" "--expect 3"; do
	runs 2 "audit: $bad" $run audit $bad estate
done
CI_NODE_INDEX=1 CI_NODE_TOTAL=4 $run audit $now -f ndjson estate >unasked 2>&1
same "audit: nothing is parted unasked" whole.ndjson unasked

# What is allowed, and rules of a configuration: as check has it, in shards too.
mkdir policed && cp -R estate policed/ && cd policed || exit
sed -i 's/^www IN CNAME/; zoneproof: allow cname-dangling -- comes next week\nwww IN CNAME/' \
    estate/customers/customer4.example.zone
echo '; zoneproof: allow ns-single @ -- not needed' \
    >>estate/customers/customer5.example.zone
print=$($run check $now -f ndjson estate |
    sed -n 's/.*"rule":"mx-target-missing".*"fingerprint":"\([0-9a-f]*\)".*/\1/p' |
    head -n 1)
cat >.zoneproof-waivers.yaml <<END
- fingerprint: $print
  reason: known since May
- fingerprint: 0123456789abcdef0123456789abcdef
  reason: nothing has this
END
cat >.zoneproof.yaml <<'END'
patterns:
  old-customer:
    owner: '^customer6\.example\.$'
    type: '^MX$'
    on: present
    severity: warning
    message: "customer6 is old"
    fires: ["customer6.example. 60 IN MX 10 a.example."]
    quiet: ["customer7.example. 60 IN MX 10 a.example."]
END
$run config check >why 2>&1 && ok "audit: a configuration with a rule" ||
    not_ok "audit: a configuration with a rule" why
$run check $now -f compact | sort >check.out 2>&1
$run audit $now -f compact | sort >audit.out 2>&1
same "audit: allows as check does" check.out audit.out
says "audit: a comment" "allowed[cname-dangling]" audit.out
says "audit: a waiver" "allowed[mx-target-missing]" audit.out
says "audit: a comment of no use" "customer5.example.zone:10:" audit.out
says "audit: the rule of a configuration" "warning[old-customer]" audit.out
$run audit $now -f ndjson >single
for i in 1 2 3; do
	$run audit $now --shard $i/3 --output $i.shard
done
$run merge $now -f ndjson 3.shard 2.shard 1.shard >joined 2>&1
same "merge: allows as a single run does" single joined
$run merge $now -f sarif 3.shard 2.shard 1.shard >joined 2>&1
says "merge: sarif knows the rule of the configuration" '"id":"old-customer"' joined
echo "- { fingerprint: $print, reason: again }" >>.zoneproof-waivers.yaml
runs 3 "merge: other waivers" $run merge $now 3.shard 2.shard 1.shard
rm .zoneproof-waivers.yaml
echo 'rules: { mx-target-missing: off }' >team.yaml
echo 'extends: team.yaml' >.zoneproof.yaml
for i in 1 2; do
	$run audit $now --shard $i/2 --output $i.shard
done
runs 1 "merge: a configuration that extends another" $run merge $now 1.shard 2.shard
echo 'rules: { mx-target-missing: error }' >team.yaml
runs 3 "merge: other settings where it extends" $run merge $now 1.shard 2.shard
cd .. || exit

# Trend.
cp -R estate later
rm later/customers/customer7.example.zone
sed -i 's/^ns2 IN A.*/ns2 IN A 45.0.0.2/' later/host.example.zone
echo 'bad IN A 192.0.2.256' >>later/host.example.zone
cp -R estate keep && rm -R estate && mv later estate
runs 1 "since: against an earlier audit" $run audit $now --since whole.ndjson estate
says "since: what is new" "]: new: "
says "since: what is gone" "]: gone: "
says "since: what stays" "]: unchanged: "
says "since: and how many" "note: since whole.ndjson: "
runs 1 "since: as ndjson" $run audit $now --since whole.ndjson -f ndjson estate
says "since: a member for it" '"since":"gone"'
cp out now.ndjson
for format in compact csv markdown junit github; do
	runs 1 "since: as $format" $run audit $now --since whole.ndjson -f $format estate
	says "since: $format says new" "new: "
	says "since: $format says gone" "gone: "
done
runs 1 "since: as html" $run audit $now --since whole.ndjson -f html estate
for word in new unchanged gone; do
	says "since: html has it as data: $word" "\"since\":\"$word\""
	grep -q "<li><b>[1-9][0-9]*</b>$word</li>" out &&
	    ok "since: html counts what is $word" ||
	    not_ok "since: html counts what is $word"
done
sed 's/"rule":"syntax"/"rule":"of-long-ago"/' whole.ndjson >renamed.ndjson
for format in text html sarif junit; do
	runs 1 "since: a rule that is no more, as $format" \
	    $run audit $now --since renamed.ndjson -f $format estate
	says "since: it is gone, as $format" "of-long-ago"
done
runs 1 "since: as sarif" $run audit $now --since whole.ndjson -f sarif estate
says "since: sarif has a word for it" '"baselineState":"absent"'
runs 1 "since: against itself" $run audit $now --since now.ndjson -f ndjson estate
says_not "since: nothing is new" '"since":"new"'
says_not "since: what was gone is not gone again" '"since":"gone"'
runs 3 "since: no such file" $run audit --since nowhere.ndjson estate
head -n 3 whole.ndjson >cut.ndjson
runs 3 "since: a report that was cut" $run audit --since cut.ndjson estate
says "since: says so" "no whole ndjson report" err
echo '{"kind":' >bad.ndjson
runs 3 "since: no ndjson" $run audit --since bad.ndjson estate
sed 's/"fingerprint":"../"fingerprint":"zz/' whole.ndjson >bad.ndjson
runs 3 "since: a fingerprint that is none" $run audit --since bad.ndjson estate
says "since: says so" "without its fingerprint" err
rm -R estate && mv keep estate

# A page for people ends somewhere, and says so; the gravest are on it.
mkdir crowd
{
	head -n 6 estate/customers/customer1.example.zone
	awk 'BEGIN { for (i = 0; i < 20100; i++) printf "h%d CNAME gone%d\n", i, i }'
	echo 'wrong IN A 192.0.2.256'
} >crowd/customer1.example.zone
runs 1 "audit: an html report of many findings" $run audit $now \
    --rule cname-dangling=warning -f html:crowd.html -f ndjson:crowd.ndjson crowd
found=$(grep -c '"kind":"finding"' crowd.ndjson)
shown=$(grep -c '"fingerprint":"[0-9a-f]*","fix"' crowd.html)
[ "$found" -gt 20100 ] && [ "$shown" -eq 20000 ] &&
    ok "audit: the page ends" || not_ok "audit: the page ends ($shown of $found)"
says "audit: it says how many it leaves out" "$((found - shown)) more findings are left out" crowd.html
grep -q '"rule":"syntax","severity":"error"' crowd.html &&
    ok "audit: the gravest are on it" || not_ok "audit: the gravest are on it"
grep -q 'cname-dangling 20100' crowd.html && ok "audit: its charts count all" ||
    not_ok "audit: its charts count all"

# One zone is never the end of the run.
mkdir slow && cp estate/customers/customer1.example.zone slow/
{
	head -n 5 estate/customers/customer2.example.zone
	for i in 1 2 3 4 5 6 7 8 9; do
		echo "\$GENERATE 1-65535 a$i\$.a.a.a.a.a.a.a.a.a.a.a.a.a.a TXT \"$(printf 'x%.0s' $(seq 200)) \$\""
	done
} >slow/huge.example.zone
if ldd "$zoneproof" | grep -q libasan; then
	skip "audit: a zone that wants too much memory" "sanitizers want more"
else
	runs 3 "audit: a zone that wants too much memory" $run audit $now -f compact --zone-memory 64 slow
	says "audit: is a finding" "huge.example.zone: error[zone-unfinished]: nobody knows whether this zone is right: it takes over 64 MB"
	says "audit: and the others are looked at" "customer1.example.zone"
	runs 3 "audit: the same as a shard" $run audit $now --zone-memory 64 --shard 1/1 --output m.shard slow
	runs 3 "audit: and joined" $run merge $now m.shard
	says "audit: says that it is not whole" "not everything was read"
fi

# A pattern that takes its whole measure, on many records: some 10 s.
mkdir late && cp estate/customers/customer1.example.zone late/
{
	head -n 5 estate/customers/customer2.example.zone
	echo '$GENERATE 1-65535 a$ TXT aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa$'
} >late/late.example.zone
cat >late/.zoneproof.yaml <<'END'
patterns:
  greedy:
    rdata: '(a+)+[bc]'
    type: '^TXT$'
    on: present
    severity: notice
    message: "a text"
    fires: ['a.example. 60 IN TXT "aaab"']
    quiet: ["a.example. 60 IN TXT x"]
END
runs 3 "audit: a zone that takes too long" $run audit $now -C late -f compact --zone-timeout 1
says "audit: is a finding" "late.example.zone: error[zone-unfinished]: nobody knows whether this zone is right: it takes over 1 s"
says "audit: and the others are looked at" "customer1.example.zone"
runs 3 "audit: says how to look at it" $run audit $now -C late --zone-timeout 1
says "audit: says how to look at it" "with a longer --zone-timeout"
tar -C late -czf late.tar.gz .
cp late/.zoneproof.yaml late.yaml
runs 3 "audit: in an archive" $run audit $now -c late.yaml -f compact --zone-timeout 1 late.tar.gz
says "audit: it is that zone" "late.example.zone: error[zone-unfinished]"
says "audit: and the others are looked at" "customer1.example.zone"
runs 3 "audit: the same as a shard" $run audit $now -C late --zone-timeout 1 --shard 1/1 --output "$scratch/l.shard"
runs 3 "audit: and joined" $run merge $now -C late -f compact "$scratch/l.shard"
says "audit: the finding came along" "it takes over 1 s"

# ^C leaves a report that says so.
mkdir many
i=0
while [ $i -lt 40 ]; do
	cp slow/huge.example.zone many/huge$i.example.zone
	i=$((i + 1))
done
sed -i 's/customer2/huge/' many/*.zone
"$zoneproof" audit $now -j 1 -f ndjson:stopped.ndjson -f text:stopped.txt many \
    >out 2>err &
pid=$!
# As soon as it has a process at work.
while kill -0 $pid && [ -z "$(cat /proc/$pid/task/$pid/children)" ]; do :; done 2>/dev/null
kill -TERM $pid 2>/dev/null
wait $pid
status=$?
[ $status -eq 3 ] && ok "audit: stopped by a signal ends with 3" ||
    not_ok "audit: stopped by a signal ends with 3 ($status)" err
says "audit: the report is whole and says so" '"complete":false' stopped.ndjson
says "audit: and where it stopped" "stopped before the end" stopped.txt

# On a terminal: how far it is, and ^C.
mkdir lots
i=0
while [ $i -lt 400 ]; do
	sed -e "s/customer1\.example/lots$i.example/" \
	    -e '$a$GENERATE 1-5000 a$ A 45.0.0.1' \
	    estate/customers/customer1.example.zone >lots/lots$i.zone
	i=$((i + 1))
done
if ! command -v python3 >/dev/null; then
	skip "audit: a progress line" "no python3 here"
else
	timeout 120 python3 "$root/tests/tools/terminal.py" \
	    ' of 400 zone files · \d+ zones/s · \d+ records/s · \d+ s left' \
	    "$zoneproof" audit $now -j 1 -f ndjson:pressed.ndjson lots >out 2>&1
	status=$?
	[ $status -eq 3 ] && ok "audit: a progress line, and ^C under it" ||
	    not_ok "audit: a progress line, and ^C under it ($status)" out
	says "audit: ^C leaves a whole report that says so" '"complete":false' pressed.ndjson
	timeout 120 python3 "$root/tests/tools/terminal.py" 'zones/s' "$zoneproof" \
	    audit $now --progress never -f ndjson:whole.lots lots >out 2>&1
	[ $? -eq 99 ] && ok "audit: --progress never" || not_ok "audit: --progress never" out
fi
rm -R lots

mkdir -p empty
runs 0 "audit: a folder without zones" $run audit empty
says "audit: says so" "no zone files here"
$run audit $now -f compact - <estate/host.example.zone >out 2>&1
[ $? -eq 0 ] && ok "audit: standard input" || not_ok "audit: standard input" out
says "audit: by its own name" "-:7:10: warning[address-special]"
sed '/ORIGIN/d' estate/host.example.zone >nameless
runs 3 "audit: a file that does not say its zone" $run audit $now nameless
says "audit: is told" "nothing says which zone this is" err
runs 0 "audit: --origin says it" $run audit $now --origin host.example nameless
says "audit: and it is looked at" "in 1 zone"
cp nameless repo/
runs 0 "audit: in a repository too" $run -C repo audit $now --origin host.example nameless
says "audit: and looked at there" "in 1 zone"
runs 2 "audit: --origin of two" $run audit --origin host.example nameless estate
runs 3 "audit: a folder that is not there" $run audit nowhere
