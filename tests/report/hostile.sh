# Zones that mean harm, through every format: nothing of them acts on a
# terminal, a build server, a browser or a spreadsheet.
. tests/lib.sh
cd "$scratch" || exit

# What stands in owners, targets and texts, as a zone file may spell it.
names() {
	cat <<'END'
::error::x
##[add-mask]x
##vso[task.setvariable]x
=cmd|calc!A0
-2+3
+1
@team
\009tab
</script><script>alert\(1\)</script>
<!--]]>&amp;
```
|x|`*_[a]\(javascript:alert\)
https://evil
%0a%25
\010::warning::y
\013\010::stop-commands::z
\027[31mred
bad\255\192utf
rtl\226\128\174x
line\226\128\168x
💌
${{secrets}}
END
}

zone() { # zone NAME
	printf '$ORIGIN %s.\n$TTL 3600\n' "$1"
	printf '@ SOA ns1.example.net. h.example.net. 1 7200 3600 1209600 3600\n'
	printf '@ NS ns1.example.net.\n@ NS ns2.example.net.\n'
	printf 'www A 192.0.2.1\n'
}
folder='::error::x%0A,=b
::warning::y'
mkdir -p "before/$folder" "after/$folder"
{
	zone hostile.example
	names | while IFS= read -r name; do
		printf '%s MX 10 www\n%s A 192.0.2.1\n' "$name" "$name"
		printf '%s TXT "v=spf1 include:%s -all"\n' "$name" "$name"
	done
} >"before/$folder/hostile.example.zone"
{
	zone hostile.example
	names | while IFS= read -r name; do
		printf '%s CNAME gone\nx.%s MX 10 %s.nowhere\n' "$name" "$name" "$name"
	done
} >"after/$folder/hostile.example.zone"
# And what none may hold: raw bytes.
zone raw.example >before/raw.example.zone
{
	zone raw.example
	printf 'red\033[31m A 1.2.3\nbad\377\300 A 1.2.3\nrtl\342\200\256 A 1.2.3\n'
	printf 'x TXT "\033]0;title\007" ; </script> ::error::x ##[group]y\n'
	printf '</script><script>alert(1)</script> A 1\n'
	printf '\360\237\222\214 \360\237\222\214 A 1.2.3\n=cmd A\n::error::x 1\n'
} >after/raw.example.zone

formats=$("$zoneproof" check --help | sed -n 's/^  -f \([a-z]*\) .*/\1/p')
[ "$(echo "$formats" | wc -w)" -ge 13 ] && ok "hostile: --help names the formats" ||
    not_ok "hostile: --help names the formats"
for format in $formats; do
	"$zoneproof" compare --now $now -f "$format" before after >"got.$format" 2>err
	[ $? -eq 1 ] && ok "hostile: $format: exit 1" || not_ok "hostile: $format: exit 1" err
done

for format in $formats; do
	module=json
	[ "$format" != markdown ] || module=markdown_it
	if ! python=$(python_with $module); then
		skip "hostile: $format" "no python3 with $module here"
		continue
	fi
	"$python" "$root/tests/report/hostile.py" "$format" "got.$format" >why 2>&1 &&
	    ok "hostile: $format: nothing acts" || not_ok "hostile: $format: nothing acts" why
done
