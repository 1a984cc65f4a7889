# Makes the table of rules from the lines that open one: ZP_RULE(word) = {
BEGIN {
	print "/* Made by rules/registry.awk from the rules. */"
	print "#include \"registry.h\"\n"
}
/^ZP_RULE\([a-z0-9_]+\)/ {
	word = $0
	sub(/^ZP_RULE\(/, "", word)
	sub(/\).*/, "", word)
	words[++count] = word
}
END {
	for (i = 2; i <= count; i++)
		for (j = i; j > 1 && words[j] < words[j - 1]; j--) {
			word = words[j]
			words[j] = words[j - 1]
			words[j - 1] = word
		}
	for (i = 1; i <= count; i++)
		print "extern const struct zp_rule zp_rule_" words[i] ";"
	print "\nconst struct zp_rule *const zp_rules[] = {"
	for (i = 1; i <= count; i++)
		print "\t&zp_rule_" words[i] ","
	print "\tNULL,\n};"
	print "const size_t zp_rule_count = sizeof zp_rules / sizeof *zp_rules - 1;"
}
