# kill -9 in the middle of an audit: what it writes is whole or not there, and
# nothing that it leaves is taken for a zone by the next one.
. tests/lib.sh
cd "$scratch" || exit
now='--now 2026-11-24'

mkdir zones written
awk 'BEGIN {
	for (i = 0; i < 3000; i++) {
		zone = "d" i ".example"
		file = "zones/" zone ".zone"
		printf "$ORIGIN %s.\n$TTL 3600\n", zone >file
		print "@ SOA ns1 h 1 7200 3600 1209600 3600\n@ NS ns1\n@ NS ns2" >file
		print "ns1 A 45.0.0.1\nns2 A 10.0.0.2\n@ MX 10 gone" >file
		print "@ TXT \"v=spf1 mx ?all\"" >file
		for (j = 0; j < 5; j++) print "www" j " CNAME gone" j >file
		close(file)
	}
}'

# report AS FILE: starts the audit that writes it, as $pid
report() {
	case $1 in
	shard) set -- --shard 1/2 --output "$2" ;;
	facts) set -- --survey --shard 1/2 --output "$2" ;;
	*) set -- -f "$1:$2" ;;
	esac
	"$zoneproof" audit $now -j 2 "$@" zones >/dev/null 2>&1 &
	pid=$!
}

# The workers of $pid; those of the second round are others than the first's.
workers() { cat "/proc/$pid/task/$pid/children" 2>/dev/null; }
at_work() { [ -n "$(workers)" ]; }
looking() {
	[ -n "$first" ] || first=$(workers)
	[ -n "$first" ] && [ -n "$(workers)" ] && [ "$(workers)" != "$first" ]
}

# Is it writing FILE: has a file of that folder, under no or another name, bytes?
writing() {
	for fd in /proc/"$pid"/fd/*; do
		case $(readlink "$fd" 2>/dev/null) in
		"$scratch"/written/*) [ ! -s "$fd" ] || return 0 ;;
		esac
	done
	return 1
}

# kill_when MOMENT: stops it there first, so that it cannot get away
kill_when() {
	first=
	until "$1"; do
		kill -0 $pid 2>/dev/null || break
	done
	kill -STOP $pid 2>/dev/null
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ $? -ne 137 ] || killed=$((killed + 1))
}

for format in ndjson html text sarif shard facts; do
	report $format whole.$format
	wait $pid
	echo "as it was" >before
	killed=0 bad=
	for moment in at_work looking writing; do
		for old in none before; do
			out=written/out.$format
			rm -f $out
			[ $old = none ] || cp before $out
			report $format $out
			kill_when $moment
			[ -e $out ] || [ $old = before ] || continue
			cmp -s $out whole.$format || cmp -s $out $old ||
				bad="$bad $moment/$old"
		done
	done
	[ -z "$bad" ] && ok "killed: $format is whole, or as it was" ||
		not_ok "killed: $format is whole, or as it was:$bad"
	# Facts have one round only, and may end before they are caught in it.
	[ $format = facts ] && least=1 || least=3
	[ $killed -ge $least ] && ok "killed: $format, in the middle" ||
		not_ok "killed: $format, in the middle ($killed times)"
	rm -f $out
done

# Its workers go with it, wherever they are.
report ndjson written/out.ndjson
until looking || ! kill -0 $pid 2>/dev/null; do first=${first:-$(workers)}; done
left=$(workers)
kill -9 $pid
wait $pid 2>/dev/null
for worker in $left; do
	while kill -0 "$worker" 2>/dev/null &&
	    ! grep -q '^State:.*Z' "/proc/$worker/status" 2>/dev/null; do :; done
done
ok "killed: so are its workers"

find written -type f -exec mv {} zones ';'
"$zoneproof" audit $now -f ndjson zones >again.ndjson 2>&1
same "killed: the next run finds what it would have" whole.ndjson again.ndjson

# Where a file must have a name before it is whole, that stays when all ends at
# once; no walk takes it for a zone, nor what stands there whole.
for format in ndjson html text sarif shard facts; do
	head -c 5000 whole.$format >zones/out.$format.4711-0.new
	cp whole.$format zones/d1.example.$format.4711-0.new
	cp whole.$format zones/d1.example.$format
done
"$zoneproof" audit $now -f ndjson zones >again.ndjson 2>&1
same "killed: what is left there is no zone" whole.ndjson again.ndjson
