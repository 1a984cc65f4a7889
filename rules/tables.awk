# Turns providers.txt into C, and refuses a table that is not well formed: the
# one place where its form is known.
BEGIN {
	clue["spf"] = "ZP_CLUE_SPF"; clue["mx"] = "ZP_CLUE_MX"
	clue["dkim"] = "ZP_CLUE_DKIM_CNAME"
	clue["selector"] = "ZP_CLUE_SELECTOR"
	clue["verification"] = "ZP_CLUE_VERIFICATION"
	clue["rechecked"] = "ZP_CLUE_RECHECKED"
	clue["renews"] = "ZP_CLUE_RENEWS"
	clue["caa"] = "ZP_CLUE_CAA"
	clue["return-path"] = "ZP_CLUE_RETURN_PATH"
	clue["dmarc"] = "ZP_CLUE_DMARC"
	clue["dns"] = "ZP_CLUE_DNS"
	clue["claimable"] = "ZP_CLUE_CLAIMABLE"
	clue["claimable?"] = "ZP_CLUE_CLAIMABLE_AT_TIMES"
	clue["exempt"] = "ZP_CLUE_EXEMPT"
	count = -1
}
function refuse(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what > "/dev/stderr"
	failed = 1
	exit 1
}
# What is registered of a name: two labels, three below a country's registry.
function registered(name,    part, n) {
	n = split(name, part, ".")
	if (n < 2)
		return ""
	if (n > 2 && length(part[n]) == 2 && part[n - 1] ~ \
	    /^(co|com|net|org|ac|gov|edu|or|ne|go)$/)
		return part[n - 2] "." part[n - 1] "." part[n]
	return part[n - 1] "." part[n]
}
# How much of a text stands behind its last star.
function fixed(text) {
	sub(/.*\*/, "", text)
	return length(text)
}
function is_name(kind) {
	return kind != "selector" && kind != "verification" &&
	    kind != "rechecked"
}
/^#/ || NF == 0 { next }
/\|/ {
	if (split($0, part, / *\| */) != 3 || part[1] !~ /^[a-z0-9-]+$/)
		refuse("a provider is \"id | name | how\"")
	if (part[3] != "domain" && part[3] != "own")
		refuse("how is \"domain\" or \"own\": " part[3])
	if (part[1] in ids)
		refuse("this provider stands twice: " part[1])
	ids[part[1]] = 1
	id[++count] = part[1]
	title[count] = part[2]
	domain[count] = part[3] == "domain" ? "true" : "false"
	nested[count] = 0
	next
}
count < 0 { refuse("a clue before the first provider") }
NF < 2 { refuse("nothing behind " $1) }
$1 == "loses" {
	sub(/^loses */, "")
	loses[count] = $0
	next
}
$1 == "nested" {
	if ($2 !~ /^[0-9]+$/ || NF > 2)
		refuse("nested is a number")
	nested[count] = $2
	next
}
!($1 in clue) { refuse("no kind of clue: " $1) }
{
	for (i = 2; i <= NF; i++) {
		if (is_name($1) && $i !~ /^[a-z0-9_*-]+(\.[a-z0-9_*-]+)+$/)
			refuse("no name in lower case, without a final dot: " $i)
		if (($1, $i, id[count]) in given)
			refuse("this clue stands twice: " $i)
		given[$1, $i, id[count]] = 1
		suffix = is_name($1) ? registered($i) : ""
		if (suffix != "" && suffix !~ /\*/ && !(suffix in seen)) {
			seen[suffix] = 1
			suffixes[++kinds] = suffix
		}
		if (!(clue[$1] in clues))
			met[++groups] = clue[$1]
		clues[clue[$1]] = clues[clue[$1]] sprintf(\
		    "\t{ %s, %d, \"%s\", %d, %d },\n", clue[$1], count, $i,
		    length($i), fixed($i))
		sizes[clue[$1]]++
	}
}
END {
	if (failed)
		exit 1
	print "/* Made from rules/providers.txt: do not edit. */"
	print "#include \"mail/provider.h\"\n"
	print "const struct zp_provider providers[] = {"
	for (i = 0; i <= count; i++)
		printf "\t{ \"%s\", \"%s\", %s, %d, \"%s\" },\n", id[i],
		    title[i], domain[i], nested[i], loses[i]
	print "};\n\nconst struct provider_clue provider_clues[] = {"
	for (i = 1; i <= groups; i++) {
		kind = met[i]
		printf "%s", clues[kind]
		firsts = firsts sprintf("\t[%s] = %d,\n", kind, total)
		total += sizes[kind]
	}
	print "\t{ ZP_CLUE_SPF, 0, NULL, 0, 0 },\n};"
	print "\nconst size_t provider_clue_firsts[ZP_CLUE_EXEMPT + 1] = {"
	print firsts "};"
	print "\nconst char *const provider_suffixes[] = {"
	for (i = 1; i <= kinds; i++)
		print "\t\"" suffixes[i] "\","
	print "\tNULL,\n};"
}
