$TTL 1h
@	IN	SOA	ns1 hostmaster (
			2026112001	; serial
			2h		; refresh
			1h		; retry
			2w		; expire
			1h )		; negative answers
	IN	NS	ns1
	IN	NS	ns2.example.net.
	IN	A	192.0.2.80
	IN	AAAA	2001:db8::80
$INCLUDE mail.inc
@	IN	TXT	"v=spf1 include:_spf.example.com include:spf.protection.outlook.com -all"
*._report._dmarc IN	TXT	"v=DMARC1"
_spf	IN	TXT	"v=spf1 ip4:192.0.2.0/28 ip4:198.51.100.25 ~all"
s2026a._domainkey IN TXT ( "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0/3HfDzBsQhyBbliqiq+bZ/cviOXlgTAM3kPeYwSh88/WMcg+BoxBo5RwoPiQaTXfYz+wO5Rt+kilBBfBl8NnNU5Mhf5tolPlPQAtydWaCaUQfP3LdD2KLDwnoqRc9jY2Am92n3kEQ"
			"V5BGctHs8RSJjXprJLkTGhB6ycUqQeToD2sOu4MPKxOn/XmLELurNbx5rgchkbNzUm7zktRS3xh4GTs2AmsUeeSAz/BbyPHnpOzHvxXaPEq4PbqwD83ghe9BEDn8aTLx3qMVccGWbr5Ov3Vl3h3c7Lb9sAQBcAg7R+1/WoRCdW4PuyTjbzI2TEg7ORiF4I/otPiDPuHz"
			"QcQQIDAQAB" )
s2026b._domainkey IN TXT ( "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApUgzr1Eft8/7LaUl51r7/ZTffR97httJmIQopl3BEXX4jZ9P4ZguScGPhnniZaiKCjr+jbmgmAc9UNgOnbzSCc8bJLslyCS3KnksrPCOSGcQ0ztgcWtKkqsyPYgkLvhepta2NrHK1J"
			"VapSKCmraO0Ah3S9OSmcPKnfvqlcD8Qwlrsahvg6Jarhpmx5ZW59z/PgjapkxUfcC9Xv4YXXj6ZXuWMkMcjLQvLR90nCuh2F9leYkMeNbWtHB9IKua2dgjoSVBS7AM3uWs0IttsJE95YGTu8ZK9NlJ+9jocMhXSOAdzdfUjM8BCoCx6pSeTnp5uRw6uMZNnIDdeczl0B"
			"cXFwIDAQAB" )
selector1._domainkey IN CNAME selector1-example-com._domainkey.example.onmicrosoft.com.
selector2._domainkey IN CNAME selector2-example-com._domainkey.example.onmicrosoft.com.

ns1	IN	A	192.0.2.1
mx1	IN	A	192.0.2.2
	IN	AAAA	2001:db8::2
mx2	IN	A	198.51.100.25
www	IN	A	192.0.2.80
	IN	AAAA	2001:db8::80
app	IN	A	192.0.2.90
shop	IN	CNAME	www
_sip._tcp IN	SRV	0 0 5060 app

; one-time passcodes are sent from this name
otp	IN	A	192.0.2.3
	IN	TXT	"v=spf1 a include:spf.protection.outlook.com -all"
