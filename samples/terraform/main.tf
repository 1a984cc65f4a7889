# The DNS of example.com. The plan removes the last MX, the SPF and the DKIM
# key, in three of these blocks.

resource "aws_route53_zone" "main" {
  name = "example.com"
}

resource "aws_route53_record" "mail" {
  count   = var.mail ? 1 : 0
  zone_id = aws_route53_zone.main.zone_id
  name    = ""
  type    = "MX"
  ttl     = 3600
  records = ["10 mx1.mail.example.", "20 mx2.mail.example."]
}

resource "aws_route53_record" "spf" {
  count   = var.mail ? 1 : 0
  zone_id = aws_route53_zone.main.zone_id
  name    = ""
  type    = "TXT"
  ttl     = 3600
  records = ["v=spf1 include:_spf.mail.example -all"]
}

resource "aws_route53_record" "dkim" {
  for_each = var.mail ? local.keys : {}
  zone_id  = aws_route53_zone.main.zone_id
  name     = "${each.key}._domainkey"
  type     = "TXT"
  ttl      = 3600
  records  = [each.value]
}

resource "aws_route53_record" "dmarc" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "_dmarc"
  type    = "TXT"
  ttl     = 3600
  records = ["v=DMARC1; p=reject; rua=mailto:dmarc@example.com"]
}

resource "aws_route53_record" "www" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "www.example.com"
  type    = "A"
  ttl     = 300
  records = ["192.0.2.80"]
}

resource "aws_route53_record" "apex" {
  zone_id = aws_route53_zone.main.zone_id
  name    = ""
  type    = "A"
  ttl     = 300
  records = ["192.0.2.80"]
}
