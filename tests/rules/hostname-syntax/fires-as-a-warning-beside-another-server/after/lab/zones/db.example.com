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
print	IN	A	192.0.2.10
