# Patches: what git diff, git format-patch and diff -u give, beside a repository
# and without one; what does not apply, and what is hostile.
. tests/lib.sh
cd "$scratch" || exit

git_init repo
cd repo || exit
mkdir zones
{
	cat <<'END'
$TTL 3600
@ IN SOA ns1.example.net. hostmaster.example.net. (
	2026110101 ; serial
	7200
	3600
	1209600
	3600 )
@ IN NS ns1.example.net.
@ IN NS ns2.example.net.
@ IN MX 10 mx1.example.net.
@ IN MX 20 mx2.example.net.
@ IN TXT "v=spf1 include:_spf.example.net -all"
_dmarc IN TXT "v=DMARC1; p=reject"
END
	for i in 1 2 3 4 5 6 7 8 9; do echo "host$i IN A 192.0.2.$i"; done
	echo 'www IN CNAME host1'
} >zones/db.shop.example
git add -A && git commit -qm zones

# One removal in the middle, and the serial raised.
sed -i -e 's/2026110101/2026110102/' -e '/v=spf1/d' zones/db.shop.example
git diff >../spf.patch
git diff -U0 >../spf0.patch
git diff --no-prefix >../plain.patch
cp zones/db.shop.example ../after.zone
git checkout -q zones

runs 1 "patch: a removed SPF is seen" "$zoneproof" diff --patch ../spf.patch
says "patch: at its own line" "zones/db.shop.example:12:1 (before)"
says "patch: by its rule" "error[spf-removed]"
for kind in spf0 plain; do
	runs 1 "patch: $kind: a removed SPF is seen" "$zoneproof" diff --patch ../$kind.patch
	says "patch: $kind: by its rule" "error[spf-removed]"
done
runs 1 "patch: from standard input" sh -c "\"$zoneproof\" diff --patch - <../spf.patch"
cp "$scratch/out" piped
runs 1 "patch: with a mail around it" sh -c "{ printf 'From: x\nSubject: y\n\n---\n zones | 2 +-\n'; cat ../spf.patch; printf -- '-- \n2.39.5\n\n'; } | \"$zoneproof\" diff --patch -"
same "patch: a mail says the same" piped "$scratch/out"
runs 0 "patch: an empty one is no change" sh -c "\"$zoneproof\" diff --patch - </dev/null"
runs 0 "patch: a rewriting gives no finding" sh -c "tac zones/db.shop.example >x; git diff --no-index zones/db.shop.example zones/db.shop.example | \"$zoneproof\" diff --patch -"

# It was applied already: the blobs say so, or the text does.
git apply ../spf.patch && git commit -qam spf
runs 1 "patch: already in HEAD, by its blobs" "$zoneproof" diff --patch ../spf.patch
grep -v ^index ../spf.patch >../noindex.patch
runs 1 "patch: already in HEAD, by its text" "$zoneproof" diff --patch ../noindex.patch
says "patch: already in HEAD: by its rule" "error[spf-removed]"
git reset -q --hard HEAD~1

# An edit above has moved the lines; other lines do not fit.
sed -i '1i ; a comment\n; another' zones/db.shop.example
git commit -qam comment
runs 1 "patch: hunks that moved are found" "$zoneproof" diff --patch ../noindex.patch
says "patch: hunks that moved: the line of today" "zones/db.shop.example:14:1 (before)"
sed 's/mx2/mx3/' ../noindex.patch >../wrong.patch
runs 3 "patch: one that does not fit is not read" "$zoneproof" diff --patch ../wrong.patch
says "patch: where it does not fit" "wrong.patch:12: this hunk does not fit zones/db.shop.example" "$scratch/err"
git reset -q --hard HEAD~1

# Files that come, go, and move.
git rm -q zones/db.shop.example
git diff --cached >../gone.patch
git diff --cached -D >../gone-short.patch
git reset -q --hard
runs 1 "patch: a deleted zone" "$zoneproof" diff --patch ../gone.patch
says "patch: a deleted zone: by its rule" "error[zone-removed]"
runs 1 "patch: a deleted zone whose lines are left out" "$zoneproof" diff --patch ../gone-short.patch
git mv zones/db.shop.example zones/shop.example.zone
git diff --cached -M >../moved.patch
git reset -q --hard
runs 0 "patch: a renamed zone is no change" "$zoneproof" diff --patch ../moved.patch
says_not "patch: a renamed zone: nothing is said" "["
printf '$TTL 60\n@ SOA ns1.a.example. h.a.example. 1 7200 3600 1209600 3600\n@ NS ns1.a.example.\n@ NS ns2.b.example.\nns1 A 192.0.2.1\n@ MX 10 nowhere\n' >zones/a.example.zone
git add -A && git diff --cached >../new.patch && git reset -q --hard
runs 1 "patch: a new zone is proofread" "$zoneproof" diff --patch ../new.patch
says "patch: a new zone: its fault" "error[mx-target-missing]" ||
    cat "$scratch/out"

# A series of mails: each hunk stands on the one before.
sed -i '/v=spf1/d' zones/db.shop.example && git commit -qam one
sed -i '/host5/d' zones/db.shop.example && git commit -qam two
git format-patch -q --stdout HEAD~2 >../series.patch
git reset -q --hard HEAD~2
runs 1 "patch: a series of mails is one change" "$zoneproof" diff --patch ../series.patch
says "patch: a series: the first mail" "[spf-removed]"
says "patch: a series: the second mail" "[name-went-dark]"

# Text that git shows as binary: by its blobs.
printf 'zones/* binary\n' >.gitattributes
sed -i '/MX/d' zones/db.shop.example
git diff -- zones >../binary.patch
git stash -q
runs 3 "patch: a binary difference of blobs that are not here" sh -c \
    "sed 's/^index.*/index 1234567..89abcde 100644/' ../binary.patch | \"$zoneproof\" diff --patch -"
says "patch: binary: what is not seen" "zones/db.shop.example: the patch alone does not show" "$scratch/err"
git stash pop -q && git add -A && git stash -q
runs 1 "patch: a binary difference of blobs that are here" "$zoneproof" diff --patch ../binary.patch
says "patch: binary: by its rule" "[sender-went-dark]"
cd ..

# Without a repository: the file around us, then the hunks alone.
mkdir folder folder/zones && cp repo/zones/db.shop.example folder/zones
mkdir alone
(cd folder && runs 1 "patch: beside the file alone" "$zoneproof" diff --patch ../spf.patch &&
    says "patch: beside the file: by its rule" "error[spf-removed]")
cd alone || exit
runs 1 "patch: hunks alone: a removed SPF is seen" "$zoneproof" diff --patch ../spf.patch
says "patch: hunks alone: at its own line" "zones/db.shop.example:12:1 (before)"
says "patch: hunks alone: by its rule" "error[spf-removed]"
says "patch: hunks alone: it says so" "the patch is all that is known"
says_not "patch: hunks alone: half a SOA is no fault" "syntax"
says_not "patch: hunks alone: what is not shown is not missing" "missing"
sed -e 's/^-@ IN TXT.*/-@ IN MX 15 mx3.example.net./' ../spf.patch >mx.patch
runs 0 "patch: hunks alone: other hosts of the MX stay" "$zoneproof" diff --patch mx.patch
cat >mxs.patch <<'END'
--- a/zones/db.shop.example
+++ b/zones/db.shop.example
@@ -9,4 +9,2 @@
 @ IN NS ns2.example.net.
-@ IN MX 10 mx1.example.net.
-@ IN MX 20 mx2.example.net.
 _dmarc IN TXT "v=DMARC1; p=reject"
END
runs 0 "patch: hunks alone: no MX is shown to stay" "$zoneproof" diff --patch mxs.patch
says "patch: hunks alone: likely, not sure" "warning[mx-removed]"
says "patch: hunks alone: why it is not sure" "may stand outside of it"
cat >key.patch <<'END'
--- a/zones/db.shop.example
+++ b/zones/db.shop.example
@@ -9,3 +9,2 @@
 @ IN NS ns2.example.net.
-s1._domainkey IN CNAME s1.dkim.example.net.
 _dmarc IN TXT "v=DMARC1; p=reject"
END
runs 0 "patch: hunks alone: no other key is shown" "$zoneproof" diff --patch key.patch
says "patch: hunks alone: likely the last key" "likely its last key"
cat >blank.patch <<'END'
--- a/zones/db.shop.example
+++ b/zones/db.shop.example
@@ -40,4 +40,3 @@ mail IN A 192.0.2.1
  IN A 192.0.2.7
- IN TXT "v=spf1 ip4:192.0.2.0/24 -all"
  IN A 192.0.2.8
 host9 IN A 192.0.2.9
END
runs 0 "patch: hunks alone: an owner that is not shown is not guessed" \
    "$zoneproof" diff --patch blank.patch
says_not "patch: hunks alone: nothing hangs on it" "[spf-removed]"
sed 's,zones/db.shop.example,records.txt,' ../spf.patch >nameless.patch
runs 3 "patch: hunks alone: which zone is not known" "$zoneproof" diff --patch nameless.patch
says "patch: hunks alone: what to do" "--origin" "$scratch/err"
runs 1 "patch: hunks alone: --origin says it" "$zoneproof" diff --origin shop.example --patch nameless.patch
says "patch: --origin: by its rule" "[spf-removed]"
cat >yaml.patch <<'END'
--- a/config/shop.example.yaml
+++ b/config/shop.example.yaml
@@ -10,3 +10,2 @@
 www:
-  - type: A
   ttl: 60
END
runs 3 "patch: hunks alone of YAML are not read" "$zoneproof" diff --patch yaml.patch
sed 's/shop.example.yaml/compose.yaml/' yaml.patch >other.patch
runs 0 "patch: other files are nobody's business" "$zoneproof" diff --patch other.patch

# What is no patch, or a bad one.
bad() { # bad NAME WORDS: standard input is the patch
	cat >bad.patch
	runs 3 "patch: $1" "$zoneproof" diff --patch bad.patch
	says "patch: $1: the reason" "$2" "$scratch/err"
}
echo "hello" | bad "a text" "there is no patch in it"
printf '@@ -1 +1 @@\n-a\n+b\n' | bad "a hunk of no file" "bad.patch:1: a hunk of no file"
head -n 9 ../spf.patch | bad "one cut short" "ends in the middle of this hunk"
sed '10i bogus' ../spf.patch | bad "one with a line of its own" "does not belong to this hunk"
printf -- '--- a/x\n+++ b/x\n@@ -1,999999999999 +1 @@\n a\n' | bad "a count out of range" "no hunk of a unified diff"
printf -- '--- a/x\n+++ b/x\n@@ -1 @@\n a\n' | bad "half a head" "no hunk of a unified diff"
printf -- '--- a/../../etc/passwd\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-a\n+b\n' |
    bad "a path out of the tree" "leads out of the tree"
printf -- 'diff --git "a/\\056\\056/x" "b/\\056\\056/x"\n' | bad "the same in quotes" "leads out of the tree"
printf 'diff --cc zones/x\nindex 1,2..3\n@@@ -1,1 -1,1 +1,1 @@@\n' | bad "a merge" "combined diff of a merge"
printf -- '--- a/db.x.example\n+++ b/db.x.example\n@@ -4294967295,1 +4294967295,1 @@\n-a A 192.0.2.1\n+a A 192.0.2.2\n' >far.patch
runs 3 "patch: a line that no file has" "$zoneproof" diff --patch far.patch
runs 3 "patch: a file that is not there" "$zoneproof" diff --patch none.patch
runs 2 "patch: --patch goes alone" "$zoneproof" diff --staged --patch bad.patch

# Thousands of hunks that each stand elsewhere end, and soon.
mkdir ../many && cd ../many || exit
awk 'BEGIN { for (i = 0; i < 200000; i++) print "h" i % 7 " A 192.0.2.1" }' >db.x.example
awk 'BEGIN { print "--- a/db.x.example"; print "+++ b/db.x.example"
	for (i = 0; i < 20000; i++) printf "@@ -%d,2 +%d,2 @@\n h0 A 192.0.2.1\n h0 A 192.0.2.1\n", i * 9 + 9000, i * 9 + 9000 }' >many.patch
runs 3 "patch: hunks that fit nowhere end" timeout 60 "$zoneproof" diff --patch many.patch

# The policy that a patch brings is watched, as that of any other change.
git_init "$scratch/watched"
cd "$scratch/watched" || exit
printf 'fail-on: warning\n%s\n' "$(seq 20 | sed 's/^/# /')" >.zoneproof.yaml
git add -A && git commit -qm policy
sed -i 's/warning/error/' .zoneproof.yaml
git diff >../policy.patch
git checkout -q .
runs 1 "patch: a weaker policy is told" "$zoneproof" diff -v --now $now --patch ../policy.patch
says "patch: and what gets weaker" "fail-on: warning → error"
says "patch: and what allows it" "= allow: Zoneproof-Allow: policy-changed -- "
mkdir ../unwatched && cd ../unwatched || exit
runs 0 "patch: a part of a policy is not taken for it" "$zoneproof" diff -v --now $now --patch ../policy.patch
says "patch: that is said" ".zoneproof.yaml: the patch alone does not show what it says"
