# Input that is meant to hang us or to eat all memory gets an answer. The limit
# of time is there to end a hang, not to measure.
. tests/lib.sh
cd "$scratch" || exit

head='$ORIGIN a.example.\n@ 60 SOA a b 1 2 3 4 5\n@ 60 NS a.b.\n'
answers() { # answers NAME FILE: some exit status that says what was wrong
	runs 1 "hostile: $1" timeout 100 "$zoneproof" check -q "$2"
}

{ printf "$head"; awk 'BEGIN { for (i = 0; i < 300000; i++) printf "("; print "" }'; } >paren.zone
answers "parentheses without end" paren.zone
{ printf "$head"; printf '$INCLUDE self.zone\n$INCLUDE self.zone\n'; } >self.zone
answers "a file that includes itself twice" self.zone
{ printf "$head"; awk 'BEGIN { for (i = 0; i < 50; i++) print "$GENERATE 0-2147483647 h$ 60 A 192.0.2.1" }'; } >generate.zone
answers "billions of generated records" generate.zone
{ printf "$head"; awk 'BEGIN { for (i = 0; i < 100000; i++) print "x A 1.2.3" }'; } >flood.zone
answers "a flood of faults" flood.zone
[ "$(wc -l <out)" -lt 2000 ] && ok "hostile: the flood is not passed on" ||
    not_ok "hostile: the flood is not passed on"
{
	printf "$head"
	awk 'BEGIN {
		for (i = 0; i < 300; i++) {
			printf "s%d 60 TXT \"v=spf1", i
			for (j = 0; j < 9; j++)
				printf " include:s%d.a.example", (i * 7 + j) % 300
			print " -all\""
		}
	}'
} >web.zone
answers "SPF records that all include one another" web.zone
says "hostile: the circles are seen" "spf-loop"
awk 'BEGIN { for (i = 0; i < 4000; i++) for (j = 0; j < 256; j++) printf "%c", j }' >binary.zone
answers "a binary file" binary.zone
printf 'a: &a [x]\nb: &b [*a,*a]\n' >bomb.yaml
runs 2 "hostile: aliases in YAML" "$zoneproof" check -c bomb.yaml flood.zone

# A blob that says it is larger than all memory.
git_init huge && cd huge || exit
printf "$head" >a.example.zone
git add -A && git commit -qm one
id=0123456789012345678901234567890123456789
mkdir .git/objects/01
# As zlib has it, without compression: a block of 22 bytes and their sum.
printf '\170\001\001\026\000\351\377blob 900000000000\000text\102\154\005\316' \
    >".git/objects/01/${id#01}"
git update-index --cacheinfo "100644,$id,a.example.zone"
runs 3 "hostile: a blob of 900 GB" "$zoneproof" diff --staged
says "hostile: it is too large" "a.example.zone: over 2147483647 bytes" "$scratch/err"
cd ..

# One cause is one finding, however many names it hits.
for dot in . ''; do
	{
		printf '$ORIGIN se.\n$TTL 3600\n@ SOA ns hostmaster 1%s 7200 3600 1209600 3600\n@ NS ns\n@ NS ns2\nns A 192.0.2.1\nns2 A 198.51.100.1\n' "${dot:+0}"
		awk -v dot="$dot" 'BEGIN {
			for (i = 0; i < 4000; i++)
				print "d" i " NS ns1.host" i ".com" dot "\nd" i \
				    " NS ns2.host" i ".com" dot
		}'
	} >"se$dot"
done
runs 1 "hostile: 8,000 dots are lost" "$zoneproof" compare se. se
says "hostile: they are lost once" "error[suffix-appended]"
says_not "hostile: and nothing else is told of them" "ns-target-missing"
runs 1 "hostile: 8,000 dots are missing" "$zoneproof" check --origin se se
says "hostile: they are missing once" "error[missing-dot]"
says_not "hostile: and their targets are not" "ns-target-missing"
