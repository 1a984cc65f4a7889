# Harmless rewritings: the same data in another dress.
#
#     awk -v how=WORD [-v include=FILE] -f harmless.awk FLAT
BEGIN { srand(1) }
{
	line[++lines] = $0
	if ($1 == "$ORIGIN")
		origin = $2
}
END {
	for (i = 1; i <= lines; i++) {
		split(line[i], part, " ")
		is_record = line[i] !~ /^\$/
		owner = part[1]
		type = is_record ? part[3] : ""
		data = line[i]
		sub(/^[^ ]+ [^ ]+ [^ ]+ /, "", data)
		if (how == "shuffle")
			hold(i)
		else if (how == "include")
			move(i)
		else
			print is_record ? dress() : directive(line[i])
	}
	for (; held > 0; held--) {
		at = int(rand() * held) + 1
		print kept[at]
		kept[at] = kept[held]
	}
}
# Directives and the SOA stay in front, the rest comes in any order.
function hold(i) {
	if (!is_record || type == "SOA")
		print line[i]
	else
		kept[++held] = line[i]
}
# All but the frame moves to another file.
function move(i) {
	if (!is_record || type == "SOA" || type == "NS")
		print line[i]
	else {
		if (!(moved++))
			print "$INCLUDE " include
		print line[i] > (folder "/" include)
	}
}
function directive(text) {
	if (how == "seconds")
		sub(/ 1h$/, " 3600", text)
	else if (how == "units")
		sub(/ 3600$/, " 60m", text)
	return text
}
function dress() {
	if (how == "chunks" && type == "TXT")
		return owner " IN TXT " chunks(data)
	if (how == "case" && (type == "TXT" || type == "CAA" || type == "NAPTR"))
		return toupper(owner) " in " tolower(type) " " data
	if (how == "case" && (type == "HTTPS" || type == "TLSA"))
		return toupper(owner) " in " tolower(type) " " data
	if (how == "case")
		return toupper(owner) " in " tolower(type) " " toupper(data)
	if (how == "seconds" || how == "units")
		return owner (how == "units" ? " 60M IN " : " 3600 IN ") type \
		    " " (type == "SOA" ? times(data) : data)
	if (how == "layout")
		return owner "\t\tIN\t" type " (\n\t\t" data " ) ; kept as it was"
	if (how == "absolute" && origin != "")
		return (owner == "@" ? origin : owner ~ /\.$/ ? owner : \
		    owner "." origin) " IN " type " " data
	if (how == "generic" && type == "A")
		return owner " CLASS1 TYPE1 \\# 4 " hex(data)
	if (how == "split" || how == "terms")
		return owner " IN " type " " spf(data)
	return line[i]
}
function chunks(text,    all, out) {
	all = text
	gsub(/" "/, "", all)
	all = substr(all, 2, length(all) - 2)
	for (; length(all) > 17; all = substr(all, 18))
		out = out "\"" substr(all, 1, 17) "\" "
	return out "\"" all "\""
}
function times(soa,    word, n, out, j) {
	n = split(soa, word, " ")
	for (j = 4; j <= n; j++)
		word[j] = how == "units" ? seconds(word[j]) / 60 "m" : \
		    seconds(word[j])
	for (j = 1; j <= n; j++)
		out = out (j > 1 ? " " : "") word[j]
	return out
}
function seconds(word) {
	return word ~ /w$/ ? word * 604800 : word ~ /h$/ ? word * 3600 : word + 0
}
function hex(address,    part) {
	split(address, part, ".")
	return sprintf("%02X%02X%02X%02X", part[1], part[2], part[3], part[4])
}
# An address network as its two halves; or mechanisms in another order.
function spf(text,    word, n, j, out) {
	if (text !~ /^"v=spf1 /)
		return text
	n = split(text, word, " ")
	if (how == "terms" && n > 3 && word[2] !~ /redirect/) {
		out = word[2]
		word[2] = word[n - 1]
		word[n - 1] = out
	}
	out = word[1]
	for (j = 2; j <= n; j++)
		out = out " " (how == "split" ? halves(word[j]) : word[j])
	return out
}
function halves(term,    part, end, bits) {
	if (term !~ /^ip4:.*\/28$/)
		return term ~ /^ip4:[0-9.]+$/ ? term "/32" : term
	split(substr(term, 5), part, /[.\/]/)
	return sprintf("ip4:%d.%d.%d.%d/29 ip4:%d.%d.%d.%d/29", part[1],
	    part[2], part[3], part[4], part[1], part[2], part[3], part[4] + 8)
}
