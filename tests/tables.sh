# rules/providers.txt: whole, well formed, and all that a new provider needs.
. tests/lib.sh

table=rules/providers.txt

runs 0 "tables: providers.txt is well formed" awk -f rules/tables.awk $table
grep -q '^# .*As of 20[0-9][0-9]-[01][0-9]' $table &&
    ok "tables: providers.txt is dated" || not_ok "tables: providers.txt is dated"

# What users of zoneproof are most likely to have.
for id in microsoft365 google ses workmail sendgrid mailgun mailchimp postmark \
    sparkpost zoho fastmail proton icloud yandex mimecast proofpoint zendesk \
    hubspot salesforce brevo mailjet freshdesk klaviyo ovh gandi infomaniak; do
	awk -v id=$id '
	/\|/ { here = $1 == id }
	here && ($1 == "spf" || $1 == "mx") { found = 1 }
	END { exit !found }' $table && ok "tables: $id is known" ||
	    not_ok "tables: $id is not known"
done

# refused NAME TEXT SAYS: the table with TEXT behind it is refused, by SAYS
refused() {
	{ cat $table; printf '%b' "$2"; } >"$scratch/table"
	runs 1 "tables: $1 is refused" awk -f rules/tables.awk "$scratch/table"
	says "tables: $1 says why" "$3" "$scratch/err"
}
refused "a kind of clue that is none" 'new | New | own\nspd spf.new.example\n' \
    "no kind of clue: spd"
refused "a final dot" 'new | New | own\nspf spf.new.example.\n' \
    "without a final dot: spf.new.example."
refused "a provider twice" 'google | Google | own\nspf spf.new.example\n' \
    "this provider stands twice: google"
refused "a clue twice" 'new | New | own\nmx a.example\nmx a.example\n' \
    "this clue stands twice: a.example"
refused "a way that is none" 'new | New | both\nmx a.example\n' \
    "how is"
refused "an empty clue" 'new | New | own\nmx\n' "nothing behind mx"

# A row more, and the rules speak of the new provider: nothing else is touched.
cp -R $BUILD/libzoneproof.a "$scratch/new.a"
{
	cat $table
	printf '\nnewmail | New Mail | domain\nspf spf.newmail.example\n'
	printf 'mx in.newmail.example\nrechecked newmail-proof=\nloses it stops\n'
	printf 'claimable newmail-pages.example\n'
} >"$scratch/table"
awk -f rules/tables.awk "$scratch/table" >"$scratch/tables.c"
libs=$(cat $BUILD/libs)
if ${CC:-cc} -std=c11 -D_GNU_SOURCE -Ilint -fPIE -c -o "$scratch/tables.o" \
    "$scratch/tables.c" >"$scratch/why" 2>&1 &&
    ar d "$scratch/new.a" tables.o && ar r "$scratch/new.a" "$scratch/tables.o" &&
    ${CC:-cc} -pie ${SANITIZE:-} -o "$scratch/zoneproof" $BUILD/lint/main.o \
	"$scratch/new.a" $libs \
	>>"$scratch/why" 2>&1; then
	zone() {
		cat <<-ZONE
		\$ORIGIN example.com.
		@ 60 IN SOA ns1.example.net. h.example.net. $1 7200 3600 1209600 60
		@ 60 IN NS ns1.example.net.
		@ 60 IN NS ns2.example.net.
		@ 60 IN MX 10 a.in.newmail.example.
		_dmarc 60 IN TXT "v=DMARC1; p=none"
		ZONE
	}
	{
		zone 1
		echo '@ 60 IN TXT "v=spf1 include:spf.newmail.example ip4:192.0.2.1 ~all"'
		echo '@ 60 IN TXT "newmail-proof=1"'
	} >"$scratch/before.zone"
	{
		zone 2
		echo '@ 60 IN TXT "v=spf1 ip4:192.0.2.1 ~all"'
		echo 'www 60 IN CNAME me.newmail-pages.example.'
	} >"$scratch/after.zone"
	runs 1 "tables: a new row is enough" "$scratch/zoneproof" compare -q \
	    "$scratch/before.zone" "$scratch/after.zone"
	says "tables: a new row names who may no longer send" \
	    "New Mail may no longer send as example.com"
	says "tables: a new row names who looks for its token" \
	    "New Mail looks for this token"
	says "tables: a new row names who hands names out" "still yours at New Mail"
else
	not_ok "tables: a program with a new row cannot be built" "$scratch/why"
fi
