# Plugins: the sample, built as its README says and built in, says the same
# bytes; whatever is no good plugin is refused with its reason.
. tests/lib.sh

if ! make -s install DESTDIR="$scratch/dest" PREFIX=/usr BUILD="$BUILD" \
    >"$scratch/why" 2>&1; then
	not_ok "plugin: make install" "$scratch/why"
fi
cp -R samples/plugin "$scratch/plugin"
export PKG_CONFIG_PATH="$scratch/dest/usr/lib/pkgconfig"
export PKG_CONFIG_SYSROOT_DIR="$scratch/dest"
make -s -C "$scratch/plugin" >"$scratch/why" 2>&1 && ok "plugin: the sample builds" ||
    not_ok "plugin: the sample builds" "$scratch/why"
acme=$scratch/plugin/acme.so

cat >"$scratch/before.zone" <<'END'
$ORIGIN shop.example.
@ 3600 IN SOA ns1.shop.example. hostmaster.shop.example. 1 7200 3600 1209600 3600
@ 3600 IN NS ns1.shop.example.
@ 3600 IN NS ns2.shop.example.
@ 3600 IN MX 10 in.mx.example.net.
ns1 3600 IN A 198.51.100.1
ns2 3600 IN A 198.51.100.2
END
sed -e 's/ 1 7200/ 2 7200/' -e 's/10 in.mx.example.net./&\
@ 3600 IN MX 20 in.mail.test./' "$scratch/before.zone" >"$scratch/after.zone"
cd "$scratch" || exit

runs 1 "plugin: its rule runs" "$zoneproof" compare --plugin "$acme" \
    before.zone after.zone
says "plugin: its finding is there" "error[acme/foreign-mx]: mail for shop.example goes to a stranger"
cp out plugged
runs 0 "plugin: without it nothing is said" "$zoneproof" compare \
    --only acme/foreign-mx --plugin "$acme" --rule acme/foreign-mx=off \
    before.zone after.zone
printf 'rules:\n  acme/foreign-mx: { options: { relays: mail.test } }\n' >with.yaml
runs 0 "plugin: its options are read" "$zoneproof" compare --plugin "$acme" \
    -c with.yaml --only acme/foreign-mx before.zone after.zone
runs 2 "plugin: its ids are not known without it" "$zoneproof" compare \
    -c with.yaml before.zone after.zone
runs 0 "plugin: rules lists it" "$zoneproof" rules --plugin plugin/acme.so
says "plugin: rules names it" "acme/foreign-mx"
runs 0 "plugin: explain tells of it" "$zoneproof" explain --plugin "$acme" acme/foreign-mx
says "plugin: explain says why" "neither scanned nor archived"
(cd plugin && runs 0 "plugin: a bare name is a file here" "$zoneproof" rules --plugin acme.so)

# The same source among the built-in rules says the same bytes.
cd "$root" || exit
compile="${CC:-cc} -std=c11 -D_GNU_SOURCE -fPIE -Ilint $(cat "$BUILD/flags")"
awk -f rules/registry.awk rules/*.c samples/plugin/foreign_mx.c >"$scratch/registry.c"
if $compile -o "$scratch/builtin" -pie -Wl,--export-dynamic "$scratch/registry.c" \
    samples/plugin/foreign_mx.c "$BUILD/lint/main.o" "$BUILD/libzoneproof.a" \
    $(cat "$BUILD/libs") >"$scratch/why" 2>&1; then
	cd "$scratch" || exit
	"$scratch/builtin" compare before.zone after.zone >built-in 2>&1
	same "plugin: built in, it says the same bytes" built-in plugged
	runs 2 "plugin: an id that is there already is refused" \
	    "$scratch/builtin" compare --plugin "$acme" before.zone after.zone
	says "plugin: the reason is said" "there is a rule acme/foreign-mx already" err
else
	not_ok "plugin: the sample builds in" "$scratch/why"
fi

# What is refused. Each is a plugin of one source line or two.
cd "$scratch" || exit
refused() { # refused NAME REASON: the plugin's source is on standard input
	{ echo '#include <zoneproof.h>'; cat; } >bad.c
	if ! ${CC:-cc} -std=c11 -I"$scratch/dest/usr/include" -fPIC -shared -o bad.so \
	    bad.c >why 2>&1; then
		not_ok "plugin: $1 builds" why
		return
	fi
	runs 2 "plugin: $1 is refused" "$zoneproof" rules --plugin ./bad.so
	says "plugin: $1: the reason" "$2" err
}
rule='static void f(struct zp_ctx *c, const struct zp_zone *z) { (void)c; (void)z; }
static const struct zp_rule rule = {'
refused "another ABI" "built for zoneproof's ABI 999" <<'END'
ZP_API extern const struct zp_plugin zp_plugin;
const struct zp_plugin zp_plugin = { 999, sizeof(struct zp_rule), "x", 0 };
END
refused "another size of a rule" "build it anew" <<'END'
ZP_API extern const struct zp_plugin zp_plugin;
const struct zp_plugin zp_plugin = { ZP_ABI, 8, "x", 0 };
END
echo "int zp_other;" | refused "an object without ZP_PLUGIN" "it has no ZP_PLUGIN"
refused "an id without a slash" 'must be "bad/"' <<END
$rule .id = "foreign", .summary = "s", .explain = "e", .severity = ZP_ERROR, .on_zone = f };
ZP_PLUGIN("bad", &rule);
END
refused "another plugin's id" 'must be "bad/"' <<END
$rule .id = "acme/x", .summary = "s", .explain = "e", .severity = ZP_ERROR, .on_zone = f };
ZP_PLUGIN("bad", &rule);
END
refused "a rule without an explanation" "has no explanation" <<END
$rule .id = "bad/x", .summary = "s", .severity = ZP_ERROR, .on_zone = f };
ZP_PLUGIN("bad", &rule);
END
refused "a rule without a callback" "has 0 callbacks, not one" <<'END'
static const struct zp_rule rule = {
	.id = "bad/x", .summary = "s", .explain = "e", .severity = ZP_ERROR };
ZP_PLUGIN("bad", &rule);
END
refused "one rule twice" "there is a rule bad/x already" <<END
$rule .id = "bad/x", .summary = "s", .explain = "e", .severity = ZP_ERROR, .on_zone = f };
ZP_PLUGIN("bad", &rule, &rule);
END
echo "no object" >text.so
runs 2 "plugin: a text is refused" "$zoneproof" rules --plugin text.so
runs 2 "plugin: a file that is not there is refused" "$zoneproof" rules --plugin none.so

# A repository cannot bring one.
for key in plugins plugin; do
	printf '%s: [./bad.so]\n' $key >repo.yaml
	runs 2 "plugin: '$key:' in a configuration is an error" \
	    "$zoneproof" check -c repo.yaml after.zone
done

# All that zoneproof.h declares is there for a plugin to call.
grep -A3 '^ZP_API' "$root/lint/zoneproof.h" |
    grep -o '\bzp_[a-z0-9_]*(' | tr -d '(' | sort -u >declared
nm -D "$zoneproof" | awk '$2 == "T" { print $3 }' | sort -u >exported
comm -23 declared exported >missing
[ -s declared ] && [ ! -s missing ] && ok "plugin: every function of zoneproof.h is exported" ||
    not_ok "plugin: every function of zoneproof.h is exported" missing
