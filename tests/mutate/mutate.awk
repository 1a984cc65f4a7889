# Makes mutants: every edit of the table on every record that it fits, each a
# copy of the file with that one record changed or taken out.
#
#     awk -v out=DIR -v file=NAME -v first=N -v most=M -f mutate.awk EDITS FLAT
#
# Writes DIR/N.zone, DIR/N+1.zone, … and prints one line each: the number, the
# file, and what was done, parted by tabs. An edit that puts something in is
# made at M records of a file at most; what is taken out is taken out everywhere.
FNR == NR {
	if ($0 ~ /^#/ || $0 == "")
		next
	split($0, part, /\t/)
	name[++edits] = part[1]
	types[edits] = part[2]
	pattern[edits] = part[3]
	becomes[edits] = part[4]
	kept[edits] = part[5] == "kept"
	next
}
{
	line[++lines] = $0
	split($0, part, " ")
	owner[lines] = part[1]
	type[lines] = part[1] ~ /^\$/ ? "" : part[3]
}
END {
	number = first
	for (e = 1; e <= edits; e++) {
		made = 0
		for (i = 1; i <= lines; i++)
			if (type[i] ~ types[e] && type[i] != "")
				make(e, i)
	}
}
function goes_with(kind, i, j) {
	return kind != "record" && owner[i] == owner[j] &&
	    (kind == "name" || type[i] == type[j])
}
function make(e, i,    kind, j, gone, others) {
	kind = pattern[e]
	if (kind != "record" && kind != "set" && kind != "name") {
		replace(e, i)
		return
	}
	for (j = 1; j <= lines; j++)
		if (j != i && goes_with(kind, i, j)) {
			if (j < i)
				return
			gone[j] = 1
			others++
		}
	if (kind != "record" && others == 0)
		return
	gone[i] = 1
	write(gone, 0, "", e, i)
}
function replace(e, i,    changed, star, gone) {
	changed = line[i]
	if (made >= most || !sub(pattern[e], becomes[e], changed) ||
	    changed == line[i])
		return
	made++
	gsub(/@@/, owner[i], changed)
	star = owner[i]
	sub(/^\*/, "", star)
	gsub(/@\^/, star, changed)
	gsub(/\\n/, "\n", changed)
	write(gone, i, changed, e, i)
}
function serial(e, text) {
	if (kept[e] && text ~ / SOA /)
		sub(/ 20262/, " 20261", text)
	return text
}
function write(gone, at, changed, e, i,    path, j) {
	path = out "/" number ".zone"
	for (j = 1; j <= lines; j++)
		if (!(j in gone))
			print (j == at ? changed : serial(e, line[j])) > path
	close(path)
	printf "%d\t%s\t%s: %s\n", number++, file, name[e],
	    substr(line[i], 1, 68)
}
