$ORIGIN example.com.
$TTL 3600
@	IN	SOA	ns1.example.com. hostmaster.example.com. (
			2026112401	; serial
			7200		; refresh
			3600		; retry
			1209600		; expire
			3600 )		; negative answers
	IN	NS	ns1.example.com.
	IN	NS	ns2.provider.example.
ns1	IN	A	192.0.2.53
_sip._tcp	IN	SRV	0 5 5060 pbx_1
pbx_1	IN	TXT	"room 12"
store	IN	A	192.0.2.11
