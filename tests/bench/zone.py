#!/usr/bin/env python3
"""Writes a mixed zone of N records: zone.py N >example.com.zone"""
import sys

def main():
    count = int(sys.argv[1])
    out = ["$ORIGIN example.com.", "$TTL 3600",
        "@ IN SOA ns1 hostmaster 2026112401 7200 3600 1209600 3600",
        "@ IN NS ns1", "@ IN NS ns2", "ns1 IN A 192.0.2.1",
        "ns2 IN A 192.0.2.2", "mail IN A 192.0.2.3"]
    made, i = 6, 0
    while made < count:
        i += 1
        host = "h%d" % i
        out.append("%s IN A 45.%d.%d.%d" % (host, i >> 16 & 255, i >> 8 & 255, i & 255))
        extra = ["%s IN AAAA 2001:db8::%x:%x" % (host, i >> 16, i & 65535),
            "%s IN MX 10 mail" % host,
            '%s IN TXT "v=spf1 mx -all"' % host,
            "w%d IN CNAME %s" % (i, host),
            "d%d IN NS ns1" % i,
            "_sip._tcp.%s IN SRV 0 0 5060 %s" % (host, host),
            '%s 300 IN CAA 0 issue "letsencrypt.org"' % host][i % 7]
        out.append(extra)
        made += 2
    sys.stdout.write("\n".join(out) + "\n")

main()
