# One record a line, each with its owner and without comments, so that an edit
# can be made by line: awk -f flat.awk ZONE
function strip(line,    i, c, quoted, out) {
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (c == "\"")
			quoted = !quoted
		if (c == ";" && !quoted)
			break
		if (!quoted && (c == "(" || c == ")")) {
			depth += c == "(" ? 1 : -1
			c = " "
		}
		out = out (c == "\t" && !quoted ? " " : c)
	}
	return out
}
{
	line = strip($0)
	held = held == "" ? line : held " " line
	if (depth > 0)
		next
	line = held
	held = ""
	if (line ~ /^ *$/)
		next
	if (line ~ /^\$/) {
		print line
		next
	}
	if (line ~ /^ /)
		line = owner line
	owner = line
	sub(/ .*/, "", owner)
	gsub(/  +/, " ", line)
	sub(/ $/, "", line)
	print line
}
