# Turns terraform.txt into C: the one place where its form is known.
function bad(what) {
	printf "%s:%d: %s: %s\n", FILENAME, FNR, what, $0 > "/dev/stderr"
	failed = 1
	exit 1
}
# "id zone_id" → the enum's word in `kinds`, and the attribute
function pair(text, kinds,   word) {
	if (split(text, word, " ") != 2 || !((word[1]) in kinds))
		bad("no such kind")
	return kinds[word[1]] ", \"" word[2] "\""
}
function words(from,   i, list) {
	for (i = from; i <= NF; i++)
		list = list "\"" $i "\", "
	return list "NULL"
}
BEGIN {
	by["id"] = "TERRAFORM_BY_ID"; by["name"] = "TERRAFORM_BY_NAME"
	owner["full"] = "TERRAFORM_FULL"; owner["below"] = "TERRAFORM_BELOW"
	owner["either"] = "TERRAFORM_EITHER"
	text["quoted"] = "TERRAFORM_QUOTED"; text["inner"] = "TERRAFORM_INNER"
	text["plain"] = "TERRAFORM_PLAIN"
	extra["alias"] = "TERRAFORM_ALIAS"; extra["opaque"] = "TERRAFORM_OPAQUE"
	extra["routed"] = "TERRAFORM_ROUTED"
}
/^#/ || NF == 0 { next }
$1 == "zone" {
	if (split($0, part, / *\| */) != 3)
		bad("not three parts")
	sub(/^zone +/, "", part[1])
	zones[++zone_count] = sprintf("\t{ \"%s\", \"%s\", \"%s\" },", part[1],
	    part[2], part[3])
	next
}
/\|/ {
	if (split($0, part, / *\| */) != 6)
		bad("not six parts")
	if (split(part[6], how, " ") != 2 || !(how[2] in text) ||
	    (how[1] != "absolute" && how[1] != "relative"))
		bad("how is it?")
	rows[++count] = sprintf("\t{ \"%s\", %s, %s, \"%s\", \"%s\", %s, %s, %d },",
	    part[1], pair(part[2], by), pair(part[3], owner), part[4], part[5],
	    how[1] == "relative" ? "true" : "false", text[how[2]], line_count)
	next
}
count == 0 { bad("no resource above") }
$1 in extra {
	lines[++line_count - 1] = sprintf("\t{ %s, %d, NULL, \"%s\", { \"%s\" } },",
	    extra[$1], count - 1, $2, $3)
	next
}
NF >= 3 && NF <= 9 {
	lines[++line_count - 1] = sprintf("\t{ TERRAFORM_DATA, %d, \"%s\", \"%s\", { %s } },",
	    count - 1, $1, $2, words(3))
	next
}
{ bad("what is it?") }
END {
	if (failed)
		exit 1
	print "/* Made from lint/read/terraform.txt: do not edit. */"
	print "#include \"read/terraform.h\"\n"
	print "const struct terraform_zone terraform_zones[] = {"
	for (i = 1; i <= zone_count; i++)
		print zones[i]
	print "\t{ NULL, NULL, NULL },\n};\n"
	print "const struct terraform_resource terraform_resources[] = {"
	for (i = 1; i <= count; i++)
		print rows[i]
	print "\t{ NULL, 0, NULL, 0, NULL, NULL, NULL, false, 0, 0 },\n};\n"
	print "const struct terraform_line terraform_lines[] = {"
	for (i = 0; i < line_count; i++)
		print lines[i]
	print "\t{ 0, 0, NULL, NULL, { NULL } },\n};"
}
