var REG_NONE = NewRegistrar("none");
var DSP = NewDnsProvider("bind");

D("example.com", REG_NONE, DnsProvider(DSP),
	DefaultTTL(3600),
	DMARC_BUILDER({policy: "reject", rua: ["mailto:dmarc@example.com"]}),
	A("@", "192.0.2.80", TTL(300)),
	A("www", "192.0.2.80", TTL(300))
);
