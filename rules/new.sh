#!/bin/sh
# Begins a rule: `rules/new.sh my-rule` writes rules/my_rule.c and two fixtures.
set -eu
cd "$(dirname "$0")/.."
id=$1
case $id in
*[!a-z0-9-]* | "" | -* | *-)
	echo "make rule ID=my-rule: an id is lower case words with '-'" >&2
	exit 2 ;;
esac
word=$(echo "$id" | tr - _)
file=rules/$word.c
if [ -e "$file" ] || grep -q "^ZP_RULE($word)" rules/*.c; then
	echo "there is a rule $id already" >&2
	exit 2
fi
cat >"$file" <<END
/* TEXT is removed: say in one line what this file is for. */
#include "zoneproof.h"

static void
$word(struct zp_ctx *ctx, const struct zp_delta *delta)
{
	struct zp_finding *finding = NULL;

	if (delta->before == NULL || delta->after != NULL ||
	    delta->change->after == NULL)
		return;
	finding = zp_report(ctx, zp_rrset_at(delta->before, 0),
	    "%s loses its TXT", zp_name_text(ctx, delta->owner));
	zp_fix(finding, "put it back:\n%s", zp_rrset_text(ctx, delta->before));
}

ZP_RULE($word) = {
	.id = "$id",
	.summary = "a TXT is removed",
	.explain = "Why it hurts whom; how to change safely; when it is quiet.",
	.severity = ZP_WARNING,
	.types = (const uint16_t[]){ ZP_TXT, 0 },
	.on_delta = $word,
};
END
zone() {
	cat <<END
\$ORIGIN example.com.
\$TTL 3600
@	IN	SOA	ns1.example.com. hostmaster.example.com. $1 7200 3600 1209600 3600
	IN	NS	ns1.example.com.
ns1	IN	A	192.0.2.1
END
}
for case in fires-when-it-goes quiet-when-it-stays; do
	folder=tests/rules/$id/$case
	mkdir -p "$folder"
	{ zone 1; echo 'www	IN	TXT	"hello"'; } >"$folder/before.zone"
	{ zone 2; [ "$case" = fires-when-it-goes ] ||
	    echo 'www	IN	TXT	"hello"'; } >"$folder/after.zone"
	: >"$folder/expected.txt"
done
echo "wrote $file and tests/rules/$id: edit them, then make update"
