# Turns providers.txt into C: the one place where its form is known.
BEGIN {
	clue["spf"] = "ZP_CLUE_SPF"; clue["mx"] = "ZP_CLUE_MX"
	clue["dkim"] = "ZP_CLUE_DKIM_CNAME"
	clue["selector"] = "ZP_CLUE_SELECTOR"
	clue["verification"] = "ZP_CLUE_VERIFICATION"
	clue["caa"] = "ZP_CLUE_CAA"
	clue["return-path"] = "ZP_CLUE_RETURN_PATH"
	clue["dmarc"] = "ZP_CLUE_DMARC"
	clue["dns"] = "ZP_CLUE_DNS"
	count = -1
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
function is_name(word) {
	return word != "selector" && word != "verification"
}
/^#/ || NF == 0 { next }
/\|/ {
	split($0, part, / *\| */)
	rows[++count] = sprintf("\t{ \"%s\", \"%s\", %s },", part[1], part[2],
	    part[3] == "domain" ? "true" : "false")
	next
}
!($1 in clue) {
	printf "%s:%d: no clue: %s\n", FILENAME, FNR, $1 > "/dev/stderr"
	failed = 1
	exit 1
}
{
	for (i = 2; i <= NF; i++) {
		if (is_name($1) && (suffix = registered($i)) != "" &&
		    !(suffix in seen)) {
			seen[suffix] = 1
			suffixes[++kinds] = suffix
		}
		clues[++total] = sprintf("\t{ %s, \"%s\", %d },", clue[$1], $i,
		    count)
	}
}
END {
	if (failed)
		exit 1
	print "/* Made from rules/providers.txt: do not edit. */"
	print "#include \"mail/provider.h\"\n"
	print "const struct zp_provider providers[] = {"
	for (i = 0; i <= count; i++)
		print rows[i]
	print "};\n\nconst struct provider_clue provider_clues[] = {"
	for (i = 1; i <= total; i++)
		print clues[i]
	print "\t{ ZP_CLUE_SPF, NULL, 0 },\n};"
	print "\nconst char *const provider_suffixes[] = {"
	for (i = 1; i <= kinds; i++)
		print "\t\"" suffixes[i] "\","
	print "\tNULL,\n};"
}
