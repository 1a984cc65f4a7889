# octoDNS's YAML through the command line and through git: which files make up
# a zone, where findings stand, what an edit reaches, and hostile input.
. tests/lib.sh

zp() { "$zoneproof" "$@" --now $now --color never; }

# at NAME RULE FILE LINE: the finding of the rule stands there
at() {
	if grep -A1 "\[$2\]" "$scratch/out" | grep -qF -- "--> $3:$4:"; then
		ok "$1"
	else
		{ echo "$2 is not at $3:$4 in:"; cat "$scratch/out"; } >"$scratch/why"
		not_ok "$1" "$scratch/why"
	fi
}

# line FILE PATTERN: the number of the line
line() { grep -n -m1 -- "$2" "$1" | cut -d: -f1; }

# ---------------------------------------------------------------- in git
repo=$scratch/repo
git_init "$repo"
cp -R samples/octodns/. "$repo"
cd "$repo" || exit
zone=zones/example.com.yaml
git add -A && git commit -qm "The zones"

# diff EXIT NAME: what the edits do; the repository is put back afterwards
diff_is() { runs "$1" "$2" zp diff; }
back() { git checkout -q . && git clean -qfd; }

number=$(line shared/mail.yaml mx1)
sed -i '/shared\/mail.yaml/d' $zone
diff_is 1 "octodns: the MX goes"
at "octodns: the MX, in the file that brings it" mx-removed shared/mail.yaml $number
back

sed -i '/shared\/mail.yaml/d' $zone
sed -i '2i # zoneproof: allow mx-removed @ until=2027-01-31 -- mail moves away' $zone
diff_is 0 "octodns: a comment allows it"
says "octodns: and is shown" "allowed: $zone:2: mail moves away"
back

number=$(line $zone 'include:spf.protection')
sed -i "${number}s/.*/    value: kept/" $zone
diff_is 1 "octodns: the SPF goes"
at "octodns: the SPF, at its line" spf-removed $zone $number
back

number=$(line $zone '^s2026a')
sed -i "${number},$((number + 2))d" $zone
diff_is 0 "octodns: a DKIM key goes"
at "octodns: the key, at its line" dkim-selector-removed $zone $((number + 2))
back

git rm -q zones/example.com._outlook.yaml
diff_is 1 "octodns: a fragment goes"
at "octodns: what it held" dkim-selector-removed zones/example.com._outlook.yaml 4
says_not "octodns: no version of one file alone is the zone" "returns to"
git reset -q --hard

git rm -q zones/example.net./ns2.yaml
diff_is 1 "octodns: a file of a split zone goes"
says "octodns: who depends on it" ns2.example.net
git reset -q --hard

sed -i '/mx2/,$d' shared/mail.yaml
diff_is 0 "octodns: an include is edited"
says "octodns: the zones it reaches" "in 2 zones"
back

sed -i 's/targets: \[route53, ns1\]/targets: [route53]/' config.yaml
diff_is 0 "octodns: a target is dropped"
says "octodns: which one" "example.com no longer goes to ns1"
back

sed -i '/^  example.com.:/,+2d' config.yaml
diff_is 0 "octodns: a zone is dropped"
says "octodns: by name" "example.com is published nowhere any more"
back

sed -i 's/^shop:$/no:/' $zone
diff_is 1 "octodns: a name becomes False"
at "octodns: at the key" yaml-surprise $zone "$(line $zone '^no:')"
back

sed -i 's/exchange: mx1.example.com./exchange: mx1.example.com/' shared/mail.yaml
diff_is 1 "octodns: a host loses its dot"
at "octodns: at the word" syntax shared/mail.yaml "$(line shared/mail.yaml mx1)"
back

sed -i 's/^  value: v=DMARC1.*/  value: "broken/' shared/dmarc.yaml
diff_is 1 "octodns: an include that is no YAML"
at "octodns: where it breaks" syntax shared/dmarc.yaml 5
says_not "octodns: what it held is not called removed" dmarc-removed
back

cat >>config.yaml <<-'END'
  example.edu.:
    alias: example.com.
END
git commit -qam "A copy by another name"
sed -i '/shared\/mail.yaml/d' $zone
diff_is 1 "octodns: an alias zone"
says "octodns: the copy loses its mail too" "example.edu: MX removed"
back
cd "$root" || exit

# ---------------------------------------------------- all of it, in pieces
runs 0 "octodns: an audit" zp audit samples/octodns
says "octodns: an audit reads each zone once" "in 4 zones (46 records)"
runs 0 "octodns: what keeps it is told by name" \
    zp check --input-format octodns samples/octodns/zones/example.org.yaml
runs 2 "octodns: a format that is none" \
    zp check --input-format octodsn samples/octodns/zones/example.org.yaml

# A patch alone shows pieces of a tree, which are no tree.
git_init "$scratch/patched"
cp -R samples/octodns/. "$scratch/patched"
(cd "$scratch/patched" && git add -A && git commit -qm zones &&
    sed -i '/include:spf.protection/d' zones/example.com.yaml &&
    git diff) >"$scratch/edit.patch"
mkdir "$scratch/elsewhere" && cd "$scratch/elsewhere" || exit
runs 3 "octodns: a patch alone" zp diff --patch "$scratch/edit.patch"
says_not "octodns: a patch alone brings no false alarm" "error["
cd "$root" || exit

# ------------------------------------------------------------- one file
dir=$scratch/one
mkdir -p "$dir" && cd "$dir" || exit

# reads NAME EXIT TEXT: example.org.yaml is what comes from standard input
reads() {
	cat >example.org.yaml
	runs "$2" "octodns: $1" timeout 20 "$zoneproof" check --now $now \
	    --only syntax,yaml-surprise,yaml-duplicate-key,include-missing,include-outside,unknown-type,dkim-key-bad \
	    example.org.yaml
	says "octodns: $1: and says so" "$3"
}

reads "every type" 0 "1 notice in 1 zone (31 records)" <<'END'
---
'':
  - {type: A, values: [192.0.2.1, 192.0.2.2]}
  - {type: AAAA, value: '2001:db8::1'}
  - type: CAA
    values:
      - {flags: 0, tag: issue, value: letsencrypt.org}
      - {tag: iodef, value: 'mailto:a@example.org'}
  - {type: MX, values: [{priority: 10, value: a.example.net.}, {preference: 20, exchange: b.example.net.}]}
  - {type: NS, values: [ns1.example.net., ns2.example.net.]}
  - {type: SSHFP, value: {algorithm: 4, fingerprint_type: 2, fingerprint: 123456789abcdef67890123456789abcdef67890123456789abcdef123456789}}
  - {type: LOC, value: {lat_degrees: 31, lat_minutes: 58, lat_seconds: 52.1, lat_direction: S, long_degrees: 115, long_minutes: 49, long_seconds: 11.7, long_direction: E, altitude: 20, size: 10, precision_horz: 10, precision_vert: 2}}
  - {type: TXT, values: ['v=spf1 -all', "a\\;b", '"one" "two"']}
_443._tcp: {type: TLSA, value: {certificate_usage: 3, selector: 1, matching_type: 1, certificate_association_data: 0d6fce0000000000000000000000000000000000000000000000000000000000}}
_imap._tcp: {type: SRV, value: {priority: 0, weight: 0, port: 0, target: .}}
alias: {type: ALIAS, value: www.example.org.}
dname: {type: DNAME, value: example.net.}
ds:
  - {type: NS, values: [a.example.net., b.example.net.]}
  - type: DS
    values:
      - {key_tag: 60485, algorithm: 5, digest_type: 1, digest: 2BB183AF5F22588179A53B0A98631FAD1A292118}
      - {flags: 60486, protocol: 5, algorithm: 1, public_key: 2BB183AF5F22588179A53B0A98631FAD1A292118}
key: {type: OPENPGPKEY, value: mDMEZ0Fy}
naptr: {type: NAPTR, value: {order: 10, preference: 100, flags: S, service: SIP+D2U, regexp: '!^.*$!sip:a@example.org!', replacement: .}}
pool:
  type: A
  value: 192.0.2.3
  dynamic:
    pools: {one: {values: [{value: 192.0.2.3}, {value: 192.0.2.4, weight: 2}]}}
    rules: [{pool: one}]
ptr: {type: PTR, value: www.example.org.}
svc: {type: HTTPS, value: {svcpriority: 1, targetname: ., svcparams: {alpn: [h2, h3], port: 443, no-default-alpn: null, ipv4hint: [192.0.2.1]}}}
uri: {type: URI, value: {priority: 1, weight: 2, target: 'https://example.org/'}}
url: {type: Route53Provider/ALIAS, value: {name: www, type: A}}
www: {type: CNAME, value: example.org.}
END

reads "a type in small letters" 1 "is no record type to octoDNS" <<'END'
a: {type: a, value: 192.0.2.1}
END
reads "a slip of a type" 1 "is AAAA meant" <<'END'
a: {type: AAAAA, value: '2001:db8::1'}
END
reads "no type" 1 "a record without a type" <<'END'
a: {type: A, value: 192.0.2.1}
b: {value: 192.0.2.1}
END
reads "no value" 1 "neither 'value' nor 'values'" <<'END'
a: {type: A}
END
reads "a field is missing" 1 "has no 'exchange'" <<'END'
a: {type: MX, value: {preference: 10}}
END
reads "an address that is none" 1 "is no IPv4 address" <<'END'
a: {type: A, value: 192.0.2.256}
END
reads "several values of one" 1 "takes 'value', not 'values'" <<'END'
a: {type: CNAME, values: [a.example.net.]}
END
reads "a number for a text" 1 "is no text" <<'END'
a: {type: TXT, value: 12}
END
reads "@ for the zone" 1 "the zone's own is ''" <<'END'
'@': {type: A, value: 192.0.2.1}
END
reads "one type twice" 1 "a second A record" <<'END'
a: [{type: A, value: 192.0.2.1}, {type: A, value: 192.0.2.2}]
END
reads "lenient lets it pass" 0 "no findings" <<'END'
a: {type: CNAME, octodns: {lenient: true}, value: www.example.net}
END
reads "two documents" 1 "a second document" <<'END'
a: {type: A, value: 192.0.2.1}
---
b: {type: A, value: 192.0.2.1}
END

# ---------------------------------------------------------------- hostile
reads "aliases that laugh a billion times" 1 "stand for too much" <<'END'
t: {type: TXT, value: &a [x, x, x, x, x, x, x, x, x, x]}
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
END
reads "an anchor that holds itself" 1 "no such anchor" <<'END'
a: &a {type: A, value: [*a]}
END
reads "an include that leaves the folder" 1 "include-outside" <<'END'
a: {type: TXT, value: !include ../../../../../../etc/passwd}
END
reads "an include with a full path" 1 "include-outside" <<'END'
a: {type: TXT, value: !include /etc/passwd}
END
ln -s /etc link
reads "an include through a link" 3 "" <<'END'
a: {type: TXT, value: !include link/passwd}
END
rm link
reads "an include of itself" 1 "stand for too much" <<'END'
<<: !include example.org.yaml
a: {type: A, value: 192.0.2.1}
END
reads "an include that is not there" 1 "include-missing" <<'END'
<<: !include nowhere.yaml
a: {type: A, value: 192.0.2.1}
END
reads "a NUL" 1 "a NUL byte" <<'END'
a: {type: TXT, value: "a\0b"}
END
reads "a lone surrogate" 1 "syntax" <<'END'
a: {type: TXT, value: "\ud800"}
END
printf 'a: {type: TXT, value: "\377"}\n' | reads "no UTF-8" 1 "no valid UTF-8"
{ echo 'a: {type: A, value: 192.0.2.1}'; printf 'b: '
	head -c 100000 /dev/zero | tr '\0' '['; } |
    reads "a hundred thousand brackets" 1 "nested over"
{ echo 'a: {type: A, value: 192.0.2.1}'; printf 'm0: &m0 {type: A}\n'
	for i in $(seq 1 60); do
		echo "m$i: &m$i {<<: [*m$((i - 1)), *m$((i - 1))]}"
	done; } | reads "merges of merges" 1 "stand for too much"
cd "$root" || exit
