# What YAML 1.1 makes of a plain word, held against python3-yaml, which is what
# octoDNS reads with: each word is a name that must be told as a surprise, and
# as which, exactly where Python's str() says so.
. tests/lib.sh

if ! python3 -c 'import yaml' 2>/dev/null; then
	skip "yaml: words as Python reads them" "no python3-yaml here"
	exit 0
fi

cat >"$scratch/words" <<'END'
no
NO
nO
yes
y
on
off
Off
null
Null
nil
true
TRUE
tRue
010
08
0
00
67
0x1F
0xg
0b11
0b12
0o17
0_7
-010
1_000
1__0
1:30
190:20:30
1:60
1:5
2001:10:20
1.5
1.50
1.10
2.80
10.
.5
-1.25
+12
-0
+0x1F
1e3
1.0e+3
1.5e-7
12345678.5
100000.0
0.1
123456789012345.0
1.0e+16
1.2.3
192.0.2.1
.inf
-.INF
.NaN
.nan.
2020-01-01
2020-1-1
example.com.
v=spf1
_dmarc
a:b
END
{
	echo "---"
	sed 's/$/: {type: A, value: 192.0.2.1}/' "$scratch/words"
} >"$scratch/example.com.yaml"
cd "$scratch" || exit
"$zoneproof" check --only yaml-surprise example.com.yaml |
    sed -n "s/^error\[yaml-surprise\]: //p" | sort >got
python3 - >want.unsorted <<'END'
import yaml
for word in open("words"):
    word = word.rstrip("\n")
    value = yaml.safe_load("v: " + word)["v"]
    if not hasattr(value, "isoformat") and str(value) != word:
        print("'%s' without quotes is '%s' to octoDNS" % (word, value))
END
sort want.unsorted >want
diff want got >why && [ -s want ] && ok "yaml: words as Python reads them" ||
    not_ok "yaml: words as Python reads them" why
cd "$root" || exit
