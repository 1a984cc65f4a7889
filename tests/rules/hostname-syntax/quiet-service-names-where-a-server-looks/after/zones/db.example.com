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
_services._dns-sd._udp	IN	PTR	_ipp._tcp.example.com.
_ipp._tcp	IN	PTR	Office\032Printer._ipp._tcp.example.com.
Office\032Printer._ipp._tcp	IN	SRV	0 0 631 ns1
