var REG_NONE = NewRegistrar("none");
var DSP = NewDnsProvider("bind");

D("example.com", REG_NONE, DnsProvider(DSP),
	DefaultTTL(3600),
	MX("@", 10, "mx1.mail.example."),
	MX("@", 20, "mx2.mail.example."),
	TXT("@", "v=spf1 include:_spf.mail.example -all"),
	TXT("s1._domainkey", "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAp3zjp4Sqt0Hvf87W80xamy0FmGPm3mVGGbhBDR7CKCZaO0Z6DhaVUA+UyG5SDMaODUpGrI0EgeaFnp820u5otQXyCa7PhPUQO9lWqsDPS83BUc+sufmLPGoOLEnP2Emz0HikqBg6I3Agcfbjbg+5ihG725La7fGtu/s4ryUmrHkZGwdzeUgDaTqTfKwIZMbc6n2DVD4u4u6XRmFgo++2IS3SmZpjXp9oXvWt9QyXkOu9dl7BDq/rxi6XenMbAplulYkRa254EKPDU1IPQ9XOpfHhlkDWfS+dhD5G/IwiX2faRZi/DWmx/fER2Ji1ve3ahBUk6FFCNUVEGlMI0V5kbwIDAQAB"),
	DMARC_BUILDER({policy: "reject", rua: ["mailto:dmarc@example.com"]}),
	A("@", "192.0.2.80", TTL(300)),
	A("www", "192.0.2.80", TTL(300))
);
