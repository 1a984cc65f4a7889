# One estate, written in every format: the same edit gives the same findings,
# whatever it is kept in; only their places differ. The estate is formats.tsv,
# formats.awk writes it; samples/estate and samples/octodns are one by hand.
. tests/lib.sh

samples=$root/samples
estate=$root/tests/cli/formats.tsv

# What is left out are rules on what a format does not have: a serial.
findings() {
	sed -n 's/.*"kind":"finding","rule":"\([^"]*\)","severity":"\([^"]*\)".*"zone":"\([^"]*\)","name":"\([^"]*\)","type":"\([^"]*\)".*/\1 \2 \3 \4 \5/p' \
	    "$@" | grep -v '^serial-' | sort
}

# equal FORMAT EDIT: the report is $scratch/report; the first one sets the mark
equal() {
	findings "$scratch/report" >"$scratch/found"
	if [ ! -s "$scratch/found" ]; then
		cat "$scratch/report" "$scratch/err" >"$scratch/why"
		not_ok "$1: $2 goes and nothing is said" "$scratch/why"
	elif [ ! -e "$scratch/wanted.$2" ]; then
		cp "$scratch/found" "$scratch/wanted.$2"
		ok "$1: $2 goes and that is found"
	elif diff "$scratch/wanted.$2" "$scratch/found" >"$scratch/why"; then
		ok "$1: $2 goes and the same is found"
	else
		cat "$scratch/err" >>"$scratch/why"
		not_ok "$1: $2 goes and something else is found" "$scratch/why"
	fi
}

# judge COMMAND…: adds to $scratch/report
judge() {
	"$zoneproof" "$@" --now $now --no-config -f ndjson \
	    >>"$scratch/report" 2>>"$scratch/err"
}

# put FORMAT FOLDER ESTATE…
put() {
	_format=$1 _folder=$2
	shift 2
	mkdir -p "$_folder"
	awk -v format="$_format" -v out="$_folder" \
	    -f "$root/tests/cli/formats.awk" "$@"
}

# --------------------------------------------------------- in every format

edits="mx spf dkim all"
edit_mx() { grep -v '	MX	'; }
edit_spf() { grep -v '	v=spf1 include:'; }
edit_dkim() { grep -v '	s2026a\._domainkey	'; }
edit_all() { edit_mx | edit_spf | edit_dkim; }

cd "$scratch" || exit
for edit in $edits; do
	edit_$edit <"$estate" >$edit.tsv
done

# Of manifests there may be others, with keys of their own: whether the last one
# goes is not told.
edits_of() {
	case $1 in dnsendpoint) echo mx spf ;; *) echo $edits ;; esac
}

# What holds whole zones: checked, compared, and changed in git.
git_init repo
for format in zones octodns route53 dnscontrol gcloud dnsendpoint; do
	put $format $format "$estate"
	runs 0 "$format: the estate is clean" \
	    "$zoneproof" check --now $now --no-config $format
	says "$format: the estate is read" "in 2 zones"
	rm -rf repo/dns && cp -R $format repo/dns
	git -C repo add -A && git -C repo commit -qm "$format"
	for edit in $(edits_of $format); do
		put $format $format.$edit $edit.tsv
		: >report >err
		judge compare $format $format.$edit
		equal $format $edit
		rm -rf repo/dns && cp -R $format.$edit repo/dns
		: >report >err
		judge -C repo diff
		equal "$format in git" $edit
	done
	git -C repo checkout -q .
done

# What holds changes: on the zones as they are, but for Terraform, whose plan
# says all that it knows. Whether a key was the last one only the zones tell.
cat zones/* >both.zone
for edit in $edits; do
	for format in terraform octodns_plan nsupdate; do
		put $format $format.$edit "$estate" $edit.tsv
	done
	: >report >err
	judge plan terraform.$edit/*
	equal terraform $edit
	for format in octodns_plan nsupdate; do
		: >report >err
		judge plan --state both.zone $format.$edit/*
		equal "$format on a zone file" $edit
		case $edit in mx | spf) ;; *) continue ;; esac
		: >report >err
		judge plan $format.$edit/*
		equal "$format" $edit
	done
	for changes in batch transaction; do
		put $changes $changes.$edit "$estate" $edit.tsv
		for state in zones route53 gcloud; do
			: >report >err
			for file in $changes.$edit/*; do
				zone=$(basename "${file%.*}")
				judge plan --state $state/$zone.* "$file"
			done
			equal "$changes on $state" $edit
		done
	done
done

# What is packed.
for edit in $edits; do
	tar -czf before.tar.gz -C zones .
	tar -czf after.tar.gz -C zones.$edit .
	: >report >err
	judge compare before.tar.gz after.tar.gz
	equal "zones in an archive" $edit
done

# ------------------------------------------------- as people write it by hand

# Includes, split and shared files: samples/estate and samples/octodns. Each
# edit takes the same records away.
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

rm -f wanted.*
for format in estate octodns; do
	runs 0 "samples/$format is clean" \
	    "$zoneproof" check --now $now "$samples/$format"
	for edit in mx spf dkim; do
		rm -rf before after
		cp -R "$samples/$format" before
		cp -R "$samples/$format" after
		(cd after && ${format}_$edit)
		"$zoneproof" compare --now $now -f ndjson before after \
		    >report 2>err
		equal "samples/$format" $edit
	done
done
