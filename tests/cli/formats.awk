# Writes an estate, one record a line (zone, name, TTL, type, value; between
# tabs, text without its quotes), in the format -v format=… as files under
# -v out=…. A format of changes is given the estate twice: before and after.

function json(text) {
	gsub(/\\/, "\\\\\\\\", text)
	gsub(/"/, "\\\\\"", text)
	return "\"" text "\""
}

function fqdn(set) {
	return name[set] == "@" ? zone[set] "." : name[set] "." zone[set] "."
}

# A text in strings of 255 bytes, BETWEEN them.
function strings(text, between,    ret) {
	while (length(text) > 255) {
		ret = ret substr(text, 1, 255) between
		text = substr(text, 256)
	}
	return ret text
}

function presented(set, value) {
	return type[set] == "TXT" ? "\"" strings(value, "\" \"") "\"" : value
}

# What FORM, named by the format and the type, makes of each value.
function values(side, set, form,    i, n, part, ret) {
	n = split(value[side, set], part, "\n")
	for (i = 1; i <= n; i++)
		ret = ret (i > 1 ? ", " : "") formed(form, set, part[i])
	return "[" ret "]"
}

function formed(form, set, value,    field) {
	split(value, field, " ")
	if (form == "route53")
		return "{\"Value\": " json(presented(set, value)) "}"
	if (form == "dnsendpoint")
		return json(value)
	if (form == "terraform")
		return json(type[set] == "TXT" ? strings(value, "\"\"") : value)
	if (type[set] == "MX")
		return "{\"preference\": " field[1] ", \"exchange\": " \
		    json(field[2]) "}"
	if (type[set] == "SRV")
		return "{\"priority\": " field[1] ", \"weight\": " field[2] \
		    ", \"port\": " field[3] ", \"target\": " json(field[4]) "}"
	if (type[set] == "TXT")
		gsub(/;/, "\\\\;", value)
	return json(value)
}

# ------------------------------------------------------- whole zones, by set

function write_zones(set,    file, i, n, part) {
	file = out "/" zone[set] ".zone"
	n = split(value["before", set], part, "\n")
	for (i = 1; i <= n; i++)
		print fqdn(set), ttl[set], "IN", type[set], \
		    presented(set, part[i]) >file
}

function write_octodns(set,    file) {
	if (type[set] == "SOA")
		return
	file = out "/" zone[set] "..yaml"
	sub(/\.\./, ".", file)
	if (owner[file] != fqdn(set))
		print json(name[set] == "@" ? "" : name[set]) ":" >file
	owner[file] = fqdn(set)
	print "- type: " type[set] "\n  ttl: " ttl[set] >file
	if (type[set] == "CNAME")
		print "  value: " value["before", set] >file
	else
		print "  values: " values("before", set, "octodns") >file
}

function route53_set(side, set) {
	return "{\"Name\": " json(fqdn(set)) ", \"Type\": " json(type[set]) \
	    ", \"TTL\": " ttl[set] ", \"ResourceRecords\": " \
	    values(side, set, "route53") "}"
}

function gcloud_set(side, set, indent,    i, n, part, ret) {
	n = split(value[side, set], part, "\n")
	for (i = 1; i <= n; i++)
		ret = ret "\n" indent "- '" presented(set, part[i]) "'"
	return "kind: dns#resourceRecordSet\n" indent "name: " json(fqdn(set)) "\n" \
	    indent "rrdatas:" ret "\n" indent "ttl: " ttl[set] "\n" \
	    indent "type: " type[set]
}

function write_gcloud(set) {
	print "---\n" gcloud_set("before", set, "") >(out "/" zone[set] ".yaml")
}

function write_dnsendpoint(set) {
	if (type[set] == "SOA" || (type[set] == "NS" && name[set] == "@"))
		return
	print "---\napiVersion: externaldns.k8s.io/v1alpha1\n" \
	    "kind: DNSEndpoint\nmetadata: {name: set" set "}\nspec:\n" \
	    "  endpoints:\n  - dnsName: " \
	    json(substr(fqdn(set), 1, length(fqdn(set)) - 1)) \
	    "\n    recordTTL: " ttl[set] "\n    recordType: " type[set] \
	    "\n    targets: " values("before", set, "dnsendpoint") \
	    >(out "/" zone[set] ".yaml")
}

# list(FILE, OPENING, ITEM, CLOSING): one more of a list that finish() closes
function list(file, opening, item, closing) {
	print (file in closed ? "," : opening) item >file
	closed[file] = closing
}

function write_route53(set) {
	list(out "/" zone[set] ".json", "{\"ResourceRecordSets\": [", \
	    route53_set("before", set), "], \"IsTruncated\": false}")
}

function write_dnscontrol(set,    i, n, part, field, target, item) {
	if (type[set] == "SOA" || (type[set] == "NS" && name[set] == "@"))
		return
	n = split(value["before", set], part, "\n")
	for (i = 1; i <= n; i++) {
		split(part[i], field, " ")
		target = part[i]
		item = ""
		if (type[set] == "MX") {
			item = ", \"mxpreference\": " field[1]
			target = field[2]
		} else if (type[set] == "SRV") {
			item = ", \"srvpriority\": " field[1] \
			    ", \"srvweight\": " field[2] ", \"srvport\": " field[3]
			target = field[4]
		}
		domain[zone[set]] = domain[zone[set]] ",\n" \
		    "{\"type\": " json(type[set]) ", \"name\": " \
		    json(name[set]) ", \"ttl\": " ttl[set] ", \"target\": " \
		    json(target) item "}"
	}
}

# ------------------------------------------------------ changes, by what went

function gone(set) { return !(("after", set) in value) }

function changed(set) {
	return gone(set) || value["before", set] != value["after", set]
}

function write_batch(set) {
	if (!changed(set))
		return
	list(out "/" zone[set] ".json", "{\"Changes\": [", \
	    "{\"Action\": " (gone(set) ? "\"DELETE\"" : "\"UPSERT\"") \
	    ", \"ResourceRecordSet\": " \
	    route53_set(gone(set) ? "before" : "after", set) "}", "]}")
}

function write_transaction(set) {
	if (!changed(set))
		return
	gone_of[zone[set]] = gone_of[zone[set]] "- " \
	    gcloud_set("before", set, "  ") "\n"
	if (!gone(set))
		new_of[zone[set]] = new_of[zone[set]] "- " \
		    gcloud_set("after", set, "  ") "\n"
}

function finish_transaction(    which) {
	for (which in gone_of)
		printf "---\nadditions:%s\ndeletions:\n%s", which in new_of ? \
		    "\n" new_of[which] : " []", gone_of[which] \
		    >(out "/" which ".yaml")
}

function write_nsupdate(set,    i, n, part, left) {
	n = split(value["before", set], part, "\n")
	left = "\n" value["after", set] "\n"
	for (i = 1; i <= n; i++)
		if (!index(left, "\n" part[i] "\n")) {
			if (updated != zone[set])
				print (updated ? "send\n" : "") \
				    "zone " zone[set] >(out "/update.txt")
			updated = zone[set]
			print "update delete", fqdn(set), type[set], \
			    presented(set, part[i]) >(out "/update.txt")
			closed[out "/update.txt"] = "send"
		}
}

function octodns_side(side, set) {
	return "{\"ttl\": " ttl[set] ", \"values\": " \
	    values(side, set, "octodns") "}"
}

function write_octodns_plan(set,    item) {
	if (!changed(set))
		return
	item = "{\"type\": " (gone(set) ? "\"delete\"" : "\"update\"") \
	    ", \"name\": " json(name[set] == "@" ? "" : name[set]) \
	    ", \"record_type\": " json(type[set]) \
	    ", \"existing\": " octodns_side("before", set) \
	    (gone(set) ? "" : ", \"new\": " octodns_side("after", set)) "}"
	domain[zone[set]] = domain[zone[set]] ",\n" item
}

function terraform_side(side, set) {
	return "{\"zone_id\": " json("Z" zone[set]) ", \"name\": " \
	    json(name[set] == "@" ? "" : name[set]) ", \"fqdn\": " \
	    json(substr(fqdn(set), 1, length(fqdn(set)) - 1)) ", \"type\": " \
	    json(type[set]) ", \"ttl\": " ttl[set] ", \"records\": " \
	    values(side, set, "terraform") ", \"alias\": []}"
}

function resource(kind, label, actions, before, after) {
	list(out "/plan.json", \
	    "{\"format_version\": \"1.2\", \"terraform_version\": " \
	    "\"1.9.8\", \"resource_changes\": [", \
	    "{\"address\": " json(kind "." label) \
	    ", \"mode\": \"managed\", \"type\": " json(kind) ", \"name\": " \
	    json(label) ", \"change\": {\"actions\": [" json(actions) \
	    "], \"before\": " before ", \"after\": " after \
	    ", \"after_unknown\": {}}}", "]}")
}

function write_terraform(set,    own) {
	if (type[set] == "SOA" || (type[set] == "NS" && name[set] == "@"))
		return
	if (!(zone[set] in domain)) {
		own = "{\"zone_id\": " json("Z" zone[set]) ", \"name\": " \
		    json(zone[set]) "}"
		resource("aws_route53_zone", "zone" set, "no-op", own, own)
	}
	domain[zone[set]] = 1
	resource("aws_route53_record", "set" set, gone(set) ? "delete" : \
	    changed(set) ? "update" : "no-op", terraform_side("before", set), \
	    gone(set) ? "null" : terraform_side("after", set))
}

# -----------------------------------------------------------------------------

function write(set) {
	if (format == "zones") write_zones(set)
	if (format == "octodns") write_octodns(set)
	if (format == "route53") write_route53(set)
	if (format == "dnscontrol") write_dnscontrol(set)
	if (format == "gcloud") write_gcloud(set)
	if (format == "dnsendpoint") write_dnsendpoint(set)
	if (format == "transaction") write_transaction(set)
	if (format == "batch") write_batch(set)
	if (format == "nsupdate") write_nsupdate(set)
	if (format == "octodns_plan") write_octodns_plan(set)
	if (format == "terraform") write_terraform(set)
}

function finish(    which, file) {
	for (which in domain)
		if (format == "dnscontrol")
			list(out "/ir.json", "{\"registrars\": [], \"dns_providers\": [], \"domains\": [", \
			    "{\"name\": " json(which) ", \"records\": [" \
			    substr(domain[which], 2) "]}", "]}")
		else if (format == "octodns_plan")
			list(out "/plan.json", "{\"target\": {", \
			    json(which ".") ": {\"changes\": [" \
			    substr(domain[which], 2) "]}", "}}")
	for (file in closed)
		print closed[file] >file
	finish_transaction()
}

BEGIN { FS = "\t" }

FNR == 1 { side = side == "" ? "before" : "after" }

{
	key = $1 FS $2 FS $4
	if (!(key in number)) {
		set = number[key] = ++count
		zone[set] = $1
		name[set] = $2
		ttl[set] = $3
		type[set] = $4
	}
	set = number[key]
	before = (side, set) in value ? value[side, set] "\n" : ""
	value[side, set] = before $5
}

END {
	for (set = 1; set <= count; set++)
		write(set)
	finish()
}
