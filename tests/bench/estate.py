#!/usr/bin/env python3
"""Writes an estate of N zones of 17 records: estate.py FOLDER N

The zones lean on one of their provider, as a registrar's or hoster's do; now
and then one has a fault.
"""
import os
import sys

ZONE = """$ORIGIN {name}.
$TTL 3600
@ IN SOA ns1.host.example. hostmaster.host.example. 1 7200 3600 1209600 3600
@ IN NS ns1.host.example.
@ IN NS ns2.host.example.
@ IN A 45.0.{high}.{low}
@ IN AAAA 2001:db8::{i:x}
@ IN MX 10 mx1
@ IN MX 20 mx2.host.example.
@ IN TXT "v=spf1 mx include:_spf.host.example {all}"
_dmarc IN TXT "v=DMARC1; p={policy}; rua=mailto:dmarc@{name}"
mx1 IN A 45.1.{high}.{low}
mx1 IN AAAA 2001:db8:1::{i:x}
www IN CNAME {name}.
ftp IN A 45.2.{high}.{low}
_sip._tcp IN SRV 0 5 5060 {sip}
shop IN A 45.3.{high}.{low}
shop IN AAAA 2001:db8:3::{i:x}
@ IN CAA 0 issue "letsencrypt.org"
"""

PROVIDER = """$ORIGIN host.example.
$TTL 3600
@ IN SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ IN NS ns1
@ IN NS ns2
ns1 IN A 45.0.0.1
ns2 IN A 45.0.0.2
mx2 IN A 45.0.0.3
_spf IN TXT "v=spf1 ip4:45.0.0.0/24 -all"
"""


def main():
    folder, count = sys.argv[1], int(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    with open("%s/host.example.zone" % folder, "w") as file:
        file.write(PROVIDER)
    for i in range(count):
        name = "customer%d.example" % i
        inner = "%s/%03d" % (folder, i % 200)
        os.makedirs(inner, exist_ok=True)
        with open("%s/%s.zone" % (inner, name), "w") as file:
            file.write(ZONE.format(name=name, i=i, high=i >> 8 & 255,
                low=i & 255, all="~all" if i % 3 else "-all",
                policy=("none", "quarantine", "reject")[i % 7 % 3],
                sip="www" if i % 50 == 0 else "ftp"))


main()
