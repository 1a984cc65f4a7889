# Sums up what was said of each mutant: "@NAME" lines and findings in, one line
# a mutant out: the name, a tab, and the rules with their severities.
function flush() {
	if (name != "")
		print name "\t" (said == "" ? "nothing" : said)
	said = ""
}
/^@/ {
	flush()
	name = substr($0, 2)
	next
}
match($0, /: (error|warning|notice)\[[a-z0-9-]+\]: /) {
	word = substr($0, RSTART + 2, RLENGTH - 4)
	if (index(" " said " ", " " word " ") == 0)
		said = said (said == "" ? "" : " ") word
	next
}
/ cannot see all of / { $0 = "cannot see all" }
{ said = said (said == "" ? "" : " ") "(" $0 ")" }
END { flush() }
