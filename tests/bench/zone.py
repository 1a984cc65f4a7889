#!/usr/bin/env python3
"""Writes a zone of N records or a few more: zone.py N [KIND] >example.com.zone

mixed: addresses, mail, aliases, services, DKIM keys and CAA, as a company or
a hoster keeps them. twin: the same without CAA, which validns cannot read.
changed: the next version of mixed, with a record in 200 changed. tld: NS, DS
and glue, as a registry publishes them. No rule has anything to say on any.
"""
import sys

HEAD = ["$ORIGIN example.com.", "$TTL 3600",
    "@ IN SOA ns1 hostmaster 2026112401 7200 3600 1209600 3600",
    "@ IN NS ns1", "@ IN NS ns2", "ns1 IN A 192.0.2.1",
    "ns2 IN A 192.0.2.2", "mail IN A 192.0.2.3"]
ED25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

def mixed(i):
    name = "host-%07d.example.com." % i
    yield "%s 3600 IN A 45.%d.%d.%d" % (
        name, i >> 16 & 255, i >> 8 & 255, i & 255)
    yield ["%s 3600 IN AAAA 2001:db8:%x:%x::1" % (name, i >> 16, i & 65535),
        "%s 3600 IN MX 10 mail.example.com." % name,
        '%s 300 IN TXT "v=spf1 mx ip4:45.%d.%d.0/24 -all"' % (
            name, i >> 16 & 255, i >> 8 & 255),
        "www-%07d 3600 IN CNAME %s" % (i, name),
        "dept-%07d 86400 IN NS ns1.example.com." % i,
        "_sip._tcp.host-%07d 3600 IN SRV 0 0 5060 %s" % (i, name),
        '%s 300 IN CAA 0 issue "letsencrypt.org"' % name,
        's1._domainkey.host-%07d 3600 IN TXT "v=DKIM1; k=ed25519; p=%s"' % (
            i, ED25519)][i % 8]

def twin(i):
    for line in mixed(i):
        yield line.replace("CAA 0 issue", "TXT")

def changed(i):
    for line in mixed(i):
        yield line if i % 100 else line.replace("IN A 45.", "IN A 46.")

def tld(i):
    name = "domain-%07d" % i
    glued = i % 3 == 0
    servers = ["ns%d.%s" % (j, name) if glued else
        "ns%d.provider%03d.net." % (j, i % 500) for j in (1, 2)]
    for server in servers:
        yield "%s.example.com. 86400 IN NS %s" % (
            name, server + ".example.com." if glued else server)
    if i % 2 == 0:
        yield "%s.example.com. 86400 IN DS %d 13 2 %064X" % (
            name, i % 65536, i * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**256)
    if glued:
        yield "%s.example.com. 86400 IN A 45.%d.%d.%d" % (
            servers[0], i >> 16 & 255, i >> 8 & 255, i & 255)
        yield "%s.example.com. 86400 IN AAAA 2001:db8:%x:%x::1" % (
            servers[1], i >> 16, i & 65535)

def main():
    count = int(sys.argv[1])
    kind = {"mixed": mixed, "twin": twin, "changed": changed, "tld": tld}[
        (sys.argv + ["mixed"])[2]]
    out, i = HEAD[:], 0
    if kind is changed:
        out[2] = out[2].replace("2026112401", "2026112402")
    made = len(out) - 2
    while made < count:
        i += 1
        lines = list(kind(i))
        out += lines
        made += len(lines)
    sys.stdout.write("\n".join(out) + "\n")

main()
