# One estate, written in every format: the same edit gives the same findings,
# whatever it is kept in. To add a format: a folder under samples/ with the data
# of samples/estate, a line in `formats`, and its three edits below.
. tests/lib.sh

formats="estate octodns"

# Each edit takes the same records away: mx, spf, dkim.
estate_mx() { sed -i '/IN	MX/d' zones/mail.inc; }
estate_spf() { sed -i '/^@	IN	TXT	"v=spf1 include:_spf/d' zones/db.example.com; }
estate_dkim() {
	sed -i '/^s2026a\._domainkey/,/^s2026b/{/^s2026b/!d}' zones/db.example.com
}

octodns_mx() {
	sed -i '/!include ..\/shared\/mail.yaml/d' zones/example.com.yaml \
	    zones/example.org.yaml
}
octodns_spf() {
	sed -i "/^'':/,/^'\*/{/- type: TXT/,/ value:/d}" zones/example.com.yaml
}
octodns_dkim() {
	sed -i '/^s2026a\._domainkey:$/,/^s2026b/{/^s2026b/!d}' \
	    zones/example.com.yaml
}

# What is left out are rules on what a format does not have: a serial.
findings() {
	sed -n 's/.*"kind":"finding","rule":"\([^"]*\)","severity":"\([^"]*\)".*"zone":"\([^"]*\)","name":"\([^"]*\)","type":"\([^"]*\)".*/\1 \2 \3 \4 \5/p' \
	    "$1" | grep -v '^serial-' | sort
}

for format in $formats; do
	runs 0 "$format: the estate is clean" \
	    "$zoneproof" check --now $now samples/$format
	for edit in mx spf dkim; do
		rm -rf "$scratch/before" "$scratch/after"
		cp -R "samples/$format" "$scratch/before"
		cp -R "samples/$format" "$scratch/after"
		(cd "$scratch/after" && ${format}_$edit)
		"$zoneproof" compare --now $now -f ndjson "$scratch/before" \
		    "$scratch/after" >"$scratch/$format.$edit.ndjson"
		findings "$scratch/$format.$edit.ndjson" \
		    >"$scratch/$format.$edit"
		if [ ! -s "$scratch/$format.$edit" ]; then
			not_ok "$format: $edit goes and nothing is said" \
			    "$scratch/$format.$edit.ndjson"
		elif diff "$scratch/estate.$edit" "$scratch/$format.$edit" \
		    >"$scratch/why"; then
			ok "$format: $edit goes and the findings are those of estate"
		else
			not_ok "$format: $edit goes and the findings differ" \
			    "$scratch/why"
		fi
	done
done
